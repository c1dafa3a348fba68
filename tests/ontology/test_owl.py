"""The vocabulary as an OWL ontology: within OWL 2 DL, and free of contradictions together with a loaded disclosure."""

from __future__ import annotations

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Namespace, URIRef

import samples
from loaders.pipeline import load_file
from ontology.declarations import declarations
from ontology.graphs import turtle
from ontology.terms import MZ

PARTS = ("mingzhang.ttl", "declarations.ttl")
VOCABULARY = Graph()
for part in PARTS:
    VOCABULARY.parse(data=turtle(part), format="turtle")
TERMS = {term for term in VOCABULARY.subjects() if isinstance(term, URIRef) and term.startswith(str(MZ._NS))}
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
ERROR = Namespace("http://www.daml.org/2002/03/agents/agent-ont#").error
# The datatypes of OWL 2 that are used, and xsd:date, which is not among them: reasoners pass over it.
DATATYPES = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean, RDF.langString, XSD.date}


def is_a(term: object, kind: URIRef) -> bool:
    return (term, RDF.type, kind) in VOCABULARY


# --- the profile


def test_every_term_that_is_used_is_declared_as_one_thing() -> None:
    """Typing constraints of OWL 2 DL: classes, properties of things, of values, and annotations are kept apart."""
    used = {
        term
        for triple in VOCABULARY
        for term in triple[1:]
        if isinstance(term, URIRef)
        and triple[1] in {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    } | set(VOCABULARY.predicates())
    reserved = tuple(str(namespace._NS) for namespace in (OWL, RDF, RDFS, XSD))
    for term in (used | TERMS) - {t for t in used if str(t).startswith(reserved)}:
        assert len([kind for kind in KINDS if is_a(term, kind)]) == 1, term


@pytest.mark.parametrize("term", sorted(TERMS), ids=lambda term: term.split("#")[1])
def test_axioms_fit_the_kind_of_the_term(term: URIRef) -> None:
    ranges, above = set(VOCABULARY.objects(term, RDFS.range)), set(VOCABULARY.objects(term, RDFS.subPropertyOf))
    domains = set(VOCABULARY.objects(term, RDFS.domain))
    assert all(is_a(domain, OWL.Class) for domain in domains)
    if is_a(term, OWL.Class):
        assert not ranges | above | domains
        assert not is_a(term, OWL.FunctionalProperty)
    elif is_a(term, OWL.ObjectProperty):
        assert all(is_a(target, OWL.Class) or target == OWL.Thing for target in ranges)
        assert all(is_a(property_, OWL.ObjectProperty) for property_ in above)
    else:
        assert ranges <= DATATYPES
        assert all(is_a(property_, OWL.DatatypeProperty) for property_ in above)
    for kind in (RDFS.subClassOf, RDFS.subPropertyOf):
        assert all(
            term not in set(VOCABULARY.transitive_objects(other, kind)) for other in VOCABULARY.objects(term, kind)
        )


def test_classes_are_pairwise_disjoint() -> None:
    classes = {term for term in TERMS if is_a(term, OWL.Class)}
    stated = {frozenset(pair) for pair in VOCABULARY.subject_objects(OWL.disjointWith)}
    assert stated == {frozenset({one, other}) for one in classes for other in classes if one != other}


def test_a_foreign_term_used_as_two_things_is_refused() -> None:
    graph = Graph()
    graph.add((MZ.amount, RDFS.domain, URIRef("urn:x")))
    graph.add((MZ.amount, RDF.type, OWL.DatatypeProperty))
    graph.add((MZ.amount, RDFS.subPropertyOf, URIRef("urn:x")))
    with pytest.raises(ValueError, match="urn:x is used as"):
        declarations(graph)


# --- contradictions


def contradictions(graph: Graph) -> list[str]:
    """Return what OWL 2 RL finds contradictory in a graph, which gets all that follows from it."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return sorted(str(message) for message in graph.objects(None, ERROR))


def data() -> Graph:
    graph = Graph() + VOCABULARY
    for path in ("codes/flow.ttl", "codes/phase.ttl", "sources.ttl"):
        graph.parse(data=turtle(path), format="turtle")
    loaded = load_file(next(path for path in samples.paths() if "hongqi" in path.name))
    triples = (quad.triple for quad in ox.parse(loaded.nquads + loaded.shared, format=ox.RdfFormat.N_QUADS))
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


def test_the_vocabulary_and_a_disclosure_contradict_nothing() -> None:
    graph = data()
    before = len(graph)
    assert contradictions(graph) == []
    assert len(graph) > before + 3000
    table = next(graph.subjects(RDF.type, MZ.Table))
    assert (table, RDF.type, URIRef("http://purl.org/linked-data/cube#DataSet")) in graph
    same = [(one, other) for one, other in graph.subject_objects(OWL.sameAs) if one != other]
    assert same == [], "properties with one value have one"


@pytest.mark.parametrize(
    "wrong",
    [
        [(URIRef("urn:x"), RDF.type, MZ.Table), (URIRef("urn:x"), RDF.type, MZ.Disclosure)],
        [(URIRef("urn:x"), MZ.inTable, URIRef("urn:y")), (URIRef("urn:y"), RDF.type, MZ.Department)],
        [(URIRef("urn:x"), MZ.hasTable, URIRef("urn:x"))],
    ],
    ids=["two classes", "a range", "domain and range"],
)
def test_the_reasoner_sees_contradictions(wrong: list[tuple[URIRef, URIRef, URIRef]]) -> None:
    graph = Graph() + VOCABULARY
    for triple in wrong:
        graph.add(triple)
    assert contradictions(graph)


def test_two_values_of_a_property_with_one_are_seen() -> None:
    graph = Graph() + VOCABULARY
    for division in ("urn:a", "urn:b"):
        graph.add((URIRef("urn:x"), MZ.inTable, URIRef(division)))
    graph.add((URIRef("urn:a"), OWL.differentFrom, URIRef("urn:b")))
    assert contradictions(graph)
    assert not contradictions(Graph() + VOCABULARY)
