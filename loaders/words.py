"""What commands and the reports of loading say, in Chinese beside the English of the program: levels, places, kinds of tables, messages.

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
_ENDS: Final = re.compile(r"(?<=[.?!]) (?=[A-Z`“])")
"""Between two sentences."""
_BREAK: Final = "\n"
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


def both(told: str) -> str:
    """Return a message in Chinese and English; one without a translation as it is."""
    chinese = message(told)
    return f"{chinese} · {told}" if chinese else told


def paragraph(told: str) -> str:
    """Return a paragraph in Chinese: a message, or ``where: what. why what to do``, sentence by sentence; empty where not known.

    A sentence without a translation stands in it in English.
    """
    text, *listed = told.split("\n")
    if chinese := message(text.rstrip(".")):
        return "\n".join([f"{chinese}。", *listed])
    chinese, known = _sentences(_ENDS.split(text))
    if known:
        return "\n".join([chinese, *listed])
    where, _, rest = text.partition(": ")
    chinese, known = _sentences(_ENDS.split(rest))
    return "\n".join([f"{place(where)}：{chinese}", *listed]) if known else ""


def in_both(told: str) -> str:
    """Return a paragraph in Chinese and English; one without a translation as it is."""
    chinese = paragraph(told)
    return f"{chinese.partition(_BREAK)[0]} · {told}" if chinese else told


def _sentences(sentences: list[str]) -> tuple[str, bool]:
    """Return sentences in Chinese, a template for as many as it fits; and whether the first of them is translated."""
    parts: list[str] = []
    known, start = False, 0
    while start < len(sentences):
        for end in range(len(sentences), start, -1):
            if chinese := message(" ".join(sentences[start:end]).rstrip(".")):
                known |= start == 0
                parts.append(f"{chinese}。")
                start = end
                break
        else:
            parts.append(f"{sentences[start]} ")
            start += 1
    return "".join(parts).rstrip(), known


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
