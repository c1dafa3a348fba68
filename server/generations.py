"""The folder of an embedded store: immutable generations and a pointer to the current one.

::

    STORE/current                  the name of the current generation, replaced atomically
    STORE/lock                     held by the one writer
    STORE/read/                    what was read from each file (`server.journal`); nothing depends on it
    STORE/generations/000007/      one published state, never written to again
        data/                      the on-disk store (Oxigraph)
        manifest.json              graph -> content hash, and the dataset version
        shared.json                document -> what it says of shared entities, as N-Quads
        in-use                     locked (shared) by every process that has this generation open

The operating system releases the locks of a killed process, so nothing has to be repaired after a crash: a generation
that was never pointed to is rubbish, and the next writer removes it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from server.content import dataset_version
from server.errors import StoreBusyError, StoreError

FORMAT: Final = 1
_ATTEMPTS: Final = 50  # a reader loses the race against a writer's sweep at most once per published generation


@dataclass(frozen=True)
class Manifest:
    """What a generation holds: content hash of each graph, by its IRI; and when it was published (UTC)."""

    hashes: dict[str, str]
    published: datetime | None = None

    @property
    def version(self) -> str:
        """The dataset version, 16 hex digits."""
        return dataset_version(self.hashes)


@dataclass
class Lease:
    """A generation that cannot be removed while the lease is held."""

    name: str
    folder: Path
    manifest: Manifest
    _lock: IO[bytes]

    @property
    def data(self) -> Path:
        """The folder of the on-disk store."""
        return self.folder / "data"

    def shared(self) -> dict[str, bytes]:
        """Document -> what it says of shared entities."""
        content: dict[str, str] = json.loads((self.folder / "shared.json").read_text("utf-8"))
        return {document: nquads.encode() for document, nquads in content.items()}

    def release(self) -> None:
        """Let a writer remove the generation."""
        self._lock.close()


class Generations:
    """The generations of one store folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "generations"

    def current(self) -> str | None:
        """The name of the current generation; None when nothing was ever published."""
        try:
            return (self.root / "current").read_text().strip() or None
        except FileNotFoundError:
            return None

    def lease(self) -> Lease:
        """Hold the current generation; raises StoreError when there is none or it is damaged."""
        for _ in range(_ATTEMPTS):
            name = self.current()
            if name is None:
                raise StoreError(f"there is no store in {self.root}; fill one with: mingzhang load FILE… --store DIR")
            folder = self.folder / name
            try:
                lock = (folder / "in-use").open("rb")
            except FileNotFoundError:
                continue  # swept between the two reads: the pointer has moved
            fcntl.flock(lock, fcntl.LOCK_SH)
            if (folder / "manifest.json").exists():
                return Lease(name, folder, read_manifest(folder), lock)
            lock.close()
        raise StoreError(f"{self.root}/current names a generation that is not there; load the documents again")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; raises StoreBusyError at once when there is another."""
        self._prepare()
        with (self.root / "lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"another process is writing to the store {self.root}; wait until it ends and try again"
                raise StoreBusyError(message) from None
            self.sweep()
            yield

    def _prepare(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise StoreError(f"{self.root} is a file; --store needs a folder or the URL of a SPARQL endpoint")
        ours = {"current", "current.new", "lock", "generations", "read"}
        try:
            strangers = {entry.name for entry in self.root.iterdir()} - ours if self.root.exists() else set()
            if strangers and not (self.root / "current").exists():
                raise StoreError(f"{self.root} holds other files ({min(strangers)}, …); name a new or empty folder")
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the store {self.root} cannot be written: {error.strerror or error}") from error

    def next_folder(self) -> Path:
        """The folder for the next generation; only for the writer."""
        folder = self.folder / f"{int(self.current() or 0) + 1:06d}"
        folder.mkdir()
        (folder / "in-use").touch()
        return folder

    def publish(self, folder: Path, manifest: Manifest, shared: Mapping[str, bytes]) -> None:
        """Make a finished generation the current one: everything reaches the disk before the pointer moves."""
        published = (manifest.published or datetime.now(UTC)).isoformat(timespec="seconds")
        content = {
            "format": FORMAT,
            "version": manifest.version,
            "published": published,
            "graphs": manifest.hashes,
        }
        (folder / "manifest.json").write_text(json.dumps(content, indent=0, sort_keys=True), "utf-8")
        said = {document: nquads.decode() for document, nquads in sorted(shared.items())}
        (folder / "shared.json").write_text(json.dumps(said, indent=0, ensure_ascii=False), "utf-8")
        for path in [*folder.rglob("*"), folder, self.folder]:
            _sync(path)
        pointer = self.root / "current.new"
        pointer.write_text(folder.name + "\n")
        _sync(pointer)
        pointer.replace(self.root / "current")
        _sync(self.root)

    def sweep(self) -> None:
        """Remove every generation that is neither current nor in use; only for the writer."""
        current = self.current()
        for folder in self.folder.iterdir():
            if folder.name != current:
                _remove_unless_used(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; raises StoreError when another version of this program wrote it."""
    content = json.loads((folder / "manifest.json").read_text())
    if content.get("format") != FORMAT:
        raise StoreError(f"{folder.parent.parent} was written by another version; load the documents into a new store")
    published = content.get("published")
    return Manifest(content["graphs"], datetime.fromisoformat(published) if published else None)


def _remove_unless_used(folder: Path) -> None:
    try:
        with (folder / "in-use").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The manifest goes first: a reader that gets its lock after this looks for it and tries again.
            (folder / "manifest.json").unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)  # its writer was killed before the generation was complete
    except BlockingIOError:
        return


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
