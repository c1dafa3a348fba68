"""`/sitemap.xml` and `/robots.txt`: which pages there are, for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from server.negotiate import Form
from server.site import site
from server.web import problem, respond, text

blueprint = Blueprint("crawlers", __name__)

MOST: Final = 50_000
"""Addresses in one file, as the protocol has it (https://www.sitemaps.org/protocol.html)."""

_XML: Final = Form("xml", "application/xml", "xml")
_TEXT: Final = Form("text", "text/plain", "txt")
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED: Final = ("/", "/questions/", "/reports/", "/data/", "/sparql", "/ns")
_PAGES: Final = """
    SELECT DISTINCT ?page ?disclosure {
        { ?page a mz:Disclosure BIND(?page AS ?disclosure) } UNION
        { ?disclosure mz:hasTable ?page } UNION
        { ?disclosure mz:hasProject ?page } UNION
        { ?disclosure a mz:Disclosure ; mz:department ?page } UNION
        { ?disclosure a mz:Disclosure ; mz:jurisdiction ?page }
    } ORDER BY ?page"""
_LOADED: Final = "SELECT ?disclosure ?ended { ?disclosure prov:wasGeneratedBy ?load . ?load prov:endedAtTime ?ended }"


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All pages; when there are more than one file may hold, an index of the files."""
    found = _addresses()
    if len(found) <= MOST:
        return respond(_urls(found), _XML)
    parts = range(1, -(-len(found) // MOST) + 1)
    listed = "".join(f"<sitemap><loc>{request.root_url}sitemap-{part}.xml</loc></sitemap>\n" for part in parts)
    return respond(f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{listed}</sitemapindex>\n', _XML)


@blueprint.get("/sitemap-<int:part>.xml")
def sitemap_part(part: int) -> Response:
    """One of the files of an index."""
    found = _addresses()[(part - 1) * MOST : part * MOST] if part > 0 else []
    if not found:
        return problem(404, "not-found", text("not_found", path=request.path))
    return respond(_urls(found), _XML)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read, but for what is made on request and has no end."""
    lines = ["User-agent: *", "Disallow: /sparql?", "Disallow: /reconcile", "Disallow: /questions/*?", "Allow: /"]
    return respond("\n".join([*lines, "", f"Sitemap: {request.root_url}sitemap.xml", ""]), _TEXT)


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _urls(found: Iterable[tuple[str, str]]) -> str:
    lines = [
        f"<url><loc>{escape(request.root_url + quote(path.lstrip('/'), safe='/%:@'))}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + "</url>\n"
        for path, changed in found
    ]
    return f'{_HEAD}<urlset xmlns="{_SPACE}">\n{"".join(lines)}</urlset>\n'


def _addresses() -> list[tuple[str, str]]:
    """Path -> when it was last changed, of every page worth finding: not of single cells, which the tables lead to."""
    return site().cached("sitemap", _collect)


def _collect() -> list[tuple[str, str]]:
    here = site()
    loaded = {row["disclosure"].value: row["ended"].value for row in here.house.rows(_LOADED)}
    found = dict.fromkeys([*_FIXED, *(f"/questions/{name}" for name in here.questions)], "")
    for row in here.house.rows(_PAGES):
        path, disclosure = here.path_of(row["page"].value), row["disclosure"].value
        if path is None:
            continue
        changed = loaded.get(disclosure, "")
        found[path] = max(found.get(path, ""), changed)
        if row["page"].value == disclosure:
            found[f"/reports/{path.removeprefix('/id/disclosure/')}"] = changed
    return list(found.items())
