"""Registers of bodies: names that one department or unit has had, and what was merged into it. Data, with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from loaders.errors import LoadError
from loaders.text import squeeze


@dataclass(frozen=True)
class Body:
    """A public body of a division, as a register has it; names stand without the divisions in front of them.

    Attributes:
        name: The name that it has now.
        others: Other names of it, now and before.
        absorbed: Bodies that were merged into it: other bodies, with addresses of their own.
        source: Where this is known from.
    """

    division: str
    name: str
    others: tuple[str, ...]
    absorbed: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Bodies:
    """A register: finds a body by any of its names. ``generic`` are names of projects that identify none."""

    by_name: dict[tuple[str, str], Body] = field(default_factory=dict)
    generic: frozenset[str] = frozenset()

    def named(self, division: str, name: str) -> Body | None:
        """Return the body that has this name in a division, if the register has it."""
        return self.by_name.get((division, squeeze(name)))

    def key(self, division: str, name: str) -> str:
        """Return the name by which a body is known: the one of the register, else the name itself."""
        body = self.named(division, name)
        return name if body is None else body.name

    def successor(self, division: str, name: str) -> Body | None:
        """Return the body that a body of this name was merged into."""
        wanted = squeeze(name)
        bodies = (body for (code, _), body in self.by_name.items() if code == division)
        return next((body for body in bodies if wanted in body.absorbed), None)


@cache
def load(path: str | None = None) -> Bodies:
    """Load the register that ships, and one's own beside it.

    Raises:
        LoadError: The file cannot be read, lacks something, or gives one name to two bodies.
    """
    shipped = tomllib.loads(files("loaders").joinpath("registers", "linking.toml").read_text(encoding="utf-8"))
    if path is None:
        return _bodies(shipped.get("body", ()), shipped["generic-projects"])
    try:
        own = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        generic = [*shipped["generic-projects"], *own.get("generic-projects", ())]
        return _bodies([*shipped.get("body", ()), *own.get("body", ())], generic)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise LoadError(
            "the register cannot be used",
            where=path,
            why=f"{type(error).__name__}: {error}.",
            remedy="Mend the file (docs/how-to/link-departments.md).",
        ) from error


def _bodies(entries: Iterable[dict[str, Any]], generic: Iterable[str]) -> Bodies:
    found: dict[tuple[str, str], Body] = {}
    for entry in entries:
        others = tuple(squeeze(name) for part in ("aliases", "former") for name in entry.get(part, ()))
        absorbed = tuple(squeeze(name) for name in entry.get("absorbed", ()))
        body = Body(entry["division"], squeeze(entry["name"]), others, absorbed, entry["source"])
        for name in (body.name, *others):
            if found.setdefault((body.division, name), body) is not body:
                raise ValueError(f"“{name}” of {body.division} is the name of two bodies")
    return Bodies(found, frozenset(map(squeeze, generic)))
