"""Interpretation: from a recognised table to facts, choosing between readings of its columns by the arithmetic."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from itertools import pairwise

from loaders.accounting import account_for
from loaders.amounts import is_amount
from loaders.body import Body, RowReader
from loaders.columns import Column, header_columns, layout_columns, meanings, recogniser
from loaders.errors import Signal
from loaders.facts import Candidate, ColumnFact, TableFacts
from loaders.header import body_start, with_code_parts
from loaders.nesting import nest
from loaders.own_unit import settle_own_unit
from loaders.performance import form_or_list
from loaders.profile import Profile
from loaders.ragged import header_candidates, oddity, possible
from loaders.recognise import RecognisedTable
from loaders.registry import Registry
from loaders.structure import Evidence, evidence, link
from loaders.text import one_line

#: So many rows that fail to add up, and none that does, are no slip of the publisher; nor one in so many below shared labels.
_MANY, _SEVERAL, _SHARE = 4, 2, 5
#: How many readings of a header are scored, tried on the first rows, and read the whole table with.
_MOST_SCORED = 300
_MOST_HEADERS = 80
_FEW, _SAMPLE_ROWS = 4, 16
_MERGED = "merged header"
_FAILS = ("places most of its figures", "makes its sums hold")


@dataclass
class Reading:
    """One assignment of meanings to the columns of a table."""

    name: str
    columns: list[Column]
    facts: TableFacts
    registry: Registry
    evidence: Evidence = field(default_factory=lambda: Evidence(0, 0))

    @property
    def refused(self) -> int:
        """Return how many printed figures this reading cannot place."""
        return sum(signal.level == "refused" for signal in self.facts.signals)


def interpret(table: RecognisedTable, profile: Profile, registry: Registry, reader: RowReader) -> TableFacts:
    """Read a table in every way it could be meant and keep the reading that the arithmetic supports best.

    Candidates are the header as printed, the layouts that the profile knows for tables of this kind and width, and the other grids that
    the source leaves possible. Another reading replaces the header only when it places more figures or more sums hold; the choice is
    recorded. A table is refused when its grid is uncertain and no sum decides, or when no row adds up across its columns.
    """
    readings: list[Reading] = []
    for grid in (table.table, *table.table.alternatives):
        readings += _readings(replace(table, table=grid), profile, registry, reader)
    ranked = sorted(readings, key=_rank_guessed if table.table.guessed else _rank)
    best = ranked[0]
    best.facts.candidates = [
        Candidate(reading.name, reading.refused, reading.evidence.held, reading.evidence.failed) for reading in ranked
    ]
    reason = _not_to_be_trusted(best, uncertain=table.table.guessed) or _undecided(ranked, table)
    if reason:
        return _refused(best, table, reason)
    registry.adopt(best.registry)
    if best is not readings[0]:
        _record_choice(best, readings[0], table)
    return best.facts


def _readings(table: RecognisedTable, profile: Profile, registry: Registry, reader: RowReader) -> list[Reading]:
    kind, width = table.rule.kind, table.table.width
    form, listed = form_or_list(table.rule.rows, list(table.table.rows))
    start = listed or body_start(table.table, profile, kind)
    if form or table.rule.rows == "institutions":  # their readers find the columns themselves
        start, candidates = 0 if form else start, [("header", list[Column]())]
    else:
        candidates = [("header", header_columns(table, profile, start, registry))]
        shared = _ragged_headers(table, profile, start, registry, candidates[0][1])
        candidates += _shortlist([(_MERGED, columns) for columns in shared], table, profile, registry, reader, start)
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
    sampled.sort(key=lambda sample: _rank(sample[0]))
    return [(name, columns) for _, name, columns in sampled[:_FEW]]


def _rank(reading: Reading) -> tuple[int, ...]:
    """Return how good a reading is, smaller is better: figures without a place, sums that fail, sums that hold."""
    return reading.refused, reading.evidence.failed, -reading.evidence.held


def _rank_guessed(reading: Reading) -> tuple[int, ...]:
    """Return how good a reading is where nothing says how a row ends; what the sums leave open is settled by the header.

    Then count rows with an account, oddities of the header, and characters that labels have in common with those above them
    (公务用车购置费 below 公务用车购置及运行费, not below 合计).
    """
    accounts = sum(any(name.endswith("Account") for name in row.dims) for row in reading.facts.rows)
    paths = [tuple(column.label.split("/")) for column in reading.columns]
    kinship = sum(len(set(above) & set(below)) for path in paths for above, below in pairwise(path))
    return *_rank(reading), -accounts, oddity(paths), -kinship


def _undecided(ranked: list[Reading], table: RecognisedTable) -> str:
    """Return why a table whose rows nothing divides is not read: another reading is as good and gives figures another meaning."""
    if not table.table.guessed:
        return ""
    for other in ranked[1:]:
        if _rank_guessed(other) == _rank_guessed(ranked[0]) and _figures(other) != _figures(ranked[0]):
            return "the source does not say where its cells end, and two readings are equally good"
    return ""


def _figures(reading: Reading) -> list[tuple[str, ...]]:
    """Return every figure of a reading with its place and its meaning, in an order that does not depend on its rows."""
    return sorted(
        (str(cell.place), cell.printed.text, *sorted(f"{k}={v}" for k, v in (cell.column.dims | cell.row.dims).items()))
        for cell in reading.facts.cells
    )


def _not_to_be_trusted(best: Reading, *, uncertain: bool) -> str:
    """Return why even the best reading is not to be trusted, or nothing."""
    found = best.evidence
    if uncertain and best.facts.cells and not found.held:
        return "the source does not say where its cells end, and no sum decides between the possible grids"
    lost = max(best.refused * 10 - len(best.facts.cells), best.facts.misfits - len(best.facts.rows))
    if uncertain and (found.failed * 4 > found.held or lost > 0):
        return "the source does not say where its cells end, and in the best of the possible grids too many figures have no place"
    down = found.held - found.across_held, found.failed - found.across_failed
    across = found.failed * 2 > found.held or (down[1] >= _SEVERAL and not down[0])
    across = across or (found.across_failed >= _MANY and found.across_failed * _SHARE > found.across_held)
    if best.name == _MERGED and (across or best.refused > len(best.facts.cells)):
        return f"no way to share the labels of its merged header cells out over the columns {_FAILS[across]}"
    if found.across_failed >= _MANY and not found.across_held:
        return f"in none of {found.across_failed} rows do the columns add up to their total, so the columns are not what their header says"
    return ""


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


def _record_choice(best: Reading, header: Reading, table: RecognisedTable) -> None:
    best.facts.reading = best.name if best.name != "header" else "another grid"
    message = {
        "header": f"the rows were cut into {len(best.columns)} columns, which the source does not state",
        _MERGED: "the labels of merged header cells were shared out over the columns",
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
    return Reading(name, columns, facts, registry, evidence(facts))


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
