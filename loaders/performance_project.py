"""Indicators of projects: a form per project, a list of projects with a row per indicator, or the wide table of Henan."""

from __future__ import annotations

import re
from itertools import pairwise

from loaders.account_rows import may_be_unit
from loaders.amounts import parse_cell
from loaders.body import Body
from loaders.document import Cell
from loaders.facts import Dimensions, RowFact
from loaders.header import numbers_columns
from loaders.performance import LIST_NAME, indicator_header, indicator_rows, list_start, read_wide
from loaders.performance_form import Form, read_pairs
from loaders.text import one_line, squeeze

_TITLE_NAME = re.compile(r"^(?:\d+[、.．]|[一二三四五六七八九十]+、|[（(]?\d+[)）])?\s*(.*?)\s*绩效目标(?:申报)?表.*$")
#: What a title says that names no project: 2023年部门项目支出绩效目标表.
_NO_NAME = re.compile(
    r"(20\d\d年?度?|财政|部门|单位|预算|省级|市级|区级|县级|州级|本级|其他|重点|一级|二级|业务|专项|项目|支出|资金|经费|公开|附?表[\d\-]*|[:：、()（）\s])*"
)
_NAME_KEY = re.compile(r"(预算)?项目名称[:：]?")
_GOAL_KEY = re.compile(r"(年度|总体|绩效|年度总体|年度绩效|总体绩效)*目标")
_LIST_GOAL = re.compile(r"目标(\(.*\))?$")


def read_project_performance(body: Body) -> None:
    """Read the goal, the indicators and the amounts of one project or of many."""
    rows = list(body.table.table.rows)
    header = indicator_header(rows)
    if header is None:
        read_wide(body)
    elif list_start(rows) is not None:
        _read_list(body, rows, header)
    else:
        _read_one(body, rows, header)


def _read_one(body: Body, rows: list[tuple[Cell, ...]], header: int) -> None:
    """Read the form of one project, which its title names, or a cell beside 项目名称."""
    match = _TITLE_NAME.match(one_line(body.table.title))
    name = match.group(1) if match and not _NO_NAME.fullmatch(match.group(1)) else ""
    form = _value(rows[:header], _NAME_KEY)
    if not (name or form):
        body.refuse(rows[0][0], "the table does not name its project")
        return
    project = body.registry.project(name or form, body.table.title_place)
    amounts = Form(body, {"project": f"project:{project.number}"})
    for number, row in enumerate(rows[:header], 1):
        read_pairs(amounts, number, row)
    body.facts.columns = list(amounts.columns.values())
    goals = [cell.text for row in rows[:header] if squeeze(row[0].text) in {"绩效目标", "总体目标"} for cell in row[1:]]
    goals += body.table.goals
    project.goal = project.goal or "\n".join(one_line(goal) for goal in goals if goal.strip())
    project.goal = project.goal or _value(rows[:header], _GOAL_KEY)
    project.indicators += indicator_rows(rows, body.profile.indicator_levels)


def _value(rows: list[tuple[Cell, ...]], key: re.Pattern[str]) -> str:
    """Return the text right of a key, as a form prints it."""
    for row in rows:
        texts = [one_line(cell.text) for cell in row if cell.text.strip()]
        for label, value in pairwise(texts):
            if key.fullmatch(squeeze(label)):
                return value
    return ""


def _read_list(body: Body, rows: list[tuple[Cell, ...]], header: int) -> None:
    """Read a list of projects: what a merged cell says once, or every row again, holds for all rows of a project."""
    leaves = [squeeze(column.label).rpartition("/")[2] for column in body.columns]
    first = next(i for i, cell in enumerate(rows[header]) if squeeze(cell.text) == "一级指标")
    at = next(i for i, leaf in enumerate(leaves) if i < first and LIST_NAME.search(leaf))
    goal = next((i for i, leaf in enumerate(leaves) if at < i < first and _LIST_GOAL.search(leaf)), None)
    for column in body.columns:  # targets and scores are no amounts
        if (column.index >= first or column.index == goal) and column.dims is None:
            column.role = "text"
    unit = current = ""
    mine: list[tuple[Cell, ...]] = []
    project = None
    for number, row in enumerate(rows[body.start :], body.start + 1):
        if numbers_columns(row) or not any(cell.text.strip() for cell in row):
            continue
        name = one_line(row[at].text)
        if name and name != current:
            if project is not None:
                project.indicators += indicator_rows([rows[header], *mine], body.profile.indicator_levels)
            current, mine, project = name, [], None
            if may_be_unit(name) and not any(cell.text.strip() for cell in row[first:]):
                unit = body.registry.unit_dimension(name, body.text(row, "unit-code"), row[at].place)
                body.add_row(RowFact(number, name, row[at].place, {"budgetUnit": unit}), row)
                continue
            project = body.registry.project(name, row[at].place, unit=unit)
            project.unit = project.unit or unit or None
            project.goal = project.goal or (one_line(row[goal].text) if goal is not None else "")
            dims: Dimensions = {"project": f"project:{project.number}"} | ({"budgetUnit": unit} if unit else {})
            body.add_row(RowFact(number, project.name, row[at].place, dims), row)
        else:
            repeated = [cell for _, cell in body.figures(row) if parse_cell(cell.text) is not None]
            body.ignore_cells(repeated, f"amounts of a project printed again beside its indicators: {len(repeated)}")
        mine.append(row)
    if project is not None:
        project.indicators += indicator_rows([rows[header], *mine], body.profile.indicator_levels)
