"""The JSON of the protocol, version 0.2 and the draft of 1.0, read into queries and written from candidates.

Everything a client sends is checked here; what does not fit is a `QueryError` that says where and what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

from server.errors import QueryError
from server.reconciling.entities import Entity, Reference, Value
from server.reconciling.matching import Condition, Index, Query
from server.reconciling.scoring import Candidate
from server.reconciling.terms import Term, features, find, properties, types

BATCH: Final = 50
"""Queries in one batch."""
MAX_CANDIDATES: Final = 50
"""Candidates of one query, whatever limit it asks for."""
MAX_CONDITIONS: Final = 10
MAX_VALUES: Final = 20
"""Conditions of one query, and values of one condition."""
MAX_IDS: Final = 500
"""Entities in one request for property values."""
_DEFAULT_LIMIT: Final = 10
_QUANTIFIERS: Final = ("any", "all", "none")

Pick = Callable[[Mapping[str, str]], str]
"""Chooses the text in the language of the answer."""


def load(text: str | bytes, what: str) -> Any:
    """JSON as it was sent; raises QueryError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        _refuse(f"{what} is not JSON: {error}")


def read_batch(content: Any) -> dict[str, Query]:
    """A query batch of version 0.2, an object of queries; raises QueryError."""
    batch = _object(content, "queries")
    _bounded(len(batch), BATCH, "queries in a batch")
    return {key: _read_query(_object(query, f"query {key!r}"), f"query {key!r}") for key, query in batch.items()}


def _read_query(query: Mapping[str, Any], where: str) -> Query:
    name = query.get("query")
    names = _texts(name, f"{where}, query") if name not in (None, "") else ()
    conditions = []
    for entry in _list(query.get("properties") or [], f"{where}, properties"):
        given = _object(entry, f"{where}, properties")
        # An empty cell of the user's table asks for nothing.
        values = _texts(given.get("v", []), f"{where}, v")
        if values:
            conditions.append(Condition(_property(given.get("pid"), f"{where}, pid").id, values))
    return _query(query, where, names, (), conditions)


def read_queries(content: Any) -> list[Query]:
    """A query batch of the draft of version 1.0, with a list of queries; raises QueryError."""
    batch = _list(_object(content, "the request").get("queries"), "queries")
    _bounded(len(batch), BATCH, "queries in a batch")
    return [_read_conditions(_object(query, f"query {at}"), f"query {at}") for at, query in enumerate(batch)]


def _read_conditions(query: Mapping[str, Any], where: str) -> Query:
    names: list[str] = []
    ids: list[str] = []
    conditions = []
    for entry in _list(query.get("conditions"), f"{where}, conditions"):
        given = _object(entry, f"{where}, conditions")
        kind, quantifier = given.get("matchType"), given.get("matchQuantifier", "any")
        values = _texts(given.get("propertyValue"), f"{where}, propertyValue")
        if given.get("matchQualifier"):
            _refuse(f"{where}: no matchQualifier is supported; leave it out")
        if quantifier not in _QUANTIFIERS:
            _refuse(f"{where}: matchQuantifier is {quantifier!r}; use any, all or none")
        if kind == "property":
            required = given.get("required", False)
            if not isinstance(required, bool):
                _refuse(f"{where}: required is {required!r}; use true or false")
            if values:
                term = _property(given.get("propertyId"), f"{where}, propertyId")
                conditions.append(Condition(term.id, values, quantifier, required))
        elif kind in {"name", "id"}:
            if quantifier != "any" and len(values) > 1:
                _refuse(
                    f"{where}: of several names or ids any may match; matchQuantifier {quantifier!r} is not supported"
                )
            if quantifier == "none":
                _refuse(f"{where}: matchQuantifier 'none' is not supported for names and ids")
            (names if kind == "name" else ids).extend(values)
        else:
            _refuse(f"{where}: matchType is {kind!r}; use name, id or property")
    _bounded(len(names) + len(ids), MAX_VALUES, f"names and ids in {where}")
    return _query(query, where, tuple(names), tuple(ids), conditions)


def _query(
    query: Mapping[str, Any], where: str, names: tuple[str, ...], ids: tuple[str, ...], conditions: list[Condition]
) -> Query:
    _bounded(len(conditions), MAX_CONDITIONS, f"properties in {where}")
    limit = query.get("limit")
    if isinstance(limit, float) and limit.is_integer():
        limit = int(limit)
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        _refuse(f"{where}: limit is {limit!r}; use a whole number from 1 to {MAX_CANDIDATES}")
    wanted = [] if query.get("type") in (None, "") else _texts(query["type"], f"{where}, type")
    found = [find(types(), name) or _unknown(name, types(), f"{where}, type") for name in wanted]
    if not (names or ids or conditions):
        # Nothing is asked for, as by an empty cell: nothing is found.
        names = ("",)
    return Query(
        names,
        ids,
        frozenset(term.id for term in found),
        tuple(conditions),
        min(limit or _DEFAULT_LIMIT, MAX_CANDIDATES),
    )


def read_extension(content: Any) -> tuple[list[str], list[Term]]:
    """A data extension query: addresses of entities, and properties; raises QueryError."""
    query = _object(content, "extend")
    ids = [
        item if isinstance(item, str) else _refuse("extend, ids: an id is a text")
        for item in _list(query.get("ids"), "extend, ids")
    ]
    _bounded(len(ids), MAX_IDS, "ids in a request for property values")
    wanted = [_object(entry, "extend, properties") for entry in _list(query.get("properties"), "extend, properties")]
    _bounded(len(wanted), len(properties()), "properties in a request for property values")
    return ids, [_property(entry.get("id"), "extend, properties") for entry in wanted]


def candidate(found: Candidate, pick: Pick) -> dict[str, Any]:
    """A candidate in either version."""
    return {
        **entity(found.entity, pick),
        "score": found.score,
        "match": found.match,
        "type": [named(types()[name], pick) for name in found.entity.types],
        "features": [
            {"id": name, "name": pick(features()[name].label), "value": value} for name, value in found.features.items()
        ],
    }


def entity(found: Entity, pick: Pick) -> dict[str, str]:
    """An entity with what tells it from its namesakes."""
    kind = pick(types()[found.types[-1]].label)
    about = " · ".join(filter(None, (kind, found.context, found.code, found.span)))
    return {"id": found.iri, "name": found.name, "description": about}


def named(term: Term, pick: Pick, *, about: bool = False) -> dict[str, Any]:
    """A type or a property; with `about` also what it is, and the type above it."""
    content: dict[str, Any] = {"id": term.id, "name": pick(term.label)}
    if about:
        content["description"] = pick(term.about)
        if term.broader:
            content["broader"] = [named(types()[term.broader], pick)]
    return content


def meta(wanted: Sequence[Term], pick: Pick) -> list[dict[str, Any]]:
    """The properties of an extension, with the type of their values where these are entities."""
    return [named(term, pick) | ({"type": named(types()[term.range], pick)} if term.range else {}) for term in wanted]


def values(index: Index, iri: str, term: Term) -> list[dict[str, Any]]:
    """The values of a property of an entity; none when it is not known."""
    found = index.by_iri.get(iri)
    return [_value(index, value) for value in found.values.get(term.id, ())] if found else []


def _value(index: Index, value: Value) -> dict[str, Any]:
    if isinstance(value, Reference):
        known = index.by_iri.get(value.iri)
        return {"id": value.iri, "name": known.name if known else value.iri}
    return {"int": value} if isinstance(value, int) else {"str": value}


def _property(name: Any, where: str) -> Term:
    if not isinstance(name, str):
        _refuse(f"{where}: a property is named by its id")
    return find(properties(), name) or _unknown(name, properties(), where)


def _unknown(name: str, known: Mapping[str, Term], where: str) -> NoReturn:
    _refuse(f"{where}: {name[:100]!r} is not known; there are: {', '.join(known)}")


def _texts(value: Any, where: str) -> tuple[str, ...]:
    """A value or a list of values as texts: an entity counts as its id, 130184.0 as 130184; empty ones are left out."""
    listed = value if isinstance(value, list) else [value]
    _bounded(len(listed), MAX_VALUES, f"values in {where}")
    found = []
    for item in listed:
        single = item.get("id") if isinstance(item, dict) else item
        if isinstance(single, bool):
            single = str(single).lower()
        elif isinstance(single, int):
            single = str(single)
        elif isinstance(single, float):
            single = f"{single:.15g}"
        if not isinstance(single, str):
            _refuse(f"{where}: a value is a text, a number, true, false or an object with an id")
        found.append(single)
    return tuple(filter(str.strip, found))


def _object(value: Any, what: str) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _refuse(f"{what}: an object is expected")


def _list(value: Any, what: str) -> list[Any]:
    return value if isinstance(value, list) else _refuse(f"{what}: a list is expected")


def _bounded(number: int, most: int, what: str) -> None:
    if number > most:
        raise QueryError("too-large", f"{number} {what}; at most {most} are answered, so send several requests")


def _refuse(message: str) -> NoReturn:
    raise QueryError("refused", message)
