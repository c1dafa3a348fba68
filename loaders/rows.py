"""Row readers: how the body of each family of tables turns into facts. Chosen by ``rows`` in the profile."""

from __future__ import annotations

import re

import ontology
from loaders.account_rows import may_be_unit, read_accounts
from loaders.amounts import is_amount, parse_cell
from loaders.body import Body, RowReader
from loaders.document import Cell
from loaders.errors import Place
from loaders.facts import Dimensions, RowFact
from loaders.header import TOTAL
from loaders.performance_form import read_department_performance
from loaders.performance_project import read_project_performance
from loaders.profile import row_rule
from loaders.project_rows import read_projects
from loaders.text import is_name, one_line, squeeze, strip_ordinal
from ontology.accounts import accounts
from ontology.terms import DIMENSIONS

_TOTALS = frozenset({"line-item/current-year-total", "line-item/grand-total"})
_SUBTOTAL = re.compile(r"小计$")

#: The code of a class in front of its name.
_CODED = re.compile(r"(\d{3})\s*(?=[^\d\s])")


def read_balance(body: Body) -> None:
    """Read a two-sided balance: each printed row gives one fact row per side whose label is printed.

    A balance may break its expenditure down several times side by side (by function, by economic category); what a further
    breakdown only repeats is left out.
    """
    records = sorted(
        {(column.side, column.block) for column in body.columns if column.side}, key=lambda r: (r[0] != "revenue", r[1])
    )
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    for side, block in records:
        _read_side(body, side or "", block, seen)


def _read_side(body: Body, side: str, block: int, seen: set[tuple[str, frozenset[tuple[str, str]]]]) -> None:
    opened: str | None = None
    at: str | None = None
    own: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    allowed = {str(term).rpartition("#")[2] for term in DIMENSIONS[body.facts.kind]}
    for number, row in body.rows:
        label = body.text(row, "label", side, block)
        if not label:
            amounts = [parse_cell(cell.text) for _, cell in body.figures(row, side, block)]
            if any(amount is not None and amount.value for amount in amounts):
                body.refuse_row(row, f"the row has no label on the {side} side", side, block)
            else:
                body.ignore_row(row, "a zero beside no label", side, block)
            continue
        rule = row_rule(body.profile, body.facts.kind, side, label)
        partial = _is_subtotal(label) and _sums_a_part(body, side, block, number)
        if why := "a subtotal of some of the items of the year" if partial else rule and rule.ignore:
            body.ignore_row(row, f"row “{label}”: {why}", side, block)
            continue
        dims = _class_dims(body, side, label) if rule is None else dict(rule.dims)
        at = _class_of(dims) or at
        if dims is None and at is not None and _is_below(at, label):
            body.ignore_row(row, "an account below its class, which this kind of table has no place for", side, block)
            continue
        if dims is None:
            body.refuse_row(row, f"row “{label}” is not understood on the {side} side", side, block)
            continue
        if rule is not None and (rule.opens or dims.get("lineItem") in _TOTALS):
            opened = f"line-item/{rule.opens}" if rule.opens else None
        elif opened and dims.get("lineItem") == "line-item/item":
            dims["lineItem"] = opened
        place = next(
            row[c.index].place for c in body.columns if c.role == "label" and c.side == side and c.block == block
        )
        key = (side, frozenset(dims.items()))
        if key in seen or (key in own and "spendingType" in dims):
            figures = [cell for _, cell in body.figures(row, side, block) if cell.text.strip()]
            if figures:
                message = f"{figures[0].text.strip()}: row “{label}” repeats a row of the first breakdown"
                body.ignore_cells(figures, message)
            continue
        if block and not set(dims) <= allowed:
            body.ignore_row(
                row, f"row “{label}”: a further breakdown that this kind of table has no place for", side, block
            )
            continue
        own.add(key)
        body.add_row(RowFact(number, label, place, dims, side, bool(rule and rule.of_which), block=block), row)
    seen |= own
    _settle_totals(body, side, block)


def _is_subtotal(label: str) -> bool:
    return squeeze(strip_ordinal(label)) == "小计"


def _sums_a_part(body: Body, side: str, block: int, number: int) -> bool:
    """Return whether 小计 is not the total of the year: another one stands on its side, or an item of the year below it."""
    labels = [(at, label) for at, row in body.rows if at != number and (label := body.text(row, "label", side, block))]
    if any(_is_subtotal(label) for _, label in labels):
        return True
    for label in (label for at, label in labels if at > number):
        rule = row_rule(body.profile, body.facts.kind, side, label)
        dims = _class_dims(body, side, label) if rule is None else rule.dims
        if rule is not None and (rule.opens or rule.dims.get("lineItem") in _TOTALS):
            return False  # what was carried over, by its source
        if dims and dims.get("lineItem") == "line-item/item":
            return True
    return False


def _class_of(dims: Dimensions | None) -> str | None:
    return dims.get("functionalAccount", "").partition("/")[2] or None if dims else None


def _is_below(top: str, label: str) -> bool:
    """Return whether a label is the name of an account of a class: 民政管理事务 and 行政运行 under 社会保障和就业支出."""
    bare = squeeze(strip_ordinal(label))
    names = (names for code, names in accounts("functional").items() if code.startswith(top) and code != top)
    return any(squeeze(entry.zh) == bare for found in names for entry in found)


def _settle_totals(body: Body, side: str, block: int) -> None:
    """Where a side prints 收入合计 above 收入总计, the first is the total of the year."""
    totals = [
        row
        for row in body.facts.rows
        if (row.side, row.block) == (side, block) and row.dims == {"lineItem": "line-item/grand-total"}
    ]
    if len(totals) == 2:
        totals[0].dims["lineItem"] = "line-item/current-year-total"


def _class_dims(body: Body, side: str, label: str) -> Dimensions | None:
    if (body.facts.kind, side) not in body.profile.class_sides:
        return None
    coded = _CODED.match(label)  # 201 一般公共服务支出
    code = ontology.class_code_by_name(label[coded.end() :] if coded else label)
    if coded and code != coded[1]:
        return None
    return None if code is None else {"lineItem": "line-item/item", "functionalAccount": f"functional/{code}"}


def read_line_items(body: Body) -> None:
    """Read tables whose rows (or columns) are named items: 三公 and assets."""
    by_columns = any("lineItem" in column.dims for column in body.facts.columns)
    alone = sum(any(cell.text.strip() for _, cell in body.figures(row)) for _, row in body.rows) < 2
    for block in [0] if by_columns else body.blocks:
        for number, row in body.rows:
            _read_line_item(body, number, row, block, by_columns=by_columns, alone=alone)
    if not by_columns:
        _settle_three_public_total(body)


def _read_line_item(
    body: Body, number: int, row: tuple[Cell, ...], block: int, *, by_columns: bool, alone: bool
) -> None:
    first = next((cell for cell in row if cell.text.strip()), row[0])
    label = body.text(row, "label", None, block)
    label = label or ("" if block or is_amount(first.text) else one_line(first.text))
    if by_columns:
        dims = {} if alone else _unit_dims(body, row, first.place)
        if dims is None:
            body.refuse_row(row, "the row does not name its unit")
            return
        body.add_row(RowFact(number, label, first.place, dims), row)
        return
    rule = row_rule(body.profile, body.facts.kind, "", label) if label else None
    if rule is None:
        body.refuse_row(row, f"row “{label}” is not understood", None, block)
    elif rule.ignore:
        body.ignore_row(row, f"row “{label}”: {rule.ignore}", None, block)
    else:
        body.add_row(RowFact(number, label, first.place, dict(rule.dims), of_which=rule.of_which, block=block), row)


def _unit_dims(body: Body, row: tuple[Cell, ...], place: Place) -> Dimensions | None:
    """Return the unit of a row of items, ``None`` where marks stand for its name; the total row, or a row without a unit, is of all."""
    code, name = body.text(row, "unit-code"), body.text(row, "unit-name") or body.text(row, "name")
    if not (code or name) or any(TOTAL.search(squeeze(text)) for text in (code, name)):
        return {}
    if not code and not is_name(name):
        return None
    return {"budgetUnit": body.registry.unit_dimension(name, code, place)}


def _settle_three_public_total(body: Body) -> None:
    """Where a 三公 table prints only 合计, that row is the “三公” total itself."""
    _drop_headings(body)
    rows = {row.dims.get("lineItem"): row for row in body.facts.rows}
    grand = rows.get("line-item/three-public-grand-total")
    if grand is not None and "line-item/three-public-total" not in rows:
        grand.dims["lineItem"] = "line-item/three-public-total"


def _drop_headings(body: Body) -> None:
    """Drop a row without figures that another row with figures means: 一、“三公”经费支出 above （一）支出合计."""
    printed = {id(cell.row) for cell in body.facts.cells}
    meant = {frozenset(row.dims.items()) for row in body.facts.rows if id(row) in printed}
    body.facts.rows = [row for row in body.facts.rows if id(row) in printed or frozenset(row.dims.items()) not in meant]


def read_procurement(body: Body) -> None:
    """Read the procurement table: totals, subtotals by unit (above their lines), and one line per purchase."""
    unit = ""
    for number, row in body.rows:
        first = one_line(row[0].text)
        place = row[0].place
        item = body.text(row, "purchase-name")
        if not item and any(TOTAL.search(squeeze(cell.text)) for cell in row):
            body.add_row(RowFact(number, "合计", place, {}), row)
        elif not item and (_SUBTOTAL.search(first) or may_be_unit(first)):
            unit = body.registry.unit_dimension(first, "", place)
            body.add_row(RowFact(number, first, place, {"budgetUnit": unit}), row)
            unit = "" if unit == "department" else unit
        elif item:
            project_name = body.text(row, "project-name")
            project = body.registry.find_project(project_name)
            line = body.registry.procurement_line(
                name=item,
                catalogue_code=body.text(row, "catalogue-code"),
                quantity_unit=body.text(row, "quantity-unit"),
                project_name=project_name,
                project=project.number if project else None,
                place=place,
            )
            dims = {"procurementLine": f"procurement:{line.number}"} | ({"budgetUnit": unit} if unit else {})
            body.add_row(RowFact(number, one_line(f"{project_name} {item}"), place, dims), row)
        else:
            body.refuse_row(row, "the row names neither a purchase nor a total")


def read_institutions(body: Body) -> None:
    """Read the 机构设置 table: units with nature, rank and funding. It holds no figures."""
    header = [squeeze(cell.text) for cell in body.table.table.rows[0]]
    for _, row in body.rows:
        values = dict(zip(header, (one_line(cell.text) for cell in row), strict=False))
        name = next((values[key] for key in ("单位名称", "单位全称", "部门名称") if values.get(key)), "")
        numbers = [cell for cell in row if parse_cell(cell.text) is not None]
        body.ignore_cells(numbers, f"numbers in a row of the list of units are no amounts: {len(numbers)}")
        if not name:
            continue
        unit = body.registry.unit(name, row[0].place)
        unit.nature = values.get("单位性质", "")
        unit.rank = values.get("单位规格", "")
        unit.funding = values.get("经费保障形式", "")


READERS: dict[str, RowReader] = {
    "accounts": read_accounts,
    "balance": read_balance,
    "line-items": read_line_items,
    "projects": read_projects,
    "project-performance": read_project_performance,
    "performance": read_department_performance,
    "procurement": read_procurement,
    "institutions": read_institutions,
}
