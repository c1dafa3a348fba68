"""The words of the load report in Chinese beside the English that the loaders write: levels, places, kinds of tables, messages.

Messages are translated by templates (`words.toml`): data, so that whoever adds a message adds its translation there. One without is
shown in English alone, never lost.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import ontology
from ontology.terms import code

LEVELS: Final = {
    "ignored": ("按规则略去", "left out"),
    "notice": ("注意", "note"),
    "refused": ("未读出", "not read"),
}
"""Level of a signal -> what it is called in Chinese and English. A file is refused; a figure or a table of it is not read."""

CODES: Final = {"refused": "unread"}
"""Level of a signal -> its name in JSON, where it is another one: ``refused`` is said of files."""

_LONGEST: Final = 600
_SLOT: Final = re.compile(r"\{(\w+)\}")
_PLACES: Final = (
    (re.compile(r"(?:(.+), )?sheet (.+), cell (\w+)"), "{0}工作表“{1}”{2}格"),
    (re.compile(r"(?:(.+), )?sheet (.+)"), "{0}工作表“{1}”"),
    (re.compile(r"(?:(.+), )?page (\d+)"), "{0}第{1}页"),
    (re.compile(r"(?:(.+), )?line (\d+)"), "{0}第{1}行"),
    (re.compile(r"(?:(.+), )?the document"), "{0}全文"),
)


def kind(name: str) -> tuple[str, str]:
    """Return the name of a kind of table in Chinese and English."""
    known = ontology.labels().get(str(code("table-kind", name)), {})
    return known.get("zh", name), known.get("en", name)


def phase(name: str) -> str:
    """Return the name of a phase in Chinese: 预算, 决算."""
    return ontology.labels().get(str(code("phase", name)), {}).get("zh", name)


def place(told: str) -> str:
    """Return a place in Chinese: ``line 24`` as ``第24行``; what is no such place as it is."""
    for pattern, words in _PLACES:
        if found := pattern.fullmatch(told):
            file, *rest = found.groups()
            return words.format(f"{file}，" if file else "", *rest)
    return told


@cache
def message(told: str) -> str:
    """Return a message in Chinese; empty where it has no translation, or is too long to be tried against all templates."""
    if len(told) > _LONGEST:
        return ""
    for pattern, words in _templates():
        if found := pattern.fullmatch(told):
            return words.format(**{name: message(part) or part for name, part in found.groupdict().items()})
    return ""


def refusal(error: str) -> str:
    """Return in Chinese why a file is refused, in short: where and what of ``where: what. why remedy``; empty where not known."""
    where, _, rest = error.partition(": ")
    what = message(rest.partition(". ")[0].partition("\n")[0].rstrip("."))
    return f"{place(where)}：{what}。" if what else ""


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the templates as patterns: those with most words of their own first."""
    known = tomllib.loads((files("loaders") / "words.toml").read_text("utf-8"))
    order = sorted(known, key=lambda text: (-len(_SLOT.sub("", text)), text))
    return tuple((_pattern(text), known[text]) for text in order)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _SLOT.split(template)
    inside = (f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(inside), re.DOTALL)
