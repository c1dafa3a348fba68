"""What a reviewer knows already: findings explained in a file, findings of an earlier report, and what has become of them.

A file of explained findings is TOML, small enough for version control:

    [[finding]]
    id = "C1-3f0b9a1c55"
    note = "The publisher corrected it on 2022-06-01."
    outcome = "failed"      # optional: with other figures than these the finding counts again
    left = "600000"         # in 元; "" where nothing is printed
    right = "500000"

An earlier report is what ``check --format json`` wrote.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from shapes.money import plain

if TYPE_CHECKING:
    from shapes.records import Check

KNOWN: Final = frozenset({"known"})
"""The states of a finding that the exit code does not count."""


class ReviewError(ValueError):
    """A file of explained findings, or an earlier report, that cannot be used: says what is wrong, and where."""


@dataclass(frozen=True)
class Past:
    """A finding as it was: in an earlier report, or when a reviewer explained it.

    Attributes:
        id: Id of the finding.
        note: The reviewer's words; empty when nobody explained it.
        told: What and where it was, in words, for when it is not found any more.
        figures: Outcome, left and right side in 元 (empty where nothing was printed); None where not recorded.
    """

    id: str
    note: str = ""
    told: str = ""
    figures: tuple[str, str, str] | None = None

    def agrees(self, one: Check) -> bool:
        """Return whether a finding has the same figures still."""
        now = figures_of(one)
        return self.figures is None or self.figures == now or (not one.has_amounts and self.figures[0] == now[0])


@dataclass(frozen=True)
class Status:
    """What a finding is to a reviewer: ``new``, ``changed`` (known with other figures) or ``known``; and the reviewer's note."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class Review:
    """The findings of a report against what was known.

    Attributes:
        statuses: Of every finding, by id.
        fixed: Known findings that hold now.
        gone: Known findings of which nothing was checked now: the place, or the whole disclosure, is not there any more.
    """

    statuses: dict[str, Status] = field(default_factory=dict)
    fixed: tuple[Past, ...] = ()
    gone: tuple[Past, ...] = ()

    def count(self, name: str) -> int:
        """Return how many findings are ``new``, ``changed`` or ``known``."""
        return sum(one.name == name for one in self.statuses.values())


def compare(findings: Iterable[Check], past: Iterable[Past], held: Container[str]) -> Review:
    """Return what has become of past findings, and which are new; ``held`` are the ids of the checks that hold."""
    records: dict[str, list[Past]] = {}
    for one in past:
        records.setdefault(one.id, []).append(one)
    statuses: dict[str, Status] = {}
    for check in findings:
        known = records.get(check.id, [])
        agreeing = [one for one in known if one.agrees(check)]
        note = next((one.note for one in (*agreeing, *known) if one.note), "")
        statuses[check.id] = Status("known" if agreeing else "changed" if known else "new", note)
    absent = [max(known, key=lambda one: len(one.note)) for name, known in records.items() if name not in statuses]
    return Review(
        statuses,
        fixed=tuple(one for one in absent if one.id in held),
        gone=tuple(one for one in absent if one.id not in held),
    )


def figures_of(one: Check) -> tuple[str, str, str]:
    """Return what must stay the same for a finding to stay known: its outcome and both sides, in 元; of what is only there or not, none."""
    if not one.has_amounts:
        return one.outcome, "", ""
    left, right = ("" if side is None else plain(side) for side in (one.left, one.right))
    return one.outcome, left, right


def explained(text: str, name: str) -> list[Past]:
    """Read a file of explained findings.

    Raises:
        ReviewError: It is not TOML, or an entry lacks its id or note, or names an id twice.
    """
    try:
        entries = tomllib.loads(text).get("finding", [])
    except tomllib.TOMLDecodeError as error:
        raise ReviewError(f"{name}: this is not TOML ({error})") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ReviewError(f"{name}: each explained finding is a table that begins with [[finding]]")
    found: dict[str, Past] = {}
    for number, entry in enumerate(entries, 1):
        for key in ("id", "note"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                raise ReviewError(f"{name}: entry {number} has no {key}; it needs an id and a note")
        if entry["id"] in found:
            raise ReviewError(f"{name}: {entry['id']} stands there twice; keep one of them")
        figures = tuple(str(entry[key]) for key in ("outcome", "left", "right") if key in entry)
        told = " · ".join(str(entry[key]) for key in ("disclosure", "identity", "place") if entry.get(key))
        found[entry["id"]] = Past(
            entry["id"], entry["note"], told, (figures[0], figures[1], figures[2]) if len(figures) == 3 else None
        )
    return list(found.values())


def earlier(text: str, name: str) -> list[Past]:
    """Read the findings of an earlier report.

    Raises:
        ReviewError: It is not what ``check --format json`` writes.
    """
    wrong = ReviewError(f"{name}: this is not a report; write one with: mingzhang check --format json --output {name}")
    try:
        findings = json.loads(text)["findings"]
        return [_earlier(one) for one in findings]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise wrong from error


def _earlier(one: dict[str, Any]) -> Past:
    told = (f"{one.get('department') or ''} {one.get('fiscalYear') or ''}".strip(), one["identity"], one["place"])
    figures = (str(one["outcome"]), str(one["left"] or ""), str(one["right"] or ""))
    return Past(one["id"], one.get("note") or "", " · ".join(part for part in told if part), figures)


def entry(one: Check, note: str) -> str:
    """Return the entry of a finding for a file of explained findings."""
    outcome, left, right = figures_of(one)
    lines = {
        "id": one.id,
        "note": note,
        "disclosure": one.disclosure.title or one.disclosure.iri,
        "identity": f"{one.identity} {one.label['zh']}",
        "place": one.describe_place("zh"),
        "outcome": outcome,
        "left": left,
        "right": right,
    }
    return "\n[[finding]]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in lines.items())


def _quoted(text: str) -> str:
    """Return a basic string of TOML; what JSON escapes, TOML does, and one character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
