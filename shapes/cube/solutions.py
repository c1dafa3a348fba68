"""Solutions of a SELECT as plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import pyoxigraph as ox

Row = Mapping[str, str]
"""Variable -> term in N-Triples form; unbound variables are left out."""


def select(store: ox.Store, query: str) -> ox.QuerySolutions:
    """Return the solutions of a SELECT over the default graph of a store."""
    return cast("ox.QuerySolutions", store.query(query))


def rows(solutions: ox.QuerySolutions) -> Iterator[Row]:
    """Yield the solutions as rows."""
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: str(term) for name in names if (term := solution[name]) is not None}


def integer(number: int) -> str:
    """Return a number as the term that a COUNT gives."""
    return str(ox.Literal(number))


def shown(term: str) -> str:
    """Return a term for a message: numbers plainly, other terms in N-Triples form."""
    number = term.removesuffix('"^^<http://www.w3.org/2001/XMLSchema#integer>')
    return number[1:] if number != term else term
