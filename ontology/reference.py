"""The terms of the vocabulary as `mingzhang.ttl` has them, for reference pages, and the page of the documentation made of them.

`render` writes ``docs/reference/terms.md``; the service shows the same terms at ``/ns``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from ontology.accounts import ACCOUNT_SCHEMES, changes
from ontology.graphs import turtle
from ontology.terms import DEFAULT_BASE, MZ
from ontology.turtle import PREFIXES
from ontology.versions import YEARS, note

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_MORE_PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "obeu-dimension": "http://data.openbudgets.eu/ontology/dsd/dimension/",
    "obeu-measure": "http://data.openbudgets.eu/ontology/dsd/measure/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


@dataclass(frozen=True)
class Term:
    """A class or property.

    Attributes:
        name: local name, as in ``mz:hasTable``.
        kind: ``class``, ``link`` (leads to a thing), ``value`` (has a literal).
        labels, definitions: by language, ``zh`` and ``en``.
        above: the classes or properties it specialises, IRIs.
        having: the classes that have the property; of a property with one, its domain.
        leading: what the property leads to: a class or a datatype.
        codes: the code list of its values, an IRI, or "".
        sources: where the concept comes from, IRIs of `sources`.
        see: related terms of others, IRIs.
        single: has at most one value.
    """

    name: str
    kind: str
    labels: dict[str, str]
    definitions: dict[str, str]
    above: tuple[str, ...]
    having: tuple[str, ...]
    leading: tuple[str, ...]
    codes: str
    sources: tuple[str, ...]
    see: tuple[str, ...]
    single: bool

    @property
    def address(self) -> str:
        """Its IRI."""
        return f"{MZ._NS}{self.name}"


@cache
def terms() -> tuple[Term, ...]:
    """All terms in the order of `mingzhang.ttl`, which goes from the whole to the parts."""
    said: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in ox.parse(turtle("mingzhang.ttl"), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            about = said.setdefault(quad.subject.value, defaultdict(list))
            about[quad.predicate.value].append(quad.object)
    return tuple(_term(iri, about) for iri, about in said.items() if iri.startswith(MZ._NS))


def _term(iri: str, about: dict[str, list[ox.NamedNode | ox.Literal]]) -> Term:
    def iris(*predicates: str) -> tuple[str, ...]:
        return tuple(node.value for predicate in predicates for node in about.get(predicate, ()))

    def texts(predicate: str) -> dict[str, str]:
        return {node.language or "": node.value for node in about[predicate] if isinstance(node, ox.Literal)}

    types = iris(PREFIXES["rdf"] + "type")
    return Term(
        name=iri.removeprefix(MZ._NS),
        kind="class" if f"{_OWL}Class" in types else "link" if f"{_OWL}ObjectProperty" in types else "value",
        labels=texts(f"{_RDFS}label"),
        definitions=texts(f"{_RDFS}comment"),
        above=iris(f"{_RDFS}subClassOf", f"{_RDFS}subPropertyOf"),
        having=iris(f"{_RDFS}domain", "https://schema.org/domainIncludes"),
        leading=iris(f"{_RDFS}range"),
        codes="".join(iris(PREFIXES["qb"] + "codeList")),
        sources=iris(PREFIXES["dct"] + "source"),
        see=iris(f"{_RDFS}seeAlso"),
        single=f"{_OWL}FunctionalProperty" in types,
    )


@cache
def sources() -> dict[str, dict[str, str]]:
    """The IRI of a source -> language -> its name."""
    names: dict[str, dict[str, str]] = {}
    for quad in ox.parse(turtle("sources.ttl"), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            names.setdefault(quad.subject.value, {})[quad.object.language or ""] = quad.object.value
    return names


def short(iri: str) -> str:
    """An IRI with its prefix, as it is written in Turtle."""
    for prefix, namespace in (PREFIXES | _MORE_PREFIXES).items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def render() -> str:
    """The page of the documentation: a diagram of the classes, and all terms."""
    classes = [term for term in terms() if term.kind == "class"]
    properties = [term for term in terms() if term.kind != "class"]
    lines = [
        "# The terms of the vocabulary",
        "",
        "Written by `make ontology` from `ontology/mingzhang.ttl`; a test fails when it is out of date. The service shows the same at",
        "`/ns`, with an anchor for each term: `/ns#Disclosure`. [The graph](graph.md) shows how the terms are used,",
        "[the vocabulary](vocabulary.md) how they are kept.",
        "",
        "## Diagram",
        "",
        "```mermaid",
        *_diagram(classes, properties),
        "```",
        "",
        f"## Classes ({len(classes)})",
        "",
        "| term | 中文 | English | what it is | 释义 | kind of | source |",
        "|---|---|---|---|---|---|---|",
        *(_row(term, _codes(term.above)) for term in classes),
        "",
        f"## Properties ({len(properties)})",
        "",
        "→ one value at most; ⇉ any number. Where a list of codes is named, values are its members.",
        "",
        "| term | 中文 | English | what it says | 释义 | of | leads to | kind of | source |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            _row(
                term,
                _codes(term.having),
                ("→ " if term.single else "⇉ ") + _codes([term.codes] if term.codes else term.leading),
                _codes(term.above),
            )
            for term in properties
        ),
        "",
        "## What changed in the classifications",
        "",
        "With the fiscal year, as far as it is certain; `id/classification/functional/2020` has the same as data.",
        "",
        "| year | 分类 | 变化 | change |",
        "|---|---|---|---|",
        *_changes(),
        "",
        "## Sources",
        "",
        "| | 来源 | source |",
        "|---|---|---|",
        *(f"| {_key(iri)} | {names['zh']} | {names['en']} |" for iri, names in sources().items()),
        "",
    ]
    return "\n".join(lines)


def _changes() -> list[str]:
    return [
        f"| {year} | `code:{scheme}` | {' | '.join(note(scheme, kind, code, year))} |"
        for scheme in ACCOUNT_SCHEMES
        for year in YEARS[1:]
        for kind, code in changes(scheme, year)
    ]


def _row(term: Term, *columns: str) -> str:
    words = (term.labels["zh"], term.labels["en"], term.definitions["en"], term.definitions["zh"])
    cells = [f"`mz:{term.name}`", *words, *columns, ", ".join(map(_key, term.sources))]
    return f"| {' | '.join(cells)} |"


def _codes(iris: Iterable[str]) -> str:
    return ", ".join(f"`{short(iri)}`" for iri in iris)


def _key(iri: str) -> str:
    return iri.removeprefix(f"{DEFAULT_BASE}id/source/")


def _diagram(classes: list[Term], properties: list[Term]) -> list[str]:
    """Classes, what they specialise, and the links between them, as Mermaid."""
    nodes = {term.address: term.name for term in classes} | {f"{PREFIXES['qb']}Observation": "Observation"}
    lines = ["classDiagram", "    direction LR"]
    lines += [f'    class {term.name}["{term.labels["zh"]} {term.name}"]' for term in classes]
    lines.append('    class Observation["数值 qb:Observation"]')
    links: dict[tuple[str, str], list[str]] = defaultdict(list)
    for term in properties:
        for having in term.having:
            for leading in term.leading:
                if having in nodes and leading in nodes:
                    links[nodes[having], nodes[leading]].append(term.name)
    lines += [f"    {one} --> {other} : {', '.join(names)}" for (one, other), names in links.items()]
    return lines
