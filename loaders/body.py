"""The body of a table under one reading: the rows with their columns' meanings, and the facts that row readers fill."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from loaders.amounts import is_amount, is_dash, parse_cell, parse_measured, unit_of
from loaders.columns import Column
from loaders.document import Cell
from loaders.errors import Signal
from loaders.facts import CellFact, ColumnFact, RowFact, TableFacts
from loaders.header import is_column_row
from loaders.profile import Profile
from loaders.ragged_rows import pad_row
from loaders.recognise import RecognisedTable
from loaders.registry import Registry
from loaders.text import one_line, squeeze
from ontology.terms import DIMENSIONS

_YEAR = re.compile(r"(?:(20\d\d)年?|(上年|去年)|本年|当年)度?(?:年初)?(预算|决算|执行)?数?")
_PHASES = {"预算": "budget", "决算": "executed", "执行": "executed"}
#: Lists of things paid for in the year of the disclosure; their 年度 is that of the thing: 2023, 2024-2026.
_LISTS = frozenset({"projects", "project-performance", "procurement"})
_QUANTITIES = frozenset({"value-kind/quantity"})


@dataclass
class Body:
    """What a row reader works on: the body rows with the columns' meanings, and the facts to fill.

    ``fates`` says what became of each printed figure (by the identity of its cell): mapped, ignored or refused.
    """

    table: RecognisedTable
    profile: Profile
    registry: Registry
    columns: list[Column]
    facts: TableFacts
    start: int
    figure_columns: dict[int, ColumnFact] = field(default_factory=dict)
    fates: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[int, tuple[Cell, ...]]]:
        """Return (printed row number from 1, cells) of each body row that is not blank and fits the columns."""
        numbered = enumerate(self.table.table.rows[self.start :], self.start + 1)
        # A header repeated on the next page may leave its row of column numbers (栏次 1 2 3) among the rows.
        filled = (
            (number, row)
            for number, row in numbered
            if any(cell.text.strip() for cell in row) and not is_column_row(row)
        )
        return [(number, fitting) for number, row in filled if (fitting := self.fitted(row)) is not None]

    def fitted(self, row: tuple[Cell, ...]) -> tuple[Cell, ...] | None:
        """Return a body row with as many cells as the table has columns, or ``None`` for one that cannot be fitted surely.

        Where merged cells are printed once, a row with a merged label is short; columns found by the reader always fit.
        """
        if not self.columns or len(row) == len(self.columns):
            return row
        return pad_row(row, self.columns) if self.table.table.ragged else None

    @property
    def blocks(self) -> list[int]:
        """Return the numbers of the records that stand side by side in a printed row; one for most tables."""
        return sorted({column.block for column in self.columns}) or [0]

    @property
    def accounts_across(self) -> set[str]:
        """Return the dimensions of accounts that the columns hold: the rows cannot have them too."""
        return {name for column in self.columns for name in column.dims or () if name.endswith("Account")}

    def text(self, row: tuple[Cell, ...], role: str, side: str | None = None, block: int = 0) -> str:
        """Return the printed text in the first column of a role that is not blank, on one line."""
        for column in self.columns:
            if (
                column.role == role
                and column.side == side
                and column.block == block
                and column.index < len(row)
                and row[column.index].text.strip()
            ):
                return one_line(row[column.index].text)
        return ""

    def figures(self, row: tuple[Cell, ...], side: str | None = None, block: int = 0) -> list[tuple[int, Cell]]:
        """Return (index, cell) of the columns of figures of one record of a row."""
        indexes = (
            [c.index for c in self.columns if c.side == side and c.block == block] if self.columns else range(len(row))
        )
        return [(i, row[i]) for i in indexes if i in self.figure_columns and i < len(row)]

    def add_row(self, row: RowFact, cells: tuple[Cell, ...]) -> None:
        """Add a row with every figure printed in the columns of its side and block.

        A row whose meaning needs a dimension that this kind of table does not have is refused, and so is one of a year that is
        not told.
        """
        stated = "" if self.facts.kind in _LISTS else squeeze(self.text(cells, "year", None, row.block))
        if stated and self.registry.year is not None:
            year = year_of(stated, self.registry.year, self.registry.phase)
            if year is None:
                self.refuse_row(cells, f"row “{row.label}”: “{stated}” is no year", row.side, row.block)
                return
            row.dims |= {"fiscalPeriod": f"period/{year}"} if year != self.registry.year else {}
        allowed = {str(term).rpartition("#")[2] for term in DIMENSIONS[self.facts.kind]}
        if set(row.dims) - allowed or set(row.dims) & self.accounts_across:
            self.refuse_row(cells, f"row “{row.label}” has no place in a table of this kind", row.side, row.block)
            return
        self.facts.rows.append(row)
        for index, cell in self.figures(cells, row.side, row.block):
            if squeeze(cell.text) == squeeze(row.label) and not is_amount(cell.text):
                continue  # a merged label, repeated in every place that it covers
            self.add_cell(row, self.figure_columns[index], cell, index + 1)

    def add_cell(self, row: RowFact, column: ColumnFact, cell: Cell, number: int | None = None) -> None:
        """Add one figure; text where a figure belongs raises a signal."""
        if not cell.text.strip() or is_dash(cell.text):
            return
        measured = parse_measured(cell.text)
        stated = unit_of(measured.unit) if measured else None
        printed = measured.number if measured and stated else parse_cell(cell.text)
        if printed is None:
            self.facts.words[column] += 1
            self.refuse(cell, f"“{one_line(cell.text)}” in column {column.label} is not a number")
            return
        quantity = column.dims.get("valueKind") in _QUANTITIES
        unit = None if quantity else stated or column.unit or self.facts.unit
        if unit is None and not quantity:
            self.refuse(cell, f"{printed.text}: the table prints no unit of money (元, 万元)")
            return
        elsewhere = number if number != column.number else None
        self.facts.cells.append(CellFact(row, column, printed, unit, cell.place, elsewhere))
        self.fates[id(cell)] = "mapped"

    def refuse(self, cell: Cell, message: str) -> None:
        """Report a printed value that was not read."""
        self.fates[id(cell)] = "refused"
        self.facts.signals.append(Signal("refused", message, cell.place, self.facts.title))

    def refuse_row(self, row: tuple[Cell, ...], reason: str, side: str | None = None, block: int = 0) -> None:
        """Report every figure of a record that could not be placed."""
        for _, cell in self.figures(row, side, block):
            if is_amount(cell.text):
                self.refuse(cell, f"{cell.text.strip()}: {reason}")

    def ignore_cells(self, cells: list[Cell], message: str) -> None:
        """Report cells that a rule left out together, in one line."""
        for cell in reversed(cells):
            self.fates[id(cell)] = "ignored"
        if cells:
            self.ignore(cells[0], message)

    def ignore_row(self, row: tuple[Cell, ...], reason: str, side: str | None = None, block: int = 0) -> None:
        """Report the figures of a record that were left out by a rule."""
        for _, cell in self.figures(row, side, block):
            if is_amount(cell.text):
                self.ignore(cell, f"{cell.text.strip()}: {reason}", reason)

    def notice(self, message: str) -> None:
        """Report something that was read, but is unusual."""
        self.facts.signals.append(Signal("notice", message, self.facts.place, self.facts.title))

    def ignore(self, cell: Cell, message: str, rule: str = "") -> None:
        """Report something that was left out by a rule."""
        self.fates[id(cell)] = "ignored"
        self.facts.signals.append(Signal("ignored", message, cell.place, self.facts.title, rule))


def year_of(text: str, own: int, phase: str) -> int | None:
    """Return the year that a squeezed cell names, by itself or against the year of the disclosure.

    ``None`` when it names none, or figures of another phase: 上年决算数 in a budget.
    """
    stated = _YEAR.fullmatch(text)
    if stated is None or (stated[3] and _PHASES[stated[3]] != phase):
        return None
    return int(stated[1]) if stated[1] else own - bool(stated[2])


RowReader = Callable[[Body], None]
