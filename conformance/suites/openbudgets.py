"""The integrity constraints of the OpenBudgets.eu data model, on our normalised cubes.

Each is a CONSTRUCT of violations over three named graphs: the dataset, the model, and the Data Cube vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox
from rdflib.namespace import QB

from conformance.folder import find
from conformance.outcome import Case, SuiteMissingError, judge
from conformance.subject import Subject
from ontology.terms import MZ
from shapes.cube.normalise import normalise

TITLE: Final = "OpenBudgets.eu integrity constraints (openbudgets/data-model)"
REPOSITORY: Final = "github.com/openbudgets/data-model"
VOCABULARY_REPOSITORY: Final = "github.com/UKGovLD/publishing-statistical-data (specs/src/main/vocab/cube.ttl)"
DATASET: Final = ox.NamedNode("http://data.openbudgets.eu/resource/dataset/validated-dataset")
MODEL: Final = ox.NamedNode("http://data.openbudgets.eu/ontology")
VOCABULARY: Final = ox.NamedNode("http://purl.org/linked-data/cube")
_SPIN: Final = "http://spinrdf.org/spin#violation"
_AMOUNT: Final = "<http://data.openbudgets.eu/ontology/dsd/measure/amount>"
_VALUE_KIND: Final = ox.NamedNode(MZ.valueKind)


def run(folder: Path, subject: Subject) -> Iterator[Case]:
    """Yield one case per constraint."""
    model = find(folder, "integrity-constraints/wrong_qb_character_case.rq", REPOSITORY).parents[1]
    cubes = subject.triples()
    normalise(cubes)
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, DATASET) for quad in cubes)
    for path in sorted(model.glob("*.ttl")):
        _load(store, path, MODEL)
    try:
        _load(store, find(folder, "vocab/cube.ttl", VOCABULARY_REPOSITORY), VOCABULARY)
        missing = ""
    except SuiteMissingError as error:
        missing = str(error)
    for path in sorted((model / "integrity-constraints").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        if missing and f"GRAPH <{VOCABULARY.value}>" in query:
            yield Case(path.stem, "inapplicable", missing)
            continue
        violations = _violations(store, query)
        # A structure that mixes money with quantities cannot have the amount as its one measure: that is no budget to them.
        mixed = [found for found in violations if found.endswith(_AMOUNT) and found.split()[0] in _mixed(store)]
        if mixed:
            detail = f"tables of money and quantities have the measure mz:value instead: {'; '.join(mixed)}"
            yield Case(f"{path.stem} (mixed tables)", "inapplicable", detail)
        violations = [found for found in violations if found not in mixed]
        yield judge(path.stem, not violations, f"{len(violations)} violations: {'; '.join(violations)}")


def _load(store: ox.Store, path: Path, graph: ox.NamedNode) -> None:
    quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)


def _mixed(store: ox.Store) -> set[str]:
    """Return the structures whose figures say of each whether it is money."""
    parts = store.quads_for_pattern(None, ox.NamedNode(QB.dimension), _VALUE_KIND, DATASET)
    linked = (store.quads_for_pattern(None, ox.NamedNode(QB.component), part.subject, DATASET) for part in parts)
    return {str(quad.subject) for quads in linked for quad in quads}


def _violations(store: ox.Store, query: str) -> list[str]:
    """Return each violation as the nodes it names."""
    triples = cast("ox.QueryTriples", store.query(query))
    found: dict[ox.BlankNode, dict[str, str]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            parts = found.setdefault(triple.subject, {})
            name = triple.predicate.value.removeprefix(_SPIN)
            if name in {"Root", "Value"}:
                parts[name] = str(triple.object)
    return sorted({" ".join(parts[name] for name in sorted(parts)) for parts in found.values()})
