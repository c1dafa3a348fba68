"""Reader for PDF files with a text layer.

Two engines read each page: pdfplumber gives characters and ruled lines, pdfium opens the file first (encryption, damage, size) and
checks every figure. Scanned pages have no text to read and are refused.
"""

from __future__ import annotations

import ctypes
import io
import logging
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2 import raw

from loaders.document import Document
from loaders.errors import LoadError, Place, Signal
from loaders.readers.pdf_join import join
from loaders.readers.pdf_page import PageLayout, read_page
from loaders.readers.pdf_text import Glyph

#: Bounds of one file: a disclosure has some dozens of pages with some thousands of objects.
MAX_PAGES = 600
MAX_OBJECTS = 80_000
MAX_CHARACTERS = 60_000
_IMAGE_SHARE = 0.3


def read(name: str, data: bytes) -> Document:
    """Read a PDF file.

    Raises:
        LoadError: It is encrypted, damaged, larger than the bounds, or has no text layer.
    """
    source = _open(name, data)
    damage = _Damage()
    try:
        if len(source) > MAX_PAGES:
            raise _too_large(name, f"It has {len(source)} pages; up to {MAX_PAGES} are read.")
        signals: list[Signal] = []
        layouts: list[PageLayout] = []
        texts = [_preflight(name, source, number, signals) for number in range(1, len(source) + 1)]
        if not any(texts):
            raise LoadError(
                "the file is a scan without text",
                where=name,
                why=f"None of its {len(source)} pages has a text layer: they are images.",
                remedy="Run text recognition over it (OCR; ocrmypdf -l chi_sim adds a text layer), compare its figures with the pages, and load "
                "the result; or ask the publisher for the original Word, Excel or text file.",
            )
        with damage:  # pdfplumber is not closed: closing reads the pages again and fails on what was damaged
            for number, page in enumerate(_pages(name, _plumber(name, data)), 1):
                layouts.append(read_page(page, _second_way(source, number, page), layouts[-1] if layouts else None))
                page.close()
    finally:
        source.close()
    blocks, found = join(layouts)
    return Document(name, "pdf", tuple(blocks), tuple(signals + damage.signals() + found))


class _Damage(logging.Handler):
    """Hears what pdfminer passes over in damaged pages: it goes on without a word in the result, so the report has to say it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.messages.append(record.getMessage())

    def __enter__(self) -> None:
        self.logger = logging.getLogger("pdfminer")
        self.propagated, self.logger.propagate = self.logger.propagate, False
        self.logger.addHandler(self)

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self)
        self.logger.propagate = self.propagated

    def signals(self) -> list[Signal]:
        """Return one notice for the damage, if there was any."""
        if not self.messages:
            return []
        first = self.messages[0][:120]
        return [
            Signal(
                "notice",
                f"damage inside the file was passed over in {len(self.messages)} places; the first: {first}",
                Place(),
            )
        ]


def _open(name: str, data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise LoadError(
                "the file is encrypted", where=name, why="It opens only with a password.",
                remedy="Save it without a password and load it again.",
            ) from error  # fmt: skip
        raise LoadError(
            "the file is not a readable PDF", where=name, why=f"Opening it failed: {error}.", remedy="Download it again: it may have been cut off.",
        ) from error  # fmt: skip


def _plumber(name: str, data: bytes) -> Any:
    try:
        return pdfplumber.open(io.BytesIO(data))
    except Exception as error:  # pdfminer raises whatever a damaged object makes of it
        raise _damaged(name, error) from error


def _pages(name: str, plumber: Any) -> Iterator[Any]:
    """Yield the pages, each parsed; damage inside a page is an error of the file."""
    try:
        for page in plumber.pages:
            _ = page.objects
            yield page
    except (LoadError, MemoryError):
        raise
    except Exception as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> LoadError:
    return LoadError(
        "the file is damaged", where=name, why=f"Reading its pages failed: {type(error).__name__} {error}.".strip(),
        remedy="Download it again, or print it to a new PDF.",
    )  # fmt: skip


def _too_large(name: str, why: str) -> LoadError:
    return LoadError(
        "the file is too large to be read safely", where=name, why=why, remedy="Split it, or export it anew."
    )


def _preflight(name: str, source: Any, number: int, signals: list[Signal]) -> bool:
    """Check the size of a page before it is parsed; return whether it has text."""
    try:
        page = source[number - 1]
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise _damaged(name, error) from error
    try:
        objects, characters = raw.FPDFPage_CountObjects(page.raw), text.count_chars()
        if objects > MAX_OBJECTS or characters > MAX_CHARACTERS:
            raise _too_large(name, f"Page {number} holds {objects} objects and {characters} characters.")
        if characters:
            return True
        if _image_share(page) > _IMAGE_SHARE:
            signals.append(
                Signal(
                    "refused", f"page {number} is an image without text: what it shows was not read", Place(page=number)
                )
            )
        return False
    finally:
        text.close()
        page.close()


def _image_share(page: Any) -> float:
    """Return the part of the page that images cover."""
    width, height = page.get_size()
    covered = 0.0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return float(covered / (width * height)) if width and height else 0.0


def _second_way(source: Any, number: int, plumber_page: Any) -> list[Glyph] | None:
    """Return the characters of a page as pdfium reads them, or ``None`` for a page that is turned or cropped."""
    page = source[number - 1]
    text = page.get_textpage()
    try:
        if page.get_rotation() or page.get_cropbox() != page.get_mediabox() or page.get_mediabox()[:2] != (0, 0):
            return None
        height = float(plumber_page.height)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        glyphs = []
        for index in range(text.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text.raw, index) or 32)
            if raw.FPDFText_IsGenerated(text.raw, index) == 1 or not character.strip():
                continue
            raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)
            glyphs.append(Glyph(character, (left.value, height - top.value, right.value, height - bottom.value)))
        return glyphs
    finally:
        text.close()
        page.close()
