"""Pages to one document: running heads left out, tables that go on over pages joined, lines joined to paragraphs."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.amounts import parse_cell
from loaders.document import Block, Cell, Paragraph, Table
from loaders.errors import Place, Signal
from loaders.readers.loose import LooseTable
from loaders.readers.loose_grid import grid_of, ungridded
from loaders.readers.pdf_page import PageLayout, PageTable
from loaders.readers.pdf_repeat import begins_with_header, is_header, repeated, repeated_lines
from loaders.readers.pdf_text import Line, Margins, cell_text, continues, glue, margins
from loaders.text import squeeze

_PAGE_NUMBER = re.compile(r"[-—–·~\s第]*\d{1,4}[-—–·~\s页]*(?:[/／共]\s*\d{1,4}\s*页?)?")
_EDGE = 0.12
_SAME = 4.0
#: What stands over every table at the same height is no running head: unit, office, number and title of the table.
_CAPTION = re.compile("[:：表元]|单位|20\\d\\d年度?$")
_CONTINUED = re.compile(r"[（(]?续[表一二三四五\d]*[）)]?")


@dataclass
class _Open:
    """A table that may go on on the next page, with the lines above it."""

    rows: list[tuple[Cell, ...]]
    xs: tuple[float, ...]
    above: list[str]
    pages: list[int]


@dataclass
class _Joiner:
    """Gathers the blocks of a document from its pages."""

    blocks: list[Block] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    open: _Open | None = None
    loose: list[LooseTable] = field(default_factory=list)
    lines: list[tuple[int, Line, Margins | None]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    loose_above: list[str] = field(default_factory=list)

    def page(self, layout: PageLayout) -> None:
        """Take in one page."""
        self.signals += layout.signals
        area = margins([item for item in layout.items if isinstance(item, Line)])
        pending: list[Line] = []
        for item in layout.items:
            if isinstance(item, Line):
                pending.append(item)
                continue
            if isinstance(item, LooseTable):
                if not self._loose_goes_on(item, pending):
                    pending = self._below(layout, pending)
                    self.close()
                    self._text(layout.number, pending, area)
                    self.loose, self.loose_above, self.above = [item], self.above[-8:], []
                pending = []
                continue
            if self.open is None or not self._goes_on(self.open, layout, item, pending):
                pending = self._below(layout, pending)
                self.close()
                self._text(layout.number, pending, area)
                self.open = _Open(list(item.rows), item.xs, self.above[-8:], [layout.number])
                self.above = []
            pending = []
        if pending:
            pending = self._below(layout, pending)
        if pending:
            self.close()
            self._text(layout.number, pending, area)

    def _below(self, layout: PageLayout, pending: list[Line]) -> list[Line]:
        """Give rows without any ruled line that stand right below the open table to it; return the other lines."""
        table = self.open
        while table is not None and pending and table.pages[-1] == layout.number:
            bottom = max(cell.place.box[3] for cell in table.rows[-1] if cell.place.box)
            row = _loose_row(pending[0], table.xs, layout.number)
            if row is None or pending[0].box[1] - bottom > 1.5 * pending[0].size:
                break
            table.rows.append(row)
            self.signals.append(
                Signal("notice", "a row below the last ruled line was read as part of the table", row[0].place)
            )
            pending = pending[1:]
        return pending

    def _goes_on(self, opened: _Open, layout: PageLayout, table: PageTable, pending: list[Line]) -> bool:
        """Join a table with the open one when it is certainly its continuation."""
        same_page = opened.pages[-1] == layout.number
        if same_page or opened.pages[-1] != layout.number - 1:
            return False
        columns = _align(opened, table)
        if columns is None:
            return False
        rows = [_spread(row, columns) for row in table.rows]
        again = repeated(opened.rows, rows)
        if pending and again and _texts(rows[again : again + 1]) == _texts(opened.rows[again : again + 1]):
            return False  # under its title and header it begins as the open one did: the table is printed twice
        place = Place(page=layout.number)
        if pending:
            texts = [_CONTINUED.sub("", squeeze(line.text)) for line in pending]
            if again and all(text in {*opened.above, ""} for text in texts):
                self.signals.append(
                    Signal("ignored", f"the title is repeated over the continued table: {' / '.join(texts)}", place)
                )
            else:
                loose = [_loose_row(line, opened.xs, layout.number) for line in pending]
                near = table.box[1] - pending[-1].box[3] < 1.5 * pending[-1].size
                if again or not near or any(row is None for row in loose):
                    return False
                opened.rows += [row for row in loose if row is not None]
                self.signals.append(
                    Signal("notice", "a row above the first ruled line was read as part of the table", place)
                )
        elif not again and is_header(rows[0]):
            return False
        if again:
            self.signals.append(Signal("ignored", f"{again} header rows repeated on the page", place))
        opened.rows += rows[again:]
        opened.pages.append(layout.number)
        return True

    def _loose_goes_on(self, table: LooseTable, pending: list[Line]) -> bool:
        """Join a table without ruled cells with the one on the page before when it is certainly its continuation."""
        if not self.loose or self.loose[-1].page != table.page - 1:
            return False
        before, (x0, _, x1, _) = self.loose[0], table.box
        if min(x1, before.box[2]) - max(x0, before.box[0]) < 0.6 * (before.box[2] - before.box[0]):
            return False
        texts = [_CONTINUED.sub("", squeeze(line.text)) for line in pending]
        again = repeated_lines(before, table)
        if any(text not in {*self.loose_above, ""} for text in texts) or (not again and begins_with_header(table)):
            return False
        place = Place(page=table.page)
        if any(texts):
            message = f"the title is repeated over the continued table: {' / '.join(texts)}"
            self.signals.append(Signal("ignored", message, place))
        if again:
            self.signals.append(Signal("ignored", f"{again} header lines repeated on the page", place))
        table.lines = table.lines[again:]
        if table.lines:
            self.loose.append(table)
        return True

    def _close_loose(self) -> None:
        """Finish an open table without ruled cells; one that no gaps divide has rows that fit no columns, and is refused by name."""
        parts, self.loose = self.loose, []
        self._paragraphs()
        self.blocks.append(grid_of(parts) or ungridded(parts))

    def close(self) -> None:
        """Finish the open table."""
        if self.loose:
            self._close_loose()
        if self.open is not None:
            self._paragraphs()
            self.blocks.append(Table(tuple(self.open.rows), len(self.open.xs) - 1, ragged=False))
            self.open = None

    def _text(self, page: int, lines: list[Line], area: Margins | None) -> None:
        self.lines += [(page, line, area) for line in lines]
        self.above += [squeeze(line.text) for line in lines]
        self.above = self.above[-20:]

    def _paragraphs(self) -> None:
        """Turn the gathered lines into paragraphs, before the table that ends them."""
        text, place, before = "", Place(), None
        for page, line, area in self.lines:
            if before is not None and before[2] and area and continues(before[1], line, before[2], area):
                text = glue(text, line.text)
            else:
                if text:
                    self.blocks.append(Paragraph(text, place))
                box = (round(line.box[0], 1), round(line.box[1], 1), round(line.box[2], 1), round(line.box[3], 1))
                text, place = line.text, Place(page=page, box=box)
            before = (page, line, area)
        if text:
            self.blocks.append(Paragraph(text, place))
        self.lines = []

    def finish(self) -> None:
        """Close what is open."""
        self.close()
        self._paragraphs()


def join(layouts: list[PageLayout]) -> tuple[list[Block], list[Signal]]:
    """Return the blocks of a document and the signals of its pages."""
    heads = _running_heads(layouts)
    joiner = _Joiner()
    for layout in layouts:
        layout.items = [
            item for item in layout.items if not isinstance(item, Line) or (layout.number, id(item)) not in heads
        ]
        joiner.page(layout)
    joiner.finish()
    if heads:
        texts = list(dict.fromkeys(heads.values()))
        joiner.signals.append(
            Signal(
                "ignored",
                f"{len(heads)} page numbers and running heads: {' / '.join(texts[:5])}",
                Place(page=layouts[0].number),
            )
        )
    return joiner.blocks, joiner.signals


def _running_heads(layouts: list[PageLayout]) -> dict[tuple[int, int], str]:
    """Find page numbers, and lines that stand at the same height of many pages, in the margins above and below the text."""
    heads: dict[tuple[int, int], str] = {}
    repeated: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for layout in layouts:
        lines = [item for item in layout.items if isinstance(item, Line)]
        for line in lines:
            if not (line.box[3] < layout.height * _EDGE or line.box[1] > layout.height * (1 - _EDGE)):
                continue
            if _PAGE_NUMBER.fullmatch(line.text.strip()):
                heads[layout.number, id(line)] = line.text.strip()
            elif not _CAPTION.search(line.text):
                repeated[re.sub(r"\d+", "#", squeeze(line.text)), round(line.box[1] / 5)].append((layout.number, line))
    for found in repeated.values():
        if len(found) >= 3 and len(found) * 2 >= len(layouts):
            heads |= {(number, id(line)): line.text.strip() for number, line in found}
    return heads


def _align(opened: _Open, table: PageTable) -> list[tuple[int, int]] | None:
    """Return, for each column of a table, the columns of the open table that it stands in; ``None`` when they do not fit."""
    mine, theirs = opened.xs, table.xs
    if len(mine) == len(theirs):
        scale = (mine[-1] - mine[0]) / (theirs[-1] - theirs[0])
        if all(
            abs((b - theirs[0]) * scale - (a - mine[0])) <= max(_SAME, 0.02 * (mine[-1] - mine[0]))
            for a, b in zip(mine, theirs, strict=True)
        ):
            return [(i, i + 1) for i in range(len(mine) - 1)]
    at = []
    for x in theirs:
        near = [i for i, own in enumerate(mine) if abs(own - x) <= _SAME]
        if not near:
            return None
        at.append(near[0])
    return [(a, b) for a, b in pairwise(at)] if at[0] == 0 and at[-1] == len(mine) - 1 else None


def _spread(row: tuple[Cell, ...], columns: list[tuple[int, int]]) -> tuple[Cell, ...]:
    """Put the cells of a row with fewer columns under the columns of the open table."""
    cells: list[Cell] = []
    for index, (cell, (start, end)) in enumerate(zip(row, columns, strict=True)):
        last = columns[min(index + cell.span[1], len(columns)) - 1]
        cells.append(Cell(cell.text, cell.place, (cell.span[0], last[1] - start), cell.merged))
        cells += [Cell("", cell.place, merged=True) for _ in range(start + 1, end)]
    return tuple(cells)


def _texts(rows: list[tuple[Cell, ...]]) -> list[list[str]]:
    return [[squeeze(cell.text) for cell in row] for row in rows]


def _loose_row(line: Line, xs: tuple[float, ...], page: int) -> tuple[Cell, ...] | None:
    """Return the cells of a line that stands under the columns of a table without ruled lines around it, if it surely does."""
    columns: list[list[int]] = [[] for _ in xs[1:]]
    for index, glyph in enumerate(line.glyphs):
        inside = [c for c in range(len(xs) - 1) if xs[c] - 1 <= glyph.box[0] and glyph.box[2] <= xs[c + 1] + 1]
        if not inside:
            return None
        columns[inside[0]].append(index)
    box = (round(xs[0], 1), round(line.box[1], 1), round(xs[-1], 1), round(line.box[3], 1))
    place = Place(page=page, box=box)
    cells = tuple(
        Cell(cell_text([line.glyphs[i] for i in indexes], (xs[c], line.box[1], xs[c + 1], line.box[3])), place)
        for c, indexes in enumerate(columns)
    )
    figures = [cell for cell in cells if parse_cell(cell.text) is not None]
    return cells if len(figures) >= 2 and len(figures) >= sum(bool(c.text) for c in cells) / 3 else None
