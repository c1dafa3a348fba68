"""The load report: what was read from a file, table by table, what was left out by which rule, and what was refused."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from loaders.errors import Signal
from loaders.facts import TableFacts
from loaders.structure import evidence
from loaders.unknown import UnknownTable

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class UnknownReport:
    """A table that was not recognised: where, under which line, why, and how many numbers it holds."""

    place: str
    above: str
    reason: str
    figures: int


@dataclass(frozen=True)
class TableReport:
    """One table: what became of its figures, and the sums that hold and fail as evidence of the right columns.

    Attributes:
        printed: Figures in its body, counted in the grid: ``cells``, ``ignored`` and ``unmapped`` together.
        cells: Figures mapped: observations in the graph.
        ignored: Figures left out by a rule, which a signal names.
        unmapped: Figures that could not be placed, each with a signal.
        refused: Signals of the level ``refused``.
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
    refused: int
    sums_held: int
    sums_failed: int


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
        sums = evidence(facts)
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
                refused=sum(signal.level == "refused" for signal in facts.signals),
                sums_held=sums.held,
                sums_failed=sums.failed,
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
    def refused(self) -> int:
        """Return the number of figures and tables that were not read."""
        return sum(signal.level == "refused" for signal in self.signals)

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        data = asdict(self)
        del data["labels"], data["left_out"]  # for the second count (`loaders.fidelity`); the tables give their numbers
        data["signals"] = [
            {"level": s.level, "message": s.message, "place": str(s.place), "table": s.table} for s in self.signals
        ]
        counted = {rule: len(signals) for rule, signals in self.ignored.items()}
        return data | {"cells": self.cells, "refused": self.refused, "ignored": counted}

    @property
    def ignored(self) -> dict[str, list[Signal]]:
        """Return what was left out, by the rule that left it out; numbers apart, a rule always says the same."""
        found: dict[str, list[Signal]] = {}
        for signal in self.signals:
            if signal.level == "ignored":
                found.setdefault(signal.rule or _NUMBER.sub("…", signal.message), []).append(signal)
        return found

    def to_text(self) -> str:
        """Return the report for a terminal."""
        lines = [f"{self.file}: {self.office} ({self.jurisdiction}), {self.year} {self.phase}, profile {self.profile}"]
        for table in self.tables:
            state = "declared empty" if table.declared_empty and not table.cells else f"{table.cells} figures"
            sums = f", {table.sums_held} sums hold" if table.sums_held else ""
            sums += f", {table.sums_failed} sums do not hold" if table.sums_failed else ""
            refused = f", {table.ignored} left out by a rule" if table.ignored else ""
            refused += f", {table.unmapped} not placed" if table.unmapped else ""
            lines.append(f"  {table.place:>10}  {table.kind:<22} {table.title}: {state}{sums}{refused}")
        lines.append(
            f"  {self.cells} figures, {self.projects} projects, {self.indicators} indicators, {self.claims} figures in prose"
        )
        if self.missing:
            lines.append(f"  not in the document: {', '.join(self.missing)}")
        if self.unread:
            among = f"be among the {self.unread_tables} tables that were not recognised"
            where = among if self.unread_tables else "have stood after the end of the file"
            lines.append(f"  not found: {', '.join(self.unread)}; they may {where}")
        lines += [f"  {s.level}: {s.message} ({s.place})" for s in self.signals if s.level != "ignored"]
        for rule, signals in self.ignored.items():
            first, count = signals[0], len(signals)
            said = f"{first.message} ({first.place})" if count == 1 else f"{count} times, {rule} (first: {first.place})"
            lines.append(f"  ignored: {said}")
        return "\n".join(lines)
