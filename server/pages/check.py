"""The page of one check: what must hold, both sides with their printed cells, and by how much they differ."""

from __future__ import annotations

from ontology.terms import MZ
from server.engine import Engine, Row, iri
from server.pages import causes
from server.pages.findings import checks, hidden_of, identities, name_checks
from server.pages.page import Page, first, properties


def build(engine: Engine, address: str) -> Page:
    """Collect the page; raises QueryError."""
    about = properties(engine, address)
    disclosure = first(about, str(MZ.disclosure))
    results = causes.results(engine, disclosure.value) if disclosure else causes.Results()
    found = checks(engine, disclosure.value, identities(engine), results, only=address) if disclosure else []
    rows = engine.rows(f"""
        SELECT ?side ?cell ?printed ?target ?label ?table ?tableTitle ?row ?column ?rowLabel ?columnLabel ?line ?page {{
            {{ {iri(address)} mz:leftOperand ?cell BIND("left" AS ?side) }} UNION
            {{ {iri(address)} mz:rightOperand ?cell BIND("right" AS ?side) }}
            OPTIONAL {{ ?cell mz:printedValue ?printed }} OPTIONAL {{ ?cell mz:printedTarget ?target }}
            OPTIONAL {{ ?cell rdfs:label ?label }}
            OPTIONAL {{ ?cell qb:dataSet ?table }} OPTIONAL {{ ?cell qb:dataSet/dcterms:title ?tableTitle }}
            OPTIONAL {{ ?cell mz:row ?row }} OPTIONAL {{ ?cell mz:column ?column }}
            OPTIONAL {{ ?cell mz:inRow/rdfs:label ?rowLabel }} OPTIONAL {{ ?cell mz:inColumn/rdfs:label ?columnLabel }}
            OPTIONAL {{ ?cell mz:sourceLine ?line }} OPTIONAL {{ ?cell mz:sourcePage ?page }}
        }} ORDER BY ?side ?table ?row ?column ?cell""")
    # The verdict says more than the outcome: a warning is no violation.
    hidden = {str(MZ.outcome)}
    if found:
        names = hidden_of(found[0]["outcome"].value, compares=found[0]["compares"])
        hidden |= {str(MZ[name]) for name in names}
    operands: dict[tuple[str, str], Row] = {}
    for row in rows:
        operands.setdefault((row["side"].value, row["cell"].value), row)
    page = Page(
        "check.html",
        {
            "check": found[0] if found else None,
            "about": {name: values for name, values in about.items() if name not in hidden},
            "group": causes.grouped(found, results)[0] if found else None,
            "disclosure": disclosure,
            "operands": list(operands.values()),
        },
        {address, *about},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    name_checks(page, found)
    return page
