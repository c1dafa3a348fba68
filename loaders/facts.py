"""What the loaders read out of a document, before it becomes RDF.

Dimension values are short code names ("functional/2010301", "spending-type/basic"), or references resolved when the graph is
written: ``unit:<name>``, ``project:<n>``, ``procurement:<n>``, ``department``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from loaders.amounts import Printed, Unit, rounding_error, to_yuan
from loaders.errors import Place, Signal

Dimensions = dict[str, str]


@dataclass(eq=False)
class RowFact:
    """A printed row, or one side of a balance row.

    Attributes:
        number: Printed row of the grid from 1, header rows included.
        side: ``revenue`` or ``expenditure`` where one printed row holds both, else ``None``.
        block: Which of several records that stand side by side in one printed row (codes 301 … | 302 …), from 0.
        dims: The dimensions that the row fixes.
        parent: The printed row that this one adds into (or is part of, when ``of_which``).
    """

    number: int
    label: str
    place: Place
    dims: Dimensions
    side: str | None = None
    of_which: bool = False
    parent: RowFact | None = None
    block: int = 0


@dataclass(eq=False)
class ColumnFact:
    """A printed column of figures, with the dimensions that it fixes, and its own unit where the header states one."""

    number: int
    label: str
    dims: Dimensions
    side: str | None = None
    of_which: bool = False
    unit: Unit | None = None
    parent: ColumnFact | None = None


@dataclass(eq=False)
class CellFact:
    """One printed figure.

    Attributes:
        unit: ``None`` for a quantity.
        printed_column: Number of the printed column where it is not that of ``column``: records that stand side by side repeat the
            same columns.
    """

    row: RowFact
    column: ColumnFact
    printed: Printed
    unit: Unit | None
    place: Place
    printed_column: int | None = None

    @property
    def column_number(self) -> int:
        """Return the printed column of the grid from 1."""
        return self.printed_column or self.column.number

    @property
    def value(self) -> Decimal:
        """Return the amount in 元, or the quantity as printed."""
        return self.printed.value if self.unit is None else to_yuan(self.printed, self.unit)

    @property
    def rounding_error(self) -> Decimal:
        """Return half a unit of the last printed digit (元, or the unit of the quantity)."""
        return rounding_error(self.printed.decimals, self.unit or Unit.YUAN)


@dataclass(frozen=True)
class Candidate:
    """One way to read the columns of a table: how many figures it leaves without a place, how many sums hold and fail."""

    name: str
    refused: int
    held: int
    failed: int


@dataclass(frozen=True)
class ColumnMeaning:
    """What a printed column was taken for: ``role`` of a column of text, ``dims`` of one of figures, or neither.

    Attributes:
        note: ``derived`` (restates others), ``foreign`` (known, without a place in such a table), ``unknown``, or empty.
    """

    number: int
    label: str
    role: str | None
    dims: Dimensions | None
    note: str = ""


@dataclass(eq=False)
class TableFacts:
    """A recognised table with everything read from it.

    Attributes:
        printed: How many figures its body prints, counted in the grid whatever became of them.
        ignored: How many of them a rule left out.
        unmapped: How many of them could not be placed; ``printed`` is ``cells`` and these two together.
        left_out: The figures that were ignored, as printed.
        labels: Whole numbers in its columns of text: codes, row numbers.
        candidates: The ways in which its columns were read, the best first.
        meanings: What its columns were taken for under the best.
        body_row: Printed row from 1 where the body begins.
        words: How many texts stand in each column of figures.
        as_of: The day that its figures describe, where a caption states it.
        misfits: How many body rows do not fit the columns.
        cut_off: In how many columns rows are lacking because the file was cut off (`loaders.cutoff`).
    """

    kind: str
    title: str
    place: Place
    unit: Unit | None
    printed_unit: str | None
    declared_empty: bool = False
    rows: list[RowFact] = field(default_factory=list)
    columns: list[ColumnFact] = field(default_factory=list)
    cells: list[CellFact] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    reading: str = "header"
    misfits: int = 0
    cut_off: int = 0
    as_of: date | None = None
    printed: int = 0
    ignored: int = 0
    unmapped: int = 0
    left_out: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    meanings: list[ColumnMeaning] = field(default_factory=list)
    body_row: int = 1
    words: Counter[ColumnFact] = field(default_factory=Counter)

    @property
    def unread(self) -> int:
        """Return how many printed figures of it are not in the graph because they could not be read, as far as known."""
        return sum(signal.level == "refused" for signal in self.signals) + self.cut_off


@dataclass(eq=False)
class IndicatorFact:
    """A performance indicator row: levels, name, description, target as printed, basis."""

    level1: str
    level2: str
    name: str
    description: str
    target: str
    basis: str
    place: Place


@dataclass(eq=False)
class ProjectFact:
    """A project of the document, gathered from every table that names it."""

    number: int
    name: str
    place: Place
    code: str | None = None
    kind: str | None = None
    unit: str | None = None
    goal: str = ""
    indicators: list[IndicatorFact] = field(default_factory=list)
    amount: Decimal | None = None


@dataclass(eq=False)
class ProcurementFact:
    """A line of the procurement table: what is bought."""

    number: int
    name: str
    catalogue_code: str
    quantity_unit: str
    project_name: str
    project: int | None
    place: Place


@dataclass(eq=False)
class UnitFact:
    """A subordinate unit (预算单位) as the document names it."""

    name: str
    place: Place
    code: str | None = None
    nature: str = ""
    rank: str = ""
    funding: str = ""


@dataclass(frozen=True)
class TableMention:
    """A table that the document announces (目录), with the kind it would be of."""

    kind: str
    label: str
    place: Place
