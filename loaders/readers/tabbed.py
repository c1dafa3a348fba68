"""Reader for text exports with one table cell per line, each cell line starting with a tab (the "Hebei text" layout).

The export loses the grid: rows are separated by blank lines, merged header cells are printed once, and a cell that holds
several paragraphs is broken by blank lines and lines without a tab. The grid is rebuilt from the number of columns, which the
栏次 row states or the longest run of cells shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.amounts import parse_cell
from loaders.document import Block, Cell, Document, Paragraph, Table
from loaders.errors import LoadError, Place, Signal
from loaders.readers.noise import clean, is_noise
from loaders.readers.regrid import regrid
from loaders.text import squeeze

_HEADING = re.compile(
    r"第.{1,2}部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．]|注|.*表\s*([(（].{1,20}[)）])?$|.*[：:。；]"
)
_CONTINUATION_MAX = 40
#: A printed row has fewer cells; a longer run is a table whose rows nothing divides.
_ROW_MAX = 26
_TABLE_MIN = 10
_KEYED_CAPTION = re.compile(r"(金额)?单位[:：].*|预算年度[:：].*|截止时间[:：].*|(部门|编制部门)(名称)?[:：].*")
_CAPTION = re.compile(rf"{_KEYED_CAPTION.pattern}|\d{{3}}[^\d\s.].*")


@dataclass
class _Group:
    """Consecutive cell lines."""

    cells: list[Cell]


def recognises(lines: list[str]) -> bool:
    """Return whether a good part of the lines are single cells with a leading tab."""
    cells = sum(line.startswith("\t") and "\t" not in line.strip() for line in lines)
    return cells >= 20 and cells * 4 > len(lines)


def read(name: str, lines: list[str]) -> Document:
    """Read the lines of a document; see the module's description."""
    signals: list[Signal] = []
    items = list(_items(lines, signals))
    _require_end(name, items)
    blocks: list[Block] = []
    index = 0
    while index < len(items):
        item = items[index]
        if isinstance(item, Paragraph):
            blocks.append(item)
            index += 1
            continue
        end = _region_end(items, index)
        blocks.extend(_tables(items[index:end]))
        index = end
    return Document(name, "tabbed", tuple(blocks), tuple(signals))


#: The widths of header, body and rows with a merged cell; a table with more of them is a form.
_MOST_WIDTHS = 3


def _require_end(name: str, items: list[_Group | Paragraph]) -> None:
    """Refuse a document whose last line is inside a table row: the rest was cut off.

    Raises:
        LoadError: The last row has fewer cells than the rows before it.
    """
    unmarked = items[-1] if items else None
    if len(items) > 1 and isinstance(unmarked, Paragraph) and parse_cell(unmarked.text) is not None:
        items = items[:-1]  # a figure that lost the mark of a cell, because the cut goes through it
    if not items or isinstance(items[-1], Paragraph):
        return
    if isinstance(unmarked, Paragraph) and _goes_on(items[-1], unmarked):
        raise LoadError(
            "the document ends in the middle of a table",
            where=f"{name}, {unmarked.place}",
            why=f"“{unmarked.text.strip()}” stands in the last row without the mark that ends a cell.",
            remedy="The file was cut off: download or export the whole document again.",
        )
    start = max((i for i, item in enumerate(items[:-1]) if isinstance(item, Paragraph)), default=-1) + 1
    groups = [group for group in items[start:] if isinstance(group, _Group)]
    widths = [len(group.cells) for group in groups]
    width = next((len(group.cells) for group in groups if group.cells[0].text.strip() == "栏次"), max(widths))
    # A form with merged cells: any row may be the last.
    if _is_total(groups[-1]) or len(set(widths[:-1])) > _MOST_WIDTHS or _lacks_its_beginning(groups):
        return
    if len(widths) > 1 and widths[-1] < min(width, widths[-2]):  # rows with merged cells are as short as the row before
        raise LoadError(
            "the document ends in the middle of a table",
            where=f"{name}, {items[-1].cells[-1].place}",
            why=f"The last row has {widths[-1]} cells, the table has {width} columns.",
            remedy="The file was cut off: download or export the whole document again.",
        )


def _goes_on(group: _Group, line: Paragraph) -> bool:
    """Return whether an amount stands right below a row; a whole number there may be that of a page."""
    return line.place.line == (group.cells[-1].place.line or 0) + 1 and not line.text.strip().isdigit()


def _is_total(group: _Group) -> bool:
    """Return whether a row is a total whose label is merged over the columns of names: it is short, and ends with figures."""
    label, *figures = (cell.text for cell in group.cells)
    return bool(figures) and squeeze(label).endswith(("合计", "总计")) and bool(figures[0].strip())


def _lacks_its_beginning(groups: list[_Group]) -> bool:
    """Return whether the last row is the end of a row like the one before it: a merged label above reaches down to it."""
    if len(groups) < 2:
        return False
    before, last = ([parse_cell(cell.text) is not None for cell in group.cells] for group in groups[-2:])
    return any(last) and len(last) < len(before) and last == before[-len(last) :] and last != before[: len(last)]


def _items(lines: list[str], signals: list[Signal]) -> Iterator[_Group | Paragraph]:
    group: _Group | None = None
    for number, line in enumerate(lines, 1):
        place = Place(line=number)
        if is_noise(line):
            signals.append(Signal("ignored", f"export artefact “{line.strip()}”", place))
            continue
        if line.startswith("\t"):
            cell = Cell(clean(line[1:]).rstrip("\t").rstrip(), place)
            if group is None:
                group = _Group([])
            group.cells.append(cell)
            continue
        if group is not None:
            yield from _without_captions(group)
            group = None
        if line.strip():
            yield Paragraph(clean(line).strip(), place)
    if group is not None:
        yield from _without_captions(group)


def _without_captions(group: _Group) -> Iterator[_Group]:
    """Divide a run of cells from the captions that stand before it; a row keeps its own cells."""
    captions = next((i for i, cell in enumerate(group.cells) if not _CAPTION.fullmatch(cell.text.strip())), 0)
    keyed = any(_KEYED_CAPTION.fullmatch(cell.text.strip()) for cell in group.cells[:captions])
    if captions and (keyed or len(group.cells) > _ROW_MAX) and captions < len(group.cells):
        yield _Group(group.cells[:captions])
        group = _Group(group.cells[captions:])
    yield group


def _is_caption(group: _Group) -> bool:
    """Return whether a group states office, year or unit of the table that follows."""
    return all(_CAPTION.fullmatch(cell.text.strip()) for cell in group.cells)


def _continues(items: list[_Group | Paragraph], index: int) -> bool:
    """Return whether the paragraph at ``index`` may be the rest of a broken cell: short, no heading, cells on both sides."""
    item = items[index]
    before, after = items[index - 1 : index], items[index + 1 : index + 2]
    return (
        isinstance(item, Paragraph)
        and bool(before and after)
        and isinstance(before[0], _Group)
        and isinstance(after[0], _Group)
        and not _is_caption(before[0])
        and not _is_caption(after[0])
        and may_be_part_of_cell(item.text)
    )


def may_be_part_of_cell(text: str) -> bool:
    """Return whether a line between cells may belong to one of them: short, and no heading."""
    return 0 < len(text) <= _CONTINUATION_MAX and _HEADING.match(text) is None


def _region_end(items: list[_Group | Paragraph], start: int) -> int:
    """Return the end of the run of groups and broken cells that starts at ``start``; captions stand alone."""
    first = items[start]
    if isinstance(first, _Group) and _is_caption(first):
        return start + 1
    end = start + 1
    while end < len(items):
        item = items[end]
        if isinstance(item, _Group):
            if _is_caption(item):
                break
        elif not _continues(items, end):
            break
        end += 1
    return end


def _tables(region: list[_Group | Paragraph]) -> Iterator[Table]:
    groups = [item for item in region if isinstance(item, _Group)]
    stated = [len(group.cells) for group in groups if group.cells[0].text.strip() == "栏次"]
    if not stated and len(groups) == 1 and len(region) == 1 and len(groups[0].cells) > _TABLE_MIN:
        found = regrid(groups[0].cells)
        if found is not None:
            yield found
            return
    width = _width(groups, stated[0] if stated else None)
    rows: list[tuple[Cell, ...]] = []
    pending: list[Cell] = []
    in_body = False
    for item in region:
        if isinstance(item, Paragraph):
            if in_body and pending:  # the rest of a cell that holds several paragraphs
                last = pending[-1]
                pending[-1] = Cell(f"{last.text}\n{item.text}", last.place)
            else:  # a header cell that lost its tab
                pending.append(Cell(item.text, item.place))
            continue
        if pending and (len(pending) + len(item.cells) > width or not (in_body or _header_goes_on(region, item))):
            rows.append(tuple(pending))
            pending = []
        if in_body and not pending and len(item.cells) > width and len(item.cells) % width:
            rows.append(
                tuple(item.cells)
            )  # does not fit the columns: kept whole, so that it is refused and not shifted
            continue
        pending.extend(item.cells)
        while len(pending) >= width:
            rows.append(tuple(pending[:width]))
            pending = pending[width:]
            in_body = True
    if pending:
        rows.append(tuple(pending))
    yield Table(tuple(rows), width, ragged=True)


def _width(groups: list[_Group], stated: int | None) -> int:
    """Return the number of columns: as the 栏次 row states, unless its label is merged over columns that most rows print."""
    widths = [len(group.cells) for group in groups]
    if stated is None:
        return max(widths)
    after = widths[widths.index(stated) + 1 :]
    usual = max(set(after), key=after.count, default=stated)
    return usual if stated < usual < 2 * stated and after.count(usual) * 2 > len(after) else stated


def _header_goes_on(region: list[_Group | Paragraph], group: _Group) -> bool:
    """Return whether a header group follows a header cell that lost its tab, so that both belong to one row."""
    index = next(i for i, item in enumerate(region) if item is group)
    return index > 0 and isinstance(region[index - 1], Paragraph)
