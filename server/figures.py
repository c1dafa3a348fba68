"""Every figure of one disclosure as CSV, for a spreadsheet: one line per printed cell, in the order of the document."""

from __future__ import annotations

import csv
import io

from server import labels
from server.answers import safe
from server.engine import Engine, Row, iri
from server.pages import flags
from server.web import language, text


def as_csv(engine: Engine, disclosure: str) -> str:
    """The figures of a disclosure, amounts in 元, with the mark by which spreadsheets know UTF-8; raises QueryError."""
    rows = engine.rows(f"""
        SELECT ?tableTitle ?kind ?unit ?row ?rowLabel ?column ?columnLabel ?printed ?amount ?quantity ?aggregation ?line ?page ?cell {{
            {iri(disclosure)} mz:hasTable ?table . ?table dcterms:title ?tableTitle ; mz:tableKind ?kind .
            ?cell qb:dataSet ?table ; mz:row ?row ; mz:column ?column ; mz:printedValue ?printed ; mz:aggregation ?aggregation ;
                mz:inRow ?inRow ; mz:inColumn ?inColumn .
            ?inRow rdfs:label ?rowLabel . ?inColumn rdfs:label ?columnLabel .
            OPTIONAL {{ ?table mz:printedUnit ?unit }}
            OPTIONAL {{ ?cell mz:amount ?amount }} OPTIONAL {{ ?cell mz:quantity ?quantity }}
            OPTIONAL {{ ?cell mz:sourceLine ?line }} OPTIONAL {{ ?cell mz:sourcePage ?page }}
        }} ORDER BY ?page ?line ?table ?row ?column""")
    marked = flags.fetch(engine, [disclosure])
    known = labels.fetch(engine, {row[name].value for row in rows for name in ("kind", "aggregation")})
    yuan = text("heading_unit", heading=text("amount"), unit=text("yuan"))
    head = [text("table"), text("table_title"), text("row"), text("row_name"), text("column"), text("column_name")]
    head += [text("printed"), text("unit"), yuan, text("quantity"), text("aggregation"), text("flags")]
    head += [text("source_line"), text("source_page")]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*head, text("heading_address", heading=text("this_cell"))])
    for row in rows:
        writer.writerow(_line(row, known, marked))
    return "\ufeff" + buffer.getvalue()


def _line(row: Row, known: labels.Labels, marked: flags.Flags) -> list[str]:
    told = {name: safe(row.get(name)) for name in ("tableTitle", "rowLabel", "columnLabel", "unit")}
    plain = {
        name: row[name].value if name in row else "" for name in ("row", "column", "amount", "quantity", "line", "page")
    }
    kind, aggregation = (labels.choose(known, row[name].value, language()) for name in ("kind", "aggregation"))
    found = "; ".join(dict.fromkeys(f"{text(flag.verdict)} {flag.identity}" for flag in marked.of(row["cell"])))
    return [
        kind,
        told["tableTitle"],
        plain["row"],
        told["rowLabel"],
        plain["column"],
        told["columnLabel"],
        row["printed"].value,
        told["unit"],
        plain["amount"],
        plain["quantity"],
        aggregation,
        found,
        plain["line"],
        plain["page"],
        row["cell"].value,
    ]
