"""How many wrong digits the identities catch: change one printed digit of a sample at random, check again, thousands of times.

    python benchmarks/mutations.py [--trials 2000] [--seed 1] [--jobs 2]

A change is caught when a finding appears that the untouched document does not have. Reported per table and per family.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path

import samples
import shapes
from loaders.pipeline import load_file

NS = "https://w3id.org/mingzhang/ns#"
AMOUNT = re.compile(rf'^<([^>]+/table/([a-z-]+?)(?:-\d+)?/cell/[^>]+)> <{NS}amount> "([^"]+)"')


class Document:
    """A sample as lines of N-Quads, with the place of every amount and what the untouched document gives."""

    def __init__(self, path: Path) -> None:
        loaded = load_file(path)
        self.name = path.stem
        self.lines = loaded.nquads.decode().splitlines(keepends=True)
        self.amounts = [(i, match) for i, line in enumerate(self.lines) if (match := AMOUNT.match(line))]
        self.printed = dict(re.findall(rf'<([^>]+)> <{NS}printedValue> "([^"]+)"', loaded.nquads.decode()))
        self.known = self.findings(self.lines)

    @staticmethod
    def findings(lines: list[str]) -> set[tuple[str, str]]:
        """Return the findings as (identity, id); an id that reappears with another difference is another finding."""
        report = shapes.check_nquads("".join(lines).encode())
        return {(f.identity, f"{f.id} {f.outcome} {f.difference}") for f in report.findings}

    def mutate(self, rng: random.Random) -> tuple[str, str, set[str]]:
        """Change one digit; return the table kind, whether the digit is the leading or another one, and the families that caught it."""
        index, match = rng.choice(self.amounts)
        cell, kind, amount = match.groups()
        printed = self.printed[cell]
        digits = [i for i, character in enumerate(printed) if character.isdigit()]
        at = rng.choice(digits)
        new = rng.choice([d for d in "0123456789" if d != printed[at]])
        changed = Decimal((printed[:at] + new + printed[at + 1 :]).replace(",", ""))
        old = Decimal(printed.replace(",", ""))
        scale = Decimal(amount) / old if old else Decimal(1)
        lines = list(self.lines)
        lines[index] = lines[index].replace(f'"{amount}"', f'"{changed * scale:f}"', 1)
        caught = {identity[0] for identity, _ in self.findings(lines) - self.known}
        position = "leading" if at == digits[0] else "last" if at == digits[-1] else "middle"
        return kind, position, caught


def run(job: tuple[Path, int, int]) -> list[tuple[str, str, set[str]]]:
    path, seed, trials = job
    document, rng = Document(path), random.Random(seed)
    return [document.mutate(rng) for _ in range(trials)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    paths = samples.paths()
    jobs = [(path, options.seed + i, options.trials // len(paths)) for i, path in enumerate(paths)]
    with ProcessPoolExecutor(options.jobs) as pool:
        results = [result for part in pool.map(run, jobs) for result in part]
    total: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    families: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, position, found in results:
        for key in (kind, f"digit: {position}", "all"):
            total[key] += 1
            caught[key] += bool(found)
        families[kind].update(found)
    print(f"{'':<24}{'changed':>8}{'caught':>8}{'share':>8}   families")
    for key in sorted(total):
        share = f"{caught[key] / total[key]:.1%}"
        print(
            f"{key:<24}{total[key]:>8}{caught[key]:>8}{share:>8}   {dict(sorted(families[key].items())) if key in families else ''}"
        )


if __name__ == "__main__":
    main()
