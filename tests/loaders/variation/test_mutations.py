"""Broken documents: no crash, nothing partly loaded, no figure read with another meaning, none lost in silence. `make fuzz` tries 10,000."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.variation import oracle
from benchmarks.variation.containers import FORMATS
from benchmarks.variation.documents import Disclosure
from benchmarks.variation.fuzz import BATCH, Case, Keeper, summed
from benchmarks.variation.mutate import MUTATIONS
from benchmarks.variation.trial import disclosure_of
from benchmarks.variation.writers import tabs
from loaders.errors import LoadError
from loaders.pipeline import Loaded, load_file


def test_what_must_hold_holds_however_broken_documents_are(tmp_path: Path) -> None:
    """One batch is loaded in one step into a store of its own, which is compared with a model; then some of them again."""
    keeper = Keeper(tmp_path)
    trials = keeper.load(range(BATCH))
    assert {f"{t.seed} {t.format} {t.mutation}": t.problems for t in trials if t.problems} == {}
    assert {t.outcome for t in trials} == {"loaded", "refused"}
    again = keeper.load(range(BATCH, BATCH + 8))  # other documents of the same offices, years and phases
    assert [t.problems for t in again if t.problems] == []
    rows = dict(summed([*trials, *again]))
    assert rows["all"]["documents"] == BATCH + 8 == sum(n["documents"] for name, n in rows.items() if name != "all")


def test_documents_that_were_read_wrong_once_are_not_again(tmp_path: Path) -> None:
    """Labels shared out over the wrong columns, cells in broken tags, figures taken for a header, damaged members of archives, cuts."""
    seeds = [
        448,
        665,
        905,
        1753,
        2023,
        2535,
        2762,
        2869,
        2914,
        3759,
        5295,
        6075,
        6116,
        6328,
        6804,
        7909,
        7971,
        8659,
        8908,
        9389,
    ]
    trials = Keeper(tmp_path).load(seeds)
    assert {f"{t.seed} {t.format} {t.mutation}": t.problems for t in trials if t.problems} == {}


def test_every_mutation_and_format_is_tried() -> None:
    cases = [Case.of(seed) for seed in range(BATCH)]
    assert {case.mutation.name for case in cases} == {mutation.name for mutation in MUTATIONS}
    assert {Case.of(seed).kind for seed in range(4 * BATCH)} == set(FORMATS)
    assert max(Counter(mutation.name for mutation in MUTATIONS).values()) == 1


# --- the oracles can fail


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> tuple[Disclosure, Path, Loaded]:
    whole = disclosure_of(2)
    left = replace(whole, tables=whole.tables[:3])
    path = tmp_path_factory.mktemp("document") / "disclosure.tsv"
    path.write_bytes(tabs(left))
    return left, path, load_file(path, jurisdiction="510104")


Document = tuple[Disclosure, Path, Loaded]


def sorts(document: Document, loaded: Loaded, *, keeps: bool = True) -> set[str]:
    left, path, _ = document
    return {sort for sort, _ in oracle.problems("tabs", left, path, loaded, keeps=keeps, damaged=not keeps)}


def test_nothing_is_held_against_a_sound_document(document: Document) -> None:
    assert sorts(document, document[2]) == set()
    assert sorts(document, document[2], keeps=False) == set()


def test_a_figure_with_another_amount_is_found(document: Document) -> None:
    amount = re.search(rb'ns#amount> "(\d+)"', document[2].nquads)
    assert amount is not None
    other = replace(document[2], nquads=document[2].nquads.replace(amount[0], b'ns#amount> "1234567"'))
    assert {"wrong", "place"} <= sorts(document, other)


def test_a_figure_at_another_place_is_found(document: Document) -> None:
    moved = re.sub(rb'(/cell/\S+> <\S+ns#sourceLine>) "\d+"', rb'\1 "1"', document[2].nquads)
    assert "place" in sorts(document, replace(document[2], nquads=moved))


@pytest.mark.parametrize("keeps", [True, False])
def test_a_figure_with_another_meaning_is_found(document: Document, keeps: bool) -> None:
    nquads = document[2].nquads
    other = replace(document[2], nquads=nquads.replace(b"code/flow/revenue", b"code/flow/expenditure"))
    assert "wrong" in sorts(document, other, keeps=keeps)


def test_a_figure_that_is_lost_is_found(document: Document) -> None:
    cells = dict.fromkeys(re.findall(rb"^<\S+/cell/\S+>", document[2].nquads, re.MULTILINE))
    lost = next(iter(cells))
    lines = [line for line in document[2].nquads.splitlines(keepends=True) if lost not in line]
    assert sorts(document, replace(document[2], nquads=b"".join(lines))) == {"lost"}


def test_a_store_that_differs_is_found(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    seed = next(n for n in range(BATCH) if Case.of(n).mutation.name == "nothing")
    (trial,) = keeper.load([seed])
    assert trial.problems == []
    disclosure = next(graph for graph in keeper.graphs if not graph.endswith(("/report", "/load")))
    stranger = disclosure.replace("/disclosure/", "/disclosure/000000/")
    with keeper.store.writing() as writer:
        line = next(iter(keeper.graphs[disclosure].splitlines(keepends=True)))
        writer.replace(disclosure, line)
        writer.replace(stranger, line.replace(disclosure.encode(), stranger.encode()))
        writer.commit()
    (after,) = keeper.load([next(n for n in range(BATCH) if Case.of(n).mutation.name == "lossy encoding")])
    said = [words for sort, words in after.problems if sort == "store"]
    assert any(stranger in words for words in said)
    assert any("not that of what was loaded" in words and disclosure in words for words in said)


def test_a_document_cut_inside_a_row_gives_nothing(tmp_path: Path) -> None:
    data = tabs(disclosure_of(2))
    path = tmp_path / "disclosure.tsv"
    path.write_bytes(data[: data.rstrip().rindex(b"\t")])
    with pytest.raises(LoadError, match="ends in the middle of a table"):
        load_file(path, jurisdiction="510104")
