"""Sentences that several renderings share, in Chinese and English."""

from __future__ import annotations

from typing import Final

from shapes.records import STRUCTURE, Check
from shapes.report import Report
from shapes.wording import UNDECIDED, counted

Words = dict[str, str]

READING_HINTS: Words = {
    "zh": "“核对提示”指出：只把某一个格子改读，它所涉的勾稽关系便全部成立。它只供核对，数据没有改动。",
    "en": "A hint names one cell that, read differently, would make everything hold it takes part in. It changes nothing.",
}


STATUSES: Final = {
    "new": {"zh": "新发现", "en": "new"},
    "changed": {"zh": "数字已变", "en": "changed since"},
    "known": {"zh": "已知", "en": "known"},
    "fixed": {"zh": "已改正", "en": "fixed"},
    "gone": {"zh": "已不在", "en": "no longer there"},
}
"""What a finding, or one of the past, is to a reviewer -> what it is called."""


def name(one: Check) -> str:
    """Return the id of the identity, or the name of the structure shape, that a finding is about."""
    return one.identity if one.identity != STRUCTURE else one.shape.rpartition("#")[2]


def coverage(report: Report) -> Words:
    """Return how many identities were checked and how many fail: ``37 of 41 identities checked, 2 fail``."""
    checked, known, failing = report.coverage
    fail = f"{failing} {'fails' if failing == 1 else 'fail'}" if failing else "none fails"
    return {
        "zh": f"{known}项勾稽关系中核对了{checked}项，{f'{failing}项不成立' if failing else '没有不成立的'}",
        "en": f"{checked} of {counted(known, 'identity', 'identities')} checked, {fail}",
    }


def instances(report: Report) -> Words:
    """Return how many instances were checked and what was found: ``330 instances, 1 finding``."""
    checked, found = len([one for one in report.checks if one.identity != STRUCTURE]), len(report.findings)
    unread = sum(bool(one.unread) for one in report.findings)
    failed = sum(one.outcome == "failed" for one in report.findings)
    open_ = found - failed
    zh = [f"{failed}处不成立"] * (failed > 0) + [f"{open_}处{UNDECIDED['zh']}"] * (open_ > 0)
    en = [f"{failed} failed"] * (failed > 0) + [f"{open_} {UNDECIDED['en']}"] * (open_ > 0)
    if unread:
        zh.append(f"其中{unread}处因未能全部读出")
        en.append(f"{unread} of them because not all could be read")
    return {
        "zh": f"共{checked}处，" + ("，".join(zh) if zh else "全部成立"),
        "en": f"{counted(checked, 'instance')}, {counted(found, 'finding') if found else 'all hold'}"
        + (f" ({', '.join(en)})" if en else ""),
    }


def verdict(report: Report) -> Words:
    """Return the verdict on all disclosures; compared with the past, on what is new."""
    if report.review is None:
        held, broken = ("未发现错误", "Conforms"), ("存在错误", "Does not conform")
    else:
        held, broken = (
            ("没有新的错误", "Conforms: no new violation"),
            ("有新的错误", "Does not conform: new violations"),
        )
    zh, en = held if report.conforms else broken
    return {"zh": zh, "en": en}


def comparison(report: Report) -> Words | None:
    """Return how many findings are new, changed, known, fixed and gone; None when nothing was compared."""
    review = report.review
    if review is None:
        return None
    counts = {status: review.count(status) for status in ("new", "changed", "known")}
    counts |= {"fixed": len(review.fixed), "gone": len(review.gone)}
    return {
        "zh": "与已知情况相比："
        + "，".join(f"{STATUSES[status]['zh']}{number}处" for status, number in counts.items()),
        "en": "Compared with what was known: "
        + ", ".join(f"{number} {STATUSES[status]['en']}" for status, number in counts.items()),
    }
