"""N-Quads written directly as text: five times faster than building terms first (docs/explanation/performance.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x08": "\\b", "\x0c": "\\f"}
)


def iri(value: str) -> str:
    """Return an IRI term."""
    return f"<{value}>"


def text(value: str, language: str | None = None) -> str:
    """Return a string literal, with a language when given."""
    quoted = f'"{value.translate(_ESCAPES)}"'
    return f"{quoted}@{language}" if language else quoted


def integer(value: int) -> str:
    """Return an xsd:integer literal."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: Decimal) -> str:
    """Return an xsd:decimal literal in plain notation, exact."""
    return f'"{value:f}"^^<{XSD}decimal>'


def boolean(value: bool) -> str:
    """Return an xsd:boolean literal."""
    return f'"{str(value).lower()}"^^<{XSD}boolean>'


def day(value: date) -> str:
    """Return an xsd:date literal."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


class Quads:
    """The quads of one named graph, in the order they are added; duplicates are dropped."""

    def __init__(self, graph: str) -> None:
        self.graph = graph
        self._lines: dict[str, None] = {}

    def add(self, subject: str, predicate: str, term: str | None) -> None:
        """Add a quad. Subject and predicate are plain IRIs, ``term`` is a written term; ``None`` adds nothing."""
        if term is not None:
            self._lines[f"<{subject}> <{predicate}> {term} <{self.graph}> .\n"] = None

    def to_bytes(self) -> bytes:
        """Return the N-Quads document."""
        return "".join(self._lines).encode()

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._lines)
