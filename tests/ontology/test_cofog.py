"""The functional classes against COFOG: each class has a match or says why not, and each comparison says why."""

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from ontology.accounts import accounts, read_facts
from ontology.correspondence import COFOG, CORRESPONDENCE
from ontology.graphs import turtle
from ontology.terms import CODE, DEFAULT_BASE

XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
GRAPH = Graph().parse(data=turtle("cofog.ttl"), format="turtle")
ROWS = {row["class"]: row for row in read_facts("cofog")}
MATCHES = {"closeMatch", "broadMatch", "relatedMatch"}
CLASSES = {code for code in accounts("functional") if code != "total" and (len(code) == 3 or not code.isdigit())}


def test_every_class_is_compared_once() -> None:
    assert [row["class"] for row in read_facts("cofog")] == sorted(CLASSES)


@pytest.mark.parametrize("code", sorted(CLASSES))
def test_each_class_has_a_match_or_says_why_not(code: str) -> None:
    this, association = CODE[f"functional/{code}"], URIRef(f"{DEFAULT_BASE}{CORRESPONDENCE}/{code}")
    matched = {target for kind in MATCHES for target in GRAPH.objects(this, SKOS[kind])}
    assert set(GRAPH.objects(association, XKOS.targetConcept)) == matched
    assert list(GRAPH.objects(association, XKOS.sourceConcept)) == [this]
    assert bool(ROWS[code]["match"]) == bool(matched)
    notes = [note for note in GRAPH.objects(association, SKOS.editorialNote) if isinstance(note, Literal)]
    assert sorted(str(note.language) for note in notes) == ["en", "zh"]
    assert all(len(note) > 10 for note in notes)


def test_matches_lead_to_the_ten_divisions() -> None:
    divisions = {URIRef(f"{COFOG}GF{number:02}") for number in range(1, 11)}
    assert set(GRAPH.subjects(SKOS.inScheme, URIRef(COFOG))) == divisions
    assert set(GRAPH.objects(None, XKOS.targetConcept)) == divisions, "each division is met by some class"


def test_a_class_with_several_divisions_is_only_related_to_them() -> None:
    for row in ROWS.values():
        several = ";" in row["divisions"]
        assert not several or row["match"] == "relatedMatch", row["class"]


@pytest.mark.parametrize(
    ("code", "match", "division"),
    [
        ("203", "closeMatch", "02"),
        ("205", "closeMatch", "09"),
        ("210", "closeMatch", "07"),
        ("214", "broadMatch", "04"),
    ],
)
def test_what_nobody_would_dispute(code: str, match: str, division: str) -> None:
    assert (CODE[f"functional/{code}"], SKOS[match], URIRef(f"{COFOG}GF{division}")) in GRAPH


def test_the_judgement_is_marked_as_ours() -> None:
    this = URIRef(DEFAULT_BASE + CORRESPONDENCE)
    assert (this, RDF.type, XKOS.Correspondence) in GRAPH
    assert len(set(GRAPH.objects(this, XKOS.madeOf))) == len(CLASSES)
    assert "judgement of this project" in " ".join(GRAPH.objects(this, URIRef("http://purl.org/dc/terms/description")))
