"""What a suite found: its cases, counts, and how they are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["passed", "failed", "inapplicable"]


class SuiteMissingError(Exception):
    """A suite, or something it needs, is not there. The message says what to get and where to put it."""


@dataclass(frozen=True)
class Case:
    """One test of a suite.

    Attributes:
        name: As the suite names it.
        outcome: ``inapplicable`` when the test asks for what this project does not claim to have.
        detail: Why it failed or does not apply, or what it was held against.
    """

    name: str
    outcome: Outcome
    detail: str = ""


def judge(name: str, passed: bool, detail: str = "") -> Case:
    """Return the case of a test that applies; the detail belongs to a failure."""
    return Case(name, "passed") if passed else Case(name, "failed", detail)


@dataclass(frozen=True)
class SuiteResult:
    """A suite with its cases; or why it was skipped."""

    name: str
    title: str
    cases: Sequence[Case] = field(default_factory=tuple)
    skipped: str = ""

    def count(self, outcome: Outcome) -> int:
        """Return how many cases have an outcome."""
        return sum(case.outcome == outcome for case in self.cases)

    @property
    def summary(self) -> str:
        """Return the counts in words: ``21 of 22 passed, 3 not applicable``."""
        if self.skipped:
            return f"skipped: {self.skipped}"
        passed, failed, idle = (self.count(outcome) for outcome in ("passed", "failed", "inapplicable"))
        return f"{passed} of {passed + failed} passed" + (f", {idle} not applicable" if idle else "")


def render_text(results: Sequence[SuiteResult], *, verbose: bool = False) -> str:
    """Return the results for a terminal: counts, and every failure; with `verbose` every case."""
    lines = []
    for result in results:
        lines.append(f"{result.name}: {result.title}")
        lines.append(f"  {result.summary}")
        for case in result.cases:
            if verbose or case.outcome == "failed":
                lines.append(f"  {case.outcome:<12}  {case.name}" + (f": {case.detail}" if case.detail else ""))
        lines.append("")
    return "\n".join(lines)


def render_json(results: Sequence[SuiteResult]) -> str:
    """Return the results as JSON: ``{"suites": [{"name", "title", "skipped", "passed", …, "cases": […]}]}``."""
    suites = [
        {
            "name": result.name,
            "title": result.title,
            "skipped": result.skipped or None,
            "passed": result.count("passed"),
            "failed": result.count("failed"),
            "inapplicable": result.count("inapplicable"),
            "cases": [{"name": case.name, "outcome": case.outcome, "detail": case.detail} for case in result.cases],
        }
        for result in results
    ]
    return json.dumps({"suites": suites}, ensure_ascii=False, indent=2) + "\n"
