"""From lines to passages: sentences that a page or a text export broke are joined, headings give them their section.

A passage is matched as squeezed text (no whitespace, no quotation marks, half-width brackets and digits) and remembers for
every character the line and the offset it was printed at.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loaders.prose.lexicon import Lexicon, Section

_TERMINAL = re.compile(r"[。！？；：!?;:]\s*$")
# Figures without words: moved out of their sentence when the text was extracted from a page.
_FIGURES_ONLY = re.compile(r"[\d.,%\s“”\"、，；。（）()\-]*\d[\d.,%\s“”\"、，；。（）()\-]*")
_PAGE_NUMBER = re.compile(r"\s*[-—–]*\s*\d{1,3}\s*[-—–]*\s*")
# … unless a single figure begins the line because the line before it ended just there.
_ONE_FIGURE = re.compile(r"\s*[\d.,]+\s*%?\s*[，；。）)]*\s*")
_FIGURE_DUE = re.compile(r"(?:占|为|增加|增长|减少|下降|降低|提高|达到?|安排|共?计|[费出入算])\s*$")
# A unit without its number: the other trace of such an extraction.
_UNIT_ALONE = re.compile(r"(?<![\d十百千万亿几数每(:/])(?:[百千]?万|亿)元|占比?[，;。]")
_STYLES = (
    ("part", re.compile(r"第[一二三四五六七八九十\d]+部分")),
    ("一、", re.compile(r"[一二三四五六七八九十]+[、.．]")),
    ("（一）", re.compile(r"[（(][一二三四五六七八九十]+[)）]")),
    ("1、", re.compile(r"\d{1,2}[、.．](?!\d)")),
    ("（1）", re.compile(r"[（(]\d{1,2}[)）]")),
)
_PLAIN_HEADING = re.compile(
    r".*(说明|解释|概况|情况|目录|职责|职能|设置|构成|表|目标|措施|部门[预决]算|单位[预决]算|附件[:：]?|[（(]汇总[)）])"
)
_LONGEST_HEADING = 40
# Lines of one sentence stand together; a table between two lines parts them.
_WIDEST_GAP = 3
# Width of a line of print, in half characters, where pages are broken into lines.
_NARROWEST_PAGE, _WIDEST_PAGE = 40, 180
_MONEY = re.compile(r"\d\s*(?:[百千]?万|亿)?元")

_FOLD = str.maketrans("０１２３４５６７８９．（）％﹪；：！？", "0123456789.()%%;:!?")
_DROPPED = frozenset("“”\"‘’'「」『』*\u200b\ufeff")


@dataclass
class Passage:
    """A run of prose without a break.

    Attributes:
        text: squeezed text.
        section: where it stands, ``None`` before the first known heading.
        block: counts headings: passages under the same heading share it.
        reliable: False when figures were moved out of its sentences, so that none of them can be attributed.
        enumerated: whether it begins with an ordinal.
        topic: the measure that the heading right above names, a part of what the section is about.
    """

    section: Section | None
    block: int
    enumerated: bool
    text: str = ""
    reliable: bool = True
    topic: str | None = None
    _raw: str = ""
    _index: list[int] = field(default_factory=list)
    _lines: list[tuple[int, int]] = field(default_factory=list)  # start in _raw -> line number

    def printed(self, start: int, end: int) -> str:
        """Return what is printed between two offsets of `text`, line breaks removed."""
        return self._raw[self._index[start] : self._index[end - 1] + 1].replace("\n", "").strip()

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line number, and the offset within that line as it was handed in."""
        position = self._index[offset]
        start, number = max(line for line in self._lines if line[0] <= position)
        return number, position - start

    def add(self, line: str, number: int) -> None:
        """Append a line."""
        self._lines.append((len(self._raw), number))
        self._raw += line + "\n"

    def awaits_figure(self) -> bool:
        """Tell whether the passage so far ends with a word that a figure follows."""
        return _FIGURE_DUE.search(self._raw) is not None

    def ends_before(self, number: int, full: float) -> bool:
        """Tell whether the passage is over when the next line has this number, and a full line is so wide."""
        start, last = self._lines[-1]
        if not 0 <= number - last <= _WIDEST_GAP:
            return True
        # A sentence may end where a line is full, and its paragraph go on.
        return _TERMINAL.search(self._raw) is not None and _width(self._raw[start:]) < full

    def close(self) -> None:
        """Squeeze the text once all lines are there."""
        text: list[str] = []
        raw = self._raw.translate(_FOLD)
        for position, character in enumerate(raw):
            if character in _DROPPED or (character.isspace() and not _parts_numbers(text, raw[position:])):
                continue
            text.append(" " if character.isspace() else character)
            self._index.append(position)
        self.text = "".join(text)
        self.reliable = self.reliable and not _UNIT_ALONE.search(self.text)


def passages(paragraphs: Iterable[tuple[str, int]], words: Lexicon) -> Iterator[Passage]:
    """Join broken lines, follow the headings and yield the passages between them.

    Args:
        paragraphs: text and line number of each paragraph or line, in order.
        words: knows which heading opens which section.
    """
    paragraphs = list(paragraphs)
    full = _full_width([line for line, _ in paragraphs])
    stack: list[tuple[str, Section | None]] = []
    block = 0
    topic: str | None = None
    open_passage: Passage | None = None
    for line, number in paragraphs:
        if not line.strip() or (_PAGE_NUMBER.fullmatch(line) and open_passage is None):
            continue
        if open_passage is not None and _FIGURES_ONLY.fullmatch(line):
            if _ONE_FIGURE.fullmatch(line) and open_passage.awaits_figure():
                open_passage.add(line, number)
            elif not _PAGE_NUMBER.fullmatch(line):
                open_passage.reliable = False
            continue
        style = _style(line)
        if _is_heading(line, style):
            if open_passage is not None:
                yield _closed(open_passage)
                open_passage = None
            block += 1
            _follow(stack, style, words.section(_squeeze(line)))
            topic = words.topic(_squeeze(line), stack[-1][1] if stack else None)
            continue
        if open_passage is not None and (style is not None or open_passage.ends_before(number, full)):
            yield _closed(open_passage)
            open_passage = None
        if open_passage is None:
            open_passage = Passage(stack[-1][1] if stack else None, block, style is not None, topic=topic)
        open_passage.add(line, number)
    if open_passage is not None:
        yield _closed(open_passage)


def _width(line: str) -> int:
    return sum(1 if character.isascii() else 2 for character in line.strip())


def _full_width(lines: Iterable[str]) -> float:
    """Return the width from which a line counts as full, infinite where every line is a whole paragraph."""
    widths = sorted(width for width in map(_width, lines) if width >= _NARROWEST_PAGE)
    if not widths:
        return math.inf
    widest = widths[len(widths) * 95 // 100]
    prose = [width for width in widths if width >= widest / 2]  # without the short lines of tables
    wrapped = widest <= _WIDEST_PAGE and sum(width >= widest * 0.9 for width in prose) >= len(prose) * 0.4
    return widest * 0.93 if wrapped else math.inf


def _parts_numbers(before: list[str], after: str) -> bool:
    """Tell whether a space stands between two numbers: they stay two, 2024 2995.39."""
    return bool(before) and before[-1] in "0123456789.,%" and after.lstrip()[:1].isdigit()


def _closed(passage: Passage) -> Passage:
    passage.close()
    return passage


def _squeeze(text: str) -> str:
    return "".join(c for c in text.translate(_FOLD) if not c.isspace() and c not in _DROPPED)


def _style(line: str) -> str | None:
    text = line.lstrip("# *\t\u3000")
    return next((name for name, pattern in _STYLES if pattern.match(text)), None)


def _is_heading(line: str, style: str | None) -> bool:
    text = _squeeze(line)
    if len(text) > _LONGEST_HEADING or re.search("[,，。;](?=.)|[。;]$", text) or _MONEY.search(text):
        return False
    if "(类)" in text or "(款)" in text:
        return False
    return style is not None or _PLAIN_HEADING.fullmatch(text.rstrip(":")) is not None


def _follow(stack: list[tuple[str, Section | None]], style: str | None, section: Section | None) -> None:
    """Keep the stack of open headings; a heading that opens no known section belongs to the one around it."""
    if style is None:
        if section is not None:
            stack[:] = [("", section)]
        return
    styles = [name for name, _ in stack]
    if style in styles:
        del stack[styles.index(style) :]
    stack.append((style, section or (stack[-1][1] if stack else None)))
