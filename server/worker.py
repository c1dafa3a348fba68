"""A query worker: a process that opens the embedded store read-only and answers queries one at a time over a pipe.

The engine has no time-out, a deeply nested query crashes its process, and an allocation that fails aborts it. So they
run in processes that may be killed at any time and hold nothing but a read-only view. Run by `server.pool` as
``python -m server.worker FD ROOT MEMORY``; imports neither Flask nor rdflib, so that a new worker starts fast.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import re
import resource
import signal
import sys
from collections.abc import Collection
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ontology.prefixes import PREFIXES
from server import jsonld
from server.errors import QueryError, StoreError
from server.generations import Generations, Lease

SOLUTIONS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
TRIPLES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
GRACE: Final = 2.0
"""Seconds after its time limit at which a worker ends by itself, should its parent be gone."""


@dataclass(frozen=True)
class Job:
    """One query as it crosses the pipe.

    Attributes:
        format: a key of SOLUTIONS for SELECT and ASK, of TRIPLES for CONSTRUCT and DESCRIBE.
        default_graphs, named_graphs: the dataset of the request, which overrides the query's own.
        own_dataset: the query has FROM clauses of its own; otherwise it sees the union of all graphs.
        checked_graphs: graphs that must be in the store.
        seconds, max_bytes: the limits.
        base: what relative addresses are relative to; none are allowed when it is empty.
    """

    text: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    own_dataset: bool = False
    checked_graphs: tuple[str, ...] = ()
    seconds: float = 30.0
    max_bytes: int = 32_000_000
    base: str = ""


class _Capped(io.BytesIO):
    """A buffer that refuses to grow over a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._limit:
            message = f"the result is larger than {self._limit:,} bytes; add LIMIT, or ask for less"
            raise QueryError("too-large", message)
        return super().write(data)


class Reader:
    """The current generation, opened anew whenever the pointer has moved."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root)
        self._lease: Lease | None = None
        self._store: ox.Store | None = None

    def current(self) -> tuple[ox.Store, str]:
        """The open store and its dataset version."""
        if self._store is None or self._lease is None or self._generations.current() != self._lease.name:
            lease = self._generations.lease()
            self._store = ox.Store.read_only(str(lease.data))
            if self._lease is not None:
                self._lease.release()
            self._lease = lease
        return self._store, self._lease.manifest.version


def answer(store: ox.Store, job: Job) -> bytes:
    """Run a query and return the whole serialised result; raises QueryError."""
    for graph in job.checked_graphs:
        if not store.contains_named_graph(ox.NamedNode(graph)):
            raise QueryError("refused", f"there is no graph <{graph}> in this store, and none is fetched")
    try:
        results = _run(store, job)
        output = _Capped(job.max_bytes)
        if isinstance(results, ox.QueryTriples):
            # Two graphs may say the same; an RDF graph is a set.
            output.write(write_triples(dict.fromkeys(results), job.format))
        else:
            results.serialize(output, SOLUTIONS[job.format])
        return output.getvalue()
    except SyntaxError as error:
        raise syntax_error(str(error), job.text) from error
    except MemoryError as error:
        raise QueryError("memory", "the query needs more memory than it may use; ask for less at a time") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError("failed", f"the query failed: {error}") from error


def write_triples(triples: Collection[ox.Triple], form: str) -> bytes:
    """Triples in a form of TRIPLES, with the well-known prefixes that occur; the same triples give the same bytes."""
    if form == "jsonld":
        return jsonld.write(triples)
    text = "".join(f"{triple.subject} {triple.predicate} {triple.object}" for triple in triples)
    prefixes = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in text}
    body = ox.serialize(triples, format=TRIPLES[form], prefixes=prefixes) or b""
    if form != "turtle":
        return body
    lines = body.splitlines(keepends=True)  # the engine writes prefixes in any order
    head = [line for line in lines[: len(prefixes)] if line.startswith(b"@prefix")]
    return b"".join([*sorted(head), *lines[len(head) :]])


def _run(store: ox.Store, job: Job) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    base = job.base or None
    if job.default_graphs or job.named_graphs:
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(g) for g in job.default_graphs]
        named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(g) for g in job.named_graphs]
        return store.query(job.text, base_iri=base, prefixes=PREFIXES, default_graph=default, named_graphs=named)
    # With the union switched on, Oxigraph ignores FROM.
    return store.query(job.text, base_iri=base, prefixes=PREFIXES, use_default_graph_as_union=not job.own_dataset)


def syntax_error(message: str, text: str) -> QueryError:
    """A parser's message (``error at 3:10: expected one of …``) as an error with a place and the words around it."""
    match = re.match(r"error at (\d+):(\d+): ", message)
    if not match:
        return QueryError("syntax", message)
    line, column = int(match[1]), int(match[2])
    words = [*text.split("\n"), ""][line - 1]
    before, after = words[max(0, column - 31) : column - 1], words[column - 1 : column + 29]
    return QueryError("syntax", f"syntax error at the mark: {before}▸{after}", line, column)


def leave_network() -> None:
    """Give up the network where the system allows it: nothing in a query can then reach out, whatever the engine does.

    Best effort (Linux namespaces); `server.guard` refuses what would reach out in the first place.
    """
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        new_user, new_network = 0x10000000, 0x40000000
        if libc.unshare(new_network) != 0:
            libc.unshare(new_user | new_network)


def main(descriptor: int, root: Path, memory: int) -> None:
    """Answer jobs from the pipe until it closes."""
    leave_network()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service; it closes the pipe
    pipe: Connection = Connection(descriptor)
    reader = Reader(root)
    pipe.send(("ready",))
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, job.seconds + GRACE)
        try:
            store, version = reader.current()
            body = answer(store, job)
        except QueryError as error:
            pipe.send(("error", error))
        except StoreError as error:
            pipe.send(("error", QueryError("failed", str(error))))
        else:
            pipe.send(("ok", version))
            pipe.send_bytes(body)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
