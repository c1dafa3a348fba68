"""A text that was cut off at the end of a row: its last table lacks rows that its totals count, and later tables are not there.

A text that ends inside a row is refused by its reader. One that ends between two rows looks whole: nothing but the arithmetic and the
tables that should follow tell. The publisher is accused of neither, so the table is marked and what was to follow is called unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from loaders.document import Document, Table
from loaders.facts import ColumnFact, RowFact, TableFacts, TableMention
from loaders.recognise import Recognition
from loaders.structure import adds_up
from ontology.terms import MANDATED


@dataclass(frozen=True)
class Cut:
    """What speaks for a cut.

    Attributes:
        facts: The last table of the document.
        later: Kinds of tables that are announced or mandated after it and not printed.
        columns: Columns in which a total counts more than the rows below it.
    """

    facts: TableFacts
    later: frozenset[str]
    columns: int

    @property
    def sentence(self) -> str:
        """Return the evidence for the load report."""
        ending = f"the file ends with “{self.facts.title}”, and {len(self.later)} kinds of tables that should follow are not there"
        if not self.columns:
            return f"{ending}: it may have been cut off; compare it with the original"
        sums = f"in {self.columns} of its columns the totals count more than the rows that are there"
        return f"{ending}; {sums}: it was probably cut off, so nothing is held against this table; get the whole file"


def find_cut(document: Document, found: Recognition, tables: list[TableFacts]) -> Cut | None:
    """Return what speaks for a cut of a text at its last table, or ``None`` for a document that shows no sign of one.

    A document that goes on after its last table in any way, or that lacks no later table, was not cut there.
    """
    if not tables or document.format not in _TEXTS or not _ends_with(document, found):
        return None
    facts = tables[-1]
    later = _later(facts.kind, found.mentions, {table.kind for table in tables})
    if not later:
        return None
    return Cut(facts, later, _open_columns(facts))


#: Readers of texts without a sign of their own for the end of the document.
_TEXTS = frozenset({"tabbed", "barred", "plain", "csv", "markdown"})


def _ends_with(document: Document, found: Recognition) -> bool:
    """Return whether the last block of the document is its last recognised table."""
    last = document.blocks[-1]
    return isinstance(last, Table) and last.rows[-1][0].place == found.tables[-1].table.rows[-1][0].place


def _later(kind: str, mentions: list[TableMention], printed: set[str]) -> frozenset[str]:
    """Return the kinds that should follow the last table: those listed after it, or where it is not listed, mandated after it."""
    for listed in ([mention.kind for mention in mentions], list(MANDATED)):
        if kind in listed:
            return frozenset(listed[listed.index(kind) + 1 :]) - printed
    return frozenset()


def _open_columns(facts: TableFacts) -> int:
    """Return in how many columns totals exceed what stands below them; 0 when a sum fails that a cut does not explain.

    A cut explains only sums that were still open where the file ends: those of the rows that the last row adds into.
    """
    last = max((row.number for row in facts.rows), default=0)
    open_rows = {above for row in facts.rows if row.number == last for above in _above(row)}
    printed = {(cell.row, cell.column): cell for cell in facts.cells}
    lacking: set[ColumnFact] = set()
    for parent in {row.parent for row in facts.rows if row.parent is not None}:
        children = [row for row in facts.rows if row.parent is parent and not row.of_which]
        for column in facts.columns:
            whole = printed.get((parent, column))
            addends = [printed[row, column] for row in children if (row, column) in printed]
            if whole is None or not addends:
                continue
            if adds_up(whole, addends):
                continue
            rest = whole.value - sum((cell.value for cell in addends), Decimal(0))
            if parent not in open_rows or (rest < 0) != (whole.value < 0):
                return 0
            lacking.add(column)
    return len(lacking)


def _above(row: RowFact) -> Iterator[RowFact]:
    above = row.parent
    while above is not None:
        yield above
        above = above.parent
