"""The service as it runs: waitress on a loopback port, hostile queries, and the service still answering afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from small_graph import A, B, parsed, quads
from waitress import wasyncore
from waitress.server import create_server

from server import create_app
from server.app import close
from server.embedded import EmbeddedStore
from server.errors import QueryError
from server.pool import Limits, Pool
from server.store import replace_graphs
from server.worker import Job, answer

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d"


@dataclass
class Service:
    """A running service."""

    root: str

    def get(self, query: str, accept: str = "application/sparql-results+json") -> tuple[int, bytes, dict[str, str]]:
        parameters = urllib.parse.urlencode({"query": query})
        request = urllib.request.Request(f"{self.root}/sparql?{parameters}", headers={"Accept": accept})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return response.status, response.read(), dict(response.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), dict(error.headers)

    def answers(self) -> bool:
        status, body, _ = self.get(f"ASK {{ <{A}> a mz:Disclosure }}")
        return status == 200 and json.loads(body)["boolean"]


@contextmanager
def serving(store: EmbeddedStore, **settings: object) -> Iterator[Service]:
    app = create_app(
        {"STORE": str(store.root), "QUERY_SECONDS": 1.0, "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1, **settings}
    )
    server = create_server(app, host="127.0.0.1", port=0, threads=16)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.effective_port}")  # type: ignore[union-attr]
    finally:
        # The loop ends when nothing is left to listen to; only its own thread may take that away.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))  # type: ignore[union-attr]
        thread.join(10)
        server.task_dispatcher.shutdown()
        close(app)


@pytest.fixture(scope="module")
def service(small_store: EmbeddedStore) -> Iterator[Service]:
    with serving(small_store, QUERY_BYTES=1_000_000, QUERY_MEMORY=1_000_000_000) as running:
        yield running


@dataclass
class Trap:
    """A server that nobody may call."""

    port: int = 0
    calls: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    found = Trap()

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            found.calls.append(str(self.client_address))

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()


# The same answer for every client


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize("how", [SPARQLWrapper.URLENCODED, SPARQLWrapper.POSTDIRECTLY])
def test_sparqlwrapper(service: Service, method: str, how: str) -> None:
    if method == SPARQLWrapper.GET and how == SPARQLWrapper.POSTDIRECTLY:
        pytest.skip("there is nothing to post")
    wrapper = SPARQLWrapper.SPARQLWrapper(f"{service.root}/sparql")
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setQuery(
        "PREFIX mz: <https://w3id.org/mingzhang/ns#> SELECT ?t { ?d mz:totalExpenditure ?t FILTER(?t > 900) } ORDER BY ?t"
    )
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["t"]["value"] for row in rows] == ["1000.1", "50000000"]


@pytest.mark.parametrize("form", [SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV])
def test_sparqlwrapper_tables(service: Service, form: str) -> None:
    wrapper = SPARQLWrapper.SPARQLWrapper(f"{service.root}/sparql")
    wrapper.setQuery(f"SELECT ?label {{ <{A}> rdfs:label ?label }}")
    wrapper.setReturnFormat(form)
    with wrapper.query().response as response:
        assert "新乐市财政局2022年部门预算" in response.read().decode()


@pytest.mark.parametrize("form", [SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD])
def test_sparqlwrapper_graphs(service: Service, form: str) -> None:
    wrapper = SPARQLWrapper.SPARQLWrapper(f"{service.root}/sparql")
    wrapper.setQuery(f"DESCRIBE <{B}>")
    wrapper.setReturnFormat(form)
    with wrapper.query().response as response:
        graph = parsed(response.read(), response.headers.get_content_type())
    assert str(graph.value(rdflib.URIRef(B), rdflib.RDFS.label)) == "普陀区财政局2023年部门决算"


# Refused, and nothing leaves the machine


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ service silent <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<{trap}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?a ?p ?b FILTER(?a<?b&&'>'!='')SERVICE <{trap}> {{?s ?p ?o}} #'\n}}",
        "SELECT * {{ \\u0053ERVICE <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <{trap}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{trap}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "LOAD <{trap}>",
        "INSERT DATA {{ <a:b> <a:b> 1 }}",
        "DELETE WHERE {{ ?s ?p ?o }}",
    ],
)
def test_nothing_reaches_out_or_changes(service: Service, small_store: EmbeddedStore, trap: Trap, query: str) -> None:
    version = small_store.version()
    status, body, _ = service.get(query.format(trap=f"http://127.0.0.1:{trap.port}/"))
    assert status in {400, 403}, body
    assert trap.calls == []
    assert small_store.version() == version
    assert service.answers()


def test_a_worker_has_no_network_where_the_system_allows(trap: Trap) -> None:
    script = f"""if True:
        import socket
        from server.worker import leave_network
        leave_network()
        try:
            socket.create_connection(("127.0.0.1", {trap.port}), 2).close()
        except OSError:
            print("cut off")
    """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    if "cut off" not in done.stdout:
        trap.calls.clear()
        pytest.skip("this system does not let a process give up its network")
    assert trap.calls == []


# Faults: one answer is lost, the service is not


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        (SLOW, 503, "took too long"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 413, "larger than"),
        ("SELECT * {" + "{" * 5000 + "}" * 5000 + "}", 400, "brackets"),
        ("SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", 400, "brackets"),
        ("SELECT * { FILTER(" + "!" * 60_000 + "1) }", 400, "too complex"),
        ("SELECT * { ?s ?p ?o" + "".join(f" BIND(1 AS ?b{i})" for i in range(5000)) + "}", 503, "took too long"),
        ("SELECT (REPLACE('" + "a" * 30 + "!', '(a+)+$', '') AS ?x) {}", 200, ""),
        ("SELECT * { ?s ?p ", 400, "at the mark"),
    ],
    ids=["slow", "huge", "braces", "parentheses", "deep", "long", "regex", "syntax"],
)
def test_a_bad_query_gets_a_clear_error_and_the_next_an_answer(
    service: Service, query: str, status: int, words: str
) -> None:
    started = time.monotonic()
    found, body, headers = service.get(query)
    if (
        found == 400 and status == 503 and b"too complex" in body
    ):  # a machine with less stack crashes before the time-out
        found, words = 503, "too complex"
    assert (found, words in body.decode()) == (status, True), (found, body[:300])
    assert headers["Content-Type"].startswith(
        "application/json" if status != 200 else "application/sparql-results+json"
    )
    assert time.monotonic() - started < 20
    assert service.answers()


def test_a_query_that_needs_too_much_memory(small_store: EmbeddedStore) -> None:
    pool = Pool(small_store.root, Limits(seconds=60, memory=700_000_000, workers=1))
    try:
        with pytest.raises(QueryError, match="memory") as caught:
            pool.run(Job(GREEDY, "json", seconds=60))
        assert caught.value.kind == "memory"
        assert json.loads(pool.run(Job("ASK {}", "json")).body)["boolean"]
    finally:
        pool.close()


def test_a_worker_that_is_killed_is_replaced(small_store: EmbeddedStore) -> None:
    pool = Pool(small_store.root, Limits(workers=1))
    try:
        pool.start()
        worker = pool._idle.queue[0]
        assert worker is not None
        worker._process.kill()
        with pytest.raises(QueryError, match="ended unexpectedly"):
            pool.run(Job("ASK {}", "json"))
        assert json.loads(pool.run(Job("ASK {}", "json")).body)["boolean"]
    finally:
        pool.close()


def test_a_flood_is_turned_away_and_pages_stay_up(small_store: EmbeddedStore) -> None:
    with serving(small_store, QUERY_WAITING=2) as service, ThreadPoolExecutor(12) as clients:
        flood = [clients.submit(service.get, SLOW) for _ in range(12)]
        time.sleep(0.3)
        for page in ("/", "/health", "/questions/three-public"):
            with urllib.request.urlopen(service.root + page, timeout=10) as response:  # noqa: S310
                assert response.status == 200
        found = [future.result() for future in flood]
        assert {status for status, _, _ in found} == {503}
        turned_away = [headers for _, body, headers in found if b"too many queries" in body]
        assert len(turned_away) >= 6
        assert all(headers["Retry-After"] for headers in turned_away)
        assert service.answers()


def test_readers_see_a_new_generation(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    replace_graphs(store, {A: quads(A, f"<{A}> a mz:Disclosure .")})
    with serving(store) as service:
        _, _, before = service.get("ASK {}")
        assert service.answers()
        replace_graphs(store, {A: quads(A, f'<{A}> a mz:Table ; rdfs:label "x" .')})
        _, _, after = service.get("ASK {}")
        assert not service.answers()
        assert before["Mingzhang-Dataset-Version"] != after["Mingzhang-Dataset-Version"] == store.version()


def test_reading_goes_on_while_writing(tmp_path: Path) -> None:
    """Every answer is of one generation: two graphs that are always written together never differ."""
    store = EmbeddedStore(tmp_path / "store")

    def write(number: int) -> None:
        replace_graphs(store, {graph: quads(graph, f"<{graph}> mz:value {number} .") for graph in (A, B)})

    write(0)
    pool = Pool(store.root, Limits(workers=1))
    query = f"SELECT ?a ?b {{ <{A}> mz:value ?a . <{B}> mz:value ?b }}"
    stop = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            write(number)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    seen = set()
    try:
        deadline = time.monotonic() + 30
        while len(seen) < 4 and time.monotonic() < deadline:
            ((a, b),) = [line.split(",") for line in pool.run(Job(query, "csv")).body.decode().splitlines()[1:]]
            assert a == b
            seen.add(a)
    finally:
        stop.set()
        writer.join()
        pool.close()
    assert len(seen) == 4
    assert len(list(store.generations.folder.iterdir())) <= 3


def test_the_worker_itself_refuses_nothing_in_silence() -> None:
    store = ox.Store()
    with pytest.raises(QueryError) as caught:
        answer(store, Job("SELECT * { ?s ?p\n ?o ; }}", "json"))
    assert (caught.value.kind, caught.value.line) == ("syntax", 2)
