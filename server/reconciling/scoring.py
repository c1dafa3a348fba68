"""How well a candidate fits, and whether it is certain.

Scores, of 100: the address, the code, or a name in force 100; a former name, or the name of an abolished division 95; a
short form or another name 90; likeness of names up to 70; a code beside the name of something else 60; a name beside
the code of something else 50; conditions alone 50. Namesakes cost 20 points, conditions that are wished for and not
met up to half of the score.

A candidate is a certain match when it alone bears exactly the name, or has exactly the code, and meets every condition.
Names that ended before 2008 (since then budgets are published) make nobody else uncertain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.reconciling.entities import Entity, Name

FIRST_YEAR: Final = 2008
"""The year in which the rules on open government information (政府信息公开条例) came into force."""
EXACT: Final = frozenset({"id", "code", "name"})
"""Kinds of evidence that may make a candidate certain."""
_SCORES: Final = {
    "id": 100,
    "code": 100,
    "name": 100,
    "short": 90,
    "alike": 70,
    "contradicted": 60,
    "miscoded": 50,
    "unnamed": 50,
}
_NAMESAKES, _OUTDATED = 20, 5


@dataclass(frozen=True)
class Evidence:
    """Why an entity is a candidate.

    Attributes:
        kind: one of the kinds of `_SCORES`.
        likeness: of the names, 0.0 to 1.0; 0.0 when no name was compared.
        name: the name that was found, when one was.
        local: it would be the name, were it certain in which jurisdiction.
    """

    kind: str
    likeness: float = 1.0
    name: Name | None = None
    local: bool = False

    @property
    def outdated(self) -> bool:
        """Whether the name is a former one, or that of an abolished division."""
        return self.name is not None and (self.name.former or self.name.until is not None)

    @property
    def recent(self) -> bool:
        """Whether the name was, or may have been, in use since budgets are published."""
        return self.name is None or self.name.until is None or self.name.until >= FIRST_YEAR

    @property
    def group(self) -> str:
        """Candidates of one group are each other's namesakes."""
        return "exact" if self.kind in EXACT else self.kind

    @property
    def score(self) -> float:
        """The score without regard to others."""
        score = _SCORES[self.kind] * (self.likeness if self.kind == "alike" else 1.0)
        return score - _OUTDATED if self.outdated and self.kind in {"name", "short"} else score


@dataclass(frozen=True)
class Candidate:
    """A candidate with its score (0 to 100), the features behind it, and whether it is certain."""

    entity: Entity
    score: float
    match: bool
    features: dict[str, bool | float]


Judged = tuple[Entity, Evidence, float]
"""An entity, why it is there, and the share of the conditions that it meets."""


def rank(judged: Sequence[Judged], limit: int) -> list[Candidate]:
    """The best candidates, best first; those that fit equally well in the order of their codes."""
    complete = [it for it in judged if it[1].group == "exact" and it[2] == 1.0]
    rivals = _leading(complete)
    certain = next(iter(rivals)) if len(rivals) == 1 else None
    named = {group: [it for it in judged if it[1].group == group] for group in ("exact", "short")}
    leading = {group: _leading(members) for group, members in named.items()}

    def score(it: Judged) -> float:
        entity, evidence, share = it
        first = leading.get(evidence.group, {entity})
        shared = entity is not certain and (len(first) > 1 or entity not in first)
        return round((evidence.score - (_NAMESAKES if shared else 0)) * (1 + share) / 2, 1)

    scored = [(score(it), it) for it in judged]
    scored.sort(key=lambda pair: (-pair[0], not _in_force(*pair[1][:2]), pair[1][0].code, pair[1][0].iri))
    return [
        Candidate(it[0], points, it[0] is certain, _features(it, len(named.get(it[1].group, [it])) - 1))
        for points, it in scored[:limit]
    ]


def _leading(judged: Sequence[Judged]) -> set[Entity]:
    """Those whose name is recent; all when none is."""
    return {it[0] for it in judged if it[1].recent} or {it[0] for it in judged}


def _in_force(entity: Entity, evidence: Evidence) -> bool:
    return entity.until is None and not evidence.outdated


def _features(it: Judged, namesakes: int) -> dict[str, bool | float]:
    entity, evidence, share = it
    former = evidence.name is not None and evidence.name.former
    return {
        "name_similarity": round(evidence.likeness, 4),
        "exact_name": evidence.kind == "name" and not former,
        "former_name": evidence.kind == "name" and former,
        "short_name": evidence.kind == "short",
        "same_code": evidence.kind in {"code", "contradicted"},
        "in_force": _in_force(entity, evidence),
        "namesakes": namesakes,
        "properties_met": round(share, 4),
    }
