"""Writers of small documents for the tests of the readers."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

HEIGHT = 842
Grid = Sequence[Sequence[str | None]]


@dataclass
class PdfPage:
    """A page of a PDF written by hand: places count from the upper left corner, in points."""

    content: list[str] = field(default_factory=list)

    def text(self, x: float, top: float, text: str, size: float = 10) -> PdfPage:
        encoded = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {HEIGHT - top - size} Tm <{encoded}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        self.content.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def grid(
        self, left: float, top: float, widths: Sequence[float], rows: Grid, *, height: float = 20, border: bool = True
    ) -> PdfPage:
        """Draw a table. ``None`` belongs to the cell left of it; without ``border`` the first row has no line above it."""
        xs = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
        for number, row in enumerate(rows):
            y = top + number * height
            if number or border:
                self.line(xs[0], y, xs[-1], y)
            for column, cell in enumerate([*row, ""]):
                if cell is not None:
                    self.line(xs[column], y, xs[column], y + height)
                if cell:
                    self.text(xs[column] + 2, y + 5, cell)
        self.line(xs[0], top + len(rows) * height, xs[-1], top + len(rows) * height)
        return self


def write_pdf(pages: Sequence[PdfPage]) -> bytes:
    """Return a PDF of these pages; its font is a predefined Chinese one, so that nothing is embedded."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        " /FontDescriptor 5 0 R /W [1 95 500] >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880"
        " /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for number, page in enumerate(pages):
        stream = "\n".join(page.content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {HEIGHT}] /Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{trailer}startxref\n{len(out)}\n%%EOF\n".encode()


@pytest.fixture
def pdf() -> Callable[[Sequence[PdfPage]], bytes]:
    return write_pdf


@pytest.fixture
def page() -> Callable[[], PdfPage]:
    return PdfPage


def write_xls(
    name: str, cells: dict[tuple[int, int], object], merged: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """Return an XLS workbook of one sheet, written by hand: numbers, texts, and (number, 1) for a percentage."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def start(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))

    font = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\2\0AA")
    styles = b"".join(record(0xE0, struct.pack("<HHHBBBBIIH", 0, code, 1, 32, 0, 0, 0, 0, 0, 0)) for code in (0, 9))
    rows, columns = max(row for row, _ in cells) + 1, max(column for _, column in cells) + 1
    sheet = start(0x10) + record(0x200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    for (row, column), entry in sorted(cells.items()):
        value, style = entry if isinstance(entry, tuple) else (entry, 0)
        if isinstance(value, str):
            sheet += record(0x204, struct.pack("<HHHHB", row, column, style, len(value), 1) + value.encode("utf-16-le"))
        else:
            sheet += record(0x203, struct.pack("<HHHd", row, column, style, value))
    if merged:
        sheet += record(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *m) for m in merged))
    head, title = start(0x05) + font * 5 + styles, name.encode("utf-16-le")
    offset = len(head) + 12 + len(title) + 4
    stream = (
        head
        + record(0x85, struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + title)
        + record(0x0A)
        + sheet
        + record(0x0A)
    )
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, len(stream) // 512 + 2), 0xFFFFFFFE]

    def directory(label: str, kind: int, first: int, size: int, child: int = -1) -> bytes:
        encoded = label.encode("utf-16-le") + b"\0\0"
        fields = (
            struct.pack("<HBBiii", len(encoded), kind, 1, -1, -1, child) + bytes(36) + struct.pack("<IQ", first, size)
        )
        return encoded.ljust(64, b"\0") + fields

    entries = directory("Root Entry", 5, 0xFFFFFFFE, 0, 1) + directory("Workbook", 2, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<10I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0) + b"\xff" * 432
    return header + struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain))) + entries + stream


@pytest.fixture
def xls() -> Callable[..., bytes]:
    return write_xls
