"""A disclosure as a `Dataset` of schema.org, for the search engines that read it in the head of a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup

from ontology.terms import MZ
from server.pages.page import Properties, first
from server.publishing.publisher import Publisher
from server.publishing.rdf import DESCRIPTION, TITLE

_TITLE: Final = "http://purl.org/dc/terms/title"
_KEYWORDS: Final = {"budget": ["部门预算", "预算公开"], "executed": ["部门决算", "决算公开"]}


def disclosure(
    about: Properties, address: str, root: str, version: str, publisher: Publisher, label: Callable[[object], str]
) -> Markup:
    """The element ``script`` for the head of the page of a disclosure.

    Args:
        about: everything that is said of it.
        address: its IRI.
        root: where this service runs, ending in a slash.
        version: the dataset version.
        publisher: what only the operator knows.
        label: IRI -> label.
    """
    title, year, phase = (first(about, name) for name in (_TITLE, str(MZ.fiscalYear), str(MZ.phase)))
    department, place = first(about, str(MZ.department)), first(about, str(MZ.jurisdiction))
    local = address.partition("/id/")[2]
    content: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": f"{root}id/{local}",
        "identifier": address,
        "name": str(title or address),
        "description": f"{title}：公开文件里的各张表、项目、绩效指标和文字说明中的数字，每个数字连着原文的表、行、列。"
        "Budget disclosure: every printed figure with its table, row and column, in RDF and CSV.",
        "inLanguage": "zh",
        "isAccessibleForFree": True,
        "version": version,
        "keywords": _KEYWORDS.get(str(phase).rpartition("/")[2], ["预算公开"]),
        "includedInDataCatalog": {"@type": "DataCatalog", "name": TITLE["zh"], "url": f"{root}data/"},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"{root}data/{local}.{suffix}"}
            for suffix, media in (
                ("nq", "application/n-quads"),
                ("ttl", "text/turtle"),
                ("jsonld", "application/ld+json"),
            )
        ],
    }
    if year:
        content["temporalCoverage"] = f"{year}-01-01/{year}-12-31"
    if department:
        content["creator"] = {"@type": "GovernmentOrganization", "@id": str(department), "name": label(department)}
    if place:
        code = str(place).rpartition("/")[2]
        content["spatialCoverage"] = {"@type": "AdministrativeArea", "name": label(place), "identifier": code}
    return _script(_published(content, publisher))


def whole(root: str, version: str, publisher: Publisher) -> Markup:
    """The same for everything together, for the pages that lead to it."""
    content: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": f"{root}catalog",
        "url": f"{root}data/",
        "name": TITLE["zh"],
        "alternateName": TITLE["en"],
        "description": f"{DESCRIPTION['zh']}{DESCRIPTION['en']}",
        "inLanguage": ["zh", "en"],
        "isAccessibleForFree": True,
        "version": version,
    }
    return _script(_published(content, publisher))


def _published(content: dict[str, Any], publisher: Publisher) -> dict[str, Any]:
    if publisher.name:
        name = publisher.name.get("zh") or publisher.name["en"]
        content["publisher"] = {"@type": "Organization", "name": name}
        if publisher.homepage:
            content["publisher"]["url"] = publisher.homepage
    if publisher.licence:
        content["license"] = publisher.licence["iri"]
    return content


def _script(content: dict[str, Any]) -> Markup:
    # Inside script no < may stand that could end it; JSON knows another way to write one.
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704  (written by json)
