"""The unit of a table that prints none: told by figures that other tables of the document print with their unit."""

from __future__ import annotations

from decimal import Decimal

from loaders.amounts import Unit, parse_cell, to_yuan
from loaders.header import CODE
from loaders.recognise import RecognisedTable

_CANDIDATES = (Unit.YUAN, Unit.TEN_THOUSAND)
#: So many different figures have to reappear elsewhere; one may be a coincidence.
_LEAST = 2


def infer_unit(table: RecognisedTable, known: set[Decimal]) -> Unit | None:
    """Return the one unit under which figures of the table, its largest among them, are figures of other tables; else ``None``.

    Args:
        table: A table without a unit.
        known: Amounts of the tables that state one, in 元.
    """
    cells = (cell.text for row in table.table.rows for cell in row if not CODE.fullmatch(cell.text.strip()))
    printed = [p for text in cells if (p := parse_cell(text)) is not None and p.value]
    if not printed:
        return None
    fitting = []
    for unit in _CANDIDATES:
        found = {p.value for p in printed if to_yuan(p, unit) in known}
        largest = max((p for p in printed), key=lambda p: abs(p.value))
        if len(found) >= _LEAST and largest.value in found:
            fitting.append(unit)
    return fitting[0] if len(fitting) == 1 else None
