"""N-Quads of one graph as bytes: their check, their hash, and how shared graphs come about.

Graphs travel through the store as N-Quads text, because that is the fastest form to write and to load, and because two
loads of one file can be compared without an engine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

LOAD_GRAPH: Final = "/load"
"""End of the address of a graph that says how and when a disclosure was loaded: no part of the dataset version."""

_BLANK: Final = re.compile(rb"(?:^|\s)_:", re.MULTILINE)
# Predicates that collect values over all documents. Of any other predicate an organisation or an account has what the
# last document says: two labels would double every row of a query.
_ADDITIVE: Final = frozenset({"http://www.w3.org/ns/org#hasUnit", "http://www.w3.org/2004/02/skos/core#altLabel"})


def sorted_lines(nquads: bytes) -> bytes:
    """The same quads in the order of their lines, so that one graph is always the same bytes."""
    return b"".join(sorted(nquads.splitlines(keepends=True)))


def check_graph(graph: str, nquads: bytes) -> None:
    """Raise ValueError when a line does not stand in the graph it is written to (or is not a quad at all)."""
    tail = re.compile(rb"<" + re.escape(graph.encode()) + rb">\s*\.\s*$")
    for number, line in enumerate(nquads.splitlines(), 1):
        if line.strip() and not line.startswith(b"#") and not tail.search(line):
            shown = line[:200].decode("utf-8", "replace")
            raise ValueError(f"line {number} is no quad of the graph <{graph}>: {shown}")


def content_hash(nquads: bytes) -> str:
    """SHA-256 (hex) of a graph: the same for the same set of quads, whatever their order and blank node names."""
    if b"_:" in nquads and _BLANK.search(nquads):
        nquads = ox.serialize(_canonical(nquads), format=ox.RdfFormat.N_QUADS) or b""
    lines = sorted({line.strip() for line in nquads.splitlines()} - {b""})
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def _canonical(nquads: bytes) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def stable(graph: str, nquads: bytes) -> bytes:
    """The quads of a graph with names of blank nodes that depend on its content alone, and that no other graph has."""
    if b"_:" not in nquads or not _BLANK.search(nquads):
        return nquads
    mark = hashlib.sha256(graph.encode()).hexdigest()[:8]

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        return f"_:g{mark}{term.value}" if isinstance(term, ox.BlankNode) else str(term)

    lines = [f"{named(q.subject)} {q.predicate} {named(q.object)} {q.graph_name} .\n" for q in _canonical(nquads)]
    return "".join(sorted(lines)).encode()


def dataset_version(hashes: Mapping[str, str]) -> str:
    """The version of a dataset, 16 hex digits: the hash of its graphs and their hashes, but for when they were loaded."""
    text = "\n".join(f"{graph} {hashes[graph]}" for graph in sorted(hashes) if not graph.endswith(LOAD_GRAPH))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def document_hash(nquads: bytes | None, shared: bytes) -> str | None:
    """The hash of a document's graph with what it says of shared entities; None for a graph without quads."""
    return content_hash(nquads + b"\n" + shared) if nquads and nquads.strip() else None


def combine(contributions: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shared graphs (organisations, accounts) as all documents together say.

    Documents are taken in the order of their IRIs, so that of two years the later one has the last word, whichever was
    loaded first: the result depends on nothing but the documents.

    Args:
        contributions: document -> quads that it adds to shared graphs.

    Returns:
        Graph -> N-Quads, sorted.
    """
    graphs: dict[str, dict[tuple[str, str], dict[str, ox.Quad]]] = {}
    for document in sorted(contributions):
        said: dict[tuple[str, str, str], dict[str, ox.Quad]] = {}
        for quad in ox.parse(contributions[document], format=ox.RdfFormat.N_QUADS):
            key = str(quad.graph_name)[1:-1], str(quad.subject), quad.predicate.value
            said.setdefault(key, {})[str(quad.object)] = quad
        for (graph, subject, predicate), values in said.items():
            known = graphs.setdefault(graph, {})
            before = known.get((subject, predicate), {}) if predicate in _ADDITIVE else {}
            known[subject, predicate] = before | values
    return {
        graph: _serialize(quad for values in known.values() for quad in values.values())
        for graph, known in graphs.items()
    }


def _serialize(quads: Iterable[ox.Quad]) -> bytes:
    lines = sorted(f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} .\n" for quad in quads)
    return "".join(lines).encode()
