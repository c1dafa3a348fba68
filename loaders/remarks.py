"""Remarks: passages of the prose that are no figures and still worth a look, by the patterns of ``prose/remarks.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib.namespace import RDFS

from loaders.disclosure import Identity
from loaders.document import Paragraph
from loaders.mapping import Mapper
from loaders.prose.lexicon import lexicon
from loaders.prose.offices import abbreviates
from loaders.prose.passages import passages
from loaders.quads import RDF_TYPE, iri, text
from loaders.registry import Registry
from loaders.text import one_line, squeeze
from ontology.terms import MZ, code

#: An office is only believed to be one when its name ends like one; 我部门 names none.
_OFFICE = re.compile(
    "(?:办公室|办事处|政府办|委员会|管委会|局|委|厅|法院|检察院|中心|学校|中学|小学|大学|医院|总队|支队|大队|联合会|协会|党校|政府)$"
)
_NO_OFFICE = re.compile("我|本(?!级)|各|该|上级|下属|所属")
_CODE = re.compile(r"^\d{3,6}")
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"^(?P<open>[（(]?)(?P<number>[{_NUMERALS}]{{1,3}})(?:[)）]|[、.．])")
_PART = re.compile("^第[一二三四五六七八九十\\d]+部分")
_SENTENCE = re.compile("[。;！？]")


@dataclass(frozen=True)
class Rule:
    """An entry of ``remarks.toml``."""

    kind: str
    pattern: re.Pattern[str]
    where: str
    sections: frozenset[str]
    unless: str | None


@dataclass(frozen=True)
class Remark:
    """A passage worth a look: the words it is about, the sentence around them, and the line (or order) of its paragraph."""

    kind: str
    said: str
    sentence: str
    line: int


@dataclass(frozen=True)
class Surroundings:
    """What the conditions of the rules look at.

    Attributes:
        year: Fiscal year of the document, with its phase.
        offices: Names that mean the department or one of its units.
        division: Name of its administrative division, which may stand for the department.
        units: Names in the table of institutions; ``None`` when the document prints none.
    """

    year: int
    phase: str
    offices: frozenset[str]
    division: str
    units: frozenset[str] | None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, read once.

    Raises:
        ValueError: A rule names a condition that does not exist.
    """
    data = tomllib.loads(files("loaders.prose").joinpath("remarks.toml").read_text("utf-8"))
    found = tuple(
        Rule(
            entry["kind"],
            re.compile(entry["pattern"]),
            entry["where"],
            frozenset(entry.get("sections", ())),
            entry.get("unless"),
        )
        for entry in data["remark"]
    )
    unknown = {rule.unless for rule in found} - {None, *_CONDITIONS}
    if unknown:
        raise ValueError(f"remarks.toml: no condition {', '.join(map(str, sorted(map(str, unknown))))}")
    return found


def surroundings(identity: Identity, registry: Registry, *, institutions: bool) -> Surroundings:
    """Return what the conditions look at, for one document."""
    units = frozenset(squeeze(unit.name) for unit in registry.units if unit.nature or unit.rank or unit.funding)
    names = {identity.office, *identity.aliases, *(unit.name for unit in registry.units)}
    return Surroundings(
        year=identity.year,
        phase=identity.phase,
        offices=frozenset(map(squeeze, names)),
        division=identity.region.name,
        units=units if institutions and units else None,
    )


def find_remarks(paragraphs: Iterable[tuple[str, int]], around: Surroundings) -> list[Remark]:
    """Return the remarks on prose, in the order of the text.

    Args:
        paragraphs: Text and line number of every paragraph outside the tables, in order.
        around: What the conditions look at.
    """
    lines = list(paragraphs)
    found = [*_in_lines(lines, around), *_in_sentences(lines, around), *_repeated_numbers(lines)]
    unique = {(remark.kind, remark.line, remark.said): remark for remark in found}
    return sorted(unique.values(), key=lambda remark: (remark.line, remark.kind, remark.said))


def write_remarks(mapper: Mapper, registry: Registry, prose: list[Paragraph]) -> int:
    """Write the remarks on the prose into the graph; return their number."""
    around = surroundings(mapper.addresses.identity, registry, institutions="institutions" in mapper.kinds)
    numbered = {paragraph.place.line or order: paragraph for order, paragraph in enumerate(prose, 1)}
    remarks = find_remarks([(paragraph.text, number) for number, paragraph in numbered.items()], around)
    disclosure, add = mapper.addresses.disclosure, mapper.quads.add
    for order, remark in enumerate(remarks, 1):
        address = f"{disclosure}/remark/{order}"
        add(disclosure, MZ.hasRemark, iri(address))
        add(address, RDF_TYPE, iri(MZ.Remark))
        add(address, MZ.disclosure, iri(disclosure))
        add(address, MZ.remarkKind, iri(code("remark-kind", remark.kind)))
        add(address, RDFS.label, text(remark.said, "zh"))
        add(address, MZ.sentence, text(remark.sentence, "zh"))
        mapper.place(address, numbered[remark.line].place)
    return len(remarks)


def _in_lines(lines: list[tuple[str, int]], around: Surroundings) -> Iterator[Remark]:
    for line, number in lines:
        squeezed = squeeze(line)
        for rule in rules():
            if rule.where == "lines":
                for match in rule.pattern.finditer(squeezed):
                    if not _excused(rule, match, around, frozenset()):
                        yield Remark(rule.kind, _said(match), one_line(line), number)


def _in_sentences(lines: list[tuple[str, int]], around: Surroundings) -> Iterator[Remark]:
    found = list(passages(lines, lexicon()))
    for rule in rules():
        if rule.where != "sentences":
            continue
        matches = [
            (passage, match)
            for passage in found
            if not rule.sections or (passage.section is not None and passage.section.key in rule.sections)
            for match in rule.pattern.finditer(passage.text)
        ]
        items = frozenset(_plain(match["item"]) for _, match in matches if "item" in match.groupdict())
        for passage, match in matches:
            if _excused(rule, match, around, items):
                continue
            group = "said" if "said" in match.groupdict() else 0
            first, last = match.span(group)
            start = max((end.end() for end in _SENTENCE.finditer(passage.text, 0, first)), default=0)
            stop = next((end.end() for end in _SENTENCE.finditer(passage.text, last)), len(passage.text))
            yield Remark(rule.kind, passage.printed(first, last), passage.printed(start, stop), passage.place(first)[0])


def _repeated_numbers(lines: list[tuple[str, int]]) -> Iterator[Remark]:
    """Yield items from the third on that bear the number of the item of the same style before them."""
    last: dict[str, str] = {}
    for line, number in lines:
        text_ = line.lstrip("# *\t\u3000")
        if _PART.match(text_):
            last.clear()
        match = _NUMBERED.match(text_)
        if match is None:
            continue
        style = match["open"] and "("
        if last.get(style) == match["number"] and match["number"] not in {"一", "二"}:
            yield Remark("repeated-number", match[0], one_line(line), number)
        last[style] = match["number"]
        if not style:
            last.pop("(", None)


def _said(match: re.Match[str]) -> str:
    return match["said"] if "said" in match.groupdict() else match[0]


def _excused(rule: Rule, match: re.Match[str], around: Surroundings, items: frozenset[str]) -> bool:
    return rule.unless is not None and _CONDITIONS[rule.unless](match, around, items)


def _own_year(match: re.Match[str], around: Surroundings, _: frozenset[str]) -> bool:
    return int(match["year"]) == around.year


def _past(match: re.Match[str], around: Surroundings, _: frozenset[str]) -> bool:
    """Tell whether a day is over when the document is made: a budget before its year, final accounts after it."""
    return int(match["year"]) < around.year + (around.phase == "executed")


def _own_office(match: re.Match[str], around: Surroundings, _: frozenset[str]) -> bool:
    name = _CODE.sub("", match["office"])
    if not _OFFICE.search(name) or _NO_OFFICE.search(name) or name.endswith(around.division):
        return True
    return any(abbreviates(name, own) or abbreviates(own, name) for own in around.offices)


def _listed(match: re.Match[str], around: Surroundings, _: frozenset[str]) -> bool:
    """Tell whether a unit is listed; the department itself need not be."""
    known = (around.units or frozenset()) | around.offices
    return around.units is None or any(
        abbreviates(match["unit"], name) or abbreviates(name, match["unit"]) for name in known
    )


def _own_item(match: re.Match[str], _: Surroundings, items: frozenset[str]) -> bool:
    """Tell whether words speak of their own item, or of nothing that is known to be another one."""
    own, said = _plain(match["item"]), match["said"]
    last = _plain(match["item"].rpartition("(款)")[2])
    if said in own or last in said or own in said or said.rstrip("事务支出") in own:
        return True
    return not any(said == item or item.endswith(said) for item in items if item != own)


def _plain(item: str) -> str:
    return item.replace("(款)", "")


_CONDITIONS: dict[str, Callable[[re.Match[str], Surroundings, frozenset[str]], bool]] = {
    "own-year": _own_year,
    "past": _past,
    "own-office": _own_office,
    "listed": _listed,
    "own-item": _own_item,
}
