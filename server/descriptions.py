"""The service and its data in RDF: SPARQL Service Description, VoID, and the DCAT catalogue."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ontology.terms import period_iri
from server.engine import Engine, Row
from server.negotiate import Form
from server.prefixes import PREFIXES
from server.worker import write_triples

TITLE_ZH: Final = "明账：中国地方政府部门预算公开知识图谱"
TITLE_EN: Final = "Mingzhang: budget disclosures of Chinese local governments as a knowledge graph"
_HEAD: Final = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_MEDIA: Final = "http://www.iana.org/assignments/media-types/"

DISCLOSURES: Final = """
    SELECT ?disclosure ?title ?year ?modified ?department ?departmentLabel ?jurisdiction {
        ?disclosure a mz:Disclosure ; dcterms:title ?title ; mz:fiscalYear ?year ;
            mz:department ?department ; mz:jurisdiction ?jurisdiction .
        OPTIONAL { ?department rdfs:label ?departmentLabel }
    } ORDER BY ?disclosure"""


def render(turtle: str, form: Form) -> bytes:
    """Turtle with the well-known prefixes, written in another RDF form."""
    quads = ox.parse(_HEAD + turtle, format=ox.RdfFormat.TURTLE)
    return write_triples([ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads], form.name)


def quoted(value: str, language: str = "") -> str:
    """A literal in Turtle."""
    return str(ox.Literal(value, language=language) if language else ox.Literal(value))


def service_description(endpoint: str, form: Form) -> bytes:
    """The SPARQL 1.1 Service Description of an endpoint."""
    names: tuple[str, ...] = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    names += ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
    results = ", ".join(f"<{_FORMATS}{name}>" for name in names)
    return render(
        f"""
        <{endpoint}> a sd:Service ;
            sd:endpoint <{endpoint}> ;
            sd:supportedLanguage sd:SPARQL11Query ;
            sd:feature sd:UnionDefaultGraph ;
            sd:resultFormat {results} ;
            sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
        """,
        form,
    )


def counts(engine: Engine) -> Row:
    """Counts of the whole dataset: ?triples ?subjects ?properties ?classes ?disclosures."""
    query = """
        SELECT ?triples ?properties ?classes ?disclosures {
            { SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?p) AS ?properties) { ?s ?p ?o } }
            { SELECT (COUNT(DISTINCT ?class) AS ?classes) { ?s a ?class } }
            { SELECT (COUNT(*) AS ?disclosures) { ?d a mz:Disclosure } }
        }"""
    return engine.rows(query)[0]


def void(base: str, endpoint: str, dumps: str, counted: Row, version: str, form: Form) -> bytes:
    """The VoID description of the dataset."""
    vocabularies = ", ".join(f"<{PREFIXES[prefix]}>" for prefix in ("mz", "qb", "org", "skos", "prov", "dcat"))
    return render(
        f"""
        <{base}> a void:Dataset , dcat:Dataset ;
            dcterms:title {quoted(TITLE_ZH, "zh")} , {quoted(TITLE_EN, "en")} ;
            owl:versionInfo {quoted(version)} ;
            void:sparqlEndpoint <{endpoint}> ;
            void:uriSpace {quoted(base)} ;
            void:vocabulary {vocabularies} ;
            foaf:homepage <{dumps}> ;
            void:feature <{_FORMATS}Turtle> , <{_FORMATS}N-Triples> , <{_FORMATS}JSON-LD> , <{_FORMATS}RDF_XML> ;
            void:triples {counted["triples"]} ; void:properties {counted["properties"]} ;
            void:classes {counted["classes"]} .
        """,
        form,
    )


def catalogue(base: str, root: str, disclosures: list[Row], version: str, form: Form) -> bytes:
    """The DCAT catalogue: one dataset per disclosure, its N-Quads, and the SPARQL endpoint.

    Args:
        base: the data base; the catalogue is ``{base}catalog``.
        root: where this service runs, ending in a slash: what can be downloaded has its address.
        disclosures: rows of `DISCLOSURES`.
        version: the dataset version.
        form: the form of the answer.
    """
    parts = [
        f"""
        <{base}catalog> a dcat:Catalog ;
            dcterms:title {quoted(TITLE_ZH, "zh")} , {quoted(TITLE_EN, "en")} ;
            dcterms:description {quoted("每个部门的预算公开文件是一个数据集，每个数字都可追溯到原表的单元格。", "zh")} ,
                {quoted("One dataset per disclosure; every figure leads back to its printed cell.", "en")} ;
            dcterms:language <http://publications.europa.eu/resource/authority/language/ZHO> ;
            dcterms:publisher <{base}publisher> ; foaf:homepage <{root}> ; dcat:version {quoted(version)} ;
            dcat:service <{base}service> .
        <{base}publisher> a foaf:Agent ; foaf:name {quoted("明账", "zh")} , {quoted("Mingzhang", "en")} .
        <{base}service> a dcat:DataService ; dcterms:title {quoted("SPARQL")} ;
            dcat:endpointURL <{root}sparql> ; dcat:endpointDescription <{root}sparql> ;
            dcterms:conformsTo <http://www.w3.org/TR/sparql11-protocol/> .
        """
    ]
    for row in disclosures:
        disclosure = row["disclosure"].value
        local = disclosure.removeprefix(base + "id/")
        year = row["year"]
        parts.append(
            f"""
        <{base}catalog> dcat:dataset <{disclosure}> . <{base}service> dcat:servesDataset <{disclosure}> .
        <{disclosure}> a dcat:Dataset ; dcterms:title {quoted(row["title"].value, "zh")} ;
            dcterms:description {quoted(row["title"].value, "zh")} ;
            dcterms:temporal <{period_iri(int(year.value))}> ;
            dcterms:spatial <{row["jurisdiction"]}> ; dcterms:creator <{row["department"]}> ;
            dcterms:publisher <{base}publisher> ; dcat:landingPage <{disclosure}> ;
            dcat:distribution <{disclosure}/distribution/nquads> .
        <{period_iri(int(year.value))}> a dcterms:PeriodOfTime ;
            dcat:startDate "{year}-01-01"^^xsd:date ; dcat:endDate "{year}-12-31"^^xsd:date .
        <{disclosure}/distribution/nquads> a dcat:Distribution ; dcterms:title "N-Quads" ;
            dcat:accessURL <{root}data/{local}.nq> ; dcat:downloadURL <{root}data/{local}.nq> ;
            dcat:mediaType <{_MEDIA}application/n-quads> .
        """
        )
    return render("".join(parts), form)
