"""Printed tables whose figures carry their meaning: the generator knows what a reader has to find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

LEFT, ABOVE = "<", "^"
Dims = dict[str, str]


@dataclass(frozen=True)
class Figure:
    """An amount in 元 with the dimensions that it has beyond those of its column; ``None`` is nothing to print."""

    amount: Decimal | None
    dims: Dims = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column: the labels above it from the top, and the dimensions of its figures (``None`` where it holds names)."""

    path: tuple[str, ...]
    dims: Dims | None = None

    @property
    def leaf(self) -> str:
        return self.path[-1]


@dataclass
class Printed:
    """A table as printed: rows of texts, with marks for the places that a merged cell covers.

    ``meanings`` holds (row, column, amount, dimensions) of every figure.
    """

    kind: str
    title: str
    captions: list[str]
    rows: list[list[str]]
    notes: list[str]
    header: int = 1
    meanings: list[tuple[int, int, Decimal, Dims]] = field(default_factory=list)

    def cells(self) -> Iterator[tuple[int, int, int, int, str]]:
        """Yield (row, column, rows covered, columns covered, text) of every cell."""
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                if text in (LEFT, ABOVE):
                    continue
                width = 1
                while c + width < len(row) and row[c + width] == LEFT:
                    width += 1
                height = 1
                while r + height < len(self.rows) and self.rows[r + height][c : c + 1] == [ABOVE]:
                    height += 1
                yield r, c, height, width, text


def header(columns: Sequence[Column]) -> list[list[str]]:
    """Return the header rows of columns: equal labels side by side are one merged cell, a short path reaches down."""
    depth = max(len(column.path) for column in columns)
    rows = []
    for level in range(depth):
        row = []
        for index, column in enumerate(columns):
            if level >= len(column.path):
                row.append(ABOVE)
                continue
            before = columns[index - 1].path if index else ()
            same = before[: level + 1] == column.path[: level + 1] and level < len(column.path) - 1
            row.append(LEFT if same and level < len(before) - 1 else column.path[level])
        rows.append(row)
    return rows
