"""What another reading of figures would make of a check: a matter of arithmetic, where both sides are sums of what is printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from shapes.records import Check, Operand

NO_AMOUNTS: Final = frozenset({"个", "年", "日期"})
"""The units of identities that ask whether a thing is there, or when: they say nothing of the amounts of what they use."""


def compares(one: Check) -> bool:
    """Return whether a check compares the amounts of its figures."""
    return bool(one.relation) and one.unit not in NO_AMOUNTS


def is_linear(one: Check) -> bool:
    """Return whether both sides are the sums of their figures, and nothing more."""
    return bool(one.relation) and all(
        all(figure.amount is not None for figure in figures)
        and (side or Decimal(0)) == sum((figure.amount or Decimal(0) for figure in figures), Decimal(0))
        for side, figures in ((one.left, one.left_operands), (one.right, one.right_operands))
    )


def difference(one: Check) -> Decimal:
    """Return left − right, a blank side as nothing."""
    return (one.left or Decimal(0)) - (one.right or Decimal(0))


def holds(one: Check, shift: Decimal, looser: Decimal) -> bool:
    """Return whether a check would hold.

    Args:
        one: A check whose sides are sums.
        shift: By how much left − right would grow, in 元.
        looser: By how much the rounding of the figures would grow, in 元.
    """
    apart = difference(one) + shift
    tolerance = max(Decimal(0), (one.tolerance or Decimal(0)) + looser)
    if one.relation == "≤":
        return apart <= tolerance
    if one.relation == "≥":
        return apart >= -tolerance
    return abs(apart) <= tolerance


def error(figure: Operand) -> Decimal:
    """Return half a unit of the last digit of a printed cell, in 元; of anything else none."""
    return (figure.cell.error if figure.cell else None) or Decimal(0)
