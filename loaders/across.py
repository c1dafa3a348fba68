"""Columns that add into columns: which one a column is a part of, and in which dimension it differs from it."""

from __future__ import annotations

from collections.abc import Iterable

from loaders.facts import ColumnFact, Dimensions, RowFact, TableFacts

Place = tuple[RowFact, ColumnFact]
#: A total and its addends.
Sum = tuple[Place, list[Place]]

_CLASSES = ("economicAccount", "governmentEconomicAccount")
_ACROSS = (*_CLASSES, "lineItem", "fundingSource", "spendingType", "")
_TOTALS = {
    "fundingSource": "funding-source/total",
    "spendingType": "spending-type/total",
    "economicAccount": "economic/total",
    "governmentEconomicAccount": "government-economic/total",
}
#: Kinds of tables whose total may be broken down by source and by spending type: an identity for each checks the sums.
TWO_WAYS = frozenset({"expenditure", "fiscal-expenditure", "general-public", "fund", "state-capital"})


def ancestors(member: str, adds_into: dict[str, dict[str, str]]) -> Iterable[str]:
    """Yield what a code list member adds into, nearest first (``spending-type/capital`` → operating → basic → total)."""
    scheme, _, name = member.partition("/")
    parents = adds_into.get(scheme, {})
    while name in parents:
        name = parents[name]
        yield f"{scheme}/{name}"


def column_parent(
    column: ColumnFact, columns: list[ColumnFact], adds_into: dict[str, dict[str, str]]
) -> ColumnFact | None:
    """Return the column that one adds into: the nearest printed member above it in one dimension, all else alike."""
    for dimension in _ACROSS:
        own = column.dims.get(dimension)
        if own is None:
            continue
        for member in _wholes(own) if dimension in _CLASSES else ancestors(own, adds_into):
            wanted = _stated(column.dims | {dimension: member})
            for other in columns:
                if other is not column and other.side == column.side and _stated(other.dims) == wanted:
                    return other
    return None


def _wholes(account: str) -> Iterable[str]:
    """Yield the accounts that a class adds into, nearest first, and then all of them together."""
    scheme, _, code = account.partition("/")
    yield from (f"{scheme}/{code[:length]}" for length in (5, 3) if length < len(code))
    yield f"{scheme}/total"


def varied(column: ColumnFact) -> str:
    """Return the dimension in which a column differs from the one that it adds into: by source, by spending type."""
    own, whole = _stated(column.dims), _stated(column.parent.dims if column.parent else {})
    return next((name for name in _ACROSS if own.get(name) != whole.get(name)), "")


def keep_one_way(facts: TableFacts) -> None:
    """Where a total is broken down by source and by type side by side, let the sources alone add into it.

    Both may in tables of expenditure, below what is spent of all money: there an identity for each checks the sums.
    """
    for total in {column.parent for column in facts.columns if column.parent is not None}:
        lone = [column for column in facts.columns if column.parent is total]
        if (
            len(lone) == 1 and "flow" in lone[0].dims
        ):  # 本年收入 over 基本支出 alone: the other parts were lost, or stand elsewhere
            lone[0].parent = None
            continue
        if facts.kind in TWO_WAYS and "fundingSource" not in _stated(total.dims):
            continue
        parts = [column for column in facts.columns if column.parent is total]
        first = min((varied(column) for column in parts), key=_ACROSS.index)
        for column in parts:
            column.parent = total if varied(column) == first else None


def _stated(dims: Dimensions) -> Dimensions:
    """Return dimensions without those that are at their total, which a header may say or not."""
    return {name: member for name, member in dims.items() if name not in _TOTALS or member != _TOTALS[name]}


def across(facts: TableFacts) -> dict[tuple[ColumnFact, str], list[Sum]]:
    """Return the sums across the columns by the total column and the dimension that its addends break it down by."""
    found: dict[tuple[ColumnFact, str], list[Sum]] = {}
    for total in {column.parent for column in facts.columns if column.parent is not None}:
        parts = [column for column in facts.columns if column.parent is total and not column.of_which]
        for way in {varied(column) for column in parts}:
            along = [column for column in parts if varied(column) == way]
            found[total, way] = [((row, total), [(row, column) for column in along]) for row in facts.rows]
    return found
