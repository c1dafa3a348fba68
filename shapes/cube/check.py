"""Running the constraints over everything in a dataset, a bounded number of quads at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Final

import pyoxigraph as ox

from shapes.cube.joins import FINISH
from shapes.cube.normalise import Graph, graphs_with_observations, normalise, predicates, relevant
from shapes.cube.report import CubeFinding, CubeReport, CubeResult
from shapes.cube.rules import Rule, rules
from shapes.cube.solutions import Row, rows, select, shown

MAX_QUADS: Final = 200_000
"""Quads of cubes checked at a time (about 40 disclosures, 180 MB); one graph is never split."""

SHOWN: Final = 100
"""Findings of a constraint that a report describes; all are counted."""

_SIZE: Final = """
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT (COUNT(DISTINCT ?it) AS ?count) {{ ?it a qb:{} }}"""


def check_cube(data: bytes | ox.Store, *, limit: int = SHOWN, max_quads: int = MAX_QUADS) -> CubeReport:
    """Check the cubes of a dataset against the 21 integrity constraints.

    All that is said of one observation has to stand in one named graph, as docs/reference/graph.md has it; structures, code
    lists and data sets may stand in any graph.

    Args:
        data: N-Quads, or an open store, which is only read.
        limit: Findings described per constraint.
        max_quads: Quads checked at a time.

    Raises:
        SyntaxError: The bytes are not N-Quads.
    """
    store = data if isinstance(data, ox.Store) else _loaded(data)
    findings: dict[str, dict[tuple[tuple[str, str], ...], Row]] = defaultdict(dict)
    sizes: dict[str, int] = defaultdict(int)
    common: dict[str, int] = {}
    for number, part in enumerate(_parts(store, max_quads)):
        counted = {rule.id: _count(part, rule.scope) for rule in rules()}
        counted |= {kind: _count(part, _SIZE.format(kind)) for kind in ("Observation", "DataSet")}
        # The first part is what the others share: each of the others is counted with it.
        common = common or counted
        for name, count in counted.items():
            sizes[name] += count - (common[name] if number else 0)
        for rule in rules():
            for row in _broken(part, rule):
                findings[rule.id].setdefault(tuple(sorted(row.items())), row)
    results = tuple(_result(rule, sizes[rule.id], list(findings[rule.id].values()), limit) for rule in rules())
    return CubeReport(results, observations=sizes["Observation"], data_sets=sizes["DataSet"])


def _loaded(nquads: bytes) -> ox.Store:
    store = ox.Store()
    store.load(nquads, format=ox.RdfFormat.N_QUADS)
    return store


def _parts(store: ox.Store, max_quads: int) -> Iterator[ox.Store]:
    """Yield normalised cubes: first what all graphs share, then that with as many graphs of observations as fit."""
    wanted = predicates(store)
    observed = graphs_with_observations(store)
    others: set[Graph] = {*store.named_graphs(), ox.DefaultGraph()} - set(observed)
    shared = list(chain.from_iterable(relevant(store, graph, wanted) for graph in sorted(others, key=str)))
    yield _normalised(shared)
    waiting: list[ox.Quad] = []
    for graph in observed:
        quads = list(relevant(store, graph, wanted))
        if waiting and len(waiting) + len(quads) > max_quads:
            yield _normalised(shared, waiting)
            waiting = []
        waiting += quads
    if waiting:
        yield _normalised(shared, waiting)


def _normalised(*parts: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    for quads in parts:
        store.bulk_extend(quads)
    normalise(store)
    return store


def _count(store: ox.Store, query: str) -> int:
    return int(next(select(store, query))["count"].value)


def _broken(store: ox.Store, rule: Rule) -> Iterator[Row]:
    """Yield what breaks a constraint."""
    each = [row["each"] for row in rows(select(store, rule.each))] if rule.each else [""]
    for value in each:
        found = rows(select(store, rule.query_for(value)))
        yield from FINISH[rule.finish](found) if rule.finish else found


def _result(rule: Rule, checked: int, found: list[Row], limit: int) -> CubeResult:
    first = sorted(found, key=lambda row: row["node"])[:limit]
    return CubeResult(rule.id, rule.title, checked, len(found), tuple(_finding(rule, row) for row in first))


def _finding(rule: Rule, row: Row) -> CubeFinding:
    values = {name: shown(term) for name, term in row.items()}
    return CubeFinding(
        node=row["node"].removeprefix("<").removesuffix(">"),
        message={language: text.format_map(values) for language, text in rule.message.items()},
    )
