"""A report as one self-contained page, in Chinese and English; it needs no network and runs no script."""

from __future__ import annotations

from html import escape

from shapes.catalogue import identity_by_id
from shapes.records import STRUCTURE, Check, Operand, Place
from shapes.report import Report
from shapes.wording import SEVERITIES, UNDECIDED, outcome, plain, printed_of, title_of

_STYLE = """
:root { color-scheme: light dark; --line: #8885; --bad: #c0392b; --open: #b7791f; --good: #2f855a; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
article { border: 1px solid var(--line); border-left: .4rem solid var(--open); border-radius: .3rem; padding: .6rem 1rem; margin: 1rem 0; }
article.failed { border-left-color: var(--bad); }
h3 { margin: .2rem 0; } small, .en { opacity: .75; } .ok { color: var(--good); } .failed b { color: var(--bad); }
"""


def render_html(report: Report) -> str:
    """Return the report as an HTML document."""
    verdict = ("未发现错误", "No violation found") if report.conforms else ("存在错误", "Violations found")
    parts = [
        "<!doctype html>",
        '<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>勾稽核对报告 · Conformance report</title><style>{_STYLE}</style></head><body>",
        "<h1>勾稽核对报告 <small>Conformance report</small></h1>",
        f"<p>{_both({'zh': verdict[0], 'en': verdict[1]})}</p>",
        _summary(report),
    ]
    for disclosure in report.disclosures:
        part = report.of(disclosure.iri)
        parts.append(f"<h2>{escape(disclosure.title or disclosure.iri)}</h2>")
        if not part.findings:
            parts.append('<p class="ok">全部成立 · Everything checked holds</p>')
        parts += [_finding(one) for one in part.findings]
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"


def _both(words: dict[str, str]) -> str:
    return f'{escape(words["zh"])} <span class="en" lang="en">{escape(words["en"])}</span>'


def _summary(report: Report) -> str:
    head = "".join(
        f'<th class="{css}">{_both({"zh": zh, "en": en})}</th>'
        for css, zh, en in (
            ("", "勾稽关系", "Identity"),
            ("n", "核对", "checked"),
            ("n", "成立", "passed"),
            ("n", "不成立", "failed"),
            ("n", UNDECIDED["zh"], UNDECIDED["en"]),
        )
    )
    rows = []
    for identity, tally in {**report.summary, "": report.structure}.items():
        if tally.checked:
            known = identity_by_id().get(identity)
            label = known.label if known else {"zh": "图结构", "en": "graph structure"}
            counts = "".join(
                f'<td class="n">{count}</td>' for count in (tally.checked, tally.passed, tally.failed, tally.incomplete)
            )
            rows.append(f"<tr><td>{escape(identity)} {_both(label)}</td>{counts}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _finding(one: Check) -> str:
    name = one.identity if one.identity != STRUCTURE else one.shape.rpartition("#")[2]
    told = {language: f"{outcome(one)[language]} · {SEVERITIES[one.severity][language]}" for language in ("zh", "en")}
    figures = [("左 left", figure) for figure in one.left_operands] + [
        ("右 right", figure) for figure in one.right_operands
    ]
    return (
        f'<article class="{escape(one.outcome)}" id="{escape(one.id)}"><h3>{escape(name)} {_both(one.label)}</h3>'
        f"<p><b>{_both(told)}</b> <small>{escape(one.id)}</small></p>"
        f'<p>{escape(one.message["zh"])}</p><p class="en" lang="en">{escape(one.message["en"])}</p>'
        f"{_figures(figures, one.blanks) if figures or one.blanks else ''}</article>"
    )


def _figures(figures: list[tuple[str, Operand]], blanks: tuple[Place, ...]) -> str:
    titles = (
        ("", ""),
        ("", "表 table"),
        ("", "行 row"),
        ("", "列 column"),
        ("n", "原文 printed"),
        ("n", "元 yuan"),
        ("n", "原文行 line"),
    )
    head = "<tr>" + "".join(f'<th class="{css}">{title}</th>' for css, title in titles) + "</tr>"
    rows = []
    for side, figure in figures:
        where = figure.where
        printed = printed_of(figure) + (" declared empty" if figure.table and not figure.cell else "")
        line = str(
            (where.line or where.page or where.sheet or "") if where else (figure.table and figure.table.line) or ""
        )
        texts = "".join(f"<td>{escape(text)}</td>" for text in (side, title_of(figure), figure.row, figure.column))
        amount = (
            "" if figure.amount is None or (figure.cell and figure.cell.counted is not None) else plain(figure.amount)
        )
        numbers = "".join(f'<td class="n">{escape(text)}</td>' for text in (printed, amount, line))
        rows.append(f"<tr>{texts}{numbers}</tr>")
    for blank in blanks:
        row, column = blank.row or (0, ""), blank.column or (0, "")
        named = ("空 blank", blank.table.title if blank.table else "", row[1], column[1])
        texts = "".join(f"<td>{escape(text)}</td>" for text in named)
        rows.append(f'<tr>{texts}<td></td><td></td><td class="n">{blank.line or ""}</td></tr>')
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
