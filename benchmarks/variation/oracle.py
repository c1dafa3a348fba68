"""What must hold of a document that was loaded, however broken it was. Each function returns what does not hold, in words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pypdfium2

from benchmarks.variation.documents import Disclosure, by_row, expected
from benchmarks.variation.grid import Printed
from benchmarks.variation.reading import Observed, observed
from benchmarks.variation.writers import bar_rows, tab_rows
from loaders.amounts import parse_cell
from loaders.fidelity import Unmapped, compare
from loaders.pipeline import Loaded
from loaders.second_count import numbers

#: Formats in which a row of a table is a line of the file, and how it is printed there.
_ROWS = {"tabs": tab_rows, "markdown with tabs": tab_rows, "bars": bar_rows}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LONGEST_ROW = 30
#: A number that no rule names but that is printed in an unread table is within its count; its reason says so.
_UNNAMED = "no observation"


def other_meaning(left: Disclosure, loaded: Loaded) -> list[str]:
    """Return the figures that were read and are not printed with this meaning."""
    wrong = Counter(one.figure for one in observed(loaded.nquads)) - Counter(expected(left))
    return [f"read with another meaning: {line}" for line in wrong.elements()]


def other_meaning_on_whole_lines(kind: str, left: Disclosure, data: bytes, loaded: Loaded) -> list[str]:
    """Return the figures with another meaning on rows that the damage left whole, in tables whose whole header it left whole."""
    if kind not in _ROWS:
        return []
    lines = data.decode("utf-8", errors="replace").splitlines()
    meant = _meant(kind, left, set(lines))
    problems = []
    for one in observed(loaded.nquads):
        text = lines[one.line - 1] if one.line and one.line <= len(lines) else ""
        if text in meant and one.figure not in meant[text]:
            problems.append(f"read with another meaning, line {one.line}: {one.figure}")
    return problems


def _meant(kind: str, left: Disclosure, lines: set[str]) -> dict[str, set[str]]:
    """Return line → figures that it prints, for the rows that occur once in tables whose lines are all there up to the row."""
    meant: dict[str, set[str]] = {}
    seen: set[str] = set()
    for table in left.tables:
        rows = _ROWS[kind](table)
        if kind == "bars":
            del rows[1]  # the rule
        figures: dict[int, set[str]] = {}
        for row, line in by_row(left, table):
            figures.setdefault(row, set()).add(line)
        whole = lines & {table.title, f"## {table.title}"} and lines.issuperset(table.captions)
        for number, row in enumerate(rows):
            whole = whole and row in lines
            if row in seen:
                meant.pop(row, None)
            elif whole and number in figures:
                meant[row] = figures[number]
            seen.add(row)
    return meant


def not_printed(path: Path, loaded: Loaded) -> list[str]:
    """Return the figures whose amount is not what is printed at the place that they name."""
    found = observed(loaded.nquads)
    problems = []
    for one in found:
        printed = parse_cell(one.printed)
        if printed is None or printed.value * Decimal(10) ** one.multiplier != one.amount:
            problems.append(f"{one.printed} was read as {one.amount}, times 10^{one.multiplier}")
    places = _places(path)
    if places is None:
        return problems
    for place in {_place(one) for one in found}:
        texts = Counter(_plain(one.printed) for one in found if _place(one) == place)
        raw, values = places.get(place, ("", Counter()))
        wanted = Counter(value for text, count in texts.items() for value in _values(text) * count)
        missing = wanted - values
        for text, count in texts.items():
            if missing.keys() & set(_values(text)) and raw.count(text) < count:
                problems.append(f"{text} is not printed at {place} as often as it was read")
    return problems


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _values(text: str) -> list[Decimal]:
    """Return the numbers in a text, without their signs."""
    return [
        Decimal(number.replace(",", "")).normalize() for number in _NUMBER.findall(unicodedata.normalize("NFKC", text))
    ]


def _place(one: Observed) -> object:
    return one.line or one.page or one.sheet


def _places(path: Path) -> dict[object, tuple[str, Counter[Decimal]]] | None:
    """Return place → what is printed there and its numbers: by the page or the sheet as the second count has them, else by the line."""
    data = path.read_bytes()
    if b"%PDF-" in data[:1024]:
        document = pypdfium2.PdfDocument(data)
        pages = (document[number].get_textpage().get_text_range() for number in range(len(document)))
        return {number: (_plain(text), Counter(_values(text))) for number, text in enumerate(pages, 1)}
    if data.startswith((b"PK", b"\xd0\xcf")):
        found: dict[object, tuple[str, Counter[Decimal]]] = {}
        for token in numbers(path) or []:
            if token.sheet is not None:
                found.setdefault(token.sheet, ("", Counter()))[1].update(_values(token.text))
        return found or None
    for encoding in ("utf-8-sig", "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return {number: (_plain(line), Counter(_values(line))) for number, line in enumerate(text.splitlines(), 1)}
    return None


def lost_in_silence(path: Path, left: Disclosure, loaded: Loaded) -> list[str]:
    """Return the numbers that are printed and neither in the graph nor explained by the load report, codes and ordinals apart."""
    codes = {text for table in left.tables for text in _names(table)} | {"1"}
    unnamed = [one for one in compare(path, loaded).unmapped if one.reason.startswith(_UNNAMED)]
    said = [(signal.place.line or 0, signal.message) for signal in loaded.report.signals if signal.level != "notice"]
    unnamed = [one for one in unnamed if one.text not in codes and not _in_row(one, said)]
    elsewhere = sum(unknown.figures for unknown in loaded.report.unknown)
    return [f"lost in silence: {_said(one)}" for one in unnamed] if len(unnamed) > elsewhere else []


def _in_row(one: Unmapped, said: list[tuple[int, str]]) -> bool:
    """Return whether a line of the report quotes the row that a number stands in: of one cell per line, it begins some lines above."""
    line = int(one.place.removeprefix("line ")) if one.place.startswith("line ") else 0
    return any(0 <= line - start <= _LONGEST_ROW and one.text in message for start, message in said if start)


def _names(table: Printed) -> Iterator[str]:
    figures = {(row, column) for row, column, _, _ in table.meanings}
    return (text for r, row in enumerate(table.rows) for c, text in enumerate(row) if (r, c) not in figures)


def _said(one: Unmapped) -> str:
    return f"{one.text} ({one.place}, after “{one.before}”)"


def problems(
    kind: str, left: Disclosure, path: Path, loaded: Loaded, *, keeps: bool, damaged: bool
) -> Iterator[tuple[str, str]]:
    """Yield what does not hold of a loaded document: its sort (wrong, place, lost) and the words.

    Args:
        kind: The format.
        left: What is still printed.
        path: The file.
        loaded: What became of it.
        keeps: What is still printed means what it meant.
        damaged: Bytes of the file were changed, so that what is printed is only known where it was left whole.
    """
    if keeps:
        yield from (("wrong", said) for said in other_meaning(left, loaded))
    elif damaged:
        yield from (("wrong", said) for said in other_meaning_on_whole_lines(kind, left, path.read_bytes(), loaded))
    yield from (("place", said) for said in not_printed(path, loaded))
    yield from (("lost", said) for said in lost_in_silence(path, left, loaded))
