"""Every figure of the documents of the shared corpus, one line each, reviewed by eye against the printed pages.

The documents are not part of the repository: set MINGZHANG_SHARED to the folder that holds corpus/, or put it beside the repository as
``shared``. Write anew with ``MINGZHANG_WRITE_GOLDEN=1 pytest tests/loaders/test_golden_corpus.py`` and review the difference.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pyoxigraph
import pypdfium2
import pytest

from loaders.pipeline import Loaded, load_file

GOLDEN = Path(__file__).parent / "golden_corpus"
SHARED = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared"))
#: Figures of the standard tables, counted by hand: rows with figures times columns, less the blanks.
CELLS = {
    "shanghai-putuo-wanli-2024-budget.pdf": 875,
    "shanghai-putuo-wanli-2025-budget.pdf": 875,
    "shanghai-putuo-finance-2024-final-accounts.pdf": 195,
    "guangdong-zhanjiang-2024-department-performance.xlsx": 7,
}
PDFS = sorted(name for name in CELLS if name.endswith(".pdf"))

FIGURES = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?o ?table ?row ?column ?page ?sheet ?rowLabel ?columnLabel ?printed ?value ?aggregation WHERE {
  ?o a qb:Observation ; qb:dataSet ?table ; mz:row ?row ; mz:column ?column ; mz:printedValue ?printed ;
     mz:aggregation ?aggregation ; mz:inRow/rdfs:label ?rowLabel ; mz:inColumn/rdfs:label ?columnLabel ; mz:amount|mz:quantity ?value .
  OPTIONAL { ?o mz:sourcePage ?page } OPTIONAL { ?o mz:sourceSheet ?sheet }
}
"""
DIMENSIONS = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?o ?p ?v WHERE { ?o a qb:Observation ; ?p ?v .
  FILTER(?p IN (mz:flow, mz:lineItem, mz:functionalAccount, mz:economicAccount, mz:governmentEconomicAccount, mz:fundingSource, mz:phase,
                mz:fiscalPeriod, mz:spendingType, mz:budgetUnit, mz:project, mz:procurementLine, mz:valueKind)) }
"""


def source(name: str) -> Path:
    path = SHARED / "corpus" / name
    if not path.exists():
        pytest.skip(f"the document is not here: set MINGZHANG_SHARED to the folder that holds corpus/{name}")
    return path


@cache
def loaded(path: Path) -> Loaded:
    return load_file(path)


def short(address: str) -> str:
    """Return an address without what every line would repeat."""
    found = re.search(r"/code/(.*)|/id/disclosure/[^/]+/[^/]+/\d+/[^/]+/(.*)|/id/(.*)", address)
    return next(part for part in found.groups() if part) if found else address


def figures(path: Path) -> list[tuple[str, str]]:
    """Return (page or sheet, golden line) of every figure, in the order of tables, rows and columns."""
    store = pyoxigraph.Store()
    store.load(loaded(path).nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    dimensions: dict[str, list[str]] = {}
    for solution in store.query(DIMENSIONS, use_default_graph_as_union=True):
        dimensions.setdefault(str(solution["o"]), []).append(
            f"{solution['p'].value.rpartition('#')[2]}={short(solution['v'].value)}"
        )
    lines = []
    for s in store.query(FIGURES, use_default_graph_as_union=True):
        place = (s["page"] or s["sheet"]).value
        fields = [
            place,
            short(s["table"].value).removeprefix("table/"),
            s["row"].value,
            s["column"].value,
            s["rowLabel"].value,
            s["columnLabel"].value,
            s["printed"].value,
            s["value"].value,
            s["aggregation"].value.rpartition("/")[2],
            *sorted(d for d in dimensions[str(s["o"])] if not d.endswith("/total")),
        ]
        lines.append(
            (int(place) if place.isdigit() else 0, fields[1], int(fields[2]), int(fields[3]), "\t".join(fields))
        )
    return [(line[-1].partition("\t")[0], line[-1]) for line in sorted(lines)]


@pytest.mark.parametrize("name", sorted(CELLS))
def test_every_figure_is_as_reviewed(name: str) -> None:
    got = [line for _, line in figures(source(name))]
    golden = GOLDEN / f"{Path(name).stem}.tsv"
    if os.environ.get("MINGZHANG_WRITE_GOLDEN"):
        golden.write_text("\n".join(got) + "\n", encoding="utf-8")
    assert got == golden.read_text(encoding="utf-8").splitlines()
    assert len(got) == CELLS[name]


@pytest.mark.parametrize("name", sorted(CELLS))
def test_every_sum_holds_and_nothing_is_refused(name: str) -> None:
    report = loaded(source(name)).report
    assert [s for s in report.signals if s.level == "refused"] == []
    assert [(table.title, table.sums_failed) for table in report.tables if table.sums_failed] == []


@pytest.mark.parametrize("name", PDFS)
def test_the_figures_of_every_page_are_those_of_its_text(name: str) -> None:
    """A second way: the amounts that another engine finds in the text of a page are the figures read from its tables."""
    path = source(name)
    read: dict[int, Counter[str]] = {}
    for place, line in figures(path):
        read.setdefault(int(place), Counter())[line.split("\t")[6]] += 1
    document = pypdfium2.PdfDocument(path)
    for number, printed in read.items():
        text = document[number - 1].get_textpage().get_text_range()
        amounts = Counter(re.findall(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d,])", text))
        assert amounts == Counter({value: count for value, count in printed.items() if "," in value or "." in value}), (
            number
        )
        zeros = len(re.findall(r"(?<![\d.,])0(?![\d.,])", text))
        assert zeros == printed["0"], number


def test_the_figures_of_the_workbook_are_its_cells() -> None:
    name = "guangdong-zhanjiang-2024-department-performance.xlsx"
    sheet = openpyxl.load_workbook(source(name), data_only=True).active
    expected = {f"{sheet[ref].value:.15g}" for ref in ("C5", "C6", "E5", "E6", "D12", "D13", "D14")}
    assert {line.split("\t")[6] for _, line in figures(source(name))} == expected
