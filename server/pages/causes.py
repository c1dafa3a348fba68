"""Findings by what causes them, as reports list them: one misprint makes several checks fail, and a reader wants it told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from server.engine import Engine, iri

Words = dict[str, str]
Check = dict[str, Any]
"""As in `server.pages.findings`."""


@dataclass(frozen=True)
class Results:
    """What the report of a disclosure says of its findings, besides each check.

    Attributes:
        causes: finding -> cause, both by address.
        checks: check -> finding.
        unread: how many findings of each identity lack what could not be read.
        not_read: their checks.
        shared: what the findings of a cause share, by language.
    """

    causes: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    not_read: set[str] = field(default_factory=set)
    shared: dict[str, Words] = field(default_factory=dict)

    @property
    def kin(self) -> Counter[str]:
        """How many findings each cause has."""
        return Counter(self.causes.values())

    def cause(self, check: str) -> str:
        """The cause of a check; empty when it is no finding, or the report says nothing of causes."""
        return self.causes.get(self.checks.get(check, ""), "")


@dataclass(frozen=True)
class Group:
    """Checks that stand together.

    Attributes:
        checks: in the order of the list.
        kin: how many findings of the disclosure have this cause; they may stand in several lists.
        shared: what they share, by language; empty for one alone.
        hints: the repair hint of those that have one, by language; empty where they differ.
    """

    checks: list[Check]
    kin: int = 1
    shared: Words = field(default_factory=dict)
    hints: Words = field(default_factory=dict)


def results(engine: Engine, disclosure: str) -> Results:
    """The results of the report of a disclosure, in one query."""
    found = Results()
    for row in engine.rows(f"""
        SELECT ?result ?check ?identity ?verdict ?cause ?words {{
            GRAPH {iri(disclosure + "/report")} {{
                ?result mz:cause ?cause .
                OPTIONAL {{ ?result mz:verdict ?verdict }} OPTIONAL {{ ?result mz:sharedCause ?words }}
                OPTIONAL {{ ?result rdfs:seeAlso ?check . ?check mz:identity ?identity }}
            }}
        }}"""):
        result = row["result"].value
        if "words" in row:
            found.shared.setdefault(result, {})[row["words"].language] = row["words"].value
        if result in found.causes:
            continue
        found.causes[result] = row["cause"].value
        if "check" in row:  # what is wrong with the structure of a graph is a finding, and no check of an identity
            found.checks[row["check"].value] = result
            if "verdict" in row and row["verdict"].value == "unread":
                found.unread[row["identity"].value] += 1
                found.not_read.add(row["check"].value)
    return found


def grouped(listed: Iterable[Check], found: Results) -> list[Group]:
    """Checks with those of one cause together, each group where its first check stands."""
    kin = found.kin
    groups: dict[str, list[Check]] = {}
    for number, check in enumerate(listed):
        cause = found.cause(str(check["check"]))
        groups.setdefault(cause if kin[cause] > 1 else str(number), []).append(check)
    return [_group(checks, kin.get(cause, 1), found.shared.get(cause, {})) for cause, checks in groups.items()]


def _group(checks: list[Check], kin: int, shared: Words) -> Group:
    if kin < 2:
        return Group(checks)
    hints = [check["hints"] for check in checks if check["hints"]]
    return Group(checks, kin, shared, hints[0] if hints and all(one == hints[0] for one in hints) else {})
