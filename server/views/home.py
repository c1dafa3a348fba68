"""`/`: what is in here, for a journalist who has never seen it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, Response

from server.engine import Row
from server.negotiate import HTML
from server.pages import flags
from server.pages.findings import identities, tally
from server.pages.page import Page
from server.site import site
from server.views.resources import show
from server.views.sparql import EXAMPLE
from server.web import respond

blueprint = Blueprint("home", __name__)

SHOWN = 30
_DISCLOSURES = """
    SELECT ?disclosure ?title ?year ?phase ?jurisdiction ?totalExpenditure ?threePublicTotal {
        ?disclosure a mz:Disclosure ; dcterms:title ?title ; mz:fiscalYear ?year ; mz:phase ?phase ;
            mz:jurisdiction ?jurisdiction .
        OPTIONAL { ?disclosure mz:totalExpenditure ?totalExpenditure }
        OPTIONAL { ?disclosure mz:threePublicTotal ?threePublicTotal }
    } ORDER BY DESC(?year) ?jurisdiction ?title"""
_COUNTS = """
    SELECT ?figures ?projects ?indicators {
        { SELECT (COUNT(*) AS ?figures) { ?cell a qb:Observation } }
        { SELECT (COUNT(*) AS ?projects) { ?project a mz:Project } }
        { SELECT (COUNT(*) AS ?indicators) { ?indicator a mz:PerformanceIndicator } }
    }"""
_OUTCOMES = """
    SELECT ?identity ?outcome (COUNT(*) AS ?number) {
        ?check mz:identity ?identity ; mz:outcome ?outcome
    } GROUP BY ?identity ?outcome"""


@blueprint.get("/")
def home() -> Response:
    """The home page."""
    data = site().cached("home", _collect)
    page = Page("home.html", {**data, "questions": site().questions.values(), "example": EXAMPLE})
    page.name_all(data["disclosures"], ("jurisdiction", "phase"))
    return respond(show(page), HTML)


def _collect() -> dict[str, Any]:
    here = site()
    disclosures: list[Row] = here.house.rows(_DISCLOSURES)
    known = identities(here.house)
    outcomes: Counter[str] = sum(tally(here.house.rows(_OUTCOMES), known, "identity").values(), Counter())
    return {
        "flags": flags.fetch(here.house, (row["disclosure"].value for row in disclosures[:SHOWN])),
        "disclosures": disclosures[:SHOWN],
        "number": len(disclosures),
        "jurisdictions": len({row["jurisdiction"] for row in disclosures}),
        "years": sorted({row["year"].value for row in disclosures}),
        "counts": here.house.rows(_COUNTS)[0],
        "outcomes": outcomes,
        "version": here.store.version(),
    }
