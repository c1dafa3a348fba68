from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.content import combine, content_hash
from server.embedded import EmbeddedStore
from server.errors import StoreBusyError, StoreError
from server.store import open_store, replace_graphs

FAULTS = Path(__file__).with_name("faults.py")
A, B = "http://example.org/a", "http://example.org/b"
ORGANIZATIONS = "http://example.org/graph/organizations"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
HAS_UNIT = "http://www.w3.org/ns/org#hasUnit"


def quad(subject: str, predicate: str, value: str, graph: str) -> bytes:
    term = f"<{value}>" if value.startswith("http") else f'"{value}"'
    return f"<http://e/{subject}> <{predicate}> {term} <{graph}> .\n".encode()


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "store")


def test_replacing_a_graph_twice_changes_nothing_not_even_the_generation(store: EmbeddedStore) -> None:
    first = {A: quad("s", LABEL, "一", A) + quad("s", LABEL, "二", A)}
    again = {A: quad("s", LABEL, "二", A) + quad("s", LABEL, "一", A)}
    assert replace_graphs(store, first)
    generation, version = store.generations.current(), store.version()
    assert not replace_graphs(store, again)
    assert (store.generations.current(), store.version()) == (generation, version)


def test_a_corrected_graph_replaces_the_old_one_and_leaves_others(store: EmbeddedStore) -> None:
    replace_graphs(store, {A: quad("s", LABEL, "old", A), B: quad("s", LABEL, "other", B)})
    before = store.version()
    assert replace_graphs(store, {A: quad("s", LABEL, "new", A)})
    assert store.graph(A) == quad("s", LABEL, "new", A)
    assert store.graph(B) == quad("s", LABEL, "other", B)
    assert store.version() != before


def test_going_back_to_old_content_gives_the_old_version(store: EmbeddedStore) -> None:
    replace_graphs(store, {A: quad("s", LABEL, "old", A)})
    old = store.version()
    replace_graphs(store, {A: quad("s", LABEL, "new", A)})
    replace_graphs(store, {A: quad("s", LABEL, "old", A)})
    assert store.version() == old


def test_removing_a_graph(store: EmbeddedStore) -> None:
    replace_graphs(store, {A: quad("s", LABEL, "x", A), B: quad("s", LABEL, "y", B)})
    assert replace_graphs(store, {A: None})
    assert set(store.hashes()) == {B}
    assert store.graph(A) == b""
    assert not replace_graphs(store, {A: None})


def test_blank_nodes_do_not_make_a_graph_new(store: EmbeddedStore) -> None:
    first = f'<http://e/s> <{LABEL}> _:x <{A}> .\n_:x <{LABEL}> "v" <{A}> .\n'.encode()
    again = f'<http://e/s> <{LABEL}> _:zz <{A}> .\n_:zz <{LABEL}> "v" <{A}> .\n'.encode()
    assert replace_graphs(store, {A: first})
    assert not replace_graphs(store, {A: again})


def test_a_quad_of_another_graph_is_refused_and_nothing_changes(store: EmbeddedStore) -> None:
    replace_graphs(store, {A: quad("s", LABEL, "x", A)})
    version = store.version()
    with pytest.raises(ValueError, match="line 2 is no quad of the graph"):
        replace_graphs(store, {B: quad("s", LABEL, "x", B) + quad("s", LABEL, "x", A)})
    with pytest.raises(ValueError, match="not valid N-Quads"):
        replace_graphs(store, {B: b"<http://e/s> nonsense <" + B.encode() + b"> .\n"})
    assert store.version() == version


def test_without_commit_nothing_happens(store: EmbeddedStore) -> None:
    replace_graphs(store, {A: quad("s", LABEL, "x", A)})
    generation = store.generations.current()
    with store.writing() as writer:
        assert writer.replace(A, quad("s", LABEL, "y", A))
    assert store.generations.current() == generation
    assert store.graph(A) == quad("s", LABEL, "x", A)
    assert [folder.name for folder in store.generations.folder.iterdir()] == [generation]


def test_one_writer_at_a_time(store: EmbeddedStore) -> None:
    with store.writing(), pytest.raises(StoreBusyError, match="another process is writing"), store.writing():
        pass


def test_a_generation_in_use_stays_until_it_is_free(store: EmbeddedStore) -> None:
    replace_graphs(store, {A: quad("s", LABEL, "1", A)})
    with store.reading() as reader:
        replace_graphs(store, {A: quad("s", LABEL, "2", A)})
        replace_graphs(store, {A: quad("s", LABEL, "3", A)})
        assert [q.object.value for q in reader] == ["1"]
        del reader
    assert len(list(store.generations.folder.iterdir())) == 2
    replace_graphs(store, {A: quad("s", LABEL, "4", A)})
    assert len(list(store.generations.folder.iterdir())) == 1


def test_no_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="mingzhang load"):
        EmbeddedStore(tmp_path / "nothing").version()
    assert not (tmp_path / "nothing").exists()


def test_a_folder_of_other_things_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(StoreError, match=r"holds other files \(thesis.doc"):
        replace_graphs(EmbeddedStore(tmp_path), {A: quad("s", LABEL, "x", A)})
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="is a file"):
        replace_graphs(EmbeddedStore(tmp_path / "file"), {A: b""})


def test_an_endpoint_needs_three_urls() -> None:
    assert open_store("http://localhost:1/query").location == "http://localhost:1/query"
    with pytest.raises(StoreError, match="query, update and graph store"):
        open_store("http://localhost:1/sparql")


def test_decimals_and_printed_strings_keep_their_form(store: EmbeddedStore) -> None:
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    line = f'<http://e/s> <http://e/p> "{{}}"^^<{decimal}> <{A}> .\n'
    exact = "12345678901234567890.12"
    replace_graphs(store, {A: (line.format(exact) + f'<http://e/s> <http://e/q> "100.10" <{A}> .\n').encode()})
    with store.reading() as reader:
        values = {quad.object.value for quad in reader if isinstance(quad.object, ox.Literal)}
        del reader
    assert values == {exact, "100.10"}


# Shared graphs


def document(graph: str, department: str) -> bytes:
    return quad("document", "http://e/department", f"http://e/{department}", graph)


def organisation(name: str, label: str | None = None) -> bytes:
    return quad(name, LABEL, label or name, ORGANIZATIONS)


def test_shared_entities_come_and_go_with_their_documents(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.replace(A, document(A, "finance"), organisation("finance"))
        writer.replace(B, document(B, "health"), organisation("health"))
        writer.commit()
    assert store.graph(ORGANIZATIONS) == organisation("finance") + organisation("health")

    with store.writing() as writer:  # the same again: nothing
        assert not writer.replace(A, document(A, "finance"), organisation("finance"))
        assert not writer.commit()

    with store.writing() as writer:  # a corrected document names another department
        writer.replace(A, document(A, "education"), organisation("education"))
        writer.commit()
    assert store.graph(ORGANIZATIONS) == organisation("education") + organisation("health")

    replace_graphs(store, {A: None})
    assert store.graph(ORGANIZATIONS) == organisation("health")
    replace_graphs(store, {B: None})
    assert ORGANIZATIONS not in store.hashes()


@pytest.mark.parametrize("order", [(A, B), (B, A)])
def test_the_last_document_by_address_names_an_organisation(store: EmbeddedStore, order: tuple[str, str]) -> None:
    says = {A: organisation("d", "旧名"), B: organisation("d", "新名")}
    for graph in order:
        with store.writing() as writer:
            writer.replace(graph, document(graph, "d"), says[graph])
            writer.commit()
    assert store.graph(ORGANIZATIONS) == says[B]


def test_units_are_collected_over_documents() -> None:
    first = organisation("d") + quad("d", HAS_UNIT, "http://e/u1", ORGANIZATIONS)
    second = organisation("d") + quad("d", HAS_UNIT, "http://e/u2", ORGANIZATIONS)
    combined = combine({A: first, B: second})
    assert combined == {ORGANIZATIONS: b"".join(sorted({*first.splitlines(True), *second.splitlines(True)}))}


def test_only_what_a_document_says_of_shared_entities_changed(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.replace(A, document(A, "d"), organisation("d", "old"))
        writer.commit()
    with store.writing() as writer:
        assert writer.replace(A, document(A, "d"), organisation("d", "new"))
        assert writer.commit()
    assert store.graph(ORGANIZATIONS) == organisation("d", "new")


def test_content_hash_is_of_the_set() -> None:
    one, two = quad("a", LABEL, "1", A), quad("b", LABEL, "2", A)
    assert content_hash(one + two) == content_hash(two + b"\n" + one + one)
    assert content_hash(one) != content_hash(two)


# Killing writers


@pytest.mark.parametrize("how", ["steps", "moments"])
def test_a_killed_writer_leaves_the_store_as_before_or_after(how: str, tmp_path: Path) -> None:
    command = [sys.executable, str(FAULTS), how, str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    old, new = map(int, done.stdout.split())
    assert old + new >= 40
    if how == "steps":  # every step before the pointer moves leaves the old state, every step after it the new one
        assert old > 20
        assert new >= 1
