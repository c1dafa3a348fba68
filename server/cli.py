# ruff: noqa: PLC0415  (each command imports what it needs, so that --help does not wait for the engines)
"""The command line: ``mingzhang load | explain | fidelity | check | query | serve | export | demo``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any, Final, Literal

import click

from ontology.terms import DEFAULT_BASE
from server.cli_errors import Commands, told
from server.cli_options import base as _base
from server.cli_options import check_base
from server.cli_options import jurisdiction as _jurisdiction
from server.cli_options import output as _output
from server.cli_options import profile as _profile
from server.cli_options import publisher as _publisher
from server.cli_options import register as _register
from server.cli_options import store as _store
from server.cli_review import annotate, explain_finding

_FORMATS: Final = ("table", "csv", "json", "tsv", "xml", "turtle", "ntriples", "jsonld", "rdfxml")


_REPORTS: Final = ("text", "json", "turtle", "html", "csv", "markdown", "junit")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text)
    else:
        output.write_text(text, "utf-8")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mingzhang")
def main() -> None:
    """Mingzhang 明账: budget disclosures of Chinese local governments as a knowledge graph.

    Load disclosures, check their sums, ask questions, serve the graph.
    """


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@_store
@_base
@_jurisdiction
@_profile
@_register
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that read files; by default one per processor.")
@click.option("--again", is_flag=True, help="Read files again that are loaded and unchanged.")
@click.option(
    "--timeout", type=click.IntRange(1, 86_400), default=600, show_default=True, help="Seconds that one file may take."
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the load report to this file; its suffix decides the form: .json, .html, or text.",
)
def load(
    paths: tuple[Path, ...],
    location: str,
    base: str,
    jurisdiction: str | None,
    profile: str | None,
    register: str | None,
    jobs: int | None,
    again: bool,
    timeout: int,
    report_file: Path | None,
) -> None:
    """Load disclosures (files or folders) into a store.

    All files of one command become visible together. Loading a file again changes nothing; a corrected file replaces
    what the old one said. Ends with 1 when a file was refused; the others are loaded.
    """
    from server import load_report, loading, reading, terminal
    from server.store import open_store

    files = loading.candidates(paths)
    if not files:
        raise click.UsageError("none of these folders holds a file that could be a disclosure; name the file itself")
    terminal.tell_not_tried(loading.not_tried(paths))
    with terminal.progress() as progress:
        task = progress.add_task("", total=len(files))
        outcome = loading.load(
            open_store(location),
            files,
            how=reading.How(base, jurisdiction, profile, timeout, register=register),
            jobs=jobs,
            again=again,
            progress=lambda read: progress.update(task, advance=1, description=read.path.name),
            say=terminal.tell,
        )
    terminal.say(outcome, verbose=len(files) <= 20)
    if report_file is not None:
        report_file.write_text(load_report.render(outcome, report_file.suffix), "utf-8")
    if outcome.refused:
        sys.exit(1)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_jurisdiction
@_profile
@_register
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@_output
def explain(
    file: Path, jurisdiction: str | None, profile: str | None, register: str | None, form: str, output: Path | None
) -> None:
    """Explain how one document is read: what is recognised, by which rule, on what evidence, and what is not.

    Needs no store. Ends with 1 when `load` would refuse the file.
    """
    from server import explaining, reading

    text, refused = explaining.explain(file, reading.How(DEFAULT_BASE, jurisdiction, profile, register=register), form)
    _write(text, output)
    if refused:
        sys.exit(1)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@_jurisdiction
@_profile
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@_output
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that read files; by default one per processor.")
def fidelity(
    paths: tuple[Path, ...],
    jurisdiction: str | None,
    profile: str | None,
    form: str,
    output: Path | None,
    jobs: int | None,
) -> None:
    """Compare the numbers that documents print, counted a second way, with the figures read from them.

    Needs no store. Ends with 1 when a document is refused, or less than 99 % of its amounts are mapped.
    """
    from server import loading, measuring, reading, terminal

    files = loading.candidates(paths)
    if not files:
        raise click.UsageError("none of these folders holds a file that could be a disclosure; name the file itself")
    with terminal.progress() as progress:
        task = progress.add_task("", total=len(files))
        how = reading.How(DEFAULT_BASE, jurisdiction, profile)
        text, faithful = measuring.fidelity(
            files, how, jobs, form, lambda path: progress.update(task, advance=1, description=path.name)
        )
    _write(text, output)
    if not faithful:
        sys.exit(1)


@main.command()
@_store
@click.option("--format", "form", type=click.Choice(_REPORTS), default="text", show_default=True)
@_output
@click.option(
    "--known",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Findings that explain-finding wrote down: they are shown as known, and not counted.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier report as JSON: its findings are known; what became of them is shown.",
)
@click.option("--again", is_flag=True, help="Check everything, also what did not change since it was last checked.")
@click.option(
    "--engine",
    type=click.Choice(["sets", "pyshacl"]),
    default="sets",
    show_default=True,
    help="pyshacl is the reference SHACL engine: slow, and it lists findings only.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "remark"]),
    default="violation",
    show_default=True,
    help="The softest finding that counts: for the exit code, and as a failure in JUnit. What is incomplete never does.",
)
@click.option("--cube", is_flag=True, help="Check the 21 integrity constraints of the Data Cube vocabulary instead.")
def check(
    location: str,
    form: str,
    output: Path | None,
    known: Path | None,
    baseline: Path | None,
    again: bool,
    engine: Literal["sets", "pyshacl"],
    fail_on: str,
    cube: bool,
) -> None:
    """Check every disclosure of a store against the accounting identities.

    Ends with 1 when there are violations (or what --fail-on says); with --known or --baseline, when there are new ones.
    """
    from server import checking
    from server.store import open_store
    from shapes.render import WITH_PASSES

    if cube and (known or baseline or fail_on != "violation"):
        raise click.UsageError(
            "--cube has no findings to compare or to judge: leave out --known, --baseline, --fail-on"
        )
    past = checking.past(known, baseline)
    store = open_store(location)
    if cube:
        text, conforms = checking.cube(store, form)
    else:
        report = checking.report(store, engine=engine, again=again, whole=form in WITH_PASSES)
        text, conforms = checking.identities(report.failing_on(fail_on), form, past)
    # With its mark, spreadsheets read Chinese as it is; a pipe gets none, because programs would take it for text.
    _write("\ufeff" + text if form == "csv" and output else text, output)
    if not conforms:
        sys.exit(1)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), metavar="FILE|-")
@_store
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="A graph is always written as RDF.",
)
@click.option("--timeout", type=click.FloatRange(min=0.1), default=120.0, show_default=True, help="Seconds.")
def query(file: Any, location: str, form: str, timeout: float) -> None:
    """Run a SPARQL query from a file, or from the standard input (-)."""
    from server import asking
    from server.store import open_store

    store = open_store(location)
    store.version()
    try:
        text = file.read()
    except UnicodeDecodeError as error:
        raise click.ClickException(f"the query is not UTF-8 (byte {error.start + 1})") from error
    asking.run(store, text, form, timeout)


@main.command()
@_store
@_base
@_publisher
@click.option(
    "--dumps",
    type=click.Path(file_okay=False),
    default="",
    metavar="DIR",
    help="Folder that `mingzhang export` wrote to: its dumps are offered below /data/.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--url",
    default="",
    metavar="URL",
    callback=lambda _context, _parameter, value: check_base(value) if value else "",
    help="Address under which the public reaches the service, when a proxy stands in front of it.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    help="Seconds that one query may take.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Queries of visitors that run at a time.",
)
def serve(
    location: str, base: str, publisher: str, dumps: str, host: str, port: int, url: str, timeout: float, workers: int
) -> None:
    """Serve the store: pages, stored questions, SPARQL, linked data."""
    from server import serving

    settings = {"STORE": location, "BASE": base, "URL": url, "QUERY_SECONDS": timeout, "QUERY_WORKERS": workers}
    settings |= {"PUBLISHER": publisher, "DUMPS": dumps}
    serving.serve(settings, host, port)


@main.command()
@_store
@_base
@_publisher
@click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder for the dumps, made if needed; each dataset version gets a folder of its own in it.",
)
def export(location: str, base: str, publisher: str, output: Path) -> None:
    """Write a dump: N-Quads, Turtle, one CSV per table kind, catalogue, checksums."""
    from server.publishing import publisher as who
    from server.publishing.export import run
    from server.store import open_store

    said = who.read(publisher) if publisher else who.NOBODY
    for path in run(open_store(location), output, base=base, publisher=said):
        click.echo(f"{path}  {path.stat().st_size:,} bytes")


@main.command()
@click.option(
    "--store",
    "location",
    default=".demo/store",
    show_default=True,
    metavar="DIR",
    help="Folder for the store of the demo.",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The next free one is taken when it is in use.",
)
@click.option("--serve/--no-serve", "serving_wanted", default=True, help="Load and check only.")
def demo(location: str, host: str, port: int, serving_wanted: bool) -> None:
    """Load the sample disclosures, check them, serve them, and say what to open."""
    import samples
    from server import checking, loading, reading, serving, terminal
    from server.publishing.export import run
    from server.store import open_store

    logging.basicConfig(level=logging.WARNING)
    store = open_store(location)
    files = list(samples.paths())
    click.echo(told(f"Loading {len(files)} sample disclosures …"))
    outcome = loading.load(store, files, how=reading.How(DEFAULT_BASE), say=terminal.tell)
    terminal.say(outcome, verbose=False)
    click.echo(checking.summary(store))
    if outcome.refused:
        sys.exit(1)
    if serving_wanted:
        dumps = f"{location}-dumps"
        run(store, Path(dumps), base=DEFAULT_BASE)
        serving.serve({"STORE": location, "DUMPS": dumps}, host, serving.free_port(host, port), guide=True)


main.add_command(explain_finding)
main.add_command(annotate)


if __name__ == "__main__":
    main()
