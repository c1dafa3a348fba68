"""The generated Turtle is what the data says, and says the same each time."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, TIME, Graph

from ontology import labels, nquads
from ontology.build import PERIODS, render
from ontology.graphs import FILES, turtle
from ontology.regions import regions
from ontology.terms import GRAPH_REGIONS, MZ, code, jurisdiction_iri, period_iri
from ontology.turtle import Turtle, literal

PACKAGE = Path(__file__).parents[2] / "ontology"


RENDERED = render()


@pytest.mark.parametrize("path", sorted(RENDERED))
def test_files_are_up_to_date(path: str) -> None:
    assert (PACKAGE / path).read_text(encoding="utf-8") == RENDERED[path], "run: make ontology"


def test_rendering_again_gives_the_same() -> None:
    assert render() == RENDERED


def test_all_quads_stand_in_the_three_fixed_graphs_without_blank_nodes_or_doubles() -> None:
    quads = list(ox.parse(nquads(), format=ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in quads} == set(map(str, FILES))
    assert len(quads) == len(set(quads))
    assert not [quad for quad in quads if ox.BlankNode in (type(quad.subject), type(quad.object))]
    # A triple in two graphs would count twice in the union of all graphs.
    assert len({quad.triple for quad in quads}) == len(quads)


def test_nquads_are_the_same_each_time() -> None:
    first = nquads()
    nquads.cache_clear()
    assert nquads() == first


def test_labels_in_both_languages() -> None:
    assert labels()[str(MZ.Disclosure)] == {"zh": "公开文件", "en": "Disclosure"}
    assert labels()[str(jurisdiction_iri("130184"))] == {"zh": "新乐市"}


def test_divisions_in_turtle_are_those_of_the_index() -> None:
    graph = Graph().parse(data=turtle("regions.ttl"), format="turtle")
    assert set(graph.subjects(RDF.type, MZ.Jurisdiction)) == {jurisdiction_iri(region.code) for region in regions()}
    for region in regions():
        address = jurisdiction_iri(region.code)
        until = graph.value(address, MZ.validUntil)
        assert str(graph.value(address, MZ.divisionCode)) == region.code
        assert str(graph.value(address, RDFS.label)) == region.name
        assert graph.value(address, MZ.divisionLevel) == code("division-level", region.level)
        assert graph.value(address, MZ.within) == (jurisdiction_iri(region.parent_code) if region.parent_code else None)
        assert graph.value(address, MZ.validFrom).toPython() == region.valid_from
        assert (until.toPython() if until is not None else None) == region.valid_until
        assert set(graph.objects(address, MZ.successor)) == set(map(jurisdiction_iri, region.successor))
        former = {str(graph.value(name, RDFS.label)) for name in graph.objects(address, MZ.formerName)}
        assert former == {name.name for name in region.names[:-1]}


def test_each_period_is_a_calendar_year() -> None:
    graph = Graph().parse(data=turtle("periods.ttl"), format="turtle")
    assert {period_iri(year) for year in PERIODS} == set(graph.subjects(RDF.type, TIME.Interval))
    begin, end = (graph.value(period_iri(2022), edge) for edge in (TIME.hasBeginning, TIME.hasEnd))
    assert (str(graph.value(begin, TIME.inXSDDate)), str(graph.value(end, TIME.inXSDDate))) == (
        "2022-01-01",
        "2022-12-31",
    )
    assert "periods.ttl" in FILES[GRAPH_REGIONS]


def test_the_writer_escapes_and_declares_only_what_it_uses() -> None:
    file = Turtle("A test.", "code/phase/")
    file.add(":x", [("a", "skos:Concept"), ("rdfs:label", literal('a "b" \\ c', "zh")), ("rdfs:comment", None)])
    file.compact("code:y", [("a", "mz:Account")])
    graph = Graph().parse(data=file.text(), format="turtle")
    assert [str(label) for label in graph.objects(None, RDFS.label)] == ['a "b" \\ c']
    assert "@prefix qb:" not in file.text()
    assert len(graph) == 3
