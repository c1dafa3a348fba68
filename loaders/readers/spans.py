"""Cells with row and column spans to a full grid, for every format that states its merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from loaders.document import Cell, Table
from loaders.errors import Place

#: No printed table is larger; a span or a reference beyond this is an error or an attack.
MAX_COLUMNS = 400
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000


@dataclass(frozen=True)
class Spanned:
    """A cell with its first row and column (from 0) and how many of each it covers."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    place: Place


Placer = Callable[[int, int], Place]


def full_grid(cells: Iterable[Spanned], at: Placer | None = None) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of the grid; places that a merged cell covers are blank and marked, others that no cell states are blank.

    A cell outside the bounds is cut to them. ``at`` gives the place of a blank by row and column; without it, a blank has the
    place of its row.
    """
    stated = [cell for cell in cells if cell.row < MAX_ROWS and cell.column < MAX_COLUMNS]
    if not stated:
        return ()
    width = min(MAX_COLUMNS, max(cell.column + cell.columns for cell in stated))
    height = min(MAX_ROWS, MAX_CELLS // width, max(cell.row + cell.rows for cell in stated))
    grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in stated:
        bottom, right = min(height, cell.row + cell.rows), min(width, cell.column + cell.columns)
        for row in range(cell.row, bottom):
            for column in range(cell.column, right):
                first = (row, column) == (cell.row, cell.column)
                if grid[row][column] is None:
                    span = (bottom - cell.row, right - cell.column) if first else (1, 1)
                    place = cell.place if first or at is None else at(row, column)
                    grid[row][column] = Cell(cell.text if first else "", place, span, merged=not first)
    rows = []
    for number, line in enumerate(grid):
        place = next((cell.place for cell in line if cell is not None), stated[0].place)
        rows.append(tuple(cell or Cell("", at(number, column) if at else place) for column, cell in enumerate(line)))
    return tuple(rows)


def table(cells: Iterable[Spanned], at: Placer | None = None) -> Table | None:
    """Return the grid as a table, without blank rows and columns around it; ``None`` when nothing is printed in it."""
    rows = full_grid(cells, at)
    used_rows = [i for i, row in enumerate(rows) if any(cell.text.strip() for cell in row)]
    if not used_rows:
        return None
    rows = rows[used_rows[0] : used_rows[-1] + 1]
    used = [(c, _width(cell, row)) for row in rows for c, cell in enumerate(row) if cell.text.strip()]
    left, right = min(c for c, _ in used), max(c + width for c, width in used)
    return Table(tuple(row[left:right] for row in rows), right - left, ragged=False)


def _width(cell: Cell, row: tuple[Cell, ...]) -> int:
    """Return how many columns a cell shows to be there: a title alone in its row may be merged over more than the table has."""
    return cell.span[1] if sum(bool(other.text.strip()) for other in row) > 1 else 1
