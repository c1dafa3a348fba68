"""Which of the mandated tables a disclosure publishes: a score, and what each table is.

The rules for the disclosure of local budgets and final accounts (《地方预决算公开操作规程》, Caiyu [2016] No. 143) name eight tables that
every department publishes, those without data as empty tables with a note; the Budget Law (《预算法》, article 14) asks for the
disclosure itself. Identities R1, R3 and R4 find what is wrong with one table; here they are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ontology.terms import MANDATED

STATES: Final = ("printed", "empty", "blank", "unread", "missing")
"""What a mandated table is: printed with figures; declared empty by a note; without figures or note; perhaps printed, but not recognised;
missing. Of two tables of one kind, the first of these counts."""

PART: Final = 3
"""A file with so many of them, or fewer, is a part of a disclosure: nothing is said of the others (as in R1)."""

_STATES = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT DISTINCT ?this ?kind ?state {
  {
    ?this mz:hasTable ?table .
    ?table mz:tableKind ?kind .
    OPTIONAL { ?table mz:declaredEmpty ?declared }
    BIND (IF(EXISTS { ?cell qb:dataSet ?table } || EXISTS { ?table mz:unreadFigures ?number }, "printed",
          IF(COALESCE(?declared, false), "empty", "blank")) AS ?state)
  } UNION {
    ?this mz:unreadTable ?mention .
    ?mention mz:tableKind ?kind .
    BIND ("unread" AS ?state)
  } UNION {
    ?this mz:missingTable ?mention .
    ?mention mz:tableKind ?kind .
    BIND ("missing" AS ?state)
  }
}"""


@dataclass(frozen=True)
class Completeness:
    """The mandated tables of one disclosure: kinds by state, each in the order of the rules.

    Attributes:
        kinds: Pairs of a kind (``fund``) and its state; a kind of which nothing is known has none.
    """

    kinds: tuple[tuple[str, str], ...] = ()

    def of(self, *states: str) -> tuple[str, ...]:
        """Return the kinds that are in one of these states."""
        return tuple(kind for kind, state in self.kinds if state in states)

    @property
    def published(self) -> int:
        """Return how many are published as the rules ask: with figures, or empty with a note."""
        return len(self.of("printed", "empty"))

    @property
    def expected(self) -> int:
        """Return of how many that can be told: all eight, but for those that may be printed and were not recognised."""
        return len(self.kinds) - len(self.of("unread"))

    @property
    def scored(self) -> bool:
        """Return whether there is a score: not for a part of a disclosure."""
        return len(self.of("printed", "empty", "blank")) > PART

    @property
    def score(self) -> str:
        """Return the score, ``7/8``; empty where there is none."""
        return f"{self.published}/{self.expected}" if self.scored else ""


def completeness(store: ox.Store) -> dict[str, Completeness]:
    """Return the mandated tables of every disclosure in a store (everything in its default graph), by address."""
    solutions = store.query(_STATES)
    if not isinstance(solutions, ox.QuerySolutions):  # pragma: no cover - it is a SELECT
        raise TypeError("not a SELECT")
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for this, kind, state in solutions:
        found[this.value].append((kind.value.rpartition("/")[2], state.value))
    return {this: best(said) for this, said in found.items()}


def best(said: Iterable[tuple[str, str]]) -> Completeness:
    """Return what is best of all that is said of kinds of tables: pairs of a kind and a state."""
    kinds: dict[str, str] = {}
    for kind, state in said:
        kinds[kind] = min(kinds.get(kind, STATES[-1]), state, key=STATES.index)
    return Completeness(tuple((kind, kinds[kind]) for kind in MANDATED if kind in kinds))
