"""The page of a project: its amount as printed, with the checks that doubt it, its goal and its indicators."""

from __future__ import annotations

from ontology.terms import MZ
from server.engine import Engine, Row, iri
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
            "other_unit": _in_another_unit(engine, printed[0]) if printed else 0,
            "flags": marked,
            "flagged_by": marked.of(address, *sources),
            "cells": cells,
            "claims": claims,
            "indicators": indicators,
        },
        {address, *about},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    page.name_all(indicators, ("level1", "level2"))
    return page


def _in_another_unit(engine: Engine, printed: Row) -> int:
    """How many amounts of the same list in the prose are printed in 万元, when this one is printed in 元: a likely slip."""
    if "claim" not in printed or printed["printed"].value.endswith("万元"):
        return 0
    rows = engine.rows(f"""
        SELECT (COUNT(DISTINCT ?other) AS ?number) {{
            {iri(printed["claim"].value)} mz:partOfClaim ?whole ; mz:partList ?list .
            ?other mz:partOfClaim ?whole ; mz:partList ?list ; mz:printedValue ?figure . FILTER(STRENDS(?figure, "万元"))
        }}""")
    return int(rows[0]["number"].value)
