"""Pages of places, offices, projects, code lists, and of anything else."""

from __future__ import annotations

from server.engine import Engine, Row, iri
from server.pages import flags
from server.pages.page import Page, Properties, properties

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
    levels = engine.rows(f"""
        SELECT ?level ?depth {{ {iri(address)} xkos:levels/rdf:rest*/rdf:first ?level . ?level xkos:depth ?depth }} ORDER BY ?depth""")
    page = Page(
        "resource.html",
        {
            "about": about,
            "incoming": incoming[:SHOWN],
            "more": len(incoming) > SHOWN,
            "members": members,
            "levels": levels,
        },
        {address, *about},
    )
    page.name_all(levels, ("level",))
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
    return _listing(engine, address, about, disclosures, inside, [])


def office(engine: Engine, address: str) -> Page:
    """A department or a unit: its disclosures, and its units."""
    about = properties(engine, address)
    disclosures = engine.rows(_DISCLOSURES % f"mz:department {iri(address)}")
    units = engine.rows(f"""
        SELECT ?unit ?label ?nature ?rank ?funding {{
            ?unit org:unitOf {iri(address)} ; rdfs:label ?label . OPTIONAL {{ ?unit mz:unitNature ?nature }}
            OPTIONAL {{ ?unit mz:unitRank ?rank }} OPTIONAL {{ ?unit mz:fundingForm ?funding }}
        }} ORDER BY ?label""")
    return _listing(engine, address, about, disclosures, [], units)


def _listing(
    engine: Engine, address: str, about: Properties, disclosures: list[Row], inside: list[Row], units: list[Row]
) -> Page:
    marked = flags.fetch(engine, (row["disclosure"].value for row in disclosures))
    page = Page(
        "listing.html",
        {"about": about, "disclosures": disclosures, "inside": inside, "units": units, "flags": marked},
        {address, *about},
    )
    page.named.update(term.value for values in about.values() for term in values if term.is_iri)
    page.name_all(disclosures, ("phase", "scope", "department"))
    page.name_all(inside, ("place",))
    return page
