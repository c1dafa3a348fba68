"""What the identities catch: sound documents with one change each, a digit, a unit, a blank or a row, checked again by the thousand.

    python benchmarks/mutations.py [--trials 2000] [--minutes 30] [--seed 1] [--jobs 2] [--change digit,unit,blank,row] [--list]

A change is caught when a finding appears, or reads otherwise, that has a changed cell among its figures. A new finding that has none is false:
it accuses another cell. What was found at a place before the change is not new there. Cells in sums are those that an equality of families
A to J uses; what is in none of them cannot be found by adding up.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import samples
import shapes
from loaders.pipeline import load_file

NS = "https://w3id.org/mingzhang/ns#"
AMOUNT = re.compile(rf'<([^>]+/table/([a-z-]+?)(?:-\d+)?/cell/[^>]+)> <{NS}amount> "([^"]+)"')
BATCH = 20
SUMS = "ABCDEFGHIJ"

Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What was done to a copy: the kind of change, the table, the cells, by address in the original, and what became of the amount."""

    kind: str
    table: str
    cells: frozenset[str]
    in_sums: bool
    told: str


@dataclass
class Found:
    """What a change gave: the families that caught it, and new findings without a changed cell."""

    change: Change
    families: set[str] = field(default_factory=set)
    false: list[str] = field(default_factory=list)


class Document:
    """A sample as lines of N-Quads, with the place of every amount, and the ledger of the untouched document."""

    def __init__(self, path: Path) -> None:
        loaded = load_file(path)
        text = loaded.nquads.decode() + loaded.shared.decode()
        self.department = "/".join(loaded.disclosure.partition("/id/disclosure/")[2].split("/")[:2])
        self.lines = text.splitlines(keepends=True)
        self.amounts = [(n, match) for n, line in enumerate(self.lines) if (match := AMOUNT.match(line))]
        self.printed = dict(re.findall(rf'<([^>]+)> <{NS}printedValue> "([^"]+)"', text))
        self.about: defaultdict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            self.about[line[1 : line.find(">")]].append(number)
        checks = shapes.check_nquads(text.encode(), structure=False).checks
        # A cell may be the total of a column and of a row: two checks of one identity at one place.
        self.known: defaultdict[Key, set[tuple[str, Decimal | None]]] = defaultdict(set)
        self.users: defaultdict[Key, set[str]] = defaultdict(set)
        for one in checks:
            self.known[self.key(one, "")].add(self.state(one))
            self.users[self.key(one, "")] |= self.figures(one, "")
        self.summed = {
            iri
            for one in checks
            if one.identity[0] in SUMS and one.relation == "=" and one.outcome == "passed"
            for iri in self.figures(one, "")
        }

    def original(self, address: str, copy: str) -> str:
        """Return an address of a copy as it is in the original."""
        return address.replace(self.department + copy, self.department) if copy else address

    def key(self, one: shapes.Check, copy: str) -> Key:
        """Return what names a check: its identity and its place."""
        place = one.place
        table = self.original(place.table.iri, copy) if place.table else ""
        line = (
            "" if place.row or place.column else str(place.line)
        )  # of a row it is that of the cell, or of the row where that is blank
        return one.identity, table, str(place.row), str(place.column), str(place.member), line

    @staticmethod
    def state(one: shapes.Check) -> tuple[str, Decimal | None]:
        return one.outcome, one.difference

    def figures(self, one: shapes.Check, copy: str) -> frozenset[str]:
        return frozenset(self.original(figure.iri, copy) for figure in (*one.left_operands, *one.right_operands))

    def named_blank(self, one: shapes.Check, copy: str) -> set[str]:
        """Return the printed cells of the original that a finding says are blank."""
        found = set()
        for blank in one.blanks:
            table = self.original(blank.table.iri, copy) if blank.table else ""
            row, column = (str(place[0]) if place else r"\d+" for place in (blank.row, blank.column))
            cell = re.compile(rf"{re.escape(table)}/cell/{row}-{column}")
            found |= {match[1] for _, match in self.amounts if cell.fullmatch(match[1])}
        return found

    def change(self, kind: str, rng: random.Random) -> tuple[Change, list[str]]:
        """Change one thing in a copy of the lines."""
        number, match = rng.choice(self.amounts)
        cell, table, amount = match.groups()
        lines = list(self.lines)
        cells = {cell}
        told = amount
        if kind in ("blank", "row"):
            if kind == "row":
                row = cell.rpartition("-")[0]
                cells = {one for _, other in self.amounts if (one := other[1]).rpartition("-")[0] == row}
            for one in cells:
                for at in self.about[one]:
                    lines[at] = ""
        else:
            new = self.other_digit(cell, amount, rng) if kind == "digit" else self.other_unit(amount, rng)
            lines[number] = lines[number].replace(f'"{amount}"', f'"{new:f}"', 1)
            told = f"{amount} to {new:f}"
        return Change(kind, table, frozenset(cells), bool(cells & self.summed), told), lines

    def other_digit(self, cell: str, amount: str, rng: random.Random) -> Decimal:
        printed = self.printed[cell]
        at = rng.choice([n for n, character in enumerate(printed) if character.isdigit()])
        new = rng.choice([digit for digit in "0123456789" if digit != printed[at]])
        changed = Decimal((printed[:at] + new + printed[at + 1 :]).replace(",", ""))
        old = Decimal(printed.replace(",", ""))
        return changed * (Decimal(amount) / old if old else Decimal(1))

    @staticmethod
    def other_unit(amount: str, rng: random.Random) -> Decimal:
        return Decimal(amount).scaleb(rng.choice([4, -4]))

    def trials(self, kinds: list[str], rng: random.Random, count: int) -> list[Found]:
        """Make changes, each in a copy of its own, and check the copies together."""
        changes = {f"-{n}": self.change(rng.choice(kinds), rng) for n in range(count)}
        data = "".join(
            "".join(lines).replace(f"{self.department}/", f"{self.department}{copy}/")
            .replace(f"{self.department}>", f"{self.department}{copy}>")
            for copy, (_, lines) in changes.items()
        )  # fmt: skip
        found = {copy: Found(change) for copy, (change, _) in changes.items()}
        for one in shapes.check_nquads(data.encode(), structure=False).findings:
            copy = f"-{one.disclosure.iri.partition(self.department)[2].partition('/')[0].lstrip('-')}"
            key = self.key(one, copy)
            before = self.known.get(key, set())
            if self.state(one) in before:
                continue
            used = self.figures(one, copy) | self.users.get(key, set())
            changed = found[copy].change.cells
            changed |= {cell.rpartition("/cell/")[0] for cell in changed}  # a finding may be about the table as a whole
            if used & changed or self.named_blank(one, copy) & changed:
                found[copy].families.add(one.identity[0])
            elif all(outcome == "passed" for outcome, _ in before):
                found[copy].false.append(f"{one.identity} {one.message['en']}")
        return list(found.values())


def run(job: tuple[Path, list[str], int, int, float]) -> list[Found]:
    path, kinds, seed, trials, seconds = job
    document, rng = Document(path), random.Random(seed)
    found: list[Found] = []
    begun = time.monotonic()
    while len(found) < trials and (not seconds or time.monotonic() - begun < seconds):
        found += document.trials(kinds, rng, min(BATCH, trials - len(found)))
    return found


def share(found: Iterable[Found]) -> str:
    """Return how many of some changes were caught: ``95.0% of 200``."""
    listed = list(found)
    caught = sum(bool(one.families) for one in listed)
    return f"{caught / len(listed):.1%} of {len(listed)}" if listed else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=0, help="stop then, after the same time for each document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--change", default="digit,unit,blank,row")
    parser.add_argument(
        "--list", action="store_true", help="every change in a sum that is missed, and every false finding"
    )
    options = parser.parse_args()
    kinds, paths = options.change.split(","), samples.paths()
    seconds = options.minutes * 60 * options.jobs / len(paths)
    jobs = [(path, kinds, options.seed + n, options.trials // len(paths), seconds) for n, path in enumerate(paths)]
    with ProcessPoolExecutor(options.jobs) as pool:
        found = [one for part in pool.map(run, jobs) for one in part]

    print(f"{'change':<10}{'in sums':>18}{'elsewhere':>18}{'false':>7}")
    for kind in [*kinds, "all"]:
        of = [one for one in found if kind in (one.change.kind, "all")]
        sums, others = [one for one in of if one.change.in_sums], [one for one in of if not one.change.in_sums]
        print(f"{kind:<10}{share(sums):>18}{share(others):>18}{sum(bool(one.false) for one in of):>7}")

    families = sorted({family for one in found for family in one.families})
    print(f"\n{'table':<24}{'in sums':>18}{'elsewhere':>18}  caught by (share of changes, %)")
    print(" " * 62 + "".join(f"{family:>5}" for family in families))
    for table in sorted({one.change.table for one in found}):
        of = [one for one in found if one.change.table == table]
        sums, others = [one for one in of if one.change.in_sums], [one for one in of if not one.change.in_sums]
        counted = Counter(family for one in of for family in one.families)
        row = "".join(f"{100 * counted[family] / len(of):>5.0f}" if counted[family] else "    ." for family in families)
        print(f"{table:<24}{share(sums):>18}{share(others):>18}  {row}")
    for one in found if options.list else []:
        where = f"{one.change.kind} of {sorted(one.change.cells)[0]}, {one.change.told}"
        for told in one.false:
            print(f"false: {where}: {told}")
        if one.change.in_sums and not one.families:
            print(f"missed: {where}")


if __name__ == "__main__":
    main()
