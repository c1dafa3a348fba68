"""Names that outlive a run: what the id of a finding is derived from.

An id is a digest of the identity and of the place, each named by what is printed there and never by its figures:

- the disclosure, by its address below the base: jurisdiction, department, year, phase;
- the table, by its kind, and its number among the tables of that kind;
- a row or column, by its printed label without blanks, and its number among those of its table that bear the same label;
- a claim or remark, by its sentence without digits; a project or indicator, by its name, an indicator
  after that of its project; and their numbers among their likes;
- an account, a source of funds and the like, by its code.

So an id stays the same over runs, stores, bases, wordings and corrected figures, and when rows are added elsewhere in the table.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cached_property
from typing import Final

from shapes.facts import AxisFacts, Facts, StatementFacts

_BASE: Final = re.compile(r"^.*?/(?=(?:id/(?:disclosure|department|unit|jurisdiction)|code)/)")
_BLANKS: Final = re.compile(r"\s+")
_FIGURES: Final = re.compile(r"[\s\d.,，．]+")


class Names:
    """The names of everything that the facts of one run know."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, str] = {}

    def finding(self, identity: str, *places: str) -> str:
        """Return the id of an instance of an identity at the place that these addresses mean: ``C2-3f0b9a1c55``."""
        parts = (identity, *map(self.of, places))
        return f"{identity}-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:10]}"

    def of(self, address: str) -> str:
        """Return the name of what an address means; of other texts, the text."""
        name = self._known.get(address)
        if name is None:
            name = self._axes.get(address) or self._statements.get(address) or _BASE.sub("", address)
            self._known[address] = name
        return name

    @cached_property
    def _axes(self) -> dict[str, str]:
        seen = Counter[tuple[str, str]]()
        found = {}
        for axis in sorted(self._facts.axes.values(), key=_order):
            name = f"{'column' if axis.row is None else 'row'} {_BLANKS.sub('', axis.label)}"
            seen[axis.table, name] += 1
            found[axis.iri] = f"{_BASE.sub('', axis.table)} {name} {seen[axis.table, name]}"
        return found

    @cached_property
    def _statements(self) -> dict[str, str]:
        seen = Counter[tuple[str, str]]()
        found: dict[str, str] = {}
        # A project before its indicators: they are named after it.
        for one in sorted(self._facts.statements.values(), key=_in_order):
            if one.kind in {"Disclosure", "TableRow"}:
                continue
            name = f"{one.kind} {_FIGURES.sub('', one.sentence) or _BLANKS.sub('', one.label)}"
            parent = one.iri.rsplit("/", 2)[0]
            above = found.get(parent) or _BASE.sub("", parent)
            seen[above, name] += 1
            found[one.iri] = f"{above} {name} {seen[above, name]}"
        return found


def _order(axis: AxisFacts) -> tuple[str, int, int, str]:
    return (axis.table, axis.row or 0, axis.column or 0, axis.iri)


def _in_order(one: StatementFacts) -> tuple[int, int, int, str]:
    """Return the order of statements: what stands above others first, then as printed; of addresses that end in a number, 2 before 10."""
    return (one.iri.count("/"), one.line or one.page or 0, len(one.iri), one.iri)
