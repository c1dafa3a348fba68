"""Every term has both labels, a definition and a name in Python, and no foreign term is misspelt."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCAT, DCTERMS, ORG, OWL, PROV, QB, RDF, RDFS, SH, SKOS, TIME, VANN, XSD, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespace

from ontology.accounts import read_facts
from ontology.correspondence import COFOG
from ontology.graphs import FILES, turtle
from ontology.terms import CNY, CURRENCY, DEFAULT_BASE, HEADLINES, MZ, VERSION

VOCABULARY = Graph().parse(data=turtle("mingzhang.ttl"), format="turtle")
TERMS = {term for term in VOCABULARY.subjects() if term.startswith(str(MZ._NS))}
CLOSED: list[type[DefinedNamespace]] = [DCAT, DCTERMS, ORG, OWL, PROV, QB, RDF, RDFS, SH, SKOS, TIME, VANN, XSD]
SOURCES = {URIRef(f"{DEFAULT_BASE}id/source/{row['code']}") for row in read_facts("sources")}
# Vocabularies that rdflib does not know: what we use of them, looked up by hand.
OTHERS = {
    "http://www.w3.org/ns/earl#": "Assertion TestCriterion test outcome passed failed cantTell inapplicable",
    "http://www.w3.org/ns/csvw#": "Row Column",
    "http://www.w3.org/ns/dqv#": "Metric QualityMeasurement isMeasurementOf computedOn value",
    "http://rdf-vocabulary.ddialliance.org/xkos#": (
        "ClassificationLevel levels numberOfLevels depth Correspondence compares madeOf ConceptAssociation sourceConcept "
        "targetConcept follows notationPattern"
    ),
    "https://schema.org/": "domainIncludes",
    "http://publications.europa.eu/resource/authority/language/": "ZHO ENG",
    "http://www.w3.org/TR/": "owl2-overview/",
    "http://purl.org/linked-data/sdmx/2009/attribute#": "unitMult decimals",
    "http://purl.org/linked-data/sdmx/2009/concept#": "obsValue refPeriod statUnit",
    "http://purl.org/linked-data/sdmx/2009/dimension#": "refPeriod",
    "http://purl.org/linked-data/sdmx/2009/measure#": "obsValue",
    "http://data.openbudgets.eu/ontology/dsd/attribute/": "currency",
    "http://data.openbudgets.eu/ontology/dsd/dimension/": (
        "organization fiscalPeriod budgetPhase operationCharacter functionalClassification economicClassification "
        "classification project"
    ),
    "http://data.openbudgets.eu/ontology/dsd/measure/": "amount",
    "http://data.openbudgets.eu/resource/codelist/operation-character/": "revenue expenditure",
    "http://data.openbudgets.eu/resource/codelist/budget-phase/": "approved executed",
    "http://xmlns.com/foaf/0.1/": "Project",
    "https://creativecommons.org/": "licenses/by/4.0/ publicdomain/zero/1.0/",
}


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> set[str | None]:
    return {text.language for text in graph.objects(subject, predicate) if isinstance(text, Literal) and text.strip()}


def test_python_and_turtle_have_the_same_terms() -> None:
    assert {str(MZ[name]) for name in MZ.__annotations__ if not name.startswith("_")} == set(map(str, TERMS))


def test_unknown_names_raise() -> None:
    with pytest.raises(AttributeError, match="Disclosur"):
        MZ.Disclosur  # noqa: B018


@pytest.mark.parametrize("term", sorted(TERMS), ids=lambda term: term.split("#")[1])
def test_each_term_is_documented(term: URIRef) -> None:
    assert languages(VOCABULARY, term, RDFS.label) == {"zh", "en"}
    assert languages(VOCABULARY, term, RDFS.comment) == {"zh", "en"}
    assert VOCABULARY.value(term, RDFS.isDefinedBy) == URIRef(DEFAULT_BASE + "ns")
    assert set(VOCABULARY.objects(term, DCTERMS.source)) <= SOURCES
    assert VOCABULARY.value(term, DCTERMS.source), "where the concept comes from"
    kinds = set(VOCABULARY.objects(term, RDF.type))
    assert len(kinds & {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}) == 1
    assert term.split("#")[1][0].isupper() == (OWL.Class in kinds)


def test_every_property_says_what_has_it_and_what_it_leads_to() -> None:
    """By rdfs:domain where one class has it; where several have, by schema:domainIncludes, which implies nothing."""
    includes = URIRef("https://schema.org/domainIncludes")
    for term in sorted(TERMS):
        if (term, RDF.type, OWL.Class) in VOCABULARY:
            continue
        domains = set(VOCABULARY.objects(term, RDFS.domain))
        assert len(domains) <= 1, "two domains are an intersection"
        assert bool(domains) != bool(set(VOCABULARY.objects(term, includes))), term
        if (term, RDF.type, OWL.DatatypeProperty) in VOCABULARY:
            assert VOCABULARY.value(term, RDFS.range), term
    free = {term for term in TERMS if (term, RDF.type, OWL.ObjectProperty) in VOCABULARY} - set(
        VOCABULARY.subjects(RDFS.range)
    )
    # The two that lead to a row or to a column, and the two that lead to a property.
    assert free == {MZ.addendOf, MZ.includedIn, MZ.headline, MZ.measure}


def test_every_source_is_cited() -> None:
    cited = set(VOCABULARY.objects(None, DCTERMS.source))
    correspondence = turtle("cofog.ttl").decode()
    assert {
        source for source in SOURCES - cited if f"source:{source.rpartition('/')[2]}" not in correspondence
    } == set()


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty])
def test_no_two_terms_of_a_kind_share_a_label(kind: URIRef) -> None:
    found = [label for term in VOCABULARY.subjects(RDF.type, kind) for label in VOCABULARY.objects(term, RDFS.label)]
    assert len(found) == len(set(found))


def test_the_header_says_what_reusers_need() -> None:
    header = VOCABULARY.value(predicate=RDF.type, object=OWL.Ontology)
    for predicate in (DCTERMS.license, DCTERMS.language, OWL.versionInfo, VANN.preferredNamespacePrefix):
        assert VOCABULARY.value(header, predicate)
    for predicate in (RDFS.label, DCTERMS.title, DCTERMS.description):
        assert languages(VOCABULARY, header, predicate) == {"zh", "en"}
    assert str(VOCABULARY.value(header, VANN.preferredNamespaceUri)) == str(MZ._NS)
    assert str(VOCABULARY.value(header, OWL.versionInfo)) == VERSION
    assert VOCABULARY.value(header, OWL.versionIRI) == URIRef(f"{DEFAULT_BASE}ns/{VERSION}")
    assert VOCABULARY.value(header, DCTERMS.creator) is None


def test_headlines_are_decimals_of_disclosures() -> None:
    for headline in HEADLINES:
        assert VOCABULARY.value(headline, RDFS.range) == XSD.decimal
        assert VOCABULARY.value(headline, RDFS.domain) == MZ.Disclosure


@pytest.mark.parametrize("path", [path for paths in FILES.values() for path in paths])
def test_no_foreign_term_is_misspelt(path: str) -> None:
    known = {namespace + name for namespace, names in OTHERS.items() for name in names.split()}
    known |= {str(term) for namespace in CLOSED for term in dir(namespace)} - {""}
    triples = (quad.triple for quad in ox.parse(turtle(path), format=ox.RdfFormat.TURTLE))
    named = {node.value for triple in triples for node in triple if isinstance(node, ox.NamedNode)}
    foreign = {address for address in named if not address.startswith((DEFAULT_BASE, COFOG))}
    cited = {row["address"] for row in read_facts("sources")} if path == "sources.ttl" else set()
    assert not foreign - known - cited


def test_every_turtle_file_of_the_package_is_published() -> None:
    package = Path(__file__).parents[2] / "ontology"
    assert {str(file.relative_to(package).as_posix()) for file in package.rglob("*.ttl")} == {
        path for paths in FILES.values() for path in paths
    }


# What the vocabulary builds on, one line each: ours, the link, theirs.
ALIGNED = """
mz:Table rdfs:subClassOf qb:DataSet
mz:amount rdf:type qb:MeasureProperty
mz:amount rdfs:subPropertyOf obeu-measure:amount
mz:value rdfs:subPropertyOf sdmx-measure:obsValue
mz:flow rdfs:subPropertyOf obeu-dimension:operationCharacter
mz:phase rdfs:subPropertyOf obeu-dimension:budgetPhase
mz:department rdfs:subPropertyOf obeu-dimension:organization
mz:fiscalPeriod rdfs:subPropertyOf obeu-dimension:fiscalPeriod
mz:fiscalPeriod rdfs:range time:Interval
mz:functionalAccount rdfs:subPropertyOf obeu-dimension:functionalClassification
mz:economicAccount rdfs:subPropertyOf obeu-dimension:economicClassification
mz:Department rdfs:subClassOf org:FormalOrganization
mz:BudgetUnit rdfs:subClassOf org:OrganizationalUnit
mz:Account rdfs:subClassOf skos:Concept
mz:Disclosure rdfs:subClassOf dcat:Dataset
mz:Disclosure rdfs:subClassOf prov:Entity
mz:Claim rdfs:subClassOf prov:Entity
mz:Identity rdfs:subClassOf dqv:Metric
mz:Identity rdfs:subClassOf earl:TestCriterion
mz:IdentityCheck rdfs:subClassOf earl:Assertion
mz:IdentityCheck rdfs:subClassOf dqv:QualityMeasurement
mz:difference rdfs:subPropertyOf dqv:value
mz:table rdfs:subPropertyOf dqv:computedOn
mz:Jurisdiction rdfs:subClassOf dct:Location
mz:successor rdfs:subPropertyOf dct:isReplacedBy
""".strip().splitlines()


@pytest.mark.parametrize("line", ALIGNED)
def test_it_builds_on_what_others_have(line: str) -> None:
    prefixes = {prefix: str(namespace) for prefix, namespace in VOCABULARY.namespaces()}
    subject, predicate, target = (
        URIRef(prefixes[name.partition(":")[0]] + name.partition(":")[2]) for name in line.split()
    )
    assert (subject, predicate, target) in VOCABULARY


def test_amounts_are_in_the_currency_of_the_list_of_the_eu() -> None:
    assert str(CNY) == "http://publications.europa.eu/resource/authority/currency/CNY"
    cubes = Graph().parse(data=turtle("cubes.ttl"), format="turtle")
    structures = set(cubes.subjects(RDF.type, QB.DataStructureDefinition))
    attached = {
        structure
        for structure, part in cubes.subject_objects(QB.component)
        if (part, QB.attribute, CURRENCY) in cubes and (part, QB.componentAttachment, QB.DataSet) in cubes
    }
    assert attached == structures
