"""A small graph by hand: three disclosures with every kind of statement that pages and questions read.

A: 财政局 of 新乐市 (130184), budget 2022, the whole department. B: 财政局 of 普陀区 (310107), final accounts 2023.
C: the budget 2022 of A's own unit, whose money is already in A and must never be added to it.
"""

from __future__ import annotations

import warnings

import pyoxigraph as ox
import rdflib

from ontology.prefixes import PREFIXES
from ontology.terms import DIMENSIONS
from server import vocabulary
from server.store import Store

BASE = "https://w3id.org/mingzhang/"
OFFICE = f"{BASE}id/department/130184/caizhengju-aaaa"
OTHER_OFFICE = f"{BASE}id/department/310107/caizhengju-aaaa"
UNIT = f"{BASE}id/unit/130184/caizhengjubenji-bbbb"
A = f"{BASE}id/disclosure/130184/caizhengju-aaaa/2022/budget"
B = f"{BASE}id/disclosure/310107/caizhengju-aaaa/2023/executed"
C = f"{A}/unit/caizhengjubenji-bbbb"
ORGANIZATIONS, ACCOUNTS = f"{BASE}graph/organizations", f"{BASE}graph/accounts"

_SCHEMES = {
    "lineItem": "line-item",
    "functionalAccount": "functional",
    "economicAccount": "economic",
    "governmentEconomicAccount": "government-economic",
    "fundingSource": "funding-source",
    "spendingType": "spending-type",
    "budgetUnit": "budget-unit",
    "procurementLine": "procurement-line",
    "valueKind": "value-kind",
    "flow": "flow",
}
#: Dimensions of which every observation has the total, where its row and its column say nothing else.
_TOTALS = {
    "functionalAccount",
    "economicAccount",
    "governmentEconomicAccount",
    "fundingSource",
    "spendingType",
    "budgetUnit",
    "procurementLine",
}
_SPENT = {"flow": "expenditure", "lineItem": "item"}


def quads(graph: str, turtle: str) -> bytes:
    """Turtle with the well-known prefixes, as quads of a graph."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    triples = ox.parse(head + turtle, format=ox.RdfFormat.TURTLE)
    name = ox.NamedNode(graph)
    return (
        ox.serialize((ox.Quad(t.subject, t.predicate, t.object, name) for t in triples), format=ox.RdfFormat.N_QUADS)
        or b""
    )


def member(dimension: str, value: str) -> str:
    return f"<{value}>" if value.startswith("http") else f"<{BASE}code/{_SCHEMES[dimension]}/{value}>"


class Document:
    """One disclosure in the making."""

    def __init__(
        self, address: str, office: str, place: str, year: int, phase: str, scope: str, title: str, factor: int
    ) -> None:
        self.address, self.office, self.year, self.phase, self.factor = address, office, year, phase, factor
        self.parts = [
            f"""<{address}> a mz:Disclosure, dcat:Dataset ; dcterms:title "{title}"@zh ; rdfs:label "{title}"@zh ;
            mz:department <{office}> ; mz:jurisdiction <{BASE}id/jurisdiction/{place}> ; mz:fiscalYear {year} ;
            mz:fiscalPeriod <{BASE}id/period/{year}> ; mz:phase <{BASE}code/phase/{phase}> ;
            mz:scope <{BASE}code/scope/{scope}> ; mz:sourceFile "{title}.txt" ; mz:sourceSha256 "{year:064d}" ."""
        ]

    def say(self, turtle: str) -> None:
        self.parts.append(turtle)

    def headline(self, **figures: str) -> None:
        for name, value in figures.items():
            self.say(f"<{self.address}> mz:{name} {value} .")

    def table(
        self,
        kind: str,
        title: str,
        columns: dict[int, tuple[str, dict[str, str], int | None]],
        rows: dict[str, tuple[str, dict[str, str], str | None]],
        cells: dict[tuple[str, int], str],
        *,
        empty: bool = False,
        headlines: dict[tuple[str, int], str] | None = None,
    ) -> None:
        """Add a table: columns {number: (label, dimensions, parent)}, rows {key: (label, dimensions, parent)}, printed cells.

        A row key is its number, with ``-revenue`` or ``-expenditure`` where two records share a printed row.
        """
        table = f"{self.address}/table/{kind}"
        self.say(
            f"""<{self.address}> mz:hasTable <{table}> . <{table}> a mz:Table, qb:DataSet ; dcterms:title "{title}"@zh ;
            rdfs:label "{title}"@zh ; mz:tableKind <{BASE}code/table-kind/{kind}> ; mz:printedUnit "{"万元" if self.factor > 1 else "元"}" ;
            mz:declaredEmpty {str(empty).lower()} ; mz:sourceLine 100 ."""
        )
        for number, (label, dims, parent) in columns.items():
            self._line(table, "column", str(number), number, label, dims, None if parent is None else str(parent))
        for key, (label, dims, parent_key) in rows.items():
            self._line(table, "row", key, int(key.partition("-")[0]), label, dims, parent_key)
        for (key, number), printed in cells.items():
            dims = self._totals(kind) | columns[number][1] | rows[key][1]
            year, phase = int(dims.pop("year", self.year)), dims.pop("phase", self.phase)
            row_sums = any(parent == key for _, _, parent in rows.values())
            column_sums = any(parent == number for _, _, parent in columns.values())
            kind_of_sum = "item" if not row_sums and not column_sums else "subtotal"
            quantity = dims.get("valueKind") == "quantity"
            value = f"mz:quantity {printed}.0" if quantity else f"mz:amount {float(printed) * self.factor:.2f}"
            row = int(key.partition("-")[0])
            cell = f"{table}/cell/{row}-{number}"
            self.say(
                f"""<{cell}> a qb:Observation ; qb:dataSet <{table}> ; mz:inRow <{table}/row/{key}> ;
                mz:inColumn <{table}/column/{number}> ; mz:row {row} ; mz:column {number} ; mz:sourceLine {100 + row} ;
                mz:department <{self.office}> ; mz:fiscalPeriod <{BASE}id/period/{year}> ; mz:phase <{BASE}code/phase/{phase}> ;
                {value} ; mz:roundingError {0.005 * self.factor} ; mz:printedValue "{printed}" ; sdmx-attribute:unitMult 0 ;
                sdmx-attribute:decimals 2 ; mz:aggregation <{BASE}code/aggregation/{kind_of_sum}> ."""
            )
            for name, value in dims.items():
                self.say(f"<{cell}> mz:{name} {member(name, value)} .")
            if headlines and (key, number) in headlines:
                self.say(f"<{cell}> mz:headline mz:{headlines[key, number]} .")

    @staticmethod
    def _totals(kind: str) -> dict[str, str]:
        names = [str(term).rpartition("#")[2] for term in DIMENSIONS[kind]]
        totals = {name: "total" for name in names if name in _TOTALS}
        return totals | (_SPENT if {"flow", "budgetUnit"} <= set(names) else {})

    def _line(
        self, table: str, axis: str, key: str, number: int, label: str, dims: dict[str, str], parent: str | None
    ) -> None:
        kind = "TableRow" if axis == "row" else "TableColumn"
        line = f"{table}/{axis}/{key}"
        self.say(f'<{line}> a mz:{kind} ; mz:inTable <{table}> ; mz:{axis}Number {number} ; rdfs:label "{label}"@zh .')
        for name, value in dims.items():
            if name not in {"year", "phase"}:
                self.say(f"<{line}> mz:{name} {member(name, value)} .")
        if parent is not None:
            self.say(f"<{line}> mz:addendOf <{table}/{axis}/{parent}> .")

    def nquads(self) -> bytes:
        return quads(self.address, "\n".join(self.parts))


def document_a() -> Document:
    a = Document(A, OFFICE, "130184", 2022, "budget", "department", "新乐市财政局2022年部门预算", 1)
    a.headline(
        totalRevenue="1000.10", totalExpenditure="1000.10", currentYearExpenditure="1000.10", basicExpenditure="600.10"
    )
    a.headline(projectExpenditure="400.0")
    a.headline(
        personnelExpenditure="500.10", operatingExpenditure="100.0", threePublicTotal="100.0", overseasTravel="0.0"
    )
    a.headline(officialVehicles="60.0", vehicleRunning="60.0", officialReception="40.0", vehicleCount="3.0")
    a.table(
        "expenditure",
        "部门预算支出总表",
        {
            4: ("合计", {"spendingType": "total"}, None),
            5: ("基本支出", {"spendingType": "basic"}, 4),
            6: ("项目支出", {"spendingType": "project"}, 4),
        },
        {
            "4": ("合计", {"functionalAccount": "total", "budgetUnit": "total"}, None),
            "5": ("201 一般公共服务支出", {"functionalAccount": "201", "budgetUnit": "total"}, "4"),
            "6": ("2010301 行政运行", {"functionalAccount": "2010301", "budgetUnit": "total"}, "5"),
            "7": ("208 社会保障和就业支出", {"functionalAccount": "208", "budgetUnit": "total"}, "4"),
        },
        {
            ("4", 4): "1000.10", ("4", 5): "600.10", ("4", 6): "400.00",
            ("5", 4): "700.10", ("5", 5): "500.10", ("5", 6): "200.00",
            ("6", 4): "700.10", ("6", 5): "500.10", ("6", 6): "200.00",
            ("7", 4): "300.00", ("7", 5): "100.00",
        },
    )  # fmt: skip
    a.table(
        "balance",
        "部门预算收支总表",
        {3: ("预算数", {"flow": "revenue"}, None), 5: ("预算数", {"flow": "expenditure"}, None)},
        {
            "4-revenue": ("一、一般公共预算拨款收入", {"flow": "revenue", "lineItem": "item", "fundingSource": "general-public"}, "6-revenue"),
            "4-expenditure": ("一、一般公共服务支出", {"flow": "expenditure", "lineItem": "item", "functionalAccount": "201"}, "6-expenditure"),
            "5-expenditure": ("八、社会保障和就业支出", {"flow": "expenditure", "lineItem": "item", "functionalAccount": "208"}, "6-expenditure"),
            "6-revenue": ("本年收入合计", {"flow": "revenue", "lineItem": "current-year-total"}, None),
            "6-expenditure": ("本年支出合计", {"flow": "expenditure", "lineItem": "current-year-total"}, None),
        },
        {
            ("4-revenue", 3): "1000.10", ("6-revenue", 3): "1000.10",
            ("4-expenditure", 5): "700.10", ("5-expenditure", 5): "300.00", ("6-expenditure", 5): "1000.10",
        },
        headlines={("6-expenditure", 5): "currentYearExpenditure"},
    )  # fmt: skip
    a.table(
        "three-public",
        "“三公”经费支出表",
        {3: ("合计", {"fundingSource": "total"}, None)},
        {
            "4": ("合计", {"lineItem": "three-public-total"}, None),
            "5": ("因公出国（境）费", {"lineItem": "overseas-travel"}, "4"),
            "6": ("公务用车", {"lineItem": "official-vehicles"}, "4"),
            "7": ("其中：购置费", {"lineItem": "vehicle-purchase"}, "6"),
            "8": ("运行维护费", {"lineItem": "vehicle-running"}, "6"),
            "9": ("公务接待费", {"lineItem": "official-reception"}, "4"),
        },
        {("4", 3): "100.00", ("5", 3): "0.00", ("6", 3): "60.00", ("8", 3): "60.00", ("9", 3): "40.00"},
        headlines={("4", 3): "threePublicTotal", ("8", 3): "vehicleRunning", ("9", 3): "officialReception"},
    )
    a.table(
        "basic",
        "一般公共预算基本支出表",
        {
            4: ("合计", {"spendingType": "basic"}, None),
            5: ("人员经费", {"spendingType": "personnel"}, 4),
            6: ("公用经费", {"spendingType": "operating"}, 4),
        },
        {
            "4": ("30231 公务用车运行维护费", {"economicAccount": "30231", "governmentEconomicAccount": "50208"}, None),
            "5": ("30231 公务用车运行维护费", {"economicAccount": "30231", "governmentEconomicAccount": "50502"}, None),
        },
        {("4", 4): "40.00", ("4", 6): "40.00", ("5", 4): "20.00", ("5", 6): "20.00"},
    )
    a.table("state-capital", "国有资本经营预算支出表", {}, {}, {}, empty=True)
    a.table(
        "assets",
        "国有资产占用情况表",
        {3: ("数量", {"valueKind": "quantity"}, None)},
        {"4": ("车辆", {"lineItem": "vehicles"}, None)},
        {("4", 3): "3"},
        headlines={("4", 3): "vehicleCount"},
    )
    line = f"{A}/procurement/1"
    a.table(
        "procurement",
        "政府采购预算表",
        {
            5: ("数量", {"valueKind": "quantity"}, None),
            6: ("单价", {"valueKind": "unit-price"}, None),
            7: ("合计", {"valueKind": "amount"}, None),
        },
        {"4": ("台式计算机", {"procurementLine": line, "fundingSource": "total", "budgetUnit": "total"}, None)},
        {("4", 5): "3", ("4", 6): "50.00", ("4", 7): "150.00"},
    )
    a.say(
        f'<{line}> a mz:ProcurementLine ; rdfs:label "台式计算机"@zh ; mz:disclosure <{A}> ; mz:quantityUnit "台"@zh ; mz:catalogueCode "A02010104" .'
    )
    for number, (name, amount) in enumerate([("电算化项目", "250.0"), ("<b>培训</b>", "150.0")], 1):
        project = f"{A}/project/{number}"
        a.say(
            f'<{A}> mz:hasProject <{project}> . <{project}> a mz:Project ; rdfs:label "{name}"@zh ; mz:disclosure <{A}> ; mz:amount {amount} .'
        )
    indicator = f"{A}/project/1/indicator/1"
    a.say(
        f"""<{A}/project/1> mz:performanceIndicator <{indicator}> . <{indicator}> a mz:PerformanceIndicator ;
        mz:level1 <{BASE}code/indicator-level/output> ; mz:level2 <{BASE}code/indicator-level/output-quantity> ;
        rdfs:label "系统数量"@zh ; mz:printedTarget "≥2套" ; mz:sourceLine 300 .
        <{A}> mz:performanceIndicator <{A}/indicator/1> . <{A}/indicator/1> a mz:PerformanceIndicator ;
        mz:level1 <{BASE}code/indicator-level/satisfaction> ; rdfs:label "群众满意度"@zh ; mz:printedTarget "≥90%" ."""
    )
    for number, (amount, printed) in enumerate([("100.0", "100元"), ("90.0", "90元")], 1):
        claim = f"{A}/claim/{number}"
        a.say(
            f"""<{A}> mz:hasClaim <{claim}> . <{claim}> a mz:Claim ; mz:disclosure <{A}> ; mz:claimKind <{BASE}code/claim-kind/level> ;
            mz:measure mz:threePublicTotal ; mz:claimedObservation <{A}/table/three-public/cell/4-3> ; mz:amount {amount} ;
            mz:roundingError 0.5 ; mz:printedValue "{printed}" ; mz:sentence "“三公”经费{printed}。"@zh ; mz:sourceLine {400 + number} ."""
        )
    a.say(
        f'<{A}> mz:missingTable [ a mz:TableMention ; mz:tableKind <{BASE}code/table-kind/revenue> ; rdfs:label "二、收入总表"@zh ] .'
    )
    return a


def document_b() -> Document:
    b = Document(B, OTHER_OFFICE, "310107", 2023, "executed", "department", "普陀区财政局2023年部门决算", 10000)
    b.headline(
        totalRevenue="50000000.0",
        totalExpenditure="50000000.0",
        currentYearExpenditure="40000000.0",
        threePublicTotal="30000.0",
        officialReception="30000.0",
    )
    b.table(
        "fund",
        "政府性基金预算支出表",
        {4: ("合计", {"spendingType": "total"}, None), 5: ("项目支出", {"spendingType": "project"}, 4)},
        {
            "4": ("合计", {"functionalAccount": "total", "flow": "expenditure"}, None),
            "5": (
                "2120899 其他国有土地使用权出让收入安排的支出",
                {"functionalAccount": "2120899", "flow": "expenditure"},
                "4",
            ),
        },
        {("4", 4): "12.50", ("4", 5): "12.50", ("5", 4): "12.50", ("5", 5): "12.50"},
    )
    return b


def document_c() -> Document:
    c = Document(C, OFFICE, "130184", 2022, "budget", "unit", "新乐市财政局本级2022年单位预算", 1)
    c.headline(
        totalExpenditure="800.0", currentYearExpenditure="800.0", threePublicTotal="80.0", officialReception="30.0"
    )
    return c


def report(disclosure: str, table: str) -> bytes:
    """Three checks of a disclosure: one holds, one fails by 200, one lacks a figure."""
    cell = f"{disclosure}/table/{table}/cell"
    checks = f"""
        <{disclosure}/report/check/C1-1> a mz:IdentityCheck ; mz:disclosure <{disclosure}> ; mz:identity <{BASE}code/identity/C1> ;
            mz:outcome <{BASE}code/outcome/passed> ; mz:table <{disclosure}/table/{table}> ; mz:left 1000.10 ; mz:right 1000.10 ;
            mz:difference 0.0 ; mz:tolerance 0.015 ; mz:leftOperand <{cell}/4-4> ; mz:rightOperand <{cell}/5-4>, <{cell}/7-4> .
        <{disclosure}/report/check/C2-7> a mz:IdentityCheck ; mz:disclosure <{disclosure}> ; mz:identity <{BASE}code/identity/C2> ;
            mz:outcome <{BASE}code/outcome/failed> ; mz:table <{disclosure}/table/{table}> ; mz:left 300.0 ; mz:right 100.0 ;
            mz:difference 200.0 ; mz:tolerance 0.01 ; mz:leftOperand <{cell}/7-4> ; mz:rightOperand <{cell}/7-5> .
        <{disclosure}/report/check/I1-1> a mz:IdentityCheck ; mz:disclosure <{disclosure}> ; mz:identity <{BASE}code/identity/I1> ;
            mz:outcome <{BASE}code/outcome/incomplete> ; mz:leftOperand <{disclosure}/table/three-public/cell/6-3> .
    """
    return quads(f"{disclosure}/report", checks)


def organizations(*offices: tuple[str, str, str]) -> bytes:
    return b"".join(
        quads(
            ORGANIZATIONS,
            f'<{office}> a mz:Department ; rdfs:label "{name}"@zh ; mz:jurisdiction <{BASE}id/jurisdiction/{place}> .',
        )
        for office, name, place in offices
    )


UNITS = f"""
    <{UNIT}> a mz:BudgetUnit ; rdfs:label "新乐市财政局本级"@zh ; org:unitOf <{OFFICE}> ; mz:unitNature "行政"@zh .
    <{OFFICE}> org:hasUnit <{UNIT}> .
"""


def fill(store: Store) -> None:
    """Write everything: vocabulary, code lists, the three documents and the report of A."""
    with store.writing() as writer:
        vocabulary.write(writer)
        office = organizations((OFFICE, "新乐市财政局", "130184"))
        writer.replace(A, document_a().nquads(), office + quads(ORGANIZATIONS, UNITS))
        writer.replace(B, document_b().nquads(), organizations((OTHER_OFFICE, "普陀区财政局", "310107")))
        writer.replace(C, document_c().nquads(), office)
        writer.replace(f"{A}/report", report(A, "expenditure"))
        writer.commit()


def parsed(data: bytes, media_type: str) -> rdflib.Graph:
    """A graph as another RDF library reads it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated")  # inside rdflib's reader of JSON-LD
        return rdflib.Graph().parse(data=data, format=media_type)
