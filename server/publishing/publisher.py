"""Who publishes: what only the operator of a service knows, read from a TOML file. Nothing of it is ever made up.

::

    name = { zh = "某地财政数据中心", en = "Some County Fiscal Data Centre" }
    iri = "https://example.org/about#us"            # optional: the publisher's own address
    type = "LocalAuthority"                         # optional: a code of the ADMS list of publisher types
    homepage = "https://example.org/"               # optional
    contact = { name = "…", email = "data@example.org", url = "https://example.org/contact" }   # optional; one of email, url
    licence = { iri = "https://creativecommons.org/licenses/by/4.0/", type = "Attribution" }    # optional: of the data
    availability = "AVAILABLE"                      # optional: TEMPORARY, EXPERIMENTAL, AVAILABLE, STABLE
    issued = 2026-01-31                             # optional: when the catalogue was first published
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from server.errors import StoreError

_AVAILABILITIES: Final = ("TEMPORARY", "EXPERIMENTAL", "AVAILABLE", "STABLE")
_CODE: Final = re.compile(r"[A-Za-z][\w()-]*")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_MAIL: Final = re.compile(r"[^\s<>\"{}|^`\\@:]+@[^\s<>\"{}|^`\\@:]+")


@dataclass(frozen=True)
class Publisher:
    """What is known of the publisher; empty where nothing is.

    Attributes:
        name: language -> name; empty when nobody is configured.
        type: code of http://purl.org/adms/publishertype/.
        contact: name, email, url.
        licence: iri and type (code of http://purl.org/adms/licencetype/) of the licence of the data.
        availability: code of the EU's list; TEMPORARY promises nothing.
        issued: when the catalogue was first published.
    """

    name: dict[str, str] = field(default_factory=dict)
    iri: str = ""
    type: str = ""
    homepage: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    licence: dict[str, str] = field(default_factory=dict)
    availability: str = "TEMPORARY"
    issued: date | None = None


NOBODY: Final = Publisher()
"""Nobody is configured: the service itself publishes, and says no more than it knows."""


def read(path: str | Path) -> Publisher:
    """A publisher from its file.

    Raises:
        StoreError: the file is not there, or says what it cannot say; the message names the key.
    """
    try:
        content = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise StoreError(f"{path}: the file of the publisher cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: this is not TOML: {error}") from error
    try:
        return _checked(content)
    except ValueError as error:
        raise StoreError(f"{path}: {error}") from error


def _checked(content: dict[str, Any]) -> Publisher:
    unknown = content.keys() - Publisher.__dataclass_fields__.keys()
    if unknown:
        raise ValueError(f"there is no key {min(unknown)!r}; there are: {', '.join(Publisher.__dataclass_fields__)}")
    for key, allowed in (("name", {"zh", "en"}), ("contact", {"name", "email", "url"}), ("licence", {"iri", "type"})):
        value = content.get(key, {})
        if not isinstance(value, dict) or not value.keys() <= allowed or not all(map(_is_text, value.values())):
            raise ValueError(f"{key} is a table of texts with keys of: {', '.join(sorted(allowed))}")
    found = Publisher(**content)
    if not all(map(_is_text, (found.iri, found.type, found.homepage, found.availability))):
        raise ValueError("iri, type, homepage and availability are texts")
    for holds, otherwise in _rules(found):
        if not holds:
            raise ValueError(otherwise)
    return found


def _rules(found: Publisher) -> Iterator[tuple[bool, str]]:
    """What must hold, each with what to say when it does not."""
    contact, licence = found.contact, found.licence
    yield bool(found.name), 'the publisher needs a name, such as name = { zh = "…", en = "…" }'
    for key, value in (("iri", found.iri), ("homepage", found.homepage), ("contact.url", contact.get("url", ""))):
        holds = not value or bool(_ADDRESS.fullmatch(value))
        yield holds, f"{key} is no address that begins with http:// or https://: {value!r}"
    yield not contact or bool(contact.keys() & {"email", "url"}), "contact needs an email or a url"
    mail = contact.get("email", "")
    yield not mail or bool(_MAIL.fullmatch(mail)), f"contact.email is no address of mail: {mail!r}"
    holds = not licence or bool(_ADDRESS.fullmatch(licence.get("iri", "")))
    yield holds, "licence needs an iri that begins with http:// or https://"
    for key, value in (("type", found.type), ("licence.type", licence.get("type", ""))):
        yield not value or bool(_CODE.fullmatch(value)), f"{key} is no code of its ADMS list: {value!r}"
    yield found.availability in _AVAILABILITIES, f"availability is one of {', '.join(_AVAILABILITIES)}"
    dated = found.issued is None or type(found.issued) is date
    yield dated, "issued is a date without quotation marks, such as 2026-01-31"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\x00" not in value
