"""One page of a PDF: its lines of text and its ruled tables, each figure checked by a second way.

The first way reads characters and lines with pdfplumber. The second reads the same page with pdfium, another engine: a figure counts
when both find the same characters inside the same cell, and no figure may lie across the border of two cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from loaders.amounts import parse_cell
from loaders.document import Cell
from loaders.errors import READ_AS_TEXT, Place, Signal
from loaders.readers.loose import LooseTable, Word
from loaders.readers.loose_region import loose_tables
from loaders.readers.pdf_grid import MAX_SEGMENTS, Box, Grid, GridCell, Segment, grids
from loaders.readers.pdf_rows import split_rows
from loaders.readers.pdf_text import Glyph, Line, cell_text, lines_of
from loaders.readers.pdf_turn import Turn

_THIN = 3.0
#: Lines of text that hold so many figures, in such a number, are a table that has no lines.
_FIGURES_IN_ROW = 3
_ROWS_OF_FIGURES = 3
_FOOT = 0.88
_FIGURE = frozenset("0123456789.,%()-（），．－")


@dataclass
class PageTable:
    """A ruled table of one page, as a full grid.

    Attributes:
        xs: Positions of its column borders.
        torn: Boxes of cells whose border runs through a figure; they are refused already.
    """

    rows: list[tuple[Cell, ...]]
    xs: tuple[float, ...]
    box: Box
    torn: frozenset[Box] = frozenset()


@dataclass
class PageLayout:
    """A page as read: lines and tables from top to bottom."""

    number: int
    width: float
    height: float
    items: list[Line | PageTable | LooseTable] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)


def read_page(page: Any, second: list[Glyph] | None, before: PageLayout | None = None) -> PageLayout:
    """Read one page.

    Args:
        page: A page of pdfplumber.
        second: The characters of the page as pdfium reads them, in the same coordinates; ``None`` where the two cannot be compared.
        before: The page before, with whose last table this one may go on.
    """
    layout = PageLayout(page.page_number, float(page.width), float(page.height))
    turn = Turn.of(page)
    glyphs = [turn.glyph(_glyph(char)) for char in _visible(page, layout)]
    second = None if second is None else [turn.glyph(glyph) for glyph in second]
    layout.width, layout.height = turn.size
    found: list[Grid] = []
    if len(page.edges) <= MAX_SEGMENTS:
        found = grids(map(turn.segment, _segments(page))) or grids(map(turn.segment, _segments(page, fills=True)))
    outside = glyphs
    for grid in sorted(found, key=_area):
        inside, outside = _split(outside, grid)
        if _column_count(grid, inside) < 2:
            outside += inside  # a frame around text, such as a table of contents
            continue
        table = _table(layout, grid, inside)
        if second is not None:
            _compare(layout, table, second)
        layout.items.append(table)
    lines = lines_of(outside)
    rules = [rule for rule in map(turn.segment, _segments(page)) if not rule.vertical] if lines else []
    opened = None if before is None else _last_loose(before)
    for loose in loose_tables(layout.number, turn.size, lines, rules, strict=bool(layout.items), before=opened):
        if second is not None:
            _confirm(layout, loose, second)
        layout.items.append(loose)
        inside_loose = set(map(id, loose.printed))
        lines = [line for line in lines if id(line) not in inside_loose]
    _report_columns(layout, lines)
    layout.items += lines
    layout.items.sort(key=lambda item: (item.box[1], item.box[0]))
    return layout


def _report_columns(layout: PageLayout, lines: list[Line]) -> None:
    """Say that a page prints figures in columns which no ruled line makes a table of: they are not read as one."""
    rows = [
        line for line in lines if sum(parse_cell(word) is not None for word in line.text.split()) >= _FIGURES_IN_ROW
    ]
    if len(rows) >= _ROWS_OF_FIGURES:
        message = f"{len(rows)} lines of figures in columns without ruled lines {READ_AS_TEXT}"
        layout.signals.append(Signal("refused", message, Place(page=layout.number, box=_rounded(rows[0].box))))


def _last_loose(layout: PageLayout) -> LooseTable | None:
    """Return the table without ruled cells that a page ends with, its foot apart."""
    ends = (item for item in reversed(layout.items) if item.box[1] < _FOOT * layout.height)
    last = next(ends, None)
    return last if isinstance(last, LooseTable) else None


def _confirm(layout: PageLayout, table: LooseTable, second: list[Glyph]) -> None:
    """Take out every figure of a table without ruled cells that the second engine reads otherwise."""
    for number, line in enumerate(table.lines):
        kept: list[Word] = []
        for word in line:
            x0, top, x1, bottom = word.box
            others = (
                [g for g in second if x0 <= g.middle[0] <= x1 and top <= g.middle[1] <= bottom] if word.figure else []
            )
            same = "".join(glyph.text for glyph in others)
            if others and same != word.text:
                message = f"{word.text} was read as “{same[:30]}” by a second way, so the figure is not certain"
                layout.signals.append(Signal("refused", message, Place(page=layout.number, box=_rounded(word.box))))
            else:
                kept.append(word)
        table.lines[number] = kept
    table.lines = [line for line in table.lines if line]


def _area(grid: Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)


def _glyph(char: dict[str, Any]) -> Glyph:
    return Glyph(char["text"], (char["x0"], char["top"], char["x1"], char["bottom"]))


def _visible(page: Any, layout: PageLayout) -> list[dict[str, Any]]:
    """Return the characters inside the page, those printed twice for boldness once."""
    inside, hidden = [], ""
    for char in page.chars:
        if (
            char["x0"] >= -2
            and char["x1"] <= page.width + 2
            and char["top"] >= -2
            and char["bottom"] <= page.height + 2
        ):
            inside.append(char)
        else:
            hidden += char["text"]
    if hidden.strip():
        message = f"text outside the visible page: “{hidden.strip()[:60]}”"
        layout.signals.append(Signal("ignored", message, Place(page=layout.number)))
    seen: dict[tuple[str, int, int], list[dict[str, Any]]] = {}
    kept = []
    for char in inside:
        key = (char["text"], round(char["x0"] / 4), round(char["top"] / 4))
        near = [c for dx in (-1, 0, 1) for dy in (-1, 0, 1) for c in seen.get((key[0], key[1] + dx, key[2] + dy), ())]
        limit = 0.25 * (char["x1"] - char["x0"])
        if any(abs(c["x0"] - char["x0"]) <= limit and abs(c["top"] - char["top"]) <= limit for c in near):
            continue
        seen.setdefault(key, []).append(char)
        kept.append(char)
    return kept


def _segments(page: Any, *, fills: bool = False) -> Iterator[Segment]:
    """Yield the ruled lines: thin boxes and strokes; the borders of coloured boxes only when nothing else is ruled."""
    for rect in page.rects:
        if min(rect["width"], rect["height"]) <= _THIN:
            if max(rect["width"], rect["height"]) > _THIN:
                yield _middle(rect)
        elif fills or rect.get("stroke"):
            yield from _outline(rect)
    for line in page.lines:
        if min(line["width"], line["height"]) <= _THIN:
            yield _middle(line)
    for edge in page.curve_edges:
        yield _middle(edge)


def _middle(thing: dict[str, Any]) -> Segment:
    x0, x1, top, bottom = (float(thing[key]) for key in ("x0", "x1", "top", "bottom"))
    if x1 - x0 >= bottom - top:
        return Segment(False, (top + bottom) / 2, x0, x1)
    return Segment(True, (x0 + x1) / 2, top, bottom)


def _outline(rect: dict[str, Any]) -> Iterator[Segment]:
    x0, x1, top, bottom = (float(rect[key]) for key in ("x0", "x1", "top", "bottom"))
    yield Segment(False, top, x0, x1)
    yield Segment(False, bottom, x0, x1)
    yield Segment(True, x0, top, bottom)
    yield Segment(True, x1, top, bottom)


def _split(glyphs: list[Glyph], grid: Grid) -> tuple[list[Glyph], list[Glyph]]:
    x0, top, x1, bottom = grid.box
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.middle
        (inside if x0 <= x <= x1 and top <= y <= bottom else outside).append(glyph)
    return inside, outside


def _column_count(grid: Grid, inside: Iterable[Glyph]) -> int:
    """Return how many columns of the grid hold text of their own."""
    owners = _owners(grid)
    return len(
        {owners[place].column for glyph in inside if glyph.text.strip() and (place := _slot(grid, glyph)) in owners}
    )


def _owners(grid: Grid) -> dict[tuple[int, int], GridCell]:
    return {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }


def _slot(grid: Grid, glyph: Glyph) -> tuple[int, int]:
    x, y = glyph.middle
    row = max((i for i, at in enumerate(grid.ys[:-1]) if at <= y), default=0)
    column = max((i for i, at in enumerate(grid.xs[:-1]) if at <= x), default=0)
    return row, column


def _table(layout: PageLayout, grid: Grid, inside: list[Glyph]) -> PageTable:
    owners = _owners(grid)
    content: dict[GridCell, list[Glyph]] = {cell: [] for cell in grid.cells}
    for glyph in inside:
        content[owners[_slot(grid, glyph)]].append(glyph)
    torn = _mend(content)
    for cells, text in torn:
        where = Place(page=layout.number, box=_rounded(cells[0].box))
        layout.signals.append(Signal("refused", f"“{text}” lies across the border of two cells", where))
    if not grid.whole:
        where = Place(page=layout.number, box=_rounded(grid.box))
        layout.signals.append(
            Signal("notice", "the ruled lines of a table leave gaps: its cells were cut at every line", where)
        )
    rows: list[tuple[Cell, ...]] = []
    for row in range(len(grid.ys) - 1):
        pieces = split_rows([(cell, content[cell]) for cell in grid.cells if cell.row == row and cell.rows == 1])
        rows += _cells(layout.number, grid, owners, row, content, pieces)
    return PageTable(rows, grid.xs, grid.box, frozenset(_rounded(cell.box) for cells, _ in torn for cell in cells))


def _cells(
    page: int,
    grid: Grid,
    owners: dict[tuple[int, int], GridCell],
    row: int,
    content: dict[GridCell, list[Glyph]],
    pieces: list[dict[GridCell, list[Glyph]]],
) -> Iterator[tuple[Cell, ...]]:
    """Yield the printed row or rows of one ruled row: a merged cell holds its text at its first place."""
    for part, piece in enumerate(pieces or [{}]):
        cells = []
        for column in range(len(grid.xs) - 1):
            owner = owners[row, column]
            box = owner.box if len(pieces) < 2 else _around(owner.box, piece)
            place = Place(page=page, box=_rounded(box))
            if (owner.row, owner.column) != (row, column) or (part and owner not in piece):
                cells.append(Cell("", place, merged=True))
            else:
                glyphs = piece[owner] if owner in piece else content[owner]
                cells.append(Cell(cell_text(glyphs, owner.box), place, (owner.rows, owner.columns)))
        yield tuple(cells)


def _around(box: Box, piece: dict[GridCell, list[Glyph]]) -> Box:
    """Return the part of a cell's box in which one of its printed rows stands."""
    glyphs = [glyph for found in piece.values() for glyph in found]
    if not glyphs:
        return box
    return box[0], min(g.box[1] for g in glyphs), box[2], max(g.box[3] for g in glyphs)


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = (round(value, 1) for value in box)
    return x0, top, x1, bottom


def _mend(content: dict[GridCell, list[Glyph]]) -> list[tuple[list[GridCell], str]]:
    """Give each figure that sticks out over a border to the cell that holds most of it; return those that no cell clearly holds.

    A figure without a clear owner is taken out of all its cells.
    """
    torn: list[tuple[list[GridCell], str]] = []
    placed = sorted(
        ((glyph, cell) for cell, glyphs in content.items() for glyph in glyphs if glyph.text in _FIGURE),
        key=lambda pair: (round(pair[0].middle[1] / 2), pair[0].box[0]),
    )
    words: list[list[tuple[Glyph, GridCell]]] = []
    for glyph, cell in placed:
        if words and _adjacent(words[-1][-1][0], glyph):
            words[-1].append((glyph, cell))
        else:
            words.append([(glyph, cell)])
    for word in words:
        owners = [cell for _, cell in word]
        if len(set(owners)) == 1 or not any(glyph.text.isdigit() for glyph, _ in word):
            continue
        best = max(set(owners), key=owners.count)
        clear = owners.count(best) >= 0.7 * len(owners)
        for glyph, cell in word:
            content[cell].remove(glyph)
            if clear:
                content[best].append(glyph)
        if not clear:
            torn.append((list(dict.fromkeys(owners)), "".join(glyph.text for glyph, _ in word)))
    return torn


def _adjacent(left: Glyph, right: Glyph) -> bool:
    same_line = abs(left.middle[1] - right.middle[1]) < 0.4 * left.height
    return same_line and -0.3 * left.height < right.box[0] - left.box[2] < 0.1 * left.height


def _compare(layout: PageLayout, table: PageTable, second: list[Glyph]) -> None:
    """Take out every figure that the second engine reads otherwise, and name those that only the second engine sees."""
    for number, row in enumerate(table.rows):
        cells = list(row)
        for index, cell in enumerate(row):
            if cell.place.box is None or cell.merged or cell.place.box in table.torn:
                continue
            printed = parse_cell(cell.text) is not None
            if not printed and cell.text.strip():
                continue
            x0, top, x1, bottom = cell.place.box
            others = [g for g in second if x0 <= g.middle[0] <= x1 and top <= g.middle[1] <= bottom]
            same = "".join(g.text for g in others)
            first = "".join(cell.text.split())
            if same == first or (not printed and parse_cell(same) is None):
                continue
            message = (
                f"{first} was read as “{same[:30]}” by a second way, so the figure is not certain"
                if printed and others
                else f"{(same or first)[:30]} is seen by one of two ways of reading only, so the figure is not certain"
            )
            layout.signals.append(Signal("refused", message, cell.place))
            cells[index] = replace(cell, text="")
        table.rows[number] = tuple(cells)
