"""Declarations of the terms of others that the vocabulary builds on, so that it is OWL 2 DL without importing their ontologies.

A reasoner that meets ``rdfs:range qb:Observation`` without ever being told that this is a class takes it for a datatype.
"""

from __future__ import annotations

from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

from ontology.graphs import turtle
from ontology.terms import DEFAULT_BASE
from ontology.turtle import Turtle

_KINDS: Final = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
_KNOWN_TO_OWL: Final = (DEFAULT_BASE, *(str(namespace._NS) for namespace in (XSD, OWL, RDF, RDFS)))


def render() -> str:
    """One declaration per foreign class and property, as Turtle."""
    vocabulary = Graph().parse(data=turtle("mingzhang.ttl"), format="turtle")
    file = Turtle("The terms of other vocabularies that this one builds on, declared for OWL. From mingzhang.ttl.")
    for term, kind in sorted(declarations(vocabulary).items()):
        file.compact(f"<{term}>", [("a", f"owl:{kind.fragment}")])
    return file.text()


def declarations(vocabulary: Graph) -> dict[URIRef, URIRef]:
    """Foreign term -> what OWL is to take it for; raises ValueError when it is used as two things."""
    found: dict[URIRef, URIRef] = {}

    def declare(term: object, kind: URIRef) -> None:
        if not isinstance(term, URIRef) or str(term).startswith(_KNOWN_TO_OWL):
            return
        if found.setdefault(term, kind) != kind:
            raise ValueError(f"{term} is used as {found[term].fragment} and as {kind.fragment}")

    for predicate in (RDFS.subClassOf, RDFS.domain, RDFS.range):
        for target in vocabulary.objects(None, predicate):
            declare(target, OWL.Class)
    for term, above in vocabulary.subject_objects(RDFS.subPropertyOf):
        declare(above, next(k for k in _KINDS if (term, RDF.type, k) in vocabulary))
    for used in set(vocabulary.predicates()) - found.keys():
        declare(used, OWL.AnnotationProperty)
    for meta in set(vocabulary.objects(None, RDF.type)):
        declare(meta, OWL.Class)
    return found
