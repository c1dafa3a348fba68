"""The catalogue: complete, bilingual, and made of terms that exist."""

import re
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import QB, RDF, SH

import shapes
from ontology.terms import DIMENSIONS, MZ, code
from shapes.catalogue import constraints
from shapes.documentation import render_catalogue
from shapes.ledger import COLUMNS

GRAPH = shapes.shapes_graph()
PREFIXES = dict(constraints()[0].prefixes)
SELECTS = sorted({str(text) for text in GRAPH.objects(None, SH.select)})
IDENTITIES = shapes.identities()


def test_ids_are_families_counted_from_one():
    families: dict[str, list[int]] = {}
    for identity in IDENTITIES:
        families.setdefault(identity.family, []).append(int(identity.id[1:]))
    assert list(families) == list("ABCDEFGHIJKLMNOPQRS")
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in families.values())


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.id)
def test_identity_is_whole(identity):
    assert identity.iri == str(code("identity", identity.id))
    for words in (identity.label, identity.explanation, identity.source, identity.message):
        assert re.search("[一-鿿]", words["zh"])
        assert words["en"].isprintable()
        assert len(words["en"]) > 10
    assert identity.formula
    assert identity.severity in {"violation", "warning", "info"}


@pytest.mark.parametrize("constraint", constraints(), ids=lambda constraint: constraint.identity.id)
def test_select_has_the_common_columns_and_one_marked_filter(constraint):
    head = constraint.select.partition("WHERE")[0]
    for column in COLUMNS:
        assert re.search(rf"[?$]{column}\b", head), column
    assert constraint.select.count("# findings only") == 1
    assert "findings only" not in constraint.ledger
    assert not [name for name, _ in constraint.parameters if f"${name}" in constraint.ledger_over_all()]


@pytest.mark.parametrize("constraint", constraints(), ids=lambda constraint: constraint.identity.id)
def test_select_that_uses_figures_of_tables_knows_what_could_not_be_read(constraint):
    """A figure that the loaders refused is held against nobody: the head of shapes/components.ttl has the lines for it."""
    if "qb:dataSet" in constraint.select and re.search("mz:(amount|quantity)", constraint.select):
        assert "mz:unreadFigures" in constraint.select
        assert re.search(r"\?unread\b", constraint.select.partition("WHERE")[0])


def test_every_shacl_term_exists():
    """RDF tools accept sh:dataType in silence; rdflib's SHACL namespace is closed."""
    used = {term for triple in GRAPH for term in triple if isinstance(term, URIRef) and term.startswith(str(SH))}
    assert used
    for term in used:
        assert term in SH, term


def test_every_term_of_the_vocabulary_exists():
    used = {term for triple in GRAPH for term in triple if isinstance(term, URIRef) and term.startswith(str(MZ))}
    named = {name for select in SELECTS for name in re.findall(r"\bmz:(\w+)", select)} | {
        str(term).rpartition("#")[2] for term in used
    }
    assert len(named) > 20
    for name in named:
        getattr(MZ, name)
    for name in {name for select in SELECTS for name in re.findall(r"\bqb:(\w+)", select)}:
        assert name in QB


def test_every_code_exists():
    schemes = {
        prefix: namespace.rstrip("/").rpartition("/")[2]
        for prefix, namespace in PREFIXES.items()
        if "/code/" in namespace
    }
    assert len(schemes) > 8
    for select in SELECTS:
        for prefix, scheme in schemes.items():
            for member in re.findall(rf"\b{prefix}:([\w-]+)", select):
                code(scheme, member)
    for term in {term for triple in GRAPH for term in triple if isinstance(term, URIRef) and "/code/" in term}:
        scheme, _, member = term.partition("/code/")[2].partition("/")
        code(scheme, member)


def test_structure_shapes_ask_for_the_dimensions_of_the_cubes():
    asked: dict[str, set[str]] = {kind: set() for kind in DIMENSIONS}
    for select in SELECTS:
        found = re.search(r"FILTER \(\?kind IN \((.*)\)\)\n.*\n.*OPTIONAL \{ \?value mz:(\w+) \?member", select)
        if found:
            for kind in re.findall(r"kind:([\w-]+)", found[1]):
                asked[kind].add(found[2])
    common = {"department", "fiscalPeriod", "phase"}
    for kind, dimensions in DIMENSIONS.items():
        assert asked[kind] | common == {str(dimension).rpartition("#")[2] for dimension in dimensions}, kind


def test_every_structure_shape_is_named_in_both_languages():
    for shape in GRAPH.subjects(RDF.type, SH.PropertyShape):
        languages = {name.language for name in GRAPH.objects(shape, SH.name) if isinstance(name, Literal)}
        assert languages == {"zh", "en"}, shape


def test_reference_page_is_what_the_definitions_say():
    page = Path(__file__).parents[2] / "docs" / "reference" / "identities.md"
    assert page.read_text(encoding="utf-8") == render_catalogue(), (
        "run: python -m shapes.documentation > docs/reference/identities.md"
    )
