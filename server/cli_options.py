"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

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


def check_division(value: str | None) -> str | None:
    """Return the code of a division, or None.

    Raises:
        click.BadParameter: it is no code.
    """
    if value is not None and not (len(value) == 6 and value.isascii() and value.isdigit()):
        raise click.BadParameter("a GB/T 2260 code has six digits, such as 130184")
    return value


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
jurisdiction = click.option(
    "--jurisdiction",
    metavar="CODE",
    callback=lambda _context, _parameter, value: check_division(value),
    help="GB/T 2260 code for all files, such as 130184, when their text does not settle it.",
)
profile = click.option(
    "--profile",
    metavar="NAME|FILE",
    help="Layout profile for all files: one that ships, or a .toml file of your own; by default the document decides.",
)
register = click.option(
    "--register",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A register of departments and units whose names changed (.toml), beside the one that ships.",
)
output = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of the terminal."
)
publisher = click.option(
    "--publisher",
    envvar="MINGZHANG_PUBLISHER",
    type=click.Path(dir_okay=False),
    default="",
    metavar="FILE",
    help="Who publishes, as a .toml file: name, contact, licence (docs/how-to/publish.md). Also from MINGZHANG_PUBLISHER.",
)
