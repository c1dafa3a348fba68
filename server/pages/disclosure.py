"""The page of a disclosure: headline figures, each with its cell; tables; projects; claims; what the checks found."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ontology.terms import HEADLINES, MZ
from server.engine import Engine, Row, iri
from server.pages import causes, flags
from server.pages.findings import checks, counted, coverage, identities, name_checks, verdicts
from server.pages.page import Page, first, properties
from shapes.completeness import Completeness, best

_FINDINGS: Final = {
    "failed": "finding_failed",
    "warning": "finding_warning",
    "incomplete": "finding_incomplete",
    "unread": "finding_unread",
    "info": "finding_info",
}
"""Verdicts that the page lists, in this order, and the text that explains each."""


def build(engine: Engine, address: str) -> Page:
    """Collect the page; raises QueryError."""
    this = iri(address)
    about = properties(engine, address)
    cells = {
        row["measure"].value: row
        for row in engine.rows(f"""
            SELECT ?measure ?cell ?printed ?table {{
                {this} mz:hasTable ?table . ?cell qb:dataSet ?table ; mz:headline ?measure ; mz:printedValue ?printed
            }}""")
    }
    headlines = [
        {"measure": str(measure), "value": first(about, str(measure)), "cell": cells.get(str(measure))}
        for measure in HEADLINES
        if str(measure) in about
    ]
    tables = engine.rows(f"""
        SELECT ?table ?title ?kind ?unit ?empty ?unread ?line ?page (COUNT(?cell) AS ?cells) {{
            {this} mz:hasTable ?table . ?table dcterms:title ?title ; mz:tableKind ?kind .
            OPTIONAL {{ ?table mz:printedUnit ?unit }} OPTIONAL {{ ?table mz:declaredEmpty ?empty }}
            OPTIONAL {{ ?table mz:sourceLine ?line }} OPTIONAL {{ ?table mz:sourcePage ?page }}
            OPTIONAL {{ ?table mz:unreadFigures ?unread }} OPTIONAL {{ ?cell qb:dataSet ?table }}
        }} GROUP BY ?table ?title ?kind ?unit ?empty ?unread ?line ?page ORDER BY ?page ?line ?table""")
    absent = engine.rows(f"""
        SELECT DISTINCT ?kind ?label ?state {{
            VALUES (?property ?state) {{ (mz:missingTable "missing") (mz:unreadTable "unread") }}
            {this} ?property ?mention . ?mention mz:tableKind ?kind . OPTIONAL {{ ?mention rdfs:label ?label }}
        }} ORDER BY ?kind""")
    missing = [row for row in absent if row["state"].value == "missing"]
    projects = engine.rows(f"""
        SELECT ?project ?label ?amount (COUNT(?indicator) AS ?indicators) {{
            {this} mz:hasProject ?project . ?project rdfs:label ?label .
            OPTIONAL {{ ?project mz:amount ?amount }} OPTIONAL {{ ?project mz:performanceIndicator ?indicator }}
        }} GROUP BY ?project ?label ?amount ORDER BY DESC(?amount) ?project""")
    sources: dict[str, list[str]] = {}
    for row in engine.rows(f"""
        SELECT DISTINCT ?project ?source {{
            {this} mz:hasProject ?project . ?project mz:amount ?own . ?source mz:project ?project ; mz:amount ?own
        }}"""):
        sources.setdefault(row["project"].value, []).append(row["source"].value)
    claims = _claims(engine, address)
    known = identities(engine)
    results = causes.results(engine, address)
    checked = counted(engine, address, results)
    findings = checks(engine, address, known, results, wanted=tuple(_FINDINGS))
    page = Page(
        "disclosure.html",
        {
            "about": about,
            "first": lambda name: first(about, str(MZ[name]) if not name.startswith("http") else name),
            "headlines": headlines,
            "tables": tables,
            "missing": missing,
            "projects": projects,
            "project_sources": sources,
            "claims": claims,
            "outcomes": verdicts(checked, known),
            "coverage": coverage(checked, known),
            "mandated": _mandated(tables, absent),
            "findings": [
                (name, hint, causes.grouped((check for check in findings if check["verdict"] == name), results))
                for name, hint in _FINDINGS.items()
            ],
            "results": results,
            "flags": flags.fetch(engine, [address]),
        },
        {str(measure) for measure in HEADLINES},
    )
    page.name_all(tables, ("kind",))
    page.name_all(missing, ("kind",))
    name_checks(page, findings)
    for name in ("department", "jurisdiction", "phase", "scope"):
        page.named.update(term.value for term in about.get(str(MZ[name]), ()))
    return page


def _mandated(tables: list[Row], absent: list[Row]) -> Completeness:
    """Which of the mandated tables are printed, from the tables that the page lists and those that are not there."""
    said = [(row["kind"], row["state"].value) for row in absent]
    for row in tables:
        printed = row["cells"].value != "0" or "unread" in row
        empty = "empty" in row and row["empty"].value == "true"
        said.append((row["kind"], "printed" if printed else "empty" if empty else "blank"))
    return best((kind.value.rpartition("/")[2], state) for kind, state in said)


def _claims(engine: Engine, address: str) -> list[dict[str, object]]:
    """Figures stated in sentences, each with its cell and whether it is the same figure (None: not comparable)."""
    this = iri(address)
    rows = engine.rows(f"""
        SELECT ?claim ?sentence ?printed ?line ?kind ?amount ?error {{
            {this} mz:hasClaim ?claim . ?claim mz:sentence ?sentence ; mz:printedValue ?printed ; mz:claimKind ?kind .
            OPTIONAL {{ ?claim mz:sourceLine ?line }}
            OPTIONAL {{ ?claim mz:amount ?amount }} OPTIONAL {{ ?claim mz:roundingError ?error }}
        }} ORDER BY ?line ?claim LIMIT 300""")
    cells = {
        row["claim"].value: row
        for row in engine.rows(f"""
            SELECT ?claim ?cell ?printed ?amount ?error {{
                {this} mz:hasClaim ?claim . ?claim mz:claimedObservation ?cell .
                ?cell mz:printedValue ?printed ; mz:amount ?amount ; mz:roundingError ?error
            }}""")
    }
    return [
        {**row, "cell": cells.get(row["claim"].value), "same": _same(row, cells.get(row["claim"].value))}
        for row in rows
    ]


def _same(claim: Row, cell: Row | None) -> bool | None:
    # Only a level is the same figure as its cell, and only up to the rounding of both.
    if cell is None or not {"amount", "error"} <= claim.keys() or not claim["kind"].value.endswith("/level"):
        return None
    stated, error = Decimal(claim["amount"].value), Decimal(claim["error"].value)
    return abs(stated - Decimal(cell["amount"].value)) <= error + Decimal(cell["error"].value)
