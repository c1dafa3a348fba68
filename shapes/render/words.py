"""Sentences that several renderings share, in Chinese and English."""

from __future__ import annotations

from typing import Final

import ontology
from ontology.terms import code
from shapes.causes import Cause
from shapes.counts import TableTally
from shapes.facts import DisclosureFacts
from shapes.records import STRUCTURE, Check
from shapes.report import Report
from shapes.totals import FAIL_ON
from shapes.verdicts import UNREAD, VERDICTS
from shapes.wording import counted, titled

Words = dict[str, str]

READING_HINTS: Words = {
    "zh": "“核对提示”指出：只把某一个格子、或某一张表的单位改读，它所涉的勾稽关系便成立。它只供核对，数据没有改动。",
    "en": "A hint names one cell, or the unit of one table, that read differently would make hold what it takes part in. It changes nothing.",
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
    """Return how many identities were checked and how many fail: ``37 of 41 identities checked, 2 do not hold``."""
    checked, known, failing = report.coverage
    fail = f"{failing} {'does' if failing == 1 else 'do'} not hold" if failing else "none fails"
    explained = report.explained
    zh, en = (f"（其中{explained}项已知）", f" ({explained} of them known)") if explained else ("", "")
    return {
        "zh": f"{known}项勾稽关系中核对了{checked}项，{f'{failing}项没有全部对上' if failing else '没有对不上的'}{zh}",
        "en": f"{checked} of {counted(known, 'identity', 'identities')} checked, {fail}{en}",
    }


MANDATED: Final = {
    "empty": {"zh": "注明为空表", "en": "declared empty"},
    "blank": {"zh": "没有数字也没有注明", "en": "without figures or a note"},
    "unread": {"zh": "可能已公开而未认出", "en": "perhaps printed, but not recognised"},
    "missing": {"zh": "没有公开", "en": "missing"},
}
"""What a mandated table is, where it is not simply printed."""


def mandated(disclosure: DisclosureFacts) -> Words | None:
    """Return which of the mandated tables are published: ``7 of 8 mandated tables published; missing: …``; None for a part."""
    known = disclosure.mandated
    if not known.scored:
        return None
    told: Words = {
        "zh": f"规定的{known.expected}张表公开了{known.published}张",
        "en": f"{known.published} of {counted(known.expected, 'mandated table')} published",
    }
    for state, words in MANDATED.items():
        kinds = [ontology.labels()[str(code("table-kind", kind))] for kind in known.of(state)]
        for language, between in (("zh", "、"), ("en", ", ")) if kinds else ():
            names = between.join(kind[language] for kind in kinds)
            told[language] += f"；{words['zh']}：{names}" if language == "zh" else f"; {words['en']}: {names}"
    return told


def of_table(one: TableTally, known: int = 0) -> Words:
    """Return what was checked of a table, without its title: ``12 identities checked, 1 does not hold; 87 instances, 3 findings``."""
    fail = f"{one.failing} {'does' if one.failing == 1 else 'do'} not hold" if one.failing else "none fails"
    found = one.failed + one.incomplete
    zh, en = (f"（其中{known}处已知）", f" ({known} of them known)") if known else ("", "")
    return {
        "zh": f"核对了{one.identities}项勾稽关系，{f'{one.failing}项没有全部对上' if one.failing else '没有对不上的'}；"
        f"共{one.checked}处，{f'{found}处发现' if found else '全部相符'}{zh}",
        "en": f"{counted(one.identities, 'identity', 'identities')} checked, {fail}; "
        f"{counted(one.checked, 'instance')}, {counted(found, 'finding') if found else 'all hold'}{en}",
    }


def titled_table(one: TableTally) -> Words:
    """Return a table by its printed title and its kind."""
    kind = ontology.labels().get(str(code("table-kind", one.table.kind)), {})
    return {
        "zh": titled(one.table.title) or kind.get("zh", one.table.kind),
        "en": kind.get("en", one.table.kind),
    }


def instances(report: Report) -> Words:
    """Return how many instances were checked and what was found: ``330 instances, 3 findings (3 failed) of 1 cause``.

    Compared with the past: ``330 instances, 2 open findings (2 failed) of 1 cause, 1 known``.
    """
    counts = report.totals
    checked = sum(one.checked for one in report.summary.values())
    zh, en = _told(counts.verdicts)
    told = {"zh": f"共{checked}处，", "en": f"{counted(checked, 'instance')}, "}
    if report.review is None:
        told["zh"] += f"{zh}；共{counts.findings}处发现，{counts.causes}个起因" if zh else "全部相符"
        told["en"] += f"{_of_causes(counts.findings, 'finding', en, counts.causes)}" if en else "all hold"
        return told
    told["zh"] += f"{zh}；待看{counts.open}处，{counts.causes}个起因" if zh else "没有待看的"
    told["en"] += _of_causes(counts.open, "open finding", en, counts.causes) if en else "no open finding"
    told["zh"] += f"；已知{counts.known}处" if counts.known else ""
    told["en"] += f", {counts.known} known" if counts.known else ""
    return told


def _of_causes(number: int, thing: str, verdicts: str, causes: int) -> str:
    return f"{counted(number, thing)} ({verdicts}) of {counted(causes, 'cause')}"


def _told(verdicts: dict[str, int]) -> tuple[str, str]:
    """Return how many findings got which verdict, in Chinese and English."""
    zh = [f"{(VERDICTS.get(key) or UNREAD)['zh']}{number}处" for key, number in verdicts.items()]
    return "，".join(zh), ", ".join(_counted(number, key) for key, number in verdicts.items())


def total(report: Report) -> Words | None:
    """Return how many findings and causes all disclosures together have; None for one alone, which says so itself."""
    files, counts = len(report.disclosures), report.totals
    if files < 2 or not counts.findings:
        return None
    if report.review is None:
        return {
            "zh": f"{files}份文件共{counts.findings}处发现，{counts.causes}个起因",
            "en": f"{counted(counts.findings, 'finding')} of {counted(counts.causes, 'cause')} in {files} disclosures",
        }
    return {
        "zh": f"{files}份文件待看{counts.open}处，{counts.causes}个起因；已知{counts.known}处",
        "en": f"{counted(counts.open, 'open finding')} of {counted(counts.causes, 'cause')} in {files} disclosures, "
        f"{counts.known} known",
    }


CAUSES: Words = {
    "zh": "起因相同的发现列在一起：它们共用同一个可疑的格子、文字数额、空格或表的单位，多半是一处笔误。",
    "en": "Findings of one cause stand together: they share one suspicious cell, claim, blank or unit of a table, most likely one slip.",
}


def shared(cause: Cause) -> Words | None:
    """Return what several findings have in common; None for one that stands alone."""
    number = len(cause.findings)
    if number == 1:
        return None
    return {
        "zh": f"以下{number}处发现起因相同：{cause.what['zh']}",
        "en": f"The next {number} findings have one cause: {cause.what['en']}",
    }


def verdict(report: Report) -> Words:
    """Return the verdict on all disclosures: what counts against them, and what is left to judge.

    Without the rest, “no errors” reads as “no findings”. Compared with the past, both are of what is new or changed.
    """
    counting = FAIL_ON[report.fail_on]
    counts, new = report.totals, report.review is not None
    against = {key: number for key, number in counts.verdicts.items() if key in counting}
    rest = {key: number for key, number in counts.verdicts.items() if key not in counting}
    (zh, en), (rest_zh, rest_en) = _told(against), _told(rest)
    if against:
        told = {"zh": f"{'有新的' if new else ''}{zh}", "en": f"Does not conform: {'new: ' if new else ''}{en}"}
    elif new:
        told = {"zh": "没有新的不符", "en": "Conforms: nothing new is violated"}
    else:
        told = {"zh": "没有不符" if rest else "未发现不符", "en": "Conforms"}
    told["zh"] += f"；待判断：{rest_zh}" if rest else ""
    told["en"] += f"; left to judge: {rest_en}" if rest else ""
    if new and counts.known:
        told["zh"] += f"；已知{counts.known}处"
        told["en"] += f"; {counts.known} known"
    return told


def _counted(number: int, verdict: str) -> str:
    """Return in English how many checks got a verdict: ``2 failed``, ``1 warning``, ``3 incomplete``."""
    if verdict in {"warning", "info"}:
        return counted(number, VERDICTS[verdict]["en"])
    return f"{number} {'failed' if verdict == 'failed' else (VERDICTS.get(verdict) or UNREAD)['en']}"


def comparison(report: Report) -> Words | None:
    """Return how many findings are new, changed, known, fixed and gone; None when nothing was compared."""
    review = report.review
    if review is None:
        return None
    counts = {status: getattr(report.totals, status) for status in STATUSES}
    return {
        "zh": "与已知情况相比："
        + "，".join(f"{STATUSES[status]['zh']}{number}处" for status, number in counts.items()),
        "en": "Compared with what was known: "
        + ", ".join(f"{number} {STATUSES[status]['en']}" for status, number in counts.items()),
    }
