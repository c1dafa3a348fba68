"""Code lists, classifications and cubes: complete, labelled, and the same in Python and in Turtle."""

import re

import pytest
from rdflib import QB, RDF, RDFS, SKOS, Graph, Literal, URIRef

from ontology.accounts import ACCOUNT_SCHEMES, accounts
from ontology.graphs import FILES, turtle
from ontology.schemes import MEMBERS, OPEN_SCHEMES
from ontology.terms import (
    CODE,
    DIMENSIONS,
    FLOWS,
    GRAPH_CODES,
    GRAPH_ONTOLOGY,
    MEASURES,
    MZ,
    UnknownCodeError,
    account_iri,
    code,
    cube,
    jurisdiction_iri,
    period_iri,
)

CODES = Graph()
for file in FILES[GRAPH_CODES]:
    CODES.parse(data=turtle(file), format="turtle")
VOCABULARY = Graph()
for file in FILES[GRAPH_ONTOLOGY]:
    VOCABULARY.parse(data=turtle(file), format="turtle")
XKOS = "http://rdf-vocabulary.ddialliance.org/xkos#"


def members(scheme: str) -> set[str]:
    return {str(concept).removeprefix(f"{CODE}{scheme}/") for concept in CODES.subjects(SKOS.inScheme, CODE[scheme])}


@pytest.mark.parametrize("scheme", sorted(MEMBERS))
def test_closed_lists_have_the_same_members_in_python_and_turtle(scheme: str) -> None:
    assert members(scheme) == MEMBERS[scheme]


@pytest.mark.parametrize("scheme", ACCOUNT_SCHEMES)
def test_classifications_have_the_same_members_in_data_and_turtle(scheme: str) -> None:
    assert members(scheme) == set(accounts(scheme))
    assert "total" in members(scheme)


def test_the_flows_of_one_sided_tables_are_members_of_their_list() -> None:
    assert set(FLOWS.values()) <= MEMBERS["flow"]
    assert {kind for kind, flow in FLOWS.items() if flow == "none"} == {"assets", "institutions"}


def test_table_kinds_are_those_with_dimensions() -> None:
    assert MEMBERS["table-kind"] == set(DIMENSIONS) == set(MEASURES)


def test_every_concept_and_scheme_is_labelled_in_both_languages() -> None:
    concepts = set(CODES.subjects(RDF.type, SKOS.Concept)) | set(CODES.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(concepts) > 1700
    for concept in concepts:
        for predicate in (RDFS.label, SKOS.prefLabel):
            texts = [text for text in CODES.objects(concept, predicate) if isinstance(text, Literal)]
            assert sorted(str(text.language) for text in texts) == ["en", "zh"], concept
            assert all(text.strip() for text in texts), concept


def test_broader_stays_in_the_scheme_and_has_no_circles() -> None:
    for concept, broader in CODES.subject_objects(SKOS.broader):
        assert CODES.value(concept, SKOS.inScheme) == CODES.value(broader, SKOS.inScheme), concept
        above = set(CODES.transitive_objects(broader, SKOS.broader))
        assert concept not in above


def test_accounts_hang_on_the_account_their_code_begins_with() -> None:
    for account in CODES.subjects(RDF.type, MZ.Account):
        scheme, notation = str(account).removeprefix(str(CODE)).split("/")
        assert CODES.value(account, SKOS.inScheme) == CODE[scheme]
        if not notation.isdigit():
            continue
        assert str(CODES.value(account, SKOS.notation)) == notation
        assert len(notation) in {3, 5, 7}
        parent = account_iri(scheme, notation[:-2]) if len(notation) > 3 else None
        assert CODES.value(account, SKOS.broader) == parent


def test_levels_of_classifications_partition_their_accounts() -> None:
    for scheme in ACCOUNT_SCHEMES:
        levels = list(CODES.items(CODES.value(CODE[scheme], URIRef(XKOS + "levels"))))
        leveled = [account for level in levels for account in CODES.objects(level, SKOS.member)]
        assert len(leveled) == len(set(leveled)) == len(members(scheme)) - 1
        for level in levels:
            pattern = re.compile(str(CODES.value(level, URIRef(XKOS + "notationPattern"))))
            notations = [CODES.value(account, SKOS.notation) for account in CODES.objects(level, SKOS.member)]
            assert [one for one in notations if one is not None and not pattern.fullmatch(one)] == []
        assert [CODES.value(level, URIRef(XKOS + "depth")).toPython() for level in levels] == [1, 2, 3][: len(levels)]


def test_former_names_have_a_label_and_end_before_the_current_name_begins() -> None:
    for account, former in CODES.subject_objects(MZ.formerName):
        assert CODES.value(former, RDFS.label)
        until, since = CODES.value(former, MZ.validUntil), CODES.value(account, MZ.validFrom)
        assert until is None or since is None or since.toPython() <= until.toPython()


@pytest.mark.parametrize("kind", DIMENSIONS)
def test_each_table_kind_has_a_structure_with_its_dimensions_in_order(kind: str) -> None:
    components = list(VOCABULARY.objects(cube(kind), QB.component))
    ordered = sorted(
        (VOCABULARY.value(component, QB.order).toPython(), dimension)
        for component in components
        for dimension in VOCABULARY.objects(component, QB.dimension)
        if not VOCABULARY.value(component, QB.componentAttachment)
    )
    attached = {
        dimension
        for component in components
        if VOCABULARY.value(component, QB.componentAttachment) == QB.DataSet
        for dimension in VOCABULARY.objects(component, QB.dimension)
    }
    assert attached == ({MZ.flow} if kind in FLOWS else set()), "every structure has the flow, on its figures or once"
    assert (MZ.flow in DIMENSIONS[kind]) != (kind in FLOWS)
    assert [dimension for _, dimension in ordered] == list(DIMENSIONS[kind])
    assert [order for order, _ in ordered] == list(range(1, len(ordered) + 1))
    assert [m for component in components for m in VOCABULARY.objects(component, QB.measure)] == [MEASURES[kind]]
    for component in components:
        assert (component, RDF.type, QB.ComponentSpecification) in VOCABULARY
        optional = VOCABULARY.value(component, QB.componentRequired)
        assert optional is None or VOCABULARY.value(component, QB.attribute), "only attributes may be optional (IC-6)"


def test_no_structure_without_a_table_kind() -> None:
    assert set(VOCABULARY.subjects(RDF.type, QB.DataStructureDefinition)) == set(map(cube, DIMENSIONS))


@pytest.mark.parametrize("dimension", sorted({d for dimensions in DIMENSIONS.values() for d in dimensions}))
def test_dimensions_have_a_range_and_a_code_list_that_exists(dimension: URIRef) -> None:
    assert (dimension, RDF.type, QB.DimensionProperty) in VOCABULARY
    target = VOCABULARY.value(dimension, RDFS.range)
    assert target, "IC-4"
    code_list = VOCABULARY.value(dimension, QB.codeList)
    if target in {SKOS.Concept, MZ.Account}:
        assert (code_list, RDF.type, SKOS.ConceptScheme) in CODES, "IC-5"
    else:
        assert code_list is None
    assert ((dimension, RDF.type, QB.CodedProperty) in VOCABULARY) == (code_list is not None)


def test_components_are_declared_as_what_they_are_used_for() -> None:
    for role, kind in ((QB.measure, QB.MeasureProperty), (QB.attribute, QB.AttributeProperty)):
        for component in set(VOCABULARY.objects(None, role)):
            if component.startswith(str(MZ._NS)):
                assert (component, RDF.type, kind) in VOCABULARY


def test_code_refuses_what_does_not_exist() -> None:
    assert str(code("phase", "budget")) == "https://w3id.org/mingzhang/code/phase/budget"
    assert str(code("functional", "9999999")).endswith("functional/9999999"), "open: a code may be new"
    assert code("identity", "C2")
    for scheme, member in (("phase", "budgett"), ("fase", "budget"), ("functional", "201 01"), ("functional", "")):
        with pytest.raises(UnknownCodeError, match="code list"):
            code(scheme, member)
    with pytest.raises(KeyError, match="balance"):
        cube("ballance")
    with pytest.raises(UnknownCodeError, match="government-economic"):
        account_iri("phase", "budget")
    assert not OPEN_SCHEMES & MEMBERS.keys()


def test_addresses_of_places_and_times() -> None:
    assert str(jurisdiction_iri("130184")) == "https://w3id.org/mingzhang/id/jurisdiction/130184"
    assert str(period_iri(2022)) == "https://w3id.org/mingzhang/id/period/2022"
    for wrong in ("13018", "1301840", "13018a", "１３０１８４"):
        with pytest.raises(ValueError, match="six digits"):
            jurisdiction_iri(wrong)


def test_every_member_of_a_closed_list_is_defined_in_both_languages() -> None:
    for scheme in MEMBERS:
        for concept in CODES.subjects(SKOS.inScheme, CODE[scheme]):
            texts = [text for text in CODES.objects(concept, SKOS.definition) if isinstance(text, Literal)]
            assert sorted(str(text.language) for text in texts) == ["en", "zh"], concept
            assert all(text.strip() for text in texts), concept
