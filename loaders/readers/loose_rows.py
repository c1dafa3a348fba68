"""The printed rows of a table without ruled cells: lines of figures, and the lines of text that belong to each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from loaders.header import CODE
from loaders.readers.loose import LooseTable, Word
from loaders.text import squeeze


@dataclass
class Row:
    """The lines of one printed row."""

    page: int
    lines: list[list[Word]]

    @property
    def words(self) -> list[Word]:
        """Return its words, line by line."""
        return [word for line in self.lines for word in line]

    @property
    def sides(self) -> tuple[float, float]:
        """Return its top and bottom."""
        return min(w.box[1] for w in self.words), max(w.box[3] for w in self.words)


def rows_of(part: LooseTable, start: int, size: float) -> list[Row]:
    """Return the printed rows of a page: each line, with the lines of text that belong to it."""
    lines = part.lines[start:]
    if not lines:
        return []
    heights = [_height(line) for line in lines]
    anchors = [any(word.figure and not CODE.fullmatch(squeeze(word.text)) for word in line) for line in lines]
    inner = [rule for rule in part.rules if heights[0] < rule < heights[-1]]
    if len(inner) >= 0.7 * (sum(anchors) - 1) and len(inner) >= 2:
        return _ruled(part.page, lines, heights, inner)
    single = [b - a for (a, one), (b, other) in pairwise(zip(heights, anchors, strict=True)) if one and other]
    near = min(0.85 * median(single), 1.35 * size) if single else 1.35 * size
    owner = list(range(len(lines)))
    for index in range(len(lines)):
        if anchors[index]:
            continue
        up = heights[index] - heights[index - 1] if index else near + 1
        down = heights[index + 1] - heights[index] if index + 1 < len(lines) else near + 1
        if min(up, down) <= near:
            owner[index] = index - 1 if up <= down else index + 1
    rows: dict[int, Row] = {}
    for index, line in enumerate(lines):
        root, seen = index, {index}
        while owner[root] not in seen:
            root = owner[root]
            seen.add(root)
        if owner[root] != root:  # two lines of text that belong to each other
            root = min(root, owner[root])
        rows.setdefault(root, Row(part.page, [])).lines.append(line)
    return [rows[root] for root in sorted(rows)]


def _height(line: list[Word]) -> float:
    return sum(word.box[1] + word.box[3] for word in line) / (2 * len(line))


def _ruled(page: int, lines: list[list[Word]], heights: list[float], rules: list[float]) -> list[Row]:
    """Return the rows that rules from side to side divide."""
    rows: dict[int, Row] = {}
    for line, height in zip(lines, heights, strict=True):
        rows.setdefault(sum(rule < height for rule in rules), Row(page, [])).lines.append(line)
    return [rows[band] for band in sorted(rows)]


def hanging(top: list[list[Word]], row: Row, size: float) -> list[list[Word]]:
    """Return the last lines of the header that are the first of a name, as far above its figures as the last is below them."""
    anchor = next(line for line in row.lines if line is row.lines[0])
    below = [_height(line) - _height(anchor) for line in row.lines[1:]]
    found: list[list[Word]] = []
    for line in reversed(top):
        distance = _height(anchor) - _height(line)
        if len(line) > 2 or not any(abs(distance - other) <= 0.25 * size for other in below):
            break
        found.insert(0, line)
    return found
