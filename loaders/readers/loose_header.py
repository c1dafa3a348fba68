"""The header of a table without ruled lines: which columns each label stands over, by where it is centred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import comb

from loaders.readers.loose import Word
from loaders.text import squeeze

#: Lines of one label stand closer than so many heights of its characters; labels of two levels further apart.
_LEADING = 1.4
_MOST_PARTITIONS = 4_000
#: What it costs, in heights of characters, to leave a label without figures below it, and a column without a label.
_BLANK = 12.0
_BARE = 12.0
_NAMING = re.compile("编码|代码|名称|^(类|款|项|科目|项目|序号|单位|部门|备注)$|科目$|分类")

Span = tuple[float, float]


@dataclass
class Label:
    """A label of a header, on one line or several."""

    words: list[Word]

    @property
    def text(self) -> str:
        """Return its text on one line."""
        return "".join(word.text for word in self.words)

    @property
    def span(self) -> Span:
        """Return where it begins and ends."""
        return min(w.box[0] for w in self.words), max(w.box[2] for w in self.words)

    @property
    def middle(self) -> float:
        """Return the middle between its sides."""
        return sum(self.span) / 2

    @property
    def height(self) -> float:
        """Return the height of its middle on the page."""
        return (self.words[0].box[1] + self.words[-1].box[3]) / 2


@dataclass
class Header:
    """Labels over columns: one leaf per column (or none), and above them labels over several columns, from top to bottom.

    Attributes:
        columns: Where each column begins and ends, blank ones included.
        levels: (text, first column, last column) of the labels of each level.
    """

    columns: list[Span]
    leaves: list[str]
    levels: list[list[tuple[Label, int, int]]] = field(default_factory=list)


def labels_of(lines: Sequence[Sequence[Word]], size: float, *, wrapped: bool) -> list[Label]:
    """Return the labels of header lines; ``wrapped`` joins what stands closely below each other."""
    labels: list[Label] = []
    for line in lines:
        for word in line:
            above = [label for label in labels if wrapped and _goes_on(label, word, size)]
            if above:
                above[-1].words.append(word)
            else:
                labels.append(Label([word]))
    return labels


def _goes_on(label: Label, word: Word, size: float) -> bool:
    last = label.words[-1]
    down = word.box[1] - last.box[1]
    aligned = abs(word.middle - label.middle) <= 0.6 * size or abs(word.box[0] - last.box[0]) <= 0.2 * size
    return 0.4 * size < down <= _LEADING * size and aligned


def headers(labels: list[Label], columns: list[Span], size: float, *, centred: bool) -> Iterator[Header]:
    """Yield the ways to put labels over columns, the best first; a label with no figures below it opens a blank column."""
    ordered = sorted(labels, key=lambda label: -label.height)
    if not ordered:
        yield Header(columns, [""] * len(columns))
        return
    lowest, highest = ordered[0].height, ordered[-1].height
    spans = list(columns)
    leaves = leaves_of(labels, spans, size, centred=centred)
    parents: list[Label] = []
    blank: list[Label] = []
    for label in ordered:
        if any(label is leaf for leaf in leaves.values()):
            continue
        if (
            _has_below(label, labels, size)
            or any(_overlap(label.span, spans[column]) > 0 for column in leaves)
            or any(_overlap(label.span, b.span) > 0 for b in blank)
        ):
            parents.append(label)
        elif label.height >= (lowest + highest) / 2 - 0.3 * size:
            blank.append(label)
        else:
            parents.append(label)
    entries: list[tuple[Span, Label | None]] = [(span, leaves.get(i)) for i, span in enumerate(spans)]
    entries += [(label.span, label) for label in blank]
    entries.sort(key=lambda entry: entry[0][0] + entry[0][1])
    spans = [span if label is None else _both(span, label.span) for span, label in entries]
    below = [label for _, label in entries]
    names = [squeeze(label.text) if label else "" for label in below]
    cells = _cells(spans, below)
    levels = _levels(parents, size)
    for placed in _placed(levels, cells, below, names, size, _sides(labels)[1]):
        yield Header(spans, [label.text if label else "" for label in below], placed)


def leaves_of(labels: list[Label], columns: list[Span], size: float, *, centred: bool) -> dict[int, Label]:
    """Return the columns that have a label of their own, with it: the lowest labels, matched from left to right.

    A label stands in the middle of its cell, figures to the right of it and names to the left, so that they need not overlap. Where
    labels are ``centred`` in cells that reach over several levels, none that stands high is one.
    """
    middle = sum(_sides(labels)) / 2 - 0.35 * size
    low = [label for label in labels if not (centred and label.height < middle) and not _has_below(label, labels, size)]
    low.sort(key=lambda label: label.middle)
    # cost of the best matching of the first labels with the first columns, and the last step of it
    best = {(0, 0): (0.0, "")}
    for i in range(len(low) + 1):
        for j in range(len(columns) + 1):
            steps = []
            if i:
                above = low[i - 1].height < middle  # may stand over several columns
                steps.append((best[i - 1, j][0] + (_BLANK / 2 if above else _BLANK) * size, "label"))
            if j:
                steps.append((best[i, j - 1][0] + _BARE * size, "column"))
            if i and j:
                steps.append((best[i - 1, j - 1][0] + _distance(low[i - 1], columns[j - 1]), "both"))
            if steps:
                best[i, j] = min(steps)
    leaves: dict[int, Label] = {}
    i, j = len(low), len(columns)
    while i or j:
        step = best[i, j][1]
        i, j = i - (step != "column"), j - (step != "label")
        if step == "both":
            leaves[j] = low[i]
    return leaves


def _sides(labels: list[Label]) -> Span:
    """Return top and bottom of labels."""
    words = [word for label in labels for word in label.words]
    return min((w.box[1] for w in words), default=0.0), max((w.box[3] for w in words), default=0.0)


def _has_below(label: Label, labels: list[Label], size: float) -> bool:
    """Return whether another label stands below one."""
    return any(other.height > label.height + 0.5 * size and _overlap(label.span, other.span) > 0 for other in labels)


def _distance(label: Label, column: Span) -> float:
    """Return how far a label stands from a column."""
    return max(0.0, -_overlap(label.span, column)) + 0.05 * abs(label.middle - sum(column) / 2)


def _overlap(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _both(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])


def _cells(spans: list[Span], labels: list[Label | None]) -> list[Span]:
    """Return where the cells of columns probably begin and end: as far to the one side of their label as to the other."""
    cells = []
    for index, (span, label) in enumerate(zip(spans, labels, strict=True)):
        if label is None:
            cells.append(span)
            continue
        half = max(label.middle - span[0], span[1] - label.middle)
        left = spans[index - 1][1] if index else label.middle - half
        right = spans[index + 1][0] if index + 1 < len(spans) else label.middle + half
        cells.append((min(span[0], max(left, label.middle - half)), max(span[1], min(right, label.middle + half))))
    return cells


def _levels(parents: list[Label], size: float) -> list[list[Label]]:
    """Return labels over several columns by their heights, the lowest level first, each from left to right."""
    levels: list[list[Label]] = []
    for label in sorted(parents, key=lambda label: -label.height):
        if levels and levels[-1][0].height - label.height <= 0.7 * size:
            levels[-1].append(label)
        else:
            levels.append([label])
    return [sorted(level, key=lambda label: label.middle) for level in levels]


def _placed(
    levels: list[list[Label]],
    cells: list[Span],
    below: list[Label | None],
    names: list[str],
    size: float,
    bottom: float,
) -> Iterator[list[list[tuple[Label, int, int]]]]:
    """Yield every likely way to place the labels of all levels, from top to bottom; the lowest level is placed first."""
    if not levels:
        yield []
        return
    level, *upper = levels
    # A label beside this level whose cell reaches to the bottom stands in the middle of what is left of the header.
    middle = (_sides(level)[0] + bottom) / 2
    eligible = [label is None or label.height > middle + 0.3 * size for label in below]
    for spread in _spread(level, cells, eligible, names, size):
        for rest in _placed(upper, cells, below, names, size, bottom):
            if all(_nested(part, above) for above in rest for part in spread):
                yield [*rest, spread]


def _nested(part: tuple[Label, int, int], above: list[tuple[Label, int, int]]) -> bool:
    return all(part[2] < first or part[1] > last or (first <= part[1] and part[2] <= last) for _, first, last in above)


def _spread(
    level: list[Label], cells: list[Span], eligible: list[bool], names: list[str], size: float
) -> list[list[tuple[Label, int, int]]]:
    """Return the likely ways to spread the labels of one level over the columns below it, the best first."""
    runs: list[list[int]] = []
    for column, possible in enumerate(eligible):
        if possible and runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        elif possible:
            runs.append([column])
    ways: list[tuple[float, list[tuple[Label, int, int]]]] = [(0.0, [])]
    for run in runs:
        inside = [label for label in level if cells[run[0]][0] - size <= label.middle <= cells[run[-1]][1] + size]
        if not inside:
            continue
        found = sorted(_partitions(inside, run, cells, names, size), key=lambda way: way[0])
        close = [way for way in found if way[0] <= found[0][0] + 1.2 * size][:3]
        ways = [(a + b, [*one, *other]) for a, one in ways for b, other in close]
    ways.sort(key=lambda way: way[0])
    return [way for _, way in ways[:4]]


def _partitions(
    labels: list[Label], run: list[int], cells: list[Span], names: list[str], size: float
) -> Iterator[tuple[float, list[tuple[Label, int, int]]]]:
    """Yield (how far labels are from the middle of their columns, placing) of every way to share out a run of columns.

    A column of figures without a label over it is unlikely; one of names is common.
    """
    count = len(labels)
    ends = len(run) + 1
    whole = comb(ends, 2 * count) <= _MOST_PARTITIONS
    for cuts in combinations(range(ends), 2 * count) if whole else ():
        groups = list(zip(cuts[::2], cuts[1::2], strict=True))
        yield _scored(labels, groups, run, cells, names, size)
    for inner in combinations(range(1, len(run)), count - 1) if comb(len(run), count) <= _MOST_PARTITIONS else ():
        edges = (0, *inner, len(run))
        yield _scored(labels, list(pairwise(edges)), run, cells, names, size)


def _scored(
    labels: list[Label], groups: list[tuple[int, int]], run: list[int], cells: list[Span], names: list[str], size: float
) -> tuple[float, list[tuple[Label, int, int]]]:
    placed = [(label, run[start], run[end - 1]) for label, (start, end) in zip(labels, groups, strict=True)]
    off = sum(abs(label.middle - (cells[first][0] + cells[last][1]) / 2) for label, first, last in placed)
    covered = {column for _, first, last in placed for column in range(first, last + 1)}
    bare = sum(1 for column in run if column not in covered and not _NAMING.search(names[column]))
    return off + 3 * size * bare, placed
