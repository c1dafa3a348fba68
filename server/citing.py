"""Citing: an address with the dataset version in it, and what is said when that version is no longer the current one.

A permalink is an address with ``version=`` (a dataset version). The service has one version, the current one: it answers with that, and
says whether it is the version that was cited. What was there before is in the dumps, as far as they were kept.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from flask import request

from server.site import site

PARAMETER: Final = "version"
IS_CURRENT: Final = "Mingzhang-Version-Is-Current"
"""Header of an answer to a permalink: true, or false when the dataset has another version by now."""

_VERSION: Final = re.compile(r"[0-9a-f]{16}")
_NOT_CITED: Final = frozenset({PARAMETER, "lang", "format", "output"})
_LONGEST: Final = 4000


def permalink(address: str, version: str = "") -> str:
    """An address with the dataset version (the current one unless another is given)."""
    where, mark, fragment = address.partition("#")
    joined = "&" if "?" in where else "?"
    return f"{where}{joined}{PARAMETER}={version or site().store.version()}{mark}{fragment}"


def of_request(version: str = "") -> str:
    """The permalink of the page or answer asked for: its address with its parameters; empty when it is too long to be one."""
    given = [(name, value) for name, values in request.args.lists() if name not in _NOT_CITED for value in values]
    address = request.base_url + (f"?{urlencode(given)}" if given else "")
    return permalink(address, version) if len(address) <= _LONGEST and request.method != "POST" else ""


def link(address: str) -> str:
    """The value of a Link header that names the address to cite (RFC 8574); empty without one."""
    return f'<{address}>; rel="cite-as"' if address.isascii() and address else ""


def asked() -> str:
    """The version that a permalink asks for; empty when the request names none that could be one."""
    given = request.args.get(PARAMETER, "").lower()
    return given if _VERSION.fullmatch(given) else ""


def differs() -> str:
    """The version that was asked for when it is not the current one, else empty."""
    given = asked()
    return given if given and given != site().store.version() else ""


def kept(version: str) -> bool:
    """Whether the dump of a version is here."""
    dumps = site().dumps
    return bool(dumps and dumps.files(version))
