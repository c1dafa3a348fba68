"""Characters of a page to lines, cell texts and paragraphs.

Publishers mix fonts with different base lines (figures in one, Chinese in another), so characters belong to one line when they
overlap vertically, not when their tops agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from loaders.amounts import parse_cell
from loaders.readers.pdf_grid import Box

_CJK = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’—…·]")
#: What opens a new line of a list or a heading, so that the line before it is complete.
_OPENS = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]{1,3}[部章节条]|[一二三四五六七八九十]{1,3}[、.．是]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,3}[、.．](?!\d)|[①-⑳]|目标\d|注[:：]|表\s*\d|附件?\s*\d?[:：])"
)
_ENDS = re.compile(r"[。；;！!？?：:]\s*$")
_LEADER = re.compile(r"(?:\.{3,}|…{2,}|·{3,}|-{4,})\s*\d*\s*$")
_NUMBER_PIECE = re.compile(r"[-−(（]?[\d,，.．]+[)）]?%?")


@dataclass(frozen=True)
class Glyph:
    """One printed character with its box (x0, top, x1, bottom) in points."""

    text: str
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of the box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        """Return the height of the box."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Line:
    """A printed line of text."""

    text: str
    box: Box
    size: float
    glyphs: tuple[Glyph, ...] = ()


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines that the characters form, from top to bottom; blank lines are left out."""
    rows: list[list[Glyph]] = []
    spans: list[tuple[float, float]] = []
    visible = [glyph for glyph in glyphs if glyph.text.strip()]
    for glyph in sorted(visible, key=lambda g: (g.middle[1], g.box[0])):
        top, bottom = glyph.box[1], glyph.box[3]
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            row_top, row_bottom = spans[index]
            overlap = min(bottom, row_bottom) - max(top, row_top)
            if overlap > 0.5 * min(bottom - top, row_bottom - row_top):
                rows[index].append(glyph)
                # A tall bracket must not glue two lines together: the line keeps the span of its middle characters.
                if bottom - top <= 1.5 * (row_bottom - row_top):
                    spans[index] = (min(top, row_top), max(bottom, row_bottom))
                break
        else:
            rows.append([glyph])
            spans.append((top, bottom))
    lines = [_line(row) for row in rows]
    return sorted(lines, key=lambda line: (line.box[1] + line.box[3], line.box[0]))


def _line(row: list[Glyph]) -> Line:
    row = sorted(row, key=lambda g: g.box[0])
    size = sorted(g.height for g in row)[len(row) // 2]
    text = row[0].text
    for before, glyph in pairwise(row):
        chinese = _cjk(before.text) or _cjk(glyph.text)
        if glyph.box[0] - before.box[2] > (0.9 if chinese else 0.3) * size:
            text += " "
        text += glyph.text
    box = (row[0].box[0], min(g.box[1] for g in row), max(g.box[2] for g in row), max(g.box[3] for g in row))
    return Line(text, box, size, tuple(row))


def _cjk(text: str) -> bool:
    return _CJK.match(text) is not None


def cell_text(glyphs: Iterable[Glyph], box: Box) -> str:
    """Return the text of a cell: words and figures that the width of the cell broke over lines are whole again.

    A line break stays where the text itself breaks (after a full stop, before an ordinal) and where it is not certain that two
    figures are one.
    """
    lines = lines_of(glyphs)
    if not lines:
        return ""
    text = _plain(lines[0].text)
    for before, line in pairwise(lines):
        text += _joint(before, line, text, box) + _plain(line.text)
    return text


def _plain(text: str) -> str:
    """Remove the spaces that spread Chinese characters over the width of a cell."""
    return re.sub(r"(?<=[\u3400-\u9fff（）]) +(?=[\u3400-\u9fff（）])", "", text)


def _joint(before: Line, line: Line, text: str, box: Box) -> str:
    last = text.rpartition("\n")[2]
    if _NUMBER_PIECE.fullmatch(last) and _NUMBER_PIECE.fullmatch(line.text):
        full = before.box[2] - before.box[0] > 0.8 * (box[2] - box[0]) - 4
        return "" if full and parse_cell(last + line.text) is not None else "\n"
    if _ENDS.search(last) or _OPENS.match(line.text):
        return "\n"
    return "" if _cjk(last[-1]) or _cjk(line.text[0]) or last[-1].isdigit() else " "


@dataclass(frozen=True)
class Margins:
    """The text area of a page: left and right edge of its prose."""

    left: float
    right: float


def margins(lines: list[Line]) -> Margins | None:
    """Return the margins that the prose of a page keeps, if there is enough of it."""
    if len(lines) < 2:
        return None
    return Margins(min(line.box[0] for line in lines), max(line.box[2] for line in lines))


def continues(before: Line, line: Line, area: Margins, next_area: Margins) -> bool:
    """Return whether a line certainly goes on with the paragraph of the line before it.

    Certain means: the first word of this line had no room left on the line before, which does not end a sentence; this line starts
    at the left margin and opens no list item or heading.
    """
    reaches = before.box[2] + _first_word(line) > area.right - 0.6 * before.size
    flush = line.box[0] <= next_area.left + 0.7 * line.size
    alike = abs(before.size - line.size) <= 0.35 * max(before.size, line.size)
    wide = before.box[2] - before.box[0] > 12 * before.size
    breaks = _ENDS.search(before.text) or _LEADER.search(before.text) or _OPENS.match(line.text)
    return reaches and flush and alike and wide and not breaks


def _first_word(line: Line) -> float:
    """Return the width of what cannot be broken at the start of a line: a figure or word, or a character with its bracket."""
    end = 0
    for index, glyph in enumerate(line.glyphs):
        end = index
        if _cjk(glyph.text) and not (index == 0 and glyph.text in "（《“‘【"):
            break
    return max(line.size, line.glyphs[end].box[2] - line.glyphs[0].box[0]) if line.glyphs else line.size


def glue(text: str, line: str) -> str:
    """Join two lines of a paragraph."""
    return text + line if _cjk(text[-1]) or _cjk(line[0]) or text[-1].isdigit() else f"{text} {line}"
