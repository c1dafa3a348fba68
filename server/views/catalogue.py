"""`/catalog` and `/.well-known/void`: what there is, for harvesters."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from server.negotiate import TRIPLE_FORMS, Form, by_accept, by_name
from server.publishing import void as volume
from server.publishing.catalogue import Where, catalogue
from server.publishing.facts import gather
from server.site import site
from server.web import form_headers, not_acceptable, problem, respond, text, url

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>")
def catalog(suffix: str = "") -> BaseResponse:
    """The DCAT catalogue in RDF; people go to the page of downloads."""
    asked = suffix or request.args.get("format")
    if not asked and request.accept_mimetypes.best in {"text/html", "application/xhtml+xml"}:
        leads = redirect(url("/data/"), 303)
        leads.vary.add("Accept")
        return leads
    here = site()
    facts = here.cached("catalogue", lambda: gather(here.house, here.store))
    where = Where(here.base, request.root_url)
    files = here.dumped()
    return _negotiated(
        "/catalog", where.catalog, suffix, lambda form: catalogue(where, facts, files, form, here.publisher)
    )


@blueprint.get("/.well-known/void")
@blueprint.get("/.well-known/void.<suffix>")
def void(suffix: str = "") -> Response:
    """The VoID description."""
    here = site()
    counted = here.cached("counts", lambda: volume.counts(here.house))
    where, version, files = Where(here.base, request.root_url), here.store.version(), here.dumped()
    address = f"{request.root_url}.well-known/void"
    return _negotiated(
        "/.well-known/void", address, suffix, lambda form: volume.void(where, counted, version, files, form)
    )


def _negotiated(path: str, address: str, suffix: str, render: Callable[[Form], bytes]) -> Response:
    asked = suffix or request.args.get("format")
    form = by_name(asked, TRIPLE_FORMS) if asked else by_accept(request.headers.get("Accept"), TRIPLE_FORMS)
    if form is None and suffix:
        return problem(404, "not-found", text("not_found", path=request.path))
    if form is None and asked is None and "text/html" in request.headers.get("Accept", ""):
        form = TRIPLE_FORMS[0]
    if form is None:
        return not_acceptable(TRIPLE_FORMS)
    return respond(render(form), form, headers=form_headers(path, address, form, TRIPLE_FORMS))
