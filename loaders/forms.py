"""Forms: tables with keys and values side by side, above the header of their indicators."""

from __future__ import annotations

from loaders.document import Table
from loaders.profile import TableRule
from loaders.text import squeeze

#: Families of tables that are forms.
KEYED = frozenset({"performance", "project-performance"})


def header_text(table: Table, rule: TableRule) -> str:
    """Return the texts in which a rule looks for its header; that of indicators stands below the keys of a form."""
    return "/".join(squeeze(cell.text) for row in table.rows[: 30 if rule.rows in KEYED else 6] for cell in row)


def above_indicators(table: Table, otherwise: int = 4) -> int:
    """Return how many rows stand above the header of the indicators, or ``otherwise`` where a table has none."""
    return next(
        (i for i, row in enumerate(table.rows) if "一级指标" in {squeeze(cell.text) for cell in row}), otherwise
    )
