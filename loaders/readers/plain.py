"""Reader for text whose tables are rows of separated cells: markdown pipes, tabs without headings, CSV.

A cell may also stand on a line of its own with a bar after it; such text is the one-cell-per-line layout with another mark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from loaders.document import Block, Cell, Document, Paragraph
from loaders.errors import Place
from loaders.readers import tabbed
from loaders.readers.grid import grid
from loaders.readers.markdown import require_end
from loaders.readers.noise import clean, is_noise

_RULE = re.compile(r"\s*\|?[\s|:+=_-]*-{2,}[\s|:+=_-]*\|?\s*")
_BAR = re.compile(r"(?<!\\)[|｜│]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"^#{1,6}\s+|\*\*|^\s*>\s?")
_LEAST_ROWS = 3


def recognises_cells(lines: list[str]) -> bool:
    """Return whether a good part of the lines are single cells with a bar after them."""
    cells = sum(_is_barred_cell(line) for line in lines)
    return cells >= 20 and cells * 4 > sum(bool(line.strip()) for line in lines)


def read_cells(name: str, lines: list[str]) -> Document:
    """Read one cell per line, each with a bar after it. Raises as the tabbed reader does."""
    marked = [f"\t{_bare(line)}" if _is_barred_cell(line) else line for line in _joined(lines)]
    document = tabbed.read(name, marked)
    return Document(name, "barred", document.blocks, document.signals)


def _joined(lines: list[str]) -> list[str]:
    """Return as many lines; the first lines of a cell that was printed over several stand in its last, which has the bar."""
    joined = list(lines)
    first = None  # of the lines without a bar since the last cell
    for number, line in enumerate(lines):
        if _is_barred_cell(line):
            if first is not None and first < number:
                joined[first:number] = [""] * (number - first)
                joined[number] = "\n".join(text.strip() for text in lines[first : number + 1])
            first = number + 1
        elif not tabbed.may_be_part_of_cell(line.strip()):
            first = None
    return joined


def _is_barred_cell(line: str) -> bool:
    stripped = line.strip()
    return stripped.endswith(("|", "｜")) and not _BAR.search(stripped[:-1]) and "\t" not in stripped


def _bare(line: str) -> str:
    return line.strip()[:-1].strip()


def recognises(lines: list[str]) -> bool:
    """Return whether there are rows of cells separated by bars or tabs."""
    return sum(_split(line) is not None for line in lines) >= _LEAST_ROWS


def read(name: str, lines: list[str]) -> Document:
    """Read rows of cells separated by bars or tabs; other lines are paragraphs.

    Raises:
        LoadError: The text ends in the middle of a table.
    """
    return _document(name, "plain", ((number, line, _split(line)) for number, line in enumerate(lines, 1)))


def read_csv(name: str, lines: list[str]) -> Document:
    """Read comma-separated values; a line with one value is a paragraph. Raises as `read` does."""
    reader = csv.reader(lines)
    rows = []
    for values in reader:
        filled = [value for value in values if value.strip()]
        line = filled[0] if filled else ""
        rows.append((reader.line_num, line, values if len(filled) > 1 else None))
    return _document(name, "csv", rows)


def _document(
    name: str, kind: str, rows: Iterator[tuple[int, str, list[str] | None]] | list[tuple[int, str, list[str] | None]]
) -> Document:
    blocks: list[Block] = []
    table: list[tuple[Cell, ...]] = []

    def close() -> None:
        if table:
            blocks.append(grid(table))
            table.clear()

    for number, line, values in rows:
        place = Place(line=number)
        if values is not None:
            table.append(tuple(Cell(_cell(value), place) for value in values))
        elif line.strip() and not is_noise(line) and not _RULE.fullmatch(line):
            close()
            blocks.append(Paragraph(_MARKS.sub("", clean(line)).strip().strip("|").strip(), place))
    require_end(name, table)
    close()
    return Document(name, kind, tuple(blocks))


def _cell(value: str) -> str:
    return _BREAK.sub("\n", clean(value).replace("\\|", "|").replace("**", "")).strip()


def _split(line: str) -> list[str] | None:
    """Return the cells of a row, or ``None`` for a line that is no row."""
    if _RULE.fullmatch(line):
        return None
    stripped = line.strip()
    if "\t" in line:
        return line.rstrip("\n").split("\t")
    bars = len(_BAR.findall(stripped))
    if bars >= 2 or (bars == 1 and not stripped.endswith(("|", "｜"))):
        inner = stripped[1:] if _BAR.match(stripped) else stripped
        inner = inner[:-1] if inner.endswith(("|", "｜", "│")) and not inner.endswith("\\|") else inner
        return _BAR.split(inner)
    return None
