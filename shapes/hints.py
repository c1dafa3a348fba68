"""Repair hints, never repairs: where one cell, read differently, would make every identity hold that it takes part in.

A hint is given only where it is clear: one cell, one value, which a slip of a hand explains (`shapes.readings`) or two sums give alike.
Nothing in the graph changes, and the finding stays a finding. The ledger
alone decides: every instance knows the figures on both of its sides, so what another reading would do is a matter of arithmetic.
An instance that is more than two sums (a percentage, a count) cannot be foreseen, and a figure that one uses gets no hint, nor does another
beside it that explains no more. One that
lacks a figure says nothing of the others, and is not asked. Where the caption of a table explains its findings, the hint is about the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from shapes.blanks import Blank, Blanks
from shapes.captions import Caption, captions
from shapes.facts import Facts
from shapes.leaves import Leaves
from shapes.meant import compares, difference, error, holds, is_linear
from shapes.money import UNITS
from shapes.readings import KINDS, Reading, readings, solved
from shapes.records import STRUCTURE, Check, Operand, Place
from shapes.wording import operand, place, titled

_ENOUGH: Final = 2
"""So many sums that fail by the same amount say what a figure should be, though no slip of a hand explains it."""


@dataclass(frozen=True)
class Hint:
    """One cell read differently, or one table in another unit.

    Attributes:
        kind: Which slip it would be: a key of `shapes.readings.KINDS`.
        figure: The printed figure; None for a blank or a table.
        place: The blank cell, or the table; None for a printed figure.
        reading: The figure as it would be printed, with its unit; of a table, the unit.
        amount: What it would be, in 元; None of a table.
        holds: How many checked instances it takes part in that lack no figure and compare it, all of which would hold; of a table,
            how many comparisons with others fail, most or all of which would hold.
        repairs: Ids of those that are findings and would hold, sorted.
        others: How many more findings lack this blank cell and other cells too.
    """

    kind: str
    figure: Operand | None
    place: Place | None
    reading: str
    amount: Decimal | None
    holds: int
    repairs: tuple[str, ...]
    others: int = 0

    @property
    def cause(self) -> str:
        """Return a name of the cell or table: the address of what is printed, else the place of the blank cell."""
        if self.figure is not None:
            return self.figure.iri
        return cause_of(self.place) if self.place else ""

    @property
    def message(self) -> dict[str, str]:
        """Return the hint in ``zh`` and ``en``."""
        return {"zh": self._told("zh"), "en": self._told("en")}

    def _told(self, language: str) -> str:
        kind = KINDS[self.kind][language]
        if self.kind == "caption":
            return self._caption(language)
        where = operand(self.figure, language, with_title=True) if self.figure else _blank(self.place, language)
        if language == "zh":
            more = f"（另{self.others}处还缺别的数）" if self.others else ""
            return f"若{where}读作{self.reading}（{kind}），它所涉的{self.holds}处勾稽关系全部成立{more}。"
        checks = {1: "the one check", 2: "both checks"}.get(self.holds, f"all {self.holds} checks")
        more = f" ({self.others} more {'lack' if self.others != 1 else 'lacks'} other cells too)" if self.others else ""
        return f"If {where} were read as {self.reading} ({kind}), {checks} it takes part in would hold{more}."

    def _caption(self, language: str) -> str:
        title = titled(self.place.table.title) if self.place and self.place.table else ""
        repaired, failing = len(self.repairs), self.holds
        if language == "zh":
            how_many = f"{failing}处全部成立" if repaired == failing else f"{failing}处中有{repaired}处成立"
            return f"若{title}整张表的单位读作{self.reading}，它与其他表、文字不符的{how_many}，原来成立的也仍然成立。"
        how_many = f"all {failing}" if repaired == failing else f"{repaired} of {failing}"
        return (
            f"If the unit of the whole table {title} were read as {self.reading}, {how_many} failed checks of it against other "
            "tables and the prose would hold, and those that hold still would."
        )


def cause_of(where: Place) -> str:
    """Return a name of a place: its table, row and column."""
    row, column = where.row or (None, ""), where.column or (None, "")
    return f"{where.table.iri if where.table else ''} {row[0]} {row[1]} {column[0]}"


def _blank(where: Place | None, language: str) -> str:
    if where is None:
        return ""
    title = titled(where.table.title) if where.table else ""
    return f"{title}{place(where, language)}" if language == "zh" else f"{title} {place(where, language)}, blank,"


def hints(checks: Iterable[Check], facts: Facts) -> dict[tuple[str, str], Hint]:
    """Return the hints of findings, by address of the disclosure and id of the finding."""
    ledgers: dict[str, list[Check]] = defaultdict(list)
    broken = set()
    for one in checks:
        if one.identity != STRUCTURE:
            ledgers[one.disclosure.iri].append(one)
            if one.is_finding:
                broken.add(one.disclosure.iri)
    return {
        (disclosure, name): hint
        for disclosure in sorted(broken)
        for name, hint in _Ledger(ledgers[disclosure], facts).hints().items()
    }


class _Ledger:
    """The checks of one disclosure, by the figures they use."""

    def __init__(self, checks: list[Check], facts: Facts) -> None:
        self._checks = checks
        self._facts = facts
        self._uses: dict[str, list[Check]] = defaultdict(list)
        for one in checks:
            for iri in {figure.iri for figure in (*one.left_operands, *one.right_operands)}:
                self._uses[iri].append(one)
        self._read = cache(self._readings)

    def hints(self) -> dict[str, Hint]:
        """Return the hints by id of the finding."""
        found: dict[str, Hint] = {}
        blanks = Blanks(self._checks, self._uses, self._facts)
        leaves = Leaves(self._checks, self._facts)
        in_units = captions(self._checks)
        for one in self._checks:
            if one.id in in_units:
                found[one.id] = _caption(in_units[one.id])
            elif one.outcome == "failed" and (hint := self._of_figures(one)) is not None:
                found[one.id] = hint
            elif one.outcome == "incomplete" and len(one.blanks) == 1 and (blank := blanks.of(one.blanks[0])):
                found[one.id] = _filled(one.blanks[0], blank)
            elif one.is_finding and (leaf := leaves.of(one)) is not None:
                found[one.id] = _filled(*leaf)
        return found

    def _of_figures(self, one: Check) -> Hint | None:
        """Return the hint of a failed check: the one figure of it that explains more than any other."""
        figures = {figure.iri: figure for figure in (*one.left_operands, *one.right_operands)}
        possible = [(figure, self._repairs(iri)) for iri, figure in figures.items() if self._read(figure)]
        doubtful = [(figure, self._repairs(iri)) for iri, figure in figures.items() if self._is_doubtful(iri)]
        for figure, repairs in possible:
            if all(repairs > others for other, others in possible + doubtful if other is not figure):
                found = self._read(figure)
                if len({reading.amount for reading in found}) == 1:
                    best = found[0]
                    number = len(self._decided(figure.iri))
                    return Hint(best.kind, figure, None, best.printed, best.amount, number, tuple(sorted(repairs)))
        return None

    def _decided(self, iri: str) -> list[Check]:
        """Return the checks that speak for or against a figure: they lack no other, and compare; what is only there or not says nothing."""
        return [
            one for one in self._uses[iri] if one.outcome == "failed" or (one.outcome == "passed" and compares(one))
        ]

    def _is_doubtful(self, iri: str) -> bool:
        """Return whether a figure may be wrong although no reading of it can be foreseen: no equality speaks for it."""
        uses = self._decided(iri)
        return not all(map(is_linear, uses)) and not self._is_borne_out(iri)

    def _repairs(self, iri: str) -> frozenset[str]:
        return frozenset(one.id for one in self._decided(iri) if one.is_finding)

    def _readings(self, figure: Operand) -> tuple[Reading, ...]:
        """Return the other readings of a figure with which all its identities hold; of those, the exact ones where there are any."""
        uses = self._decided(figure.iri)
        said = figure.cell or figure.statement
        if said is None or figure.amount is None or not all(is_linear(one) for one in uses):
            return ()
        amount, rounding = figure.amount, error(figure)
        if figure.cell is not None:
            if figure.cell.counted is not None:
                return ()
            exponent = figure.cell.unit_exponent
        else:
            exponent = next((power for power, unit in reversed(UNITS.items()) if said.printed.endswith(unit)), 0)
        found = []
        for reading in readings(said.printed, amount, rounding, exponent):
            shift, looser = reading.amount - amount, reading.error - rounding
            if all(_would_hold(one, figure.iri, shift, looser) for one in uses):
                found.append(reading)
        if not found and (meant := self._solved(figure, uses, said.printed, exponent)) is not None:
            found.append(meant)
        exact = [
            reading for reading in found if all(_exactly(one, figure.iri, reading.amount - amount) for one in uses)
        ]
        return tuple(exact or found)

    def _is_borne_out(self, iri: str) -> bool:
        """Return whether an equality speaks for a figure."""
        return any(one.outcome == "passed" and one.relation == "=" for one in self._decided(iri))

    def _solved(self, figure: Operand, uses: list[Check], printed: str, exponent: int) -> Reading | None:
        """Return what two sums or more, in which nothing else is common, make a figure alike; no slip of a hand explains it."""
        failed = [one for one in uses if one.outcome == "failed" and one.relation == "=" and _weight(one, figure.iri)]
        if figure.cell is None or figure.amount is None or len(failed) < _ENOUGH:
            return None
        best = min(failed, key=lambda one: one.tolerance or 0)
        shift = -difference(best) / _weight(best, figure.iri)
        # As much as another figure of these sums is, for which no other sum speaks: that one may have slipped into another row.
        others = [
            other for one in failed for other in one.figures if other.iri != figure.iri and other.amount is not None
        ]
        if any(
            other.amount is not None
            and abs(abs(other.amount) - abs(shift)) <= (best.tolerance or 0)
            and not self._is_borne_out(other.iri)
            for other in others
        ):
            return None
        meant = solved(printed, figure.amount, error(figure), exponent, shift)
        if meant is None or not all(
            _would_hold(one, figure.iri, meant.amount - figure.amount, Decimal(0)) for one in uses
        ):
            return None
        return meant


def _filled(where: Place, blank: Blank) -> Hint:
    return Hint("blank", None, where, blank.printed, blank.amount, len(blank.checks), blank.checks, blank.others)


def _caption(one: Caption) -> Hint:
    return Hint("caption", None, Place(one.table).at(one.table), one.meant, None, one.failing, one.repairs)


def _weight(one: Check, iri: str) -> int:
    """Return how often a figure counts in left − right."""
    return sum(figure.iri == iri for figure in one.left_operands) - sum(
        figure.iri == iri for figure in one.right_operands
    )


def _would_hold(one: Check, iri: str, shift: Decimal, looser: Decimal) -> bool:
    weight = _weight(one, iri)
    return holds(one, weight * shift, abs(weight) * looser)


def _exactly(one: Check, iri: str, shift: Decimal) -> bool:
    return one.relation != "=" or difference(one) + _weight(one, iri) * shift == 0
