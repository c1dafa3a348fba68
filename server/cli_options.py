"""Options that several commands share."""

from __future__ import annotations

import click

from ontology.terms import DEFAULT_BASE
from server.store import DEFAULT_LOCATION


def check_base(value: str) -> str:
    """Return a base address, ending in a slash.

    Raises:
        click.BadParameter: it is none.
    """
    if not value.startswith(("http://", "https://")) or any(character in value for character in ' <>"{}|^`\\#?'):
        raise click.BadParameter("it must be an address such as https://data.example.org/budgets/")
    return value if value.endswith("/") else value + "/"


store = click.option(
    "--store",
    "location",
    envvar="MINGZHANG_STORE",
    default=DEFAULT_LOCATION,
    show_default=True,
    metavar="DIR|URL",
    help="Folder of the embedded store, or the URLs of a SPARQL endpoint: query,update,graph-store. "
    "Also read from MINGZHANG_STORE.",
)
base = click.option(
    "--base",
    default=DEFAULT_BASE,
    show_default=True,
    metavar="IRI",
    callback=lambda _context, _parameter, value: check_base(value),
    help="Begin of the addresses of departments and disclosures. Use one base for load, serve and export.",
)
