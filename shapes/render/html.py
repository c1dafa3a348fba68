"""A report as one self-contained page, in Chinese and English; it needs no network and runs no script, on any screen and on paper."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from shapes.catalogue import identity_by_id
from shapes.causes import Cause
from shapes.counts import Tally
from shapes.render.finding import both, finding, hinted
from shapes.render.words import (
    CAUSES,
    READING_HINTS,
    STATUSES,
    Words,
    comparison,
    coverage,
    instances,
    mandated,
    of_table,
    shared,
    titled_table,
    total,
    verdict,
)
from shapes.report import Report
from shapes.review import Past
from shapes.verdicts import UNMET, VERDICTS


def render_html(report: Report) -> str:
    """Return the report as an HTML document."""
    said = verdict(report)
    style = (files("shapes.render") / "report.css").read_text("utf-8")
    parts = [
        "<!doctype html>",
        '<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>勾稽核对报告 · Conformance report</title><style>{style}</style></head><body>",
        '<h1>勾稽核对报告 <span class="en" lang="en">Conformance report</span></h1>',
        f'<p class="verdict {"good" if report.conforms else "bad"}">{both(said)}</p>',
    ]
    whole, compared = total(report), comparison(report)
    parts += [f"<p>{both(whole)}</p>"] if whole else []
    parts += [f"<p>{both(compared)}</p>"] if compared else []
    parts += [_overview(report), _legend(report)]
    for number, disclosure in enumerate(report.disclosures, 1):
        part = report.of(disclosure.iri)
        parts.append(f'<section id="d{number}"><h2>{escape(disclosure.title or disclosure.iri)}</h2>')
        parts.append(f"<p>{both(_joined(part))}</p>{_chips(part)}")
        tables = mandated(disclosure)
        parts += [f"<p>{both(tables)}</p>"] if tables else []
        parts += [_cause(one, part) for one in part.causes]
        parts += [_tables(part), "</section>"]
    parts += [_past(report), _identities(report), "</body></html>"]
    return "\n".join(part for part in parts if part) + "\n"


def _cause(cause: Cause, part: Report) -> str:
    """Return the findings of a cause; of several, what they share first, and their hint once."""
    words = shared(cause)
    if words is None:
        return finding(cause.findings[0], part)
    said = cause.findings[0].hint
    parts = [f'<section class="cause"><p><b>{both(words)}</b></p>']
    parts += [hinted(said)] if said else []
    parts += [finding(one, part, but=said) for one in cause.findings]
    return "".join([*parts, "</section>"])


def _joined(part: Report) -> Words:
    checked, found = coverage(part), instances(part)
    return {"zh": f"{checked['zh']}；{found['zh']}。", "en": f"{checked['en']}; {found['en']}."}


def _head(*titles: tuple[str, str, str]) -> str:
    cells = "".join(f'<th class="{css}">{both({"zh": zh, "en": en})}</th>' for css, zh, en in titles)
    return f"<thead><tr>{cells}</tr></thead>"


_COUNTS = tuple(("n", words["zh"], words["en"]) for words in (VERDICTS["passed"], UNMET, VERDICTS["incomplete"]))


def _counted(tally: Tally) -> str:
    colours = (("", tally.passed), ("bad", tally.failed), ("open", tally.incomplete))
    return "".join(f'<td class="n {css if count else ""}">{count}</td>' for css, count in colours)


_FOUND = (("n", "发现", "findings"), ("n", "起因", "causes"))
_REVIEWED = (("n", "待看", "open"), ("n", "起因", "causes"), ("n", "已知", "known"), ("n", "已改正", "fixed"))


def _found(part: Report) -> tuple[int, ...]:
    """Return the numbers below `_FOUND` or `_REVIEWED`."""
    counts = part.totals
    return (counts.open, counts.causes, counts.known, counts.fixed) if part.review else (counts.findings, counts.causes)


def _overview(report: Report) -> str:
    """Return the table of the disclosures."""
    rows = []
    for number, disclosure in enumerate(report.disclosures, 1):
        part = report.of(disclosure.iri)
        checked, known, _ = part.coverage
        tallies = list(part.summary.values())
        total = Tally(
            *(sum(getattr(tally, name) for tally in tallies) for name in ("checked", "passed", "failed", "incomplete"))
        )
        rows.append(
            f'<tr><th><a href="#d{number}">{escape(disclosure.title or disclosure.iri)}</a></th>'
            f'<td class="n">{escape(disclosure.mandated.score.replace("/", " / "))}</td>'
            f'<td class="n">{checked} / {known}</td><td class="n">{total.checked}</td>{_counted(total)}'
            + "".join(f'<td class="n">{number}</td>' for number in _found(part))
            + "</tr>"
        )
    head = _head(
        ("", "文件", "Disclosure"),
        ("n", "规定的表", "mandated tables"),
        ("n", "核对的勾稽关系", "identities checked"),
        ("n", "核对处数", "instances"),
        *_COUNTS,
        *(_REVIEWED if report.review else _FOUND),
    )
    return f'<div class="scroll"><table>{head}<tbody>{"".join(rows)}</tbody></table></div>' if rows else ""


def _tables(part: Report) -> str:
    """Return what was checked of each table."""
    rows = [
        f"<li>{both(titled_table(one))}: {both(of_table(one, part.known_by_table.get(one.table.iri, 0)))}</li>"
        for one in part.tables
    ]
    title = both({"zh": "逐表", "en": "By table"})
    return f"<details><summary>{title}</summary><ul>{''.join(rows)}</ul></details>" if rows else ""


def _legend(report: Report) -> str:
    """Return how to read the findings; nothing when there are none."""
    if not report.findings:
        return ""
    words = [
        {
            "zh": "表格摘自原文，只列出所涉的行；标“左”的数计入左边，标“右”的计入右边。容差是所用各数的舍入误差之和。",
            "en": "Tables quote the printed rows; figures marked 左 L count on the left side, 右 R on the right. "
            "The tolerance is what rounding of the printed figures explains.",
        }
    ]
    words += [CAUSES] if len(report.causes) < len(report.findings) else []
    words += [READING_HINTS] if any(one.hint for one in report.findings) else []
    return "".join(f"<p>{both(one)}</p>" for one in words)


def _chips(part: Report) -> str:
    """Return each identity that was checked, with how many of its instances hold."""
    chips = []
    for identity, tally in part.summary.items():
        if tally.checked:
            css = "bad" if tally.failed else "open" if tally.incomplete else "good"
            known = identity_by_id()[identity].label
            chips.append(
                f'<li class="{css}" title="{escape(known["zh"])} · {escape(known["en"])}">{escape(identity)} '
                f"{tally.passed}/{tally.checked}</li>"
            )
    return f'<ul class="chips">{"".join(chips)}</ul>' if chips else ""


def _past(report: Report) -> str:
    """Return what is fixed and gone of what was known."""
    if report.review is None:
        return ""
    parts = []
    for status, past in (("fixed", report.review.fixed), ("gone", report.review.gone)):
        if past:
            parts.append(f"<h2>{both(STATUSES[status])}</h2><ul>{''.join(map(_item, past))}</ul>")
    return "".join(parts)


def _item(one: Past) -> str:
    note = f" — {escape(one.note)}" if one.note else ""
    return f"<li><code>{escape(one.id)}</code> {escape(one.told)}{note}</li>"


def _identities(report: Report) -> str:
    """Return the table of the identities."""
    rows = []
    for identity, tally in {**report.summary, "": report.structure}.items():
        if tally.checked:
            known = identity_by_id().get(identity)
            label = known.label if known else {"zh": "图结构", "en": "graph structure"}
            rows.append(
                f'<tr><th>{escape(identity)} {both(label)}</th><td class="n">{tally.checked}</td>{_counted(tally)}</tr>'
            )
    head = _head(("", "勾稽关系", "Identity"), ("n", "核对", "checked"), *_COUNTS)
    title = both({"zh": "勾稽关系", "en": "Identities"})
    return f'<h2>{title}</h2><div class="scroll"><table>{head}<tbody>{"".join(rows)}</tbody></table></div>'
