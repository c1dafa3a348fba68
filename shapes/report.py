"""The report of a check: what was checked, what holds, what does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from shapes.catalogue import identities
from shapes.causes import Cause, causes
from shapes.counts import Counts, TableTally, Tally, count, of_tables, tally, uses
from shapes.facts import DisclosureFacts
from shapes.hints import Hint
from shapes.records import STRUCTURE, Check
from shapes.review import KNOWN, Past, Review, Status, compare
from shapes.totals import FAIL_ON, Totals, total
from shapes.verdicts import verdict_of


@dataclass(frozen=True)
class Report:
    """Every check of one or more disclosures, in a stable order: by disclosure, identity and place.

    Attributes:
        checks: The ledger. With the reference engine, and once it is `condensed`, it holds findings only.
        disclosures: The disclosures checked, findings or not.
        nodes: How many nodes of each disclosure, by address, the structure shapes looked at.
        review: What became of findings known before, when that was asked for.
        counts: Of a condensed report, what is known of all checks of each disclosure, by address.
        fail_on: The softest severity that counts against a disclosure, a key of `shapes.totals.FAIL_ON`.
    """

    checks: tuple[Check, ...]
    disclosures: tuple[DisclosureFacts, ...]
    nodes: dict[str, int] = field(default_factory=dict)
    review: Review | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    fail_on: str = "violation"

    @cached_property
    def findings(self) -> tuple[Check, ...]:
        """Return what a reader must look at: failed and incomplete checks."""
        return tuple(one for one in self.checks if one.is_finding)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Return the findings by what causes them, disclosure by disclosure."""
        known = {iri: counts.causes for iri, counts in self.counts.items()}
        return tuple(
            cause for iri, checks in self._by_disclosure.items() for cause in (known.get(iri) or causes(checks))
        )

    def cause(self, one: Check) -> Cause:
        """Return the cause of a finding."""
        return self._cause_of[one.disclosure.iri, one.id]

    @cached_property
    def _cause_of(self) -> dict[tuple[str, str], Cause]:
        return {(one.disclosure.iri, one.id): cause for cause in self.causes for one in cause.findings}

    @property
    def conforms(self) -> bool:
        """Return whether nothing failed that counts and was not known. An incomplete check is no violation."""
        return not any(self.fails(one) for one in self.findings)

    def fails(self, one: Check) -> bool:
        """Return whether a check counts against its disclosure: an identity is violated (or what `fail_on` says), and nobody knew."""
        return verdict_of(one) in FAIL_ON[self.fail_on] and not self.is_known(one)

    def failing_on(self, severity: str) -> Report:
        """Return the report with everything counting that is as grave as `severity`, a key of `shapes.totals.FAIL_ON`."""
        return replace(self, fail_on=severity)

    @cached_property
    def totals(self) -> Totals:
        """Return the findings in numbers."""
        return total(self)

    def reviewed(self, past: Iterable[Past]) -> Report:
        """Return the report with its findings compared to those of the past."""
        return replace(self, review=compare(self.findings, past, self.held))

    @cached_property
    def held(self) -> frozenset[str]:
        """Return the ids of the checks that hold."""
        left_out = (name for one in self.counts.values() for name in one.held.split())
        return frozenset((*(one.id for one in self.checks if not one.is_finding), *left_out))

    def condensed(self) -> Report:
        """Return the report without the checks that hold: a fiftieth of the memory, and the same text, JSON, CSV, HTML and Markdown."""
        left = {iri: count(checks) for iri, checks in self._by_disclosure.items() if iri not in self.counts}
        return replace(self, checks=self.findings, counts=self.counts | left)

    def status(self, one: Check) -> Status:
        """Return what a finding is to a reviewer; everything is new when nothing was compared."""
        return self.review.statuses.get(one.id, Status("new")) if self.review else Status("new")

    def is_known(self, one: Check) -> bool:
        """Return whether a reviewer knows a finding, with these figures: then it wants no second look."""
        return self.status(one).name in KNOWN

    @property
    def hints(self) -> dict[tuple[str, str], Hint]:
        """Return the repair hints, by address of the disclosure and id of the finding."""
        return {(one.disclosure.iri, one.id): one.hint for one in self.findings if one.hint is not None}

    @cached_property
    def summary(self) -> dict[str, Tally]:
        """Return a tally per identity, those with nothing to check too."""
        parts = [tally(one for one in self.checks if one.disclosure.iri not in self.counts)]
        parts += [one.identities for one in self.counts.values()]
        return {
            identity.id: sum((part[identity.id] for part in parts if identity.id in part), Tally())
            for identity in identities()
        }

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

    @cached_property
    def _disclosures(self) -> dict[str, DisclosureFacts]:
        return {one.iri: one for one in self.disclosures}

    def of(self, *disclosures: str) -> Report:
        """Return the part of the report about some disclosures, by address."""
        known = [iri for iri in sorted(set(disclosures)) if iri in self._disclosures]
        return Report(
            tuple(one for iri in known for one in self._by_disclosure[iri]),
            tuple(self._disclosures[iri] for iri in known),
            {iri: self.nodes[iri] for iri in known if iri in self.nodes},
            self.review,
            {iri: self.counts[iri] for iri in known if iri in self.counts},
            self.fail_on,
        )

    @classmethod
    def joined(cls, reports: Iterable[Report]) -> Report:
        """Return reports of different disclosures as one, in the order in which one check of all of them would give it."""
        parts = tuple(reports)
        whose = {one.iri: part for part in parts for one in part.disclosures}
        return cls(
            tuple(one for iri in sorted(whose) for one in whose[iri]._by_disclosure[iri]),
            tuple(sorted((one for part in parts for one in part.disclosures), key=lambda one: one.iri)),
            {iri: nodes for part in parts for iri, nodes in part.nodes.items()},
            counts={iri: counts for part in parts for iri, counts in part.counts.items()},
        )

    @cached_property
    def coverage(self) -> tuple[int, int, int]:
        """Return how many identities were checked, of how many there are, and how many of them fail somewhere."""
        checked = [tally for tally in self.summary.values() if tally.checked]
        return len(checked), len(self.summary), sum(tally.failed > 0 for tally in checked)

    @cached_property
    def explained(self) -> int:
        """Return how many of the identities that fail do so only where a reviewer knows it."""
        failed = [one for one in self.findings if one.outcome == "failed" and one.identity != STRUCTURE]
        return len({one.identity for one in failed} - {one.identity for one in failed if not self.is_known(one)})

    @cached_property
    def known_by_table(self) -> dict[str, int]:
        """Return how many of the findings that use a table, by address, a reviewer knows."""
        return {one.table.iri: one.failed + one.incomplete for one in of_tables(filter(self.is_known, self.findings))}

    @cached_property
    def tables(self) -> tuple[TableTally, ...]:
        """Return what was checked of every table that a check uses, in the order of their addresses; none with the reference engine."""
        found = [*of_tables(one for one in self.checks if one.disclosure.iri not in self.counts)]
        found += [one for counts in self.counts.values() for one in counts.tables]
        return tuple(sorted(found, key=lambda one: one.table.iri))

    @cached_property
    def uses(self) -> dict[str, tuple[int, int]]:
        """Return of every figure, by address, how many identities check it and how many fail; condensed, of those of findings."""
        found = uses(one for one in self.checks if one.disclosure.iri not in self.counts)
        for counts in self.counts.values():
            found |= counts.uses
        return found

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
