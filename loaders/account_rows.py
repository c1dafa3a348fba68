"""Rows keyed by account: codes joined (2010301) or split (201|03|01), units and totals between them, records side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ontology
from loaders.account_codes import SCHEMES, Position, account_name, code_of, is_placed
from loaders.amounts import is_amount
from loaders.body import Body
from loaders.document import Cell
from loaders.errors import Place
from loaders.facts import Dimensions, RowFact
from loaders.header import CODE, TOTAL
from loaders.paired_rows import read_pairs
from loaders.profile import RowRule, row_rule
from loaders.text import is_name, one_line, squeeze, strip_ordinal

_BY_ECONOMY = frozenset({"basic", "economic-summary", "operating-costs"})
_ECONOMIC_CLASSES = ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")
_CODE_AND_NAME = re.compile(r"[\[(]?(\d{3}(?:\d{2}){0,2})[\])]?\s*[-—_、.．:：]?\s*(?=[^\d\s])(.+)")
_TEXT = re.compile("[。；;，,：:]")
_LONG = 40
_FIGURE = re.compile(r"[-+\d,，.．%\s]+")
#: How names of public bodies end.
_ORGANIZATION = re.compile(
    r"(局|委|办|厅|院|部|部门|处|科|室|会|所|站|队|馆|中心|校|园|机关|政府|公室|街道|镇|乡|村|区|团|台|社|库|场|司|庭|署|组|宫|段|联|校区|基地|学校|公司|大学|中学|小学"
    r"|医院|法院|检察院|本级|本部|汇总|单位|支队|大队|总队|工会|协会|\d+)(\(.*\))?$"
)


def read_accounts(body: Body) -> None:
    """Read every record of every row."""
    for block in body.blocks:
        at = Position()
        for number, row in body.rows:
            if not read_pairs(body, number, row):
                _read_record(body, number, row, block, at)
        if at.padded:
            body.notice("account codes printed without their leading zero (301 | 2) were read with it (30102)")


@dataclass(frozen=True)
class _Record:
    """One record of a printed row: its cells and what its columns of names say."""

    number: int
    row: tuple[Cell, ...]
    block: int
    code: str
    name: str
    label: str
    unit_code: str
    unit_name: str
    place: Place
    figures: bool


def _read_record(body: Body, number: int, row: tuple[Cell, ...], block: int, at: Position) -> None:
    record = _record(body, number, row, block, at)
    if not (record.label or record.code or record.figures):
        return
    if record.code and record.code[0] in SCHEMES and not _codes_unit(body, record):
        _add_account(body, record, at)
    elif TOTAL.search(squeeze(record.label)) or any(TOTAL.search(squeeze(c.text)) for c in _cells(body, row, block)):
        _add_total(body, record)
    elif rule := row_rule(body.profile, body.facts.kind, "", record.label or record.name):
        _add_by_rule(body, record, rule)
    elif named := _named_account(body, record.name or record.label, at):
        coded = any(column.role == "unit-code" for column in body.columns)
        unit = at.row_unit if coded else at.unit
        dims = {SCHEMES[named[0]][0]: f"{SCHEMES[named[0]][1]}/{named}"} | ({"budgetUnit": unit} if unit else {})
        _add(body, record, f"{named} {strip_ordinal(record.name or record.label)}", dims)
    elif (
        record.unit_code
        or record.unit_name
        or (may_be_unit(record.name) and (not record.code or _codes_unit(body, record)))
    ) and not _is_no_name(record):
        _add_unit(body, record, at)
    elif record.figures:
        body.refuse_row(row, "the row has neither an account code nor a known label", None, block)
    else:
        body.ignore(row[0], f"a row without figures: {record.label[:60]}")


def _record(body: Body, number: int, row: tuple[Cell, ...], block: int, at: Position) -> _Record:
    figures = any(cell.text.strip() for _, cell in body.figures(row, None, block))
    code = code_of(body, row, block, at)
    name = account_name(body, row, block) or body.text(row, "label", None, block)
    combined = _CODE_AND_NAME.fullmatch(one_line(body.text(row, "code", None, block) or name))
    if not code and combined and combined[1][0] in SCHEMES:
        code, name = combined[1], combined[2]
    return _Record(
        number, row, block, code, name,
        label=_label(body, row, block) or (_borrowed(body, row, block) if figures else ""),
        unit_code=body.text(row, "unit-code", None, block),
        unit_name=_name(body.text(row, "unit-name", None, block)),
        place=next((cell.place for cell in _cells(body, row, block) if cell.text.strip()), row[0].place),
        figures=figures,
    )  # fmt: skip


def _name(text: str) -> str:
    """Return a name, or nothing for a figure: a shifted row must not make a unit of it."""
    return "" if _FIGURE.fullmatch(text) else text


def _add(body: Body, record: _Record, label: str, dims: Dimensions, *, of_which: bool = False) -> None:
    fact = RowFact(record.number, one_line(label), record.place, dims, of_which=of_which, block=record.block)
    body.add_row(fact, record.row)


def _add_account(body: Body, record: _Record, at: Position) -> None:
    dimension, scheme = SCHEMES[record.code[0]]
    dims: Dimensions = {dimension: f"{scheme}/{record.code}"}
    unit_name, name = record.unit_name, record.name
    if not name and _names_account(scheme, record.code, unit_name):  # one column for the names of units and accounts
        unit_name, name = "", unit_name
    label = f"{record.code} {name}"
    government = "".join(
        squeeze(body.text(record.row, f"government-{part}", None, record.block))
        for part in ("code", "class", "section")
    )
    government_name = body.text(record.row, "government-name", None, record.block)
    if not government and (combined := _CODE_AND_NAME.fullmatch(government_name)):  # [50101]工资奖金津补贴
        government, government_name = combined[1], combined[2]
    if government:
        dims["governmentEconomicAccount"] = f"government-economic/{government}"
        label = f"{label} → {government} {government_name}"
    if unit_name or record.unit_code:
        if not unit_name and body.facts.rows and body.facts.rows[-1].dims == {"budgetUnit": at.row_unit}:
            body.registry.learn_code(
                at.row_unit, record.unit_code
            )  # the row above named the unit, this one has its code
        found = body.registry.unit_dimension(unit_name, record.unit_code, record.place)
        at.unit = "" if found == "department" else found
    if at.unit:
        dims["budgetUnit"] = at.unit
    _add(body, record, label, dims)


def _codes_unit(body: Body, record: _Record) -> bool:
    """Return whether a code that could be an account is that of a unit: 501 | 某市民政局 in a table by function."""
    if record.code[0] not in SCHEMES:
        return False
    dimension, scheme = SCHEMES[record.code[0]]
    name = record.unit_name or record.name
    return not is_placed(body, dimension) and may_be_unit(name) and not _names_account(scheme, record.code, name)


def _names_account(scheme: str, code: str, name: str) -> bool:
    return any(squeeze(known.zh) == squeeze(name) for known in ontology.account_names(scheme, code))


def _add_by_rule(body: Body, record: _Record, rule: RowRule) -> None:
    if rule.ignore:
        body.ignore_row(record.row, f"row “{record.label}”: {rule.ignore}", None, record.block)
    else:
        _add(body, record, record.label or record.name, dict(rule.dims), of_which=rule.of_which)


def _add_unit(body: Body, record: _Record, at: Position) -> None:
    name = record.unit_name or record.name
    found = body.registry.unit_dimension(name, record.unit_code or record.code, record.place)
    at.unit = at.row_unit = "" if found == "department" else found
    _add(body, record, f"{record.unit_code} {name}", {"budgetUnit": found})


def _add_total(body: Body, record: _Record) -> None:
    """Add the total of the table; a second one (总计 below 合计) would have the address of the first."""
    if any(not known.dims for known in body.facts.rows):
        body.ignore_row(record.row, "a second total row", None, record.block)
    else:
        _add(body, record, "合计", {})


def _cells(body: Body, row: tuple[Cell, ...], block: int) -> list[Cell]:
    return [row[column.index] for column in body.columns if column.block == block and column.index < len(row)]


def _label(body: Body, row: tuple[Cell, ...], block: int) -> str:
    """Return the first text of a record that is no figure and no code."""
    texts = (one_line(cell.text) for cell in _cells(body, row, block) if cell.text.strip())
    return next((text for text in texts if not is_amount(text) and not text.replace(" ", "").isdigit()), "")


def _borrowed(body: Body, row: tuple[Cell, ...], block: int) -> str:
    """Return the label of the record before, where it reaches over to the figures of this one (公用经费合计 over two records)."""
    if block == 0 or any(cell.text.strip() for _, cell in body.figures(row, None, block - 1)):
        return ""
    return _label(body, row, block - 1) or _borrowed(body, row, block - 1)


def _is_no_name(record: _Record) -> bool:
    """Return whether a row names its unit by marks, or by a number alone that is no code of a unit, such as 208 or 1."""
    named = record.unit_name or record.name or record.unit_code
    if not named.isdigit():
        return not (record.unit_code or is_name(named))
    return len(named) < 3 or (CODE.fullmatch(named) is not None and not record.unit_code)


def may_be_unit(name: str) -> bool:
    """Return whether a label ends as the names of public bodies do."""
    return len(name) <= _LONG and _TEXT.search(name) is None and _ORGANIZATION.search(squeeze(name)) is not None


def account_code(body: Body, row: tuple[Cell, ...]) -> str:
    """Return the joined account code that a row prints, or nothing."""
    return code_of(body, row, 0, Position())


def _named_account(body: Body, name: str, at: Position) -> str | None:
    """Return the code of an account that is printed by its name alone, below the class and section that the rows above name."""
    bare = strip_ordinal(name)
    if any(column.role in {"code", "class"} for column in body.columns):
        return _class_by_name(body, bare)  # 工资福利支出 over its rows, without its code
    path = list(at.last)
    for parent in (path[1], path[0]):
        child = (
            ontology.child_code_by_name(
                "economic" if parent.startswith("3") else "functional", parent, bare, body.registry.year
            )
            if parent
            else None
        )
        if child:
            if len(child) == 5:
                at.last = (child[:3], child)
            return child
    top = _class_by_name(body, bare)
    if top:
        at.last = (top, "")
    return top


def _class_by_name(body: Body, name: str) -> str | None:
    if body.facts.kind in _BY_ECONOMY and not body.accounts_across:
        bare = squeeze(name).replace("的", "")
        names = ((code, ontology.account_names("economic", code)) for code in _ECONOMIC_CLASSES)
        return next(
            (code for code, known in names if any(squeeze(n.zh).replace("的", "") == bare for n in known)), None
        )
    found = ontology.class_code_by_name(name)
    return found if found and found.isdigit() else None
