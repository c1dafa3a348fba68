"""The vocabulary under a description logic reasoner: HermiT, which needs Java.

The reasoner is not among the copies of a test suite but takes the place of one: it is asked whether the vocabulary is consistent, whether a
class of it cannot have members, and whether it is consistent with each disclosure.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import RDF

from conformance.folder import find
from conformance.outcome import Case, SuiteMissingError, judge
from conformance.subject import Subject
from ontology.graphs import turtle
from ontology.terms import MZ

TITLE: Final = "OWL 2 DL: consistency, by the reasoner HermiT (hermit/HermiT.jar of pwin/owlready2)"
REPOSITORY: Final = "github.com/pwin/owlready2"
SECONDS: Final = 300.0
_CONSISTENT: Final = "owl#Thing is satisfiable."
# What no model has: a table that is a disclosure.
_CONTRADICTION: Final = f"<urn:x> a <{MZ.Table}> , <{MZ.Disclosure}> ."


def run(folder: Path, subject: Subject) -> Iterator[Case]:
    """Yield the cases of the vocabulary, one per disclosure, and one that shows that a contradiction is seen."""
    jar = find(folder, "hermit/HermiT.jar", REPOSITORY)
    java = shutil.which("java")
    if java is None:
        raise SuiteMissingError("HermiT needs Java: no java on the path")
    ask = [java, "-cp", str(jar), "org.semanticweb.HermiT.cli.CommandLine", "--ignoreUnsupportedDatatypes"]
    vocabulary = [
        quad.triple
        for part in ("mingzhang.ttl", "declarations.ttl")
        for quad in ox.parse(turtle(part), format=ox.RdfFormat.TURTLE)
    ]
    said = _ask([*ask, "-k"], vocabulary)
    yield judge("vocabulary-consistent", _CONSISTENT in said, said)
    said = _ask([*ask, "-U"], vocabulary)
    empty = [line.strip() for line in said.partition("owl:Nothing'")[2].splitlines() if line.strip(": \t")]
    yield judge("every-class-satisfiable", empty == ["owl:Nothing"], said)
    for address, triples in _disclosures(subject):
        said = _ask([*ask, "-k"], [*vocabulary, *triples])
        yield judge(f"consistent-with {address.rpartition('/id/disclosure/')[2]}", _CONSISTENT in said, said)
    wrong = [quad.triple for quad in ox.parse(_CONTRADICTION, format=ox.RdfFormat.TURTLE)]
    said = _ask([*ask, "-k"], [*vocabulary, *wrong])
    yield judge("a-contradiction-is-seen", "InconsistentOntology" in said or "unsatisfiable" in said, said)


def _disclosures(subject: Subject) -> Iterator[tuple[str, list[ox.Triple]]]:
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(subject.nquads, format=ox.RdfFormat.N_QUADS):
        graphs.setdefault(str(quad.graph_name)[1:-1], []).append(quad.triple)
    what = ox.NamedNode(RDF.type), ox.NamedNode(MZ.Disclosure)
    for address, triples in sorted(graphs.items()):
        if any(str(one.subject) == f"<{address}>" and (one.predicate, one.object) == what for one in triples):
            yield address, triples


def _ask(command: list[str], triples: Iterable[ox.Triple]) -> str:
    """Return what the reasoner says about some triples."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.rdf"
        path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.RDF_XML) or b"")
        done = subprocess.run(  # noqa: S603  (a program of the user's, without a shell)
            [*command, path.as_uri()], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    return (done.stdout + done.stderr).strip()
