"""Where the characters of a PDF page are seen: the boxes of their shapes, as PDFium draws them, in the coordinates of the PDF.

What fonts say of their height is often not where their characters stand, so that a box made from it covers half a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

Rect = tuple[float, float, float, float]
"""Left, low, right, high: in points from the origin of the PDF, upwards."""

_LINE: Final = 0.8
"""A character, also a comma, stands on a line whose middle is no further from its own than so much of the height of the line."""


class PageText:
    """The characters of one page, in the order in which they are read, without blanks."""

    def __init__(self, page: Any) -> None:
        """Read a page of pypdfium2."""
        text = page.get_textpage()
        try:
            self._chars = list(_chars(text))
        finally:
            text.close()
        self._text = "".join(char for char, _ in self._chars)

    def figure(self, rect: Rect, printed: str) -> list[Rect]:
        """Return where a text stands in a box: the nearest place to its middle; nothing where it does not stand there."""
        wanted = compact(printed)
        inside = [(char, box) for char, box in self._chars if _touches(rect, box)]
        text = "".join(char for char, _ in inside)
        found = [inside[at : at + len(wanted)] for at in _whole(text, wanted)]
        if not found:
            return []
        middle = (rect[1] + rect[3]) / 2
        best = min(found, key=lambda chars: abs(sum(box[1] + box[3] for _, box in chars) / (2 * len(chars)) - middle))
        return _lines([box for _, box in best])

    def sentence(self, rect: Rect, sentence: str, part: str = "", nth: int | None = 0) -> list[Rect]:
        """Return where a sentence, or the nth time a part of it, stands: a box for each line; nothing where it is not found.

        Args:
            rect: The first line of its paragraph: of equal sentences, the first from there on is meant.
            sentence: As read.
            part: Some words or a figure of it.
            nth: Which of equal parts; None where that is not known.
        """
        wanted, words = compact(sentence), compact(part)
        begins = next((at for at, (_, box) in enumerate(self._chars) if _touches(rect, box)), 0)
        start = self._text.find(wanted, begins)
        start = self._text.find(wanted) if start < 0 else start
        if start < 0 or not wanted:
            return []
        places = [start + at for at in _whole(wanted, words)] if words else []
        if not places or nth is None or nth >= len(places):
            at, length = (places[0], len(words)) if len(places) == 1 else (start, len(wanted))
        else:
            at, length = places[nth], len(words)
        return _lines([box for _, box in self._chars[at : at + length]])

    def full(self, rect: Rect) -> Rect:
        """Return a box made as high as the characters in it are seen."""
        left, low, right, high = rect
        inside = [box for _, box in self._chars if _touches(rect, box)]
        return (left, min([low, *(box[1] for box in inside)]), right, max([high, *(box[3] for box in inside)]))


def compact(text: str) -> str:
    """Return a text as characters are compared: without blanks, every form of a letter or digit the same."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _chars(text: Any) -> Iterator[tuple[str, Rect]]:
    for index in range(text.count_chars()):
        for char in compact(text.get_text_range(index, 1)):
            yield char, text.get_charbox(index)


def _whole(text: str, wanted: str) -> list[int]:
    """Return where a text begins in another, but not inside a longer number."""
    if not wanted:
        return []
    before = r"(?<![\d.])" if wanted[0].isdigit() else ""
    after = r"(?!\.?\d)" if wanted[-1].isdigit() else ""
    return [found.start() for found in re.finditer(before + re.escape(wanted) + after, text)]


def _touches(rect: Rect, box: Rect) -> bool:
    """Return whether the middle of a character lies between the sides of a box, and some of it between its top and foot."""
    left, low, right, high = rect
    overlap = min(high, box[3]) - max(low, box[1])
    return left <= (box[0] + box[2]) / 2 <= right and overlap > min(0.3 * (box[3] - box[1]), high - low)


def _lines(boxes: Sequence[Rect]) -> list[Rect]:
    """Return the boxes around characters, one for each line."""
    lines: list[Rect] = []
    for box in boxes:
        if lines and _beside(lines[-1], box):
            a = lines[-1]
            lines[-1] = (min(a[0], box[0]), min(a[1], box[1]), max(a[2], box[2]), max(a[3], box[3]))
        else:
            lines.append(box)
    return lines


def _beside(line: Rect, box: Rect) -> bool:
    apart = abs((line[1] + line[3]) / 2 - (box[1] + box[3]) / 2)
    return apart <= _LINE * max(line[3] - line[1], box[3] - box[1])
