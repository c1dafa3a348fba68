"""Errors and signals that a user can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

_STOPS: Final = re.compile(r"(?<!\.)\.\.(?=\s|$)")

#: Ends the message about figures that may be a table and were not read as one: then no table is called missing.
READ_AS_TEXT = "were read as text, not as a table"


@dataclass(frozen=True)
class Place:
    """Where something stands in a source file: a line of a text, a box on a page, or a cell of a sheet (all from 1).

    ``file`` names the member when the source is an archive.
    """

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    ref: str | None = None
    box: tuple[float, float, float, float] | None = None
    file: str | None = None

    def __str__(self) -> str:
        """Return the place as a reader would say it."""
        if self.file is not None:
            return f"{self.file}, {replace(self, file=None)}"
        if self.sheet is not None:
            return f"sheet {self.sheet}, cell {self.ref}" if self.ref else f"sheet {self.sheet}"
        if self.page is not None:
            return f"page {self.page}"
        return f"line {self.line}" if self.line is not None else "the document"


class LoadError(Exception):
    """A file that cannot be loaded. Nothing of it enters the graph.

    Attributes:
        what: What is wrong, in one clause.
        where: File name, and the place inside it when known.
        why: The evidence.
        remedy: What the user can do.
        candidates: Possible answers when the cause is an ambiguity (for example division codes with full names).
    """

    def __init__(self, what: str, *, where: str, why: str, remedy: str, candidates: tuple[str, ...] = ()) -> None:
        self.what, self.where, self.why, self.remedy, self.candidates = what, where, why, remedy, candidates
        super().__init__(what, where, why, remedy)

    def __str__(self) -> str:
        """Return one paragraph: where, what, why, what to do."""
        listed = "".join(f"\n    {candidate}" for candidate in self.candidates)
        # What libraries say of an error may end in a full stop of its own.
        return _STOPS.sub(".", f"{self.where}: {self.what}. {self.why} {self.remedy}") + listed

    def __reduce__(self) -> tuple[object, ...]:
        """Keep keyword arguments when the error crosses a process boundary."""
        return _rebuild, (self.what, self.where, self.why, self.remedy, self.candidates)


def _rebuild(what: str, where: str, why: str, remedy: str, candidates: tuple[str, ...]) -> LoadError:
    return LoadError(what, where=where, why=why, remedy=remedy, candidates=candidates)


@dataclass(frozen=True)
class Signal:
    """Something a person should look at: it lands in the load report and never disappears.

    Attributes:
        level: ``ignored`` (left out by a named rule), ``notice`` (read, but unusual) or ``refused`` (not read).
        table: Title of the table, or ``None`` for the document.
        rule: What left it out, in words that are the same for everything it leaves out; empty where the message says only that.
    """

    level: str
    message: str
    place: Place
    table: str | None = None
    rule: str = ""

    @property
    def hides_tables(self) -> bool:
        """Return whether tables may stand in what was not read: figures taken for text, or a whole file of an archive."""
        whole_file = self.level == "refused" and self.place == Place(file=self.place.file) != Place()
        return whole_file or READ_AS_TEXT in self.message
