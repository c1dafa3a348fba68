"""A second way to count the numbers that a document prints, which shares nothing with the readers and knows no table.

Text formats are cut at tabs, bars and line ends; the words of a PDF are those of PDFium; workbooks, DOCX files and web pages give up their
cells. A number that stands alone between such cuts is counted, whatever it means; one inside a sentence is not.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import xlrd
from lxml import html

_NUMBER = re.compile(r"[-−－(（]?\s*(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?\s*[)）]?")
_CUTS = re.compile(r"[\t|｜]")
_ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")


@dataclass(frozen=True)
class Token:
    """A number that stands alone.

    Attributes:
        text: As printed.
        value: What it is worth; brackets and signs are left out, so that either way to print a negative number is one.
        line, page, sheet: Where, as far as the format knows.
        before: What stands before it: the cell or the word before.
        after: The word after it, in a PDF.
    """

    text: str
    value: Decimal
    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    before: str = ""
    after: str = ""

    @property
    def plain(self) -> bool:
        """Return whether it is a whole number without separators, as codes and ordinals are."""
        return self.text.strip().isdigit()

    @property
    def place(self) -> str:
        """Return the place as a reader would say it."""
        if self.line is not None:
            return f"line {self.line}"
        return f"page {self.page}" if self.page is not None else f"sheet {self.sheet}" if self.sheet else "the document"


def worth(text: str) -> Decimal | None:
    """Return the value of a string that is nothing but a number, without sign; else ``None``."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    return Decimal(re.sub(r"[^\d.]", "", text.replace("．", "."))).normalize()


def numbers(path: Path) -> list[Token] | None:
    """Return the numbers that a file prints, or ``None`` for a format that there is no second way for."""
    return _numbers(path.read_bytes(), path.suffix.lower())


def _numbers(data: bytes, suffix: str) -> list[Token] | None:
    if b"%PDF-" in data[:1024]:
        return list(_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
        if "word/document.xml" in names:
            return list(_docx(data))
        return list(_xlsx(data)) if "xl/workbook.xml" in names else _archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return list(_xls(data)) if "Workbook".encode("utf-16-le") in data else None
    text = _decoded(data)
    if text is None:
        return None
    if re.search(r"<(html|body|table)\b", text[:100_000], re.IGNORECASE):
        return list(_html(data, text))
    return list(_text(text, ([",", *"\t|"] if suffix == ".csv" else [])))


def _decoded(data: bytes) -> str | None:
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _token(text: str, **place: object) -> Iterator[Token]:
    value = worth(text)
    if value is not None:
        yield Token(text.strip(), value, **place)  # type: ignore[arg-type]


def _text(text: str, cuts: list[str]) -> Iterator[Token]:
    pattern = re.compile("[" + re.escape("".join(cuts)) + "]") if cuts else _CUTS
    above = ""
    for number, line in enumerate(text.splitlines(), 1):
        before = above
        for part in pattern.split(re.sub(r"\[bookmark:[^\]]*\]", "", line)):
            yield from _token(part, line=number, before=before)
            before = part.strip() or before
        above = line.strip() or above


def _pdf(data: bytes) -> Iterator[Token]:
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        words = ["", *document[number].get_textpage().get_text_range().split(), ""]
        for before, word, after in zip(words, words[1:], words[2:], strict=False):
            yield from _token(word, page=number + 1, before=before, after=after)


def _xlsx(data: bytes) -> Iterator[Token]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            before = ""
            for cell in row:
                value = cell.value
                if "%" in str(cell.number_format):
                    continue  # a share is no number that stands alone
                if isinstance(value, int | float) and not isinstance(value, bool):
                    yield from _token(format(Decimal(f"{value:.15g}"), "f"), sheet=sheet.title, before=before)
                elif isinstance(value, str):
                    yield from _token(value, sheet=sheet.title, before=before)
                before = str(value) if value is not None else before


def _xls(data: bytes) -> Iterator[Token]:
    workbook = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    for sheet in workbook.sheets():
        for row in range(sheet.nrows):
            for value in sheet.row_values(row):
                text = format(Decimal(f"{value:.15g}"), "f") if isinstance(value, float) else str(value)
                yield from _token(text, sheet=sheet.name)


def _docx(data: bytes) -> Iterator[Token]:
    body = docx.Document(io.BytesIO(data)).element.body
    before = ""
    for cell in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tc"):
        text = "".join(node.text or "" for node in cell.iter() if str(node.tag).endswith("}t"))
        yield from _token(text, before=before)
        before = text.strip() or before


def _html(data: bytes, text: str) -> Iterator[Token]:
    try:
        page = html.fromstring(text)
    except ValueError:  # a text that declares its encoding has to be parsed as bytes
        page = html.fromstring(data)
    before = ""
    for cell in page.iter("td", "th"):
        if cell.find(".//td") is None:
            content = cell.text_content()
            yield from _token(content, before=before)
            before = content.strip() or before


def _archive(data: bytes) -> list[Token] | None:
    found: list[Token] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            found += [Token(t.text, t.value, before=t.before) for t in _member(archive, member)]
    return found


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> list[Token]:
    try:
        content = b"" if member.is_dir() else archive.read(member)
        return _numbers(content, Path(member.filename).suffix.lower()) or []
    except Exception:  # a damaged member holds no numbers to count; the load report names it
        return []
