"""Dumps: what is written, what the tables hold, and how the service offers them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

import samples
from ontology.terms import DEFAULT_BASE, DIMENSIONS
from server import create_app, loading, reading
from server.app import close
from server.embedded import EmbeddedStore
from server.publishing import tidy
from server.publishing.dumps import Dumps
from server.publishing.export import run
from server.site import Site

# One in 万元 with unit tables, one with quantities (procurement, assets).
SAMPLES = [path for path in samples.paths() if "hongqi" in path.name or "beidaihe" in path.name]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("dumped") / "store")
    assert not loading.load(store, SAMPLES, how=reading.How(DEFAULT_BASE), jobs=1).refused
    return store


@pytest.fixture(scope="module")
def dumps(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Dumps:
    folder = tmp_path_factory.mktemp("dumps")
    run(store, folder, base=DEFAULT_BASE)
    return Dumps(folder)


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, dumps: Dumps) -> Iterator[FlaskClient]:
    settings = {"STORE": str(store.root), "DUMPS": str(dumps.folder), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1}
    app = create_app(settings)
    yield app.test_client()
    close(app)


@pytest.fixture(scope="module")
def folder(store: EmbeddedStore, dumps: Dumps) -> Path:
    return dumps.folder / store.version()


def package(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return content


def rows(folder: Path, kind: str) -> list[dict[str, str]]:
    text = gzip.decompress((folder / f"{kind}.csv.gz").read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_dump_has_everything_and_checksums_that_hold(folder: Path, dumps: Dumps, store: EmbeddedStore) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names >= {"mingzhang.nq.gz", "mingzhang.ttl.gz", "provenance.nq.gz", "catalog.ttl", "void.ttl"}
    listed = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert listed.keys() == names - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert dumps.versions() == [store.version()]
    assert [path.name for path in dumps.folder.iterdir()] == [store.version()]


def test_the_quads_of_a_dump_are_the_store(folder: Path, store: EmbeddedStore) -> None:
    quads = set()
    for name in ("mingzhang.nq.gz", "provenance.nq.gz"):
        quads |= set(ox.parse(gzip.decompress((folder / name).read_bytes()), format=ox.RdfFormat.N_QUADS))
    ground = {quad for quad in quads if "_:" not in f"{quad.subject} {quad.object}"}
    with store.reading() as reader:
        held = list(reader)
    assert ground == {quad for quad in held if "_:" not in f"{quad.subject} {quad.object}"}
    assert len(quads) == len(held)
    triples = set(ox.parse(gzip.decompress((folder / "mingzhang.ttl.gz").read_bytes()), format=ox.RdfFormat.TURTLE))
    lasting = {quad.triple for quad in quads if not str(quad.graph_name).endswith("/load>")}
    assert len(triples) == len(lasting)


def test_a_version_that_was_loaded_elsewhere_in_another_order_gives_the_same_bytes(
    folder: Path, store: EmbeddedStore, tmp_path: Path
) -> None:
    other = EmbeddedStore(tmp_path / "store")
    loading.load(other, SAMPLES[::-1], how=reading.How(DEFAULT_BASE), jobs=1)
    assert other.version() == store.version()
    run(other, tmp_path / "dumps", base=DEFAULT_BASE)
    for name in ["mingzhang.nq.gz", "mingzhang.ttl.gz", "expenditure.csv.gz", "datapackage.json"]:
        assert (tmp_path / "dumps" / store.version() / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_figures_of_the_tables_are_those_of_sparql(client: FlaskClient, folder: Path) -> None:
    query = """
        SELECT ?cell ?amount ?quantity ?printed ?kind {
            ?cell qb:dataSet ?table ; mz:printedValue ?printed . ?table mz:tableKind ?kind .
            OPTIONAL { ?cell mz:amount ?amount } OPTIONAL { ?cell mz:quantity ?quantity }
        }"""
    answer = client.get("/sparql", query_string={"query": query, "format": "json"}).json
    assert answer is not None
    asked = {}
    for row in answer["results"]["bindings"]:
        figure = tuple(Decimal(row[name]["value"]) if name in row else None for name in ("amount", "quantity"))
        kind = row["kind"]["value"].rpartition("/")[2]
        asked[row["cell"]["value"]] = (kind, *figure, row["printed"]["value"])
    written = {}
    for resource in package(folder)["resources"]:
        for row in rows(folder, resource["name"]):
            figure = tuple(Decimal(row[name]) if row[name] else None for name in ("amount", "quantity"))
            assert row["cell"] not in written
            written[row["cell"]] = (resource["name"], *figure, row["printedValue"])
    assert written == asked
    assert len(written) > 300


def test_each_row_says_what_its_figure_is_in_codes_and_words(folder: Path, store: EmbeddedStore) -> None:
    row = next(
        row
        for row in rows(folder, "expenditure")
        if (row["functionalAccount"], row["spendingType"]) == ("2010301", "wages-and-welfare")
    )
    labels = [
        row[name] for name in ("functionalAccountZh", "spendingTypeZh", "spendingTypeEn", "phaseZh", "departmentZh")
    ]
    assert labels == ["行政运行", "工资福利支出", "Wages and welfare", "预算", "新乡市红旗区人民政府办公室"]
    assert (row["year"], row["fiscalPeriod"], row["jurisdictionCode"], row["aggregation"]) == (
        "2022",
        "2022",
        "410702",
        "item",
    )
    assert (Decimal(row["amount"]), row["unit"], row["printedValue"]) == (Decimal("1713000"), "元", "171.30")
    assert (row["printedUnit"], row["datasetVersion"]) == ("万元", store.version())
    counted = {(row["procurementLineZh"], row["unit"]) for row in rows(folder, "procurement") if row["quantity"]}
    assert counted == {("台式计算机", "台"), ("复印纸", "批"), ("车辆加油服务", "批")}
    assert all(row["unit"] == "元" for row in rows(folder, "procurement") if row["amount"])


def test_the_package_describes_each_column(folder: Path) -> None:
    described = package(folder)
    assert described["version"] == folder.name
    for resource in described["resources"]:
        fields = resource["schema"]["fields"]
        found = rows(folder, resource["name"])
        assert [field["name"] for field in fields] == list(found[0]) == tidy.columns(resource["name"])
        assert all(field["description"] for field in fields)
        file = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(file)
        assert resource["hash"] == f"sha256:{hashlib.sha256(file).hexdigest()}"
    assert {resource["name"] for resource in described["resources"]} < DIMENSIONS.keys()


def test_the_reference_implementation_finds_the_package_valid(folder: Path, tmp_path: Path) -> None:
    if importlib.util.find_spec("frictionless") is None:
        pytest.skip("frictionless is not installed: make install")
    # The command, because its library is not free of warnings of its own.
    command = [sys.executable, "-m", "frictionless", "validate", "--json", str(folder / "datapackage.json")]
    report = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    assert report["valid"], report["errors"]
    assert report["stats"]["tasks"] == len(package(folder)["resources"])
    assert report["stats"]["warnings"] == 0
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in folder.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    text = gzip.decompress((broken / "revenue.csv.gz").read_bytes()).replace(b",2022,", b",MMXXII,")
    (broken / "revenue.csv.gz").write_bytes(gzip.compress(text))
    command[-1] = str(broken / "datapackage.json")
    assert not json.loads(subprocess.run(command, capture_output=True, check=False).stdout)["valid"]


def test_a_dump_is_served_in_ranges_with_its_checksum(client: FlaskClient, folder: Path) -> None:
    address, content = f"/data/{folder.name}/mingzhang.nq.gz", (folder / "mingzhang.nq.gz").read_bytes()
    whole = client.get(address, buffered=True)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, content, "application/gzip")
    assert whole.headers["Mingzhang-Dataset-Version"] == folder.name
    assert whole.headers["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Access-Control-Allow-Origin"] == "*"
    part = client.get(address, headers={"Range": "bytes=100-199"}, buffered=True)
    assert (part.status_code, part.data) == (206, content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(content)}"
    end = client.get(address, headers={"Range": "bytes=-50"}, buffered=True)
    assert (end.status_code, end.data) == (206, content[-50:])
    beyond = client.get(address, headers={"Range": f"bytes={len(content)}-"}, buffered=True)
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(content)}"
    for ignored in ("lines=1-2", "bytes=0-1,4-5"):
        assert client.get(address, headers={"Range": ignored}, buffered=True).status_code == 200
    changed = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'}, buffered=True)
    assert (changed.status_code, len(changed.data)) == (200, len(content))
    for headers in ({"If-None-Match": whole.headers["ETag"]}, {"If-Modified-Since": whole.headers["Last-Modified"]}):
        assert client.get(address, headers=headers, buffered=True).status_code == 304
    head = client.head(address, buffered=True)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(content)))


def test_the_latest_dump_is_found_and_everything_listed_is_there(client: FlaskClient, folder: Path) -> None:
    moved = client.get("/data/latest/datapackage.json")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"/data/{folder.name}/datapackage.json")
    assert client.get(moved.headers["Location"], buffered=True).json == package(folder)
    for address in ("/data/", f"/data/{folder.name}/"):
        page = client.get(address, headers={"Accept": "text/html"}).text
        for path in folder.iterdir():
            link = f"/data/{folder.name}/{path.name}"
            assert f'href="{link}"' in page
            assert client.get(link, buffered=True).status_code == 200


def test_the_catalogue_knows_size_and_checksum_of_what_is_sent(client: FlaskClient) -> None:
    graph = ox.Store()
    graph.load(client.get("/catalog?format=ttl").data, format=ox.RdfFormat.TURTLE)
    query = """
        PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?url ?size ?sum { ?d dcat:downloadURL ?url ; dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum }"""
    found = list(graph.query(query))
    site: Site = client.application.extensions["mingzhang"]
    packed = [file for file in site.dumped() if file.name.endswith(".gz")]
    assert len(found) == len(packed) + len(SAMPLES)
    for url, size, digest in found:
        body = client.get(url.value.removeprefix("http://localhost"), buffered=True).data
        assert (len(body), hashlib.sha256(body).hexdigest()) == (int(size.value), digest.value)


@pytest.mark.parametrize(
    "name",
    ["nothing.csv", "..", "../SHA256SUMS", "%2e%2e%2fSHA256SUMS", "SHA256SUMS%00", "a" * 3000, ".", "%ff", "a/b"],
)
def test_only_files_of_a_dump_are_served(client: FlaskClient, folder: Path, name: str) -> None:
    for version in (folder.name, "0" * 16, "..", "latest", f"{folder.name}.new"):
        assert client.get(f"/data/{version}/{name}", buffered=True).status_code in {302, 404}
    (folder.parent / "secret").write_text("x")
    assert client.get("/data/secret", buffered=True, follow_redirects=True).status_code == 404


def test_a_service_without_dumps_says_so(store: EmbeddedStore) -> None:
    app = create_app({"STORE": str(store.root), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1})
    try:
        client = app.test_client()
        assert "mingzhang export" in client.get("/data/", headers={"Accept": "text/html"}).text
        assert client.get("/data/latest/mingzhang.nq.gz").status_code == 404
        assert b"mingzhang.nq.gz" not in client.get("/catalog?format=ttl").data
    finally:
        close(app)
