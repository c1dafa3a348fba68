"""A disclosure of statements in a few calls: tables of any kind, claims of the prose, projects with indicators, purchases, remarks.

It writes what the loaders would write, by docs/reference/graph.md, and no more than the checks of families K to S look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, QB, RDF, RDFS, XSD

from ontology.terms import DIMENSIONS, MZ, account_iri, code, period_iri

BASE = "https://w3id.org/mingzhang/"
EXPONENTS = {"元": 0, "万元": 4}
_SCHEMES = {
    "functionalAccount": "functional",
    "economicAccount": "economic",
    "governmentEconomicAccount": "government-economic",
    "lineItem": "line-item",
    "flow": "flow",
    "fundingSource": "funding-source",
    "spendingType": "spending-type",
    "budgetUnit": "budget-unit",
    "valueKind": "value-kind",
    "project": "project",
    "procurementLine": "procurement-line",
    "phase": "phase",
}
_DEFAULTS = {"lineItem": "item", "flow": "expenditure"}
_COUNTED = re.compile(r"(?P<number>-?[\d.]+)(?P<unit>\D*)")
_SIGNS = {"≥": "ge", "≤": "le", ">": "gt", "<": "lt", "": "eq"}

Dims = dict[str, str | URIRef]


def decimal(value: Decimal | str) -> Literal:
    return Literal(f"{Decimal(value):f}", datatype=XSD.decimal)


@dataclass
class Statements:
    """A disclosure under construction; `graph` is what the loaders would write."""

    year: int = 2022
    phase: str = "budget"
    scope: str = "department"
    office: str = "office"
    graph: Graph = field(default_factory=Graph)

    def __post_init__(self) -> None:
        suffix = "" if self.scope == "department" else "/unit/one"
        self.address = URIRef(f"{BASE}id/disclosure/130184/{self.office}/{self.year}/{self.phase}{suffix}")
        self.counts: dict[str, int] = {}
        self.add(self.address, RDF.type, MZ.Disclosure)
        self.add(self.address, MZ.department, URIRef(f"{BASE}id/department/130184/{self.office}"))
        self.add(self.address, MZ.fiscalYear, Literal(self.year))
        self.add(self.address, MZ.fiscalPeriod, period_iri(self.year))
        self.add(self.address, MZ.phase, code("phase", self.phase))
        self.add(self.address, MZ.scope, code("scope", self.scope))

    def add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal | None) -> None:
        if value is not None:
            self.graph.add((subject, predicate, value))

    def _next(self, name: str) -> URIRef:
        self.counts[name] = self.counts.get(name, 0) + 1
        return URIRef(f"{self.address}/{name}/{self.counts[name]}")

    # ---------------------------------------------------------------------------------------------------- tables

    def table(
        self, kind: str, *, empty: bool = False, title: str = "样例表", as_of: str = "", unread: int = 0
    ) -> URIRef:
        """Print a table without rows."""
        table = URIRef(f"{self.address}/table/{kind}")
        self.add(self.address, MZ.hasTable, table)
        self.add(table, RDF.type, MZ.Table)
        self.add(table, MZ.tableKind, code("table-kind", kind))
        self.add(table, DCTERMS.title, Literal(title, lang="zh"))
        self.add(table, MZ.declaredEmpty, Literal(empty))
        self.add(table, MZ.asOfDate, Literal(as_of, datatype=XSD.date) if as_of else None)
        self.add(table, MZ.unreadFigures, Literal(unread) if unread else None)
        return table

    def mention(self, kind: str, *, missing: bool, announced: bool = True, unread: bool = False) -> URIRef:
        """Name a table in the contents, printed or not."""
        mention = self._next("mention")
        self.add(mention, RDF.type, MZ.TableMention)
        self.add(mention, MZ.tableKind, code("table-kind", kind))
        self.add(mention, RDFS.label, Literal("样例表", lang="zh"))
        self.add(self.address, MZ.announcedTable, mention if announced else None)
        self.add(self.address, MZ.missingTable, mention if missing else None)
        self.add(self.address, MZ.unreadTable, mention if unread else None)
        return mention

    def grid(self, kind: str, columns: list[tuple], rows: list[tuple], *, unit: str = "万元", **options: str) -> URIRef:
        """Print a table.

        Args:
            kind: Table kind.
            columns: (dimensions, number of the column it adds into, from 0, or None).
            rows: (label, dimensions, number of the row it adds into or None ("<0": is part of it), figures as printed).
            unit: Of the amounts.
            options: As of `table`.
        """
        table = self.table(kind, **options)  # type: ignore[arg-type]
        for number, (dims, parent) in enumerate(columns, 1):
            column = URIRef(f"{table}/column/{number}")
            self.add(column, RDF.type, MZ.TableColumn)
            self.add(column, MZ.inTable, table)
            self.add(column, MZ.columnNumber, Literal(number))
            self._dims(column, dims)
            self.add(column, MZ.addendOf, None if parent is None else URIRef(f"{table}/column/{parent + 1}"))
        for number, (label, dims, parent, *figures) in enumerate(rows, 1):
            row = URIRef(f"{table}/row/{number}")
            self.add(row, RDF.type, MZ.TableRow)
            self.add(row, MZ.inTable, table)
            self.add(row, MZ.rowNumber, Literal(number))
            self.add(row, RDFS.label, Literal(label, lang="zh"))
            self._dims(row, dims)
            if parent is not None:
                link = MZ.includedIn if str(parent).startswith("<") else MZ.addendOf
                self.add(row, link, URIRef(f"{table}/row/{int(str(parent).lstrip('<')) + 1}"))
            for place, figure in enumerate(figures, 1):
                if figure:
                    self._cell(table, kind, (number, place), columns[place - 1][0] | dims, figure, unit)
        return table

    def _dims(self, subject: URIRef, dims: Dims) -> None:
        for name, member in dims.items():
            self.add(subject, getattr(MZ, name), self._member(name, member))

    def _member(self, name: str, member: str | URIRef) -> URIRef:
        if isinstance(member, URIRef):
            return member
        scheme = _SCHEMES[name]
        return account_iri(scheme, member) if name.endswith("Account") else code(scheme, member)

    def _cell(self, table: URIRef, kind: str, place: tuple[int, int], dims: Dims, printed: str, unit: str) -> None:
        cell = URIRef(f"{table}/cell/{place[0]}-{place[1]}")
        quantity = dims.get("valueKind") == "quantity"
        exponent = 0 if quantity else EXPONENTS[unit]
        decimals = len(printed.partition(".")[2])
        self.add(cell, RDF.type, QB.Observation)
        self.add(cell, QB.dataSet, table)
        self.add(cell, MZ.inRow, URIRef(f"{table}/row/{place[0]}"))
        self.add(cell, MZ.inColumn, URIRef(f"{table}/column/{place[1]}"))
        self.add(cell, MZ.quantity if quantity else MZ.amount, decimal(Decimal(printed).scaleb(exponent)))
        self.add(cell, MZ.quantityUnit, Literal("平方米", lang="zh") if quantity else None)
        self.add(cell, MZ.roundingError, decimal(Decimal("0.5").scaleb(exponent - decimals)))
        self.add(cell, MZ.printedValue, Literal(printed))
        self.add(cell, MZ.fiscalPeriod, period_iri(self.year))
        stated: Dims = {"phase": self.phase} | dims
        for dimension in DIMENSIONS[kind]:
            name = str(dimension).rpartition("#")[2]
            if name in _SCHEMES:
                self.add(cell, dimension, self._member(name, stated.get(name, _DEFAULTS.get(name, "total"))))

    def cell(self, kind: str, row: int, column: int) -> URIRef:
        """Return the address of a printed figure."""
        return URIRef(f"{self.address}/table/{kind}/cell/{row}-{column}")

    # ---------------------------------------------------------------------------------------------------- prose

    def claim(
        self,
        key: str,
        printed: str,
        kind: str = "level",
        *,
        direction: str = "",
        year: int | None = None,
        phase: str = "",
        against: int | None = None,
        part_of: URIRef | None = None,
        relation: str = "of-which",
        cell: URIRef | None = None,
        blank: URIRef | None = None,
        bound: URIRef | None = None,
        whole: str = "",
        companion: URIRef | None = None,
        measure: URIRef | None = None,
    ) -> URIRef:
        """State a figure: 4.25万元, 72.86%, 9辆, or a word of comparison."""
        claim = self._next("claim")
        self.add(self.address, MZ.hasClaim, claim)
        self.add(claim, RDF.type, MZ.Claim)
        self.add(claim, RDFS.label, Literal(f"{key} {printed}", lang="zh"))
        self.add(claim, MZ.claimKind, code("claim-kind", kind))
        self.add(claim, MZ.measureKey, Literal(key))
        self.add(claim, MZ.printedValue, Literal(printed))
        self.add(claim, MZ.claimedYear, Literal(year or self.year))
        self.add(claim, MZ.claimedPhase, code("phase", phase or self.phase))
        self.add(claim, MZ.comparedYear, Literal(against) if against else None)
        self.add(claim, MZ.direction, code("direction", direction) if direction else None)
        if match := _COUNTED.fullmatch(printed):
            exponent = EXPONENTS.get(match["unit"])
            decimals = len(match["number"].partition(".")[2])
            money = exponent is not None
            value = Decimal(match["number"]).scaleb(exponent or 0)
            self.add(claim, MZ.amount if money else MZ.quantity, decimal(value))
            error = Decimal(0) if kind == "quantity" else Decimal("0.5").scaleb((exponent or 0) - decimals)
            self.add(claim, MZ.roundingError, decimal(error))
        if part_of is not None:
            self.add(claim, MZ.partOfClaim, part_of)
            self.add(claim, MZ.partRelation, Literal(relation))
            self.add(claim, MZ.partList, Literal(1))
        for predicate, value in (
            (MZ.claimedObservation, cell),
            (MZ.claimedBlank, blank),
            (MZ.claimedUpperBound, bound),
            (MZ.companionOfClaim, companion),
            (MZ.measure, measure),
        ):
            self.add(claim, predicate, value)
        self.add(claim, MZ.shareOf, Literal(whole) if whole else None)
        return claim

    def remark(self, kind: str, said: str) -> URIRef:
        """Remark on a passage."""
        remark = self._next("remark")
        self.add(self.address, MZ.hasRemark, remark)
        self.add(remark, RDF.type, MZ.Remark)
        self.add(remark, MZ.remarkKind, code("remark-kind", kind))
        self.add(remark, RDFS.label, Literal(said, lang="zh"))
        return remark

    # ---------------------------------------------------------------------------------------------------- projects

    def project(self, name: str, amount: str = "", *, number: str = "", goal: str = "") -> URIRef:
        """Name a project; its amount in 元."""
        project = self._next("project")
        self.add(self.address, MZ.hasProject, project)
        self.add(project, RDF.type, MZ.Project)
        self.add(project, RDFS.label, Literal(name, lang="zh"))
        self.add(project, MZ.amount, decimal(amount) if amount else None)
        self.add(project, MZ.projectCode, Literal(number) if number else None)
        self.add(project, MZ.performanceGoal, Literal(goal, lang="zh") if goal else None)
        return project

    def indicator(
        self,
        project: URIRef,
        name: str,
        target: str,
        level: str = "output-quantity",
        *,
        basis: str = "计划标准",
        words: str = "",
    ) -> URIRef:
        """Give a project an indicator with a target as printed: ≥95%, 12次, 按实际."""
        number = self.counts[f"{project} indicators"] = self.counts.get(f"{project} indicators", 0) + 1
        indicator = URIRef(f"{project}/indicator/{number}")
        self.add(project, MZ.performanceIndicator, indicator)
        self.add(indicator, RDF.type, MZ.PerformanceIndicator)
        self.add(indicator, RDFS.label, Literal(name, lang="zh"))
        self.add(indicator, MZ.level1, code("indicator-level", level.partition("-")[0]))
        self.add(indicator, MZ.level2, code("indicator-level", level))
        self.add(indicator, DCTERMS.description, Literal(words or name, lang="zh"))
        self.add(indicator, MZ.printedTarget, Literal(target) if target else None)
        self.add(indicator, MZ.basis, Literal(basis, lang="zh") if basis else None)
        sign = target[:1] if target[:1] in _SIGNS else ""
        match = _COUNTED.fullmatch(target.removeprefix(sign))
        self.add(indicator, MZ.comparator, code("comparator", _SIGNS[sign] if match else "qualitative"))
        self.add(indicator, MZ.targetNumber, decimal(match["number"]) if match else None)
        self.add(indicator, MZ.targetUnit, Literal(match["unit"]) if match and match["unit"] else None)
        return indicator

    def purchase(self, name: str, project: str) -> URIRef:
        """Name what is bought, for which project."""
        line = self._next("procurement")
        self.add(line, RDF.type, MZ.ProcurementLine)
        self.add(line, RDFS.label, Literal(name, lang="zh"))
        self.add(line, MZ.printedProjectName, Literal(project, lang="zh"))
        return line
