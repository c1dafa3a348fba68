"""An explanation as text, HTML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

import ontology
from loaders import report, words
from loaders.errors import Signal
from loaders.explain import Explanation, TableExplained, UnknownExplained
from loaders.facts import Candidate, ColumnMeaning
from loaders.outline import Block, Code, Grid, Heading, Line, to_html, to_text
from loaders.report_text import signal_lines
from loaders.suggest import Suggestion
from ontology.terms import code

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


def _signals(signals: Iterable[Signal]) -> list[dict[str, str | None]]:
    return [report.told(s) | ({"remedy": remedy(s.message)} if s.level == "refused" else {}) for s in signals]


def _line(english: str, tone: str = "") -> Line:
    """Return a line in Chinese and English."""
    return Line(words.both(english), tone)


def _pair(english: str, value: str) -> Line:
    """Return a line that names a thing in both languages, and says once what it is."""
    return Line(f"{words.message(english)} {english}: {value}")


def _head(*english: str) -> list[str]:
    return [f"{words.message(name)} {name}".strip() for name in english]


def _at(place: object) -> str:
    """Return a place in Chinese and English."""
    chinese = words.place(str(place))
    return f"{chinese} {place}" if chinese != str(place) else chinese


def _kind(name: str) -> str:
    return f"{words.kind(name)[0]} {name}"


def _blocks(told: Explanation) -> list[Block]:
    why = "; ".join(map(words.both, told.why_profile))
    blocks: list[Block] = [
        Heading(told.file, 1),
        _pair("read as", told.format),
        _pair("profile", " ← ".join(told.lineage)),
        Line(why),
    ]
    if told.refusal:
        blocks += [_line("the file would be refused", "bad"), Line(words.in_both(told.refusal), "bad")]
    if told.identity:
        rows = [
            [*_head(s.what), _value(s.what, s.value), f"“{s.text}”" if s.text else "", _at(s.place), words.both(s.rule)]
            for s in told.identity
        ]
        grid = Grid(["", *_head("is", "as printed", "place", "rule")], rows)
        blocks += [Heading(words.both("Whose, when and what")), grid]
    mapped, printed = sum(t.mapped for t in told.tables), sum(t.printed for t in told.tables)
    lost = sum(u.figures for u in told.unknown)
    blocks += [
        Heading(words.both("Tables")),
        _line(f"{len(told.tables)} tables recognised: {mapped} of {printed} printed figures mapped"),
    ]
    if told.unknown:
        blocks.append(_line(f"{len(told.unknown)} tables not recognised, with {lost} numbers", "bad"))
    for table in told.tables:
        blocks += _table(table)
    for unknown in told.unknown:
        blocks += _unknown(unknown)
    missing = [[_kind(kind), f"“{line}”", _at(place)] for kind, line, place, printed_ in told.mentions if not printed_]
    if missing:
        title = Heading(words.both("Announced and not printed, or not recognised"))
        blocks += [title, Grid(_head("kind", "line", "place"), missing)]
    if told.signals:
        blocks += [Heading(words.both("What belongs to no table")), *_signal_lines(told.signals)]
    return blocks


def _value(what: str, value: str) -> str:
    """Return what a document is, with the Chinese name of a phase or scope."""
    if what not in {"phase", "scope"}:
        return value
    return f"{words.phase(value) if what == 'phase' else words.message(value)} {value}"


def _table(table: TableExplained) -> list[Block]:
    blocks: list[Block] = [
        Heading(f"{table.title} → {_kind(table.kind)} ({_at(table.place)})", 3),
        _pair("title matches", table.title_rule),
        _pair("header has", table.header_rule),
        *_evidence(table),
    ]
    if table.unit:
        blocks.append(_pair("unit of money", words.message(table.unit) or table.unit))
    elif table.printed:
        blocks.append(_line("no unit of money is printed", "open"))
    if table.rows_by:
        known = ", ".join(f"{words.message(how)} {how}: {count}" for how, count in table.rows_by.items())
        blocks.append(_pair("rows known by", known))
    if len(table.candidates) > 1:
        blocks += _choice(table.candidates)
    columns = [[column.number, column.label, _meaning(column)] for column in table.columns]
    blocks.append(Grid(["", *_head("header as read", "means")], columns, frozenset({0})))
    blocks += _signal_lines(table.signals)
    if table.header:
        blocks += [_line("the header as read:"), _as_read(table.header)]
    return blocks + [block for suggestion in table.suggestions for block in _suggested(suggestion)]


def _evidence(table: TableExplained) -> list[Line]:
    if table.declared_empty and not table.printed:
        return [_line("printed empty, as a note says", "good")]
    tone = "good" if table.printed == table.mapped and not table.failed else "open"
    lines = [
        _line(
            f"{table.printed} figures printed: {table.mapped} mapped, {table.ignored} left out by a rule, {table.unmapped} not placed",
            tone,
        )
    ]
    sums = table.held + table.failed + table.incomplete
    if not sums:
        return [*lines, _line("no sum tells whether the columns are right", "quiet")]
    told = f"{table.held} of {sums} sums hold, {table.failed} fail, {table.incomplete} lack a figure"
    return [*lines, _line(told, "open" if table.failed else "good")]


def _choice(candidates: list[Candidate]) -> list[Line]:
    """Return how the columns were read, and the runner-up: what the sums of each reading say as evidence of the right one."""
    lines = []
    for which, one in zip(("columns read by", "runner-up"), candidates, strict=False):
        told = f"{one.refused} figures not placed, {one.held} sums hold, {one.failed} do not add up"
        lines.append(_pair(which, f"{one.name} ({words.both(told)})"))
    more = len(candidates) - len(lines)
    return [*lines, *([_line(f"and {more} more readings", "quiet")] if more else [])]


def _meaning(column: ColumnMeaning) -> str:
    if column.role is not None:
        return words.both(f"text: {column.role}")
    if column.dims is not None:
        return ", ".join(map(_member, column.dims.items())) or words.both("figures")
    return words.both(
        {
            "derived": "restates other columns: left out",
            "foreign": "known, but without a place in this kind of table",
        }.get(column.note, "NOT UNDERSTOOD")
    )


def _member(dimension: tuple[str, str]) -> str:
    """Return a member of a code list as it stands in a profile, with its Chinese name."""
    name, value = dimension
    scheme, _, member = value.partition("/")
    chinese = ontology.labels().get(str(code(scheme, member)), {}).get("zh", "")
    return f"{name} = {member} {chinese}".rstrip()


def _unknown(unknown: UnknownExplained) -> list[Block]:
    told = (
        f"Not recognised: a table under the line “{unknown.above}”"
        if unknown.above
        else "Not recognised: a table without a line above it"
    )
    blocks: list[Block] = [
        Heading(f"{words.both(told)} ({_at(unknown.place)})", 3),
        _line(unknown.reason, "bad"),
        _line(f"it holds {unknown.figures} numbers", "bad"),
        _line("its first rows as read:"),
        _as_read(unknown.header),
    ]
    if unknown.suggestion is None:
        return [
            *blocks,
            _line("read as any kind of table, none of its figures finds a place: it may be no budget table"),
        ]
    return blocks + _suggested(unknown.suggestion)


def _as_read(rows: list[list[str]]) -> Grid:
    width = max((len(row) for row in rows), default=0)
    return Grid([""] * width, [row + [""] * (width - len(row)) for row in rows])


def _suggested(suggestion: Suggestion) -> list[Block]:
    return [_line("a profile could say:"), _line(suggestion.why), Code(suggestion.toml)]


def _signal_lines(signals: list[Signal]) -> list[Block]:
    """Return a line per signal, and what to do about it; of many, the first and how many follow."""
    lines: list[Block] = []
    for signal in signals[:_MOST_LINES]:
        tone = {"refused": "bad", "notice": "open"}.get(signal.level, "quiet")
        (told,) = signal_lines(signal.level, signal.message, str(signal.place))
        lines.append(Line(told.strip(), tone))
        if signal.level == "refused" and (what := remedy(signal.message)):
            lines.append(Line(f"→ {words.both(what)}", tone))
    if len(signals) > _MOST_LINES:
        lines.append(_line(f"… and {len(signals) - _MOST_LINES} more of these (all of them in the JSON form)", "quiet"))
    return lines
