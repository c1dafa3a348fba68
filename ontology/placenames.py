"""The forms in which a division's name is printed, and where such names stand in a text.

Chinese has no word boundaries, so a name is recognised by what stands around it: 新华区 is not in 新华区域, 新乐市 not
in 新乐市场监督管理局 (which says 新乐), 城区 is a division only behind its city, 北京 in 北京路 is a street.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

_PEOPLES: Final = (
    "各族|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|"
    "东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|普米"
)
_AUTONOMOUS = re.compile(
    rf"(?P<stem>.{{2,}}?)(?:(?:{_PEOPLES})族?)*族?自治(?P<kind>[县州旗区])$",
)
# Longest suffix first; 地区, 林区, 特区, 新区 go as a whole so that 浦东新区 gives 浦东.
_SUFFIXES: Final = ("特别行政区", "自治区", "地区", "林区", "特区", "新区", "矿区", "省", "市", "县", "区", "旗", "盟")
# Words as well as names: believed only directly behind the city they belong to.
_GENERIC: Final = frozenset({"城区", "郊区", "矿区", "东区", "西区", "南区", "北区", "老城区", "新城区", "开发区"})
_NOT_AFTER: Final = {"区": "域位间块划段别分", "市": "场值容面价", "县": "域道"}
# A short name (新乐) counts only where an office follows; anything else may be a street, a school or a word.
_OFFICE = re.compile(
    "人民|政府|政协|人大|中共|委|财政|教育|公安|民政|司法|审计|统计|卫生|市场监督|市场监管|自然资源|农业|水[利务]|"
    "交通|住房|住建|城[市乡管]|文化|文旅|体育|发展|发改|工业|工信|商务|应急|医疗保障|医保|税务|退役|行政审批|信访|"
    "机关事务|生态环境|林业|气象|法院|检察|人民法院|残疾|妇女|妇联|团|总工会|科[学技]|档案|党校|年?部门|本级|一般公共"
)
_JOINERS: Final = " ·/、-－—"


def short_forms(name: str) -> tuple[str, ...]:
    """Shorter ways to write an official name, best first; one-character stems are left out.

    新乐市 → 新乐; 孟村回族自治县 → 孟村县, 孟村; 恩施土家族苗族自治州 → 恩施州, 恩施; 内蒙古自治区 → 内蒙古.
    """
    autonomous = _AUTONOMOUS.match(name)
    if autonomous:
        stem, kind = autonomous["stem"], autonomous["kind"]
        return (stem,) if kind == "区" else (stem + kind, stem)
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            return (stem,) if len(stem) >= 2 else ()
    return ()


@dataclass(frozen=True)
class Mention:
    """A name found in a text: its place in the condensed text and the codes of the divisions that bear the name."""

    name: str
    start: int
    end: int
    codes: frozenset[str]
    short: bool
    chained: bool
    """Stands directly behind the mention before it (秦皇岛市｜北戴河区)."""
    leading: bool = False
    """No Chinese character stands before it: the text begins with it."""


class Finder:
    """Finds the names of a gazetteer in texts."""

    def __init__(
        self,
        full: Mapping[str, frozenset[str]],
        short: Mapping[str, frozenset[str]],
        lineage: Callable[[str], frozenset[str]],
    ) -> None:
        """Keep the gazetteer.

        Args:
            full: official name -> codes.
            short: short form -> codes.
            lineage: code -> the codes of its ancestors.
        """
        self._full, self._short, self._lineage = full, short, lineage
        self._longest = max(map(len, full))

    def mentions(self, text: str) -> list[Mention]:
        """All credible mentions from left to right, white space ignored."""
        text, gaps = _condense(text)
        first = next((place for place, character in enumerate(text) if _is_han(character)), 0)
        found: list[Mention] = []
        position = 0
        while position < len(text):
            mention = self._at(text, position, found[-1] if found else None, gaps)
            if mention is None:
                position += 1
                continue
            found.append(mention)
            # 枣庄市中区 is 枣庄 and 市中区: a 市 may end one name and begin the next.
            shared = self._overlapping(text, mention)
            if shared:
                found.append(shared)
                mention = shared
            position = mention.end
        return [replace(mention, leading=mention.start == first) for mention in found]

    def _overlapping(self, text: str, mention: Mention) -> Mention | None:
        start = mention.end - 1
        if text[start] != "市":
            return None
        for length in range(3, 5):
            codes = self._below(self._full.get(text[start : start + length], frozenset()), mention.codes)
            if codes:
                return Mention(text[start : start + length], start, start + length, codes, short=False, chained=True)
        return None

    def _at(self, text: str, start: int, before: Mention | None, gaps: frozenset[int]) -> Mention | None:
        chained = before is not None and not text[before.end : start].strip(_JOINERS)
        at_boundary = start in gaps or not _is_han(text[start - 1 : start]) or chained
        for length in range(min(self._longest, len(text) - start), 1, -1):
            name, end = text[start : start + length], start + length
            codes = self._full.get(name)
            if codes and not self._runs_on(text, end, codes):
                inside = self._below(codes, before.codes) if chained and before else frozenset()
                if inside:
                    return Mention(name, start, end, inside, short=False, chained=True)
                whole = length == len(text)
                if name in _GENERIC and not whole:
                    continue
                if length > 2 or at_boundary:
                    return Mention(name, start, end, codes, short=False, chained=False)
            codes = self._short.get(name)
            if codes and at_boundary:
                mention = self._short_mention(text, start, end, codes, before if chained else None)
                if mention:
                    return mention
        return None

    def _short_mention(
        self, text: str, start: int, end: int, codes: frozenset[str], before: Mention | None
    ) -> Mention | None:
        if before:
            codes = self._below(codes, before.codes)
        elif start and _is_han(text[start - 1]):
            return None
        if not codes:
            return None
        mention = Mention(text[start:end], start, end, codes, short=True, chained=before is not None)
        if end == len(text) or _OFFICE.match(text, end) or self._child_follows(text, end, codes):
            return mention
        return None

    def _child_follows(self, text: str, end: int, codes: frozenset[str]) -> bool:
        """Whether the name of a division inside one of these stands right behind it (河北｜新乐市, 上海｜普陀区)."""
        return any(
            self._below(self._full.get(text[end : end + length], frozenset()), codes)
            for length in range(2, self._longest + 1)
        )

    def _runs_on(self, text: str, end: int, codes: frozenset[str]) -> bool:
        """Whether a name ends inside a longer word, such as 市场 or 区域; but 玉林市｜容县 is two names."""
        word = text[end : end + 1] and text[end] in _NOT_AFTER.get(text[end - 1], "")
        return bool(word) and not self._child_follows(text, end, codes)

    def _below(self, codes: frozenset[str], above: frozenset[str]) -> frozenset[str]:
        return frozenset(code for code in codes if self._lineage(code) & above)


def _condense(text: str) -> tuple[str, frozenset[int]]:
    """The text without white space, and the places where some stood."""
    pieces = text.split()
    gaps, length = [0], 0
    for piece in pieces:
        length += len(piece)
        gaps.append(length)
    return "".join(pieces), frozenset(gaps)


def _is_han(character: Sequence[str]) -> bool:
    return bool(character) and "一" <= character[0] <= "鿿"
