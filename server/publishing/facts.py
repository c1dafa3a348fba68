"""What a catalogue says, as read from the store: disclosures, their places and departments, loads, sizes and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.engine import Engine, Row
from server.store import Store

DISCLOSURES: Final = """
    SELECT ?disclosure ?title ?year ?phase ?scope ?department ?departmentLabel ?jurisdiction {
        ?disclosure a mz:Disclosure ; dcterms:title ?title ; mz:fiscalYear ?year ; mz:phase ?phase ; mz:scope ?scope ;
            mz:department ?department ; mz:jurisdiction ?jurisdiction .
        OPTIONAL { ?department rdfs:label ?departmentLabel }
    } ORDER BY ?disclosure"""
_PLACES: Final = """
    SELECT DISTINCT ?place ?label ?level {
        ?disclosure a mz:Disclosure ; mz:jurisdiction ?place . ?place rdfs:label ?label .
        OPTIONAL { ?place mz:divisionLevel ?level }
    } ORDER BY ?place ?label"""
_LOADS: Final = """
    SELECT ?disclosure ?load ?ended {
        ?disclosure a mz:Disclosure ; prov:wasGeneratedBy ?load . ?load prov:endedAtTime ?ended .
    } ORDER BY ?disclosure"""


@dataclass(frozen=True)
class Measured:
    """Size in bytes and SHA-256 (hex) of what is sent."""

    size: int
    sha256: str


def measure(content: bytes) -> Measured:
    """Size and checksum of some bytes."""
    return Measured(len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class File:
    """A file of a dump: its name, what it holds, how large it is."""

    name: str
    measured: Measured


@dataclass(frozen=True)
class Facts:
    """Everything that the catalogue is made from.

    Attributes:
        version: the dataset version.
        disclosures: rows of `DISCLOSURES`.
        places: jurisdiction -> labels by language.
        levels: jurisdiction -> local name of its level (county, prefecture, province).
        loads: disclosure -> (the activity that made its graph, when that ended as xsd:dateTime).
        measured: disclosure -> its N-Quads as they are sent.
    """

    version: str
    disclosures: list[Row]
    places: Mapping[str, dict[str, str]]
    levels: Mapping[str, str]
    loads: Mapping[str, tuple[str, str]]
    measured: Mapping[str, Measured]

    @property
    def years(self) -> list[int]:
        """The fiscal years, ascending."""
        return sorted({int(row["year"].value) for row in self.disclosures})


def gather(engine: Engine, store: Store) -> Facts:
    """Read the facts; raises QueryError, StoreError."""
    disclosures = engine.rows(DISCLOSURES)
    places: dict[str, dict[str, str]] = {}
    levels = {}
    for row in engine.rows(_PLACES):
        places.setdefault(row["place"].value, {}).setdefault(row["label"].language, row["label"].value)
        if "level" in row:
            levels[row["place"].value] = row["level"].value.rpartition("/")[2]
    loads = {row["disclosure"].value: (row["load"].value, row["ended"].value) for row in engine.rows(_LOADS)}
    return Facts(store.version(), disclosures, places, levels, loads, _measured(store, disclosures))


def _measured(store: Store, disclosures: Iterable[Row]) -> dict[str, Measured]:
    graphs = store.hashes().keys()
    found = {row["disclosure"].value for row in disclosures} & graphs
    return {disclosure: measure(store.graph(disclosure)) for disclosure in sorted(found)}
