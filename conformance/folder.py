"""Finding a suite in the folder of copies."""

from __future__ import annotations

from pathlib import Path

from conformance.outcome import SuiteMissingError


def find(folder: Path, ending: str, repository: str) -> Path:
    """Return the one file or folder below `folder` whose path ends with `ending`, such as ``shacl/shapes.ttl``.

    Args:
        folder: The folder of copies.
        ending: Last parts of the path, with slashes.
        repository: Where it comes from, for the message.

    Raises:
        SuiteMissingError: There is none.
    """
    name = ending.rsplit("/", maxsplit=1)[-1]
    found = sorted(path for path in folder.rglob(name) if path.as_posix().endswith(f"/{ending}"))
    if not found:
        raise SuiteMissingError(f"no {ending} below {folder}: put a copy of {repository} there")
    return found[0]
