"""The caption of a table may name the wrong unit: then its own sums hold, and everything that compares it with others does not.

Said only where it is clear: read in the other unit (元 for 万元, or the reverse), at least nine in ten of the failed comparisons hold, three
or more, none that holds now would break, and no other table explains as much. Sums inside the table do not change, so they are not asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shapes.facts import TableFacts
from shapes.meant import error, holds, is_linear
from shapes.money import UNITS
from shapes.records import Check

_OTHER: Final = {0: 4, 4: 0}
"""The unit that a caption may have meant: powers of ten of 元 and 万元."""

_FEWEST: Final = 3


@dataclass(frozen=True)
class Caption:
    """A table whose caption seems to name the wrong unit.

    Attributes:
        table: The table.
        printed: The unit as printed.
        meant: The unit that would explain the findings.
        repairs: Ids of the findings that would hold, sorted.
        failing: How many comparisons of the table with others fail.
    """

    table: TableFacts
    printed: str
    meant: str
    repairs: tuple[str, ...]
    failing: int


def captions(checks: Iterable[Check]) -> dict[str, Caption]:
    """Return the captions that seem wrong, by the id of each finding that they explain; checks of one disclosure."""
    compared: dict[str, list[Check]] = defaultdict(list)
    failing: dict[str, int] = defaultdict(int)
    for one in checks:
        if one.outcome != "incomplete" and len(tables := _tables(one)) > 1:
            for iri in tables - {""}:
                compared[iri].append(one)
                failing[iri] += one.outcome == "failed"
    found = [
        caption
        for iri, number in failing.items()
        if number >= _FEWEST and (caption := _caption(iri, compared[iri])) is not None
    ]
    told: dict[str, Caption] = {}
    for caption in found:
        mine = set(caption.repairs)
        if all(mine > set(other.repairs) or not mine & set(other.repairs) for other in found if other is not caption):
            told |= dict.fromkeys(caption.repairs, caption)
    return told


def _tables(one: Check) -> set[str]:
    """Return the tables of the figures of a check of money; the prose is one more, without a name."""
    if one.unit != UNITS[0]:
        return set()
    return {figure.table.iri if figure.table else "" for figure in one.figures if figure.amount}


def _caption(iri: str, compared: list[Check]) -> Caption | None:
    """Return what the unit of a table should be, so that its comparisons with others hold."""
    linear = [one for one in compared if is_linear(one)]
    cells = [
        (figure.table, figure.cell)
        for one in linear
        for figure in one.figures
        if figure.table is not None and figure.table.iri == iri and figure.cell is not None
    ]
    exponents = {cell.unit_exponent for _, cell in cells if cell.counted is None}
    if len(exponents) != 1 or any(cell.counted is not None for _, cell in cells):
        return None
    printed = exponents.pop()
    meant = _OTHER.get(printed)
    if meant is None:
        return None
    growth = Decimal(1).scaleb(meant - printed) - 1
    repaired = []
    for one in linear:
        would = _would_hold(one, iri, growth)
        if one.outcome == "passed" and not would:
            return None
        if one.outcome == "failed" and would:
            repaired.append(one.id)
    failing = sum(one.outcome == "failed" for one in linear)
    if len(repaired) < _FEWEST or len(repaired) * 10 < failing * 9:
        return None
    return Caption(cells[0][0], UNITS[printed], UNITS[meant], tuple(sorted(repaired)), failing)


def _would_hold(one: Check, iri: str, growth: Decimal) -> bool:
    """Return whether a check would hold if the figures of one table grew by so many times themselves."""
    left, right = (
        [figure for figure in side if figure.table is not None and figure.table.iri == iri]
        for side in (one.left_operands, one.right_operands)
    )
    shift = sum((figure.amount or Decimal(0) for figure in left), Decimal(0))
    shift -= sum((figure.amount or Decimal(0) for figure in right), Decimal(0))
    looser = sum((error(figure) for figure in (*left, *right)), Decimal(0))
    return holds(one, shift * growth, looser * growth)
