"""SHACL Core, set by set: one constraint at a time over the values of all focus nodes together, read once per property.

The part that the structure shapes use, and no more: what is not among `COMPONENTS` is refused when a shape is compiled, never passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from shapes.catalogue import ShapesError
from shapes.source import Term, term_of_node

_TYPE: Final = ox.NamedNode(str(RDF.type))
_INTEGERS: Final = {
    *(XSD.integer, XSD.long, XSD.int, XSD.short, XSD.byte, XSD.nonNegativeInteger, XSD.positiveInteger),
    *(
        XSD.unsignedLong,
        XSD.unsignedInt,
        XSD.unsignedShort,
        XSD.unsignedByte,
        XSD.nonPositiveInteger,
        XSD.negativeInteger,
    ),
}
_NUMBERS: Final = {str(one) for one in (*_INTEGERS, XSD.decimal, XSD.double, XSD.float)}

Column = dict[Term, list[Term]]
"""The values of one property, by subject."""
Reach = Callable[[Term], Sequence[Term]]
"""The values that a path reaches from a node; one value may come twice."""
Path = Callable[["Columns"], Reach]
"""A path, compiled: what it reaches in a store."""
Pairs = list[tuple[Term, Sequence[Term]]]
"""Focus nodes, each with its distinct values."""
Violation = tuple[Term, Term | None]
"""A focus node and the value to blame, None where there is none."""
Check = Callable[["Columns", Pairs], Iterable[Violation]]
"""Finds what violates a constraint, in all focus nodes together."""


class Columns:
    """A store read by property: each is fetched once, when a path first asks for it."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._forward: dict[str, Column] = {}
        self._backward: dict[str, Column] = {}
        self._pairs: dict[tuple[Node, Path], Pairs] = {}

    def forward(self, predicate: str) -> Column:
        """Return the objects of a property by subject."""
        if predicate not in self._forward:
            column: defaultdict[Term, list[Term]] = defaultdict(list)
            for subject, _, value, _ in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
                column[subject].append(value)
            self._forward[predicate] = column
        return self._forward[predicate]

    def backward(self, predicate: str) -> Column:
        """Return the subjects of a property by object."""
        if predicate not in self._backward:
            column: defaultdict[Term, list[Term]] = defaultdict(list)
            for subject, values in self.forward(predicate).items():
                for value in values:
                    column[value].append(subject)
            self._backward[predicate] = column
        return self._backward[predicate]

    def instances(self, kind: Node) -> list[Term]:
        """Return the nodes of a class and of its sub-classes, each once."""
        members = self.backward(str(RDF.type))
        kinds: list[Term] = [ox.NamedNode(str(kind))]
        below = self.backward(str(RDFS.subClassOf))
        for one in kinds:
            kinds += [other for other in below.get(one, ()) if other not in kinds]
        found = [node for one in kinds for node in members.get(one, ())]
        return found if len(kinds) == 1 else list(dict.fromkeys(found))

    def pairs(self, target: Node, reached_by: Path) -> Pairs:
        """Return the nodes of a class, each with the values that a path reaches from it."""
        if (target, reached_by) not in self._pairs:
            reach = reached_by(self)
            self._pairs[target, reached_by] = [(focus, _distinct(reach(focus))) for focus in self.instances(target)]
        return self._pairs[target, reached_by]


def _distinct(values: Sequence[Term]) -> Sequence[Term]:
    return values if len(values) < 2 else list(dict.fromkeys(values))


def path(graph: Graph, node: Node | None) -> Path:
    """Compile a SHACL path: a property, its inverse, a sequence or alternatives.

    Raises:
        ShapesError: Another form of path.
    """
    if isinstance(node, URIRef):
        name = str(node)
        return lambda columns: partial(_values, columns.forward(name))
    inverse = graph.value(node, SH.inversePath)
    if isinstance(inverse, URIRef):
        name = str(inverse)
        return lambda columns: partial(_values, columns.backward(name))
    alternatives = graph.value(node, SH.alternativePath)
    if alternatives is not None:
        paths = [path(graph, member) for member in Collection(graph, alternatives)]
        return lambda columns: partial(_either, [one(columns) for one in paths])
    if (node, RDF.first, None) in graph:
        paths = [path(graph, member) for member in Collection(graph, node)]  # type: ignore[arg-type]
        return lambda columns: partial(_along, [one(columns) for one in paths])
    raise ShapesError(f"the path {node} is not among those that shapes/core.py can compile")


def _values(column: Column, focus: Term) -> Sequence[Term]:
    return column.get(focus, ())


def _either(alternatives: list[Reach], focus: Term) -> Sequence[Term]:
    return [value for reach in alternatives for value in reach(focus)]


def _along(steps: list[Reach], focus: Term) -> Sequence[Term]:
    reached: Sequence[Term] = [focus]
    for reach in steps:
        reached = [value for node in reached for value in reach(node)]
    return reached


def _min_count(value: Node, graph: Graph) -> Check:  # noqa: ARG001
    least = int(str(value))
    return lambda _, pairs: [(focus, None) for focus, values in pairs if len(values) < least]


def _max_count(value: Node, graph: Graph) -> Check:  # noqa: ARG001
    most = int(str(value))
    return lambda _, pairs: [(focus, None) for focus, values in pairs if len(values) > most]


def _each(holds: Callable[[Node, Graph], Callable[[Term], bool]]) -> Callable[[Node, Graph], Check]:
    """Return a compiler of a constraint that every value must satisfy for itself."""

    def compiled(value: Node, graph: Graph) -> Check:
        test = holds(value, graph)
        return lambda _, pairs: [(focus, one) for focus, values in pairs for one in values if not test(one)]

    return compiled


def _datatype(value: Node, graph: Graph) -> Callable[[Term], bool]:  # noqa: ARG001
    name = str(value)
    return lambda one: isinstance(one, ox.Literal) and one.datatype.value == name and _well_formed(one.value, name)


@cache
def _well_formed(text: str, datatype: str) -> bool:
    if datatype == str(XSD.boolean):
        return text in ("true", "false", "1", "0")
    if URIRef(datatype) in _INTEGERS:
        return re.fullmatch(r"[+-]?\d+", text) is not None
    if datatype == str(XSD.decimal):
        return re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text) is not None
    return datatype not in _LEXICAL or Literal(text, datatype=URIRef(datatype)).ill_typed is not True


_LEXICAL: Final = {str(one) for one in (XSD.double, XSD.float, XSD.date, XSD.dateTime, XSD.time, XSD.gYear)}

_KINDS: Final[dict[Node, tuple[type, ...]]] = {
    SH.IRI: (ox.NamedNode,),
    SH.BlankNode: (ox.BlankNode,),
    SH.Literal: (ox.Literal,),
    SH.BlankNodeOrIRI: (ox.BlankNode, ox.NamedNode),
    SH.BlankNodeOrLiteral: (ox.BlankNode, ox.Literal),
    SH.IRIOrLiteral: (ox.NamedNode, ox.Literal),
}


def _node_kind(value: Node, graph: Graph) -> Callable[[Term], bool]:  # noqa: ARG001
    kinds = _KINDS[value]
    return lambda one: isinstance(one, kinds)


def _in(value: Node, graph: Graph) -> Callable[[Term], bool]:
    members = {term_of_node(member) for member in Collection(graph, value)}
    return lambda one: one in members


def _text(term: Term) -> str | None:
    """Return what STR() gives of a term, None where it gives an error."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None


def _pattern(value: Node, graph: Graph) -> Callable[[Term], bool]:  # noqa: ARG001
    expression = re.compile(str(value))
    return lambda one: (text := _text(one)) is not None and expression.search(text) is not None


def _length(compare: Callable[[int, int], bool]) -> Callable[[Node, Graph], Callable[[Term], bool]]:
    def holds(value: Node, graph: Graph) -> Callable[[Term], bool]:  # noqa: ARG001
        bound = int(str(value))
        return lambda one: (text := _text(one)) is not None and compare(len(text), bound)

    return holds


def _bound(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Node, Graph], Callable[[Term], bool]]:
    def holds(value: Node, graph: Graph) -> Callable[[Term], bool]:  # noqa: ARG001
        bound = _number(term_of_node(value))
        if bound is None:
            raise ShapesError(f"{value.n3()}: shapes/core.py compares numbers only")
        return lambda one: (number := _number(one)) is not None and compare(number, bound)

    return holds


def _number(term: Term) -> Decimal | None:
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return None
    try:
        return Decimal(term.value)
    except InvalidOperation:
        return None


def _class(value: Node, graph: Graph) -> Check:  # noqa: ARG001
    def check(columns: Columns, pairs: Pairs) -> Iterable[Violation]:
        members = set(columns.instances(value))
        return [(focus, one) for focus, values in pairs for one in values if one not in members]

    return check


COMPILERS: Final[dict[Node, Callable[[Node, Graph], Check]]] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH.datatype: _each(_datatype),
    SH.nodeKind: _each(_node_kind),
    SH["class"]: _class,
    SH["in"]: _each(_in),
    SH.pattern: _each(_pattern),
    SH.minLength: _each(_length(lambda length, bound: length >= bound)),
    SH.maxLength: _each(_length(lambda length, bound: length <= bound)),
    SH.minInclusive: _each(_bound(lambda number, bound: number >= bound)),
    SH.minExclusive: _each(_bound(lambda number, bound: number > bound)),
    SH.maxInclusive: _each(_bound(lambda number, bound: number <= bound)),
    SH.maxExclusive: _each(_bound(lambda number, bound: number < bound)),
}
"""Parameter of a constraint component -> what compiles it."""

COMPONENTS: Final[dict[Node, URIRef]] = {
    parameter: URIRef(f"{SH}{(name := str(parameter).rpartition('#')[2])[0].upper()}{name[1:]}ConstraintComponent")
    for parameter in COMPILERS
}
"""Parameter -> its constraint component, as results name it."""
