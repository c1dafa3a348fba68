"""The page of a project: its amount as printed, with the checks that doubt it, its goal and its indicators."""

from __future__ import annotations

from ontology.terms import MZ
from server.engine import Engine, iri
from server.pages import flags
from server.pages.page import Page, first, properties


def build(engine: Engine, address: str) -> Page:
    """Collect the page; raises QueryError."""
    about = properties(engine, address)
    cells = engine.rows(f"""
        SELECT ?cell ?printed ?unit ?amount ?tableTitle ?rowLabel ?columnLabel ?line {{
            ?cell mz:project {iri(address)} ; a qb:Observation ; mz:printedValue ?printed ; qb:dataSet ?table .
            ?table dcterms:title ?tableTitle .
            OPTIONAL {{ ?table mz:printedUnit ?unit }}
            OPTIONAL {{ ?cell mz:amount ?amount }} OPTIONAL {{ ?cell mz:sourceLine ?line }}
            OPTIONAL {{ ?cell mz:inRow/rdfs:label ?rowLabel }} OPTIONAL {{ ?cell mz:inColumn/rdfs:label ?columnLabel }}
        }} ORDER BY ?line ?cell LIMIT 300""")
    claims = engine.rows(f"""
        SELECT ?claim ?printed ?amount ?sentence ?line {{
            ?claim mz:project {iri(address)} ; a mz:Claim ; mz:printedValue ?printed ; mz:sentence ?sentence .
            OPTIONAL {{ ?claim mz:amount ?amount }} OPTIONAL {{ ?claim mz:sourceLine ?line }}
        }} ORDER BY ?line ?claim""")
    indicators = engine.rows(f"""
        SELECT ?indicator ?level1 ?level2 ?label ?description ?target ?basis ?line {{
            {iri(address)} mz:performanceIndicator ?indicator . ?indicator mz:level1 ?level1 ; rdfs:label ?label .
            OPTIONAL {{ ?indicator mz:level2 ?level2 }} OPTIONAL {{ ?indicator dcterms:description ?description }}
            OPTIONAL {{ ?indicator mz:printedTarget ?target }} OPTIONAL {{ ?indicator mz:basis ?basis }}
            OPTIONAL {{ ?indicator mz:sourceLine ?line }}
        }} ORDER BY ?line ?indicator""")
    disclosure = first(about, str(MZ.disclosure))
    marked = flags.fetch(engine, [disclosure.value] if disclosure else [])
    amount = first(about, str(MZ.amount))
    printed = [row for row in [*cells, *claims] if amount is not None and row.get("amount") == amount]
    sources = [row.get("cell") or row["claim"] for row in printed]
    page = Page(
        "project.html",
        {
            "about": about,
            "first": lambda name: first(about, str(MZ[name])),
            "printed": printed[0] if printed else None,
            "flags": marked,
            "flagged_by": marked.of(address, *sources),
            "cells": cells,
            "claims": claims,
            "indicators": indicators,
        },
        {address},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    page.name_all(indicators, ("level1", "level2"))
    return page
