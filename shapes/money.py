"""Amounts in words: plain decimals, and money in the unit it was printed in or in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

UNITS: Final = {0: "元", 4: "万元", 8: "亿元"}
"""Power of ten -> name of the unit of money, as printed."""


def plain(amount: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros after the point: ``1000000``, ``0.015``."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: Decimal, exponent: int, language: str) -> str:
    """Return an amount: in Chinese in the unit it was printed in (``221.52万元``), in English in yuan (``CNY 2,215,200``)."""
    if language == "en":
        return f"CNY {_grouped(amount)}"
    exponent = exponent if exponent in UNITS else 0
    return f"{plain(amount.scaleb(-exponent))}{UNITS[exponent]}"


def _grouped(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
