"""`/data/`: dumps of everything, and the data of each disclosure, to take away."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from typing import Final

from flask import Blueprint, Response, g, redirect, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from server import figures
from server.engine import iri
from server.negotiate import CSV, HTML, NQUADS, TRIPLE_FORMS
from server.pages.page import Page
from server.publishing.facts import DISCLOSURES
from server.site import site
from server.views.resources import show
from server.web import problem, respond, text, url

blueprint = Blueprint("data", __name__)
_FORMS = {form.suffix: form for form in (NQUADS, CSV, *TRIPLE_FORMS)}
LATEST: Final = "latest"


_ONE_RANGE: Final = re.compile(r"bytes=(\d+-\d*|-\d+)")


@blueprint.get("/data/")
def listing() -> Response:
    """What can be downloaded."""
    here = site()
    rows = here.cached("disclosures", lambda: here.house.rows(DISCLOSURES))
    current = here.store.version()
    versions = here.dumps.versions() if here.dumps else []
    data = {"disclosures": rows, "version": current, "files": here.dumped()}
    page = Page("data.html", data | {"older": [version for version in versions if version != current]})
    page.name_all(rows, ("jurisdiction",))
    g.timeless = True  # another dump may have been written while the data stayed
    return respond(show(page), HTML)


@blueprint.get("/data/<version>/", strict_slashes=False)
@blueprint.get("/data/<version>/<name>")
def dump(version: str, name: str = "") -> BaseResponse:
    """A file of a dump, whole or in ranges; `/data/latest/…` leads to the current version."""
    here = site()
    if version == LATEST and here.dumped():
        return redirect(url(f"/data/{here.store.version()}/{name}"), 302)
    files = here.dumps.files(version) if here.dumps else []
    if not name and files:
        g.timeless = True
        page = Page("dump.html", {"files": files, "version": version, "current": here.store.version()})
        return respond(show(page), HTML)
    path = here.dumps.path(version, name) if here.dumps and files else None
    if path is None:
        return problem(404, "not-found", text("not_found", path=request.path), hints=[text("no_dump_hint")])
    known = {file.name: file.measured.sha256 for file in files}
    media = "application/gzip" if name.endswith(".gz") else mimetypes.guess_type(name)[0] or "text/plain"
    media = "text/turtle" if name.endswith(".ttl") else media
    if not _ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop(
            "HTTP_RANGE", None
        )  # a unit that is not known is ignored (RFC 9110, 14.2), several ranges may be
    answer = send_file(path, mimetype=media, conditional=True, etag=known.get(name, version), max_age=0)
    answer.headers["Mingzhang-Dataset-Version"] = version
    if name in known:
        answer.headers["Repr-Digest"] = f"sha-256=:{_base64(known[name])}:"
    return answer


@blueprint.get("/data/disclosure/<path:rest>.<suffix>")
def disclosure(rest: str, suffix: str) -> Response:
    """Everything one document says: `/data/disclosure/….nq`, or another suffix for another form; `.csv` has its figures."""
    here = site()
    form = _FORMS.get(suffix)
    address = f"{here.base}id/disclosure/{rest}"
    if form is None or address not in here.store.hashes():
        return problem(404, "not-found", text("not_found", path=request.path), hints=[text("not_found_hint")])
    body: str | bytes
    if form is NQUADS:
        body = here.store.graph(address)
    elif form is CSV:
        body = figures.as_csv(here.house, address)
    else:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(address)} {{ ?s ?p ?o }} }}"
        body = here.house.answer(query, form.name).body
    name = rest.replace("/", "-")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
        "Mingzhang-Dataset-Version": here.store.version(),
        "Link": f'<{address}>; rel="canonical", <{url("/.well-known/void", lang="")}>; rel="describedby"',
    }
    return respond(body, form, headers=headers)


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
