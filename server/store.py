"""Where the graph lives: a small interface, and the choice between the embedded store and a SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from server.embedded import EmbeddedStore
from server.remote import RemoteStore

DEFAULT_LOCATION: Final = "store"
"""The folder used when neither --store nor MINGZHANG_STORE names one."""


class Writer(Protocol):
    """Changes to graphs that become visible together."""

    def hashes(self) -> dict[str, str]:
        """Graph -> content hash, with the changes made so far."""

    def replace(self, graph: str, nquads: bytes | None, shared: bytes = b"") -> bool:
        """Replace a graph (None: remove it) and what the same document says of shared entities (quads of shared graphs).

        Returns whether that changes anything; raises ValueError when a line is not a quad of its graph.
        """

    def commit(self) -> bool:
        """Publish the changes. Returns False when there are none."""


class Store(Protocol):
    """What commands and service need of a store. Every method raises StoreError when it cannot be reached."""

    @property
    def location(self) -> str:
        """The folder or the URL, for messages."""

    def hashes(self) -> dict[str, str]:
        """Graph -> content hash."""

    def version(self) -> str:
        """The dataset version: a hash of the content of all graphs, but for when they were loaded."""

    def published(self) -> datetime | None:
        """When the current state was published (UTC), when that is known."""

    def revision(self) -> str:
        """Another one whenever anything in the store has changed, also what the version leaves out."""

    def graph(self, graph: str) -> bytes:
        """The N-Quads of one graph; empty when the store does not have it."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Change graphs; nothing happens without `commit`."""


def open_store(location: str | Path) -> Store:
    """The store at a folder, or behind the URL of a SPARQL 1.1 endpoint; nothing is created or contacted yet."""
    text = str(location)
    if text.startswith(("http://", "https://")):
        return RemoteStore(text)
    return EmbeddedStore(Path(text))


def replace_graphs(store: Store, changes: Mapping[str, bytes | None]) -> bool:
    """Replace graphs (None: remove), all in one step. Returns whether anything changed."""
    with store.writing() as writer:
        for graph, nquads in changes.items():
            writer.replace(graph, nquads)
        return writer.commit()
