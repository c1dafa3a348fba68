"""Rows of lists of projects: a total, units, accounts over their projects, and one row for each project."""

from __future__ import annotations

import re

import ontology
from loaders.account_rows import account_code, may_be_unit
from loaders.body import Body
from loaders.document import Cell
from loaders.facts import Dimensions, RowFact
from loaders.header import TOTAL
from loaders.text import one_line, squeeze

_SUBTOTAL = re.compile(r"小计$")
_FUNCTIONAL = ("1", "2")


def read_projects(body: Body) -> None:
    """Read the project list: a total row, unit rows, and one row per project with its unit.

    Beside the name of a project may stand the code of its account. A list without a column of project names has them in the column of
    names, each beside its functional code; or in a column 项目 beside the code and the name of the account, whose rows without a project
    are those of the account.
    """
    roles = {column.role for column in body.columns}
    heads = "label" if "label" in roles and not roles & {"project-name", "name"} else "project-name"
    named = heads in roles
    beside = not named and {"label", "name", "code"} <= roles
    under = ""
    # One column for both, 单位（项目）名称: what ends as a public body does is a unit.
    both = any(column.role == heads and "单位" in column.label for column in body.columns)
    above = within = ""
    rows = body.rows
    for at, (number, row) in enumerate(rows):
        name = body.text(row, heads if named else "label" if beside else "name")
        unit_name = body.text(row, "unit-name")
        if both and not unit_name and may_be_unit(name):
            name, unit_name, above = body.text(row, "unit-code"), name, name
        kind = body.text(row, "project-type")
        place = row[0].place
        account = account_code(body, row)
        if named and account[:1] not in _FUNCTIONAL:  # 经济科目 beside the name of the project
            account = ""
        if beside:
            under = account = account or (under if name else "")
            name = "" if TOTAL.search(squeeze(name)) or _SUBTOTAL.search(name) else name
            if account and not name:
                _add_account(body, number, row, account)
                continue
        if not (name or unit_name or kind) or TOTAL.search(squeeze(name or kind or unit_name)):
            if any(not known.dims for known in body.facts.rows):
                body.refuse_row(row, "a second total row" if name or unit_name or kind else "the row names no project")
            else:
                body.add_row(RowFact(number, "合计", place, {}), row)
            continue
        if not named and not account and not beside:
            if _heads(body, number, row, name, rows[at + 1][1] if at + 1 < len(rows) else ()):
                continue
            if not may_be_unit(name):
                body.refuse_row(row, "the row has no functional code, so it is not known to be a project")
                continue
            unit_name, name = name, body.text(row, "unit-code")
        if (name.isdigit() or not name) and unit_name and not kind:
            unit = body.registry.unit_dimension(unit_name, name, place)
            within = "" if unit == "department" else unit
            body.add_row(RowFact(number, one_line(f"{name} {unit_name}"), place, {"budgetUnit": unit}), row)
            continue
        unit_code = "" if named else body.text(row, "unit-code")
        unit_name = unit_name or above
        unit = body.registry.unit_dimension(unit_name, unit_code, place) if unit_name or unit_code else within
        _add_project(body, number, row, name, unit, account)


def _add_project(body: Body, number: int, row: tuple[Cell, ...], name: str, unit: str, account: str) -> None:
    kind, code = body.text(row, "project-type"), body.text(row, "project-code")
    project = body.registry.project(name, row[0].place, unit=unit, code=code)
    project.kind, project.code = project.kind or kind or None, project.code or code or None
    project.unit = project.unit or unit or None
    dims: Dimensions = {"project": f"project:{project.number}"} | ({"budgetUnit": unit} if unit else {})
    dims |= {"functionalAccount": f"functional/{account}"} if account else {}
    body.add_row(RowFact(number, project.name, row[0].place, dims), row)


def _heads(body: Body, number: int, row: tuple[Cell, ...], name: str, below: tuple[Cell, ...]) -> bool:
    """Add a row that names an account without its code over the projects that have it (一般行政管理事务); return whether it is one."""
    account = account_code(body, below) if below else ""
    if not account or all(
        squeeze(known.zh) != squeeze(name) for known in ontology.account_names("functional", account)
    ):
        return False
    unit_code = body.text(below, "unit-code")
    unit = body.registry.unit_dimension("", unit_code, row[0].place) if unit_code else ""
    _add_account(body, number, row, account, {"budgetUnit": unit} if unit else {})
    return True


def _add_account(
    body: Body, number: int, row: tuple[Cell, ...], account: str, of_unit: Dimensions | None = None
) -> None:
    """Add the row of an account over its projects; a second one (小计 below it) repeats it."""
    dims = {"functionalAccount": f"functional/{account}"} | (of_unit or {})
    if any(known.dims == dims for known in body.facts.rows):
        body.ignore_row(row, f"the row of account {account} repeats one above")
    else:
        body.add_row(RowFact(number, one_line(f"{account} {body.text(row, 'name')}"), row[0].place, dims), row)
