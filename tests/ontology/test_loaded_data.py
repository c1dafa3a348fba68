"""What the loaders write keeps to the vocabulary: domains, ranges, code lists and the constraints of the Data Cube."""

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from loaders.pipeline import is_candidate, load_file
from ontology import nquads
from ontology.terms import DIMENSIONS, MZ, VERSION, code

SAMPLES = Path(__file__).parents[2] / "samples"
PREFIXES = f"""
PREFIX mz: <{MZ._NS}>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# Each finds what breaks the rule.
BROKEN = {
    "IC-1: one data set": "SELECT ?o { ?o a qb:Observation ; qb:dataSet ?d } GROUP BY ?o HAVING (COUNT(DISTINCT ?d) != 1)",
    "IC-2: one structure": "SELECT ?d { ?d a qb:DataSet . OPTIONAL { ?d qb:structure ?s . ?s a qb:DataStructureDefinition } }"
    " GROUP BY ?d HAVING (COUNT(DISTINCT ?s) != 1)",
    "IC-11: all dimensions": "SELECT ?o ?m { ?o qb:dataSet ?d . ?d qb:structure/qb:component ?c . ?c qb:dimension ?m"
    " FILTER NOT EXISTS { ?o ?m ?v } FILTER NOT EXISTS { ?c qb:componentAttachment qb:DataSet . ?d ?m ?v } }",
    "attached dimensions": "SELECT ?d ?m { ?d qb:structure/qb:component ?c . ?c qb:componentAttachment qb:DataSet ; qb:dimension ?m"
    " FILTER NOT EXISTS { ?d ?m ?v } }",
    "IC-13: required attributes": "SELECT ?o ?m { ?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:attribute ?m ;"
    " qb:componentRequired true FILTER NOT EXISTS { ?o ?m ?v } }",
    "IC-14: all measures": "SELECT ?o ?m { ?o qb:dataSet/qb:structure/qb:component/qb:measure ?m FILTER NOT EXISTS { ?o ?m ?v } }",
    "IC-19: values in code lists": "SELECT ?o ?v { ?o a qb:Observation ; ?m ?v . ?m qb:codeList ?l"
    " FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l } }",
    "domains": "SELECT ?s ?p ?c { ?p rdfs:domain ?c ; rdfs:isDefinedBy ?x . ?s ?p ?o FILTER NOT EXISTS { ?s a ?c } }",
    "ranges of objects": "SELECT ?o ?p ?c { ?p rdfs:range ?c ; rdfs:isDefinedBy ?x ; a owl:ObjectProperty . ?s ?p ?o"
    " FILTER (?c != owl:Thing) FILTER NOT EXISTS { ?o a ?c } }",
    "ranges of literals": "SELECT ?s ?p ?o { ?p rdfs:range ?c ; rdfs:isDefinedBy ?x ; a owl:DatatypeProperty . ?s ?p ?o"
    " FILTER (DATATYPE(?o) != ?c) }",
    "terms that exist": "SELECT ?p { ?s ?p ?o FILTER (STRSTARTS(STR(?p), STR(mz:))) FILTER NOT EXISTS { ?p rdfs:isDefinedBy ?x } }",
    "labels of codes": "SELECT ?o { ?s ?p ?o . ?p rdfs:isDefinedBy ?x"
    " FILTER (STRSTARTS(STR(?o), 'https://w3id.org/mingzhang/code/')) FILTER NOT EXISTS { ?o rdfs:label ?l } }",
    "one graph per triple": "SELECT ?s { GRAPH ?g { ?s a ?c } GRAPH ?h { ?s a ?c } FILTER (STR(?g) < STR(?h)) }",
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.bulk_load(nquads(), format=ox.RdfFormat.N_QUADS)
    for path in sorted(filter(is_candidate, SAMPLES.iterdir())):
        loaded = load_file(path)
        store.bulk_load(loaded.nquads + loaded.shared, format=ox.RdfFormat.N_QUADS)
    return store


def test_there_is_data(store: ox.Store) -> None:
    (row,) = store.query(PREFIXES + "SELECT (COUNT(*) AS ?n) { ?o a qb:Observation }", use_default_graph_as_union=True)
    assert int(row["n"].value) > 1000


@pytest.mark.parametrize("rule", BROKEN)
def test_rules_hold(store: ox.Store, rule: str) -> None:
    found = store.query(PREFIXES + BROKEN[rule] + " LIMIT 5", use_default_graph_as_union=True)
    assert [[str(value) for value in row] for row in found] == []


def test_the_rules_see_broken_data() -> None:
    broken = ox.Store()
    broken.bulk_load(nquads(), format=ox.RdfFormat.N_QUADS)
    broken.update(
        PREFIXES
        + """
        INSERT DATA {
            GRAPH <urn:d> {
                <urn:o> a qb:Observation ; qb:dataSet <urn:t>, <urn:u> ; mz:amount 1.5e0 ; mz:inRow <urn:x> ;
                    mz:phase <https://w3id.org/mingzhang/code/phase/budgett> ; mz:amuont 1 .
                <urn:t> a qb:DataSet ; qb:structure <https://w3id.org/mingzhang/cube/three-public> .
                <urn:u> a qb:DataSet .
                <urn:z> mz:hasTable <urn:t> .
                <urn:v> qb:dataSet <urn:t> .
            }
            GRAPH <urn:e> { <urn:o> a qb:Observation }
        }"""
    )
    fired = {
        rule for rule, query in BROKEN.items() if list(broken.query(PREFIXES + query, use_default_graph_as_union=True))
    }
    assert fired == BROKEN.keys()


@pytest.mark.parametrize("kind", [kind for kind in DIMENSIONS if kind != "institutions"])
def test_no_two_observations_share_all_dimensions(store: ox.Store, kind: str) -> None:
    """IC-12, by counting instead of comparing each with each."""
    names = " ".join(f"?d{n}" for n in range(len(DIMENSIONS[kind])))
    patterns = " ; ".join(f"<{dimension}> ?d{n}" for n, dimension in enumerate(DIMENSIONS[kind]))
    query = f"SELECT ?o ?t {names} {{ ?t mz:tableKind <{code('table-kind', kind)}> . ?o qb:dataSet ?t ; {patterns} }}"
    keys = Counter(
        tuple(str(row[n]) for n in range(1, len(DIMENSIONS[kind]) + 2))
        for row in store.query(PREFIXES + query, use_default_graph_as_union=True)
    )
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.fixture(scope="module")
def another_time(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """A sample as 任县, which was merged into 任泽区 in 2020, might have printed it in 2017, with an item that no list has."""
    text = (SAMPLES / "hebei-lingshou-2021-budget.txt").read_text(encoding="utf-8")
    for now, then in (
        ("灵寿县", "任县"),
        ("2021", "2017"),
        ("2020", "2016"),
        ("2010301", "2010377"),
        ("行政运行", "行政试点"),
    ):
        assert now in text
        text = text.replace(now, then)
    path = tmp_path_factory.mktemp("another") / "renxian.txt"
    path.write_text(text, encoding="utf-8")
    store = ox.Store()
    store.bulk_load(nquads(), format=ox.RdfFormat.N_QUADS)
    loaded = load_file(path)
    store.bulk_load(loaded.nquads + loaded.shared, format=ox.RdfFormat.N_QUADS)
    return store


def test_a_disclosure_of_2017_by_a_merged_county_resolves(another_time: ox.Store) -> None:
    query = """SELECT ?code ?label ?until ?heir { ?d a mz:Disclosure ; mz:fiscalYear 2017 ; mz:jurisdiction ?place .
        ?place mz:divisionCode ?code ; rdfs:label ?label ; mz:validUntil ?until ; mz:successor/rdfs:label ?heir }"""
    (row,) = another_time.query(PREFIXES + query, use_default_graph_as_union=True)
    assert [row[name].value for name in ("code", "label", "until", "heir")] == ["130526", "任县", "2020", "任泽区"]


def test_a_code_that_no_list_has_is_kept_flagged_and_usable(another_time: ox.Store) -> None:
    query = """SELECT ?label ?notation ?above (COUNT(?o) AS ?figures) {
        ?account mz:observedOnly true ; a mz:Account ; rdfs:label ?label ; skos:notation ?notation ; skos:broader ?above ;
            skos:inScheme <https://w3id.org/mingzhang/code/functional> . ?o a qb:Observation ; mz:functionalAccount ?account
        } GROUP BY ?label ?notation ?above"""
    (row,) = another_time.query(PREFIXES + query, use_default_graph_as_union=True)
    assert [row[name].value for name in ("label", "notation")] == ["行政试点", "2010377"]
    assert row["above"].value.endswith("/code/functional/20103")
    assert int(row["figures"].value) > 3


@pytest.mark.parametrize("rule", BROKEN)
def test_rules_hold_for_them_too(another_time: ox.Store, rule: str) -> None:
    found = another_time.query(PREFIXES + BROKEN[rule] + " LIMIT 5", use_default_graph_as_union=True)
    assert [[str(value) for value in row] for row in found] == []


def test_no_link_within_the_data_leads_nowhere(store: ox.Store) -> None:
    """What an address of ours says, something says of that address: nothing that the service would answer with 404."""
    query = """SELECT DISTINCT ?o { ?s ?p ?o FILTER (STRSTARTS(STR(?o), "https://w3id.org/mingzhang/"))
        FILTER NOT EXISTS { ?o ?q ?v } }"""
    dead = {row["o"].value for row in store.query(query, use_default_graph_as_union=True)}
    # Versions, contexts and identities are answered by the service: it has the shapes, these tests do not.
    served = {f"https://w3id.org/mingzhang/{path}" for path in ("ns#", f"ns/{VERSION}", "context.jsonld")}
    assert {address for address in dead - served if "/code/identity/" not in address} == set()
