"""Rules for columns: what a label of a header means, and what a label over several columns adds to the meaning of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.facts import Dimensions


@dataclass(frozen=True)
class ColumnRule:
    """What a column means: a role (text) or dimensions (figures), by the leaf of its header or the whole path.

    Attributes:
        beside: The rule holds only where the path of some column of the table matches.
        without: The rule holds only where the path of no column of the table matches.
    """

    leaf: re.Pattern[str] | None
    path: re.Pattern[str] | None
    role: str | None
    dims: Dimensions
    of_which: bool
    refused: bool = False
    ignore: str = ""
    beside: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None

    def holds_in(self, printed: Sequence[str]) -> bool:
        """Return whether the rule holds in a table with these header paths, each in one string (基本支出/小计)."""
        return (self.beside is None or any(self.beside.search(path) for path in printed)) and (
            self.without is None or not any(self.without.search(path) for path in printed)
        )

    def matches(self, path: tuple[str, ...]) -> bool:
        """Return whether the rule applies to a header path (squeezed labels from the top to the leaf)."""
        if self.leaf is not None:
            return bool(path) and self.leaf.search(path[-1]) is not None
        return self.path is not None and self.path.search("/".join(path)) is not None


def holding(rules: tuple[ColumnRule, ...], paths: list[tuple[str, ...]]) -> tuple[ColumnRule, ...]:
    """Return the rules that hold in a table with these header paths."""
    printed = ["/".join(path) for path in paths]
    return tuple(rule for rule in rules if rule.holds_in(printed))


def under_headings(dims: Dimensions, path: tuple[str, ...], headings: tuple[ColumnRule, ...]) -> Dimensions:
    """Return the dimensions of a column with what the labels above its leaf add: 小计 under 基本支出 is basic expenditure.

    The nearest label decides; what the leaf itself says goes before, unless it is a total.
    """
    whole = dict(dims)
    for label in reversed(path[:-1]):
        rule = next((rule for rule in headings if rule.matches((label,))), None)
        for name, member in rule.dims.items() if rule else ():
            if whole.get(name, "/total").endswith("/total"):
                whole[name] = member
    return whole
