"""How many findings a report has: those that are open, by verdict, and those that a reviewer knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shapes.verdicts import verdict_of

if TYPE_CHECKING:
    from shapes.report import Report

FAIL_ON: Final[dict[str, tuple[str, ...]]] = {
    "violation": ("failed",),
    "warning": ("failed", "warning"),
    "remark": ("failed", "warning", "info"),
}
"""What a check may be asked to fail on -> the verdicts that then count against a disclosure. What is incomplete never does."""

REST: Final = ("failed", "warning", "info", "incomplete", "unread")
"""The verdicts on findings, those that weigh most first."""


@dataclass(frozen=True)
class Totals:
    """The findings of a report in numbers, the same in every format.

    Attributes:
        findings: All of them: ``open`` and ``known`` together.
        open: Those that want a look: new ones, and known ones whose figures are others now. All, when nothing was compared.
        verdicts: The open ones by verdict, in the order of `REST`, without zeros.
        causes: How many causes the open ones have.
        known: Those explained, or in an earlier report, with the same figures.
        new: Of the open ones, those never seen before.
        changed: Of the open ones, those known with other figures.
        fixed: Known findings that hold now.
        gone: Known findings whose place or document is not there any more.
    """

    findings: int
    open: int
    verdicts: dict[str, int]
    causes: int
    known: int
    new: int
    changed: int
    fixed: int
    gone: int


def total(report: Report) -> Totals:
    """Count the findings of a report, or of a part of one; nobody knows whose was what is gone, so a part counts all of it."""
    statuses = Counter(report.status(one).name for one in report.findings)
    open_ = [one for one in report.findings if not report.is_known(one)]
    verdicts = Counter(map(verdict_of, open_))
    review = report.review
    return Totals(
        findings=len(report.findings),
        open=len(open_),
        verdicts={name: verdicts[name] for name in REST if verdicts[name]},
        causes=sum(any(not report.is_known(one) for one in cause.findings) for cause in report.causes),
        known=len(report.findings) - len(open_),
        new=statuses["new"],
        changed=statuses["changed"],
        fixed=sum(one.id in report.held for one in review.fixed) if review else 0,
        gone=len(review.gone) if review else 0,
    )
