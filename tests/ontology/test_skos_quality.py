"""The code lists as SKOS wants them: the integrity conditions of the SKOS Reference, and the usual quality issues.

The checks are those of the SKOS Reference (S9, S13, S14, S27, S46) and of the quality checkers that people run on thesauri:
orphans, circles, redundant hierarchy, overlapping labels, doubled notations, and one-sided links to the scheme.
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from ontology.graphs import FILES, turtle
from ontology.terms import GRAPH_CODES, MZ

CODES = Graph()
for file in FILES[GRAPH_CODES]:
    CODES.parse(data=turtle(file), format="turtle")

HIERARCHICAL = (SKOS.broader, SKOS.broadMatch, SKOS.narrowMatch)
ASSOCIATIVE = (SKOS.related, SKOS.relatedMatch)
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
CLASSIFICATIONS = ("/functional", "/economic", "/government-economic")


def concepts(graph: Graph) -> set[URIRef]:
    return {node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)}


def schemes(graph: Graph) -> set[URIRef]:
    return {node for node in graph.subjects(RDF.type, SKOS.ConceptScheme) if isinstance(node, URIRef)}


def outside_of_a_scheme(graph: Graph) -> set[object]:
    return {
        concept for concept in concepts(graph) if len(set(graph.objects(concept, SKOS.inScheme)) & schemes(graph)) != 1
    }


def orphans(graph: Graph) -> set[object]:
    """Concepts that no path leads to: neither at the top of their scheme nor below another."""
    return {
        concept
        for concept in concepts(graph)
        if not graph.value(concept, SKOS.broader) and not graph.value(None, SKOS.hasTopConcept, concept)
    }


def circles(graph: Graph) -> set[object]:
    return {
        concept
        for concept in set(graph.subjects(SKOS.broader))
        if any(
            concept in set(graph.transitive_objects(above, SKOS.broader))
            for above in graph.objects(concept, SKOS.broader)
        )
    }


def redundant_hierarchy(graph: Graph) -> set[object]:
    """Concepts with a broader one that another broader one of theirs leads to anyway."""
    return {
        concept
        for concept in set(graph.subjects(SKOS.broader))
        for one, other in combinations(set(graph.objects(concept, SKOS.broader)), 2)
        if one in set(graph.transitive_objects(other, SKOS.broader))
        or other in set(graph.transitive_objects(one, SKOS.broader))
    }


def one_sided_tops(graph: Graph) -> set[object]:
    stated = set(graph.subject_objects(SKOS.hasTopConcept))
    foreign = {(scheme, top) for scheme, top in stated if (top, SKOS.topConceptOf, scheme) not in graph}
    return foreign | {
        pair for pair in ((s, c) for c, s in graph.subject_objects(SKOS.topConceptOf)) if pair not in stated
    }


def tops_below_others(graph: Graph) -> set[object]:
    return {top for top in graph.subjects(SKOS.topConceptOf) if graph.value(top, SKOS.broader)}


def several_labels_of_a_language(graph: Graph) -> set[object]:
    """S14; a label without text or without language counts as well."""
    found: set[object] = set()
    for thing in concepts(graph) | schemes(graph):
        labels = [label for label in graph.objects(thing, SKOS.prefLabel) if isinstance(label, Literal)]
        languages = Counter(label.language for label in labels)
        if set(languages) != {"zh", "en"} or max(languages.values()) > 1 or not all(map(str.strip, labels)):
            found.add(thing)
    return found


def labels_of_two_kinds(graph: Graph) -> set[object]:
    """S13: preferred, alternative and hidden labels are disjoint."""
    kinds = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    return {
        thing
        for one, other in combinations(kinds, 2)
        for thing, label in graph.subject_objects(one)
        if (thing, other, label) in graph
    }


def shared_labels(graph: Graph) -> set[object]:
    """Two concepts of a code list, or two accounts below the same account, with the same label at the same time."""
    seen: Counter[tuple[object, ...]] = Counter()
    for concept in concepts(graph):
        scheme = graph.value(concept, SKOS.inScheme)
        above = graph.value(concept, SKOS.broader) if str(scheme).endswith(CLASSIFICATIONS) else None
        ended = graph.value(concept, MZ.validUntil)
        seen.update((scheme, above, ended, label) for label in graph.objects(concept, SKOS.prefLabel))
    return {key for key, count in seen.items() if count > 1}


def doubled_notations(graph: Graph) -> set[object]:
    seen = Counter(
        (graph.value(concept, SKOS.inScheme), notation)
        for concept in concepts(graph)
        for notation in graph.objects(concept, SKOS.notation)
    )
    several = {concept for concept in concepts(graph) if len(set(graph.objects(concept, SKOS.notation))) > 1}
    return {key for key, count in seen.items() if count > 1} | several


def related_and_broader(graph: Graph) -> set[object]:
    """S27 and S46: what is related is not broader too, and an exact match is neither broader nor related."""
    found: set[object] = set()
    for one, other in ((a, b) for a in ASSOCIATIVE for b in HIERARCHICAL):
        found |= set(graph.subject_objects(one)) & set(graph.subject_objects(other))
    exact = set(graph.subject_objects(SKOS.exactMatch))
    return found | exact & {pair for kind in (*HIERARCHICAL, *ASSOCIATIVE) for pair in graph.subject_objects(kind)}


def matches_within_a_scheme(graph: Graph) -> set[object]:
    """Mapping links are for concepts of other schemes."""
    return {
        (concept, target)
        for kind in MATCHES
        for concept, target in graph.subject_objects(kind)
        if graph.value(concept, SKOS.inScheme) == (graph.value(target, SKOS.inScheme) or "another")
    }


def broader_across_schemes(graph: Graph) -> set[object]:
    return {
        concept
        for concept, above in graph.subject_objects(SKOS.broader)
        if graph.value(concept, SKOS.inScheme) != graph.value(above, SKOS.inScheme)
    }


def undocumented_schemes(graph: Graph) -> set[object]:
    ours = {scheme for scheme in schemes(graph) if scheme.startswith("https://w3id.org/mingzhang/")}
    return {
        scheme
        for scheme in ours
        if {text.language for text in graph.objects(scheme, SKOS.definition) if isinstance(text, Literal)}
        != {"zh", "en"}
        or not graph.value(scheme, RDFS.label)
    }


# Check -> triples that break it: every check must be able to fail.
_HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <urn:x:> . "
_LABELS = 'skos:prefLabel "甲"@zh , "A"@en'
CHECKS: dict[Callable[[Graph], set[object]], str] = {
    outside_of_a_scheme: ":a a skos:Concept ; skos:inScheme :nowhere .",
    orphans: ":s a skos:ConceptScheme . :a a skos:Concept ; skos:inScheme :s .",
    circles: ":a skos:broader :b . :b skos:broader :a .",
    redundant_hierarchy: ":a skos:broader :b , :c . :b skos:broader :c .",
    one_sided_tops: ":s skos:hasTopConcept :a .",
    tops_below_others: ":a skos:topConceptOf :s ; skos:broader :b .",
    several_labels_of_a_language: ':a a skos:Concept ; skos:prefLabel "甲"@zh , "乙"@zh , "A"@en .',
    labels_of_two_kinds: ':a skos:prefLabel "A"@en ; skos:altLabel "A"@en .',
    shared_labels: f":a a skos:Concept ; skos:inScheme :s ; {_LABELS} . :b a skos:Concept ; skos:inScheme :s ; {_LABELS} .",
    doubled_notations: ':a a skos:Concept ; skos:inScheme :s ; skos:notation "1" .'
    ' :b a skos:Concept ; skos:inScheme :s ; skos:notation "1" .',
    related_and_broader: ":a skos:related :b ; skos:broader :b .",
    matches_within_a_scheme: ":a skos:inScheme :s ; skos:closeMatch :b . :b skos:inScheme :s .",
    broader_across_schemes: ":a skos:inScheme :s ; skos:broader :b . :b skos:inScheme :t .",
    undocumented_schemes: "<https://w3id.org/mingzhang/x> a skos:ConceptScheme .",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_code_lists_have_no_issue(check: Callable[[Graph], set[object]]) -> None:
    assert check(CODES) == set()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_each_check_can_fail(check: Callable[[Graph], set[object]]) -> None:
    assert check(Graph().parse(data=_HEAD + CHECKS[check], format="turtle"))


def test_there_is_something_to_check() -> None:
    assert len(schemes(CODES)) == len(FILES[GRAPH_CODES]) - 1 + 27, "one per file, and the versions by year"
    assert len(concepts(CODES)) > 1700
