# ruff: noqa: PLC0415  (each command imports what it needs, so that --help does not wait for the engines)
"""The commands of reviewers: ``mingzhang explain-finding`` and ``mingzhang annotate``."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli_options import store


@click.command("explain-finding")
@click.argument("name", metavar="ID")
@store
@click.option("--note", metavar="TEXT", help="Why the finding is as it is. Without it, the finding is only shown.")
@click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    default="known-findings.toml",
    show_default=True,
    help="File of explained findings, for version control; made if needed.",
)
def explain_finding(name: str, location: str, note: str | None, path: Path) -> None:
    """Explain a finding with a note, so that check --known counts it no more.

    ID is the id that every report shows, such as C1-3f0b9a1c55.
    """
    from server import checking
    from server.store import open_store

    if note is not None and not note.strip():
        raise click.BadParameter("say why the finding is as it is", param_hint="--note")
    one = checking.finding(open_store(location), name)
    click.echo("\n".join([*one.message.values(), *(one.hint.message.values() if one.hint else ())]))
    if note is not None:
        checking.explain(path, one, note.strip())
        from loaders import words

        click.echo(words.both(f"explained in {path}; now: mingzhang check --known {path}"))


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="SOURCE.pdf")
@store
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The annotated copy, a PDF."
)
@click.option(
    "--known",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Findings that explain-finding wrote down: boxed in grey.",
)
@click.option("--passed", is_flag=True, help="Box the figures of checks that hold, too, in green.")
def annotate(source: Path, location: str, output: Path, known: Path | None, passed: bool) -> None:
    """Box every figure that a finding rests on, in a copy of a PDF document that was loaded.

    SOURCE.pdf is the very file that was loaded; it is not changed. Each box says what was found.
    """
    from loaders import words
    from server import annotating, checking
    from server.store import open_store
    from shapes.wording import counted

    done = annotating.annotate(open_store(location), source, output, past=checking.past(known, None), passed=passed)
    found, boxed = counted(done.findings, "finding"), counted(done.boxed, "place")
    click.echo(words.both(f"{output}: {found}, {boxed} boxed"))
    for what in done.missing:
        click.echo(f"  没有框出：{what['zh']} · not boxed: {what['en']}")
