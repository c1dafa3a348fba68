"""Stored questions: one commented ``.rq`` file each, with parameters that are bound as typed terms.

A file begins with lines ``#+ …`` (the comment mark of grlc), which together are TOML::

    #+ title = { zh = "…", en = "…" }          what the question is called
    #+ summary = { zh = "…", en = "…" }        what it answers, and how
    #+ order = 10                              its place in the list
    #+ headlines = ["threePublicTotal"]        optional: headline figures of ?disclosure that a row shows (see below)
    #+ flagged = false                         optional: do not mark rows whose figures take part in a failed check
    #+ [parameters.year]                       bound to the variable ?_year
    #+ type = "integer"                        integer, decimal, text, iri or code
    #+ label = { zh = "年度", en = "Year" }
    #+ default = "2022"                        optional
    #+ options = "years"                       optional: options/years.rq lists ?value and ?label
    #+ choices = { a = { zh = "…", en = "…" } }  optional: the only values, by name
    #+ [columns.amount]                        how the result variable ?amount is shown
    #+ label = { zh = "金额", en = "Amount" }
    #+ kind = "yuan"                           text (default), yuan, percent, number, code

The rest is plain SPARQL. **A line that mentions a parameter without a value is left out**, so an optional filter stands on
a line of its own. A parameter may have several values: write ``IN (?_year)``. A result variable ``?xLabel`` is the text
shown for ``?x`` (``?xLabelEn`` in English, where it is no code with a label of its own); ``?xCell`` is the printed cell, or
the claim in prose, that the figure ``?x`` was read from; ``?xCells`` are the addresses of several, with spaces between.

A row is marked when a failed check uses one of its cells, or one of the `headlines` of ``?disclosure`` (``?disclosures``:
the addresses of several, with spaces between).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import Any, Final

from server.engine import iri, literal
from server.guard import tokens

MAX_ROWS: Final = 10_000
"""Rows of an answer that can be asked for."""

_PARAMETER: Final = re.compile(r"\?_(\w+)")
Text = dict[str, str]


class ParameterError(ValueError):
    """A value that does not fit its parameter.

    Attributes:
        parameter: its name.
    """

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(message)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question; `code` values are local names below `scheme` (an IRI ending in a slash).

    `choices` are the only values that it may have, each with what it is called.
    """

    name: str
    type: str
    label: Text
    default: str = ""
    options: str = ""
    scheme: str = ""
    choices: Mapping[str, Text] = field(default_factory=dict)

    def term(self, value: str) -> str:
        """A value as a SPARQL term; raises ParameterError. Nothing that a user types reaches the query unchecked."""
        value = value.strip()
        if self.choices and value not in self.choices:
            raise ParameterError(self.name, f"{value!r} is none of: {', '.join(self.choices)}")
        if self.type == "integer":
            if not re.fullmatch(r"-?[0-9]{1,18}", value):
                raise ParameterError(self.name, f"{value!r} is not a whole number")
            return str(int(value))
        if self.type == "decimal":
            try:
                number = Decimal(value)
            except InvalidOperation:
                number = Decimal("NaN")
            if not number.is_finite() or abs(number.adjusted()) > 30:
                raise ParameterError(self.name, f"{value!r} is not a number")
            return f'"{number:f}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
        if self.type == "code":
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9/-]{0,80}", value):
                raise ParameterError(self.name, f"{value!r} is not a code: letters, digits and hyphens")
            return iri(self.scheme + value)
        if self.type == "iri":
            if not re.match(r"https?://", value):
                raise ParameterError(self.name, f"{value!r} is not an address that begins with http:// or https://")
            try:
                return iri(value)
            except ValueError as error:
                raise ParameterError(self.name, str(error)) from None
        if len(value) > 200 or any(ord(character) < 32 for character in value):
            raise ParameterError(self.name, "the text is too long or has control characters")
        return literal(value)


@dataclass(frozen=True)
class Column:
    """How a result variable is shown."""

    name: str
    label: Text
    kind: str = "text"


@dataclass(frozen=True)
class Question:
    """A stored question; `query` is the SPARQL text without its header."""

    name: str
    title: Text
    summary: Text
    query: str
    source: str
    order: int = 1000
    group: str = ""
    limit: int = 500
    headlines: tuple[str, ...] = ()
    flagged: bool = True
    parameters: dict[str, Parameter] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)

    def values(self, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """The values in force: those given, else the defaults; empty ones mean "all".

        Raises:
            ParameterError: a name that is no parameter of this question.
        """
        for name in given:
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "it has none"
                raise ParameterError(name, f"this question has no parameter {name!r}; there are: {known}")
        values = {}
        for name, parameter in self.parameters.items():
            chosen = given.get(name, [parameter.default])
            values[name] = [value for value in chosen if value.strip()]
        return values

    def bind(self, values: Mapping[str, Sequence[str]], limit: int | None = None) -> str:
        """The SPARQL text with the values in place of the parameters, and one row more than `limit`.

        Raises:
            ParameterError: a value that does not fit its parameter.
        """
        terms = {
            name: ", ".join(self.parameters[name].term(value) for value in values.get(name, []))
            for name in self.parameters
        }
        lines = [
            line
            for line in self.query.splitlines()
            if all(terms.get(name) for name in _PARAMETER.findall(line.partition("# ")[0]))
        ]
        text = "\n".join(lines)
        parts, offset = [], 0
        for token in tokens(text):
            if token.kind == "variable" and token.text[1:2] == "_":
                parts += [text[offset : token.start], terms[token.text[2:]]]
                offset = token.start + len(token.text)
        limit = min(limit or self.limit, MAX_ROWS)
        return "".join([*parts, text[offset:]]).rstrip() + f"\nLIMIT {limit + 1}\n"


def parse(name: str, source: str) -> Question:
    """A question from the text of its file; raises ValueError where the header is wrong."""
    header: list[str] = []
    body: list[str] = []
    for line in source.splitlines():
        (header if line.startswith("#+") else body).append(line.removeprefix("#+ ").removeprefix("#+"))
    try:
        meta: dict[str, Any] = tomllib.loads("\n".join(header))
        parameters = {key: Parameter(key, **_tuples(value)) for key, value in meta.pop("parameters", {}).items()}
        columns = {key: Column(key, **value) for key, value in meta.pop("columns", {}).items()}
        question = Question(
            name, query="\n".join(body).strip(), source=source, parameters=parameters, columns=columns, **_tuples(meta)
        )
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise ValueError(f"the question {name} has a header that cannot be read: {error}") from error
    used = set(_PARAMETER.findall(question.query))
    if used != question.parameters.keys():
        odd = ", ".join(sorted(used ^ question.parameters.keys()))
        raise ValueError(f"the question {name}: in its header or in its query only, not in both: {odd}")
    return question


def load() -> dict[str, Question]:
    """All stored questions, in order."""
    folder = files("server") / "questions"
    found = [
        parse(entry.name.removesuffix(".rq"), entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".rq")
    ]
    return {question.name: question for question in sorted(found, key=lambda question: (question.order, question.name))}


def options_query(name: str) -> str:
    """The query of a list of options: ?value and ?label."""
    return (files("server") / "questions" / "options" / f"{name}.rq").read_text("utf-8")


def variables(names: Iterable[str]) -> list[str]:
    """The result variables that are columns of their own: not the labels and cells of others."""
    listed = list(names)
    hidden = {other + suffix for other in listed for suffix in ("Label", "LabelEn", "Cell", "Cells")}
    return [name for name in listed if name not in hidden and name != "disclosures"]


def _tuples(value: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
