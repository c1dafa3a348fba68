from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
import pytest

import samples
from ontology.terms import DEFAULT_BASE
from server import loading, provenance, reading
from server.content import LOAD_GRAPH
from server.embedded import EmbeddedStore

HENAN = next(path for path in samples.paths() if path.name.startswith("henan"))
LATER = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


def load(store: EmbeddedStore, path: Path) -> loading.Outcome:
    return loading.load(store, [path], how=reading.How(DEFAULT_BASE), jobs=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("provenance") / "store")
    load(store, HENAN)
    return store


def said(store: EmbeddedStore) -> tuple[str, dict[tuple[str, str], str]]:
    """The disclosure, and what its graph of the load says: (subject below the graph, predicate) -> value."""
    (graph,) = (graph for graph in store.hashes() if graph.endswith(LOAD_GRAPH))
    quads = ox.parse(store.graph(graph), format=ox.RdfFormat.N_QUADS)
    facts = {
        (quad.subject.value.removeprefix(graph), quad.predicate.value.rpartition("#")[2]): quad.object.value
        for quad in quads
    }
    return graph.removesuffix(LOAD_GRAPH), facts


def test_a_load_says_which_file_tool_and_profile_made_it_and_when(store: EmbeddedStore) -> None:
    disclosure, facts = said(store)
    load = disclosure + LOAD_GRAPH
    assert facts[disclosure, "wasGeneratedBy"] == load
    assert facts["/checksum", "checksumValue"] == hashlib.sha256(HENAN.read_bytes()).hexdigest()
    assert facts["/source", "label"] == HENAN.name
    assert facts["/tool", "label"] == f"mingzhang {version('mingzhang')}"
    assert facts["/profile", "label"] == "henan"
    started, ended = (datetime.fromisoformat(facts["", name]) for name in ("startedAtTime", "endedAtTime"))
    assert started <= ended <= datetime.now(UTC)
    published = store.published()
    assert published is not None
    assert ended <= published + timedelta(seconds=1)


def test_loading_the_same_file_later_changes_nothing_not_even_the_time(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.version(), store.revision(), said(store)
    with store.writing() as writer:
        found = reading.read(HENAN, reading.How(DEFAULT_BASE))
        monkeypatch.setattr(provenance, "now", lambda: LATER)
        later = reading.read(HENAN, reading.How(DEFAULT_BASE))
        assert later.provenance != found.provenance
        assert not writer.replace(later.disclosure, later.nquads, later.shared)
    assert load(store, HENAN).unchanged == [HENAN]
    assert (store.version(), store.revision(), said(store)) == before


def test_the_time_of_a_load_is_no_part_of_the_version(store: EmbeddedStore, tmp_path: Path) -> None:
    disclosure, _ = said(store)
    other = EmbeddedStore(tmp_path / "store")
    load(other, HENAN)
    version, revision = other.version(), other.revision()
    moved = provenance.nquads(disclosure, file="x.txt", sha256="00", profile="y", started=LATER, ended=LATER)
    with other.writing() as writer:
        assert writer.replace(disclosure + LOAD_GRAPH, moved)
        assert writer.commit()
    assert other.version() == version == store.version()
    assert other.revision() != revision


def test_a_corrected_file_has_a_new_load(store: EmbeddedStore, tmp_path: Path) -> None:
    own = EmbeddedStore(tmp_path / "store")
    load(own, HENAN)
    changed = tmp_path / HENAN.name
    changed.write_bytes(HENAN.read_bytes() + b"\n\n")
    assert load(own, changed).loaded == [changed]
    _, facts = said(own)
    assert facts["/checksum", "checksumValue"] == hashlib.sha256(changed.read_bytes()).hexdigest()
