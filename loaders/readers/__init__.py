"""Readers: one module per source format, all giving the same `loaders.document.Document`.

The first bytes of a file decide, not its suffix: web pages are published as .xls and .doc, and the reverse.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loaders.document import Document
from loaders.errors import LoadError
from loaders.readers import archive, docx, html, markdown, pdf, plain, tabbed, xlsx
from loaders.readers.archive_limits import open_zip
from loaders.readers.encoding import decode
from loaders.text import shown

#: Text layouts in the order they are tried: each says whether the lines look like its own.
TEXT_READERS: tuple[tuple[Callable[[list[str]], bool], Callable[[str, list[str]], Document]], ...] = (
    (markdown.recognises, markdown.read),
    (tabbed.recognises, tabbed.read),
    (plain.recognises_cells, plain.read_cells),
    (plain.recognises, plain.read),
)

SUFFIXES = frozenset(
    {
        ".txt",
        ".md",
        ".markdown",
        ".text",
        ".csv",
        ".tsv",
        ".pdf",
        ".docx",
        ".doc",
        ".wps",
        ".rtf",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
    }
    | {".html", ".htm", ".shtml", ".xhtml", ".mht", ".zip"}
)
MAX_BYTES = 300_000_000


def read(path: Path) -> Document:
    """Read a file into a `Document`.

    Raises:
        LoadError: The file is empty, too large, damaged, encrypted, or in a format or layout that no reader knows; or its name is no text.
    """
    name = shown(path.name)
    if name != path.name:
        # Bytes of another encoding, as old archives leave them: no address and no report can hold them.
        raise LoadError(
            "the name of the file is not UTF-8",
            where=name,
            why="Each figure names the file that it was printed in.",
            remedy="Rename the file.",
        )
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise LoadError(
            "the file is too large to be read safely", where=path.name, why=f"It has {size:,} bytes; up to {MAX_BYTES:,} are read.",
            remedy="Split it, or load the tables alone.",
        )  # fmt: skip
    return read_bytes(path.name, path.read_bytes())


def read_bytes(name: str, data: bytes, depth: int = 0) -> Document:
    """Read the bytes of a file; ``depth`` counts the archives that it lies in. Raises as `read` does."""
    head = data[:1024].lstrip()
    if b"%PDF-" in data[:1024]:
        return pdf.read(name, data)
    if data.startswith(b"PK\x03\x04"):
        return _read_zip(name, data, depth)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _read_ole(name, data)
    if head.startswith(b"{\\rtf"):
        return docx.read_doc(name, data, ".rtf")
    if data.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise LoadError(
            "RAR and 7z archives are not read",
            where=name,
            why="Its first bytes say so.",
            remedy="Unpack it and load what it holds.",
        )
    text = decode(data, name)
    if html.looks_like_html(text):
        return html.read(name, data)
    return _read_text(name, text)


def _read_zip(name: str, data: bytes, depth: int) -> Document:
    with open_zip(name, data) as container:
        members = set(container.namelist())
    if "word/document.xml" in members:
        return docx.read(name, data)
    if "xl/workbook.xml" in members:
        return xlsx.read(name, data)
    if "OFD.xml" in members:
        raise LoadError(
            "OFD files are not read",
            where=name,
            why="Its content says that it is OFD.",
            remedy="Save it as PDF and load that.",
        )
    if "[Content_Types].xml" in members or "content.xml" in members:
        raise LoadError(
            "this kind of Office file is not read", where=name, why="It is neither a DOCX nor an XLSX file.",
            remedy="Save it as DOCX, XLSX or PDF.",
        )  # fmt: skip
    return archive.read(name, data, depth, read_bytes, SUFFIXES)


def _read_ole(name: str, data: bytes) -> Document:
    """Read a legacy Office file; the names of its streams say which program wrote it."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise LoadError(
            "the file is encrypted", where=name, why="It opens only with a password.", remedy="Save it without one."
        )
    if "WordDocument".encode("utf-16-le") in data:
        return docx.read_doc(name, data)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return xlsx.read_xls(name, data)
    raise LoadError(
        "this legacy Office file holds neither a text nor a workbook",
        where=name,
        why="None of its streams is that of a DOC or XLS file.",
        remedy="Download it again, or save it as DOCX, XLSX or PDF.",
    )


def _read_text(name: str, text: str) -> Document:
    lines = text.splitlines()
    if name.lower().endswith(".csv"):
        return plain.read_csv(name, lines)
    for recognises, reader in TEXT_READERS:
        if recognises(lines):
            return reader(name, lines)
    raise LoadError(
        "no table layout of a budget disclosure was recognised",
        where=name,
        why="The text has neither one table cell per line nor rows of cells separated by tabs or bars.",
        remedy="Check that this is the published disclosure itself; a new layout is added as a reader or a profile (CONTRIBUTING.md).",
    )
