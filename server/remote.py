"""A store behind the URLs of any SPARQL 1.1 endpoint: SPARQLWrapper for queries, Graph Store Protocol for graphs.

Each graph is replaced atomically by the endpoint, in the order that keeps every intermediate state meaningful: shared
entities first, then documents. What was written is noted last, in the graph ``…/graph/manifest`` (a checksum per graph,
and what each document says of shared entities), so that a load that was interrupted is simply done again, and one that
changes nothing sends nothing.
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from ontology.terms import DEFAULT_BASE
from server import content
from server.errors import QueryError, StoreError

MANIFEST_GRAPH: Final = DEFAULT_BASE + "graph/manifest"
CHECKSUM: Final = "http://spdx.org/rdf/terms#checksumValue"
MODIFIED: Final = "http://purl.org/dc/terms/modified"
SHARED: Final = "http://www.w3.org/ns/prov#value"
TIMEOUT: Final = 60.0
"""Seconds that a request to the endpoint may take when the caller sets no limit."""


class RemoteStore:
    """A store behind ``QUERY[,UPDATE,GRAPH-STORE]`` URLs; user and password may stand in the first one.

    With one URL that ends in ``/query`` the others are its siblings ``/update`` and ``/store``.
    """

    def __init__(self, urls: str) -> None:
        self._user, parts = _split_user([part.strip() for part in urls.split(",")])
        if len(parts) == 1 and parts[0].endswith("/query"):
            stem = parts[0].removesuffix("query")
            parts += [stem + "update", stem + "store"]
        if len(parts) != 3:
            raise StoreError(
                f"{','.join(parts)}: for a SPARQL endpoint name three URLs, separated by commas: query, update and graph store, "
                "such as http://localhost:3030/ds/query,http://localhost:3030/ds/update,http://localhost:3030/ds/data"
            )
        self.query_url, self.update_url, self.graphs_url = parts

    @property
    def location(self) -> str:
        """The query URL, without user and password."""
        return self.query_url

    def wrapper(self, url: str, text: str, seconds: float = TIMEOUT) -> SPARQLWrapper:
        """A SPARQLWrapper for one request."""
        wrapper = SPARQLWrapper(url)
        wrapper.setTimeout(max(1, round(seconds)))
        wrapper.setMethod(POST)
        wrapper.setQuery(text)
        if self._user:
            wrapper.setCredentials(*self._user)
        return wrapper

    def ask(self, text: str, *, triples: bool = False, seconds: float = TIMEOUT, limit: int | None = None) -> bytes:
        """Send a query; returns JSON results, or Turtle when it gives triples.

        Raises:
            QueryError: the endpoint refused it, could not be reached, took too long, or sent more than `limit` bytes.
        """
        wrapper = self.wrapper(self.query_url, text, seconds)
        wrapper.setReturnFormat(TURTLE if triples else JSON)
        try:
            response = wrapper.query().response
            body: bytes = response.read() if limit is None else response.read(limit + 1)
        except TimeoutError as error:
            raise QueryError("timeout", f"the endpoint did not answer within {seconds:g} seconds") from error
        except urllib.error.URLError as error:
            kind = "timeout" if isinstance(error.reason, TimeoutError) else "unreachable"
            raise QueryError(kind, f"the endpoint {self.query_url} does not answer: {error.reason}") from error
        except Exception as error:  # SPARQLWrapper has one exception class per status, without a common ancestor
            raise QueryError("failed", f"the endpoint refused the query: {str(error)[:500]}") from error
        if limit is not None and len(body) > limit:
            raise QueryError("too-large", f"the result is larger than {limit:,} bytes; add LIMIT or ask for less")
        return body

    def hashes(self) -> dict[str, str]:
        """Graph -> content hash, as noted by the loads."""
        return self.noted(CHECKSUM)

    def noted(self, predicate: str) -> dict[str, str]:
        """What the manifest graph says of each graph."""
        query = f"SELECT ?g ?v {{ GRAPH <{MANIFEST_GRAPH}> {{ ?g <{predicate}> ?v }} }}"
        try:
            rows = json.loads(self.ask(query))["results"]["bindings"]
        except QueryError as error:
            raise StoreError(f"{self.query_url}: {error}") from error
        return {row["g"]["value"]: row["v"]["value"] for row in rows}

    def version(self) -> str:
        """The dataset version."""
        return content.dataset_version(self.hashes())

    def published(self) -> datetime | None:
        """When the last load was noted."""
        noted = self.noted(MODIFIED).get(MANIFEST_GRAPH)
        return datetime.fromisoformat(noted) if noted else None

    def revision(self) -> str:
        """A hash of everything that was noted of the graphs."""
        hashes = self.hashes()
        return content.dataset_version({f"{graph}#": digest for graph, digest in hashes.items()})

    def graph(self, graph: str) -> bytes:
        """The N-Quads of one graph; empty when the store does not have it."""
        try:
            turtle = self.request("GET", graph)
        except StoreError as error:
            if isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code == 404:
                return b""
            raise
        name = ox.NamedNode(graph)
        triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        quads = (ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in triples)
        return content.sorted_lines(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")

    def request(self, method: str, graph: str, nquads: bytes | None = None) -> bytes:
        """One request of the Graph Store Protocol; raises StoreError when the endpoint does not do it."""
        url = f"{self.graphs_url}?graph={urllib.parse.quote(graph, safe='')}"
        headers = {"Accept": "text/turtle"}
        if self._user:
            credentials = base64.b64encode(":".join(self._user).encode()).decode()
            headers["Authorization"] = f"Basic {credentials}"
        body = None
        if nquads is not None:
            headers["Content-Type"] = "text/turtle"
            quads = ox.parse(nquads, format=ox.RdfFormat.N_QUADS)
            triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
            body = ox.serialize(triples, format=ox.RdfFormat.TURTLE)
        request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310  (http or https: open_store)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
                answer: bytes = response.read()
                return answer
        except (urllib.error.URLError, TimeoutError) as error:
            raise StoreError(f"{self.graphs_url}: {method} of the graph <{graph}> failed: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[RemoteWriter]:
        """Change graphs; nothing is sent before `commit`. There is no lock: let one process write at a time."""
        yield RemoteWriter(self)


class RemoteWriter:
    """Changes collected for an endpoint."""

    def __init__(self, store: RemoteStore) -> None:
        self._store = store
        self._before = store.hashes()
        self._hashes = dict(self._before)
        self._changes: dict[str, bytes | None] = {}
        self._shared_before = store.noted(SHARED)
        self._shared = {document: nquads.encode() for document, nquads in self._shared_before.items()}

    def hashes(self) -> dict[str, str]:
        """Graph -> content hash, with the changes made so far."""
        return dict(self._hashes)

    def replace(self, graph: str, nquads: bytes | None, shared: bytes = b"") -> bool:
        """Replace a graph and what the same document says of shared entities; as `server.store.Writer`."""
        content.check_graph(graph, nquads or b"")
        digest = content.document_hash(nquads, shared)
        if self._hashes.get(graph) == digest:
            return False
        self._change(graph, nquads, digest)
        self._shared.pop(graph, None)
        if digest is not None and shared.strip():
            self._shared[graph] = shared
        return True

    def commit(self) -> bool:
        """Send the changes: shared entities, then documents, then the manifest."""
        if not self._changes:
            return False
        documents, self._changes = self._changes, {}
        before = content.combine({name: nquads.encode() for name, nquads in self._shared_before.items()})
        after = content.combine(self._shared)
        for graph in before.keys() | after.keys():
            digest = content.document_hash(after.get(graph), b"")
            if self._hashes.get(graph) != digest:
                self._change(graph, after.get(graph), digest)
        for graph, nquads in {**self._changes, **documents}.items():
            if nquads is not None:
                self._store.request("PUT", graph, nquads)
            elif graph in self._before:
                self._store.request("DELETE", graph)
        self._note()
        return True

    def _change(self, graph: str, nquads: bytes | None, digest: str | None) -> None:
        self._changes[graph] = nquads if digest else None
        self._hashes.pop(graph, None)
        if digest:
            self._hashes[graph] = digest

    def _note(self) -> None:
        before, after = self._before, self._hashes
        changed = sorted(graph for graph in before.keys() | after.keys() if before.get(graph) != after.get(graph))
        iris = " ".join(f"<{graph}>" for graph in [MANIFEST_GRAPH, *changed])
        lines = [f'<{graph}> <{CHECKSUM}> "{after[graph]}" .' for graph in changed if graph in after]
        lines += [
            f"<{graph}> <{SHARED}> {ox.Literal(self._shared[graph].decode())} ."
            for graph in changed
            if graph in self._shared
        ]
        published = datetime.now(UTC).isoformat(timespec="seconds")
        lines.append(f'<{MANIFEST_GRAPH}> <{MODIFIED}> "{published}" .')
        update = (
            f"DELETE {{ GRAPH <{MANIFEST_GRAPH}> {{ ?g ?p ?v }} }} "
            f"WHERE {{ GRAPH <{MANIFEST_GRAPH}> {{ ?g ?p ?v }} VALUES ?g {{ {iris} }} }} ;\n"
            f"INSERT DATA {{ GRAPH <{MANIFEST_GRAPH}> {{ {' '.join(lines)} }} }}"
        )
        try:
            self._store.wrapper(self._store.update_url, update).query().response.read()
        except Exception as error:  # as in `ask`
            raise StoreError(f"{self._store.update_url}: the update failed: {str(error)[:500]}") from error


def _split_user(urls: list[str]) -> tuple[tuple[str, str] | None, list[str]]:
    first = urllib.parse.urlsplit(urls[0])
    if first.username is None:
        return None, urls
    user = urllib.parse.unquote(first.username), urllib.parse.unquote(first.password or "")
    bare = first._replace(netloc=first.netloc.rpartition("@")[2]).geturl()
    return user, [bare, *urls[1:]]
