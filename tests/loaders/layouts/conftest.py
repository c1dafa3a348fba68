"""The same small disclosure written in every format that is read."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from benchmarks.variation.grid import Printed
from benchmarks.variation.writers import bar_rows, cell_rows, tab_rows


def lines(tables: list[Printed], rows: Callable[[Printed], list[str]]) -> bytes:
    found = []
    for table in tables:
        found += [table.title, *table.captions, "", *rows(table), *table.notes, ""]
    return "\n".join(found).encode()


def cell_writer(mark: Callable[[str], str], *, divided: bool = True) -> Callable[[list[Printed]], bytes]:
    return lambda tables: lines(tables, cell_rows(mark, divided=divided))


def html(tables: list[Printed]) -> bytes:
    page = "<html><body>"
    for table in tables:
        page += "".join(f"<p>{text}</p>" for text in (table.title, *table.captions)) + "<table>"
        by_row: dict[int, str] = {}
        for row, _, height, width, text in table.cells():
            by_row[row] = by_row.get(row, "") + f"<td rowspan='{height}' colspan={width}>{text}</td>"
        page += "".join(f"<tr>{by_row.get(row, '')}</tr>" for row in range(len(table.rows))) + "</table>"
        page += "".join(f"<p>{note}</p>" for note in table.notes)
    return f"{page}</body></html>".encode()


def xlsx(tables: list[Printed]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, table in enumerate(tables, 1):
        sheet = workbook.create_sheet(str(number))
        sheet.append([table.title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(table.rows[0]))
        for caption in table.captions:
            sheet.append([caption])
        top = len(table.captions) + 2
        for row, column, height, width, text in table.cells():
            plain = text.replace(",", "").removeprefix("-")
            amount = plain.replace(".", "").isdigit() and ("." in plain or "," in text)
            cell = sheet.cell(top + row, column + 1, float(text.replace(",", "")) if amount else text or None)
            if amount:
                cell.number_format = "#,##0.00"
            if height > 1 or width > 1:
                place = {"start_row": top + row, "start_column": column + 1}
                sheet.merge_cells(**place, end_row=top + row + height - 1, end_column=column + width)
        for note in table.notes:
            sheet.append([note])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def word(tables: list[Printed]) -> bytes:
    document = docx.Document()
    for table in tables:
        for text in (table.title, *table.captions):
            document.add_paragraph(text)
        grid = document.add_table(len(table.rows), len(table.rows[0]))
        for row, column, height, width, text in table.cells():
            cell = grid.cell(row, column)
            if height > 1 or width > 1:
                cell = cell.merge(grid.cell(row + height - 1, column + width - 1))
            cell.text = text
        for note in table.notes:
            document.add_paragraph(note)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_writer(page: Callable[[], Any], write: Callable[[Any], bytes]) -> Callable[[list[Printed]], bytes]:
    def pages(tables: list[Printed]) -> bytes:
        found = []
        for table in tables:
            sheet, y = page().text(150, 40, table.title, 14), 60
            for caption in table.captions:
                sheet.text(20, y, caption, 8)
                y += 14
            width, height = 555 / len(table.rows[0]), 16
            for row, column, rows, columns, text in table.cells():
                x0, y0 = 20 + column * width, y + row * height
                x1, y1 = x0 + columns * width, y0 + rows * height
                sheet.line(x0, y0, x1, y0).line(x0, y1, x1, y1).line(x0, y0, x0, y1).line(x1, y0, x1, y1)
                ems = sum(1 if ord(character) > 255 else 0.55 for character in text)
                if text:
                    sheet.text(x0 + 2, y0 + 4, text, min(8, (x1 - x0 - 4) / ems))
            y += len(table.rows) * height + 6
            for note in table.notes:
                sheet.text(20, y, note, 8)
            found.append(sheet)
        return write(found)

    return pages


#: Name of the format → suffix and writer; PDF needs the fixtures that write one.
WRITERS: dict[str, tuple[str, Callable[[list[Printed]], bytes]]] = {
    "tabs": (".txt", lambda tables: lines(tables, tab_rows)),
    "bars": (".md", lambda tables: lines(tables, bar_rows)),
    "cells with a tab": (".txt", cell_writer(lambda text: f"\t{text}")),
    "cells with a bar": (".txt", cell_writer(lambda text: f"{text} |".strip())),
    "cells with a bar, undivided": (".txt", cell_writer(lambda text: f"{text} |".strip(), divided=False)),
    "web page": (".html", html),
    "workbook": (".xlsx", xlsx),
    "word": (".docx", word),
}


@pytest.fixture(scope="session")
def disclosures() -> dict[str, list[Printed]]:
    data = tomllib.loads(Path(__file__).with_name("disclosures.toml").read_text(encoding="utf-8"))
    return {
        entry["name"]: [
            Printed(
                "",
                t["title"],
                t["captions"],
                [line.split("|") for line in t["rows"].strip("\n").split("\n")],
                t.get("notes", []),
            )
            for t in entry["table"]
        ]
        for entry in data["disclosure"]
    }


@pytest.fixture
def write(tmp_path: Path, page: Any, pdf: Any) -> Callable[[str, list[Printed]], Path]:
    writers = WRITERS | {"pdf": (".pdf", pdf_writer(page, pdf))}

    def writing(kind: str, tables: list[Printed]) -> Path:
        suffix, writer = writers[kind]
        path = tmp_path / f"disclosure{suffix}"
        path.write_bytes(writer(tables))
        return path

    return writing
