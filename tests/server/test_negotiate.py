"""Content negotiation, by the examples of RFC 9110 and by the headers that clients really send."""

from __future__ import annotations

import pytest

from server.negotiate import (
    CSV,
    HTML,
    JSON,
    JSONLD,
    NTRIPLES,
    PAGE_FORMS,
    RDFXML,
    SOLUTION_FORMS,
    TURTLE,
    XML,
    Form,
    by_accept,
    by_name,
)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        ("text/*", HTML),
        ("text/*;q=0.5, text/turtle", TURTLE),
        ("text/turtle;q=0, */*", HTML),
        ("text/html;q=0, */*", TURTLE),
        ("application/*", NTRIPLES),
        ("application/rdf+xml, text/turtle;q=0.99", RDFXML),
        ('application/ld+json;profile="x"', JSONLD),
        ("APPLICATION/LD+JSON", JSONLD),
        ("application/json", JSONLD),
        ("application/xml", RDFXML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", HTML),
        ("application/rdf+xml,application/xhtml+xml;q=0.3,text/xml;q=0.2,*/*;q=0.1", RDFXML),
        ("image/png", None),
        ("nonsense", None),
        ("text/turtle;q=nonsense", None),
        ("text/turtle;q=2", TURTLE),
        (", ,;", None),
    ],
)
def test_pages(accept: str | None, form: Form | None) -> None:
    assert by_accept(accept, PAGE_FORMS) is form


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/sparql-results+json,application/json,text/javascript,application/javascript", JSON),
        ("application/sparql-results+xml", XML),
        ("text/xml", XML),
        ("text/csv;header=present", CSV),
        ("application/json;q=0.2, text/csv;q=0.1", JSON),
    ],
)
def test_tables(accept: str, form: Form) -> None:
    assert by_accept(accept, SOLUTION_FORMS) is form


@pytest.mark.parametrize(
    ("name", "form"),
    [("ttl", TURTLE), ("turtle", TURTLE), ("text/turtle", TURTLE), ("rdf+xml", RDFXML), ("rdf xml", RDFXML), ("json-ld", JSONLD), ("nt", NTRIPLES),
     ("exe", None)],
)  # fmt: skip
def test_names(name: str, form: Form | None) -> None:
    assert by_name(name, PAGE_FORMS) is form
