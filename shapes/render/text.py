"""A report as plain text for a terminal: the findings, in both languages, then a line per identity checked."""

from __future__ import annotations

from shapes.catalogue import identity_by_id
from shapes.records import STRUCTURE, Check
from shapes.report import Report, Tally
from shapes.wording import COUNT, SEVERITIES, UNDECIDED, lacking, operand, outcome, place, sides, titled

_LISTED = 8
"""How many figures of one side are listed; the other formats have them all."""


def render_text(report: Report) -> str:
    """Return the report as text. Of a finding, the first line says all in short, in each language; what it rests on is indented."""
    lines: list[str] = []
    for disclosure in report.disclosures:
        part = report.of(disclosure.iri)
        lines.append(f"# {disclosure.title or disclosure.iri}")
        checked = len([one for one in part.checks if one.identity != STRUCTURE])
        lines.append(
            f"  {checked} instances checked, {len(part.findings)} findings · 核对{checked}处，发现{len(part.findings)}处"
        )
        for one in part.findings:
            lines += ["", *_finding(one)]
        lines.append("")
    lines.append(
        "Identities · 勾稽关系: checked / passed / failed / incomplete · 核对 / 成立 / 不成立 / " + UNDECIDED["zh"]
    )
    for identity, tally in report.summary.items():
        if tally.checked:
            lines.append(_tally(identity, tally))
    if report.structure.checked:
        lines.append(_tally("graph", report.structure))
    lines.append("")
    lines.append("Conforms · 未发现错误" if report.conforms else "Does not conform · 存在错误")
    return "\n".join(lines) + "\n"


def _finding(one: Check) -> list[str]:
    name = one.identity if one.identity != STRUCTURE else one.shape.rpartition("#")[2]
    lines = []
    for margin, language in ((f"  {name} ", "zh"), ("  " + " " * (len(name) + 1), "en")):
        comma = "，" if language == "zh" else ", "
        # What is only there or not has no amounts to tell.
        amounts = one.relation and (one.unit != COUNT or one.unread)
        short = comma.join(sides(one, language, tolerance=False)) if amounts else one.meaning[language]
        told = (outcome(one)[language], one.label[language], place(one.place, language), short)
        lines.append(margin + " · ".join(part for part in told if part))
    severity = SEVERITIES[one.severity]
    how = f"{severity['zh']} {severity['en']}" if one.outcome == "failed" else ""
    table = titled(one.place.table.title) if one.place.table else ""
    lines.append("      " + " · ".join(part for part in (how, table, one.id) if part))
    for words, figures in (("左 left: ", one.left_operands), ("右 right: ", one.right_operands)):
        listed = [operand(figure, "en", with_title=figure.table != one.place.table) for figure in figures[:_LISTED]]
        more = [f"+{len(figures) - _LISTED}"] if len(figures) > _LISTED else []
        lines += [f"      {words}{'; '.join(listed + more)}"] if figures else []
    if one.blanks or one.unread:
        lines += [f"      {lacking(one, language)}" for language in ("zh", "en")]
    return lines


def _tally(identity: str, tally: Tally) -> str:
    known = identity_by_id().get(identity)
    title = f"{known.label['zh']} · {known.label['en']}" if known else "图结构 · graph structure"
    return f"  {identity:<9} {tally.checked:>5} {tally.passed:>5} {tally.failed:>5} {tally.incomplete:>5}  {title}"
