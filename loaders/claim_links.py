"""Links from claims to tables: the printed cells that should carry the figure of a claim, or the blank where it should stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ontology
from loaders.facts import CellFact, ColumnFact, Dimensions, RowFact, TableFacts
from loaders.mapping import TOTALS, Mapper
from loaders.profile import SCHEMES
from loaders.prose.claim import Claim
from loaders.prose.lexicon import lexicon
from loaders.registry import Registry
from loaders.text import squeeze
from ontology.accounts import accounts
from ontology.terms import DIMENSIONS

Cells = list[Mapping[str, Any]]

_BUDGETS = ("fund", "state-capital")
#: What a functional account is a part of → the table that breaks it down, other than the general public budget table.
_BROKEN_DOWN: dict[str, Cells] = {
    "total-expenditure": [{"table": "expenditure"}],
    "current-year-expenditure": [{"table": "expenditure"}],
    "fund-expenditure": [{"table": "fund", "flow": "expenditure"}],
    "fund-spent": [{"table": "fund", "flow": "expenditure"}],
    "state-capital-spent": [{"table": "state-capital", "flow": "expenditure"}],
    "state-capital-expenditure": [{"table": "state-capital", "flow": "expenditure"}],
}
#: Words of a sentence that is not about the general public budget.
_OTHER_BUDGETS = ("政府性基金", "基金预算", "国有资本")


@dataclass
class Links:
    """Where the figure of a claim is, or should be, printed.

    Attributes:
        cells: Addresses of the printed cells that should carry the same figure.
        bounds: Addresses of the printed cells that the figure must not exceed.
        blank: Where it should be printed, when no cell carries it: a table declared empty, a row or column with the blank cell,
            or the mention of a table that is missing.
    """

    cells: list[str] = field(default_factory=list)
    bounds: list[str] = field(default_factory=list)
    blank: str | None = None


class ClaimLinks:
    """Finds the links of the claims of one disclosure. A figure that could stand in two places that differ is not linked."""

    def __init__(self, mapper: Mapper, registry: Registry, claims: tuple[Claim, ...]) -> None:
        self._mapper = mapper
        self._registry = registry
        self._claims = claims

    def of(self, claim: Claim) -> Links:
        """Return the links of a claim; none unless it states a level of the year and of a phase that the tables print."""
        links = Links()
        printed: list[tuple[str, CellFact, bool]] = []
        identity = self._mapper.addresses.identity
        if claim.measure is None or claim.year != identity.year or claim.kind not in {"level", "quantity"}:
            return links
        own = claim.phase in {None, identity.phase}
        extra: Dimensions = {} if own else {"phase": f"phase/{claim.phase}"}
        blanks: list[str] = []
        for cell, dims, relation in self._wanted(claim):
            bound = relation == "at-most"
            found = self._mapper.find(cell, dims | extra)
            if found is not None:
                address, fact = found
                if self._mapper.key(cell, dims | extra) in self._mapper.repeated:
                    continue
                if bound:
                    links.bounds.append(address)
                elif relation != "or" or _agree(claim, fact):
                    printed.append((address, fact, _agree(claim, fact)))
            elif own and not relation and (blank := self._blank(cell, dims)):
                blanks.append(blank)
        # Tables that differ (with and without what is carried over) are not the fault of a claim that agrees with one of them.
        agreeing = any(agrees for *_, agrees in printed)
        if not agreeing and all(self._without_carry_over(claim, fact) for _, fact, _ in printed):
            printed = []
        links.cells = [address for address, _, agrees in printed if agrees or not agreeing]
        links.cells += self._project_cells(claim) if own else []
        if not links.cells and blanks:
            # A table that says it is empty tells more than a blank cell, and that more than a missing table.
            missing = set(self._mapper.missing.values())
            tables = {table for table, _ in self._mapper.tables}
            links.blank = min(blanks, key=lambda blank: (blank not in tables, blank in missing))
        return links

    def _without_carry_over(self, claim: Claim, fact: CellFact) -> bool:
        """Return whether a claim about an account may leave out what a budget carries over, which the table may hold: 当年拨款."""
        found = self._mapper.find("fiscal-balance", {"flow": "flow/revenue", "lineItem": "line-item/carry-over"})
        executed = self._mapper.addresses.identity.phase == "executed"
        whole = next((above.measure for above in self._above(claim)), None)
        open_ = whole in {None, "general-public-current"} and (claim.measure or "").startswith("functional:")
        return (
            open_
            and not executed
            and found is not None
            and claim.value is not None
            and 0 < fact.value - claim.value <= found[1].value
        )

    def _wanted(self, claim: Claim) -> Iterator[tuple[str, Dimensions, str]]:
        """Yield (table kind, dimensions, relation) of every cell of what a claim is about.

        The relation is ``at-most`` for an upper bound, ``or`` for a cell that counts where the claim agrees with it.
        """
        key = claim.measure or ""
        measure = lexicon().measures.get(key)
        kind, _, name = key.partition(":")
        cells: Cells = []
        extra: Dimensions = {}
        at_most = False
        if measure is not None:
            cells = list(measure.cells)
        elif kind == "functional" and (account := account_of_path(name)):
            cells = self._functional_cells(claim, account)
            extra = {"functionalAccount": f"functional/{account}"}
        elif kind == "economic" and (account := _economic_code(name)):
            cells = [{"table": "basic", "spendingType": "basic"}]
            extra = {"economicAccount": f"economic/{account}"}
            at_most = not self._of_basic_expenditure(claim)
        for cell in cells:
            dims = {name: f"{SCHEMES[name]}/{member}" for name, member in cell.items() if name in SCHEMES}
            yield cell["table"], dims | extra, "at-most" if at_most else cell.get("relation", "")

    def _project_cells(self, claim: Claim) -> list[str]:
        kind, _, name = (claim.measure or "").partition(":")
        project = self._registry.find_project(name) if kind == "project" else None
        return self._mapper.project_cells.get(project.number, []) if project is not None else []

    def _above(self, claim: Claim) -> Iterator[Claim]:
        """Yield the claims that a claim is part of, nearest first."""
        while claim.part_of is not None:
            claim = self._claims[claim.part_of]
            yield claim

    def _functional_cells(self, claim: Claim, account: str) -> Cells:
        """Return the cells of an account, in the tables of the budget that the sentence speaks of."""
        for whole in self._above(claim):
            if whole.measure in _BROKEN_DOWN:
                return _BROKEN_DOWN[whole.measure]
        if not any(whole.measure and whole.measure.startswith("general-public") for whole in self._above(claim)) and (
            any(word in claim.sentence for word in _OTHER_BUDGETS) or self._in_other_budgets(account)
        ):
            return []
        cells: Cells = [{"table": "general-public"}]
        if len(account) == 3:  # a class has a row in the balances too, where a table by items prints none
            cells.append({"table": "fiscal-balance", "flow": "expenditure", "fundingSource": "general-public"})
        if (
            claim.part_of is None and "一般公共预算" not in claim.sentence
        ):  # of all that is spent, where it says no budget
            cells.append({"table": "expenditure", "relation": "or"})
            cells.append({"table": "balance", "flow": "expenditure", "relation": "or"})
        return cells

    def _in_other_budgets(self, account: str) -> bool:
        """Return whether the fund or state capital table prints figures of this account or of one below it."""
        wanted = f"functional/{account}"
        return any(
            cell.row.dims.get("functionalAccount", "").startswith(wanted)
            for _, facts in self._mapper.tables
            if facts.kind in _BUDGETS
            for cell in facts.cells
        )

    def _of_basic_expenditure(self, claim: Claim) -> bool:
        """Return whether an economic subject is broken down from all basic expenditure, not from the 机关运行经费 of offices only."""
        for whole in self._above(claim):
            if whole.measure == "operating-costs":
                dims = {"spendingType": "spending-type/operating"}
                found = self._mapper.find("basic", dims)
                return found is not None and found[1].value == whole.value
            if whole.measure in {"personnel", "operating", "general-public-basic", "basic-expenditure"}:
                return True
        return False

    def _blank(self, kind: str, dims: Dimensions) -> str | None:
        """Return where a figure would stand that no cell prints: in the table declared empty, the row or column, or the missing table."""
        if kind in self._mapper.missing:
            return self._mapper.missing[kind]
        tables = [(table, facts) for table, facts in self._mapper.tables if facts.kind == kind]
        if len(tables) != 1:
            return None
        ((table, facts),) = tables
        if not facts.cells:
            return table if facts.declared_empty else None
        places = [place for place in _places(facts) if _dims_of(facts.kind, *place) >= _stated(kind, dims)]
        exact = [place for place in places if _dims_of(facts.kind, *place) == self._full(kind, dims)]
        if len(exact) != 1:
            return None
        row, column = exact[0]
        if any(cell.row is row and cell.column is column for cell in facts.cells):
            return None
        return self._mapper.addresses.row(table, row) if row.dims else f"{table}/column/{column.number}"

    def _full(self, kind: str, dims: Dimensions) -> frozenset[tuple[str, str]]:
        return frozenset((name, value) for name, value in self._mapper.key(kind, dims)[1] if name not in _COMMON)


_COMMON = frozenset({"department", "fiscalPeriod", "phase"})


def _agree(claim: Claim, cell: CellFact) -> bool:
    """Return whether a claim and a cell may be the same figure, each rounded as it is printed."""
    return claim.value is not None and abs(claim.value - cell.value) <= claim.rounding_error + cell.rounding_error


def _places(facts: TableFacts) -> Iterator[tuple[RowFact, ColumnFact]]:
    """Yield every place of a table where a figure of its own year and phase may stand."""
    for row in facts.rows:
        for column in facts.columns:
            if row.side == column.side and not _COMMON & (row.dims.keys() | column.dims.keys()):
                yield row, column


def _dims_of(kind: str, row: RowFact, column: ColumnFact) -> frozenset[tuple[str, str]]:
    stated = column.dims | row.dims | ({"flow": f"flow/{row.side}"} if row.side else {})
    names = {str(term).rpartition("#")[2] for term in DIMENSIONS[kind]} - _COMMON
    return frozenset((name, value) for name, value in (TOTALS | stated).items() if name in names)


def _stated(kind: str, dims: Dimensions) -> frozenset[tuple[str, str]]:
    names = {str(term).rpartition("#")[2] for term in DIMENSIONS[kind]}
    return frozenset((name, value) for name, value in dims.items() if name in names)


def _economic_code(name: str) -> str | None:
    """Return the code of the economic subject of exactly this name; a name that two subjects bear says nothing."""
    codes = [
        code
        for code, names in accounts("economic").items()
        if any(squeeze(entry.zh) == squeeze(name) for entry in names)
    ]
    return codes[0] if len(codes) == 1 else None


def account_of_path(path: str) -> str | None:
    """Resolve ``204/司法/公共法律服务`` to a code by the names below the class, exactly; a bare class is its own code."""
    account, *names = path.split("/")
    for name in names:
        below = ontology.child_code_by_name("functional", account, name)
        if below is None:
            return None
        account = below
    return account
