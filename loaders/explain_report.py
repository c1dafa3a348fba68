"""An explanation as text, HTML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

from loaders import words
from loaders.errors import Signal
from loaders.explain import Explanation, TableExplained, UnknownExplained
from loaders.facts import Candidate, ColumnMeaning
from loaders.outline import Block, Code, Grid, Heading, Line, to_html, to_text
from loaders.suggest import Suggestion

FORMATS: Final = ("text", "json", "html")
#: What a person can do about a refused value, by what the signal says.
_REMEDIES = (
    (re.compile("column .* is not understood"), "say what the column means: a [[column]] entry of a profile"),
    (re.compile("row .* is not understood|has no label"), "say what the row means: a [[row]] entry of a profile"),
    (re.compile("has no place in a table of this kind"), "the kind of the table may be wrong: check its title rule"),
    (re.compile("is not a number"), "compare the cell with the source: the export may have joined two cells"),
    (
        re.compile("no unit of money"),
        "the caption of the unit is missing or not understood: check the lines above the table",
    ),
    (re.compile("cells, the table"), "a row lost or gained a cell in the export: export the document again"),
    (re.compile("the table was not read|part of a table"), "give the columns in order: a [[layout]] of a profile"),
    (re.compile("neither an account code nor a known label"), "check the row; a [[row]] entry can name it"),
    (re.compile("without a known title"), "see the entry proposed for it below"),
)
_MOST_LINES = 12


def remedy(message: str) -> str:
    """Return what can be done about a refused value, or nothing."""
    return next((what for pattern, what in _REMEDIES if pattern.search(message)), "")


def render(told: Explanation, form: str) -> str:
    """Return the explanation in one of `FORMATS`."""
    if form == "json":
        return json.dumps(to_dict(told), ensure_ascii=False, indent=2) + "\n"
    blocks = [block for one in (told, *told.others) for block in _blocks(one)]
    return to_html(blocks) if form == "html" else to_text(blocks)


def to_dict(told: Explanation) -> dict[str, object]:
    """Return the explanation for JSON."""
    content = asdict(told)
    content["others"] = [to_dict(one) for one in told.others]
    content["identity"] = [
        {"what": s.what, "value": s.value, "rule": s.rule, "text": s.text, "place": str(s.place)} for s in told.identity
    ]
    content["signals"] = _signals(told.signals)
    content["mentions"] = [
        {"kind": kind, "line": line, "place": place, "printed": printed} for kind, line, place, printed in told.mentions
    ]
    for table, written in zip(told.tables, content["tables"], strict=True):
        written["signals"] = _signals(table.signals)
    return content


def _signals(signals: Iterable[Signal]) -> list[dict[str, str]]:
    return [
        {"level": words.CODES.get(s.level, s.level), "message": s.message, "place": str(s.place)}
        | ({"remedy": remedy(s.message)} if s.level == "refused" else {})
        for s in signals
    ]


def _blocks(told: Explanation) -> list[Block]:
    blocks: list[Block] = [
        Heading(told.file, 1),
        Line(f"read as {told.format}; profile {' ← '.join(told.lineage)}: {'; '.join(told.why_profile)}"),
    ]
    if told.refusal:
        blocks.append(Line(f"would be refused: {told.refusal}", "bad"))
    if told.identity:
        rows = [[s.what, s.value, f"“{s.text}”" if s.text else "", str(s.place), s.rule] for s in told.identity]
        blocks += [Heading("Whose, when and what"), Grid(["", "is", "as printed", "place", "rule"], rows)]
    mapped, printed = sum(t.mapped for t in told.tables), sum(t.printed for t in told.tables)
    lost = sum(u.figures for u in told.unknown)
    summary = f"{len(told.tables)} tables recognised: {mapped} of {printed} printed figures mapped"
    if told.unknown:
        summary += f"; {len(told.unknown)} tables not recognised, with {lost} numbers"
    blocks += [Heading("Tables"), Line(summary)]
    for table in told.tables:
        blocks += _table(table)
    for unknown in told.unknown:
        blocks += _unknown(unknown)
    missing = [[kind, f"“{line}”", place] for kind, line, place, printed_ in told.mentions if not printed_]
    if missing:
        blocks += [Heading("Announced and not printed, or not recognised"), Grid(["kind", "line", "place"], missing)]
    if told.signals:
        blocks += [Heading("What belongs to no table"), *_signal_lines(told.signals)]
    return blocks


def _table(table: TableExplained) -> list[Block]:
    blocks: list[Block] = [
        Heading(f"{table.title} → {table.kind} ({table.place})", 3),
        Line(f"title matches {table.title_rule}; header has {table.header_rule}"),
        Line(_evidence(table), "good" if table.printed == table.mapped and not table.failed else "open"),
    ]
    if table.unit:
        blocks.append(Line(f"unit {table.unit}"))
    elif table.printed:
        blocks.append(Line("no unit of money is printed", "open"))
    if table.rows_by:
        blocks.append(Line("rows known by " + ", ".join(f"{how}: {count}" for how, count in table.rows_by.items())))
    if len(table.candidates) > 1:
        blocks.append(Line(_choice(table.candidates)))
    columns = [[column.number, column.label, _meaning(column)] for column in table.columns]
    blocks.append(Grid(["", "header as read", "means"], columns, frozenset({0})))
    blocks += _signal_lines(table.signals)
    if table.header:
        blocks += [Line("the header as read:"), _as_read(table.header)]
    return blocks + [block for suggestion in table.suggestions for block in _suggested(suggestion)]


def _evidence(table: TableExplained) -> str:
    if table.declared_empty and not table.printed:
        return "printed empty, as a note says"
    said = f"{table.printed} figures printed: {table.mapped} mapped"
    said += f", {table.ignored} left out by a rule" if table.ignored else ""
    said += f", {table.unmapped} not placed" if table.unmapped else ""
    sums = table.held + table.failed
    said += f"; {table.held} of {sums} sums hold" if sums else "; no sum tells whether the columns are right"
    return said + (f"; {table.incomplete} lack a figure" if table.incomplete else "")


def _choice(candidates: list[Candidate]) -> str:
    best, second = candidates[:2]
    others = f", and {len(candidates) - 2} more" if len(candidates) > 2 else ""
    return (
        f"columns read by {best.name} ({best.refused} figures not placed, {best.held} sums hold, {best.failed} fail); "
        f"runner-up: {second.name} ({second.refused} not placed, {second.held} hold, {second.failed} fail){others}"
    )


def _meaning(column: ColumnMeaning) -> str:
    if column.role is not None:
        return f"text: {column.role}"
    if column.dims is not None:
        return ", ".join(f"{name} = {value.partition('/')[2]}" for name, value in column.dims.items()) or "figures"
    return {
        "derived": "restates other columns: left out",
        "foreign": "known, but without a place in this kind of table",
    }.get(column.note, "NOT UNDERSTOOD")


def _unknown(unknown: UnknownExplained) -> list[Block]:
    above = f"under the line “{unknown.above}”" if unknown.above else "without a line above it"
    blocks: list[Block] = [
        Heading(f"Not recognised: a table {above} ({unknown.place})", 3),
        Line(f"{unknown.reason}; it holds {unknown.figures} numbers", "bad"),
        Line("its first rows as read:"),
        _as_read(unknown.header),
    ]
    if unknown.suggestion is None:
        return [
            *blocks,
            Line("read as any kind of table, none of its figures finds a place: it may be no budget table"),
        ]
    return blocks + _suggested(unknown.suggestion)


def _as_read(rows: list[list[str]]) -> Grid:
    width = max((len(row) for row in rows), default=0)
    return Grid([""] * width, [row + [""] * (width - len(row)) for row in rows])


def _suggested(suggestion: Suggestion) -> list[Block]:
    return [Line(f"a profile could say ({suggestion.why}):"), Code(suggestion.toml)]


def _signal_lines(signals: list[Signal]) -> list[Block]:
    """Return a line per signal; of many of one kind, the first and how many follow."""
    lines: list[Block] = []
    for signal in signals[:_MOST_LINES]:
        what = remedy(signal.message) if signal.level == "refused" else ""
        tone = {"refused": "bad", "notice": "open"}.get(signal.level, "quiet")
        lines.append(
            Line(
                f"{words.LEVELS[signal.level][1]}: {signal.message} ({signal.place})" + (f" → {what}" if what else ""),
                tone,
            )
        )
    if len(signals) > _MOST_LINES:
        lines.append(Line(f"… and {len(signals) - _MOST_LINES} more of these (all of them in the JSON form)", "quiet"))
    return lines
