"""What checking costs, side by side: the whole catalogue on 1, 10, 100 … disclosures, by four engines, with equal findings.

    python benchmarks/checking.py [--sizes 1,10,100,1000] [--limit 600] [--memory 8000] [--engines sets,pyshifty] [--results checking.jsonl]

The disclosures are the samples under other addresses. Each engine gets the same N-Triples and the same shapes in a process of its own and
gives validation results, which have to be the same (shape, focus node, value). What would take longer, or more memory, than the limits is not
run: the table says so, with an estimate that is marked as one. Processor seconds are compared, because a machine has other things to do; what takes
less than ten is run three times, and the least counts. With a file of results, runs that stand in it are not made again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

import ontology
import samples
import shapes
from loaders.pipeline import load_file
from server.ledgers import BATCH
from shapes.catalogue import SHAPE, constraints
from shapes.classification import add_classification
from shapes.source import store_of_nquads

Results = set[tuple[str, str, str]]
"""Shape, focus node and value of validation results."""
Row = dict[str, object]
"""What a run gave: processor seconds, seconds of the clock, findings and memory, or why there are none."""
MEGABYTE = 1 << 20
QUICK = 10
"""Processor seconds below which a run is made three times."""


@cache
def originals() -> tuple[tuple[bytes, bytes], ...]:
    """Return the samples: the part of their addresses that names the department, and their triples."""
    found = []
    for path in samples.paths():
        loaded = load_file(path)
        department = "/".join(loaded.disclosure.partition("/id/disclosure/")[2].split("/")[:2])
        store = store_of_nquads(loaded.nquads + loaded.shared)
        add_classification(store)  # ours would add it by itself
        triples = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
        found.append((department.encode(), triples))
    return tuple(found)


def disclosures(folder: Path, count: int) -> list[Path]:
    """Write the N-Triples of so many disclosures, each of another department, and return the files."""
    paths = [folder / f"{number}.nt" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            department, triples = originals()[number % len(originals())]
            for end in (b"/", b">"):
                triples = triples.replace(department + end, department + b"-%d" % number + end)
            path.write_bytes(triples)
    return paths


def read(paths: list[Path]) -> bytes:
    return b"".join(path.read_bytes() for path in paths)


def results_of(report: Graph) -> Results:
    return {
        (str(report.value(one, SH.sourceShape)), str(report.value(one, SH.focusNode)), str(report.value(one, SH.value)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def with_sets(data: list[Path]) -> Results:
    """Our own engine, as `mingzhang check` uses it: in batches, each query over all disclosures of one; counts of what holds included."""
    parts = [shapes.check_nquads(read(data[at : at + BATCH])).condensed() for at in range(0, len(data), BATCH)]
    return {(one.shape, one.focus, str(one.value)) for one in shapes.Report.joined(parts).findings}


def with_pyshifty(data: list[Path]) -> Results:
    """pyshifty, in Rust."""
    import shifty  # noqa: PLC0415 - each engine in its own process

    _, report, _ = shifty.PreparedValidator(shapes.shapes_graph()).validate(read(data).decode())
    return results_of(report)


def with_pyshacl(data: list[Path]) -> Results:
    """pyshacl as it is, on a graph of rdflib."""
    graph = Graph().parse(data=read(data), format="nt")
    return results_of(pyshacl.validate(graph, shacl_graph=shapes.shapes_graph(), inplace=True)[1])


def with_oxrdflib(data: list[Path]) -> Results:
    """pyshacl on rdflib with Oxigraph as its store. It cannot bind parameters, so they are written into the shapes."""
    graph = Graph(store="Oxigraph").parse(data=read(data), format="nt")
    return results_of(pyshacl.validate(graph, shacl_graph=written_out(), inplace=True)[1])


def written_out() -> Graph:
    """Return the shapes with every identity as a SELECT of its own."""
    graph = Graph()
    graph += shapes.shapes_graph()
    for constraint in constraints():
        if constraint.parameters:
            shape, own = URIRef(constraint.identity.iri), BNode()
            for name, _ in constraint.parameters:
                graph.remove((shape, SHAPE[name], None))
            graph.add((shape, SH.sparql, own))
            graph.add((own, SH.select, Literal(constraint.findings_over_all())))
    return graph


ENGINES: dict[str, Callable[[list[Path]], Results]] = {
    "sets": with_sets,
    "pyshifty": with_pyshifty,
    "oxrdflib": with_oxrdflib,
    "pyshacl": with_pyshacl,
}


def _run(engine: str, data: list[Path], memory: float, answer: Connection) -> None:
    ontology.labels()
    shapes.check_nquads(b"")  # reading shapes and code lists is not what is measured
    resource.setrlimit(resource.RLIMIT_AS, (int(memory * MEGABYTE), int(memory * MEGABYTE)))
    clock, before = time.monotonic(), time.process_time()
    try:
        found = ENGINES[engine](data)
    except Exception as error:
        answer.send({"error": f"{type(error).__name__}: {error}"[:160]})
        return
    seconds, elapsed = time.process_time() - before, time.monotonic() - clock
    digest = hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send({"seconds": seconds, "elapsed": elapsed, "findings": len(found), "digest": digest, "peak": peak})


def measure(engine: str, data: list[Path], limit: float, memory: float) -> Row:
    """Run an engine in a process of its own; it is ended after the limit in seconds of the clock."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(engine, data, memory, there))
    process.start()
    there.close()
    try:
        if here.poll(limit):
            return dict(here.recv())
        return {"error": f"not done after {limit:,.0f} s of the clock, ended"}
    except EOFError:
        return {"error": f"the process died; it may use {memory:,.0f} MB"}
    finally:
        process.terminate()
        process.join()


def least(engine: str, data: list[Path], limit: float, memory: float) -> Row:
    """Run an engine, three times if it is quick, and return the run that took least."""
    first = measure(engine, data, limit, memory)
    if number(first, "seconds") >= QUICK:
        return first
    return min(
        [first, *(measure(engine, data, limit, memory) for _ in range(2))], key=lambda one: number(one, "seconds")
    )


def number(row: Row, name: str) -> float:
    return float(str(row.get(name, math.inf)))


def beyond(size: int, smaller: list[tuple[int, Row]], limit: float, memory: float) -> str:
    """Return why an engine is not run on so many, judged by its runs on fewer; nothing where it can be."""
    for before, row in reversed(smaller):
        if "seconds" not in row:
            return (
                f"not run: {row['error']} on {before}"
                if not str(row["error"]).startswith("not run")
                else str(row["error"])
            )
        times, one = size / before, smaller[0][1]
        seconds = number(row, "elapsed") * times
        # What one disclosure needs beyond the first grows with their number; the rest is the program.
        grown = (number(row, "peak") - number(one, "peak")) / (before - smaller[0][0]) * size if len(smaller) > 1 else 0
        if seconds > limit:
            return f"not run: at the rate of {before} it would take about {seconds:,.0f} s of the clock"
        if grown > memory:
            return f"not run: at the rate of {before} it would need about {grown:,.0f} MB"
        break
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--limit", type=float, default=600, help="seconds of the clock for one run")
    parser.add_argument("--memory", type=float, default=8000, help="megabytes for one run")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument(
        "--results", type=Path, help="a file of JSON lines, one for each run; what stands in it is not run again"
    )
    options = parser.parse_args()
    sizes = sorted(map(int, options.sizes.split(",")))
    rows: dict[tuple[str, int], Row] = {}
    if options.results and options.results.exists():
        for line in options.results.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[row["engine"], row["size"]] = row
    with tempfile.TemporaryDirectory() as folder:
        for engine in options.engines.split(","):
            smaller: list[tuple[int, Row]] = []
            for size in sizes:
                if (engine, size) not in rows:
                    why = beyond(size, smaller, options.limit, options.memory)
                    data = disclosures(Path(folder), size)
                    found = {"error": why} if why else least(engine, data, options.limit, options.memory)
                    rows[engine, size] = {"engine": engine, "size": size, **found}
                    print(json.dumps(rows[engine, size]), flush=True)
                    if options.results:
                        with options.results.open("a", encoding="utf-8") as stream:
                            stream.write(json.dumps(rows[engine, size]) + "\n")
                smaller.append((size, rows[engine, size]))
    report(sizes, rows)
    for size in sizes:
        if len({str(row["digest"]) for (_, count), row in rows.items() if count == size and "digest" in row}) > 1:
            sys.exit(f"the findings differ on {size} disclosures")
    print("Findings are the same wherever an engine ran. Estimates are not measurements.")


def report(sizes: list[int], rows: dict[tuple[str, int], Row]) -> None:
    print(
        f"{'disclosures':>11}  {'engine':<10}{'seconds':>9}{'of clock':>10}{'each, ms':>10}{'peak, MB':>10}{'findings':>10}  times ours"
    )
    for size in sizes:
        ours = number(rows.get(("sets", size), {}), "seconds")
        for engine in ENGINES:
            row = rows.get((engine, size))
            if row is None:
                continue
            if "error" in row:
                print(f"{size:>11}  {engine:<10}  {row['error']}")
                continue
            seconds, elapsed, peak = (number(row, name) for name in ("seconds", "elapsed", "peak"))
            ratio = f"{seconds / ours:>12.1f}" if ours < math.inf else ""
            each = 1000 * seconds / size
            print(
                f"{size:>11}  {engine:<10}{seconds:>9.2f}{elapsed:>10.2f}{each:>10.1f}{peak:>10.0f}{row['findings']:>10}{ratio}"
            )


if __name__ == "__main__":
    main()
