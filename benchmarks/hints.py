"""How good repair hints are: sound documents with one printed figure spoilt, loaded and checked again; does the hint name that figure?

    python benchmarks/hints.py [--trials 100] [--seed 1] [--made-up 6] [--list]

The documents are the samples and made-up budgets (`benchmarks.variation`), each a text file: the fault is made in the text, as a hand would make it.
A hint is right when it names the spoilt cell (of a figure that slipped a row, either place) with the figure that was there, wrong when it
names another cell.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import samples
import shapes
from benchmarks.variation.trial import disclosure_of
from benchmarks.variation.writers import WRITERS
from loaders.errors import LoadError
from loaders.pipeline import load_file
from shapes.facts import CellFacts, Facts
from shapes.hints import Hint
from shapes.source import store_of_nquads

Place = tuple[str, int | None, int | None]

FAULTS = {
    "digit": "one digit changed",
    "swapped": "two neighbouring digits swapped",
    "unit": "元 for 万元 or the reverse",
    "blank": "a total made blank",
    "sign": "a minus before the figure",
    "shifted": "printed one row lower",
    "neighbour": "the figure of the next column printed twice",
    "separator": "thousands separators lost",
}
OUTCOMES = ("right", "other value", "no hint", "wrong", "not found", "not read")


@dataclass(frozen=True)
class Fault:
    """What was done: the cells that are no longer as they were, the amount that was there, the text of the copy."""

    kind: str
    changed: frozenset[Place]
    amount: Decimal
    text: str
    told: str


class Document:
    """A document as lines of text, where each figure stands in them, and what is found in it before anything is spoilt."""

    def __init__(self, path: Path, division: str | None = None) -> None:
        self.path, self.division = path, division
        self.lines = path.read_text("utf-8").split("\n")
        self.report, self.facts = self.checked(path)
        self.before = {one.id: one.outcome for one in self.report.findings}
        self.told = {one.hint.message["en"] for one in self.report.findings if one.hint}
        self.cells = {
            (cell.table, cell.row_number, cell.column_number): cell
            for cell in self.facts.cells.values()
            if cell.counted is None and cell.amount and self.spot(cell) is not None
        }
        self.totals = {
            figure.iri
            for one in self.report.checks
            if one.component.endswith("AddsUp") and one.outcome == "passed" and one.right_operands
            for figure in one.left_operands
        }

    def checked(self, path: Path) -> tuple[shapes.Report, Facts]:
        loaded = load_file(path, jurisdiction=self.division)
        data = loaded.nquads + loaded.shared
        return shapes.check_nquads(data, structure=False), Facts(store_of_nquads(data))

    def spot(self, cell: CellFacts) -> tuple[int, int] | None:
        """Return the line and the part of it (between tabs) that a figure is printed in."""
        if cell.line is None or cell.column_number is None:
            return None
        line = cell.line - 1
        parts = self.lines[line].split("\t")
        part = cell.column_number - 1 if len(parts) > 1 else 0
        return (line, part) if part < len(parts) and parts[part].strip() == cell.printed else None

    def below(self, cell: CellFacts) -> tuple[int, int] | None:
        """Return the spot of the blank cell below a figure, if it is blank."""
        spot = self.spot(cell)
        rows = {
            axis.row: axis for axis in self.facts.axes.values() if axis.table == cell.table and axis.row is not None
        }
        here, there = rows.get(cell.row_number), rows.get((cell.row_number or 0) + 1)
        if spot is None or here is None or there is None or here.line is None or there.line is None:
            return None
        line = spot[0] + there.line - here.line
        parts = self.lines[line].split("\t") if line < len(self.lines) else []
        blank = (
            spot[1] < len(parts) and not parts[spot[1]].strip() and (len(parts) > 1) == ("\t" in self.lines[spot[0]])
        )
        taken = (cell.table, (cell.row_number or 0) + 1, cell.column_number) in self.cells
        return (line, spot[1]) if blank and not taken else None

    def with_text(self, changes: dict[tuple[int, int], str]) -> str:
        lines = list(self.lines)
        for (line, part), text in changes.items():
            parts = lines[line].split("\t")
            parts[part] = text
            lines[line] = "\t".join(parts)
        return "\n".join(lines)

    def faults(self, kind: str, rng: random.Random) -> Iterator[Fault]:
        """Yield faults of a kind in a random order of the figures."""
        for place in rng.sample(sorted(self.cells, key=str), len(self.cells)):
            cell = self.cells[place]
            spot = self.spot(cell)
            text = self.spoilt(kind, cell, rng)
            if spot is None or text is None or text == cell.printed:
                continue
            changes, changed = {spot: text}, {place}
            if kind == "shifted":
                below = self.below(cell)
                if below is None:
                    continue
                changes[below] = cell.printed
                changed.add((place[0], (place[1] or 0) + 1, place[2]))
            told = f"{self.path.stem} {place[0].rpartition('/')[2]} {place[1]}-{place[2]}: {cell.printed} to “{text}”"
            yield Fault(kind, frozenset(changed), cell.amount, self.with_text(changes), told)

    def spoilt(self, kind: str, cell: CellFacts, rng: random.Random) -> str | None:
        """Return what is printed instead of a figure; None where the fault is not possible there."""
        printed = cell.printed
        places = [number for number, character in enumerate(printed) if character.isdigit()]
        match kind:
            case "digit":
                at = rng.choice(places)
                return printed[:at] + rng.choice([d for d in "123456789" if d != printed[at]]) + printed[at + 1 :]
            case "swapped":
                pairs = [(a, b) for a, b in pairwise(places) if printed[a] != printed[b]]
                if not pairs:
                    return None
                a, b = rng.choice(pairs)
                return printed[:a] + printed[b] + printed[a + 1 : b] + printed[a] + printed[b + 1 :]
            case "unit":
                value = Decimal(unicodedata.normalize("NFKC", printed).replace(",", "")).scaleb(
                    4 if cell.unit_exponent == 4 else -4
                )
                return f"{value:f}"
            case "blank":
                return "" if cell.iri in self.totals else None
            case "sign":
                return f"-{printed}" if not printed.startswith("-") else None
            case "shifted":
                return ""
            case "neighbour":
                beside = self.cells.get((cell.table, cell.row_number, (cell.column_number or 0) + 1))
                return beside.printed if beside and beside.amount != cell.amount else None
            case "separator":
                return printed.replace(",", "") if "," in printed else None
        return None

    def outcome(self, fault: Fault, folder: Path) -> tuple[str, list[str]]:
        """Return what came of a fault, one of `OUTCOMES`, and the hints that were given."""
        copy = folder / self.path.name
        copy.write_text(fault.text, "utf-8")
        try:
            report, _ = self.checked(copy)
        except LoadError as error:
            return "not read", [str(error)]
        new = [one for one in report.findings if self.before.get(one.id) != one.outcome]
        hints = [one.hint for one in new if one.hint and one.hint.message["en"] not in self.told]
        told = list(dict.fromkeys(hint.message["en"] for hint in hints))
        if not new:
            return "not found", []
        if not hints:
            return "no hint", [one.message["en"] for one in new]
        if any(_place(hint) not in fault.changed for hint in hints):
            return "wrong", told
        return ("right" if all(hint.amount in (fault.amount, None) for hint in hints) else "other value"), told


def _place(hint: Hint) -> Place:
    if hint.figure is not None:
        cell = hint.figure.cell
        return (cell.table, cell.row_number, cell.column_number) if cell else (hint.figure.iri, None, None)
    place = hint.place
    if place is None or place.table is None:
        return ("", None, None)
    return place.table.iri, place.row[0] if place.row else None, place.column[0] if place.column else None


def documents(folder: Path, made_up: int) -> list[Document]:
    """Return the samples, and made-up budgets printed as rows of tabs that nothing is found wrong with."""
    found = [Document(path) for path in samples.paths()]
    _, writer = WRITERS["tabs"]
    for seed in range(0, 40, 2):
        if len(found) >= len(samples.paths()) + made_up:
            break
        disclosure = disclosure_of(seed)
        path = folder / f"made-up-{seed}.txt"
        path.write_bytes(writer(disclosure))
        try:
            document = Document(path, disclosure.facts.division)
        except LoadError:
            continue
        if not any(one.outcome == "failed" and one.severity == "violation" for one in document.report.findings):
            found.append(document)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--made-up", type=int, default=6)
    parser.add_argument("--list", action="store_true", help="every fault whose hint is not right")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    counted: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = documents(folder, options.made_up)
        copies = folder / "copies"
        copies.mkdir()
        kinds = [kind for number, kind in zip(range(options.trials), list(FAULTS) * options.trials, strict=False)]
        for kind in kinds:
            fault = next(
                (f for d in rng.sample(known, len(known)) for f in [next(d.faults(kind, rng), None)] if f), None
            )
            if fault is None:
                continue
            document = next(one for one in known if fault.told.startswith(one.path.stem))
            outcome, told = document.outcome(fault, copies)
            counted[kind, outcome] += 1
            if options.list and outcome != "right":
                print(f"{outcome}: {kind}: {fault.told}", *told[:3], sep="\n    ", flush=True)
    print(f"{'fault':<12}{'tried':>7}" + "".join(f"{outcome:>13}" for outcome in OUTCOMES))
    for kind in [*FAULTS, "all"]:
        row = [sum(n for (k, o), n in counted.items() if o == outcome and kind in (k, "all")) for outcome in OUTCOMES]
        print(f"{kind:<12}{sum(row):>7}" + "".join(f"{number:>13}" for number in row))


if __name__ == "__main__":
    main()
