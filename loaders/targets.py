"""Targets of performance indicators: ``≥95%``, ``≤200元/本``, ``不低于上年度水平``.

A target keeps the number and the unit as printed, unscaled (``≥50万字`` is 50 万字). Whatever is not plainly one number
with one comparison (a date, a range, a word) is qualitative and carries no number: nothing is invented.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from loaders.amounts import clean, fold, parse_cell

Comparator = Literal["ge", "le", "gt", "lt", "eq", "qualitative"]

_SIGNS = str.maketrans("≧⩾≮≦⩽≯＞﹥＜﹤＝", "≥≥≥≤≤≤>><<=")
# 以上, 以下 and 以内 include the number itself (Civil Code of China, article 1259); 超过 and 不足 do not.
_BEFORE: dict[str, Comparator] = {
    **dict.fromkeys((">=", "=>", "≥"), "ge"),
    **dict.fromkeys(("<=", "=<", "≤"), "le"),
    **{">": "gt", "<": "lt"},
    **dict.fromkeys(("=", "等于", "达到", "为", "共", "共计"), "eq"),
    **dict.fromkeys(("不低于", "不少于", "不小于", "大于等于", "大于或等于", "高于或等于", "至少", "不得低于"), "ge"),
    **dict.fromkeys(
        ("不超过", "不高于", "不大于", "不多于", "小于等于", "小于或等于", "至多", "不得超过", "控制在"), "le"
    ),
    **dict.fromkeys(("大于", "高于", "多于", "超过"), "gt"),
    **dict.fromkeys(("小于", "低于", "少于", "不足"), "lt"),
}
_AFTER: dict[str, Comparator] = {
    **dict.fromkeys(("及以上", "(含)以上", "以上"), "ge"),
    **dict.fromkeys(("及以下", "(含)以下", "以下", "及以内", "(含)以内", "以内", "之内", "内"), "le"),
}


def _longest_first(words: dict[str, Comparator]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TARGET = re.compile(
    # A name may stand before a comparison sign (满意度≥90%), never before a bare number (每月20日前).
    r"(?:[^\d<>=≥≤]{1,20}?(?=[<>=≥≤]))?"
    rf"(?P<before>{_longest_first(_BEFORE)})?\s*"
    r"(?P<number>-?[\d,]*\.?\d+)\s*"
    # Digits, points or a second comparison inside the unit mean a range, a date or a list.
    r"(?P<unit>[%‰℃㎡㎥]|[\u4e00-\u9fffA-Za-z/·²³㎡㎥%()]{1,10}?)?\s*"
    rf"(?P<after>{_longest_first(_AFTER)})?"
)
# What a number is followed by when it names a day, a rank or an approximation and measures nothing.
_NOT_A_UNIT = re.compile(r".*(?:[前后底起初末]|左右|上下|[一-十]季度|A+级|年度)|号|期|[(）)].*")
_LONGEST_BARE_UNIT = 3
_COMPOUND_UNIT = re.compile("每|/|个工作日")
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator promises.

    Attributes:
        comparator: how the result is compared with the number; ``qualitative`` without a number.
        number: as printed, unscaled; 95 for ``≥95%``.
        unit: as printed (``%``, ``百分比``, ``万元``, ``元/本``), ``None`` when a bare number is printed.
    """

    comparator: Comparator
    number: Decimal | None = None
    unit: str | None = None


QUALITATIVE = Target("qualitative")


def parse_target(text: str) -> Target:
    """Read the target of an indicator; whatever is not one comparison with one number is qualitative."""
    match = _TARGET.fullmatch(re.sub(r"\s+", " ", fold(clean(text)).translate(_SIGNS)))
    number = parse_cell(match["number"]) if match else None
    if match is None or number is None:
        return QUALITATIVE
    unit = match["unit"] or None
    comparators = {_BEFORE.get(match["before"] or ""), _AFTER.get(match["after"] or "")} - {None, "eq"}
    if unit is not None and _NOT_A_UNIT.fullmatch(unit):
        return QUALITATIVE
    if unit and not comparators and len(unit) > _LONGEST_BARE_UNIT and not _COMPOUND_UNIT.search(unit):
        return QUALITATIVE  # 12345热线平台 begins with a number that counts nothing
    if unit == "年" and _EARLIEST_YEAR <= number.value <= _LATEST_YEAR:
        return QUALITATIVE  # the year 2022, not 2022 years
    if len(comparators) > 1:
        return QUALITATIVE  # ≥90%以下 contradicts itself
    return Target(comparators.pop() or "eq" if comparators else "eq", number.value, unit)
