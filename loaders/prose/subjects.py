"""What a stretch of prose speaks about, the lists of its parts, and what a bracket restores."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.prose.claim import Relation
from loaders.prose.phrases import Phase

Comparison = tuple[int, Phase | None]


@dataclass(eq=False)
class Subject:
    """What a stretch of text speaks about, with the claims made about it so far: (kind, phase) -> index."""

    measure: str | None
    names: tuple[str, ...] = ()
    within: Scope | None = None
    claims: dict[tuple[str, Phase | None], int] = field(default_factory=dict)

    def claim(self, kind: str, phase: Phase | None) -> int | None:
        """Return the claim of a kind that a part with this phase belongs to, ``None`` when there is none or a choice."""
        if (kind, phase) in self.claims or phase is not None:
            return self.claims.get((kind, phase))
        found = [index for (other, _), index in self.claims.items() if other == kind]
        return found[0] if len(found) == 1 else None

    def last(self, kind: str) -> int | None:
        """Return the latest claim of a kind."""
        return max((index for (other, _), index in self.claims.items() if other == kind), default=None)


@dataclass(eq=False)
class Scope:
    """An open list of parts: 其中, 包括, 主要为.

    Attributes:
        purpose: opened by 主要用于: its words describe and name nothing.
        dormant: its sentence is over; it only takes the parts that no other whole can own.
        lasting: announced by a colon at the end of a paragraph: the enumerated paragraphs below are its parts.
        by_class: a part of it is a class of the functional classification.
        direction: of a list of changes (增加A 1万元，B 2万元).
    """

    relation: Relation
    parent: Subject
    number: int
    compared: Comparison | None = None
    purpose: bool = False
    dormant: bool = False
    lasting: bool = False
    by_class: bool = False
    direction: str | None = None


@dataclass(eq=False)
class Frame:
    """What a bracket restores when it closes, and the list of parts that it opens without saying so."""

    subject: Subject | None
    scopes: int
    compared: Comparison | None
    parts: Scope | None = None
