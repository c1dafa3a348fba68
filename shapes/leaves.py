"""What a blank cell below all sums must be: the one blank where a sum of its column and a sum of its row lack the same amount.

A cell that nothing adds into may be blank, so no identity calls it incomplete; the sums that it should enter fail. Where the sum down the
column and the sum along the row lack one and the same amount, and meet in a blank cell, that cell must be this amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shapes.blanks import Blank
from shapes.facts import AxisFacts, Facts
from shapes.money import UNITS, plain
from shapes.records import Check, Place
from shapes.wording import exponent_of

Cell = tuple[str, str]
"""A place by the addresses of its row and its column."""


@dataclass(frozen=True)
class _Lack:
    """A sum that lacks an amount, and the blank cells that could hold it."""

    check: Check
    amount: Decimal
    down: bool
    cells: frozenset[Cell]


class Leaves:
    """The blank cells that sums of one disclosure lack."""

    def __init__(self, checks: Sequence[Check], facts: Facts) -> None:
        self._facts = facts
        self._addends: dict[str, list[AxisFacts]] = defaultdict(list)
        for axis in facts.axes.values():
            if axis.parent is not None:
                self._addends[axis.parent].append(axis)
        self._lacks = {one.id: lack for one in checks if one.is_finding and (lack := self._lack(one)) is not None}
        self._asking: dict[Cell, list[_Lack]] = defaultdict(list)
        for lack in self._lacks.values():
            for cell in lack.cells:
                self._asking[cell].append(lack)

    def of(self, one: Check) -> tuple[Place, Blank] | None:
        """Return the blank cell that a failed sum lacks and what it must be; None where that is not clear."""
        lack = self._lacks.get(one.id)
        if lack is None:
            return None
        met = [cell for cell in lack.cells if self._meets(lack, cell)]
        if len(met) != 1 or any(
            len([cell for cell in other.cells if self._meets(other, cell)]) != 1 for other in self._asking[met[0]]
        ):
            return None
        asking = self._asking[met[0]]
        exponent = exponent_of(one)
        exponent = exponent if exponent in UNITS else 0
        # The sum of figures that are rounded less is nearer to the truth.
        amount = min(asking, key=lambda other: (other.check.tolerance or Decimal(0), other.check.id)).amount
        printed = f"{plain(amount.scaleb(-exponent))}{UNITS[exponent]}"
        return self._place(met[0]), Blank(amount, printed, tuple(sorted(other.check.id for other in asking)), 0)

    def _meets(self, lack: _Lack, cell: Cell) -> bool:
        """Return whether all sums through a cell lack the same, and there is one in each direction."""
        asking = self._asking[cell]
        return {other.down for other in asking} == {True, False} and all(
            abs(other.amount - lack.amount) <= _tolerance(other.check) + _tolerance(lack.check) for other in asking
        )

    def _lack(self, one: Check) -> _Lack | None:
        """Return what a sum of a table lacks; None for another check, or where nothing is lacking."""
        if one.relation != "=" or one.unit != UNITS[0] or one.unread or one.left is None or one.place.table is None:
            return None
        amount = one.left - (one.right or Decimal(0))
        row, column = (self._axis(one, is_row=is_row) for is_row in (True, False))
        if amount <= _tolerance(one) or row is None or column is None:
            return None
        for total, across, down in ((row, column, True), (column, row, False)):
            addends = self._addends.get(total.iri, ())
            places = [(addend.iri, across.iri) if down else (across.iri, addend.iri) for addend in addends]
            used = {(figure.cell.row, figure.cell.column) for figure in one.right_operands if figure.cell}
            if places and used <= set(places):
                blank = frozenset(
                    cell for cell in places if cell not in self._facts.cells_by_place and self._is_leaf(cell)
                )
                return _Lack(one, amount, down, blank) if blank else None
        return None

    def _is_leaf(self, cell: Cell) -> bool:
        return not any(self._addends.get(axis) for axis in cell)

    def _axis(self, one: Check, *, is_row: bool) -> AxisFacts | None:
        where = one.place.row if is_row else one.place.column
        if where is None or one.place.table is None:
            return None
        found = self._facts.axes_by_label.get((one.place.table.iri, is_row, *where), [])
        return found[0] if len(found) == 1 else None

    def _place(self, cell: Cell) -> Place:
        row, column = (self._facts.axes[axis] for axis in cell)
        return Place(
            self._facts.tables.get(row.table),
            (row.row, row.label),
            (column.column, column.label),
        ).at(row)


def _tolerance(one: Check) -> Decimal:
    return one.tolerance or Decimal(0)
