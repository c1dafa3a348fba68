"""Only what changed is checked again, and the report is the one that a check of everything gives."""

import re
from pathlib import Path

import pytest

import samples
import shapes
from ontology.terms import DEFAULT_BASE
from server import checking, ledgers, loading
from server.embedded import EmbeddedStore
from server.reading import How
from server.store import open_store
from shapes.render import RENDERERS, WITH_PASSES
from shapes.review import Past

XINLE = "/130184/"


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    made = open_store(tmp_path / "store")
    paths = [path for path in samples.paths() if "pingxiang" in path.name or "xinle" in path.name]
    assert not loading.load(made, paths, how=How(DEFAULT_BASE), jobs=1).refused
    assert isinstance(made, EmbeddedStore)
    return made


def check(store: EmbeddedStore, *, keep: bool = True) -> ledgers.Checked:
    return ledgers.check(store, checking.disclosures(store), keep=keep)


def change_a_figure(store: EmbeddedStore, part: str) -> None:
    (graph,) = [graph for graph in store.hashes() if part in graph and graph.endswith("/budget")]
    figure = re.compile(rb'(/table/expenditure/cell/[^>]*> <[^>]*#amount> ")')
    changed, count = figure.subn(rb"\g<1>9", store.graph(graph), count=1)
    assert count == 1
    with store.writing() as writer:
        writer.replace(graph, changed)
        assert writer.commit()


def counts(found: ledgers.Checked) -> tuple[int, int]:
    return found.checked, found.unchanged


def test_what_did_not_change_is_not_checked_again(store: EmbeddedStore) -> None:
    everything = check(store, keep=False)
    assert counts(everything) == (2, 0)
    assert not (store.root / ledgers.FOLDER).exists()
    first, again = check(store), check(store)
    assert counts(first) == (2, 0)
    assert counts(again) == (0, 2)
    assert again.report == first.report == everything.report
    assert again.report.findings
    assert again.report.structure.checked == everything.report.structure.checked > 200
    data = b"".join(store.graph(graph) for graph in store.hashes() if not graph.endswith("/report"))
    whole = shapes.check_nquads(data, checking.disclosures(store))
    for form in ("text", "json", "html", "markdown", "csv", "turtle"):
        assert again.report.render(form) == everything.report.render(form)
    assert again.report.render("json") == whole.render("json")


def test_without_what_holds_a_report_says_the_same(store: EmbeddedStore) -> None:
    whole = check(store).report
    for keep in (True, False):
        found = ledgers.check(store, checking.disclosures(store), keep=keep, whole=False)
        assert counts(found) == ((0, 2) if keep else (2, 0))
        condensed = found.report
        assert condensed == whole.condensed() == condensed.condensed()
        assert condensed.checks == whole.findings
        assert condensed.held == whole.held
        assert condensed.summary == whole.summary
        assert condensed.tables == whole.tables
        past = [Past(sorted(whole.held)[0], "", ""), Past("gone", "", ""), Past(whole.findings[0].id, "known", "")]
        for form in sorted(set(RENDERERS) - WITH_PASSES):
            assert condensed.render(form) == whole.render(form)
            assert condensed.reviewed(past).render(form) == whole.reviewed(past).render(form)
        part = condensed.disclosures[0].iri
        assert condensed.of(part).render("text") == whole.of(part).render("text")


def test_what_holds_is_kept_where_it_was_asked_for(store: EmbeddedStore) -> None:
    found = [ledgers.check(store, checking.disclosures(store), whole=whole) for whole in (False, False, True, True)]
    assert [counts(one) for one in found] == [(2, 0), (0, 2), (2, 0), (0, 2)]
    assert found[2].report == found[3].report


def test_a_changed_disclosure_is_checked_again_and_no_other(store: EmbeddedStore) -> None:
    sound = check(store).report
    change_a_figure(store, XINLE)
    found = check(store)
    assert counts(found) == (1, 1)
    new = {one.iri for one in found.report.findings} - {one.iri for one in sound.findings}
    assert new
    assert all(XINLE in iri for iri in new)
    assert found.report == check(store, keep=False).report
    assert counts(check(store)) == (0, 2)


def test_changed_shapes_check_everything(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    check(store)
    monkeypatch.setattr(ledgers, "code_version", lambda *_: "another")
    assert counts(check(store)) == (2, 0)
    assert counts(check(store)) == (0, 2)


def test_a_changed_name_of_a_department_is_reported(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another document says it: the graph of the disclosure stays the same."""
    check(store)
    label = "平乡县人民政府办公室"
    said, graph = f'"{label}"@zh', store.graph

    def renamed(one: str) -> bytes:
        content = graph(one)
        return (
            content.replace(said.encode(), said.replace(label, f"{label}（新）").encode())
            if "/graph/" in one
            else content
        )

    monkeypatch.setattr(store, "graph", renamed)
    found = check(store)
    assert counts(found) == (1, 1)
    assert f"{label}（新）" in {one.department_label for one in found.report.disclosures}


def test_a_damaged_file_is_as_good_as_none(store: EmbeddedStore) -> None:
    check(store)
    cut, other = sorted((store.root / ledgers.FOLDER).glob("*-whole.gz"))
    cut.write_bytes(cut.read_bytes()[:200])
    other.write_bytes(b"not a file of ours")
    assert counts(check(store)) == (2, 0)
    assert counts(check(store)) == (0, 2)


def test_a_store_that_cannot_be_written_is_checked_all_the_same(store: EmbeddedStore) -> None:
    (store.root / ledgers.FOLDER).write_text("in the way")
    assert counts(check(store)) == (2, 0)
    assert counts(check(store)) == (2, 0)


def test_disclosures_of_a_department_are_checked_together() -> None:
    one, other = f"{DEFAULT_BASE}id/disclosure/130184/office", f"{DEFAULT_BASE}id/disclosure/130184/office-2"
    names = [f"{one}/2022/budget", f"{other}/2022/budget", f"{one}/2021/executed", f"{one}/2022/budget/unit/x"]
    assert ledgers.together(names) == {
        one: (f"{one}/2021/executed", f"{one}/2022/budget", f"{one}/2022/budget/unit/x"),
        other: (f"{other}/2022/budget",),
    }
    assert ledgers.together(["urn:x"]) == {"urn:x": ("urn:x",)}


def test_units_of_a_department_are_checked_with_it() -> None:
    base = f"{DEFAULT_BASE}id/disclosure/130184/"
    names = [f"{base}{office}/2022/budget" for office in ("office", "centre", "branch", "other")]
    office, centre, branch, other = names
    above = {f"{base}centre": f"{base}office", f"{base}branch": f"{base}centre", f"{base}gone": f"{base}nowhere"}
    assert ledgers.together(names, above) == {f"{base}office": (branch, centre, office), f"{base}other": (other,)}
    circle = {f"{base}centre": f"{base}branch", f"{base}branch": f"{base}centre"}
    assert ledgers.together(names, circle) == {
        f"{base}branch": (branch, centre),
        f"{base}office": (office,),
        f"{base}other": (other,),
    }


def test_many_departments_are_checked_in_batches_and_none_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = {str(n): tuple(f"{n}/{k}" for k in range(n % 3 + 1)) for n in range(50)}
    batches = list(ledgers._batches(groups))
    assert {name: group for batch in batches for name, group in batch.items()} == groups
    assert all(sum(map(len, batch.values())) <= ledgers.BATCH for batch in batches)
    assert len(batches) < 8
