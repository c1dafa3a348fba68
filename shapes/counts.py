"""How many checks were made, and with which outcome: of an identity, a table, a figure; all that a report keeps of checks that hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shapes.causes import Cause, causes
from shapes.facts import TableFacts
from shapes.records import STRUCTURE, Check


@dataclass(frozen=True)
class Tally:
    """How many instances of an identity were checked, and with which outcome."""

    checked: int = 0
    passed: int = 0
    failed: int = 0
    incomplete: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of both."""
        return Tally(
            self.checked + other.checked,
            self.passed + other.passed,
            self.failed + other.failed,
            self.incomplete + other.incomplete,
        )


_ONE = {"passed": Tally(1, passed=1), "failed": Tally(1, failed=1), "incomplete": Tally(1, incomplete=1)}


@dataclass(frozen=True)
class TableTally:
    """What was checked of one table: every instance that uses one of its figures, or stands in it.

    Attributes:
        table: The table.
        identities: How many identities were checked.
        failing: How many of them fail somewhere.
        checked: How many instances.
        passed: How many of these hold.
        failed: How many do not.
        incomplete: How many lack a figure.
    """

    table: TableFacts
    identities: int
    failing: int
    checked: int
    passed: int
    failed: int
    incomplete: int


@dataclass(frozen=True)
class Counts:
    """What is known of the checks of a disclosure when those that hold are left out.

    Attributes:
        identities: A tally of every identity that was checked.
        tables: What was checked of every table that a check uses, in the order of their addresses.
        uses: Of every figure of a finding, by address, how many identities check it and how many of them fail.
        causes: The causes of the findings; they depend on what holds.
        held: The ids of the checks that hold, with spaces between: a report of thousands of disclosures has millions.
    """

    identities: dict[str, Tally]
    tables: tuple[TableTally, ...]
    uses: dict[str, tuple[int, int]]
    causes: tuple[Cause, ...]
    held: str


def count(checks: Iterable[Check]) -> Counts:
    """Return the counts of the checks of a disclosure."""
    every = tuple(checks)
    used = uses(every)
    found = {figure.iri for one in every if one.is_finding for figure in one.figures}
    return Counts(
        tally(every),
        of_tables(every),
        {iri: used[iri] for iri in sorted(found)},
        causes(every),
        " ".join(one.id for one in every if not one.is_finding),
    )


def tally(checks: Iterable[Check]) -> dict[str, Tally]:
    """Return a tally of every identity that was checked."""
    found: dict[str, Tally] = {}
    for one in checks:
        if one.identity != STRUCTURE:
            found[one.identity] = found.get(one.identity, Tally()) + _ONE[one.outcome]
    return found


def of_tables(checks: Iterable[Check]) -> tuple[TableTally, ...]:
    """Return what was checked of every table that a check uses, in the order of their addresses."""
    found: dict[str, tuple[TableFacts, list[Check]]] = {}
    for one in checks:
        if one.identity != STRUCTURE:
            used = {figure.table.iri: figure.table for figure in one.figures if figure.table}
            used |= {one.place.table.iri: one.place.table} if one.place.table else {}
            for iri, table in used.items():
                found.setdefault(iri, (table, []))[1].append(one)
    return tuple(_of_table(*found[iri]) for iri in sorted(found))


def uses(checks: Iterable[Check]) -> dict[str, tuple[int, int]]:
    """Return of every figure, by address, how many identities check it and how many of them fail."""
    found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for one in checks:
        for figure in one.figures:
            checked, failing = found[figure.iri]
            checked.add(one.identity)
            if one.outcome == "failed":
                failing.add(one.identity)
    return {iri: (len(checked), len(failing)) for iri, (checked, failing) in found.items()}


def _of_table(table: TableFacts, checks: list[Check]) -> TableTally:
    outcomes = Counter(one.outcome for one in checks)
    identities = {one.identity for one in checks}
    failing = {one.identity for one in checks if one.outcome == "failed"}
    counts = (outcomes[name] for name in ("passed", "failed", "incomplete"))
    return TableTally(table, len(identities), len(failing), len(checks), *counts)
