"""What every page needs: the store, two engines, the base, and how addresses become paths and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from flask import current_app

from ontology.terms import DEFAULT_BASE
from server.engine import Engine
from server.publishing.dumps import Dumps
from server.publishing.facts import File
from server.publishing.publisher import NOBODY, Publisher
from server.store import Store
from server.stored import Question

_T = TypeVar("_T")
_SERVED: Final = ("id/", "code/", "cube/", "ns", "graph/", "context.jsonld", "shapes")


@dataclass
class Site:
    """The parts of a running service.

    Attributes:
        base: the data base, ending in a slash.
        public: answers queries that visitors wrote.
        house: answers the queries of our own pages, so that a flood of the others does not stop them.
        questions: stored questions by name.
        dumps: what can be downloaded whole; None when no folder is configured.
        publisher: what only the operator knows.
    """

    store: Store
    base: str
    public: Engine
    house: Engine
    questions: dict[str, Question] = field(default_factory=dict)
    dumps: Dumps | None = None
    publisher: Publisher = NOBODY
    _cache: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def path_of(self, iri: str) -> str | None:
        """The path at which this service answers for an IRI; None when the IRI is not ours."""
        for base in (self.base, DEFAULT_BASE):
            if iri.startswith(base) and iri[len(base) :].startswith(_SERVED):
                return "/" + iri[len(base) :]
        return None

    def cached(self, key: str, compute: Callable[[], _T]) -> _T:
        """A value that only changes with the store, computed once for each state of it."""
        version = self.store.revision()
        known = self._cache.get(key)
        if known is None or known[0] != version:
            known = self._cache[key] = version, compute()
        value: _T = known[1]
        return value

    def dumped(self) -> list[File]:
        """The files of the dump of the current version; empty when there is none."""
        return self.dumps.files(self.store.version()) if self.dumps else []

    def iris_of(self, path: str) -> list[str]:
        """The IRIs that a path may stand for: under the data base, and under the fixed one."""
        return list(dict.fromkeys(base + path.lstrip("/") for base in (self.base, DEFAULT_BASE)))


def site() -> Site:
    """The parts of the service that answers the current request."""
    found = current_app.extensions["mingzhang"]
    assert isinstance(found, Site)  # noqa: S101  (says the type; create_app put it there)
    return found
