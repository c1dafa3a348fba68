"""What was checked between documents: years, phases, a department and its units. `mingzhang check` does it and keeps it beside the store.

The report graph of a document says what is found in it alone, so that the same file gives the same graph in any store.
"""

from __future__ import annotations

from typing import NamedTuple

from server import ledgers
from server.site import site
from shapes.counts import Tally
from shapes.records import Check, Operand
from shapes.verdicts import verdict_of


class Across(NamedTuple):
    """What was checked between one document and others of its department and units.

    Attributes:
        others: how many of these there are.
        tally: how many checks, and with which outcome.
        findings: those that do not hold or lack a figure, each with its verdict.
    """

    others: int
    tally: Tally
    findings: list[tuple[str, Check]]


def build(disclosure: str) -> Across | None:
    """What is kept of the checks between documents; None when nothing is, or the data changed since."""
    here = site()
    recall = here.cached("kept reports", lambda: ledgers.recall(here.store))
    report = recall(disclosure)
    if report is None:
        return None
    part = report.of(disclosure)
    found = [(verdict_of(one), one) for one in part.findings if one.identity in ledgers.ACROSS]
    tally = sum((of for identity, of in part.summary.items() if identity in ledgers.ACROSS), Tally())
    return Across(len(report.disclosures) - 1, tally, found)


def figures(one: Check) -> list[Operand]:
    """The figures that a finding uses and that have a page."""
    return [figure for figure in (*one.left_operands, *one.right_operands) if figure.where is not None]
