"""Candidates for a name or a code, each kind as its names are printed; `scoring` says how well they fit.

A department is certain only when its jurisdiction is: named in front of it without doubt, or given as a condition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ontology.accounts import class_code_by_name
from server.reconciling.entities import Entity, Name, division_iri, divisions, facts
from server.reconciling.lexicon import Lexicon, likeness
from server.reconciling.names import condense, leads, office, split_code, strip_ordinal
from server.reconciling.scoring import EXACT, FIRST_YEAR, Candidate, Evidence, rank
from server.reconciling.terms import ACCOUNT, DEPARTMENT, JURISDICTION, properties

LONGEST_NAME: Final = 200
"""Characters; nothing here has a longer name, so a longer text has no candidates."""
_LEAST_LIKENESS: Final = 0.3
_INSTEAD: Final = 20  # suggestions when nothing begins with a text
_PLACE_PROPERTIES: Final = frozenset({"mz:jurisdiction", "mz:divisionCode"})


@dataclass(frozen=True)
class Condition:
    """What a property is to be: any, all or none of some values, condensed texts or IRIs; required or just wished for."""

    property: str
    values: tuple[str, ...]
    quantifier: str = "any"
    required: bool = True


@dataclass(frozen=True)
class Query:
    """What is looked for: names, addresses, types (empty: all) and conditions; at most so many candidates."""

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    limit: int = 10


class Index:
    """The entities of one dataset version, found by address, code, name and likeness."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Index departments and accounts; divisions are there anyway."""
        everything = [*divisions(), *entities]
        self.by_iri = {entity.iri: entity for entity in everything}
        self._codes: dict[str, list[Entity]] = defaultdict(list)
        self._holders: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        self._accounts: dict[str, list[tuple[Entity, Name]]] = defaultdict(list)
        self._departments: dict[str, list[tuple[Entity, Name | None]]] = defaultdict(list)
        for entity in everything:
            if entity.code and DEPARTMENT not in entity.types:  # 434 is every government office of a province
                self._codes[entity.code].append(entity)
            if ACCOUNT in entity.types:
                for name in entity.names:
                    self._accounts[name.text].append((entity, name))
            elif DEPARTMENT in entity.types:
                for name in entity.names:
                    self._departments[name.text].append((entity, name))
                for other in entity.others:
                    self._departments[other].append((entity, None))
            for fact in facts(entity):
                self._holders[fact].append(entity)
        self._lexicon = Lexicon((text, entity) for entity in everything for text in _texts(entity))

    def candidates(self, query: Query) -> list[Candidate]:
        """The candidates of a query, best first; the same order every time."""
        wanted = {condition: self._wanted(condition) for condition in query.conditions}
        required = [self._meeting(condition, meant) for condition, meant in wanted.items() if condition.required]
        wished = [self._meeting(condition, meant) for condition, meant in wanted.items() if not condition.required]

        def allowed(entity: Entity) -> bool:
            return all(entity in holders for holders in required) and (
                not query.types or not query.types.isdisjoint(entity.types)
            )

        if query.names or query.ids:
            found = self._found(query, _places(wanted), allowed)
        else:
            start = set[Entity]().union(*(required[:1] or wished))
            found = dict.fromkeys(filter(allowed, start), Evidence("unnamed", 0.0))
        judged = []
        for entity, evidence in found.items():
            met = len(required) + sum(entity in holders for holders in wished)
            judged.append((entity, evidence, met / len(wanted) if wanted else 1.0))
        return rank(judged, query.limit)

    def suggestions(self, prefix: str, types: frozenset[str] = frozenset()) -> Iterator[Entity]:
        """Entities whose address, code or name begins with a text, those in force and short names first."""
        text = condense(prefix)
        found: dict[Entity, tuple[bool, bool, int, str]] = {}
        if prefix in self.by_iri:
            found[self.by_iri[prefix]] = (False, False, 0, "")
        for name, entity in self._lexicon.beginning(text):
            rank = (name != text, entity.until is not None, len(name), entity.iri)
            found[entity] = min(rank, found.get(entity, rank))
        for entity in sorted(found, key=found.__getitem__):
            if not types or types & set(entity.types):
                yield entity
        if not found:  # not a beginning: what is like it
            yield from (it.entity for it in self.candidates(Query((prefix,), types=types, limit=_INSTEAD)))

    def _found(self, query: Query, places: set[str], allowed: Callable[[Entity], bool]) -> dict[Entity, Evidence]:
        """What one of the names or addresses may mean, as far as it is allowed."""
        found: dict[Entity, Evidence] = {}

        def add(entity: Entity, evidence: Evidence) -> None:
            if not allowed(entity):
                return
            if evidence.local and entity.place in places:
                evidence = replace(evidence, kind="name")
            best = found.setdefault(entity, evidence)
            if (evidence.score, evidence.likeness) > (best.score, best.likeness):
                found[entity] = evidence

        for iri in (*query.ids, *query.names):
            if iri in self.by_iri:
                add(self.by_iri[iri], Evidence("id", 0.0))
        for name in query.names:
            text = condense(name)
            if not 0 < len(text) <= LONGEST_NAME:
                continue
            for entity, evidence in self._named(text):
                add(entity, evidence)
            rest = split_code(text)[1]
            decided = any(evidence.kind in EXACT or evidence.kind == "contradicted" for evidence in found.values())
            if rest and not decided and len(found) < query.limit:
                for entity, alike in self._lexicon.alike(rest, _LEAST_LIKENESS).items():
                    add(entity, Evidence("alike", alike))
        return found

    def _named(self, text: str) -> Iterator[tuple[Entity, Evidence]]:
        """Entities by code and by name, each kind as its names are printed."""
        code, rest = split_code(text)
        for entity in self._codes.get(code, ()):
            agrees = not rest or any(found is entity for found, _ in self._by_name(rest))
            alike = likeness(rest, condense(entity.name)) if rest else 0.0
            yield entity, Evidence("code" if agrees else "contradicted", alike)
        for entity, evidence in self._by_name(rest):
            contradicted = code and code != entity.code and DEPARTMENT not in entity.types
            yield entity, Evidence("miscoded", evidence.likeness) if contradicted else evidence

    def _by_name(self, text: str) -> Iterator[tuple[Entity, Evidence]]:
        if not text:
            return
        yield from self._account_named(text)
        yield from self._place_or_office_named(text)

    def _account_named(self, text: str) -> Iterator[tuple[Entity, Evidence]]:
        for entity, name in self._accounts.get(strip_ordinal(text), ()):
            yield entity, Evidence("name", name=name)
        for entity in self._codes.get(class_code_by_name(text) or "", ()):
            if ACCOUNT in entity.types:  # 社会保障和就业 is 社会保障和就业支出
                yield entity, Evidence("short", likeness(text, condense(entity.name)))

    def _place_or_office_named(self, text: str) -> Iterator[tuple[Entity, Evidence]]:
        for entity, name in self._departments.get(office(text), ()):
            yield entity, Evidence("short", 1.0, name, local=name is not None)
        for lead in leads(text):
            bearers = {code: self.by_iri[division_iri(code)] for code in lead.codes}
            if not lead.rest:
                for entity in bearers.values():
                    name = next((name for name in entity.names if name.text == lead.name), None)
                    if name:
                        yield entity, Evidence("name", name=name)
                    else:
                        short = Name(lead.name, until=entity.until)
                        yield entity, Evidence("short", likeness(lead.name, entity.names[0].text), short)
                continue
            recent = {code for code, entity in bearers.items() if entity.until is None or entity.until >= FIRST_YEAR}
            certain = (recent or lead.codes) if any(map(lead.officially, lead.codes)) else set[str]()
            for entity, name in self._departments.get(office(lead.rest), ()):
                if entity.place in lead.codes:
                    kind = "name" if name and certain == {entity.place} else "short"
                    yield entity, Evidence(kind, 1.0, name, local=name is not None)

    def _meeting(self, condition: Condition, wanted: list[frozenset[str]]) -> set[Entity]:
        """The entities that meet a condition."""
        each = [
            set[Entity]().union(*(self._holders.get((condition.property, fact), ()) for fact in meant))
            for meant in wanted
        ]
        if condition.quantifier == "all":
            return set.intersection(*each)
        some = set[Entity]().union(*each)
        return set(self.by_iri.values()) - some if condition.quantifier == "none" else some

    def _wanted(self, condition: Condition) -> list[frozenset[str]]:
        """What each value of a condition stands for: the facts that an entity may have for it."""
        kind = properties()[condition.property].range
        return [self._meant(value, kind) if kind else _spellings(value) for value in condition.values]

    def _meant(self, value: str, kind: str) -> frozenset[str]:
        """The entities of a type that a value means: an address, a code or a name."""
        if value in self.by_iri:
            return frozenset({value})
        named = [(entity, evidence) for entity, evidence in self._named(condense(value)) if kind in entity.types]
        exact = [(entity, evidence) for entity, evidence in named if evidence.kind in EXACT]
        recent = [(entity, evidence) for entity, evidence in exact if evidence.recent]
        short = [(entity, evidence) for entity, evidence in named if evidence.kind == "short"]
        return frozenset(entity.iri for entity, _ in recent or exact or short)


def _texts(entity: Entity) -> Iterator[str]:
    """The texts by which an entity is found without being named exactly."""
    yield from dict.fromkeys(name.text for name in entity.names)
    if entity.code and DEPARTMENT not in entity.types:
        yield entity.code
    if JURISDICTION in entity.types or DEPARTMENT in entity.types:
        yield condense(entity.context + entity.names[0].text)
    if DEPARTMENT in entity.types:
        yield condense(entity.name)
        yield from entity.others


def _spellings(value: str) -> frozenset[str]:
    """A literal value, and the last part of an address such as code:functional."""
    return frozenset({condense(value), condense(value.replace(":", "/").rpartition("/")[2])})


def _places(wanted: Mapping[Condition, list[frozenset[str]]]) -> set[str]:
    """The division codes that conditions name without doubt."""
    given = [
        meant[0]
        for condition, meant in wanted.items()
        if condition.property in _PLACE_PROPERTIES and condition.quantifier != "none" and len(meant) == 1
    ]
    return {next(iter(values)).rpartition("/")[2] for values in given if len(values) == 1}
