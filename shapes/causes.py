"""What findings have in common: one misprint makes several checks fail, and a reader wants it told once.

Findings share a cause where they share a single suspicious thing: the cell or table that a hint names; the blank cell that they lack; or a
figure of which everything that uses it and can be decided fails, so that nothing speaks for it. A finding with several such things is put
to the one that explains most. The rest stand alone. Ids of findings know nothing of causes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from shapes.hints import cause_of
from shapes.meant import compares
from shapes.records import Check, Operand, Place
from shapes.wording import operand, place, titled


@dataclass(frozen=True)
class Cause:
    """Findings of one disclosure that one misprint, blank or caption explains; or one finding alone.

    Attributes:
        findings: In the order of the report; the id of the first names the cause.
        figure: The printed figure or statement that they share, if it is one.
        place: The blank cell, or the table, that they share, if it is one.
    """

    findings: tuple[Check, ...]
    figure: Operand | None = None
    place: Place | None = None

    @property
    def id(self) -> str:
        """Return the name of the cause: the id of its first finding."""
        return self.findings[0].id

    @property
    def what(self) -> dict[str, str]:
        """Return what the findings share, in ``zh`` and ``en``; nothing for one alone."""
        return {"zh": self._what("zh"), "en": self._what("en")} if self.figure or self.place else {}

    def _what(self, language: str) -> str:
        if self.figure is not None:
            return operand(self.figure, language, with_title=True)
        if self.place is None or self.place.table is None:
            return ""
        title, zh = titled(self.place.table.title), language == "zh"
        if self.place.row is None and self.place.column is None:
            return f"{title}的单位" if zh else f"the unit of {title}"
        return f"{title}{place(self.place, 'zh')}（空白）" if zh else f"{title} {place(self.place, 'en')} (blank)"


def causes(checks: Iterable[Check]) -> tuple[Cause, ...]:
    """Return the causes of the findings among the checks of one disclosure, in the order of their first findings.

    Where nothing is said to hold, as by the reference engine, nothing can be known of causes: each finding stands alone.
    """
    known = tuple(checks)
    findings = [one for one in known if one.is_finding]
    if not any(one.outcome == "passed" for one in known):
        return tuple(Cause((one,)) for one in findings)
    things = _things(findings, known)
    rank = {one.id: number for number, one in enumerate(findings)}
    rest, found = set(rank), []
    while left := [thing for thing in things if len(thing.findings & rest) > 1]:
        # What a hint names comes first, then what explains most, then what is found first.
        best = max(left, key=lambda thing: (thing.hinted, len(thing.findings & rest)))
        group = sorted(best.findings & rest, key=lambda name: rank[name])
        found.append(Cause(tuple(findings[rank[name]] for name in group), best.figure, best.place))
        rest -= set(group)
    found += [Cause((findings[rank[name]],)) for name in rest]
    return tuple(sorted(found, key=lambda cause: rank[cause.id]))


@dataclass
class _Thing:
    """A suspicious thing, and the ids of the findings that it may explain."""

    figure: Operand | None
    place: Place | None
    findings: set[str] = field(default_factory=set)
    hinted: bool = False


def _things(findings: list[Check], checks: tuple[Check, ...]) -> list[_Thing]:
    """Return the suspicious things in the order in which the findings name them."""
    ids = {one.id for one in findings}
    sound = _sound(checks) if findings else frozenset()
    found: dict[str, _Thing] = {}
    for one in findings:
        if (hint := one.hint) is not None:
            thing = found.setdefault(hint.cause, _Thing(hint.figure, hint.place))
            thing.findings |= {one.id, *ids.intersection(hint.repairs)}
            thing.hinted = True
        for blank in one.blanks:
            found.setdefault(cause_of(blank), _Thing(None, blank)).findings.add(one.id)
        for figure in _accused(one):
            if figure.iri not in sound:
                found.setdefault(figure.iri, _Thing(figure, None)).findings.add(one.id)
    return list(found.values())


def _sound(checks: Iterable[Check]) -> frozenset[str]:
    """Return the figures that something speaks for: a comparison that holds. That a thing is there says nothing of its figure."""
    return frozenset(
        figure.iri for one in checks if one.outcome == "passed" and compares(one) for figure in one.figures
    )


_NAMED: Final = frozenset({"Claim", "Remark", "TableMention"})
"""Statements that are one printed thing; a project or an indicator says several, each of which may be wrong for itself."""


def _accused(one: Check) -> list[Operand]:
    """Return the figures that may be the cause of a failed check; of several things that are there or not, none is the one."""
    if one.outcome != "failed" or not (compares(one) or len(one.figures) == 1):
        return []
    return [figure for figure in one.figures if figure.cell or (figure.statement and figure.statement.kind in _NAMED)]
