"""The common model of every source format: paragraphs and tables, in order, each with its place.

Readers produce a `Document`; nothing after them knows about file formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.errors import Place, Signal


@dataclass(frozen=True)
class Cell:
    """One printed cell. ``text`` is the printed string without the noise of the export; line breaks are kept.

    Attributes:
        span: Rows and columns that the cell covers, where the format says so.
        merged: True for a place of the grid that a merged cell left of it or above it covers: it is blank, but not a blank cell.
    """

    text: str
    place: Place
    span: tuple[int, int] = (1, 1)
    merged: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A line or paragraph of prose, a heading, a table title."""

    text: str
    place: Place


@dataclass(frozen=True)
class Table:
    """A printed grid.

    Attributes:
        rows: Rows of cells. Rows of a *ragged* table may be shorter than ``width``: merged header cells are printed once.
        width: Number of columns of a body row.
        ragged: True when merged cells are printed once; False when every row is a full grid and a merged cell leaves blanks.
        alternatives: Other grids that the same cells could make, where the source does not say; the arithmetic decides.
        guessed: True when the source does not say where a row ends.
    """

    rows: tuple[tuple[Cell, ...], ...]
    width: int
    ragged: bool
    alternatives: tuple[Table, ...] = ()
    guessed: bool = False

    @property
    def place(self) -> Place:
        """Return the place of the first cell."""
        return self.rows[0][0].place


Block = Paragraph | Table


@dataclass(frozen=True)
class Document:
    """A source document as read.

    Attributes:
        name: Base name of the file.
        format: Name of the reader.
        signals: What the reader left out or found unusual.
    """

    name: str
    format: str
    blocks: tuple[Block, ...]
    signals: tuple[Signal, ...] = field(default=())

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        """Yield the tables in order."""
        return (block for block in self.blocks if isinstance(block, Table))
