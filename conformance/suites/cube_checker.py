"""The good and bad cubes that the authors of the constraints test theirs with: our own check has to find the same.

So have their own queries the way `conformance.suites.cube` runs them, or a constraint that holds there would say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from conformance.folder import find
from conformance.outcome import Case, judge
from conformance.subject import Subject
from conformance.suites.cube import REPOSITORY, ask, written_out
from shapes.cube import check_cube
from shapes.cube.normalise import normalise

TITLE: Final = "Our check of cubes on the test cubes of the Data Cube constraints (UKGovLD/publishing-statistical-data)"

_EXPECTED: Final = re.compile(
    r'assert(?P<verdict>True|False)\s*\(\s*"[^"]*",\s*passes\(\s*"(?P<query>integrity-(?P<number>\d+)[ab]?\.sparql)"(?P<files>[^)]*)\)'
)


def run(folder: Path, subject: Subject) -> Iterator[Case]:  # noqa: ARG001 - every suite takes both
    """Yield two cases per expectation in the suite's tests, whether a constraint holds on some of its files: ours and theirs."""
    tests = find(folder, "src/test/java/com/epimorpics/qbwf/TestWF.java", REPOSITORY)
    cubes = find(folder, "src/test/resources/abbrv-cube.ttl", REPOSITORY).parent
    queries = find(folder, "src/main/resources/integrity-1.sparql", REPOSITORY).parent
    for expected in _EXPECTED.finditer(tests.read_text(encoding="utf-8")):
        names = re.findall(r'"([^"]+)"', expected["files"])
        constraint, wanted = f"IC-{expected['number']}", expected["verdict"] == "True"
        store = ox.Store()
        for name in names:
            store.extend(
                ox.Quad(triple.subject, triple.predicate, triple.object)
                for triple in ox.parse(path=str(cubes / name), format=ox.RdfFormat.TURTLE)
            )
        what = f"{constraint} {'holds' if wanted else 'does not hold'} on {' + '.join(names)}"
        result = check_cube(store)[constraint]
        yield judge(f"{what}: our check", result.passed == wanted, f"{result.count} findings")
        normalise(store)
        broken = any(ask(store, query) for query in written_out(queries / expected["query"], store))
        yield judge(f"{what}: query of the suite", broken != wanted, f"it says {'broken' if broken else 'sound'}")
