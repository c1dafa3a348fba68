"""The administrative divisions of China (GB/T 2260) with their years, and the division that a text names.

The facts stand in ``data/regions.csv`` (public domain), one line per code and name: the years of first and last
validity and, where a code has ended, the codes that took its place (where only a part moved away, nothing).
``regions.ttl`` says the same in RDF; a test holds the two together.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from ontology.placenames import Finder, Mention, short_forms


@dataclass(frozen=True)
class DatedName:
    """A name a division bears or bore; years are inclusive, `until` is None while the name is in use."""

    name: str
    since: int
    until: int | None

    def held_in(self, year: int | None) -> bool:
        """Whether the name was in force in the year; None asks about today."""
        if year is None:
            return self.until is None
        return self.since <= year and (self.until is None or year <= self.until)


@dataclass(frozen=True)
class Region:
    """One code of GB/T 2260. `valid_until` is None while the code is in use; `successor` lists what took its place."""

    code: str
    name: str
    level: str
    parent_code: str | None
    valid_from: int
    valid_until: int | None
    successor: tuple[str, ...]
    full_name: str
    names: tuple[DatedName, ...]

    def __str__(self) -> str:
        """Full name and code, as messages show it."""
        return f"{self.full_name} ({self.code})"


class UnknownJurisdictionError(LookupError):
    """A text names no administrative division, or a code does not exist."""


class AmbiguousJurisdictionError(LookupError):
    """A text fits several administrative divisions; `candidates` lists them by code."""

    def __init__(self, text: str, candidates: Iterable[Region]) -> None:
        """Say which divisions fit and what to do."""
        self.candidates = tuple(sorted(candidates, key=lambda region: region.code))
        shown = ", ".join(map(str, self.candidates[:12])) + (", …" if len(self.candidates) > 12 else "")
        super().__init__(
            f"{text[:60]!r} fits several divisions: {shown}. Name one with its code (--jurisdiction CODE)."
        )


def _last_holder(names: list[DatedName]) -> tuple[DatedName, ...]:
    """Return the names of the place that holds a code now or held it last.

    GB/T 2260 gave some codes to another place years after the first was abolished (511400: 涪陵市 until 1997, 眉山市 since 2000). That is
    no change of name, so the earlier place is left out. The same place again (神农架林区) keeps its names.
    """
    start = 0
    for at in range(1, len(names)):
        before, name = names[at - 1], names[at]
        if before.until is not None and name.since > before.until + 1 and before.name[:2] != name.name[:2]:
            start = at
    return tuple(names[start:])


class Regions:
    """An index of all divisions. Use `regions()`, which builds it once."""

    def __init__(self, rows: Iterable[tuple[str, DatedName, tuple[str, ...]]]) -> None:
        """Index rows of (code, dated name, successors of the code)."""
        dated: dict[str, list[DatedName]] = defaultdict(list)
        successors: dict[str, tuple[str, ...]] = {}
        for code, name, follow in rows:
            dated[code].append(name)
            successors[code] = follow
        self._regions: dict[str, Region] = {}
        # Parents have smaller codes than their children, so each parent is there when its children come.
        for code in sorted(dated):
            names = _last_holder(dated[code])
            parent = next((p for p in (code[:4] + "00", code[:2] + "0000") if p != code and p in self._regions), None)
            above = self._regions[parent].full_name if parent else ""
            current = names[-1]
            self._regions[code] = Region(
                code=code,
                name=current.name,
                level="province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county",
                parent_code=parent,
                valid_from=names[0].since,
                valid_until=current.until,
                successor=successors[code],
                full_name=above + current.name,
                names=names,
            )
        for code, region in self._regions.items():
            # A code that went to another place since is no successor.
            follow = tuple(c for c in region.successor if c in self._regions and self._continues(region, c))
            self._regions[code] = replace(region, successor=follow)
        full: dict[str, set[str]] = defaultdict(set)
        short: dict[str, set[str]] = defaultdict(set)
        for region in self._regions.values():
            for dated_name in region.names:
                full[dated_name.name].add(region.code)
                for form in short_forms(dated_name.name):
                    short[form].add(region.code)
        self._full = {name: frozenset(codes) for name, codes in full.items()}
        self._short = {name: frozenset(codes) for name, codes in short.items()}
        self._finder = Finder(self._full, self._short, self._lineage)

    def _continues(self, region: Region, code: str) -> bool:
        return region.valid_until is None or self._regions[code].valid_from <= region.valid_until + 1

    def __iter__(self) -> Iterator[Region]:
        """All divisions by code."""
        return iter(self._regions.values())

    def __len__(self) -> int:
        """How many codes there are, abolished ones included."""
        return len(self._regions)

    def by_code(self, code: str) -> Region:
        """The division of a six-digit code, abolished ones included; raises `UnknownJurisdictionError`."""
        try:
            return self._regions[code]
        except KeyError:
            raise UnknownJurisdictionError(
                f"no administrative division has the code {code!r}: GB/T 2260 codes have six digits, such as 130184"
            ) from None

    def named(self, name: str) -> list[Region]:
        """All divisions that bear or bore a name, official (新乐市) or short (新乐); empty when there is none."""
        codes = self._full.get(name, frozenset()) | self._short.get(name, frozenset())
        return [self._regions[code] for code in sorted(codes)]

    def ancestors(self, region: Region) -> list[Region]:
        """What the division lies within, nearest first."""
        found = []
        while region.parent_code:
            region = self._regions[region.parent_code]
            found.append(region)
        return found

    def valid_in(self, region: Region, year: int) -> Region:
        """The division that stands for this one in a year: itself or, once abolished, its only successor then.

        Raises:
            AmbiguousJurisdictionError: the division was split among several.
        """
        heirs = self._heirs(region, year)
        if len(heirs) > 1:
            raise AmbiguousJurisdictionError(region.full_name, heirs)
        return next(iter(heirs), region)

    def resolve(self, text: str, year: int | None = None) -> Region:
        """The most specific division that a text names, such as 秦皇岛市北戴河区人民政府办公室.

        Names higher up disambiguate: 普陀区 alone is ambiguous, 上海市普陀区 is not. Where a text names several
        divisions that do not contain one another, the one it begins with wins: an office's name begins with its own.

        Args:
            text: a title or the name of an office, as printed.
            year: the fiscal year; a name of another time gives the code that was valid in that year. None: today.

        Raises:
            UnknownJurisdictionError: the text names no division.
            AmbiguousJurisdictionError: several divisions fit; they are in `candidates`.
        """
        mentions = self._finder.mentions(text)
        if not mentions:
            raise UnknownJurisdictionError(
                f"no administrative division is named in {text[:60]!r}: give its code (--jurisdiction CODE)"
            )
        candidates = self._explaining(mentions)
        if not candidates and mentions[0].leading:
            candidates = self._explaining(_first_chain(mentions))
        if not candidates:
            each = [self._in_force(self._explaining([mention]), year) for mention in mentions]
            raise AmbiguousJurisdictionError(text, set().union(*each))
        fitting = self._in_force(candidates, year)
        if len(fitting) > 1:
            raise AmbiguousJurisdictionError(text, fitting)
        return fitting.pop()

    def _lineage(self, code: str) -> frozenset[str]:
        return frozenset(ancestor.code for ancestor in self.ancestors(self._regions[code]))

    def _explaining(self, mentions: list[Mention]) -> list[tuple[Region, Mention]]:
        """The divisions that account for every mention (it or a division above it), each with its own mention."""
        found = {}
        for mention in mentions:
            for code in mention.codes:
                line = self._lineage(code) | {code}
                if all(line & other.codes for other in mentions):
                    found[code] = (self._regions[code], mention)
        return list(found.values())

    def _in_force(self, candidates: list[tuple[Region, Mention]], year: int | None) -> set[Region]:
        """Those of the candidates whose name was in force in the year; failing that, the heirs of the others."""
        official = [pair for pair in candidates if not pair[1].short] or candidates
        held = {region for region, mention in official if self._name_held(region, mention, year)}
        if not held:
            held = {region for region, _ in official if region.valid_until is None}
        if not held:
            # A name used twice in the past means its last bearer.
            last = max(region.valid_until or 0 for region, _ in official)
            gone = [region for region, _ in official if region.valid_until == last]
            held = (
                set(gone)
                if year is None
                else {heir for region in gone for heir in self._heirs(region, year) or {region}}
            )
        # In the year of a change both codes are in force: the new one stands at its end.
        return {region for region in held if not held & self._descent(region)} or held

    def _name_held(self, region: Region, mention: Mention, year: int | None) -> bool:
        return any(
            dated.held_in(year) and (dated.name == mention.name or mention.name in short_forms(dated.name))
            for dated in region.names
        )

    def _heirs(self, region: Region, year: int) -> set[Region]:
        """The divisions valid in the year that the codes of an abolished division passed to; itself while valid."""
        if region.valid_until is None or year <= region.valid_until:
            return {region}
        return {heir for code in region.successor for heir in self._heirs(self._regions[code], year)}

    def _descent(self, region: Region) -> set[Region]:
        """Everything that came after the division."""
        heirs = {self._regions[code] for code in region.successor}
        return heirs.union(*map(self._descent, heirs))


def _first_chain(mentions: list[Mention]) -> list[Mention]:
    """The mentions that stand side by side at the beginning."""
    length = next((place for place, mention in enumerate(mentions) if place and not mention.chained), len(mentions))
    return mentions[:length]


@cache
def regions() -> Regions:
    """All divisions, read once."""
    with resources.files("ontology").joinpath("data/regions.csv").open(encoding="utf-8") as lines:
        return Regions(
            (
                row["code"],
                DatedName(row["name"], int(row["since"]), int(row["until"]) if row["until"] else None),
                tuple(filter(None, row["successors"].split(";"))),
            )
            for row in csv.DictReader(lines)
        )


def resolve(text: str, year: int | None = None) -> Region:
    """`Regions.resolve` on the one index."""
    return regions().resolve(text, year)
