"""What must hold: structure shapes and accounting identities of budget disclosures, and reports of what does.

    report = shapes.check_nquads(data)
    report.conforms, report.findings, report.summary
    print(report.render("text"))

Each identity is defined once, in Turtle, under ``shapes/identities/``: docs/reference/identities.md lists them.
"""

from shapes.catalogue import Identity, ShapesError, identities, shapes_graph
from shapes.checking import Engine, check, check_nquads
from shapes.counts import Tally
from shapes.records import Check, Operand, Place
from shapes.reference import EngineError
from shapes.report import Report

__all__ = [
    "Check",
    "Engine",
    "EngineError",
    "Identity",
    "Operand",
    "Place",
    "Report",
    "ShapesError",
    "Tally",
    "check",
    "check_nquads",
    "identities",
    "shapes_graph",
]
