"""Whatever a caller has, as one in-memory store whose default graph is everything."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
"""What an object of a triple may be."""


def store_of_nquads(data: bytes) -> ox.Store:
    """Return a store of N-Quads (or N-Triples), graph names dropped: a triple in two graphs is one fact, not two.

    Raises:
        SyntaxError: The data are not N-Quads.
    """
    store = ox.Store()
    try:
        store.bulk_load(data, format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError:  # the name of a graph, as a rule in the first line
        store = ox.Store()
        quads = ox.parse(data, format=ox.RdfFormat.N_QUADS)
        store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def store_of_graph(graph: Graph | Dataset) -> ox.Store:
    """Return a store of the triples of a graph, or of all graphs of a dataset."""
    triples: Iterable[tuple[Node, Node, Node]] = (
        (quad[:3] for quad in graph.quads()) if isinstance(graph, Dataset) else graph
    )
    store = ox.Store()
    store.bulk_extend(ox.Quad(term_of_node(s), term_of_node(p), term_of_node(o)) for s, p, o in triples)  # type: ignore[arg-type]
    return store


def graph_of_store(store: ox.Store) -> Graph:
    """Return the default graph of a store as an rdflib graph, lexical forms as they are."""
    graph = Graph()
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return graph.parse(data=data or b"", format="nt")


def node_of_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> URIRef | BNode | Literal | None:
    """Return an Oxigraph term as an rdflib node."""
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    return None


def term_of_node(node: Node) -> Term:
    """Return an rdflib node as an Oxigraph term, its lexical form as it is."""
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(node.datatype)) if node.datatype else ox.Literal(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    return ox.NamedNode(str(node))
