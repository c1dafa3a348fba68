"""The types, properties and features of the service, from ``terms.toml``, and the spellings that requests may use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ontology.prefixes import PREFIXES

JURISDICTION: Final = "mz:Jurisdiction"
DEPARTMENT: Final = "mz:Department"
ACCOUNT: Final = "mz:Account"


@dataclass(frozen=True)
class Term:
    """A type, property or feature.

    Attributes:
        id: as responses give it.
        label: language -> name.
        about: language -> what it is; empty for features.
        broader: of a type, the type above it.
        types: of a property, the types that have it.
        range: of a property, the type of its values; empty when they are no entities.
        closed: of a property, whether it holds for whatever lies above a value, too.
    """

    id: str
    label: Mapping[str, str]
    about: Mapping[str, str]
    broader: str = ""
    types: tuple[str, ...] = ()
    range: str = ""
    closed: bool = False


def types() -> dict[str, Term]:
    """The types by id."""
    return _terms()["types"]


def properties() -> dict[str, Term]:
    """The properties by id."""
    return _terms()["properties"]


def features() -> dict[str, Term]:
    """The features by id."""
    return _terms()["features"]


def words() -> dict[str, Term]:
    """Other texts by id."""
    return _terms()["words"]


def find(kind: Mapping[str, Term], spelling: str) -> Term | None:
    """The term that a request names by id (mz:Department), IRI or bare name (Department); None when there is none."""
    return kind.get(spelling) or kind.get(_spellings().get(spelling, ""))


def properties_of(type_id: str) -> list[Term]:
    """The properties of a type and of the type above it; all of them for a type that is not known."""
    known = types().get(type_id)
    above = {type_id, known.broader} if known else set(types())
    return [term for term in properties().values() if above & set(term.types)]


@cache
def _terms() -> dict[str, dict[str, Term]]:
    content = tomllib.loads((files("server.reconciling") / "terms.toml").read_text("utf-8"))
    return {kind: {entry["id"]: _term(entry) for entry in entries} for kind, entries in content.items()}


def _term(entry: dict[str, Any]) -> Term:
    return Term(
        entry["id"],
        label={language: entry[language] for language in ("zh", "en")},
        about={language: entry.get(f"about_{language}", "") for language in ("zh", "en")},
        broader=entry.get("broader", ""),
        types=tuple(entry.get("types", ())),
        range=entry.get("range", ""),
        closed=entry.get("closed", False),
    )


@cache
def _spellings() -> dict[str, str]:
    """Other spellings of the ids of types and properties; no two ids share one."""
    found = {}
    for term in (*types().values(), *properties().values()):
        prefix, _, name = term.id.partition(":")
        found[PREFIXES[prefix] + name] = found[name] = term.id
    return found
