"""Writing a dump: N-Quads and Turtle of everything, one tidy CSV per table kind, catalogue, descriptions, checksums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ontology.prefixes import PREFIXES
from ontology.terms import DIMENSIONS
from server.content import LOAD_GRAPH, stable
from server.engine import Engine
from server.negotiate import TURTLE
from server.pool import Limits
from server.publishing import package, tidy
from server.publishing.catalogue import Where, catalogue
from server.publishing.dumps import SUMS, Dumps
from server.publishing.facts import gather
from server.publishing.publisher import NOBODY, Publisher
from server.publishing.void import counts, void
from server.store import Store
from server.worker import write_triples


def export(
    store: Store, engine: Engine, folder: Path, *, base: str, root: str = "", publisher: Publisher = NOBODY
) -> list[Path]:
    """Write the dump of the current version to ``FOLDER/{version}/`` and return the paths of its files.

    The same dataset version gives the same bytes, but for what speaks of times and addresses: ``provenance.nq.gz``,
    ``catalog.ttl``, ``void.ttl``, and with them ``SHA256SUMS``.

    Args:
        store: what is written.
        engine: queries over it.
        folder: folder of dumps, made if needed.
        base: the data base.
        root: where the service runs that offers the dump, ending in a slash; without it the base.
        publisher: what only the operator knows.

    Raises:
        StoreError, QueryError, OSError: nothing was written; a dump that was there stays.
    """
    version = store.version()
    graphs = sorted(store.hashes())
    where = Where(base, root or base)
    with Dumps(folder).writing(version) as dump:
        lasting = [graph for graph in graphs if not graph.endswith(LOAD_GRAPH)]
        loads = [graph for graph in graphs if graph.endswith(LOAD_GRAPH)]
        dump.pack("mingzhang.nq.gz", (stable(graph, store.graph(graph)) for graph in lasting))
        dump.pack("mingzhang.ttl.gz", _turtle(store, lasting))
        dump.pack("provenance.nq.gz", map(store.graph, loads))
        resources = []
        for kind in DIMENSIONS:
            content = tidy.table(engine, kind, version)
            if content:
                resources.append(package.resource(kind, dump.pack(f"{kind}.csv.gz", [content])))
        dump.put("datapackage.json", package.package(resources, version, publisher))
        files = list(dump.files)
        dump.put("catalog.ttl", catalogue(where, gather(engine, store), files, TURTLE, publisher))
        dump.put("void.ttl", void(where, counts(engine), version, files, TURTLE))
    return [folder / version / name for name in [*(file.name for file in Dumps(folder).files(version)), SUMS]]


def run(store: Store, folder: Path, *, base: str, publisher: Publisher = NOBODY) -> list[Path]:
    """`export` with an engine of its own, which may take ten minutes for a query."""
    store.version()
    engine = Engine(store, Limits(seconds=600, memory=0, max_bytes=2_000_000_000, workers=1))
    try:
        return export(store, engine, folder, base=base, publisher=publisher)
    finally:
        engine.close()


def _turtle(store: Store, graphs: Iterable[str]) -> Iterator[bytes]:
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()
    for graph in graphs:
        quads = ox.parse(stable(graph, store.graph(graph)), format=ox.RdfFormat.N_QUADS)
        triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
        turtle = write_triples(triples, "turtle")
        body = b"".join(line for line in turtle.splitlines(keepends=True) if not line.startswith(b"@prefix"))
        yield f"\n# {graph}\n".encode() + body
