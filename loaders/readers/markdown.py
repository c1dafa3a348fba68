"""Reader for markdown with tab-separated tables (the "Henan markdown" layout, made by text recognition).

Every line with a tab is a row of a full grid: a merged cell leaves blanks behind it. A table may be broken by single blank lines.
"""

from __future__ import annotations

import re

from loaders.document import Block, Cell, Document, Paragraph
from loaders.errors import LoadError, Place
from loaders.readers.grid import grid
from loaders.readers.noise import clean, is_noise

_HEADING_MARK = re.compile(r"^#{1,6}\s+")
_EMPHASIS = re.compile(r"\*\*")


def recognises(lines: list[str]) -> bool:
    """Return whether there are markdown headings and tab-separated rows."""
    headings = sum(bool(_HEADING_MARK.match(line)) for line in lines)
    rows = sum("\t" in line.strip("\n") and not line.startswith("\t\n") for line in lines)
    single = sum(line.startswith("\t") and "\t" not in line[1:].rstrip() for line in lines)
    return headings >= 2 and rows >= 5 and single * 2 < rows


def require_end(name: str, rows: list[tuple[Cell, ...]]) -> None:
    """Refuse a document that ends inside a table row.

    Raises:
        LoadError: The last line of the document is a row with fewer cells than every row above it.
    """
    widths = [len(row) for row in rows]
    if len(widths) > 1 and widths[-1] < min(widths[:-1]):
        raise LoadError(
            "the document ends in the middle of a table",
            where=f"{name}, {rows[-1][0].place}",
            why=f"The last row has {widths[-1]} cells, the rows above it have {min(widths[:-1])} or more.",
            remedy="The file was cut off: download or export the whole document again.",
        )


def read(name: str, lines: list[str]) -> Document:
    """Read the lines of a document; see the module's description."""
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []

    def close() -> None:
        if rows:
            blocks.append(grid(rows))
            rows.clear()

    for number, line in enumerate(lines, 1):
        place = Place(line=number)
        if "\t" in line:
            rows.append(tuple(Cell(clean(text).strip(), place) for text in line.split("\t")))
        elif line.strip() and not is_noise(line):
            close()
            text = _EMPHASIS.sub("", _HEADING_MARK.sub("", clean(line))).strip()
            blocks.append(Paragraph(text, place))
    require_end(name, rows)
    close()
    return Document(name, "markdown", tuple(blocks))
