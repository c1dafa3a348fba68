"""Words of a line, which wide gaps divide, and the lines of a table whose cells no ruled lines divide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from loaders.amounts import is_dash, parse_cell, parse_percent
from loaders.readers.pdf_grid import Box
from loaders.readers.pdf_text import Glyph, Line

#: Gaps between words, in heights of their characters: figures stand closer to each other than words of a sentence do.
_GAP = 0.7
_FINE_GAP = 0.35
_GAP_OF_FIGURES = 0.25
_FEW = 6
_FIGURE_CHARACTERS = re.compile(r"[-−－—0-9０-９.,，．()（）%/／]+")


@dataclass(frozen=True)
class Word:
    """Characters that stand together in a line."""

    text: str
    box: Box
    figure: bool

    @property
    def middle(self) -> float:
        """Return the middle between its sides."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def height(self) -> float:
        """Return the height of its box."""
        return self.box[3] - self.box[1]


@dataclass
class LooseTable:
    """Lines of one page that form a table, from top to bottom, with the rules that run across it.

    Attributes:
        rules: Heights at which a rule runs from side to side.
    """

    page: int
    lines: list[list[Word]]
    printed: list[Line]
    rules: tuple[float, ...] = ()

    @property
    def box(self) -> Box:
        """Return the outline of its words."""
        boxes = [word.box for line in self.lines for word in line]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def words_of(line: Line, *, fine: bool = False) -> list[Word]:
    """Return the words of a line: what wide gaps divide, and figures beside each other even where they stand close.

    In a line that is known to be one of a table, ``fine`` gaps divide too: between a name and a figure, and between the labels of a header.
    """
    wide = _GAP
    if fine and not any(glyph.text.isdecimal() for glyph in line.glyphs):
        gaps = sorted(b.box[0] - a.box[2] for a, b in pairwise(line.glyphs))
        usual = gaps[len(gaps) // 4] if len(gaps) > _FEW else 0.0
        wide = _FINE_GAP + max(0.0, usual / line.size)
    groups: list[list[Glyph]] = []
    for glyph in line.glyphs:
        if groups and not _apart(groups[-1], glyph, line.size, wide, fine=fine):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return _gathered([_word(group) for group in groups])


def _gathered(words: list[Word]) -> list[Word]:
    """Join characters that are spread over the width of their cell: 合　计, 本　年　收　入."""
    found: list[list[Word]] = []
    for word in words:
        single = len(word.text) == 1 and not word.figure and word.text not in "类款項项"
        last = found[-1] if found else []
        if single and last and len(last[-1].text) == 1 and last[-1].text not in "类款項项" and not last[-1].figure:
            gap, near = word.box[0] - last[-1].box[2], 4 * word.height
            even = len(last) < 2 or abs(gap - (last[-1].box[0] - last[-2].box[2])) < 0.3 * word.height
            if gap < near and even:
                last.append(word)
                continue
        found.append([word])
    return [group[0] if len(group) == 1 else _whole(group) for group in found]


def _whole(group: list[Word]) -> Word:
    boxes = [word.box for word in group]
    box = boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes)
    return Word("".join(word.text for word in group), box, False)


def _apart(group: list[Glyph], glyph: Glyph, size: float, wide: float, *, fine: bool) -> bool:
    gap = glyph.box[0] - group[-1].box[2]
    if gap > wide * size:
        return True
    figures = [_FIGURE_CHARACTERS.fullmatch(text) is not None for text in ("".join(g.text for g in group), glyph.text)]
    if fine and figures[0] != figures[1] and gap > _FINE_GAP * size:
        return True
    return all(figures) and gap > _GAP_OF_FIGURES * size


def _word(group: list[Glyph]) -> Word:
    text = "".join(glyph.text for glyph in group)
    box = (group[0].box[0], min(g.box[1] for g in group), group[-1].box[2], max(g.box[3] for g in group))
    return Word(text, box, parse_cell(text) is not None or parse_percent(text) is not None or is_dash(text))
