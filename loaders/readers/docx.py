"""Reader for DOCX, and for the older DOC through LibreOffice.

Paragraphs and tables are read in the order of the text; merged cells come from gridSpan and vMerge; deleted text of tracked changes
is left out.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from loaders.document import Block, Document, Paragraph
from loaders.errors import LoadError, Place, Signal
from loaders.readers.archive_limits import check_office
from loaders.readers.spans import MAX_CELLS, Spanned, table

_CONVERT_SECONDS = 120
_MAX_DEPTH = 8


def read(name: str, data: bytes) -> Document:
    """Read a DOCX file. Places count paragraphs and table rows of the text from 1.

    Raises:
        LoadError: The file is damaged or too large.
    """
    check_office(name, data)
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except Exception as error:  # python-docx raises whatever a damaged part makes of it
        raise LoadError(
            "the document is damaged", where=name, why=f"Opening it failed: {type(error).__name__} {error}.",
            remedy="Open it in a word processor and save it again.",
        ) from error  # fmt: skip
    reader = _Reader()
    reader.blocks_in(body, 0)
    return Document(name, "docx", tuple(reader.blocks), tuple(reader.signals))


class _Reader:
    """Walks through the text and counts its lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.signals: list[Signal] = []
        self.line = 0

    def blocks_in(self, parent: Any, depth: int) -> None:
        """Read the paragraphs and tables below an element."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                self._table(child, depth)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")}:
                self.blocks_in(child, depth)

    def _paragraph(self, element: Any, depth: int) -> None:
        for line in _text(element).split("\n"):
            self.line += 1
            if line.strip():
                self.blocks.append(Paragraph(line.strip(), Place(line=self.line)))
        if depth < _MAX_DEPTH:
            for box in _text_boxes(element):
                self.blocks_in(box, depth + 1)

    def _table(self, element: Any, depth: int) -> None:
        cells: list[Spanned] = []
        open_merges: dict[int, int] = {}
        nested: list[Any] = []
        rows = list(_rows(element))
        for number, row in enumerate(rows):
            self.line += 1
            place = Place(line=self.line)
            column = _skipped(row, "w:gridBefore")
            for cell in _cells(row):
                width = _span(cell)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val")) != "restart" and column in open_merges:
                    index = open_merges[column]
                    above = cells[index]
                    cells[index] = Spanned(
                        above.row, above.column, number - above.row + 1, above.columns, above.text, above.place
                    )
                else:
                    inner = cell.findall(qn("w:tbl"))
                    nested += inner
                    text = "\n".join(
                        _text(p) for p in cell.iter(qn("w:p")) if not _inside(p, qn("w:tbl"), cell)
                    ).strip()
                    cells.append(Spanned(number, column, 1, width, text, place))
                    open_merges = {at: index for at, index in open_merges.items() if not column <= at < column + width}
                    if merge is not None:
                        open_merges[column] = len(cells) - 1
                column += width
            if len(cells) > MAX_CELLS:
                break
        found = table(cells)
        if nested and (found is None or found.width == 1) and depth < _MAX_DEPTH:
            self._frame(rows, depth)
            return
        if found is not None and found.width == 1:  # a frame around text
            self.blocks += [
                Paragraph(line.strip(), cell.place)
                for row in found.rows
                for cell in row
                for line in cell.text.split("\n")
                if line.strip()
            ]
        elif found is not None:
            self.blocks.append(found)
        for inner in nested if depth < _MAX_DEPTH else ():
            self._table(inner, depth + 1)

    def _frame(self, rows: list[Any], depth: int) -> None:
        """Read the cells of a frame around tables and their titles, one after another."""
        for row in rows:
            for cell in _cells(row):
                self.blocks_in(cell, depth + 1)


def _rows(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == qn("w:tr"):
            if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            if child.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is None:
                yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}:
            yield from _cells(child)


def _skipped(row: Any, tag: str) -> int:
    found = row.find(f"{qn('w:trPr')}/{qn(tag)}")
    return _number(found)


def _span(cell: Any) -> int:
    return max(1, _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")))


def _number(element: Any) -> int:
    value = element.get(qn("w:val")) if element is not None else None
    return min(400, int(value)) if value and value.isdigit() else 0


def _inside(element: Any, tag: str, limit: Any) -> bool:
    """Return whether an element stands in another of this tag below the limit."""
    parent = element.getparent()
    while parent is not None and parent is not limit:
        if parent.tag == tag:
            return True
        parent = parent.getparent()
    return False


def _text(element: Any) -> str:
    """Return the text of a paragraph; breaks are line breaks, tabs are tabs."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            local = tag.rpartition("}")[2]
            if local in {"del", "moveFrom", "txbxContent", "instrText", "delText", "Fallback", "pPr", "rPr"}:
                continue
            if local == "r" and _is_hidden(child):
                continue
            if local == "t":
                parts.append(child.text or "")
            elif local == "tab":
                parts.append("\t")
            elif local in {"br", "cr"}:
                parts.append("\n")
            elif local == "noBreakHyphen":
                parts.append("-")
            else:
                walk(child)

    walk(element)
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    """Return whether a run of text is formatted as hidden."""
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val")) not in {"0", "false", "off"}


def _text_boxes(element: Any) -> Iterator[Any]:
    """Yield the text boxes anchored in a paragraph; a box is stored twice for old programs, and counted once."""
    for box in element.iter(qn("w:txbxContent")):
        parents = {parent.tag.rpartition("}")[2] for parent in box.iterancestors() if isinstance(parent.tag, str)}
        if "Fallback" not in parents and not _inside(box, qn("w:txbxContent"), element):
            yield box


def read_doc(name: str, data: bytes, suffix: str = ".doc") -> Document:
    """Read a DOC (or RTF, WPS) file by converting it with LibreOffice.

    Raises:
        LoadError: LibreOffice is not installed, or cannot read the file.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise LoadError(
            "this is a file of an old word processor, and LibreOffice is not installed",
            where=name,
            why="DOC, WPS and RTF files are converted by LibreOffice (the command soffice) before they are read.",
            remedy="Install LibreOffice, or open the file in a word processor and save it as DOCX.",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(data)
        command = [
            office, "--headless", "--norestore", f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to", "docx", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=_CONVERT_SECONDS, check=True)  # noqa: S603  (no shell, own paths)
            converted = Path(folder, "document.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise LoadError(
                "LibreOffice could not convert the file", where=name, why=f"Converting it failed: {type(error).__name__} {error}.",
                remedy="Open it in a word processor and save it as DOCX.",
            ) from error  # fmt: skip
    document = read(name, converted)
    return Document(name, "doc", document.blocks, document.signals)
