"""The command `mingzhang fidelity`: documents measured one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from loaders.fidelity import Fidelity, measure
from loaders.fidelity_report import is_faithful, render


def fidelity(
    paths: Sequence[Path], jurisdiction: str | None, profile: str | None, form: str, progress: Callable[[Path], None]
) -> tuple[str, bool]:
    """Return the report in a form of `loaders.fidelity_report.FORMATS`, and whether every document is faithful."""
    found: list[Fidelity] = []
    for path in paths:
        progress(path)
        try:
            found.append(measure(path, jurisdiction=jurisdiction, profile_name=profile))
        except Exception as error:  # the second count knows no damaged files: one must not hide the others
            reason = f"{path.name}: it could not be measured ({type(error).__name__}: {error})"
            found.append(Fidelity(path.name, refusal=reason))
    return render(found, form), is_faithful(found)
