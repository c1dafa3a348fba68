"""Who may ask: the store, the SPARQL protocol, stored questions, linked-data pages and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the WSGI application; see `server.app.create_app` for the settings.

    The import waits for the call, so that query workers, which only need `server.worker`, start without Flask.
    """
    from server.app import create_app as build  # noqa: PLC0415

    return build(config)
