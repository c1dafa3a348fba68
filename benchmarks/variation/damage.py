"""Files with something wrong: bytes cut off, flipped, in another encoding or container. Each is one function of bytes, seeded."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable

#: What an entity that grows is put into: the text of a Word document, the names and sheets of a workbook, a web page.
_BODIES = (("word/document.xml", b"<w:t>"), ("xl/sharedStrings.xml", b"<t>"), ("xl/worksheets/sheet1.xml", b"<t>"))


def truncated(data: bytes, rng: random.Random) -> bytes:
    """Lose the end."""
    at = rng.randrange(len(data) // 10, len(data))
    while at < len(data) and data[at : at + 1] in b"0123456789.,":  # a figure cut in two cannot be told from another
        at += 1
    return data[:at]


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Put other bytes in some places."""
    broken = bytearray(data)
    for _ in range(rng.randint(1, 40)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def invalid(data: bytes, rng: random.Random) -> bytes:
    """Put bytes in that no encoding has."""
    at = rng.randrange(len(data))
    return data[:at] + rng.choice([b"\xff\xfe", b"\x00" * 9, b"\xe4\xb8", b"\x80", b"\xef\xbf\xbd" * 3]) + data[at:]


def cut_out(data: bytes, rng: random.Random) -> bytes:
    """Lose a piece in the middle."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 2000) :]


def recoded(data: bytes, rng: random.Random) -> bytes:
    """Write a text in another encoding that has all its characters; what is no text stays."""
    try:
        return data.decode("utf-8").encode(rng.choice(["gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"]))
    except UnicodeDecodeError:
        return data


def lossy(data: bytes, rng: random.Random) -> bytes:
    """Write a text in an encoding that lacks some of its characters, or read it in a wrong one first."""
    text = data.decode("utf-8", errors="replace")
    if rng.random() < 0.5:
        return text.encode(rng.choice(["big5", "latin-1", "shift-jis"]), errors="replace")
    return data.decode(rng.choice(["latin-1", "gb18030"]), errors="replace").encode()


def _members(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            return {info.filename: source.read(info) for info in source.infolist()}
    except zipfile.BadZipFile:
        return None


def _packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def part_damaged(data: bytes, rng: random.Random) -> bytes:
    """Damage what an office file or archive holds, and pack it soundly again; any other file is damaged itself."""
    damage: Callable[[bytes, random.Random], bytes] = rng.choice([truncated, flipped, cut_out, invalid])
    members = _members(data)
    if members is None:
        return damage(data, rng)
    name = rng.choice([name for name in members if len(members[name]) > 20])
    return _packed(members | {name: damage(members[name], rng)})


def _growing(name: str) -> bytes:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE {name} [<!ENTITY e0 "lol">{lines}]>'.encode()


def entities(data: bytes, _: random.Random) -> bytes:
    """Put entities in that grow when they are resolved: into a page, and into the parts of an office file."""
    members = _members(data)
    if members is None:
        head = b'<?xml version="1.0"?>' + _growing("html") if b"<html" in data[:200] else b""
        return head + data.replace(b"<body>", b"<body><p>&e11;</p>", 1)
    for name, mark in _BODIES:
        part = members.get(name, b"")
        if mark in part:
            declared, _, root = part.partition(b"?>")
            opened = root.replace(mark, mark + b"&e11;", 1)
            members[name] = declared + b"?>" + _growing("x") + opened
    return _packed(members)


def zipped(data: bytes, rng: random.Random) -> bytes:
    """Pack a file into an archive, and that into another, up to forty times."""
    suffix = "xlsx" if b"xl/workbook.xml" in data else "docx" if b"word/document.xml" in data else "txt"
    for depth in range(rng.choice([1, 1, 1, 2, 2, 3, 12, 40])):
        data = _packed({f"disclosure.{suffix}" if depth == 0 else "inner.zip": data})
    return data


def bomb(data: bytes, rng: random.Random) -> bytes:
    """Return an archive or office file one part of which unpacks to much."""
    members = _members(data) or {"disclosure.txt": data}
    return _packed(members | {"word/media/image1.bin": bytes(rng.choice([10_000, 80_000_000]))})


def wrapped(data: bytes, rng: random.Random) -> bytes:
    """Return a file that begins as another kind of file does, or is packed as nobody publishes it."""
    return rng.choice([gzip.compress(data, mtime=0), b"\n" * 3000 + data, b"%PDF-1.4\n" + data, b"PK\x03\x04" + data])
