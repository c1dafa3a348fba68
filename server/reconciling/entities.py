"""What can be found: divisions, departments and accounts, each with its names, its code and its properties.

Divisions come from `ontology.regions`, which every store holds too; departments and accounts from the store, so that
accounts first seen in a document are there as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from ontology.regions import Region, regions
from ontology.terms import CODE, jurisdiction_iri
from server.engine import Engine, Row
from server.reconciling.names import above, condense, local_name
from server.reconciling.terms import ACCOUNT, DEPARTMENT, JURISDICTION, properties

_DEPARTMENTS: Final = """
    SELECT DISTINCT ?entity ?label ?place ?code {
        ?entity a mz:Department ; rdfs:label ?label ; mz:jurisdiction ?place .
        OPTIONAL { ?entity mz:departmentCode ?code }
    } ORDER BY ?entity ?label ?code"""
_OTHER_NAMES: Final = """
    SELECT DISTINCT ?entity ?name { ?entity a mz:Department ; skos:altLabel ?name } ORDER BY ?entity ?name"""
_YEARS: Final = """
    SELECT DISTINCT ?entity ?year {
        ?disclosure a mz:Disclosure ; mz:department ?entity ; mz:fiscalYear ?year
    } ORDER BY ?entity ?year"""
_ACCOUNTS: Final = """
    SELECT DISTINCT ?entity ?code ?label ?broader {
        ?entity a mz:Account ; skos:notation ?code ; skos:prefLabel ?label . OPTIONAL { ?entity skos:broader ?broader }
    } ORDER BY ?entity ?label"""
_FORMER_NAMES: Final = """
    SELECT DISTINCT ?entity ?name ?until {
        ?entity a mz:Account ; mz:formerName ?former . ?former rdfs:label ?name .
        OPTIONAL { ?former mz:validUntil ?until }
    } ORDER BY ?entity ?name"""


@dataclass(frozen=True)
class Reference:
    """A property value that is an entity itself."""

    iri: str


Value = str | int | Reference


@dataclass(frozen=True)
class Name:
    """A condensed name; `until` is its last year, None while it is in use or when that year is not known."""

    text: str
    former: bool = False
    until: int | None = None


@dataclass(frozen=True, eq=False)
class Entity:
    """A division, a department or an account.

    Attributes:
        types: the type of `terms`, and of an account also the type of its classification.
        name: as candidates show it.
        names: what it is called by exactly; of a department without the divisions in front.
        others: further names, which never decide a match: aliases of departments.
        code: division code, department code or notation; empty when there is none.
        place: of a division and a department, the division code.
        context: what tells it from its namesakes: the divisions or the account above.
        span: the years it is about: of an abolished division, of the disclosures of a department.
        until: the last year of an abolished division.
        values: property -> values, as far as there are any.
        above: everything it lies within, as IRIs.
    """

    iri: str
    types: tuple[str, ...]
    name: str
    names: tuple[Name, ...]
    code: str
    values: Mapping[str, tuple[Value, ...]]
    others: tuple[str, ...] = ()
    place: str = ""
    context: str = ""
    span: str = ""
    until: int | None = None
    above: frozenset[str] = frozenset()


def facts(entity: Entity) -> Iterator[tuple[str, str]]:
    """What conditions on an entity can ask for: property and IRI, or property and condensed text."""
    for name, values in entity.values.items():
        for value in values:
            yield name, value.iri if isinstance(value, Reference) else condense(str(value))
        if properties()[name].closed:
            direct = {value.iri for value in values if isinstance(value, Reference)}
            yield from ((name, iri) for iri in entity.above - direct)


def division_iri(code: str) -> str:
    """The address of a division as plain text: an rdflib term is not found among the keys of a dictionary of texts."""
    return str(jurisdiction_iri(code))


def _present(values: Mapping[str, Iterable[Value | None]]) -> dict[str, tuple[Value, ...]]:
    """Properties without the values that are not there, and only those that have any."""
    kept = {name: tuple(item for item in items if item is not None) for name, items in values.items()}
    return {name: items for name, items in kept.items() if items}


@cache
def divisions() -> tuple[Entity, ...]:
    """All divisions; the same for every dataset."""
    return tuple(_division(region) for region in regions())


def _division(region: Region) -> Entity:
    names = [
        Name(condense(dated.name), former=dated.name != region.name, until=dated.until) for dated in region.names[:-1]
    ]
    parent = region.parent_code
    return Entity(
        iri=division_iri(region.code),
        types=(JURISDICTION,),
        name=region.name,
        names=(Name(condense(region.name), until=region.valid_until), *names),
        code=region.code,
        place=region.code,
        context=region.full_name.removesuffix(region.name),
        span="" if region.valid_until is None else f"{region.valid_from}–{region.valid_until}",
        until=region.valid_until,
        above=frozenset(map(division_iri, above(region.code))),
        values=_present(
            {
                "mz:divisionCode": [region.code],
                "mz:within": [Reference(division_iri(parent))] if parent else [],
                "mz:divisionLevel": [region.level],
                "mz:validFrom": [region.valid_from],
                "mz:validUntil": [region.valid_until],
                "mz:successor": [Reference(division_iri(code)) for code in region.successor],
                "mz:formerName": list(dict.fromkeys(old.name for old in region.names if old.name != region.name)),
                "rdfs:label@zh": [region.full_name],
            }
        ),
    )


def read(engine: Engine) -> list[Entity]:
    """The departments and accounts of the store; raises QueryError."""
    return [*_departments(engine), *_accounts(engine)]


def _by_entity(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["entity"].value].append(row)
    return found


def _departments(engine: Engine) -> Iterable[Entity]:
    others, years = _by_entity(engine.rows(_OTHER_NAMES)), _by_entity(engine.rows(_YEARS))
    known = {region.code: region for region in regions()}
    for iri, rows in _by_entity(engine.rows(_DEPARTMENTS)).items():
        place = rows[0]["place"].value
        region = known.get(place.rpartition("/")[2])
        labels = list(dict.fromkeys(row["label"].value for row in rows))
        codes = list(dict.fromkeys(row["code"].value for row in rows if "code" in row))
        aliases = [row["name"].value for row in others.get(iri, ())]
        fiscal = [int(row["year"].value) for row in years.get(iri, ())]

        def local(name: str, region: Region | None = region) -> str:
            return local_name(condense(name), region) if region else condense(name)

        yield Entity(
            iri=iri,
            types=(DEPARTMENT,),
            name=labels[0],
            names=tuple(Name(text) for text in dict.fromkeys(map(local, labels))),
            others=tuple(dict.fromkeys(map(local, aliases))),
            code=codes[0] if codes else "",
            place=region.code if region else "",
            context=region.full_name if region else "",
            span=_span(fiscal),
            above=frozenset(map(division_iri, above(region.code))) if region else frozenset(),
            values=_present(
                {
                    "mz:divisionCode": [region.code if region else None],
                    "mz:jurisdiction": [Reference(place)],
                    "mz:departmentCode": codes,
                    "mz:fiscalYear": fiscal,
                    "skos:altLabel": [*labels[1:], *aliases],
                    "rdfs:label@zh": labels[:1],
                }
            ),
        )


def _span(years: Sequence[int]) -> str:
    return "" if not years else str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def _accounts(engine: Engine) -> Iterable[Entity]:
    former = _by_entity(engine.rows(_FORMER_NAMES))
    found = _by_entity(engine.rows(_ACCOUNTS))
    labels = {iri: {row["label"].language: row["label"].value for row in rows} for iri, rows in found.items()}
    broader = {iri: rows[0]["broader"].value for iri, rows in found.items() if "broader" in rows[0]}
    for iri, rows in found.items():
        scheme, _, _ = iri.removeprefix(str(CODE)).partition("/")
        notation = rows[0]["code"].value
        if notation == "total" or f"code:{scheme}" not in (
            "code:functional",
            "code:economic",
            "code:government-economic",
        ):
            continue
        zh, en = labels[iri].get("zh") or notation, labels[iri].get("en")
        parent = broader.get(iri)
        line, step = list[str](), parent
        while step and step not in line:
            line.append(step)
            step = broader.get(step)
        old = [
            Name(condense(row["name"].value), former=True, until=int(row["until"].value) if "until" in row else None)
            for row in former.get(iri, ())
        ]
        yield Entity(
            iri=iri,
            types=(ACCOUNT, f"code:{scheme}"),
            name=zh,
            names=(Name(condense(zh)), *([Name(condense(en))] if en else []), *old),
            code=notation,
            context=labels.get(parent or "", {}).get("zh", ""),
            above=frozenset(line),
            values=_present(
                {
                    "skos:notation": [notation],
                    "skos:broader": [Reference(parent)] if parent else [],
                    "skos:inScheme": [scheme],
                    "mz:formerName": [row["name"].value for row in former.get(iri, ())],
                    "rdfs:label@zh": [zh],
                    "rdfs:label@en": [en],
                }
            ),
        )
