"""Codes of accounts in rows: joined (2010301), split (201|03|01), or one of several in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.body import Body
from loaders.document import Cell
from loaders.header import CODE
from loaders.text import one_line, squeeze
from ontology.terms import DIMENSIONS

#: First digits of the classes: functional accounts begin with 1 or 2, economic ones with 3, those of the government budget with 5.
SCHEMES = {
    "1": ("functionalAccount", "functional"),
    "2": ("functionalAccount", "functional"),
    "3": ("economicAccount", "economic"),
    "5": ("governmentEconomicAccount", "government-economic"),
}


@dataclass
class Position:
    """Where a reader stands in a table: the unit of the rows, and the last 类 and 款, which are not repeated everywhere."""

    unit: str = ""
    row_unit: str = ""  # the unit that a row of its own named
    last: tuple[str, str] = ("", "")
    padded: bool = False


def code_of(body: Body, row: tuple[Cell, ...], block: int, at: Position) -> str:
    """Return the joined code of a record; 类 and 款 left blank under a printed one are carried down."""
    joined = squeeze(row[at_code].text) if (at_code := code_column(body, row, block)) is not None else ""
    parts = [squeeze(body.text(row, role, None, block)) for role in ("class", "section", "item")]
    if not any(parts):
        return joined if CODE.fullmatch(joined) else ""
    if len(parts[0]) == 3 and parts[0] == parts[1] == parts[2]:  # 201 | 201 | 201: one merged cell, repeated
        parts[1:] = ["", ""]
    whole = next((part for part in reversed(parts) if len(part) in {5, 7} and part.isdigit()), None)
    if whole is not None:  # 201 | 20103 | 2010301: the deepest says all, and 201 | 20103 | 01 goes on from it
        at.last = (whole[:3], whole[3:5])
        return whole + parts[2] if len(whole) == 5 and re.fullmatch(r"\d\d", parts[2]) else whole
    for index in (1, 2):
        if len(parts[index]) == 1 and parts[index].isdigit():
            parts[index], at.padded = f"0{parts[index]}", True
    section = parts[1] or (at.last[1] if parts[2] and (not parts[0] or parts[0] == at.last[0]) else "")
    top = parts[0] or (at.last[0] if section or parts[2] else "")
    at.last = (top, section)
    code = top + section + parts[2]
    return code if CODE.fullmatch(code) else ""


def code_column(body: Body, row: tuple[Cell, ...], block: int) -> int | None:
    """Return the column of the code: of several (功能科目编码, 经济科目编码) the one that this kind of table is about."""
    printed = [
        column.index
        for column in body.columns
        if column.role == "code"
        and column.block == block
        and column.index < len(row)
        and row[column.index].text.strip()
    ]
    if len(printed) > 1:
        for index in printed:
            scheme = SCHEMES.get(squeeze(row[index].text)[:1])
            if scheme is not None and is_placed(body, scheme[0]):
                return index
    return printed[0] if printed else None


def is_placed(body: Body, dimension: str) -> bool:
    """Return whether the rows of a table may have accounts of a dimension: functions in a summary only where its columns are the classes."""
    if body.facts.kind == "economic-summary" and dimension == "functionalAccount":
        return bool(body.accounts_across)
    return any(str(term).endswith(f"#{dimension}") for term in DIMENSIONS[body.facts.kind])


def account_name(body: Body, row: tuple[Cell, ...], block: int) -> str:
    """Return the name of the account: of several, the one right of its code."""
    code = code_column(body, row, block)
    after = [
        c.index for c in body.columns if c.role == "name" and c.block == block and code is not None and c.index > code
    ]
    names = [one_line(row[index].text) for index in after if index < len(row) and row[index].text.strip()]
    return names[0] if names else body.text(row, "name", None, block)
