"""The W3C's tests of SPARQL 1.1 Service Descriptions. They are words, not files: what to ask and what must be there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from conformance.folder import find
from conformance.outcome import Case, SuiteMissingError, judge
from conformance.subject import Subject
from conformance.suites.http import request
from conformance.suites.protocol import MF, PATH, REPOSITORY, entries

TITLE: Final = "SPARQL 1.1 Service Description (w3c/rdf-tests)"
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_PARSERS: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
# The vocabulary of service descriptions: its classes, its properties, and the values that it names.
_CLASSES: Final = "Service Feature Language Function Aggregate EntailmentRegime EntailmentProfile GraphCollection Dataset Graph NamedGraph"
_PROPERTIES: Final = (
    "endpoint feature defaultEntailmentRegime entailmentRegime defaultSupportedEntailmentProfile "
    "supportedEntailmentProfile extensionFunction extensionAggregate languageExtension supportedLanguage "
    "propertyFeature defaultDataset availableGraphs resultFormat inputFormat defaultGraph namedGraph name graph"
)
_LANGUAGES: Final = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
_FEATURES: Final = {
    SD.DereferencesURIs,
    SD.UnionDefaultGraph,
    SD.RequiresDataset,
    SD.EmptyGraphs,
    SD.BasicFederatedQuery,
}


def run(folder: Path, subject: Subject) -> Iterator[Case]:
    """Yield one case per test."""
    manifest = Graph().parse(find(folder, "service-description/manifest.ttl", REPOSITORY), format="turtle")
    names = {str(test).rpartition("#")[2]: str(manifest.value(test, MF.name)) for test in entries(manifest)}
    service = subject.service()
    answer = request(service, "GET", PATH)
    form = _PARSERS.get(answer.media_type)
    described = Graph()
    if form is not None:
        described.parse(data=answer.body, format=form)
    wrong = {
        "returns-rdf": "" if answer.status == 200 and len(described) else f"{answer.status}, {answer.media_type}",
        "has-endpoint-triple": endpoint_problem(described, service + PATH),
        "conforms-to-schema": schema_problem(described),
    }
    for identifier, name in names.items():
        if identifier not in wrong:
            raise SuiteMissingError(f"the test {identifier} is new: add it to {__name__}")
        yield judge(f"{identifier}: {name}", not wrong[identifier], wrong[identifier])


def endpoint_problem(described: Graph, address: str) -> str:
    """Return what keeps a description from naming the endpoint it was got from."""
    if any(described.triples((None, SD.endpoint, URIRef(address)))):
        return ""
    return (
        f"no sd:endpoint <{address}>; there are: {', '.join(map(str, described.objects(None, SD.endpoint))) or 'none'}"
    )


def schema_problem(described: Graph) -> str:
    """Return what does not agree with the vocabulary: unknown terms, wrong classes, unknown languages or features."""
    services = set(described.subjects(RDF.type, SD.Service))
    problems = [] if services else ["nothing is a sd:Service"]
    known = {SD[name] for name in (*_CLASSES.split(), *_PROPERTIES.split())} | _LANGUAGES | _FEATURES
    used = {term for triple in described for term in triple if isinstance(term, URIRef) and term.startswith(str(SD))}
    problems += [f"{term} is not in the vocabulary" for term in sorted(used - known)]
    for service in services:
        if len(set(described.objects(service, SD.endpoint))) != 1:
            problems.append(f"{service} has not exactly one endpoint")
        if not set(described.objects(service, SD.supportedLanguage)) <= _LANGUAGES:
            problems.append("a supported language is not one of the vocabulary")
    of_datasets = set(described.objects(None, SD.defaultDataset))
    problems += [f"{it} is no sd:Dataset" for it in of_datasets if (it, RDF.type, SD.Dataset) not in described]
    of_graphs = set(described.objects(None, SD.defaultGraph)) | set(described.objects(None, SD.graph))
    problems += [f"{it} is no sd:Graph" for it in of_graphs if (it, RDF.type, SD.Graph) not in described]
    return "; ".join(problems)
