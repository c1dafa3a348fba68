"""The command `mingzhang explain`: one document explained, as far as it can be read, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from loaders.errors import LoadError
from loaders.explain import Explanation, explain_file
from loaders.explain_report import render
from server.errors import InputError
from server.reading import How, Refused, each


def explain(path: Path, how: How, form: str) -> tuple[str, bool]:
    """Return the explanation in a form of `loaders.explain_report.FORMATS`, and whether the file would be refused.

    Raises:
        InputError: the file cannot even be read, or the profile or the register is malformed.
    """
    ((_, told),) = each(_explain, [path], how, 1)
    if isinstance(told, Refused):
        raise InputError(told.why)
    return render(told, form), any(one.refusal for one in (told, *told.others))


def _explain(path: Path, how: How) -> Explanation | Refused:
    try:
        return explain_file(path, jurisdiction=how.jurisdiction, profile_name=how.profile, register=how.register)
    except LoadError as error:
        return Refused(str(error))
