"""The SPARQL Protocol: every form of asking, every form of answering, and clear refusals."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from small_graph import A, parsed

YEARS = "SELECT ?year ?total { ?d mz:fiscalYear ?year ; mz:totalExpenditure ?total } ORDER BY ?total"
LABEL = "SELECT ?s { ?s rdfs:label '新乐市财政局2022年部门预算'@zh }"
GRAPH = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{A}> {{ ?s ?p ?o FILTER(?p = mz:totalExpenditure) }} }}"
FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"


def bindings(body: bytes) -> list[dict[str, str]]:
    rows = json.loads(body)["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("query", [YEARS, LABEL])
def test_all_ways_of_asking_give_the_same_answer(client: FlaskClient, query: str) -> None:
    direct = {"content_type": "application/sparql-query; charset=utf-8", "data": query.encode()}
    answers = [
        client.get("/sparql", query_string={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=urlencode({"query": query}), content_type=f"{FORM}; charset=UTF-8"),
        client.post("/sparql", **direct),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert bindings(answers[0].data)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        (JSON, JSON),
        ("application/json", JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_tables_are_negotiated(client: FlaskClient, accept: str | None, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": YEARS}, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert {"accept", "accept-language"} <= {name.lower() for name in answer.vary}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/rdf+xml;q=0.2, application/ld+json", "application/ld+json"),
    ],
)
def test_graphs_are_negotiated_and_parse_to_the_same(client: FlaskClient, accept: str, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    graph = parsed(answer.data, media_type)
    assert [(str(s), float(o)) for s, _, o in graph] == [(A, 1000.1)]


@pytest.mark.parametrize(
    ("name", "media_type"), [("csv", "text/csv"), ("json", JSON), ("xml", "application/sparql-results+xml")]
)
def test_format_overrides_accept(client: FlaskClient, name: str, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": YEARS, "format": name}, headers={"Accept": "text/html"})
    assert answer.mimetype == media_type


def test_what_cannot_be_given_is_406_with_a_list(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": YEARS}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.text


def test_ask(client: FlaskClient) -> None:
    query = f"ASK {{ <{A}> a mz:Disclosure }}"
    assert client.get("/sparql", query_string={"query": query}).json == {"head": {}, "boolean": True}


def test_decimals_are_exact_and_printed_strings_stay(client: FlaskClient) -> None:
    query = (
        f"SELECT ?amount ?printed {{ <{A}/table/expenditure/cell/4-4> mz:amount ?amount ; mz:printedValue ?printed }}"
    )
    row = json.loads(client.get("/sparql", query_string={"query": query}).data)["results"]["bindings"][0]
    assert row["amount"]["value"] == "1000.1"
    assert row["amount"]["datatype"].endswith("#decimal")
    assert row["printed"]["value"] == "1000.10"


def test_chinese_comes_through_every_form(client: FlaskClient) -> None:
    query = f"SELECT ?label {{ <{A}> rdfs:label ?label . OPTIONAL {{ ?x <http://e/新乐市?部门=财政> '€' }} }}"
    expected = [{"label": "新乐市财政局2022年部门预算"}]
    assert bindings(client.get(f"/sparql?query={quote(query)}").data) == expected
    assert bindings(client.post("/sparql", data={"query": query}).data) == expected
    assert (
        bindings(client.post("/sparql", data=query.encode(), content_type="application/sparql-query").data) == expected
    )
    text = client.get("/sparql", query_string={"query": query, "format": "csv"}).data.decode()
    assert list(csv.DictReader(io.StringIO(text))) == expected


def test_the_default_graph_is_the_union(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?d a mz:Disclosure . ?d mz:department/rdfs:label ?office }"
    assert bindings(client.get("/sparql", query_string={"query": query}).data) == [{"n": "3"}]


def test_the_dataset_can_be_chosen(client: FlaskClient) -> None:
    query = "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a mz:Disclosure }"
    one = client.get("/sparql", query_string={"query": query, "default-graph-uri": A})
    assert bindings(one.data) == [{"n": "1"}]
    own = query.replace("{", f"FROM <{A}> {{", 1)
    assert bindings(client.get("/sparql", query_string={"query": own}).data) == [{"n": "1"}]
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?d a mz:Disclosure } }"
    assert bindings(client.post("/sparql", data={"query": named, "named-graph-uri": A}).data) == [{"n": "1"}]


@pytest.mark.parametrize("where", ["query", "parameter"])
def test_graphs_that_are_not_here_are_refused(client: FlaskClient, where: str) -> None:
    other = "http://example.org/elsewhere"
    parameters = {"query": f"SELECT * FROM <{other}> {{ ?s ?p ?o }}"}  # noqa: S608
    if where == "parameter":
        parameters = {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": other}
    answer = client.get("/sparql", query_string=parameters)
    assert answer.status_code == 400
    assert f"there is no graph <{other}>" in answer.text


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"query_string": {"query": "SELECT * { ?s ?p"}}, 400),
        ({"query_string": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}}, 400),
        ({"query_string": {"query": "INSERT DATA { <a:b> <a:b> 1 }"}}, 403),
        ({"query_string": {"update": "CLEAR ALL"}}, 403),
        ({"query_string": "query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, 400),
        ({"method": "POST", "data": {"update": "LOAD <http://127.0.0.1:1/>"}}, 403),
        ({"method": "POST", "data": b"CLEAR ALL", "content_type": "application/sparql-update"}, 403),
        ({"method": "POST", "data": b"ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": b"query=%FF", "content_type": FORM}, 200),
        ({"method": "POST", "data": b"\xff\xfe", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": b"", "content_type": FORM}, 400),
        ({"method": "POST", "data": b"x" * 1_500_000, "content_type": "application/sparql-query"}, 413),
        ({"method": "PUT", "data": b"ASK {}"}, 405),
        ({"query_string": {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}}, 413),
    ],
)
def test_refusals(client: FlaskClient, request_: dict[str, object], status: int) -> None:
    answer = client.open("/sparql", **request_)  # type: ignore[arg-type]
    if request_.get("data") == b"query=%FF":  # a broken character is a broken query
        status = 400
    assert answer.status_code == status, answer.text
    assert len(answer.text) < 1000
    assert answer.mimetype == "text/plain"
    assert client.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200


def test_errors_say_where(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "SELECT *\n{ ?s nowhere:x ?o }"})
    assert answer.status_code == 400
    assert answer.text.startswith("line 2, column 6: the prefix nowhere: is not declared")
    as_json = client.get("/sparql", query_string={"query": "SELECT *\n{ ?s ?p"}, headers={"Accept": "application/json"})
    assert as_json.json is not None
    assert as_json.json["error"]["kind"] == "syntax"
    assert as_json.json["error"]["line"] == 2


def test_errors_on_the_page_keep_the_query(browser: FlaskClient) -> None:
    answer = browser.get("/sparql", query_string={"query": "SELECT <script>", "format": "html"})
    assert answer.status_code == 400
    assert "<textarea" in answer.text
    assert "SELECT &lt;script&gt;" in answer.text


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "*/*"])
def test_service_description(client: FlaskClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    graph = parsed(answer.data, answer.mimetype)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = graph.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://localhost/sparql")
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert (None, rdflib.RDF.type, sd.Graph) in graph


def test_a_browser_gets_a_form_and_a_table(browser: FlaskClient) -> None:
    assert "<textarea" in browser.get("/sparql").text
    page = browser.get(
        "/sparql", query_string={"query": f"SELECT ?d {{ ?d a mz:Disclosure FILTER(?d = <{A}>) }}", "format": "html"}
    ).text
    assert 'href="/id/disclosure/130184/caizhengju-aaaa/2022/budget"' in page


def test_cross_origin_requests_are_allowed(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": "ASK {}"}).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


def test_csv_and_tsv_are_as_the_recommendation_says(client: FlaskClient) -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { (<http://e/x> "a,\\"b\\"") ("1.50" UNDEF) } }'
    text = client.get("/sparql", query_string={"query": query, "format": "csv"}).data
    assert text.splitlines() == [b"a,b", b'http://e/x,"a,""b"""', b"1.50,"]
    text = client.get("/sparql", query_string={"query": query, "format": "tsv"}).data
    assert text.splitlines()[:2] == [b"?a\t?b", b'<http://e/x>\t"a,\\"b\\""']


def test_a_construct_over_several_graphs_has_no_triple_twice(client: FlaskClient) -> None:
    query = "CONSTRUCT { ?d a mz:Disclosure } WHERE { ?d a mz:Disclosure ; mz:hasTable ?table }"
    answer = client.get("/sparql", query_string={"query": query, "format": "ntriples"})
    triples = list(ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES))
    assert len(triples) == len(set(triples)) == 2


def test_relative_addresses_are_relative_to_the_base(client: FlaskClient) -> None:
    local = A.removeprefix("https://w3id.org/mingzhang/")
    for query in (f"ASK {{ <{local}> a mz:Disclosure }}", f"BASE <id/> ASK {{ <{local[3:]}> a mz:Disclosure }}"):
        answer = client.get("/sparql", query_string={"query": query, "format": "json"}).json
        assert answer is not None
        assert answer["boolean"] is True
    graph = client.get("/sparql", query_string={"query": "CONSTRUCT { <new> a <#this> } {}", "format": "ntriples"})
    assert "<https://w3id.org/mingzhang/new>" in graph.text
    assert "<https://w3id.org/mingzhang/#this>" in graph.text
    named = f"ASK FROM <{local}> {{ ?s ?p ?o }}"
    assert client.get("/sparql", query_string={"query": named}).status_code == 200
    by_parameter = client.get("/sparql", query_string={"query": "ASK { ?s ?p ?o }", "default-graph-uri": local})
    assert by_parameter.status_code == 200
    assert client.get("/sparql", query_string={"query": "ASK {}", "default-graph-uri": "id/none"}).status_code == 400
