"""Links from claims to tables: the printed cells that should carry the figure of a claim, or the blank where it should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import ontology
from loaders.claim_tables import Tables
from loaders.facts import CellFact, Dimensions
from loaders.mapping import Mapper
from loaders.profile import SCHEMES
from loaders.prose.claim import Claim
from loaders.prose.lexicon import lexicon
from loaders.registry import Registry
from loaders.text import squeeze
from ontology.accounts import accounts

Cells = list[Mapping[str, Any]]

_BUDGETS = ("fund", "state-capital")
#: What a functional account is a part of → the table that breaks it down, other than the general public budget table.
_BROKEN_DOWN: dict[str, Cells] = {
    "total-expenditure": [{"table": "expenditure"}],
    "current-year-expenditure": [{"table": "expenditure"}],
    "fiscal-expenditure": [{"table": "fiscal-balance", "flow": "expenditure"}],
    "fiscal-spent": [{"table": "fiscal-balance", "flow": "expenditure"}],
    "fund-expenditure": [{"table": "fund", "flow": "expenditure"}],
    "fund-spent": [{"table": "fund", "flow": "expenditure"}],
    "state-capital-spent": [{"table": "state-capital", "flow": "expenditure"}],
    "state-capital-expenditure": [{"table": "state-capital", "flow": "expenditure"}],
}
#: Words of a sentence that is not about the general public budget.
_OTHER_BUDGETS = ("政府性基金", "基金预算", "国有资本")
#: Basic expenditure and its parts: a subject below one of them is all of it, not that of offices alone.
_BASIC = frozenset({"personnel", "operating", "general-public-basic", "basic-expenditure"})
#: What no money of another year is in.
_NEVER_CARRIED = frozenset(
    {
        "three-public-total",
        "overseas-travel",
        "official-vehicles",
        "vehicle-purchase",
        "vehicle-running",
        "official-reception",
    }
)
#: Sources of the column of a table that holds what the year itself is given.
_CURRENT = ("current-year", "fiscal-appropriation", "general-public")
_CURRENT_WORDS = re.compile("(?:当年|本年)(?:一般公共预算)?(?:财政)?拨款")


@dataclass
class Links:
    """Where the figure of a claim is, or should be, printed.

    Attributes:
        cells: Addresses of the printed cells that should carry the same figure.
        bounds: Addresses of the printed cells that the figure must not exceed.
        blank: Where it should be printed, when no cell carries it: a table declared empty, a row or column with the blank cell,
            or the mention of a table that is missing.
        share_of: Of a share, the printed cell with its whole.
        change_of: Of a change, the printed cell of the year; ``change_from`` that of the year or phase compared with.
    """

    cells: list[str] = field(default_factory=list)
    bounds: list[str] = field(default_factory=list)
    blank: str | None = None
    share_of: str | None = None
    change_of: str | None = None
    change_from: str | None = None


class ClaimLinks:
    """Finds the links of the claims of one disclosure. A figure that could stand in two places that differ is not linked."""

    def __init__(self, mapper: Mapper, registry: Registry, claims: tuple[Claim, ...]) -> None:
        self._mapper = mapper
        self._tables = Tables(mapper)
        self._registry = registry
        self._claims = claims
        self._current = any(claim.measure == "general-public-current" for claim in claims)

    def of(self, claim: Claim) -> Links:
        """Return the links of a claim that states a level; none unless it is of the year and of a phase that the tables print."""
        links = Links()
        printed: list[tuple[str, CellFact, bool]] = []
        identity = self._mapper.addresses.identity
        if claim.measure is None or claim.year != identity.year:
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
            elif own and not relation and (blank := self._tables.blank(cell, dims)):
                blanks.append(blank)
        # Tables that differ (with and without what is carried over) are not the fault of a claim that agrees with one of them,
        # or might agree with one that was not read.
        agreeing = any(agrees for *_, agrees in printed)
        if printed and not agreeing and own and self._tables.carries:
            # Two that differ are with and without; one alone may be either.
            if len({fact.value for _, fact, _ in printed}) == 1 and (unseen := self._unseen(claim)):
                links.blank = self._mapper.missing.get(unseen)
                return links
            if all(self._without_carry_over(claim, fact) for _, fact, _ in printed):
                printed = []
        links.cells = [address for address, _, agrees in printed if agrees or not agreeing]
        links.cells += self._project_cells(claim) if own else []
        if not links.cells and blanks:
            # A table that says it is empty tells more than a blank cell, and that more than a missing table.
            missing = set(self._mapper.missing.values())
            tables = {table for table, _ in self._mapper.tables}
            links.blank = min(blanks, key=lambda blank: (blank not in tables, blank in missing))
        return links

    def beside(self, claim: Claim) -> Links:
        """Return the printed figures that a share or a change can be recomputed from, where all that may be meant are the same."""
        identity = self._mapper.addresses.identity
        if claim.measure is None or claim.year != identity.year:
            return Links()
        plan = claim.whole == "initial-budget" or (claim.compared_phase, claim.compared_year) == (
            "budget",
            identity.year,
        )
        if plan and claim.measure in _NEVER_CARRIED and "年初预算" in claim.sentence:
            return Links()  # their table prints what was planned after adjustments
        if claim.kind == "share":
            whole = claim.measure if plan else claim.whole
            if self._tables.carries and (whole or "").startswith(("general-public-expenditure", "fiscal-")):
                return Links()  # a share of the appropriations of the year, or of what the table prints
            return Links(
                share_of=self._one_figure(replace(claim, measure=whole), phase="budget" if plan else claim.phase)
            )
        if self._tables.carries and claim.measure not in _NEVER_CARRIED:
            return Links()
        now = self._one_figure(claim, phase=claim.phase)
        compared = self._one_figure(claim, phase=claim.compared_phase, year=claim.compared_year)
        return Links(change_of=now, change_from=compared if compared != now else None)

    def _one_figure(self, claim: Claim, *, phase: str | None, year: int | None = None) -> str | None:
        """Return a printed cell of what a claim is about, in a phase and year; ``None`` where the cells differ, or one may be missing."""
        extra: Dimensions = {"phase": f"phase/{phase}"} if phase else {}
        extra |= {"fiscalPeriod": f"period/{year}"} if year else {}
        found: list[tuple[str, CellFact]] = []
        for kind, dims, relation in self._wanted(claim):
            if relation == "or":
                continue
            cell = self._mapper.find(kind, dims | extra)
            if relation or not self._tables.read(kind) or self._mapper.key(kind, dims | extra) in self._mapper.repeated:
                return None
            found += [cell] if cell is not None else []
        return found[0][0] if len({cell.value for _, cell in found}) == 1 else None

    def _without_carry_over(self, claim: Claim, fact: CellFact) -> bool:
        """Return whether a claim about an account may leave out what a budget carries over, which the table may hold: 当年拨款."""
        executed = self._mapper.addresses.identity.phase == "executed"
        whole = next(self._wholes(claim), None)
        open_ = whole in {None, "general-public-current"} and (claim.measure or "").startswith("functional:")
        most = max((cell.value for cell in self._tables.carried), default=Decimal(0))
        current = fact.column.dims.get("fundingSource", "").rpartition("/")[2] in _CURRENT[:2]
        if executed or current or claim.value is None:
            return False
        rest, told = fact.value - claim.value, "当年" in claim.sentence and claim.measure not in _NEVER_CARRIED
        return (open_ and 0 < rest <= most) or (told and any(rest == cell.value for cell in self._tables.carried))

    def _unseen(self, claim: Claim) -> str | None:
        """Return a table kind that may print the figure as well, and was not read."""
        kinds = {kind for kind, _, relation in self._wanted(claim) if not relation}
        expected = {*self._mapper.kinds, *self._mapper.missing, *self._mapper.unread}
        return next((kind for kind in sorted(kinds & expected) if not self._tables.read(kind)), None)

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

    def _wholes(self, claim: Claim) -> Iterator[str]:
        """Yield what a claim is part of, nearest first: by the claims about it, and by its list where there is none about that."""
        yield from (whole.measure for whole in self._above(claim) if whole.measure)
        if claim.within:
            yield claim.within

    def _above(self, claim: Claim) -> Iterator[Claim]:
        """Yield the claims that a claim is part of, nearest first."""
        while claim.part_of is not None:
            claim = self._claims[claim.part_of]
            yield claim

    def _functional_cells(self, claim: Claim, account: str) -> Cells:
        """Return the cells of an account, in the tables of the budget that the sentence speaks of."""
        for whole in self._wholes(claim):
            if whole in _BROKEN_DOWN:
                return _BROKEN_DOWN[whole]
        if not any(whole.startswith("general-public") for whole in self._wholes(claim)) and (
            any(word in claim.sentence for word in _OTHER_BUDGETS) or self._tables.printing(account, _BUDGETS)
        ):
            # Where one budget alone spends under this account, it is the one that is spoken of.
            kinds = self._tables.printing(account, ("general-public", *_BUDGETS))
            return [{"table": kinds[0], "flow": "expenditure"}] if len(kinds) == 1 and kinds[0] in _BUDGETS else []
        current: Cells = [{"table": "general-public", "fundingSource": source} for source in _CURRENT]
        cells: Cells = [{"table": "general-public"}]
        if self._of_current(claim):
            dims = {"functionalAccount": f"functional/{account}"}
            sources = [{**dims, "fundingSource": f"funding-source/{cell['fundingSource']}"} for cell in current]
            cells = [
                cell
                for cell, wanted in zip(current, sources, strict=True)
                if self._mapper.find("general-public", wanted)
            ] or cells
        if len(account) == 3:  # a class has a row in the balances too, where a table by items prints none
            cells.append({"table": "fiscal-balance", "flow": "expenditure", "fundingSource": "general-public"})
        if (
            claim.part_of is None and "一般公共预算" not in claim.sentence
        ):  # of all that is spent, where it says no budget
            cells.append({"table": "expenditure", "relation": "or"})
            cells.append({"table": "balance", "flow": "expenditure", "relation": "or"})
        return cells

    def _of_current(self, claim: Claim) -> bool:
        """Return whether the figure of an account is of the appropriations of the year alone (当年拨款), without what is carried over."""
        speaks = _CURRENT_WORDS.search(claim.sentence) is not None
        wholes = list(self._wholes(claim))
        return "general-public-current" in wholes or speaks or (not wholes and self._current)

    def _of_basic_expenditure(self, claim: Claim) -> bool:
        """Return whether an economic subject is broken down from all basic expenditure, not from the 机关运行经费 of offices only."""
        for whole in self._above(claim):
            if whole.measure == "operating-costs":
                dims = {"spendingType": "spending-type/operating"}
                found = self._mapper.find("basic", dims)
                return found is not None and found[1].value == whole.value
            if whole.measure in _BASIC:
                return True
        return claim.within in _BASIC


def _agree(claim: Claim, cell: CellFact) -> bool:
    """Return whether a claim and a cell may be the same figure, each rounded as it is printed."""
    return claim.value is not None and abs(claim.value - cell.value) <= claim.rounding_error + cell.rounding_error


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
