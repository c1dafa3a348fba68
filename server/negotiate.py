"""Content negotiation: which of the forms we have does the client like best (RFC 9110, section 12.5)?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple


class Form(NamedTuple):
    """A form of an answer.

    Attributes:
        name: short name, used by ``?format=`` and by the engine.
        media_type: what is sent as Content-Type.
        suffix: end of an address that asks for this form.
        also: media types that ask for it, too.
    """

    name: str
    media_type: str
    suffix: str
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type header: the character set is said where the media type does not fix it."""
        if self.media_type.startswith("text/") or self.media_type == "application/n-triples":
            return f"{self.media_type}; charset=utf-8"
        return self.media_type


HTML: Final = Form("html", "text/html", "html", ("application/xhtml+xml",))
JSON: Final = Form("json", "application/sparql-results+json", "json", ("application/json", "text/javascript"))
XML: Final = Form("xml", "application/sparql-results+xml", "xml", ("application/xml", "text/xml"))
CSV: Final = Form("csv", "text/csv", "csv")
TSV: Final = Form("tsv", "text/tab-separated-values", "tsv")
PLAIN_JSON: Final = Form("json", "application/json", "json", ("application/sparql-results+json",))
TURTLE: Final = Form("turtle", "text/turtle", "ttl", ("application/x-turtle", "text/n3"))
NTRIPLES: Final = Form("ntriples", "application/n-triples", "nt")
JSONLD: Final = Form("jsonld", "application/ld+json", "jsonld", ("application/json",))
RDFXML: Final = Form("rdfxml", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))
NQUADS: Final = Form("nquads", "application/n-quads", "nq")

SOLUTION_FORMS: Final = (JSON, XML, CSV, TSV)
TRIPLE_FORMS: Final = (TURTLE, NTRIPLES, JSONLD, RDFXML)
PAGE_FORMS: Final = (HTML, *TRIPLE_FORMS)
"""What every resource has."""

_NAMES: Final[Mapping[str, str]] = {
    "ttl": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf/xml": "rdfxml",
    "rdf+xml": "rdfxml",
    "n3": "turtle",
    "nq": "nquads",
    "n-quads": "nquads",
}


def by_name(name: str, offers: Iterable[Form]) -> Form | None:
    """The form that ``?format=`` names: a short name, a suffix or a media type."""
    wanted = name.strip().lower().replace(" ", "+")
    wanted = _NAMES.get(wanted, wanted)
    for form in offers:
        if wanted in {form.name, form.suffix, form.media_type, *form.also}:
            return form
    return None


def by_accept(accept: str | None, offers: Iterable[Form]) -> Form | None:
    """The form that an Accept header likes best; of equals the first offered; None when it likes none.

    The most specific range that matches a media type decides its quality. A form is as good as the best of the media
    types it answers to, but its own media type wins over an alias of another form.
    """
    ranges = _parse(accept) if accept and accept.strip() else [("*", "*", 1.0)]
    best: tuple[float, int] = (0.0, 0)
    chosen: Form | None = None
    for form in offers:
        own = _quality(form.media_type, ranges)
        alias = max((_quality(media, ranges, exact=True) for media in form.also), default=0.0)
        rank = max((own, 1), (alias, 0))
        if rank[0] > 0 and rank > best:
            best, chosen = rank, form
    return chosen


def _parse(accept: str) -> list[tuple[str, str, float]]:
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        main, _, sub = media.lower().partition("/")
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        if main and (sub or main == "*"):
            ranges.append((main, sub or "*", quality))
    return ranges


def _quality(media_type: str, ranges: list[tuple[str, str, float]], *, exact: bool = False) -> float:
    main, _, sub = media_type.partition("/")
    found = [
        (2 if range_sub != "*" else 1 if range_main != "*" else 0, quality)
        for range_main, range_sub, quality in ranges
        if range_main in {main, "*"} and range_sub in {sub, "*"} and not (exact and range_sub == "*")
    ]
    return max(found)[1] if found else 0.0
