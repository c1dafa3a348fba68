"""Formats beyond those of `writers`: the workbook and the text document of old office software, an archive of several files."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from benchmarks.variation.documents import Disclosure
from benchmarks.variation.writers import BOOKS, LOOSE, WRITERS, Writer, html, tabs, workbook
from benchmarks.variation.xls import container, write_xls


def old_workbook(disclosure: Disclosure) -> bytes:
    """Return an XLS workbook with all tables on one sheet that is called by the cover, amounts as numbers."""
    cells: dict[tuple[int, int], object] = {}
    merged, top = [], 0
    for table in disclosure.tables:
        for text in (table.title, *table.captions):
            cells[top, 0] = text
            top += 1
        figures = {(row, column) for row, column, _, _ in table.meanings}
        for row, column, height, width, text in table.cells():
            number = (row, column) in figures and text.isascii()
            if text:
                cells[top + row, column] = float(text.replace(",", "")) if number else text
            if height > 1 or width > 1:
                merged.append((top + row, top + row + height - 1, column, column + width - 1))
        top += len(table.rows)
        for note in table.notes:
            cells[top, 0] = note
            top += 1
        top += 1
    return write_xls(disclosure.cover[0], cells or {(0, 0): disclosure.cover[0]}, merged)


def old_word(disclosure: Disclosure) -> bytes:
    """Return what a DOC looks like from outside: the text is there, but only an office program could convert it."""
    return container("WordDocument", tabs(disclosure).decode().encode("utf-16-le"))


def attachments(disclosure: Disclosure) -> bytes:
    """Return an archive: the cover as a web page, the tables in several files of two formats."""
    stream = io.BytesIO()
    middle = (len(disclosure.tables) + 1) // 2
    first = replace(disclosure, tables=disclosure.tables[:middle])
    second = replace(disclosure, tables=disclosure.tables[middle:])
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("附件1.html", html(first))
        if second.tables:
            archive.writestr("附件2.xlsx", workbook(second))
        archive.writestr("说明.jpg", b"\xff\xd8\xff")
    return stream.getvalue()


FORMATS: dict[str, tuple[str, Writer]] = {name: WRITERS[name] for name in WRITERS if name not in LOOSE | BOOKS} | {
    "old workbook": (".xls", old_workbook),
    "old word": (".doc", old_word),
    "archive": (".zip", attachments),
}
