"""Interpretation: from a recognised table to facts, choosing between readings of its columns by the arithmetic."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

from loaders.accounting import account_for
from loaders.amounts import is_amount
from loaders.body import Body, RowReader
from loaders.choice import MERGED, Reading, by_sums, not_to_be_trusted, ranked, undecided
from loaders.columns import Column, header_columns, recogniser
from loaders.errors import Signal
from loaders.facts import Candidate, ColumnFact, TableFacts
from loaders.header import body_start, with_code_parts
from loaders.layout_columns import layout_columns, meanings
from loaders.nesting import nest
from loaders.own_unit import settle_own_unit
from loaders.performance import form_or_list
from loaders.profile import Profile
from loaders.ragged import header_candidates, oddity, possible
from loaders.recognise import RecognisedTable
from loaders.registry import Registry
from loaders.structure import evidence, link, settle_sources
from loaders.text import one_line, squeeze

#: How many readings of a header are scored, tried on the first rows, and read the whole table with.
_MOST_SCORED = 300
_MOST_HEADERS = 80
_FEW = 4
_SAMPLE_ROWS = 16
#: A year, or the number of a column.
_LABEL = re.compile(r"20\d\d|\d{1,2}")


def interpret(table: RecognisedTable, profile: Profile, registry: Registry, reader: RowReader) -> TableFacts:
    """Read a table in every way it could be meant and keep the reading that the arithmetic supports best.

    Candidates are the header as printed, the layouts that the profile knows for tables of this kind and width, and the other grids that
    the source leaves possible. Another reading replaces the header only when it places more figures or more sums hold; the choice is
    recorded. A table is refused when its grid is uncertain and no sum decides, or when no row adds up across its columns.
    """
    readings: list[Reading] = []
    for grid in (table.table, *table.table.alternatives):
        readings += _readings(replace(table, table=grid), profile, registry, reader)
    guessed = table.table.guessed
    candidates = ranked(readings, guessed=guessed)
    best = candidates[0]
    best.facts.candidates = [
        Candidate(reading.name, reading.refused, reading.evidence.held, reading.evidence.failed)
        for reading in candidates
    ]
    reason = not_to_be_trusted(best, uncertain=guessed) or undecided(candidates, guessed=guessed)
    facts = _refused(best, table, reason) if reason else best.facts
    if not reason:
        settle_sources(facts)
        registry.adopt(best.registry)
        if best is not readings[0]:
            _record_choice(best, readings[0], table)
    _name_figures_in_header(best, facts)
    return facts


def _readings(table: RecognisedTable, profile: Profile, registry: Registry, reader: RowReader) -> list[Reading]:
    kind, width = table.rule.kind, table.table.width
    form, listed = form_or_list(table.rule.rows, list(table.table.rows))
    start = listed or body_start(table.table, profile, kind)
    if form or table.rule.rows == "institutions":  # their readers find the columns themselves
        start, candidates = 0 if form else start, [("header", list[Column]())]
    else:
        candidates = [("header", header_columns(table, profile, start, registry))]
        shared = _ragged_headers(table, profile, start, registry, candidates[0][1])
        candidates += _shortlist([(MERGED, columns) for columns in shared], table, profile, registry, reader, start)
    candidates += [
        (layout.name, layout_columns(layout))
        for layout in profile.layouts
        if kind in layout.kinds and len(layout.columns) == width
    ]
    return [_read(name, columns, table, profile, registry, reader, start) for name, columns in candidates]


def _understood(columns: list[Column]) -> int:
    return sum(column.understood for column in columns)


def _ragged_headers(
    table: RecognisedTable, profile: Profile, start: int, registry: Registry, first: list[Column]
) -> list[list[Column]]:
    """Return the readings of a header with merged cells printed once that give most columns a meaning, when the plain one does not."""
    width = table.table.width
    if not table.table.ragged or _understood(first) == width:
        return []
    known = recogniser(table.rule.kind, profile)
    shared_out = header_candidates(list(table.table.rows[:start]), width)
    whole = filter(possible, (with_code_parts(table.table, start, paths) for paths in shared_out))
    likely = sorted(whole, key=lambda paths: (-sum(map(known, paths)), oddity(paths)))[:_MOST_SCORED]
    readings = [(header_columns(table, profile, start, registry, paths), oddity(paths)) for paths in likely]
    readings.sort(key=lambda reading: (-_understood(reading[0]), reading[1]))
    return [columns for columns, _ in readings[:_MOST_HEADERS] if _understood(columns) > _understood(first)]


def _shortlist(
    candidates: list[tuple[str, list[Column]]],
    table: RecognisedTable,
    profile: Profile,
    registry: Registry,
    reader: RowReader,
    start: int,
) -> list[tuple[str, list[Column]]]:
    """Return the candidates worth reading the whole table with: those that read its first rows best."""
    if len(candidates) <= _FEW:
        return candidates
    top = replace(table, table=replace(table.table, rows=table.table.rows[: start + _SAMPLE_ROWS]))
    sampled = [
        (_read(name, columns, top, profile, registry, reader, start), name, columns) for name, columns in candidates
    ]
    sampled.sort(key=lambda sample: by_sums(sample[0]))
    return [(name, columns) for _, name, columns in sampled[:_FEW]]


def _refused(best: Reading, table: RecognisedTable, reason: str) -> TableFacts:
    """Return the table without its figures, each of which is reported."""
    facts = TableFacts(
        table.rule.kind, table.title, table.title_place, table.unit, table.printed_unit, table.declared_empty
    )
    facts.signals = [signal for signal in best.facts.signals if signal.level != "notice"]
    facts.signals.append(Signal("refused", f"the table was not read: {reason}", table.table.place, table.title))
    facts.candidates, facts.meanings, facts.body_row = best.facts.candidates, best.facts.meanings, best.facts.body_row
    facts.left_out, facts.labels = best.facts.left_out, best.facts.labels
    facts.printed, facts.ignored = best.facts.printed, best.facts.ignored
    facts.unmapped = best.facts.unmapped + len(best.facts.cells)
    facts.signals += [
        Signal("refused", f"{cell.printed.text}: part of a table that was not read", cell.place, table.title)
        for cell in best.facts.cells
    ]
    return facts


def _name_figures_in_header(best: Reading, facts: TableFacts) -> None:
    """Report the figures above the body of a reading: what it has for the header may be none, in a damaged table."""
    if facts.kind.endswith("performance"):  # above its list stands a form, which has amounts
        return
    for cell in (cell for row in best.header for cell in row if is_amount(cell.text)):
        if not _LABEL.fullmatch(squeeze(cell.text)):
            facts.printed += 1
            facts.unmapped += 1
            message = f"{cell.text.strip()}: stands in the header of the table"
            facts.signals.append(Signal("refused", message, cell.place, facts.title))


def _record_choice(best: Reading, header: Reading, table: RecognisedTable) -> None:
    best.facts.reading = best.name if best.name != "header" else "another grid"
    message = {
        "header": f"the rows were cut into {len(best.columns)} columns, which the source does not state",
        MERGED: "the labels of merged header cells were shared out over the columns",
    }.get(best.name, f"columns were assigned by the layout “{best.name}”")
    best.facts.signals.append(
        Signal(
            "notice",
            f"{message}: {best.evidence.held} sums hold and {best.evidence.failed} fail; "
            f"the header as printed places {header.refused} figures nowhere, {header.evidence.held} sums hold, {header.evidence.failed} fail",
            table.table.place,
            table.title,
        )
    )


def _read(
    name: str,
    columns: list[Column],
    table: RecognisedTable,
    profile: Profile,
    registry: Registry,
    reader: RowReader,
    start: int,
) -> Reading:
    facts = TableFacts(
        table.rule.kind, table.title, table.title_place, table.unit, table.printed_unit, table.declared_empty
    )
    facts.as_of = table.as_of
    registry = copy.deepcopy(registry)  # a reading that loses must leave no trace
    body = Body(table, profile, registry, columns, facts, start)
    _add_columns(body)
    _refuse_misfits(body)
    reader(body)
    _signal_unread(body)
    account_for(body)
    facts.meanings = meanings(columns)
    facts.body_row = start + 1
    facts.declared_empty = table.declared_empty and (table.outright or not facts.cells)
    if facts.declared_empty and facts.cells:
        body.notice(f"a note says that the table is empty, but it prints {len(facts.cells)} figures")
    settle_own_unit(facts, registry)
    link(facts, profile.adds_into, profile.class_groups)
    nest(facts)
    return Reading(name, columns, table.table.rows[:start], facts, registry, evidence(facts))


def _add_columns(body: Body) -> None:
    """Make the columns of figures; a column that repeats one for the next record side by side is that column."""
    known: dict[tuple[str | None, frozenset[tuple[str, str]]], tuple[int, ColumnFact]] = {}
    for column in body.columns:
        if column.dims is None:
            continue
        key = (column.side, frozenset(column.dims.items()))
        block, fact = known.get(key, (column.block, None))
        if fact is None or block == column.block:
            fact = ColumnFact(column.index + 1, column.label, column.dims, column.side, column.of_which, column.unit)
            body.facts.columns.append(fact)
            known[key] = (column.block, fact)
        body.figure_columns[column.index] = fact


def _refuse_misfits(body: Body) -> None:
    """Report rows with more or fewer cells than the table has columns: their figures cannot be placed."""
    for row in body.table.table.rows[body.start :]:
        if any(cell.text.strip() for cell in row) and body.fitted(row) is None:
            body.facts.misfits += 1
            whole = " | ".join(one_line(cell.text) for cell in row)
            body.fates |= {id(cell): "refused" for cell in row}
            body.refuse(row[0], f"the row “{whole}” has {len(row)} cells, the table {len(body.columns)} columns")


def _signal_unread(body: Body) -> None:
    """Report figures in columns without a meaning: nothing is dropped in silence."""
    for column in body.columns:
        if column.derived:
            cells = [row[column.index] for _, row in body.rows if row[column.index].text.strip()]
            body.ignore_cells(cells, f"column “{column.label}” {column.reason}: {len(cells)} cells left out")
            continue
        if column.role is not None or column.dims is not None:
            continue
        for _, row in body.rows:
            if column.index < len(row) and is_amount(row[column.index].text):
                reason = "has no place in a table of this kind" if column.foreign else "is not understood"
                body.refuse(row[column.index], f"{row[column.index].text.strip()}: column “{column.label}” {reason}")
