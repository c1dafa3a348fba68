"""What the parts of a table on several pages have in common: the header that each page prints again."""

from __future__ import annotations

import re

from loaders.amounts import parse_cell
from loaders.document import Cell
from loaders.readers.loose import LooseTable
from loaders.text import squeeze

#: Words that stand in headers and not in labels of body rows.
_HEADER_WORDS = re.compile(
    "项目|(功能分类|经济分类)?科目(编码|代码|名称)|编码|代码|名称|合计|小计|预算数|决算数|金额|收入|支出|类|款|项|(预算)?单位(名称|代码|编码)"
    "|序号|栏次|行次|基本支出|项目支出|本年收入|本年支出|[一二三]级指标|指标值|备注|财政拨款收入|财政拨款支出"
)


def repeated(rows: list[tuple[Cell, ...]], more: list[tuple[Cell, ...]]) -> int:
    """Return how many rows at the top of a continuation repeat the top of the table."""
    count = 0
    for ours, theirs in zip(rows, more, strict=False):
        texts = [squeeze(cell.text) for cell in ours]
        if (
            texts != [squeeze(cell.text) for cell in theirs]
            or not any(texts)
            or any(parse_cell(text) is not None for text in texts)
        ):
            break
        count += 1
    return count


def repeated_lines(first: LooseTable, more: LooseTable) -> int:
    """Return how many lines at the top of a continuation repeat the top of the table."""
    texts = [[tuple(squeeze(word.text) for word in line) for line in part.lines] for part in (first, more)]
    return next((i for i, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))


def begins_with_header(table: LooseTable) -> bool:
    """Return whether the first line of a table is one of a header."""
    return sum(_HEADER_WORDS.fullmatch(squeeze(word.text)) is not None for word in table.lines[0]) >= 2


def is_header(row: tuple[Cell, ...]) -> bool:
    """Return whether a row is one of a header."""
    return sum(_HEADER_WORDS.fullmatch(text) is not None for text in {squeeze(cell.text) for cell in row}) >= 2
