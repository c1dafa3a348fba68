"""Artefacts of the export to text that are not part of the printed document."""

from __future__ import annotations

import re

_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PAGE_NUMBER = re.compile(r"\s*page number\s*")


def clean(text: str) -> str:
    """Remove bookmark marks and control characters, which no page prints; everything else stays as printed."""
    return _BOOKMARK.sub("", _CONTROL.sub("", text))


def is_noise(line: str) -> bool:
    """Return whether a line is an artefact, such as a bare ``page number`` field."""
    return _PAGE_NUMBER.fullmatch(line) is not None
