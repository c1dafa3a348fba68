"""A report as RDF: the standard `sh:ValidationReport` of the findings next to the `mz:IdentityCheck` ledger of all instances."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from ontology.terms import MZ, code
from shapes.catalogue import shapes_graph
from shapes.facts import DisclosureFacts
from shapes.records import STRUCTURE, Check
from shapes.report import Report
from shapes.verdicts import verdict_of

_SEVERITIES = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}
Triple = tuple[URIRef, URIRef, Node]


def triples(report: Report, disclosure: DisclosureFacts) -> Iterator[Triple]:
    """Yield the report of one disclosure: addresses and order depend on the data alone."""
    validation = URIRef(f"{disclosure.iri}/report")
    part = report.of(disclosure.iri)
    yield validation, RDF.type, SH.ValidationReport
    yield validation, MZ.disclosure, URIRef(disclosure.iri)
    yield validation, SH.conforms, Literal(not part.findings)
    yield validation, MZ.findings, Literal(len(part.findings))
    yield validation, MZ.causes, Literal(len(part.causes))
    if part.review is not None:
        yield validation, MZ.openFindings, Literal(part.totals.open)
    for one in part.findings:
        yield from _result(one, validation)
        yield URIRef(f"{validation}/result/{one.id}"), MZ.cause, URIRef(f"{validation}/result/{part.cause(one).id}")
        yield from _reviewed(one, validation, part)
    for cause in part.causes:
        if len(cause.findings) > 1:
            for language, words in cause.what.items():
                yield URIRef(f"{validation}/result/{cause.id}"), MZ.sharedCause, Literal(words, lang=language)
    fixed = {past.id for past in part.review.fixed} if part.review else set()
    for one in part.checks:
        if one.identity != STRUCTURE:
            yield from _check(one)
            if one.id in fixed:
                yield URIRef(one.iri), MZ.reviewStatus, Literal("fixed")


def _reviewed(one: Check, validation: URIRef, part: Report) -> Iterator[Triple]:
    """Yield the repair hint of a finding, and what it is to a reviewer."""
    result = URIRef(f"{validation}/result/{one.id}")
    hint = one.hint
    for language, words in hint.message.items() if hint else ():
        yield result, MZ.repairHint, Literal(words, lang=language)
    if part.review is not None:
        status = part.status(one)
        yield result, MZ.reviewStatus, Literal(status.name)
        if status.note:
            yield result, MZ.reviewNote, Literal(status.note)


def _result(one: Check, validation: URIRef) -> Iterator[Triple]:
    """Yield the `sh:ValidationResult` of a finding."""
    result = URIRef(f"{validation}/result/{one.id}")
    yield validation, SH.result, result
    yield result, RDF.type, SH.ValidationResult
    yield result, SH.focusNode, URIRef(one.focus)
    if one.value is not None:
        yield result, SH.value, one.value
    if isinstance(path := _path(one), URIRef):
        yield result, SH.resultPath, path
    yield result, SH.sourceShape, URIRef(one.shape)
    yield result, SH.sourceConstraintComponent, URIRef(one.component)
    # SHACL, 3.6.2.8: that of the shape, also where only a figure is lacking. The verdict tells these apart.
    yield result, SH.resultSeverity, _SEVERITIES[one.severity]
    yield result, MZ.verdict, Literal(verdict_of(one))
    yield result, SH.resultMessage, Literal(one.message["zh"], lang="zh")
    yield result, SH.resultMessage, Literal(one.message["en"], lang="en")
    if one.identity != STRUCTURE:
        yield result, RDFS.seeAlso, URIRef(one.iri)


def _check(one: Check) -> Iterator[Triple]:
    check = URIRef(one.iri)
    yield check, RDF.type, MZ.IdentityCheck
    yield check, MZ.disclosure, URIRef(one.disclosure.iri)
    yield check, MZ.identity, URIRef(one.shape)
    yield check, MZ.outcome, code("outcome", one.outcome)
    if one.place.table is not None:
        yield check, MZ.table, URIRef(one.place.table.iri)
    for predicate, amount in (
        (MZ.left, one.left),
        (MZ.right, one.right),
        (MZ.difference, one.difference),
        (MZ.tolerance, one.tolerance),
    ):
        if amount is not None and not (predicate == MZ.difference and one.outcome == "incomplete"):
            yield check, predicate, _decimal(amount)
    for predicate, figures in ((MZ.leftOperand, one.left_operands), (MZ.rightOperand, one.right_operands)):
        for figure in figures:
            # A table declared empty is a zero without an observation.
            if figure.where is not None:
                yield check, predicate, URIRef(figure.iri)


def _decimal(amount: Decimal) -> Literal:
    return Literal(f"{amount:f}", datatype=XSD.decimal)


def render_turtle(report: Report) -> str:
    """Return the reports of all disclosures as Turtle."""
    graph = Graph()
    for prefix, namespace in (
        ("mz", "https://w3id.org/mingzhang/ns#"),
        ("shape", "https://w3id.org/mingzhang/shapes#"),
        ("id", "https://w3id.org/mingzhang/code/identity/"),
        ("outcome", "https://w3id.org/mingzhang/code/outcome/"),
        ("sh", str(SH)),
    ):
        graph.bind(prefix, namespace)
    for disclosure in report.disclosures:
        for triple in triples(report, disclosure):
            graph.add(triple)
        _add_paths(graph, report.of(disclosure.iri))
    return graph.serialize(format="turtle")


def _add_paths(graph: Graph, part: Report) -> None:
    """Add the paths that are more than a property (SHACL, 3.6.2.2). They are blank nodes, which no stored graph has."""
    for one in part.findings:
        path = _path(one)
        if path is not None and not isinstance(path, URIRef):
            graph.add((URIRef(f"{one.disclosure.iri}/report/result/{one.id}"), SH.resultPath, path))
            graph += shapes_graph().cbd(path)


def _path(one: Check) -> Node | None:
    """Return the path of the property shape that a structure finding is of, if it is of one."""
    return shapes_graph().value(URIRef(one.shape), SH.path) if one.identity == STRUCTURE else None


def report_nquads(report: Report, disclosure: DisclosureFacts) -> bytes:
    """Return the report graph ``{disclosure}/report`` of one disclosure as N-Quads, in a stable order."""
    graph = URIRef(f"{disclosure.iri}/report").n3()
    return "".join(f"{s.n3()} {p.n3()} {o.n3()} {graph} .\n" for s, p, o in triples(report, disclosure)).encode()
