"""Broken documents: no crash, no figure read with another meaning, none lost in silence. `make fuzz` tries 10,000."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.variation.fuzz import run
from benchmarks.variation.mutate import MUTATIONS
from benchmarks.variation.trial import disclosure_of
from benchmarks.variation.writers import tabs
from loaders.errors import LoadError
from loaders.pipeline import load_file


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_what_must_hold_holds_however_broken_a_document_is(first: int) -> None:
    trials = [run(seed) for seed in range(first, first + 10)]
    assert {f"{t.seed} {t.format} {t.mutation}": t.problems for t in trials if t.problems} == {}
    assert {t.outcome for t in trials} <= {"loaded", "refused"}


def test_every_mutation_is_tried() -> None:
    assert max(Counter(mutation.name for mutation in MUTATIONS).values()) == 1
    assert len(MUTATIONS) >= 20


def test_a_document_cut_inside_a_row_gives_nothing(tmp_path: Path) -> None:
    data = tabs(disclosure_of(2))
    path = tmp_path / "disclosure.tsv"
    path.write_bytes(data[: data.rstrip().rindex(b"\t")])
    with pytest.raises(LoadError, match="ends in the middle of a table"):
        load_file(path, jurisdiction="510104")
