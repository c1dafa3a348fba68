"""What each file became, remembered beside an embedded store, so that no file is read twice.

One small file per document read, in the folder ``read`` of the store. Until a load is published it holds what was read, so that a
load that was killed goes on where it was; afterwards only the hashes of the graphs that the document gave. A document is not read
again while it has the same bytes and name, is read by the same code, profiles and options, and the store still holds those graphs.
Nothing here is believed against the store, and the folder may be deleted at any time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from server.reading import How, Read

FOLDER: Final = "read"
_CODE: Final = ("loaders", "ontology", "shapes")
_LIBRARIES: Final = ("lxml", "openpyxl", "pdfplumber", "pypdfium2", "python-docx", "xlrd")
_BYTES: Final = ("nquads", "shared", "report", "provenance")


class Journal:
    """The memory of one store, for one way of reading."""

    def __init__(self, root: Path, how: How) -> None:
        self._folder = root / FOLDER
        profile = [how.profile] if how.profile and how.profile.endswith(".toml") else []
        files = [Path(name) for name in (*profile, how.register) if name]
        own = [hashlib.sha256(file.read_bytes() if file.is_file() else b"").hexdigest() for file in files]
        said = [reader_version(), how.base, how.jurisdiction or "", how.profile or "", how.register or "", *own]
        self._way = "\n".join(said)

    def recall(self, path: Path, hashes: Mapping[str, str]) -> Read | None:
        """What a file became, when it need not be read: with its quads where they are not in the store yet.

        Args:
            path: the file.
            hashes: graph -> content hash of the store.
        """
        try:
            with gzip.open(self._file(path), "rt", encoding="utf-8") as stream:
                said: dict[str, Any] = json.load(stream)
            graphs = said.pop("graphs", None)
            if graphs is not None and any(hashes.get(graph) != digest for graph, digest in graphs.items()):
                return None
            return _recalled(path, said)
        except (OSError, EOFError, ValueError, TypeError, KeyError):
            return None  # not there, or cut off when a machine failed: the file is read

    def keep(self, read: Read) -> None:
        """Remember what was read, before the store has it; a refused file is tried again another time."""
        if not read.error:
            self._write(read.path, _said(read))

    def settle(self, reads: Iterable[Read], hashes: Mapping[str, str]) -> None:
        """Remember of files that are in the store now only which graphs they gave, and the report."""
        for read in reads:
            graphs = [f"{one.disclosure}{end}" for one in read.disclosures for end in ("", "/report")]
            if all(graph in hashes for graph in graphs):
                self._write(
                    read.path, _said(without_quads(read)) | {"graphs": {graph: hashes[graph] for graph in graphs}}
                )

    def _write(self, path: Path, said: Mapping[str, object]) -> None:
        target = self._file(path)
        self._folder.mkdir(exist_ok=True)
        for old in self._folder.glob(f"{target.name.partition('-')[0]}-*"):
            if old != target:
                old.unlink(missing_ok=True)  # what the file was before it was corrected
        with gzip.open(target.with_suffix(".new"), "wt", compresslevel=1, encoding="utf-8") as stream:
            json.dump(said, stream, ensure_ascii=False)
        target.with_suffix(".new").replace(target)

    def _file(self, path: Path) -> Path:
        content = hashlib.sha256(f"{self._way}\n{path.name}\n".encode() + path.read_bytes()).hexdigest()
        return self._folder / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:24]}-{content[:40]}.gz"


def without_quads(read: Read) -> Read:
    """A file as remembered once its quads are in the store."""
    further = tuple(map(without_quads, read.further))
    return replace(read, nquads=b"", shared=b"", report=b"", provenance=b"", further=further)


def _said(read: Read) -> dict[str, Any]:
    said = {name: getattr(read, name) for name in ("disclosure", "summary", "details")}
    said |= {name: getattr(read, name).decode() for name in _BYTES}
    return said | {"further": [_said(one) for one in read.further]}


def _recalled(path: Path, said: Mapping[str, Any]) -> Read:
    plain = {name: said[name] for name in ("disclosure", "summary", "details")}
    quads = {name: said[name].encode() for name in _BYTES}
    further = tuple(_recalled(path, one) for one in said["further"])
    return Read(path, **plain, **quads, remembered=True, further=further)


@cache
def reader_version() -> str:
    """A hash of everything that decides what a document becomes: code, profiles and shapes, and the libraries that read files."""
    return code_version(_CODE, _LIBRARIES)


@cache
def code_version(packages: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """A hash of all files of some packages of ours, and of the versions of some libraries."""
    digest = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in libraries).encode())
    for package in packages:
        for name, content in sorted(_contents(files(package), package)):
            digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _contents(folder: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _contents(entry, f"{name}/{entry.name}")
        elif entry.is_file():
            yield f"{name}/{entry.name}", entry.read_bytes()
