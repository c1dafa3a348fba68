"""What is tested: the data of some disclosures, and the service that runs on them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ontology.terms import DEFAULT_BASE
from server import loading, reading
from server.publishing.export import run as export
from server.store import Store, open_store

_SERVING: Final = re.compile(r"^Serving .* at http://[^/]*:(\d+)/")


class SubjectError(Exception):
    """The data cannot be loaded, or the service does not start."""


class Subject:
    """The disclosures that suites look at, loaded into a store of their own, and the service on that store."""

    def __init__(self, documents: Sequence[Path], url: str = "") -> None:
        """Load nothing yet.

        Args:
            documents: Files of disclosures.
            url: Address of a running service, ending in a slash; when empty, one is started when first asked for.
        """
        self._documents = documents
        self._url = url
        self._resources = ExitStack()

    @cached_property
    def _store(self) -> Store:
        store = open_store(self._resources.enter_context(tempfile.TemporaryDirectory()))
        outcome = loading.load(store, self._documents, how=reading.How(DEFAULT_BASE))
        if outcome.refused:
            raise SubjectError(outcome.refused[0].error)
        return store

    @cached_property
    def nquads(self) -> bytes:
        """Everything in the store: disclosures and their reports, what they share, vocabulary, codes, divisions."""
        return b"".join(self._store.graph(graph) for graph in sorted(self._store.hashes()))

    def triples(self) -> ox.Store:
        """Return all of it as one graph, the default graph of a new store."""
        store = ox.Store()
        quads = ox.parse(self.nquads, format=ox.RdfFormat.N_QUADS)
        store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        return store

    def service(self) -> str:
        """Return the address of the service, ending in a slash."""
        if not self._url:
            dumps = Path(self._resources.enter_context(tempfile.TemporaryDirectory()))
            export(self._store, dumps, base=DEFAULT_BASE)
            self._url = self._resources.enter_context(_serving(self._store.location, dumps))
        return self._url

    def close(self) -> None:
        """Stop what was started and remove what was written."""
        self._resources.close()


@contextmanager
def running(quads: Sequence[ox.Quad]) -> Iterator[str]:
    """Run the service on a store with nothing but some quads; yield its address.

    Args:
        quads: Quads of named graphs.
    """
    graphs: dict[str, set[ox.Quad]] = defaultdict(set)
    for quad in quads:
        graphs[str(quad.graph_name)[1:-1]].add(quad)
    with tempfile.TemporaryDirectory() as folder:
        with open_store(folder).writing() as writer:
            for graph, content in graphs.items():
                writer.replace(graph, ox.serialize(content, format=ox.RdfFormat.N_QUADS))
            writer.commit()
        with _serving(folder) as url:
            yield url


@contextmanager
def _serving(store: str, dumps: Path | None = None) -> Iterator[str]:
    """Run ``mingzhang serve`` on a free port of this machine; yield its address."""
    command = [sys.executable, "-m", "server.cli", "serve", "--store", store, "--port", "0"]
    command += ["--dumps", str(dumps)] if dumps else []
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603
        try:
            first = process.stdout.readline() if process.stdout else ""
            serving = _SERVING.match(first)
            if serving is None:
                raise SubjectError(f"mingzhang serve does not start: {first.strip() or 'see its message above'}")
            yield f"http://127.0.0.1:{serving[1]}/"
        finally:
            process.terminate()
            if process.stdout:
                process.stdout.read()  # its last words; without a reader it would complain
