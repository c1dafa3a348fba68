"""The adapters to suites that others wrote, on small suites of our own: they pass, fail and skip as they should."""

import json
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from rdflib import Graph

from conformance.__main__ import main
from conformance.folder import find
from conformance.outcome import Case, SuiteMissingError, SuiteResult, judge, render_json, render_text
from conformance.subject import Subject
from conformance.suites import (
    SUITES,
    catalogue,
    cube,
    cube_checker,
    description,
    openbudgets,
    owl,
    protocol,
    reconciliation,
    results,
)
from conformance.suites.http import Answer
from ontology.terms import MZ

QB = "http://purl.org/linked-data/cube#"
OBSERVED = f"""
<http://example.org/o1> a <{QB}Observation> ; <{QB}dataSet> <http://example.org/t> ; <http://example.org/d> 1 .
<http://example.org/t> <{QB}structure> <http://example.org/s> .
<http://example.org/s> <{QB}component> [ <{QB}dimension> <http://example.org/d> ] .
"""


class Loaded(Subject):
    """Some Turtle in place of disclosures."""

    def __init__(self, turtle: str) -> None:
        super().__init__([])
        # Written past the cached property, which would load documents.
        self.__dict__["nquads"] = ox.serialize(
            ox.parse(turtle, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_QUADS
        )


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def outcomes(cases: list[Case]) -> dict[str, str]:
    return {case.name: case.outcome for case in cases}


# --- the frame


def test_without_suites_everything_is_skipped_with_what_to_get(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["--suites", str(tmp_path), "--format", "json"])
    assert ran.exit_code == 0, ran.output
    suites = json.loads(ran.output)["suites"]
    assert [suite["name"] for suite in suites] == [suite.name for suite in SUITES]
    for suite in suites:
        assert "put a copy of github.com/" in suite["skipped"]
        assert suite["cases"] == []


def test_a_folder_that_is_not_there_is_an_error_of_use(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["--suites", str(tmp_path / "none")])
    assert ran.exit_code == 2
    assert "put copies of the suites there" in ran.output


def test_a_suite_is_found_under_any_name_of_its_copy(tmp_path: Path) -> None:
    path = put(tmp_path, "my-copy/nested/shacl/shapes.ttl", "")
    put(tmp_path, "other/shapes.ttl", "")
    assert find(tmp_path, "shacl/shapes.ttl", "x") == path
    with pytest.raises(SuiteMissingError, match=r"github\.com/a/b"):
        find(tmp_path, "shacl/range.ttl", "github.com/a/b")


def test_counts_leave_out_what_does_not_apply() -> None:
    cases = (judge("a", True), judge("b", False, "no"), Case("c", "inapplicable", "read-only"))
    result = SuiteResult("s", "A suite", cases)
    assert result.summary == "1 of 2 passed, 1 not applicable"
    text = render_text([result])
    assert "b: no" in text
    assert "read-only" not in text
    assert "read-only" in render_text([result], verbose=True)
    assert json.loads(render_json([result]))["suites"][0]["inapplicable"] == 1


# --- data cubes


def test_cube_queries_are_asked_of_normalised_cubes(tmp_path: Path) -> None:
    resources = "copy/src/main/resources"
    asks = {
        "1": "ASK { ?o a qb:Observation MINUS { ?o qb:dataSet ?d } }",
        # Holds only where qb:dimension has been written out: a problem that is there.
        "2": "ASK { ?part qb:componentProperty ?dimension . ?dimension a qb:DimensionProperty }",
        "12": "ASK { ?a qb:dataSet ?t . ?b qb:dataSet ?t FILTER (?a != ?b) }",
        "20": "ASK { ?x eg:child ?y }",
    }
    for number, ask in asks.items():
        put(tmp_path, f"{resources}/integrity-{number}.sparql", ask)
    lister = "SELECT ?p { ?list a qb:HierarchicalCodeList ; qb:parentChildProperty ?p }"
    put(tmp_path, f"{resources}/list-hierarchies.sparql", lister)
    hierarchy = (
        f"<urn:l> a <{QB}HierarchicalCodeList> ; <{QB}parentChildProperty> <urn:below> . <urn:a> <urn:below> <urn:b> ."
    )
    cases = list(cube.run(tmp_path, Loaded(OBSERVED + hierarchy)))
    assert outcomes(cases) == {
        "integrity-1": "passed",
        "integrity-2": "failed",
        "integrity-12": "passed",
        "integrity-20": "failed",
    }
    assert outcomes(list(cube.run(tmp_path, Loaded(OBSERVED))))["integrity-20"] == "passed"


def test_past_its_time_the_pairwise_query_gives_way_to_the_hash_join(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cube, "SECONDS", 0.0)
    put(tmp_path, "src/main/resources/integrity-1.sparql", "ASK { FILTER (false) }")
    put(tmp_path, "src/main/resources/integrity-12.sparql", "ASK { FILTER (false) }")
    twice = OBSERVED + f"<http://example.org/o2> <{QB}dataSet> <http://example.org/t> ; <http://example.org/d> 1 ."
    for turtle, outcome in ((OBSERVED, "passed"), (twice, "failed")):
        case = list(cube.run(tmp_path, Loaded(turtle)))[-1]
        assert (case.name, case.outcome) == ("integrity-12", outcome)
        assert "by hash join" in case.detail


def test_expectations_of_the_suite_are_held_against_our_check(tmp_path: Path) -> None:
    put(tmp_path, "src/test/resources/abbrv-cube.ttl", OBSERVED)
    put(tmp_path, "src/test/resources/stray.ttl", f"<http://example.org/o3> a <{QB}Observation> .")
    tests = """
        assertTrue( "sound", passes("integrity-1.sparql", "abbrv-cube.ttl") );
        assertFalse ( "stray", passes("integrity-1.sparql", "abbrv-cube.ttl", "stray.ttl") );
        assertFalse( "wrong", passes("integrity-12.sparql", "abbrv-cube.ttl") );
    """
    stray = "ASK { ?o a qb:Observation MINUS { ?o qb:dataSet ?d } }"
    put(tmp_path, "src/main/resources/integrity-1.sparql", stray)
    put(tmp_path, "src/main/resources/integrity-12.sparql", "ASK {}")
    put(tmp_path, "src/test/java/com/epimorpics/qbwf/TestWF.java", tests)
    assert outcomes(list(cube_checker.run(tmp_path, Loaded("")))) == {
        "IC-1 holds on abbrv-cube.ttl: our check": "passed",
        "IC-1 holds on abbrv-cube.ttl: query of the suite": "passed",
        "IC-1 does not hold on abbrv-cube.ttl + stray.ttl: our check": "passed",
        "IC-1 does not hold on abbrv-cube.ttl + stray.ttl: query of the suite": "passed",
        "IC-12 does not hold on abbrv-cube.ttl: our check": "failed",
        "IC-12 does not hold on abbrv-cube.ttl: query of the suite": "passed",
    }


def test_openbudgets_constraints_see_dataset_and_model(tmp_path: Path) -> None:
    put(tmp_path, "model/components.ttl", "<urn:old> <http://www.w3.org/2002/07/owl#deprecated> true .")
    spin = "PREFIX spin: <http://spinrdf.org/spin#> CONSTRUCT { [] spin:violationRoot ?s }"
    dataset = f"GRAPH <{openbudgets.DATASET.value}>"
    queries = {
        "wrong_qb_character_case": f"{spin} {{ GRAPH <{openbudgets.VOCABULARY.value}> {{ ?s ?p ?o }} }}",
        "deprecated": f"{spin} {{ GRAPH <{openbudgets.MODEL.value}> {{ ?old ?p true }} {dataset} {{ ?s ?old ?o }} }}",
        "observed": f"{spin} {{ {dataset} {{ ?s a <{QB}Observation> }} }}",
    }
    for name, query in queries.items():
        put(tmp_path, f"model/integrity-constraints/{name}.rq", query)
    cases = {case.name: case for case in openbudgets.run(tmp_path, Loaded(OBSERVED))}
    assert cases["deprecated"].outcome == "passed"
    assert cases["observed"].detail == "1 violations: <http://example.org/o1>"
    assert cases["wrong_qb_character_case"].outcome == "inapplicable"
    assert "cube.ttl" in cases["wrong_qb_character_case"].detail


def test_openbudgets_amount_is_not_asked_of_tables_that_mix_money_and_quantities(tmp_path: Path) -> None:
    amount = "<http://data.openbudgets.eu/ontology/dsd/measure/amount>"
    put(tmp_path, "model/integrity-constraints/wrong_qb_character_case.rq", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    put(
        tmp_path,
        "model/integrity-constraints/amounts.rq",
        f"PREFIX spin: <http://spinrdf.org/spin#> CONSTRUCT {{ [] spin:violationRoot ?s ; spin:violationValue {amount} }}"
        f" {{ GRAPH <{openbudgets.DATASET.value}> {{ ?s <{QB}component> ?part }} }}",
    )
    mixed = f"<urn:mixed> <{QB}component> [ <{QB}dimension> <{MZ.valueKind}> ] ."
    for turtle, passed in ((mixed, "passed"), (OBSERVED + mixed, "failed")):
        cases = {case.name: case for case in openbudgets.run(tmp_path, Loaded(turtle))}
        assert cases["amounts"].outcome == passed
        assert cases["amounts (mixed tables)"].outcome == "inapplicable"
        assert "urn:mixed" in cases["amounts (mixed tables)"].detail
        assert "urn:mixed" not in cases["amounts"].detail


# --- the vocabulary

SOUND = "echo 'http://www.w3.org/2002/07/owl#Thing is satisfiable.'"
NOTHING = "echo \"Classes equivalent to 'owl:Nothing':\"; echo '\towl:Nothing'"
SEES = f"""#!/bin/sh
for last; do :; done
if grep -q 'urn:x' "${{last#file://}}"; then echo 'InconsistentOntologyException'; exit 1; fi
case "$*" in *-U*) {NOTHING} ;; *) {SOUND} ;; esac
"""


@pytest.mark.parametrize(
    ("reasoner", "failed"),
    [
        (SEES, set()),
        (SEES.replace("urn:x", "urn:nothing"), {"a-contradiction-is-seen"}),
        (SEES.replace(NOTHING, f"{NOTHING}; echo '\tmz:Table'"), {"every-class-satisfiable"}),
        ("#!/bin/sh\necho broken >&2", {"vocabulary-consistent", "every-class-satisfiable", "a-contradiction-is-seen"}),
    ],
    ids=["sound", "blind", "an empty class", "broken"],
)
def test_the_reasoner_is_asked_and_must_see_a_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reasoner: str, failed: set[str]
) -> None:
    put(tmp_path, "copy/hermit/HermiT.jar", "")
    java = put(tmp_path, "bin/java", reasoner)
    java.chmod(0o755)
    monkeypatch.setenv("PATH", f"{java.parent}:/usr/bin:/bin")
    found = outcomes(list(owl.run(tmp_path, Loaded(OBSERVED))))
    assert {name for name, outcome in found.items() if outcome == "failed"} == failed
    assert len(found) == 3


def test_without_java_the_reasoner_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "copy/hermit/HermiT.jar", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SuiteMissingError, match="needs Java"):
        list(owl.run(tmp_path, Loaded(OBSERVED)))


# --- the service


def test_shapes_pass_fail_or_find_nothing_of_their_class() -> None:
    shapes = Graph().parse(
        format="turtle",
        data="""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix : <http://example.org/> .
        :Set_Shape a sh:NodeShape ; sh:targetClass :Set ;
            sh:property [ sh:path :title ; sh:minCount 1 ] , [ sh:path :theme ; sh:node :Theme_Shape ] .
        :Theme_Shape a sh:NodeShape ; sh:property [ sh:path :scheme ; sh:hasValue :themes ] .
        :Series_Shape a sh:NodeShape ; sh:targetClass :Series ; sh:property [ sh:path :title ; sh:minCount 1 ] .
        :Closed_Shape a sh:NodeShape ; sh:targetClass :Set ; sh:nodeKind sh:BlankNode .
        """,
    )
    found = Graph().parse(
        format="turtle",
        data="@prefix : <http://example.org/> . :a a :Set ; :title 'A' ; :theme :t . :b a :Set ; :title 'B' .",
    )
    cases = list(catalogue.cases(shapes, found))
    assert outcomes(cases) == {
        "Set_Shape title": "passed",
        "Set_Shape theme": "failed",
        "Series_Shape title": "inapplicable",
        "Closed_Shape": "failed",
    }
    assert next(case for case in cases if case.name == "Set_Shape theme").detail.startswith("1 of 2, such as http")


MANIFEST = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix cnt: <http://www.w3.org/2011/content#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
<> mf:entries ( <#ask> <#update_all> ) .
<#ask> mf:name "ask by POST" ; mf:action [ ht:requests ( [
    ht:absolutePath "/sparql/?x=1" ; ht:methodName "POST" ;
    ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "application/sparql-query" ] ) ;
    ht:body [ cnt:characterEncoding "UTF-8" ; cnt:chars "ASK {}" ] ;
    ht:resp [ mf:expectedStatus hts:StatusCode2xx ; mf:expectedFormat "boolean" ; mf:expectedBoolean true ] ] ) ] .
<#update_all> mf:name "update" ; mf:action [ ht:requests ( [
    ht:absolutePath "/sparql/" ; ht:methodName "POST" ; ht:resp [ mf:expectedStatus hts:StatusCode2xx ] ] ) ] .
"""
JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("answer", "ask", "update"),
    [
        (Answer(200, JSON, b'{"boolean": true}'), "passed", "failed"),
        (Answer(200, JSON, b'{"boolean": false}'), "failed", "failed"),
        (Answer(200, "text/csv", b"true"), "failed", "failed"),
        (Answer(403, "text/plain", b"read-only"), "failed", "inapplicable"),
        (Answer(500, "text/plain", b""), "failed", "failed"),
    ],
)
def test_protocol_tests_are_sent_and_judged(
    answer: Answer, ask: str, update: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []

    def request(*words: object) -> Answer:
        sent.append(words)
        return answer

    monkeypatch.setattr(protocol, "request", request)
    manifest = Graph().parse(data=MANIFEST, format="turtle", publicID="http://example.org/manifest")
    cases = [protocol.judge_test(manifest, test, "http://x/") for test in protocol.entries(manifest)]
    assert outcomes(cases) == {"ask: ask by POST": ask, "update_all: update": update}
    assert sent[0] == ("http://x/", "POST", "sparql?x=1", {"content-type": "application/sparql-query"}, b"ASK {}")


@pytest.mark.parametrize(
    ("suffix", "one", "same", "other"),
    [
        (".csv", "s,o\r\n1,_:a\r\n", "o,s\r\n_:b9,1\r\n", "s,o\r\n1.0,_:a\r\n"),
        (".tsv", "?s\t?o\n<urn:a>\t1.0e6\n", '?o\t?s\n"1.0E6"^^<http://www.w3.org/2001/XMLSchema#double>\t<urn:a>\n', '?s\t?o\n<urn:a>\t"1.0e6"\n'),
        (
            ".srj",
            '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "bnode", "value": "a"}}]}}',
            '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "bnode", "value": "b"}}]}}',
            '{"head": {"vars": ["s"]}, "results": {"bindings": [{}]}}',
        ),
    ],
    ids=["csv", "tsv", "json"],
)  # fmt: skip
def test_results_are_compared_by_what_they_say(suffix: str, one: str, same: str, other: str) -> None:
    _, read = results.READERS[suffix]
    assert read(one.encode()) == read(same.encode())
    assert read(one.encode()) != read(other.encode())


def test_service_descriptions_are_held_against_the_vocabulary() -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    good = f"""
        @prefix sd: <{sd}> .
        <http://x/sparql> a sd:Service ; sd:endpoint <http://x/sparql> ; sd:supportedLanguage sd:SPARQL11Query ;
            sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] ."""
    graph = Graph().parse(data=good, format="turtle")
    assert description.schema_problem(graph) == ""
    assert description.endpoint_problem(graph, "http://x/sparql") == ""
    assert "http://x/sparql" in description.endpoint_problem(graph, "http://y/sparql")
    for wrong in ("a sd:Service ;", "a sd:Dataset ;", "a sd:Graph ", "sd:endpoint <http://x/sparql> ;"):
        assert description.schema_problem(Graph().parse(data=good.replace(wrong, ""), format="turtle"))
    for wrong in ("sd:SPARQL11Qwery", "sd:Feature"):
        assert description.schema_problem(Graph().parse(data=good.replace("sd:SPARQL11Query", wrong), format="turtle"))


def test_reconciliation_answers_are_held_against_the_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service takes 0.2 only; its answer to a match lacks a score, and it suggests nothing."""
    name = {"$id": "https://example.org/name.json", "type": "string"}
    manifest = {"$id": "https://example.org/manifest.json", "required": ["versions", "name"]}
    candidate = {"required": ["id", "score"], "properties": {"name": {"$ref": "name.json"}}}
    result = {"properties": {"result": {"items": candidate}}}
    batch = {"$id": "https://example.org/batch.json", "additionalProperties": result}
    for file, schema in (("manifest", manifest), ("name", name), ("reconciliation-result-batch", batch)):
        put(tmp_path, f"specs/0.2/schemas/{file}.json", json.dumps(schema))
    found = {"id": "d/1", "name": "新乐市", "score": 100}
    sent = []

    def request(
        service: str, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        sent.append((method, path, body))
        answer: object = {"versions": ["0.2"], "name": "m"} if method == "GET" else {"q0": {"result": [found]}}
        return Answer(200, "application/json", json.dumps(answer).encode())

    monkeypatch.setattr(reconciliation, "request", request)
    mz = "https://w3id.org/mingzhang/ns#"
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    subject = Loaded(f'<urn:d> <{mz}jurisdiction> <urn:j> ; <{mz}fiscalYear> 2022 . <urn:j> <{label}> "新乐市"@zh .')
    subject.service = lambda: "http://x/"  # type: ignore[method-assign]
    expected = {"0.2: manifest": "passed", "0.2: match": "passed", "1.0-draft: manifest": "inapplicable"}
    assert outcomes(list(reconciliation.run(tmp_path, subject))) == expected
    form = next(body for _, _, body in sent if body and b"queries=" in body)
    asked = parse_qs(form.decode())["queries"][0]
    assert json.loads(asked) == {"q0": {"query": "新乐市", "limit": 3}}
    del found["score"]
    assert outcomes(list(reconciliation.run(tmp_path, subject))) == expected | {"0.2: match": "failed"}
    found |= {"score": 1, "name": 5}
    (case,) = [case for case in reconciliation.run(tmp_path, subject) if case.name == "0.2: match"]
    assert case.detail == "$.q0.result[0].name: 5 is not of type 'string'"
