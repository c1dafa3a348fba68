"""Full grids from rows of text: rows that lost only trailing blanks are filled up, others stay as they are."""

from __future__ import annotations

from loaders.amounts import parse_cell
from loaders.document import Cell, Table

Row = tuple[Cell, ...]


def grid(rows: list[Row]) -> Table:
    """Return the table of rows read from separated text.

    A short row may have lost its trailing blanks (many editors strip them) or a blank inside, which would shift its figures. Where
    other rows of the table kept their trailing blanks, none were stripped: then a short row with figures is left short, so that
    it is refused and never shifted in silence.
    """
    width = max(len(row) for row in rows)
    kept = any(len(row) == width and not row[-1].text.strip() for row in rows)
    filled = tuple(row if kept and len(row) < width and _has_figures(row) else _filled(row, width) for row in rows)
    return Table(filled, width, ragged=False)


def _has_figures(row: Row) -> bool:
    return any((printed := parse_cell(cell.text)) is not None and printed.decimals > 0 for cell in row)


def _filled(row: Row, width: int) -> Row:
    return row + tuple(Cell("", row[-1].place) for _ in range(width - len(row)))
