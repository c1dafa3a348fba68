"""Rows and columns whose labels do not say what they add into: the sums show which of them are subtotals.

A name over other rows (某系统, 某局部门) is a subtotal that no code marks. Counted beside its parts, the money would be there twice, and a
sound document would be accused. So where the sum of a total fails in every column, such rows are tried as subtotals; where that
does not settle it and rows of different kinds stand side by side, how they add up is not known, and no sum is claimed.

An ordinal says more: 三、其他资金 over 事业收入 and 其他收入, which have none, is their sum. And a column may be narrower than its label:
人员支出 beside 对个人和家庭的补助支出 is what is paid to staff alone, and both add into 小计.
"""

from __future__ import annotations

import re

from loaders.errors import Signal
from loaders.facts import CellFact, ColumnFact, RowFact, TableFacts
from loaders.structure import adds_up

#: Names over projects: 专用项目 of Shaanxi, 特定目标类.
_CATEGORY = re.compile("^(专用|通用|专项业务|经常性|一次性|延续性|新增)项目$|类(项目)?$")
#: 三、其他资金: a row of the first level in a list.
_ORDINAL = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_TOTAL = re.compile("[合总小]\\s*计[:：]?$")
_LISTED = ({"fundingSource"}, {"spendingType"})
_Printed = dict[tuple[RowFact, ColumnFact], CellFact]


def nest(facts: TableFacts) -> None:
    """Settle the parents of rows without codes by the sums of the table, or take away the links that nothing bears out."""
    printed: _Printed = {(cell.row, cell.column): cell for cell in facts.cells}
    _nest_listed(facts, printed)
    _flatten(facts, printed)
    _lift(facts, printed)
    for total in {row.parent for row in facts.rows if row.parent is not None and row.side is None}:
        children = [row for row in facts.rows if row.parent is total and not row.of_which]
        if not any(_is_heading(row) for row in children) or _sums(total, children, facts.columns, printed) != (
            False,
            True,
        ):
            continue
        nested = _nested(children, facts.columns, printed)
        left = [row for row in children if row not in nested]
        if nested and not _sums(total, left, facts.columns, printed)[1]:
            for row, parent in nested.items():
                row.parent = parent
        elif any(map(_is_name, children)) and len({_kind(row) for row in children}) > 1:
            for row in children:
                row.parent = None
            facts.signals.append(
                Signal(
                    "notice",
                    f"how the rows below “{total.label}” add up is not known: rows with and without codes stand side by side, "
                    "and no arrangement makes the sums hold, so none is checked",
                    total.place,
                    facts.title,
                )
            )


def _nest_listed(facts: TableFacts, printed: _Printed) -> None:
    """Let rows of a list without an ordinal be parts of the row with one above them, where they add up to it."""
    above: RowFact | None = None
    below: dict[RowFact, list[RowFact]] = {}
    for row in facts.rows:
        if row.side is not None or set(row.dims) not in _LISTED or _TOTAL.search(row.label):
            above = None
        elif _ORDINAL.match(row.label.strip()):
            above = row
        elif above is not None and not row.of_which:
            below.setdefault(above, []).append(row)
    for heading, rows in below.items():
        parts = [row for row in rows if row.parent not in rows]
        if _sums(heading, parts, facts.columns, printed) == (True, False):
            for row in parts:
                row.parent = heading


def _flatten(facts: TableFacts, printed: _Printed) -> None:
    """Let the parts of a column stand beside it where it is never their sum and all of them together are that of its parent."""
    for column in facts.columns:
        parts = [other for other in facts.columns if other.parent is column and not other.of_which]
        whole = column.parent
        if not parts or whole is None:
            continue
        beside = [other for other in facts.columns if other.parent is whole and not other.of_which]
        own = _across(column, parts, facts.rows, printed)
        before = _across(whole, beside, facts.rows, printed)
        after = _across(whole, [*beside, *parts], facts.rows, printed)
        if own[1] > own[0] and after[0] > after[1] and after[0] > before[0] and after[0] > own[0]:
            for part in parts:
                part.parent = whole


def _lift(facts: TableFacts, printed: _Printed) -> None:
    """Let a part of a column stand beside it where the column is the sum of the others alone: 其他资金 beside 本年收入."""
    for column in facts.columns:
        whole = column.parent
        if whole is None or whole.parent is None or column.of_which:
            continue
        parts = [other for other in facts.columns if other.parent is whole and not other.of_which]
        beside = [other for other in facts.columns if other.parent is whole.parent and not other.of_which]
        others = [other for other in parts if other is not column]
        rows = [row for row in facts.rows if (row, column) in printed and printed[row, column].value]
        within = _across(whole, parts, rows, printed), _across(whole.parent, beside, rows, printed)
        without = _across(whole, others, rows, printed), _across(whole.parent, [*beside, column], rows, printed)
        if all(failed > held for held, failed in within) and all(held > failed for held, failed in without):
            column.parent = whole.parent


def _across(whole: ColumnFact, parts: list[ColumnFact], rows: list[RowFact], printed: _Printed) -> tuple[int, int]:
    """Return in how many rows columns add up to another, and in how many they do not; rows with nothing to add are no evidence."""
    held = failed = 0
    for row in rows:
        total = printed.get((row, whole))
        addends = [printed[row, column] for column in parts if (row, column) in printed]
        if total is None or not any(cell.value for cell in addends):
            continue
        if adds_up(total, addends):
            held += 1
        else:
            failed += 1
    return held, failed


def _is_name(row: RowFact) -> bool:
    return set(row.dims) <= {"budgetUnit"}


def _is_heading(row: RowFact) -> bool:
    """Return whether a row may be a subtotal: one that only names a unit, or a project of the first level over its parts."""
    return _is_name(row) or "project" in row.dims


def _kind(row: RowFact) -> tuple[bool, bool]:
    return _is_name(row), "budgetUnit" in row.dims


def _sums(total: RowFact, rows: list[RowFact], columns: list[ColumnFact], printed: _Printed) -> tuple[bool, bool]:
    """Return whether any sum of money holds and whether any fails."""
    held = failed = False
    for column in columns:
        whole = printed.get((total, column))
        addends = [printed[row, column] for row in rows if (row, column) in printed]
        if whole is None or not addends or not (whole.value or any(cell.value for cell in addends)):
            continue
        if adds_up(whole, addends):
            held = True
        else:
            failed = True
    return held, failed


def _nested(children: list[RowFact], columns: list[ColumnFact], printed: _Printed) -> dict[RowFact, RowFact]:
    """Return, for rows that follow a name and add up to it in every column, that name; inner subtotals come first."""
    found: dict[RowFact, RowFact] = {}
    for index in reversed(range(len(children))):
        row = children[index]
        if not _is_heading(row):
            continue
        fewest = 1 if _is_name(row) or _CATEGORY.search(row.label) else 2  # a project printed twice is no subtotal
        below: list[RowFact] = []
        for other in children[index + 1 :]:
            if other in found:
                continue
            below.append(other)
            if len(below) < fewest:
                continue
            if _sums(row, below, columns, printed) == (True, False) and _covered(row, below, columns, printed):
                found |= dict.fromkeys(below, row)
                break
    return found


def _covered(row: RowFact, below: list[RowFact], columns: list[ColumnFact], printed: _Printed) -> bool:
    """Return whether a column that is printed in one of them is printed in both."""
    return all(
        ((row, column) in printed)
        == any((other, column) in printed and printed[other, column].value for other in below)
        for column in columns
        if (row, column) not in printed or printed[row, column].value
    )
