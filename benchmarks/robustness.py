"""Mutated documents: no crash, no hang, no figure read with another meaning, none lost in silence.

    python benchmarks/robustness.py [--first 0] [--count 300] [--jobs 2] [--limit 60]

Ends with 1 when something did not hold; a seed reproduces its document.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from benchmarks.variation.fuzz import Trial, run


class _HangError(Exception):
    """A document took longer than the limit."""


def _stop(*_: object) -> None:
    raise _HangError


def trial(job: tuple[int, int]) -> Trial:
    seed, limit = job
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, limit)  # processor time, so that a busy machine is no hang
    try:
        return run(seed)
    except _HangError:
        return Trial(seed, "?", "?", "hung", float(limit), [f"took longer than {limit} s"])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=60, help="seconds of processor time for one document")
    options = parser.parse_args()
    started, outcomes, slowest, bad = time.perf_counter(), Counter[str](), 0.0, 0
    by_mutation: Counter[tuple[str, str]] = Counter()
    jobs = ((seed, options.limit) for seed in range(options.first, options.first + options.count))
    with ProcessPoolExecutor(options.jobs) as pool:
        for done in pool.map(trial, jobs, chunksize=8):
            outcomes[done.outcome] += 1
            by_mutation[done.mutation, done.outcome] += 1
            slowest = max(slowest, done.seconds)
            if done.problems:
                bad += 1
                print(
                    f"seed {done.seed}: {done.format}, {done.mutation}, {done.outcome}, {len(done.problems)} problems"
                )
                print("".join(f"    {problem}\n" for problem in done.problems[:3]), end="", flush=True)
    for mutation in sorted({name for name, _ in by_mutation}):
        print(f"  {mutation:24}", "  ".join(f"{o} {n}" for (m, o), n in sorted(by_mutation.items()) if m == mutation))
    seconds = time.perf_counter() - started
    print(f"{sum(outcomes.values())} documents in {seconds:.0f} s: ", end="")
    print(", ".join(f"{n} {o}" for o, n in sorted(outcomes.items())), end="")
    print(f"; slowest {slowest:.1f} s; {bad} with problems")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
