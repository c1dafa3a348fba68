"""The embedded store: Oxigraph on disk, read by many processes while one writes the next generation.

Opening an Oxigraph folder read-only while it is written is undefined behaviour, so a published generation is never
written again. The next one starts as a `backup()` of it, which costs milliseconds because files are hard-linked.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox

from server import content
from server.generations import Generations, Lease, Manifest


class EmbeddedStore:
    """A store in a folder. Reading needs no lock; writing is for one process at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generations = Generations(root)
        self._seen: tuple[str, Manifest] | None = None

    @property
    def location(self) -> str:
        """The folder."""
        return str(self.root)

    def hashes(self) -> dict[str, str]:
        """Graph -> content hash; raises StoreError when there is no store."""
        return self._manifest().hashes

    def version(self) -> str:
        """The dataset version; raises StoreError when there is no store."""
        return self._manifest().version

    def published(self) -> datetime | None:
        """When the current state was published; raises StoreError when there is no store."""
        return self._manifest().published

    def revision(self) -> str:
        """Another one whenever anything in the store has changed; raises StoreError when there is no store."""
        return self.generations.current() or self._manifest().version

    def _manifest(self) -> Manifest:
        name = self.generations.current()
        if self._seen is None or self._seen[0] != name:
            lease = self.generations.lease()
            lease.release()
            self._seen = lease.name, lease.manifest
        return self._seen[1]

    @contextmanager
    def reading(self) -> Iterator[ox.Store]:
        """The current generation, opened read-only; it stays as it is while the context lasts."""
        lease = self.generations.lease()
        try:
            yield ox.Store.read_only(str(lease.data))
        finally:
            lease.release()

    def graph(self, graph: str) -> bytes:
        """The N-Quads of one graph; empty when the store does not have it."""
        with self.reading() as store:
            return _dump(store, graph)

    @contextmanager
    def writing(self) -> Iterator[EmbeddedWriter]:
        """Change graphs; nothing is visible to anyone before `commit`, and without it nothing happens.

        Raises:
            StoreBusyError: another process is writing.
            StoreError: the folder cannot be used.
        """
        with self.generations.writing():
            writer = EmbeddedWriter(self.generations)
            try:
                yield writer
            finally:
                writer.close()


class EmbeddedWriter:
    """The next generation in the making. It is only started when something really changes."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lease: Lease | None = generations.lease() if generations.current() else None
        self._hashes = dict(self._lease.manifest.hashes) if self._lease else {}
        self._shared = self._lease.shared() if self._lease else {}
        self._folder: Path | None = None
        self._store: ox.Store | None = None

    def hashes(self) -> dict[str, str]:
        """Graph -> content hash, with the changes made so far."""
        return dict(self._hashes)

    def replace(self, graph: str, nquads: bytes | None, shared: bytes = b"") -> bool:
        """Replace a graph (None or nothing: remove it). Returns whether that changes anything.

        Args:
            graph: its IRI.
            nquads: its quads.
            shared: quads of shared graphs that say what the same document says of shared entities.

        Raises:
            ValueError: a line is not a quad of this graph.
        """
        content.check_graph(graph, nquads or b"")
        digest = content.document_hash(nquads, shared)
        if self._hashes.get(graph) == digest:
            return False
        self._load(graph, nquads, digest)
        self._shared.pop(graph, None)
        if digest is not None and shared.strip():
            self._shared[graph] = shared
        return True

    def _load(self, graph: str, nquads: bytes | None, digest: str | None) -> None:
        store = self._open()
        store.remove_graph(ox.NamedNode(graph))
        self._hashes.pop(graph, None)
        if digest is not None:
            try:
                store.load(nquads, format=ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise ValueError(f"the graph <{graph}> is not valid N-Quads: {error}") from error
            self._hashes[graph] = digest

    def commit(self) -> bool:
        """Publish the changes in one atomic step. Returns False, and publishes nothing, when there are none."""
        if self._store is None:
            return False
        self._combine_shared()
        if self._lease is not None and self._hashes == self._lease.manifest.hashes:
            return False
        folder = self._generations.next_folder()
        self._store.flush()
        self._store.backup(str(folder / "data"))
        self._generations.publish(folder, Manifest(self._hashes), self._shared)
        self.close()
        self._generations.sweep()
        return True

    def close(self) -> None:
        """Give up what was not committed."""
        self._store = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        if self._lease is not None:
            self._lease.release()
            self._lease = None

    def _open(self) -> ox.Store:
        if self._store is None:
            # A folder of work in the place of generations, so that the next writer sweeps it when this one is killed.
            self._folder = self._generations.folder / "work"
            self._folder.mkdir()
            if self._lease is not None:
                ox.Store.read_only(str(self._lease.data)).backup(str(self._folder / "data"))
            self._store = ox.Store(str(self._folder / "data"))
        return self._store

    def _combine_shared(self) -> None:
        before = content.combine(self._lease.shared()) if self._lease else {}
        after = content.combine(self._shared)
        for graph in before.keys() | after.keys():
            digest = content.document_hash(after.get(graph), b"")
            if self._hashes.get(graph) != digest:
                self._load(graph, after.get(graph), digest)


def _dump(store: ox.Store, graph: str) -> bytes:
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    return content.sorted_lines(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
