"""Labels of many things in one query, and the short form of what has none."""

from __future__ import annotations

from collections.abc import Iterable

from ontology.prefixes import PREFIXES
from server.engine import Engine, iri

_BATCH = 600  # IRIs in one query: keeps it well below the length that is accepted

Labels = dict[str, dict[str, str]]
"""IRI -> language -> label."""


def fetch(engine: Engine, iris: Iterable[str]) -> Labels:
    """The labels of all these things in one query (one per six hundred); raises QueryError."""
    wanted = sorted(set(iris))
    labels: Labels = {}
    for start in range(0, len(wanted), _BATCH):
        values = " ".join(iri(item) for item in wanted[start : start + _BATCH])
        query = f"""
            SELECT ?s ?label {{
                VALUES ?s {{ {values} }}
                {{ ?s rdfs:label ?label }} UNION {{ ?s skos:prefLabel ?label }} UNION {{ ?s dcterms:title ?label }}
            }}"""
        for row in engine.rows(query):
            labels.setdefault(row["s"].value, {}).setdefault(row["label"].language, row["label"].value)
    return labels


def shorten(address: str) -> str:
    """An IRI with a prefix where one fits, else its last part (of a thing inside a document: its last four parts)."""
    for prefix, namespace in PREFIXES.items():
        if address.startswith(namespace) and len(address) > len(namespace):
            return f"{prefix}:{address[len(namespace) :]}"
    parts = address.rstrip("/#").split("/")
    return "/".join(parts[-4:] if "id" in parts[:-4] else parts[-1:]) or address


def choose(labels: Labels, address: str, language: str) -> str:
    """The label in a language, else in Chinese, in English, in any, else the short form of the IRI."""
    known = labels.get(address, {})
    for wanted in (language, "zh", "en"):
        if wanted in known:
            return known[wanted]
    return next(iter(known.values()), None) or shorten(address)
