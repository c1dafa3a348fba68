"""Entities of a disclosure as quads: projects, performance indicators, procurement lines, units as printed, accounts."""

from __future__ import annotations

from rdflib.namespace import DCTERMS, RDFS, SKOS

import ontology
from loaders.addresses import Addresses
from loaders.facts import IndicatorFact, ProcurementFact, ProjectFact, RowFact
from loaders.mapping import Mapper
from loaders.quads import RDF_TYPE, Quads, boolean, decimal, iri, text
from loaders.registry import Registry
from loaders.targets import parse_target
from loaders.text import squeeze
from ontology.terms import CODE, MZ, account_iri, code


def write_projects(mapper: Mapper, registry: Registry) -> None:
    """Write projects with their amounts and indicators, and the indicators of the department as a whole."""
    disclosure = mapper.addresses.disclosure
    for project in registry.projects:
        _project(mapper, project)
    for number, indicator in enumerate(registry.department_indicators, 1):
        address = f"{disclosure}/indicator/{number}"
        mapper.quads.add(disclosure, MZ.performanceIndicator, iri(address))
        _indicator(mapper, address, indicator)
    goal = registry.department_goal
    mapper.quads.add(disclosure, MZ.performanceGoal, text(goal, "zh") if goal else None)


def _project(mapper: Mapper, project: ProjectFact) -> None:
    addresses, add = mapper.addresses, mapper.quads.add
    address = f"{addresses.disclosure}/project/{project.number}"
    add(addresses.disclosure, MZ.hasProject, iri(address))
    add(address, RDF_TYPE, iri(MZ.Project))
    add(address, RDFS.label, text(project.name, "zh"))
    add(address, MZ.disclosure, iri(addresses.disclosure))
    add(address, MZ.department, iri(addresses.department))
    add(address, MZ.projectCode, text(project.code) if project.code else None)
    add(address, MZ.projectType, text(project.kind, "zh") if project.kind else None)
    add(address, MZ.budgetUnit, iri(addresses.member(project.unit)) if project.unit else None)
    add(address, MZ.performanceGoal, text(project.goal, "zh") if project.goal else None)
    add(address, MZ.amount, decimal(project.amount) if project.amount is not None else None)
    mapper.place(address, project.place)
    for number, indicator in enumerate(project.indicators, 1):
        indicator_address = f"{address}/indicator/{number}"
        add(address, MZ.performanceIndicator, iri(indicator_address))
        _indicator(mapper, indicator_address, indicator)


def _indicator(mapper: Mapper, address: str, indicator: IndicatorFact) -> None:
    add = mapper.quads.add
    level1, level2 = indicator_levels(mapper.profile.indicator_levels, indicator)
    target = parse_target(indicator.target)
    add(address, RDF_TYPE, iri(MZ.PerformanceIndicator))
    add(address, MZ.level1, iri(code("indicator-level", level1)))
    add(address, MZ.level2, iri(code("indicator-level", level2)) if level2 else None)
    add(address, RDFS.label, text(indicator.name, "zh"))
    add(address, DCTERMS.description, text(indicator.description, "zh") if indicator.description else None)
    add(address, MZ.printedTarget, text(indicator.target) if indicator.target else None)
    add(address, MZ.comparator, iri(code("comparator", target.comparator)))
    add(address, MZ.targetNumber, decimal(target.number) if target.number is not None else None)
    add(address, MZ.targetUnit, text(target.unit) if target.unit else None)
    add(address, MZ.basis, text(indicator.basis, "zh") if indicator.basis else None)
    mapper.place(address, indicator.place)


def indicator_levels(names: dict[str, str], indicator: IndicatorFact) -> tuple[str, str | None]:
    """Return the code list members of both levels; a printed level 2 decides over a level 1 printed in the wrong column."""
    upper = names.get(squeeze(indicator.level1))
    lower = names.get(squeeze(indicator.level2)) if indicator.level2 else None
    if upper is not None and indicator.level2 == squeeze("满意度") and upper == "benefit":
        lower = "benefit-satisfaction"
    if lower is not None and lower != upper:
        return _parent(lower, upper), lower
    if upper is None:
        return "other", None
    parent = _parent(upper, None)
    return (upper, None) if parent == upper else (parent, upper)


_TOP_LEVELS = ("input-management", "output", "benefit", "satisfaction", "cost", "other")


def _parent(member: str, printed: str | None) -> str:
    if printed == "cost" and member == "output-cost":
        return "output"
    return next(top for top in _TOP_LEVELS if member == top or member.startswith(f"{top}-"))


def write_procurement(mapper: Mapper, lines: list[ProcurementFact]) -> None:
    """Write the lines of the procurement table."""
    addresses, add = mapper.addresses, mapper.quads.add
    for line in lines:
        address = f"{addresses.disclosure}/procurement/{line.number}"
        add(address, RDF_TYPE, iri(MZ.ProcurementLine))
        add(address, RDFS.label, text(line.name, "zh"))
        add(address, MZ.disclosure, iri(addresses.disclosure))
        add(address, MZ.catalogueCode, text(line.catalogue_code) if line.catalogue_code else None)
        add(address, MZ.quantityUnit, text(line.quantity_unit, "zh") if line.quantity_unit else None)
        add(address, MZ.printedProjectName, text(line.project_name, "zh") if line.project_name else None)
        add(address, MZ.project, iri(f"{addresses.disclosure}/project/{line.project}") if line.project else None)
        mapper.place(address, line.place)


def unit_quads(addresses: Addresses, registry: Registry, quads: Quads) -> None:
    """Add what the 机构设置 table says of each unit to the shared graph of organisations."""
    for unit in registry.units:
        address = addresses.unit(unit.name)
        quads.add(address, MZ.unitNature, text(unit.nature, "zh") if unit.nature else None)
        quads.add(address, MZ.unitRank, text(unit.rank, "zh") if unit.rank else None)
        quads.add(address, MZ.fundingForm, text(unit.funding, "zh") if unit.funding else None)


def observed_accounts(addresses: Addresses, rows: list[RowFact]) -> Quads:
    """Return the accounts that the document uses and the code lists do not have: kept, flagged and usable."""
    quads = Quads(f"{addresses.base}graph/accounts")
    seen = {
        (scheme, notation): row.label
        for row in rows
        for dimension in ("functionalAccount", "economicAccount", "governmentEconomicAccount")
        for scheme, _, notation in [row.dims.get(dimension, "").partition("/")]
        if notation and notation != "total" and not ontology.account_names(scheme, notation)
    }
    for (scheme, notation), label in seen.items():
        account = account_iri(scheme, notation)
        printed = label.rpartition(" ")[2] if scheme == "government-economic" else label.partition(" ")[2]
        name = text(printed.split(" → ")[0] or notation, "zh")
        quads.add(account, RDF_TYPE, iri(MZ.Account))
        quads.add(account, RDF_TYPE, iri(SKOS.Concept))
        quads.add(account, SKOS.inScheme, iri(CODE[scheme]))
        quads.add(account, SKOS.notation, text(notation))
        quads.add(account, RDFS.label, name)
        quads.add(account, SKOS.prefLabel, name)
        quads.add(account, MZ.observedOnly, boolean(True))
        above = notation[:-2]
        if len(notation) > 3 and (ontology.account_names(scheme, above) or (scheme, above) in seen):
            quads.add(account, SKOS.broader, iri(account_iri(scheme, above)))
    return quads
