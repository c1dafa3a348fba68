"""Asking the store: every query passes the guard, runs under limits, and comes back whole or as a clear error."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol
from urllib.parse import urljoin

import pyoxigraph as ox

from ontology.prefixes import PREFIXES
from ontology.terms import DEFAULT_BASE
from server.embedded import EmbeddedStore
from server.errors import QueryError, StoreError
from server.guard import Inspection, inspect, position
from server.pool import Limits, Pool, Result
from server.remote import RemoteStore
from server.store import Store
from server.worker import SOLUTIONS, TRIPLES, Job, write_triples

_UNSAFE_IN_IRI: Final = frozenset('<>"{}|^`\\')
#: A percent sign that encodes nothing, and what RFC 3987 leaves out of ucschar: controls, private use, non-characters.
_NOT_IN_IRI: Final = re.compile(
    "%(?![0-9A-Fa-f]{2})|[\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff]|[\U0001fffe-\U0001ffff]"
)


class Term(NamedTuple):
    """A value of a result row; its string is its value."""

    value: str
    kind: str
    language: str = ""
    datatype: str = ""

    def __str__(self) -> str:
        """The value, so that a template can print it."""
        return self.value

    @property
    def is_iri(self) -> bool:
        """Whether it is an IRI, not a literal or a blank node."""
        return self.kind == "uri"


Row = dict[str, Term]


class Backend(Protocol):
    """What runs a job that has passed the guard."""

    limits: Limits

    def run(self, job: Job) -> Result:
        """Run it; raises QueryError."""

    def start(self) -> None:
        """Get ready."""

    def close(self) -> None:
        """Let go of processes."""


class RemoteBackend:
    """Jobs for an endpoint: it answers in JSON or Turtle, which is then written in the format asked for."""

    def __init__(self, store: RemoteStore, limits: Limits) -> None:
        self._store, self.limits = store, limits

    def run(self, job: Job) -> Result:
        """Ask the endpoint; raises QueryError."""
        missing = set(job.checked_graphs) - self._store.hashes().keys()
        if missing:
            raise QueryError("refused", f"there is no graph <{min(missing)}> in this store")
        triples = job.format in TRIPLES
        body = self._store.ask(job.text, triples=triples, seconds=job.seconds, limit=job.max_bytes)
        if triples:
            quads = ox.parse(body, format=ox.RdfFormat.TURTLE)
            found = dict.fromkeys(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
            body = write_triples(found, job.format)
        elif job.format != "json":
            parsed = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            body = parsed.serialize(format=SOLUTIONS[job.format]) or b""
        return Result(body, self._store.version())

    def start(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class Engine:
    """Queries over one store."""

    def __init__(self, store: Store, limits: Limits | None = None, base: str = DEFAULT_BASE) -> None:
        """Ask nothing yet.

        Args:
            store: what is asked.
            limits: what one query may use.
            base: what relative addresses in a query without BASE are relative to.
        """
        self.store, self.base = store, base
        limits = limits or Limits()
        self._backend: Backend
        if isinstance(store, EmbeddedStore):
            self._backend = Pool(store.root, limits)
        elif isinstance(store, RemoteStore):
            self._backend = RemoteBackend(store, limits)
        else:
            raise StoreError(f"no engine for the store {store.location}")
        self._declare = isinstance(store, RemoteStore)

    @property
    def limits(self) -> Limits:
        """What one query may use."""
        return self._backend.limits

    def answer(
        self,
        text: str,
        format: str,  # noqa: A002  (the word of the SPARQL tools)
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        inspection: Inspection | None = None,
    ) -> Result:
        """Run a query and return it serialised.

        Args:
            text: the query; the well-known prefixes need no declaration.
            format: json, xml, csv, tsv for SELECT and ASK; turtle, ntriples, jsonld, rdfxml for CONSTRUCT and DESCRIBE.
            default_graphs: the default graph of the request; overrides FROM.
            named_graphs: the named graphs of the request; overrides FROM NAMED.
            inspection: what `inspect` said of the text, when the caller has asked already.

        Raises:
            QueryError: whatever keeps the query from being answered whole.
        """
        seen = inspection or inspect(text, self.base)
        for prefix, token in seen.missing_prefixes.items():
            if prefix not in PREFIXES:
                message = f"the prefix {prefix}: is not declared; begin the query with PREFIX {prefix}: <…>"
                raise QueryError("syntax", message, *position(text, token.start))
        if (format in TRIPLES) != seen.gives_triples:
            raise QueryError("refused", f"a {seen.form} query cannot be answered as {format}")
        default_graphs, named_graphs = (
            [urljoin(self.base, it) for it in them] for them in (default_graphs, named_graphs)
        )
        own = not (default_graphs or named_graphs)
        checked = [*seen.default_graphs, *seen.named_graphs] if own else [*default_graphs, *named_graphs]
        if self._declare:
            missing = [prefix for prefix in seen.missing_prefixes if prefix in PREFIXES]
            text = f"BASE <{self.base}> " + "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + text
        job = Job(
            text,
            format,
            default_graphs=tuple(default_graphs),
            named_graphs=tuple(named_graphs),
            own_dataset=own and bool(checked),
            checked_graphs=tuple(checked),
            seconds=self.limits.seconds,
            max_bytes=self.limits.max_bytes,
            base=self.base,
        )
        return self._backend.run(job)

    def rows(self, text: str) -> list[Row]:
        """The rows of a SELECT query as terms; raises QueryError."""
        return parse_rows(self.answer(text, "json").body)

    def start(self) -> None:
        """Get ready to answer at once."""
        self._backend.start()

    def close(self) -> None:
        """End the worker processes."""
        self._backend.close()


def parse_rows(body: bytes) -> list[Row]:
    """SPARQL JSON results as rows; an unbound variable has no key."""
    return [
        {
            name: Term(value["value"], value["type"], value.get("xml:lang", ""), value.get("datatype", ""))
            for name, value in binding.items()
        }
        for binding in json.loads(body)["results"]["bindings"]
    ]


def iri(text: str) -> str:
    """An IRI as a term of a query; raises ValueError when it has characters that no IRI has."""
    if any(character in _UNSAFE_IN_IRI or character <= " " for character in text) or _NOT_IN_IRI.search(text):
        raise ValueError(f"{text!r} is not an IRI")
    return f"<{text}>"


def literal(text: str) -> str:
    """A plain literal as a term of a query, with everything escaped that could end it."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(character, character) for character in text) + '"'
