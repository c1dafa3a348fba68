"""Checking a store from the command line: identities (SHACL) and the integrity of the cubes."""

from __future__ import annotations

import json

import shapes
from ontology.terms import GRAPH_ORGANIZATIONS_PATH
from server.embedded import EmbeddedStore
from server.errors import StoreError
from server.store import Store


def disclosures(store: Store) -> list[str]:
    """The graphs of disclosures; raises StoreError when there are none."""
    graphs = store.hashes()
    found = sorted(graph for graph in graphs if f"{graph}/report" in graphs)
    if not found:
        raise StoreError(f"the store {store.location} holds no disclosure yet; load some with: mingzhang load FILE…")
    return found


def identities(store: Store, form: str) -> tuple[str, bool]:
    """The conformance report of all disclosures (text, json, turtle, html, csv), and whether there are no violations."""
    report = shapes.check_nquads(b"".join(map(store.graph, _documents(store))))
    return report.render(form), report.conforms


def _documents(store: Store) -> list[str]:
    # Departments and units, too: reports name them.
    return disclosures(store) + [graph for graph in store.hashes() if graph.endswith(GRAPH_ORGANIZATIONS_PATH)]


def cube(store: Store, form: str) -> tuple[str, bool]:
    """The integrity of the cubes; raises StoreError for a form that it does not have."""
    from shapes.cube import check_cube, render_json, render_text  # noqa: PLC0415  (a second engine: only when asked for)

    if form not in {"text", "json"}:
        raise StoreError(f"--cube has no {form}; ask for text or json")
    if isinstance(store, EmbeddedStore):
        with store.reading() as opened:
            report = check_cube(opened)
    else:
        report = check_cube(b"".join(store.graph(graph) for graph in sorted(store.hashes())))
    return (render_json(report) if form == "json" else render_text(report)), report.conforms


def summary(store: Store) -> str:
    """One sentence on what the checks found."""
    text, _ = identities(store, "json")
    counted: dict[str, dict[str, int]] = json.loads(text)["summary"]
    total = {
        name: sum(found[name] for found in counted.values()) for name in ("checked", "passed", "failed", "incomplete")
    }
    return (
        f"{total['checked']} checks of {len(counted)} identities: {total['passed']} passed, {total['failed']} failed, "
        f"{total['incomplete']} incomplete"
    )
