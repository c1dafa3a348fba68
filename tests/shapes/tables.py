"""A disclosure in a few lines of text, as the graph of docs/reference/graph.md. Fixtures are written in this form:

    disclosure executed                     # optional: the phase, budget when not said
    table expenditure 万元                  # a table kind, its unit, and optionally the name of other COLUMNS
    合计    | 100.00 | 60.00 | 40.00        # what a row stands for | its figures as printed, a blank being a blank cell
    201     | 100.00 | 60.00 | 40.00
    empty fund                              # a table declared empty; "blank fund": printed without figures or note
    missing revenue                         # announced, not printed; "unrecognised revenue": it may be printed
    unread expenditure 2                    # two figures of that table could not be read
    expect C1 failed expenditure/3-3 : expenditure/4-3     # a finding: left figures : right figures, as {kind}/{row}-{column}

Rows count from 3, and so do columns. Rows link themselves to the nearest printed parent, as the loaders do. In a row, 收 and 支 are the
sides of a balance, 其中 a part of the row before, @ a budget unit, a number an account, 人员经费 and 公用经费 the total of a spending type.

    python tests/shapes/tables.py tests/shapes/fixtures/C1.invalid.txt     # the fixture as Turtle
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from layouts import COLUMNS, PARENTS
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, QB, RDF, RDFS, XSD

from ontology.terms import CNY, DIMENSIONS, MZ, account_iri, code, cube, jurisdiction_iri, period_iri

BUDGET = """
table balance 万元
收 general-public | 90.00
收 government-fund | 10.00
收 current-year-total | 100.00
收 grand-total | 100.00
支 201 | 90.00
支 212 | 10.00
支 current-year-total | 100.00
支 grand-total | 100.00
table revenue 万元
合计 | 100.00 | 100.00 | 100.00 | |
201 | 90.00 | 90.00 | 90.00 | |
212 | 10.00 | 10.00 | 10.00 | |
table expenditure 万元
合计 | 100.00 | 60.00 | 40.00
201 | 90.00 | 60.00 | 30.00
212 | 10.00 | | 10.00
table general-public 万元
合计 | 90.00 | 60.00 | 30.00
201 | 90.00 | 60.00 | 30.00
table basic 万元
合计 | 60.00 | 50.00 | 10.00
301 | 50.00 | 50.00 |
302 | 10.00 | | 10.00
table three-public 万元
three-public-total | 6.00 | 6.00 | |
official-reception | 6.00 | 6.00 | |
"""
"""The tables of one budget without those of the fund and of state capital, which a test adds as it needs them."""

BASE = "https://w3id.org/mingzhang/"
ATTRIBUTE = "http://purl.org/linked-data/sdmx/2009/attribute#"
EXPONENTS = {"元": 0, "万元": 4}

_SIDES = {"收": "revenue", "支": "expenditure"}
_TYPES = {"人员经费": "personnel", "公用经费": "operating"}
_CLASSES = {"301": "personnel", "302": "operating", "303": "personnel", "310": "operating"}


@dataclass
class Row:
    """A row of a table under construction."""

    number: int
    label: str
    side: str | None
    dims: dict[str, str]
    figures: list[str]
    of_which: bool
    address: URIRef


@dataclass
class Disclosure:
    """A disclosure under construction; `graph` is what the loaders would write."""

    phase: str = "budget"
    year: int = 2022
    name: str = "office"
    graph: Graph = field(default_factory=Graph)

    def __post_init__(self) -> None:
        self.address = URIRef(f"{BASE}id/disclosure/130184/{self.name}/{self.year}/{self.phase}")
        self.department = URIRef(f"{BASE}id/department/130184/{self.name}")
        for prefix, namespace in (("mz", f"{BASE}ns#"), ("qb", str(QB)), ("attr", ATTRIBUTE), ("code", f"{BASE}code/")):
            self.graph.bind(prefix, namespace)
        for kind in (MZ.Disclosure, DCAT.Dataset, PROV.Entity):
            self._add(self.address, RDF.type, kind)
        self._add(self.address, DCTERMS.title, Literal(f"样例办公室{self.year}年部门预算", lang="zh"))
        self._add(self.address, MZ.department, self.department)
        self._add(self.department, RDFS.label, Literal("样例办公室", lang="zh"))
        self._add(self.address, MZ.jurisdiction, jurisdiction_iri("130184"))
        self._add(self.address, MZ.fiscalYear, Literal(self.year))
        self._add(self.address, MZ.fiscalPeriod, period_iri(self.year))
        self._add(self.address, MZ.phase, code("phase", self.phase))
        self._add(self.address, MZ.scope, code("scope", "department"))
        self._add(self.address, MZ.sourceFile, Literal("sample.txt"))
        self._add(self.address, MZ.sourceSha256, Literal("0" * 64))

    def _add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, value))

    def missing(self, kind: str, *, recognised: bool = True) -> Disclosure:
        """Announce a table that the document does not print, or that was not recognised in it."""
        mention = URIRef(f"{self.address}/mention/{kind}")
        for link in (MZ.announcedTable, MZ.missingTable if recognised else MZ.unreadTable):
            self._add(self.address, link, mention)
        self._add(mention, RDF.type, MZ.TableMention)
        self._add(mention, MZ.tableKind, code("table-kind", kind))
        self._add(mention, RDFS.label, Literal(kind))
        return self

    def unread(self, kind: str, figures: int = 1) -> Disclosure:
        """Say that so many figures of a table could not be read."""
        self._add(URIRef(f"{self.address}/table/{kind}"), MZ.unreadFigures, Literal(figures))
        return self

    def empty(self, kind: str, *, declared: bool = True) -> Disclosure:
        """Print a table without figures."""
        self._table(kind, "万元", declared)
        return self

    def table(
        self, kind: str, lines: str, *, unit: str = "万元", columns: list[tuple] | None = None, suffix: str = ""
    ) -> Disclosure:
        """Print a table; see the module for the form of a line."""
        table = self._table(kind, unit, False, suffix)
        columns = columns or COLUMNS[kind]
        addresses = [URIRef(f"{table}/column/{number}") for number in range(3, 3 + len(columns))]
        by_label = {column[0]: address for column, address in zip(columns, addresses, strict=True)}
        for (label, parent, dims, *side), address in zip(columns, addresses, strict=True):
            self._add(address, RDF.type, MZ.TableColumn)
            self._add(address, MZ.inTable, table)
            self._add(address, MZ.columnNumber, Literal(int(address.rpartition("/")[2])))
            self._add(address, RDFS.label, Literal(label, lang="zh"))
            self._dims(address, dims)
            if side and side[0] in _SIDES.values():
                self._add(address, MZ.flow, code("flow", side[0]))
            if parent:
                link = MZ.includedIn if parent.startswith("<") else MZ.addendOf
                self._add(address, link, by_label[parent.lstrip("<")])
        rows: list[Row] = []
        printed = [line for line in lines.strip().splitlines() if line.strip()]
        for number, line in enumerate(printed, 3):
            label, *figures = (part.strip() for part in line.split("|"))
            row = self._row(table, kind, number, label, figures)
            self._link(row, rows)
            rows.append(row)
        for row in rows:
            places = [i for i, column in enumerate(columns) if not row.side or column[3:] in ((row.side,), ())]
            for place, figure in zip(places, row.figures, strict=False):
                if figure:
                    self._observation(table, kind, row, addresses[place], columns[place][2], figure, unit)
        return self

    def _table(self, kind: str, unit: str, declared_empty: bool, suffix: str = "") -> URIRef:
        table = URIRef(f"{self.address}/table/{kind}{suffix}")
        self._add(self.address, MZ.hasTable, table)
        self._add(table, RDF.type, MZ.Table)
        self._add(table, RDF.type, QB.DataSet)
        self._add(table, MZ.tableKind, code("table-kind", kind))
        self._add(table, QB.structure, cube(kind))
        self._add(table, DCTERMS.title, Literal(f"样例表 {kind}", lang="zh"))
        self._add(table, MZ.printedUnit, Literal(unit))
        self._add(table, URIRef(ATTRIBUTE + "currency"), CNY)
        self._add(table, MZ.declaredEmpty, Literal(declared_empty))
        self._add(table, MZ.sourceLine, Literal(1))
        return table

    def _row(self, table: URIRef, kind: str, number: int, label: str, figures: list[str]) -> Row:
        words, side, dims = label.split(), None, {}
        if words[0] in _SIDES:
            side = _SIDES[words.pop(0)]
        of_which = words[0] == "其中"
        if of_which:
            words.pop(0)
        economic = kind == "basic"
        for word in words:
            if word == "合计":
                continue
            if word.startswith("@"):
                dims["budgetUnit"] = word[1:]
            elif word in _TYPES:
                dims["spendingType"] = _TYPES[word]
            elif word[0].isdigit():
                dims["economicAccount" if economic else "functionalAccount"] = word
                dims |= {"lineItem": "item"} if side else {}
            elif side and word in _FUND_MEMBERS:
                dims |= {"lineItem": dims.get("lineItem", "item"), "fundingSource": word}
            else:
                dims["lineItem"] = word
        suffix = f"-{side}" if side else ""
        address = URIRef(f"{table}/row/{number}{suffix}")
        self._add(address, RDF.type, MZ.TableRow)
        self._add(address, MZ.inTable, table)
        self._add(address, MZ.rowNumber, Literal(number))
        self._add(address, RDFS.label, Literal(label, lang="zh"))
        self._add(address, MZ.sourceLine, Literal(number))
        if side:
            self._add(address, MZ.flow, code("flow", side))
        self._dims(address, dims)
        return Row(number, label, side, dims, figures, of_which, address)

    def _link(self, row: Row, before: list[Row]) -> None:
        """Link a row, and rows before it that add into it, to the nearest printed parent."""
        parent = self._parent(row, before)
        if parent is not None:
            self._add(row.address, MZ.includedIn if row.of_which else MZ.addendOf, parent.address)
        for other in before:
            if (
                not other.of_which
                and (other.address, MZ.addendOf, None) not in self.graph
                and self._parent(other, [row]) is row
            ):
                self._add(other.address, MZ.addendOf, row.address)

    @staticmethod
    def _parent(row: Row, rows: list[Row]) -> Row | None:  # noqa: PLR0912  (one branch for each family of tables)
        if row.of_which:
            return rows[-1]
        same = [other for other in rows if other.side == row.side and other is not row]
        account = row.dims.get("functionalAccount") or row.dims.get("economicAccount")
        if account and not row.side:
            unit = row.dims.get("budgetUnit")
            for length in (len(account) - 2, len(account) - 4, 0):
                for other in reversed(same):
                    found = other.dims.get("functionalAccount") or other.dims.get("economicAccount") or ""
                    if found == account[:length] and other.dims.get("budgetUnit") in (
                        {unit} if length or unit else {None, unit}
                    ):
                        return other
            typed = {"spendingType": _CLASSES.get(row.dims.get("economicAccount", "")[:3], "")}
            return next((other for dims in (typed, {}) for other in same if other.dims == dims), None)
        if "budgetUnit" in row.dims or "spendingType" in row.dims:
            return next((other for other in same if not other.dims), None)
        line = row.dims.get("lineItem", "")
        if line == "item" and row.dims.get("fundingSource") in _FUNDS_OF_APPROPRIATION:
            for other in same:
                if other.dims.get("fundingSource") == "fiscal-appropriation":
                    return other
        if line == "carry-over" and "fundingSource" in row.dims:
            return next((other for other in same if other.dims == {"lineItem": "carry-over"}), None)
        for member in PARENTS.get(line, ()):
            for other in same:
                if other.dims == {"lineItem": member}:
                    return other
        return None

    def _dims(self, subject: URIRef, dims: dict[str, str]) -> None:
        for name, member in dims.items():
            self._add(subject, getattr(MZ, name), self._member(name, member))

    def _member(self, name: str, member: str) -> URIRef:
        schemes = {"functionalAccount": "functional", "economicAccount": "economic"}
        schemes |= {"governmentEconomicAccount": "government-economic", "lineItem": "line-item", "flow": "flow"}
        schemes |= {"fundingSource": "funding-source", "spendingType": "spending-type"}
        if name in schemes:
            return (
                code(schemes[name], member)
                if member == "total" or "Account" not in name
                else account_iri(schemes[name], member)
            )
        if name == "budgetUnit":
            return code("budget-unit", "total") if member == "total" else URIRef(f"{BASE}id/unit/130184/{member}")
        return {"fiscalPeriod": period_iri(int(member or 0) or self.year)}[name]

    def _observation(
        self, table: URIRef, kind: str, row: Row, column: URIRef, dims: dict[str, str], printed: str, unit: str
    ) -> None:
        number = int(column.rpartition("/")[2])
        cell = URIRef(f"{table}/cell/{row.number}-{number}")
        exponent = EXPONENTS[unit]
        value = Decimal(printed.replace(",", "")).scaleb(exponent)
        decimals = len(printed.partition(".")[2])
        for predicate, node in (
            (RDF.type, QB.Observation),
            (QB.dataSet, table),
            (MZ.inRow, row.address),
            (MZ.inColumn, column),
            (MZ.row, Literal(row.number)),
            (MZ.column, Literal(number)),
            (MZ.sourceLine, Literal(row.number)),
            (MZ.amount, Literal(f"{value:f}", datatype=XSD.decimal)),
            (MZ.roundingError, Literal(f"{Decimal('0.5').scaleb(exponent - decimals):f}", datatype=XSD.decimal)),
            (MZ.printedValue, Literal(printed)),
            (URIRef(ATTRIBUTE + "unitMult"), Literal(exponent)),
            (URIRef(ATTRIBUTE + "decimals"), Literal(decimals)),
            (MZ.aggregation, code("aggregation", "item")),
            (MZ.department, self.department),
            (MZ.phase, code("phase", self.phase)),
        ):
            self._add(cell, predicate, node)
        stated = {"flow": row.side or "expenditure", "lineItem": "item"} | dims | row.dims
        for dimension in DIMENSIONS[kind]:
            name = str(dimension).rpartition("#")[2]
            if name not in {"department", "phase"}:
                default = str(self.year) if name == "fiscalPeriod" else "total"
                self._add(cell, dimension, self._member(name, stated.get(name, default)))


_FUNDS_OF_APPROPRIATION = frozenset({"general-public", "government-fund", "state-capital"})
_FUND_MEMBERS = _FUNDS_OF_APPROPRIATION | {
    "general-public-appropriation",
    "fiscal-appropriation",
    "special-account",
    "business-revenue",
    "other-revenue",
}


_DIRECTIVES = frozenset({"disclosure", "table", "empty", "blank", "missing", "unrecognised", "unread", "expect", "end"})


@dataclass(frozen=True)
class Expected:
    """A finding that a fixture must give, exactly."""

    identity: str
    outcome: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass
class Fixture:
    """A disclosure and the findings it must give, no more and no fewer."""

    disclosure: Disclosure
    expected: list[Expected] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str, name: str = "office") -> Fixture:
        """Read the form described in this module; ``name`` becomes part of the addresses."""
        phase = "executed" if "disclosure executed" in text.splitlines() else "budget"
        fixture = cls(Disclosure(phase=phase, name=name))
        opened: tuple[list[str], list[str]] | None = None
        lines = [line.partition("#")[0].strip() for line in text.splitlines()]
        for line in [*(line for line in lines if line), "end"]:
            words = line.split()
            if words[0] in _DIRECTIVES and "|" not in line:
                if opened is not None:
                    fixture._table(*opened)
                opened = None
                fixture._directive(words, line) if words[0] not in {"table", "end"} else None
                opened = (words[1:], []) if words[0] == "table" else None
            elif opened is not None:
                opened[1].append(line)
            else:
                raise ValueError(f"a row outside a table: {line}")
        return fixture

    def _table(self, words: list[str], lines: list[str]) -> None:
        kind, unit, *columns = words
        name, _, suffix = kind.partition("+")
        self.disclosure.table(
            name,
            "\n".join(lines),
            unit=unit,
            columns=COLUMNS[columns[0]] if columns else None,
            suffix=f"-{suffix}" if suffix else "",
        )

    def _directive(self, words: list[str], line: str) -> None:
        match words:
            case ["disclosure", "budget" | "executed"]:
                pass  # read before everything else
            case ["empty" | "blank" as how, kind]:
                self.disclosure.empty(kind, declared=how == "empty")
            case ["missing" | "unrecognised" as how, kind]:
                self.disclosure.missing(kind, recognised=how == "missing")
            case ["unread", kind, figures]:
                self.disclosure.unread(kind, int(figures))
            case ["expect", identity, outcome, *_]:
                left, _, right = line.partition(outcome)[2].partition(":")
                self.expected.append(Expected(identity, outcome, tuple(left.split()), tuple(right.split())))


if __name__ == "__main__":
    print(Fixture.parse(Path(sys.argv[1]).read_text(encoding="utf-8")).disclosure.graph.serialize(format="turtle"))
