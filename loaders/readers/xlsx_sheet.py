"""What XLSX and XLS share: a sheet of printed strings to blocks, and a stored number to the string that stands for it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.amounts import parse_cell
from loaders.document import Block, Paragraph
from loaders.errors import Place, Signal
from loaders.readers.spans import Spanned, table

_DEFAULT_NAME = re.compile(r"(Sheet|工作表|表)\s*\d*(\s*\(\d+\))?", re.IGNORECASE)
_DECIMALS = re.compile(r"\.(0+)")
_LITERAL_POINT = re.compile(r'(?:!\.|\\\.|"\.")(0+)')
#: Commas behind the last digit of a format: each shows the number in thousands.
_THOUSANDS = re.compile(r"[0#?](,+)(?=[^0#?]*$)")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass
class Sheet:
    """A visible sheet: printed strings by (row, column) from 0, and merged ranges (first row, last row, first column, last column)."""

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def column_letters(column: int) -> str:
    """Return the letters of a column from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def blocks_of(sheet: Sheet, signals: list[Signal]) -> list[Block]:
    """Return the blocks of a sheet: its name where the publisher gave one, then its grid, or its lines where it has one column."""
    blocks: list[Block] = []
    if not _DEFAULT_NAME.fullmatch(sheet.name.strip()):
        blocks.append(Paragraph(sheet.name.strip(), Place(sheet=sheet.name)))
    rows = [row for row in _rows(sheet) if row not in sheet.hidden_rows]
    columns = [column for column in _columns(sheet) if column not in sheet.hidden_columns]
    found = table(
        _visible(sheet, rows, columns, signals), lambda row, column: place_of(sheet, rows[row], columns[column])
    )
    if found is None:
        return []
    if found.width == 1 or all(sum(bool(cell.text.strip()) for cell in row) <= 1 for row in found.rows):
        texts = [(cell.text, cell.place) for row in found.rows for cell in row if cell.text.strip()]
        return blocks + [
            Paragraph(line.strip(), place) for text, place in texts for line in text.splitlines() if line.strip()
        ]
    return [*blocks, found]


def place_of(sheet: Sheet, row: int, column: int) -> Place:
    """Return the place of a cell by its row and column from 0."""
    return Place(sheet=sheet.name, ref=f"{column_letters(column)}{row + 1}")


def _visible(sheet: Sheet, shown_rows: list[int], shown_columns: list[int], signals: list[Signal]) -> list[Spanned]:
    """Return the cells that the sheet shows; hidden rows and columns are left out, and said so when they hold figures."""
    rows = {row: i for i, row in enumerate(shown_rows)}
    columns = {column: i for i, column in enumerate(shown_columns)}
    ranges = {
        (first_row, first_column): (last_row, last_column)
        for first_row, last_row, first_column, last_column in sheet.merged
    }
    covered = {
        (row, column): (first_row, first_column)
        for first_row, last_row, first_column, last_column in sheet.merged
        for row in range(first_row, min(last_row, first_row + 2_000) + 1)
        for column in range(first_column, min(last_column, first_column + 400) + 1)
        if (row, column) != (first_row, first_column)
    }
    hidden = [
        text
        for (row, column), text in sheet.texts.items()
        if (row not in rows or column not in columns) and parse_cell(text)
    ]
    if hidden:
        message = f"{len(hidden)} figures in hidden rows or columns: {', '.join(hidden[:5])}"
        signals.append(Signal("ignored", message, Place(sheet=sheet.name)))
    cells = []
    for (row, column), text in sheet.texts.items():
        if row not in rows or column not in columns or (row, column) in covered:
            continue
        last_row, last_column = ranges.get((row, column), (row, column))
        height = sum(row <= r <= last_row for r in rows)
        width = sum(column <= c <= last_column for c in columns)
        at = place_of(sheet, row, column)
        cells.append(Spanned(rows[row], columns[column], max(1, height), max(1, width), text, at))
    return cells


def _rows(sheet: Sheet) -> range:
    used = [row for (row, _), text in sheet.texts.items() if text.strip()]
    return range(min(used), max(used) + 1) if used else range(0)


def _columns(sheet: Sheet) -> range:
    used = [column for (_, column), text in sheet.texts.items() if text.strip()]
    ends = [
        last for first, _, start, last in sheet.merged if sheet.texts.get((first, start), "").strip() and last < 400
    ]
    return range(min(used), max([*used, *ends]) + 1) if used else range(0)


def printed(value: object, number_format: str) -> str:
    """Return the string that stands for a stored value: exact, in the form that the number format asks for.

    Digits are never rounded away; a percentage is printed as one; a code with leading zeros keeps them.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)


def _number(value: float, number_format: str) -> str:
    # Spreadsheets compute with 15 significant digits; what stands after them is noise of binary fractions.
    exact = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    first = number_format.partition(";")[0]
    literal = _LITERAL_POINT.search(first)  # 0!.0000 shows 元 as 万元
    shown = _QUOTED.sub("", number_format).partition(";")[0]
    thousands = _THOUSANDS.search(shown)
    exact = exact.scaleb(-(3 * len(thousands[1]) if thousands else 0) - (len(literal[1]) if literal else 0))
    percent = "%" in shown
    if percent:
        exact *= 100
    text = format(exact.normalize() if exact else Decimal(0), "f")
    wanted = _DECIMALS.search(shown)
    if wanted:
        whole, _, fraction = text.partition(".")
        text = f"{whole}.{fraction.ljust(len(wanted[1]), '0')}"
    if re.fullmatch(r"0{2,}", shown) and text.isdigit():
        text = text.zfill(len(shown))
    return f"{text}%" if percent else text
