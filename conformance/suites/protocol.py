"""The SPARQL 1.1 Protocol tests of the W3C, on a service that holds the graphs the tests speak of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
from rdflib import Graph, Namespace
from rdflib.collection import Collection
from rdflib.namespace import RDFS
from rdflib.term import Node

from conformance.folder import find
from conformance.outcome import Case
from conformance.subject import Subject, running
from conformance.suites.http import Answer, request

TITLE: Final = "SPARQL 1.1 Protocol (w3c/rdf-tests)"
REPOSITORY: Final = "github.com/w3c/rdf-tests"
PATH: Final = "sparql"
"""Where the endpoint is below the service; the tests write ``/sparql/`` and say to replace it."""

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
CNT: Final = Namespace("http://www.w3.org/2011/content#")
HT: Final = Namespace("http://www.w3.org/2011/http#")

_FORMATS: Final = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}


def run(folder: Path, subject: Subject) -> Iterator[Case]:  # noqa: ARG001 - the tests bring their own data
    """Yield one case per test; updates, which a read-only service has to refuse, do not apply."""
    path = find(folder, "sparql11/protocol/manifest.ttl", REPOSITORY)
    manifest = Graph().parse(path, format="turtle")
    with running(_data(manifest)) as service:
        for test in entries(manifest):
            yield judge_test(manifest, test, service)


def entries(manifest: Graph) -> list[Node]:
    """Return the tests of a manifest in their order."""
    return [test for head in manifest.objects(None, MF.entries) for test in Collection(manifest, head)]


def _data(manifest: Graph) -> list[ox.Quad]:
    """Return the graphs that the tests speak of, each under the name they call it by.

    Queries that do not look at data name a graph that the suite does not ship, ``data0.rdf``: it is given a statement of its
    own, because a store has no empty graphs and the service refuses, on purpose, to answer for a graph that it does not have.
    """
    quads = []
    for path in manifest.objects(None, HT.absolutePath):
        for name in parse_qs(urlsplit(str(path)).query).get("default-graph-uri", []):
            graph = ox.NamedNode(name)
            quads.append(ox.Quad(graph, ox.NamedNode(str(RDFS.label)), ox.Literal(name), graph))
    for data in set(manifest.objects(None, UT.graphData)):
        file = Path(unquote(urlsplit(str(manifest.value(data, UT.graph))).path))
        graph = ox.NamedNode(str(manifest.value(data, RDFS.label)))
        triples = ox.parse(path=str(file), format=ox.RdfFormat.N_TRIPLES)
        quads += [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
    return quads


def judge_test(manifest: Graph, test: Node, service: str) -> Case:
    """Send the requests of a test in their order; return its case."""
    identifier = str(test).rpartition("#")[2]
    name = f"{identifier}: {manifest.value(test, MF.name)}"
    connection = manifest.value(test, MF.action)
    requests = [step for head in manifest.objects(connection, HT.requests) for step in Collection(manifest, head)]
    for number, step in enumerate(requests, 1):
        answer = _send(manifest, step, service)
        if identifier.startswith("update_"):
            if 400 <= answer.status < 500:
                return Case(
                    name, "inapplicable", f"an update; the service is read-only and refused it ({answer.status})"
                )
            return Case(name, "failed", f"a read-only service has to refuse an update, but answered {answer.status}")
        wrong = _wrong(manifest, step, answer)
        if wrong:
            return Case(name, "failed", f"request {number}: {wrong}" if len(requests) > 1 else wrong)
    return Case(name, "passed")


def _send(manifest: Graph, step: Node, service: str) -> Answer:
    path = str(manifest.value(step, HT.absolutePath)).replace("/sparql/", PATH, 1)
    headers = {
        str(manifest.value(header, HT.fieldName)): str(manifest.value(header, HT.fieldValue))
        for head in manifest.objects(step, HT.headers)
        for header in Collection(manifest, head)
    }
    body = manifest.value(step, HT.body)
    content = None
    if body is not None:
        content = str(manifest.value(body, CNT.chars)).encode(str(manifest.value(body, CNT.characterEncoding)))
    return request(service, str(manifest.value(step, HT.methodName)), path, headers, content)


def _wrong(manifest: Graph, step: Node, answer: Answer) -> str:
    """Return what is wrong with an answer; nothing when it is as the test expects."""
    expected = manifest.value(step, HT.resp)
    statuses = [str(status).rpartition("StatusCode")[2][0] for status in manifest.objects(expected, MF.expectedStatus)]
    if str(answer.status)[0] not in statuses:
        text = answer.body.decode("utf-8", "replace")[:200]
        return f"status {answer.status}, expected {' or '.join(sorted(f'{digit}xx' for digit in statuses))}: {text}"
    form = manifest.value(expected, MF.expectedFormat)
    if form is not None and answer.media_type not in _FORMATS[str(form)]:
        return f"{answer.media_type or 'no media type'} is no format for a result that is {form}"
    boolean = manifest.value(expected, MF.expectedBoolean)
    if boolean is not None and _boolean(answer) != (str(boolean) == "true"):
        return f"the answer is not {boolean}"
    return ""


def _boolean(answer: Answer) -> bool:
    if answer.media_type.endswith("json"):
        return json.loads(answer.body)["boolean"] is True
    found = ElementTree.fromstring(answer.body).find("{http://www.w3.org/2005/sparql-results#}boolean")  # noqa: S314
    return found is not None and found.text == "true"
