"""What the tables of a disclosure print, and what they leave out: where figures stand, or would stand if they were printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from loaders.facts import CellFact, ColumnFact, Dimensions, RowFact, TableFacts
from loaders.mapping import TOTALS, Mapper
from ontology.terms import DIMENSIONS

_COMMON = frozenset({"department", "fiscalPeriod", "phase"})


class Tables:
    """Answers questions about the tables of one disclosure."""

    def __init__(self, mapper: Mapper) -> None:
        self._mapper = mapper

    @cached_property
    def carried(self) -> list[CellFact]:
        """The printed amounts, other than zero, of money of other years."""
        return [
            cell
            for _, facts in self._mapper.tables
            for cell in facts.cells
            if cell.value and any("carry-over" in member for member in (cell.row.dims | cell.column.dims).values())
        ]

    @cached_property
    def carries(self) -> bool:
        """Whether money of other years is in some totals and not in others; where no summary tells, it may be."""
        summary = any(facts.kind == "balance" and facts.cells for _, facts in self._mapper.tables)
        return bool(self.carried) or not summary or not self.read("balance")

    def read(self, kind: str) -> bool:
        """Return whether the figures of a table kind are there as printed: none was refused, and a table without any says so."""
        tables = [facts for _, facts in self._mapper.tables if facts.kind == kind]
        return bool(tables) and all(
            (facts.cells or facts.declared_empty)
            and not facts.cut_off
            and all(signal.level != "refused" for signal in facts.signals)
            for facts in tables
        )

    def printing(self, account: str, kinds: tuple[str, ...]) -> list[str]:
        """Return which of these kinds of table print figures of an account or of one below it."""
        wanted = f"functional/{account}"
        return [
            kind
            for kind in kinds
            if any(
                cell.row.dims.get("functionalAccount", "").startswith(wanted)
                for _, facts in self._mapper.tables
                if facts.kind == kind
                for cell in facts.cells
            )
        ]

    def blank(self, kind: str, dims: Dimensions) -> str | None:
        """Return where a figure would stand that no cell prints: in the table declared empty, the row or column, or the missing table."""
        if kind in self._mapper.missing:
            return self._mapper.missing[kind]
        tables = [(table, facts) for table, facts in self._mapper.tables if facts.kind == kind]
        if len(tables) != 1:
            return None
        ((table, facts),) = tables
        if not facts.cells:
            return table if facts.declared_empty else None
        places = [place for place in _places(facts) if _dims_of(facts.kind, *place) >= _stated(kind, dims)]
        exact = [place for place in places if _dims_of(facts.kind, *place) == self._full(kind, dims)]
        if len(exact) != 1:
            return None
        row, column = exact[0]
        if any(cell.row is row and cell.column is column for cell in facts.cells):
            return None
        return self._mapper.addresses.row(table, row) if row.dims else f"{table}/column/{column.number}"

    def _full(self, kind: str, dims: Dimensions) -> frozenset[tuple[str, str]]:
        return frozenset((name, value) for name, value in self._mapper.key(kind, dims)[1] if name not in _COMMON)


def _places(facts: TableFacts) -> Iterator[tuple[RowFact, ColumnFact]]:
    """Yield every place of a table where a figure of its own year and phase may stand."""
    for row in facts.rows:
        for column in facts.columns:
            if row.side == column.side and not _COMMON & (row.dims.keys() | column.dims.keys()):
                yield row, column


def _dims_of(kind: str, row: RowFact, column: ColumnFact) -> frozenset[tuple[str, str]]:
    stated = column.dims | row.dims | ({"flow": f"flow/{row.side}"} if row.side else {})
    names = {str(term).rpartition("#")[2] for term in DIMENSIONS[kind]} - _COMMON
    return frozenset((name, value) for name, value in (TOTALS | stated).items() if name in names)


def _stated(kind: str, dims: Dimensions) -> frozenset[tuple[str, str]]:
    names = {str(term).rpartition("#")[2] for term in DIMENSIONS[kind]}
    return frozenset((name, value) for name, value in dims.items() if name in names)
