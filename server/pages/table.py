"""The page of a table: the printed table again, row by row and column by column, each figure a link to its cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from ontology.terms import MZ
from server.engine import Engine, Row, Term, iri
from server.pages import flags
from server.pages.findings import coverage, identities, outcomes_of_table
from server.pages.page import Page, first, properties

SIDES = ("revenue", "expenditure")


@dataclass
class GridColumn:
    """A column of figures, or (`label` is None) the column that names the rows of one side."""

    side: str = ""
    address: str = ""
    label: str | None = None


@dataclass
class GridRow:
    """A printed row: for each grid column a row label, a cell, or nothing."""

    number: int
    is_total: bool = False
    entries: list[Row | str | None] = field(default_factory=list)


def build(engine: Engine, address: str) -> Page:
    """Collect the page; raises QueryError."""
    this = iri(address)
    about = properties(engine, address)
    owner = engine.rows(f"""
        SELECT ?disclosure ?title ?file {{
            ?disclosure mz:hasTable {this} ; dcterms:title ?title . OPTIONAL {{ ?disclosure mz:sourceFile ?file }}
        }}""")
    head, body, cells = layout(engine, address)
    marked = flags.fetch(engine, (row["disclosure"].value for row in owner))
    used = outcomes_of_table(engine, owner[0]["disclosure"].value, address) if owner else []
    verdicts = {cell["cell"].value: found[0].verdict for cell in cells if (found := marked.of(cell["cell"]))}
    page = Page(
        "table.html",
        {
            "about": about,
            "first": lambda name: first(about, str(MZ[name])),
            "kind": first(about, str(MZ.tableKind)),
            "head": head,
            "body": body,
            "cells": len(cells),
            "disclosure": owner[0] if owner else None,
            "verdicts": verdicts,
            "coverage": coverage(used, identities(engine)) if used else None,
        },
    )
    page.named.update(term.value for term in about.get(str(MZ.tableKind), ()))
    return page


def layout(engine: Engine, address: str) -> tuple[list[GridColumn], list[GridRow], list[Row]]:
    """A table as printed, and its cells; raises QueryError."""
    this = iri(address)
    rows = engine.rows(f"""
        SELECT ?row ?number ?label ?flow ?parent ?line {{
            ?row mz:inTable {this} ; mz:rowNumber ?number ; rdfs:label ?label .
            OPTIONAL {{ ?row mz:flow ?flow }} OPTIONAL {{ ?row mz:addendOf ?parent }}
            OPTIONAL {{ ?row mz:sourceLine ?line }}
        }} ORDER BY ?number ?row""")
    columns = engine.rows(f"""
        SELECT ?column ?number ?label ?flow {{
            ?column mz:inTable {this} ; mz:columnNumber ?number ; rdfs:label ?label .
            OPTIONAL {{ ?column mz:flow ?flow }}
        }} ORDER BY ?number""")
    cells = engine.rows(f"""
        SELECT ?cell ?row ?column ?printed ?amount ?quantity {{
            ?cell qb:dataSet {this} ; mz:inRow ?row ; mz:inColumn ?column ; mz:printedValue ?printed .
            OPTIONAL {{ ?cell mz:amount ?amount }} OPTIONAL {{ ?cell mz:quantity ?quantity }}
        }}""")
    return *grid(rows, columns, cells), cells


def grid(rows: list[Row], columns: list[Row], cells: list[Row]) -> tuple[list[GridColumn], list[GridRow]]:
    """Lay cells out as printed; where revenue and expenditure stand side by side, each side has its own labels."""
    by_place = {(cell["row"].value, cell["column"].value): cell for cell in cells}
    side_of_row = {row["row"].value: _side(row) for row in rows}
    # A column of a two-sided table may not say its side; its cells do.
    side_of_column = {column["column"].value: _side(column) for column in columns}
    for cell in cells:
        if not side_of_column.get(cell["column"].value):
            side_of_column[cell["column"].value] = side_of_row.get(cell["row"].value, "")
    sides = [side for side in SIDES if side in side_of_row.values()] or [""]
    head: list[GridColumn] = []
    for side in sides:
        own = [column for column in columns if side_of_column[column["column"].value] in {side, ""}]
        head.append(GridColumn(side))
        head += [GridColumn(side, column["column"].value, column["label"].value) for column in own]
    parents = {row["parent"].value for row in rows if "parent" in row}
    body = []
    for number in sorted({int(row["number"].value) for row in rows}):
        here = [row for row in rows if int(row["number"].value) == number]
        line = GridRow(number, any(row["row"].value in parents for row in here))
        for column in head:
            row = next((row for row in here if _side(row) == column.side), None)
            if row is None:
                line.entries.append(None)
            elif column.label is None:
                line.entries.append(row["label"].value)
            else:
                line.entries.append(by_place.get((row["row"].value, column.address)))
        body.append(line)
    return head, body


def _side(row: Row) -> str:
    flow: Term | None = row.get("flow")
    return flow.value.rpartition("/")[2] if flow else ""
