"""The load report: what was read from a file, table by table, what was left out by which rule, and what was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from loaders import report_text, words
from loaders.across import Place
from loaders.errors import Signal
from loaders.facts import TableFacts
from loaders.sums import sums
from loaders.unknown import UnknownTable

_NUMBER = re.compile(r"\d+")


def told(signal: Signal) -> dict[str, str | None]:
    """Return a signal for JSON: level, message and place, in Chinese too; a message without a translation has none."""
    where = str(signal.place)
    return {
        "level": words.CODES.get(signal.level, signal.level),
        "message": signal.message,
        "message_zh": words.message(signal.message) or None,
        "place": where,
        "place_zh": words.place(where),
    }


@dataclass(frozen=True)
class UnknownReport:
    """A table that was not recognised: where, under which line, why, and how many numbers it holds."""

    place: str
    above: str
    reason: str
    figures: int


@dataclass(frozen=True)
class SumPlace:
    """Where a total stands that is not the sum of its parts, or that lacks a figure: its row and column, as printed."""

    row: int
    label: str
    column: int
    column_label: str


@dataclass(frozen=True)
class TableReport:
    """One table: what became of its figures, and its sums, judged as the check judges them.

    Attributes:
        printed: Figures in its body, counted in the grid: ``cells``, ``ignored`` and ``unmapped`` together.
        cells: Figures mapped: observations in the graph.
        ignored: Figures left out by a rule, which a signal names.
        unmapped: Figures that could not be placed, each with a signal.
        not_read: Signals of the level ``refused``.
        failing: Where sums fail.
        incomplete: Where sums lack a figure: it is blank, or could not be read.
    """

    title: str
    kind: str
    place: str
    unit: str | None
    declared_empty: bool
    reading: str
    rows: int
    printed: int
    cells: int
    ignored: int
    unmapped: int
    not_read: int
    sums_held: int
    sums_failed: int
    sums_incomplete: int = 0
    failing: tuple[SumPlace, ...] = ()
    incomplete: tuple[SumPlace, ...] = ()


def _places(places: Iterable[Place]) -> tuple[SumPlace, ...]:
    return tuple(SumPlace(row.number, row.label, column.number, column.label) for row, column in places)


@dataclass
class FileReport:
    """What became of one file."""

    file: str
    disclosure: str
    office: str
    jurisdiction: str
    year: int
    phase: str
    profile: str
    tables: list[TableReport] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    projects: int = 0
    indicators: int = 0
    claims: int = 0
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unread_tables: int = 0
    unknown: list[UnknownReport] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def add_unknown(self, table: UnknownTable) -> None:
        """Add a table that was not recognised."""
        self.unknown.append(UnknownReport(str(table.table.place), table.above, table.reason, table.figures))

    def add_table(self, facts: TableFacts) -> None:
        """Add the figures of one table."""
        judged = sums(facts)
        self.tables.append(
            TableReport(
                title=facts.title,
                kind=facts.kind,
                place=str(facts.place),
                unit=facts.printed_unit,
                declared_empty=facts.declared_empty,
                reading=facts.reading,
                rows=len(facts.rows),
                printed=facts.printed,
                cells=len(facts.cells),
                ignored=facts.ignored,
                unmapped=facts.unmapped,
                not_read=sum(signal.level == "refused" for signal in facts.signals),
                sums_held=judged.held,
                sums_failed=len(judged.failing),
                sums_incomplete=len(judged.incomplete),
                failing=_places(judged.failing),
                incomplete=_places(judged.incomplete),
            )
        )
        self.signals += facts.signals
        self.left_out += facts.left_out
        self.labels += facts.labels

    @property
    def cells(self) -> int:
        """Return the number of figures in the graph."""
        return sum(table.cells for table in self.tables)

    @property
    def not_read(self) -> int:
        """Return the number of figures and tables that were not read."""
        return sum(signal.level == "refused" for signal in self.signals)

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        data = asdict(self)
        del data["labels"], data["left_out"]  # for the second count (`loaders.fidelity`); the tables give their numbers
        data["signals"] = [told(signal) | {"table": signal.table} for signal in self.signals]
        counted = {rule: len(signals) for rule, signals in self.ignored.items()}
        return data | {"cells": self.cells, "not_read": self.not_read, "ignored": counted}

    @property
    def ignored(self) -> dict[str, list[Signal]]:
        """Return what was left out, by the rule that left it out; numbers apart, a rule always says the same."""
        found: dict[str, list[Signal]] = {}
        for signal in self.signals:
            if signal.level == "ignored":
                found.setdefault(signal.rule or _NUMBER.sub("…", signal.message), []).append(signal)
        return found

    def to_text(self) -> str:
        """Return the report for a terminal, in Chinese and English."""
        return report_text.text(self)
