"""The figures that the prose of a disclosure states, each with what it is about.

A figure becomes a claim only where its sentence says plainly what it is: the words between it and the figure before must be
accounted for as a whole (see ``prose/measures.toml``). A figure about something unknown is still a claim, without a measure;
a figure that is no statement about the budget (a threshold, a performance goal) or that cannot be read is left out by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from loaders.prose.claim import Claim, Kind, LeftOut, Relation
from loaders.prose.lexicon import Lexicon, lexicon
from loaders.prose.passages import passages
from loaders.prose.reader import Reader

__all__ = ["Claim", "Extraction", "Kind", "LeftOut", "Relation", "extract"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from the prose: each figure is in one of the two, in the order of the text."""

    claims: tuple[Claim, ...]
    left_out: tuple[LeftOut, ...]


def extract(
    paragraphs: Iterable[tuple[str, int]], fiscal_year: int, *, office: str = "", phase: str | None = None
) -> Extraction:
    """Read the claims of a disclosure.

    Args:
        paragraphs: text and line number of every paragraph outside the tables, headings included, in order. Lines that break
            a sentence are joined here.
        fiscal_year: the year of the disclosure; 上年 is the year before.
        office: name of the department. When given, figures that a sentence ascribes to another office are not taken for the
            department's own; a short form (政府办 for 区人民政府办公室) counts as its name.
        phase: what the document is, budget or executed; a figure said to be of that phase is like one that says nothing.
    """
    words = lexicon()
    reader = Reader(words, fiscal_year, office, phase)
    for passage in passages(paragraphs, words):
        reader.read(passage)
    # Comparisons without a figure are settled at the end of their sentence; put them back where they stand.
    order = sorted(range(len(reader.claims)), key=lambda i: (reader.claims[i].line, reader.claims[i].offset))
    moved: dict[int | None, int | None] = {old: new for new, old in enumerate(order)} | {None: None}
    claims = _told_apart([reader.claims[index] for index in order], words)
    return Extraction(
        tuple(replace(claim, part_of=moved[claim.part_of], companion_of=moved[claim.companion_of]) for claim in claims),
        tuple(sorted(reader.left_out, key=lambda figure: (figure.line, figure.offset))),
    )


def _told_apart(claims: list[Claim], words: Lexicon) -> list[Claim]:
    """Let a change of two equal amounts at once (收、支总计各增加) be one of that of the two which the document states, not both at once."""
    stated = {(claim.measure, claim.year, claim.phase) for claim in claims if claim.kind == "level"}

    def settled(claim: Claim) -> Claim:
        measure = words.measures.get(claim.measure or "")
        if claim.kind != "change" or measure is None or (claim.measure, claim.year, claim.phase) in stated:
            return claim
        one = next((key for key in measure.told_apart if (key, claim.year, claim.phase) in stated), claim.measure)
        return replace(claim, measure=one)

    return [settled(claim) for claim in claims]
