"""Mutated documents: no crash, no hang, nothing partly loaded, no figure read wrong, none lost in silence.

    python benchmarks/robustness.py [--first 0] [--count 320] [--jobs 1] [--limit 120] [--log FILE]

Documents are loaded into a store in batches, as `mingzhang load` does it, and the store is compared with a model of it after each. A
seed reproduces its document. With ``--log`` every trial is appended to a file: a run that is broken off goes on where it was, and the
sums are those of all trials in the file. Ends with 1 when something did not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.variation.fuzz import BATCH, Keeper, Trial, summed

_STEP = BATCH // 2
_COLUMNS = {
    "documents": "documents", "loaded": "loaded", "flagged": "of these flagged", "refused": "refused", "crash": "crashes", "hang": "hangs",
    "store": "store differs", "wrong": "wrong meaning", "place": "wrong amount", "lost": "lost", "accused": "accused",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=5 * BATCH)
    parser.add_argument("--jobs", type=int, default=1, help="processes that read")
    parser.add_argument("--limit", type=int, default=120, help="seconds for one document")
    parser.add_argument("--log", type=Path, help="file of trials, one JSON object a line")
    options = parser.parse_args()
    trials = _logged(options.log)
    known = {trial.seed for trial in trials}
    seeds = [seed for seed in range(options.first, options.first + options.count) if seed not in known]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        keeper = Keeper(Path(folder), options.limit)
        for at in range(0, len(seeds), _STEP):
            for trial in keeper.load(seeds[at : at + _STEP], options.jobs):
                trials.append(trial)
                _tell(trial, options.log)
            print(f"{min(at + _STEP, len(seeds))} of {len(seeds)} in {time.monotonic() - started:.0f} s", flush=True)
    _print_sums(trials)
    sys.exit(any(trial.problems for trial in trials))


def _logged(log: Path | None) -> list[Trial]:
    if log is None or not log.exists():
        return []
    return [Trial(**json.loads(line)) for line in log.read_text("utf-8").splitlines()]


def _tell(trial: Trial, log: Path | None) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(trial), ensure_ascii=False) + "\n")
    if trial.problems:
        print(f"seed {trial.seed}: {trial.format}, {trial.mutation}, {trial.outcome}, {len(trial.problems)} problems")
        print("".join(f"    {sort}: {said}\n" for sort, said in trial.problems[:3]), end="")


def _print_sums(trials: list[Trial]) -> None:
    print(f"| mutation | {' | '.join(_COLUMNS.values())} |\n|---|{'---|' * len(_COLUMNS)}")
    for name, counts in summed(trials):
        print(f"| {name} | {' | '.join(str(counts[key]) for key in _COLUMNS)} |")
    slowest = max(trials, key=lambda trial: trial.seconds)
    spent = sum(trial.seconds for trial in trials)
    print(f"slowest: seed {slowest.seed}, {slowest.format}, {slowest.seconds:.1f} s; mean {spent / len(trials):.2f} s")


if __name__ == "__main__":
    main()
