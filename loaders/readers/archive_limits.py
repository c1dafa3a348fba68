"""Bounds of ZIP containers, checked before anything inside is unpacked: archives, and the Office files that are archives too."""

from __future__ import annotations

import io
import zipfile

from loaders.errors import LoadError

MAX_MEMBERS = 2_000
MAX_TOTAL = 400_000_000
MAX_RATIO = 250
_RATIO_FROM = 4_000_000
#: The XML of an Office file is held in memory many times over; pictures are not read at all.
MAX_XML = 80_000_000


def open_zip(name: str, data: bytes) -> zipfile.ZipFile:
    """Open a ZIP container whose stated sizes are within the bounds.

    Raises:
        LoadError: It is damaged, encrypted, or would unpack to more than the bounds (a ZIP bomb).
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise LoadError(
            "the file is damaged",
            where=name,
            why=f"It starts like a ZIP or Office file but cannot be opened: {error}.",
            remedy="Download it again: it may have been cut off.",
        ) from error
    total = sum(member.file_size for member in members)
    bombs = [m for m in members if m.file_size > _RATIO_FROM and m.file_size > MAX_RATIO * max(1, m.compress_size)]
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL or bombs:
        raise LoadError(
            "the file would unpack to more than is safe",
            where=name,
            why=f"It holds {len(members)} files of {total:,} bytes, compressed to {len(data):,}.",
            remedy="Unpack it by hand and load the disclosure itself.",
        )
    if any(member.flag_bits & 1 for member in members):
        raise LoadError(
            "the file is encrypted",
            where=name,
            why="It opens only with a password.",
            remedy="Unpack it and load what it holds.",
        )
    return archive


def check_office(name: str, data: bytes) -> None:
    """Check that an Office file is within the bounds before its XML is read. Raises as `open_zip` does."""
    with open_zip(name, data) as archive:
        xml = sum(
            member.file_size for member in archive.infolist() if member.filename.lower().endswith((".xml", ".rels"))
        )
    if xml > MAX_XML:
        raise LoadError(
            "the file is too large to be read safely",
            where=name,
            why=f"Its text takes {xml:,} bytes; up to {MAX_XML:,} are read.",
            remedy="Save only the tables of the disclosure.",
        )


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Return the bytes of a member, never more than it states.

    Raises:
        LoadError: The member is damaged or holds more than it states.
    """
    try:
        with archive.open(member) as stream:
            data = stream.read(member.file_size + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _member_damaged(name, str(error)) from error
    except Exception as error:  # zlib.error and lzma errors have no common base
        raise _member_damaged(name, f"{type(error).__name__} {error}") from error
    if len(data) > member.file_size:
        raise _member_damaged(name, "it holds more than it states")
    return data


def _member_damaged(name: str, why: str) -> LoadError:
    return LoadError("the file is damaged", where=name, why=f"Unpacking failed: {why}.", remedy="Download it again.")
