"""Fidelity: the numbers that a document prints, counted a second way, against the observations that its graph holds.

Each number is mapped (an observation of that value at that place), a label (a code, a column number, an ordinal, a target: no amount),
left out by a rule that the load report names, or unmapped, and then named with its place and reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from loaders.errors import LoadError
from loaders.pipeline import Loaded, load_disclosures
from loaders.report import FileReport
from loaders.second_count import Token, numbers, worth

LEAST = Decimal("0.99")
"""Share of the numbers that must be mapped, of those that are no labels and that no rule leaves out."""

_NEAR = 3
_SMALL = 60
_SENTENCE = re.compile(r"[。；;，].{6,}$|\w{12,}为$")
_UNIT = re.compile("(百?万|千|亿)?元|年|月|日|个|人|%|[，。；、]")
_NUMBERING = re.compile(r"[栏行]\s*次\W*")
_WITHIN = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_MZ = "https://w3id.org/mingzhang/ns#"
_OBSERVATIONS = f"""
PREFIX mz: <{_MZ}> PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?o ?table ?printed ?line ?page ?sheet {{
  ?o a qb:Observation ; qb:dataSet ?table ; mz:printedValue ?printed .
  OPTIONAL {{ ?o mz:sourceLine ?line }} OPTIONAL {{ ?o mz:sourcePage ?page }} OPTIONAL {{ ?o mz:sourceSheet ?sheet }} }}
"""
_LABELS = f"""
PREFIX mz: <{_MZ}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT DISTINCT ?kind ?text {{
  {{ ?s mz:printedTarget ?text BIND("target of an indicator" AS ?kind) }} UNION
  {{ ?s mz:projectCode|mz:catalogueCode|mz:unitCode|mz:departmentCode ?text BIND("code" AS ?kind) }} UNION
  {{ ?s mz:inTable ?t ; rdfs:label ?text BIND("code" AS ?kind) }} }}
"""


@dataclass(frozen=True)
class Unmapped:
    """A number without an observation: where it stands, and why."""

    text: str
    place: str
    before: str
    reason: str


@dataclass(frozen=True)
class TableFidelity:
    """A table: its observations, how many the second count confirms, and the sums that hold."""

    kind: str
    title: str
    place: str
    printed: int
    observations: int
    confirmed: int
    ignored: int
    unmapped: int
    held: int
    failed: int


@dataclass
class Fidelity:
    """What the second count says of one document.

    Attributes:
        refusal: Why the document was not loaded, or cannot be counted.
        numbers: Numbers that stand alone, whatever they are.
        mapped: Those with an observation of their value at their place.
        labels: Those that are no amounts, by what they are.
        ignored: Those that a rule leaves out.
        unmapped: The others, each named.
        unconfirmed: Observations whose value the second count does not find: printed with a unit, or torn apart.
    """

    file: str
    refusal: str = ""
    numbers: int = 0
    observations: int = 0
    mapped: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    ignored: int = 0
    unmapped: list[Unmapped] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    tables: list[TableFidelity] = field(default_factory=list)

    @property
    def share(self) -> Decimal:
        """Return the share mapped of the numbers that are amounts and that no rule leaves out; 1 where there are none."""
        amounts = self.mapped + len(self.unmapped)
        return Decimal(self.mapped) / amounts if amounts else Decimal(1)


@dataclass(frozen=True)
class _Observation:
    table: str
    value: Decimal
    text: str
    place: tuple[str, int | str] | None


def measure(path: Path, *, jurisdiction: str | None = None, profile_name: str | None = None) -> Fidelity:
    """Load one document and compare it with the second count. The arguments are those of `loaders.pipeline.load_file`."""
    found = Fidelity(path.name)
    try:
        loaded = load_disclosures(path, jurisdiction=jurisdiction, profile_name=profile_name)
    except LoadError as error:
        found.refusal = str(error)
        return found
    return compare(path, *loaded)


def compare(path: Path, *loaded: Loaded) -> Fidelity:
    """Compare the disclosures that were loaded from a document with the second count."""
    found = Fidelity(path.name)
    tokens = numbers(path)
    if tokens is None:
        found.refusal = f"{path.name}: there is no second way to count the numbers of this format"
        return found
    placed = any(token.line or token.page or token.sheet for token in tokens)
    store = ox.Store()
    for one in loaded:
        store.load(one.nquads + one.shared, format=ox.RdfFormat.N_QUADS)
    observations = [one if placed else replace(one, place=None) for one in _observations(store)]
    found.numbers, found.observations = len(tokens), len(observations)
    left, missed = _matched(tokens, observations)
    found.mapped = len(tokens) - len(left)
    found.unconfirmed = [f"{o.text} ({o.table.rpartition('/')[2]}, {_said(o.place)})" for o in missed]
    _sort_out(found, left, store, [one.report for one in loaded])
    found.tables = [table for one in loaded for table in _tables(one, observations, missed)]
    return found


def _select(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    solutions = store.query(query, use_default_graph_as_union=True)
    if isinstance(solutions, ox.QuerySolutions):
        yield from solutions


def _said(place: tuple[str, int | str] | None) -> str:
    return f"{place[0]} {place[1]}" if place else "the document"


def _observations(store: ox.Store) -> list[_Observation]:
    found = []
    for s in _select(store, _OBSERVATIONS):
        printed = s["printed"].value
        value = worth(_number_in(printed))
        place: tuple[str, int | str] | None = None
        for name in ("line", "page", "sheet"):
            if place is None and s[name] is not None:
                text = s[name].value
                place = (name, int(text) if name != "sheet" else text)
        found.append(_Observation(s["table"].value, value if value is not None else Decimal(-1), printed, place))
    return found


def _number_in(printed: str) -> str:
    match = _WITHIN.search(unicodedata.normalize("NFKC", printed))
    return match[0] if match else printed


def _matched(tokens: list[Token], observations: list[_Observation]) -> tuple[list[Token], list[_Observation]]:
    """Match numbers with observations, those that look most alike first; return those left on both sides, in their order.

    At the same place before a few lines away, printed alike before of the same value, and what counts up (an ordinal) last of all.
    """
    waiting: dict[tuple[object, object], list[_Observation]] = defaultdict(list)
    for observation in observations:
        for key in (observation.text, observation.value):
            waiting[key, observation.place].append(observation)
    taken: set[int] = set()
    matched: set[int] = set()
    ordinals = _ordinals(tokens)
    ranked = sorted(tokens, key=lambda token: id(token) in ordinals)
    for distance in (0, _NEAR):
        for alike in (True, False):
            for token in ranked:
                key = token.text if alike else token.value
                found = (o for place in _places(token, distance) for o in waiting.get((key, place), ()))
                one = next((o for o in found if id(o) not in taken), None) if id(token) not in matched else None
                if one is not None:
                    taken.add(id(one))
                    matched.add(id(token))
    return [t for t in tokens if id(t) not in matched], [o for o in observations if id(o) not in taken]


def _places(token: Token, distance: int) -> Iterable[tuple[str, int | str] | None]:
    if token.line is not None:
        return [("line", token.line + step) for step in range(-distance, distance + 1)]
    if token.page is not None:
        return [("page", token.page)]
    return [("sheet", token.sheet)] if token.sheet is not None else [None]


def _sort_out(found: Fidelity, left: list[Token], store: ox.Store, reports: Sequence[FileReport]) -> None:
    labels = _labels(store)
    names = Counter(text for report in reports for text in report.labels)
    left_out = Counter(_left_out(text) for report in reports for text in report.left_out)
    counts: Counter[str] = Counter()
    said = [
        (signal, set(map(worth, _WITHIN.findall(unicodedata.normalize("NFKC", signal.message)))))
        for report in reports
        for signal in report.signals
        if signal.level != "notice"
    ]
    ordinals = _ordinals(left)
    for token in left:
        signal = next(
            (
                signal
                for signal, values in said
                if token.value in values and _near(token, signal.place.line, signal.place.page, signal.place.sheet)
            ),
            None,
        )
        if signal is not None and signal.level == "refused":
            found.unmapped.append(Unmapped(token.text, token.place, token.before[-40:], signal.message))
        elif (signal is not None and signal.level == "ignored") or left_out[_left_out(token.text)]:
            left_out[_left_out(token.text)] -= 1
            found.ignored += 1
        elif kind := _label(token, labels, ordinals):
            counts[kind] += 1
        elif token.plain and names[token.text]:
            names[token.text] -= 1
            counts["in a column of text"] += 1
        else:
            found.unmapped.append(Unmapped(token.text, token.place, token.before[-40:], _why(token, reports)))
    found.labels = dict(counts)


def _left_out(printed: str) -> str | Decimal | None:
    """Return what a number is known by in what a rule left out: its value, because 177.80 may show as 177.8; its text where it may be a code."""
    number = _number_in(printed)
    return number if number.isdigit() else worth(number)


def _ordinals(tokens: list[Token]) -> set[int]:
    """Return the identities of small whole numbers that count up: each has its neighbour before or after it."""
    small = [token for token in tokens if token.plain and token.value <= _SMALL and not token.text.startswith("0")]
    return {id(one) for pair in pairwise(small) for one in pair if pair[1].value - pair[0].value == 1}


def _near(token: Token, line: int | None, page: int | None, sheet: str | None) -> bool:
    if token.line is not None and line is not None:
        return abs(token.line - line) <= _NEAR
    return (token.page, token.sheet) == (page, sheet) or (token.page is None and token.sheet is None)


def _labels(store: ox.Store) -> dict[str, set[str]]:
    """Return the strings that stand for something other than an amount: codes whole and in parts, targets."""
    found: dict[str, set[str]] = defaultdict(set)
    for s in _select(store, _LABELS):
        kind, text = s["kind"].value, s["text"].value
        for code in re.findall(r"\d+", text) if kind == "code" else [text.strip()]:
            found[kind].add(code)
            if kind == "code" and len(code) in {5, 7}:  # printed as 类, 款 and 项 in columns of their own
                found[kind] |= {code[:3], code[3:5], code[5:]} - {""}
    return found


def _label(token: Token, labels: dict[str, set[str]], ordinals: set[int]) -> str:
    """Return what a number is that is no amount, or nothing."""
    if token.text in labels["target of an indicator"]:
        return "target of an indicator"
    if _SENTENCE.search(token.before) or _UNIT.match(token.after):
        return "inside a sentence"
    if not token.plain:
        return ""
    if token.text in labels["code"] or (token.before in labels["code"] and f"0{token.text}" in labels["code"]):
        return "code"
    if id(token) in ordinals or _NUMBERING.fullmatch(token.before):
        return "column number or ordinal"
    return "page number" if token.page is not None and abs(token.value - token.page) <= 10 else ""


def _why(token: Token, reports: Sequence[FileReport]) -> str:
    unknown = [u for report in reports for u in report.unknown if token.line is None or u.place.startswith("line")]
    if unknown:
        return "no observation; it may stand in a table that was not recognised: " + "; ".join(
            f"{u.place}, under “{u.above}”" for u in unknown[:3]
        )
    return "no observation, and the load report does not name it: it stands in no table that was recognised"


def _tables(loaded: Loaded, observations: list[_Observation], missed: list[_Observation]) -> list[TableFidelity]:
    counted = Counter(o.table for o in observations)
    unconfirmed = Counter(o.table for o in missed)
    kinds: Counter[str] = Counter()
    found = []
    for table in loaded.report.tables:
        kinds[table.kind] += 1
        number = kinds[table.kind]
        address = f"{loaded.disclosure}/table/{table.kind}" + (f"-{number}" if number > 1 else "")
        found.append(
            TableFidelity(
                table.kind, table.title, table.place, table.printed, counted[address],
                counted[address] - unconfirmed[address], table.ignored, table.unmapped, table.sums_held, table.sums_failed,
            )
        )  # fmt: skip
    return found
