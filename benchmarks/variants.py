"""How much of a printed disclosure is read back right, format by format: made-up disclosures in the layouts that provinces use.

python benchmarks/variants.py [--first 0] [--count 20] [--formats 'tabs;pdf'] [--show 5]
"""

from __future__ import annotations

import argparse
from collections import Counter

from benchmarks.variation.documents import expected
from benchmarks.variation.trial import disclosure_of, load
from benchmarks.variation.writers import WRITERS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--formats", default="")
    parser.add_argument("--show", type=int, default=0, help="so many differing documents are shown")
    options = parser.parse_args()
    formats = options.formats.split(";") if options.formats else list(WRITERS)
    shown = 0
    for kind in formats:
        totals: Counter[str] = Counter()
        for seed in range(options.first, options.first + options.count):
            disclosure = disclosure_of(seed)
            outcome = load(disclosure, kind, seed)
            totals["documents"] += 1
            totals["exact"] += outcome.exact
            totals["refused"] += bool(outcome.error)
            totals["figures"] += len(expected(disclosure))
            totals["lost"] += len(expected(disclosure)) if outcome.error else len(outcome.lost)
            totals["wrong"] += len(outcome.wrong)
            totals["failed"] += bool(outcome.failed)
            if not outcome.exact and shown < options.show:
                shown += 1
                print(f"---- {kind}, seed {seed}, {disclosure.phase}, {disclosure.style}")
                print(outcome.error)
                for name in ("lost", "wrong", "failed", "signals"):
                    found = getattr(outcome, name)
                    print(f"  {name} {len(found)}")
                    print("".join(f"      {line}\n" for line in found[:8]), end="")
        print(f"{kind:30}", "  ".join(f"{key} {value}" for key, value in totals.items()), flush=True)


if __name__ == "__main__":
    main()
