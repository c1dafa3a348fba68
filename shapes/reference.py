"""The reference engine: pyshacl on the unmodified shapes. Slow, and the oracle that the fast engine is tested against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from shapes.catalogue import Constraint, constraints, shapes_graph
from shapes.ledger import Instance, instance
from shapes.structure import StructureResult, structure_rules


class PreparingGraph(Graph):
    """A graph that parses the text of a query once: a validator runs one text per focus node, and parsing is most of the time."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Run a query; see `Graph.query`."""
        return super().query(
            _prepared(query_object) if isinstance(query_object, str) else query_object, *args, **kwargs
        )


@lru_cache(maxsize=512)
def _prepared(text: str) -> Query:
    return prepareQuery(text)


class EngineError(Exception):
    """pyshacl reported something that the SELECT of the shape it names does not give: the shapes mean two things."""


@dataclass(frozen=True)
class ReferenceResults:
    """What pyshacl found: failed and incomplete instances of identities, and structure results. It does not tell what passed."""

    instances: list[Instance]
    structure: list[StructureResult]


def validate(data: Graph, only: tuple[str, ...] | None = None) -> ReferenceResults:
    """Run pyshacl over a graph.

    A SHACL result names a shape, a focus node and a value, but not both sides of an identity: these are read with the same
    unmodified SELECT on the same rdflib graph, and must be the same results.

    Args:
        data: The data, one default graph.
        only: Addresses of the shapes to use; all when None.

    Raises:
        EngineError: The SELECT of an identity and pyshacl disagree.
    """
    graph = PreparingGraph()
    graph += data
    _, report, _ = pyshacl.validate(
        graph,
        shacl_graph=shapes_graph(),
        inplace=True,
        use_shapes=None if only is None else [URIRef(shape) for shape in only],
    )
    if not isinstance(report, Graph):
        raise EngineError(f"pyshacl could not validate: {report}")
    found: dict[str, set[tuple[str, str]]] = {}
    structure: list[StructureResult] = []
    by_source = {(rule.shape, rule.component): rule for rule in structure_rules()}
    by_shape = {constraint.identity.iri: constraint for constraint in constraints()}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape, focus, value = (str(report.value(result, name)) for name in (SH.sourceShape, SH.focusNode, SH.value))
        if shape in by_shape:
            found.setdefault(shape, set()).add((focus, value))
        else:
            rule = by_source[shape, str(report.value(result, SH.sourceConstraintComponent))]
            structure.append(StructureResult(rule, focus, report.value(result, SH.value)))
    instances = [one for shape, reported in found.items() for one in _instances(graph, by_shape[shape], reported)]
    return ReferenceResults(instances, structure)


def _instances(graph: Graph, constraint: Constraint, reported: set[tuple[str, str]]) -> list[Instance]:
    rows = [
        row
        for focus in sorted({focus for focus, _ in reported})
        for row in select(graph, constraint, constraint.select, focus)
    ]
    # Sets: pyshacl merges results of one shape with the same focus node and value, such as two blanks in one row.
    if {(row.disclosure, row.value) for row in rows} != reported:
        raise EngineError(f"{constraint.identity.iri}: pyshacl reports {sorted(reported)}, its SELECT gives {rows}")
    return rows


def select(graph: Graph, constraint: Constraint, text: str, disclosure: str) -> list[Instance]:
    """Run a SELECT of an identity on an rdflib graph as SHACL-SPARQL asks: $this and the parameters pre-bound."""
    bindings: dict[str, Any] = {"this": URIRef(disclosure), **dict(constraint.parameters)}
    bound = graph.query(constraint.prologue + text, initBindings=bindings).bindings
    return [instance(constraint.identity, {str(name): str(value) for name, value in row.items()}) for row in bound]
