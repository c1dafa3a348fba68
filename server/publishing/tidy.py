"""Tidy tables: one row per printed figure, one table per table kind, every dimension as code, Chinese and English label."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from ontology.terms import DIMENSIONS, code
from server import labels
from server.engine import Engine, Row, iri

_PLACE: Final = (
    "datasetVersion",
    "disclosure",
    "title",
    "jurisdictionCode",
    "jurisdiction",
    "year",
    "scope",
    "sourceFile",
    "table",
    "tableTitle",
    "printedUnit",
    "cell",
    "row",
    "rowLabel",
    "column",
    "columnLabel",
    "sourceLine",
    "sourcePage",
    "sourceSheet",
)
_FIGURE: Final = (
    "amount",
    "quantity",
    "unit",
    "printedValue",
    "unitMult",
    "decimals",
    "roundingError",
    "aggregation",
)
_STATED: Final = (
    *("amount", "quantity", "quantityUnit", "printedValue", "roundingError", "aggregation"),
    *("sourceLine", "sourcePage", "sourceSheet"),
)


def dimensions(kind: str) -> list[str]:
    """The dimensions of a table kind, as columns."""
    return [_local(str(term)) for term in DIMENSIONS[kind]]


def columns(kind: str) -> list[str]:
    """The columns of the table of a kind."""
    return [*_PLACE, *(f"{name}{part}" for name in dimensions(kind) for part in ("", "Zh", "En")), *_FIGURE]


def table(engine: Engine, kind: str, version: str) -> bytes:
    """The table of a kind as CSV (UTF-8, CRLF), a row per figure; empty when nothing of that kind is printed. Raises QueryError."""
    names = columns(kind)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    written = False
    for row in _rows(engine, kind):
        if not written:
            writer.writerow(names)
        written = True
        writer.writerow([{**row, "datasetVersion": version}.get(name, "") for name in names])
    return buffer.getvalue().encode()


def _rows(engine: Engine, kind: str) -> Iterator[dict[str, str]]:
    tables = engine.rows(f"""
        SELECT ?table ?tableTitle ?printedUnit ?disclosure ?title ?year ?scope ?sourceFile ?jurisdiction ?jurisdictionCode {{
            ?table mz:tableKind {iri(str(code("table-kind", kind)))} ; dcterms:title ?tableTitle .
            ?disclosure mz:hasTable ?table ; dcterms:title ?title ; mz:fiscalYear ?year ; mz:scope ?scope ;
                mz:jurisdiction ?place .
            OPTIONAL {{ ?table mz:printedUnit ?printedUnit }} OPTIONAL {{ ?disclosure mz:sourceFile ?sourceFile }}
            OPTIONAL {{ ?place mz:divisionCode ?jurisdictionCode }}
            OPTIONAL {{ ?place rdfs:label ?jurisdiction . FILTER(LANG(?jurisdiction) = "zh") }}
        }} ORDER BY ?table""")
    known: labels.Labels = {}
    for found in tables:
        cells = _cells(engine, kind, found["table"].value)
        named = dimensions(kind)
        used = {row[name].value for row in cells for name in named if name in row} - known.keys()
        known |= {address: {} for address in used} | labels.fetch(engine, used)
        for row in cells:
            yield _plain({**found, **row}, named, known)


def _cells(engine: Engine, kind: str, address: str) -> list[Row]:
    stated = " ".join(f"OPTIONAL {{ ?cell mz:{name} ?{name} }}" for name in (*dimensions(kind), *_STATED))
    if kind == "procurement":
        stated += " OPTIONAL { ?procurementLine mz:quantityUnit ?quantityUnit }"
    return engine.rows(f"""
        SELECT * {{
            ?cell qb:dataSet {iri(address)} ; mz:row ?row ; mz:column ?column ; mz:inRow ?inRow ; mz:inColumn ?inColumn .
            ?inRow rdfs:label ?rowLabel . ?inColumn rdfs:label ?columnLabel .
            {stated}
            OPTIONAL {{ ?cell sdmx-attribute:unitMult ?unitMult }} OPTIONAL {{ ?cell sdmx-attribute:decimals ?decimals }}
        }} ORDER BY ?row ?column ?cell""")


def _plain(row: Row, named: list[str], known: labels.Labels) -> dict[str, str]:
    plain = {name: term.value for name, term in row.items()}
    for name in named:
        spoken = known.get(plain.get(name, ""), {})
        plain[f"{name}Zh"], plain[f"{name}En"] = spoken.get("zh", ""), spoken.get("en", "")
    for name in (*named, "scope", "aggregation"):
        plain[name] = _code(plain.get(name, ""))
    plain["unit"] = "元" if "amount" in plain else plain.get("quantityUnit", "")
    return plain


def _code(address: str) -> str:
    """The local name of a code or a period, so that a spreadsheet shows 2010301; other IRIs stay whole."""
    return address.rpartition("/")[2] if "/code/" in address or "/id/period/" in address else address


def _local(term: str) -> str:
    return term.rpartition("#")[2]
