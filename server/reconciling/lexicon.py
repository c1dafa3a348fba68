"""Finding texts by how they begin, and by how much they are alike: an index in memory, the same answer every time."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")
_LAST: Final = "\U0010ffff"


class Lexicon(Generic[_T]):
    """An index of condensed texts, each with the thing it names.

    Likeness is the Dice coefficient of the pairs of neighbouring characters, the two ends counted as characters: a
    measure for scripts without word boundaries. 1.0 is the same set of pairs, 0.0 nothing in common.
    """

    def __init__(self, entries: Iterable[tuple[str, _T]]) -> None:
        """Index (text, thing) pairs."""
        pairs = sorted(((text, number, thing) for number, (text, thing) in enumerate(entries)), key=lambda it: it[:2])
        self._texts = [text for text, _, _ in pairs]
        self._things = [thing for _, _, thing in pairs]
        self._sizes = array("I")
        self._places: dict[str, array[int]] = {}
        for place, text in enumerate(self._texts):
            found = _pairs(text)
            self._sizes.append(len(found))
            for pair in found:
                self._places.setdefault(pair, array("I")).append(place)

    def beginning(self, prefix: str) -> Iterator[tuple[str, _T]]:
        """The entries whose text begins with the prefix, in the order of their texts."""
        start, end = bisect_left(self._texts, prefix), bisect_left(self._texts, prefix + _LAST)
        for place in range(start, end):
            yield self._texts[place], self._things[place]

    def alike(self, text: str, least: float) -> dict[_T, float]:
        """The things with a text at least so much like this one: thing -> likeness of its best text."""
        wanted = _pairs(text)
        shared: Counter[int] = Counter()
        for pair in wanted:
            shared.update(self._places.get(pair, ()))
        found: dict[_T, float] = {}
        for place, number in shared.items():
            likeness = 2 * number / (len(wanted) + self._sizes[place])
            if likeness >= least:
                thing = self._things[place]
                found[thing] = max(likeness, found.get(thing, 0.0))
        return found


def likeness(one: str, other: str) -> float:
    """How much two condensed texts are alike, 0.0 to 1.0."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(text: str) -> set[str]:
    """Pairs of neighbours; the ends are marked with characters that condensed texts do not have."""
    padded = f" {text}\n"
    return {padded[place : place + 2] for place in range(len(padded) - 1)}
