"""The three classifications of expenditure: the names of their accounts by year, and classes found by name.

The facts stand in ``data/{functional,economic,government-economic}.csv``, one line per code and name in the order of
time; an empty year means that it is not known. A code that no list has may still occur in documents.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

ACCOUNT_SCHEMES: Final = ("functional", "economic", "government-economic")

_WHITE = re.compile(r"\s+")
# 一、 or （八） or 12. before a name; a bare numeral is none, for 一般公共服务 begins with one.
_ORDINAL = re.compile(
    r"^(?:[（(](?:[〇零一二三四五六七八九十百]+|\d+)[)）]|(?:[〇零一二三四五六七八九十百]+|\d+)[、.．，,])"
)
_ENDING = re.compile(r"(?:类?支出|事务|类)+$")


@dataclass(frozen=True)
class AccountName:
    """A name of an account and the years it was valid in, both inclusive; None where open or not known."""

    zh: str
    en: str
    since: int | None
    until: int | None

    def valid_in(self, year: int) -> bool:
        """Whether the name was, as far as is known, valid in the year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


@cache
def accounts(scheme: str) -> dict[str, tuple[AccountName, ...]]:
    """All accounts of a scheme: code -> its names, oldest first. ``total`` is a member too.

    Raises:
        KeyError: no such scheme.
    """
    if scheme not in ACCOUNT_SCHEMES:
        raise KeyError(f"{scheme!r} is not a scheme of accounts; there are: {', '.join(ACCOUNT_SCHEMES)}")
    names: dict[str, tuple[AccountName, ...]] = {}
    for row in read_facts(scheme):
        name = AccountName(row["zh"], row["en"], _year(row["since"]), _year(row["until"]))
        names[row["code"]] = (*names.get(row["code"], ()), name)
    return names


def read_facts(name: str) -> list[dict[str, str]]:
    """The rows of ``data/{name}.csv``."""
    with resources.files("ontology").joinpath(f"data/{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def account_names(scheme: str, notation: str) -> tuple[AccountName, ...]:
    """The names of a code, oldest first; empty when the list does not have the code."""
    return accounts(scheme).get(notation, ())


def account_label(scheme: str, notation: str, year: int | None = None) -> str | None:
    """The Chinese name of a code in a fiscal year (None: now), or None when the list does not have the code.

    A code outside its years still has its nearest name, so that a page can show one: ask `account_valid` about validity.
    """
    names = account_names(scheme, notation)
    if not names:
        return None
    if year is not None:
        for name in names:
            if name.until is not None and year <= name.until:
                return name.zh
    return names[-1].zh


def account_valid(scheme: str, notation: str, year: int) -> bool | None:
    """Whether a code was, as far as is known, valid in a fiscal year; None when the list does not have the code.

    A code is only valid while the section and the class that it begins with are.
    """
    if not account_names(scheme, notation):
        return None
    line = [notation[:length] for length in (3, 5, 7) if length < len(notation)] if notation.isdigit() else []
    return all(any(name.valid_in(year) for name in account_names(scheme, code)) for code in [*line, notation])


def changes(scheme: str, year: int) -> list[tuple[str, str]]:
    """What is known to have changed with a fiscal year: (``new``, ``ended`` or ``renamed``, code), by code.

    A code that begins or ends with its section or class is not repeated below it.
    """
    found = []
    for code, names in accounts(scheme).items():
        before, now = account_valid(scheme, code, year - 1), account_valid(scheme, code, year)
        above = code[:-2] if code.isdigit() and len(code) > 3 else ""
        if above and account_valid(scheme, above, year - 1) != account_valid(scheme, above, year):
            continue
        if before != now:
            found.append(("new" if now else "ended", code))
        elif any(one.until == year - 1 for one in names[:-1]):
            found.append(("renamed", code))
    return found


def class_code_by_name(label: str) -> str | None:
    """The functional class of an expenditure label such as "（八）社会保障和就业 支出"; None when it names none.

    Found by name, never by the ordinal before it, which differs from province to province.
    """
    return _classes().get(_class_key(label))


@cache
def _classes() -> dict[str, str]:
    classes = {
        _class_key(name.zh): code
        for code, names in accounts("functional").items()
        if code != "total" and (len(code) == 3 or not code.isdigit())
        for name in names
    }
    return classes | {_class_key(row["name"]): row["code"] for row in read_facts("class-aliases")}


def _class_key(label: str) -> str:
    """What two spellings of a class have in common: no white space, ordinal or ending."""
    bare = _ORDINAL.sub("", _WHITE.sub("", label)).rstrip(":：")
    # 其他支出 and 支出 would lose what tells them from 其他收入.
    return bare if bare == "其他支出" else _ENDING.sub("", bare)


def _year(text: str) -> int | None:
    return int(text) if text else None


def child_code_by_name(scheme: str, parent: str, name: str, year: int | None = None) -> str | None:
    """The account directly below ``parent`` that bears or bore exactly this name (whitespace and width apart), if there is one only.

    Of two (其他社会保障缴费 was 30104 and is 30112) the one that bears it in ``year``, where that is given, is meant.
    """
    found = _children(scheme).get((parent, _plain(name)), {})
    if len(found) > 1 and year is not None:
        found = {code: entry for code, entry in found.items() if entry.valid_in(year)}
    return next(iter(found)) if len(found) == 1 else None


@cache
def _children(scheme: str) -> dict[tuple[str, str], dict[str, AccountName]]:
    """The accounts of a scheme by the code above them and their name."""
    found: dict[tuple[str, str], dict[str, AccountName]] = {}
    for code, names in accounts(scheme).items():
        for entry in names:
            found.setdefault((code[:-2], _plain(entry.zh)), {})[code] = entry
    return found


def _plain(name: str) -> str:
    """A name without white space, its brackets half-width."""
    return _WHITE.sub("", unicodedata.normalize("NFKC", name))
