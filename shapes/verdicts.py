"""What a check is called: one wording of every verdict, for reports and pages alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from shapes.records import Check

VERDICTS: Final = {
    "passed": {"zh": "相符", "en": "holds"},
    "failed": {"zh": "不符", "en": "fails"},
    "warning": {"zh": "疑点", "en": "warning"},
    "info": {"zh": "提醒", "en": "remark"},
    "incomplete": {"zh": "缺数", "en": "incomplete"},
    "inapplicable": {"zh": "不适用", "en": "not applicable"},
}
"""What reports and pages alike call the outcome of a check; of one that failed by its severity: an accounting identity fails, a softer
rule warns or remarks."""

UNMET: Final = {"zh": "没有对上", "en": "do not hold"}
"""What failed checks of any severity are counted as."""

UNREAD: Final = {"zh": "未能读出", "en": "not read"}
"""The outcome of an incomplete check that lacks what could not be read, not what was left blank."""


def verdict(outcome: str, severity: str) -> str:
    """Return the verdict on an outcome, a key of `VERDICTS`: of failures by their severity."""
    return severity if outcome == "failed" and severity in VERDICTS else outcome


def verdict_of(check: Check) -> str:
    """Return the verdict on a check for programs: a key of `VERDICTS`, or ``unread`` where figures could not be read."""
    return "unread" if check.unread else verdict(check.outcome, check.severity)


def outcome(check: Check) -> dict[str, str]:
    """Return the verdict on a check in words: what could not be read is never said to be blank."""
    return UNREAD if check.unread else VERDICTS[verdict(check.outcome, check.severity)]
