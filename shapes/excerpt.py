"""The printed rows that a check rests on, with the cells that it used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from shapes.facts import AxisFacts, Facts, TableFacts
from shapes.money import UNITS
from shapes.records import Check

WIDEST: Final = 9
"""So many columns of figures are shown whole; of a wider table, only those that a check used."""


@dataclass(frozen=True)
class Mark:
    """A cell of an excerpt: as printed, and what the check made of it: ``left``, ``right``, ``gap`` (blank) or nothing."""

    printed: str
    use: str = ""


@dataclass(frozen=True)
class Excerpt:
    """Some rows of a printed table.

    Attributes:
        table: The table.
        unit: The unit its figures are printed in; empty where it is none of money.
        columns: The columns shown, as printed.
        rows: The rows shown, each with its cells by address of the column.
        hidden: How many columns with figures are not shown.
    """

    table: TableFacts
    unit: str = ""
    columns: tuple[AxisFacts, ...] = ()
    rows: tuple[tuple[AxisFacts, dict[str, Mark]], ...] = ()
    hidden: int = 0


@dataclass
class _Used:
    """The cells of one table that a check used: row -> column -> use."""

    table: TableFacts
    rows: dict[str, dict[str, str]] = field(default_factory=dict)


def excerpts(one: Check, facts: Facts) -> tuple[Excerpt, ...]:
    """Return the rows that a check used, table by table: first those of the table it stands in. Tables declared empty have no rows."""
    used: dict[str, _Used] = {}
    for side, figures in (("left", one.left_operands), ("right", one.right_operands)):
        for figure in figures:
            if figure.table is not None and (figure.cell is not None or figure.amount is not None):
                rows = used.setdefault(figure.table.iri, _Used(figure.table)).rows
                if figure.cell is not None:
                    rows.setdefault(figure.cell.row, {})[figure.cell.column] = side
    for blank in one.blanks:
        if blank.table is None or blank.row is None:
            continue
        rows = used.setdefault(blank.table.iri, _Used(blank.table)).rows
        for row in facts.axes_by_label.get((blank.table.iri, True, *blank.row), ()):
            cells = rows.setdefault(row.iri, {})
            for column in facts.axes_by_label.get((blank.table.iri, False, *blank.column), ()) if blank.column else ():
                cells.setdefault(column.iri, "gap")
    own = one.place.table.iri if one.place.table else ""
    return tuple(_excerpt(used[iri], facts) for iri in sorted(used, key=lambda iri: (iri != own, iri)))


def _excerpt(used: _Used, facts: Facts) -> Excerpt:
    cells = {row: {cell.column: cell for cell in facts.cells_by_row.get(row, ())} for row in used.rows}
    printed = {column for row in cells.values() for column in row} | {c for row in used.rows.values() for c in row}
    columns = sorted((facts.axes[iri] for iri in printed if iri in facts.axes), key=lambda axis: axis.column or 0)
    shown = columns
    if len(columns) > WIDEST:
        marked = {column for row in used.rows.values() for column in row}
        shown = [column for column in columns if column.iri in marked]
    rows = []
    for axis in sorted(
        (facts.axes[iri] for iri in used.rows if iri in facts.axes), key=lambda axis: (axis.row or 0, axis.iri)
    ):
        row, uses = cells[axis.iri], used.rows[axis.iri]
        marks = {iri: Mark(cell.printed, uses.get(iri, "")) for iri, cell in row.items()}
        marks |= {iri: Mark("", use) for iri, use in uses.items() if use == "gap"}
        rows.append((axis, marks))
    exponents = {cell.unit_exponent for row in cells.values() for cell in row.values() if cell.counted is None}
    unit = UNITS.get(next(iter(exponents)), "") if len(exponents) == 1 else ""
    return Excerpt(used.table, unit, tuple(shown), tuple(rows), len(columns) - len(shown))
