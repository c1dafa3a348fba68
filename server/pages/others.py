"""Pages of places, offices, projects, code lists, the vocabulary, and of anything else."""

from __future__ import annotations

from ontology.terms import GRAPH_ONTOLOGY, MZ
from server.engine import Engine, Row, iri
from server.pages.page import Page, Properties, first, properties

SHOWN = 200
"""Things that refer to this one: at most so many are listed."""

_DISCLOSURES = """
    SELECT ?disclosure ?title ?year ?phase ?scope ?department ?totalExpenditure ?threePublicTotal {
        ?disclosure a mz:Disclosure ; %s ; dcterms:title ?title ; mz:fiscalYear ?year ; mz:phase ?phase ;
            mz:scope ?scope ; mz:department ?department .
        OPTIONAL { ?disclosure mz:totalExpenditure ?totalExpenditure }
        OPTIONAL { ?disclosure mz:threePublicTotal ?threePublicTotal }
    } ORDER BY DESC(?year) ?title ?disclosure LIMIT 500"""


def anything(engine: Engine, address: str) -> Page:
    """Every property, and what refers to it."""
    about = properties(engine, address)
    incoming = engine.rows(f"SELECT ?p ?s {{ ?s ?p {iri(address)} . FILTER(isIRI(?s)) }} LIMIT {SHOWN + 1}")
    members = engine.rows(f"""
        SELECT ?member ?notation {{
            ?member skos:inScheme {iri(address)} . OPTIONAL {{ ?member skos:notation ?notation }}
        }} ORDER BY ?notation ?member LIMIT 3000""")
    page = Page(
        "resource.html",
        {"about": about, "incoming": incoming[:SHOWN], "more": len(incoming) > SHOWN, "members": members},
        {address, *about},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    page.name_all(incoming[:SHOWN], ("s", "p"))
    page.name_all(members, ("member",))
    return page


def place(engine: Engine, address: str) -> Page:
    """A jurisdiction: its disclosures, and the divisions inside it that have some."""
    about = properties(engine, address)
    disclosures = engine.rows(_DISCLOSURES % f"mz:jurisdiction {iri(address)}")
    inside = engine.rows(f"""
        SELECT ?place (COUNT(?disclosure) AS ?number) {{
            ?disclosure a mz:Disclosure ; mz:jurisdiction ?place . ?place mz:within+ {iri(address)} .
        }} GROUP BY ?place ORDER BY ?place LIMIT 500""")
    return _listing(address, about, disclosures, inside, [])


def office(engine: Engine, address: str) -> Page:
    """A department or a unit: its disclosures, and its units."""
    about = properties(engine, address)
    disclosures = engine.rows(_DISCLOSURES % f"mz:department {iri(address)}")
    units = engine.rows(f"""
        SELECT ?unit ?label ?nature ?rank ?funding {{
            ?unit org:unitOf {iri(address)} ; rdfs:label ?label . OPTIONAL {{ ?unit mz:unitNature ?nature }}
            OPTIONAL {{ ?unit mz:unitRank ?rank }} OPTIONAL {{ ?unit mz:fundingForm ?funding }}
        }} ORDER BY ?label""")
    return _listing(address, about, disclosures, [], units)


def _listing(address: str, about: Properties, disclosures: list[Row], inside: list[Row], units: list[Row]) -> Page:
    page = Page(
        "listing.html",
        {"about": about, "disclosures": disclosures, "inside": inside, "units": units},
        {address, *about},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    page.name_all(disclosures, ("phase", "scope", "department"))
    page.name_all(inside, ("place",))
    return page


def project(engine: Engine, address: str) -> Page:
    """A project: its amount with the printed cells, its goal and its indicators."""
    about = properties(engine, address)
    cells = engine.rows(f"""
        SELECT ?cell ?printed ?amount ?tableTitle ?rowLabel ?columnLabel ?line {{
            ?cell mz:project {iri(address)} ; a qb:Observation ; mz:printedValue ?printed ; qb:dataSet ?table .
            ?table dcterms:title ?tableTitle .
            OPTIONAL {{ ?cell mz:amount ?amount }} OPTIONAL {{ ?cell mz:sourceLine ?line }}
            OPTIONAL {{ ?cell mz:inRow/rdfs:label ?rowLabel }} OPTIONAL {{ ?cell mz:inColumn/rdfs:label ?columnLabel }}
        }} ORDER BY ?line ?cell LIMIT 300""")
    indicators = engine.rows(f"""
        SELECT ?indicator ?level1 ?level2 ?label ?description ?target ?basis ?line {{
            {iri(address)} mz:performanceIndicator ?indicator . ?indicator mz:level1 ?level1 ; rdfs:label ?label .
            OPTIONAL {{ ?indicator mz:level2 ?level2 }} OPTIONAL {{ ?indicator dcterms:description ?description }}
            OPTIONAL {{ ?indicator mz:printedTarget ?target }} OPTIONAL {{ ?indicator mz:basis ?basis }}
            OPTIONAL {{ ?indicator mz:sourceLine ?line }}
        }} ORDER BY ?line ?indicator""")
    page = Page(
        "project.html",
        {"about": about, "first": lambda name: first(about, str(MZ[name])), "cells": cells, "indicators": indicators},
        {address},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    page.name_all(indicators, ("level1", "level2"))
    return page


def vocabulary(engine: Engine) -> Page:
    """All terms of the vocabulary with labels and definitions in both languages."""
    rows = engine.rows(f"""
        SELECT ?term ?type ?zh ?en ?commentZh ?commentEn {{
            GRAPH {iri(str(GRAPH_ONTOLOGY))} {{
                ?term a ?type . FILTER(STRSTARTS(STR(?term), "{MZ._NS}"))
                OPTIONAL {{ ?term rdfs:label ?zh . FILTER(LANG(?zh) = "zh") }}
                OPTIONAL {{ ?term rdfs:label ?en . FILTER(LANG(?en) = "en") }}
                OPTIONAL {{ ?term rdfs:comment|skos:definition ?commentZh . FILTER(LANG(?commentZh) = "zh") }}
                OPTIONAL {{ ?term rdfs:comment|skos:definition ?commentEn . FILTER(LANG(?commentEn) = "en") }}
            }}
        }} ORDER BY ?term""")
    terms: dict[str, Row] = {}
    for row in rows:
        terms.setdefault(row["term"].value, row)
    classes = [row for row in terms.values() if row["term"].value.rpartition("#")[2][:1].isupper()]
    others = [row for row in terms.values() if row not in classes]
    return Page("vocabulary.html", {"classes": classes, "properties": others})
