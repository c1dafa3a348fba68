"""What every store holds besides documents: the vocabulary, code lists, divisions, and the identities that are checked."""

from __future__ import annotations

import re
from typing import Final

import ontology
from ontology.terms import DEFAULT_BASE
from server.store import Writer
from shapes.catalogue import shapes_graph

GRAPH_SHAPES: Final = DEFAULT_BASE + "graph/shapes"
"""The identities and shapes, as they are published in the package `shapes`."""

_GRAPH: Final = re.compile(rb"<([^<>]*)>\s*\.\s*$")


def split_graphs(nquads: bytes) -> dict[str, bytes]:
    """N-Quads by graph; raises ValueError for a line that names none."""
    graphs: dict[str, list[bytes]] = {}
    for line in nquads.splitlines(keepends=True):
        if line.strip():
            match = _GRAPH.search(line)
            if match is None:
                raise ValueError(f"no graph in this line: {line[:200].decode('utf-8', 'replace')}")
            graphs.setdefault(match[1].decode(), []).append(line)
    return {graph: b"".join(lines) for graph, lines in graphs.items()}


def shapes_nquads() -> bytes:
    """The shapes as quads of their graph."""
    triples = shapes_graph().serialize(format="nt", encoding="utf-8")
    tail = f" <{GRAPH_SHAPES}> .".encode()
    return b"\n".join(line.rstrip()[:-1].rstrip() + tail for line in triples.splitlines() if line.strip()) + b"\n"


def write(writer: Writer) -> None:
    """Bring the graphs of the vocabulary and the shapes up to date; what is there already is left alone."""
    for graph, nquads in split_graphs(ontology.nquads() + shapes_nquads()).items():
        writer.replace(graph, nquads)
