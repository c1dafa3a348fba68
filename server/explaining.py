"""The command `mingzhang explain`: one document explained, as far as it can be read."""

from __future__ import annotations

from pathlib import Path

import click

from loaders.errors import LoadError
from loaders.explain import explain_file
from loaders.explain_report import render
from server.reading import How


def explain(path: Path, how: How, form: str) -> tuple[str, bool]:
    """Return the explanation in a form of `loaders.explain_report.FORMATS`, and whether the file would be refused.

    Raises:
        click.ClickException: the file cannot even be read, or the profile is malformed.
    """
    try:
        told = explain_file(path, jurisdiction=how.jurisdiction, profile_name=how.profile, register=how.register)
    except LoadError as error:
        raise click.ClickException(str(error)) from error
    return render(told, form), bool(told.refusal)
