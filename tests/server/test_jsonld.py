"""JSON-LD, read by processors that are not ours: PyLD, rdflib and Oxigraph find the graph that was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib.compare
import small_graph
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld as pyld

from ontology import prefixes
from ontology.context import CONTEXT_ADDRESS, PREFIXES
from ontology.terms import DEFAULT_BASE, MZ
from server import jsonld

XSD = "http://www.w3.org/2001/XMLSchema#"
NAMESPACES = f"""
@prefix mz: <{MZ._NS}> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <{XSD}> .
@prefix : <https://example.org/> .
"""
CONTEXT = json.loads((Path(__file__).parents[2] / "ontology" / "context.jsonld").read_text("utf-8"))
A = small_graph.A
IRIS = [A, small_graph.B, f"{A}/table/expenditure", f"{A}/table/expenditure/cell/7-4", f"{A}/project/1", f"{A}/claim/1"]
IRIS += [small_graph.OFFICE, f"{A}/report/check/C2-7"]
IRIS += [DEFAULT_BASE + local for local in ("id/jurisdiction/130184", "code/functional/2010301", "code/identity/C2")]
IRIS += [DEFAULT_BASE + local for local in ("code/flow", "cube/expenditure", "ns", "graph/organizations")]
# What is easily lost on the way to JSON and back.
HARD = {
    "decimals keep their digits": ":a mz:amount 100.10 , 0.00 , 12345678901234567890.12 .",
    "integers of any size": ":a mz:fiscalYear 2022 ; mz:row 12345678901234567890 , -5 .",
    "integers that are not canonical": ':a mz:row "007"^^xsd:integer , "+1"^^xsd:integer , "-0"^^xsd:integer .',
    "numbers of another type than the context says": ":a mz:amount 5 , 1.0E6 ; mz:row 1.5 ; mz:hasTable 3 .",
    "booleans, also as they are rarely written": ':a mz:declaredEmpty true , "0"^^xsd:boolean ; :b false .',
    "dates": ':a mz:asOfDate "2021-12-31"^^xsd:date .',
    "strings where things are expected": ':a mz:hasTable "no table" ; mz:sourceFile <https://example.org/file> .',
    "texts in languages and without": ':a rdfs:label "甲"@zh , "A"@en , "B"@en , "C" ; mz:sentence "句"@zh-hans , "plain" .',
    "a thing where a text is expected": ":a rdfs:label :b , [] ; rdfs:comment 5 .",
    "strings that look like other things": r':a mz:sourceFile "" , "_:b0" , "@id" , "mz:row" , "\u0000\n\"\\" ; :b "true" , "5" .',
    "types, known, foreign and many": ":a a mz:Table , qb:DataSet , :Thing . :b a [] .",
    "blank nodes and lists": ":a :b [ :c ( 1 :d [] ) ] . [] :e [] .",
    "predicates without a prefix": ":a :b/c :d ; <https://example.org/p?q=1#2> 1 .".replace(
        ":b/c", "<https://example.org/b/c>"
    ),
    "the predicate that types use, as a thing": ":a :b <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> .",
    "datatypes of others": ':a mz:amount "x"^^:unit ; :b "y"^^xsd:token .',
    "an address that looks like a prefixed name": "<mz:row> <mz:row> <code:phase/budget> .",
    "a property that is a class in the context": ":a mz:Table :b . :b a mz:row .",
    "nothing": "",
}


def triples_of(turtle: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(NAMESPACES + turtle, format=ox.RdfFormat.TURTLE)]


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def offline(url: str, _options: object = None) -> dict[str, Any]:
    """Return the published context, and nothing else: no test and no reader needs the network."""
    assert url == CONTEXT_ADDRESS
    return {"contextUrl": None, "documentUrl": url, "contentType": "application/ld+json", "document": CONTEXT}


def by_pyld(document: Any) -> set[str]:
    nquads = pyld.to_rdf(document, {"format": "application/n-quads", "documentLoader": offline})
    return canonical(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", HARD)
def test_nothing_is_lost(name: str) -> None:
    triples = triples_of(HARD[name])
    text = jsonld.write(triples)
    written = canonical(ox.Quad(*triple) for triple in triples)
    assert by_pyld(json.loads(text)) == written
    assert canonical(ox.parse(text, format=ox.RdfFormat.JSON_LD)) == written


def test_documents_are_compact() -> None:
    text = jsonld.write(
        triples_of(':a a mz:Table ; rdfs:label "表"@zh , "Table"@en ; mz:unreadFigures 3 ; mz:flow :x , :y .')
    )
    document = json.loads(text)
    assert document["@graph"] == [
        {
            "id": "https://example.org/a",
            "type": "Table",
            "label": {"zh": "表", "en": "Table"},
            "unreadFigures": 3,
            "flow": ["https://example.org/x", "https://example.org/y"],
        }
    ]
    assert document["@context"] == {name: CONTEXT["@context"][name] for name in document["@context"]}
    assert set(document["@context"]) == {
        *("@version", "id", "type", "mz", "rdfs", "xsd"),
        *("Table", "label", "unreadFigures", "flow"),
    }


def test_the_order_of_subjects_is_kept() -> None:
    nodes = json.loads(jsonld.write(triples_of(":z :p 1 . :a :p 1 . :z :p 2 .")))["@graph"]
    assert [node["id"][-1] for node in nodes] == ["z", "a"]


@pytest.mark.parametrize("iri", IRIS)
def test_served_documents_come_back_as_the_same_graph(client: FlaskClient, iri: str) -> None:
    path = "/" + iri.removeprefix(DEFAULT_BASE)
    triples = client.get(path, headers={"Accept": "application/n-triples"}).data
    text = client.get(path, headers={"Accept": "application/ld+json"}).data
    document = json.loads(text)
    written = canonical(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    assert written
    assert by_pyld(document) == written
    assert by_pyld(document | {"@context": CONTEXT_ADDRESS}) == written, "the whole context says the same as its part"
    assert rdflib.compare.isomorphic(
        small_graph.parsed(text, "application/ld+json"), small_graph.parsed(triples, "application/n-triples")
    )


def test_the_context_is_served_at_its_address(client: FlaskClient) -> None:
    answer = client.get("/" + CONTEXT_ADDRESS.removeprefix(DEFAULT_BASE))
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json == CONTEXT


def test_no_prefix_means_two_things() -> None:
    assert {name for name in PREFIXES.keys() & prefixes.PREFIXES if PREFIXES[name] != prefixes.PREFIXES[name]} == set()
    assert len(PREFIXES.keys() & prefixes.PREFIXES) > 20


def test_the_context_names_every_term() -> None:
    terms = {name for name in MZ.__annotations__ if not name.startswith("_")}
    assert terms <= CONTEXT["@context"].keys()
    assert all(re.fullmatch(r"[@\w:-]+", name) for name in CONTEXT["@context"])


LABEL_AND_TYPE = ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NAMES = st.sampled_from(
    [str(MZ.Table), str(MZ.row), "https://example.org/x", "http://www.w3.org/2000/01/rdf-schema#label"]
)
NODES = st.one_of(st.builds(ox.NamedNode, NAMES), st.builds(ox.BlankNode, st.sampled_from(["a", "b", "c"])))
PREDICATES = st.sampled_from(
    [
        *map(str, (MZ.amount, MZ.row, MZ.hasTable, MZ.sentence, MZ.sourceFile, MZ.declaredEmpty)),
        f"{XSD}odd",
        *LABEL_AND_TYPE,
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    st.sampled_from(["0", "1", "true", "false", "-7", "1.50", "1E3"]),
)
# No doubles: PyLD writes them anew. None of our properties has any.
TYPES = st.sampled_from([f"{XSD}{name}" for name in ("integer", "decimal", "boolean", "string", "date")])
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(
        lambda text, language: ox.Literal(text, language=language), TEXTS, st.sampled_from(["zh", "en", "zh-hans"])
    ),
    st.builds(lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)), TEXTS, TYPES),
)


@given(
    st.lists(st.builds(ox.Triple, NODES, st.builds(ox.NamedNode, PREDICATES), st.one_of(NODES, LITERALS)), max_size=6)
)
def test_any_triples_come_back(triples: list[ox.Triple]) -> None:
    text = jsonld.write(triples)
    written = canonical(ox.Quad(*triple) for triple in triples)
    assert canonical(ox.parse(text, format=ox.RdfFormat.JSON_LD)) == written
    assert by_pyld(json.loads(text)) == written
