"""Cells in one long row whose printed rows differ in length: a merged 合计, a code over three columns, a total below records.

A row of accounts is names and then figures, always as many figures. A text among the cells therefore shows where a row begins, and the
number of figures between the texts is the number of columns of figures. Where one division into rows takes up every cell, it is read.
"""

from __future__ import annotations

from loaders.amounts import is_dash, parse_cell, parse_percent
from loaders.document import Cell, Table
from loaders.header import CODE, CODE_PARTS, TOTAL
from loaders.text import squeeze

_MOST_FIGURES = 20
_MOST_NAMES = 6
_MOST_LABELS = 60
_LEAST_ROWS = 2
#: So many numbers in order, without the word 栏次 before them, are no figures.
_LEAST_NUMBERS = 5
_COLUMN_ROW = frozenset({"栏次", "栏目", "列次"})

Rows = list[tuple[int, int]]
#: Where the header ends, where the body begins, how many columns are numbered.
Numbers = tuple[int, int, int]


def segmented(cells: list[Cell], texts: list[str], numbered: Numbers | None) -> list[Table]:
    """Return the tables of accounts that a run of cells makes when its rows may be short; none, when no division takes up all cells.

    Args:
        cells: The cells.
        texts: Their texts, squeezed.
        numbered: Where a row numbers the columns.
    """
    kinds = [_kind(text) for text in texts]
    least = 1 if numbered else _LEAST_ROWS
    if numbered is not None:
        header, start, figures = numbered
        starts, counts = [start], range(figures, figures + 1)
    else:
        first = next((i for i, kind in enumerate(kinds[:_MOST_LABELS]) if kind in "fc"), None)
        if first is None:
            return []
        starts, counts = list(range(max(1, first - _MOST_NAMES), first + 1)), range(1, _MOST_FIGURES + 1)
        header = -1
    found: list[Table] = []
    for start in starts:
        for count in counts:
            for names in range(1, _MOST_NAMES):
                rows = _divided(kinds, texts, start, names, count)
                if rows is not None and len(rows) >= least and any(printed == names for _, printed in rows):
                    found.append(_table(cells, start if header < 0 else header, rows, names, count))
    return found


def _kind(text: str) -> str:
    """Return what a cell may be: a figure, a code (or a figure), nothing printed, or a name."""
    if not text or is_dash(text):
        return "b"
    if text.isdigit() and (CODE.fullmatch(text) or len(text) == 2):
        return "c"
    return "f" if parse_cell(text) is not None or parse_percent(text) is not None else "n"


def column_numbers(texts: list[str]) -> Numbers | None:
    """Return where the header ends, where the body begins and how many columns are numbered, where a row numbers them (栏次 1 2 3)."""
    for index, text in enumerate(texts[:_MOST_LABELS]):
        if text not in _COLUMN_ROW and text != "1":
            continue
        start = index + (text != "1")
        while start < len(texts) and not texts[start]:
            start += 1
        count = 0
        while start + count < len(texts) and texts[start + count] == str(count + 1):
            count += 1
        if count >= (_LEAST_NUMBERS if text == "1" else _LEAST_ROWS):
            return index, start + count, count
    return None


def _divided(kinds: list[str], texts: list[str], start: int, names: int, count: int) -> Rows | None:
    """Return the rows (begin, names printed) that take up every cell from a start, or ``None``."""
    rows: Rows = []
    at = start
    while at < len(kinds):
        width = next((w for w in _widths(names) if _is_row(kinds, texts, at, w, names, count)), None)
        if width is None:
            return None
        rows.append((at, width))
        at += width + count
    return rows


def _widths(names: int) -> list[int]:
    """Return how many cells of names a row may print: all, a code over its parts and a name, or one total."""
    return [names, *(width for width in (2, 1) if width < names)]


def _is_row(kinds: list[str], texts: list[str], at: int, width: int, names: int, count: int) -> bool:
    end = at + width + count
    if end > len(kinds) or "n" in kinds[at + width : end] or "f" in kinds[at : at + width]:
        return False
    labels = texts[at : at + width]
    total = any(TOTAL.search(label) for label in labels)
    if width == names:
        return total or (kinds[at + width - 1] == "n" and (names > 1 or bool(labels[0])))
    return total if width == 1 else CODE.fullmatch(labels[0]) is not None and kinds[at + 1] == "n"


def _table(cells: list[Cell], header: int, rows: Rows, names: int, count: int) -> Table:
    """Return the table; where rows print whole codes alone, the parts 类款项 that the header names are merged in every row."""
    ends = [begin for begin, _ in rows[1:]] + [len(cells)]
    body = [tuple(cells[begin:end]) for (begin, _), end in zip(rows, ends, strict=True)]
    labels = [cell for cell in cells[:header] if names > 2 or squeeze(cell.text) not in CODE_PARTS]
    return Table((tuple(labels), *body), names + count, ragged=True, guessed=True)
