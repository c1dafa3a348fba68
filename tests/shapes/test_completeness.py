"""The mandated tables of a disclosure: printed, empty with a note, blank, not recognised or missing; told in every report."""

import json

from statements import Statements

import samples
import shapes
from loaders.pipeline import load_file
from ontology.terms import MANDATED
from shapes.completeness import completeness
from shapes.source import store_of_graph

SOURCE = [({"fundingSource": "total"}, None)]


def disclosure() -> Statements:
    """Print three of the eight with figures, one empty and one blank; one is missing, one may be printed, of one nothing is said."""
    d = Statements()
    for kind in ("balance", "revenue", "expenditure"):
        d.grid(kind, SOURCE, [("合计", {}, None, "1.00")])
    d.table("fund", empty=True)
    d.table("three-public")
    d.mention("basic", missing=True)
    d.mention("general-public", missing=False, unread=True)
    return d


def test_a_mandated_table_is_one_of_five_things():
    d = disclosure()
    d.table("assets")  # not mandated
    (found,) = completeness(store_of_graph(d.graph)).values()
    assert found.of("printed") == ("balance", "revenue", "expenditure")
    assert [found.of(state) for state in ("empty", "blank", "unread", "missing")] == [
        ("fund",),
        ("three-public",),
        ("general-public",),
        ("basic",),
    ]
    assert (found.published, found.expected, found.score) == (4, 6, "4/6")


def test_a_table_whose_figures_could_not_be_read_is_printed():
    d = Statements()
    d.table("fund", unread=3)
    (found,) = completeness(store_of_graph(d.graph)).values()
    assert found.of("printed") == ("fund",)


def test_a_part_of_a_disclosure_has_no_score():
    d = Statements()
    for kind in MANDATED[:3]:
        d.grid(kind, SOURCE, [("合计", {}, None, "1.00")])
    for kind in MANDATED[3:]:
        d.mention(kind, missing=True)
    (found,) = completeness(store_of_graph(d.graph)).values()
    assert (found.published, found.score) == (3, "")
    assert "mandated" not in shapes.check(d.graph).render("text")


def test_every_report_tells_the_score():
    report = shapes.check(disclosure().graph, structure=False)
    told = "4 of 6 mandated tables published; declared empty: "
    for form in ("text", "markdown"):
        assert told in report.render(form).replace("\\", "")
    assert told in report.render("html")
    assert "规定的6张表公开了4张；注明为空表：政府性基金预算支出表" in report.render("text")
    (one,) = json.loads(report.render("json"))["disclosures"]
    assert one["mandated"]["score"] == "4/6"
    assert one["mandated"]["missing"] == ["basic"]
    assert "4 of 6" in report.render("csv")


def test_the_sample_that_misses_a_table():
    loaded = load_file(next(path for path in samples.paths() if path.suffix == ".md"))
    report = shapes.check_nquads(loaded.nquads + loaded.shared)
    (disclosure_,) = report.disclosures
    assert disclosure_.mandated.score == "7/8"
    assert disclosure_.mandated.of("missing") == ("revenue",)


def test_each_table_and_figure_says_how_many_identities_check_it():
    d = Statements()
    columns = [({"spendingType": "total"}, None), ({"spendingType": "basic"}, 0), ({"spendingType": "project"}, 0)]
    d.grid("expenditure", columns, [("合计", {}, None, "10.00", "6.00", "3.00")])
    report = shapes.check(d.graph, structure=False)
    (table,) = report.tables
    assert (table.table.kind, table.identities, table.failing, table.failed) == ("expenditure", 1, 1, 1)
    document = json.loads(report.render("json"))
    (told,) = document["disclosures"][0]["tables"]
    assert told["identities"] == {"checked": 1, "failing": 1}
    finding = next(one for one in document["findings"] if one["identity"] == "C2")
    assert [one["identities"] for one in finding["operands"]] == [{"checked": 1, "failing": 1}] * 3
    assert "1 identity checked, 1 does not hold" in report.render("html")
    assert "| 《样例表》 · " in report.render("markdown")
