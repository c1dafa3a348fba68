"""Projects over the years: a project of a document is linked by what it shares with those of other documents of its department.

By its name, years in it apart, or by its code; each link says which (``mz:linkEvidence``). A name that the document gives to two projects,
that is very short, or that many projects have (``registers/linking.toml``) links nothing; neither does a code that two projects have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rdflib.namespace import DCTERMS, RDFS

from loaders.addresses import Addresses
from loaders.bodies import Bodies
from loaders.facts import ProjectFact
from loaders.quads import RDF_TYPE, Quads, iri, text
from loaders.text import one_line, strip_ordinal
from ontology.terms import MZ, code

_YEAR = re.compile(r"20\d\d年?度?")
_EMPTY = re.compile(r"\(\)|^[-—_、,:]+|[-—_、,:]+$")
_CODE = re.compile(r"[0-9A-Za-z]{8,}")
_SHORTEST = 4


@dataclass(frozen=True)
class Link:
    """What a project may share with those of other years: ``key`` is its name or its code, by ``evidence``."""

    project: ProjectFact
    evidence: str
    key: str


def project_key(name: str) -> str:
    """Return the name of a project without its year, ordinal and white space, by which years are linked."""
    plain = strip_ordinal(name)
    if len(_YEAR.findall(plain)) == 1:  # several years are a plan's, and part of its name
        plain = _YEAR.sub("", plain)
    while (shorter := _EMPTY.sub("", plain)) != plain:
        plain = shorter
    return plain


def links(projects: Sequence[ProjectFact], bodies: Bodies) -> list[Link]:
    """Return what identifies the projects of a document over the years; nothing for what would be a weak match."""
    names = Counter(project_key(project.name) for project in projects)
    codes = Counter(project.code for project in projects)
    found = []
    for project in projects:
        key = project_key(project.name)
        if names[key] == 1 and len(key) >= _SHORTEST and key not in bodies.generic:
            found.append(Link(project, "name", key))
        if project.code and codes[project.code] == 1 and _CODE.fullmatch(project.code):
            found.append(Link(project, "code", project.code))
    return found


def write_links(addresses: Addresses, quads: Quads, shared: Quads, projects: Sequence[ProjectFact]) -> None:
    """Write the links: from each project, in its document's graph; what they lead to, in the graph of shared entities."""
    for link in links(projects, addresses.identity.bodies):
        target = addresses.recurring_project(link.evidence, link.key)
        quads.add(f"{addresses.disclosure}/project/{link.project.number}", MZ.recurringProject, iri(target))
        shared.add(target, RDF_TYPE, iri(MZ.RecurringProject))
        label = link.key if link.evidence == "name" else one_line(link.project.name)
        shared.add(target, RDFS.label, text(label, "zh"))
        shared.add(target, MZ.department, iri(addresses.department))
        shared.add(target, MZ.linkEvidence, iri(code("link-evidence", link.evidence)))
        shared.add(target, DCTERMS.identifier, text(link.key) if link.evidence == "code" else None)
