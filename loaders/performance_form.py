"""The department's overall goals as a form: amounts as pairs of cells, key tasks as a list inside it, indicators below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.amounts import parse_cell
from loaders.body import Body
from loaders.document import Cell
from loaders.facts import ColumnFact, Dimensions, RowFact
from loaders.performance import beside_indicators, indicator_header, indicator_rows
from loaders.profile import row_rule
from loaders.text import one_line, squeeze

_TASK_NAME = re.compile("(年度)?(任务|工作|重点工作|主要任务|重点任务|活动|项目)?名称|(主要|重点|工作)任务")
_MONEY = re.compile("金额|资金|总额|财政拨款|经费|预算")
_TASK_GOAL = re.compile("目标|成效|效果")
_GOAL = re.compile("履职目标|总体.*目标|年度目标|绩效总目标")
_SPLIT_MAX = 12


@dataclass
class Form:
    """A form being read. Pairs of cells have no columns of their own, so each printed column is one of amounts; ``dims`` hold for all."""

    body: Body
    dims: Dimensions = field(default_factory=dict)
    columns: dict[int, ColumnFact] = field(default_factory=dict)
    records: dict[int, int] = field(default_factory=dict)

    def add(self, number: int, label: str, dims: Dimensions, cell: Cell, index: int) -> None:
        """Add one figure as a record of its own: several pairs stand side by side in a printed row."""
        column = self.columns.setdefault(index, ColumnFact(index + 1, "金额", {}))
        block = self.records.get(number, 0)
        self.records[number] = block + 1
        fact = RowFact(number, label, cell.place, self.dims | dims, block=block)
        self.body.facts.rows.append(fact)
        self.body.add_cell(fact, column, cell)


@dataclass(frozen=True)
class _Tasks:
    """The list of key tasks inside a form: rows from ``start`` to ``end``, the columns of name, goal and money."""

    start: int
    end: int
    name: int
    goal: int | None
    money: dict[int, str]


def read_department_performance(body: Body) -> None:
    """Read budget amounts, key tasks with their money, the overall goal and the indicators."""
    rows = list(body.table.table.rows)
    above = rows[: indicator_header(rows)]
    tasks = _find_tasks(above)
    form = Form(body)
    for number, row in enumerate(above, 1):
        if tasks is not None and tasks.start <= number - 1 < tasks.end:
            _read_task(form, number, row, tasks)
        else:
            read_pairs(form, number, row)
    _read_across(form, rows)
    body.facts.columns = list(form.columns.values())
    body.registry.department_indicators += indicator_rows(rows, body.profile.indicator_levels)
    goal = next((row[1].text for row in above if len(row) > 1 and _GOAL.search(squeeze(row[0].text))), "")
    body.registry.department_goal = body.registry.department_goal or one_line(goal)


def read_pairs(form: Form, number: int, row: tuple[Cell, ...]) -> None:
    """Read the amounts of a row, each named by the nearest text left of it."""
    body = form.body
    for index, cell in enumerate(row):
        if parse_cell(cell.text) is None:
            continue
        before = (one_line(c.text) for c in reversed(row[:index]) if c.text.strip() and parse_cell(c.text) is None)
        label = next(before, "")
        rule = row_rule(body.profile, body.facts.kind, "", label)
        if rule is None:
            body.refuse(cell, f"{cell.text.strip()}: row “{label}” is not understood")
        elif rule.ignore:
            body.ignore(cell, f"{cell.text.strip()}: row “{label}”: {rule.ignore}")
        else:
            form.add(number, label, dict(rule.dims), cell, index)


def _read_across(form: Form, rows: list[tuple[Cell, ...]]) -> None:
    """Read the amounts of a table that prints them left of the indicators, each below its label."""
    for number, cell, index in beside_indicators(rows):
        above = (row[index].text for row in reversed(rows[: number - 1]) if index < len(row))
        label = next((one_line(text) for text in above if text.strip() and parse_cell(text) is None), "")
        rule = row_rule(form.body.profile, form.body.facts.kind, "", label)
        if rule is None or rule.ignore:
            form.body.refuse(cell, f"{cell.text.strip()}: column “{label}” is not understood")
        else:
            form.add(number, label, dict(rule.dims), cell, index)


def _find_tasks(rows: Sequence[tuple[Cell, ...]]) -> _Tasks | None:
    """Find the list of tasks by its header: a name, and money right of it."""
    for index, row in enumerate(rows):
        labels = [squeeze(cell.text) for cell in row]
        name = next((i for i, label in enumerate(labels) if _TASK_NAME.fullmatch(label)), None)
        if name is None:
            continue
        goal = next((i for i, label in enumerate(labels) if i > name and _TASK_GOAL.search(label)), None)
        money = {i: label for i, label in enumerate(labels) if i > name and i != goal and _MONEY.search(label)}
        if not money:
            continue
        end = index + 1
        while end < len(rows) and _belongs(rows, index, end, name):
            end += 1
        return _Tasks(index, end, name, goal, _broken_down(rows, index, money))
    return None


def _broken_down(rows: Sequence[tuple[Cell, ...]], index: int, money: dict[int, str]) -> dict[int, str]:
    """Return the columns of money; a second header row may break them down (总额, 财政拨款, 其他资金)."""
    following = rows[index + 1] if index + 1 < len(rows) else ()
    below = {i: squeeze(cell.text) for i, cell in enumerate(following) if i >= min(money) and cell.text.strip()}
    parts = {i: label for i, label in below.items() if _MONEY.search(label) and len(label) <= _SPLIT_MAX}
    return parts if parts and len(parts) == len(below) else money


def _belongs(rows: Sequence[tuple[Cell, ...]], header: int, index: int, name: int) -> bool:
    """Return whether a row still lists tasks: the group label beside the header reaches to it."""
    row, group = rows[index], rows[header][0]
    if name == 0:
        return len([cell for cell in row if cell.text.strip()]) > 1
    if group.span[0] > 1:
        return index < header + group.span[0]
    return not row[0].text.strip() or squeeze(row[0].text) == squeeze(group.text)


def _read_task(form: Form, number: int, row: tuple[Cell, ...], tasks: _Tasks) -> None:
    """Read a task as a project with its money."""
    body = form.body
    name = one_line(row[tasks.name].text)
    figures = [i for i in tasks.money if i < len(row) and parse_cell(row[i].text) is not None]
    others = [cell for i, cell in enumerate(row) if i not in tasks.money and parse_cell(cell.text) is not None]
    body.ignore_cells(others, f"numbers in no column of money of a list of tasks: {len(others)}")
    if not figures:
        return
    dims: Dimensions = {"project": "project/total"}
    if name and not re.search("合计|总计", squeeze(name)):
        project = body.registry.project(name, row[tasks.name].place)
        project.goal = project.goal or (one_line(row[tasks.goal].text) if tasks.goal is not None else "")
        dims = {"project": f"project:{project.number}"}
    for index in figures:
        rule = row_rule(body.profile, body.facts.kind, "", tasks.money[index])
        source = dict(rule.dims) if rule is not None and "fundingSource" in rule.dims else {}
        form.add(number, name or "合计", dims | source, row[index], index)
