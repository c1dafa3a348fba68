"""One wording of a verdict, from one place; no odd numbers where a thing is only there or not; no blank where there is no cell."""

import csv
import io
import json
import re
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from cases import CASES
from tables import Fixture

import ontology
import shapes
from ontology.terms import code
from server.web import texts
from shapes.review import compare, earlier
from shapes.wording import VERDICTS, verdict

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
        assert not re.search("警告|不成立|应填未填", page), form


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
