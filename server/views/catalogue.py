"""`/catalog` and `/.well-known/void`: what there is, for harvesters."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from server import descriptions
from server.negotiate import TRIPLE_FORMS, Form, by_accept, by_name
from server.site import site
from server.web import not_acceptable, respond, url

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/catalog")
def catalog() -> BaseResponse:
    """The DCAT catalogue in RDF; people go to the page of downloads."""
    if not request.args.get("format") and request.accept_mimetypes.best in {"text/html", "application/xhtml+xml"}:
        return redirect(url("/data/"), 303)
    here = site()
    rows = here.house.rows(descriptions.DISCLOSURES)
    version = here.store.version()
    return _negotiated(lambda form: descriptions.catalogue(here.base, request.root_url, rows, version, form))


@blueprint.get("/.well-known/void")
def void() -> BaseResponse:
    """The VoID description."""
    here = site()
    counted = here.cached("counts", lambda: descriptions.counts(here.house))
    root = request.root_url
    return _negotiated(
        lambda form: descriptions.void(here.base, f"{root}sparql", f"{root}data/", counted, here.store.version(), form)
    )


def _negotiated(render: Callable[[Form], bytes]) -> Response:
    asked = request.args.get("format")
    form = by_name(asked, TRIPLE_FORMS) if asked else by_accept(request.headers.get("Accept"), TRIPLE_FORMS)
    if form is None and asked is None and "text/html" in request.headers.get("Accept", ""):
        form = TRIPLE_FORMS[0]
    return not_acceptable(TRIPLE_FORMS) if form is None else respond(render(form), form)
