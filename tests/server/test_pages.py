"""Pages and linked data: every IRI answers at its path, in the form asked for; pages show what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from small_graph import BASE, OFFICE, UNIT, A, B, document_a, organizations, parsed, report

from ontology.terms import MZ, VERSION
from server import create_app, vocabulary, web
from server.app import close
from server.embedded import EmbeddedStore
from server.engine import Engine
from server.site import Site

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "rect",
    "path",
}


class Page(HTMLParser):
    """A page that must be well-formed: links, identifiers, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def path(iri: str) -> str:
    return "/" + iri.removeprefix(BASE)


CELL = f"{A}/table/expenditure/cell/7-4"
RESOURCES = [
    A,
    B,
    f"{A}/table/expenditure",
    f"{A}/table/balance",
    f"{A}/table/state-capital",
    CELL,
    f"{A}/project/1",
    OFFICE,
    UNIT,
]
RESOURCES += [f"{A}/table/expenditure/row/5", f"{A}/claim/1", f"{A}/project/1/indicator/1", f"{A}/report/check/C2-7"]
RESOURCES += [BASE + local for local in ("id/jurisdiction/130184", "id/jurisdiction/130000", "id/period/2022")]
RESOURCES += [
    BASE + local for local in ("code/line-item", "code/functional/2010301", "code/phase/budget", "code/identity/C2")
]
RESOURCES += [BASE + local for local in ("cube/expenditure", "ns", "graph/organizations", "graph/ontology")]
PAGES = ["/", "/questions/", "/reports/", f"/reports/{A.partition('disclosure/')[2]}", "/data/", "/sparql"]


@pytest.mark.parametrize("iri", RESOURCES)
def test_every_iri_answers_in_every_form(client: FlaskClient, iri: str) -> None:
    forms = {
        "ttl": "text/turtle",
        "nt": "application/n-triples",
        "jsonld": "application/ld+json",
        "rdf": "application/rdf+xml",
    }
    graphs = []
    for suffix, media_type in forms.items():
        negotiated = client.get(path(iri), headers={"Accept": media_type})
        assert (negotiated.status_code, negotiated.mimetype) == (200, media_type)
        assert negotiated.headers["Content-Location"] == f"{path(iri)}.{suffix}"
        graphs.append(parsed(negotiated.data, media_type))
    assert len({len(graph) for graph in graphs}) == 1
    assert rdflib.URIRef(iri) in set(graphs[0].subjects()) or iri.startswith(f"{BASE}graph/")
    page = client.get(path(iri), headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (200, "text/html")
    Page(page.text)


@pytest.mark.parametrize(
    "iri", [A, f"{A}/table/balance", BASE + "code/phase/budget", BASE + "ns", BASE + "graph/organizations"]
)
@pytest.mark.parametrize(
    ("suffix", "media_type"), [("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("html", "text/html")]
)
def test_suffix_and_format_name_a_form(client: FlaskClient, iri: str, suffix: str, media_type: str) -> None:
    accept = {"Accept": "application/rdf+xml"}
    assert client.get(f"{path(iri)}.{suffix}", headers=accept).mimetype == media_type
    assert client.get(path(iri), query_string={"format": suffix}, headers=accept).mimetype == media_type


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", [*PAGES, *map(path, RESOURCES)])
def test_pages_are_well_formed_and_need_nothing_from_elsewhere(
    browser: FlaskClient, address: str, language: str
) -> None:
    answer = browser.get(address, query_string={"lang": language})
    assert answer.status_code == 200
    assert answer.text.startswith("<!doctype html>")
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    page = Page(answer.text)
    assert "style" not in page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
    data = '<script type="application/ld+json">'  # what search engines read: nothing runs it
    assert "<script" not in answer.text.replace(data, "", 1 if "/disclosure/" in address else 0)
    assert "None" not in page.text
    assert "{{" not in answer.text


def crawl(client: FlaskClient) -> Iterator[tuple[str, str, int]]:
    """Follow every internal link of every page once."""
    seen = {"/"}
    queue = [("/", "")]
    while queue:
        address, source = queue.pop()
        answer = client.get(address, buffered=True)
        yield address, source, answer.status_code
        if answer.mimetype != "text/html" or urlsplit(address).path.startswith(
            ("/code/", "/cube/", "/id/jurisdiction/", "/id/period/")
        ):
            continue
        for link in Page(answer.text).links:
            target = urlsplit(urljoin(f"http://localhost{address}", link))
            local = target._replace(scheme="", netloc="", fragment="").geturl()
            if target.path.endswith((".ttl", ".nt", ".jsonld", ".rdf")):
                continue  # every form of every kind of thing is asked for above
            if target.netloc == "localhost" and "lang=" not in target.query and local not in seen:
                seen.add(local)
                queue.append((local, address))


def test_no_link_is_dead(browser: FlaskClient) -> None:
    visited = list(crawl(browser))
    assert len(visited) > 200
    assert [(address, source, status) for address, source, status in visited if status >= 300] == []


def test_home_says_what_is_in_here(browser: FlaskClient) -> None:
    page = Page(browser.get("/").text)
    for words in ("3", "部门预算", "新乐市财政局2022年部门预算", "50,000,000.00", "5,000.00 万元", "怎样读一个数字"):
        assert words in page.text
    english = Page(browser.get("/?lang=en").text)
    assert "50.00 million" in english.text
    assert all("lang=en" in link for link in english.links if link.startswith(("/questions/", "/reports/", "/id/")))


def test_language_follows_the_browser(client: FlaskClient) -> None:
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="zh-CN">' in client.get("/", headers={"Accept-Language": "zh-TW"}).text
    assert '<html lang="zh-CN">' in client.get("/").text
    assert "Set-Cookie" not in client.get("/?lang=en").headers


def test_a_disclosure_leads_to_its_cells(browser: FlaskClient) -> None:
    answer = browser.get(path(A)).text
    page = Page(answer)
    assert path(f"{A}/table/three-public/cell/4-3") in page.links
    for words in (
        "100.00",
        "新乐市财政局2022年部门预算.txt",
        "缺少的表",
        "收入总表",
        "规定的 5 张表公开了 4 张 · 缺 1 张",
        "项勾稽关系中核对了 ",
        "电算化项目",
        "与表一致",
        "与表不同",
    ):
        assert words in page.text
    assert "&lt;b&gt;培训&lt;/b&gt;" in answer
    assert "300.00" in page.text  # the failing check
    assert "没有对上的和缺数的核对" in page.text
    assert "I1" in page.text  # the check that lacks a figure is listed, too
    assert "本站不保存原文件" in page.text
    assert f"/data{path(A)[3:]}.csv" in page.links
    assert path(CELL) in page.links


def test_a_table_is_laid_out_as_printed(browser: FlaskClient) -> None:
    answer = browser.get(path(f"{A}/table/expenditure")).text
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", answer, re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>|\s+", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]
    assert cells == [
        ["#", "项目", "合计", "基本支出", "项目支出"],
        ["4", "合计", "1000.10", "600.10", "400.00"],
        ["5", "201一般公共服务支出", "700.10", "500.10", "200.00"],
        ["6", "2010301行政运行", "700.10", "500.10", "200.00"],
        ["7", "208社会保障和就业支出", "300.00", "100.00", ""],
    ]
    assert 'class="n bad"' in answer  # 300.00 takes part in a failing check
    assert "1 项没有全部对上。" in answer


def test_a_balance_has_its_two_sides(browser: FlaskClient) -> None:
    answer = browser.get(path(f"{A}/table/balance")).text
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", answer, re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>|\s+", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]
    assert cells == [
        ["#", "收入", "预算数", "支出", "预算数"],
        ["4", "一、一般公共预算拨款收入", "1000.10", "一、一般公共服务支出", "700.10"],
        ["5", "", "", "八、社会保障和就业支出", "300.00"],
        ["6", "本年收入合计", "1000.10", "本年支出合计", "1000.10"],
    ]


def test_an_empty_table_says_so(browser: FlaskClient) -> None:
    assert "空表（有说明）" in browser.get(path(f"{A}/table/state-capital")).text


def test_a_cell_shows_its_place_and_its_equations(browser: FlaskClient) -> None:
    page = Page(browser.get(path(f"{A}/table/expenditure/cell/5-4")).text)
    for words in (
        "原文的这一行",
        "部门预算.txt 不在本站保存",
        "SHA-256",
        "700.10",
        "原文第 105 行",
        "部门预算支出总表",
        "201 一般公共服务支出",
        "行政运行",
        "1,000.10",
    ):
        assert words in page.text
    # down: 700.10 + 300.00 = 1000.10, and 2010301 = 201; along: 500.10 + 200.00 = 700.10
    assert page.text.count("相等") == 3
    for place in ("6-4", "7-4", "4-4", "5-5", "5-6"):
        assert path(f"{A}/table/expenditure/cell/{place}") in page.links


def test_a_cell_whose_sum_does_not_hold(browser: FlaskClient) -> None:
    page = Page(browser.get(path(CELL)).text)
    assert "相差 200.00 元" in page.text
    assert "空白" in page.text
    assert "C2" in page.text
    assert "不符" in page.text


def test_a_quantity_is_no_money(browser: FlaskClient) -> None:
    page = Page(browser.get(path(f"{A}/table/assets/cell/4-3")).text)
    assert "数量 3" in page.text
    assert "万元" not in page.text


def test_the_report_names_operands(browser: FlaskClient) -> None:
    address = f"/reports/{A.partition('disclosure/')[2]}"
    page = Page(browser.get(address).text)
    assert "共核对 3 项" in page.text
    assert path(f"{A}/table/expenditure/cell/7-5") in page.links
    failed = Page(browser.get(address, query_string={"outcome": "failed"}).text)
    assert "C2" in failed.text
    assert "C1" not in failed.text
    graph = parsed(browser.get(f"{address}.ttl").data, "text/turtle")
    assert len(set(graph.subjects())) == 3


def test_the_report_graph_leads_to_its_page(browser: FlaskClient) -> None:
    answer = browser.get(path(f"{A}/report"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/reports/{A.partition('disclosure/')[2]}")


def test_the_data_of_a_disclosure(client: FlaskClient, app: Flask) -> None:
    answer = client.get(f"/data/{A.partition('/id/')[2]}.nq")
    assert answer.mimetype == "application/n-quads"
    site: Site = app.extensions["mingzhang"]
    assert answer.data == site.store.graph(A)
    assert client.get("/data/disclosure/nothing.nq").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/nothing", "/id/nothing", "/id/disclosure/130184", "/code/functional/9999999", "/ns.exe", "/graph/none", "/reports/none", "/data/none.nq",
     "/id/%E6%96%B0%E4%B9%90", "/id/a%20b", "/id/%3Cscript%3E", "/id/a%22b", "/id/a%7Bb%7D", "/id/a%5Cb", "/questions/none", "/id/..%2f..%2fetc"],
)  # fmt: skip
def test_what_is_not_here_is_a_useful_404(browser: FlaskClient, client: FlaskClient, address: str) -> None:
    page = browser.get(address)
    assert page.status_code == 404
    Page(page.text)
    assert "<script>" not in page.text
    plain = client.get(address, headers={"Accept": "text/turtle"})
    assert plain.status_code == 404
    assert plain.mimetype == "text/plain"


def test_406_lists_the_formats(client: FlaskClient) -> None:
    answer = client.get(path(A), headers={"Accept": "image/png"})
    assert answer.status_code == 406
    for media_type in (
        "text/html",
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
    ):
        assert media_type in answer.text


def test_security_headers_are_on_every_answer(client: FlaskClient) -> None:
    for address in ("/", "/nothing", "/sparql?query=nonsense", "/static/style.css", path(A) + ".ttl"):
        headers = client.get(address, buffered=True).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Referrer-Policy" in headers


def test_etags_save_a_second_transfer(client: FlaskClient) -> None:
    first = client.get(path(A), headers={"Accept": "text/turtle"})
    again = client.get(path(A), headers={"Accept": "text/turtle", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(path(A), headers={"Accept": "application/n-triples", "If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    head = client.head(path(A), headers={"Accept": "text/turtle"})
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


@pytest.mark.parametrize("address", ["/catalog", "/.well-known/void"])
@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_catalogue_and_void(client: FlaskClient, address: str, media_type: str) -> None:
    answer = client.get(address, headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    graph = parsed(answer.data, media_type)
    datasets = set(graph.objects(None, rdflib.DCAT.dataset))
    assert len(datasets) == (4 if address == "/catalog" else 0)  # three disclosures, and everything together
    for download in graph.objects(None, rdflib.DCAT.downloadURL):
        assert client.get(urlsplit(str(download)).path).status_code == 200


DESCRIPTIONS = ["/sparql", "/catalog", "/.well-known/void", "/reconcile"]


@pytest.mark.parametrize("address", DESCRIPTIONS)
def test_a_foreign_host_is_not_repeated(client: FlaskClient, address: str) -> None:
    for host in ("evil.example", "evil.example:80", "localhost.evil.example", "[", "a b"):
        answer = client.get(address, headers={"Accept": "text/turtle, application/json", "Host": host})
        assert answer.status_code == 200
        assert "evil" not in answer.text
        assert "http://localhost/" in answer.text
    here = client.get(address, headers={"Accept": "text/turtle, application/json", "Host": "192.0.2.7:8000"})
    assert "http://192.0.2.7:8000/" in here.text


def test_the_public_address_is_what_descriptions_say(small_store: EmbeddedStore) -> None:
    app = create_app({"STORE": str(small_store.root), "URL": "https://data.example.org/budgets/", "HOUSE_WORKERS": 1})
    try:
        client = app.test_client()
        for address in DESCRIPTIONS:
            answer = client.get(address, headers={"Accept": "text/turtle, application/json", "Host": "127.0.0.1:8000"})
            assert "https://data.example.org/budgets/" in answer.text
            assert "127.0.0.1" not in answer.text
        for address in ("/", "/budgets/"):  # a proxy may take its part of the path away, or leave it
            page = client.get(address, headers={"Accept": "text/html"})
            assert page.status_code == 200
            assert 'href="/budgets/questions/"' in page.text
    finally:
        close(app)


def test_health(client: FlaskClient, app: Flask) -> None:
    assert client.get("/health").json == {"status": "ok", "dataset": app.extensions["mingzhang"].store.version()}


def test_labels_come_in_one_query(browser: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = Engine.rows
    monkeypatch.setattr(Engine, "rows", lambda self, text: asked.append(text) or rows(self, text))
    for iri in RESOURCES:
        asked.clear()
        browser.get(path(iri))
        assert len(asked) <= 17, iri
        assert sum("VALUES ?s" in query for query in asked) <= 3, iri


def test_another_base_is_served_at_the_same_paths(tmp_path: Path) -> None:
    base = "https://data.example.org/budgets/"

    def moved(nquads: bytes) -> bytes:
        for place in (b"id/disclosure/", b"id/department/", b"graph/organizations"):
            nquads = nquads.replace(BASE.encode() + place, base.encode() + place)
        return nquads

    store = EmbeddedStore(tmp_path / "store")
    address = base + A.removeprefix(BASE)
    with store.writing() as writer:
        vocabulary.write(writer)
        writer.replace(address, moved(document_a().nquads()), moved(organizations((OFFICE, "新乐市财政局", "130184"))))
        writer.replace(f"{address}/report", moved(report(A, "expenditure")))
        writer.commit()
    app = create_app({"STORE": str(store.root), "BASE": base, "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1})
    try:
        client = app.test_client()
        page = client.get(path(A), headers={"Accept": "text/html"})
        assert page.status_code == 200
        links = Page(page.text).links
        assert {path(CELL), path(OFFICE), "/id/jurisdiction/130184", f"/data{path(A)[3:]}.nq"} <= set(links)
        assert f'<{address}>; rel="canonical"' in page.headers["Link"]
        for local in (
            path(OFFICE),
            "/id/jurisdiction/130184",
            "/code/phase/budget",
            "/ns",
            "/graph/organizations",
            "/graph/codes",
        ):
            assert client.get(local, headers={"Accept": "text/turtle"}).status_code == 200, local
        assert client.get(f"/reports/{A.partition('disclosure/')[2]}").status_code == 200
        assert client.get(f"/data{path(A)[3:]}.nq").data == store.graph(address)
    finally:
        close(app)


def test_money_is_shown_exactly(app: Flask) -> None:
    assert web.yuan("34929482.7") == "34,929,482.70"
    assert web.yuan("0") == "0.00"
    assert web.yuan("1E+3") == "1,000.00"
    assert web.yuan("12.345") == "12.345"
    assert web.yuan(None) == ""
    assert web.plain_number("1200.0") == "1,200"
    assert web.percent("0.02849") == "2.85%"
    with app.test_request_context("/?lang=zh"):
        assert web.readable("34929482.7") == "3,492.95 万元"
    with app.test_request_context("/?lang=en"):
        assert web.readable("34929482.7") == "34.93 million"


def test_texts_are_complete_and_all_used(app: Flask) -> None:
    used: set[str] = set()
    for folder in ("templates", "views", "pages", "."):
        for entry in (files("server") / folder).iterdir():
            if entry.name.endswith((".html", ".py")):
                source = entry.read_text("utf-8")
                used |= set(re.findall(r"""(?<![\w.])(?:t|text)\(["'](\w+)["']""", source))
    used |= {f"home_read_{n}" for n in range(1, 6)} | {
        "nav_questions",
        "nav_reports",
        "nav_sparql",
        "nav_data",
        "nav_vocabulary",
    }
    used |= {
        "passed",
        "failed",
        "warning",
        "info",
        "incomplete",
        "unread",
        "inapplicable",
        "revenue_side",
        "expenditure_side",
    }
    used |= {f"mandated_{state}" for state in ("empty", "blank", "missing", "unread")}
    used |= {
        "left",
        "right",
        "difference",
        "finding_failed",
        "finding_warning",
        "finding_incomplete",
        "finding_unread",
        "finding_info",
    }
    known = web.texts()
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in known.values())
    assert used - known.keys() == set()
    assert known.keys() - used == set()


def test_the_vocabulary_has_a_place_for_each_term(browser: FlaskClient) -> None:
    terms = [name for name in MZ.__annotations__ if not name.startswith("_")]
    for language in ("zh", "en"):
        answer = browser.get("/ns", query_string={"lang": language})
        page = Page(answer.text)
        assert [name for name in terms if answer.text.count(f' id="{name}"') != 1] == []
        inside = [link for link in page.links if link.startswith(("#", "/ns"))]
        assert {link.rpartition("#")[2] for link in inside if "#" in link} - {"content"} == set(terms)
        for words in ("公开文件", "Disclosure", "一个部门或单位一个年度公开的一份部门预算或决算。", "dcat:Dataset"):
            assert words in page.text
    assert "Budget Law of China, article 14" in page.text


def test_the_version_of_the_vocabulary_answers_too(client: FlaskClient) -> None:
    same = client.get("/ns.ttl").data
    assert client.get(f"/ns/{VERSION}.ttl").data == same
    assert client.get(f"/ns/{VERSION}", headers={"Accept": "text/turtle"}).data == same
    assert client.get("/ns/0.0.9").status_code == 404


@pytest.mark.parametrize("path", ["/id/", "/id", "/code/", "/nothing/here", "/id/nothing"])
def test_where_nothing_is_the_page_says_what_to_do(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert f"这里没有 {path}。" in answer.text
    assert "请检查地址" in answer.text
    assert "requested URL" not in answer.text


def test_the_levels_of_a_classification_have_their_places(browser: FlaskClient) -> None:
    page = browser.get("/code/functional").text
    for level in ("class", "section", "item"):
        assert page.count(f'id="{level}"') == 1
