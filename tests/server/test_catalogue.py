"""The catalogue and the VoID description: what they say, what they refuse to make up, and that it can be looked up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, SKOS, VOID, URIRef
from small_graph import OFFICE, A, B, C, parsed

from server import create_app
from server.app import close
from server.embedded import EmbeddedStore
from server.errors import StoreError
from server.publishing.publisher import read

CATALOG = "https://w3id.org/mingzhang/catalog"
_DCAT3 = rdflib.Namespace(str(DCAT))  # the third version, which the library does not know
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
PUBLISHER = """
name = { zh = "某县财政数据中心", en = "Some County Fiscal Data Centre" }
iri = "https://example.org/about#us"
type = "LocalAuthority"
homepage = "https://example.org/"
contact = { name = "数据组", email = "data@example.org" }
licence = { iri = "https://creativecommons.org/licenses/by/4.0/", type = "Attribution" }
availability = "STABLE"
issued = 2026-01-31
"""


def catalogue(client: FlaskClient) -> rdflib.Graph:
    return parsed(client.get("/catalog", headers={"Accept": "text/turtle"}).data, "text/turtle")


@pytest.fixture
def configured(small_store: EmbeddedStore, tmp_path: Path) -> Iterator[FlaskClient]:
    file = tmp_path / "publisher.toml"
    file.write_text(PUBLISHER, "utf-8")
    app = create_app({"STORE": str(small_store.root), "PUBLISHER": str(file), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1})
    yield app.test_client()
    close(app)


def test_a_dataset_per_disclosure_and_a_series_per_department(client: FlaskClient) -> None:
    graph = catalogue(client)
    this = URIRef(CATALOG)
    assert set(graph.objects(this, DCAT.dataset)) == {URIRef(it) for it in (A, B, C, f"{CATALOG}#dataset")}
    series = URIRef(f"{CATALOG}#series/130184/caizhengju-aaaa")
    assert set(graph.subjects(_DCAT3.inSeries, series)) == {URIRef(A), URIRef(C)}
    assert (series, RDF.type, _DCAT3.DatasetSeries) in graph
    assert (URIRef(A), DCTERMS.creator, URIRef(OFFICE)) in graph
    assert (URIRef(OFFICE), FOAF.name, rdflib.Literal("新乐市财政局", "zh")) in graph
    assert graph.value(graph.value(URIRef(OFFICE), DCTERMS.type), SKOS.prefLabel) is not None


def test_each_address_of_the_catalogue_can_be_looked_up(client: FlaskClient) -> None:
    graph = catalogue(client)
    ours = {str(node).partition("#")[0] for triple in graph for node in triple if isinstance(node, URIRef)}
    for address in sorted(ours):
        for base in ("https://w3id.org/mingzhang", "http://localhost"):
            if address.startswith(f"{base}/"):
                answer = client.get(address.removeprefix(base), headers={"Accept": "text/turtle, */*;q=0.1"})
                assert answer.status_code == 200, address


def test_what_only_an_operator_knows_is_not_made_up(client: FlaskClient) -> None:
    graph = catalogue(client)
    assert not list(graph.subject_objects(DCAT.contactPoint))
    assert not list(graph.subject_objects(DCTERMS.license))
    (publisher,) = set(graph.objects(None, DCTERMS.publisher))
    assert (publisher, RDF.type, PROV.SoftwareAgent) in graph
    availabilities = set(graph.objects(None, URIRef("http://data.europa.eu/r5r/availability")))
    assert {str(it).rpartition("/")[2] for it in availabilities} == {"TEMPORARY"}


def test_what_the_operator_says_is_repeated(configured: FlaskClient) -> None:
    graph = catalogue(configured)
    assert set(graph.objects(None, DCTERMS.publisher)) == {URIRef("https://example.org/about#us")}
    contact = graph.value(URIRef(A), DCAT.contactPoint)
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:data@example.org")
    assert graph.value(URIRef(CATALOG), DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(graph.value(URIRef(CATALOG), DCTERMS.issued)) == "2026-01-31"
    assert not list(graph.subject_objects(DCTERMS.rights))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = 1", "name is a table"),
        ("homepage = 'https://example.org/'", "needs a name"),
        ("name = { zh = '某' }\nhomepage = 'javascript:alert(1)'", "homepage is no address"),
        ("name = { zh = '某' }\ncontact = { name = '某' }", "an email or a url"),
        ("name = { zh = '某' }\ncontact = { email = 'x> . <y@z' }", "no address of mail"),
        ("name = { zh = '某' }\nlicence = { type = 'Attribution' }", "licence needs an iri"),
        ("name = { zh = '某' }\ntype = 'Local Authority'", "no code"),
        ("name = { zh = '某' }\navailability = 'FOREVER'", "availability is one of"),
        ("name = { zh = '某' }\nissued = '2026-01-31'", "issued is a date"),
        ("name = { zh = '某' }\nphone = '1'", "there is no key 'phone'"),
        ("name = {", "this is not TOML"),
    ],
)
def test_a_wrong_publisher_is_refused_with_the_reason(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "publisher.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(StoreError, match=message):
        read(file)


def test_a_publisher_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        read(tmp_path / "nothing.toml")


def test_void_counts_by_class_property_and_datatype(client: FlaskClient) -> None:
    graph = parsed(client.get("/.well-known/void", headers={"Accept": "text/turtle"}).data, "text/turtle")
    this = URIRef(f"{CATALOG}#dataset")

    def asked(query: str) -> int:
        answer = client.get("/sparql", query_string={"query": query, "format": "json"}).json
        assert answer is not None
        return int(answer["results"]["bindings"][0]["n"]["value"])

    assert int(str(graph.value(this, VOID.triples))) == asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    classes = {graph.value(p, VOID["class"]): p for p in graph.objects(this, VOID.classPartition)}
    observation = classes[URIRef("http://purl.org/linked-data/cube#Observation")]
    assert int(str(graph.value(observation, VOID.entities))) == asked("SELECT (COUNT(*) AS ?n) { ?s a qb:Observation }")
    properties = {graph.value(p, VOID.property): p for p in graph.objects(this, VOID.propertyPartition)}
    amounts = properties[URIRef("https://w3id.org/mingzhang/ns#amount")]
    assert int(str(graph.value(amounts, VOID.triples))) == asked("SELECT (COUNT(*) AS ?n) { ?s mz:amount ?o }")
    total = sum(int(str(graph.value(p, VOID.triples))) for p in properties.values())
    assert total == int(str(graph.value(this, VOID.triples)))
    extension = rdflib.Namespace("http://ldf.fi/void-ext#")
    datatypes = {graph.value(p, extension.datatype): p for p in graph.objects(this, extension.datatypePartition)}
    decimals = graph.value(datatypes[rdflib.XSD.decimal], VOID.triples)
    assert int(str(decimals)) == asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(DATATYPE(?o) = xsd:decimal) }")


@pytest.mark.parametrize("address", ["/catalog", "/.well-known/void"])
def test_suffix_format_and_accept_agree(client: FlaskClient, address: str) -> None:
    by_accept = client.get(address, headers={"Accept": "application/ld+json"})
    assert by_accept.headers["Content-Location"] == f"{address}.jsonld"
    assert client.get(f"{address}.jsonld").data == by_accept.data == client.get(f"{address}?format=jsonld").data
    for link in (f"<{address}.ttl>", 'rel="alternate"', 'rel="canonical"', 'rel="describedby"'):
        assert link in by_accept.headers["Link"]
    assert client.get(f"{address}.exe").status_code == 404
    refused = client.get(f"{address}?format=exe")
    assert refused.status_code == 406
    assert "text/turtle" in refused.text
