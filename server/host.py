"""Under which address the service speaks of itself: the one configured, never whatever a request says in its Host header."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

from ontology.terms import DEFAULT_BASE


class OwnAddress:
    """WSGI middleware: the rest of the application can trust ``request.root_url``.

    With a configured address every request is taken as one to it. Without, a request to this machine (localhost, or an address
    in digits) is taken as it comes, and one to any other name as one to a data base of one's own, else to localhost.
    """

    def __init__(self, app: WSGIApplication, url: str = "", base: str = DEFAULT_BASE) -> None:
        self._app = app
        self._always = urlsplit(url) if url else None
        self._otherwise = self._always or (urlsplit(base) if base != DEFAULT_BASE else None)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, with the address that is ours."""
        host = environ.get("HTTP_HOST", "")
        if self._always or not (_is_this_machine(host) or self._is_ours(host)):
            _move(environ, self._otherwise)
        return self._app(environ, start_response)

    def _is_ours(self, host: str) -> bool:
        return self._otherwise is not None and host.lower() == self._otherwise.netloc.lower()


def _is_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if not name or name == "localhost" or name.endswith(".localhost"):
            return True
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _move(environ: dict[str, Any], where: SplitResult | None) -> None:
    """Make a request one to another address; the path before the service's own goes to SCRIPT_NAME."""
    if where is None:
        environ["HTTP_HOST"] = f"localhost:{environ['SERVER_PORT']}"
        return
    environ["HTTP_HOST"], environ["wsgi.url_scheme"] = where.netloc, where.scheme
    prefix = where.path.rstrip("/")
    environ["SCRIPT_NAME"] = prefix
    if prefix and environ["PATH_INFO"].startswith(f"{prefix}/"):
        environ["PATH_INFO"] = environ["PATH_INFO"][len(prefix) :]
