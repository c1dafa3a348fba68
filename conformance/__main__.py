"""``python -m conformance --suites FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import samples
from conformance.outcome import SuiteMissingError, SuiteResult, render_json, render_text
from conformance.subject import Subject, SubjectError
from conformance.suites import SUITES, Suite


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--suites", "folder", required=True, type=click.Path(path_type=Path), help="Folder with copies of the suites."
)
@click.option("--url", default="", help="Address of a running service; without it one is started on the data.")
@click.option(
    "--only", multiple=True, type=click.Choice([suite.name for suite in SUITES]), help="Run these suites only."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--verbose", is_flag=True, help="List every case, not only failures.")
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def main(
    folder: Path,
    url: str,
    only: tuple[str, ...],
    form: str,
    output: Path | None,
    verbose: bool,
    documents: tuple[Path, ...],
) -> None:
    """Run suites that others wrote against DOCUMENTS (the samples when there are none) and the service on them.

    Ends with 1 when a case fails; suites that are not in the folder are skipped.
    """
    if not folder.is_dir():
        raise click.UsageError(f"no folder {folder}: make one and put copies of the suites there (docs/conformance.md)")
    subject = Subject(documents or samples.paths(), url if not url or url.endswith("/") else f"{url}/")
    try:
        results = [_run(suite, folder, subject) for suite in SUITES if not only or suite.name in only]
    except SubjectError as error:
        raise click.ClickException(str(error)) from error
    finally:
        subject.close()
    text = render_json(results) if form == "json" else render_text(results, verbose=verbose)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)
    sys.exit(any(result.count("failed") for result in results))


def _run(suite: Suite, folder: Path, subject: Subject) -> SuiteResult:
    try:
        return SuiteResult(suite.name, suite.title, tuple(suite.run(folder, subject)))
    except SuiteMissingError as error:
        return SuiteResult(suite.name, suite.title, skipped=str(error))


if __name__ == "__main__":
    main()
