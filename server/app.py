"""The WSGI application: one blueprint per subject, security headers on every answer, one shape for every error."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from ontology.terms import DEFAULT_BASE
from server import citing, stored
from server.engine import Engine
from server.errors import QueryError, StoreError
from server.host import OwnAddress
from server.pool import Limits
from server.publishing import publisher
from server.publishing.dumps import Dumps
from server.site import Site, site
from server.store import DEFAULT_LOCATION, open_store
from server.views import catalogue, crawlers, data, health, home, questions, reconcile, reports, resources, sparql
from server.web import install, problem, query_problem, text

DEFAULTS: Final[Mapping[str, Any]] = {
    "STORE": DEFAULT_LOCATION,
    "BASE": DEFAULT_BASE,
    "URL": "",
    "DUMPS": "",
    "PUBLISHER": "",
    "QUERY_SECONDS": 30.0,
    "QUERY_MEMORY": 3_000_000_000,
    "QUERY_BYTES": 32_000_000,
    "QUERY_WORKERS": 2,
    "QUERY_WAITING": 8,
    "HOUSE_WORKERS": 2,
    "MAX_CONTENT_LENGTH": 1_000_000,
    "MAX_FORM_MEMORY_SIZE": 1_000_000,
}
"""Settings and their defaults.

STORE: folder or endpoint URLs. BASE: data base of the addresses, ending in a slash. URL: where the public reaches
the service, when it is not the address that it listens on. DUMPS: folder that `mingzhang export` wrote to, offered below
/data/. PUBLISHER: the file of the publisher (`server.publishing.publisher`). QUERY_SECONDS, QUERY_MEMORY (bytes of address
space), QUERY_BYTES (size of a result), QUERY_WORKERS (queries at a time) and QUERY_WAITING (queries in the queue) limit
what visitors may ask; HOUSE_WORKERS answer for the pages themselves.
"""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Content-Location, Content-Range, ETag, Last-Modified, Link, Repr-Digest, Retry-After, "
        "Mingzhang-Dataset-Version, Mingzhang-Truncated, Mingzhang-Version-Is-Current"
    ),
}
_BLUEPRINTS: Final = (home, sparql, questions, resources, reports, data, catalogue, reconcile, health, crawlers)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the WSGI application.

    Args:
        config: settings that differ from `DEFAULTS`.

    Raises:
        StoreError: there is no store at STORE, or the file of the publisher is wrong.
    """
    app = Flask("server")
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(config or {})
    base = app.config["BASE"].rstrip("/") + "/"
    store = open_store(app.config["STORE"])
    store.version()
    public = Limits(
        seconds=app.config["QUERY_SECONDS"],
        memory=app.config["QUERY_MEMORY"],
        max_bytes=app.config["QUERY_BYTES"],
        workers=app.config["QUERY_WORKERS"],
        waiting=app.config["QUERY_WAITING"],
    )
    house = Limits(seconds=public.seconds, memory=public.memory, workers=app.config["HOUSE_WORKERS"], waiting=32)
    app.extensions["mingzhang"] = Site(
        store,
        base,
        public=Engine(store, public, base),
        house=Engine(store, house, base),
        questions=stored.load(),
        dumps=Dumps(Path(app.config["DUMPS"])) if app.config["DUMPS"] else None,
        publisher=publisher.read(app.config["PUBLISHER"]) if app.config["PUBLISHER"] else publisher.NOBODY,
    )
    install(app)
    app.wsgi_app = OwnAddress(app.wsgi_app, app.config["URL"], base)  # type: ignore[method-assign]
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    app.register_error_handler(QueryError, query_problem)
    app.register_error_handler(StoreError, _store_problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_finish)
    return app


def _finish(response: Response) -> Response:
    response.headers.extend({name: value for name, value in _HEADERS.items() if name not in response.headers})
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, Range"
        )
    if request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.is_streamed:
        _say_version(response)
        response.headers.setdefault("Cache-Control", "no-cache")  # may be kept, but is asked for again by its ETag
        response.add_etag()
        response.make_conditional(request)
    return response


def _say_version(response: Response) -> None:
    """Name the dataset version on every answer that was made from the data, and when that was published."""
    if request.endpoint in {None, "static", "health.health"}:
        return
    with contextlib.suppress(StoreError):
        response.headers.setdefault("Mingzhang-Dataset-Version", site().store.version())
        if citing.asked():
            response.headers[citing.IS_CURRENT] = "false" if citing.differs() else "true"
        if not g.get("timeless") and response.last_modified is None:
            response.last_modified = site().store.published()


def _store_problem(error: StoreError) -> Response:
    logging.getLogger(__name__).error("store: %s", error)
    return problem(503, "store", "the store cannot be read at the moment", headers={"Retry-After": "30"})


def _http_problem(error: HTTPException) -> Response:
    code = error.code or 500
    if error.response is not None or code < 400:
        return Response(error.get_body(), code, headers=error.get_headers())
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Content-Range", "Retry-After"}}
    kind = (error.name or "error").lower().replace(" ", "-")
    if code == 404:
        return problem(404, kind, text("not_found", path=request.path), hints=[text("not_found_hint")], headers=headers)
    return problem(code, kind, error.description or error.name, headers=headers)


def _unexpected(error: Exception) -> Response:
    logging.getLogger(__name__).exception("%s %s", request.method, request.path, exc_info=error)
    return problem(500, "internal", "an unexpected error; it has been logged")


def close(app: Flask) -> None:
    """End the worker processes of an application."""
    with app.app_context():
        site().public.close()
        site().house.close()
