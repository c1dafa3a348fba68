"""An answer of a stored question, ready to be shown: as a table of a page, as CSV for a spreadsheet, as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from server import stored
from server.engine import Row, Term
from server.labels import Labels, shorten
from server.pages.flags import Flag, Flags
from server.stored import Column, Question
from server.web import language, link, number, percent, percentage, pick, plain_number, readable, text, yuan

NUMERIC: Final = frozenset({"yuan", "percent", "number"})
_CONTAINERS: Final = frozenset({"disclosure", "table", "row", "column"})  # a check of these accuses no single figure


class Shown(NamedTuple):
    """A value of an answer on a page: its text, its link, its language, and the same amount in a larger unit."""

    text: str = ""
    href: str = ""
    lang: str = ""
    small: str = ""


@dataclass
class Answer:
    """A question with the rows of its answer.

    Attributes:
        values: the parameters in force.
        query: the SPARQL text that was asked.
        version: of the dataset.
        flags: the failed checks of the disclosures in the rows.
        known: labels of codes, in every language.
    """

    question: Question
    variables: list[str]
    rows: list[Row]
    truncated: bool
    limit: int
    values: dict[str, list[str]]
    query: str
    version: str
    flags: Flags = field(default_factory=Flags)
    known: Labels = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that are shown."""
        known = self.question.columns
        return [known.get(name) or Column(name, {"zh": name, "en": name}) for name in stored.variables(self.variables)]

    @property
    def flaggable(self) -> bool:
        """Whether the question shows figures that checks use."""
        figures = any(name.endswith(("Cell", "Cells")) for name in self.variables)
        return self.question.flagged and (figures or bool(self.question.headlines))

    def disclosures(self) -> set[str]:
        """The disclosures that the rows speak of."""
        return {address for row in self.rows for address in _disclosures(row)}

    def flags_of(self, row: Row) -> list[Flag]:
        """The failed checks that use a figure of a row: a cell or claim that it names, or a headline figure."""
        if not self.flaggable:
            return []
        operands = [term.value for name, term in row.items() if term.is_iri and name not in _CONTAINERS]
        operands += [part for name, term in row.items() if name.endswith("Cells") for part in term.value.split()]
        found = set(self.flags.of(*operands))
        for disclosure in _disclosures(row):
            for measure in self.question.headlines:
                found.update(self.flags.headline(disclosure, measure))
        return sorted(found)

    def label(self, row: Row, name: str) -> Term | None:
        """The text of a value that is no figure, in the language of the page where it has one."""
        value = row.get(name)
        if value is None:
            return None
        if language() == "en":
            english = self.known.get(value.value, {}).get("en")
            if english:
                return Term(english, "literal", "en")
            if f"{name}LabelEn" in row:
                return row[f"{name}LabelEn"]
        return row.get(f"{name}Label") or (Term(shorten(value.value), "literal") if value.is_iri else value)

    def shown(self, row: Row, column: Column) -> Shown:
        """A value on a page."""
        value, cell = row.get(column.name), row.get(f"{column.name}Cell")
        if value is None:
            return Shown()
        href = link(cell) if cell else link(value) if value.is_iri else ""
        if column.kind in NUMERIC:
            write = {"yuan": yuan, "percent": percent, "number": plain_number}[column.kind]
            return Shown(write(value), href, "", readable(value) if column.kind == "yuan" else "")
        label = self.label(row, column.name) or value
        return Shown(label.value, href, label.language)


def _disclosures(row: Row) -> list[str]:
    """The disclosure of a row, or those that an aggregated row names (addresses with spaces between)."""
    return [part for name in ("disclosure", "disclosures") if name in row for part in row[name].value.split()]


def heading(column: Column) -> str:
    """The heading of a column, with its unit."""
    unit = {"yuan": text("yuan"), "percent": "%"}.get(column.kind)
    return text("heading_unit", heading=pick(column.label), unit=unit) if unit else pick(column.label)


def file_name(answer: Answer) -> str:
    """A Content-Disposition that saves under a readable name: the title and the conditions (RFC 6266)."""
    plain = f"{answer.question.name}.csv"
    chosen = [value for values in answer.values.values() for value in values]
    readable_name = "-".join([pick(answer.question.title), *chosen]).replace("/", "-") + ".csv"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(readable_name, safe='')}"


def as_csv(answer: Answer) -> str:
    """What the page shows, figures as plain numbers in the unit of their heading; then the addresses of things and of cells.

    A last line says when rows were left out.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    addresses = [
        (name, column)
        for column in answer.columns
        for name, sign in ((column.name, f"{column.name}Label"), (f"{column.name}Cell", f"{column.name}Cell"))
        if sign in answer.variables
    ]
    headings = [heading(column) for column in answer.columns]
    if answer.flaggable:
        headings += [text("flags"), text("flags_links")]
    for name, column in addresses:
        subject = pick(column.label)
        is_thing = name == column.name
        headings.append(text("heading_address", heading=subject) if is_thing else text("heading_cell", heading=subject))
    writer.writerow(headings)
    for row in answer.rows:
        line = [_plain(answer, row, column) for column in answer.columns]
        if answer.flaggable:
            found = answer.flags_of(row)
            line += [
                "; ".join(dict.fromkeys(f"{text(flag.verdict)} {flag.identity}" for flag in found)),
                " ".join(flag.check for flag in found),
            ]
        writer.writerow(line + [row[name].value if name in row else "" for name, _ in addresses])
    if answer.truncated:
        writer.writerow([text("csv_truncated", limit=answer.limit, most=stored.MAX_ROWS)])
    return "\ufeff" + buffer.getvalue()  # with the mark, spreadsheets read Chinese as it is


def _plain(answer: Answer, row: Row, column: Column) -> str:
    value = row.get(column.name)
    if value is None:
        return ""
    if column.kind == "percent":
        return str(percentage(value))
    if column.kind in NUMERIC:
        amount = number(value)
        return safe(value) if amount is None else f"{amount:f}"
    return safe(answer.label(row, column.name))


def safe(term: Term | None) -> str:
    """A cell of a CSV; a text that a spreadsheet would run as a formula gets an apostrophe."""
    if term is None:
        return ""
    is_number = term.datatype.startswith("http://www.w3.org/2001/XMLSchema#")
    return f"'{term.value}" if not is_number and term.value[:1] in tuple("=+-@\t\r") else term.value


def as_json(answer: Answer) -> str:
    """Rows of plain values; decimals are strings, so that no reader rounds them. `checks` are failed checks by row number."""
    found: list[Sequence[Flag]] = [answer.flags_of(row) for row in answer.rows]
    content: dict[str, Any] = {
        "question": answer.question.name,
        "title": answer.question.title,
        "parameters": answer.values,
        "columns": {column.name: {"label": column.label, "kind": column.kind} for column in answer.columns},
        "rows": [{name: term.value for name, term in row.items()} for row in answer.rows],
        "checks": {number: [flag._asdict() for flag in flags] for number, flags in enumerate(found) if flags},
        "truncated": answer.truncated,
        "limit": answer.limit,
        "dataset": answer.version,
        "sparql": answer.query,
    }
    return json.dumps(content, ensure_ascii=False)
