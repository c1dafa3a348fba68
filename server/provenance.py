"""Who made a disclosure's graph, from what, with which profile, when: PROV of each load, in a graph of its own.

The graph ``{disclosure}/load`` is written when a load changes what the store says of the disclosure. It is left out of the
dataset version (`server.content.dataset_version`): a time of day is no figure, and the same documents must have the same
version wherever and whenever they were loaded. A load that changes nothing writes nothing, so the graph speaks of the load
that made what is there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Final

import pyoxigraph as ox

from ontology.prefixes import PREFIXES

_HEAD: Final = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())


@cache
def tool() -> str:
    """Name and version of this program."""
    return f"mingzhang {version('mingzhang')}"


def now() -> datetime:
    """The time of day in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def nquads(disclosure: str, *, file: str, sha256: str, profile: str, started: datetime, ended: datetime) -> bytes:
    """The graph ``{disclosure}/load``.

    Args:
        disclosure: IRI of the disclosure.
        file: base name of the source.
        sha256: its checksum, hex.
        profile: name of the layout profile by which it was read.
        started: when reading began, UTC.
        ended: when it had been read and checked, UTC.
    """
    load = f"{disclosure}/load"
    turtle = f"""{_HEAD}
        <{disclosure}> prov:wasGeneratedBy <{load}> ; prov:wasDerivedFrom <{load}/source> .
        <{load}> a prov:Activity ; rdfs:label "载入"@zh , "Load"@en ;
            prov:startedAtTime {_time(started)} ; prov:endedAtTime {_time(ended)} ;
            prov:used <{load}/source> ; prov:wasAssociatedWith <{load}/tool> ;
            prov:qualifiedAssociation <{load}/association> .
        <{load}/association> a prov:Association ; rdfs:label "工具与版式"@zh , "Tool and profile"@en ;
            prov:agent <{load}/tool> ; prov:hadPlan <{load}/profile> .
        <{load}/tool> a prov:SoftwareAgent ; rdfs:label {ox.Literal(tool())} ;
            owl:versionInfo {ox.Literal(tool().partition(" ")[2])} .
        <{load}/profile> a prov:Plan , prov:Entity ; rdfs:label {ox.Literal(profile)} .
        <{load}/source> a prov:Entity ; rdfs:label {ox.Literal(file)} ; spdx:checksum <{load}/checksum> .
        <{load}/checksum> a spdx:Checksum ; rdfs:label "SHA-256" ;
            spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue "{sha256}"^^xsd:hexBinary ."""
    graph = ox.NamedNode(load)
    quads = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def _time(when: datetime) -> str:
    return f'"{when:%Y-%m-%dT%H:%M:%SZ}"^^xsd:dateTime'
