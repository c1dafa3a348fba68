"""A report as CSV: one line per finding, for spreadsheets; amounts in 元, or in the unit that the line names."""

from __future__ import annotations

import csv
import io

from shapes.records import Check, Operand
from shapes.render.json import finding
from shapes.report import Report
from shapes.verdicts import VERDICTS, outcome
from shapes.wording import printed_of, title_of

COLUMNS = (
    "id",
    "identity",
    "verdict",
    "verdict_zh",
    "verdict_en",
    "severity",
    "outcome",
    "jurisdiction",
    "department",
    "fiscalYear",
    "phase",
    "table",
    "place",
    "place_zh",
    "left",
    "right",
    "difference",
    "tolerance",
    "unit",
    "leftFigures",
    "rightFigures",
    "message_zh",
    "message_en",
    "hint_zh",
    "hint_en",
    "status",
    "note",
    "mandatedTables",
    "cause",
    "cause_zh",
    "cause_en",
)
# Spreadsheets run a cell that begins like a formula; a printed label must stay text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_csv(report: Report) -> str:
    """Return the findings as CSV (RFC 4180) with a header line; after them those of the past that are fixed or gone."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for cause in report.causes:
        for check in cause.findings:
            writer.writerow(_line(check, report))
    if report.review is not None:
        for status, past in (("fixed", report.review.fixed), ("gone", report.review.gone)):
            for one in past:
                told: dict[str, str | None] = {
                    "id": one.id,
                    "place": one.told,
                    "place_zh": one.told,
                    "status": status,
                    "note": one.note,
                }
                if status == "fixed":
                    told |= {"verdict": "passed", **_words(VERDICTS["passed"], "verdict")}
                writer.writerow([_cell(told.get(column), number=False) for column in COLUMNS])
    return buffer.getvalue()


def _line(check: Check, report: Report) -> list[str]:
    told = finding(check, report)
    told |= _words(outcome(check), "verdict") | {"place_zh": check.describe_place("zh")}
    told |= _words(told["hint"]["message"] if told["hint"] else {}, "hint")
    told |= _words(report.cause(check).what, "cause")
    told["mandatedTables"] = check.disclosure.mandated.score.replace("/", " of ")  # 7/8 is a day to a spreadsheet
    told |= _words(check.message, "message")
    told["leftFigures"] = _figures(check.left_operands)
    told["rightFigures"] = _figures(check.right_operands)
    amounts = {"left", "right", "difference", "tolerance"}
    return [_cell(told[column], number=column in amounts) for column in COLUMNS]


def _words(words: dict[str, str], column: str) -> dict[str, str | None]:
    return {f"{column}_{language}": words.get(language) for language in ("zh", "en")}


def _figures(figures: tuple[Operand, ...]) -> str:
    return "; ".join(
        f"{figure.row or title_of(figure)} {figure.column} {_printed(figure)}".replace("  ", " ").strip()
        for figure in figures
    )


def _printed(figure: Operand) -> str:
    """Return a figure as printed, but not again where what it is called has it."""
    printed = printed_of(figure)
    return "" if figure.statement and printed in figure.row else printed


def _cell(value: object, *, number: bool) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if not number and text.startswith(_FORMULA) else text
