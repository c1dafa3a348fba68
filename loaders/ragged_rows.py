"""Rows of tables whose merged cells are printed once: where a short row has its gap."""

from __future__ import annotations

from loaders.amounts import is_amount, is_dash, parse_cell, parse_percent
from loaders.columns import Column
from loaders.document import Cell
from loaders.header import CODE, SIDE_TOTAL
from loaders.text import squeeze


def _is_figure(text: str) -> bool:
    return not text.strip() or is_dash(text) or is_amount(text) or parse_percent(text) is not None


def pad_row(row: tuple[Cell, ...], columns: list[Column]) -> tuple[Cell, ...] | None:
    """Return a short row with the gap that a merged label leaves, where the figures at its end show how long the gap is.

    A row of one label (合计) or of a whole code and a name is short because 类, 款 and 项 are one merged cell.
    """
    if any(column.side for column in columns):
        return None
    if any(column.block for column in columns):
        return _pad_records(row, columns)
    names = next((i for i, column in enumerate(columns) if column.role is None), len(columns))
    figures = len(columns) - names
    labels = len(row) - figures
    if not 1 <= labels < names or labels > 2 or not figures:
        return None
    if not all(_is_figure(cell.text) or SIDE_TOTAL.search(squeeze(cell.text)) for cell in row[labels:]):
        return None
    first = squeeze(row[0].text)
    if labels == 2 and not CODE.fullmatch(first) and first:
        return None
    gap = [Cell("", row[0].place, merged=True)] * (names - labels)
    return (row[0], *gap, *row[1:]) if labels == 2 else (*gap, *row)


def _pad_records(row: tuple[Cell, ...], columns: list[Column]) -> tuple[Cell, ...] | None:
    """Return a row of totals under records that stand side by side: each label is merged over the names of its record or further."""
    pairs = list(zip(row[::2], row[1::2], strict=False))
    starts = [i for i, column in enumerate(columns) if i == 0 or column.block != columns[i - 1].block]
    ends = [i for i, column in enumerate(columns) if i + 1 == len(columns) or column.block != columns[i + 1].block]
    if len(row) % 2 or len(pairs) > len(starts):
        return None
    if not all(
        label.text.strip() and parse_cell(label.text) is None and _is_figure(figure.text) for label, figure in pairs
    ):
        return None
    cells = [Cell("", row[0].place, merged=True)] * len(columns)
    for number, (label, figure) in enumerate(pairs):
        last = number + 1 == len(pairs)
        cells[starts[number]] = label
        cells[ends[-1] if last else ends[number]] = figure
    return tuple(cells)
