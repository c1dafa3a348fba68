"""HTTP as the standards have it, on every kind of address: HEAD, OPTIONS, CORS, validators; and no address that breaks anything."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_graph import BASE, A

from server.views import crawlers

DISCLOSURE = A.removeprefix(BASE.rstrip("/"))
REPORT = f"/reports/{A.partition('disclosure/')[2]}"
KINDS = [
    "/", DISCLOSURE, f"{DISCLOSURE}/table/expenditure", f"{DISCLOSURE}/table/expenditure/cell/4-4", REPORT, "/reports/", "/questions/",
    "/questions/three-public", "/sparql", "/sparql?query=ASK%7B%7D", "/catalog", "/.well-known/void", "/data/", f"/data{DISCLOSURE[3:]}.nq", "/ns",
    "/code/phase/budget", "/cube/expenditure", "/graph/codes", "/reconcile", "/sitemap.xml", "/robots.txt",
]  # fmt: skip
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize("address", KINDS)
def test_head_options_cors_and_validators(client: FlaskClient, app: Flask, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["ETag"]
    assert "Accept" in answer.headers.get("Vary", "") or address.startswith("/reconcile")
    assert answer.headers["Mingzhang-Dataset-Version"] == app.extensions["mingzhang"].store.version()
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Content-Length", "Mingzhang-Dataset-Version"):
        assert head.headers[name] == answer.headers[name], name
    same = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    options = client.options(address)
    assert options.status_code == 200
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Access-Control-Allow-Methods"].split(", "))
    assert options.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address", [DISCLOSURE, REPORT, "/questions/three-public", "/catalog", "/sparql?query=ASK%7B%7D"]
)
def test_last_modified_is_when_the_dataset_was_published(client: FlaskClient, app: Flask, address: str) -> None:
    answer = client.get(address)
    published = app.extensions["mingzhang"].store.published()
    assert answer.last_modified == published
    assert published <= datetime.now(UTC)
    same = client.get(address, headers={"If-Modified-Since": answer.headers["Last-Modified"]})
    assert (same.status_code, same.data) == (304, b"")
    older = client.get(address, headers={"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert older.status_code == 200


@pytest.mark.parametrize("address", [DISCLOSURE, REPORT, "/catalog", "/.well-known/void", "/code/phase/budget"])
def test_suffix_and_format_name_the_same_bytes(client: FlaskClient, address: str) -> None:
    for suffix, media in (("ttl", "text/turtle"), ("nt", "application/n-triples"), ("rdf", "application/rdf+xml")):
        by_accept = client.get(address, headers={"Accept": media})
        assert by_accept.mimetype == media
        assert by_accept.headers["Content-Location"] == f"{address}.{suffix}"
        for other in (f"{address}.{suffix}", f"{address}?format={suffix}"):
            assert client.get(other).data == by_accept.data
        links = by_accept.headers["Link"]
        assert {'rel="canonical"', 'rel="describedby"', 'rel="alternate"', 'rel="cite-as"'} <= set(
            links.replace(",", ";").split("; ")
        )
        for link in re.findall(r'<(/[^>]*)>; rel="alternate"', links):
            assert client.get(link).status_code == 200


ODD = [
    *(
        "..",
        ".",
        "//",
        "%00",
        "%ff%fe",
        "\x00",
        "%",
        "%2",
        "%zz",
        "<>",
        "\\",
        "{}",
        "^",
        "`",
        "|",
        '"',
        "'",
        "#",
        "?",
        ".ttl",
    ),
    *(
        "report",
        "load",
        "table",
        "cell",
        "1-1",
        "-1",
        "9" * 400,
        "a" * 3000,
        "\ud7ff",
        "\u202e",
        "新乐",
        ";",
        "&&",
        "*/*",
        "${7*7}",
    ),
]
# As a server hands a path over: any bytes, percent-encodings already undone.
PIECE = st.one_of(st.text(max_size=30).map(str.encode), st.sampled_from(ODD).map(str.encode), st.binary(max_size=20))
START = st.sampled_from(
    ["", "id", "id/disclosure", DISCLOSURE[1:], "code", "code/functional", "cube", "graph", "reports", "questions", "data", "data/disclosure",
     "ns", "catalog", ".well-known", "sitemap-1", "static", "reconcile", "reconcile/v1", "sparql"]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=START,
    rest=st.lists(PIECE, max_size=4),
    suffix=st.sampled_from(["", ".ttl", ".html", ".nq", ".x", "/", ".ttl.ttl"]),
    query=st.sampled_from(["", "?format=ttl", "?format=%00", "?lang=xx", "?version=%ff", "?limit=-1", "?outcome=%27"]),
    accept=st.sampled_from(["text/html", "text/turtle", "*/*", "nonsense", "image/png;q=0", ""]),
)
def test_no_address_breaks_the_service(
    client: FlaskClient, start: str, rest: list[bytes], suffix: str, query: str, accept: str
) -> None:
    path = b"/" + b"/".join([start.encode(), *rest]) + suffix.encode()
    environ = {"PATH_INFO": path.decode("latin-1")}
    answer = client.get(f"/{query}", headers={"Accept": accept}, environ_overrides=environ, buffered=True)
    assert answer.status_code < 500, (path, answer.text[:200])
    if answer.status_code >= 400 and answer.mimetype == "text/html":
        assert "<h1>" in answer.text
        assert 'href="/' in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])
@pytest.mark.parametrize("address", [DISCLOSURE, "/", "/catalog", "/data/", "/sitemap.xml", "/nothing"])
def test_other_methods_are_refused_and_say_what_is_allowed(client: FlaskClient, address: str, method: str) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == (404 if address == "/nothing" else 405)
    if answer.status_code == 405:
        assert "GET" in answer.headers["Allow"]


# --- crawlers


def addresses(client: FlaskClient, path: str = "/sitemap.xml") -> list[str]:
    root = ET.fromstring(client.get(path).data)  # noqa: S314  (our own)
    return [loc.text or "" for loc in root.iter(f"{SPACE}loc")]


def test_the_sitemap_leads_to_every_page_worth_finding(client: FlaskClient) -> None:
    found = addresses(client)
    assert len(found) == len(set(found))
    assert {
        f"http://localhost{path}"
        for path in ("/", DISCLOSURE, REPORT, f"{DISCLOSURE}/table/expenditure", "/questions/three-public")
    } <= set(found)
    for address in found:
        assert (
            client.get(address.removeprefix("http://localhost"), headers={"Accept": "text/html"}).status_code == 200
        ), address


def test_a_large_sitemap_is_an_index(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(client)
    monkeypatch.setattr(crawlers, "MOST", 7)
    parts = addresses(client)
    assert client.get("/sitemap.xml").data.count(b"<sitemap>") == len(parts) == -(-len(whole) // 7)
    together = [address for part in parts for address in addresses(client, part.removeprefix("http://localhost"))]
    assert together == whole
    for beyond in (0, len(parts) + 1):
        assert client.get(f"/sitemap-{beyond}.xml").status_code == 404


def test_robots_find_the_sitemap(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in answer.text.splitlines()


def test_a_disclosure_is_a_dataset_of_schema_org(browser: FlaskClient, app: Flask) -> None:
    page = browser.get(DISCLOSURE).text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    head = page.partition("</head>")[0]
    assert text in head
    dataset = json.loads(text)
    # What search engines ask of a dataset: name, a description of 50 to 5000 characters, and addresses that are absolute.
    assert (dataset["@context"], dataset["@type"], dataset["@id"]) == ("https://schema.org/", "Dataset", A)
    assert dataset["name"] == "新乐市财政局2022年部门预算"
    assert 50 <= len(dataset["description"]) <= 5000
    assert dataset["version"] == app.extensions["mingzhang"].store.version()
    assert dataset["temporalCoverage"] == "2022-01-01/2022-12-31"
    assert dataset["creator"]["name"] == "新乐市财政局"
    assert dataset["spatialCoverage"]["identifier"] == "130184"
    assert "license" not in dataset
    for address in (
        dataset["url"],
        dataset["includedInDataCatalog"]["url"],
        *(it["contentUrl"] for it in dataset["distribution"]),
    ):
        assert client_path(browser, address) == 200
    types = {"Dataset", "DataCatalog", "DataDownload", "GovernmentOrganization", "AdministrativeArea"}
    assert set(re.findall(r'"@type": "(\w+)"', text)) == types


def client_path(client: FlaskClient, address: str) -> int:
    assert address.startswith("http://localhost/")
    return client.get(address.removeprefix("http://localhost"), follow_redirects=True).status_code
