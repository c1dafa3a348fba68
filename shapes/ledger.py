"""The fast engine: every identity as one set-based SELECT over all disclosures of an in-memory store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from shapes.catalogue import Constraint, Identity, constraints
from shapes.sets import queries

COLUMNS = (
    "this",
    "table",
    "value",
    "total",
    "across",
    "relation",
    "left",
    "right",
    "difference",
    "tolerance",
    "outcome",
    "leftOperands",
    "rightOperands",
)
"""The columns that every SELECT of an identity has (shapes/components.ttl); ``unread`` and ``blanks`` it may have."""


@dataclass(frozen=True)
class Instance:
    """One row of an identity's SELECT: addresses as they are, operands sorted.

    ``unread`` are tables of which not every printed figure could be read; ``blanks`` the cells, as ``row|column``, that are blank.
    """

    identity: Identity
    disclosure: str
    table: str
    value: str
    total: str
    across: str
    relation: str
    left: Decimal
    right: Decimal
    difference: Decimal
    tolerance: Decimal
    outcome: str
    left_operands: tuple[str, ...]
    right_operands: tuple[str, ...]
    unread: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


def instance(identity: Identity, row: dict[str, str]) -> Instance:
    """Return a row of a SELECT, by column, as an `Instance`.

    Raises:
        ValueError: A column that every SELECT must have is unbound.
    """
    unbound = [column for column in COLUMNS if column not in row]
    if unbound:
        raise ValueError(f"{identity.iri}: its SELECT left unbound: {', '.join(unbound)}")
    return Instance(
        identity=identity,
        disclosure=row["this"],
        table=row["table"],
        value=row["value"],
        total=row["total"],
        across=row["across"],
        relation=row["relation"],
        left=Decimal(row["left"]),
        right=Decimal(row["right"]),
        difference=Decimal(row["difference"]),
        tolerance=Decimal(row["tolerance"]),
        outcome=row["outcome"],
        left_operands=tuple(sorted(row["leftOperands"].split())),
        right_operands=tuple(sorted(row["rightOperands"].split())),
        unread=tuple(sorted(row.get("unread", "").split())),
        blanks=tuple(sorted(row.get("blanks", "").split())),
    )


def ledger(store: ox.Store, chosen: Iterable[Constraint] | None = None) -> Iterator[Instance]:
    """Yield every checked instance of the identities, passes too.

    Args:
        store: Everything in its default graph.
        chosen: Constraints to run; all when None.
    """
    for query in queries(constraints() if chosen is None else tuple(chosen)):
        solutions = store.query(query.text)
        if not isinstance(solutions, ox.QuerySolutions):  # pragma: no cover - every constraint is a SELECT
            raise TypeError(f"not a SELECT: {query.text}")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            bound = zip(names, solution, strict=True)
            row = {name: term.value for name, term in bound if term is not None and not isinstance(term, ox.Triple)}
            for identity in query.identities[tuple(str(solution[name]) for name in query.parameters)]:
                yield instance(identity, row)
