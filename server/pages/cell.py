"""The page of a figure: what is printed where, what it means, which sums it takes part in, and whether they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ontology.terms import DIMENSIONS, MZ
from server.engine import Engine, Row, Term, iri
from server.pages.findings import coverage, identities, shown, verdict
from server.pages.page import Page, first, properties
from server.pages.table import layout
from server.web import number as decimal

_DIMENSIONS = list(dict.fromkeys(str(term) for terms in DIMENSIONS.values() for term in terms))


@dataclass
class Sum:
    """A printed total with its printed parts, down a column or along a row.

    Attributes:
        axis: row (parts stand below each other) or column (parts stand beside each other).
        total: the row of terms of the total; without `cell` when its place is blank.
        parts: likewise for each part.
    """

    axis: str
    total: Row
    parts: list[Row] = field(default_factory=list)

    @property
    def computed(self) -> Decimal:
        """The sum of the printed parts; blank ones count nothing."""
        return sum((_amount(part) for part in self.parts if "cell" in part), Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """Total minus parts; None when the total or every part is blank."""
        if "cell" not in self.total or not any("cell" in part for part in self.parts):
            return None
        return _amount(self.total) - self.computed

    @property
    def tolerance(self) -> Decimal:
        """The rounding of all figures used: a difference up to it says nothing."""
        return sum((decimal(row.get("error")) or Decimal(0) for row in (self.total, *self.parts)), Decimal(0))

    @property
    def holds(self) -> bool:
        """Whether total and parts differ by no more than rounding."""
        return self.difference is not None and abs(self.difference) <= self.tolerance

    @property
    def counts(self) -> bool:
        """Whether these are numbers of things, not money."""
        return any("count" in row for row in (self.total, *self.parts))


def build(engine: Engine, address: str) -> Page:
    """Collect the page; raises QueryError."""
    this = iri(address)
    about = properties(engine, address)
    row, column = first(about, str(MZ.inRow)), first(about, str(MZ.inColumn))
    place = engine.rows(f"""
        SELECT ?table ?tableTitle ?disclosure ?title ?file ?sha ?rowLabel ?columnLabel ?unit {{
            {this} qb:dataSet ?table . ?table dcterms:title ?tableTitle . ?disclosure mz:hasTable ?table ;
                dcterms:title ?title . OPTIONAL {{ ?disclosure mz:sourceFile ?file }} OPTIONAL {{ ?disclosure mz:sourceSha256 ?sha }}
            OPTIONAL {{ {this} mz:inRow/rdfs:label ?rowLabel }} OPTIONAL {{ {this} mz:inColumn/rdfs:label ?columnLabel }}
            OPTIONAL {{ ?table mz:printedUnit ?unit }}
        }}""")
    checks = engine.rows(f"""
        SELECT DISTINCT ?check ?identity ?outcome ?left ?right ?difference {{
            ?check mz:leftOperand|mz:rightOperand {this} ; mz:identity ?identity ; mz:outcome ?outcome .
            OPTIONAL {{ ?check mz:left ?left }} OPTIONAL {{ ?check mz:right ?right }}
            OPTIONAL {{ ?check mz:difference ?difference }}
        }} ORDER BY ?identity ?check""")
    known = identities(engine) if checks else {}
    claims = engine.rows(f"""
        SELECT ?claim ?sentence ?printed ?amount ?line ?agrees {{
            ?claim mz:claimedObservation {this} ; mz:sentence ?sentence ; mz:printedValue ?printed .
            OPTIONAL {{ ?claim mz:amount|mz:quantity ?amount ; mz:roundingError ?error .
                {this} mz:amount|mz:quantity ?own ; mz:roundingError ?ownError . BIND(ABS(?amount - ?own) <= ?error + ?ownError AS ?agrees) }}
            OPTIONAL {{ ?claim mz:sourceLine ?line }}
        }} ORDER BY ?line""")
    owner, number = first(about, "http://purl.org/linked-data/cube#dataSet"), first(about, str(MZ.row))
    head, body = layout(engine, owner.value)[:2] if owner else ([], [])
    dimensions = [(name, value) for name in _DIMENSIONS for value in about.get(name, ())]
    sums = _sums(engine, "row", row, "inRow", "inColumn", column) + _sums(
        engine, "column", column, "inColumn", "inRow", row
    )
    page = Page(
        "cell.html",
        {
            "about": about,
            "first": lambda name: first(about, str(MZ[name])),
            "place": place[0] if place else {},
            "dimensions": dimensions,
            "head": head,
            "printed_row": next((line for line in body if number and line.number == int(number.value)), None),
            "headlines": about.get(str(MZ.headline), []),
            "aggregation": first(about, str(MZ.aggregation)),
            "sums": sums,
            "checks": [{**shown(row, known), "verdict": verdict(row, known)} for row in checks],
            "coverage": coverage(checks, known),
            "claims": claims,
        },
    )
    page.named.update(name for name, _ in dimensions)
    page.named.update(value.value for _, value in dimensions if value.is_iri)
    page.named.update(term.value for term in page.data["headlines"])
    page.named.update(term.value for term in about.get(str(MZ.aggregation), ()))
    page.name_all(checks, ("identity",))
    return page


def _sums(engine: Engine, axis: str, own: Term | None, along: str, across: str, fixed: Term | None) -> list[Sum]:
    """The sums of one axis: the one whose total this is, and the one it is a part of."""
    if own is None or fixed is None:
        return []
    rows = engine.rows(f"""
        SELECT ?sum ?part ?label ?number ?cell ?printed ?amount ?count ?error {{
            {{ VALUES ?sum {{ {iri(own.value)} }} }} UNION {{ {iri(own.value)} mz:addendOf ?sum }}
            ?part mz:addendOf? ?sum .
            ?part rdfs:label ?label ; mz:{axis}Number ?number .
            OPTIONAL {{
                ?cell mz:{along} ?part ; mz:{across} {iri(fixed.value)} ; mz:printedValue ?printed .
                OPTIONAL {{ ?cell mz:amount ?money }} OPTIONAL {{ ?cell mz:quantity ?count }} OPTIONAL {{ ?cell mz:roundingError ?error }}
                BIND(COALESCE(?money, ?count) AS ?amount)
            }}
        }} ORDER BY ?sum ?number""")
    sums: dict[str, Sum] = {}
    for row in rows:
        if row["part"] == row["sum"]:
            sums[row["sum"].value] = Sum(axis, row)
    for row in rows:
        if row["part"] != row["sum"] and row["sum"].value in sums:
            sums[row["sum"].value].parts.append(row)
    return [found for found in sums.values() if found.parts]


def _amount(row: Row) -> Decimal:
    return decimal(row.get("amount")) or Decimal(0)
