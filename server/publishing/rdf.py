"""Writing small RDF documents: Turtle in, any RDF form out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pyoxigraph as ox

from ontology.prefixes import PREFIXES
from server.negotiate import Form
from server.worker import write_triples

TITLE: Final = {
    "zh": "明账：中国地方政府部门预算公开知识图谱",
    "en": "Mingzhang: budget disclosures of Chinese local governments as a knowledge graph",
}
DESCRIPTION: Final = {
    "zh": "每个部门的预算公开文件是一个数据集，每个数字都可追溯到原表的单元格。",
    "en": "One dataset per disclosure; every figure leads back to its printed cell.",
}
MEDIA: Final = "http://www.iana.org/assignments/media-types/"
FORMATS: Final = "http://www.w3.org/ns/formats/"
_ALSO: Final = {"adms": "http://www.w3.org/ns/adms#", "vcard": "http://www.w3.org/2006/vcard/ns#"}
_HEAD: Final = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in {**PREFIXES, **_ALSO}.items())


def triples(turtle: str) -> list[ox.Triple]:
    """The triples of Turtle with the well-known prefixes, each once, in the order of the text."""
    parsed = ox.parse(_HEAD + turtle, format=ox.RdfFormat.TURTLE)
    return list(dict.fromkeys(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed))


def render(turtle: str, form: Form) -> bytes:
    """Turtle with the well-known prefixes, written in another RDF form."""
    return write_triples(triples(turtle), form.name)


def quoted(value: str, language: str = "") -> str:
    """A literal in Turtle."""
    return str(ox.Literal(value, language=language) if language else ox.Literal(value))


def both(words: dict[str, str]) -> str:
    """The literals of a text in several languages, as an object list of Turtle."""
    return " , ".join(quoted(words[language], language) for language in sorted(words, reverse=True))


def time(when: datetime) -> str:
    """A time of day in Turtle."""
    return f'"{when:%Y-%m-%dT%H:%M:%SZ}"^^xsd:dateTime'


def service_description(endpoint: str, form: Form) -> bytes:
    """The SPARQL 1.1 Service Description of an endpoint."""
    names: tuple[str, ...] = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    names += ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
    results = ", ".join(f"<{FORMATS}{name}>" for name in names)
    return render(
        f"""
        <{endpoint}> a sd:Service ;
            sd:endpoint <{endpoint}> ;
            sd:supportedLanguage sd:SPARQL11Query ;
            sd:feature sd:UnionDefaultGraph ;
            sd:resultFormat {results} ;
            sd:defaultDataset <{endpoint}#dataset> .
        <{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#default-graph> .
        <{endpoint}#default-graph> a sd:Graph .
        """,
        form,
    )
