"""What the printed figures leave open: each stands for a small interval, and so do the sides of an identity."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from shapes.records import Check, Operand
from shapes.wording import exponent_of, measured

_APART: Final = {
    "=": {"zh": "两者不可能相等。", "en": "they cannot be equal."},
    "≤": {"zh": "左边必定大于右边。", "en": "left is certainly greater."},
    "≥": {"zh": "左边必定小于右边。", "en": "left is certainly less."},
}


def interval(one: Check) -> dict[str, str] | None:
    """Return between what both sides of a failed check lie, given how its figures are printed; None where there are no two sides."""
    if one.outcome != "failed" or one.difference is None or one.left is None or one.right is None or not one.tolerance:
        return None
    left, right = _error(one.left_operands), _error(one.right_operands)
    if left is None or right is None or left + right != one.tolerance:
        low, high = _range(one, one.difference, one.tolerance, "zh"), _range(one, one.difference, one.tolerance, "en")
        return {
            "zh": f"按印刷精度，差额在{low}之间，舍入不足以解释。",
            "en": f"As printed, the difference lies between {high}: more than rounding explains.",
        }
    apart = _APART[one.relation]
    return {
        "zh": f"按印刷精度，左边在{_range(one, one.left, left, 'zh')}之间，右边在{_range(one, one.right, right, 'zh')}之间：{apart['zh']}",
        "en": f"As printed, left lies between {_range(one, one.left, left, 'en')}, right between "
        f"{_range(one, one.right, right, 'en')}: {apart['en']}",
    }


def _error(figures: tuple[Operand, ...]) -> Decimal | None:
    """Return the rounding errors of the figures of one side together; None where one is not known."""
    errors = [figure.cell.error if figure.cell else Decimal(0) if figure.table else None for figure in figures]
    known = [error for error in errors if error is not None]
    return sum(known, Decimal(0)) if len(known) == len(errors) else None


def _range(one: Check, middle: Decimal, error: Decimal, language: str) -> str:
    exponent = exponent_of(one)
    low, high = (measured(one, number, exponent, language) for number in (middle - error, middle + error))
    return f"{low}至{high}" if language == "zh" else f"{low} and {high}"
