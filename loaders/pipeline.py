"""The way of the data: file → document → recognised tables → facts → quads of one named graph."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rdflib.namespace import DCAT, DCTERMS, PROV, RDFS

from loaders import bodies
from loaders import profile as profiles
from loaders.accounting import stray_figures
from loaders.addresses import Addresses
from loaders.claims_mapping import write_claims
from loaders.cutoff import find_cut
from loaders.disclosure import Identity, identify
from loaders.document import Document
from loaders.entities import observed_accounts, unit_quads, write_procurement, write_projects
from loaders.errors import LoadError, Signal
from loaders.facts import TableFacts
from loaders.frames import unframe
from loaders.interpret import interpret
from loaders.jurisdiction import NOT_FOUND as NO_DIVISION
from loaders.linking import write_links
from loaders.mapping import Mapper, organization_quads
from loaders.parts import split
from loaders.pieces import amounts
from loaders.profile import Profile
from loaders.quads import RDF_TYPE, Quads, integer, iri, text
from loaders.readers import SUFFIXES, read
from loaders.recognise import RecognisedTable, Recognition
from loaders.registry import Registry
from loaders.remarks import write_remarks
from loaders.report import FileReport
from loaders.requirements import (
    require_figures,
    require_new,
    require_whole_rows,
)
from loaders.rows import READERS
from loaders.unit_count import stated_units
from loaders.units import infer_unit
from ontology.terms import DEFAULT_BASE, MZ, code

_ZH = {"budget": "预算", "executed": "决算", "department": "部门", "unit": "单位"}


@dataclass(frozen=True)
class Loaded:
    """What one file becomes.

    Attributes:
        disclosure: Address of the disclosure, which is also its named graph.
        nquads: Quads of the disclosure's graph.
        shared: Quads for the graphs of shared entities (organisations, observed accounts), to be added to them.
        report: The load report of the file.
        sha256: Checksum of the file, hex.
    """

    disclosure: str
    nquads: bytes
    shared: bytes
    report: FileReport
    sha256: str


def is_candidate(path: Path) -> bool:
    """Return whether a file in a folder is tried at all: by its suffix, hidden files and notes left out."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.stem.upper() != "README"


def load_disclosures(
    path: Path,
    *,
    base: str = DEFAULT_BASE,
    jurisdiction: str | None = None,
    profile_name: str | None = None,
    register: str | None = None,
) -> list[Loaded]:
    """Read the disclosures of a file: one, or those of several departments, or of a department and its units.

    Args:
        path: The file.
        base: Data base of the addresses, ending in ``/``.
        jurisdiction: GB/T 2260 code of the division, when the document does not settle it.
        profile_name: A profile that ships, or the path of one's own ``.toml`` file; without it the document decides.
        register: Path of a register of bodies of one's own (`loaders.bodies`).

    Raises:
        LoadError: A disclosure of the file cannot be read, or it is no disclosure; nothing of the file may enter a store.
    """
    document, sha256 = _read(path)
    profile = choose_profile(document, profile_name)
    document = unframe(document, profile)
    known = bodies.load(register)
    read_so_far: dict[str, Loaded] = {}
    before: Identity | None = None
    for part, found in split(document, profile):
        before = identity = _identify(part, found, jurisdiction, known, before)
        registry = Registry(identity.office, identity.code, identity.year, identity.phase)
        tables = read_tables(found, profile, registry)
        require_whole_rows(part, tables)
        require_figures(part, tables)
        lost = mark_cut(part, found, tables)
        loaded = _write(path, sha256, profile, found, identity, registry, tables, base, lost)
        require_new(part, loaded.disclosure, read_so_far)
        read_so_far[loaded.disclosure] = loaded
    return list(read_so_far.values())


def _read(path: Path) -> tuple[Document, str]:
    """Return the document and the checksum of the file. Raises LoadError as `loaders.readers.read`, and when the file changes meanwhile."""
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    document = read(path)
    if hashlib.sha256(path.read_bytes()).hexdigest() != before:
        raise LoadError(
            "the file changed while it was read",
            where=path.name,
            why="Its checksum is another one than when the reading began: it is still being written.",
            remedy="Load it again when it is complete.",
        )
    return document, before


def load_file(
    path: Path,
    *,
    base: str = DEFAULT_BASE,
    jurisdiction: str | None = None,
    profile_name: str | None = None,
    register: str | None = None,
) -> Loaded:
    """Read the one disclosure of a file. The arguments are those of `load_disclosures`.

    Raises:
        LoadError: As there, or the file holds several disclosures.
    """
    options = {"jurisdiction": jurisdiction, "profile_name": profile_name, "register": register}
    first, *others = load_disclosures(path, base=base, **options)
    if others:
        raise LoadError(
            "the file holds more than one disclosure",
            where=path.name,
            why=f"It holds those of {', '.join(one.report.office for one in (first, *others))}.",
            remedy="Load it with `mingzhang load`, which takes all of them.",
        )
    return first


def _identify(
    part: Document, found: Recognition, jurisdiction: str | None, known: bodies.Bodies, before: Identity | None
) -> Identity:
    """Identify a part; one in whose names no division stands (大数据中心) is of that of the part before."""
    try:
        return identify(part, found, jurisdiction, known, before)
    except LoadError as error:
        if before is None or jurisdiction is not None or error.what != NO_DIVISION:
            raise
        return identify(part, found, before.region.code, known, before)


def read_tables(found: Recognition, profile: Profile, registry: Registry) -> list[TableFacts]:
    """Read the tables and return them in the order of the document; those without a unit come last, when figures can tell it."""
    read: dict[int, TableFacts] = {}
    known: set[Decimal] = set()
    for table in sorted(_units_first(found), key=lambda table: table.unit is None):
        inferred = infer_unit(table, known) if table.unit is None else None
        table.unit = table.unit or inferred
        facts = interpret(table, profile, registry, READERS[table.rule.rows])
        if inferred is not None and facts.cells:
            message = f"the table prints no unit; its figures stand in {inferred.value} in other tables"
            facts.signals.append(Signal("notice", message, facts.place, facts.title))
        read[id(table)] = facts
        known |= {cell.value for cell in facts.cells if cell.unit is not None}
    return [read[id(table)] for table in found.tables]


def choose_profile(document: Document, name: str | None) -> Profile:
    """Return the profile of this name or file, or the one that the document decides on. Raises LoadError for one that is malformed."""
    if name is None:
        return profiles.for_document(document)
    try:
        return profiles.load(name)
    except (OSError, KeyError, TypeError, ValueError, re.error) as error:
        raise LoadError(
            "the profile cannot be used",
            where=name,
            why=f"{type(error).__name__}: {error}.",
            remedy=f"Name one of {', '.join(profiles.names())}, or mend the file (docs/how-to/add-a-layout.md).",
        ) from error


def _units_first(found: Recognition) -> list[RecognisedTable]:
    """Return the tables in the order of reading: units and projects are known before the tables that refer to them."""
    order = {"institutions": 0, "projects": 1, "project-performance": 2}
    return sorted(found.tables, key=lambda table: order.get(table.rule.kind, 1))


def mark_cut(document: Document, found: Recognition, tables: list[TableFacts]) -> frozenset[str]:
    """Say where a text may have been cut off; where its sums say so, too, mark the last table and return the kinds that should follow."""
    cut = find_cut(document, found, tables)
    if cut is None:
        return frozenset()
    cut.facts.signals.append(Signal("notice", cut.sentence, cut.facts.place, cut.facts.title))
    cut.facts.cut_off = cut.columns
    return cut.later if cut.columns else frozenset()


def _write(
    path: Path,
    sha256: str,
    profile: Profile,
    found: Recognition,
    identity: Identity,
    registry: Registry,
    tables: list[TableFacts],
    base: str,
    lost: frozenset[str],
) -> Loaded:
    addresses = Addresses(base, identity)
    quads = Quads(addresses.disclosure)
    mapper = Mapper(addresses, profile, quads)
    _describe(quads, addresses, path.name, sha256, profile)
    number = stated_units(block.text for block in found.prose) if identity.scope == "department" else None
    quads.add(addresses.disclosure, MZ.statedUnits, None if number is None else integer(number))
    for facts in tables:
        mapper.table(facts)
    mapper.headlines()
    mapper.mentions(found.mentions, found.unread, lost | found.perhaps)
    _project_amounts(registry, tables)
    claims, left_out = write_claims(mapper, registry, found.prose)
    write_remarks(mapper, registry, found.prose)
    write_projects(mapper, registry)
    write_procurement(mapper, registry.procurement)
    units = [(unit.name, unit.code) for unit in registry.units]
    organizations = organization_quads(addresses, registry.department_code, units)
    unit_quads(addresses, registry, organizations)
    write_links(addresses, quads, organizations, registry.projects)
    accounts = observed_accounts(addresses, [row for facts in tables for row in facts.rows])
    report = FileReport(
        file=path.name,
        disclosure=addresses.disclosure,
        office=identity.office,
        jurisdiction=f"{identity.region.code} {identity.region.full_name}",
        year=identity.year,
        phase=identity.phase,
        profile=profile.name,
        signals=[*found.signals, *stray_figures(found.prose)],
        projects=len(registry.projects),
        indicators=sum(len(project.indicators) for project in registry.projects) + len(registry.department_indicators),
        claims=claims,
        missing=list(mapper.missing),
        unread=mapper.unread,
        unread_tables=found.unread,
    )
    for facts in tables:
        report.add_table(facts)
    report.left_out += [*found.left_out, *(text for table in found.repeated for text in amounts(table.table))]
    for table in found.unknown:
        report.add_unknown(table)
    report.signals += left_out
    report.signals += [
        Signal("notice", f"announced but not printed: {m.label}", m.place) for m in mapper.announced_missing
    ]
    return Loaded(
        addresses.disclosure, quads.to_bytes(), organizations.to_bytes() + accounts.to_bytes(), report, sha256
    )


def _project_amounts(registry: Registry, tables: list[TableFacts]) -> None:
    """Give each project the total that a table prints for it; the prose fills in only where no table does."""
    for facts in tables:
        for cell in facts.cells:
            number = cell.row.dims.get("project", "").partition(":")[2]
            if number and (len(facts.columns) == 1 or cell.column.dims.get("fundingSource") == "funding-source/total"):
                project = registry.projects[int(number) - 1]
                project.amount = cell.value if project.amount is None else project.amount


def _describe(quads: Quads, addresses: Addresses, file: str, sha256: str, profile: Profile) -> None:
    """Write the disclosure itself: whose, when, and from which file."""
    identity, disclosure = addresses.identity, addresses.disclosure
    title = f"{identity.office}{identity.year}年{_ZH[identity.scope]}{_ZH[identity.phase]}"
    for kind in (MZ.Disclosure, DCAT.Dataset, PROV.Entity):
        quads.add(disclosure, RDF_TYPE, iri(kind))
    quads.add(disclosure, DCTERMS.title, text(title, "zh"))
    quads.add(disclosure, RDFS.label, text(title, "zh"))
    quads.add(disclosure, MZ.department, iri(addresses.department))
    quads.add(disclosure, MZ.jurisdiction, iri(addresses.jurisdiction))
    quads.add(disclosure, MZ.fiscalYear, integer(identity.year))
    quads.add(disclosure, MZ.fiscalPeriod, iri(addresses.period))
    quads.add(disclosure, MZ.phase, iri(code("phase", identity.phase)))
    quads.add(disclosure, MZ.scope, iri(code("scope", identity.scope)))
    quads.add(disclosure, MZ.sourceFile, text(file))
    quads.add(disclosure, MZ.sourceSha256, text(sha256))
    quads.add(disclosure, MZ.loaderProfile, text(profile.name))
