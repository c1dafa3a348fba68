"""The reference page of the vocabulary, at the path of its namespace: each term has its place there (``/ns#Disclosure``)."""

from __future__ import annotations

from ontology import reference
from server.pages.page import Page


def build() -> Page:
    """All terms with labels and definitions in both languages, what has them, what they lead to, and where they come from."""
    terms = reference.terms()
    return Page(
        "vocabulary.html",
        {
            "classes": [term for term in terms if term.kind == "class"],
            "properties": [term for term in terms if term.kind != "class"],
            "of": {term.address: [other for other in terms if term.address in other.having] for term in terms},
            "sources": reference.sources(),
            "name": reference.short,
        },
    )
