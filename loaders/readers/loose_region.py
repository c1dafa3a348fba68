"""Tables of a page that no ruled lines divide: which of its lines belong to one, and what stands above and below it.

Lines with wide gaps between their words make a table when figures stand below each other, or when they are the header of one.
Captions above (unit, office, title), notes below and prose are left outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from loaders.readers.loose import LooseTable, Word, words_of
from loaders.readers.pdf_grid import Box, Segment
from loaders.readers.pdf_text import Line
from loaders.text import simplify, squeeze

#: Lines of one table stand nearer than so many of its usual distances.
_FAR = 2.6
_FAR_AT_LEAST = 4.6
#: No label of a narrow cell is longer.
_LONG = 26
_MOST_BETWEEN = 3
_LEADER = re.compile(r"(?:[.．·…]\s?){4,}|[-_—]{6,}")
_CAPTION = re.compile(
    r"^[(（]?(?:金额)?单位\s*[:：]|(?:编制|填报|公开|预算|主管|填制)?(?:部门|单位)(?:[(（].{2,4}[)）])?(?:名称)?\s*[:：]|公开\s*\d+\s*表|^附?(?:表|件)\s*\d"
    r"|日期\s*[:：]|年度\s*[:：]|^[(（]?续\s*表|^20\d\d\s*年度?$"
)
_TITLE = re.compile(r"表(?:[(（].{1,16}[)）])?》?$|情况$|^第[一二三四五六]部分")
_NOTE = re.compile(r"^[(（]?(?:注|备注|说明)\d?[:：.、]|[。；]$|^附[:：]")
_HEADER = re.compile(
    "项目|科目|编码|代码|名称|合计|小计|总计|预算数|决算数|金额|收入|支出|拨款|^[类款项]$|单位|序号|栏次|行次|结转|经费|费用?$|指标|备注|数量|价值|经营"
)
_PAGE_NUMBER = re.compile(r"[-—–·~第\s]*\d{1,4}[-—–·~页\s]*(?:[/／共]\s*\d{1,4}\s*页?)?")
_MARGIN = 0.1


@dataclass
class _Line:
    """A line with what tells whether it belongs to a table."""

    printed: Line
    words: list[Word]
    page_width: float

    @cached_property
    def figures(self) -> list[Word]:
        return [word for word in self.words if word.figure]

    @cached_property
    def data(self) -> bool:
        """Return whether the line looks like a row of a table."""
        return len(self.words) >= 2 and bool(self.figures) and not self.outside

    @cached_property
    def header(self) -> bool:
        """Return whether the line looks like one of a header."""
        known = sum(_HEADER.search(squeeze(simplify(word.text))) is not None for word in self.words)
        return (
            len(self.words) >= 2
            and known >= 2
            and known * 2 >= len(self.words)
            and not self.figures
            and not self.outside
        )

    @cached_property
    def caption(self) -> bool:
        texts = [self.printed.text.strip(), *(word.text for word in self.words)]
        return len(self.words) <= 4 and any(_CAPTION.search(simplify(text)) for text in texts)

    @cached_property
    def outside(self) -> bool:
        """Return whether the line cannot belong to a table: a caption, a title, a note, a sentence, an entry of a list of contents."""
        text = simplify(self.printed.text.strip())
        if self.caption or _LEADER.search(text):
            return True
        if self.figures and len(self.words) >= 2:
            return False
        if _NOTE.search(text) or max(len(word.text) for word in self.words) > _LONG:
            return True
        wide = self.printed.box[2] - self.printed.box[0] > 0.6 * self.page_width
        return len(self.words) == 1 and (wide or self.title)

    @cached_property
    def title(self) -> bool:
        return _TITLE.search(squeeze(self.printed.text)) is not None


def loose_tables(
    page: int,
    size: tuple[float, float],
    lines: list[Line],
    rules: list[Segment],
    *,
    strict: bool,
    before: LooseTable | None = None,
) -> Iterator[LooseTable]:
    """Yield the tables without ruled cells that lines of a page form.

    Args:
        page: Its number.
        size: Its width and height.
        lines: Its lines outside ruled tables, from top to bottom.
        rules: Its horizontal rules.
        strict: Only what is certainly a table, because the page has ruled ones to which a line may belong.
        before: The table that the page before ends with, which may go on here with a single row.
    """
    width, height = size
    found = [_Line(line, words_of(line), width) for line in lines if not _in_margin(line, height)]
    for number, (start, end) in enumerate(_joined(found, list(_runs(found)))):
        run = found[start:end]
        if strict and sum(len(line.figures) >= 3 for line in run) < 3:
            continue
        on = (
            number == 0
            and before is not None
            and not any(line.title for line in found[:start])
            and _goes_on(before, run)
        )
        if on or _is_table(run):
            words = [words_of(line.printed, fine=True) for line in run]
            table = LooseTable(page, words, [line.printed for line in run])
            table.rules = _across(table.box, rules)
            yield table


def _in_margin(line: Line, height: float) -> bool:
    edge = line.box[3] < height * _MARGIN or line.box[1] > height * (1 - _MARGIN)
    return edge and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _runs(lines: list[_Line]) -> Iterator[tuple[int, int]]:
    """Yield where runs of lines begin and end that stand near each other and look like rows, without what cannot belong to a table."""
    start = 0
    for index in range(len(lines) + 1):
        line = lines[index] if index < len(lines) else None
        run = lines[start:index]
        if line is not None and not line.outside and (not run or not _far(run, line)):
            continue
        if any(each.data or each.header for each in run):
            yield _trimmed(lines, start, index)
        start = index + 1 if line is not None and line.outside else index


def _joined(lines: list[_Line], runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield runs, those joined between which only a long text stands: a name that fills its cell, not a note or a title."""
    found: list[tuple[int, int]] = []
    for start, end in runs:
        if found:
            between = lines[found[-1][1] : start]
            plain = not any(line.caption or line.title or _NOTE.match(line.printed.text.strip()) for line in between)
            near = all(not _far(lines[found[-1][0] : i], lines[i]) for i in range(found[-1][1], start + 1))
            if plain and near and len(between) <= _MOST_BETWEEN and not lines[start].header:
                found[-1] = found[-1][0], end
                continue
        found.append((start, end))
    yield from found


def _goes_on(before: LooseTable, run: list[_Line]) -> bool:
    """Return whether the figures of a run stand below those of the table on the page before."""
    columns = [word.box for line in before.lines for word in line if word.figure]
    figures = [word.box for line in run for word in line.figures if line.data]
    return bool(figures) and all(any(box[0] < b[2] and b[0] < box[2] for b in columns) for box in figures)


def _far(run: list[_Line], line: _Line) -> bool:
    """Return whether a line stands too far below a run, by the distances inside it and the height of its characters."""
    gaps = [b.printed.box[1] - a.printed.box[1] for a, b in pairwise(run[-12:])]
    usual = median(gaps) if gaps else 0.0
    return line.printed.box[1] - run[-1].printed.box[1] > max(_FAR * usual, _FAR_AT_LEAST * line.printed.size)


def _trimmed(lines: list[_Line], start: int, end: int) -> tuple[int, int]:
    """Return where a run begins with a header or row and ends with one, with the single words that stand right at them."""
    marks = [index for index in range(start, end) if lines[index].data or lines[index].header]
    first, last = marks[0], marks[-1]
    while first > start and _belongs(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < end and _belongs(lines[last + 1], lines[last]):
        last += 1
    return first, last + 1


def _belongs(line: _Line, neighbour: _Line) -> bool:
    gap = abs(line.printed.box[1] - neighbour.printed.box[1])
    alike = abs(line.printed.size - neighbour.printed.size) <= 0.15 * neighbour.printed.size
    return alike and gap <= 2.2 * neighbour.printed.size


def _is_table(run: list[_Line]) -> bool:
    """Return whether a run is a table: a header with rows, rows whose figures stand below each other, or a header alone."""
    if len({word.text for line in run for word in line.words}) < 3:
        return False
    header = [line for line in run if line.header]
    rows = [line for line in run if line.data]
    if header:
        return bool(rows) or any(len(line.words) >= 3 for line in header)
    below = sum(
        any(a.box[0] < b.box[2] and b.box[0] < a.box[2] for a in above.figures for b in line.figures)
        for above, line in pairwise(rows)
    )
    return below >= 2


def _across(box: Box, rules: list[Segment]) -> tuple[float, ...]:
    """Return the heights of the rules that run across a table, those around it included."""
    x0, top, x1, bottom = box
    room = 0.85 * (x1 - x0)
    heights = sorted(
        rule.at
        for rule in rules
        if min(rule.end, x1) - max(rule.start, x0) >= room and top - 30 <= rule.at <= bottom + 30
    )
    return tuple(at for before, at in zip([-100.0, *heights], heights, strict=False) if at - before > 2)
