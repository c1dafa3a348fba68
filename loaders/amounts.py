"""Printed numbers, read exactly.

A figure is kept as it is printed (value, decimals, literal text) and scaled to 元 in a second step, so that nothing is
lost on the way: no floats, and no rounding by a decimal context, however long the number. What is not a well-formed
number is never read as another number: the functions return ``None`` and the caller signals.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

# What stands in a cell without being part of its figure: Word bookmarks and zero-width marks.
_NOISE = re.compile(r"\[bookmark:[^\]]*\]|[\u200b-\u200d\u2060\ufeff]", re.IGNORECASE)

# Full-width forms and the many minus signs, folded one to one, so that offsets in the text stay valid.
_MINUS = "−－﹣‐‑‒–—"
_FOLD = str.maketrans(
    "０１２３４５６７８９，．（）＋％﹪" + _MINUS + "\u00a0\u3000",
    "0123456789,.()+%%" + "-" * len(_MINUS) + "  ",
)

_MAGNITUDE = r"(?:(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?|\.\d+)"
#: Spaces between thousands are told from two numbers by decimals: 1 234.56.
_SPACED = re.compile(r"[-+]?[1-9]\d{0,2}(?:[ \u2009\u202f]\d{3})+\.\d+")
#: Marks of a negative amount, and of money, in front of a number.
_NEGATIVE = re.compile(r"^[▲△]\s*(?=[\d.])")
_CURRENCY = re.compile(r"^([-+]?)\s*[¥￥]\s*(?=[-\d.])")
_SIGNED = re.compile(rf"(?P<sign>[-+]?)\s*(?P<number>{_MAGNITUDE})")
_BRACKETED = re.compile(rf"\(\s*(?P<number>{_MAGNITUDE})\s*\)")
_MEASURED = re.compile(rf"(?P<amount>[-+]?\s*{_MAGNITUDE})\s*(?P<unit>[^\d\s.,()+\-].*)", re.DOTALL)
_PERCENT = re.compile(rf"(?P<amount>[-+]?\s*{_MAGNITUDE})\s*%")
_DASH = re.compile(r"[-_/]+|无")


class Unit(Enum):
    """A unit of money that a table or a sentence is printed in; the value is its Chinese name."""

    YUAN = "元"
    THOUSAND = "千元"
    TEN_THOUSAND = "万元"
    MILLION = "百万元"
    HUNDRED_MILLION = "亿元"

    @property
    def exponent(self) -> int:
        """The power of ten that turns a figure in this unit into 元 (``sdmx-attribute:unitMult``)."""
        return _EXPONENTS[self.value]


_SHORT = {"万": Unit.TEN_THOUSAND, "亿": Unit.HUNDRED_MILLION}
_EXPONENTS = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
_UNIT = r"(?:人民币\s*)?(?P<unit>(?:(?:百\s*万|千|万|亿)\s*)?元)(?:\s*人民币)?"
# "单位：元氏县财政局" names an office in 元氏 county, "元/人" is a price: the unit must end where the word ends.
_DECLARED = re.compile(rf"单\s*位\s*[:：]?\s*(?:[^\s:：、，,]{{1,4}}[、，,]\s*)*{_UNIT}(?![\u4e00-\u9fff/／])")
_IN_BRACKETS = re.compile(rf"[(（]\s*{_UNIT}\s*[)）]")
_BARE = re.compile(rf"\s*{_UNIT}\s*")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: not scaled by any unit.

    Attributes:
        value: the exact number.
        decimals: how many digits are printed after the decimal point.
        text: the literal printed string, without noise around it.
    """

    value: Decimal
    decimals: int
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A number printed together with its unit, such as ``150万元``; the unit is kept as printed."""

    number: Printed
    unit: str


def clean(text: str) -> str:
    """Remove bookmarks, zero-width marks and surrounding space of every width from the text of a cell."""
    return _NOISE.sub("", text).strip()


def fold(text: str) -> str:
    """Replace full-width digits, separators, signs and spaces by their ASCII forms, one character by one."""
    return text.translate(_FOLD)


def is_blank(text: str) -> bool:
    """Tell whether nothing is printed in a cell (noise apart)."""
    return not clean(text)


def is_dash(text: str) -> bool:
    """Tell whether a cell holds a mark for "no figure": a dash of any width and number, a slash, or 无.

    A blank cell is not a dash (see `is_blank`); neither is a number, and neither means zero.
    """
    return _DASH.fullmatch(fold(clean(text)).replace(" ", "").replace("／", "/")) is not None


def parse_cell(text: str) -> Printed | None:
    """Read a cell that holds a plain number.

    Thousands separators (commas, or spaces where decimals follow), full-width forms, every minus sign, ▲ or △ for one, negative
    numbers in brackets and a sign of money in front are understood.

    Returns:
        The number, or ``None`` when the cell is blank, a dash, a word, a number with a unit, or a malformed number
        (``1,23.4``, ``12.3.4``, ``007``): the caller decides which of these deserves a signal.
    """
    literal = clean(text)
    folded = _CURRENCY.sub(r"\1", _NEGATIVE.sub("-", fold(literal)))
    if _SPACED.fullmatch(folded):
        folded = re.sub("[ \u2009\u202f]", "", folded)
    if match := _SIGNED.fullmatch(folded):
        return _printed(match["sign"], match["number"], literal)
    if match := _BRACKETED.fullmatch(folded):
        return _printed("-", match["number"], literal)
    return None


def parse_percent(text: str) -> Printed | None:
    """Read a cell that holds a percentage, ``72.86%``: the value is the number before the sign, 72.86."""
    literal = clean(text)
    match = _PERCENT.fullmatch(fold(literal))
    number = parse_cell(match["amount"]) if match else None
    return Printed(number.value, number.decimals, literal) if number else None


def parse_measured(text: str) -> Measured | None:
    """Read a number followed by its unit, ``150万元``; ``None`` when either is missing or the number is malformed."""
    literal = clean(text)
    match = _MEASURED.fullmatch(fold(literal))
    if match is None:
        return None
    number = parse_cell(literal[: match.end("amount")])
    return Measured(number, literal[match.start("unit") :]) if number else None


def is_amount(text: str) -> bool:
    """Tell whether a cell prints a number, alone or with a unit of money."""
    if parse_cell(text) is not None:
        return True
    measured = parse_measured(text)
    return measured is not None and unit_of(measured.unit) is not None


def unit_of(text: str) -> Unit | None:
    """Find the unit of money that a line or a heading declares.

    Understood are ``单位：万元``, ``（金额单位：元）``, ``单位：台、万元``, a bracketed ``金额（万元）`` and
    the bare unit, 万 and 亿 among them.

    Returns:
        The unit, or ``None`` when none is declared, or when two different ones are.
    """
    for pattern in (_DECLARED, _IN_BRACKETS):
        if names := {re.sub(r"\s", "", match["unit"]) for match in pattern.finditer(text)}:
            return Unit(names.pop()) if len(names) == 1 else None
    match = _BARE.fullmatch(clean(text))
    if match is None:
        return _SHORT.get(clean(text))
    return Unit(re.sub(r"\s", "", match["unit"]))


def to_yuan(printed: Printed, unit: Unit) -> Decimal:
    """Scale a printed number to 元, exactly: 4.25 万元 is 42500."""
    sign, digits, exponent = printed.value.as_tuple()
    return _plain(sign, digits, int(exponent) + unit.exponent)


def rounding_error(decimals: int, unit: Unit) -> Decimal:
    """Give half a unit of the last printed digit, in 元: ½·10^(m-d) for the multiplier 10^m and d printed decimals."""
    return _plain(0, (5,), unit.exponent - decimals - 1)


def _printed(sign: str, number: str, literal: str) -> Printed:
    digits = number.replace(",", "")
    # A printed "-0.00" is zero. Built from text, because arithmetic would round to the context's 28 digits.
    negative = sign == "-" and digits.strip("0.") != ""
    return Printed(Decimal("-" + digits if negative else digits), len(digits.partition(".")[2]), literal)


def _plain(sign: int, digits: tuple[int, ...], exponent: int) -> Decimal:
    """Build a decimal without a positive exponent, so that it prints as 42500 and never as 4.25E+4."""
    if exponent > 0:
        if any(digits):
            digits += (0,) * exponent
        exponent = 0
    return Decimal((sign, digits, exponent))
