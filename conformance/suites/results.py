"""The result formats CSV, TSV and JSON: the W3C's tests, on a service that holds the data of each test."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal
from rdflib.namespace import Namespace
from rdflib.util import from_n3

from conformance.folder import find
from conformance.outcome import Case, judge
from conformance.subject import Subject, running
from conformance.suites.http import request
from conformance.suites.protocol import MF, PATH, REPOSITORY, entries

TITLE: Final = "SPARQL 1.1 result formats CSV, TSV and JSON (w3c/rdf-tests)"
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_GRAPH: Final = ox.NamedNode("urn:x-conformance:data")


def run(folder: Path, subject: Subject) -> Iterator[Case]:  # noqa: ARG001 - the tests bring their own data
    """Yield one case per test."""
    for name in ("csv-tsv-res", "json-res"):
        path = find(folder, f"sparql11/{name}/manifest.ttl", REPOSITORY)
        manifest = Graph().parse(path, format="turtle")
        tests = entries(manifest)
        actions = [manifest.value(test, MF.action) for test in tests]
        files = sorted({_file(manifest.value(action, QT.data)) for action in actions})
        for file in files:
            with running(_quads(file)) as service:
                for test, action in zip(tests, actions, strict=True):
                    if _file(manifest.value(action, QT.data)) == file:
                        query = _file(manifest.value(action, QT.query)).read_text(encoding="utf-8")
                        wanted = _file(manifest.value(test, MF.result))
                        yield _case(str(manifest.value(test, MF.name)), service, query, wanted)


def _file(node: object) -> Path:
    return Path(str(node).removeprefix("file://"))


def _quads(path: Path) -> list[ox.Quad]:
    triples = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    return [ox.Quad(triple.subject, triple.predicate, triple.object, _GRAPH) for triple in triples]


def _case(name: str, service: str, query: str, wanted: Path) -> Case:
    media_type, read = READERS[wanted.suffix]
    answer = request(service, "GET", f"{PATH}?{urlencode({'query': query})}", {"Accept": media_type})
    if (answer.status, answer.media_type) != (200, media_type):
        return Case(name, "failed", f"status {answer.status}, {answer.media_type}; expected 200, {media_type}")
    got, expected = read(answer.body), read(wanted.read_bytes())
    missing, surplus = _without(expected, got), _without(got, expected)
    return judge(
        name, got == expected, f"missing {missing}, not expected {surplus}" if missing else "another order of rows"
    )


def _without(one: list[Any], other: list[Any]) -> list[Any]:
    """Return what one result has and the other lacks."""
    return [part for part in one if part not in other]


def _rows(variables: list[str], rows: list[list[Any]]) -> list[Any]:
    """Return a table with its columns in the order of their names: that of ``SELECT *`` is left open by SPARQL."""
    order = sorted(range(len(variables)), key=lambda at: variables[at])
    return [[row[at] if at < len(row) else None for at in order] for row in [variables, *rows]]


def _csv(content: bytes) -> list[Any]:
    """Return the variables and the rows of texts; blank nodes lose their names."""
    variables, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return _rows(variables, [["_:" if cell.startswith("_:") else cell for cell in row] for row in rows])


def _tsv(content: bytes) -> list[Any]:
    """Return the variables and the rows of terms; blank nodes lose their names, numbers their way of writing."""
    variables, *rows = [line.split("\t") for line in content.decode("utf-8").splitlines()]
    return _rows(variables, [[_term(cell) for cell in row] for row in rows])


def _term(cell: str) -> object:
    term = from_n3(cell) if cell else ""
    if isinstance(term, BNode):
        return "_:"
    # A number may be written with or without its datatype: what counts is the datatype and the value.
    return (str(term.datatype), term.toPython()) if isinstance(term, Literal) and term.datatype else term


def _json(content: bytes) -> list[Any]:
    """Return the variables and the rows of terms, or the verdict; blank nodes lose their names."""
    result = json.loads(content)
    if "boolean" in result:
        return [result["boolean"]]
    variables = result["head"]["vars"]
    return _rows(variables, [[_named(row.get(name)) for name in variables] for row in result["results"]["bindings"]])


def _named(term: dict[str, str] | None) -> dict[str, str] | None:
    return term | {"value": ""} if term and term["type"] == "bnode" else term


READERS: Final[dict[str, tuple[str, Callable[[bytes], list[Any]]]]] = {
    ".csv": ("text/csv", _csv),
    ".tsv": ("text/tab-separated-values", _tsv),
    ".srj": ("application/sparql-results+json", _json),
}
"""Suffix of an expected result -> its media type, and how it is read for comparison."""
