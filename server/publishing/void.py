"""The VoID description: how much of what there is, by class, property and datatype."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from ontology.prefixes import PREFIXES
from server.engine import Engine, Row
from server.negotiate import Form
from server.publishing.catalogue import Where
from server.publishing.facts import File
from server.publishing.rdf import FORMATS, TITLE, both, quoted, render

_TOTALS: Final = """
    SELECT ?triples ?subjects ?disclosures {
        { SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) { ?s ?p ?o } }
        { SELECT (COUNT(*) AS ?disclosures) { ?d a mz:Disclosure } }
    }"""
_CLASSES: Final = """
    SELECT ?of (COUNT(DISTINCT ?s) AS ?number) { ?s a ?of . FILTER(isIRI(?of)) } GROUP BY ?of ORDER BY ?of"""
_PROPERTIES: Final = "SELECT ?of (COUNT(*) AS ?number) { ?s ?of ?o } GROUP BY ?of ORDER BY ?of"
_DATATYPES: Final = """
    SELECT ?of (COUNT(*) AS ?number) { ?s ?p ?o . FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?of) }
    GROUP BY ?of ORDER BY ?of"""
_VOCABULARIES: Final = ("mz", "qb", "org", "skos", "prov", "dcat", "dcterms", "sdmx-attribute", "time", "earl", "sh")
# VoID itself has no word for datatypes; this one is of a known extension.
_EXTENSION: Final = "http://ldf.fi/void-ext#"


@dataclass(frozen=True)
class Counts:
    """How much there is: ?triples ?subjects ?disclosures in all, and rows of ?of and ?number."""

    totals: Row
    classes: list[Row]
    properties: list[Row]
    datatypes: list[Row]


def counts(engine: Engine) -> Counts:
    """Count the whole dataset; raises QueryError."""
    totals = engine.rows(_TOTALS)[0]
    return Counts(totals, engine.rows(_CLASSES), engine.rows(_PROPERTIES), engine.rows(_DATATYPES))


def void(where: Where, counted: Counts, version: str, files: Sequence[File], form: Form) -> bytes:
    """The VoID description of the dataset.

    Args:
        where: the base, and where downloads are.
        counted: how much there is.
        version: the dataset version.
        files: the dump of this version, empty when there is none.
        form: the form of the answer.
    """
    this, totals, document = where.dataset, counted.totals, f"{where.root}.well-known/void"
    vocabularies = ", ".join(f"<{PREFIXES[prefix]}>" for prefix in _VOCABULARIES)
    dumps = "".join(
        f"<{this}> void:dataDump <{where.root}data/{version}/{file.name}> ."
        for file in files
        if file.name.endswith((".nq.gz", ".ttl.gz"))
    )
    partitions = [
        _partition(this, f"{document}#class", row, "void:classPartition", "void:class", "void:entities")
        for row in counted.classes
    ]
    partitions += [
        _partition(this, f"{document}#property", row, "void:propertyPartition", "void:property", "void:triples")
        for row in counted.properties
    ]
    of, datatype = f"<{_EXTENSION}datatypePartition>", f"<{_EXTENSION}datatype>"
    partitions += [
        _partition(this, f"{document}#datatype", row, of, datatype, "void:triples")
        for row in counted.datatypes
        if "of" in row
    ]
    return render(
        f"""
        <{document}> a void:DatasetDescription ; dcterms:title {both(TITLE)} ; foaf:primaryTopic <{this}> .
        <{this}> a void:Dataset , dcat:Dataset ;
            dcterms:title {both(TITLE)} ; owl:versionInfo {quoted(version)} ;
            void:sparqlEndpoint <{where.root}sparql> ; void:uriSpace {quoted(where.base)} ;
            void:vocabulary {vocabularies} ; foaf:homepage <{where.root}> ;
            void:feature <{FORMATS}Turtle> , <{FORMATS}N-Triples> , <{FORMATS}JSON-LD> , <{FORMATS}RDF_XML> ;
            void:triples {totals["triples"]} ; void:distinctSubjects {totals["subjects"]} ;
            void:properties {len(counted.properties)} ; void:classes {len(counted.classes)} ;
            void:documents {totals["disclosures"]} .
        {dumps} {"".join(partitions)}""",
        form,
    )


def _partition(dataset: str, stem: str, row: Row, link: str, key: str, amount: str) -> str:
    part = f"{stem}/{quote(row['of'].value, safe='')}"
    return f"<{dataset}> {link} <{part}> . <{part}> {key} <{row['of']}> ; {amount} {row['number']} . "
