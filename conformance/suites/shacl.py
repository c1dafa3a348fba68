"""The test suite of SHACL: what our own engine compiles of it, and all of it with pyshacl, the reference.

A test is a graph that is data, shapes and expected report in one. Results are compared by focus node, constraint component, shape and value;
blank nodes may have any name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pyshacl
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from conformance.folder import find
from conformance.outcome import Case, judge
from conformance.subject import Subject
from shapes.catalogue import ShapesError, prefixes
from shapes.core import COMPONENTS, Columns
from shapes.source import node_of_term, store_of_graph
from shapes.structure import compiled, selected

TITLE: Final = "W3C SHACL test suite: the engine of shapes/ on what it compiles (w3c/data-shapes)"
REFERENCE_TITLE: Final = "W3C SHACL test suite: pyshacl (w3c/data-shapes)"
REPOSITORY: Final = "github.com/w3c/data-shapes"

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT: Final = Namespace("http://www.w3.org/ns/shacl-test#")
_TARGETS: Final = (SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_SAID: Final = {*_TARGETS, SH.targetClass, SH.property, SH.sparql, SH.message, SH.severity}

Results = Counter[tuple[str, str, str, str]]


def run(folder: Path, subject: Subject) -> Iterator[Case]:  # noqa: ARG001 - the tests bring their own data
    """Yield one case per test; what our engine does not compile does not apply."""
    yield from _cases(folder, ours)


def reference(folder: Path, subject: Subject) -> Iterator[Case]:  # noqa: ARG001
    """Yield one case per test, for pyshacl."""
    yield from _cases(folder, pyshacl_results)


def _cases(folder: Path, engine: Callable[[Graph], Results]) -> Iterator[Case]:
    root = find(folder, "data-shapes-test-suite/tests/manifest.ttl", REPOSITORY).parent
    for path in sorted(root.glob("*/*/*.ttl")):
        graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
        test = next(graph.subjects(RDF.type, SHT.Validate), None)
        if test is None:
            continue
        name = path.relative_to(root).with_suffix("").as_posix()
        action = graph.value(test, MF.action)
        if any(graph.value(action, part) != URIRef(path.as_uri()) for part in (SHT.dataGraph, SHT.shapesGraph)):
            yield Case(name, "inapplicable", "data and shapes in files of their own")
            continue
        expected = graph.value(test, MF.result)
        if expected == SHT.Failure:
            yield Case(name, "inapplicable", "a shape that has to be refused")
            continue
        wanted = results(graph, expected)
        try:
            found = engine(graph)
        except ShapesError as error:
            yield Case(name, "inapplicable", str(error))
            continue
        except Exception as error:
            yield judge(name, False, f"{type(error).__name__}: {error}"[:200])
            continue
        yield judge(name, found == wanted, f"expected {sorted(wanted - found)}, found {sorted(found - wanted)}")


def results(graph: Graph, report: Node | None) -> Results:
    """Return the results of a validation report."""
    return Counter(
        _result(
            *(graph.value(one, part) for part in (SH.focusNode, SH.sourceConstraintComponent, SH.sourceShape, SH.value))
        )
        for one in graph.objects(report, SH.result)
    )


def _result(
    focus: Node | None, component: Node | None, shape: Node | None, value: Node | None
) -> tuple[str, str, str, str]:
    def word(node: Node | None) -> str:
        if isinstance(node, BNode):
            return "_:"
        if isinstance(node, Literal) and node.datatype == XSD.string:
            return Literal(str(node)).n3()  # the same literal, in the longer form
        return "" if node is None else node.n3() if isinstance(node, URIRef | Literal) else str(node)

    return word(focus), word(component), word(shape), word(value)


def pyshacl_results(graph: Graph) -> Results:
    """Return what pyshacl finds."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=graph, advanced=False)
    if not isinstance(report, Graph):
        raise TypeError(str(report))
    return results(report, next(report.subjects(RDF.type, SH.ValidationReport)))


def _marked(graph: Graph) -> list[tuple[Node, Node]]:
    """Make the focus nodes of targets that are no class members of one, and return the shapes with these classes.

    Raises:
        ShapesError: A target in SPARQL.
    """
    if (None, SH.target, None) in graph:
        raise ShapesError("sh:target: not among the targets of our shapes")
    found: list[tuple[Node, Node]] = []
    for number, shape in enumerate(sorted({shape for one in _TARGETS for shape in graph.subjects(one)}, key=str)):
        nodes = set(graph.objects(shape, SH.targetNode))
        nodes |= {node for one in graph.objects(shape, SH.targetSubjectsOf) for node in graph.subjects(one)}
        nodes |= {node for one in graph.objects(shape, SH.targetObjectsOf) for node in graph.objects(None, one)}
        if any(isinstance(node, Literal) for node in nodes):
            raise ShapesError("a literal as focus node: our focus nodes are subjects")
        members = URIRef(f"urn:focus:{number}")
        for node in nodes:
            graph.add((node, RDF.type, members))
        found.append((shape, members))
    return found


def ours(graph: Graph) -> Results:
    """Return what our engine finds.

    Raises:
        ShapesError: The test uses something that it does not compile.
    """
    if (None, SH.parameter, None) in graph:
        raise ShapesError("sh:parameter: components are compiled for identities (shapes/catalogue.py)")
    classes = [*graph.subject_objects(SH.targetClass), *_marked(graph)]
    classes += [
        (shape, shape) for shape in graph.subjects(RDF.type, RDFS.Class) if (shape, RDF.type, SH.NodeShape) in graph
    ]
    columns = Columns(store_of_graph(graph))
    found: set[tuple[Node | None, ...]] = set()  # a node that two targets of a shape have is looked at once
    for shape, target in classes:
        other = {said for said in graph.predicates(shape) if str(said).startswith(str(SH))} - _SAID
        if other:
            raise ShapesError(
                f"{', '.join(sorted(map(str, other)))}: not among what shapes/structure.py compiles of a node shape"
            )
        for definition in graph.objects(shape, SH.property):
            for parameter, _, find_in in compiled(graph, target, definition):
                for focus, value in find_in(columns):
                    found.add((node_of_term(focus), COMPONENTS[parameter], definition, node_of_term(value)))
        members = set(columns.instances(target))
        for constraint in graph.objects(shape, SH.sparql):
            prologue = "".join(f"PREFIX {prefix}: <{name}>\n" for prefix, name in prefixes(graph, constraint))
            for focus, value in selected(prologue + str(graph.value(constraint, SH.select)), columns):
                if focus in members:
                    blamed = node_of_term(focus if value is None else value)
                    found.add((node_of_term(focus), SH.SPARQLConstraintComponent, shape, blamed))
    return Counter(_result(*one) for one in found)
