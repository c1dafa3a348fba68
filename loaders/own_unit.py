"""The department's own unit where it bears the department's plain name, as in 合计 | 某市民政局 | 某市救助站.

A row with the department's name may be the sum over its units, or the one of them that the department itself is. The label does not
say which; the sums do. Read as the sum, a sound table would be accused in every column.
"""

from __future__ import annotations

from collections import Counter

from loaders.facts import CellFact, ColumnFact, RowFact, TableFacts
from loaders.registry import Registry, own_unit, plain_unit
from loaders.structure import adds_up

_DEPARTMENT = {"budgetUnit": "department"}
_FORMS = frozenset({"department-performance", "project-performance"})
_Printed = dict[tuple[RowFact, ColumnFact], CellFact]


def settle_own_unit(facts: TableFacts, registry: Registry) -> None:
    """Let a row of the department be that of its own unit, where it is one addend of the total beside the other units.

    The accounts below such a row, up to the row of the next unit, are those of the own unit.
    """
    if facts.kind in _FORMS:
        return
    _merge_lone(facts, registry)
    named = [row for row in facts.rows if row.dims == _DEPARTMENT]
    units = [row for row in facts.rows if set(row.dims) == {"budgetUnit"} and row.dims != _DEPARTMENT]
    total = next((row for row in facts.rows if not row.dims), named[0] if len(named) > 1 else None)
    if not named or not units or total is None or total is named[-1]:
        if total is None and len(named) == 1 and (not units or _sums(named[0], units, named[0], facts)[1]):
            named[0].dims = {}  # a table without 合计, whose first row is that of the department
        return
    own = named[-1]
    beside, over = _sums(total, units, own, facts)
    if beside and not over:
        meant = f"unit:{registry.unit(f'{registry.department}本级', own.place).name}"
        _move(facts.rows, own, meant)


def _merge_lone(facts: TableFacts, registry: Registry) -> None:
    """Let 301001 某市民政局 be the department where no other unit stands beside it: then both are one."""
    own = {"budgetUnit": f"unit:{registry.department}本级"}
    units = [row for row in facts.rows if set(row.dims) == {"budgetUnit"}]
    if len(units) != 1 or units[0].dims != own or own_unit(plain_unit(units[0].label)):
        return
    for row in facts.rows:
        if row.dims.get("budgetUnit") == own["budgetUnit"]:
            row.dims |= _DEPARTMENT
    registry.units = [unit for unit in registry.units if unit.place != units[0].place]


def _sums(total: RowFact, units: list[RowFact], own: RowFact, facts: TableFacts) -> tuple[bool, bool]:
    """Return whether most columns add up with the row beside the units, and whether as many do with the row over them."""
    printed: _Printed = {(cell.row, cell.column): cell for cell in facts.cells}
    beside, over = Counter[bool](), Counter[bool]()
    for column in facts.columns:
        parts = [printed[row, column] for row in units if (row, column) in printed]
        head, whole = printed.get((own, column)), printed.get((total, column))
        if whole is None or not any(cell.value for cell in (whole, *parts)):
            continue
        beside[adds_up(whole, parts if head is None else [head, *parts])] += 1
        if head is not None and parts:
            over[adds_up(head, parts)] += 1
    return beside[True] > beside[False], over[True] > over[False] and over[True] >= beside[True]


def _move(rows: list[RowFact], own: RowFact, unit: str) -> None:
    below = False
    for row in rows:
        if row is own:
            row.dims, below = {"budgetUnit": unit}, True
        elif set(row.dims) == {"budgetUnit"} or not row.dims:
            below = False
        elif below and "budgetUnit" not in row.dims:
            row.dims |= {"budgetUnit": unit}
