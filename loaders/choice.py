"""The choice between readings of one table: what the sums say, then the looks of the header; and when none is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from loaders.columns import Column
from loaders.document import Cell
from loaders.facts import TableFacts
from loaders.header import Path
from loaders.ragged import contradictions, lone_total, oddity
from loaders.registry import Registry
from loaders.structure import Evidence

#: The name of readings that share the labels of merged header cells out over the columns.
MERGED = "merged header"
#: So many rows that fail to add up, and none that does, are no slip of the publisher; nor one in so many below shared labels.
_MANY, _SEVERAL, _SHARE = 4, 2, 5
_LAST = 1_000


@dataclass
class Reading:
    """One assignment of meanings to the columns of a table, with the rows of the grid that it takes for the header."""

    name: str
    columns: list[Column]
    header: tuple[tuple[Cell, ...], ...]
    facts: TableFacts
    registry: Registry
    evidence: Evidence = field(default_factory=lambda: Evidence(0, 0))

    @property
    def refused(self) -> int:
        """Return how many printed figures this reading cannot place."""
        return sum(signal.level == "refused" for signal in self.facts.signals)


def by_sums(reading: Reading) -> tuple[int, ...]:
    """Return how good a reading is, smaller is better: figures without a place, sums that fail, sums that hold."""
    return reading.refused, reading.evidence.failed, -reading.evidence.held


def ranked(readings: list[Reading], *, guessed: bool) -> list[Reading]:
    """Return the readings, the best first. Of a ``guessed`` table the source does not say where rows end."""
    return sorted(readings, key=_of_guessed_rows if guessed else _by_sums_and_looks)


def _by_sums_and_looks(reading: Reading) -> tuple[int, ...]:
    """Return how good a reading is; of those of merged header cells that are as good, the one that looks best."""
    looks = _looks(reading) if reading.name == MERGED else (0 if reading.name == "header" else _LAST, 0)
    return *by_sums(reading), *looks


def _of_guessed_rows(reading: Reading) -> tuple[int, ...]:
    """Return how good a reading is where nothing says how a row ends; what the sums leave open is settled by the header.

    Then count rows with an account.
    """
    accounts = sum(any(name.endswith("Account") for name in row.dims) for row in reading.facts.rows)
    return *by_sums(reading), -accounts, *_looks(reading)


def _looks(reading: Reading) -> tuple[int, int]:
    """Return how a header looks, smaller is better: its oddities, and characters that labels have in common with those above them.

    公务用车购置费 stands below 公务用车购置及运行费, not below 合计.
    """
    paths = _paths(reading)
    return oddity(paths), -sum(len(set(above) & set(below)) for path in paths for above, below in pairwise(path))


def _paths(reading: Reading) -> list[Path]:
    return [tuple(column.label.split("/")) for column in reading.columns]


def undecided(readings: list[Reading], *, guessed: bool) -> str:
    """Return why a table is not read that could be read in another way, as good, that gives figures another meaning.

    Where nothing divides the rows, a reading that leaves some figures unplaced may be as good, because more sums hold; where merged header
    cells are printed once, because its header looks better.
    """
    best = readings[0]
    for other in readings[1:]:
        more = not other.evidence.failed and other.evidence.held > best.evidence.held > other.refused
        if guessed and (_of_guessed_rows(other) == _of_guessed_rows(best) or more):
            reason = "the source does not say where its cells end, and two readings are equally good"
        elif best.name == other.name == MERGED and other.evidence == best.evidence and _looks(other) <= _looks(best):
            reason = "the labels of its merged header cells can be shared out over the columns in two ways that are equally good"
        else:
            continue
        if _figures(other) != _figures(best):
            return reason
    return ""


def _figures(reading: Reading) -> list[tuple[str, ...]]:
    """Return every figure of a reading with its place and its meaning, in an order that does not depend on its rows."""
    return sorted(
        (str(cell.place), cell.printed.text, *sorted(f"{k}={v}" for k, v in (cell.column.dims | cell.row.dims).items()))
        for cell in reading.facts.cells
    )


def not_to_be_trusted(best: Reading, *, uncertain: bool) -> str:
    """Return why even the best reading is not to be trusted, or nothing."""
    found = best.evidence
    if uncertain and best.facts.cells and not found.held:
        return "the source does not say where its cells end, and no sum decides between the possible grids"
    lost = max(best.refused * 10 - len(best.facts.cells), best.facts.misfits - len(best.facts.rows))
    if uncertain and (found.failed * 4 > found.held or lost > 0):
        return "the source does not say where its cells end, and in the best of the possible grids too many figures have no place"
    down_held, down_failed = found.held - found.across_held, found.failed - found.across_failed
    across = found.across_failed >= _MANY and found.across_failed * _SHARE > found.across_held
    if best.name == MERGED and (found.failed * 2 > found.held or (down_failed >= _SEVERAL and not down_held) or across):
        return "no way to share the labels of its merged header cells out over the columns makes its sums hold"
    if best.name == MERGED and best.refused and not any(cell.value for cell in best.facts.cells):
        return "all its figures are zero, so that no sum tells how the labels of its merged header cells are shared out over the columns"
    if best.name == MERGED and found.failed and contradictions(_paths(best)):
        return "only labels that contradict each other, shared out over the columns, make most of its sums hold"
    if best.name == MERGED and lone_total(_paths(best)):
        return "the labels of its merged header cells can only be shared out with a total that has no parts beside it"
    if best.name == MERGED and best.refused > len(best.facts.cells):
        return "no way to share the labels of its merged header cells out over the columns places most of its figures"
    totals = {column.parent for column in best.facts.columns} - {cell.column for cell in best.facts.cells}
    if any(column in totals and count >= _MANY for column, count in best.facts.words.items()):
        return "the column of its totals holds words, so the columns are not what their header says"
    if found.across_failed >= _MANY and not found.across_held:
        return f"in none of {found.across_failed} rows do the columns add up to their total, so the columns are not what their header says"
    return ""
