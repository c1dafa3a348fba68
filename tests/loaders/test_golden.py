"""Every figure of every sample, one line each, reviewed by eye against the printed tables.

Write anew with ``MINGZHANG_WRITE_GOLDEN=1 pytest tests/loaders/test_golden.py`` and review the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

import samples
from loaders.pipeline import load_file

GOLDEN = Path(__file__).parent / "golden"
SHARED = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared"))
SEEDS = {
    "hebei-xinle-2022-budget": "000_4749b8509a630617.txt",
    "henan-xinxiang-hongqi-2022-budget": "001_089b4ec93cddaf3a.txt",
    "hebei-pingxiang-2023-budget": "002_eab59d3d94c0068a.txt",
    "hebei-lingshou-2021-budget": "003_04d3cff9da721f05.txt",
    "hebei-beidaihe-2022-budget": "004_0018174054ff74da.txt",
}
#: Numeric cells of the standard tables, counted by hand in each document.
CELLS = {
    "hebei-xinle-2022-budget": 273,
    "henan-xinxiang-hongqi-2022-budget": 195,
    "hebei-pingxiang-2023-budget": 161,
    "hebei-lingshou-2021-budget": 273,
    "hebei-beidaihe-2022-budget": 253,
}

FIGURES = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?o ?table ?row ?column ?line ?rowLabel ?columnLabel ?printed ?value ?aggregation WHERE {
  ?o a qb:Observation ; qb:dataSet ?table ; mz:row ?row ; mz:column ?column ; mz:sourceLine ?line ; mz:printedValue ?printed ;
     mz:aggregation ?aggregation ; mz:inRow/rdfs:label ?rowLabel ; mz:inColumn/rdfs:label ?columnLabel ; mz:amount|mz:quantity ?value .
}
"""
DIMENSIONS = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?o ?p ?v WHERE { ?o a qb:Observation ; ?p ?v .
  FILTER(?p IN (mz:flow, mz:lineItem, mz:functionalAccount, mz:economicAccount, mz:governmentEconomicAccount, mz:fundingSource,
                mz:spendingType, mz:budgetUnit, mz:project, mz:procurementLine, mz:valueKind)) }
"""


def short(term: object) -> str:
    """Return an address without what every line would repeat."""
    value = term.value  # type: ignore[attr-defined]
    for prefix in ("/code/", "/2022/budget/", "/2021/budget/", "/2023/budget/", "/id/"):
        _, found, rest = value.partition(prefix)
        if found:
            return rest
    return value


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (source line, golden line) of every figure of a document, in the order of the print."""
    store = pyoxigraph.Store()
    store.load(load_file(path).nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    dimensions: dict[str, list[str]] = {}
    for solution in store.query(DIMENSIONS, use_default_graph_as_union=True):
        dimensions.setdefault(str(solution["o"]), []).append(
            f"{solution['p'].value.rpartition('#')[2]}={short(solution['v'])}"
        )
    rows = sorted(
        store.query(FIGURES, use_default_graph_as_union=True),
        key=lambda s: (int(s["line"].value), int(s["row"].value), int(s["column"].value)),
    )
    for s in rows:
        yield (
            int(s["line"].value),
            "\t".join(
                [
                    short(s["table"]).removeprefix("table/"),
                    s["row"].value,
                    s["column"].value,
                    s["rowLabel"].value,
                    s["columnLabel"].value,
                    s["printed"].value,
                    s["value"].value,
                    s["aggregation"].value.rpartition("/")[2],
                    *sorted(d for d in dimensions[str(s["o"])] if not d.endswith("/total")),
                ]
            ),
        )


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_every_figure_of_a_sample_is_as_reviewed(path: Path) -> None:
    got = [line for _, line in lines(path)]
    golden = GOLDEN / f"{path.stem}.tsv"
    if os.environ.get("MINGZHANG_WRITE_GOLDEN"):
        golden.write_text("\n".join(got) + "\n", encoding="utf-8")
    assert got == golden.read_text(encoding="utf-8").splitlines()
    assert len(got) == CELLS[path.stem]


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_every_figure_stands_on_its_source_line(path: Path) -> None:
    source = path.read_text(encoding="utf-8").split("\n")
    for line, golden in lines(path):
        printed = golden.split("\t")[5]
        assert printed in source[line - 1]


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_the_original_gives_the_same_figures(name: str) -> None:
    seed = SHARED / "seeds" / SEEDS[name]
    if not seed.exists():
        pytest.skip(
            f"the original document is not here: set MINGZHANG_SHARED to the folder that holds seeds/{seed.name}"
        )
    assert [line for _, line in lines(seed)] == (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
