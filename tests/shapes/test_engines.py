"""The fast engine gives what pyshacl gives on the unmodified shapes."""

from pathlib import Path

import pyshacl
import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import QB, RDF, RDFS, SH, XSD
from rdflib.term import BNode, Node
from tables import BASE, BUDGET, Disclosure, Fixture

import shapes
from ontology.terms import MZ, code
from shapes import reference
from shapes.catalogue import constraints
from shapes.ledger import ledger
from shapes.source import graph_of_store, store_of_graph, store_of_nquads
from shapes.structure import structure_results

FOLDER = Path(__file__).parent / "fixtures"


def broken_fixtures(identity: str, outcomes: tuple[str, ...]) -> Graph:
    """Return the fixtures of an identity with these outcomes, each a disclosure of one graph."""
    graph = Graph()
    for outcome in outcomes:
        for path in sorted(FOLDER.glob(f"{identity}.{outcome}.txt")):
            graph += Fixture.parse(path.read_text(encoding="utf-8"), name=outcome).disclosure.graph
    return graph


#: Those with fixtures in text; the other families are compared on their cases (test_families_k_to_s.py).
ACCOUNTING = [constraint for constraint in constraints() if constraint.identity.family <= "J"]
#: The first identity of each SELECT: pyshacl is slow, and what is incomplete is decided by the SELECT alone.
FIRST = {constraint.select: constraint for constraint in reversed(ACCOUNTING)}


@pytest.mark.parametrize("constraint", ACCOUNTING, ids=lambda constraint: constraint.identity.id)
def test_identity_gives_the_same_findings_in_pyshacl(constraint):
    outcomes = ("invalid", "incomplete") if FIRST[constraint.select] is constraint else ("invalid",)
    graph = broken_fixtures(constraint.identity.id, outcomes)
    ours = {one for one in ledger(store_of_graph(graph), [constraint]) if one.outcome != "passed"}
    assert ours
    assert set(reference.validate(graph, only=(constraint.identity.iri,)).instances) == ours


WHOLE = BUDGET + "empty fund\nempty state-capital\n"


def test_whole_report_is_the_same():
    """The fund table is declared empty, although 10.00 of fund money is spent: several identities say so."""
    graph = Fixture.parse(WHOLE).disclosure.graph
    fast, slow = shapes.check(graph), shapes.check(graph, engine="pyshacl")
    assert fast.findings == slow.findings
    assert {one.identity for one in fast.findings} == {"J8", "J10"}
    assert fast.conforms is slow.conforms is False


def said(report: Graph, node: Node | None) -> object:
    """Return a node, and what is said of a blank one instead of it: a path."""
    if not isinstance(node, BNode):
        return node
    return frozenset((predicate, said(report, value)) for predicate, value in report.predicate_objects(node))


def results(report: Graph) -> set[tuple[object, ...]]:
    names = (SH.focusNode, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity, SH.resultPath)
    return {
        tuple(said(report, report.value(one, name)) for name in names)
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_validation_results_are_those_of_pyshacl():
    """As written in Turtle, what is incomplete included: focus, value, shape, component, severity and path of each."""
    graph = broken_fixtures("C1", ("invalid", "incomplete"))
    cell, row = next(graph.subjects(MZ.amount)), next(graph.subjects(MZ.rowNumber))
    graph.add((cell, MZ.quantity, Literal("1", datatype=XSD.decimal)))  # its path is an alternative
    graph.set((row, MZ.rowNumber, Literal(-1)))
    chosen = [code("identity", "C1"), *map(URIRef, STRUCTURE)]
    conforms, theirs, _ = pyshacl.validate(graph, shacl_graph=shapes.shapes_graph(), use_shapes=chosen)
    report = shapes.check(graph)
    assert {one.outcome for one in report.findings if one.identity == "C1"} == {"failed", "incomplete"}
    ours = {
        one
        for one in results(Graph().parse(data=report.render("turtle"), format="turtle"))
        if "/code/identity/" not in str(one[2]) or one[2] in chosen
    }
    assert ours == results(theirs)
    assert len({one[-1] for one in ours}) == 3
    assert conforms is report.conforms is False


def test_ledger_is_the_same_in_rdflib():
    """Passes too: the marked line apart, one text serves as constraint and as ledger on both SPARQL engines. Each text once."""
    disclosure = Fixture.parse(WHOLE).disclosure
    chosen = list({constraint.select: constraint for constraint in constraints()}.values())
    fast = sorted(ledger(store_of_graph(disclosure.graph), chosen), key=repr)
    slow = [
        one
        for constraint in chosen
        for one in reference.select(disclosure.graph, constraint, constraint.ledger, disclosure.address)
    ]
    assert fast == sorted(slow, key=repr)
    assert {one.outcome for one in fast} == {"passed"}
    assert len(fast) >= 8


CELL = URIRef(f"{BASE}id/disclosure/130184/office/2022/budget/table/expenditure/cell/3-3")
ROW = URIRef(f"{BASE}id/disclosure/130184/office/2022/budget/table/expenditure/row/4")
TABLE = URIRef(f"{BASE}id/disclosure/130184/office/2022/budget/table/expenditure")
DISCLOSURE = URIRef(f"{BASE}id/disclosure/130184/office/2022/budget")

MUTATIONS = {
    "observation without a row": lambda graph: graph.remove((CELL, MZ.inRow, None)),
    "observation without a dimension": lambda graph: graph.remove((CELL, MZ.spendingType, None)),
    "observation with two members of a dimension": lambda graph: graph.add(
        (CELL, MZ.spendingType, URIRef(f"{BASE}code/spending-type/basic"))
    ),
    "amount and quantity": lambda graph: graph.add((CELL, MZ.quantity, Literal("1", datatype=XSD.decimal))),
    "amount as a string": lambda graph: graph.set((CELL, MZ.amount, Literal("a lot"))),
    "amount that is no number": lambda graph: graph.set((CELL, MZ.amount, Literal("a lot", datatype=XSD.decimal))),
    "negative rounding": lambda graph: graph.set((CELL, MZ.roundingError, Literal("-1", datatype=XSD.decimal))),
    "empty printed value": lambda graph: graph.set((CELL, MZ.printedValue, Literal(""))),
    "no place": lambda graph: graph.remove((CELL, MZ.sourceLine, None)),
    "row of no table": lambda graph: graph.set((ROW, MZ.inTable, DISCLOSURE)),
    "row with two parents": lambda graph: graph.add((ROW, MZ.includedIn, ROW)),
    "row number as text": lambda graph: graph.set((ROW, MZ.rowNumber, Literal("4"))),
    "table without a kind": lambda graph: graph.remove((TABLE, MZ.tableKind, None)),
    "table of two disclosures": lambda graph: graph.add((URIRef(f"{BASE}other"), MZ.hasTable, TABLE)),
    "declared empty, perhaps": lambda graph: graph.set((TABLE, MZ.declaredEmpty, Literal("perhaps"))),
    "no title": lambda graph: graph.remove((TABLE, URIRef("http://purl.org/dc/terms/title"), None)),
    "hash too short": lambda graph: graph.set((DISCLOSURE, MZ.sourceSha256, Literal("abc"))),
    "year as text": lambda graph: graph.set((DISCLOSURE, MZ.fiscalYear, Literal("2022"))),
    "unknown phase": lambda graph: graph.set((DISCLOSURE, MZ.phase, URIRef(f"{BASE}code/phase/planned"))),
    "department as text": lambda graph: graph.set((DISCLOSURE, MZ.department, Literal("office"))),
    "two headlines": lambda graph: [
        graph.add((DISCLOSURE, MZ.totalRevenue, Literal(n, datatype=XSD.decimal))) for n in ("1.0", "2.0")
    ],
    "table that is none": lambda graph: graph.add((DISCLOSURE, MZ.hasTable, ROW)),
    "indicator without a level": lambda graph: [
        graph.add((URIRef(f"{DISCLOSURE}/indicator/1"), RDF.type, MZ.PerformanceIndicator)),
        graph.add((URIRef(f"{DISCLOSURE}/indicator/1"), RDFS.label, Literal("指标"))),
    ],
}


STRUCTURE = tuple(
    str(shape)
    for kind in (SH.NodeShape, SH.PropertyShape)
    for shape in shapes.shapes_graph().subjects(RDF.type, kind)
    if (shape, RDF.type, MZ.Identity) not in shapes.shapes_graph()
)


def small_graph() -> Graph:
    return Disclosure().table("expenditure", "合计 | 100.00 | 60.00 | 40.00\n201 | 100.00 | 60.00 | 40.00").graph


def test_small_graph_is_sound():
    assert not shapes.check(small_graph()).findings


@pytest.mark.parametrize("name", MUTATIONS)
def test_structure_shapes_find_what_pyshacl_finds(name):
    graph = small_graph()
    MUTATIONS[name](graph)
    ours = {
        (one.rule.shape, one.rule.component, one.focus, str(one.value))
        for one in structure_results(store_of_graph(graph))
    }
    assert ours
    theirs = {
        (one.rule.shape, one.rule.component, one.focus, str(one.value))
        for one in reference.validate(graph, only=STRUCTURE).structure
    }
    assert ours == theirs


def test_dataset_and_nquads_give_the_same_report():
    graph = Fixture.parse((FOLDER / "C1.invalid.txt").read_text(encoding="utf-8")).disclosure.graph
    lines = graph.serialize(format="nt").strip().splitlines()
    # The same triple in two named graphs is one fact: it must not be summed twice.
    quads = "".join(f"{line[:-1]}<{BASE}graph/{name}> .\n" for name in "ab" for line in lines)
    expected = shapes.check(graph).checks
    assert shapes.check_nquads(quads.encode()).checks == expected
    dataset = Dataset()
    for name in "ab":
        part = dataset.graph(URIRef(f"{BASE}graph/{name}"))
        part += graph
    assert shapes.check(dataset).checks == expected


def test_exact_decimals_survive_the_way_through_the_store():
    graph = graph_of_store(
        store_of_nquads(b'<http://e/s> <http://e/p> "100.10"^^<http://www.w3.org/2001/XMLSchema#decimal> .')
    )
    assert next(graph.objects()).value == Literal("100.10", datatype=XSD.decimal).value


def test_unknown_engine_is_named():
    with pytest.raises(ValueError, match=r"no engine 'quick': there are “sets”"):
        shapes.check(Graph(), engine="quick")


def test_shapes_are_valid_shacl():
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes.shapes_graph(), meta_shacl=True)
    assert conforms, text


def test_observation_outside_every_disclosure_is_reported():
    graph = Graph()
    graph.add((URIRef("http://example.org/cell"), RDF.type, QB.Observation))
    assert {one.focus for one in shapes.check(graph).findings} == {"http://example.org/cell"}
