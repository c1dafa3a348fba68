"""Which administrative division a document is of, by the names of its offices; a name that fits several is never guessed."""

from __future__ import annotations

from collections import Counter

from loaders.document import Document, Paragraph
from loaders.errors import LoadError
from loaders.text import squeeze
from ontology.regions import AmbiguousJurisdictionError, Region, UnknownJurisdictionError, regions

#: Says that no office name holds a division; the neighbours of a document may tell it.
NOT_FOUND = "the jurisdiction was not found"


def local_name(name: str, region: Region) -> str:
    """Return an office name without the divisions in front of it: 秦皇岛市北戴河区人民政府办公室 → 人民政府办公室."""
    chain = [*(ancestor.name for ancestor in regions().ancestors(region)), region.name]
    changed = True
    while changed:
        changed = False
        for division in chain:
            if name.startswith(division) and len(name) > len(division) + 1:
                name, changed = name[len(division) :], True
    return name


def resolve(
    document: Document,
    jurisdiction: str | None,
    offices: list[tuple[str, Paragraph]],
    own: list[tuple[str, Paragraph]],
    year: int,
) -> tuple[Region, str, str]:
    """Resolve the jurisdiction from the office names; a name without a division falls back on the department's own unit.

    Returns the division, the office, and by which rule the division was found.
    """
    divisions = regions()
    candidates = [office for office, _ in Counter(name for name, _ in offices).most_common()]
    candidates += [name for name, _ in own]
    if not candidates:
        raise LoadError(
            "the publishing office was not found",
            where=document.name,
            why="No table caption, title or unit table names it.",
            remedy="Check that the document is a complete departmental disclosure.",
        )
    remedy = "Name the division with --jurisdiction CODE (six digits of GB/T 2260)."
    if jurisdiction is not None:
        try:
            region = divisions.by_code(jurisdiction)
        except UnknownJurisdictionError as error:
            raise LoadError(
                f"there is no division {jurisdiction}", where=document.name, why=f"{error}.", remedy=remedy
            ) from error
        office = next((c for c in candidates if local_name(c, region) != c), candidates[0])
        return region, office, "given with --jurisdiction"
    ambiguous: AmbiguousJurisdictionError | None = None
    for candidate in candidates:
        try:
            return divisions.resolve(candidate, year), candidate, "the only division that the name of the office fits"
        except AmbiguousJurisdictionError as error:
            named = _named_in(document, error.candidates)
            if named is not None:
                rule = f"of {len(error.candidates)} divisions that fit the name, the one whose province or prefecture the text names"
                return named, candidate, rule
            ambiguous = ambiguous or error
        except UnknownJurisdictionError:
            continue
    if ambiguous is not None:
        raise LoadError(
            "the jurisdiction is ambiguous",
            where=document.name,
            why=f"“{candidates[0]}” fits several divisions, listed below.",
            remedy=remedy,
            candidates=tuple(f"{region.code} {region.full_name}" for region in ambiguous.candidates),
        )
    raise LoadError(
        NOT_FOUND,
        where=document.name,
        why=f"No division name stands in the office names ({'、'.join(candidates[:3])}).",
        remedy=remedy,
    )


def _named_in(document: Document, candidates: tuple[Region, ...]) -> Region | None:
    """Return the only candidate whose province or prefecture the document names anywhere, if there is exactly one."""
    prose = "".join(squeeze(paragraph.text) for paragraph in document.paragraphs())
    named = [region for region in candidates if any(ancestor.name in prose for ancestor in regions().ancestors(region))]
    return named[0] if len(named) == 1 else None
