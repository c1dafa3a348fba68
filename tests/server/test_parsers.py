"""Every form that the service serves, read by an independent parser: rapper (Debian: raptor2-utils), written in C.

JSON-LD is not among its forms; tests/server/test_jsonld.py has two processors for that.
"""

from __future__ import annotations

import shutil
import subprocess

import pyoxigraph as ox
import pytest
import small_graph
from flask.testing import FlaskClient

from ontology.graphs import FILES, turtle
from ontology.terms import DEFAULT_BASE

pytestmark = pytest.mark.skipif(
    not shutil.which("rapper"),
    reason="rapper is not here: an independent RDF parser (Debian: apt install raptor2-utils)",
)
FORMS = {"turtle": "text/turtle", "ntriples": "application/n-triples", "rdfxml": "application/rdf+xml"}
A = small_graph.A
IRIS = [A, f"{A}/table/expenditure", f"{A}/table/expenditure/cell/7-4", f"{A}/project/1", f"{A}/claim/1"]
IRIS += [DEFAULT_BASE + local for local in ("id/jurisdiction/130184", "code/flow", "cube/expenditure", "ns")]


def rapper(form: str, data: bytes) -> str:
    """Return the N-Triples that rapper finds; any warning is an error."""
    command = ["rapper", "-q", "-i", form, "-o", "ntriples", "-", "http://localhost/"]
    ran = subprocess.run(command, input=data, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    return ran.stdout.decode()


def canonical(triples: str | bytes, form: ox.RdfFormat = ox.RdfFormat.N_TRIPLES) -> set[str]:
    dataset = ox.Dataset(ox.parse(triples, format=form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("iri", IRIS)
def test_served_documents_say_the_same_to_another_parser(client: FlaskClient, iri: str) -> None:
    path = "/" + iri.removeprefix(DEFAULT_BASE)
    expected = canonical(client.get(path, headers={"Accept": FORMS["ntriples"]}).data)
    assert expected
    for form, media_type in FORMS.items():
        answer = client.get(path, headers={"Accept": media_type})
        assert answer.mimetype == media_type
        assert canonical(rapper(form, answer.data)) == expected, form


def test_the_download_of_a_disclosure_says_the_same(client: FlaskClient) -> None:
    address = f"/data/{A.removeprefix(DEFAULT_BASE + 'id/')}"
    quads, triples = client.get(f"{address}.nq"), client.get(f"{address}.nt")
    assert (quads.status_code, triples.status_code) == (200, 200)
    assert canonical(rapper("nquads", quads.data)) == canonical(triples.data)


@pytest.mark.parametrize("address", ["/catalog", "/.well-known/void", "/sparql"])
def test_descriptions_too(client: FlaskClient, address: str) -> None:
    found = []
    for form, media_type in FORMS.items():
        answer = client.get(address, headers={"Accept": media_type})
        assert answer.mimetype == media_type
        found.append(canonical(rapper(form, answer.data)))
    assert found[0]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("path", [path for paths in FILES.values() for path in paths])
def test_the_files_of_the_ontology_say_the_same(path: str) -> None:
    assert canonical(rapper("turtle", turtle(path))) == canonical(turtle(path), ox.RdfFormat.TURTLE)


def test_a_broken_document_is_seen() -> None:
    with pytest.raises(AssertionError, match="rapper"):
        rapper("turtle", b"<urn:a> <urn:b> .")
