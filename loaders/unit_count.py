"""How many units a disclosure says it consolidates: 包括本部以及下属5家预算单位 are six."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.text import squeeze

_KIND: Final = "(?:行政|参公|参照公务员法管理的?|参公事业|事业|全额事业|差额事业|自收自支事业|企业|其他)*单位"
# the department's own unit, and so many below it
_OWN_AND_BELOW: Final = re.compile(
    r"(?:包括|包含|由)[^,;。]{0,40}?(?:本部|本级|机关)(?:预算|决算)?(?:以及|及|和|、)其?(?:下属|所属|下辖)的?(\d{1,3})[家个](?:二级|基层)?(?:预算)?单位"
)
# one sentence that counts them by kind
_BY_KIND: Final = re.compile(rf"本部门(?:预算单位)?中[,:]?((?:[^,;。:]{{0,6}}?{_KIND}\d{{1,3}}[家个][,、;和]?){{2,}})")
_OF_KIND: Final = re.compile(rf"{_KIND}(\d{{1,3}})[家个]")


def stated_units(prose: Iterable[str]) -> int | None:
    """Return the number of units that the sentences of a disclosure state, the department's own included.

    None where none states it, or two state different numbers: nobody may be held to a list that may not be complete.
    """
    numbers = set(_stated(squeeze("".join(prose))))
    return numbers.pop() if len(numbers) == 1 else None


def _stated(text: str) -> Iterator[int]:
    for found in _OWN_AND_BELOW.finditer(text):
        yield int(found[1]) + 1
    for found in _BY_KIND.finditer(text):
        yield sum(int(number) for number in _OF_KIND.findall(found[1]))
