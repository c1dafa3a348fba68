"""What the commands say in the terminal while they load, and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from loaders import words
from server.loading import Outcome

_NAMED: Final = 8
"""How many files that are not read are named."""


def tell(message: str) -> None:
    """Say something that is no result, such as what takes its time."""
    click.echo(message, err=True)


def tell_not_tried(paths: Sequence[Path]) -> None:
    """Say which files of folders are not read."""
    if paths:
        more = f" … (+{len(paths) - _NAMED})" if len(paths) > _NAMED else ""
        names = ", ".join(path.name for path in paths[:_NAMED]) + more
        tell(words.both(f"not tried, because no disclosure is published in this format: {names}"))


def progress() -> Progress:
    """A progress bar; none where the errors go to a file."""
    console = Console(stderr=True)
    shown = console.is_terminal
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        console=console,
        disable=not shown,
        transient=True,
    )


def say(outcome: Outcome, *, verbose: bool) -> None:
    """Say what a load did: each file that was refused or replaced another; every file when `verbose`."""
    for read in outcome.files:
        if read.error:
            click.echo(f"拒收 REFUSED {words.in_both(read.error)}", err=True)
            continue
        for one in read.disclosures:
            change = outcome.change(one)
            if verbose:
                told = (one.summary, f"  {change}" if change else "")
                click.echo("\n".join(filter(None, told)), nl=any(told))
            elif one.disclosure in outcome.replaced:
                whose = f" ({one.details['office']})" if read.further else ""
                click.echo(f"{read.path.name}{whose}: {change}")
    click.echo(outcome.sentence)
