"""A report as Markdown, to be read in a review, an issue or a printed note: Chinese first, then English."""

from __future__ import annotations

import re

from shapes.catalogue import identity_by_id
from shapes.causes import Cause
from shapes.hints import Hint
from shapes.intervals import interval
from shapes.money import plain
from shapes.records import STRUCTURE, Check
from shapes.render.words import (
    CAUSES,
    READING_HINTS,
    STATUSES,
    comparison,
    coverage,
    instances,
    mandated,
    name,
    shared,
    titled_table,
    total,
    verdict,
)
from shapes.report import Report
from shapes.review import KNOWN
from shapes.verdicts import UNMET, VERDICTS, outcome
from shapes.wording import (
    COUNT,
    lacking,
    place,
    printed_of,
    sides,
    title_of,
    titled,
)

# What Markdown or HTML would take for a mark of its own.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_BREAKS = re.compile(r"\s*\n\s*")


def render_markdown(report: Report) -> str:
    """Return the report as Markdown: the verdict, a table of the disclosures, the findings of each, a table of the identities."""
    said = verdict(report)
    lines = [f"# 勾稽核对报告 · Conformance report: {said['zh']} · {said['en']}", ""]
    if (whole := total(report)) is not None:
        lines += [f"{whole['zh']}。 {whole['en']}.", ""]
    if (compared := comparison(report)) is not None:
        lines += [f"{compared['zh']}。 {compared['en']}.", ""]
    if len(report.causes) < len(report.findings):
        lines += [f"{CAUSES['zh']} {CAUSES['en']}", ""]
    if any(one.hint for one in report.findings):
        lines += [f"{READING_HINTS['zh']} {READING_HINTS['en']}", ""]
    for disclosure in report.disclosures:
        part = report.of(disclosure.iri)
        checked, found = coverage(part), instances(part)
        lines += [f"## {_plain(disclosure.title or disclosure.iri)}", ""]
        lines += [f"{checked['zh']}；{found['zh']}。", "", f"{checked['en']}; {found['en']}.", ""]
        if (tables := mandated(disclosure)) is not None:
            lines += [f"{tables['zh']}。", "", f"{tables['en']}.", ""]
        for cause in part.causes:
            lines += _cause(cause, part)
        lines += _tables(part)
    lines += [*_past(report), *_summary(report)]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    """Return a printed text so that Markdown shows it as it is, on one line."""
    return _BREAKS.sub(" ", _MARKS.sub(r"\\\1", text))


def _cause(cause: Cause, part: Report) -> list[str]:
    """Return the findings of a cause; of several, what they share first, and their hint once."""
    words, said = shared(cause), cause.findings[0].hint
    lines = [f"**{_plain(words['zh'])}**", "", f"**{_plain(words['en'])}**", ""] if words else []
    lines += _hint(said) if words and said else []
    told = {said.message["zh"]} if words and said else set()
    for one in cause.findings:
        lines += _finding(one, part)
        lines += _hint(one.hint) if one.hint and not _is_known(one, part) and one.hint.message["zh"] not in told else []
    return lines


def _hint(hint: Hint) -> list[str]:
    return [f"> 核对提示：{_plain(hint.message['zh'])}", ">", f"> Hint: {_plain(hint.message['en'])}", ""]


def _is_known(one: Check, part: Report) -> bool:
    return part.review is not None and part.status(one).name in KNOWN


def _finding(one: Check, part: Report) -> list[str]:
    status = part.status(one) if part.review else None
    told = [f"{outcome(one)['zh']} {outcome(one)['en']}"]
    told += [f"{STATUSES[status.name]['zh']} {STATUSES[status.name]['en']}"] if status else []
    lines = [
        f"### {name(one)} {_plain(one.label['zh'])} · {_plain(one.label['en'])}",
        "",
        f"**{' · '.join(told)}** `{one.id}`",
        "",
    ]
    if status is not None and status.note:
        lines += [f"说明 note: {_plain(status.note)}", ""]
    if _is_known(one, part):
        return lines
    lines += [_plain(_told(one, "zh")), "", _plain(_told(one, "en")), "", *_figures(one)]
    if one.blanks or one.unread:
        lines += [f"{_plain(lacking(one, 'zh'))} · {_plain(lacking(one, 'en'))}", ""]
    return lines


def _told(one: Check, language: str) -> str:
    """Return what a finding says, without the figures, which stand in a table below it."""
    if not one.relation or (one.unit == COUNT and not one.unread):
        return one.message[language]
    chinese = language == "zh"
    title = titled(one.place.table.title) + " " * (not chinese) if one.place.table else ""
    told = f"{title}{place(one.place, language)}{'：' if chinese else ': '}{('，' if chinese else ', ').join(sides(one, language))}"
    between = interval(one)
    rest = f"{between[language]}" if between else ""
    return f"{told}。{rest}" if chinese else f"{told}. {rest}".strip()


def _figures(one: Check) -> list[str]:
    """Return the figures of both sides as a table."""
    figures = [("左 left", figure) for figure in one.left_operands] + [
        ("右 right", figure) for figure in one.right_operands
    ]
    if not figures:
        return []
    lines = [
        "| | 表 table | 行 row | 列 column | 原文 printed | 元 yuan | 行号 line |",
        "|---|---|---|---|---:|---:|---:|",
    ]
    for side, figure in figures:
        where = figure.where
        line = (where.line or where.page or where.sheet) if where else figure.table and figure.table.line
        amount = (
            "" if figure.amount is None or (figure.cell and figure.cell.counted is not None) else plain(figure.amount)
        )
        cells = (side, title_of(figure), figure.row, figure.column, printed_of(figure), amount, str(line or ""))
        lines.append("| " + " | ".join(map(_plain, cells)) + " |")
    return [*lines, ""]


def _tables(part: Report) -> list[str]:
    """Return what was checked of each table."""
    if not part.tables:
        return []
    unmet, passed = (f"{words['zh']} {words['en']}" for words in (UNMET, VERDICTS["passed"]))
    titles = ("勾稽关系 identities", unmet, "处 instances", passed)
    lines = [f"| 表 table | {' | '.join(titles)} |", "|---|---:|---:|---:|---:|"]
    for one in part.tables:
        label = titled_table(one)
        counts = (one.identities, one.failing, one.checked, one.passed)
        lines.append(f"| {_plain(label['zh'])} · {_plain(label['en'])} | {' | '.join(map(str, counts))} |")
    return [*lines, ""]


def _past(report: Report) -> list[str]:
    if report.review is None:
        return []
    lines = []
    for status, past in (("fixed", report.review.fixed), ("gone", report.review.gone)):
        if past:
            lines += [f"## {STATUSES[status]['zh']} · {STATUSES[status]['en'].capitalize()}", ""]
            lines += [f"- `{one.id}` {_plain(one.told)}{'：' + _plain(one.note) if one.note else ''}" for one in past]
            lines.append("")
    return lines


def _summary(report: Report) -> list[str]:
    words = (VERDICTS["passed"], UNMET, VERDICTS["incomplete"])
    titles = ("核对 checked", *(f"{told['zh']} {told['en']}" for told in words))
    lines = [
        "## 勾稽关系 · Identities",
        "",
        f"| | {' | '.join(titles)} |",
        "|---|---:|---:|---:|---:|",
    ]
    for identity, tally in {**report.summary, STRUCTURE: report.structure}.items():
        if tally.checked:
            known = identity_by_id().get(identity)
            label = f"{identity} {known.label['zh']} · {known.label['en']}" if known else "图结构 · graph structure"
            lines.append(
                f"| {_plain(label)} | {tally.checked} | {tally.passed} | {tally.failed} | {tally.incomplete} |"
            )
    return lines
