"""The fidelity of several documents as text, HTML or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Final

from loaders.fidelity import LEAST, Fidelity
from loaders.outline import Block, Grid, Heading, Line, to_html, to_text

FORMATS: Final = ("text", "json", "html")
_HEAD: Final = (
    "document",
    "numbers",
    "labels",
    "by rule",
    "amounts",
    "mapped",
    "not",
    "share",
    "observations",
    "unconfirmed",
    "sums",
)
_TABLE: Final = (
    "kind",
    "title",
    "place",
    "printed",
    "observations",
    "confirmed",
    "by rule",
    "not placed",
    "sums hold",
    "sums fail",
)
_MOST: Final = 40


def is_faithful(found: Sequence[Fidelity], least: Decimal = LEAST) -> bool:
    """Return whether every document was loaded, and of each so large a share of its amounts is mapped."""
    return all(not one.refusal and one.share >= least for one in found)


def render(found: Sequence[Fidelity], form: str) -> str:
    """Return the report in one of `FORMATS`."""
    if form == "json":
        documents = [asdict(one) | {"share": f"{one.share:.4f}"} for one in found]
        return json.dumps({"totals": _totals(found), "documents": documents}, ensure_ascii=False, indent=2) + "\n"
    blocks = _blocks(found)
    return to_html(blocks) if form == "html" else to_text(blocks)


def _totals(found: Sequence[Fidelity]) -> dict[str, object]:
    counted = [one for one in found if not one.refusal]
    mapped, unmapped = sum(one.mapped for one in counted), sum(len(one.unmapped) for one in counted)
    return {
        "documents": len(found),
        "refused": len(found) - len(counted),
        "numbers": sum(one.numbers for one in counted),
        "observations": sum(one.observations for one in counted),
        "mapped": mapped,
        "ignored": sum(one.ignored for one in counted),
        "unmapped": unmapped,
        "unconfirmed": sum(len(one.unconfirmed) for one in counted),
        "share": f"{Decimal(mapped) / (mapped + unmapped) if mapped + unmapped else Decimal(1):.4f}",
        "sumsHeld": sum(table.held for one in counted for table in one.tables),
        "sumsFailed": sum(table.failed for one in counted for table in one.tables),
    }


def _blocks(found: Sequence[Fidelity]) -> list[Block]:
    total = _totals(found)
    rows = [_row(one) for one in found if not one.refusal]
    blocks: list[Block] = [
        Heading("Fidelity", 1),
        Line("numbers counted a second way, in the source, against the observations of the graph"),
        Line(
            f"{total['mapped']} amounts mapped, {total['unmapped']} not; {total['unconfirmed']} observations not found by the second count; "
            f"{total['sumsHeld']} sums hold, {total['sumsFailed']} do not",
            "good" if is_faithful(found) else "bad",
        ),
        Grid(_HEAD, rows, frozenset(range(1, len(_HEAD)))),
    ]
    blocks += [Line(f"REFUSED {one.refusal}", "bad") for one in found if one.refusal]
    for one in found:
        if not one.refusal:
            blocks += _document(one)
    return blocks


def _row(one: Fidelity) -> list[object]:
    held, failed = sum(table.held for table in one.tables), sum(table.failed for table in one.tables)
    amounts = one.mapped + len(one.unmapped)
    return [
        one.file, one.numbers, sum(one.labels.values()), one.ignored, amounts, one.mapped, len(one.unmapped), f"{one.share:.2%}",
        one.observations, len(one.unconfirmed), f"{held} of {held + failed}",
    ]  # fmt: skip


def _document(one: Fidelity) -> list[Block]:
    tables = [
        [t.kind, t.title, t.place, t.printed, t.observations, t.confirmed, t.ignored, t.unmapped, t.held, t.failed]
        for t in one.tables
    ]
    said = ", ".join(f"{count} × {kind}" for kind, count in one.labels.items())
    blocks: list[Block] = [Heading(one.file), Grid(_TABLE, tables, frozenset(range(3, len(_TABLE))))]
    blocks += [Line(f"no amounts: {said}", "quiet")] if said else []
    blocks += [
        Line(f"not mapped: {u.text} ({u.place}, after “{u.before}”): {u.reason}", "bad") for u in one.unmapped[:_MOST]
    ]
    if len(one.unmapped) > _MOST:
        reasons = Counter(u.reason for u in one.unmapped[_MOST:])
        blocks += [Line(f"not mapped: {count} more: {reason}", "bad") for reason, count in reasons.items()]
    return blocks + [Line(f"not found by the second count: {text}", "open") for text in one.unconfirmed[:_MOST]]
