"""A walk through the demo: every link leads somewhere, every address that the data mention answers."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

import samples
from ontology.terms import DEFAULT_BASE
from server import create_app, loading, reading
from server.app import close
from server.embedded import EmbeddedStore
from server.publishing.export import run
from server.site import Site

PER_KIND = 3
"""Addresses of one kind that are opened: all cells of all tables have the same page."""

BASE = DEFAULT_BASE.rstrip("/")
HERE = "http://localhost"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("crawl")
    store = EmbeddedStore(folder / "store")
    assert not loading.load(store, samples.paths(), how=reading.How(DEFAULT_BASE), jobs=1).refused
    run(store, folder / "dumps", base=DEFAULT_BASE)
    settings = {"STORE": str(store.root), "DUMPS": str(folder / "dumps"), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1}
    app = create_app(settings)
    yield app.test_client()
    close(app)


class Links(HTMLParser):
    """The links of a page, and the places in it that links may lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "action"} and value and tag != "form":
                self.links.append(value)
            elif name == "id" and value:
                self.anchors.add(value)


def local(address: str) -> str | None:
    """The path of an address of ours; None for one of others."""
    for begin in (HERE, BASE):
        if address == begin or address.startswith(f"{begin}/"):
            return address.removeprefix(begin) or "/"
    return address if address.startswith("/") and not address.startswith("//") else None


def kind(path: str) -> str:
    """What addresses of the same sort of page have in common."""
    where, _, query = path.partition("?")
    where, dot, suffix = where.partition(".") if not where.startswith("/.") else (where, "", "")
    parts = where.split("/")
    if query or dot:  # other forms and languages of pages that are opened themselves
        given = sorted(re.findall(r"(?:^|&)(\w+)=", query))
        named = "*" if {"lang", "version"} & set(given) else parts[1]
        return f"/{named}{dot}{suffix}?{','.join(given)}"
    if "report" in parts[2:]:
        return "/id/disclosure/*/report/*"
    if parts[1:3] == ["id", "disclosure"]:
        return "/id/disclosure/" + re.sub(r"\d+", "N", "/".join(["*", *parts[7:8], *parts[9:12]]))
    if len(parts) < 3 or parts[1] in {"questions", "data"}:
        return where
    return f"/{parts[1]}/{parts[2] if parts[1] == 'id' else '*'}"


def in_graph(body: bytes) -> Iterator[str]:
    for quad in ox.parse(body, format=ox.RdfFormat.TURTLE):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode):
                yield term.value


def test_no_link_of_the_demo_is_dead(client: FlaskClient) -> None:
    waiting = deque(["/", "/robots.txt", "/sitemap.xml", "/catalog.ttl", "/.well-known/void.ttl", "/ns.ttl", "/health"])
    seen, opened, anchors, wanted = set(waiting), Counter[str](), dict[str, set[str]](), set[tuple[str, str, str]]()
    dead = []
    while waiting:
        path = waiting.popleft()
        answer = client.get(path, headers={"Accept": "text/html, */*;q=0.1"}, buffered=True, follow_redirects=True)
        if answer.status_code != 200:
            dead.append(f"{path}: {answer.status_code}")
            continue
        if answer.mimetype == "text/html":
            page = Links(answer.text)
            anchors[path] = page.anchors
            found = page.links
            alternate = re.search(r'<([^>]*)>; rel="alternate"; type="text/turtle"', answer.headers.get("Link", ""))
            found += [alternate[1]] if alternate else []
        elif answer.mimetype == "text/turtle":
            found = list(in_graph(answer.data))
        elif answer.mimetype == "application/xml":
            found = re.findall("<loc>([^<]*)</loc>", answer.text)
        else:
            found = []
        for link in dict.fromkeys(found):
            target = local(link)
            if target is None:
                assert urlsplit(link).scheme in {"http", "https", "mailto"} or link.startswith("#"), (path, link)
                continue
            target, _, fragment = target.partition("#")
            if fragment and answer.mimetype == "text/html":
                wanted.add((path, target, unquote(fragment)))
            if target not in seen and opened[kind(target)] < PER_KIND:
                seen.add(target)
                opened[kind(target)] += 1
                waiting.append(target)
    assert not dead, dead[:20]
    lost = sorted(f"{path} → {to}#{place}" for path, to, place in wanted if to in anchors and place not in anchors[to])
    assert not lost, lost[:20]
    assert len(seen) > 120
    kinds = {"/id/disclosure/*", "/id/disclosure/*/table/cell/N-N", "/id/jurisdiction", "/code/*", "/reports/*"}
    assert kinds <= opened.keys()


def test_every_address_that_the_data_mention_answers(client: FlaskClient) -> None:
    site: Site = client.application.extensions["mingzhang"]
    ours = f'FILTER(isIRI(?it) && STRSTARTS(STR(?it), "{DEFAULT_BASE}"))'
    mentioned = {
        row["it"].value
        for pattern in ("?it ?p ?o", "?s ?it ?o", "?s ?p ?it", "GRAPH ?it { ?s ?p ?o }")
        for row in site.house.rows(f"SELECT DISTINCT ?it {{ {pattern} {ours} }}")
    }
    assert len(mentioned) > 10_000
    described = {row["it"].value for row in site.house.rows(f"SELECT DISTINCT ?it {{ ?it ?p ?o {ours} }}")}
    unserved = sorted(address for address in mentioned if site.path_of(address) is None)
    # What the data only refer to has to be looked at one by one; what they describe has the page of its kind.
    for address in [*(mentioned - described), *unserved]:
        path = address.partition("#")[0].removeprefix(BASE)
        answer = client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert answer.status_code == 200, address
