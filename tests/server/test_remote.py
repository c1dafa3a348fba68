"""A store behind the URLs of an endpoint: a small SPARQL 1.1 server on a loopback port stands for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from small_graph import ORGANIZATIONS, A, B, organizations, quads

from server import create_app
from server.app import close
from server.engine import Engine
from server.errors import QueryError, StoreError
from server.pool import Limits
from server.remote import MANIFEST_GRAPH, RemoteStore
from server.store import open_store, replace_graphs

OFFICE = "http://e/office"


class Endpoint:
    """Query, update and graph store over an in-memory store; keeps the requests it got."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self.requests: list[str] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, status: int, body: bytes = b"", media_type: str = "text/plain") -> None:
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle_request(self) -> None:
                path = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                endpoint.requests.append(f"{self.command} {path.path}")
                form = (
                    {name: values[0] for name, values in parse_qs(body.decode()).items()}
                    if path.path != "/store"
                    else {}
                )
                if path.path == "/query":
                    results = endpoint.store.query(form["query"], use_default_graph_as_union=True)
                    if isinstance(results, ox.QueryTriples):
                        self.answer(200, results.serialize(format=ox.RdfFormat.TURTLE) or b"", "text/turtle")
                    else:
                        text = results.serialize(format=ox.QueryResultsFormat.JSON) or b""
                        self.answer(200, text, "application/sparql-results+json")
                elif path.path == "/update":
                    endpoint.store.update(form["update"])
                    self.answer(204)
                else:
                    graph = ox.NamedNode(parse_qs(path.query)["graph"][0])
                    if self.command == "GET":
                        if not endpoint.store.contains_named_graph(graph):
                            self.answer(404)
                            return
                        self.answer(
                            200, endpoint.store.dump(format=ox.RdfFormat.TURTLE, from_graph=graph) or b"", "text/turtle"
                        )
                        return
                    endpoint.store.remove_graph(graph)
                    if self.command == "PUT":
                        endpoint.store.load(body, format=ox.RdfFormat.TURTLE, to_graph=graph)
                    self.answer(204)

            do_GET = do_POST = do_PUT = do_DELETE = handle_request  # noqa: N815

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/query"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    yield found
    found.server.shutdown()
    found.server.server_close()


def document(graph: str, label: str) -> bytes:
    return quads(
        graph,
        f'''<{graph}> a mz:Disclosure ; rdfs:label "{label}"@zh ; dcterms:title "{label}"@zh ;
            mz:department <{OFFICE}> ; mz:totalExpenditure 1000.10 .''',
    )


def test_loading_twice_sends_nothing(endpoint: Endpoint) -> None:
    store = open_store(endpoint.url)
    assert replace_graphs(store, {A: document(A, "一")})
    version = store.version()
    endpoint.requests.clear()
    assert not replace_graphs(store, {A: document(A, "一")})
    assert not [request for request in endpoint.requests if not request.startswith("POST /query")]
    assert store.version() == version


def test_replacing_and_removing(endpoint: Endpoint) -> None:
    store = open_store(endpoint.url)
    replace_graphs(store, {A: document(A, "旧"), B: document(B, "另")})
    assert replace_graphs(store, {A: document(A, "新")})
    assert "新".encode() in store.graph(A)
    assert "旧".encode() not in store.graph(A)
    assert replace_graphs(store, {B: None})
    assert store.graph(B) == b""
    assert store.hashes().keys() == {A}


def test_both_stores_give_the_same_version(endpoint: Endpoint, tmp_path: object) -> None:
    remote, embedded = open_store(endpoint.url), open_store(f"{tmp_path}/store")
    for store in (remote, embedded):
        with store.writing() as writer:
            writer.replace(A, document(A, "一"), organizations((OFFICE, "财政局", "130184")))
            writer.commit()
    assert remote.hashes() == embedded.hashes()
    assert remote.version() == embedded.version()
    assert remote.graph(ORGANIZATIONS) == embedded.graph(ORGANIZATIONS)


def test_shared_entities_come_and_go(endpoint: Endpoint) -> None:
    store = open_store(endpoint.url)
    with store.writing() as writer:
        writer.replace(A, document(A, "一"), organizations((OFFICE, "财政局", "130184")))
        writer.commit()
    assert ORGANIZATIONS in store.hashes()
    replace_graphs(store, {A: None})
    assert ORGANIZATIONS not in store.hashes()
    assert {quad.graph_name.value for quad in endpoint.store} <= {MANIFEST_GRAPH}


def test_an_interrupted_load_is_done_again(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(endpoint.url)
    assert isinstance(store, RemoteStore)
    request = RemoteStore.request

    def broken(self: RemoteStore, method: str, graph: str, nquads: bytes | None = None) -> bytes:
        if graph == B:
            raise StoreError("the line is cut")
        return request(self, method, graph, nquads)

    changes: dict[str, bytes | None] = {A: document(A, "一"), B: document(B, "二")}
    monkeypatch.setattr(RemoteStore, "request", broken)
    with pytest.raises(StoreError, match="the line is cut"):
        replace_graphs(store, changes)
    assert store.hashes() == {}
    monkeypatch.undo()
    assert replace_graphs(store, changes)
    assert store.hashes().keys() == {A, B}


def test_queries(endpoint: Endpoint) -> None:
    store = open_store(endpoint.url)
    replace_graphs(store, {A: document(A, "一")})
    engine = Engine(store, Limits(seconds=5, max_bytes=2000))
    rows = engine.rows("SELECT ?label ?total { ?d rdfs:label ?label ; mz:totalExpenditure ?total }")
    assert [(row["label"].value, row["total"].value) for row in rows] == [("一", "1000.1")]
    assert engine.answer("SELECT ?total { ?d mz:totalExpenditure ?total }", "csv").body == b"total\r\n1000.1\r\n"
    assert b"1000.1" in engine.answer("DESCRIBE ?d { ?d a mz:Disclosure }", "ntriples").body
    assert engine.answer("ASK {}", "json").version == store.version()
    for query, kind in (
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "refused"),
        ("SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }", "refused"),
        ("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }", "too-large"),
        ("INSERT DATA { <a:b> <a:b> 1 }", "read-only"),
    ):
        with pytest.raises(QueryError) as caught:
            engine.answer(query, "json")
        assert caught.value.kind == kind


def test_the_service_runs_on_an_endpoint(endpoint: Endpoint) -> None:
    replace_graphs(open_store(endpoint.url), {A: document(A, "新乐市财政局2022年部门预算")})
    app = create_app({"STORE": endpoint.url})
    try:
        client = app.test_client()
        assert client.get("/health").status_code == 200
        assert "新乐市财政局2022年部门预算" in client.get("/id/disclosure/130184/caizhengju-aaaa/2022/budget").text
    finally:
        close(app)


def test_an_endpoint_that_does_not_answer() -> None:
    with pytest.raises(StoreError, match="does not answer"):
        open_store("http://127.0.0.1:9/query").version()


def test_users_and_urls() -> None:
    store = RemoteStore("http://me:p%40ss@h/query")
    assert (store.query_url, store.update_url, store.graphs_url) == (
        "http://h/query",
        "http://h/update",
        "http://h/store",
    )
    assert "p@ss" not in store.location
    three = RemoteStore("http://h/sparql, http://h/sparql-auth, http://h/graphs")
    assert three.graphs_url == "http://h/graphs"
