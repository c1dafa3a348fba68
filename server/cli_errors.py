"""How commands end when something goes wrong: one paragraph, in Chinese and English, never a traceback."""

from __future__ import annotations

import os
from typing import Any

import click

from server.errors import InputError, QueryError, StoreError


class Commands(click.Group):
    """A group whose commands end with one clear paragraph when something goes wrong, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; expected errors become messages, with exit code 1."""
        try:
            return super().invoke(ctx)
        except (InputError, StoreError, QueryError) as error:
            raise click.ClickException(told(str(error))) from error
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise click.ClickException(what) from error
        except click.ClickException as error:
            vars(error)["message"] = told(error.message)
            raise
        except (click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("MINGZHANG_DEBUG"):
                raise
            message = f"unexpected error ({type(error).__name__}: {error}). Set MINGZHANG_DEBUG=1 for all details."
            raise click.ClickException(told(message)) from error


def told(message: str) -> str:
    """Return a message in Chinese and English, in so far as its words are known (`loaders.words`)."""
    from loaders import words  # noqa: PLC0415  (only when there is something to say)

    return words.in_both(message)
