"""What a blank cell must be: the one figure that every sum through it asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shapes.facts import AxisFacts, CellFacts, Facts
from shapes.money import UNITS, plain
from shapes.records import Check, Place
from shapes.wording import exponent_of

Key = tuple[str, int | None, str, int | None]
"""A place: table, number and label of the row, number of the column."""


@dataclass(frozen=True)
class Blank:
    """A blank cell that must be a figure.

    Attributes:
        amount: The figure, in 元.
        printed: As it would be printed, with its unit.
        checks: Ids of the findings that ask for it and lack nothing else, sorted.
        others: How many findings lack other cells too; they hold once those are what they must be.
    """

    amount: Decimal
    printed: str
    checks: tuple[str, ...]
    others: int


class Blanks:
    """The blank cells that the findings of one disclosure name."""

    def __init__(self, checks: Sequence[Check], uses: Mapping[str, Sequence[Check]], facts: Facts) -> None:
        self._uses = uses
        self._facts = facts
        self._asking: dict[Key, list[Check]] = defaultdict(list)
        for one in checks:
            if one.outcome == "incomplete" and one.relation:
                for blank in one.blanks:
                    self._asking[_key(blank)].append(one)
        self._asked = {key: self._ask(asking) for key, asking in self._asking.items()}

    def of(self, where: Place) -> Blank | None:
        """Return what a blank cell must be, so that everything through it holds; None where that is not clear."""
        key = _key(where)
        amount = self._asked.get(key)
        if amount is None or where.row is None or where.column is None or self._would_break(where):
            return None
        asking = self._asking[key]
        if not all(self._holds(one) for one in asking):
            return None
        exponent = exponent_of(asking[0])
        exponent = exponent if exponent in UNITS else 0
        printed = f"{plain(amount.scaleb(-exponent))}{UNITS[exponent]}"
        alone = tuple(sorted(one.id for one in asking if len(one.blanks) == 1))
        return Blank(amount, printed, alone, len(asking) - len(alone))

    def _ask(self, asking: Sequence[Check]) -> Decimal | None:
        """Return the figure that the checks ask for which lack nothing else; None unless they ask for one that is not zero."""
        alone = sorted((one for one in asking if len(one.blanks) == 1 and one.relation == "="), key=_tolerance)
        if not alone or any(one.unit != UNITS[0] for one in asking):
            return None
        # Where both sides have figures, the blank is one more addend of the smaller side.
        amount = abs(_difference(alone[0]))
        return (
            amount if amount and all(abs(abs(_difference(one)) - amount) <= _tolerance(one) for one in alone) else None
        )

    def _holds(self, one: Check) -> bool:
        """Return whether a check holds once all its blanks are what they must be."""
        amounts = [self._asked.get(_key(blank)) for blank in one.blanks]
        if any(amount is None for amount in amounts):
            return False
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        difference = _difference(one)
        if one.relation == "≤":
            return difference - total <= _tolerance(one)
        if one.relation == "≥":
            return difference + total >= -_tolerance(one)
        return abs(abs(difference) - total) <= _tolerance(one)

    def _would_break(self, where: Place) -> bool:
        """Return whether a sum through the cell holds already without it: then it cannot be a figure."""
        if where.table is None or where.row is None or where.column is None:
            return True
        row = self._axis(where.table.iri, *where.row, is_row=True)
        column = self._axis(where.table.iri, *where.column, is_row=False)
        if row is None or column is None:
            return True
        for axis, across in ((row, column), (column, row)):
            total = self._cells.get((axis.parent or "", across.iri)) or self._cells.get((across.iri, axis.parent or ""))
            for one in self._uses.get(total.iri, ()) if total is not None else ():
                if one.outcome == "passed" and self._is_sum(one, axis, across):
                    return True
        return False

    def _is_sum(self, one: Check, axis: AxisFacts, across: AxisFacts) -> bool:
        """Return whether the right side of a check are cells across, each in a row (column) that adds into what the axis adds into."""
        for figure in one.right_operands:
            places = {figure.cell.row, figure.cell.column} if figure.cell else set()
            others = [self._facts.axes[iri].parent for iri in places - {across.iri} if iri in self._facts.axes]
            if across.iri not in places or others != [axis.parent]:
                return False
        return bool(one.right_operands)

    def _axis(self, table: str, number: int | None, label: str, *, is_row: bool) -> AxisFacts | None:
        found = self._facts.axes_by_label.get((table, is_row, number, label), [])
        return found[0] if len(found) == 1 else None

    @property
    def _cells(self) -> dict[tuple[str, str], CellFacts]:
        return self._facts.cells_by_place


def _key(where: Place) -> Key:
    row, column = where.row or (None, ""), where.column or (None, "")
    return (where.table.iri if where.table else "", row[0], row[1], column[0])


def _difference(one: Check) -> Decimal:
    return (one.left or Decimal(0)) - (one.right or Decimal(0))


def _tolerance(one: Check) -> Decimal:
    return one.tolerance or Decimal(0)
