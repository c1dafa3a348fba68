"""Made-up disclosures in the layouts that provinces use: every printed figure is read with its meaning, and no identity fails.

`benchmarks/variants.py` runs the same trials over many more seeds.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.variation.accounts import final_accounts
from benchmarks.variation.documents import Disclosure, budget, expected
from benchmarks.variation.facts import Facts, invented, of_sample
from benchmarks.variation.styles import FORMS, Style
from benchmarks.variation.trial import disclosure_of, load
from benchmarks.variation.writers import LOOSE, WRITERS

GOLDEN = Path(__file__).parents[1] / "golden"
#: Sample → office, division and year: its figures are printed in other layouts.
SAMPLES = {
    "hebei-beidaihe-2022-budget": ("秦皇岛市北戴河区人民政府办公室", "130304", 2022),
    "hebei-lingshou-2021-budget": ("灵寿县人民政府办公室", "130126", 2021),
    "hebei-pingxiang-2023-budget": ("平乡县人民政府办公室", "130532", 2023),
    "hebei-xinle-2022-budget": ("新乐市人民政府办公室", "130184", 2022),
}
#: Rows that nothing divides are often refused; what is read of them is right.
UNDIVIDED = "cells with a bar, undivided"
SURE = [name for name in WRITERS if name != UNDIVIDED and name not in LOOSE]


def sample(name: str) -> Facts:
    return of_sample(GOLDEN / f"{name}.tsv", *SAMPLES[name])


def assert_exact(disclosure: Disclosure, kind: str) -> None:
    outcome = load(disclosure, kind)
    assert outcome.error == ""
    assert outcome.wrong == []
    assert outcome.lost == []
    assert outcome.failed == []


@pytest.mark.parametrize("seed", range(100, 102))
@pytest.mark.parametrize("kind", SURE)
def test_every_figure_of_an_invented_disclosure_is_read_as_printed(kind: str, seed: int) -> None:
    seed += 10 * SURE.index(kind)  # another document in each format
    assert_exact(disclosure_of(seed), kind)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_figures_of_a_sample_are_the_same_in_other_layouts(name: str) -> None:
    facts = sample(name)
    for seed, kind in enumerate(("bars", "tabs", "cells with a bar", "pdf", "workbook", "web page")):
        assert_exact(budget(facts, seed) if seed % 2 else final_accounts(facts, seed), kind)


@pytest.mark.parametrize("zero", ["", "0", "0.00", "—", "无"])
def test_only_a_printed_zero_is_a_figure(zero: str) -> None:
    disclosure = budget(sample("hebei-lingshou-2021-budget"), 7, replace(Style(), zero=zero))
    zeros = [line for line in expected(disclosure) if line.split("\t")[1] == "0"]
    assert bool(zeros) == (zero in {"0", "0.00"})
    assert_exact(disclosure, "tabs")


@pytest.mark.parametrize("seed", range(4))
def test_rows_that_nothing_divides_are_read_right_or_not_at_all(seed: int) -> None:
    outcome = load(disclosure_of(seed), UNDIVIDED)
    assert outcome.wrong == []
    assert outcome.failed == []
    assert outcome.error or not outcome.lost or any(signal.startswith("refused") for signal in outcome.signals)


@pytest.mark.parametrize("kind", LOOSE)
def test_tables_without_ruled_cells_are_read_right_or_refused(kind: str) -> None:
    seed = 300 + list(LOOSE).index(kind)
    outcome = load(disclosure_of(seed), kind)
    assert (outcome.error, outcome.wrong, outcome.failed) == ("", [], [])
    assert not outcome.lost or any(signal.startswith("refused") for signal in outcome.signals)


@pytest.mark.parametrize("kind", ["pdf, unruled", "pdf, rules across", "pdf, three rules"])
def test_the_figures_of_a_sample_without_ruled_cells(kind: str) -> None:
    assert_exact(budget(sample("hebei-lingshou-2021-budget"), 7, Style()), kind)


def with_a_negative_amount(seed: int) -> Facts:
    """Return invented facts in which money of one project was taken back, and another costs more than that."""
    facts = invented(seed, cents=False)
    one, other = [item for item in facts.items if item.source == "general-public"][:2]
    one.project, other.project = Decimal(-30_000), other.project + 90_000_000
    return facts


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_amounts_in_every_way_to_write_them(number: int) -> None:
    style = Style(form=list(FORMS)[number], unit=["万元", "元"][number % 2])
    facts = with_a_negative_amount(number)
    kind = SURE[number % len(SURE)]
    assert_exact(budget(facts, number, style) if number % 3 else final_accounts(facts, number, style), kind)


@pytest.mark.parametrize("unit", ["千元", "百万元", "亿元"])
def test_other_units_of_money(unit: str) -> None:
    assert_exact(budget(sample("hebei-xinle-2022-budget"), 4, Style(unit=unit)), "tabs")
