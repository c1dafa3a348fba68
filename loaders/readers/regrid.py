"""Cells in one long row, without a sign where a printed row ends: which numbers of columns make a table of them."""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.amounts import is_dash, parse_cell, parse_percent
from loaders.document import Cell, Table
from loaders.readers.segment import Numbers, column_numbers, segmented
from loaders.text import squeeze

_MOST_COLUMNS = 26
_LEAST_ROWS = 2
#: In so short a run, one row of figures is a table: 三公 with its items as columns.
_SHORT = 40
#: So many rows, numbered without a gap, are no accident.
_LEAST_COUNTED = 4
_MOST_LABELS = 60
_MOST_READINGS = 8
_MOST_NAMES = 6
_PURE = 0.97
#: A code is a name: 201, 20103, 2010301, and the parts of a split code. Round sums are none.
_CODE = re.compile(r"\d{2}|[1235]\d{2}|[1235]\d{2}(?!00)\d{2}|[1235]\d{4}(?!00)\d{2}")
_ORDINAL = re.compile(r"\d+[、.．](?!\d)")
_INDICATORS = ("一级指标", "二级指标", "三级指标")
#: The first levels: 产出指标, 效益指标, 满意度指标, 成本指标.
_LEVEL = re.compile("^(产出|效益|效果|满意度|成本|投入|管理|履职)(效能|效果)?指标")
_CLASS = re.compile(r"\d{1,2}|[1235]\d{2}")
_NAMES = re.compile("项目|编码|代码|名称|科目|类|款|项|单位|指标|备注|部门|序号|内容")


def regrid(cells: list[Cell]) -> Table | None:
    """Return the table that a run of cells makes, with the other readings that are nearly as good.

    In a table a column holds either figures or names, in every row; the number of columns is the one that comes nearest to that.
    Labels before the first figure are the header, whose merged cells are printed once; they are one row here.
    """
    texts = [squeeze(cell.text) for cell in cells]
    figures = [_is_figure(text) for text in texts]
    if _INDICATORS[0] in texts:
        return _indicators(cells, texts)
    first = next((i for i, text in enumerate(texts) if figures[i] or _CODE.fullmatch(text)), None)
    if first is None:
        return None
    counted = _counted(texts)
    if counted is not None:
        return _table(cells, *counted)
    numbered = column_numbers(texts)
    tables = segmented(cells, texts, numbered)
    tail = _tail(texts, figures)
    last = (tuple(cells[tail:]),) if tail < len(cells) else ()
    tables += [
        replace(table, rows=table.rows + last)
        for table in _uniform(cells[:tail], texts[:tail], figures[:tail], first, numbered)
    ]
    return replace(tables[0], alternatives=tuple(tables[1:_MOST_READINGS])) if tables else None


def _uniform(
    cells: list[Cell], texts: list[str], figures: list[bool], first: int, numbered: Numbers | None
) -> list[Table]:
    """Return the tables whose rows are all as long, those that suit their header best first."""
    readings: list[tuple[float, int, int]] = []
    widths = range(2, _MOST_COLUMNS + 1) if numbered is None else range(numbered[2], numbered[2] + _MOST_NAMES)
    for width in widths:
        start = first - (first - len(cells)) % width if numbered is None else numbered[1]
        if (
            start < 1
            or (len(cells) - start) % width
            or len(cells) - start < width * (1 if len(cells) <= _SHORT else _LEAST_ROWS)
        ):
            continue
        pure = _purity(texts[start:], figures[start:], width)
        if pure >= _PURE:
            header = texts[: start if numbered is None else numbered[0]]
            readings.append((pure + _agreement(header, figures[start:], width), width, start))
    # A single row is pure whatever it is cut into, so it comes last.
    readings.sort(key=lambda reading: (len(cells) - reading[2] == reading[1], -reading[0], reading[1]))
    end = None if numbered is None else numbered[0]
    return [_table(cells, width, start, end) for _, width, start in readings[:_MOST_READINGS]]


def _tail(texts: list[str], figures: list[bool]) -> int:
    """Return where a last row of totals begins that is shorter than the others: 人员经费合计 | 1 | 公用经费合计 | 2."""
    at = len(texts)
    while (
        at >= 2
        and (figures[at - 1] or not texts[at - 1] or is_dash(texts[at - 1]))
        and texts[at - 2].endswith("费合计")
    ):
        at -= 2
    return at


def _indicators(cells: list[Cell], texts: list[str]) -> Table | None:
    """Return a table of performance indicators, whose first column names the first level or is blank below it."""
    start = texts.index(_INDICATORS[0])
    first = next((i for i, text in enumerate(texts) if i > start and _LEVEL.search(text)), len(texts))
    width = first - start
    levels = texts[first::width] if width >= len(_INDICATORS) else []
    if not levels or (len(texts) - first) % width or not all(_LEVEL.search(text) or not text for text in levels):
        return None
    body = [tuple(cells[i : i + width]) for i in range(start, len(cells), width)]
    above = [tuple(cells[:start])] if start else []
    return Table((*above, *body), width, ragged=True)


def _counted(texts: list[str]) -> tuple[int, int] | None:
    """Return the width and the start of the body where every row is numbered (序号), so that the numbers show the rows."""
    found = [
        (width, start)
        for start, text in enumerate(texts[:_MOST_LABELS])
        if text == "1"
        for width in range(2, _MOST_COLUMNS + 1)
        if (len(texts) - start) % width == 0
        and len(texts) - start >= _LEAST_COUNTED * width
        and all(number == str(row) for row, number in enumerate(texts[start::width], 1))
    ]
    return found[0] if len(found) == 1 else None


def _is_figure(text: str) -> bool:
    if _ORDINAL.match(text):
        return False
    return (parse_cell(text) is not None and not _CODE.fullmatch(text)) or parse_percent(text) is not None


def _purity(texts: list[str], figures: list[bool], width: int) -> float:
    """Return the share of cells that are of the kind of their column: figures or names.

    Blanks and dashes are either, and so is a number of three digits, which may be a class or a count.
    """
    right = total = 0
    for column in range(width):
        printed = [
            f
            for text, f in zip(texts[column::width], figures[column::width], strict=True)
            if text and not is_dash(text) and not _CLASS.fullmatch(text)
        ]
        right += max(sum(printed), len(printed) - sum(printed))
        total += len(printed)
    return right / total if total else 0.0


def _agreement(header: list[str], figures: list[bool], width: int) -> float:
    """Return how well the last labels of the header fit the columns: names over names, and no label row printed twice."""
    if len(header) < width:
        return 0.0
    leaves = header[-width:]
    if len(header) >= 2 * width and header[-2 * width : -width] == leaves:
        return -1.0
    fits = [_NAMES.search(leaf) is None for leaf in leaves]
    kinds = [any(figures[column::width]) for column in range(width)]
    agreed = sum(fit == kind for fit, kind in zip(fits, kinds, strict=True))
    return agreed / width + (0.5 if len(header) == width else 0.0)


def _table(cells: list[Cell], width: int, start: int, end: int | None = None) -> Table:
    body = [tuple(cells[i : i + width]) for i in range(start, len(cells), width)]
    if end is not None:  # the numbers of the columns stand between header and body
        return Table((tuple(cells[:end]), *body), width, ragged=True, guessed=True)
    numbers = next((i for i, cell in enumerate(cells[:start]) if squeeze(cell.text) == "栏次"), start)
    leaves = numbers - width if numbers > width and not cells[numbers - width].text.strip() else 0  # blank below 序号
    header = [tuple(row) for row in (cells[:leaves], cells[leaves:numbers], cells[numbers:start]) if row]
    return Table((*header, *body), width, ragged=True, guessed=True)
