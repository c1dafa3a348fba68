"""How a printed figure may have been meant: the slips of a hand that copies figures, one at a time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from shapes.money import UNITS, plain

KINDS: Final = {
    "unit": {"zh": "单位不符", "en": "another unit"},
    "point": {"zh": "小数点移位", "en": "the decimal point elsewhere"},
    "transposed": {"zh": "相邻两位数字颠倒", "en": "two neighbouring digits swapped"},
    "digit": {"zh": "一位数字不同", "en": "one digit changed"},
    "sign": {"zh": "正负号相反", "en": "the other sign"},
    "value": {"zh": "与其他各数推算的不同", "en": "what its other figures make it"},
    "blank": {"zh": "空格应有数", "en": "a blank that must be a figure"},
    "caption": {"zh": "整张表的单位不符", "en": "another unit of the whole table"},
}
"""Kind of a slip -> what it is called."""

_NUMBER: Final = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_SHIFTS: Final = (-2, -1, 1, 2)
_SLIP: Final = 4
"""The power of ten between 元 and 万元."""


@dataclass(frozen=True)
class Reading:
    """Another reading of a printed figure.

    Attributes:
        kind: One of `KINDS`.
        printed: The figure as it would be printed, with its unit.
        amount: In 元.
        error: Half a unit of its last digit, in 元.
    """

    kind: str
    printed: str
    amount: Decimal
    error: Decimal


def readings(printed: str, amount: Decimal, error: Decimal, exponent: int) -> Iterator[Reading]:
    """Yield the other readings of a figure of money.

    Args:
        printed: As printed; yields nothing where it does not hold exactly one number.
        amount: What it was read as, in 元.
        error: Half a unit of its last digit, in 元.
        exponent: The power of ten of the unit it is printed in: 0 for 元, 4 for 万元.
    """
    numbers = _numbers(printed)
    if len(numbers) != 1:
        return
    digits = numbers[0]
    value = Decimal(re.sub("[,，]", "", digits)).scaleb(exponent)
    if value != abs(amount):
        return
    sign, minus = (Decimal(-1), "-") if amount < 0 else (Decimal(1), "")
    unit = UNITS.get(exponent, "")
    other = {0: _SLIP, _SLIP: 0}.get(exponent)
    if other is not None:
        move = other - exponent
        yield Reading("unit", f"{minus}{digits}{UNITS[other]}", amount.scaleb(move), error.scaleb(move))
    for shift in _SHIFTS:
        moved = plain(value.scaleb(shift - exponent))
        yield Reading("point", f"{minus}{moved}{unit}", amount.scaleb(shift), error.scaleb(shift))
    if amount:
        yield Reading("sign", f"{'' if minus else '-'}{digits}{unit}", -amount, error)
    for kind, text in _misprints(digits):
        meant = Decimal(re.sub("[,，]", "", text)).scaleb(exponent)
        yield Reading(kind, f"{minus}{text}{unit}", sign * meant, error)


def solved(printed: str, amount: Decimal, error: Decimal, exponent: int, shift: Decimal) -> Reading | None:
    """Return a figure as what others make it, with the digits that it prints; None where it prints no one number, or would turn negative.

    Args:
        printed: As printed.
        amount: What it was read as, in 元.
        error: Half a unit of its last digit, in 元.
        exponent: The power of ten of the unit it is printed in.
        shift: How much it would have to be more, in 元.
    """
    numbers = _numbers(printed)
    if len(numbers) != 1 or (amount >= 0 > amount + shift):
        return None
    last = Decimal(1).scaleb(-len(numbers[0].partition(".")[2]))
    number = ((amount + shift).scaleb(-exponent)).quantize(last)
    return Reading("value", f"{number:f}{UNITS.get(exponent, '')}", number.scaleb(exponent), error)


def _numbers(printed: str) -> list[str]:
    """Return the numbers of a printed text, full-width digits (９５．４１) as others."""
    return _NUMBER.findall(unicodedata.normalize("NFKC", printed))


def _misprints(digits: str) -> Iterator[tuple[str, str]]:
    """Yield the figures with two neighbouring digits swapped, and those with one digit changed; no new leading zero."""
    places = [index for index, character in enumerate(digits) if character.isdigit()]
    several = len(digits.partition(".")[0]) > 1
    for left, right in pairwise(places):
        if digits[left] != digits[right] and not (several and left == 0 and digits[right] == "0"):
            yield (
                "transposed",
                digits[:left] + digits[right] + digits[left + 1 : right] + digits[left] + digits[right + 1 :],
            )
    for index in places:
        for digit in "0123456789":
            if digit != digits[index] and not (several and index == 0 and digit == "0"):
                yield "digit", digits[:index] + digit + digits[index + 1 :]
