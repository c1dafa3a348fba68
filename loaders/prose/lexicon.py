"""The vocabulary of claims, read from ``measures.toml``: sections, neutral words, measures and how they are printed."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

# A phrase longer than this is a sentence about something, not the name of a figure.
_LONGEST_PHRASE = 80

Form = Literal["full", "short", "of-parent"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the prose; ``excluded`` says why its figures are no claims, ``subject`` what its paragraphs are about.

    ``home`` are measures that are spoken of there beside the subject, as wholes of their own.
    """

    key: str
    heading: re.Pattern[str]
    excluded: str | None
    subject: str | None
    home: frozenset[str]


@dataclass(frozen=True)
class Measure:
    """Something that claims are about, and the table cells that should carry the same figure.

    Attributes:
        cells: dimension name -> code of each cell, in the words of docs/reference/graph.md; ``table`` is its kind and
            ``relation`` is ``at-most`` where the claim must not exceed the cell.
        headline: local name of the headline property with the same figure.
        children: how unknown names below it are read: ``project``, ``economic``, ``functional`` or ``None``.
        counts: whether it is a number of things, not money.
        told_apart: measures that together are this one, each of them the same amount (收、支总计): a change of this one is one of
            the first of them that the document states.
        opposite: what the other side of the same money is called (支出 after 收入).
        side: revenue or expenditure, where its cells say so.
        mention: finds the measure inside a longer text.
    """

    key: str
    label: str
    parents: frozenset[str]
    needs_parent: bool
    opening: bool
    sections: frozenset[str]
    outside: frozenset[str]
    counts: bool
    children: str | None
    headline: str | None
    cells: tuple[Mapping[str, Any], ...]
    told_apart: tuple[str, ...]
    opposite: str | None
    side: str | None
    mention: re.Pattern[str]
    forms: tuple[tuple[Form, re.Pattern[str], re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A measure that a phrase may name; ``form`` says under which condition, ``office`` whose it is said to be."""

    measure: Measure
    form: Form
    length: int
    office: str


@dataclass(frozen=True)
class Lexicon:
    """Everything in ``measures.toml``, ready to match."""

    sections: tuple[Section, ...]
    measures: Mapping[str, Measure]
    classes: Mapping[str, str]
    neutral: re.Pattern[str]
    functional: re.Pattern[str]
    code: re.Pattern[str]

    def section(self, heading: str) -> Section | None:
        """Return the section that a squeezed heading opens, or ``None`` when it opens no known one."""
        return next((section for section in self.sections if section.heading.search(heading)), None)

    def is_neutral(self, phrase: str) -> bool:
        """Tell whether a phrase holds nothing but neutral words, so that it speaks of what was named before."""
        return len(phrase) <= _LONGEST_PHRASE and self.neutral.fullmatch(phrase) is not None

    def match(self, phrase: str, *, office: bool) -> list[Match]:
        """List the measures that a phrase names, the longest alias first.

        Args:
            phrase: squeezed text between the last boundary and the figure.
            office: whether the name of an office may stand before the alias.
        """
        if len(phrase) > _LONGEST_PHRASE:
            return []
        found = []
        for measure in self.measures.values():
            for form, with_office, without in measure.forms:
                if match := (with_office if office else without).fullmatch(phrase):
                    found.append(Match(measure, form, len(match["alias"]), (match["office"] or "") if office else ""))
        return sorted(found, key=lambda candidate: -candidate.length)

    def functional_path(self, phrase: str) -> tuple[str, tuple[str, ...]] | None:
        """Read ``公共安全支出（类）司法（款）公共法律服务（项）``: the class code and the names as printed."""
        match = self.functional.fullmatch(phrase)
        code = self.class_code(match["class"]) if match else None
        if match is None or code is None:
            return None
        return code, tuple(name for name in (match["class"], match["division"], match["item"]) if name)

    def coded(self, phrase: str) -> tuple[str, str] | None:
        """Read ``2080201-行政运行`` and ``行政运行(2080201)``: the code and the name as printed."""
        match = self.code.fullmatch(phrase)
        if match is None:
            return None
        return (match["first"] or match["last"]), (match["after"] or match["before"])

    def topic(self, heading: str, section: Section | None) -> str | None:
        """Return the measure that a heading names, if it is a part of what its section is about: （二）公务接待费."""
        if section is None or section.subject is None:
            return None
        found = next((m.measure for m in self.match(heading, office=False) if m.form == "full"), None)
        return found.key if found is not None and section.subject in found.parents else None

    def class_code(self, name: str) -> str | None:
        """Return the code of a class of the functional classification, with or without a final 支出."""
        return self.classes.get(name) or self.classes.get(name.removesuffix("支出"))


@cache
def lexicon() -> Lexicon:
    """Load the vocabulary once.

    Raises:
        ValueError: the data file names a parent or a section that it does not define.
    """
    data = tomllib.loads(files("loaders.prose").joinpath("measures.toml").read_text("utf-8"))
    *words, office = data["neutral"]["before"]
    after = _repeat(data["neutral"]["after"])
    # At most one office, and none where the figure is one of several in a list.
    before = {True: f"{_repeat(words)}(?:(?P<office>{office}){_repeat(words)})?", False: _repeat(words)}
    measures = {entry["key"]: _measure(entry, before, after) for entry in data["measure"]}
    sections = tuple(
        Section(
            entry["key"],
            re.compile(entry["heading"]),
            entry.get("excluded"),
            entry.get("subject"),
            frozenset(entry.get("home", ())),
        )
        for entry in data["section"]
    )
    for measure in measures.values():
        known = {section.key for section in sections}
        unknown = (measure.parents - measures.keys()) | ((measure.sections | measure.outside) - known)
        if unknown:
            raise ValueError(f"measures.toml: {measure.key} names {', '.join(sorted(unknown))}, which is not defined")
    return Lexicon(
        sections=sections,
        measures=measures,
        classes=data["classes"],
        neutral=re.compile(_repeat([*words, *data["neutral"]["after"]])),
        functional=re.compile(
            rf"{before[False]}(?P<class>[\u4e00-\u9fff]+?)\(类\)(?:支出)?"
            rf"(?:(?P<division>.+?)\(款\)(?:支出)?)?(?:(?P<item>.+?)\(项\)(?:支出)?)?{after}"
        ),
        code=re.compile(
            rf"{before[False]}(?:\(?(?P<first>2\d\d(?:\d\d){{0,2}})\)?[-—_:]?(?P<after>[\u4e00-\u9fff()、]+?)"
            rf"|(?P<before>[\u4e00-\u9fff()、]+?)\((?P<last>2\d\d(?:\d\d){{0,2}})\)){after}"
        ),
    )


def _measure(entry: Mapping[str, Any], before: Mapping[bool, str], after: str) -> Measure:
    patterns: dict[Form, list[str]] = {
        "full": [*map(_alias, entry.get("aliases", ())), *entry.get("patterns", ())],
        "short": [*map(_alias, entry.get("short", ()))],
        "of-parent": [*map(_alias, entry.get("short_of_parent", ()))],
    }
    return Measure(
        key=entry["key"],
        label=entry["label"],
        parents=frozenset(entry.get("parents", ())),
        needs_parent=entry.get("needs_parent", False),
        opening=entry.get("opening", False),
        sections=frozenset(entry.get("sections", ())),
        outside=frozenset(entry.get("outside", ())),
        counts=entry.get("counts", False),
        children=entry.get("children"),
        headline=entry.get("headline"),
        cells=tuple(entry.get("cells", ())),
        told_apart=tuple(entry.get("told_apart", ())),
        opposite=entry.get("opposite"),
        side=next((cell["flow"] for cell in entry.get("cells", ()) if "flow" in cell), None),
        mention=re.compile("|".join(patterns["full"])),
        forms=tuple(
            (
                form,
                re.compile(f"{before[True]}(?P<alias>{'|'.join(choices)}){after}"),
                re.compile(f"{before[False]}(?P<alias>{'|'.join(choices)}){after}"),
            )
            for form, choices in patterns.items()
            if choices
        ),
    )


def _alias(text: str) -> str:
    """Turn an alias into a regular expression: [x|y] is optional, {x|y} a choice, everything else literal."""
    signs = {"[": "(?:", "]": ")?", "{": "(?:", "}": ")", "|": "|"}
    return "".join(signs.get(character) or re.escape(character) for character in text)


def _repeat(words: Iterable[str]) -> str:
    # Bounded, because the words overlap and an unbounded repetition would try every way to divide a long name.
    return f"(?:{'|'.join(f'(?:{word})' for word in words)}){{0,8}}"
