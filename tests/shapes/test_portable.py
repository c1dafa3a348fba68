"""The shapes mean the same in other people's engines: fixtures that break every kind of rule give the same results in pyshifty.

pyshifty is written in Rust and shares no code with pyshacl, rdflib or our own engine. Equality with pyshacl: test_engines.py.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import CASES
from pyparsing import ParseResults
from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from tables import Fixture

import samples
import shapes
from loaders.pipeline import load_file
from shapes.catalogue import Constraint, constraints, shapes_graph
from shapes.classification import add_classification
from shapes.source import graph_of_store, store_of_nquads

FOLDER = Path(__file__).parent / "fixtures"
Result = tuple[str, str, str]
"""Shape, focus node and value of a validation result."""


def broken() -> Graph:
    """Return fixtures as disclosures of one graph: what is invalid or incomplete for the first identity of each form.

    Identities of one form have the same SELECT and the same names of parameters; each disclosure costs pyshifty a query per shape.
    """
    first = {
        (constraint.select, tuple(name for name, _ in constraint.parameters)): constraint.identity.id
        for constraint in reversed(constraints())
    }
    graph = Graph()
    for path in sorted(FOLDER.glob("*.txt")):
        identity, *_, outcome, _ = path.name.split(".")
        if identity in first.values() and outcome != "valid":
            name = path.stem.lower().replace(".", "-")
            graph += Fixture.parse(path.read_text(encoding="utf-8"), name=name).disclosure.graph
    return graph


def cases() -> Graph:
    """Return the cases of families K to S that are not sound, each of another office, with what the classifications say."""
    lines = []
    for identity, outcomes in CASES.items():
        for outcome in sorted(outcomes.keys() - {"valid"}):
            text = outcomes[outcome]().serialize(format="nt")
            lines.append(text.replace("/130184/office", f"/130184/office-{identity.lower()}-{outcome}"))
    store = store_of_nquads("".join(lines).encode())
    add_classification(store)
    return graph_of_store(store)


def printed(*paths: Path) -> Graph:
    """Return samples as one graph."""
    loaded = [load_file(path) for path in paths]
    return graph_of_store(store_of_nquads(b"".join(one.nquads + one.shared for one in loaded)))


@pytest.mark.parametrize("build", [broken, cases, lambda: printed(*samples.paths())], ids=["A–J", "K–S", "samples"])
def test_findings_are_the_same_in_pyshifty(build: Any) -> None:
    shifty = pytest.importorskip("shifty", reason="pip install pyshifty: the engine that ours is compared with")
    graph = build()
    conforms, report, _ = shifty.PreparedValidator(shapes_graph()).validate(graph)
    theirs: set[Result] = {
        (str(report.value(one, SH.sourceShape)), str(report.value(one, SH.focusNode)), str(report.value(one, SH.value)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }
    ours: set[Result] = {(one.shape, one.focus, str(one.value)) for one in shapes.check(graph).findings}
    assert ours == theirs
    assert not conforms
    assert len(ours) > 50


def nodes(tree: Any) -> Iterator[CompValue]:
    """Yield every node of a parsed query."""
    if isinstance(tree, CompValue):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list | ParseResults):
        for part in tree:
            yield from nodes(part)


@cache
def parsed(constraint: Constraint) -> Any:
    return parseQuery(constraint.findings_over_all())


SELECTS = {constraint.select: constraint for constraint in reversed(constraints())}.values()


@pytest.mark.parametrize("constraint", SELECTS, ids=lambda constraint: constraint.identity.id)
def test_arithmetic_needs_no_parentheses(constraint: Constraint) -> None:
    """An engine that writes expressions anew may lose them: a sum in a product has a name, and nothing follows a minus or a division."""
    for node in nodes(parsed(constraint)):
        if node.name in ("AdditiveExpression", "MultiplicativeExpression") and node.other is not None:
            assert not set(node.op[:-1]) & {"-", "/"}, node.op
        if node.name == "UnaryMinus" or (node.name == "MultiplicativeExpression" and node.other is not None):
            parts = [node.expr, *(node.other or ())]
            assert not [part for part in parts if getattr(part, "name", "") == "ConditionalOrExpression"]


@pytest.mark.parametrize("constraint", SELECTS, ids=lambda constraint: constraint.identity.id)
def test_exists_asks_for_one_triple(constraint: Constraint) -> None:
    """A join inside EXISTS is made anew over the whole store for every row: one such line took 14 of 19 seconds. A sub-SELECT is made once."""
    for node in nodes(parsed(constraint)):
        if node.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            blocks = [one for one in nodes(node.graph) if one.name == "TriplesBlock"]
            patterns = sum(len(triples) // 3 for block in blocks for triples in block.triples)
            assert patterns == 1, node.graph
