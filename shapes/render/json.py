"""A report as JSON: a summary per identity and the findings. Decimals are strings: 元, or the unit of the identity."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from shapes.completeness import STATES
from shapes.facts import DisclosureFacts
from shapes.hints import Hint
from shapes.money import plain
from shapes.records import Check, Operand, Place
from shapes.report import Report
from shapes.review import Past
from shapes.totals import Totals
from shapes.verdicts import verdict_of
from shapes.wording import title_of, unit_of


def render_json(report: Report) -> str:
    """Return the report as one JSON object with ``summary``, ``counts`` and ``findings``, keys in a fixed order.

    Compared with findings of the past, it has ``fixed`` and ``gone`` too, and its findings say what they are to a reviewer.
    """
    summary = {
        identity: {
            "checked": tally.checked,
            "passed": tally.passed,
            "failed": tally.failed,
            "incomplete": tally.incomplete,
        }
        for identity, tally in report.summary.items()
    }
    document: dict[str, Any] = {
        "summary": summary,
        "counts": _counts(report.totals, reviewed=report.review is not None),
        "disclosures": [_disclosure(one, report.of(one.iri)) for one in report.disclosures],
        "findings": [finding(one, report) for one in report.findings],
    }
    if report.review is not None:
        document["fixed"] = [_past(one) for one in report.review.fixed]
        document["gone"] = [_past(one) for one in report.review.gone]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _counts(counts: Totals, *, reviewed: bool) -> dict[str, Any]:
    """Return the findings in numbers; what only a comparison with the past can tell is null without one."""
    past = {name: getattr(counts, name) if reviewed else None for name in ("new", "changed", "known", "fixed", "gone")}
    return {
        "findings": counts.findings,
        "open": counts.open,
        "causes": counts.causes,
        "verdicts": counts.verdicts,
        **past,
    }


def _disclosure(disclosure: DisclosureFacts, part: Report) -> dict[str, Any]:
    """Return what was checked of a disclosure, and of each of its tables; which of the mandated tables it publishes."""
    checked, known, failing = part.coverage
    mandated = disclosure.mandated
    return {
        "disclosure": disclosure.iri,
        "title": disclosure.title,
        "identities": {"checked": checked, "known": known, "failing": failing},
        "findings": len(part.findings),
        "open": part.totals.open,
        "verdicts": part.totals.verdicts,
        "causes": [
            {"id": cause.id, "what": cause.what or None, "findings": [one.id for one in cause.findings]}
            for cause in part.causes
        ],
        "mandated": {
            "score": mandated.score or None,
            **{state: list(mandated.of(state)) for state in STATES},
        },
        "tables": [
            {
                "table": one.table.iri,
                "kind": one.table.kind,
                "title": one.table.title,
                "identities": {"checked": one.identities, "failing": one.failing},
                "instances": {
                    "checked": one.checked,
                    "passed": one.passed,
                    "failed": one.failed,
                    "incomplete": one.incomplete,
                },
            }
            for one in part.tables
        ],
    }


def finding(check: Check, report: Report) -> dict[str, Any]:
    """Return a finding of a report as a JSON object."""
    disclosure, table = check.disclosure, check.place.table
    hint, status = check.hint, report.status(check) if report.review else None
    return {
        "identity": check.identity,
        "verdict": verdict_of(check),
        "severity": check.severity,
        "outcome": check.outcome,
        "jurisdiction": disclosure.jurisdiction_label or disclosure.jurisdiction.rpartition("/")[2],
        "department": disclosure.department_label or disclosure.department.rpartition("/")[2],
        "fiscalYear": disclosure.fiscal_year,
        "phase": disclosure.phase,
        "table": table.kind if table else None,
        "place": check.describe_place("en"),
        "left": _decimal(check.left if check.has_amounts else None),
        "right": _decimal(check.right if check.has_amounts else None),
        "difference": _decimal(check.difference if check.has_amounts and check.differs else None),
        "tolerance": _decimal(check.tolerance if check.has_amounts and check.differs else None),
        "unit": (check.unit or None) if check.relation and check.has_amounts else None,
        "operands": [
            _operand(side, one) | {"identities": _uses(one, report)}
            for side, figures in (("left", check.left_operands), ("right", check.right_operands))
            for one in figures
        ],
        # Why an incomplete check is so: cells left blank; else tables of which some figures could not be read (the loaders', not the
        # publisher's).
        "blank": [_blank(one) for one in check.blanks],
        "unread": [{"table": one.title, "kind": one.kind, "figures": one.unread} for one in check.unread],
        "message": check.message,
        "id": check.id,
        "hint": None if hint is None else _hint(hint),
        "status": status.name if status else None,
        "note": (status.note or None) if status else None,
        "cause": report.cause(check).id,
    }


def _uses(figure: Operand, report: Report) -> dict[str, int]:
    """Return how many identities check a figure, and how many of them fail."""
    checked, failing = report.uses[figure.iri]
    return {"checked": checked, "failing": failing}


def _hint(hint: Hint) -> dict[str, Any]:
    cell = _operand("", hint.figure) if hint.figure else _blank(hint.place) if hint.place else {}
    keys = ("observation", "table", "row", "column", "rowNumber", "columnNumber", "line", "page", "sheet", "printed")
    return {
        "kind": hint.kind,
        **{key: cell.get(key) for key in keys},
        "reading": hint.reading,
        "amount": _decimal(hint.amount),
        "repairs": list(hint.repairs),
        "message": hint.message,
    }


def _past(one: Past) -> dict[str, Any]:
    return {"id": one.id, "told": one.told, "note": one.note or None}


def _decimal(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _blank(place: Place) -> dict[str, Any]:
    row, column = place.row or (None, None), place.column or (None, None)
    return {
        "table": place.table.title if place.table else None,
        "row": row[1],
        "column": column[1],
        "rowNumber": row[0],
        "columnNumber": column[0],
        "line": place.line,
        "page": place.page,
        "sheet": place.sheet,
    }


def _operand(side: str, figure: Operand) -> dict[str, Any]:
    cell, where = figure.cell, figure.where or figure.table
    return {
        "side": side,
        "observation": figure.iri,
        "table": title_of(figure) or None,
        "row": figure.row or None,
        "column": figure.column or None,
        "printed": (cell.printed if cell else figure.statement.printed if figure.statement else None) or None,
        "unit": unit_of(figure) or None,
        "amount": None if figure.amount is None else plain(figure.amount),
        "sentence": (figure.statement.sentence if figure.statement else "") or None,
        "rowNumber": cell.row_number if cell else None,
        "columnNumber": cell.column_number if cell else None,
        "line": where.line if where else None,
        "page": where.page if where else None,
        "sheet": where.sheet if where else None,
    }
