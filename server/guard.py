r"""Looks at a SPARQL query before any engine does: its form, its prefixes, its graphs, and what must be refused.

A small lexer of the SPARQL 1.1 grammar (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), because a text search
would refuse a string or an IRI that merely contains the word SERVICE, and a full parser in this process could be
crashed by a deeply nested query. What the lexer passes is still parsed by the engine, in a worker process that may die.

The one place where the grammar is ambiguous without a parser is ``<``: in ``?a<?b&&'>'='x'`` it is "less than", but
``<?b&&'>`` also has the form of an IRI, and taking it as one shifts where strings begin. An IRI that could be such a
comparison and holds a quote or a hash is therefore refused in a query that contains the word SERVICE anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from server.errors import QueryError

MAX_LENGTH: Final = 100_000
"""Characters in a query. Long enough for a list of a thousand IRIs."""

MAX_NESTING: Final = 200
"""Brackets open at once. People write up to about ten; the engine's process crashes at about two thousand."""

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+|\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<blank>_:[\w.·-]*)
    | (?P<name>(?:[^\W\d_](?:[\w.·-]*[\w·-])?)?:
              (?:[\w:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:.·%\\-]))*)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<mark>[^"'\\])
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_QUERY_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATE_FORMS: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})


@dataclass(frozen=True)
class Token:
    """One token with its offset in the text, from 0."""

    kind: str
    text: str
    start: int


@dataclass
class Inspection:
    """What is known of a query before it runs.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        default_graphs: IRIs of its FROM clauses.
        named_graphs: IRIs of its FROM NAMED clauses.
        missing_prefixes: prefixes that it uses and does not declare, with the token of the first use.
    """

    form: str
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)
    missing_prefixes: dict[str, Token] = field(default_factory=dict)

    @property
    def gives_triples(self) -> bool:
        """Whether the answer is a graph, not a table."""
        return self.form in {"CONSTRUCT", "DESCRIBE"}


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _error(kind: str, message: str, text: str, offset: int) -> QueryError:
    return QueryError(kind, message, *position(text, offset))


def tokens(text: str) -> Iterator[Token]:
    """Every token of a query except white space and comments; raises QueryError at a quote that never closes."""
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            what = "this string is never closed" if text[offset] in "\"'" else "a backslash is not allowed here"
            raise _error("syntax", what, text, offset)
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), offset)
        offset = match.end()


def inspect(text: str, base: str = "") -> Inspection:
    """Lex a query and return what is known of it; relative addresses are relative to `base`.

    Raises:
        QueryError: an update, a SERVICE call, brackets nested too deep, a text too long, or no query at all.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError("refused", f"the query has {len(text):,} characters; at most {MAX_LENGTH:,} are accepted")
    found = list(tokens(text))
    _refuse_service(text, found)
    _refuse_nesting(text, found)
    form = _form(text, found)
    inspection = Inspection(form)
    _read_names(found, inspection, base)
    return inspection


def _refuse_service(text: str, found: list[Token]) -> None:
    unescaped = _ESCAPE.sub(lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)), text)
    if "service" not in unescaped.casefold():
        return
    for token in found:
        if token.kind == "word" and token.text.upper() == "SERVICE":
            message = "SERVICE is refused: this service does not call others. Ask them yourself and join the answers."
            raise _error("refused", message, text, token.start)
        # The engine may read `<` as "less than" where an IRI stands here; then a quote or a # inside would begin a string or a
        # comment for it, and hide from this lexer where the next one ends. After `<scheme://` only an IRI can follow.
        if token.kind == "iri" and ("'" in token.text or ("#" in token.text and not _ABSOLUTE.match(token.text))):
            message = "in a query with the word SERVICE, write this IRI in full (scheme://…, ' as %27) or with a prefix"
            raise _error("refused", message, text, token.start)
    # Some engines read \u0053 as S before anything else; what looks like SERVICE to them is refused too.
    if unescaped != text and any(t.kind == "word" and t.text.upper() == "SERVICE" for t in tokens(unescaped)):
        raise QueryError("refused", "SERVICE is refused, also when it is written with escapes")


def _refuse_nesting(text: str, found: list[Token]) -> None:
    depth = 0
    for token in found:
        if token.kind == "mark" and token.text in "([{":
            depth += 1
            if depth > MAX_NESTING:
                message = f"more than {MAX_NESTING} brackets are open here; write the query less deeply nested"
                raise _error("too-complex", message, text, token.start)
        elif token.kind == "mark" and token.text in ")]}":
            depth -= 1


def _form(text: str, found: list[Token]) -> str:
    for token in found:
        word = token.text.upper() if token.kind == "word" else ""
        if word in _QUERY_FORMS:
            return word
        if word in _UPDATE_FORMS:
            raise _error("read-only", f"{word} is an update; this service only answers queries", text, token.start)
        if token.kind not in {"iri", "name"} and word not in {"PREFIX", "BASE"}:
            message = f"expected SELECT, ASK, CONSTRUCT or DESCRIBE, not {token.text!r}"
            raise _error("syntax", message, text, token.start)
    raise QueryError("syntax", "the query is empty", 1, 1)


def _read_names(found: list[Token], inspection: Inspection, base: str) -> None:
    prefixes: dict[str, str] = {}
    for index, token in enumerate(found):
        before = found[index - 1].text.upper() if index and found[index - 1].kind == "word" else ""
        following = found[index + 1] if index + 1 < len(found) else None
        if token.kind == "name" and before == "PREFIX":
            if following is not None and following.kind == "iri":
                prefixes[token.text[:-1]] = urljoin(base, following.text[1:-1])
        elif token.kind == "iri" and before == "BASE":
            base = urljoin(base, token.text[1:-1])
        elif token.kind == "name":
            prefix = token.text.partition(":")[0]
            if prefix not in prefixes:
                inspection.missing_prefixes.setdefault(prefix, token)
        if before in {"FROM", "NAMED"} and token.kind in {"iri", "name"}:
            clause = inspection.default_graphs if before == "FROM" else inspection.named_graphs
            clause.append(_expand(token, prefixes, base))


def _expand(token: Token, prefixes: dict[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1]) if base else token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
