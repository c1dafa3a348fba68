"""Explaining one document: what was recognised, by which rule, on what evidence, and what was not, with place and remedy.

It walks the way of the loaders (`loaders.pipeline`) and goes on where they stop, so a file that would be refused is explained too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from loaders import bodies, pipeline
from loaders import profile as profiles
from loaders.disclosure import Stated, identify
from loaders.document import Cell, Document
from loaders.errors import LoadError, Signal
from loaders.facts import Candidate, ColumnMeaning, RowFact, TableFacts
from loaders.frames import unframe
from loaders.header import body_start, column_paths
from loaders.parts import parts
from loaders.profile import Profile
from loaders.readers import read
from loaders.recognise import RecognisedTable, recognise
from loaders.registry import Registry
from loaders.requirements import require_figures, require_one_disclosure, require_tables, require_whole_rows
from loaders.suggest import Suggestion, for_columns, for_rows, for_table
from loaders.sums import sums
from loaders.text import one_line, squeeze
from loaders.unknown import UnknownTable

_HEADER_ROWS = 6


@dataclass(frozen=True)
class TableExplained:
    """A recognised table.

    Attributes:
        title_rule: The pattern that its title matches, and the profile that the pattern stands in.
        header_rule: The words that its header must have, and those found.
        unit: The unit of money, and the text that states it.
        rows_by: How many rows were understood by what: account code, label, unit, project.
        held: Sums that hold under the reading taken; ``failed`` those that do not, ``incomplete`` those that lack a figure.
        header: The header as read, where something of the table was not understood.
        suggestions: Entries for a profile that would explain what was not understood.
    """

    kind: str
    title: str
    place: str
    title_rule: str
    header_rule: str
    unit: str
    captions: list[str]
    declared_empty: bool
    rows_by: dict[str, int]
    reading: str
    candidates: list[Candidate]
    held: int
    failed: int
    incomplete: int
    columns: list[ColumnMeaning]
    printed: int
    mapped: int
    ignored: int
    unmapped: int
    signals: list[Signal]
    header: list[list[str]]
    suggestions: list[Suggestion]


@dataclass(frozen=True)
class UnknownExplained:
    """A table that was not recognised: why, its first rows as read, and what a profile would have to say."""

    place: str
    above: str
    reason: str
    figures: int
    captions: list[str]
    header: list[list[str]]
    columns: list[str]
    suggestion: Suggestion | None


@dataclass
class Explanation:
    """Everything that `mingzhang explain` says of a document.

    Attributes:
        why_profile: The conditions that the document meets.
        lineage: The profile and those it inherits.
        identity: Jurisdiction, office, year, phase and scope, each with its text.
        refusal: Why the file would not be loaded; empty when it would.
        mentions: Tables that the document lists, as (kind, line, place, whether it is printed).
        signals: What belongs to no table.
        others: The other disclosures of the file, where it holds several.
    """

    file: str
    format: str
    profile: str
    why_profile: list[str]
    lineage: list[str]
    identity: list[Stated] = field(default_factory=list)
    refusal: str = ""
    tables: list[TableExplained] = field(default_factory=list)
    unknown: list[UnknownExplained] = field(default_factory=list)
    mentions: list[tuple[str, str, str, bool]] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    others: list[Explanation] = field(default_factory=list)


def explain_file(
    path: Path, *, jurisdiction: str | None = None, profile_name: str | None = None, register: str | None = None
) -> Explanation:
    """Explain one document. The arguments are those of `loaders.pipeline.load_file`.

    Raises:
        LoadError: The file cannot even be read, or the profile is malformed.
    """
    document = read(path)
    profile = pipeline.choose_profile(document, profile_name)
    document = unframe(document, profile)
    why = [f"named by the user: {profile_name}"] if profile_name else _conditions(profile, document)
    lineage = [name for name, _ in profiles.lineage(profile_name or profile.name)]
    told = Explanation(path.name, document.format, profile.name, why, lineage)
    try:
        several = parts(document, recognise(document, profile))
    except LoadError as error:
        told.refusal, several = str(error), [document]
    origins = _origins(profile_name or profile.name)
    explained = [replace(told, file=part.name if part is not document else told.file) for part in several]
    for one, part in zip(explained, several, strict=True):
        _explain(one, part, profile, origins, jurisdiction, register)
    return replace(explained[0], others=explained[1:])


def _explain(
    told: Explanation,
    document: Document,
    profile: Profile,
    origins: dict[tuple[str, str], str],
    jurisdiction: str | None,
    register: str | None,
) -> None:
    """Add to an explanation what one disclosure holds."""
    try:
        found = recognise(document, profile)
    except LoadError as error:
        told.refusal = str(error)
        return
    registry = Registry("")
    try:
        require_tables(document, found)
        require_one_disclosure(document, found)
        identity = identify(document, found, jurisdiction, bodies.load(register))
        told.identity = list(identity.evidence)
        registry = Registry(identity.office, identity.code, identity.year, identity.phase)
    except LoadError as error:
        told.refusal = told.refusal or str(error)
    facts = pipeline.read_tables(found, profile, registry)
    try:
        require_whole_rows(document, facts)
        require_figures(document, facts)
    except LoadError as error:
        told.refusal = told.refusal or str(error)
    pipeline.mark_cut(document, found, facts)
    told.tables = [_table(table, one, profile, origins) for table, one in zip(found.tables, facts, strict=True)]
    told.unknown = [_unknown(table, profile) for table in found.unknown]
    printed = {one.kind for one in facts}
    told.mentions = [(m.kind, m.label, str(m.place), m.kind in printed) for m in found.mentions]
    unknown = {table.signal for table in found.unknown}
    told.signals = [signal for signal in found.signals if signal not in unknown]


def _conditions(profile: Profile, document: Document) -> list[str]:
    text = squeeze("".join(paragraph.text for paragraph in document.paragraphs()))
    met = profiles.conditions_met(profile.name, document.format, text)
    return met or ["the base of all: the document meets the conditions of no other profile"]


def _origins(name: str) -> dict[tuple[str, str], str]:
    """Return which profile the rule of a table stands in, by its kind and title pattern; the nearest wins."""
    found: dict[tuple[str, str], str] = {}
    for profile, data in reversed(profiles.lineage(name)):
        found |= {(entry["kind"], entry["title"]): profile for entry in data.get("table", [])}
    return found


def _table(
    table: RecognisedTable, facts: TableFacts, profile: Profile, origins: dict[tuple[str, str], str]
) -> TableExplained:
    judged = sums(facts)
    troubled = any(signal.level == "refused" for signal in facts.signals)
    suggestions = [*for_columns(facts), *for_rows(facts)] if troubled else []
    origin = origins.get((table.rule.kind, table.rule.title.pattern), profile.name)
    return TableExplained(
        kind=facts.kind,
        title=facts.title,
        place=str(facts.place),
        title_rule=f"{table.rule.title.pattern} (profile {origin})",
        header_rule=_header_words(table),
        unit=_unit(table),
        captions=[one_line(line.text) for line in table.captions],
        declared_empty=facts.declared_empty,
        rows_by=dict(Counter(_known_by(row) for row in facts.rows)),
        reading=facts.reading,
        candidates=facts.candidates,
        held=judged.held,
        failed=len(judged.failing),
        incomplete=len(judged.incomplete),
        columns=facts.meanings,
        printed=facts.printed,
        mapped=len(facts.cells),
        ignored=facts.ignored,
        unmapped=facts.unmapped,
        signals=facts.signals,
        header=_first_rows(table.table.rows[: facts.body_row - 1]) if troubled else [],
        suggestions=suggestions,
    )


def _header_words(table: RecognisedTable) -> str:
    text = "/".join(squeeze(cell.text) for row in table.table.rows[:_HEADER_ROWS] for cell in row)
    found = table.rule.header.search(text)
    words = found[0] if found and len(found[0]) <= 30 else ""
    return f"{table.rule.header.pattern}" + (f" (found: {words})" if words else "")


def _unit(table: RecognisedTable) -> str:
    if table.unit is None:
        return ""
    if table.printed_unit is None:
        return f"{table.unit.value}: not printed; its figures stand in {table.unit.value} in other tables"
    line = next((line for line in table.captions if table.printed_unit in squeeze(line.text)), None)
    return f"{table.printed_unit}: " + (f"“{one_line(line.text)}”, {line.place}" if line else "its title or header")


def _known_by(row: RowFact) -> str:
    """Return by what a row was understood."""
    for name, how in (
        ("economicAccount", "account code"),
        ("governmentEconomicAccount", "account code"),
        ("project", "project"),
        ("procurementLine", "purchase"),
    ):
        if name in row.dims:
            return how
    if "functionalAccount" in row.dims:
        return "name of the class" if "lineItem" in row.dims else "account code"
    return "unit" if "budgetUnit" in row.dims else "label"


def _first_rows(rows: tuple[tuple[Cell, ...], ...]) -> list[list[str]]:
    return [[one_line(cell.text) for cell in row] for row in rows]


def _unknown(unknown: UnknownTable, profile: Profile) -> UnknownExplained:
    table = unknown.table
    start = body_start(table, profile, "")
    paths = column_paths(table, start) if start else []
    return UnknownExplained(
        place=str(table.place),
        above=unknown.above,
        reason=unknown.reason,
        figures=unknown.figures,
        captions=[one_line(text) for text in unknown.captions],
        header=_first_rows(table.rows[: start + 1]),
        columns=["/".join(path) for path in paths],
        suggestion=for_table(unknown, profile),
    )
