"""Ruled lines of a page to grids of cells.

The lines are cut into slots between neighbouring line positions; neighbouring slots without a wall between them are one merged
cell. Nothing asks for an outer border: a table that goes on from the page before often has none, and its first row counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Lines nearer than this (points) are one line: a rule drawn as a thin box has two edges.
_SNAP = 3.0
#: Lines that stick out further than this open another row or column; less is an overhang of the pen.
_OVERHANG = 7.0
#: More lines than this on one page are a drawing, not a table.
MAX_SEGMENTS = 20_000
_MAX_SLOTS = 40_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Segment:
    """A straight line: ``at`` is its fixed coordinate (x of a vertical, y of a horizontal), from ``start`` to ``end``."""

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class GridCell:
    """A cell of a grid: first row and column, rows and columns covered, and its box (x0, top, x1, bottom)."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True)
class Grid:
    """The cells of one ruled table; ``xs`` and ``ys`` are the positions of its lines.

    Attributes:
        whole: False when the lines do not cut the area into rectangles, so that cells are uncertain.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    whole: bool = True

    @property
    def box(self) -> Box:
        """Return the outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def grids(segments: Iterable[Segment]) -> list[Grid]:
    """Return the grids that the lines of a page form, from top to bottom. A single box is no grid."""
    found = [grid for group in _connected(_joined(list(segments))) if (grid := _grid(group)) is not None]
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(segments: list[Segment]) -> list[Segment]:
    """Put lines at (nearly) the same position on one position and join the pieces of each."""
    joined: list[Segment] = []
    for vertical in (False, True):
        lines = sorted((s for s in segments if s.vertical is vertical), key=lambda s: s.at)
        clusters: list[list[Segment]] = []
        for line in lines:
            if clusters and line.at - clusters[-1][-1].at <= _SNAP and line.at - clusters[-1][0].at <= 2 * _SNAP:
                clusters[-1].append(line)
            else:
                clusters.append([line])
        for cluster in clusters:
            at = sum(line.at for line in cluster) / len(cluster)
            pieces = sorted((line.start, line.end) for line in cluster)
            start, end = pieces[0]
            for piece_start, piece_end in pieces[1:]:
                if piece_start <= end + _SNAP:
                    end = max(end, piece_end)
                else:
                    joined.append(Segment(vertical, at, start, end))
                    start, end = piece_start, piece_end
            joined.append(Segment(vertical, at, start, end))
    return joined


def _connected(segments: list[Segment]) -> list[list[Segment]]:
    """Group the lines that touch each other, directly or through others."""
    parent = list(range(len(segments)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    verticals = [i for i, s in enumerate(segments) if s.vertical]
    horizontals = [i for i, s in enumerate(segments) if not s.vertical]
    for i in verticals:
        v = segments[i]
        for j in horizontals:
            h = segments[j]
            if h.start - _SNAP <= v.at <= h.end + _SNAP and v.start - _SNAP <= h.at <= v.end + _SNAP:
                parent[find(i)] = find(j)
    groups: dict[int, list[Segment]] = {}
    for i, segment in enumerate(segments):
        groups.setdefault(find(i), []).append(segment)
    return [group for group in groups.values() if len(group) > 2]


def _positions(lines: list[Segment], across: list[Segment]) -> list[float]:
    """Return the positions of parallel lines, and the open ends to which several lines across them reach."""
    positions = sorted({line.at for line in lines})
    starts, ends = [s.start for s in across], [s.end for s in across]
    for edge, reached, sign in ((positions[0], starts, -1), (positions[-1], ends, 1)):
        out = [end for end in reached if (end - edge) * sign > _OVERHANG]
        furthest = max(out, key=lambda end: end * sign, default=edge)
        if sum(abs(end - furthest) <= 2 * _SNAP for end in out) >= 2:
            positions.append(furthest)
    return sorted(positions)


def _covers(lines: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    """Return whether a line runs along (nearly) the whole side between two positions."""
    return any(s <= start + _SNAP and e >= end - _SNAP for s, e in lines)


def _grid(group: list[Segment]) -> Grid | None:
    verticals = [s for s in group if s.vertical]
    horizontals = [s for s in group if not s.vertical]
    if len({s.at for s in verticals}) < 2 or not horizontals:
        return None
    xs, ys = _positions(verticals, horizontals), _positions(horizontals, verticals)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2 or columns * rows > _MAX_SLOTS:
        return None
    at_x: dict[float, list[tuple[float, float]]] = {}
    at_y: dict[float, list[tuple[float, float]]] = {}
    for s in group:
        (at_x if s.vertical else at_y).setdefault(s.at, []).append((s.start, s.end))
    parent = list(range(rows * columns))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for row in range(rows):
        for column in range(columns):
            slot = row * columns + column
            if column + 1 < columns and not _covers(at_x.get(xs[column + 1], ()), ys[row], ys[row + 1]):
                parent[find(slot + 1)] = find(slot)
            if row + 1 < rows and not _covers(at_y.get(ys[row + 1], ()), xs[column], xs[column + 1]):
                parent[find(slot + columns)] = find(slot)
    regions: dict[int, list[tuple[int, int]]] = {}
    for slot in range(rows * columns):
        regions.setdefault(find(slot), []).append(divmod(slot, columns))
    cells, whole = [], True
    for slots in regions.values():
        top, bottom = min(r for r, _ in slots), max(r for r, _ in slots) + 1
        left, right = min(c for _, c in slots), max(c for _, c in slots) + 1
        if len(slots) != (bottom - top) * (right - left):
            whole = False
            cells += [GridCell(r, c, 1, 1, (xs[c], ys[r], xs[c + 1], ys[r + 1])) for r, c in slots]
        else:
            cells.append(GridCell(top, left, bottom - top, right - left, (xs[left], ys[top], xs[right], ys[bottom])))
    if len(cells) < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), whole)
