"""The reference page is made of the terms as they are; that it is up to date, test_generated.py sees."""

from ontology import reference
from ontology.terms import MZ


def test_every_term_is_read_whole() -> None:
    found = {term.name: term for term in reference.terms()}
    assert set(found) == {name for name in MZ.__annotations__ if not name.startswith("_")}
    disclosure, scope, amount = found["Disclosure"], found["scope"], found["amount"]
    assert (disclosure.kind, scope.kind, amount.kind) == ("class", "link", "value")
    assert disclosure.labels == {"zh": "公开文件", "en": "Disclosure"}
    assert [reference.short(iri) for iri in disclosure.above] == ["dcat:Dataset", "prov:Entity"]
    assert (scope.having, scope.single, amount.single) == ((str(MZ.Disclosure),), True, False)
    assert [reference.short(iri) for iri in amount.leading] == ["xsd:decimal"]
    assert reference.short(found["flow"].codes) == "code:flow"
    for term in found.values():
        assert set(term.labels) == set(term.definitions) == {"zh", "en"}
        assert term.sources
        assert set(term.sources) <= reference.sources().keys()


def test_every_foreign_term_has_a_prefix() -> None:
    shown = {iri for term in reference.terms() for iri in (*term.above, *term.having, *term.leading, *term.see)}
    assert [iri for iri in shown if reference.short(iri) == iri] == []


def test_the_page_has_every_term_and_the_links_between_classes() -> None:
    page = reference.render()
    for term in reference.terms():
        assert f"| `mz:{term.name}` | {term.labels['zh']} | {term.labels['en']} |" in page
    diagram = page.partition("```mermaid")[2].partition("```")[0]
    assert "    Disclosure --> Table : hasTable\n" in diagram
    assert "    Claim --> Observation : claimedObservation, claimedUpperBound, shareOfObservation" in diagram
    for term in reference.terms():
        assert (f"    class {term.name}[" in diagram) == (term.kind == "class")


def test_rows_of_the_tables_have_as_many_cells_as_their_heads() -> None:
    width = 0
    for line in reference.render().splitlines():
        cells = line.count("|") if line.startswith("|") else 0
        if line.startswith("|---"):
            assert cells == width
        elif cells and width:
            assert cells == width, line
        width = cells
