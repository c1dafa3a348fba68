"""Mapping: facts to the quads of one disclosure's graph, by the contract of docs/reference/graph.md."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rdflib.namespace import DCTERMS, ORG, QB, RDFS

from loaders.addresses import Addresses
from loaders.captions import announces, title_rule, whole_title
from loaders.errors import Place
from loaders.facts import CellFact, ColumnFact, Dimensions, RowFact, TableFacts, TableMention
from loaders.profile import Profile
from loaders.quads import RDF_TYPE, Quads, boolean, day, decimal, integer, iri, text
from loaders.text import measured_unit
from ontology.terms import CNY, CURRENCY, DIMENSIONS, FLOWS, MANDATED, MZ, code, cube

ATTRIBUTE = "http://purl.org/linked-data/sdmx/2009/attribute#"

#: The member that stands for "not broken down" where a table does not print a dimension.
TOTALS: Dimensions = {
    "functionalAccount": "functional/total",
    "economicAccount": "economic/total",
    "governmentEconomicAccount": "government-economic/total",
    "fundingSource": "funding-source/total",
    "spendingType": "spending-type/total",
    "budgetUnit": "budget-unit/total",
    "project": "project/total",
    "procurementLine": "procurement-line/total",
    "lineItem": "line-item/item",
    "flow": "flow/expenditure",
}


def dimensions(facts: TableFacts, cell: CellFact, addresses: Addresses) -> dict[str, str]:
    """Return every dimension of an observation: the column's, overridden by the row's, completed with totals."""
    stated = cell.column.dims | cell.row.dims
    if cell.row.side:
        stated["flow"] = f"flow/{cell.row.side}"
    identity = addresses.identity
    own = {
        "department": "department",
        "fiscalPeriod": f"period/{identity.year}",
        "phase": f"phase/{identity.phase}",
    }
    names = [str(term).rpartition("#")[2] for term in DIMENSIONS[facts.kind]]
    return {name: (own | TOTALS | stated)[name] for name in names}


#: A table kind with every dimension of an observation.
Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass
class Mapper:
    """Writes the tables of one disclosure into its graph and collects the headline figures."""

    addresses: Addresses
    profile: Profile
    quads: Quads

    def __post_init__(self) -> None:
        """Prepare the index of observations by table kind and dimensions."""
        self.kinds: Counter[str] = Counter()
        self.project_cells: dict[int, list[str]] = {}
        self.tables: list[tuple[str, TableFacts]] = []
        self.missing: dict[str, str] = {}
        self.unread: list[str] = []
        self.announced_missing: list[TableMention] = []
        self.index: dict[Key, tuple[str, CellFact]] = {}
        self.repeated: set[Key] = set()

    def table(self, facts: TableFacts) -> str:
        """Write a table with its rows, columns and observations; return its address."""
        self.kinds[facts.kind] += 1
        count = self.kinds[facts.kind]
        disclosure = self.addresses.disclosure
        table = f"{disclosure}/table/{facts.kind}" + (f"-{count}" if count > 1 else "")
        add = self.quads.add
        add(disclosure, MZ.hasTable, iri(table))
        add(table, RDF_TYPE, iri(MZ.Table))
        add(table, RDF_TYPE, iri(QB.DataSet))
        add(table, MZ.tableKind, iri(code("table-kind", facts.kind)))
        add(table, QB.structure, iri(cube(facts.kind)))
        add(table, DCTERMS.title, text(facts.title, "zh"))
        add(table, RDFS.label, text(facts.title, "zh"))
        add(table, MZ.printedUnit, text(facts.printed_unit) if facts.printed_unit else None)
        add(table, CURRENCY, iri(CNY))
        add(table, MZ.flow, iri(code("flow", FLOWS[facts.kind])) if facts.kind in FLOWS else None)
        add(table, MZ.declaredEmpty, boolean(facts.declared_empty))
        add(table, MZ.asOfDate, day(facts.as_of) if facts.as_of else None)
        add(table, MZ.unreadFigures, integer(facts.unread) if facts.unread else None)
        add(table, MZ.cutOff, boolean(True) if facts.cut_off else None)
        self.place(table, facts.place)
        self.tables.append((table, facts))
        for row in facts.rows:
            self._row(table, row)
        for column in facts.columns:
            self._column(table, column)
        for cell in facts.cells:
            self._observation(table, facts, cell)
        return table

    def place(self, subject: str, place: Place) -> None:
        """Write where something stands in the source."""
        self.quads.add(subject, MZ.sourceLine, integer(place.line) if place.line is not None else None)
        self.quads.add(subject, MZ.sourcePage, integer(place.page) if place.page is not None else None)
        self.quads.add(subject, MZ.sourceSheet, text(place.sheet) if place.sheet is not None else None)
        box = None if place.box is None else " ".join(f"{number:.1f}".removesuffix(".0") for number in place.box)
        self.quads.add(subject, MZ.sourceBox, text(box) if box else None)

    def _row(self, table: str, row: RowFact) -> None:
        address = self.addresses.row(table, row)
        self.quads.add(address, RDF_TYPE, iri(MZ.TableRow))
        self.quads.add(address, MZ.inTable, iri(table))
        self.quads.add(address, MZ.rowNumber, integer(row.number))
        self.quads.add(address, RDFS.label, text(row.label, "zh"))
        if row.side:
            self.quads.add(address, MZ.flow, iri(code("flow", row.side)))
        self._dims(address, row.dims)
        if row.parent is not None:
            self._adds(address, self.addresses.row(table, row.parent), row.of_which)
        self.place(address, row.place)

    def _column(self, table: str, column: ColumnFact) -> None:
        address = f"{table}/column/{column.number}"
        self.quads.add(address, RDF_TYPE, iri(MZ.TableColumn))
        self.quads.add(address, MZ.inTable, iri(table))
        self.quads.add(address, MZ.columnNumber, integer(column.number))
        self.quads.add(address, RDFS.label, text(column.label, "zh"))
        if column.side:
            self.quads.add(address, MZ.flow, iri(code("flow", column.side)))
        self._dims(address, column.dims)
        if column.parent is not None:
            self._adds(address, f"{table}/column/{column.parent.number}", column.of_which)

    def _dims(self, address: str, dims: Dimensions) -> None:
        for name, value in dims.items():
            self.quads.add(address, getattr(MZ, name), iri(self.addresses.member(value)))

    def _adds(self, address: str, parent: str, of_which: bool) -> None:
        self.quads.add(address, MZ.includedIn if of_which else MZ.addendOf, iri(parent))

    def _observation(self, table: str, facts: TableFacts, cell: CellFact) -> None:
        address = f"{table}/cell/{cell.row.number}-{cell.column_number}"
        add = self.quads.add
        dims = dimensions(facts, cell, self.addresses)
        add(address, RDF_TYPE, iri(QB.Observation))
        add(address, QB.dataSet, iri(table))
        add(address, MZ.inRow, iri(self.addresses.row(table, cell.row)))
        add(address, MZ.inColumn, iri(f"{table}/column/{cell.column.number}"))
        add(address, MZ.row, integer(cell.row.number))
        add(address, MZ.column, integer(cell.column_number))
        for name, value in dims.items():
            add(address, getattr(MZ, name), iri(self.addresses.member(value)))
        value = decimal(cell.value)
        add(address, MZ.quantity if cell.unit is None else MZ.amount, value)
        if "valueKind" in dims:
            add(address, MZ.value, value)
        # In other tables the brackets of a row say something else: 维修费（2022年）.
        if facts.kind == "assets" and cell.unit is None and (unit := measured_unit(cell.row.label)):
            add(address, MZ.quantityUnit, text(unit, "zh"))
        add(address, MZ.roundingError, decimal(cell.rounding_error))
        add(address, MZ.printedValue, text(cell.printed.text))
        add(address, ATTRIBUTE + "unitMult", integer(cell.unit.exponent if cell.unit else 0))
        add(address, ATTRIBUTE + "decimals", integer(cell.printed.decimals))
        add(address, MZ.aggregation, iri(code("aggregation", aggregation(facts, cell))))
        self.place(address, cell.place)
        scheme, _, project = cell.row.dims.get("project", "").partition(":")  # or project/total
        if scheme == "project" and dims.get("fundingSource") == "funding-source/total":
            self.project_cells.setdefault(int(project), []).append(address)
        key = facts.kind, frozenset(dims.items())
        if key in self.index:
            self.repeated.add(key)
        self.index.setdefault(key, (address, cell))

    def find(self, kind: str, wanted: Dimensions) -> tuple[str, CellFact] | None:
        """Return the observation of a table kind at these dimensions, the others at their totals; the first of several."""
        return self.index.get(self.key(kind, wanted))

    def key(self, kind: str, wanted: Dimensions) -> Key:
        """Return every dimension of an observation of a table kind, those not wanted at their totals."""
        identity = self.addresses.identity
        own = {
            "department": "department",
            "fiscalPeriod": f"period/{identity.year}",
            "phase": f"phase/{identity.phase}",
        }
        names = [str(term).rpartition("#")[2] for term in DIMENSIONS[kind]]
        dims = own | TOTALS | wanted
        return kind, frozenset((name, dims[name]) for name in names if name in dims)

    def headlines(self) -> None:
        """Write the headline figures on the disclosure, and on each source cell which headline it gives."""
        for rule in self.profile.headlines:
            for kind, wanted in rule.sources:
                found = self.find(kind, wanted)
                if found is not None:
                    address, cell = found
                    self.quads.add(self.addresses.disclosure, getattr(MZ, rule.property), decimal(cell.value))
                    self.quads.add(address, MZ.headline, iri(getattr(MZ, rule.property)))
                    break

    def mentions(self, mentions: list[TableMention], unread: int, lost: frozenset[str] = frozenset()) -> None:
        """Write the announced tables, and those announced or mandated that the document does not print.

        Where ``unread`` tables with figures were not recognised, one of them may be what seems missing: then nothing is called
        missing, only unread (``mz:unreadTable``); nor are the ``lost`` kinds that should follow where the file was cut off, or whose title
        stands near a table that was not recognised. A kind whose title a table bears that is of another kind by its header (基本支出表 by function,
        with economic accounts in the columns) is not missing either.
        """
        disclosure = self.addresses.disclosure
        listed = {mention.kind for mention in mentions}
        titles = {rule.kind for _, t in self.tables if (rule := title_rule(whole_title(t.title), self.profile))}
        mandated = [TableMention(kind, "", Place()) for kind in MANDATED if kind not in listed]
        for number, mention in enumerate([*mentions, *mandated], 1):
            missing = mention.kind not in titles | self.kinds.keys() and not any(
                announces(mention.label, t.title) for _, t in self.tables
            )
            if not mention.label and not missing:
                continue
            address = f"{disclosure}/mention/{number}"
            self.quads.add(address, RDF_TYPE, iri(MZ.TableMention))
            self.quads.add(address, MZ.tableKind, iri(code("table-kind", mention.kind)))
            if mention.label:
                self.quads.add(disclosure, MZ.announcedTable, iri(address))
                self.quads.add(address, RDFS.label, text(mention.label, "zh"))
                self.place(address, mention.place)
            if missing and (unread or mention.kind in lost):
                self.quads.add(disclosure, MZ.unreadTable, iri(address))
                self.unread.append(mention.kind)
            elif missing:
                self.quads.add(disclosure, MZ.missingTable, iri(address))
                self.missing.setdefault(mention.kind, address)
                if mention.label:
                    self.announced_missing.append(mention)


def aggregation(facts: TableFacts, cell: CellFact) -> str:
    """Return how a figure relates to others of its table: item, subtotal, total or of-which."""
    if _inside_of_which(cell.row) or _inside_of_which(cell.column):
        return "of-which"
    sums_rows = any(row.parent is cell.row and not row.of_which for row in facts.rows)
    sums_columns = any(column.parent is cell.column and not column.of_which for column in facts.columns)
    if not sums_rows and not sums_columns:
        return "item"
    return "total" if cell.row.parent is None and cell.column.parent is None else "subtotal"


def _inside_of_which(fact: RowFact | ColumnFact | None) -> bool:
    while fact is not None:
        if fact.of_which:
            return True
        fact = fact.parent
    return False


def organization_quads(addresses: Addresses, code_: str | None, units: list[tuple[str, str | None]]) -> Quads:
    """Return the shared entities of a disclosure: its department and units, for graph/organizations."""
    quads = Quads(f"{addresses.base}graph/organizations")
    identity = addresses.identity
    department = addresses.department
    quads.add(department, RDF_TYPE, iri(MZ.Department))
    quads.add(department, RDFS.label, text(identity.name or identity.office, "zh"))
    quads.add(department, MZ.jurisdiction, iri(addresses.jurisdiction))
    quads.add(department, MZ.departmentCode, text(code_) if code_ else None)
    for alias in identity.aliases:
        quads.add(department, "http://www.w3.org/2004/02/skos/core#altLabel", text(alias, "zh"))
    _mergers(addresses, quads)
    for name, unit_code in units:
        unit = addresses.unit(name)
        quads.add(unit, RDF_TYPE, iri(MZ.BudgetUnit))
        quads.add(unit, RDFS.label, text(name, "zh"))
        quads.add(unit, MZ.jurisdiction, iri(addresses.jurisdiction))
        quads.add(unit, ORG.unitOf, iri(department))
        quads.add(department, ORG.hasUnit, iri(unit))
        quads.add(unit, MZ.unitCode, text(unit_code) if unit_code else None)
    return quads


def _mergers(addresses: Addresses, quads: Quads) -> None:
    """Write what a register knows of mergers: the bodies stay apart, the old one points to the one that it was merged into."""
    identity = addresses.identity
    own, into = (
        find(identity.region.code, identity.key) for find in (identity.bodies.named, identity.bodies.successor)
    )
    before = own.absorbed if own is not None else ()
    for key in before:
        quads.add(addresses.department, DCTERMS.replaces, iri(addresses.body(key)))
        quads.add(addresses.body(key), DCTERMS.isReplacedBy, iri(addresses.department))
    if into is not None:
        quads.add(addresses.department, DCTERMS.isReplacedBy, iri(addresses.body(into.name)))
    division = identity.name.removesuffix(identity.key)
    for key in (*before, *([into.name] if into is not None else [])):
        quads.add(addresses.body(key), RDF_TYPE, iri(MZ.Department))
        quads.add(addresses.body(key), RDFS.label, text(division + key, "zh"))
        quads.add(addresses.body(key), MZ.jurisdiction, iri(addresses.jurisdiction))
