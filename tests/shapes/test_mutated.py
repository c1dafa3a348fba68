"""Mutated documents: every engine finds the same in dozens of disclosures that are each broken in a few places at random.

What a mutation does to the findings does not matter here, only that every engine sees it. pyshacl, the slowest, gets half of them, on
an Oxigraph store; that cannot pre-bind parameters, so that they are written into the SELECTs.
"""

import random
from collections.abc import Callable

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import QB, RDF, XSD
from tables import BASE, BUDGET, Fixture

import shapes
from benchmarks.checking import Results, results_of, written_out
from ontology.terms import MZ

COPIES = 48
FOR_PYSHACL = 24

WHOLE = (
    BUDGET
    + """
table fund 万元
合计 | 10.00 | | 10.00
212 | 10.00 | | 10.00
empty state-capital
"""
)


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


def found(graph: Graph) -> Results:
    return {(one.shape, one.focus, str(one.value)) for one in shapes.check(graph).findings}


def test_findings_are_the_same_in_pyshacl() -> None:
    graph = Graph(store="Oxigraph")
    graph += mutated(FOR_PYSHACL)
    _, report, _ = pyshacl.validate(graph, shacl_graph=written_out(), inplace=True)
    assert results_of(report) == found(mutated(FOR_PYSHACL))


def test_findings_are_the_same_in_pyshifty() -> None:
    shifty = pytest.importorskip("shifty", reason="pip install pyshifty: an engine that shares no code with ours")
    graph = mutated(COPIES)
    ours = found(graph)
    _, report, _ = shifty.PreparedValidator(shapes.shapes_graph()).validate(graph)
    assert results_of(report) == ours
    assert len({focus.partition("/2022/")[0] for _, focus, _ in ours}) > COPIES / 2
    assert len({shape for shape, _, _ in ours}) > 15
