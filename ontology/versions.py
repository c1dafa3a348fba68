"""The classifications year by year: one version per fiscal year, each with what is known to have changed."""

from __future__ import annotations

from typing import Final

from ontology.accounts import ACCOUNT_SCHEMES, AccountName, account_names, changes, read_facts
from ontology.turtle import Turtle, bilingual, iri

YEARS: Final = range(2018, 2027)
"""The fiscal years with a version. Both economic classifications took their present form in 2018."""

_WORDS: Final = {"new": ("新增", "new"), "ended": ("停用", "ended"), "renamed": ("更名", "renamed")}


def version(scheme: str, year: int) -> str:
    """The address of a classification as of a fiscal year, relative to the base of the project."""
    return f"id/classification/{scheme}/{year}"


def render() -> str:
    """All versions as Turtle. Their members are the accounts whose years include the year."""
    file = Turtle("The classifications by fiscal year. From data/{functional,economic,government-economic}.csv.")
    schemes = {row["scheme"]: row for row in read_facts("schemes")}
    for scheme in ACCOUNT_SCHEMES:
        for year in YEARS:
            label = bilingual(f"{schemes[scheme]['zh']}（{year}年）", f"{schemes[scheme]['en']}, {year}")
            notes = [note(scheme, kind, code, year) for kind, code in changes(scheme, year) if year > YEARS[0]]
            file.add(
                iri(version(scheme, year)),
                [
                    ("a", "skos:ConceptScheme"),
                    ("rdfs:label", label),
                    ("skos:prefLabel", label),
                    (
                        "skos:definition",
                        bilingual(
                            f"{year}年度有效的科目：起止年份包含该年或未知的科目。",
                            f"The accounts valid in {year}: those whose years include it or are not known.",
                        ),
                    ),
                    ("dct:isVersionOf", f"code:{scheme}"),
                    ("dct:temporal", iri(f"id/period/{year}")),
                    ("dct:source", "source:classification"),
                    ("xkos:follows", iri(version(scheme, year - 1)) if year > YEARS[0] else None),
                    ("skos:changeNote", ", ".join(bilingual(zh, en) for zh, en in notes)),
                ],
            )
    return file.text()


def note(scheme: str, kind: str, code: str, year: int) -> tuple[str, str]:
    """A change in words, Chinese and English: ``更名：20805 行政事业单位离退休 → 行政事业单位养老支出``."""
    names = account_names(scheme, code)
    now = next((name for name in names if name.valid_in(year)), names[-1])
    zh, en = _WORDS[kind]
    if kind != "renamed":
        return f"{zh}：{code} {now.zh}", f"{en}: {code} {now.en or now.zh}"
    before = next(name for name in names if name.until == year - 1)
    return f"{zh}：{code} {before.zh} → {now.zh}", f"{en}: {code} {_english(before)} → {now.en}"


def _english(name: AccountName) -> str:
    return name.en or name.zh
