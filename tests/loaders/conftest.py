"""Writers of small documents for the tests of the readers."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

import pytest

from benchmarks.variation.pdf import PdfPage, write_pdf


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
