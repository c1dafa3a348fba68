"""Structure: which printed row adds into which, which column adds into which, and whether the sums bear it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from loaders.across import TWO_WAYS, Place, Sum, across, ancestors, column_parent, keep_one_way, varied
from loaders.errors import Signal
from loaders.facts import CellFact, ColumnFact, RowFact, TableFacts

_ACCOUNTS = ("functionalAccount", "economicAccount", "governmentEconomicAccount")
_LONE = "funding-source/general-public-appropriation"
#: So many sums that fail, and none that holds, are no slip of the publisher.
_SEVERAL = 2


@dataclass(frozen=True)
class Evidence:
    """How many sums of a table hold and how many fail under one reading; of these, how many go across its columns.

    It says which reading is right, not what is wrong with the document: that is `loaders.sums`.
    """

    held: int
    failed: int
    across_held: int = 0
    across_failed: int = 0


def link(facts: TableFacts, adds_into: dict[str, dict[str, str]], groups: dict[str, str] | None = None) -> None:
    """Set the parent of every row and column: the nearest printed one that it adds into, or is part of (其中).

    Args:
        facts: The table.
        adds_into: For each code list, which member adds into which.
        groups: Economic class → the spending type whose row (人员经费合计, 公用经费合计) it adds into.
    """
    for column in facts.columns:
        column.parent = column_parent(column, facts.columns, adds_into)
    keep_one_way(facts)
    by_unit: dict[str, list[RowFact]] = defaultdict(list)
    for row in facts.rows:
        by_unit[row.dims.get("budgetUnit", "")].append(row)
    # Of two rows with one meaning, a label over two records, the one with figures is meant.
    printed = {id(cell.row) for cell in facts.cells}
    typed = sorted(facts.rows, key=lambda row: id(row) not in printed)
    for row in facts.rows:
        if facts.kind != "department-performance":  # a form: its figures break one total down in several ways
            row.parent = _row_parent(row, facts.rows, by_unit, adds_into, groups or {}, typed)
    _mark_lone_parts(facts.columns, facts.kind)
    _mark_lone_parts(facts.rows)


def _mark_lone_parts(axis: Sequence[RowFact | ColumnFact], kind: str = "") -> None:
    """Let 经费拨款 be a part of the general public budget (其中) where the rest of it, non-tax revenue, is not printed beside it."""
    for fact in axis:
        parent = fact.parent
        alone = parent is not None and sum(other.parent is parent for other in axis) == 1
        if alone and parent is not None and fact.dims.get("fundingSource") == _LONE and "fundingSource" in parent.dims:
            fact.of_which = fact.of_which or parent.dims["fundingSource"] == "funding-source/general-public"
    for fact in axis if kind in TWO_WAYS else ():  # 上年结转 alone beside 合计: the other sources are not printed
        if isinstance(fact, ColumnFact) and fact.parent is not None and varied(fact) == "fundingSource":
            beside = [
                o
                for o in axis
                if isinstance(o, ColumnFact) and o.parent is fact.parent and varied(o) == "fundingSource"
            ]
            fact.of_which = fact.of_which or len(beside) == 1


def _row_parent(
    row: RowFact,
    rows: list[RowFact],
    by_unit: dict[str, list[RowFact]],
    adds_into: dict[str, dict[str, str]],
    groups: dict[str, str],
    typed: list[RowFact],
) -> RowFact | None:
    if "fiscalPeriod" in row.dims:  # of another year: no part of what this year's rows add up to
        return None
    if "project" in row.dims:  # below the row of its account
        over = {name: member for name, member in row.dims.items() if name == "functionalAccount"}
        of_unit = over | {name: member for name, member in row.dims.items() if name == "budgetUnit"}
        account = next((other for wanted in (of_unit, over) for other in rows if over and other.dims == wanted), None)
        if account is not None:
            return account
    for dimension in _ACCOUNTS:
        code = row.dims.get(dimension)
        if code is not None and row.side is None:
            unit = row.dims.get("budgetUnit", "")
            parent = _account_parent(row, dimension, code, by_unit, unit)
            if parent is None and unit and not any(other.dims == {"budgetUnit": unit} for other in rows):
                parent = _account_parent(row, dimension, code, by_unit, "")  # a class over the rows of all units
            return parent or _group_parent(row, code, rows, typed, groups)
    if row.side is None and set(row.dims) in ({"spendingType"}, {"fundingSource"}):
        return _member_parent(row, rows, adds_into)
    if "project" in row.dims or "budgetUnit" in row.dims or "procurementLine" in row.dims:
        return _unit_parent(row, rows)
    if "lineItem" in row.dims:
        return _item_parent(row, rows, adds_into)
    return None


def _account_parent(
    row: RowFact, dimension: str, code: str, by_unit: dict[str, list[RowFact]], unit: str
) -> RowFact | None:
    rows = by_unit[unit]
    above = [other for other in rows if (other.block, other.number) < (row.block, row.number)]
    # A block repeated in one table has its own class row above.
    nearest = [*reversed(above), *(other for other in rows if other is not row and other not in above)]
    for length in (len(code) - 2, len(code) - 4):
        parent = next((other for other in nearest if other.dims.get(dimension) == code[:length]), None)
        if parent is not None:
            return parent
    return None


def _group_parent(
    row: RowFact, code: str, rows: list[RowFact], typed: list[RowFact], groups: dict[str, str]
) -> RowFact | None:
    """Return the row of the spending type that an economic class belongs to, or of the unit that the account belongs to."""
    member = groups.get(code.partition("/")[2][:3])
    wanted = {"spendingType": f"spending-type/{member}"}
    found = next((other for other in typed if other.dims == wanted), None) if member else None
    return found or _unit_parent(row, rows)


def _member_parent(row: RowFact, rows: list[RowFact], adds_into: dict[str, dict[str, str]]) -> RowFact | None:
    """Return the row of the spending type or source above (人员经费 → 基本支出), or the total of the table."""
    ((dimension, own),) = row.dims.items()
    for member in ancestors(own, adds_into):
        for other in rows:
            if other.dims == {dimension: member}:
                return other
    return next((other for other in rows if not other.dims and other is not row), None)


def _is_detail(row: RowFact) -> bool:
    return any(name in row.dims for name in (*_ACCOUNTS, "project", "procurementLine"))


def _unit_parent(row: RowFact, rows: list[RowFact]) -> RowFact | None:
    """Return the row of the same unit, of the department, or of the whole table, whichever is nearest and printed."""
    unit = row.dims.get("budgetUnit", "")
    summaries = {o.dims.get("budgetUnit", ""): o for o in reversed(rows) if set(o.dims) <= {"budgetUnit"}}
    chain = [unit] if _is_detail(row) and unit else []
    chain += ["department", ""] if unit != "department" else [""]
    for candidate in chain:
        parent = summaries.get(candidate)
        if candidate == unit and parent is not None:  # a unit may head its rows twice: 131 某局, 131001 某局（机关）
            heads = [o for o in rows if o.dims == parent.dims and o.number < row.number]
            parent = heads[-1] if heads else parent
        if parent is not None and parent is not row and (candidate != unit or _is_detail(row)):
            return parent
    return None


def _item_parent(row: RowFact, rows: list[RowFact], adds_into: dict[str, dict[str, str]]) -> RowFact | None:
    same_side = [other for other in rows if (other.side, other.block) == (row.side, row.block) and other is not row]
    line = row.dims["lineItem"]
    for dimension in ("fundingSource", "spendingType"):
        own = row.dims.get(dimension)
        for member in ancestors(own, adds_into) if own else ():
            for other in same_side:
                if (other.dims.get("lineItem"), other.dims.get(dimension)) == (line, member):
                    return other
    wanted = [line] if "fundingSource" in row.dims and line != "line-item/item" else []
    for member in [*wanted, *ancestors(line, adds_into)]:
        for other in same_side:
            if other.dims == {"lineItem": member} and not _is_closed(other, row, same_side):
                return other
    return None


def _is_closed(total: RowFact, row: RowFact, same_side: list[RowFact]) -> bool:
    """Return whether a total ends a list that a row stands below: 其他资金 below 本年收入合计 adds into 收入总计."""
    items = (other for other in same_side if other.dims.get("lineItem") == row.dims["lineItem"])
    return total.number < row.number and any(other.number < total.number for other in items)


def evidence(facts: TableFacts) -> Evidence:
    """Check every sum that the links imply; blanks count as nothing. Sums with no printed addend are no evidence."""
    printed = {(cell.row, cell.column): cell for cell in facts.cells}
    down: list[Sum] = []
    for parent in {row.parent for row in facts.rows if row.parent is not None}:
        children = [row for row in facts.rows if row.parent is parent and not row.of_which]
        down += [((parent, column), [(row, column) for row in children]) for column in facts.columns]
    down_held, down_failed = _count(down, printed)
    held, across_failed = _count([one for sums in across(facts).values() for one in sums], printed)
    return Evidence(down_held + held, down_failed + across_failed, held, across_failed)


def settle_sources(facts: TableFacts) -> None:
    """Claim no sum of sources of funds that add up to their total in no row: the others may not be printed. A notice says so."""
    printed = {(cell.row, cell.column): cell for cell in facts.cells}
    for (total, way), sums in across(facts).items() if facts.kind in TWO_WAYS else ():
        held, failed = _count(sums, printed)
        if way == "fundingSource" and not held and failed >= _SEVERAL:
            for column in facts.columns:
                if column.parent is total and varied(column) == way:
                    column.parent = None
            message = f"the sources of funds do not add up to “{total.label}” in any row, so their sum is not checked"
            facts.signals.append(Signal("notice", message, facts.place, facts.title))


def adds_up(whole: CellFact, addends: list[CellFact]) -> bool:
    """Return whether the intervals that printed figures stand for let them add up to another."""
    tolerance = whole.rounding_error + sum((cell.rounding_error for cell in addends), Decimal(0))
    return abs(whole.value - sum((cell.value for cell in addends), Decimal(0))) <= tolerance


def _count(sums: list[Sum], printed: dict[Place, CellFact]) -> tuple[int, int]:
    """Return how many of the sums hold, and how many fail."""
    held = failed = 0
    for whole, parts in sums:
        addends = [printed[place] for place in parts if place in printed]
        if whole not in printed or not addends:
            continue
        if adds_up(printed[whole], addends):
            held += 1
        else:
            failed += 1
    return held, failed
