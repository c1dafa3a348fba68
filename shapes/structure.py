"""The structure shapes (shapes/structure.ttl) compiled to set-based SELECTs: the part of SHACL Core that they use, and their SPARQL.

One query per property shape and constraint finds the violating focus nodes of all disclosures together. Results are the same as any
SHACL processor gives; a test holds them equal to pyshacl's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from ontology.terms import MZ
from shapes.catalogue import SEVERITIES, ShapesError, prefixes, shapes_graph, texts
from shapes.source import node_of_term

_COMPONENTS: dict[Node, URIRef] = {
    SH.minCount: SH.MinCountConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH["class"]: SH.ClassConstraintComponent,
    SH["in"]: SH.InConstraintComponent,
    SH.pattern: SH.PatternConstraintComponent,
    SH.minLength: SH.MinLengthConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
}
_NOT_CONSTRAINTS = {RDF.type, SH.path, SH.name, SH.description, SH.message, SH.severity}
_NUMBERS = {XSD.integer, XSD.decimal}


@dataclass(frozen=True)
class StructureRule:
    """One constraint of one structure shape as a SELECT of ``?this`` and, where there is one, ``?value``."""

    shape: str
    component: str
    severity: str
    label: dict[str, str]
    meaning: dict[str, str]
    select: str


@dataclass(frozen=True)
class StructureResult:
    """A focus node that does not satisfy a rule."""

    rule: StructureRule
    focus: str
    value: Node | None


def structure_results(store: ox.Store) -> Iterator[StructureResult]:
    """Yield every violation of the structure shapes in a store (everything in its default graph)."""
    for rule in structure_rules():
        solutions = store.query(rule.select)
        if not isinstance(solutions, ox.QuerySolutions):  # pragma: no cover - every rule is a SELECT
            raise TypeError(f"{rule.shape}: not a SELECT")
        has_value = any(variable.value == "value" for variable in solutions.variables)
        for solution in solutions:
            value = node_of_term(solution["value"]) if has_value else None
            yield StructureResult(rule, str(node_of_term(solution["this"])), value)


def focus_counts(store: ox.Store) -> int:
    """Return how many nodes the structure shapes look at."""
    total = 0
    for target in sorted(
        {str(target) for target in shapes_graph().objects(None, SH.targetClass)} - {str(MZ.Disclosure)}
    ):
        total += sum(1 for _ in store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), ox.NamedNode(target)))
    return total + sum(
        1 for _ in store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(MZ.Disclosure)))
    )


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
        select=prologue + str(graph.value(constraint, SH.select)),
    )


def _property_rules(graph: Graph, target: Node, definition: Node) -> Iterator[StructureRule]:
    path = _path(graph, graph.value(definition, SH.path))
    name = texts(graph, definition, SH.name)
    for predicate, value in graph.predicate_objects(definition):
        if predicate in _NOT_CONSTRAINTS:
            continue
        if predicate not in _COMPONENTS or not isinstance(predicate, URIRef):
            raise ShapesError(
                f"{definition}: {predicate} is not among the constraints that shapes/structure.py can compile"
            )
        zh, en = _MEANINGS[predicate]
        shown = _shown(graph, value)
        yield StructureRule(
            shape=str(definition),
            component=str(_COMPONENTS[predicate]),
            severity=SEVERITIES[graph.value(definition, SH.severity) or SH.Violation],
            label=name,
            meaning={"zh": zh.format(name["zh"], shown), "en": en.format(name["en"], shown)},
            select=_COMPILERS[predicate](f"?this a {target.n3()} .", path, value, graph),
        )


def _path(graph: Graph, path: Node | None) -> str:
    """Return a SHACL path as a SPARQL path: a property, its inverse, or alternatives."""
    if isinstance(path, URIRef):
        return path.n3()
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{_path(graph, inverse)}"
    alternatives = graph.value(path, SH.alternativePath)
    if alternatives is not None:
        return "(" + "|".join(_path(graph, member) for member in Collection(graph, alternatives)) + ")"
    raise ShapesError(f"the path {path} is not among those that shapes/structure.py can compile")


def _shown(graph: Graph, value: Node) -> str:
    members = list(Collection(graph, value)) if (value, RDF.first, None) in graph else [value]
    return ", ".join(str(member).rpartition("#")[2].rpartition("/")[2] for member in members)


def _absent(target: str, path: str, value: Node, graph: Graph) -> str:  # noqa: ARG001
    if int(str(value)) != 1:
        raise ShapesError("sh:minCount other than 1 is not compiled")
    return f"SELECT ?this WHERE {{ {target} FILTER NOT EXISTS {{ ?this {path} ?value }} }}"


def _too_many(target: str, path: str, value: Node, graph: Graph) -> str:  # noqa: ARG001
    return f"SELECT ?this WHERE {{ {target} ?this {path} ?value }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {value})"


def _each(condition: Callable[[Node, Graph], str]) -> Callable[[str, str, Node, Graph], str]:
    """Return a compiler of a constraint on each value: ``condition`` says when ``?value`` violates it; an error violates too."""

    def compiled(target: str, path: str, value: Node, graph: Graph) -> str:
        return f"SELECT DISTINCT ?this ?value WHERE {{ {target} ?this {path} ?value FILTER (COALESCE({condition(value, graph)}, true)) }}"

    return compiled


def _not_datatype(value: Node, graph: Graph) -> str:  # noqa: ARG001
    ill_formed = (
        "!isNumeric(?value)" if value in _NUMBERS else "!(?value IN (true, false))" if value == XSD.boolean else "false"
    )
    return f"!isLiteral(?value) || DATATYPE(?value) != {value.n3()} || {ill_formed}"


def _not_in(value: Node, graph: Graph) -> str:
    return f"?value NOT IN ({', '.join(member.n3() for member in Collection(graph, value))})"


_COMPILERS: dict[Node, Callable[[str, str, Node, Graph], str]] = {
    SH.minCount: _absent,
    SH.maxCount: _too_many,
    SH.datatype: _each(_not_datatype),
    SH.nodeKind: _each(lambda value, _: "!isIRI(?value)" if value == SH.IRI else "!isLiteral(?value)"),
    SH["class"]: _each(lambda value, _: f"NOT EXISTS {{ ?value a {value.n3()} }}"),
    SH["in"]: _each(_not_in),
    SH.pattern: _each(lambda value, _: f"!REGEX(STR(?value), {value.n3()})"),
    SH.minLength: _each(lambda value, _: f"STRLEN(STR(?value)) < {value}"),
    SH.minInclusive: _each(lambda value, _: f"!(?value >= {value.n3()})"),
}

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
