"""The JSON-LD context of the vocabulary, made from ``mingzhang.ttl``: short names, types and languages of its terms.

Published at ``https://w3id.org/mingzhang/context.jsonld``. Documents that the service sends carry the part of it that they
use, so that reading them needs no network.
"""

from __future__ import annotations

import json
from typing import Any, Final

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ontology.graphs import turtle
from ontology.prefixes import PREFIXES as QUERY_PREFIXES
from ontology.terms import DEFAULT_BASE, MZ

CONTEXT_ADDRESS: Final = DEFAULT_BASE + "context.jsonld"

PREFIXES: Final = {**QUERY_PREFIXES, "schema": "https://schema.org/"}
"""The prefixes of the context; those of the service have the same meaning."""

# Texts in several languages, as maps: {"zh": …, "en": …}.
_TEXTS: Final = (
    *("rdfs:label", "rdfs:comment", "skos:prefLabel", "skos:altLabel", "skos:definition"),
    *("dcterms:title", "dcterms:description"),
)
# Foreign properties of our graphs that always lead to a thing.
_LINKS: Final = (
    *("qb:dataSet", "qb:structure", "qb:component", "qb:dimension", "qb:measure", "qb:attribute", "qb:codeList"),
    *("org:unitOf", "org:hasUnit", "skos:broader", "skos:inScheme", "skos:hasTopConcept", "skos:topConceptOf"),
    *("rdfs:isDefinedBy", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "rdfs:seeAlso"),
    *("owl:disjointWith", "dcterms:license", "dcterms:source", "schema:domainIncludes"),
)


def render() -> str:
    """The context as JSON text, one term per line."""
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type", **PREFIXES}
    for name in _TEXTS:
        terms[name.partition(":")[2]] = {"@id": name, "@container": "@language"}
    for name in _LINKS:
        terms[name] = {"@id": name, "@type": "@id"}
    vocabulary = Graph().parse(data=turtle("mingzhang.ttl"), format="turtle")
    for term in sorted({str(node) for node in vocabulary.subjects() if str(node).startswith(MZ._NS)}):
        local = term.removeprefix(MZ._NS)
        if local in terms:
            raise ValueError(f"the context has two meanings for {local!r}")
        terms[local] = _definition(vocabulary, URIRef(term))
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in terms.items())
    return f'{{\n  "@context": {{\n{lines}\n  }}\n}}\n'


def _definition(vocabulary: Graph, term: URIRef) -> str | dict[str, str]:
    this = f"mz:{term.removeprefix(MZ._NS)}"
    if (term, RDF.type, OWL.ObjectProperty) in vocabulary:
        return {"@id": this, "@type": "@id"}
    target = vocabulary.value(term, RDFS.range)
    if target is None or target == URIRef(PREFIXES["xsd"] + "string"):
        return this
    if target == RDF.langString:
        return {"@id": this, "@container": "@language"}
    return {"@id": this, "@type": str(target).replace(PREFIXES["xsd"], "xsd:")}
