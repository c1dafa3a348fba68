"""Lines of a table without ruled cells to its grid: rows by heights, columns by the gaps that run through all of them.

Where more than one grid is possible, all are given, and the arithmetic of the table decides between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from loaders.amounts import is_dash
from loaders.document import Cell, Table
from loaders.errors import Place
from loaders.header import CODE, TOTAL, numbers_columns
from loaders.readers.loose import LooseTable, Word
from loaders.readers.loose_header import Header, Label, Span, headers, labels_of, leaves_of
from loaders.readers.loose_rows import Row, hanging, rows_of
from loaders.text import squeeze, strip_ordinal

#: Gaps between columns in heights of characters, and how many rows, or which share of them, have text that reaches over one.
_READINGS = ((0.3, 0, 0.0), (0.3, 1, 0.0), (0.3, 1, 0.12), (0.8, 0, 0.0))
_MOST_GRIDS = 8
_MOST_COLUMNS = 40
_MOST_HEADERS = 3


def grid_of(parts: Sequence[LooseTable]) -> Table | None:
    """Return the table that its lines on one page or several make, with the other grids that they could make."""
    size = median(word.height for part in parts for line in part.lines for word in line)
    head = _body_line(parts[0].lines)
    top = parts[0].lines[:head]
    rows = [row for index, part in enumerate(parts) for row in rows_of(part, head if index == 0 else 0, size)]
    if rows and top and rows[0].page == parts[0].page:  # the first line of a name over two lines, above its figures
        rows[0].lines[:0] = hanging(top, rows[0], size)
        top = [line for line in top if line not in rows[0].lines]
    found: list[Table] = []
    for columns in _columns([*rows, *_numbers(top, parts[0].page)], size):
        for header in _headers(top, columns, rows, size):
            table = _table(parts[0].page, header, rows, top)
            if table is not None and _texts(table) not in [_texts(other) for other in found]:
                found.append(table)
    return replace(found[0], alternatives=tuple(found[1:_MOST_GRIDS])) if found else None


def ungridded(parts: Sequence[LooseTable]) -> Table:
    """Return the lines of a table that no gaps divide, as rows of their words."""
    rows = [
        tuple(_cell(part.page, word.text, word.box[::2], word.box[1::2]) for word in line)
        for part in parts
        for line in part.lines
    ]
    return Table(tuple(rows), max(map(len, rows)) + 1, ragged=True, guessed=True)


def _body_line(lines: list[list[Word]]) -> int:
    """Return the index of the first line that is no header; one that numbers the columns is its last."""
    for index, line in enumerate(lines[:14]):
        if _numbers_columns(line):
            return index + 1
    blank = not any(word.figure for line in lines for word in line)
    for index, line in enumerate(lines):
        first = squeeze(line[0].text)
        if blank and index and len(line) == 1 and TOTAL.search(first):
            return index
        if any(word.figure or CODE.fullmatch(squeeze(word.text)) for word in line) or strip_ordinal(first) != first:
            return index
    return len(lines)


def _numbers_columns(line: list[Word]) -> bool:
    return numbers_columns(tuple(Cell(word.text, Place()) for word in line))


def _numbers(top: list[list[Word]], page: int) -> list[Row]:
    """Return the line that numbers the columns: it shows those that are blank in every row."""
    return [Row(page, [line]) for line in top if _numbers_columns(line)]


def _columns(rows: list[Row], size: float) -> Iterator[list[Span]]:
    """Yield where columns begin and end, in every way that the gaps allow."""
    if not any(word.figure for row in rows for word in row.words):
        yield []  # the labels alone show the columns
        return
    seen: list[list[Span]] = []
    for gap, least, share in _READINGS:
        columns = _with_dashes(_between_gaps(rows, gap * size, max(least, int(share * len(rows)))), rows)
        if columns not in seen and 2 <= len(columns) <= _MOST_COLUMNS:
            seen.append(columns)
            yield columns


def _between_gaps(rows: list[Row], gap: float, tolerance: int) -> list[Span]:
    """Return what stands between the gaps that no figure reaches into, and text of only so many rows."""
    events: list[tuple[float, int, bool]] = []
    for row in rows:
        for figures in (False, True):
            spans = sorted((word.box[0], word.box[2]) for word in row.words if word.figure is figures)
            merged = spans[:1]
            for start, end in spans[1:]:
                if start <= merged[-1][1]:
                    merged[-1] = merged[-1][0], max(end, merged[-1][1])
                else:
                    merged.append((start, end))
            events += [(start, 1, figures) for start, _ in merged] + [(end, -1, figures) for _, end in merged]
    events.sort()
    columns: list[Span] = []
    depth, inside, began = {False: 0, True: 0}, False, 0.0
    for x, change, figures in events:
        depth[figures] += change
        now = depth[True] > 0 or depth[False] > tolerance
        if now and not inside:
            began = x
        elif inside and not now:
            if columns and began - columns[-1][1] < gap:
                columns[-1] = columns[-1][0], x
            else:
                columns.append((began, x))
        inside = now
    return columns


def _with_dashes(columns: list[Span], rows: list[Row]) -> list[Span]:
    """Join a piece that holds nothing but dashes with its neighbour of figures, where no row fills both."""
    filled: list[set[int]] = [set() for _ in columns]
    dashes, figures = [True] * len(columns), [True] * len(columns)
    for number, row in enumerate(rows):
        for word in row.words:
            for column in _under(word, columns):
                filled[column].add(number)
                dashes[column] &= is_dash(word.text)
                figures[column] &= word.figure
    found: list[int] = []
    spans = list(columns)
    for index in range(len(columns)):
        last = found[-1] if found else None
        both = last is not None and not filled[last] & filled[index] and figures[last] and figures[index]
        if last is not None and both and (dashes[last] or dashes[index]):
            spans[last] = spans[last][0], spans[index][1]
            filled[last] |= filled[index]
            dashes[last] &= dashes[index]
        else:
            found.append(index)
    return [spans[index] for index in found]


def _headers(top: list[list[Word]], columns: list[Span], rows: list[Row], size: float) -> Iterator[Header]:
    lines = [line for line in top if not _numbers_columns(line)]
    for wrapped, centred in ((True, True), (True, False), (False, True), (False, False)):
        labels = labels_of(lines, size, wrapped=wrapped)
        whole = _whole_columns(columns, leaves_of(labels, columns, size, centred=centred), rows)
        for number, header in enumerate(headers(labels, whole, size, centred=centred)):
            if number < _MOST_HEADERS:
                yield header


def _whole_columns(columns: list[Span], owned: dict[int, Label], rows: list[Row]) -> list[Span]:
    """Join pieces of one column: neighbours of which no row fills both, where only one of them has a label of its own.

    Dashes in the middle of a cell and figures to its right leave a gap between them; so does 合计 between codes and names.
    """
    filled = [frozenset(i for word in row.words for i in _under(word, columns)) for row in rows]
    found: list[tuple[Span, set[int], bool]] = []
    for index, span in enumerate(columns):
        used = {number for number, row in enumerate(filled) if index in row}
        if found and not (found[-1][1] & used) and not (found[-1][2] and index in owned):
            before, users, label = found.pop()
            found.append(((before[0], span[1]), users | used, label or index in owned))
        else:
            found.append((span, used, index in owned))
    return [span for span, _, _ in found]


def _under(word: Word, columns: list[Span]) -> list[int]:
    """Return the columns that a word stands in."""
    return [i for i, span in enumerate(columns) if _shared(word, span) > 0]


def _shared(word: Word, span: Span) -> float:
    """Return how much of a word stands in a column."""
    return min(span[1], word.box[2]) - max(span[0], word.box[0])


def _table(page: int, header: Header, rows: list[Row], top: list[list[Word]]) -> Table | None:
    """Return the grid of a header and rows, or ``None`` where a figure stands in two columns."""
    columns = header.columns
    body = []
    named = _named(rows, columns)
    for row in [*_numbers(top, page), *rows]:
        cells = _cells(row, columns, named)
        if cells is None:
            return None
        body.append(cells)
    labels = [line for line in top if not _numbers_columns(line)]
    head = [*(_level(page, level, columns) for level in header.levels)]
    if labels:
        box = _sides([word for line in labels for word in line])
        head.append(
            tuple(
                _cell(page, text, span, box, merged=not text) for text, span in zip(header.leaves, columns, strict=True)
            )
        )
    grid = (*head, *body)
    return Table(grid, len(columns), ragged=False, guessed=True) if grid else None


def _named(rows: list[Row], columns: list[Span]) -> list[bool]:
    """Return which columns hold names more often than figures."""
    names, figures = [0] * len(columns), [0] * len(columns)
    for row in rows:
        for word in row.words:
            for column in _under(word, columns):
                figures[column] += word.figure
                names[column] += not word.figure
    return [a > b for a, b in zip(names, figures, strict=True)]


def _sides(words: list[Word]) -> Span:
    return min(w.box[1] for w in words), max(w.box[3] for w in words)


def _level(page: int, level: list[tuple[Label, int, int]], columns: list[Span]) -> tuple[Cell, ...]:
    cells = [_cell(page, "", span, (0.0, 0.0), merged=True) for span in columns]
    for label, first, last in level:
        span = columns[first][0], columns[last][1]
        cells[first] = replace(_cell(page, label.text, span, _sides(label.words)), span=(1, last - first + 1))
    return tuple(cells)


def _cell(page: int, text: str, span: Span, sides: Span, *, merged: bool = False) -> Cell:
    box = (round(span[0], 1), round(sides[0], 1), round(span[1], 1), round(sides[1], 1))
    return Cell(text, Place(page=page, box=box), merged=merged)


def _cells(row: Row, columns: list[Span], named: list[bool]) -> tuple[Cell, ...] | None:
    texts: list[list[str]] = [[] for _ in columns]
    for line in row.lines:
        placed: list[list[Word]] = [[] for _ in columns]
        for word in line:
            found = _under(word, columns)
            if word.figure and len(found) != 1:
                return None
            found = found or [min(range(len(columns)), key=lambda i: -_shared(word, columns[i]))]
            best = max(found, key=lambda i: _shared(word, columns[i]))
            if (
                not word.figure and not named[best]
            ):  # a label in the middle of merged cells: it belongs to the names left of it
                free = [i for i in range(best) if named[i] and not placed[i] and not any(placed[i:best])]
                best = free[-1] if free else best
            placed[best].append(word)
        for column, words in enumerate(placed):
            if words:
                texts[column].append(" ".join(word.text for word in words))
    figures = [{word.text for word in row.words if word.figure}] * len(columns)
    sides = row.sides
    return tuple(
        _cell(row.page, ("\n" if any(t in numbers for t in text) else "").join(text), span, sides)
        for text, span, numbers in zip(texts, columns, figures, strict=True)
    )


def _texts(table: Table) -> list[list[tuple[str, tuple[int, int]]]]:
    return [[(cell.text, cell.span) for cell in row] for row in table.rows]
