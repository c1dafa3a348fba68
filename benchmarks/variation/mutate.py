"""Documents with something wrong: tables shuffled, columns dropped, pages cut, bytes broken. Each mutation is one function, seeded."""

from __future__ import annotations

import copy
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.variation.documents import Disclosure
from benchmarks.variation.grid import ABOVE, LEFT, Printed
from benchmarks.variation.writers import WRITERS

_NOISE = (
    "第 3 页 共 12 页",
    "- 7 -",
    "http://www.example.gov.cn/zwgk/2024/index.html",
    "附件下载",
    "page number",
    "（本页无正文）",
)
_TITLES = ("关于印发有关事项的通知", "表格", "日常安排明细", "Sheet1", "情况说明", "附件")


@dataclass(frozen=True)
class Mutation:
    """What is done to a document.

    Attributes:
        on_tables: Changes the tables before they are written; returns nothing.
        on_bytes: Changes the file.
        keeps: The figures that are still printed mean what they meant, so none may be read with another meaning.
        sound: The document is still sound, so no identity may fail.
    """

    name: str
    on_tables: Callable[[Disclosure, random.Random], None] | None = None
    on_bytes: Callable[[bytes, random.Random], bytes] | None = None
    keeps: bool = True
    sound: bool = False
    suffix: str = ""


def _table(disclosure: Disclosure, rng: random.Random) -> Printed:
    return rng.choice(disclosure.tables)


def _shuffle(disclosure: Disclosure, rng: random.Random) -> None:
    rng.shuffle(disclosure.tables)


def _drop_table(disclosure: Disclosure, rng: random.Random) -> None:
    disclosure.tables.remove(_table(disclosure, rng))


def _repeat_table(disclosure: Disclosure, rng: random.Random) -> None:
    disclosure.tables.append(copy.deepcopy(_table(disclosure, rng)))


def _without(table: Printed, row: int | None, column: int | None) -> None:
    """Take a row or a column out, and the figures that stood there."""
    if row is not None:
        del table.rows[row]
        table.meanings = [(r - (r > row), c, a, d) for r, c, a, d in table.meanings if r != row]
    if column is not None:
        for line in table.rows:
            if column + 1 < len(line) and line[column + 1] == LEFT and line[column] != LEFT:
                line[column + 1] = line[column]  # the label of the merged cell stays
            del line[column]
        table.meanings = [(r, c - (c > column), a, d) for r, c, a, d in table.meanings if c != column]


def _drop_column(disclosure: Disclosure, rng: random.Random) -> None:
    table = _table(disclosure, rng)
    if len(table.rows[0]) > 2:
        _without(table, None, rng.randrange(len(table.rows[0])))


def _drop_figures_of_column(disclosure: Disclosure, rng: random.Random) -> None:
    """Leave out the last cell of every row of the body, as a faulty export does."""
    table = _table(disclosure, rng)
    last = len(table.rows[0]) - 1
    table.rows = [row if number < table.header else row[:-1] for number, row in enumerate(table.rows)]
    table.meanings = [meaning for meaning in table.meanings if meaning[1] != last]


def _drop_row(disclosure: Disclosure, rng: random.Random) -> None:
    table = _table(disclosure, rng)
    body = [n for n in range(table.header, len(table.rows)) if ABOVE not in table.rows[n] and n > table.header]
    if body:
        _without(table, rng.choice(body), None)


def _cut_page(disclosure: Disclosure, rng: random.Random) -> None:
    """Lose the end of one table and the beginning of the next."""
    at = rng.randrange(len(disclosure.tables))
    table = disclosure.tables[at]
    keep = rng.randrange(table.header + 1, len(table.rows) + 1) if len(table.rows) > table.header else len(table.rows)
    table.rows = table.rows[:keep]
    table.meanings = [meaning for meaning in table.meanings if meaning[0] < keep]
    del disclosure.tables[at + 1 : at + 1 + rng.randrange(2)]


def _rename(disclosure: Disclosure, rng: random.Random) -> None:
    _table(disclosure, rng).title = rng.choice(_TITLES)


def _drop_captions(disclosure: Disclosure, rng: random.Random) -> None:
    table = _table(disclosure, rng)
    table.captions = [caption for caption in table.captions if rng.random() < 0.5]


def _swap_header_rows(disclosure: Disclosure, rng: random.Random) -> None:
    table = _table(disclosure, rng)
    if table.header >= 2:
        table.rows[0], table.rows[1] = table.rows[1], table.rows[0]


def _drop_header_row(disclosure: Disclosure, rng: random.Random) -> None:
    table = _table(disclosure, rng)
    if table.header:
        _without(table, rng.randrange(table.header), None)
        table.header -= 1


def _noise(disclosure: Disclosure, rng: random.Random) -> None:
    for table in disclosure.tables:
        if rng.random() < 0.5:
            table.captions.insert(0, rng.choice(_NOISE[:2]))
        if rng.random() < 0.5:
            table.notes.append(rng.choice(_NOISE))


def _rename_row(disclosure: Disclosure, rng: random.Random) -> None:
    table = _table(disclosure, rng)
    row = rng.randrange(table.header, len(table.rows)) if len(table.rows) > table.header else 0
    places = {column for r, column, _, _ in table.meanings if r == row}
    for column, text in enumerate(table.rows[row]):
        if column not in places and text not in ("", LEFT, ABOVE) and not text.isascii():
            table.rows[row][column] = rng.choice(["甲乙丙", "□□□□", text[: len(text) // 2] + "×", "???"])


def _truncate(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) // 10, len(data))
    while at < len(data) and data[at : at + 1] in b"0123456789.,":  # a figure cut in two cannot be told from another
        at += 1
    return data[:at]


def _flip(data: bytes, rng: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(rng.randint(1, 40)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _invalid(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.choice([b"\xff\xfe", b"\x00" * 9, b"\xe4\xb8", b"\x80", b"\xef\xbf\xbd" * 3]) + data[at:]


def _recoded(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", errors="replace")
    return text.encode(rng.choice(["gb18030", "utf-16", "utf-16-be", "big5", "gbk", "utf-8-sig"]), errors="replace")


def _cut_out(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 2000) :]


def _entities(data: bytes, _: random.Random) -> bytes:
    """Return a page that begins with entities which grow when they are resolved."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "lol">{lines}]>'.encode()
    return head + data.replace(b"<body>", b"<body><p>&e11;</p>", 1)


def _zipped(data: bytes, rng: random.Random) -> bytes:
    for depth in range(rng.randint(1, 12)):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("disclosure.txt" if depth == 0 else "inner.zip", data)
        data = stream.getvalue()
    return data


def _bomb(data: bytes, rng: random.Random) -> bytes:
    """Return an office file one part of which unpacks to very much."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as source:
                for info in source.infolist():
                    target.writestr(info.filename, source.read(info.filename))
        except zipfile.BadZipFile:
            target.writestr("disclosure.txt", data)
        target.writestr("word/media/image1.txt", b"0" * rng.choice([10_000, 80_000_000]))
    return stream.getvalue()


def _wrapped(data: bytes, rng: random.Random) -> bytes:
    return rng.choice([gzip.compress(data), b"\n" * 3000 + data, b"%PDF-1.4\n" + data, b"PK\x03\x04" + data])


STRUCTURAL = (
    Mutation("nothing", sound=True),
    Mutation("tables shuffled", _shuffle, sound=True),
    Mutation("table dropped", _drop_table),
    Mutation("table printed twice", _repeat_table, sound=True),
    Mutation("column dropped", _drop_column, keeps=False),
    Mutation("last cells dropped", _drop_figures_of_column),
    Mutation("row dropped", _drop_row),
    Mutation("page cut", _cut_page),
    Mutation("title unknown", _rename),
    Mutation("captions dropped", _drop_captions),
    Mutation("header rows swapped", _swap_header_rows, keeps=False),
    Mutation("header row dropped", _drop_header_row, keeps=False),
    Mutation("noise between tables", _noise, sound=True),
    Mutation("row label broken", _rename_row),
)
BYTES = (
    Mutation("truncated", on_bytes=_truncate),
    Mutation("bytes flipped", on_bytes=_flip, keeps=False),
    Mutation("invalid bytes", on_bytes=_invalid, keeps=False),
    Mutation("other encoding", on_bytes=_recoded, keeps=False),
    Mutation("piece cut out", on_bytes=_cut_out, keeps=False),
    Mutation("entities", on_bytes=_entities, suffix=".html"),
    Mutation("deep archive", on_bytes=_zipped, suffix=".zip"),
    Mutation("unpacks to much", on_bytes=_bomb, keeps=False),
    Mutation("other container", on_bytes=_wrapped, keeps=False),
)
MUTATIONS = (*STRUCTURAL, *BYTES)


def mutated(disclosure: Disclosure, kind: str, mutation: Mutation, rng: random.Random) -> tuple[Disclosure, bytes, str]:
    """Return the disclosure that is left, the file and its suffix."""
    changed = copy.deepcopy(disclosure)
    if mutation.on_tables:
        mutation.on_tables(changed, rng)
    suffix, writer = WRITERS[kind]
    data = writer(changed)
    if mutation.on_bytes:
        data = mutation.on_bytes(data, rng)
    return changed, data, mutation.suffix or suffix
