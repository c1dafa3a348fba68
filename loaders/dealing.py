"""What a reader left out or found unusual in a file of several disclosures: each is told of the one in which it stands."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from math import inf

from loaders.document import Block, Document
from loaders.errors import Place, Signal


def dealt(document: Document, owned: Sequence[Sequence[Block]]) -> list[list[Signal]]:
    """Deal out what the reader left out or found unusual: each to the part that the block before it is of; without a place, to the first."""
    sheets = {(block.place.file, block.place.sheet): at for at, block in reversed([*enumerate(document.blocks)])}
    whose = sorted((_order(block.place, sheets, 0.0), part) for part, blocks in enumerate(owned) for block in blocks)
    dealt: list[list[Signal]] = [[] for _ in owned]
    for signal in document.signals:
        found = bisect([order for order, _ in whose], _order(signal.place, sheets, inf))
        dealt[whose[found - 1][1] if found and signal.place != Place() else 0].append(signal)
    return dealt


def _order(
    place: Place, sheets: Mapping[tuple[str | None, str | None], int], top: float
) -> tuple[int, int, float, int]:
    """Return where a place stands among others; ``top`` is where on its page, when that is not known."""
    row = re.search(r"\d+", place.ref or "")
    line = place.line or (int(row[0]) if row else 0)
    return (sheets.get((place.file, place.sheet), -1), place.page or 0, place.box[1] if place.box else top, line)
