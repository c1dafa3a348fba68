"""Trials with mutated documents: what must hold however broken a document is."""

from __future__ import annotations

import random
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.variation.documents import Disclosure, expected
from benchmarks.variation.mutate import MUTATIONS, Mutation, mutated
from benchmarks.variation.reading import failures, figures
from benchmarks.variation.trial import disclosure_of
from benchmarks.variation.writers import BOOKS, LOOSE, WRITERS
from loaders.errors import LoadError
from loaders.pipeline import Loaded, load_file

#: Formats with their weight: texts are read fastest and are the most frequent.
FORMATS = {
    name: 1 if name.startswith(("pdf", "word", "workbook")) else 4 for name in WRITERS if name not in LOOSE | BOOKS
}


@dataclass
class Trial:
    """What became of one mutated document. ``problems`` is empty when everything held."""

    seed: int
    format: str
    mutation: str
    outcome: str = ""
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def run(seed: int) -> Trial:
    """Mutate the document of a seed, load it, and hold it against what was printed."""
    rng = random.Random(f"fuzz {seed}")
    kind = rng.choices(list(FORMATS), list(FORMATS.values()))[0]
    mutation = rng.choice(MUTATIONS)
    disclosure = disclosure_of(rng.randrange(10_000))
    chosen = rng.sample(disclosure.tables, min(len(disclosure.tables), 4))
    disclosure = replace(disclosure, tables=[table for table in disclosure.tables if table in chosen])
    trial = Trial(seed, kind, mutation.name)
    left, data, suffix = mutated(disclosure, kind, mutation, rng)
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"disclosure{suffix}"
        path.write_bytes(data)
        try:
            loaded = load_file(path, jurisdiction=disclosure.facts.division)
        except LoadError:
            trial.outcome = "refused"
        except Exception:
            trial.outcome = "crashed"
            trial.problems.append(traceback.format_exc(limit=-3))
        else:
            trial.outcome = "loaded"
            _examine(trial, mutation, left, loaded)
    trial.seconds = time.process_time() - started
    return trial


def _examine(trial: Trial, mutation: Mutation, left: Disclosure, loaded: Loaded) -> None:
    wanted, got = Counter(expected(left)), Counter(figures(loaded))
    wrong, lost = got - wanted, wanted - got
    if mutation.keeps:
        trial.problems += [f"read with another meaning: {line}" for line in wrong]
    if mutation.on_bytes is None:
        trial.problems += _silent(left, lost, loaded)
    if mutation.sound:
        # Tables were left out to be quick, so that mandated ones are missing (R1).
        trial.problems += [f"failed: {line}" for line in failures(loaded) if not line.startswith("R1 ")]


def _silent(left: Disclosure, lost: Counter[str], loaded: Loaded) -> list[str]:
    """Return the figures that are neither in the graph nor in the load report, by what is printed of them."""
    if not lost:
        return []
    said = "\n".join(signal.message for signal in loaded.report.signals)
    if "was not read" in said or "were read as text" in said or "no row can be read" in said:
        return []
    unsaid = []
    amounts = {line.split("\t")[1] for line in lost}
    for table in left.tables:
        for row, column, amount, _ in table.meanings:
            if f"{amount.normalize():f}" in amounts and row < len(table.rows) and column < len(table.rows[row]):
                text = table.rows[row][column]
                if text not in said and not _mapped(text, loaded):
                    unsaid.append(f"lost in silence: {text} of {table.title}")
    return unsaid


def _mapped(text: str, loaded: Loaded) -> bool:
    return f'printedValue> "{text}"'.encode() in loaded.nquads or (text.isascii() and _plain(text) in loaded.nquads)


def _plain(text: str) -> bytes:
    return f'printedValue> "{text.replace(",", "")}"'.encode()
