"""Mutated documents: every engine finds the same in dozens of disclosures that are each broken in a few places at random.

What a mutation does to the findings does not matter here, only that every engine sees it. pyshacl, the slowest, gets half of them, on
an Oxigraph store; that cannot pre-bind parameters, so that they are written into the SELECTs.
"""

import random
from collections.abc import Callable

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import QB, RDF, SH, XSD
from tables import BASE, Fixture

import shapes
from ontology.terms import MZ
from shapes.catalogue import SHAPE, constraints

Result = tuple[str, str, str]
"""Shape, focus node and value of a validation result."""

COPIES = 48
FOR_PYSHACL = 24

WHOLE = """
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
table fund 万元
合计 | 10.00 | | 10.00
212 | 10.00 | | 10.00
table basic 万元
合计 | 60.00 | 50.00 | 10.00
301 | 50.00 | 50.00 |
302 | 10.00 | | 10.00
table three-public 万元
three-public-total | 6.00 | 6.00 | |
official-reception | 6.00 | 6.00 | |
empty state-capital
"""


def one_of(graph: Graph, by: random.Random, kind: URIRef) -> URIRef:
    return URIRef(by.choice(sorted(map(str, graph.subjects(RDF.type, kind)))))


def amount(graph: Graph, by: random.Random) -> None:
    """Print another figure."""
    value = Literal(by.choice(("0", "900000", "-50000", "123400.5", "99999950")), datatype=XSD.decimal)
    graph.set((one_of(graph, by, QB.Observation), MZ.amount, value))


def rounding(graph: Graph, by: random.Random) -> None:
    """Print fewer decimals."""
    graph.set((one_of(graph, by, QB.Observation), MZ.roundingError, Literal("5000", datatype=XSD.decimal)))


def blank(graph: Graph, by: random.Random) -> None:
    """Leave a cell blank."""
    graph.remove((one_of(graph, by, QB.Observation), None, None))


def level(graph: Graph, by: random.Random) -> None:
    """Take a row out of its sum."""
    graph.remove((one_of(graph, by, MZ.TableRow), MZ.addendOf, None))


def account(graph: Graph, by: random.Random) -> None:
    """Give a figure another account."""
    graph.set((one_of(graph, by, QB.Observation), MZ.functionalAccount, URIRef(f"{BASE}code/functional/20103")))


def unread(graph: Graph, by: random.Random) -> None:
    """Read a table only in part."""
    graph.add((one_of(graph, by, MZ.Table), MZ.unreadFigures, Literal(2)))


def missing(graph: Graph, by: random.Random) -> None:
    """Leave a table out."""
    graph.remove((None, MZ.hasTable, one_of(graph, by, MZ.Table)))


MUTATIONS: tuple[Callable[[Graph, random.Random], None], ...] = (
    amount,
    rounding,
    blank,
    level,
    account,
    unread,
    missing,
)


def mutated(count: int) -> Graph:
    """Return copies of one sound disclosure, each of another department, with one to three mutations."""
    graph = Graph()
    for number in range(count):
        by = random.Random(number)  # noqa: S311 - the same mutations each time
        copy = Fixture.parse(WHOLE, name=f"copy-{number}").disclosure.graph
        for mutation in by.choices(MUTATIONS, k=1 + number % 3):
            mutation(copy, by)
        graph += copy
    return graph


def found(graph: Graph) -> set[Result]:
    return {(one.shape, one.focus, str(one.value)) for one in shapes.check(graph).findings}


def results(report: object) -> set[Result]:
    assert isinstance(report, Graph)
    return {
        (str(report.value(one, SH.sourceShape)), str(report.value(one, SH.focusNode)), str(report.value(one, SH.value)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def written_out() -> Graph:
    """Return the shapes with every identity as a SELECT of its own."""
    graph = Graph()
    graph += shapes.shapes_graph()
    for constraint in constraints():
        if constraint.parameters:
            shape, own = URIRef(constraint.identity.iri), BNode()
            for name, _ in constraint.parameters:
                graph.remove((shape, SHAPE[name], None))
            graph.add((shape, SH.sparql, own))
            graph.add((own, SH.select, Literal(constraint.findings_over_all())))
    return graph


def test_findings_are_the_same_in_pyshacl() -> None:
    graph = Graph(store="Oxigraph")
    graph += mutated(FOR_PYSHACL)
    _, report, _ = pyshacl.validate(graph, shacl_graph=written_out(), inplace=True)
    assert results(report) == found(mutated(FOR_PYSHACL))


def test_findings_are_the_same_in_pyshifty() -> None:
    shifty = pytest.importorskip("shifty", reason="pip install pyshifty: an engine that shares no code with ours")
    graph = mutated(COPIES)
    ours = found(graph)
    _, report, _ = shifty.PreparedValidator(shapes.shapes_graph()).validate(graph)
    assert results(report) == ours
    assert len({focus.partition("/2022/")[0] for _, focus, _ in ours}) > COPIES / 2
    assert len({shape for shape, _, _ in ours}) > 15
