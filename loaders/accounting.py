"""Accounting for the figures of a table: each that is printed was mapped, left out by a rule, or refused."""

from __future__ import annotations

from collections.abc import Iterable

from loaders.amounts import is_amount, parse_cell
from loaders.body import Body
from loaders.document import Cell, Paragraph
from loaders.errors import Signal
from loaders.header import CODE, is_column_row
from loaders.performance import beside_indicators, indicator_header, list_start
from loaders.text import one_line

#: Families that are read for names, or whose figures stand above their indicators, which are no figures of money.
_INDICATORS = frozenset({"performance", "project-performance"})
_PAGE_DIGITS = 3


def account_for(body: Body) -> None:
    """Count what became of the figures of a table; one that nothing took up is refused, so that none is lost in silence."""
    printed = printed_figures(body)
    for cell in printed:
        if id(cell) not in body.fates:
            body.refuse(cell, f"{one_line(cell.text)}: no rule takes up this figure")
    fates = [body.fates[id(cell)] for cell in printed]
    facts = body.facts
    facts.ignored, facts.unmapped = fates.count("ignored"), fates.count("refused")
    facts.printed = len(printed)
    facts.left_out = [one_line(cell.text) for cell in printed if body.fates[id(cell)] == "ignored"]
    facts.labels = _labels(body)


def _labels(body: Body) -> list[str]:
    """Return the whole numbers in columns of text, such as codes and row numbers."""
    named = [column.index for column in body.columns if column.role is not None]
    rows = (body.fitted(row) for row in body.table.table.rows[body.start :])
    texts = (row[i].text.strip() for row in rows if row is not None for i in named if i < len(row))
    return [text for text in texts if text.isdigit()]


def stray_figures(paragraphs: Iterable[Paragraph]) -> list[Signal]:
    """Report the numbers that are lines of their own, in no table: a row torn apart, or the number of a page."""
    signals = []
    for line in paragraphs:
        printed = parse_cell(line.text)
        if printed is not None and printed.text.isdigit() and len(printed.text) <= _PAGE_DIGITS:
            rule = "whole numbers that are lines of their own, as those of pages are"
            signals.append(
                Signal(
                    "ignored", f"{printed.text} is a line of its own, as numbers of pages are", line.place, rule=rule
                )
            )
        elif printed is not None:
            signals.append(
                Signal("refused", f"{printed.text}: a number that is a line of its own, in no table", line.place)
            )
    return signals


def printed_figures(body: Body) -> list[Cell]:
    """Return the cells of the body that print figures, those in columns of codes and names left out."""
    rows = list(body.table.table.rows)
    listed = list_start(rows) is not None and body.table.rule.rows == "project-performance"
    end = indicator_header(rows) if body.table.rule.rows in _INDICATORS and not listed else None
    named = {column.index: column.role for column in body.columns if column.role is not None}
    found: list[Cell] = [] if end is None else [cell for _, cell, _ in beside_indicators(rows)]
    for row in rows[body.start : end]:
        if is_column_row(row):
            continue
        fitted = body.fitted(row)
        if fitted is None:
            found += [cell for cell in row if is_amount(cell.text) and not CODE.fullmatch(cell.text.strip())]
        else:
            found += [cell for i, cell in enumerate(fitted) if _is_printed(cell.text, named.get(i))]
    return found


def _is_printed(text: str, role: str | None) -> bool:
    """Return whether a cell prints a figure that has to be accounted for; an amount among names and codes is one, a number is none."""
    if role is None:
        return is_amount(text)
    printed = parse_cell(text) if role != "text" else None
    return printed is not None and (printed.decimals > 0 or "," in printed.text)
