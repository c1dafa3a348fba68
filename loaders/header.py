"""Headers: where the body of a table starts, and the path of labels above each column."""

from __future__ import annotations

import re

from loaders.amounts import is_amount
from loaders.document import Cell, Table
from loaders.profile import Profile
from loaders.text import squeeze, strip_ordinal

CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
#: Leaves of header columns that name things; what follows them are figures.
_NAMING = re.compile(r"(编码|代码|名称)$")
TOTAL = re.compile(r"^(合计|总计|总合计|本年合计|支出合计|收入合计)[:：]?$")
#: Totals that may stand side by side in the last row of a table: 人员经费合计 | 460.00 | 公用经费合计 | 100.00.
SIDE_TOTAL = re.compile(r"^(人员|公用|日常公用)(经费|支出)(合计|小计)$")

_COLUMN_ROW = re.compile("栏次|栏目|列次")
_COLUMN_NUMBER = re.compile(r"[(（]?(\d{1,2})[)）]?(?:=.*)?")
_PLACEHOLDER = re.compile(r"\*+|×+|[A-Za-z甲乙丙丁]|-+|—+")
CODE_PARTS = frozenset("类款项")

Path = tuple[str, ...]


def body_start(table: Table, profile: Profile, kind: str) -> int:
    """Return the index of the first body row.

    A row that numbers the columns (栏次 1 2 3) ends the header. Otherwise the body starts with the first row that holds a figure or an
    account code, starts with an ordinal (一、), or consists of a single known row label.
    """
    if kind == "institutions":
        return 1
    for index, row in enumerate(table.rows[:12]):
        if numbers_columns(row):
            return index + 1
    labels = [rule.label for (rule_kind, _), rules in profile.rows.items() if rule_kind == kind for rule in rules]
    covered = 0  # rows that a merged header cell above reaches into are header too
    for index, row in enumerate(table.rows):
        texts = [squeeze(cell.text) for cell in row if cell.text.strip()]
        if not texts and (index == 0 or index < covered):
            continue
        if not texts or _begins_body(texts, index, labels):
            return index
        covered = max([covered, *(index + cell.span[0] for cell in row if cell.text.strip())])
    return len(table.rows)


def _begins_body(texts: list[str], index: int, labels: list[re.Pattern[str]]) -> bool:
    if any(is_amount(text) or CODE.fullmatch(text) for text in texts):
        return True
    if strip_ordinal(texts[0]) != texts[0]:
        return True
    return (
        len(texts) == 1
        and index > 0
        and (bool(TOTAL.search(texts[0])) or any(label.search(texts[0]) for label in labels))
    )


def is_column_row(row: tuple[Cell, ...]) -> bool:
    """Return whether a row says that it numbers the columns: 栏次 1 2 3."""
    texts = [squeeze(cell.text) for cell in row if cell.text.strip()]
    return any(_COLUMN_ROW.fullmatch(text) for text in texts[:4])


def numbers_columns(row: tuple[Cell, ...]) -> bool:
    """Return whether a row numbers the columns: 栏次 1 2 3=1+2, or ** ** 1 2 3."""
    texts = [squeeze(cell.text) for cell in row if cell.text.strip()]
    if is_column_row(row):
        return True
    numbers = [int(match[1]) for text in texts if (match := _COLUMN_NUMBER.fullmatch(text))]
    others = [text for text in texts if not _COLUMN_NUMBER.fullmatch(text)]
    counted = len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
    return counted and all(_PLACEHOLDER.fullmatch(text) for text in others)


def column_paths(table: Table, start: int) -> list[Path]:
    """Return, for each column, the header labels from the top to the leaf, squeezed and without repetition."""
    rows = header_rows(table, start)
    levels = _ragged_levels(rows, table.width) if table.ragged else _grid_levels(rows, table.width)
    return with_code_parts(table, start, [tuple(level[column] for level in levels) for column in range(table.width)])


def header_rows(table: Table, start: int) -> list[tuple[Cell, ...]]:
    """Return the rows of labels above the body, without the row that numbers the columns."""
    return [row for row in table.rows[:start] if not numbers_columns(row)]


def with_code_parts(table: Table, start: int, paths: list[Path]) -> list[Path]:
    """Return header paths with the labels 类, 款 and 项, which often share a row with column numbers or with the first figures.

    Blanks and repetitions along a path are left out.
    """
    shared = [row for row in table.rows[: start + 1] if len(row) == table.width]
    below = [
        _code_parts(row) for row in shared if row is table.rows[min(start, len(table.rows) - 1)] or numbers_columns(row)
    ]
    whole: list[Path] = []
    for column, labels in enumerate(paths):
        path: list[str] = []
        for label in (*labels, *(parts[column] for parts in below)):
            if label and (not path or path[-1] != label):
                path.append(label)
        whole.append(tuple(path))
    return whole


def _code_parts(row: tuple[Cell, ...]) -> list[str]:
    return [squeeze(cell.text) if squeeze(cell.text) in CODE_PARTS else "" for cell in row]


def _grid_levels(rows: list[tuple[Cell, ...]], width: int) -> list[list[str]]:
    """Read a full grid: a merged cell labels every place it covers.

    Where the source does not say what is merged, a blank right of a label belongs to it while the label above is the same for both.
    """
    levels: list[list[str]] = []
    for number, row in enumerate(rows):
        level = [squeeze(cell.text) for cell in row]
        above = levels[-1] if levels else None
        for column in range(1, width):
            alike = above is None or (above[column] == above[column - 1] and above[column])
            if not level[column] and level[column - 1] and alike and not row[column].merged:
                level[column] = level[column - 1]
        levels.append(level)
        _spread_merged(rows, number, levels)
    return levels


def _spread_merged(rows: list[tuple[Cell, ...]], number: int, levels: list[list[str]]) -> None:
    """Write the label of every merged cell that reaches into a row over the columns that it covers there."""
    for start in range(number + 1):
        for column, cell in enumerate(rows[start]):
            height, width = cell.span
            if (height > 1 or width > 1) and start + height > number and cell.text.strip():
                for covered in range(column, min(column + width, len(levels[number]))):
                    if rows[number][covered].merged:
                        levels[number][covered] = squeeze(cell.text)


def _ragged_levels(rows: list[tuple[Cell, ...]], width: int) -> list[list[str]]:
    """Read a header whose merged cells are printed once: align each short row with the segments of the row below it."""
    levels: list[list[str]] = []
    below: list[str] | None = None
    for row in reversed(rows):
        labels = [squeeze(cell.text) for cell in row]
        if len(labels) == width:
            level = labels
        elif below is None:
            level = [""] * width
        else:
            level = _aligned(labels, below)
        levels.insert(0, level)
        below = level if below is None else [low or high for low, high in zip(below, level, strict=True)]
    return levels


def _segment_count(below: list[str]) -> int:
    """Return how many segments the row below has without splitting runs where figures begin."""
    return sum(
        not label or not column or not below[column - 1] or (label == "项目" and "项目" in below[:column])
        for column, label in enumerate(below)
    )


def _aligned(labels: list[str], below: list[str]) -> list[str]:
    """Spread merged labels over the columns: a blank below is one segment (merged downwards), a run of labels is one too.

    A run that covers several merged cells is split where names end and figures begin, and where a new 项目 column starts.
    """
    segments = _segments(labels, below, repeated=False)
    if len(segments) < len(labels):  # 小计 基本支出 项目支出 once for each fund
        segments = _segments(labels, below, repeated=True)
    level = [""] * len(below)
    if len(segments) == len(labels):
        for label, columns in zip(labels, segments, strict=True):
            for column in columns:
                level[column] = label
    return level


def _segments(labels: list[str], below: list[str], *, repeated: bool) -> list[list[int]]:
    """Return the columns of each merged label; a run also ends where its first label comes again, if ``repeated``."""
    segments: list[list[int]] = []
    for column, label in enumerate(below):
        before = below[column - 1] if column else ""
        second_half = label == "项目" and "项目" in below[:column]
        figures_begin = bool(_NAMING.search(before)) and not _NAMING.search(label)
        again = repeated and before and below[segments[-1][0]] == label
        if not label or not before or second_half or again or (figures_begin and len(labels) > _segment_count(below)):
            segments.append([column])
        else:
            segments[-1].append(column)
    return segments
