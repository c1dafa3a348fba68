"""A query from the shell."""

from __future__ import annotations

import json
import sys

import click
from rich.console import Console
from rich.table import Table

from ontology.terms import DEFAULT_BASE
from server.engine import Engine, parse_rows
from server.guard import inspect
from server.pool import Limits
from server.store import Store
from server.worker import TRIPLES


def run(store: Store, text: str, form: str, seconds: float) -> None:
    """Print the answer of a query; a graph as Turtle when no RDF form is asked for. Raises QueryError."""
    seen = inspect(text, DEFAULT_BASE)
    table = form == "table" and not seen.gives_triples
    if seen.gives_triples and form not in TRIPLES:
        form = "turtle"
    engine = Engine(store, Limits(seconds=seconds, memory=0, max_bytes=1_000_000_000, workers=1))
    try:
        body = engine.answer(text, "json" if table else form, inspection=seen).body
    finally:
        engine.close()
    if not table:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    content = json.loads(body)
    if "boolean" in content:
        click.echo("yes" if content["boolean"] else "no")
        return
    grid = Table(box=None, padding=(0, 2, 0, 0))  # plain columns, which can be copied into a text
    names = content["head"]["vars"]
    for name in names:
        grid.add_column(name, overflow="fold")
    rows = parse_rows(body)
    for row in rows:
        grid.add_row(*(row[name].value if name in row else "" for name in names))
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(80, 30 * len(names)))  # a file or a pipe has no width to fit into
    console.print(grid)
    console.print(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}")
