"""The vocabulary, cubes, code lists, divisions and periods as quads, and their labels."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

import pyoxigraph as ox

from ontology.schemes import MEMBERS
from ontology.terms import GRAPH_CODES, GRAPH_ONTOLOGY, GRAPH_REGIONS

_CLASSIFICATIONS: Final = ("functional", "economic", "government-economic")
FILES: Final[dict[str, tuple[str, ...]]] = {
    GRAPH_ONTOLOGY: ("mingzhang.ttl", "declarations.ttl", "cubes.ttl", "sources.ttl"),
    GRAPH_CODES: (
        *(f"codes/{scheme}.ttl" for scheme in (*sorted(MEMBERS), *_CLASSIFICATIONS)),
        "cofog.ttl",
        "versions.ttl",
    ),
    GRAPH_REGIONS: ("regions.ttl", "periods.ttl"),
}
"""Named graph -> the Turtle files it holds, relative to this package."""

_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def turtle(path: str) -> bytes:
    """One of `FILES` as it is published."""
    return resources.files("ontology").joinpath(path).read_bytes()


@cache
def nquads() -> bytes:
    """Everything this package says, as N-Quads in the graphs of `FILES`; ready to be loaded into a store."""
    parts = []
    for graph, paths in FILES.items():
        name = ox.NamedNode(graph)
        for path in paths:
            quads = (
                ox.Quad(triple.subject, triple.predicate, triple.object, name)
                for triple in ox.parse(turtle(path), format=ox.RdfFormat.TURTLE)
            )
            # With neither a file nor a name to write to, serialize returns the bytes.
            parts.append(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    return b"".join(parts)


@cache
def labels() -> dict[str, dict[str, str]]:
    """Address -> language ("zh", "en") -> label, of everything in `FILES`."""
    found: dict[str, dict[str, str]] = {}
    for paths in FILES.values():
        for path in paths:
            for triple in ox.parse(turtle(path), format=ox.RdfFormat.TURTLE):
                if triple.predicate == _LABEL:
                    found.setdefault(triple.subject.value, {})[triple.object.language] = triple.object.value
    return found
