"""What a store says around a figure: disclosures, tables, rows and columns, printed cells, statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import pyoxigraph as ox

import ontology
from shapes.completeness import Completeness, completeness

_PREFIXES = """
PREFIX attr: <http://purl.org/linked-data/sdmx/2009/attribute#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


@dataclass(frozen=True)
class DisclosureFacts:
    """A disclosure as reports name it; jurisdiction and department by address, with their labels where the data give them.

    ``mandated``: which of the mandated tables it publishes.
    """

    iri: str
    title: str | None
    jurisdiction: str
    jurisdiction_label: str | None
    department: str
    department_label: str | None
    fiscal_year: int | None
    phase: str
    mandated: Completeness = field(default_factory=Completeness)


@dataclass(frozen=True)
class TableFacts:
    """A table: its kind (``expenditure``), printed title, where it starts, and how many of its figures could not be read.

    ``cut_off``: the file probably ends inside the table.
    """

    iri: str
    kind: str
    title: str
    line: int | None
    unread: int = 0
    cut_off: bool = False
    page: int | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class AxisFacts:
    """A printed row or column of a table: the functional account that a row stands for, and what it adds into (``parent``)."""

    iri: str
    table: str
    label: str
    row: int | None
    column: int | None
    line: int | None
    account: str | None
    parent: str | None = None
    page: int | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class CellFacts:
    """A printed figure; line, page and sheet where the source has them.

    Attributes:
        amount: In 元; a quantity as printed.
        counted: The unit of a quantity (台, 平方米; empty when none is printed), None for an amount of money.
        error: Half a unit of its last printed digit, in 元.
        box: Where it stands on its page: left, top, right, bottom, in points from the top left corner of the page as shown.
    """

    iri: str
    amount: Decimal
    printed: str
    unit_exponent: int
    table: str
    row: str
    column: str
    row_number: int | None
    column_number: int | None
    line: int | None
    page: int | None
    sheet: str | None
    counted: str | None = None
    error: Decimal | None = None
    box: tuple[float, ...] | None = None


@dataclass(frozen=True)
class StatementFacts:
    """What a check may look at beside printed cells: a claim, a project, an indicator, a remark, a table named and not printed, a row.

    Attributes:
        kind: Local name of its class: ``Claim``, ``PerformanceIndicator``.
        label: What it is called.
        printed: Its figure, target or code as printed; empty without one.
        amount: In 元, None without one.
        sentence: The sentence that it stands in, empty where it is no prose.
    """

    iri: str
    kind: str
    label: str
    printed: str
    amount: Decimal | None
    line: int | None
    page: int | None
    sheet: str | None
    sentence: str = ""
    box: tuple[float, ...] | None = None


class Facts:
    """What the store says about disclosures, tables, rows, columns and cells, read once each and only when asked."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def _rows(self, select: str) -> Iterator[dict[str, str]]:
        solutions = self._store.query(_PREFIXES + select)
        if not isinstance(solutions, ox.QuerySolutions):  # pragma: no cover - all queries here are SELECTs
            raise TypeError("not a SELECT")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {
                name: term.value
                for name, term in zip(names, solution, strict=True)
                if term is not None and not isinstance(term, ox.Triple)
            }

    @cached_property
    def disclosures(self) -> dict[str, DisclosureFacts]:
        """Return every disclosure by address, sorted."""
        found, mandated = {}, completeness(self._store)
        for row in self._rows("""SELECT * WHERE {
            ?this a mz:Disclosure .
            OPTIONAL { ?this dct:title ?title }
            OPTIONAL {
                ?this mz:jurisdiction ?jurisdiction
                OPTIONAL { ?jurisdiction rdfs:label ?place . FILTER (LANG(?place) IN ("zh", "")) }
            }
            OPTIONAL {
                ?this mz:department ?department
                OPTIONAL { ?department rdfs:label ?office . FILTER (LANG(?office) IN ("zh", "")) }
            }
            OPTIONAL { ?this mz:fiscalYear ?year }
            OPTIONAL { ?this mz:phase ?phase }
        } ORDER BY ?this"""):
            found[row["this"]] = DisclosureFacts(
                iri=row["this"],
                title=row.get("title"),
                jurisdiction=row.get("jurisdiction", ""),
                jurisdiction_label=row.get("place") or ontology.labels().get(row.get("jurisdiction", ""), {}).get("zh"),
                department=row.get("department", ""),
                department_label=row.get("office"),
                fiscal_year=_integer(row.get("year")),
                phase=row.get("phase", "").rpartition("/")[2],
                mandated=mandated.get(row["this"], Completeness()),
            )
        return found

    @cached_property
    def tables(self) -> dict[str, TableFacts]:
        """Return every table by address."""
        rows = self._rows("""SELECT * WHERE {
            ?table mz:tableKind ?kind ; a mz:Table .
            OPTIONAL { ?table dct:title ?title }
            OPTIONAL { ?table mz:sourceLine ?line }
            OPTIONAL { ?table mz:sourcePage ?page }
            OPTIONAL { ?table mz:sourceSheet ?sheet }
            OPTIONAL { ?table mz:unreadFigures ?unread }
            OPTIONAL { ?table mz:cutOff ?cut }
        }""")
        return {
            row["table"]: TableFacts(
                row["table"],
                row["kind"].rpartition("/")[2],
                row.get("title", ""),
                _integer(row.get("line")),
                _integer(row.get("unread")) or 0,
                row.get("cut") == "true",
                _integer(row.get("page")),
                row.get("sheet"),
            )
            for row in rows
        }

    @cached_property
    def axes(self) -> dict[str, AxisFacts]:
        """Return every row and column by address."""
        rows = self._rows("""SELECT * WHERE {
            ?axis mz:inTable ?table .
            OPTIONAL { ?axis rdfs:label ?label }
            OPTIONAL { ?axis mz:rowNumber ?row }
            OPTIONAL { ?axis mz:columnNumber ?column }
            OPTIONAL { ?axis mz:sourceLine ?line }
            OPTIONAL { ?axis mz:sourcePage ?page }
            OPTIONAL { ?axis mz:sourceSheet ?sheet }
            OPTIONAL { ?axis mz:functionalAccount ?account }
            OPTIONAL { ?axis mz:addendOf ?parent }
        }""")
        return {
            row["axis"]: AxisFacts(
                iri=row["axis"],
                table=row["table"],
                label=row.get("label", ""),
                row=_integer(row.get("row")),
                column=_integer(row.get("column")),
                line=_integer(row.get("line")),
                account=row.get("account"),
                parent=row.get("parent"),
                page=_integer(row.get("page")),
                sheet=row.get("sheet"),
            )
            for row in rows
        }

    @cached_property
    def account_rows(self) -> dict[tuple[str, str], AxisFacts]:
        """Return the first row of a table that stands for a functional account, by table and account."""
        found: dict[tuple[str, str], AxisFacts] = {}
        for axis in sorted(self.axes.values(), key=lambda axis: axis.row or 0):
            if axis.account is not None and axis.row is not None:
                found.setdefault((axis.table, axis.account), axis)
        return found

    @cached_property
    def cells(self) -> dict[str, CellFacts]:
        """Return every observation by address."""
        rows = self._rows("""SELECT * WHERE {
            ?cell qb:dataSet ?table ; mz:inRow ?inRow ; mz:inColumn ?inColumn .
            OPTIONAL { ?cell mz:amount ?money }
            OPTIONAL { ?cell mz:quantity ?quantity OPTIONAL { ?cell mz:quantityUnit ?counted } }
            BIND (COALESCE(?money, ?quantity) AS ?amount)
            FILTER (BOUND(?amount))
            OPTIONAL { ?cell mz:printedValue ?printed }
            OPTIONAL { ?cell attr:unitMult ?exponent }
            OPTIONAL { ?cell mz:row ?row }
            OPTIONAL { ?cell mz:column ?column }
            OPTIONAL { ?cell mz:sourceLine ?line }
            OPTIONAL { ?cell mz:sourcePage ?page }
            OPTIONAL { ?cell mz:sourceSheet ?sheet }
            OPTIONAL { ?cell mz:roundingError ?error }
            OPTIONAL { ?cell mz:sourceBox ?box }
        }""")
        return {
            row["cell"]: CellFacts(
                iri=row["cell"],
                amount=Decimal(row["amount"]),
                printed=row.get("printed", row["amount"]),
                unit_exponent=_integer(row.get("exponent")) or 0,
                table=row["table"],
                row=row["inRow"],
                column=row["inColumn"],
                row_number=_integer(row.get("row")),
                column_number=_integer(row.get("column")),
                line=_integer(row.get("line")),
                page=_integer(row.get("page")),
                sheet=row.get("sheet"),
                counted=None if "money" in row else row.get("counted", ""),
                error=Decimal(row["error"]) if "error" in row else None,
                box=_box(row.get("box")),
            )
            for row in rows
        }

    @cached_property
    def axes_by_label(self) -> dict[tuple[str, bool, int | None, str], list[AxisFacts]]:
        """Return the rows (True) and columns by table, number and label."""
        found: dict[tuple[str, bool, int | None, str], list[AxisFacts]] = {}
        for axis in self.axes.values():
            is_row = axis.row is not None
            found.setdefault((axis.table, is_row, axis.row if is_row else axis.column, axis.label), []).append(axis)
        return found

    @cached_property
    def cells_by_row(self) -> dict[str, list[CellFacts]]:
        """Return the observations of every row."""
        found: dict[str, list[CellFacts]] = {}
        for cell in self.cells.values():
            found.setdefault(cell.row, []).append(cell)
        return found

    @cached_property
    def cells_by_place(self) -> dict[tuple[str, str], CellFacts]:
        """Return the observations by their row and column."""
        return {(cell.row, cell.column): cell for cell in self.cells.values()}

    @cached_property
    def statements(self) -> dict[str, StatementFacts]:
        """Return everything beside cells and tables that a check may name, by address."""
        rows = self._rows("""SELECT * WHERE {
            ?one a ?class .
            FILTER (?class IN (mz:Claim, mz:Remark, mz:Project, mz:PerformanceIndicator, mz:ProcurementLine,
                               mz:TableMention, mz:TableRow, mz:Disclosure))
            OPTIONAL { ?one rdfs:label ?label }
            OPTIONAL { ?one mz:printedValue|mz:printedTarget|mz:projectCode ?printed }
            OPTIONAL { ?one mz:amount ?amount }
            OPTIONAL { ?one mz:sourceLine ?line }
            OPTIONAL { ?one mz:sourcePage ?page }
            OPTIONAL { ?one mz:sourceSheet ?sheet }
            OPTIONAL { ?one mz:sentence ?sentence }
            OPTIONAL { ?one mz:sourceBox ?box }
        }""")
        return {
            row["one"]: StatementFacts(
                iri=row["one"],
                kind=row["class"].rpartition("#")[2],
                label=row.get("label", ""),
                printed=row.get("printed", ""),
                amount=Decimal(row["amount"]) if "amount" in row else None,
                line=_integer(row.get("line")),
                page=_integer(row.get("page")),
                sheet=row.get("sheet"),
                sentence=row.get("sentence", ""),
                box=_box(row.get("box")),
            )
            for row in rows
        }


def _box(text: str | None) -> tuple[float, ...] | None:
    """Return the four numbers of a box, None where it is not one."""
    try:
        numbers = tuple(float(number) for number in (text or "").split())
    except ValueError:
        return None
    return numbers if len(numbers) == 4 else None


def _integer(text: str | None) -> int | None:
    try:
        return None if text is None else int(text)
    except ValueError:
        return None
