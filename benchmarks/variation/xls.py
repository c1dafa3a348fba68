"""A writer of XLS workbooks of one sheet, and of the container that old office files share; written by hand."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_ENTRIES = _SECTOR // 4


def write_xls(
    name: str, cells: Mapping[tuple[int, int], object], merged: Sequence[tuple[int, int, int, int]] = ()
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
    return container("Workbook", stream)


def container(stream_name: str, stream: bytes) -> bytes:
    """Return the container of old office files (OLE2) with one stream in it."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(stream) // _SECTOR
    tables = 1
    while tables * _ENTRIES < tables + 1 + sectors:
        tables += 1
    first = tables + 1  # after the tables and the directory
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE, *range(first + 1, first + sectors), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * _ENTRIES - len(chain))

    def directory(label: str, kind: int, start: int, size: int, child: int = -1) -> bytes:
        encoded = label.encode("utf-16-le") + b"\0\0"
        fields = (
            struct.pack("<HBBiii", len(encoded), kind, 1, -1, -1, child) + bytes(36) + struct.pack("<IQ", start, size)
        )
        return encoded.ljust(64, b"\0") + fields

    entries = directory("Root Entry", 5, 0xFFFFFFFE, 0, 1) + directory(stream_name, 2, first, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    return header + struct.pack(f"<{len(chain)}I", *chain) + entries + stream
