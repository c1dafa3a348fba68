"""The structure shapes (shapes/structure.ttl) compiled to sets: the part of SHACL Core that they use, and their SPARQL.

A constraint of SHACL Core is tested over the values of all focus nodes together (shapes/core.py); a SPARQL constraint is one SELECT over
all of them. Results are the same as any SHACL processor gives; tests hold them equal to pyshacl's and pyshifty's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from ontology.terms import MZ
from shapes.catalogue import SEVERITIES, ShapesError, prefixes, shapes_graph, texts
from shapes.core import COMPILERS, COMPONENTS, Check, Columns, Path, Violation, path
from shapes.source import node_of_term

NOT_CONSTRAINTS = frozenset(
    {RDF.type, RDFS.label, RDFS.comment, SH.path, SH.name, SH.description, SH.message, SH.severity, SH.order, SH.group}
)
"""What a property shape says of itself, without constraining anything."""

Find = Callable[[Columns], Iterable[Violation]]
"""Finds the focus nodes that do not satisfy a rule, each with the value to blame, if there is one."""


@dataclass(frozen=True)
class StructureRule:
    """One constraint of one structure shape, compiled."""

    shape: str
    component: str
    severity: str
    label: dict[str, str]
    meaning: dict[str, str]
    find: Find


@dataclass(frozen=True)
class StructureResult:
    """A focus node that does not satisfy a rule."""

    rule: StructureRule
    focus: str
    value: Node | None


def structure_results(store: ox.Store) -> Iterator[StructureResult]:
    """Yield every violation of the structure shapes in a store (everything in its default graph)."""
    columns = Columns(store)
    for rule in structure_rules():
        for focus, value in rule.find(columns):
            yield StructureResult(rule, str(node_of_term(focus)), node_of_term(value))


def focus_nodes(store: ox.Store) -> Iterator[str]:
    """Yield the nodes that the structure shapes look at, by address."""
    for target in sorted({str(target) for target in shapes_graph().objects(None, SH.targetClass)}):
        for quad in store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), ox.NamedNode(target)):
            yield str(node_of_term(quad.subject))


@cache
def structure_rules() -> tuple[StructureRule, ...]:
    """Return the rules of every node shape that is not an identity, in the order of their shapes."""
    graph = shapes_graph()
    rules: list[StructureRule] = []
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if (shape, RDF.type, MZ.Identity) in graph:
            continue
        for target in graph.objects(shape, SH.targetClass):
            for definition in graph.objects(shape, SH.property):
                rules += _property_rules(graph, target, definition)
            for constraint in graph.objects(shape, SH.sparql):
                rules.append(_sparql_rule(graph, shape, constraint))
    return tuple(sorted(rules, key=lambda rule: (rule.shape, rule.component)))


def _sparql_rule(graph: Graph, shape: Node, constraint: Node) -> StructureRule:
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes(graph, constraint))
    return StructureRule(
        shape=str(shape),
        component=str(SH.SPARQLConstraintComponent),
        severity=SEVERITIES[graph.value(shape, SH.severity) or SH.Violation],
        label=texts(graph, shape, RDFS.label),
        meaning=texts(graph, shape, SH.message),
        find=partial(selected, prologue + str(graph.value(constraint, SH.select))),
    )


def selected(select: str, columns: Columns) -> Iterator[Violation]:
    """Yield ``?this`` and, where there is one, ``?value`` of a SELECT over all focus nodes together."""
    solutions = columns.store.query(select)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"not a SELECT: {select}")
    has_value = any(variable.value == "value" for variable in solutions.variables)
    for solution in solutions:
        focus = solution["this"]
        if focus is not None:
            yield focus, solution["value"] if has_value else None


def _property_rules(graph: Graph, target: Node, definition: Node) -> Iterator[StructureRule]:
    name = texts(graph, definition, SH.name)
    for parameter, value, find in compiled(graph, target, definition):
        zh, en = _MEANINGS[parameter]
        shown = _shown(graph, value)
        yield StructureRule(
            shape=str(definition),
            component=str(COMPONENTS[parameter]),
            severity=SEVERITIES[graph.value(definition, SH.severity) or SH.Violation],
            label=name,
            meaning={"zh": zh.format(name["zh"], shown), "en": en.format(name["en"], shown)},
            find=find,
        )


def compiled(graph: Graph, target: Node, definition: Node) -> Iterator[tuple[URIRef, Node, Find]]:
    """Yield the constraints of a property shape for the nodes of a class: the parameter, its value, and what finds violations.

    Raises:
        ShapesError: The shape says something that is not compiled.
    """
    reached_by = path(graph, graph.value(definition, SH.path))
    for parameter, value in graph.predicate_objects(definition):
        if parameter in NOT_CONSTRAINTS:
            continue
        if parameter not in COMPILERS or not isinstance(parameter, URIRef):
            raise ShapesError(f"{definition}: {parameter} is not among the constraints that shapes/core.py can compile")
        check = COMPILERS[parameter](value, graph)
        yield parameter, value, partial(_violations, target, reached_by, check)


def _violations(target: Node, reached_by: Path, check: Check, columns: Columns) -> Iterable[Violation]:
    return check(columns, columns.pairs(target, reached_by))


def _shown(graph: Graph, value: Node) -> str:
    members = list(Collection(graph, value)) if (value, RDF.first, None) in graph else [value]
    return ", ".join(str(member).rpartition("#")[2].rpartition("/")[2] for member in members)


_MEANINGS: dict[Node, tuple[str, str]] = {
    SH.minCount: ("缺少：{0}。", "{0} is missing."),
    SH.maxCount: ("多于{1}个：{0}。", "More than {1}: {0}."),
    SH.datatype: ("{0}的数据类型不是{1}。", "{0} is not of datatype {1}."),
    SH.nodeKind: ("{0}的节点种类不是{1}。", "{0} is not of node kind {1}."),
    SH["class"]: ("{0}不是{1}。", "{0} is not a {1}."),
    SH["in"]: ("{0}不在所列之中：{1}。", "{0} is none of: {1}."),
    SH.pattern: ("{0}的格式不符：{1}。", "{0} does not match {1}."),
    SH.minLength: ("{0}过短。", "{0} is too short."),
    SH.minInclusive: ("{0}小于{1}。", "{0} is less than {1}."),
}
