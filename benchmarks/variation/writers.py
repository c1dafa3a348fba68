"""One disclosure as a file of every format that is read."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from benchmarks.variation.documents import Disclosure
from benchmarks.variation.grid import ABOVE, LEFT, Printed
from benchmarks.variation.pdf_pages import pdf, typeset

Writer = Callable[[Disclosure], bytes]


def _blank(text: str) -> str:
    return "" if text in (LEFT, ABOVE) else text


def _lines(disclosure: Disclosure, rows: Callable[[Printed], list[str]], mark: str = "", gap: bool = True) -> bytes:
    found = [f"{mark}{line}" for line in disclosure.cover]
    for table in disclosure.tables:
        found += [f"{mark}{table.title}", *table.captions, *([""] if gap else []), *rows(table), *table.notes, ""]
    return "\n".join(found).encode()


def tab_rows(table: Printed) -> list[str]:
    return ["\t".join(map(_blank, row)) for row in table.rows]


def bar_rows(table: Printed) -> list[str]:
    body = [f"| {' | '.join(map(_blank, row))} |" for row in table.rows]
    return [body[0], "|" + " --- |" * len(table.rows[0]), *body[1:]]


def cell_rows(mark: Callable[[str], str], *, divided: bool = True) -> Callable[[Printed], list[str]]:
    """Return a writer of rows: one cell per line, merged cells once, a blank line after each row where they are divided."""

    def rows(table: Printed) -> list[str]:
        found = []
        for row in table.rows:
            found += [mark(text) for text in row if text not in (LEFT, ABOVE)] + ([""] if divided else [])
        return found

    return rows


def tabs(disclosure: Disclosure) -> bytes:
    return _lines(disclosure, tab_rows)


def markdown_tabs(disclosure: Disclosure) -> bytes:
    return _lines(disclosure, tab_rows, "## ")


def bars(disclosure: Disclosure) -> bytes:
    return _lines(disclosure, bar_rows, "## ")


def repeated_bars(disclosure: Disclosure) -> bytes:
    """Return pipe tables in which a merged cell is repeated in every place that it covers, as converters do."""

    def rows(table: Printed) -> list[str]:
        grid = [[""] * len(row) for row in table.rows]
        for row, column, height, width, text in table.cells():
            for r in range(row, row + height):
                for c in range(column, column + width):
                    grid[r][c] = text
        body = [f"|{'|'.join(row)}|" for row in grid]
        return [body[0], "|" + "---|" * len(grid[0]), *body[1:]]

    return _lines(disclosure, rows)


def cells(mark: Callable[[str], str], *, divided: bool = True) -> Writer:
    return lambda disclosure: _lines(disclosure, cell_rows(mark, divided=divided))


def html(disclosure: Disclosure, *, nested: bool = False) -> bytes:
    page = "<html><head><title>信息公开</title></head><body><div class='nav'><a href='/'>首页</a> &gt; <a href='/zwgk'>政务公开</a></div>"
    page += "".join(f"<p>{escape(line)}</p>" for line in disclosure.cover)
    for table in disclosure.tables:
        width = len(table.rows[0])
        heading = [table.title, *table.captions]
        if nested:  # title and captions stand in the first rows of the grid, the grid in a table for the layout
            page += "<table><tr><td><table border='1'>"
            page += "".join(f"<tr><td colspan='{width}'><span>{escape(text)}</span></td></tr>" for text in heading)
        else:
            page += "".join(f"<p align='center'><b>{escape(text)}</b></p>" for text in heading) + "<table border='1'>"
        by_row: dict[int, str] = {}
        for row, _, height, columns, text in table.cells():
            spans = (f" rowspan='{height}'" if height > 1 else "") + (f" colspan={columns}" if columns > 1 else "")
            by_row[row] = by_row.get(row, "") + f"<td{spans}><p class='MsoNormal'>&nbsp;{escape(text)}</p></td>"
        page += "".join(f"<tr>{by_row.get(row, '')}</tr>\n" for row in range(len(table.rows))) + "</table>"
        page += "</td></tr></table>" if nested else ""
        page += "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    return f"{page}</body></html>".encode()


def _contents(book: openpyxl.Workbook, disclosure: Disclosure) -> None:
    """Write a list of the tables, and a draft in a hidden sheet that must not be read."""
    contents, draft = book.create_sheet("目录"), book.create_sheet("底稿")
    for number, table in enumerate(disclosure.tables, 1):
        contents.append([number, table.title])
    draft.append(["收入总表", "123.45"])
    draft.sheet_state = "hidden"


def workbook(
    disclosure: Disclosure, *, one_sheet: bool = False, numbers: bool = True, named: bool = False, gap: int = 1
) -> bytes:
    """Return a workbook: a sheet per table or all below each other, amounts as numbers or as text, the unit in the last column.

    ``named`` prints the titles in the names of the sheets and in a list of contents only, ``gap`` blank rows stand between tables.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet, top = book.create_sheet("封面"), 1
    for line in disclosure.cover:
        sheet.cell(top, 1, line)
        top += 1
    if named:
        _contents(book, disclosure)
    for number, table in enumerate(disclosure.tables, 1):
        if not one_sheet:
            sheet, top = (
                book.create_sheet(
                    f"{number}{table.title.strip('《》')[:28]}".translate(str.maketrans("：:*?/\\[]", "________"))
                ),
                1,
            )
        width = len(table.rows[0])
        if named:
            top -= 1
        else:
            sheet.cell(top, 1, table.title)
            sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=max(width, 2))
        for place, caption in enumerate(table.captions):
            sheet.cell(top + 1, width if place and place == len(table.captions) - 1 else place + 1, caption)
        top += 2
        figures = {(row, column) for row, column, _, _ in table.meanings}
        for row, column, height, columns, text in table.cells():
            counted = (row, column) in figures and numbers and not (disclosure.style.wide or disclosure.style.form)
            value = float(text.replace(",", "")) if counted else text or None
            cell = sheet.cell(top + row, column + 1)
            if isinstance(
                cell, openpyxl.cell.MergedCell
            ):  # of header rows that were swapped, one covers what the other prints
                continue
            cell.value = value
            if isinstance(value, float):
                cell.number_format = ("#,##0" if "," in text else "0") + (
                    "." + "0" * len(text.partition(".")[2]) if "." in text else ""
                )
            if height > 1 or columns > 1:
                place_ = {"start_row": top + row, "start_column": column + 1}
                sheet.merge_cells(**place_, end_row=top + row + height - 1, end_column=column + columns)
        top += len(table.rows)
        for note in table.notes:
            sheet.cell(top, 1, note)
            top += 1
        top += gap
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word(disclosure: Disclosure, *, inside: bool = False) -> bytes:
    """Return a Word document; ``inside`` puts title and captions into merged first rows of each table."""
    document = docx.Document()
    document.sections[0].orientation = WD_ORIENT.LANDSCAPE
    for line in disclosure.cover:
        document.add_paragraph(line)
    end = document.element.body.sectPr
    for table in disclosure.tables:
        lead = [table.title, *table.captions]
        if not inside:
            for text in lead:
                document.add_paragraph(text)
        end.addprevious(parse_xml(_word_table(table, lead if inside else [])))
        for note in table.notes:
            document.add_paragraph(note)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _word_table(table: Printed, lead: list[str]) -> str:
    """Return a table in WordprocessingML: building it cell by cell through a library takes a hundred times as long."""
    width = max(map(len, table.rows))
    rows: list[dict[int, str]] = [{} for _ in table.rows]
    for row, column, height, columns, text in table.cells():
        for below in range(height):
            merge = "" if height == 1 else "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>'
            rows[row + below][column] = _word_cell(columns, text if below == 0 else "", merge)
    printed = [_word_cell(width, text) for text in lead] + ["".join(row[at] for at in sorted(row)) for row in rows]
    body = "".join(f"<w:tr>{cells}</w:tr>" for cells in printed)
    grid = "<w:gridCol/>" * width
    return f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _word_cell(columns: int, text: str, merge: str = "") -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    run = f"<w:r><w:t>{escape(text)}</w:t></w:r>" if text else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{run}</w:p></w:tc>"


#: Name of a format → suffix and writer.
WRITERS: dict[str, tuple[str, Writer]] = {
    "tabs": (".tsv", tabs),
    "markdown with tabs": (".md", markdown_tabs),
    "bars": (".md", bars),
    "bars, merged cells repeated": (".md", repeated_bars),
    "cells with a tab": (".txt", cells(lambda text: f"\t{text}")),
    "cells with a bar": (".txt", cells(lambda text: f"{text} |".strip())),
    "cells with a bar, undivided": (".txt", cells(lambda text: f"{text} |".strip(), divided=False)),
    "web page": (".html", html),
    "web page, nested": (".html", lambda d: html(d, nested=True)),
    "workbook": (".xlsx", workbook),
    "workbook of text": (".xlsx", lambda d: workbook(d, numbers=False)),
    "workbook, one sheet": (".xlsx", lambda d: workbook(d, one_sheet=True)),
    "word": (".docx", word),
    "word, titles inside": (".docx", lambda d: word(d, inside=True)),
    "pdf": (".pdf", pdf),
    "pdf, short pages": (".pdf", lambda d: pdf(d, rows_a_page=14)),
    "pdf, short pages without header": (".pdf", lambda d: pdf(d, rows_a_page=14, repeat=False)),
    "pdf, upright": (".pdf", lambda d: pdf(d, landscape=False, rows_a_page=40)),
}
#: Workbooks that print a title in the name of a sheet only, or tables without a blank row between them.
BOOKS: dict[str, tuple[str, Writer]] = {
    "workbook, titles in names of sheets": (".xlsx", lambda d: workbook(d, named=True)),
    "workbook, one sheet without gaps": (".xlsx", lambda d: workbook(d, one_sheet=True, gap=0)),
}
#: PDF as office programs typeset tables that have few rules or none: what cannot be divided surely is refused.
LOOSE: dict[str, tuple[str, Writer]] = {
    "pdf, unruled": (".pdf", lambda d: typeset(d, "none")),
    "pdf, unruled, short pages": (".pdf", lambda d: typeset(d, "none", height=320.0, continued="续表")),
    "pdf, unruled, upright": (".pdf", lambda d: typeset(d, "none", width=595.0, height=842.0)),
    "pdf, rules across": (".pdf", lambda d: typeset(d, "across")),
    "pdf, three rules": (".pdf", lambda d: typeset(d, "three", height=420.0)),
    "pdf, outer frame": (".pdf", lambda d: typeset(d, "frame")),
}
WRITERS |= BOOKS | LOOSE
