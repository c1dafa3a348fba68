"""What the loaders made of a document: every figure with its meaning, and the findings of the checks."""

from __future__ import annotations

import re
from decimal import Decimal

import shapes
from loaders.pipeline import Loaded

_NS = "https://w3id.org/mingzhang/ns#"
_QUAD = re.compile(
    r"^<[^>]*/table/([a-z-]+?)(?:-\d+)?/cell/([^>]+)> <" + re.escape(_NS) + r'(\w+)> (?:<([^>]+)>|"([^"]*)")'
)
_DIMENSIONS = frozenset(
    {"flow", "lineItem", "functionalAccount", "economicAccount", "governmentEconomicAccount", "fundingSource", "phase", "fiscalPeriod",
     "spendingType", "budgetUnit", "project", "valueKind"}
)  # fmt: skip


def figures(loaded: Loaded) -> list[str]:
    """Return kind, amount and dimensions of every figure, in one line each; members for totals are left out."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in loaded.nquads.decode().splitlines():
        match = _QUAD.match(line)
        if match is None:
            continue
        kind, cell, term, address, literal = match.groups()
        table = line[: line.index("/cell/")]
        if term in {"amount", "quantity"}:
            found.setdefault((table, cell), {})["amount"] = f"{Decimal(literal).normalize():f}"
            found[table, cell]["kind"] = kind
        elif term in _DIMENSIONS and address:
            member = "department" if "/id/department/" in address else address.rpartition("/")[2]
            if member != "total":
                found.setdefault((table, cell), {})[term] = member
    return sorted(
        "\t".join([f["kind"], f["amount"], *(f"{k}={f[k]}" for k in sorted(f) if k not in {"kind", "amount"})])
        for f in found.values()
    )


def failures(loaded: Loaded) -> list[str]:
    """Return the identities that fail."""
    report = shapes.check_nquads(loaded.nquads)
    return [f"{f.identity} {f.place}: {f.message}" for f in report.findings if str(f.outcome) == "failed"]
