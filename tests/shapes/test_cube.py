"""The integrity constraints of data cubes: each fires on what breaks it and on nothing else; all hold on what is loaded."""

import json
import os
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
import samples
from loaders.pipeline import is_candidate, load_file
from shapes.cube import CubeReport, check_cube, render_json, render_text
from shapes.cube.normalise import normalise
from shapes.cube.rules import rules

EX = "http://example.org/"
QB = "http://purl.org/linked-data/cube#"
PREFIXES = f"""\
@prefix : <{EX}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix qb: <{QB}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

# Sound cubes that use everything the constraints speak of, one statement per line: the tests break it line by line.
VALID = """
:spending a qb:DataStructureDefinition .
:spending qb:component [ qb:dimension :year ] .
:spending qb:component [ qb:dimension :purpose ] .
:spending qb:component [ qb:dimension :area ] .
:spending qb:component [ qb:dimension :office ] .
:spending qb:component [ qb:dimension :bureau ] .
:spending qb:component [ qb:measure :amount ] .
:spending qb:component [ qb:attribute :source ; qb:componentRequired true ] .
:spending qb:component [ qb:attribute :note ; qb:componentRequired false ] .
:spending qb:component [ qb:attribute :currency ; qb:componentRequired true ; qb:componentAttachment qb:DataSet ] .
:spending qb:sliceKey :byYear .
:byYear a qb:SliceKey .
:byYear qb:componentProperty :year .

:year rdfs:range rdfs:Literal .
:purpose rdfs:range skos:Concept .
:purpose qb:codeList :purposes .
:area rdfs:range rdfs:Resource .
:area qb:codeList :areas .
:office rdfs:range rdfs:Resource .
:office qb:codeList :offices .
:bureau rdfs:range rdfs:Resource .
:bureau qb:codeList :bureaus .

:purposes a skos:ConceptScheme .
:school skos:inScheme :purposes .
:road skos:inScheme :purposes .
:areas a skos:Collection .
:areas skos:member :north .
:north a skos:Collection .
:north skos:member :village .
:offices a qb:HierarchicalCodeList .
:offices qb:parentChildProperty :has .
:offices qb:hierarchyRoot :ministry .
:ministry :has :division .
:division :has :team .
:bureaus a qb:HierarchicalCodeList .
:bureaus qb:parentChildProperty [ owl:inverseOf :within ] .
:bureaus qb:hierarchyRoot :council .
:desk :within :council .

:table qb:structure :spending .
:table :currency :yuan .
:table qb:slice :in2022 .
:in2022 qb:sliceStructure :byYear .
:in2022 :year 2022 .
:in2022 qb:observation :o1 .
:o1 qb:dataSet :table .
:o1 :purpose :school .
:o1 :area :village .
:o1 :office :team .
:o1 :bureau :desk .
:o1 :amount 10 .
:o1 :source "a" .
:o2 a qb:Observation .
:o2 qb:dataSet :table .
:o2 :year 2022 .
:o2 :purpose :road .
:o2 :area :village .
:o2 :office :team .
:o2 :bureau :council .
:o2 :amount 10 .
:o2 :source "b" .

:buying a qb:DataStructureDefinition .
:buying qb:component [ qb:dimension :year ] .
:buying qb:component [ qb:dimension qb:measureType ] .
:buying qb:component [ qb:measure :price ] .
:buying qb:component [ qb:measure :quantity ] .
qb:measureType rdfs:range rdfs:Resource .
:purchases qb:structure :buying .
:p1 qb:dataSet :purchases .
:p1 :year 2022 .
:p1 qb:measureType :price .
:p1 :price 100 .
:p2 qb:dataSet :purchases .
:p2 :year 2022 .
:p2 qb:measureType :quantity .
:p2 :quantity 3 .
"""

# A second data set for amounts.
OTHER = [":other qb:structure :plain .", ":plain a qb:DataStructureDefinition ; qb:component [ qb:measure :amount ] ."]
# (constraint, the node it names, lines taken away, lines added)
BREAKS = [
    ("IC-1", "stray", [], [":stray a qb:Observation ."]),
    ("IC-1", "o2", [], [":o2 qb:dataSet :other .", *OTHER]),
    ("IC-2", "bare", [], [":bare a qb:DataSet ."]),
    ("IC-2", "table", [], [":table qb:structure :buying2 .", ":buying2 qb:component [ qb:measure :amount ] ."]),
    ("IC-3", "none", [], [":none a qb:DataStructureDefinition ; qb:component [ qb:dimension :year ] ."]),
    ("IC-4", "year", [":year rdfs:range rdfs:Literal ."], []),
    ("IC-5", "purpose", [":purpose qb:codeList :purposes ."], []),
    ("IC-6", "amount", [], [":spending qb:component [ qb:measure :amount ; qb:componentRequired false ] ."]),
    ("IC-6", "year", [], [":spending qb:component [ qb:dimension :year ; qb:componentRequired false ] ."]),
    ("IC-7", "lost", [], [":lost a qb:SliceKey ; qb:componentProperty :year ."]),
    ("IC-8", "byYear", [], [":byYear qb:componentProperty :price .", ":in2022 :price 1 ."]),
    ("IC-9", "all", [], [":table qb:slice :all ."]),
    ("IC-9", "in2022", [], [":in2022 qb:sliceStructure :byNothing .", ":spending qb:sliceKey :byNothing ."]),
    ("IC-10", "in2022", [":in2022 :year 2022 ."], [":o1 :year 2022 ."]),
    ("IC-11", "o2", [":o2 :area :village ."], []),
    ("IC-12", "o2", [":o2 :purpose :road .", ":o2 :bureau :council ."], [":o2 :purpose :school ; :bureau :desk ."]),
    ("IC-13", "o1", [':o1 :source "a" .'], []),
    ("IC-14", "o1", [":o1 :amount 10 ."], []),
    ("IC-15", "p2", [":p2 :quantity 3 ."], []),
    ("IC-16", "p1", [], [":p1 :quantity 3 ."]),
    ("IC-17", "p1", [":p2 qb:dataSet :purchases .", ":p2 qb:measureType :quantity ."], []),
    ("IC-17", "p1", [], [":buying qb:component [ qb:measure :weight ] ."]),
    ("IC-18", "far", [], [":in2022 qb:observation :far .", ":far qb:dataSet :other ; :amount 1 .", *OTHER]),
    ("IC-19", "o2", [":road skos:inScheme :purposes ."], []),
    ("IC-19", "o1", [":north skos:member :village ."], []),
    ("IC-20", "o1", [":division :has :team ."], [":team :has :division ."]),
    ("IC-21", "o1", [":desk :within :council ."], [":council :within :desk ."]),
]  # fmt: skip


def nquads(turtle: str) -> bytes:
    return ox.serialize(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_QUADS) or b""


def without(*lines: str) -> str:
    kept = VALID
    for line in lines:
        assert f"\n{line}\n" in kept, f"no such line: {line}"
        kept = kept.replace(f"\n{line}\n", "\n")
    return kept


def failing(report: CubeReport) -> set[str]:
    return {result.id for result in report.results if not result.passed}


def test_the_constraints_are_the_21_of_the_specification() -> None:
    assert [rule.id for rule in rules()] == [f"IC-{number}" for number in range(1, 22)]
    assert all(rule.title["zh"] and rule.title["en"] and rule.message["zh"] and rule.message["en"] for rule in rules())


def test_sound_cubes_pass_and_exercise_every_constraint() -> None:
    report = check_cube(nquads(VALID))
    assert failing(report) == set()
    assert {result.id for result in report.results if not result.checked} == set()
    assert (report.observations, report.data_sets, report.passed, report.conforms) == (4, 2, 21, True)


def test_every_constraint_has_a_fixture_that_breaks_it() -> None:
    assert {constraint for constraint, *_ in BREAKS} == {rule.id for rule in rules()}


@pytest.mark.parametrize(("constraint", "node", "removed", "added"), BREAKS)
def test_a_constraint_fires_alone_on_what_breaks_it(
    constraint: str, node: str, removed: list[str], added: list[str]
) -> None:
    report = check_cube(nquads(without(*removed) + "\n".join(added)))
    assert failing(report) == {constraint}
    (finding,) = report[constraint].findings
    assert finding.node == EX + node
    for language in ("zh", "en"):
        assert f"<{EX}{node}>" in finding.message[language]
        assert "{" not in finding.message[language]


def test_findings_are_counted_beyond_those_described() -> None:
    strays = "".join(f":stray{number} a qb:Observation .\n" for number in range(7))
    report = check_cube(nquads(VALID + strays), limit=3)
    assert report["IC-1"].count == 7
    assert len(report["IC-1"].findings) == 3
    assert "and 4 more" in render_text(report)
    assert "另有 4 处" in render_text(report, "zh")


def test_three_observations_in_one_place_are_two_repetitions() -> None:
    copies = "".join(f":{name} :purpose :road ; :bureau :council .\n" for name in ("o0", "o1"))
    copies += ':o0 qb:dataSet :table ; :year 2022 ; :area :village ; :office :team ; :amount 1 ; :source "c" .\n'
    report = check_cube(nquads(without(":o1 :purpose :school .", ":o1 :bureau :desk .") + copies))
    assert failing(report) == {"IC-12"}
    assert {finding.node for finding in report["IC-12"].findings} == {EX + "o1", EX + "o2"}


def test_the_same_dimension_values_in_two_data_sets_are_no_repetition() -> None:
    again = ":table2 qb:structure :buying .\n" + "".join(
        f":{name}x qb:dataSet :table2 ; :year 2022 ; qb:measureType :{measure} ; :{measure} 1 .\n"
        for name, measure in (("p1", "price"), ("p2", "quantity"))
    )
    assert check_cube(nquads(VALID + again)).conforms


def test_values_of_the_data_set_and_the_slice_come_down_to_observations() -> None:
    store = ox.Store()
    store.load(nquads(VALID), format=ox.RdfFormat.N_QUADS)
    normalise(store)
    said = {
        (quad.predicate.value, str(quad.object))
        for quad in store.quads_for_pattern(ox.NamedNode(EX + "o1"), None, None)
    }
    assert {(f"{EX}currency", f"<{EX}yuan>"), (f"{EX}year", str(ox.Literal(2022)))} <= said
    # Stated nowhere: the class of o1, which follows from qb:dataSet.
    assert ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{QB}Observation>") in said
    assert not check_cube(nquads(without(":table :currency :yuan .")))["IC-13"].passed


def test_a_store_is_checked_graph_by_graph_and_left_alone() -> None:
    """Structures in one graph, each disclosure in its own; parts no larger than one graph give the same report."""
    store = ox.Store()
    structures, _, tables = VALID.partition(":table qb:structure")
    first, _, second = (":table qb:structure" + tables).partition(":buying a qb:")
    buying, _, purchases = (":buying a qb:" + second).partition(":purchases qb:structure")
    broken = first.replace(':o2 :source "b" .', "").replace(":o1 :amount 10 .", "")
    for name, turtle in (("shared", structures + buying), ("a", broken), ("b", ":purchases qb:structure" + purchases)):
        graph = ox.NamedNode(EX + name)
        store.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
        )
    before = len(store)
    report = check_cube(store, max_quads=1)
    assert report == check_cube(store)
    assert failing(report) == {"IC-13", "IC-14"}
    assert (report.observations, report.data_sets, report["IC-4"].checked) == (4, 2, 6)
    assert len(store) == before


def test_the_report_as_json() -> None:
    content = json.loads(render_json(check_cube(nquads(without(":o2 :area :village .")))))
    assert (content["conforms"], content["passed"], content["observations"], content["tables"]) == (False, 20, 4, 2)
    (broken,) = [constraint for constraint in content["constraints"] if not constraint["passed"]]
    assert (broken["id"], broken["count"], broken["checked"]) == ("IC-11", 1, 4)
    assert broken["findings"][0]["node"] == EX + "o2"
    assert set(broken["findings"][0]["message"]) == {"zh", "en"}


def test_text_that_is_no_nquads_is_refused() -> None:
    with pytest.raises(SyntaxError):
        check_cube(b"this is not RDF")


# --- what is loaded


def loaded(paths: list[Path]) -> bytes:
    documents = [load_file(path) for path in paths]
    return b"".join(document.nquads + document.shared for document in documents) + ontology.nquads()


def originals() -> list[Path]:
    shared = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared"))
    return sorted(
        path for folder in ("seeds", "corpus") for path in (shared / folder).glob("*.*") if is_candidate(path)
    )


def test_everything_in_the_samples_passes() -> None:
    report = check_cube(loaded(list(samples.paths())))
    assert report.conforms, render_text(report)
    assert report.observations == 1155


@pytest.mark.parametrize("path", originals() or [None], ids=lambda path: path.name if path else "none")
def test_everything_in_an_original_document_passes(path: Path | None) -> None:
    if path is None:
        pytest.skip("no original documents: put them in ../shared or set MINGZHANG_SHARED")
    report = check_cube(loaded([path]))
    assert report.conforms, render_text(report)
    assert report.observations > 0


def test_a_repeated_cell_of_a_sample_is_found() -> None:
    graph = loaded(list(samples.paths())[:1])
    cell = next(line.split()[0] for line in graph.splitlines() if b"cube#Observation>" in line)
    copy = b"".join(
        line.replace(cell, cell[:-1] + b"-copy>", 1) + b"\n" for line in graph.splitlines() if line.startswith(cell)
    )
    report = check_cube(graph + copy)
    assert failing(report) == {"IC-12"}
    assert cell.decode() in report["IC-12"].findings[0].message["en"]
