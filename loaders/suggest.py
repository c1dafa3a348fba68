"""Entries for a profile that would explain what a document has and its profile does not know: a draft for a person to judge.

What a table is, is tried out: it is read as every kind of table there is, and the kind under which most figures find a place and most sums
hold is proposed, with those that would do as well. What a column or a row means cannot be tried out; the draft leaves it open (…).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.amounts import Unit, unit_of
from loaders.captions import caption_parts
from loaders.facts import ColumnMeaning, TableFacts
from loaders.interpret import interpret
from loaders.profile import SCHEMES, Profile, TableRule
from loaders.recognise import RecognisedTable
from loaders.registry import Registry
from loaders.rows import READERS
from loaders.structure import evidence
from loaders.text import squeeze, strip_ordinal
from loaders.unknown import UnknownTable
from ontology.terms import DIMENSIONS

_FAMILIES = frozenset({"accounts", "balance", "line-items", "projects", "procurement"})
_ROW = re.compile("row “(.+?)” is not understood")
_YEAR = re.compile(r"20\d\d")
_OPEN = "…"
_HEADER_ROWS = 6


@dataclass(frozen=True)
class Suggestion:
    """A draft of an entry for a profile, and why it is proposed."""

    why: str
    toml: str


def for_table(unknown: UnknownTable, profile: Profile) -> Suggestion | None:
    """Return the entry that would recognise a table, if reading it as some kind places any figure and no title stands in the way."""
    if not unknown.above:
        return None
    tried = [(_score(facts), rule, facts) for rule, facts in _readings(unknown, profile) if facts.cells]
    if not tried:
        return None
    tried.sort(key=lambda one: one[0])
    best, rule, facts = tried[0]
    sums = evidence(facts)
    others = sorted({other.kind for score, other, _ in tried[1:] if score == best} - {rule.kind})
    why = f"read as {rule.kind}, {len(facts.cells)} figures find a place, {facts.unmapped} do not; {sums.held} sums hold, {sums.failed} fail"
    why += f"; {', '.join(others)} would do as well" if others else ""
    lines = [
        "[[table]]",
        f'kind = "{rule.kind}"',
        f"title = '{_pattern(strip_ordinal(unknown.above))}'",
        f'rows = "{rule.rows}"',
        f"header = '{_header(unknown, rule)}'",
    ]
    return Suggestion(why, "\n".join(lines))


def _readings(unknown: UnknownTable, profile: Profile) -> list[tuple[TableRule, TableFacts]]:
    rules: dict[str, TableRule] = {}
    for rule in reversed(unknown.rules or profile.tables):  # the least special first: it wins where several do as well
        if rule.rows in _FAMILIES:
            rules.setdefault(rule.kind, rule)
    parts = [part for line in (*unknown.captions, unknown.above) for part in caption_parts(line)]
    unit = next(filter(None, map(unit_of, parts)), Unit.YUAN)
    place = unknown.table.place
    tables = [RecognisedTable(rule, unknown.above, place, unknown.table, unit, None) for rule in rules.values()]
    return [(table.rule, interpret(table, profile, Registry(""), READERS[table.rule.rows])) for table in tables]


def _score(facts: TableFacts) -> tuple[int, int, int, int]:
    """Return how well a kind explains a table, smaller is better; of tables without sums, the one that places most figures."""
    sums = evidence(facts)
    return facts.unmapped, sums.failed, -sums.held, -len(facts.cells)


def _header(unknown: UnknownTable, rule: TableRule) -> str:
    """Return the header pattern of the kind where the table has its words, else its first two labels."""
    cells = [squeeze(cell.text) for row in unknown.table.rows[:_HEADER_ROWS] for cell in row]
    if rule.header.search("/".join(cells)):
        return rule.header.pattern
    labels = dict.fromkeys(text for text in cells if re.search(r"[^\d\W]", text) and len(text) <= 12)
    return "|".join(re.escape(label) for label in list(labels)[:2])


def for_columns(facts: TableFacts) -> list[Suggestion]:
    """Return the entries that would give the columns of a table a meaning; a layout where a column has no label."""
    unknown = [column for column in facts.meanings if column.note == "unknown"]
    if not unknown:
        return []
    if any(not column.label for column in unknown):
        columns = ", ".join(f'"{_meaning(column)}"' for column in facts.meanings)
        labels = ", ".join(f'"{column.label}"' for column in facts.meanings)
        name = f'name = "{facts.kind}, {len(facts.meanings)} columns"'
        toml = f'[[layout]]\n{name}\nkinds = ["{facts.kind}"]\ncolumns = [{columns}]\nlabels = [{labels}]'
        return [Suggestion("columns without a label are told by their order alone", toml)]
    leaves = [column.label.rpartition("/")[2] for column in facts.meanings]
    items = any("lineItem" in (column.dims or {}) for column in facts.meanings)
    dimension = "lineItem" if items else _OPEN
    lines = ["[[column]]", f'kinds = ["{facts.kind}"]', *(["items = true"] if items else []), "entries = ["]
    for column in unknown:
        leaf = column.label.rpartition("/")[2]
        key, text = ("leaf", leaf) if leaves.count(leaf) == 1 else ("path", column.label)
        lines.append(f"  {{ {key} = '{_pattern(text)}', dims = {{ {dimension} = \"{_OPEN}\" }} }},")
    names = (str(term).rpartition("#")[2] for term in DIMENSIONS[facts.kind])
    known = ", ".join(name for name in names if name in SCHEMES)
    return [Suggestion(f"the dimensions of this kind of table: {known}", "\n".join([*lines, "]"]))]


def _meaning(column: ColumnMeaning) -> str:
    if column.role is not None:
        return column.role
    if column.dims is not None and len(column.dims) == 1:
        ((dimension, member),) = column.dims.items()
        return f"{dimension}={member.partition('/')[2]}"
    return _OPEN


def for_rows(facts: TableFacts) -> list[Suggestion]:
    """Return the entry that would give the rows of a table a meaning."""
    found = (_ROW.search(signal.message) for signal in facts.signals if signal.level == "refused")
    labels = dict.fromkeys(strip_ordinal(match[1]) for match in found if match)
    if not labels:
        return []
    lines = ["[[row]]", f'kinds = ["{facts.kind}"]', "entries = ["]
    lines += [f"  {{ label = '{_pattern(label)}', dims = {{ lineItem = \"{_OPEN}\" }} }}," for label in labels]
    return [Suggestion("the members of lineItem stand in ontology/codes", "\n".join([*lines, "]"]))]


def _pattern(text: str) -> str:
    return f"^{_YEAR.sub(lambda _: '20[0-9][0-9]', re.escape(squeeze(text)))}$"
