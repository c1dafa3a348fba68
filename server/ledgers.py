"""What was checked, kept beside an embedded store, so that only what changed is checked again.

One small file per department, in the folder ``checked`` of the store, with a key, and the report of its disclosures condensed to its
findings; a second one with all checks, where a report with those was asked for. The key is made of the content hashes of their graphs, and
of a hash of the shapes and of the code that runs them. A report is used again while its key is the same. Disclosures of one department and
of its units are checked together, because identities may compare its years, phases and units: when one of them changes, all are checked.
The folder may be deleted at any time. A store behind a SPARQL endpoint has none: there everything is checked each time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import shapes
from ontology.terms import GRAPH_ORGANIZATIONS_PATH
from server.embedded import EmbeddedStore
from server.journal import code_version
from server.store import Store
from shapes import archive

FOLDER: Final = "checked"
BATCH: Final = 20
"""Disclosures that are checked by one run of every query: more cost no less each, and need more memory."""

ACROSS: Final = frozenset({"M12", "M13", "M14", "M15", "R18"})
"""The identities that compare documents: a load, which checks each by itself, makes no such check."""

_DEPARTMENT: Final = re.compile(r"^(.*/id/disclosure/[^/]+/[^/]+)/")
_UNIT_OF: Final = re.compile(
    rb"<([^<>\s]*/id/)unit/([^<>\s]*)> <http://www\.w3\.org/ns/org#unitOf> <([^<>\s]*/id/)department/([^<>\s]*)>"
)
_MENTIONED: Final = re.compile(rb"<([^<>\s]*/id/(?:department|unit)/[^<>\s]*)>")


@dataclass(frozen=True)
class Checked:
    """The report of all disclosures; how many of them were checked now, and of how many the kept report was used."""

    report: shapes.Report
    checked: int
    unchanged: int


def together(disclosures: Iterable[str], above: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the disclosures in groups that no identity reaches beyond, by name: those of one department and its units.

    Args:
        disclosures: Their addresses.
        above: Unit → department; both as the beginning of the addresses of their disclosures.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one in sorted(disclosures):
        found = _DEPARTMENT.match(one)
        name = found[1] if found else one
        groups[_topmost(name, above or {})].append(one)
    return {name: tuple(groups[name]) for name in sorted(groups)}


def _topmost(name: str, above: Mapping[str, str]) -> str:
    """Return the department that a department, as a unit of another, belongs to in the end; units that name each other are one group."""
    line = [name]
    while above.get(line[-1], line[-1]) not in line:
        line.append(above[line[-1]])
    return min(line[line.index(above[line[-1]]) :]) if line[-1] in above else line[-1]


def check(
    store: Store,
    disclosures: Iterable[str],
    *,
    engine: shapes.Engine = "sets",
    keep: bool = True,
    whole: bool = True,
) -> Checked:
    """Check disclosures of a store, each department by itself; what did not change since it was last checked is not checked again.

    Args:
        store: Where they are.
        disclosures: Their addresses, which are also their graphs.
        engine: As in `shapes.check`.
        keep: Whether kept reports are used, and new ones kept.
        whole: Whether the report has the checks that hold; without them a store of thousands of disclosures fits into memory.
    """
    said = _Organizations(store)
    kept = _Kept(store.root / FOLDER if keep and isinstance(store, EmbeddedStore) else None, store.hashes(), said)
    groups = together(disclosures, said.units())
    known = {
        name: report for name, group in groups.items() if (report := kept.report(name, group, whole=whole)) is not None
    }
    reports = list(known.values())
    for batch in _batches({name: group for name, group in groups.items() if name not in known}):
        graphs = {one: _triples(store, one) for group in batch.values() for one in group}
        report = shapes.check_nquads(said.around(graphs.values()), engine=engine)
        reports.append(report if whole else report.condensed())
        if all(one.iri for one in report.disclosures):  # all findings belong to one of them
            for name, group in batch.items():
                kept.keep(name, group, report.of(*group), _mentioned(graphs[one] for one in group), whole=whole)
    unchanged = sum(len(groups[name]) for name in known)
    return Checked(shapes.Report.joined(reports), sum(map(len, groups.values())) - unchanged, unchanged)


def recall(store: Store) -> Callable[[str], shapes.Report | None]:
    """Return what finds the kept report of the department of a disclosure, without checking anything.

    The report is condensed to its findings, and is of all disclosures of the department and its units. There is none where none was kept,
    or where something has changed since.
    """
    if not isinstance(store, EmbeddedStore):
        return lambda _: None
    said, graphs = _Organizations(store), store.hashes()
    kept = _Kept(store.root / FOLDER, graphs, said)
    disclosures = (graph for graph in graphs if f"{graph}/report" in graphs)
    whose = {one: (name, group) for name, group in together(disclosures, said.units()).items() for one in group}
    return lambda disclosure: kept.report(*whose[disclosure], whole=False) if disclosure in whose else None


def _triples(store: Store, graph: str) -> bytes:
    """The N-Triples of one graph: its quads without its name, which is the end of every line."""
    return store.graph(graph).replace(f" <{graph}> .\n".encode(), b" .\n")


def _batches(groups: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, tuple[str, ...]]]:
    batch: dict[str, tuple[str, ...]] = {}
    for name, group in groups.items():
        if batch and sum(map(len, batch.values())) + len(group) > BATCH:
            yield batch
            batch = {}
        batch[name] = group
    if batch:
        yield batch


class _Organizations:
    """What the shared graph says of departments and units: each is given to the check of the documents that mention it."""

    def __init__(self, store: Store) -> None:
        self._lines: defaultdict[str, list[bytes]] = defaultdict(list)
        for graph in store.hashes():
            if graph.endswith(GRAPH_ORGANIZATIONS_PATH):
                for line in _triples(store, graph).splitlines(keepends=True):
                    self._lines[line[1 : line.find(b">")].decode()].append(line)

    def units(self) -> dict[str, str]:
        """Unit → department, as the beginning of the addresses of their disclosures; of several departments the first by name."""
        found: dict[str, str] = {}
        for line in sorted(line for lines in self._lines.values() for line in lines):
            if (said := _UNIT_OF.match(line)) and said[1] + said[2] != said[3] + said[4]:
                found.setdefault(
                    f"{said[1].decode()}disclosure/{said[2].decode()}",
                    f"{said[3].decode()}disclosure/{said[4].decode()}",
                )
        return found

    def around(self, graphs: Iterable[bytes]) -> bytes:
        """Graphs of documents, with what is said of the departments and units that they mention."""
        taken = tuple(graphs)
        return b"".join([*taken, *self.of(_mentioned(taken))])

    def of(self, names: Iterable[str]) -> list[bytes]:
        return [line for name in names for line in self._lines.get(name, ())]


def _mentioned(graphs: Iterable[bytes]) -> list[str]:
    return sorted({name.decode() for graph in graphs for name in _MENTIONED.findall(graph)})


class _Kept:
    """The folder of kept reports; nothing is kept without one, or where it cannot be written."""

    def __init__(self, folder: Path | None, hashes: Mapping[str, str], said: _Organizations) -> None:
        self._folder = folder
        self._hashes = hashes
        self._said = said

    def report(self, name: str, group: tuple[str, ...], *, whole: bool) -> shapes.Report | None:
        """The report of a group, if what it was made of is still the same."""
        if self._folder is None:
            return None
        try:
            with gzip.open(self._folder / _file(name, whole=whole), "rt", encoding="utf-8") as stream:
                head = json.loads(stream.readline())
                same = head["key"] == self._key(group, head["mentioned"])
                return archive.loads(stream.read()) if same else None
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
            return None  # not there, or cut off when a machine failed: it is checked

    def keep(
        self, name: str, group: tuple[str, ...], report: shapes.Report, mentioned: list[str], *, whole: bool
    ) -> None:
        """Keep the report of a group whose documents mention these departments and units."""
        if self._folder is None:
            return
        head = json.dumps({"key": self._key(group, mentioned), "mentioned": mentioned})
        self._write(_file(name, whole=False), f"{head}\n{archive.dumps(report.condensed())}")
        if whole:
            self._write(_file(name, whole=True), f"{head}\n{archive.dumps(report)}")

    def _write(self, file: str, text: str) -> None:
        if self._folder is None:
            return
        new = self._folder / f"{file}.{os.getpid()}"
        try:
            self._folder.mkdir(exist_ok=True)
            with gzip.open(new, "wt", compresslevel=1, encoding="utf-8") as stream:
                stream.write(text)
            new.replace(self._folder / file)
        except OSError:
            self._folder = None  # a store that may only be read is checked in full each time

    def _key(self, group: tuple[str, ...], mentioned: list[str]) -> str:
        digest = hashlib.sha256(code_version(("ontology", "shapes"), ("pyoxigraph",)).encode())
        for one in group:
            digest.update(f"{one} {self._hashes[one]}\n".encode())
        for line in self._said.of(mentioned):
            digest.update(line)
        return digest.hexdigest()


def _file(name: str, *, whole: bool) -> str:
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}{'-whole' if whole else ''}.gz"
