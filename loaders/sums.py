"""What the load report says of the sums of a table: the verdicts of the check, by the same rule, before anything is in a graph.

A sum fails only when everything that it needs is printed and was read. It is incomplete when its total is blank, or an addend is blank
although figures that it should sum are printed, or figures of the table could not be read (`shapes/components.ttl`, AddsUp).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from loaders.across import Place, across
from loaders.facts import CellFact, ColumnFact, RowFact, TableFacts
from loaders.structure import adds_up

Axis = TypeVar("Axis", RowFact, ColumnFact)

_NOT_SUMMED: Final = frozenset({"value-kind/unit-price", "value-kind/project-budget"})
"""Kinds of amounts of purchases that add up to nothing."""


@dataclass(frozen=True)
class Sums:
    """The sums of a table; places are the row and column of the total, as printed.

    Attributes:
        held: How many hold.
        failing: Totals that are not the sum of their parts.
        incomplete: Totals of sums that lack a figure.
    """

    held: int
    failing: tuple[Place, ...]
    incomplete: tuple[Place, ...]


def sums(facts: TableFacts) -> Sums:
    """Return the verdict on every sum of money that the links of a table imply."""
    printed = {(cell.row, cell.column): cell for cell in facts.cells if _is_summed(cell)}
    needed = _above_figures(printed) - printed.keys()
    typed = {cell.row.dims["spendingType"] for cell in facts.cells if "spendingType" in cell.row.dims}
    held, failing, incomplete = 0, set(), set()
    for whole, parts, down in _all(facts):
        addends = [printed[place] for place in parts if place in printed]
        total = printed.get(whole)
        difference = (total.value if total else Decimal(0)) - sum((cell.value for cell in addends), Decimal(0))
        if total and addends and adds_up(total, addends):
            held += 1
        elif difference == 0:
            continue
        elif not (total and addends) or facts.unread or needed.intersection(parts):
            if not any(_is_elsewhere(place, typed, down=down) for place in needed.intersection([whole, *parts])):
                incomplete.add(whole)
        else:
            failing.add(whole)
    return Sums(held, _in_order(failing), _in_order(incomplete))


def _is_summed(cell: CellFact) -> bool:
    return cell.unit is not None and cell.column.dims.get("valueKind") not in _NOT_SUMMED


def _all(facts: TableFacts) -> Iterator[tuple[Place, list[Place], bool]]:
    """Yield the sums: a total, its addends, and whether they stand below each other."""
    for parent in {row.parent for row in facts.rows if row.parent is not None}:
        children = [row for row in facts.rows if row.parent is parent and not row.of_which]
        for column in facts.columns if children else ():
            yield (parent, column), [(row, column) for row in children], True
    for along in across(facts).values():
        yield from ((whole, parts, False) for whole, parts in along)


def _above_figures(printed: dict[Place, CellFact]) -> set[Place]:
    """Return the places that sum a figure that is not zero, printed or not."""
    found: set[Place] = set()
    for (row, column), cell in printed.items():
        if cell.value:
            found |= {(up, along) for up in _wholes(row) for along in _wholes(column)}
    return found


def _wholes(axis: Axis) -> list[Axis]:
    """Return a row or column with all that it adds into, step by step; a part (其中) adds into nothing."""
    found, one = [axis], axis
    while one.parent is not None and not one.of_which and one.parent not in found:
        one = one.parent
        found.append(one)
    return found


def _is_elsewhere(blank: Place, typed: set[str], *, down: bool) -> bool:
    """Return whether a blank is printed elsewhere: a row 人员经费合计 (its type is ``typed``) beside a column 人员经费 prints the same figure."""
    row, column = blank
    types = {row.dims.get("spendingType")} if down else {row.dims.get("spendingType"), column.dims.get("spendingType")}
    return bool(types & typed)


def _in_order(places: set[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place[0].number, place[1].number)))
