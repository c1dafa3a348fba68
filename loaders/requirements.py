"""What a document must be to become a graph at all: what is less is refused as a whole, with its reason."""

from __future__ import annotations

from collections.abc import Container

from loaders.document import Document
from loaders.errors import LoadError
from loaders.facts import TableFacts
from loaders.recognise import Recognition
from ontology.terms import MANDATED


def require_tables(document: Document, found: Recognition) -> None:
    """Refuse what is no disclosure: no table was recognised. A document with titles of budget tables is one that cannot be read."""
    if not found.tables and found.mentions:
        first = next((f" The first reason: {s.message}." for s in found.signals if s.level == "refused"), "")
        raise LoadError(
            "none of its tables could be read",
            where=f"{document.name}, {found.mentions[0].place}",
            why=f"{len(found.mentions)} titles, such as “{found.mentions[0].label}”, but below none is a table that is understood.{first}",
            remedy="Load it in another format (Word, Excel, web page), or print it with ruled tables; `mingzhang explain FILE` shows what was read.",
        )
    if not found.tables:
        raise LoadError(
            "this is not a budget disclosure",
            where=document.name,
            why="None of its tables has the title and header of a standard budget table.",
            remedy="Check the file. `mingzhang explain FILE` shows its tables as read, and what a profile would have to say.",
        )


def require_one_disclosure(document: Document, found: Recognition) -> None:
    """Refuse an archive of several disclosures: joined, the figures of one office would stand under the name of another.

    The files of one disclosure share its mandated tables out among them; where two or more kinds of them stand in several
    files, each file is a disclosure, or the same one is there twice.
    """
    files: dict[str, dict[str, None]] = {}
    for table in (*found.tables, *found.repeated):
        if table.title_place.file and table.rule.kind in MANDATED:
            files.setdefault(table.rule.kind, {})[table.title_place.file] = None
    repeated = [names for names in files.values() if len(names) > 1]
    if len(repeated) > 1:
        raise LoadError(
            "the archive holds more than one disclosure",
            where=document.name,
            why=f"The same mandated tables stand in several of its files: {', '.join(repeated[0])}. An archive is read as one disclosure.",
            remedy="Unpack it and load the folder; where one document is there in two formats, keep one.",
        )


def require_whole_rows(document: Document, tables: list[TableFacts]) -> None:
    """Refuse a damaged document: most rows of a table have other cells than the table has columns."""
    for facts in tables:
        if facts.misfits > len(facts.rows):
            first = next(signal for signal in facts.signals if signal.level == "refused")
            raise LoadError(
                "the rows of a table do not fit its columns",
                where=f"{document.name}, {first.place}",
                why=f"In “{facts.title}” {facts.misfits} rows are broken; the first: {first.message}.",
                remedy="A column is missing or was added in the export: export the document again.",
            )


def require_figures(document: Document, tables: list[TableFacts]) -> None:
    """Refuse a document of which no figure was understood."""
    if not any(facts.cells for facts in tables):
        whole = (s for facts in tables for s in facts.signals if s.message.startswith("the table was not read"))
        first = next((f" Of “{signal.table}”: {signal.message}." for signal in whole), "")
        raise LoadError(
            "no figure could be read",
            where=document.name,
            why=f"{len(tables)} tables were recognised, but none holds a figure that is understood.{first}",
            remedy="Check that the document is complete; `mingzhang explain FILE` says what was not read, and why.",
        )


def require_new(document: Document, disclosure: str, others: Container[str]) -> None:
    """Refuse a document whose parts are the same disclosure twice."""
    if disclosure in others:
        raise LoadError(
            "two parts of the file are the same disclosure",
            where=document.name,
            why=f"Both would become {disclosure}.",
            remedy="Keep the right one; where they are of two offices, correct the name in their captions.",
        )
