"""One trial: print a disclosure in a format, load it, compare every figure."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.variation import accounts
from benchmarks.variation.documents import Disclosure, budget, expected
from benchmarks.variation.facts import invented
from benchmarks.variation.reading import failures, figures
from benchmarks.variation.writers import WRITERS
from loaders.errors import LoadError
from loaders.pipeline import load_file


@dataclass
class Outcome:
    """What became of a printed disclosure: figures lost (each must be named in the report), figures that are wrong, findings."""

    seed: int
    format: str
    error: str = ""
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        return not (self.error or self.lost or self.wrong or self.failed)


def disclosure_of(seed: int) -> Disclosure:
    """Return a budget for an even seed, final accounts for an odd one."""
    facts = invented(seed, cents=seed % 5 == 0)
    return budget(facts, seed) if seed % 2 == 0 else accounts.final_accounts(facts, seed)


def load(disclosure: Disclosure, kind: str, seed: int = 0) -> Outcome:
    """Print a disclosure in a format and compare what is read with what was printed."""
    suffix, writer = WRITERS[kind]
    outcome = Outcome(seed, kind)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"disclosure{suffix}"
        path.write_bytes(writer(disclosure))
        try:
            loaded = load_file(path, jurisdiction=disclosure.facts.division)
        except LoadError as error:
            outcome.error = str(error)
            return outcome
    wanted, got = Counter(expected(disclosure)), Counter(figures(loaded))
    outcome.lost = sorted((wanted - got).elements())
    outcome.wrong = sorted((got - wanted).elements())
    outcome.failed = failures(loaded)
    signals = [*loaded.report.signals, *(s for t in loaded.report.tables for s in getattr(t, "signals", []))]
    outcome.signals = [f"{s.level}: {s.message} ({s.place}) {s.table}" for s in signals if s.level != "notice"]
    return outcome
