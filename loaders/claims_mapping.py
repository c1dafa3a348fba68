"""Claims as quads: what the prose states, linked to the printed cells that should carry the same figure."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from loaders.claim_links import ClaimLinks
from loaders.claims import Claim, extract
from loaders.document import Paragraph
from loaders.errors import Place, Signal
from loaders.mapping import Mapper
from loaders.prose.lexicon import lexicon
from loaders.quads import RDF_TYPE, decimal, integer, iri, text
from loaders.registry import Registry
from ontology.terms import MZ, code


def write_claims(mapper: Mapper, registry: Registry, prose: list[Paragraph]) -> tuple[int, list[Signal]]:
    """Write every figure that the prose states; return their number, and what was left out and why.

    A claim is linked to the printed cells that should carry the same figure (`loaders.claim_links`), and to the project that it
    names; a project without an amount in a table gets the one that the prose states under exactly its name.
    """
    identity = mapper.addresses.identity
    places = {number: paragraph.place for number, paragraph in _numbered(prose)}
    paragraphs = [(paragraph.text, number) for number, paragraph in _numbered(prose)]
    extraction = extract(paragraphs, identity.year, office=identity.office, phase=identity.phase)
    claims = extraction.claims
    links = ClaimLinks(mapper, registry, claims)
    for number, claim in enumerate(claims, 1):
        _claim(mapper, links, claim, number, places.get(claim.line, Place(line=claim.line)))
        kind, _, name = (claim.measure or "").partition(":")
        project = registry.find_project(name) if kind == "project" else None
        if project is not None:
            about = f"{mapper.addresses.disclosure}/project/{project.number}"
            mapper.quads.add(f"{mapper.addresses.disclosure}/claim/{number}", MZ.project, iri(about))
            if claim.kind == "level" and project.amount is None and claim.year == identity.year:
                project.amount = claim.value
    left_out = [
        Signal(
            "ignored",
            f"figure in prose left out, {left.reason}: {left.printed}",
            places.get(left.line, Place(line=left.line)),
            rule=f"figure in prose left out, {left.reason}",
        )
        for left in extraction.left_out
    ]
    return len(claims), left_out


def _numbered(prose: list[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    """Number paragraphs by their source line, or by their order where a format has no lines."""
    for order, paragraph in enumerate(prose, 1):
        yield paragraph.place.line or order, paragraph


def _claim(mapper: Mapper, links: ClaimLinks, claim: Claim, number: int, place: Place) -> None:
    addresses, add = mapper.addresses, mapper.quads.add
    address = f"{addresses.disclosure}/claim/{number}"
    add(addresses.disclosure, MZ.hasClaim, iri(address))
    add(address, RDF_TYPE, iri(MZ.Claim))
    add(address, MZ.disclosure, iri(addresses.disclosure))
    add(address, RDFS.label, text(f"{_label(claim)} {claim.printed}".strip(), "zh"))
    add(address, MZ.claimKind, iri(code("claim-kind", claim.kind)))
    add(address, MZ.printedValue, text(claim.printed))
    if claim.value is not None:
        money = claim.unit.endswith("元")
        add(address, MZ.amount if money else MZ.quantity, decimal(claim.value))
        add(address, MZ.roundingError, decimal(claim.rounding_error))
    add(address, MZ.direction, iri(code("direction", claim.direction)) if claim.direction else None)
    add(address, MZ.claimedYear, integer(claim.year))
    add(address, MZ.claimedPhase, iri(code("phase", claim.phase or addresses.identity.phase)))
    add(address, MZ.comparedYear, integer(claim.compared_year) if claim.compared_year is not None else None)
    add(address, MZ.comparedPhase, iri(code("phase", claim.compared_phase)) if claim.compared_phase else None)
    add(address, MZ.measureKey, text(claim.measure) if claim.measure else None)
    add(address, MZ.shareOf, text(claim.whole) if claim.whole else None)
    add(address, MZ.sentence, text(claim.sentence, "zh"))
    add(address, MZ.sourceOffset, integer(claim.offset))
    mapper.place(address, place)
    for other, predicate in ((claim.part_of, MZ.partOfClaim), (claim.companion_of, MZ.companionOfClaim)):
        add(address, predicate, iri(f"{addresses.disclosure}/claim/{other + 1}") if other is not None else None)
    add(address, MZ.partList, integer(claim.part_list) if claim.part_list is not None else None)
    if claim.relation is not None:
        add(address, MZ.partRelation, text(claim.relation))
    measure = lexicon().measures.get(claim.measure or "")
    if measure is not None and measure.headline:
        add(address, MZ.measure, iri(getattr(MZ, measure.headline)))
    found = links.of(claim) if claim.kind in {"level", "quantity"} else links.beside(claim)
    for cell in found.cells:
        add(address, MZ.claimedObservation, iri(cell))
    for cell in found.bounds:
        add(address, MZ.claimedUpperBound, iri(cell))
    for term, figure in (
        (MZ.shareOfObservation, found.share_of),
        (MZ.changeOfObservation, found.change_of),
        (MZ.changeFromObservation, found.change_from),
    ):
        add(address, term, iri(figure) if figure else None)
    add(address, MZ.claimedBlank, iri(found.blank) if found.blank else None)


def _label(claim: Claim) -> str:
    measure = lexicon().measures.get(claim.measure or "")
    return measure.label if measure is not None else "".join(claim.names)
