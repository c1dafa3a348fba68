"""`/data/`: the data of each disclosure to take away."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server import descriptions
from server.engine import iri
from server.negotiate import HTML, NQUADS, TRIPLE_FORMS
from server.pages.page import Page
from server.site import site
from server.views.resources import show
from server.web import problem, respond, text

blueprint = Blueprint("data", __name__)
_FORMS = {form.suffix: form for form in (NQUADS, *TRIPLE_FORMS)}


@blueprint.get("/data/")
def listing() -> Response:
    """What can be downloaded."""
    here = site()
    rows = here.cached("disclosures", lambda: here.house.rows(descriptions.DISCLOSURES))
    page = Page("data.html", {"disclosures": rows, "version": here.store.version()})
    page.name_all(rows, ("jurisdiction",))
    return respond(show(page), HTML)


@blueprint.get("/data/<path:rest>.<suffix>")
def disclosure(rest: str, suffix: str) -> Response:
    """Everything one document says: `/data/disclosure/….nq`, or another suffix for another form."""
    here = site()
    form = _FORMS.get(suffix)
    address = f"{here.base}id/{rest}"
    if form is None or address not in here.store.hashes():
        return problem(404, "not-found", text("not_found", path=request.path), hints=[text("not_found_hint")])
    if form is NQUADS:
        body = here.store.graph(address)
    else:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(address)} {{ ?s ?p ?o }} }}"
        body = here.house.answer(query, form.name).body
    name = rest.removeprefix("disclosure/").replace("/", "-")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
        "Mingzhang-Dataset-Version": here.store.version(),
    }
    return respond(body, form, headers=headers)
