"""Writes triples as compact JSON-LD with the terms of the published context.

Each document carries the part of the context that it uses, so that reading it needs no network. Decimals stay strings, because
JSON numbers are read as floats. Imports neither Flask nor rdflib: query workers use it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_INTEGER: Final = re.compile(r"0|-?[1-9]\d{0,14}")  # what every reader of JSON keeps exactly
_LOCAL: Final = re.compile(r"[\w-]+")
_ALWAYS: Final = ("@version", "id", "type")


def published() -> bytes:
    """The context as it is published (``ontology/context.jsonld``)."""
    # Found without importing the package, which would load rdflib into every worker.
    spec = find_spec("ontology")
    folder = next(iter(spec.submodule_search_locations or ())) if spec else ""
    return (Path(folder) / "context.jsonld").read_bytes()


@cache
def context() -> dict[str, Any]:
    """The published context: term -> definition."""
    terms: dict[str, Any] = json.loads(published())["@context"]
    return terms


@cache
def _prefixes() -> dict[str, str]:
    """Namespace -> prefix."""
    return {value: name for name, value in context().items() if isinstance(value, str) and value.endswith(("#", "/"))}


@cache
def _terms() -> dict[str, str]:
    """IRI -> term, of everything that the context defines besides prefixes and keywords."""
    expanded = {}
    for name, definition in context().items():
        identifier = definition if isinstance(definition, str) else definition.get("@id") if name[0] != "@" else None
        prefix, colon, local = (identifier or "").partition(":")
        if colon and not local.startswith("//") and prefix in context():
            expanded[context()[prefix] + local] = name
    return expanded


def write(triples: Collection[ox.Triple]) -> bytes:
    """A JSON-LD document that says exactly these triples, subjects in the order of their first triple."""
    if not all(map(_plain, triples)):
        return ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b""
    document = _Document()
    for triple in triples:
        document.add(triple)
    return document.text()


def _plain(triple: ox.Triple) -> bool:
    """Whether the triple needs no more than JSON-LD 1.1 can say, and no IRI looks like a prefixed name."""
    if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
        return False
    if isinstance(triple.object, ox.Literal) and triple.object.direction is not None:
        return False
    names = (node.value for node in (triple.subject, triple.predicate, triple.object) if isinstance(node, ox.NamedNode))
    return all("//" in name[:40] or name.partition(":")[0] not in context() for name in names)


class _Document:
    """Nodes by subject, and the terms they use."""

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, list[Any]]] = {}
        self._used: set[str] = set()

    def add(self, triple: ox.Triple) -> None:
        """Add a triple to the node of its subject."""
        node = self._nodes.setdefault(_identifier(triple.subject), {})
        predicate, value = triple.predicate.value, triple.object
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            node.setdefault("type", []).append(self._compact(value.value))
            return
        key, definition = self._key(predicate, value)
        node.setdefault(key, []).append(self._value(value, definition))

    def _key(self, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> tuple[str, Any]:
        """The name of a property and its definition; one that only holds texts is not used for other values."""
        term = _terms().get(predicate)
        definition = context()[term] if term else None
        if _container(definition) and not (isinstance(value, ox.Literal) and _is_text(value)):
            return predicate, None
        if term:
            self._use(term)
            return term, definition
        return self._compact(predicate), None

    def _value(self, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, definition: Any) -> Any:
        kind = definition.get("@type") if isinstance(definition, dict) else None
        if not isinstance(value, ox.Literal):
            return _identifier(value) if kind == "@id" else {"id": _identifier(value)}
        if _container(definition):
            return value.language or "@none", value.value
        if value.language:
            return {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if datatype == f"{_XSD}integer" and _INTEGER.fullmatch(value.value) and kind in {None, "xsd:integer"}:
            return int(value.value)
        if datatype == f"{_XSD}boolean" and value.value in {"true", "false"} and kind in {None, "xsd:boolean"}:
            return value.value == "true"
        if datatype == f"{_XSD}string":
            return {"@value": value.value} if kind else value.value
        if kind and datatype == kind.replace("xsd:", _XSD):
            self._use("xsd")
            return value.value
        return {"@value": value.value, "@type": self._compact(datatype)}

    def _compact(self, iri: str) -> str:
        """A term or a prefixed name where there is one."""
        term = _terms().get(iri)
        if term and not isinstance(context()[term], dict):
            self._use(term)
            return term
        for namespace, prefix in _prefixes().items():
            local = iri.removeprefix(namespace)
            if local != iri and _LOCAL.fullmatch(local) and f"{prefix}:{local}" not in context():
                self._use(prefix)
                return f"{prefix}:{local}"
        return iri

    def _use(self, term: str) -> None:
        if term not in self._used:
            self._used.add(term)
            definition = context()[term]
            parts = definition.values() if isinstance(definition, dict) else [definition]
            for prefix, colon, _ in (part.partition(":") for part in parts):
                if colon and prefix in context():
                    self._used.add(prefix)

    def text(self) -> bytes:
        """The document."""
        known = {name: definition for name, definition in context().items() if name in self._used or name in _ALWAYS}
        graph = [{"id": subject, **_merged(node)} for subject, node in self._nodes.items()]
        return (json.dumps({"@context": known, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _merged(node: dict[str, list[Any]]) -> dict[str, Any]:
    """A node whose properties have one value or a list of them, and texts by language."""
    merged: dict[str, Any] = {}
    for key, values in node.items():
        if isinstance(values[0], tuple):
            by_language: dict[str, list[str]] = {}
            for language, text in values:
                by_language.setdefault(language, []).append(text)
            merged[key] = {language: _one_or_all(texts) for language, texts in by_language.items()}
        else:
            merged[key] = _one_or_all(values)
    return merged


def _one_or_all(values: Iterable[Any]) -> Any:
    found = list(values)
    return found[0] if len(found) == 1 else found


def _container(definition: Any) -> bool:
    return isinstance(definition, dict) and definition.get("@container") == "@language"


def _is_text(value: ox.Literal) -> bool:
    return bool(value.language) or value.datatype.value == f"{_XSD}string"


def _identifier(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
