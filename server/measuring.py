"""The command `mingzhang fidelity`: documents measured, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from loaders.fidelity import Fidelity, measure
from loaders.fidelity_report import is_faithful, render
from server.reading import How, Refused, each


def fidelity(
    paths: Sequence[Path], how: How, jobs: int | None, form: str, progress: Callable[[Path], None]
) -> tuple[str, bool]:
    """Return the report in a form of `loaders.fidelity_report.FORMATS`, and whether every document is faithful."""
    found: list[Fidelity] = []
    for path, one in each(_measure, paths, how, jobs or os.cpu_count() or 1):
        found.append(Fidelity(path.name, refusal=one.why) if isinstance(one, Refused) else one)
        progress(path)
    return render(found, form), is_faithful(found)


def _measure(path: Path, how: How) -> Fidelity:
    try:
        return measure(path, jurisdiction=how.jurisdiction, profile_name=how.profile)
    except MemoryError:
        raise
    except Exception as error:  # the second count knows no damaged files: one must not hide the others
        return Fidelity(path.name, refusal=f"{path.name}: it could not be measured ({type(error).__name__}: {error})")
