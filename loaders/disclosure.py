"""Whose disclosure a document is: office, jurisdiction, fiscal year, phase and scope, from its captions and titles."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from loaders.document import Document
from loaders.errors import LoadError
from loaders.recognise import RecognisedTable, Recognition
from loaders.registry import office_name, own_unit, plain_unit
from loaders.text import squeeze
from ontology.regions import AmbiguousJurisdictionError, Region, UnknownJurisdictionError, regions

_YEAR = re.compile(r"(20[0-4]\d)年?(?:度)?")
_TITLE = re.compile(
    r"^(?:关于)?(?P<office>\D{4,40}?)(?:单位)?(?P<year>20[0-4]\d)年?(?:度)?(?P<scope>部门|单位)?(?:预算|决算|收支|财务)"
)
_TITLE_YEAR_FIRST = re.compile(r"^(?P<year>20[0-4]\d)年?(?:度)?(?P<office>\D{4,40}?)(?P<scope>部门|单位)?(?:预算|决算)")
_GENERIC = re.compile(r"^(部门|单位|本部门|本单位|我部门|我单位|一般公共|政府|财政)")
_PART = re.compile(r"^第[一二三四五六七八九十\d]+部分")
_TITLE_MAX = 60
_OFFICE_MAX = 30


@dataclass(frozen=True)
class Identity:
    """Who publishes what.

    Attributes:
        office: Name of the department as printed, with its division.
        key: Name without divisions, by which documents of one department are linked within a jurisdiction.
        aliases: Other names printed for it (政府办).
        code: Department code printed before the name (434), unique only inside a jurisdiction.
        phase: ``budget`` or ``executed``.
        scope: ``department`` (consolidated) or ``unit``.
    """

    region: Region
    office: str
    key: str
    aliases: tuple[str, ...]
    code: str | None
    year: int
    phase: str
    scope: str


def slug(key: str) -> str:
    """Return an ASCII slug: the pinyin of a name plus four hex digits of its SHA-1, so homophones stay apart."""
    pinyin = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(key)).lower())[:60]
    return f"{pinyin}-{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:4]}"


def local_name(name: str, region: Region) -> str:
    """Return an office name without the divisions in front of it: 秦皇岛市北戴河区人民政府办公室 → 人民政府办公室."""
    chain = [*(ancestor.name for ancestor in regions().ancestors(region)), region.name]
    changed = True
    while changed:
        changed = False
        for division in chain:
            if name.startswith(division) and len(name) > len(division) + 1:
                name, changed = name[len(division) :], True
    return name


def identify(document: Document, found: Recognition, jurisdiction: str | None) -> Identity:
    """Find out whose disclosure this is.

    Args:
        document: The document as read.
        found: Its recognised tables.
        jurisdiction: A GB/T 2260 code given by the user, which settles the question.

    Raises:
        LoadError: No office or year is printed, or the jurisdiction is unknown or ambiguous (with the candidates).
    """
    year = _year(document, found)
    phase = _phase(found)
    offices = _offices(document, found)
    own = [plain_unit(name) for name in _unit_names(found)]
    region, office = _region(document, jurisdiction, offices, own, year)
    names = Counter(offices)
    aliases = tuple(
        sorted(name for name in names if name != office and local_name(name, region) != local_name(office, region))
    )
    return Identity(
        region=region,
        office=office,
        key=local_name(office, region),
        aliases=tuple(alias for alias in aliases if names[alias] > 2),
        code=_code(found),
        year=year,
        phase=phase,
        scope=_scope(document, found),
    )


def _titles(document: Document) -> Iterator[str]:
    """Yield the lines that may be titles, and those that a cover breaks: 某市财政局 | 2024年度部门决算."""
    before = ""
    for paragraph in document.paragraphs():
        text = _PART.sub("", squeeze(paragraph.text))
        if len(text) <= _TITLE_MAX and not re.search("[。;]", text):
            yield text
            if before and _YEAR.match(text) and not _YEAR.search(before):
                yield before + text
            before = text if len(text) <= _OFFICE_MAX and not re.search("[:,、]", text) else ""
        else:
            before = ""


def _year(document: Document, found: Recognition) -> int:
    stated = Counter(table.year for table in found.tables if table.year is not None)
    if not stated:
        stated = Counter(int(match[1]) for table in found.tables if (match := _YEAR.search(squeeze(table.title))))
    if not stated:
        titles = [_TITLE.search(text) or _TITLE_YEAR_FIRST.search(text) for text in _titles(document)]
        stated = Counter(int(match["year"]) for match in titles if match)
    if not stated:
        stated = Counter(max(years) for table in found.tables if (years := _header_years(table)))
    if not stated:
        raise LoadError(
            "the fiscal year was not found",
            where=document.name,
            why="No table caption (预算年度：), table title or document title states a year.",
            remedy="Check that the document is a complete departmental disclosure.",
        )
    return stated.most_common(1)[0][0]


def _header_years(table: RecognisedTable) -> list[int]:
    """Return the years that the columns of a table state: 2023年执行数, 2024年预算数."""
    labels = (squeeze(cell.text) for row in table.table.rows[:4] for cell in row)
    return [int(match[1]) for label in labels if (match := re.match(r"(20[0-4]\d)年.*(预算|决算|执行)", label))]


def _phase(found: Recognition) -> str:
    titles = "".join(squeeze(table.title) for table in found.tables)
    return "executed" if titles.count("决算") > titles.count("预算") else "budget"


def _scope(document: Document, found: Recognition) -> str:
    text = "".join([*_titles(document), *(squeeze(table.title) for table in found.tables)])
    unit = len(re.findall("单位(?:收支|收入|支出|预算|决算|财务|财政)", text))
    department = len(re.findall("部门(?:收支|收入|支出|预算|决算|财务|财政)", text))
    return "unit" if unit > department else "department"


def _offices(document: Document, found: Recognition) -> list[str]:
    """Return office names in captions and titles, as often as they are printed."""
    offices = [office_name(text) for table in found.tables for text in table.offices]
    for text in _titles(document):
        match = _TITLE.search(text) or _TITLE_YEAR_FIRST.search(text)
        if match and not _GENERIC.search(match["office"]):
            offices.append(office_name(match["office"]))
    return [office for office in offices if len(office) >= 2]


def _unit_names(found: Recognition) -> Iterator[str]:
    for table in found.tables:
        if table.rule.kind == "institutions":
            yield from (row[0].text for row in table.table.rows[1:] if row and own_unit(row[0].text))


def _code(found: Recognition) -> str | None:
    codes = Counter(
        match[0]
        for table in found.tables
        for text in table.offices
        if (match := re.match(r"\d{3,6}(?=\D)", squeeze(text)))
    )
    return codes.most_common(1)[0][0] if codes else None


def _region(
    document: Document, jurisdiction: str | None, offices: list[str], own: list[str], year: int
) -> tuple[Region, str]:
    """Resolve the jurisdiction from the office names; a name without a division falls back on the department's own unit."""
    divisions = regions()
    candidates = [office for office, _ in Counter(offices).most_common()]
    candidates += [unit.removesuffix("本级") for unit in own]
    if not candidates:
        raise LoadError(
            "the publishing office was not found",
            where=document.name,
            why="No table caption, title or unit table names it.",
            remedy="Check that the document is a complete departmental disclosure.",
        )
    remedy = "Name the division with --jurisdiction CODE (six digits of GB/T 2260)."
    if jurisdiction is not None:
        try:
            region = divisions.by_code(jurisdiction)
        except UnknownJurisdictionError as error:
            raise LoadError(
                f"there is no division {jurisdiction}", where=document.name, why=f"{error}.", remedy=remedy
            ) from error
        return region, next((c for c in candidates if local_name(c, region) != c), candidates[0])
    ambiguous: AmbiguousJurisdictionError | None = None
    for candidate in candidates:
        try:
            return divisions.resolve(candidate, year), candidate
        except AmbiguousJurisdictionError as error:
            named = _named_in(document, error.candidates)
            if named is not None:
                return named, candidate
            ambiguous = ambiguous or error
        except UnknownJurisdictionError:
            continue
    if ambiguous is not None:
        raise LoadError(
            "the jurisdiction is ambiguous",
            where=document.name,
            why=f"“{candidates[0]}” fits several divisions, listed below.",
            remedy=remedy,
            candidates=tuple(f"{region.code} {region.full_name}" for region in ambiguous.candidates),
        )
    raise LoadError(
        "the jurisdiction was not found",
        where=document.name,
        why=f"No division name stands in the office names ({'、'.join(candidates[:3])}).",
        remedy=remedy,
    )


def _named_in(document: Document, candidates: tuple[Region, ...]) -> Region | None:
    """Return the only candidate whose province or prefecture the document names anywhere, if there is exactly one."""
    prose = "".join(squeeze(paragraph.text) for paragraph in document.paragraphs())
    named = [region for region in candidates if any(ancestor.name in prose for ancestor in regions().ancestors(region))]
    return named[0] if len(named) == 1 else None
