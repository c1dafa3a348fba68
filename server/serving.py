"""Serving an application with waitress."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any

import click
import waitress

from loaders import words
from server import create_app
from server.app import close
from server.errors import StoreError
from server.site import Site

_THREADS = 20
"""More than all queries that run and wait (QUERY_WORKERS + QUERY_WAITING), so that pages stay reachable."""


def serve(settings: Mapping[str, Any], host: str, port: int, *, guide: bool = False) -> None:
    """Serve until interrupted; raises StoreError when there is no store or the port is taken."""
    app = create_app(settings)
    site: Site = app.extensions["mingzhang"]
    site.public.start()
    site.house.start()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    threads = max(_THREADS, app.config["QUERY_WORKERS"] + app.config["QUERY_WAITING"] + 8)
    try:
        server = waitress.create_server(app, host=host, port=port, threads=threads, ident=None, channel_timeout=60)
    except OSError as error:
        close(app)
        raise StoreError(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another --port") from error
    root = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{server.effective_port}"  # noqa: S104
    click.echo(words.both(f"Serving {site.store.location} at {root}/ (Ctrl-C to stop)"))
    if guide:
        click.echo(_guide(root, site))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as Ctrl-C: waitress ends its loop
    try:
        server.run()
    finally:
        server.close()
        close(app)
        click.echo(words.both("stopped"))


def _guide(root: str, site: Site) -> str:
    first = site.house.rows("SELECT ?d { ?d a mz:Disclosure } ORDER BY ?d LIMIT 1")
    path = site.path_of(first[0]["d"].value) if first else "/"
    return f"""
Open in a browser:
  {root}/questions/three-public-by-department
                                       a first question: who spends how much on the “three public” expenses
                                       (overseas travel, official vehicles, official reception)? 各部门“三公”经费
  {root}/                              what is in here, and all questions
  {root}/reports/                      which sums hold, which do not
  {root}{path}
                                       one disclosure; open any figure to see where it is printed
  {root}/sparql                        your own query
"""


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted
