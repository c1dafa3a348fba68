"""A report as plain text for a terminal: the findings, in both languages, then a line per identity checked."""

from __future__ import annotations

from shapes.catalogue import identity_by_id
from shapes.counts import Tally
from shapes.records import Check
from shapes.render.words import STATUSES, comparison, coverage, instances, mandated, name, shared, total, verdict
from shapes.report import Report
from shapes.verdicts import UNMET, VERDICTS, outcome
from shapes.wording import COUNT, lacking, operand, place, sides, titled

_LISTED = 8
"""How many figures of one side are listed; the other formats have them all."""


def render_text(report: Report) -> str:
    """Return the report as text. Of a finding, the first line says all in short, in each language; what it rests on is indented."""
    lines: list[str] = []
    for disclosure in report.disclosures:
        part = report.of(disclosure.iri)
        checked, found = coverage(part), instances(part)
        lines.append(f"# {disclosure.title or disclosure.iri}")
        lines.append(f"  {checked['zh']}；{found['zh']} · {checked['en']}; {found['en']}")
        tables = mandated(disclosure)
        lines += [f"  {tables['zh']} · {tables['en']}"] if tables else []
        told: dict[str, str] = {}
        for cause in part.causes:
            words = shared(cause)
            lines += ["", f"  ▼ {words['zh']}", f"    {words['en']}"] if words else []
            for one in cause.findings:
                lines += ["", *_finding(one, part, told)]
        lines.append("")
    lines.append(
        f"勾稽关系 · Identities: 核对 / {VERDICTS['passed']['zh']} / {UNMET['zh']} / {VERDICTS['incomplete']['zh']} · "
        f"checked / hold / {UNMET['en']} / incomplete"
    )
    for identity, tally in report.summary.items():
        if tally.checked:
            lines.append(_tally(identity, tally))
    if report.structure.checked:
        lines.append(_tally("graph", report.structure))
    lines += ["", *_compared(report)]
    if (whole := total(report)) is not None:
        lines.append(f"{whole['zh']} · {whole['en']}")
    said = verdict(report)
    lines.append(f"{said['zh']} · {said['en']}")
    return "\n".join(lines) + "\n"


def _compared(report: Report) -> list[str]:
    """Return what became of findings of the past, if that was asked for."""
    said, review = comparison(report), report.review
    if said is None or review is None:
        return []
    lines = [f"{said['zh']} · {said['en']}"]
    for status, past in (("fixed", review.fixed), ("gone", review.gone)):
        words = f"{STATUSES[status]['zh']} {STATUSES[status]['en']}"
        lines += [
            " · ".join(part for part in (f"  {words}", one.id, one.told, _note(one.note)) if part) for one in past
        ]
    return [*lines, ""]


def _note(note: str) -> str:
    return f"说明 note: {note}" if note else ""


def _finding(one: Check, part: Report, told_before: dict[str, str]) -> list[str]:
    """Return the lines of a finding; of one that is known, no more than that. A hint told before is not told again."""
    status = part.status(one) if part.review else None
    short_name = name(one)
    if status is not None and status.name == "known":
        known = (
            f"{STATUSES['known']['zh']} known",
            one.label["zh"],
            place(one.place, "zh"),
            one.id,
            _note(status.note),
        )
        return [f"  {short_name} " + " · ".join(words for words in known if words)]
    lines = []
    for margin, language in ((f"  {short_name} ", "zh"), ("  " + " " * (len(short_name) + 1), "en")):
        comma = "，" if language == "zh" else ", "
        # What is only there or not has no amounts to tell.
        amounts = one.relation and (one.unit != COUNT or one.unread)
        short = comma.join(sides(one, language, tolerance=False)) if amounts else one.meaning[language]
        told = (outcome(one)[language], one.label[language], place(one.place, language), short)
        lines.append(margin + " · ".join(words for words in told if words))
    table = titled(one.place.table.title) if one.place.table else ""
    since = f"{STATUSES[status.name]['zh']} {STATUSES[status.name]['en']}" if status else ""
    note = _note(status.note) if status else ""
    lines.append("      " + " · ".join(words for words in (since, table, one.id, note) if words))
    for zh, en, figures in (("左", "left", one.left_operands), ("右", "right", one.right_operands)):
        for words, between, language in ((f"{zh}：", "；", "zh"), (f"{en}: ", "; ", "en")) if figures else ():
            listed = [
                operand(figure, language, with_title=figure.table != one.place.table) for figure in figures[:_LISTED]
            ]
            more = [f"+{len(figures) - _LISTED}"] if len(figures) > _LISTED else []
            lines.append(f"      {words}{between.join(listed + more)}")
    if one.blanks or one.unread:
        lines += [f"      {lacking(one, language)}" for language in ("zh", "en")]
    hint = one.hint
    if hint is not None:
        before = told_before.setdefault(hint.message["zh"], one.id)
        again = [f"      提示 hint: 同 as {before}"]
        lines += [f"      提示 hint: {hint.message[lang]}" for lang in ("zh", "en")] if before == one.id else again
    return lines


def _tally(identity: str, tally: Tally) -> str:
    known = identity_by_id().get(identity)
    title = f"{known.label['zh']} · {known.label['en']}" if known else "图结构 · graph structure"
    return f"  {identity:<9} {tally.checked:>5} {tally.passed:>5} {tally.failed:>5} {tally.incomplete:>5}  {title}"
