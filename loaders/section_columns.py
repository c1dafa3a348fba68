"""Columns that are sections of an economic classification: 基本工资, 津贴补贴 … under 工资福利支出, found by the names of the accounts.

Such a table prints functions in its rows. Which of the two classifications its columns follow, its title says, or a class that only one has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from loaders.facts import Dimensions
from loaders.header import Path
from loaders.text import squeeze
from ontology.accounts import accounts

_GOVERNMENT = re.compile("政府(预算)?(支出)?经济|机关(工资福利|商品和服务)支出|对事业单位(经常|资本)性补助")
_WHOLE = re.compile("^(合计|小计)$")
_CODE = re.compile(r"^\d{3,5}(?=\D)")
_FEWEST = 2
_Codes = dict[str, frozenset[str]]
_DIMENSION = {"economic": "economicAccount", "government-economic": "governmentEconomicAccount"}


def sections(paths: Sequence[Path], title: str, year: int | None) -> dict[int, Dimensions | None]:
    """Return what columns mean that are named like economic accounts, where a header names several sections; else nothing.

    Args:
        paths: The labels over each column.
        title: Title of the table.
        year: Fiscal year of the disclosure, where it is known; names have changed their codes.

    Returns:
        Index of the column → its account; ``None`` for a total of sections that is no account of this classification.
    """
    scheme = (
        "government-economic" if _GOVERNMENT.search("/".join([squeeze(title), *map("/".join, paths)])) else "economic"
    )
    found = {index: code for index, path in enumerate(paths) if (code := _account(path, _codes(scheme, year)))}
    if sum(len(code) == 5 for code in found.values()) < _FEWEST:
        return {}
    wholes = [index for index, path in enumerate(paths) if len(path) > 1 and _WHOLE.search(path[-1])]
    return dict.fromkeys(wholes) | {index: {_DIMENSION[scheme]: f"{scheme}/{code}"} for index, code in found.items()}


def _account(path: Path, codes: _Codes) -> str:
    """Return the account that a column is named after: the section by its leaf, below the class over it where that is named too."""
    if len(path) > 1 and _WHOLE.search(path[-1]):
        return _by_name(path[-2], codes, 3) or _by_name(path[-2], codes, 5)
    above = next((code for label in reversed(path[:-1]) if (code := _by_name(label, codes, 3))), "")
    return _by_name(path[-1], codes, 5, above) or _by_name(path[-1], codes, 3) if path else ""


def _by_name(label: str, codes: _Codes, length: int, above: str = "") -> str:
    found = [code for code in codes.get(_plain(label), ()) if len(code) == length and code.startswith(above)]
    return found[0] if len(found) == 1 else ""


@cache
def _codes(scheme: str, year: int | None) -> _Codes:
    """Return name → codes of classes and sections in a year; classes of government bodies are printed without 机关 too."""
    found: dict[str, set[str]] = {}
    for code, names in accounts(scheme).items():
        for entry in names:
            if code.isdigit() and (year is None or entry.valid_in(year)):
                plain = _plain(entry.zh)
                for key in {plain, plain.removeprefix("机关") if len(code) == 3 else plain}:
                    found.setdefault(key, set()).add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


def _plain(label: str) -> str:
    return _CODE.sub("", squeeze(label)).replace("的", "")
