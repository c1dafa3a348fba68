"""One finding on the page of a report: what must hold, both sides, the printed rows with the cells marked."""

from __future__ import annotations

from html import escape

from shapes.excerpt import Excerpt, Mark
from shapes.hints import Hint
from shapes.intervals import interval
from shapes.records import Check, Operand
from shapes.render.words import STATUSES, Words, name
from shapes.report import Report
from shapes.verdicts import outcome
from shapes.wording import COUNT, exponent_of, lacking, measured, nothing, operand, place, titled

_USES = {"left": "左 L", "right": "右 R", "gap": "空 blank"}


def both(words: Words) -> str:
    """Return words in Chinese, and in English beside them."""
    return f'{escape(words["zh"])} <span class="en" lang="en">{escape(words["en"])}</span>'


def finding(one: Check, part: Report, *, but: Hint | None = None) -> str:
    """Return a finding as an article, without its hint where it is one told before. One that is known is told in short."""
    status = part.status(one) if part.review else None
    known = status is not None and status.name == "known"
    badges = [f"<b>{both(outcome(one))}</b>"]
    badges += [f"<span>{both(STATUSES[status.name])}</span>"] if status else []
    parts = [
        f'<article class="{escape(one.outcome)} {escape(one.severity)}{" known" if known else ""}" id="{escape(one.id)}">',
        f'<p class="badges">{"".join(badges)}<code>{escape(one.id)}</code></p>',
        f"<h3>{escape(name(one))} {both(one.label)}</h3>",
        f"<p>{both(_place(one))}</p>",
    ]
    if status is not None and status.note:
        parts.append(f"<p>{both({'zh': '说明', 'en': 'Note'})} {escape(status.note)}</p>")
    if not known:
        parts += [*_body(one), *_printed(one)]
        parts += [hinted(one.hint)] if one.hint and not (but and one.hint.message == but.message) else []
    return "".join([*parts, "</article>"])


def hinted(hint: Hint) -> str:
    """Return a hint as a paragraph."""
    words = {"zh": f"核对提示：{hint.message['zh']}", "en": f"Hint: {hint.message['en']}"}
    return f'<p class="hint">{both(words)}</p>'


def _place(one: Check) -> Words:
    title = titled(one.place.table.title) if one.place.table else ""
    return {"zh": f"{title}{place(one.place, 'zh')}", "en": f"{title} {place(one.place, 'en')}".strip()}


def _body(one: Check) -> list[str]:
    """Return what is wrong in a sentence, both sides, what rounding leaves open, and what is lacking."""
    parts = []
    # Of what lacks a figure, nobody can say that it differs.
    if one.outcome == "failed" or (one.unit == COUNT and not one.unread):
        parts.append(f"<p>{both(one.meaning)}</p>")
    if one.relation and (one.unit != COUNT or one.unread):
        parts.append(f"<dl>{''.join(_sides(one))}</dl>")
    between = interval(one)
    parts += [f"<p>{both(between)}</p>"] if between else []
    if one.outcome == "incomplete":
        parts.append(f"<p>{both({'zh': lacking(one, 'zh'), 'en': lacking(one, 'en')})}</p>")
    return parts


def _sides(one: Check) -> list[str]:
    exponent = exponent_of(one)
    sides = [("left", "左边", one.left), ("right", "右边", one.right)]
    if one.difference is not None and one.differs:
        sides.append(("difference", "相差", one.difference))
        sides += [("tolerance", "容差", one.tolerance)] if one.tolerance else []
    told = []
    for en, zh, amount in sides:
        said = {
            language: nothing(one, en, language) if amount is None else measured(one, amount, exponent, language)
            for language in ("zh", "en")
        }
        told.append(f"<div><dt>{both({'zh': zh, 'en': en})}</dt><dd>{both(said)}</dd></div>")
    return told


def _printed(one: Check) -> list[str]:
    """Return the printed rows, then the sentences and other statements that are no cells."""
    parts = list(map(_table, one.excerpts))
    said = [("左 L", figure) for figure in one.left_operands if figure.statement]
    said += [("右 R", figure) for figure in one.right_operands if figure.statement]
    if said:
        parts.append(f"<ul>{''.join(_said(side, figure) for side, figure in said)}</ul>")
    return parts


def _said(side: str, figure: Operand) -> str:
    words = {language: operand(figure, language, with_title=False) for language in ("zh", "en")}
    sentence = figure.statement.sentence if figure.statement else ""
    quoted = f"<br><q>{escape(sentence)}</q>" if sentence and sentence not in words["zh"] else ""
    return f"<li><b>{escape(side)}</b> {both(words)}{quoted}</li>"


def _table(excerpt: Excerpt) -> str:
    title = escape(titled(excerpt.table.title))
    if not excerpt.rows:
        return f"<p>{title} {both({'zh': '空表，计0', 'en': 'declared empty, counts as 0'})}</p>"
    unit = f"，{excerpt.unit}" if excerpt.unit else ""
    more = f"（另有{excerpt.hidden}列未列出 {excerpt.hidden} more not shown）" if excerpt.hidden else ""
    columns = "".join(f'<th class="n">{escape(column.label or str(column.column))}</th>' for column in excerpt.columns)
    rows = []
    for axis, marks in excerpt.rows:
        line = f" <small>{axis.line}</small>" if axis.line is not None else ""
        cells = "".join(_cell(marks.get(column.iri)) for column in excerpt.columns)
        rows.append(f'<tr><td class="n">{axis.row}</td><th>{escape(axis.label)}{line}</th>{cells}</tr>')
    source = "，小字为原文行号" if any(axis.line is not None for axis, _ in excerpt.rows) else ""
    return (
        f'<div class="scroll"><table><caption>{title}{unit}{source}{more}</caption>'
        f'<thead><tr><th class="n">行 row</th><th>项目 item</th>{columns}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _cell(mark: Mark | None) -> str:
    if mark is None:
        return "<td></td>"
    use = f" <small>{_USES[mark.use]}</small>" if mark.use else ""
    return f'<td class="n {mark.use}">{escape(mark.printed)}{use}</td>'
