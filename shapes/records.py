"""What a report is made of: one `Check` per checked instance, with the printed figures it used."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib.term import Node

from shapes import wording
from shapes.catalogue import MONEY
from shapes.facts import AxisFacts, CellFacts, DisclosureFacts, StatementFacts, TableFacts

if TYPE_CHECKING:
    from shapes.excerpt import Excerpt
    from shapes.hints import Hint

STRUCTURE = "structure"
"""Stands for the identity where a structure shape, not an accounting identity, is not satisfied."""


@dataclass(frozen=True)
class Operand:
    """What a check used: a printed figure, a table (as a whole, or declared empty and counted as zero), or a statement of the document.

    Attributes:
        iri: Address of the observation, the table or the statement.
        amount: In 元 (a quantity as printed); None where it is no figure, and of a table that is looked at as a whole.
        table: The table it stands in, or is; None for a statement.
        row: Label of its row, as printed; what a statement is called.
        column: Label of its column, as printed.
        cell: The printed figure, if it is one.
        statement: The claim, project, indicator, remark …, if it is one.
    """

    iri: str
    amount: Decimal | None
    table: TableFacts | None
    row: str = ""
    column: str = ""
    cell: CellFacts | None = None
    statement: StatementFacts | None = None

    @property
    def where(self) -> CellFacts | StatementFacts | None:
        """Return what knows its line, page and sheet; None for a table."""
        return self.cell or self.statement

    @property
    def uncounted(self) -> Operand:
        """Return a table as one that is looked at as a whole, not counted as zero; anything else as it is."""
        return replace(self, amount=None) if self.table and not self.cell else self

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Return the order in which operands are listed: as printed."""
        cell, where = self.cell, self.where
        row, column = (cell.row_number, cell.column_number) if cell else (where.line if where else 0, 0)
        return (self.table.iri if self.table else "", row or 0, column or 0, self.iri)


@dataclass(frozen=True)
class Place:
    """Where in a table a check stands: a row and a column, or the table and what is compared there.

    Attributes:
        table: The table, None where a disclosure as a whole is meant.
        row: Number and label of the row, None where the place is no row.
        column: Number and label of the column.
        member: Label by language of what is compared instead of a row or column: an account, a funding source, a statement.
        line: Line of the source, None in sources without lines.
        page: Page of a source that has pages.
        sheet: Sheet of a workbook.
    """

    table: TableFacts | None
    row: tuple[int | None, str] | None = None
    column: tuple[int | None, str] | None = None
    member: dict[str, str] = field(default_factory=dict)
    line: int | None = None
    page: int | None = None
    sheet: str | None = None

    def at(self, source: CellFacts | StatementFacts | AxisFacts | TableFacts | None) -> Place:
        """Return this place with the line, page or sheet of what is printed there."""
        if source is None:
            return self
        return Place(self.table, self.row, self.column, self.member, source.line, source.page, source.sheet)


@dataclass(frozen=True)
class Check:
    """One checked instance of an identity (`mz:IdentityCheck`), or one thing that a structure shape found.

    Attributes:
        id: Stable name: it depends on the identity and the place only, never on the figures.
        identity: Id of the identity, such as ``C2``; ``structure`` for structure shapes.
        label: Title of the identity or shape, by language.
        meaning: What a failure means, by language.
        severity: ``violation``, ``warning`` or ``info``.
        outcome: ``passed``, ``failed`` or ``incomplete``.
        disclosure: The disclosure checked.
        place: Where the check stands.
        value: What it stands on (``sh:value``), None where the disclosure itself is meant.
        shape: Address of the shape.
        component: Address of the SHACL constraint component.
        relation: ``=``, ``≤`` or ``≥`` between the sides; empty for structure shapes.
        left: Left side in 元; None where nothing is printed.
        right: Right side in 元; None where nothing is printed.
        difference: left − right; None where a side is not printed.
        tolerance: The most that rounding of the printed figures explains, in 元; None for structure shapes.
        left_operands: The figures of the left side, as printed.
        right_operands: The figures of the right side.
        unit: The unit of both sides, of their difference and of the tolerance; ``元`` for money.
        unread: Of an incomplete check, the tables used of which some printed figures could not be read: nothing is said of blanks then.
        blanks: Of another incomplete check, the cells that should be printed and are blank, as far as known.
        focus: The node a structure shape looked at; the disclosure for identities.
        hint: Of a finding, which one cell read differently would make everything hold that it takes part in; None where that is not clear.
        excerpts: Of a finding, the printed rows that it rests on.
    """

    id: str
    identity: str
    label: dict[str, str]
    meaning: dict[str, str]
    severity: str
    outcome: str
    disclosure: DisclosureFacts
    place: Place
    value: Node | None
    shape: str
    component: str
    focus: str
    relation: str = ""
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    left_operands: tuple[Operand, ...] = ()
    right_operands: tuple[Operand, ...] = ()
    unit: str = MONEY
    unread: tuple[TableFacts, ...] = ()
    blanks: tuple[Place, ...] = ()
    hint: Hint | None = None
    excerpts: tuple[Excerpt, ...] = ()

    @property
    def figures(self) -> tuple[Operand, ...]:
        """Return the figures of both sides."""
        return (*self.left_operands, *self.right_operands)

    @property
    def is_finding(self) -> bool:
        """Return whether a reader must look at it: it failed or is incomplete."""
        return self.outcome != "passed"

    @property
    def has_amounts(self) -> bool:
        """Return whether its sides are amounts, not the count that tells whether a thing is there."""
        return self.unit != wording.COUNT

    @property
    def differs(self) -> bool:
        """Return whether left − right says something: not of what lacks a figure, where one side is only what is printed of it."""
        return self.outcome != "incomplete"

    @property
    def iri(self) -> str:
        """Return its address in the report graph of the disclosure."""
        return f"{self.disclosure.iri}/report/check/{self.id}"

    @cached_property
    def message(self) -> dict[str, str]:
        """Return the whole story in ``zh`` and ``en``: identity, place, both sides, difference, tolerance, printed cells."""
        return {"zh": wording.message(self, "zh"), "en": wording.message(self, "en")}

    def describe_place(self, language: str = "en") -> str:
        """Return the place in words: row, column, line."""
        return wording.place(self.place, language)
