"""A folder of dumps: one folder per dataset version, written whole or not at all, never changed again."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from server.errors import StoreError
from server.publishing.facts import File, Measured, measure

SUMS: Final = "SHA256SUMS"
_VERSION: Final = re.compile(r"[0-9a-f]{16}")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")


class Dumps:
    """The dumps below a folder: ``FOLDER/{dataset version}/…``; there may be none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> list[str]:
        """The versions that are there whole, in the order in which they were written, the last one first."""
        if not self.folder.is_dir():
            return []
        found = [
            entry for entry in self.folder.iterdir() if _VERSION.fullmatch(entry.name) and (entry / SUMS).is_file()
        ]
        return [entry.name for entry in sorted(found, key=lambda entry: (-(entry / SUMS).stat().st_mtime, entry.name))]

    def files(self, version: str) -> list[File]:
        """The files of a version, the checksums first read then believed; empty when it is not there."""
        folder = self.folder / version
        if not _VERSION.fullmatch(version) or not (folder / SUMS).is_file():
            return []
        lines = map(_LINE.fullmatch, (folder / SUMS).read_text("utf-8").splitlines())
        named = [(match[2], match[1]) for match in lines if match and (folder / match[2]).is_file()]
        return [File(name, Measured((folder / name).stat().st_size, sha256)) for name, sha256 in named]

    def path(self, version: str, name: str) -> Path | None:
        """A file of a version; None when there is none of that name, whatever the name is."""
        if not _VERSION.fullmatch(version) or not _NAME.fullmatch(name):
            return None
        path = self.folder / version / name
        return path if path.is_file() else None

    @contextmanager
    def writing(self, version: str) -> Iterator[Writer]:
        """Write a version; it appears when all of it is there, in place of one that was there before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        work = self.folder / f"{version}.new"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            writer = Writer(work)
            yield writer
            writer.put(SUMS, "".join(f"{f.measured.sha256}  {f.name}\n" for f in writer.files).encode())
            target = self.folder / version
            if target.exists() and not (target / SUMS).is_file():
                raise StoreError(f"{target} is no dump; name another folder")
            shutil.rmtree(target, ignore_errors=True)
            work.rename(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)


class Writer:
    """The files of a version in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[File] = []

    def put(self, name: str, content: bytes) -> File:
        """Write a file."""
        (self.folder / name).write_bytes(content)
        return self._note(name)

    def pack(self, name: str, chunks: Iterable[bytes]) -> File:
        """Write a file compressed; neither name nor time in its head, so that the same content gives the same bytes."""
        path = self.folder / name
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            for chunk in chunks:
                packed.write(chunk)
        return self._note(name)

    def _note(self, name: str) -> File:
        file = File(name, measure((self.folder / name).read_bytes()))
        self.files.append(file)
        return file
