"""`/health`: does the service answer queries, and over which dataset?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.errors import QueryError, StoreError
from server.site import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """200 when a query is answered, else 503; for load balancers and people."""
    try:
        version = site().house.answer("ASK {}", "json").version
    except (QueryError, StoreError) as error:
        return jsonify(status="failing", message=str(error)), 503
    return jsonify(status="ok", dataset=version), 200
