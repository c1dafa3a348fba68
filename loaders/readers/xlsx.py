"""Reader for workbooks: XLSX (openpyxl) and the older XLS (xlrd)."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

import openpyxl
import xlrd
from openpyxl.utils import column_index_from_string

from loaders.document import Block, Document
from loaders.errors import LoadError, Place, Signal
from loaders.readers.archive_limits import check_office, open_zip, unpack
from loaders.readers.spans import MAX_COLUMNS, MAX_ROWS
from loaders.readers.xlsx_sheet import Sheet, blocks_of, place_of, printed

MAX_SHEETS = 200
#: Stands for a formula without a stored value.
_UNCOMPUTED = "a formula without a stored value (open the file in a spreadsheet program and save it)"
MAX_CELLS = 400_000
MAX_MERGED = 10_000_000
_MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def read(name: str, data: bytes) -> Document:
    """Read an XLSX workbook: stored values as printed, formulas by the value that was stored with them.

    Raises:
        LoadError: The file is damaged, encrypted or too large.
    """
    check_office(name, data)
    _bound_merged(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data), data_only=False, read_only=True)
    except Exception as error:  # openpyxl raises whatever a damaged part makes of it
        raise _damaged(name, error) from error
    signals: list[Signal] = []
    sheets = []
    _bounded(name, len(workbook.worksheets))
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state != "visible":
            signals.append(Signal("ignored", f"the hidden sheet “{worksheet.title}”", Place(sheet=worksheet.title)))
            continue
        sheets.append(_sheet(name, worksheet, _formulas(formulas, worksheet.title), signals))
    formulas.close()
    return _document(name, "xlsx", sheets, signals)


def read_xls(name: str, data: bytes) -> Document:
    """Read an XLS workbook.

    Raises:
        LoadError: The file is damaged, encrypted or too large.
    """
    try:
        workbook = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise LoadError(
                "the file is encrypted", where=name, why="It opens only with a password.", remedy="Save it without one."
            ) from error
        raise _damaged(name, error) from error
    except Exception as error:
        raise _damaged(name, error) from error
    signals: list[Signal] = []
    sheets = []
    _bounded(name, workbook.nsheets)
    for source in workbook.sheets():
        if source.visibility:
            signals.append(Signal("ignored", f"the hidden sheet “{source.name}”", Place(sheet=source.name)))
            continue
        sheet = Sheet(source.name, merged=[(r0, r1 - 1, c0, c1 - 1) for r0, r1, c0, c1 in source.merged_cells])
        sheet.hidden_rows = {row for row, info in source.rowinfo_map.items() if info.hidden}
        sheet.hidden_columns = {column for column, info in source.colinfo_map.items() if info.hidden}
        for row in range(min(source.nrows, MAX_ROWS)):
            for column in range(min(source.row_len(row), MAX_COLUMNS)):
                text = _xls_text(workbook, source.cell(row, column))
                if text:
                    sheet.texts[row, column] = text
        sheets.append(sheet)
    return _document(name, "xls", sheets, signals)


def _xls_text(workbook: Any, cell: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            value: object = xlrd.xldate_as_datetime(cell.value, workbook.datemode)
        except (xlrd.XLDateError, OverflowError, ValueError):
            value = cell.value
        return printed(value, "")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        style = workbook.format_map.get(workbook.xf_list[cell.xf_index].format_key)
        return printed(cell.value, style.format_str if style else "")
    return str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _document(name: str, kind: str, sheets: list[Sheet], signals: list[Signal]) -> Document:
    blocks: list[Block] = []
    for sheet in sheets:
        blocks += blocks_of(sheet, signals)
    return Document(name, kind, tuple(blocks), tuple(signals))


def _bounded(name: str, sheets: int) -> None:
    if sheets > MAX_SHEETS:
        raise LoadError(
            "the workbook is too large to be read safely", where=name, why=f"It has {sheets} sheets; up to {MAX_SHEETS} are read.",
            remedy="Split it, or save only the sheets of the disclosure.",
        )  # fmt: skip


def _bound_merged(name: str, data: bytes) -> None:
    """Refuse a workbook whose merged cells cover more places than can be held: each would be made while it is opened."""
    with open_zip(name, data) as archive:
        parts = [unpack(archive, m, name) for m in archive.infolist() if m.filename.startswith("xl/worksheets/")]
    covered = 0
    for left, top, right, bottom in (map(bytes.decode, found) for part in parts for found in _MERGED.findall(part)):
        width = column_index_from_string(right) - column_index_from_string(left) + 1
        covered += width * (int(bottom) - int(top) + 1)
    if covered > MAX_MERGED:
        raise LoadError(
            "the workbook is too large to be read safely", where=name,
            why=f"Its merged cells cover {covered:,} places; up to {MAX_MERGED:,} are read.", remedy="Save only the tables of the disclosure.",
        )  # fmt: skip


def _sheet(name: str, worksheet: Any, formulas: set[tuple[int, int]], signals: list[Signal]) -> Sheet:
    sheet = Sheet(worksheet.title)
    sheet.merged = [(m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in worksheet.merged_cells.ranges]
    sheet.hidden_rows = {row - 1 for row, info in worksheet.row_dimensions.items() if info.hidden}
    for letters, info in worksheet.column_dimensions.items():
        if info.hidden:
            first = info.min or column_index_from_string(letters)
            sheet.hidden_columns |= set(range(first - 1, min(info.max or first, MAX_COLUMNS)))
    # The stored cells, not the rectangle around them: one stray cell far away would make that rectangle endless.
    stored = worksheet._cells
    if len(stored) > MAX_CELLS:
        raise LoadError(
            "the workbook is too large to be read safely", where=f"{name}, sheet {worksheet.title}",
            why=f"It stores {len(stored)} cells; up to {MAX_CELLS} are read.", remedy="Save only the table of the disclosure.",
        )  # fmt: skip
    for (row, column), cell in stored.items():
        text = _text(cell)
        if (row, column) in formulas and not text:
            text = _UNCOMPUTED  # refused where a figure is expected, so that no sum takes the cell for a blank
        if text.strip():
            if row > MAX_ROWS or column > MAX_COLUMNS:
                place = place_of(sheet, row - 1, column - 1)
                signals.append(Signal("refused", f"“{text[:30]}” stands far outside any table", place))
                continue
            sheet.texts[row - 1, column - 1] = text
    return sheet


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, datetime.date | datetime.time) and not isinstance(value, datetime.datetime):
        value = value.isoformat()
    return printed(value, str(cell.number_format or ""))


def _formulas(workbook: Any, title: str) -> set[tuple[int, int]]:
    """Return the places of the formulas of a sheet."""
    return set(_formula_places(workbook[title]))


def _formula_places(worksheet: Any) -> Iterator[tuple[int, int]]:
    for row in worksheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS):
        for cell in row:
            if getattr(cell, "data_type", "") == "f":
                yield cell.row, cell.column


def _damaged(name: str, error: Exception) -> LoadError:
    return LoadError(
        "the workbook is damaged", where=name, why=f"Opening it failed: {type(error).__name__} {error}.",
        remedy="Open it in a spreadsheet program and save it again.",
    )  # fmt: skip
