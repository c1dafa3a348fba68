"""The catalogue of identities and the SELECTs that check them, read from ``shapes/*.ttl``: the one definition of each.

An identity is an ``mz:Identity`` that is also its SHACL shape. Its constraint is a SELECT of its own (``sh:sparql``) or the validator
of a SHACL-SPARQL constraint component with the identity's parameters (shapes/components.ttl).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS
from rdflib.term import Node

from ontology.terms import MZ

SHAPE: Final = Namespace("https://w3id.org/mingzhang/shapes#")
"""Parameters, components and structure shapes."""

MONEY: Final = "元"
"""The unit of an identity that names none."""

SEVERITIES: Final[dict[Node, str]] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
"""SHACL severity -> its name in reports."""

_FINDINGS_ONLY: Final = re.compile(r"^.*# findings only\n", re.MULTILINE)
_PREBOUND: Final = re.compile(r"\$(\w+)")


Parameters = tuple[tuple[str, Node], ...]
"""Names and values of the pre-bound parameters of a SELECT."""


class ShapesError(Exception):
    """A file under shapes/ is not what the catalogue expects: names the shape and what it lacks."""


@dataclass(frozen=True)
class Identity:
    """One accounting identity.

    Attributes:
        id: Stable short name, such as ``B2``; its letter is the family.
        iri: Address of the identity, which is also its SHACL shape.
        label: Title by language (``zh``, ``en``).
        explanation: What it says and where it applies, by language.
        source: The rule it follows from, by language.
        formula: The identity as an equation.
        severity: ``violation``, ``warning`` or ``info``.
        message: What a failure means, by language.
        component: The SHACL constraint component that results name as their source.
        unit: The unit of both sides; ``元`` for amounts of money.
    """

    id: str
    iri: str
    label: dict[str, str] = field(hash=False)
    explanation: dict[str, str] = field(hash=False)
    source: dict[str, str] = field(hash=False)
    formula: str
    severity: str
    message: dict[str, str] = field(hash=False)
    component: str
    unit: str = MONEY

    @property
    def family(self) -> str:
        """Return the letter of the family: ``A`` to ``S``."""
        return self.id[0]


@dataclass(frozen=True)
class Constraint:
    """The SELECT of an identity, unmodified, with the values of its pre-bound parameters."""

    identity: Identity
    select: str
    parameters: Parameters
    prefixes: tuple[tuple[str, str], ...]

    @property
    def ledger(self) -> str:
        """Return the SELECT without its last filter: one row per instance, passes too."""
        text, dropped = _FINDINGS_ONLY.subn("", self.select)
        if dropped != 1:
            raise ShapesError(
                f"{self.identity.iri}: its SELECT needs exactly one line marked “# findings only”, not {dropped}"
            )
        return text

    @property
    def prologue(self) -> str:
        """Return the PREFIX lines."""
        return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in self.prefixes)

    def ledger_over_all(self) -> str:
        """Return the ledger as a query over every disclosure at once: parameters written out, $this left free."""
        return self.prologue + self._written_out(self.ledger)

    def findings_over_all(self) -> str:
        """Return the unmodified SELECT in the same way."""
        return self.prologue + self._written_out(self.select)

    def _written_out(self, text: str) -> str:
        values = {name: value.n3() for name, value in self.parameters}
        return _PREBOUND.sub(lambda found: values.get(found[1], found[0]), text)


@cache
def shapes_graph() -> Graph:
    """Return every shape, as one graph that any SHACL-SPARQL processor can run. Treat it as read-only: it is shared."""
    graph = Graph()
    for folder in (files("shapes"), files("shapes") / "identities"):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".ttl"):
                graph.parse(data=entry.read_text(encoding="utf-8"), format="turtle")
    return graph


@cache
def identities() -> tuple[Identity, ...]:
    """Return every identity, in the order of their ids."""
    return tuple(constraint.identity for constraint in constraints())


@cache
def identity_by_id() -> dict[str, Identity]:
    """Return the identities by id."""
    return {identity.id: identity for identity in identities()}


@cache
def constraints() -> tuple[Constraint, ...]:
    """Return the constraint of every identity, in the order of their ids."""
    graph = shapes_graph()
    found = [_constraint(graph, shape) for shape in graph.subjects(RDF.type, MZ.Identity) if isinstance(shape, URIRef)]
    return tuple(sorted(found, key=lambda constraint: _natural(constraint.identity.id)))


def _natural(identity: str) -> tuple[str, int]:
    return identity[0], int(identity[1:])


def _constraint(graph: Graph, shape: URIRef) -> Constraint:
    own = graph.value(shape, SH.sparql)
    no_parameters: Parameters = ()
    if own is not None:
        component, parameters = SH.SPARQLConstraintComponent, no_parameters
    else:
        component, parameters = _component(graph, shape)
        own = graph.value(component, SH.nodeValidator)
    select = graph.value(own, SH.select)
    if own is None or select is None:
        raise ShapesError(
            f"{shape}: no SELECT; give it sh:sparql or the parameters of a component in shapes/components.ttl"
        )
    return Constraint(_identity(graph, shape, component), str(select), parameters, prefixes(graph, own))


def _component(graph: Graph, shape: URIRef) -> tuple[URIRef, Parameters]:
    """Return the one component whose mandatory parameters the shape has, and the values it gives."""
    for component in graph.subjects(RDF.type, SH.ConstraintComponent):
        values: list[tuple[str, Node]] = []
        complete = True
        for parameter in graph.objects(component, SH.parameter):
            path = graph.value(parameter, SH.path)
            value = graph.value(shape, path)
            if value is not None:
                values.append((str(path).rpartition("#")[2], value))
            elif graph.value(parameter, SH.optional) is None:
                complete = False
        if complete and isinstance(component, URIRef):
            return component, tuple(sorted(values))
    raise ShapesError(f"{shape}: the parameters of no component in shapes/components.ttl are complete")


def prefixes(graph: Graph, node: Node) -> tuple[tuple[str, str], ...]:
    """Return the prefixes that a SPARQL constraint or validator declares through ``sh:prefixes``, sorted."""
    declared = (
        (str(graph.value(declaration, SH.prefix)), str(graph.value(declaration, SH.namespace)))
        for named in graph.objects(node, SH.prefixes)
        for ontology in graph.transitive_objects(named, OWL.imports)
        for declaration in graph.objects(ontology, SH.declare)
    )
    return tuple(sorted(declared))


def texts(graph: Graph, subject: Node, predicate: URIRef) -> dict[str, str]:
    """Return the one text in each of ``zh`` and ``en``.

    Raises:
        ShapesError: A language is missing.
    """
    found = {
        text.language: str(text)
        for text in graph.objects(subject, predicate)
        if isinstance(text, Literal) and text.language
    }
    if set(found) != {"zh", "en"}:
        raise ShapesError(f"{subject}: {predicate} needs one text in zh and one in en")
    return {"zh": found["zh"], "en": found["en"]}


def _identity(graph: Graph, shape: URIRef, component: URIRef) -> Identity:
    return Identity(
        id=str(graph.value(shape, SKOS.notation)),
        iri=str(shape),
        label=texts(graph, shape, RDFS.label),
        explanation=texts(graph, shape, RDFS.comment),
        source=texts(graph, shape, DCTERMS.source),
        formula=str(graph.value(shape, SHAPE.formula)),
        severity=SEVERITIES[graph.value(shape, SH.severity) or SH.Violation],
        message=texts(graph, shape, SH.message),
        component=str(component),
        unit=str(graph.value(shape, SHAPE.unit) or MONEY),
    )
