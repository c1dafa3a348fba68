"""Rows that no ruled line divides: several printed rows in one row of the grid, told apart by their figures."""

from __future__ import annotations

from loaders.amounts import parse_cell
from loaders.readers.pdf_grid import GridCell
from loaders.readers.pdf_text import Glyph, Line, lines_of

Content = dict[GridCell, list[Glyph]]


def split_rows(cells: list[tuple[GridCell, list[Glyph]]]) -> list[Content]:
    """Return the printed rows that one ruled row holds.

    A ruled row is divided only when that is certain: two or more columns hold a stack of figures at the same heights, and every other
    line of text stands at one of these heights. Otherwise it stays one row, and its stacked figures are refused later as unreadable.
    """
    content = dict(cells)
    lines = {cell: lines_of(glyphs) for cell, glyphs in cells}
    stacks = [
        found for found in lines.values() if len(found) > 1 and all(parse_cell(line.text) is not None for line in found)
    ]
    if len(stacks) < 2:
        return [content]
    anchors = _heights([line for stack in stacks for line in stack])
    header = [line for found in lines.values() for line in found if line.box[3] <= anchors[0][0]]
    rows: list[Content] = [{} for _ in range(len(anchors) + bool(header))]
    for cell, glyphs in cells:
        for row in rows:
            row[cell] = []
        for glyph in glyphs:
            if not glyph.text.strip():
                continue
            at = [i for i, (top, bottom) in enumerate(anchors) if top <= glyph.middle[1] <= bottom]
            if glyph.box[3] <= anchors[0][0]:
                rows[0][cell].append(glyph)
            elif len(at) == 1:
                rows[at[0] + bool(header)][cell].append(glyph)
            else:
                return [content]
    return rows


def _heights(lines: list[Line]) -> list[tuple[float, float]]:
    """Return top and bottom of each printed row that figures mark, from top to bottom."""
    rows: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda line: line.box[1]):
        top, bottom = line.box[1], line.box[3]
        if rows and top < (rows[-1][0] + rows[-1][1]) / 2:
            rows[-1] = (min(rows[-1][0], top), max(rows[-1][1], bottom))
        else:
            rows.append((top, bottom))
    return rows
