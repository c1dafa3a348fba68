"""The SHACL shapes of DCAT-AP 3.0.1, on the catalogue that the service gives. Each of its files is a suite of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, cast

import pyshacl
from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from conformance.folder import find
from conformance.outcome import Case
from conformance.subject import Subject
from conformance.suites.http import request

REPOSITORY: Final = "github.com/SEMICeu/DCAT-AP"
_NOT_CONSTRAINTS: Final = frozenset({SH.path, SH.severity, SH.message, SH.description})


def run(file: str, folder: Path, subject: Subject) -> Iterator[Case]:
    """Yield one case per property shape of a file; those whose class is not in the catalogue do not apply."""
    path = find(folder, f"releases/3.0.1/html/shacl/{file}", REPOSITORY)
    answer = request(subject.service(), "GET", "catalog", {"Accept": "text/turtle"})
    if (answer.status, answer.media_type) != (200, "text/turtle"):
        yield Case("the catalogue as Turtle", "failed", f"status {answer.status}, {answer.media_type}")
        return
    yield from cases(Graph().parse(path, format="turtle"), Graph().parse(data=answer.body, format="turtle"))


def cases(shapes: Graph, catalogue: Graph) -> Iterator[Case]:
    """Yield one case per property shape, and one per result that comes from no property shape of a class."""
    broken = _broken(shapes, catalogue)
    for shape in sorted(shapes.subjects(RDF.type, SH.NodeShape), key=str):
        classes = set(shapes.objects(shape, SH.targetClass))
        if not classes:
            continue
        focus = {node for kind in classes for node in catalogue.subjects(RDF.type, kind)}
        for part in shapes.objects(shape, SH.property):
            name = f"{_local(shape)} {_local(shapes.value(part, SH.path))}"
            nodes = broken.pop(part, [])
            if nodes:
                rule = f"{len(nodes)} of {len(focus)}, such as {nodes[0]}: {_rule(shapes, part)}"
                yield Case(name, "failed", rule)
            elif focus:
                yield Case(name, "passed")
            else:
                yield Case(name, "inapplicable", f"the catalogue has no {', '.join(sorted(map(_local, classes)))}")
    for source, nodes in broken.items():
        yield Case(_local(source), "failed", f"{len(nodes)} nodes, such as {nodes[0]}")


def _broken(shapes: Graph, catalogue: Graph) -> dict[Node, list[Node]]:
    """Return the nodes that break a shape, by shape."""
    report = cast("Graph", pyshacl.validate(catalogue, shacl_graph=shapes, do_owl_imports=False)[1])
    found: dict[Node, list[Node]] = defaultdict(list)
    # Only what the report lists: results of nested shapes are details of one of these.
    for result in report.objects(None, SH.result):
        source, node = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
        if source is not None and node is not None and node not in found[source]:
            found[source].append(node)
    return {source: sorted(nodes, key=str) for source, nodes in found.items()}


def _local(term: Node | None) -> str:
    return str(term).replace("#", "/").rpartition("/")[2]


def _rule(shapes: Graph, part: Node) -> str:
    """Return what a property shape asks for, in the words of SHACL."""
    severity = _local(shapes.value(part, SH.severity) or SH.Violation).lower()
    asked = [
        f"{_local(name)} {_local(value)}"
        for name, value in shapes.predicate_objects(part)
        if name not in _NOT_CONSTRAINTS
    ]
    return f"{', '.join(sorted(asked))} ({severity})"


mandatory = partial(run, "shapes.ttl")
ranges = partial(run, "range.ttl")
recommended = partial(run, "shapes_recommended.ttl")
deprecated = partial(run, "deprecateduris.ttl")
vocabularies = partial(run, "mdr-vocabularies.shape.ttl")
