"""What checking a store costs when nothing or little has changed, from a hundred disclosures to thousands.

    python benchmarks/rechecking.py [--sizes 100,1000]

The disclosures are the samples under other addresses, one department each. A store of each size is checked for the first time, once more, and
after one figure has changed, each in a process of its own as `mingzhang check` does it, with the text of the report. Processor seconds and the
largest memory of each run; the shares of a run in the first of its size are what is to be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import samples
from loaders.pipeline import load_file
from server import checking, ledgers
from server.embedded import EmbeddedStore
from server.store import open_store

_FIGURE = re.compile(rb'(/table/expenditure/cell/[^>]*> <[^>]*#amount> ")')


def disclosures(count: int) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield so many disclosures, each of another department: its graph, its quads, and those of shared graphs."""
    loaded = [load_file(path) for path in samples.paths()]
    for number in range(count):
        one = loaded[number % len(loaded)]
        department = "/".join(one.disclosure.partition("/id/disclosure/")[2].split("/")[:2])
        graph, quads, shared = one.disclosure, one.nquads, one.shared
        for end in ("/", ">"):
            before, after = f"{department}{end}", f"{department}-{number}{end}"
            graph = f"{graph}>".replace(before, after)[:-1]
            quads, shared = (text.replace(before.encode(), after.encode()) for text in (quads, shared))
        yield graph, quads, shared


def fill(store: EmbeddedStore, count: int) -> str:
    """Write so many disclosures into a store and return the graph of the first. Their report graphs say nothing: they mark a disclosure."""
    first = ""
    with store.writing() as writer:
        for graph, quads, shared in disclosures(count):
            first = first or graph
            report = f"<{graph}/report> <http://purl.org/dc/terms/subject> <{graph}> <{graph}/report> .\n"
            writer.replace(graph, quads, shared)
            writer.replace(f"{graph}/report", report.encode())
        writer.commit()
    return first


def change(store: EmbeddedStore, graph: str) -> None:
    """Change one figure of a disclosure."""
    changed, count = _FIGURE.subn(rb"\g<1>9", store.graph(graph), count=1)
    if count != 1:
        raise RuntimeError(f"{graph} has no figure to change")
    with store.writing() as writer:
        writer.replace(graph, changed)
        writer.commit()


def _fill(location: Path, count: int, answer: Connection) -> None:
    answer.send(fill(EmbeddedStore(location), count))


def _check(location: Path, answer: Connection) -> None:
    before = time.process_time()
    store = open_store(location)
    found = ledgers.check(store, checking.disclosures(store), whole=False)
    text = found.report.render("text")
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send((found.checked, seconds, peak, hashlib.sha256(text.encode()).hexdigest()))


def apart(target: Callable[..., None], *args: object) -> Any:
    """Run something in a process of its own and return its answer."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(*args, there))
    process.start()
    there.close()
    try:
        return here.recv()
    finally:
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10,100,1000")
    options = parser.parse_args()
    print(f"{'disclosures':>11}  {'run':<22}{'checked':>8}{'seconds':>9}{'share':>8}{'peak, MB':>10}")
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            store = EmbeddedStore(Path(folder) / "store")
            graph = apart(_fill, store.root, size)
            first = 0.0
            digests = []
            for run in ("first", "nothing changed", "one figure changed"):
                if run.startswith("one"):
                    change(store, graph)
                checked, seconds, peak, digest = apart(_check, store.root)
                first, digests = first or seconds, [*digests, digest]
                print(
                    f"{size:>11}  {run:<22}{checked:>8}{seconds:>9.2f}{seconds / first:>8.1%}{peak:>10.0f}", flush=True
                )
            if digests[0] != digests[1] or digests[0] == digests[2]:
                raise SystemExit(f"the reports of {size} disclosures are not what they have to be")


if __name__ == "__main__":
    main()
