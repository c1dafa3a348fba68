"""What the loaders made of a document: every figure with its meaning, and the findings of the checks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

import shapes
from loaders.pipeline import Loaded

_QUAD = re.compile(r'^<[^>]*/table/([a-z-]+?)(?:-\d+)?/cell/([^>]+)> <[^>]*[#/](\w+)> (?:<([^>]+)>|"([^"]*)")')
_DIMENSIONS = frozenset(
    {"flow", "lineItem", "functionalAccount", "economicAccount", "governmentEconomicAccount", "fundingSource", "phase", "fiscalPeriod",
     "spendingType", "budgetUnit", "project", "valueKind"}
)  # fmt: skip


@dataclass
class Observed:
    """A figure of the graph: its table, amount and dimensions, what was printed, and where."""

    kind: str
    amount: Decimal = Decimal(0)
    dims: dict[str, str] = field(default_factory=dict)
    printed: str = ""
    multiplier: int = 0
    line: int | None = None
    page: int | None = None
    sheet: str | None = None

    @property
    def figure(self) -> str:
        """Return kind, amount and dimensions in one line; members for totals are left out."""
        dims = (f"{name}={self.dims[name]}" for name in sorted(self.dims))
        return "\t".join([self.kind, f"{self.amount.normalize():f}", *dims])


def observed(nquads: bytes) -> list[Observed]:
    """Return every figure of the graph of a disclosure."""
    found: dict[tuple[str, str], Observed] = {}
    for line in nquads.decode().splitlines():
        match = _QUAD.match(line)
        if match is None:
            continue
        kind, cell, term, address, literal = match.groups()
        one = found.setdefault((line[: line.index("/cell/")], cell), Observed(kind))
        if term in {"amount", "quantity"}:
            one.amount = Decimal(literal)
        elif term in _DIMENSIONS and address:
            member = "department" if "/id/department/" in address else address.rpartition("/")[2]
            if member != "total":
                one.dims[term] = member
        elif term == "printedValue":
            one.printed = literal
        elif term == "unitMult":
            one.multiplier = int(literal)
        elif term == "sourceLine":
            one.line = int(literal)
        elif term == "sourcePage":
            one.page = int(literal)
        elif term == "sourceSheet":
            one.sheet = literal
    return list(found.values())


def figures(loaded: Loaded) -> list[str]:
    """Return kind, amount and dimensions of every figure, in one line each; members for totals are left out."""
    return sorted(one.figure for one in observed(loaded.nquads))


def failures(loaded: Loaded) -> list[str]:
    """Return the identities that fail."""
    report = shapes.check_nquads(loaded.nquads)
    return [f"{f.identity} {f.place}: {f.message}" for f in report.findings if str(f.outcome) == "failed"]
