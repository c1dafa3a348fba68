"""Rows that print several totals side by side, whatever the columns above them say: 人员经费合计 | 460.00 | 公用经费合计 | 100.00."""

from __future__ import annotations

from loaders.amounts import is_amount
from loaders.body import Body
from loaders.document import Cell
from loaders.facts import RowFact
from loaders.profile import RowRule, row_rule
from loaders.text import one_line

_FEWEST = 2


def read_pairs(body: Body, number: int, row: tuple[Cell, ...]) -> bool:
    """Read a row of a basic expenditure table as pairs of a label and its figure; return whether it is one.

    Each pair is a record of its own, in the column of the total. Where a label has no figure or several, all of them are refused.
    """
    total = next((c for c in body.facts.columns if c.dims.get("spendingType") == "spending-type/basic"), None)
    if body.facts.kind != "basic" or len(body.blocks) > 1 or total is None:
        return False
    pairs: list[tuple[Cell, RowRule, list[tuple[int, Cell]]]] = []
    for index, cell in enumerate(row):
        if is_amount(cell.text):
            if pairs:
                pairs[-1][2].append((index, cell))
        elif cell.text.strip():
            rule = row_rule(body.profile, body.facts.kind, "", one_line(cell.text))
            if rule is None or rule.ignore or "spendingType" not in rule.dims:
                return False
            pairs.append((cell, rule, []))
    if len(pairs) < _FEWEST:
        return False
    for block, (label, rule, figures) in enumerate(pairs):
        if len(figures) > 1:
            for _, cell in figures:
                body.refuse(cell, f"{cell.text.strip()}: “{one_line(label.text)}” has several figures")
            continue
        fact = RowFact(number, one_line(label.text), label.place, dict(rule.dims), block=block)
        body.facts.rows.append(fact)
        for index, cell in figures:
            body.add_cell(fact, total, cell, index + 1)
    return True
