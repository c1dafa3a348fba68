"""Citing: permalinks with the dataset version, and honesty when that version is no longer the current one."""

from __future__ import annotations

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from small_graph import BASE, A

from server import citing

CELL = f"{A}/table/expenditure/cell/4-4"
OLD = "0123456789abcdef"
QUERY = "SELECT ?d { ?d a mz:Disclosure } ORDER BY ?d"


def current(app: Flask) -> str:
    return str(app.extensions["mingzhang"].store.version())


def cited(page: str) -> str:
    (line,) = re.findall(r'<p class="cite">(.*?)</p>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", line))


@pytest.mark.parametrize(
    "address", [A, f"{A}/table/expenditure", CELL, f"{BASE}id/jurisdiction/130184", f"{BASE}code/phase/budget"]
)
def test_each_resource_says_how_to_cite_it(browser: FlaskClient, app: Flask, address: str) -> None:
    path = address.removeprefix(BASE.rstrip("/"))
    line = cited(browser.get(path).text)
    assert line.startswith("引用格式")
    assert f"{address}?version={current(app)}" in line
    english = cited(browser.get(f"{path}?lang=en").text)
    assert english.startswith("Cite as")
    assert current(app) in english


def test_a_figure_is_cited_with_its_place(browser: FlaskClient) -> None:
    line = cited(browser.get(CELL.removeprefix(BASE.rstrip("/"))).text)
    assert "新乐市财政局2022年部门预算" in line
    assert "1000.10" in line or "1,000.10" in line


def test_reports_questions_and_queries_have_permalinks_that_open(browser: FlaskClient, app: Flask) -> None:
    report = f"/reports/{A.partition('disclosure/')[2]}"
    for path, given in (
        (report, {}),
        ("/questions/three-public", {"year": "2022"}),
        ("/sparql", {"query": QUERY, "format": "html"}),
    ):
        first = browser.get(path, query_string=given)
        line = cited(first.text)
        permalink = re.search(r"http://localhost\S+", line)
        assert permalink, line
        assert f"version={current(app)}" in permalink[0]
        assert f'<{permalink[0]}>; rel="cite-as"' in first.headers["Link"]
        again = browser.get(permalink[0].removeprefix("http://localhost"))
        assert again.status_code == 200
        assert again.headers[citing.IS_CURRENT] == "true"
        assert "你打开的引用" not in again.text


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_answers_name_their_version_and_their_permalink(client: FlaskClient, app: Flask, form: str) -> None:
    for path, given in (("/sparql", {"query": QUERY}), ("/questions/three-public", {})):
        answer = client.get(path, query_string={**given, "format": form})
        assert answer.status_code == 200
        assert answer.headers["Mingzhang-Dataset-Version"] == current(app)
        assert f"version={current(app)}" in answer.headers["Link"]
        assert 'rel="cite-as"' in answer.headers["Link"]
    assert json.loads(client.get("/questions/three-public?format=json").data)["dataset"] == current(app)


@pytest.mark.parametrize(
    "path", [A.removeprefix(BASE.rstrip("/")), "/questions/three-public", "/sparql?query=ASK%7B%7D&format=html", "/"]
)
def test_a_citation_of_another_version_is_answered_honestly(browser: FlaskClient, app: Flask, path: str) -> None:
    mark = "&" if "?" in path else "?"
    answer = browser.get(f"{path}{mark}version={OLD}")
    assert answer.status_code == 200
    assert answer.headers[citing.IS_CURRENT] == "false"
    assert answer.headers["Mingzhang-Dataset-Version"] == current(app)
    assert OLD in answer.text
    assert current(app) in answer.text
    assert "你打开的引用" in answer.text
    english = browser.get(f"{path}{mark}version={OLD}&lang=en").text
    assert f"names dataset version {OLD}; this service now has {current(app)}" in english


@pytest.mark.parametrize("version", ["", "x", "%3Cscript%3E", "a" * 5000, "..%2f", "%00"])
def test_what_is_no_version_is_not_repeated(browser: FlaskClient, version: str) -> None:
    answer = browser.get(f"/questions/three-public?version={version}")
    assert answer.status_code == 200
    assert citing.IS_CURRENT not in answer.headers
    assert "<script>" not in answer.text
    assert "你打开的引用" not in answer.text


def test_a_version_in_capital_letters_is_that_version(browser: FlaskClient, app: Flask) -> None:
    answer = browser.get(f"/questions/three-public?version={current(app).upper()}")
    assert answer.headers[citing.IS_CURRENT] == "true"


def test_a_query_too_long_for_an_address_has_none(browser: FlaskClient) -> None:
    answer = browser.get("/sparql", query_string={"query": QUERY + " " * 5000, "format": "html"})
    assert answer.status_code == 200
    assert 'class="cite"' not in answer.text
    assert "Link" not in answer.headers


def test_errors_are_not_cited(browser: FlaskClient) -> None:
    assert 'class="cite"' not in browser.get("/id/nothing").text
    assert 'class="cite"' not in browser.get("/sparql?query=nonsense&format=html").text
