"""One wording of a verdict, from one place; no odd numbers where a thing is only there or not; no blank where there is no cell."""

import csv
import io
import json
import re
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from cases import CASES
from rdflib import Graph
from rdflib.namespace import SH
from tables import Fixture

import ontology
import shapes
from ontology.terms import MZ, code
from server.web import texts
from shapes.review import compare, earlier
from shapes.verdicts import VERDICTS, verdict

MISSING_ROW = (
    "table expenditure 万元\n合计 | 60.00 | 60.00 |\n201 | 60.00 | 60.00 |\n"
    "table general-public 万元\n合计 | 100.00 | 60.00 | 40.00\n201 | 60.00 | 60.00 |\n208 | 40.00 | | 40.00"
)


def report_of(name: str) -> shapes.Report:
    return shapes.check(CASES[name]["invalid"](), structure=False)


def test_pages_reports_codes_and_questions_say_the_same():
    assert {key: texts()[key] for key in VERDICTS} == VERDICTS
    outcomes = {key: ontology.labels()[str(code("outcome", key))]["zh"] for key in ("passed", "failed", "incomplete")}
    assert outcomes == {key: VERDICTS[key]["zh"] for key in outcomes}
    question = (files("server") / "questions" / "failed-checks.rq").read_text("utf-8")
    for key in ("failed", "warning", "info"):
        for language, word in VERDICTS[key].items():
            assert f'"{word}"@{language}' in question


def test_a_failure_is_called_by_its_severity():
    assert [verdict("failed", severity) for severity in ("violation", "warning", "info")] == [
        "failed",
        "warning",
        "info",
    ]
    assert verdict("incomplete", "warning") == "incomplete"
    report = report_of("R3")
    for form in ("text", "html", "markdown"):
        page = re.sub(r"<style>.*?</style>|<[^>]+>", "", report.render(form), flags=re.DOTALL)
        assert "疑点 warning" in page or "疑点 ·" in page
        assert not re.search("警告|不成立|空白", page), form


def test_what_is_there_or_not_has_no_amounts():
    report = report_of("R3")
    (one,) = [one for one in json.loads(report.render("json"))["findings"] if one["identity"] == "R3"]
    assert [one[key] for key in ("left", "right", "difference", "tolerance", "unit")] == [None] * 5
    (line,) = [one for one in csv.DictReader(io.StringIO(report.render("csv"))) if one["identity"] == "R3"]
    assert {line[key] for key in ("left", "right", "difference", "tolerance", "unit")} == {""}


def test_what_was_known_of_such_a_finding_is_known_still():
    report = report_of("R3")
    before = earlier(report.render("json"), "before.json")
    assert {status.name for status in compare(report.findings, before, ()).statuses.values()} == {"known"}


def test_a_row_that_is_missing_is_no_blank_cell():
    report = shapes.check(Fixture.parse(MISSING_ROW).disclosure.graph, structure=False)
    found = [one for one in report.findings if one.identity == "J8" and not one.blanks]
    assert found
    for one in found:
        assert "未填" not in one.message["zh"]
        assert "blank" not in one.message["en"]


@pytest.mark.parametrize("form", ["junit"])
def test_a_test_case_has_a_readable_name(form):
    suite = ET.fromstring(report_of("R3").render(form)).find("testsuite")  # noqa: S314  (our own report)
    names = {case.get("classname") for case in suite.iter("testcase")}
    assert names == {suite.get("name")}
    assert not any("://" in name for name in names)


INCOMPLETE = (
    "table expenditure 万元\n合计 | 100.00 | | 40.00\n201 | 100.00 | 60.00 | 40.00\n20103 | 100.00 | 60.00 | 40.00"
)
UNREAD = "table expenditure 万元\n合计 | 100.00 | 60.00 |\nunread expenditure 2"


@pytest.mark.parametrize(("text", "said"), [(INCOMPLETE, "incomplete"), (UNREAD, "unread")])
def test_what_lacks_a_figure_accuses_nobody_in_any_form(text, said):
    report = shapes.check(Fixture.parse(text).disclosure.graph, structure=False)
    assert report.findings
    assert {one.severity for one in report.findings} == {"violation"}, (
        "the identities are strict; only their figures are lacking"
    )
    word = {"incomplete": "缺数 incomplete", "unread": "未能读出 not read"}[said]
    for form in ("html", "markdown", "junit"):
        page = re.sub(r"<style>.*?</style>|<[^>]+>", "", report.render(form), flags=re.DOTALL)
        assert page.count(word) >= len(report.findings), form
        assert not re.search("不符 fails|应填", page), form
    assert "failure" not in {one.tag for one in ET.fromstring(report.render("junit")).iter()}  # noqa: S314  (our own report)
    lines = list(csv.DictReader(io.StringIO(report.render("csv"))))
    assert {line["verdict"] for line in lines} == {said}
    assert {f"{line['verdict_zh']} {line['verdict_en']}" for line in lines} == {word}
    assert {line["difference"] + line["tolerance"] for line in lines} == {""}
    assert all("行" in line["place_zh"] and "row" in line["place"] for line in lines)
    for form in ("text", "html", "markdown", "junit", "csv"):
        assert not re.search("相差|应相等|must be equal|difference CNY", report.render(form)), form
    document = json.loads(report.render("json"))
    assert {one["verdict"] for one in document["findings"]} == {said}
    assert document["counts"]["verdicts"] == {said: len(lines)}
    graph = Graph().parse(data=report.render("turtle"), format="turtle")
    assert set(graph.objects(None, SH.resultSeverity)) == {SH.Violation}, "as in the report of any SHACL engine"
    assert {str(one) for one in graph.objects(None, MZ.verdict)} == {said}
    assert all(
        re.search("因此不作判断.*so nothing is said", " ".join(one.message.values()), re.DOTALL)
        for one in report.findings
    )


def junit(report: shapes.Report) -> dict[str, ET.Element]:
    """Return the test cases of a report by the id of their identity."""
    suite = ET.fromstring(report.render("junit"))  # noqa: S314  (our own report)
    return {case.get("name", "").split()[0]: case for case in suite.iter("testcase")}


def test_what_counts_is_what_one_asks_for():
    """A warning passes in a pipeline and is told, until one asks to fail on warnings."""
    report = report_of("R3")
    assert report.conforms
    case = junit(report)["R3"]
    assert [part.tag for part in case] == ["system-out"]
    assert "疑点 warning · R3-" in (case[0].text or "")
    strict = report.failing_on("warning")
    assert not strict.conforms
    (failure,) = junit(strict)["R3"]
    assert (failure.tag, failure.get("type")) == ("failure", "warning")
    assert "Does not conform: 1 warning" in strict.render("text")
    assert not strict.failing_on("remark").conforms
    known = strict.reviewed(earlier(report.render("json"), "before.json"))
    assert known.conforms
    assert [part.tag for part in junit(known)["R3"]] == ["skipped", "system-out"]


def test_what_is_incomplete_beside_a_failure_is_no_part_of_it():
    text = INCOMPLETE.replace("20103 | 100.00 | 60.00 | 40.00", "20103 | 100.00 | 60.00 | 40.00\n208 | 9.00 | 9.00 |")
    report = shapes.check(Fixture.parse(text).disclosure.graph, structure=False)
    both = {one.identity for one in report.findings if one.outcome == "failed"} & {
        one.identity for one in report.findings if one.outcome == "incomplete"
    }
    assert both == {"C1"}
    failure, rest = junit(report)["C1"]
    assert (failure.tag, rest.tag) == ("failure", "system-out")
    assert "缺数" not in (failure.text or "")
    assert "不符" not in (rest.text or "")
