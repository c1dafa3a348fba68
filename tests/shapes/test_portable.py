"""The shapes mean the same in other people's engines: fixtures that break every kind of rule give the same results in pyshifty.

pyshifty is written in Rust and shares no code with pyshacl, rdflib or our own engine. Equality with pyshacl: test_engines.py.
"""

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH
from tables import Fixture

import shapes
from shapes.catalogue import constraints, shapes_graph

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


def test_findings_are_the_same_in_pyshifty() -> None:
    shifty = pytest.importorskip("shifty", reason="pip install pyshifty: the engine that ours is compared with")
    graph = broken()
    conforms, report, _ = shifty.PreparedValidator(shapes_graph()).validate(graph)
    theirs: set[Result] = {
        (str(report.value(one, SH.sourceShape)), str(report.value(one, SH.focusNode)), str(report.value(one, SH.value)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }
    ours: set[Result] = {(one.shape, one.focus, str(one.value)) for one in shapes.check(graph).findings}
    assert ours == theirs
    assert not conforms
    assert len(ours) > 50
