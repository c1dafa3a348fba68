"""Requests exactly as a suite words them: no header is added that it does not ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 60.0


@dataclass(frozen=True)
class Answer:
    """An answer of the service."""

    status: int
    media_type: str
    body: bytes
    location: str = ""


def request(
    service: str, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer:
    """Send one request to a path below a service.

    Args:
        service: Its address, ending in a slash.
        method: Such as ``GET``.
        path: With its query, without the leading slash.
        headers: Headers besides Host and Content-Length.
        body: The content.
    """
    address = urlsplit(service)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.netloc, timeout=SECONDS)
    try:
        connection.request(method, address.path + path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        return Answer(response.status, media_type, response.read(), response.getheader("Location") or "")
    finally:
        connection.close()
