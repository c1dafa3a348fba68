"""The integrity constraints of the Data Cube vocabulary as their authors wrote them, on our normalised cubes.

The queries carry no prefixes and use two placeholder properties for hierarchies, ``eg:child`` and ``eg:parent``; both are
filled in as the suite's own test harness does. Each is an ASK that is true when there is a problem.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from conformance.folder import find
from conformance.outcome import Case, judge
from conformance.subject import Subject
from shapes.cube import check_cube
from shapes.cube.normalise import normalise
from shapes.cube.solutions import select

TITLE: Final = "W3C Data Cube integrity constraints (UKGovLD/publishing-statistical-data)"
REPOSITORY: Final = "github.com/UKGovLD/publishing-statistical-data"
PREFIXES: Final = """\
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX eg: <http://example.com/abbrv-cube/>
"""
PAIRWISE: Final = "integrity-12.sparql"
"""Compares all pairs of observations of a table: quadratic, so it is given a limit of time."""
SECONDS: Final = 120.0
_ALIAS: Final = ("HAVING (?count ", "HAVING (COUNT(?obs2) ")
"""Constraint 17 names in HAVING what its SELECT only defines: some engines see it there, ours and rdflib do not."""
_HIERARCHIES: Final = {
    "integrity-20.sparql": ("eg:child", "list-hierarchies.sparql"),
    "integrity-21.sparql": ("eg:parent", "list-inverse-hierarchies.sparql"),
}


def run(folder: Path, subject: Subject) -> Iterator[Case]:
    """Yield one case per file ``integrity-*.sparql``."""
    queries = find(folder, "src/main/resources/integrity-1.sparql", REPOSITORY).parent
    store = subject.triples()
    normalise(store)
    for path in sorted(queries.glob("integrity-*.sparql"), key=_natural):
        if path.name == PAIRWISE:
            yield _pairwise(path, store, subject)
        else:
            broken = any(ask(store, query) for query in written_out(path, store))
            yield judge(
                path.stem, not broken, "the problem it looks for is there; `mingzhang check --cube` names the nodes"
            )


def _natural(path: Path) -> tuple[int, str]:
    number = path.stem.removeprefix("integrity-")
    return int(number.rstrip("ab")), number


def ask(store: ox.Store, query: str) -> bool:
    """Return the answer of an ASK of the suite."""
    return bool(store.query(PREFIXES + query))


def written_out(path: Path, store: ox.Store) -> list[str]:
    """Return the query of a file, once per property of hierarchies where it has a placeholder for it.

    A query that this engine would answer with false whatever the data is given twice: as it is, and spelled out.
    """
    query = path.read_text(encoding="utf-8")
    if _ALIAS[0] in query:
        return [query, query.replace(*_ALIAS)]
    if path.name not in _HIERARCHIES:
        return [query]
    placeholder, lister = _HIERARCHIES[path.name]
    found = select(store, PREFIXES + (path.parent / lister).read_text(encoding="utf-8"))
    return [query.replace(placeholder, str(row["p"])) for row in found] or [query]


def _pairwise(path: Path, store: ox.Store, subject: Subject) -> Case:
    """Run the quadratic query within a limit of time; past it, take our own hash join and say so."""
    with tempfile.TemporaryDirectory() as folder:
        triples = Path(folder) / "cubes.nt"
        store.dump(str(triples), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        answer = _ask_within(SECONDS, triples, path.read_text(encoding="utf-8"))
    if answer is not None:
        return judge(path.stem, not answer, "two observations of a table have the same dimension values")
    own = check_cube(subject.nquads)["IC-12"]
    detail = f"not finished in {SECONDS:.0f} s as written; by hash join: {own.count} repetitions"
    return Case(path.stem, "passed" if own.passed else "failed", detail)


def _ask_within(seconds: float, triples: Path, query: str) -> bool | None:
    """Ask in a process of its own, because the engine cannot be interrupted; None when it takes too long."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, triples, query))
    process.start()
    there.close()
    try:
        return bool(here.recv()) if here.poll(seconds) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def _answer(there: Connection, triples: Path, query: str) -> None:
    store = ox.Store()
    store.bulk_load(path=str(triples), format=ox.RdfFormat.N_TRIPLES)
    there.send(ask(store, query))
