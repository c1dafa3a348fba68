"""Addresses of a disclosure and of everything below it (docs/reference/graph.md, "Addresses")."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.disclosure import Identity, slug
from loaders.facts import RowFact
from loaders.jurisdiction import local_name
from ontology.terms import account_iri, code, jurisdiction_iri, period_iri

_ACCOUNT_SCHEMES = frozenset({"functional", "economic", "government-economic"})


@dataclass(frozen=True)
class Addresses:
    """Makes the IRIs of one disclosure under a data base."""

    base: str
    identity: Identity

    @property
    def jurisdiction(self) -> str:
        """Return the division."""
        return jurisdiction_iri(self.identity.region.code)

    @property
    def department(self) -> str:
        """Return the department."""
        return self.body(self.identity.key)

    @property
    def disclosure(self) -> str:
        """Return the disclosure, which is also the address of its named graph."""
        identity = self.identity
        path = f"{self.base}id/disclosure/{identity.region.code}/{slug(identity.key)}/{identity.year}/{identity.phase}"
        return f"{path}/unit" if identity.scope == "unit" else path

    @property
    def period(self) -> str:
        """Return the fiscal year as a period."""
        return period_iri(self.identity.year)

    def unit(self, name: str) -> str:
        """Return a budget unit of the jurisdiction."""
        region = self.identity.region
        key = self.identity.bodies.key(region.code, local_name(name, region))
        return f"{self.base}id/unit/{region.code}/{slug(key)}"

    def body(self, key: str) -> str:
        """Return a department of the jurisdiction by its name without divisions."""
        return f"{self.base}id/department/{self.identity.region.code}/{slug(key)}"

    def recurring_project(self, evidence: str, key: str) -> str:
        """Return a project of the department over the years, by its name or its code."""
        identity = self.identity
        last = key if evidence == "code" else slug(key)
        return f"{self.base}id/project/{identity.region.code}/{slug(identity.key)}/{evidence}/{last}"

    def row(self, table: str, row: RowFact) -> str:
        """Return a printed row, or the record in it: its side of a balance, its number where several stand side by side."""
        address = f"{table}/row/{row.number}-{row.side}" if row.side else f"{table}/row/{row.number}"
        return f"{address}-{row.block + 1}" if row.block else address

    def member(self, value: str) -> str:
        """Return the IRI of a dimension value as the facts write it (see `loaders.facts`)."""
        if value == "department":
            return self.department
        kind, colon, rest = value.partition(":")
        if colon:
            return self.unit(rest) if kind == "unit" else f"{self.disclosure}/{kind}/{rest}"
        scheme, _, name = value.partition("/")
        if scheme == "period":
            return period_iri(int(name))
        if scheme in _ACCOUNT_SCHEMES and name != "total":
            return account_iri(scheme, name)
        return code(scheme, name)
