"""Stored questions: each gives the right answer on a small graph, and no value that a reader types becomes query text."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from small_graph import A, B, C

from server import stored, web
from server.answers import safe
from server.engine import Term
from server.guard import inspect
from server.stored import ParameterError, Question, parse

QUESTIONS = stored.load()
HEADER = """\
#+ title = { zh = "题", en = "T" }
#+ summary = { zh = "述", en = "S" }
"""


def ask(client: FlaskClient, name: str, /, **parameters: str) -> list[dict[str, str]]:
    answer = client.get(f"/questions/{name}", query_string={"format": "json", **parameters})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, str]] = answer.json["rows"]  # type: ignore[index]
    return rows


def only(rows: list[dict[str, str]], **values: str) -> dict[str, str]:
    found = [row for row in rows if all(row.get(name) == value for name, value in values.items())]
    assert len(found) == 1, rows
    return found[0]


def test_there_are_the_questions_a_journalist_asks() -> None:
    assert {
        "three-public",
        "spending-mix",
        "functional-classes",
        "economic-subject",
        "projects",
        "indicators",
        "government-fund",
        "procurement",
        "vehicles",
        "units",
        "failed-checks",
        "completeness",
        "prose-and-tables",
    } <= QUESTIONS.keys()


@pytest.mark.parametrize("name", QUESTIONS)
def test_headers_are_complete(name: str) -> None:
    question = QUESTIONS[name]
    texts = [question.title, question.summary]
    texts += [parameter.label for parameter in question.parameters.values()]
    texts += [column.label for column in question.columns.values()]
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in texts)
    assert inspect(question.bind({})).missing_prefixes == {}
    for parameter in question.parameters.values():
        if parameter.options:
            assert inspect(stored.options_query(parameter.options)).form == "SELECT"


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_column_shown_has_a_heading(client: FlaskClient, name: str, language: str) -> None:
    answer = client.get(f"/questions/{name}", query_string={"format": "json", "lang": language}).json
    assert answer is not None
    assert answer["columns"].keys() == QUESTIONS[name].columns.keys()
    assert answer["rows"], "the small graph has something for every question"
    page = client.get(f"/questions/{name}", query_string={"lang": language}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert QUESTIONS[name].title[language] in page.text


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_parameter_can_be_used(client: FlaskClient, name: str) -> None:
    values = {"integer": "2022", "text": "公务", "decimal": "10", "code": "130184"}
    for parameter in QUESTIONS[name].parameters.values():
        value = next(iter(parameter.choices)) if parameter.choices else values[parameter.type]
        ask(client, name, **{parameter.name: value})
        assert ask(client, name, **dict.fromkeys(QUESTIONS[name].parameters, "")) is not None


@pytest.mark.parametrize("name", QUESTIONS)
def test_as_written_it_is_sparql(name: str) -> None:
    ox.Store().query(QUESTIONS[name].query)


# Answers, recomputed by hand from tests/server/small_graph.py


def test_three_public_does_not_add_a_unit_to_its_department(client: FlaskClient) -> None:
    rows = ask(client, "three-public")
    assert len(rows) == 2
    row = only(rows, jurisdictionLabel="新乐市", year="2022")
    assert row["departments"] == "1"
    assert {name: row[name] for name in ("threePublic", "overseas", "vehicles", "reception", "total")} == {
        "threePublic": "100", "overseas": "0", "vehicles": "60", "reception": "40", "total": "1000.1",
    }  # fmt: skip
    assert round(Decimal(row["share"]), 6) == Decimal("0.09999")  # 100 / 1000.10
    blank = only(rows, jurisdictionLabel="普陀区")
    assert "overseas" not in blank, "a blank cell is not zero"
    assert blank["reception"] == "30000"


def test_three_public_by_department_links_to_cells(client: FlaskClient) -> None:
    row = only(ask(client, "three-public-by-department"), disclosure=A)
    assert (row["threePublicCell"], row["runningCell"]) == (
        f"{A}/table/three-public/cell/4-3",
        f"{A}/table/three-public/cell/8-3",
    )
    assert only(ask(client, "three-public-by-department"), disclosure=C)["scopeLabel"] == "单位"
    assert [row["disclosure"] for row in ask(client, "three-public-by-department", year="2023")] == [B]


def test_spending_mix(client: FlaskClient) -> None:
    row = only(ask(client, "spending-mix", jurisdiction="130184"), disclosure=A)
    shares = [round(Decimal(row[name]), 4) for name in ("personnelShare", "operatingShare", "projectShare")]
    assert shares == [Decimal("0.5000"), Decimal("0.1000"), Decimal("0.4000")]


def test_functional_classes_count_each_class_once(client: FlaskClient) -> None:
    rows = ask(client, "functional-classes")
    assert [(row["classLabel"], row["amount"], row["amountCell"]) for row in rows] == [
        ("一般公共服务支出", "700.1", f"{A}/table/balance/cell/4-5"),
        ("社会保障和就业支出", "300", f"{A}/table/balance/cell/5-5"),
    ]
    assert [row["amount"] for row in ask(client, "functional-classes", **{"class": "208"})] == ["300"]


def test_an_economic_subject_in_two_rows_is_added(client: FlaskClient) -> None:
    (row,) = ask(client, "economic-subject", subject="30231")
    assert (row["amount"], row["rows"]) == ("60", "2")
    assert ask(client, "economic-subject", subject="30217") == []


def test_projects(client: FlaskClient) -> None:
    assert [(row["projectLabel"], row["amount"], row["indicators"]) for row in ask(client, "projects")] == [
        ("电算化项目", "250", "1"),
        ("<b>培训</b>", "150", "0"),
    ]
    assert [row["amount"] for row in ask(client, "projects", name="培训")] == ["150"]


def test_indicators_of_projects_and_departments(client: FlaskClient) -> None:
    rows = ask(client, "indicators", level="")
    assert {(row["indicatorLabel"], row["target"], row["disclosure"]) for row in rows} == {
        ("系统数量", "≥2套", A),
        ("群众满意度", "≥90%", A),
    }
    assert [row["indicatorLabel"] for row in ask(client, "indicators", level="output")] == ["系统数量"]


def test_government_fund_lists_items_only(client: FlaskClient) -> None:
    (row,) = ask(client, "government-fund")
    assert (row["accountLabel"], row["amount"], row["amountCell"]) == (
        "2120899 其他国有土地使用权出让收入安排的支出",
        "125000",
        f"{B}/table/fund/cell/5-4",
    )
    assert row["project"] == row["amount"]
    assert "basic" not in row, "blank"


def test_procurement(client: FlaskClient) -> None:
    (row,) = ask(client, "procurement")
    assert (row["lineLabel"], row["quantity"], row["unit"], row["price"], row["amount"]) == (
        "台式计算机",
        "3",
        "台",
        "50",
        "150",
    )


def test_vehicles(client: FlaskClient) -> None:
    (row,) = ask(client, "vehicles")
    assert (row["vehicles"], row["running"], row["each"]) == ("3", "60", "20")
    assert row["vehiclesCell"] == f"{A}/table/assets/cell/4-3"


def test_units(client: FlaskClient) -> None:
    (row,) = ask(client, "units")
    assert (row["departmentLabel"], row["unitLabel"], row["nature"]) == ("新乐市财政局", "新乐市财政局本级", "行政")


def test_failed_checks(client: FlaskClient) -> None:
    (row,) = ask(client, "failed-checks")
    assert (row["checkLabel"], row["severityLabel"], row["severityLabelEn"]) == ("C2", "不符", "fails")
    assert (row["left"], row["right"], row["difference"], row["leftCell"]) == (
        "300",
        "100",
        "200",
        f"{A}/table/expenditure/cell/7-4",
    )
    assert ask(client, "failed-checks", identity="C1") == []


def test_completeness(client: FlaskClient) -> None:
    row = only(ask(client, "completeness"), disclosure=A)
    assert (row["kinds"], row["missing"], row["missingNames"]) == ("7", "1", "收入总表")
    assert (row["published"], row["empty"], row["blank"]) == (
        "4",
        "0",
        "0",
    )  # the table declared empty is not one of the eight


def test_prose_that_differs_by_more_than_rounding(client: FlaskClient) -> None:
    (row,) = ask(client, "prose-and-tables")
    assert (row["claimLabel"], row["stated"], row["printed"], row["difference"]) == ("90元", "90", "100", "-10")


def test_find_figures(client: FlaskClient) -> None:
    (row,) = ask(client, "find-figures")
    assert (row["printed"], row["amount"], row["aggregationLabel"]) == ("40.00", "40", "明细")


# Forms of the answer


def test_csv_for_a_spreadsheet(client: FlaskClient) -> None:
    answer = client.get("/questions/three-public-by-department.csv")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Mingzhang-Truncated"] == "false"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert only(rows, **{"公开文件（网址）": A})["“三公”合计（元）"] == "100"  # type: ignore[arg-type]


def test_csv_says_its_units_and_has_addresses_last(client: FlaskClient) -> None:
    answer = client.get("/questions/three-public-by-department.csv", query_string={"year": "2022"})
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="three-public-by-department.csv"; filename*=UTF-8')
    assert unquote(disposition).endswith("“三公”经费：各部门-2022.csv")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    addresses = [number for number, name in enumerate(head) if name.endswith("网址）")]
    assert addresses == list(range(addresses[0], len(head)))
    assert not any(cell.startswith("http") for row in rows for cell in row[: addresses[0]])
    row = dict(zip(head, next(row for row in rows if A in row), strict=True))
    assert row["占本年支出（%）"] == "10.00"  # 100 of 1000.10, as on the page
    assert "10.00%" in client.get("/questions/three-public-by-department", headers={"Accept": "text/html"}).text
    english = client.get("/questions/three-public-by-department.csv", query_string={"lang": "en"})
    assert "Three-public total (yuan)" in english.data.decode("utf-8-sig").splitlines()[0]


def test_one_row_is_no_rows(client: FlaskClient) -> None:
    page = client.get("/questions/procurement", query_string={"lang": "en"}, headers={"Accept": "text/html"}).text
    assert "1 row<" in page


@pytest.mark.parametrize("form", ["csv", "json", "html"])
def test_a_cut_answer_says_so(client: FlaskClient, form: str) -> None:
    answer = client.get(
        "/questions/three-public-by-department", query_string={"limit": "2", "format": form, "lang": "en"}
    )
    assert answer.headers["Mingzhang-Truncated"] == "true"
    if form == "json":
        assert answer.json is not None
        assert (len(answer.json["rows"]), answer.json["truncated"]) == (2, True)
    elif form == "csv":
        *_, last = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
        assert "truncated" in last[0]
    else:
        assert "Only the first 2 rows" in answer.text


def test_csv_cells_are_no_formulas() -> None:
    assert safe(Term("=cmd()", "literal")) == "'=cmd()"
    assert safe(Term("-10", "literal", "", "http://www.w3.org/2001/XMLSchema#decimal")) == "-10"
    assert safe(None) == ""


def test_a_question_can_be_read_and_rerun(client: FlaskClient) -> None:
    source = client.get("/questions/three-public.rq")
    assert source.mimetype == "application/sparql-query"
    assert source.text == QUESTIONS["three-public"].source
    query = client.get("/questions/three-public", query_string={"format": "json"}).json["sparql"]  # type: ignore[index]
    assert client.get("/sparql", query_string={"query": query}).status_code == 200


def test_listing(client: FlaskClient) -> None:
    listed = client.get("/questions/", headers={"Accept": "application/json"}).json
    assert listed is not None
    assert [question["name"] for question in listed] == list(QUESTIONS)


# Parameters


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "2022) } #"),
        ("year", "二〇二二"),
        ("year", "1e3"),
        ("jurisdiction", "130184> ?p ?o } #"),
        ("jurisdiction", "../../etc"),
        ("phase", "budget budget"),
        ("nothing", "1"),
        ("limit", "0"),
        ("limit", "99999999"),
        ("limit", "-1"),
    ],
)
def test_bad_values_are_refused_with_a_reason(client: FlaskClient, name: str, value: str) -> None:
    answer = client.get("/questions/three-public", query_string={name: value, "lang": "en"})
    assert answer.status_code == 400
    assert name in answer.text


@pytest.mark.parametrize(
    "value",
    [
        '") } INSERT DATA { <a:b> <a:b> 1 } #',
        "'''",
        '"""',
        "\\",
        'a\\" || true || "',
        "} LIMIT 1 #",
        "{{7*7}}",
        "<script>",
    ],
)
def test_any_text_is_only_text(client: FlaskClient, value: str) -> None:
    assert ask(client, "projects", name=value) == []
    page = client.get("/questions/projects", query_string={"name": value}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_binding_is_typed() -> None:
    question = parse(
        "x",
        HEADER
        + '#+ [parameters.a]\n#+ type = "integer"\n#+ label = { zh = "甲", en = "A" }\n'
        + '#+ [parameters.b]\n#+ type = "text"\n#+ label = { zh = "乙", en = "B" }\n'
        + "SELECT * {\n  ?s ?p '?_a is no parameter here' .\n  FILTER(?p IN (?_a))\n  FILTER(?s = ?_b) # ?_a\n}\n",
    )
    bound = question.bind({"a": ["007", "8"], "b": ['x"y\\']}, 5)
    assert "FILTER(?p IN (7, 8))" in bound
    assert 'FILTER(?s = "x\\"y\\\\")' in bound
    assert "'?_a is no parameter here'" in bound
    assert bound.endswith("LIMIT 6\n")
    assert "FILTER(?p" not in question.bind({"b": ["x"]})


@pytest.mark.parametrize(
    "source",
    [
        "#+ title = 1 =\nSELECT * {}",
        HEADER + "#+ colour = 1\nSELECT * {}",
        HEADER + "SELECT * { ?s ?p ?_undeclared }",
        HEADER + '#+ [parameters.unused]\n#+ type = "text"\n#+ label = {}\nSELECT * {}',
        "SELECT * {}",
    ],
)
def test_a_wrong_header_is_an_error_that_names_the_question(source: str) -> None:
    with pytest.raises(ValueError, match="the question broken"):
        parse("broken", source)


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("decimal", "10.50", '"10.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("iri", "https://example.org/新乐", "<https://example.org/新乐>"),
        ("code", "130184", "<https://example.org/130184>"),
        ("text", "“三公”", '"“三公”"'),
    ],
)
def test_terms(kind: str, value: str, term: str) -> None:
    assert stored.Parameter("p", kind, {}, scheme="https://example.org/").term(value) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("decimal", "NaN"),
        ("decimal", "1e999"),
        ("decimal", "ten"),
        ("iri", "javascript:alert(1)"),
        ("iri", "https://a b"),
        ("text", "a" * 201),
        ("text", "\x00"),
    ],
)
def test_values_of_the_wrong_type(kind: str, value: str) -> None:
    with pytest.raises(ParameterError):
        stored.Parameter("p", kind, {}).term(value)


def test_choices() -> None:
    parameter = stored.Parameter("p", "text", {}, choices={"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}})
    assert parameter.term("a") == '"a"'
    with pytest.raises(ParameterError, match="none of: a, b"):
        parameter.term("c")


def test_choices_are_offered_by_their_names(client: FlaskClient) -> None:
    for language, words in (("zh", "疑点"), ("en", "warning")):
        page = client.get(
            "/questions/failed-checks", query_string={"lang": language}, headers={"Accept": "text/html"}
        ).text
        assert f'<option value="Warning">{words}</option>' in page
    assert ask(client, "failed-checks", severity="Warning") == []
    assert len(ask(client, "failed-checks", severity="Violation")) == 1


def test_the_documented_example_works(client: FlaskClient) -> None:
    page = Path(str(files("server"))).parent / "docs/how-to/add-a-question.md"
    if not page.exists():
        pytest.skip("the documentation is not beside the code")
    source = page.read_text("utf-8").partition("```sparql\n")[2].partition("```")[0]
    question: Question = parse("three-public-above", source)
    values: Any = question.values({"above": ["90"]})
    answer = client.get("/sparql", query_string={"query": question.bind(values), "format": "json"}).json
    assert answer is not None
    assert [row["amount"]["value"] for row in answer["results"]["bindings"]] == ["100"]


def test_the_tutorial_names_things_as_the_pages_do() -> None:
    """Wherever it gives both names, **English** (Chinese), these are the words of a page or the title of a question."""
    page = Path(str(files("server"))).parent / "docs/tutorial.md"
    if not page.exists():
        pytest.skip("the documentation is not beside the code")
    named = set(re.findall(r"\*\*([^*]+)\*\*\s\(([^()]*[一-龥][^()]*)\)", page.read_text("utf-8")))
    titles = [question.title for question in QUESTIONS.values()]
    first = {
        language: web.texts()["home_first"][language].format(question=titles[0][language]) for language in ("en", "zh")
    }
    known = {(words["en"], words["zh"]) for words in [*web.texts().values(), *titles, first]}
    assert len(named) > 5
    assert named - known == set()
