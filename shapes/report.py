"""The report of a check: what was checked, what holds, what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from shapes.catalogue import identities
from shapes.causes import Cause, causes
from shapes.facts import DisclosureFacts, TableFacts
from shapes.hints import Hint
from shapes.records import STRUCTURE, Check
from shapes.review import KNOWN, Past, Review, Status, compare


@dataclass(frozen=True)
class Tally:
    """How many instances of an identity were checked, and with which outcome."""

    checked: int = 0
    passed: int = 0
    failed: int = 0
    incomplete: int = 0

    def plus(self, outcome: str) -> Tally:
        """Return the tally with one more instance."""
        return Tally(
            self.checked + 1,
            self.passed + (outcome == "passed"),
            self.failed + (outcome == "failed"),
            self.incomplete + (outcome == "incomplete"),
        )


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
class Report:
    """Every check of one or more disclosures, in a stable order: by disclosure, identity and place.

    Attributes:
        checks: The ledger. With the reference engine it holds findings only.
        disclosures: The disclosures checked, findings or not.
        nodes: How many nodes of each disclosure, by address, the structure shapes looked at.
        review: What became of findings known before, when that was asked for.
    """

    checks: tuple[Check, ...]
    disclosures: tuple[DisclosureFacts, ...]
    nodes: dict[str, int] = field(default_factory=dict)
    review: Review | None = None

    @cached_property
    def findings(self) -> tuple[Check, ...]:
        """Return what a reader must look at: failed and incomplete checks."""
        return tuple(one for one in self.checks if one.is_finding)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Return the findings by what causes them, disclosure by disclosure."""
        return tuple(cause for one in self.disclosures for cause in causes(self._by_disclosure[one.iri]))

    def cause(self, one: Check) -> Cause:
        """Return the cause of a finding."""
        return self._cause_of[one.disclosure.iri, one.id]

    @cached_property
    def _cause_of(self) -> dict[tuple[str, str], Cause]:
        return {(one.disclosure.iri, one.id): cause for cause in self.causes for one in cause.findings}

    @property
    def conforms(self) -> bool:
        """Return whether nothing of severity violation failed that was not known. An incomplete check is no violation."""
        return not any(one.is_violation and self.status(one).name not in KNOWN for one in self.findings)

    def reviewed(self, past: Iterable[Past]) -> Report:
        """Return the report with its findings compared to those of the past."""
        return replace(self, review=compare(self.checks, past))

    def status(self, one: Check) -> Status:
        """Return what a finding is to a reviewer; everything is new when nothing was compared."""
        return self.review.statuses.get(one.id, Status("new")) if self.review else Status("new")

    @property
    def hints(self) -> dict[tuple[str, str], Hint]:
        """Return the repair hints, by address of the disclosure and id of the finding."""
        return {(one.disclosure.iri, one.id): one.hint for one in self.findings if one.hint is not None}

    @cached_property
    def summary(self) -> dict[str, Tally]:
        """Return a tally per identity, those with nothing to check too."""
        tallies = {identity.id: Tally() for identity in identities()}
        for one in self.checks:
            if one.identity != STRUCTURE:
                tallies[one.identity] = tallies[one.identity].plus(one.outcome)
        return tallies

    @cached_property
    def structure(self) -> Tally:
        """Return how many nodes the structure shapes looked at, and how many of them they found wrong."""
        broken = {one.focus for one in self.checks if one.identity == STRUCTURE}
        checked = sum(self.nodes.values())
        return Tally(checked, checked - len(broken), len(broken))

    @cached_property
    def _by_disclosure(self) -> dict[str, list[Check]]:
        found: dict[str, list[Check]] = {disclosure.iri: [] for disclosure in self.disclosures}
        for one in self.checks:
            found[one.disclosure.iri].append(one)
        return found

    def of(self, *disclosures: str) -> Report:
        """Return the part of the report about some disclosures, by address."""
        return Report(
            tuple(one for iri in sorted(disclosures) for one in self._by_disclosure.get(iri, ())),
            tuple(one for one in self.disclosures if one.iri in disclosures),
            {iri: count for iri, count in self.nodes.items() if iri in disclosures},
            review=self.review,
        )

    @classmethod
    def joined(cls, reports: Iterable[Report]) -> Report:
        """Return reports of different disclosures as one, in the order in which one check of all of them would give it."""
        parts = tuple(reports)
        whose = {one.iri: part for part in parts for one in part.disclosures}
        return cls(
            tuple(one for iri in sorted(whose) for one in whose[iri]._by_disclosure[iri]),
            tuple(sorted((one for part in parts for one in part.disclosures), key=lambda one: one.iri)),
            {iri: count for part in parts for iri, count in part.nodes.items()},
        )

    @cached_property
    def coverage(self) -> tuple[int, int, int]:
        """Return how many identities were checked, of how many there are, and how many of them fail somewhere."""
        checked = [tally for tally in self.summary.values() if tally.checked]
        return len(checked), len(self.summary), sum(tally.failed > 0 for tally in checked)

    @cached_property
    def tables(self) -> tuple[TableTally, ...]:
        """Return what was checked of every table that a check uses, in the order of their addresses; none with the reference engine."""
        found: dict[str, tuple[TableFacts, list[Check]]] = {}
        for one in self.checks:
            if one.identity != STRUCTURE:
                used = {figure.table.iri: figure.table for figure in one.figures if figure.table}
                used |= {one.place.table.iri: one.place.table} if one.place.table else {}
                for iri, table in used.items():
                    found.setdefault(iri, (table, []))[1].append(one)
        return tuple(_of_table(*found[iri]) for iri in sorted(found))

    @cached_property
    def uses(self) -> dict[str, tuple[int, int]]:
        """Return of every figure, by address, how many identities check it and how many of them fail."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for one in self.checks:
            for figure in one.figures:
                checked, failing = found.setdefault(figure.iri, (set(), set()))
                checked.add(one.identity)
                if one.outcome == "failed":
                    failing.add(one.identity)
        return {iri: (len(checked), len(failing)) for iri, (checked, failing) in found.items()}

    def render(self, form: str) -> str:
        """Return the report as ``text``, ``json``, ``turtle``, ``csv``, ``html``, ``markdown`` or ``junit``.

        Raises:
            ValueError: Another format.
        """
        from shapes.render import RENDERERS  # noqa: PLC0415  (renderers read reports: the import must wait)

        if form not in RENDERERS:
            raise ValueError(f"no report format {form!r}; there are: {', '.join(RENDERERS)}")
        return RENDERERS[form](self)

    def to_nquads(self) -> dict[str, bytes]:
        """Return the report graph of each disclosure as N-Quads, by the address of the graph: ``{disclosure}/report``."""
        from shapes.render.rdf import report_nquads  # noqa: PLC0415  (renderers read reports: the import must wait)

        return {
            f"{disclosure.iri}/report": report_nquads(self, disclosure)
            for disclosure in self.disclosures
            if disclosure.iri
        }


def _of_table(table: TableFacts, checks: list[Check]) -> TableTally:
    outcomes = Counter(one.outcome for one in checks)
    identities = {one.identity for one in checks}
    failing = {one.identity for one in checks if one.outcome == "failed"}
    counts = (outcomes[name] for name in ("passed", "failed", "incomplete"))
    return TableTally(table, len(identities), len(failing), len(checks), *counts)
