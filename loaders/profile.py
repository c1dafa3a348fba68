"""Profiles: what tables, columns and rows mean, as data. One TOML file per layout family, with inheritance."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from loaders.column_rule import ColumnRule
from loaders.document import Document
from loaders.facts import Dimensions
from loaders.text import squeeze, strip_ordinal

#: Short dimension name (the local name of the vocabulary term) → the code list its members stand in.
SCHEMES = {
    "flow": "flow",
    "lineItem": "line-item",
    "fundingSource": "funding-source",
    "spendingType": "spending-type",
    "valueKind": "value-kind",
    "functionalAccount": "functional",
    "economicAccount": "economic",
    "governmentEconomicAccount": "government-economic",
}


@dataclass(frozen=True)
class TableRule:
    """How a kind of table is recognised by its title and header, and which way its body is read.

    ``by_header``: only the header tells it from another kind of this title, which a list of tables is taken to announce.
    """

    kind: str
    title: re.Pattern[str]
    rows: str
    header: re.Pattern[str]
    by_header: bool = False


@dataclass(frozen=True)
class UnplacedRule:
    """A table that is known by its title and that no kind of the graph holds, and why."""

    title: re.Pattern[str]
    reason: str


@dataclass(frozen=True)
class RowRule:
    """What a row label means.

    Attributes:
        opens: The line item that the rows below it belong to.
        ignore: Why the figures of such a row are left out, where they are.
    """

    label: re.Pattern[str]
    dims: Dimensions
    of_which: bool
    opens: str | None
    ignore: str | None = None


@dataclass(frozen=True)
class Layout:
    """A known assignment of columns for wide tables whose header cannot always be trusted."""

    name: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class HeadlineRule:
    """A headline figure and the table cells it is read from, best first: (kind, dimensions)."""

    property: str
    sources: tuple[tuple[str, Dimensions], ...]


@dataclass(frozen=True)
class Profile:
    """A layout family with everything it inherits, its own entries first.

    Attributes:
        nothing: Table kind (or ``any``) → sentences which say that there is nothing of what such a table is about.
        headings: Table kind → what a label over several columns adds to the meaning of each of them.
    """

    name: str
    label: str
    tables: tuple[TableRule, ...]
    unplaced: tuple[UnplacedRule, ...]
    captions: dict[str, re.Pattern[str]]
    nothing: dict[str, re.Pattern[str]]
    roles: tuple[ColumnRule, ...]
    columns: dict[str, tuple[ColumnRule, ...]]
    item_columns: dict[str, tuple[ColumnRule, ...]]
    headings: dict[str, tuple[ColumnRule, ...]]
    rows: dict[tuple[str, str], tuple[RowRule, ...]]
    class_sides: frozenset[tuple[str, str]]
    layouts: tuple[Layout, ...]
    adds_into: dict[str, dict[str, str]]
    class_groups: dict[str, str]
    headlines: tuple[HeadlineRule, ...]
    indicator_levels: dict[str, str]

    def declares_empty(self, text: str, kind: str | None = None) -> bool:
        """Return whether a squeezed note says that its table is empty: of the table itself, or of what tables of its kind are about.

        Args:
            text: The note.
            kind: Kind of the table; ``None`` asks whether it says so of a table of any kind.
        """
        kinds = set(self.nothing) if kind is None else {kind, "any"}
        patterns = [self.captions["empty"], *(self.nothing[name] for name in kinds & self.nothing.keys())]
        return any(pattern.search(text) for pattern in patterns)


def _dims(entry: dict[str, Any]) -> Dimensions:
    return {name: f"{SCHEMES[name]}/{member}" for name, member in entry.get("dims", {}).items()}


def _column_rule(entry: dict[str, Any]) -> ColumnRule:
    beside, without = (re.compile(entry[key]) if key in entry else None for key in ("beside", "without"))
    return ColumnRule(
        re.compile(entry["leaf"]) if "leaf" in entry else None,
        re.compile(entry["path"]) if "path" in entry else None,
        entry.get("role"),
        _dims(entry),
        entry.get("of_which", False),
        entry.get("refused", False),
        entry.get("ignore", ""),
        beside,
        without,
    )


def _row_rule(entry: dict[str, Any]) -> RowRule:
    return RowRule(
        re.compile(entry["label"]), _dims(entry), entry.get("of_which", False), entry.get("opens"), entry.get("ignore")
    )


def names() -> list[str]:
    """Return the names of all profiles."""
    return sorted(
        path.name[:-5] for path in files("loaders").joinpath("profiles").iterdir() if path.name.endswith(".toml")
    )


@cache
def _raw(name: str) -> dict[str, Any]:
    shipped = files("loaders").joinpath("profiles", f"{name}.toml")
    source = Path(name) if name.endswith(".toml") else shipped
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _lineage(name: str) -> list[dict[str, Any]]:
    """Return the profile's own data first, then those it inherits."""
    chain = [_raw(name)]
    while "inherits" in chain[-1]:
        chain.append(_raw(chain[-1]["inherits"]))
    return chain


@cache
def load(name: str) -> Profile:
    """Load a profile with its ancestors, by the name of one that ships or the path of a ``.toml`` file of the user's own.

    Raises:
        FileNotFoundError: There is no such profile.
        KeyError, re.error: The profile's data is malformed; a test loads every profile that ships.
    """
    chain = _lineage(name)

    def entries(section: str) -> list[dict[str, Any]]:
        return [entry for data in chain for entry in data.get(section, [])]

    columns: dict[str, tuple[ColumnRule, ...]] = {}
    item_columns: dict[str, tuple[ColumnRule, ...]] = {}
    headings: dict[str, tuple[ColumnRule, ...]] = {}
    for section, group in [(name, group) for name in ("column", "heading") for group in entries(name)]:
        target = headings if section == "heading" else item_columns if group.get("items") else columns
        where = {key: group[key] for key in ("beside", "without") if key in group}
        for kind in group["kinds"]:
            target[kind] = target.get(kind, ()) + tuple(_column_rule(where | entry) for entry in group["entries"])
    rows: dict[tuple[str, str], tuple[RowRule, ...]] = {}
    class_sides = set()
    for group in entries("row"):
        for kind in group["kinds"]:
            key = (kind, group.get("side", ""))
            rows[key] = rows.get(key, ()) + tuple(map(_row_rule, group["entries"]))
            if group.get("classes"):
                class_sides.add(key)
    captions: dict[str, re.Pattern[str]] = {}
    statement = ""
    things: dict[str, str] = {}
    adds_into: dict[str, dict[str, str]] = {}
    levels: dict[str, str] = {}
    groups: dict[str, str] = {}
    for data in reversed(chain):
        levels |= data.get("indicator-levels", {})
        groups |= {code: member for member, codes in data.get("class-groups", {}).items() for code in codes}
        captions |= {key: re.compile(value) for key, value in data.get("captions", {}).items()}
        statement = data.get("empty", {}).get("statement", statement)
        things |= data.get("empty", {}).get("things", {})
        for scheme, parents in data.get("adds-into", {}).items():
            adds_into[scheme] = adds_into.get(scheme, {}) | parents
    return Profile(
        name=chain[0]["name"],
        label=chain[0]["label"],
        tables=tuple(
            TableRule(
                entry["kind"],
                re.compile(entry["title"]),
                entry["rows"],
                re.compile(entry["header"]),
                entry.get("by-header", False),
            )
            for entry in entries("table")
        ),
        unplaced=tuple(UnplacedRule(re.compile(entry["title"]), entry["reason"]) for entry in entries("unplaced")),
        captions=captions,
        nothing={kind: re.compile(statement.replace("{thing}", f"({thing})")) for kind, thing in things.items()},
        roles=tuple(map(_column_rule, entries("role"))),
        columns=columns,
        item_columns=item_columns,
        headings=headings,
        rows=rows,
        class_sides=frozenset(class_sides),
        layouts=tuple(
            Layout(entry["name"], tuple(entry["kinds"]), tuple(entry["columns"]), tuple(entry["labels"]))
            for entry in entries("layout")
        ),
        adds_into=adds_into,
        class_groups=groups,
        headlines=tuple(
            HeadlineRule(
                entry["property"],
                tuple(
                    (source["kind"], _dims({"dims": {k: v for k, v in source.items() if k != "kind"}}))
                    for source in entry["sources"]
                ),
            )
            for entry in entries("headline")
        ),
        indicator_levels=levels,
    )


def row_rule(profile: Profile, kind: str, side: str, label: str) -> RowRule | None:
    """Return the rule for a row label of a table kind (and side of a balance); ordinals before the label mean nothing."""
    plain = strip_ordinal(label)
    lead, colon, rest = plain.partition(":")
    if lead == "其中" and colon:
        plain = f"其中:{strip_ordinal(rest)}"
    rules = profile.rows.get((kind, side), ())
    return next((rule for rule in rules if rule.label.search(plain)), None) if plain else None


def for_document(document: Document) -> Profile:
    """Return the profile whose conditions a document meets, the one with most conditions first, or the national base."""
    text = squeeze("".join(paragraph.text for paragraph in document.paragraphs()))
    met = {name: conditions_met(name, document.format, text) for name in names()}
    return load(max((name for name in met if met[name]), key=lambda name: len(met[name]), default="national"))


def conditions_met(name: str, form: str, text: str) -> list[str]:
    """Return the conditions of a profile in words, when all are met; else nothing.

    Conditions are ``format`` (the reader) and ``mentions`` (a pattern found in the squeezed text of the paragraphs, such as the names
    of a province's divisions).

    Args:
        name: A profile that ships.
        form: Name of the reader.
        text: Squeezed text of the document's paragraphs.
    """
    raw = _raw(name)
    found = re.search(raw["mentions"], text) if "mentions" in raw else None
    if ("format" in raw and raw["format"] != form) or ("mentions" in raw and found is None):
        return []
    said = [f"the reader is “{form}”"] if "format" in raw else []
    return said + ([f"the text mentions “{found[0]}”"] if found else [])


def lineage(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return a profile and those it inherits, nearest first, each by its name with its own data."""
    return [(data["name"], data) for data in _lineage(name)]
