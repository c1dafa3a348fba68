"""Printed names taken apart: what two spellings have in common, codes in front, divisions in front.

434政府办 → 434 and 政府办; 秦皇岛市北戴河区人民政府办公室 → 北戴河区 (130304) and 人民政府办公室.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from ontology.regions import Region, regions

_NOISE: Final = re.compile("[\\s“”\"‘’'《》〈〉「」\u200b-\u200f\u2060\ufeff]+")
_FLOAT: Final = re.compile(r"(\d+)\.0+")
# 2010301, 201|03|01, 201-03-01, with or without a name behind; white space is gone already.
_CODE_FIRST: Final = re.compile(r"(\d{3,}(?:[|/.\-_]\d{2})*)[|/.\-_、:,]*(.*)")
_CODE_LAST: Final = re.compile(r"(.+?)[(\[](\d{3,})[)\]]")
_ORDINAL: Final = re.compile(
    r"(?:\((?:[一二三四五六七八九十]+|\d{1,2})\)|(?:[一二三四五六七八九十]+|\d{1,2})[、.,])(?!\d)"
)
_SCOPE_MARK: Final = re.compile(r"\((?:汇总|部门)\)$")


def condense(text: str) -> str:
    """A text for comparison: NFKC, case folded, without white space and quotes; 130184.0 is 130184."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())
    number = _FLOAT.fullmatch(text)
    return number[1] if number else text


def split_code(text: str) -> tuple[str, str]:
    """The code of a condensed text, as digits, and the name beside it; either may be empty."""
    first = _CODE_FIRST.fullmatch(text)
    if first:
        return re.sub(r"\D", "", first[1]), first[2]
    last = _CODE_LAST.fullmatch(text)
    return (last[2], last[1]) if last else ("", text)


def strip_ordinal(text: str) -> str:
    """A condensed label without the ordinal before it, which differs from province to province: 八、 (八) 8."""
    return _ORDINAL.sub("", text, count=1) if _ORDINAL.match(text) else text


def office(text: str) -> str:
    """The condensed name of an office without its code and scope mark: 434政府办(汇总) → 政府办."""
    return _SCOPE_MARK.sub("", split_code(text)[1])


@dataclass(frozen=True)
class Lead:
    """A way to read the beginning of a text as names of divisions, each within the one before.

    Attributes:
        name: the last of the names, as it stands there.
        codes: the divisions that bear or bore it.
        rest: what follows.
    """

    name: str
    codes: frozenset[str]
    rest: str

    def officially(self, code: str) -> bool:
        """Whether the name is or was the official one of a division, not a short form."""
        return any(dated.name == self.name for dated in regions().by_code(code).names)


def leads(text: str) -> list[Lead]:
    """All ways to read the beginning of a condensed text as divisions, in the order of their length within each."""
    found: list[Lead] = []
    open_ = [Lead("", frozenset(), text)]
    while open_:
        before = open_.pop()
        for length in range(2, min(len(before.rest), _longest()) + 1):
            name = before.rest[:length]
            codes = frozenset(region.code for region in regions().named(name))
            if before.codes:
                codes = frozenset(code for code in codes if before.codes & set(above(code)))
            if codes:
                open_.append(Lead(name, codes, before.rest[length:]))
                found.append(open_[-1])
    return found


def above(code: str) -> list[str]:
    """The codes of the divisions that a division lies within, nearest first."""
    return [ancestor.code for ancestor in regions().ancestors(regions().by_code(code))]


def local_name(name: str, region: Region) -> str:
    """A condensed office name without the divisions in front of it that the region is or lies within."""
    line = [region, *regions().ancestors(region)]
    names = {condense(dated.name) for division in line for dated in division.names}
    while front := next((it for it in names if name.startswith(it) and len(name) > len(it) + 1), None):
        name = name[len(front) :]
    return name


@cache
def _longest() -> int:
    return max(len(dated.name) for region in regions() for dated in region.names)
