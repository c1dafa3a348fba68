"""Tables that are not one table each: pieces that a page end cut, and tables that are printed again."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from loaders.amounts import Unit, is_amount, parse_cell, rounding_error, to_yuan
from loaders.document import Table
from loaders.errors import Signal
from loaders.text import squeeze

if TYPE_CHECKING:
    from loaders.recognise import RecognisedTable

_LISTS = frozenset({"accounts", "balance", "projects", "procurement"})  # they run over pages
_DECIMALS = re.compile(r"\d[.．,，]\d")
_CONTINUED = re.compile(r"\(?续表?[一二三四五\d]*\)?")


def join_pieces(tables: list[RecognisedTable]) -> list[RecognisedTable]:
    """Join the pieces of a table that a publisher cut at page ends, each with its title and header again.

    Pieces have the same title (续表 apart), captions and header, and no row in common: a second unit's table has rows of the same codes.
    """
    joined: list[RecognisedTable] = []
    for table in tables:
        last = joined[-1] if joined else None
        header = _shared_header(last.table, table.table) if last is not None and _alike(last, table) else 0
        if last is None or not header:
            joined.append(table)
            continue
        last.table = replace(last.table, rows=last.table.rows + table.table.rows[header:])
        last.notes += table.notes
        last.declared_empty = last.declared_empty or table.declared_empty
        last.outright = last.outright or table.outright
    return joined


def _alike(first: RecognisedTable, second: RecognisedTable) -> bool:
    titles = {_CONTINUED.sub("", squeeze(table.title)) for table in (first, second)}
    same = (
        first.rule is second.rule
        and first.rule.rows in _LISTS
        and len(titles) == 1
        and first.table.width == second.table.width
    )
    return same and first.printed_unit == second.printed_unit and first.offices == second.offices


def _shared_header(first: Table, second: Table) -> int:
    """Return how many rows both tables begin with, when no other row stands in both."""
    texts = [[tuple(squeeze(cell.text) for cell in row) for row in table.rows] for table in (first, second)]
    count = next((i for i, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), 0)
    labels = [{_names(row) for row in rows[count:] if any(row[:3])} for rows in texts]
    return count if not labels[0] & labels[1] else 0


def _names(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes and names of a row: what is no amount with decimals among its first cells."""
    return tuple(text for text in row if text and not _DECIMALS.search(text))[:4]


def apart_from_repeats(tables: list[RecognisedTable]) -> tuple[list[RecognisedTable], list[RecognisedTable]]:
    """Return the tables, and apart from them those printed again: cell by cell as one of their kind, office, year and unit before.

    Each figure is counted once; a copy that differs anywhere is a table of its own.
    """
    once: list[RecognisedTable] = []
    again: list[RecognisedTable] = []
    seen = set()
    for table in tables:
        cells = tuple(tuple(squeeze(cell.text) for cell in row) for row in table.table.rows)
        key = (table.rule.kind, tuple(table.offices), table.year, table.printed_unit, cells)
        (again if key in seen and amounts(table.table) and not table.table.guessed else once).append(table)
        seen.add(key)
    return once, again


def prints_the_same(first: RecognisedTable, second: RecognisedTable) -> bool:
    """Return whether two tables print the same amounts, as far as their units and decimals show."""
    one, other = _in_yuan(first), _in_yuan(second)
    return len(one) == len(other) and all(abs(a - b) <= s + t for (a, s), (b, t) in zip(one, other, strict=True))


def _in_yuan(table: RecognisedTable) -> list[tuple[Decimal, Decimal]]:
    """Return the amounts of a table in 元 and how far each may be rounded, in order of size; zeros left out."""
    unit = table.unit or Unit.YUAN
    parsed = (parse_cell(cell.text) for row in table.table.rows for cell in row)
    return sorted(
        (to_yuan(one, unit), rounding_error(one.decimals, unit)) for one in parsed if one is not None and one.value
    )


def amounts(table: Table) -> list[str]:
    """Return the figures of a table as printed, codes among them."""
    return [cell.text.strip() for row in table.rows for cell in row if is_amount(cell.text)]


def repeat_signal(table: RecognisedTable) -> Signal:
    """Return what the load report says of a table that is printed again."""
    return Signal(
        "ignored", f"the table is printed again: {len(amounts(table.table))} numbers left out", table.table.place, table.title,
        "a table printed again",
    )  # fmt: skip
