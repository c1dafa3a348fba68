"""What the classifications say of the accounts that data use: in which years they are valid, and which of them no list has.

A disclosure's own graph holds no code list, so this is written beside the data before they are checked.
"""

from __future__ import annotations

import pyoxigraph as ox
from rdflib.namespace import RDF, XSD

from ontology.accounts import ACCOUNT_SCHEMES, AccountName, account_names
from ontology.terms import MZ

_USES = (MZ.functionalAccount, MZ.economicAccount, MZ.governmentEconomicAccount)


def add_classification(store: ox.Store) -> None:
    """Add to a store what the code lists know of every account that a row of it names."""
    used = {
        quad.object.value
        for predicate in _USES
        for quad in store.quads_for_pattern(None, ox.NamedNode(str(predicate)), None)
        if isinstance(quad.object, ox.NamedNode)
    }
    store.extend(quad for account in sorted(used) for quad in _facts(account))


def _facts(account: str) -> list[ox.Quad]:
    scheme, _, notation = account.rpartition("/code/")[2].partition("/")
    if scheme not in ACCOUNT_SCHEMES or not notation.isdigit():
        return []
    names = account_names(scheme, notation)
    node = ox.NamedNode(account)
    facts = [ox.Quad(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(MZ.Account)))]
    if not names:
        flag = ox.Literal("true", datatype=ox.NamedNode(str(XSD.boolean)))
        return [*facts, ox.Quad(node, ox.NamedNode(str(MZ.observedOnly)), flag)]
    for predicate, year in ((MZ.validFrom, _first(names)), (MZ.validUntil, _last(names))):
        if year is not None:
            value = ox.Literal(str(year), datatype=ox.NamedNode(str(XSD.integer)))
            facts.append(ox.Quad(node, ox.NamedNode(str(predicate)), value))
    return facts


def _first(names: tuple[AccountName, ...]) -> int | None:
    """Return the first year of a code under any of its names; None where one of them is open."""
    years = [name.since for name in names]
    return None if None in years else min(year for year in years if year is not None)


def _last(names: tuple[AccountName, ...]) -> int | None:
    years = [name.until for name in names]
    return None if None in years else max(year for year in years if year is not None)
