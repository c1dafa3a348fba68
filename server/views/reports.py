"""`/reports/`: which identities were checked, which hold, which fail, by how much, and where."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from server.engine import Row, iri
from server.negotiate import HTML, TRIPLE_FORMS, by_accept, by_name
from server.pages import across, causes
from server.pages.findings import VERDICTS, apart, checks, identities, name_checks, outcomes, tally
from server.pages.page import Page
from server.site import site
from server.views.resources import show, split_suffix
from server.web import form_headers, not_acceptable, problem, respond, text

blueprint = Blueprint("reports", __name__)

_ALL = """
    SELECT ?disclosure ?title ?year ?jurisdiction {
        ?disclosure a mz:Disclosure ; dcterms:title ?title ; mz:fiscalYear ?year ; mz:jurisdiction ?jurisdiction .
    } ORDER BY ?jurisdiction ?year ?title"""
_COUNTS = """
    SELECT ?disclosure ?identity ?outcome (COUNT(*) AS ?number) {
        ?check a mz:IdentityCheck ; mz:disclosure ?disclosure ; mz:identity ?identity ; mz:outcome ?outcome
    } GROUP BY ?disclosure ?identity ?outcome ORDER BY ?identity"""


_UNREAD = """
    SELECT ?disclosure ?identity (COUNT(*) AS ?number) {
        ?result mz:verdict "unread" ; rdfs:seeAlso ?check . ?check mz:disclosure ?disclosure ; mz:identity ?identity
    } GROUP BY ?disclosure ?identity"""


@blueprint.get("/reports/")
def listing() -> Response:
    """All disclosures and all identities, with what the checks found."""
    here = site()
    disclosures = here.cached("reports", lambda: here.house.rows(_ALL))
    counts = here.cached("counts of checks", _counts)
    known = here.cached("identities", lambda: identities(here.house))
    by_identity, by_disclosure = tally(counts, known, "identity"), tally(counts, known, "disclosure")
    data = {
        "disclosures": disclosures,
        "found": by_disclosure,
        "identities": by_identity,
        "verdicts": _columns(by_disclosure),
    }
    page = Page("reports.html", data, set(by_identity))
    page.name_all(disclosures, ("jurisdiction",))
    return respond(show(page), HTML)


def _columns(found: dict[str, Counter[str]]) -> list[str]:
    """The verdicts that a table of counts has columns for; what could not be read has one only where there is any."""
    known = set().union(*found.values())
    return [name for name in VERDICTS if name != "inapplicable" and (name != "unread" or name in known)]


def _counts() -> list[Row]:
    house = site().house
    unread: dict[tuple[str, ...], int] = {
        (row["disclosure"].value, row["identity"].value): int(row["number"].value) for row in house.rows(_UNREAD)
    }
    return apart(house.rows(_COUNTS), unread, "disclosure", "identity")


@blueprint.get("/reports/<path:rest>")
def report(rest: str) -> Response:
    """The conformance report of one disclosure; in RDF it is the report graph."""
    path, form = split_suffix(rest)
    here = site()
    address = f"{here.base}id/disclosure/{path}"
    if address not in here.store.hashes():
        return problem(404, "not-found", text("not_found", path=request.path), hints=[text("not_found_hint")])
    forms = (HTML, *TRIPLE_FORMS)
    asked = request.args.get("format")
    if form is None:
        form = by_name(asked, forms) if asked else by_accept(request.headers.get("Accept"), forms)
    if form is None:
        return not_acceptable(forms)
    headers = form_headers(f"/reports/{path}", f"{request.root_url}reports/{path}", form, forms)
    if form is not HTML:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(address + '/report')} {{ ?s ?p ?o }} }}"
        return respond(here.house.answer(query, form.name).body, form, headers=headers)
    wanted = request.args.get("outcome", "")
    known = here.cached("identities", lambda: identities(here.house))
    results = causes.results(here.house, address)
    found = checks(here.house, address, known, results, wanted=(wanted,) if wanted in VERDICTS else VERDICTS)
    title = here.house.rows(f"SELECT ?title {{ {iri(address)} dcterms:title ?title }} LIMIT 1")
    page = Page(
        "report.html",
        {
            "results": results,
            "disclosure": address,
            "title": title[0]["title"] if title else path,
            "path": path,
            "outcomes": outcomes(here.house, address, known, results),
            "wanted": wanted,
            "across": None if wanted else across.build(address),
            "figures": across.figures,
            "groups": causes.grouped(found, results),
        },
    )
    name_checks(page, found)
    return respond(show(page, cited=f"{request.root_url}reports/{path}"), HTML, headers=headers)
