"""Frames: titles, captions and notes that a publisher typed into the grid of a table, and tables stacked in one grid.

Spreadsheets and many PDF tables print their title, unit and office in the first rows of the grid, and notes in its last. They are
taken out, so that a table is header and body and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.amounts import is_amount
from loaders.captions import is_caption, title_rule, unplaced
from loaders.document import Block, Cell, Document, Paragraph, Table
from loaders.profile import Profile
from loaders.text import squeeze

_KEY = re.compile(r"[:：]$")
#: Behind 表 may stand which part of it is meant: 基本支出表——人员经费（工资福利支出）.
_TITLE_END = re.compile(r"表([—-]+\w{2,12})?(\(.*\))?$|(总体)?情况(\(.*\))?$")
#: So may end the title in the first row of a grid; further down it is the label of a row.
_FIRST_TITLE_END = re.compile(rf"{_TITLE_END.pattern}|(预算|决算)(\(.*\))?$")
_MOST_ROWS = 6
#: Formats in which editors cut a table at the end of a page.
_CUT = frozenset({"html", "docx", "doc"})


def unframe(document: Document, profile: Profile) -> Document:
    """Return the document with every table reduced to header and body; what was printed around them becomes paragraphs."""
    blocks: list[Block] = []
    for block in document.blocks:
        blocks += [block] if isinstance(block, Paragraph) else _unframed(block, profile)
    return replace(document, blocks=tuple(_joined(blocks) if document.format in _CUT else blocks))


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Yield blocks, those tables joined that an editor of pages cut: as wide, with nothing between them, and no new header."""
    last: Table | None = None
    for block in blocks:
        if isinstance(block, Table) and last is not None and block.width == last.width and not block.guessed:
            texts = [
                [squeeze(cell.text) for cell in row] for row in (*last.rows[:_MOST_ROWS], *block.rows[:_MOST_ROWS])
            ]
            above, below = texts[: min(len(last.rows), _MOST_ROWS)], texts[min(len(last.rows), _MOST_ROWS) :]
            again = next((i for i, (a, b) in enumerate(zip(above, below, strict=False)) if a != b or _has_figure(a)), 0)
            if (
                again < len(below)
                and _has_figure(below[again])
                and not _names(last.rows[again:]) & _names(block.rows[again:])
            ):
                last = replace(last, rows=last.rows + block.rows[again:])
                continue
        if last is not None:
            yield last
        last = block if isinstance(block, Table) else None
        if last is None:
            yield block
    if last is not None:
        yield last


def _names(rows: tuple[tuple[Cell, ...], ...]) -> set[tuple[str, ...]]:
    """Return what rows are called: a second unit's table has rows of the same codes."""
    return {names for row in rows if any(names := tuple(squeeze(cell.text) for cell in row[:3]))}


def _has_figure(texts: list[str]) -> bool:
    return any(is_amount(text) for text in texts)


def _unframed(table: Table, profile: Profile) -> Iterator[Block]:
    if _is_contents(table, profile):
        yield from (Paragraph(cell.text, cell.place) for row in table.rows for cell in _texts(row))
        return
    pieces: list[list[tuple[Cell, ...]]] = [[]]
    for row in table.rows:
        if pieces[-1] and _is_title(_texts(row), profile) and len(pieces[-1]) > 1:
            pieces.append([])
        elif len(pieces[-1]) > _MOST_ROWS // 2 and _opens(pieces[-1][-1], row, profile):
            pieces.append([pieces[-1].pop()])  # the title of another table, though not one that is known
        pieces[-1].append(row)
    for rows in pieces:
        yield from _piece(table, rows, profile)


def _opens(above: tuple[Cell, ...], row: tuple[Cell, ...], profile: Profile) -> bool:
    """Return whether a line and the captions below it (unit, office) open another table."""
    cells, line = _texts(row), _texts(above)
    if not cells or len(line) != 1 or is_amount(line[0].text) or _is_note(line, profile):
        return False
    return all(is_caption(cell.text, profile) for cell in cells)


def _is_contents(table: Table, profile: Profile) -> bool:
    """Return whether a grid is the list of tables at the front of a document."""
    rows = [_texts(row) for row in table.rows if _texts(row)]
    listed = sum(any(_is_title([cell], profile) for cell in row) for row in rows)
    return listed >= 3 and listed * 5 >= len(rows) * 3


def _piece(table: Table, rows: list[tuple[Cell, ...]], profile: Profile) -> Iterator[Block]:
    if all(len(_texts(row)) <= 1 for row in rows) and len(rows) > 1:  # a cover, or lines of text typed into cells
        yield from (Paragraph(cell.text, cell.place) for row in rows for cell in _texts(row))
        return
    # What stands over the title, such as the title of the document, belongs to the grid no more than the title does.
    title = next((i for i, row in enumerate(rows[:_MOST_ROWS]) if _is_title(_texts(row), profile, first=not i)), 0)
    start = title if all(len(_texts(row)) <= 1 for row in rows[:title]) else 0
    yield from (Paragraph(cell.text, cell.place) for row in rows[:start] for cell in _texts(row))
    for row in rows[start : start + _MOST_ROWS]:
        parts = _joined_keys(_texts(row))
        titled = _is_title(parts, profile, first=row is rows[0])
        if parts and not titled and not all(is_caption(cell.text, profile) for cell in parts):
            break
        if len(rows) == 1:
            break  # a caption that stands as a grid of its own is known as such
        yield from (Paragraph(cell.text, cell.place) for cell in parts)
        start += 1
    end = len(rows)
    while end > start and _is_note(_texts(rows[end - 1]), profile):
        end -= 1
    if end > start:
        yield replace(table, rows=tuple(rows[start:end]))
    for row in rows[end:]:
        yield from (Paragraph(cell.text, cell.place) for cell in _texts(row))


def _texts(row: tuple[Cell, ...]) -> list[Cell]:
    return [cell for cell in row if cell.text.strip()]


def _is_title(cells: list[Cell], profile: Profile, *, first: bool = False) -> bool:
    if len(cells) != 1:
        return False
    text, end = cells[0].text, _FIRST_TITLE_END if first else _TITLE_END
    known = title_rule(text, profile) is not None or bool(unplaced(text, profile))
    return known and end.search(squeeze(text)) is not None


def _is_note(cells: list[Cell], profile: Profile) -> bool:
    if len(cells) != 1:
        return False
    squeezed = squeeze(cells[0].text)
    return profile.captions["note"].search(squeezed) is not None or profile.declares_empty(squeezed)


def _joined_keys(cells: list[Cell]) -> list[Cell]:
    """Join a key with the value in the next cell: 单位： | 万元."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and _KEY.search(squeeze(joined[-1].text)):
            joined[-1] = replace(joined[-1], text=joined[-1].text.strip() + cell.text.strip())
        else:
            joined.append(cell)
    return joined
