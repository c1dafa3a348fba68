"""Constraints that compare observations with each other: hash joins, linear in the number of observations.

In SPARQL each of these is a self-join over all pairs. Here an observation is filed under its place, the data set and the
value of every dimension; observations that meet in one place have the same file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Final

from rdflib.namespace import QB

from shapes.cube.solutions import Row, integer

_MEASURE_TYPE: Final = f"<{QB.measureType}>"

Place = tuple[str, frozenset[tuple[str, str]]]
"""Data set, and the pairs of dimension and value."""


def same_place(found: Iterable[Row]) -> Iterator[Row]:
    """Yield one row per observation that repeats the place of another: ?node, the ?other it repeats, ?dataSet.

    Args:
        found: One row per observation and dimension: ?node, ?dataSet, ?property, ?value.
    """
    for (data_set, _), nodes in _meeting(found).items():
        first, *more = sorted(nodes)
        for node in more:
            yield {"node": node, "other": first, "dataSet": data_set}


def every_measure(found: Iterable[Row]) -> Iterator[Row]:
    """Yield one row per place where the observations are not as many as the measures: ?node, ?dataSet, ?count, ?measures.

    Args:
        found: One row per observation and dimension: ?node, ?dataSet, ?property, ?value, and ?measures, the number of
            measures of the structure.
    """
    kept = list(found)
    wanted = {row["dataSet"]: row["measures"] for row in kept}
    for (data_set, _), nodes in _meeting(kept, without={_MEASURE_TYPE}).items():
        count = integer(len(nodes))
        if count != wanted[data_set]:
            yield {"node": min(nodes), "dataSet": data_set, "count": count, "measures": wanted[data_set]}


def _meeting(found: Iterable[Row], without: Container[str] = ()) -> dict[Place, set[str]]:
    """Return the observations by place, some dimensions left out of account."""
    dimensions: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in found:
        values = dimensions[row["dataSet"], row["node"]]
        if row["property"] not in without:
            values.add((row["property"], row["value"]))
    places: dict[Place, set[str]] = defaultdict(set)
    for (data_set, node), values in dimensions.items():
        places[data_set, frozenset(values)].add(node)
    return places


FINISH: Final[Mapping[str, Callable[[Iterable[Row]], Iterator[Row]]]] = {
    "same-place": same_place,
    "every-measure": every_measure,
}
"""The name that a rule gives as its ``finish`` -> the function."""
