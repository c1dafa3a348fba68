"""A report as text that gives the same report again, so that what did not change need not be checked again.

Each record (a check, an operand, a printed cell …) stands once, in a list; others refer to it by its number. Nothing but the records named
here is ever made from the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, Final

from rdflib import BNode, Literal, URIRef

from shapes.causes import Cause
from shapes.completeness import Completeness
from shapes.counts import Counts, TableTally, Tally
from shapes.excerpt import Excerpt, Mark
from shapes.facts import AxisFacts, CellFacts, DisclosureFacts, StatementFacts, TableFacts
from shapes.hints import Hint
from shapes.memory import without_collector
from shapes.records import Check, Operand, Place
from shapes.report import Report

_RECORDS: Final[dict[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (
        *(Report, Check, Operand, Place, Hint, Excerpt, Mark),
        *(AxisFacts, CellFacts, Completeness, DisclosureFacts, StatementFacts, TableFacts),
        *(Cause, Counts, TableTally, Tally),
    )
}

_KINDS: Final[dict[str, Callable[..., Any]]] = {
    "d": Decimal,
    "u": URIRef,
    "b": BNode,
    "l": lambda text, language, datatype: Literal(text, language, datatype and URIRef(datatype), normalize=False),
}
"""How what is neither a record, a tuple (``t``) nor a value of JSON is made again."""


def dumps(report: Report) -> str:
    """Return a report as JSON text."""
    return json.dumps(_Writer().text(report), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Report:
    """Return the report of a text of `dumps`.

    Raises:
        ValueError: The text is not one, or is of another version of these records.
    """
    try:
        with without_collector():
            found = _read(json.loads(text))
    except (KeyError, IndexError, TypeError, ArithmeticError) as error:
        raise ValueError(f"not an archived report: {error!r}") from error
    if not isinstance(found, Report):
        raise ValueError("not an archived report")
    return found


class _Writer:
    """Numbers records in the order in which they are complete: a record refers to earlier ones only."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._records: list[list[Any]] = []

    def text(self, report: Report) -> list[list[Any]]:
        self._value(report)
        return self._records

    def _value(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float) or type(value) is str:
            return value
        if is_dataclass(value) or isinstance(value, dict):
            return [self._record(value)]
        if isinstance(value, tuple):
            return ["t", *map(self._value, value)]
        if isinstance(value, Decimal):
            return ["d", str(value)]
        if isinstance(value, Literal):
            return ["l", str(value), value.language, None if value.datatype is None else str(value.datatype)]
        if isinstance(value, URIRef | BNode):
            return ["u" if isinstance(value, URIRef) else "b", str(value)]
        raise TypeError(f"no archive of {type(value).__name__}")

    def _record(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            if isinstance(value, dict):
                said = ["", *(part for pair in value.items() for part in map(self._value, pair))]
            else:
                name = type(value).__name__
                if _RECORDS.get(name) is not type(value):
                    raise TypeError(f"no archive of {name}")
                said = [
                    name,
                    *(self._value(getattr(value, one.name)) for one in fields(value)),
                ]
            number = self._numbers[id(value)] = len(self._records)
            self._records.append(said)
        return number


def _read(records: list[list[Any]]) -> Any:
    made: list[Any] = []

    def value(said: list[Any]) -> Any:
        tag = said[0]
        if tag.__class__ is int:
            return made[tag]
        parts = [value(one) if one.__class__ is list else one for one in said[1:]]
        return tuple(parts) if tag == "t" else _KINDS[tag](*parts)

    for kind, *parts in records:
        read = [value(one) if one.__class__ is list else one for one in parts]
        made.append(_RECORDS[kind](*read) if kind else dict(zip(read[::2], read[1::2], strict=True)))
    return made[-1]
