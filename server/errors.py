"""Errors that a user of the store, the commands or the service can act on, each with its HTTP status."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be read or written; the message says where, why and what to do."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class InputError(Exception):
    """A file or a name that a command was given cannot be used; the message says which, why and what to do."""


class QueryError(Exception):
    """A query that was not answered.

    Attributes:
        kind: stable word for programs: syntax, refused, timeout, too-large, memory, too-complex, busy, failed.
        status: HTTP status that fits.
        line: line in the query from 1, when known.
        column: character in that line from 1, when known.
    """

    STATUS = {  # noqa: RUF012  (a constant table, never changed)
        "syntax": 400,
        "refused": 400,
        "read-only": 403,
        "timeout": 503,
        "too-large": 413,
        "memory": 503,
        "too-complex": 400,
        "busy": 503,
        "failed": 500,
        "unreachable": 502,
    }

    def __init__(self, kind: str, message: str, line: int | None = None, column: int | None = None) -> None:
        self.kind, self.message, self.line, self.column = kind, message, line, column
        super().__init__(message)

    @property
    def status(self) -> int:
        """The HTTP status that fits this error."""
        return self.STATUS[self.kind]

    def __str__(self) -> str:
        """Place and message in one line, such as ``line 2, column 9: …``."""
        if self.line is None:
            return self.message
        return f"line {self.line}, column {self.column}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a process boundary with all attributes."""
        return QueryError, (self.kind, self.message, self.line, self.column)
