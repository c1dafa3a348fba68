"""`/reconcile`: the reconciliation API, by which OpenRefine and others match their tables with our entities.

Two addresses, because the manifests of the two versions of the protocol exclude each other: ``/reconcile`` speaks version
0.2 (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/), ``/reconcile/v1`` the draft of
1.0 (https://reconciliation-api.github.io/specs/1.0-draft/). Suggestions, previews and proposals are the same at both.
JSONP is refused: other sites may read every answer (CORS), and no script of ours has to run in their pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

import ontology
from ontology.terms import MZ, code
from server.errors import QueryError
from server.negotiate import HTML
from server.reconciling import entities, messages, terms
from server.reconciling.matching import Index
from server.site import site
from server.web import pick, problem, respond, text, url

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile")
_shared = Blueprint("shared", __name__)

_SUGGESTED: Final = 20
_MOST_SUGGESTED: Final = 100
_WIDTH, _HEIGHT = 420, 200
_FRAMED: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
"""A preview is there to be framed by any page, so no frame-ancestors; it has no script and no form."""


def index() -> Index:
    """The entities of the current dataset version; raises QueryError."""
    here = site()
    return here.cached("reconciliation", lambda: Index(entities.read(here.house)))


@blueprint.route("", methods=["GET", "POST"])
def service() -> Response:
    """Version 0.2: the manifest; with `queries` a batch of queries, with `extend` values of properties."""
    if "callback" in request.values:
        message = "JSONP is not supported; ask without callback: every site may read the answer (CORS)"
        return problem(400, "refused", message)
    if request.method == "POST" and request.mimetype != "application/x-www-form-urlencoded":
        message = "a batch comes as application/x-www-form-urlencoded; JSON goes to /reconcile/v1/match"
        return problem(415, "unsupported-media-type", message)
    queries, extend = request.values.get("queries"), request.values.get("extend")
    if queries is not None:
        batch = messages.read_batch(messages.load(queries, "queries"))
        known = index()
        return _json(
            {
                key: {"result": [messages.candidate(found, pick) for found in known.candidates(query)]}
                for key, query in batch.items()
            }
        )
    if extend is not None:
        ids, wanted = messages.read_extension(messages.load(extend, "extend"))
        known = index()
        rows = {iri: {term.id: messages.values(known, iri, term) for term in wanted} for iri in ids}
        return _json({"meta": messages.meta(wanted, pick), "rows": rows})
    if request.method == "POST":
        raise QueryError("refused", "the form has neither queries nor extend")
    return _json(_manifest_0_2())


@blueprint.get("/v1")
def draft() -> Response:
    """The manifest of the draft of version 1.0."""
    return _json(_manifest_1_0())


@blueprint.post("/v1/match")
def match() -> Response:
    """Draft of 1.0: a batch of queries."""
    if request.mimetype != "application/json":
        return _media_type()
    batch = messages.read_queries(messages.load(request.get_data(), "the batch"))
    known = index()
    results = [
        {"candidates": [messages.candidate(found, pick) for found in known.candidates(query)]} for query in batch
    ]
    return _json({"results": results})


@blueprint.post("/v1/extend")
def extend() -> Response:
    """Draft of 1.0: values of properties."""
    if request.mimetype != "application/json":
        return _media_type()
    ids, wanted = messages.read_extension(messages.load(request.get_data(), "the request"))
    known = index()
    rows = [
        {"id": iri, "properties": [{"id": term.id, "values": messages.values(known, iri, term)} for term in wanted]}
        for iri in ids
    ]
    return _json({"meta": messages.meta(wanted, pick), "rows": rows})


@_shared.get("/extend/propose")
def propose() -> Response:
    """The properties that a type has; all of them for a type that is not known (OpenRefine then sends another word)."""
    asked = request.args.get("type", "")
    known = terms.find(terms.types(), asked)
    limit = _number("limit", len(terms.properties()), len(terms.properties()))
    found = terms.properties_of(known.id if known else "")[:limit]
    proposed = [messages.named(term, pick, about=True) for term in found]
    return _json({"type": asked, "limit": limit, "properties": proposed})


@_shared.get("/suggest/<any(entity, property, type):kind>")
def suggest(kind: str) -> Response:
    """What begins with `prefix`: entities (of a `type`), properties or types; `limit` of them from `offset` or `cursor`."""
    prefix = request.args.get("prefix", "")
    limit = _number("limit", _SUGGESTED, _MOST_SUGGESTED)
    start = _number("offset" if "offset" in request.args else "cursor", 0, 1_000_000)
    if kind == "entity":
        asked = terms.find(terms.types(), request.args.get("type", ""))
        kinds = frozenset({asked.id}) if asked else frozenset[str]()
        found = islice(index().suggestions(prefix, kinds), start, start + limit)
        items = [_suggested(entity) for entity in found]
    else:
        known = terms.types() if kind == "type" else terms.properties()
        matching = [term for term in known.values() if _begins(term, prefix.strip().casefold())]
        items = [messages.named(term, pick, about=True) for term in matching[start : start + limit]]
    return _json({"result": items})


@_shared.get("/preview")
def preview() -> Response:
    """A few lines about an entity, to be shown in a frame."""
    known = index()
    entity = known.by_iri.get(request.args.get("id", ""))
    if entity is None:
        return _not_found()
    facts = [
        (pick(term.label), [_in_words(term.id, value) for value in values])
        for term in terms.properties().values()
        if term.id != "rdfs:label@zh" and (values := messages.values(known, entity.iri, term))
    ]
    body = render_template(
        "preview.html",
        entity=entity,
        facts=facts,
        kind=pick(terms.types()[entity.types[-1]].label),
        open=pick(terms.words()["open"].label),
    )
    return respond(body, HTML, headers={"Content-Security-Policy": _FRAMED})


@_shared.get("/view")
def view() -> BaseResponse:
    """To the page of an entity."""
    iri = request.args.get("id", "")
    path = site().path_of(iri) if iri in index().by_iri else None
    return _not_found() if path is None else redirect(url(path), 303)


blueprint.register_blueprint(_shared)
blueprint.register_blueprint(_shared, url_prefix="/v1", name="shared_v1")


def _manifest_0_2() -> dict[str, Any]:
    root = request.root_url.rstrip("/")
    suggest = {
        kind: {"service_url": root, "service_path": f"/reconcile/suggest/{kind}"}
        for kind in ("entity", "property", "type")
    }
    return _manifest(root) | {
        "versions": ["0.2"],
        "identifierSpace": site().base,
        "schemaSpace": str(MZ._NS),
        "view": {"url": root + "/reconcile/view?id={{id}}"},
        "preview": {"url": root + "/reconcile/preview?id={{id}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": suggest,
        "extend": {"propose_properties": {"service_url": root, "service_path": "/reconcile/extend/propose"}},
    }


def _manifest_1_0() -> dict[str, Any]:
    root = request.root_url.rstrip("/")
    return _manifest(root) | {
        "versions": ["1.0-draft"],
        "view": {"url": root + "/reconcile/v1/view?id={id}"},
        "preview": {"width": _WIDTH, "height": _HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": []},
        "standardizedScore": True,
    }


def _manifest(root: str) -> dict[str, Any]:
    return {
        "name": pick(terms.words()["service"].label),
        "documentation": f"{root}/",
        "logo": f"{root}/static/icon.svg",
        "serviceVersion": _release(),
        "defaultTypes": [messages.named(term, pick) for term in terms.types().values() if not term.broader],
        "batchSize": messages.BATCH,
    }


def _release() -> str:
    try:
        return version("mingzhang")
    except PackageNotFoundError:  # run from its folder without being installed
        return "0"


def _suggested(entity: entities.Entity) -> dict[str, Any]:
    kinds = [messages.named(terms.types()[name], pick) for name in entity.types]
    return {**messages.entity(entity, pick), "notable": kinds}


def _begins(term: terms.Term, prefix: str) -> bool:
    spellings = (term.id, term.id.partition(":")[2], *term.label.values())
    return any(spelling.casefold().startswith(prefix) for spelling in spellings)


def _media_type() -> Response:
    return problem(415, "unsupported-media-type", "version 1.0 takes application/json")


def _number(name: str, default: int, most: int) -> int:
    given = request.args.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise QueryError("refused", f"{name} is {given[:20]!r}; use a whole number up to {most}")
    return min(int(given), most)


def _in_words(name: str, value: Mapping[str, Any]) -> str:
    """A value of a property for readers: of the level of a division, which is a code, its name."""
    told = str(value.get("name") or next(iter(value.values())))
    level = ontology.labels().get(str(code("division-level", told))) if name == "mz:divisionLevel" else None
    return pick(level) or told


def _not_found() -> Response:
    return problem(404, "not-found", text("not_found", path=request.full_path), hints=[text("not_found_hint")])


def _json(content: Mapping[str, Any]) -> Response:
    # A half of a character pair, which JSON can say and UTF-8 cannot, comes back as a question mark.
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    response = Response(body, content_type="application/json")
    response.vary.add("Accept-Language")
    response.headers["Mingzhang-Dataset-Version"] = site().store.version()
    return response
