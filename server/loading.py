"""Loading files into a store: each file is read in a process of its own, one writer puts what was read into the store."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import shapes
from loaders import pipeline
from loaders.errors import LoadError
from server import provenance, vocabulary
from server.content import LOAD_GRAPH
from server.store import Store, Writer

MAX_SECONDS: Final = 600
"""A file that takes longer to read is refused: a hostile one must not hold up the others."""

MAX_MEMORY: Final = 4 << 30
"""Bytes of address space of a process that reads files."""


@dataclass(frozen=True)
class Read:
    """What became of one file: the quads, or the reason why there are none.

    Attributes:
        disclosure: IRI of the disclosure, which is also its graph; empty when the file was refused.
        nquads: quads of that graph.
        shared: quads of the graphs of shared entities.
        report: quads of the report graph.
        provenance: quads of the graph that says how and when it was read.
        summary: the load report for a terminal.
        details: the load report for programs.
        error: why the file was refused.
    """

    path: Path
    disclosure: str = ""
    nquads: bytes = b""
    shared: bytes = b""
    report: bytes = b""
    provenance: bytes = b""
    summary: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass
class Outcome:
    """What a load did: files in the order given, and whether the store changed."""

    files: list[Read] = field(default_factory=list)
    loaded: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    published: bool = False

    @property
    def refused(self) -> list[Read]:
        """The files that were refused."""
        return [read for read in self.files if read.error]

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        counted = f"{len(self.loaded)} loaded, {len(self.unchanged)} unchanged, {len(self.refused)} refused"
        return counted if self.published else f"{counted}; the store was not changed"

    def to_json(self) -> str:
        """The load report for programs."""
        content = [read.details or {"file": read.path.name, "error": read.error} for read in self.files]
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def candidates(paths: Iterable[Path]) -> list[Path]:
    """The files to read: those named, and those in the folders named that may be disclosures; each once, in order."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (entry for entry in sorted(path.rglob("*")) if entry.is_file() and pipeline.is_candidate(entry))
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found)


@dataclass(frozen=True)
class How:
    """How files are read.

    Attributes:
        base: data base of the addresses.
        jurisdiction: GB/T 2260 code for all files, when their text does not settle it.
        profile: a profile that ships or the path of one's own, when the document shall not decide.
    """

    base: str
    jurisdiction: str | None = None
    profile: str | None = None


def read(path: Path, how: How) -> Read:
    """Read and check one file; never raises for what is wrong with the file."""
    started = provenance.now()
    try:
        loaded = pipeline.load_file(path, base=how.base, jurisdiction=how.jurisdiction, profile_name=how.profile)
        report = shapes.check_nquads(loaded.nquads + loaded.shared)
        return Read(
            path,
            loaded.disclosure,
            loaded.nquads,
            loaded.shared,
            report.to_nquads()[f"{loaded.disclosure}/report"],
            provenance.nquads(
                loaded.disclosure,
                file=loaded.report.file,
                sha256=loaded.sha256,
                profile=loaded.report.profile,
                started=started,
                ended=provenance.now(),
            ),
            loaded.report.to_text(),
            loaded.report.to_dict(),
        )
    except LoadError as error:
        return Read(path, error=str(error))
    except OSError as error:
        return Read(path, error=f"{path}: the file cannot be read: {error.strerror or error}")
    except Exception as error:  # a defect of ours must not stop the other files, nor pass in silence
        if os.environ.get("MINGZHANG_DEBUG"):
            raise
        kind = type(error).__name__
        return Read(path, error=f"{path}: an unexpected error while reading ({kind}: {error}). Please report it.")


def read_all(paths: Sequence[Path], how: How, jobs: int) -> Iterator[Read]:
    """Read files in `jobs` processes, in the order of `paths`; a file that kills its process is refused like any other."""
    waiting: dict[Path, Read] = {}
    remaining = list(paths)
    order = iter(paths)
    current = next(order, None)
    for found in _unordered(remaining, how, jobs):
        waiting[found.path] = found
        while current is not None and current in waiting:
            yield waiting.pop(current)
            current = next(order, None)


def _unordered(paths: Sequence[Path], how: How, jobs: int) -> Iterator[Read]:
    done: set[Path] = set()
    with _pool(min(jobs, len(paths))) as pool:
        queue = iter(paths)
        running: dict[Future[Read], Path] = {}
        try:
            while True:
                # Only a few files ahead: their quads wait in memory until the writer takes them.
                for path in queue:
                    running[pool.submit(_bounded, path, how)] = path
                    if len(running) >= 2 * jobs:
                        break
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    path = running[future]
                    found = future.result()
                    del running[future]
                    done.add(path)
                    yield found
        except BrokenProcessPool:
            pass
    for path in paths:  # one of them ended its process; alone, each answers for itself
        if path not in done:
            yield _alone(path, how)


def _alone(path: Path, how: How) -> Read:
    with _pool(1) as pool:
        try:
            return pool.submit(_bounded, path, how).result()
        except BrokenProcessPool:
            return Read(path, error=f"{path}: reading this file ends the process that reads it. It may be damaged.")


def _bounded(path: Path, how: How) -> Read:
    """Read one file in bounded time; runs in a process of the pool."""

    def stop(_signal: int, _frame: object) -> None:
        raise LoadError(
            "reading takes too long",
            where=path.name,
            why=f"It was not done after {MAX_SECONDS} seconds.",
            remedy="Split the document, or export its tables to a simpler format.",
        )

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(MAX_SECONDS)
    try:
        return read(path, how)
    except LoadError as error:  # the alarm came between two steps of `read`
        return Read(path, error=str(error))
    except MemoryError:
        return Read(
            path, error=f"{path}: the document needs more than {MAX_MEMORY >> 30} GiB of memory. It may be hostile."
        )
    finally:
        signal.alarm(0)


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max(1, jobs), mp_context=multiprocessing.get_context("spawn"), initializer=_limit_memory)


def load(
    store: Store,
    paths: Sequence[Path],
    *,
    how: How,
    jobs: int | None = None,
    progress: Callable[[Read], None] = lambda _: None,
) -> Outcome:
    """Load files into a store, all in one atomic step.

    Args:
        store: where to; made when it does not exist.
        paths: files, as from `candidates`.
        how: base, jurisdiction and profile for all files.
        jobs: processes; by default one per processor.
        progress: called after each file.

    Raises:
        StoreError: the store cannot be written; nothing was changed.
    """
    outcome = Outcome()
    with store.writing() as writer:
        vocabulary.write(writer)
        sources: dict[str, Path] = {}
        for found in read_all(paths, how, jobs or os.cpu_count() or 1):
            taken = _put(writer, found, sources, outcome)
            outcome.files.append(taken)
            progress(taken)
        outcome.published = writer.commit()
    return outcome


def _put(writer: Writer, found: Read, sources: dict[str, Path], outcome: Outcome) -> Read:
    if found.error:
        return found
    if found.disclosure in sources:
        other = sources[found.disclosure]
        message = f"{found.path}: this is the same disclosure as {other} ({found.disclosure}). Load only the right one."
        return Read(found.path, error=message)
    sources[found.disclosure] = found.path
    changed = writer.replace(found.disclosure, found.nquads, found.shared)
    changed |= writer.replace(f"{found.disclosure}/report", found.report)
    if changed:
        writer.replace(f"{found.disclosure}{LOAD_GRAPH}", found.provenance)
    (outcome.loaded if changed else outcome.unchanged).append(found.path)
    return found
