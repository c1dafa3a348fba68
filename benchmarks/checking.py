"""What checking costs, side by side: the whole catalogue on 1, 10, 100 … disclosures, by four engines, with equal findings.

    python benchmarks/checking.py [--sizes 1,10,100] [--limit 600] [--engines sets,pyshifty]

The disclosures are the samples under other addresses. Each engine gets the same N-Triples and the same shapes in a process of its own and
gives validation results, which have to be the same (shape, focus node, value). What would take longer than the limit is not run: the
table says so, with an estimate that is marked as one. Times are processor seconds of that process, because a machine has other things to do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

import samples
import shapes
from loaders.pipeline import load_file
from server.ledgers import BATCH
from shapes.catalogue import SHAPE, constraints
from shapes.classification import add_classification
from shapes.source import store_of_nquads

Results = set[tuple[str, str, str]]
"""Shape, focus node and value of validation results."""
SECONDS = 1e-9


@cache
def originals() -> tuple[tuple[bytes, bytes], ...]:
    """Return the samples: the part of their addresses that names the department, and their quads."""
    found = []
    for path in samples.paths():
        loaded = load_file(path)
        department = "/".join(loaded.disclosure.partition("/id/disclosure/")[2].split("/")[:2])
        found.append((department.encode(), loaded.nquads + loaded.shared))
    return tuple(found)


def disclosures(count: int) -> list[bytes]:
    """Return the N-Triples of so many disclosures, each of another department."""
    copies = []
    for number in range(count):
        department, quads = originals()[number % len(originals())]
        for end in (b"/", b">"):
            quads = quads.replace(department + end, department + b"-%d" % number + end)
        store = store_of_nquads(quads)
        add_classification(store)  # ours would add it by itself
        copies.append(store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b"")
    return copies


def results_of(report: Graph) -> Results:
    return {
        (str(report.value(one, SH.sourceShape)), str(report.value(one, SH.focusNode)), str(report.value(one, SH.value)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def with_sets(data: list[bytes]) -> Results:
    """Our own engine, as `mingzhang check` uses it: in batches, each query over all disclosures of one; passes and words included."""
    parts = [shapes.check_nquads(b"".join(data[at : at + BATCH])) for at in range(0, len(data), BATCH)]
    return {(one.shape, one.focus, str(one.value)) for one in shapes.Report.joined(parts).findings}


def with_pyshifty(data: list[bytes]) -> Results:
    """pyshifty, in Rust."""
    import shifty  # noqa: PLC0415 - each engine in its own process

    _, report, _ = shifty.PreparedValidator(shapes.shapes_graph()).validate(b"".join(data).decode())
    return results_of(report)


def with_pyshacl(data: list[bytes]) -> Results:
    """pyshacl as it is, on a graph of rdflib."""
    graph = Graph().parse(data=b"".join(data), format="nt")
    return results_of(pyshacl.validate(graph, shacl_graph=shapes.shapes_graph(), inplace=True)[1])


def with_oxrdflib(data: list[bytes]) -> Results:
    """pyshacl on rdflib with Oxigraph as its store. It cannot bind parameters, so they are written into the shapes."""
    graph = Graph(store="Oxigraph").parse(data=b"".join(data), format="nt")
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


ENGINES: dict[str, Callable[[list[bytes]], Results]] = {
    "sets": with_sets,
    "pyshifty": with_pyshifty,
    "oxrdflib": with_oxrdflib,
    "pyshacl": with_pyshacl,
}


def _run(engine: str, data: list[bytes], answer: Connection) -> None:
    shapes.check_nquads(b"")  # reading shapes and code lists is not what is measured
    before = time.process_time_ns()
    try:
        found = ENGINES[engine](data)
    except Exception as error:
        answer.send({"error": f"{type(error).__name__}: {error}"[:160]})
        return
    seconds = (time.process_time_ns() - before) * SECONDS
    digest = hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send({"seconds": seconds, "findings": len(found), "digest": digest, "peak": peak})


def measure(engine: str, data: list[bytes], limit: float) -> dict[str, object]:
    """Run an engine in a process of its own; it is ended after the limit in seconds of the clock."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(engine, data, there))
    process.start()
    there.close()
    try:
        if here.poll(limit):
            return dict(here.recv())
        return {"error": f"not done after {limit:.0f} s of the clock, ended"}
    except EOFError:
        return {"error": "the process died"}
    finally:
        process.terminate()
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--limit", type=float, default=600, help="seconds of the clock for one run")
    parser.add_argument("--engines", default=",".join(ENGINES))
    options = parser.parse_args()
    chosen = options.engines.split(",")
    last: dict[str, tuple[int, float]] = {}
    print(
        f"{'disclosures':>11}  {'engine':<10}{'seconds':>9}{'each, ms':>10}{'peak, MB':>10}{'findings':>10}  times ours"
    )
    for size in map(int, options.sizes.split(",")):
        data = disclosures(size)
        found: dict[str, dict[str, object]] = {}
        for engine in chosen:
            smaller, before = last.get(engine, (1, 0.0))
            estimate = before * size / smaller
            if estimate > options.limit:
                found[engine] = {"error": f"not run: at the rate of {smaller} it would take about {estimate:,.0f} s"}
                continue
            found[engine] = measure(engine, data, options.limit)
            seconds = found[engine].get("seconds", math.inf)
            last[engine] = (size, float(str(seconds)))
        report(size, found)
        digests = {str(one["digest"]) for one in found.values() if "digest" in one}
        if len(digests) > 1:
            sys.exit(f"the findings differ on {size} disclosures")
    print("Findings are the same wherever an engine ran. Estimates are not measurements.")


def report(size: int, found: dict[str, dict[str, object]]) -> None:
    ours = found.get("sets", {}).get("seconds")
    for engine, one in found.items():
        if "error" in one:
            print(f"{size:>11}  {engine:<10}{one['error']}", flush=True)
            continue
        seconds, peak = float(str(one["seconds"])), float(str(one["peak"]))
        ratio = f"{seconds / ours:>10.1f}" if isinstance(ours, float) else ""
        row = f"{size:>11}  {engine:<10}{seconds:>9.2f}{1000 * seconds / size:>10.1f}{peak:>10.0f}{one['findings']:>10}"
        print(f"{row}{ratio}", flush=True)


if __name__ == "__main__":
    main()
