"""One slip is told once: findings that share a suspicious cell, claim, blank or caption stand together, in every form of a report."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH
from tables import Fixture

import samples
import shapes
from loaders.pipeline import load_file
from ontology.terms import MZ
from shapes.captions import captions
from shapes.causes import causes

HENAN = next(path for path in samples.paths() if path.suffix == ".md")
XINLE = next(path for path in samples.paths() if "xinle" in path.name)
BEIDAIHE = next(path for path in samples.paths() if "beidaihe" in path.name)


def checked(path: Path) -> shapes.Report:
    loaded = load_file(path)
    return shapes.check_nquads(loaded.nquads + loaded.shared)


def changed(path: Path, line: int, before: str, after: str, folder: Path) -> shapes.Report:
    """Check a sample with one line changed."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert before in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(before, after, 1)
    copy = folder / path.name
    copy.write_text("".join(lines), "utf-8")
    return checked(copy)


@pytest.fixture(scope="module")
def henan() -> shapes.Report:
    return checked(HENAN)


@pytest.fixture(scope="module")
def wrong_unit(tmp_path_factory: pytest.TempPathFactory) -> shapes.Report:
    """The sample in 万元 whose table of expenditure is captioned 元."""
    return changed(HENAN, 203, "单位：万元", "单位：元", tmp_path_factory.mktemp("henan"))


@pytest.mark.parametrize(
    ("path", "line", "before", "after", "kind", "meant"),
    [
        (HENAN, 203, "单位：万元", "单位：元", "expenditure", "万元"),
        (HENAN, 333, "单位：万元", "单位：元", "three-public", "万元"),
        (XINLE, 227, "单位：元", "单位：万元", "revenue", "元"),
    ],
)
def test_a_wrong_caption_is_one_hint_about_the_table(path, line, before, after, kind, meant, tmp_path):
    report = changed(path, line, before, after, tmp_path)
    before_it = {one.id for one in checked(path).findings}
    new = [one for one in report.findings if one.id not in before_it and one.outcome == "failed"]
    assert len(new) > 5
    hints = {one.hint.message["zh"]: one.hint for one in new if one.hint}
    (hint,) = hints.values()
    assert (hint.kind, hint.figure, hint.place.table.kind, hint.reading) == ("caption", None, kind, meant)
    assert set(hint.repairs) >= {one.id for one in new if one.hint}
    assert all(one.hint for one in new if one.identity[0] == "J")
    assert f"若《{hint.place.table.title}》整张表的单位读作{meant}".replace("《《", "《") in hint.message["zh"]
    (cause,) = [cause for cause in report.causes if cause.place and cause.place.row is None]
    assert {one.id for one in cause.findings} == set(hint.repairs)
    assert cause.what["en"].startswith("the unit of 《")


def test_a_caption_is_not_blamed_where_nothing_speaks_for_one_table():
    """Of two tables alone, either may be the one."""
    rows = "合计 | 100.00 | 60.00 | 40.00\n201 | 100.00 | 60.00 | 40.00"
    text = f"table expenditure 元\n{rows}\ntable general-public 万元\n{rows}"
    report = shapes.check(Fixture.parse(text).disclosure.graph, structure=False)
    assert len([one for one in report.findings if one.identity[0] == "J"]) > 2
    assert captions(report.checks) == {}


def test_sound_documents_have_no_wrong_caption(henan):
    assert captions(henan.checks) == {}


def test_a_swap_is_named_though_checks_beside_it_are_incomplete(tmp_path):
    report = changed(HENAN, 214, "107.32", "170.32", tmp_path)
    (one,) = [one for one in report.findings if one.identity == "C1" and one.outcome == "failed"]
    assert (one.hint.kind, one.hint.reading) == ("transposed", "107.32万元")
    assert "170.32万元（原文第214行）" in one.hint.message["zh"]


def test_a_claim_that_only_its_year_speaks_for_gets_its_hint():
    """R6 asks of the year of a figure: that it holds does not make 433.32 right."""
    report = checked(BEIDAIHE)
    (cause,) = [cause for cause in report.causes if "433.32" in cause.what.get("zh", "")]
    assert [one.identity for one in cause.findings] == ["M1", "M4"]
    assert {one.hint.reading for one in cause.findings} == {"433.22万元"}


def test_a_figure_that_cannot_be_foreseen_may_be_the_wrong_one(tmp_path):
    """349.99 for 349.93: its price of a square metre is no sum, and no other figure of the total may take the blame."""
    lingshou = next(path for path in samples.paths() if "lingshou" in path.name)
    report = changed(lingshou, 2314, "349.93", "349.99", tmp_path)
    (one,) = [one for one in report.findings if one.identity == "P1"]
    assert one.hint is None


def test_the_causes_of_a_document(henan):
    told = {tuple(one.identity for one in cause.findings): cause.what.get("zh") for cause in henan.causes}
    assert len(henan.findings) == 15
    assert len(henan.causes) == 9
    assert "第6行「2010301 行政运行」，第7列「基本支出/小计」" in told["C1", "C2", "C2", "J9"]
    assert "第10行「2010350 事业运行」" in told["C2", "C2", "J9"]
    assert "部门收入预算表" in told["R1", "R2"]
    assert told[("Q6",)] is None


def test_every_finding_has_one_cause_and_keeps_its_id(henan, wrong_unit):
    for report in (henan, wrong_unit):
        ids = [one.id for cause in report.causes for one in cause.findings]
        assert sorted(ids) == sorted(one.id for one in report.findings)
        assert [cause.id for cause in report.causes] == [cause.findings[0].id for cause in report.causes]
    assert {one.id for one in henan.findings if one.outcome == "failed"} <= {one.id for one in wrong_unit.findings}


def test_a_figure_that_something_speaks_for_is_no_cause():
    """The total and the row below it: each is one side of two sums, and the sums along the rows hold."""
    text = "table expenditure 万元\n合计 | 100.00 | 60.00 | 40.00\n201 | 90.00 | 50.00 | 40.00"
    report = shapes.check(Fixture.parse(text).disclosure.graph, structure=False)
    assert [len(cause.findings) for cause in report.causes] == [1, 1]


def test_without_what_holds_nothing_is_known_of_causes(henan):
    assert all(len(cause.findings) == 1 for cause in causes(henan.findings))


def test_every_form_says_how_many_findings_and_causes(wrong_unit):
    found, number = len(wrong_unit.findings), len(wrong_unit.causes)
    assert number < found
    for form in ("text", "markdown", "html"):
        page = re.sub(r"<[^>]+>", "", wrong_unit.render(form))
        assert f"共{found}处发现，{number}个起因" in page, form
        assert f"{found} findings (" in page, form
        assert f") of {number} causes" in page, form
    (told,) = json.loads(wrong_unit.render("json"))["disclosures"]
    assert (told["findings"], len(told["causes"])) == (found, number)
    suite = ET.fromstring(wrong_unit.render("junit")).find("testsuite")  # noqa: S314  (our own report)
    assert {one.get("name"): one.get("value") for one in suite.iter("property")} == {
        "disclosure": wrong_unit.disclosures[0].iri,
        "findings": str(found),
        "causes": str(number),
    }
    graph = Graph().parse(data=wrong_unit.render("turtle"), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert [int(graph.value(report, name)) for name in (MZ.findings, MZ.causes)] == [found, number]
    assert len(set(graph.objects(None, MZ.cause))) == number
    lines = list(csv.DictReader(io.StringIO(wrong_unit.render("csv"))))
    assert (len(lines), len({line["cause"] for line in lines})) == (found, number)


def test_findings_of_one_cause_stand_together_and_are_told_the_hint_once(wrong_unit):
    (cause,) = [cause for cause in wrong_unit.causes if cause.findings[0].hint and len(cause.findings) > 9]
    ids = [one.id for one in cause.findings]
    hint = cause.findings[0].hint.message["en"]
    for form in ("text", "markdown", "html"):
        page = wrong_unit.render(form)
        assert page.count(hint) == 1, form
        assert cause.what["en"] in page, form
        places = [page.index(name, page.index(cause.what["en"])) for name in ids]
        assert places == sorted(places), form
    lines = [line["id"] for line in csv.DictReader(io.StringIO(wrong_unit.render("csv")))]
    assert lines[lines.index(ids[0]) :][: len(ids)] == ids
