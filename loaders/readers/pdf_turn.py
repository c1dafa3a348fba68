"""Pages printed sideways: wide tables are often turned by the drawing itself, without the page saying so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loaders.readers.pdf_grid import Box, Segment
from loaders.readers.pdf_text import Glyph

_MOSTLY = 0.7


@dataclass(frozen=True)
class Turn:
    """How a page has to be turned to be read: ``quarter`` 0 not at all, 1 clockwise, -1 counter-clockwise."""

    quarter: int
    width: float
    height: float

    @classmethod
    def of(cls, page: Any) -> Turn:
        """Return the turn that makes most characters of a page of pdfplumber upright."""
        width, height = float(page.width), float(page.height)
        turned = [char["matrix"] for char in page.chars if not char.get("upright", True)]
        if len(turned) < _MOSTLY * max(1, len(page.chars)):
            return cls(0, width, height)
        upwards = sum(matrix[1] > 0 for matrix in turned)
        return cls(1 if upwards * 2 > len(turned) else -1, width, height)

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the page as it is read."""
        return (self.height, self.width) if self.quarter else (self.width, self.height)

    def box(self, box: Box) -> Box:
        """Return a box of the page in the coordinates of the turned page."""
        x0, top, x1, bottom = box
        if self.quarter > 0:
            return self.height - bottom, x0, self.height - top, x1
        if self.quarter < 0:
            return top, self.width - x1, bottom, self.width - x0
        return box

    def back(self, box: Box) -> Box:
        """Return a box of the turned page in the coordinates of the page: the inverse of `box`."""
        x0, top, x1, bottom = box
        if self.quarter > 0:
            return top, self.height - x1, bottom, self.height - x0
        if self.quarter < 0:
            return self.width - bottom, x0, self.width - top, x1
        return box

    def glyph(self, glyph: Glyph) -> Glyph:
        """Return a character of the turned page."""
        return Glyph(glyph.text, self.box(glyph.box)) if self.quarter else glyph

    def segment(self, segment: Segment) -> Segment:
        """Return a ruled line of the turned page."""
        if not self.quarter:
            return segment
        line = (segment.at, segment.start, segment.at, segment.end)
        box = self.box(line if segment.vertical else (segment.start, segment.at, segment.end, segment.at))
        return Segment(True, box[0], box[1], box[3]) if box[0] == box[2] else Segment(False, box[1], box[0], box[2])
