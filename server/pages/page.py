"""A page before it becomes HTML, and queries that several pages need.

Measured on the embedded engine: an OPTIONAL with one triple pattern is looked up row by row, one with several patterns is
joined as a whole and reads the store from end to end. So pages write one pattern in each OPTIONAL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.engine import Engine, Row, Term, iri


@dataclass
class Page:
    """A template with what it shows.

    Attributes:
        template: file name in templates/.
        data: variables of the template.
        named: IRIs whose labels it shows; they are fetched together.
    """

    template: str
    data: dict[str, Any]
    named: set[str] = field(default_factory=set)

    def name_all(self, rows: Iterable[Row], columns: Sequence[str]) -> None:
        """Ask for the labels of the IRIs in these columns."""
        self.named.update(row[column].value for row in rows for column in columns if column in row)


Properties = dict[str, list[Term]]
"""Predicate IRI -> values."""


def properties(engine: Engine, address: str) -> Properties:
    """Everything that is said of a thing."""
    found: Properties = {}
    for row in engine.rows(f"SELECT ?p ?o {{ {iri(address)} ?p ?o }} ORDER BY ?p ?o"):
        values = found.setdefault(row["p"].value, [])
        if row["o"] not in values:
            values.append(row["o"])
    return found


def first(found: Properties, predicate: str) -> Term | None:
    """The first value of a predicate."""
    return next(iter(found.get(predicate, ())), None)
