"""Documents with something wrong: tables shuffled, columns dropped, pages cut, bytes broken. Each mutation is one function, seeded.

Here stands what is done to the tables before they are printed; `damage` is what is done to the file.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.variation import damage
from benchmarks.variation.containers import FORMATS
from benchmarks.variation.documents import Disclosure
from benchmarks.variation.grid import ABOVE, LEFT, Printed

_NOISE = (
    "第 3 页 共 12 页",
    "- 7 -",
    "http://www.example.gov.cn/zwgk/2024/index.html",
    "附件下载",
    "page number",
    "（本页无正文）",
)
#: Tables in which a row may belong to a row above it.
_BALANCES = frozenset({"balance", "fiscal-balance", "three-public"})
_TITLES = ("关于印发有关事项的通知", "表格", "日常安排明细", "Sheet1", "情况说明", "附件")


@dataclass(frozen=True)
class Mutation:
    """What is done to a document.

    Attributes:
        on_tables: Changes the tables before they are written; returns nothing.
        on_bytes: Changes the file.
        keeps: The figures that are still printed mean what they meant, so none may be read with another meaning.
        sound: The document is still sound, so no identity may fail.
        suffixes: What the file may be called, where it is not called by its format.
    """

    name: str
    on_tables: Callable[[Disclosure, random.Random], None] | None = None
    on_bytes: Callable[[bytes, random.Random], bytes] | None = None
    keeps: bool = True
    sound: bool = False
    suffixes: tuple[str, ...] = ()


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
    """Lose a row of a table with account codes: the others mean what they meant."""
    coded = [table for table in disclosure.tables if table.kind not in _BALANCES]
    if coded:
        _drop_row_of(rng.choice(coded), rng)


def _drop_section(disclosure: Disclosure, rng: random.Random) -> None:
    """Lose any row, maybe one that the rows below it belong to (上年结转)."""
    _drop_row_of(_table(disclosure, rng), rng)


def _drop_row_of(table: Printed, rng: random.Random) -> None:
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
        known = (
            text in ("", LEFT, ABOVE) or text.isascii() or disclosure.facts.office in text
        )  # a unit of another name is one
        if column not in places and not known:
            table.rows[row][column] = rng.choice(["甲乙丙", "□□□□", text[: len(text) // 2] + "×", "???"])


def _swap_cells(disclosure: Disclosure, rng: random.Random) -> None:
    """Let two amounts of a table change their places: each means what its new place means."""
    table = _table(disclosure, rng)
    if len(table.meanings) < 2:
        return
    one, other = rng.sample(range(len(table.meanings)), 2)
    (r0, c0, a0, d0), (r1, c1, a1, d1) = table.meanings[one], table.meanings[other]
    table.rows[r0][c0], table.rows[r1][c1] = table.rows[r1][c1], table.rows[r0][c0]
    table.meanings[one], table.meanings[other] = (r0, c0, a1, d0), (r1, c1, a0, d1)


def _break_merged(disclosure: Disclosure, rng: random.Random) -> None:
    """Turn merged cells into single ones, of which all but the first are blank."""
    table = _table(disclosure, rng)
    share = rng.choice([0.3, 1.0])
    for row in table.rows:
        for column, text in enumerate(row):
            if text in (LEFT, ABOVE) and rng.random() < share:
                row[column] = ""


def _merge_more(disclosure: Disclosure, rng: random.Random) -> None:
    """Merge a cell of the header over its neighbour, whose label is lost with that."""
    table = _table(disclosure, rng)
    covered = (LEFT, ABOVE)
    free = [
        (r, c)
        for r, row in enumerate(table.rows[: table.header])
        for c in range(1, len(row))
        if row[c] not in covered
        and row[c - 1] != ABOVE
        and ABOVE not in table.rows[min(r + 1, len(table.rows) - 1)][c - 1 : c + 1]
    ]
    if free:
        row, column = rng.choice(free)
        table.rows[row][column] = LEFT


def _words_for_figures(disclosure: Disclosure, rng: random.Random) -> None:
    """Print words where figures belong."""
    table = _table(disclosure, rng)
    for meaning in rng.sample(table.meanings, min(len(table.meanings), 3)):
        table.rows[meaning[0]][meaning[1]] = rng.choice(
            ["见附表", "#REF!", "#####", "1.2.3", "12,34", "约三万", "NaN", "1e5"]
        )
        table.meanings.remove(meaning)


def _swap_rows(disclosure: Disclosure, rng: random.Random) -> None:
    """Let two rows of a table change their places, as a wrong sort does."""
    table = _table(disclosure, rng)
    spanned = {n + step for n, row in enumerate(table.rows) if ABOVE in row for step in (-1, 0)}
    body = [n for n in range(table.header, len(table.rows)) if n not in spanned]
    if len(body) > 1:
        one, other = rng.sample(body, 2)
        table.rows[one], table.rows[other] = table.rows[other], table.rows[one]
        moved = {one: other, other: one}
        table.meanings = [(moved.get(r, r), c, a, d) for r, c, a, d in table.meanings]


TABLES = (
    Mutation("nothing", sound=True),
    Mutation("tables shuffled", _shuffle, sound=True),
    Mutation("table dropped", _drop_table),
    Mutation("table printed twice", _repeat_table, sound=True),
    Mutation("column dropped", _drop_column, keeps=False),
    Mutation("last cells dropped", _drop_figures_of_column),
    Mutation("row dropped", _drop_row),
    Mutation("section dropped", _drop_section, keeps=False),
    Mutation("rows swapped", _swap_rows, keeps=False),
    Mutation("cells swapped", _swap_cells),
    Mutation("words for figures", _words_for_figures),
    Mutation("page cut", _cut_page),
    Mutation("title unknown", _rename),
    Mutation("captions dropped", _drop_captions),
    Mutation("merged cells broken", _break_merged, keeps=False),
    Mutation("merged too far", _merge_more, keeps=False),
    Mutation("header rows swapped", _swap_header_rows, keeps=False),
    Mutation("header row dropped", _drop_header_row, keeps=False),
    Mutation("noise between tables", _noise, sound=True),
    Mutation("row label broken", _rename_row),
)
FILES = (
    Mutation("truncated", on_bytes=damage.truncated),
    Mutation("bytes flipped", on_bytes=damage.flipped, keeps=False),
    Mutation("invalid bytes", on_bytes=damage.invalid, keeps=False),
    Mutation("piece cut out", on_bytes=damage.cut_out, keeps=False),
    Mutation("part damaged", on_bytes=damage.part_damaged, keeps=False),
    Mutation("other encoding", on_bytes=damage.recoded, sound=True),
    Mutation("lossy encoding", on_bytes=damage.lossy, keeps=False),
    Mutation(
        "wrong suffix", suffixes=(".pdf", ".xls", ".xlsx", ".doc", ".docx", ".txt", ".html", ".md", ".zip", ".csv")
    ),
    Mutation("entities", on_bytes=damage.entities),
    Mutation("deep archive", on_bytes=damage.zipped, suffixes=(".zip",)),
    Mutation("unpacks to much", on_bytes=damage.bomb),
    Mutation("other container", on_bytes=damage.wrapped),
)
MUTATIONS = (*TABLES, *FILES)


def mutated(disclosure: Disclosure, kind: str, mutation: Mutation, rng: random.Random) -> tuple[Disclosure, bytes]:
    """Return the disclosure that is left, and the file."""
    changed = copy.deepcopy(disclosure)
    if mutation.on_tables:
        mutation.on_tables(changed, rng)
    data = FORMATS[kind][1](changed)
    return changed, mutation.on_bytes(data, rng) if mutation.on_bytes else data
