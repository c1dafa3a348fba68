"""One disclosure in nine formats: every figure with the same meaning, whichever office program wrote it.

The golden lines were reviewed by eye against disclosures.toml. Write anew with ``MINGZHANG_WRITE_GOLDEN=1 pytest tests/loaders/layouts``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

import shapes
from loaders.fidelity import measure
from loaders.pipeline import Loaded, load_file

GOLDEN = Path(__file__).parent
NAMES = (
    "budget-units-and-accounts",
    "budget-lists",
    "final-accounts",
    "budget-comparisons",
    "budget-one-column-of-names",
    "budget-of-the-north-west",
    "accounts-of-operations",
    "budget-of-the-south-west",
    "budget-by-source",
    "accounts-carried-over",
    "budget-by-class",
    "budget-own-unit",
    "accounts-totals-side-by-side",
    "budget-by-section",
    "budget-by-unit-and-class",
    "accounts-of-two-balances",
    "projects-by-source",
)
FORMATS = ("tabs", "bars", "cells with a tab", "cells with a bar", "web page", "workbook", "word", "pdf")
#: Three rows of merged labels over 15 columns, each label printed once: too many ways to share them out, so it is refused.
ONE_TABLE_REFUSED = ("budget-one-column-of-names",)
#: Rows of goals that nothing divides, and sums that do not tell where they end: refused as a whole.
UNDIVIDED_REFUSED = (
    *ONE_TABLE_REFUSED,
    "budget-of-the-south-west",
    "budget-by-source",
    "accounts-carried-over",
    "budget-by-unit-and-class",
    "projects-by-source",
)
#: Tables that the graph has no kind for are left out by their names.
LEFT_OUT = {"budget-by-section": 2}
#: Whole disclosures in which everything agrees.
SOUND = (
    "budget-by-source",
    "accounts-carried-over",
    "budget-by-class",
    "budget-own-unit",
    "accounts-totals-side-by-side",
)
#: A division, because the offices are invented.
WHERE = "510104"

FIGURES = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?o ?p ?v WHERE { ?o a qb:Observation ; ?p ?v .
  FILTER(?p IN (qb:dataSet, mz:amount, mz:flow, mz:lineItem, mz:functionalAccount, mz:economicAccount, mz:governmentEconomicAccount,
                mz:fundingSource, mz:phase, mz:fiscalPeriod, mz:spendingType, mz:budgetUnit, mz:project, mz:valueKind)) }
"""


def meanings(loaded: Loaded) -> list[str]:
    """Return table, amount and dimensions of every figure."""
    store = pyoxigraph.Store()
    store.load(loaded.nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    found: dict[str, dict[str, str]] = {}
    for solution in store.query(FIGURES, use_default_graph_as_union=True):
        name, value = solution["p"].value.rpartition("#")[2], solution["v"].value.rpartition("/")[2]
        if value != "total":
            found.setdefault(str(solution["o"]), {})[name] = value
    return sorted(
        "\t".join([figure.pop("dataSet"), figure.pop("amount"), *(f"{name}={figure[name]}" for name in sorted(figure))])
        for figure in found.values()
    )


def load(path: Path) -> Loaded:
    return load_file(path, jurisdiction=WHERE)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_the_meaning_that_was_reviewed(
    name: str, disclosures: Any, write: Callable[..., Path]
) -> None:
    loaded = load(write("tabs", disclosures[name]))
    golden = GOLDEN / f"{name}.tsv"
    got = meanings(loaded)
    if os.environ.get("MINGZHANG_WRITE_GOLDEN"):
        golden.write_text("\n".join(got) + "\n", encoding="utf-8")
    assert got == golden.read_text(encoding="utf-8").splitlines()
    assert max(Counter(got).values()) == 1


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_format_gives_the_same_figures(
    name: str, kind: str, disclosures: Any, write: Callable[..., Path]
) -> None:
    loaded = load(write(kind, disclosures[name]))
    if kind.startswith("cells") and name in ONE_TABLE_REFUSED:
        refused = {signal.table for signal in loaded.report.signals if signal.level == "refused"}
        assert refused == {"表2-1 财政拨款支出预算表（部门经济分类科目）"}
        golden = (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        assert meanings(loaded) == [line for line in golden if not line.startswith("economic-summary")]
        return
    assert meanings(loaded) == (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert [s for s in loaded.report.signals if s.level == "refused"] == []
    assert sum(table.sums_failed for table in loaded.report.tables) == 0
    assert len(loaded.report.tables) == len(disclosures[name]) - LEFT_OUT.get(name, 0)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_disclosure_has_no_finding(name: str, disclosures: Any, write: Callable[..., Path]) -> None:
    report = shapes.check_nquads(load(write("tabs", disclosures[name])).nquads)
    assert [(f.identity, str(f.outcome), str(f.message)) for f in report.findings] == []


@pytest.mark.parametrize("name", [n for n in NAMES if n not in UNDIVIDED_REFUSED])
def test_rows_that_nothing_divides_are_found_by_their_sums(
    name: str, disclosures: Any, write: Callable[..., Path]
) -> None:
    loaded = load(write("cells with a bar, undivided", disclosures[name]))
    assert meanings(loaded) == (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("form", FORMATS)
def test_the_second_count_finds_every_figure(form: str, disclosures: Any, write: Callable[..., Path]) -> None:
    found = measure(write(form, disclosures["final-accounts"]), jurisdiction=WHERE)
    assert (found.refusal, found.unconfirmed, found.unmapped) == ("", [], [])
    assert found.mapped == found.observations > 0
