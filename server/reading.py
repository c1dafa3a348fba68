"""Reading files, each in a process of its own with bounds of time and memory: a hostile file harms only itself."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any, Final, TypeVar

import shapes
from loaders import pipeline
from loaders.errors import LoadError
from server import provenance

MAX_SECONDS: Final = 600
"""A file that takes longer to read is refused: a hostile one must not hold up the others."""

MAX_MEMORY: Final = 4 << 30
"""Bytes of address space of a process that reads files."""

_GRACE: Final = 30
"""Seconds of processor time after which a process that does not heed the alarm is ended."""


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
        remembered: it was not read again: the store holds what it said, or an interrupted load had read it already.
        further: the other disclosures of the file, where it holds several; those of one file are loaded together or not at all.
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
    remembered: bool = False
    further: tuple[Read, ...] = ()

    @property
    def disclosures(self) -> tuple[Read, ...]:
        """The disclosures of the file, this one first."""
        return (self, *self.further)


@dataclass(frozen=True)
class How:
    """How files are read.

    Attributes:
        base: data base of the addresses.
        jurisdiction: GB/T 2260 code for all files, when their text does not settle it.
        profile: a profile that ships or the path of one's own, when the document shall not decide.
        register: path of a register of bodies of one's own.
        seconds: how long reading one file may take.
        memory: bytes of address space of a process that reads files.
    """

    base: str
    jurisdiction: str | None = None
    profile: str | None = None
    seconds: int = MAX_SECONDS
    register: str | None = None
    memory: int = MAX_MEMORY


def read(path: Path, how: How) -> Read:
    """Read and check one file; never raises for what is wrong with the file."""
    started = provenance.now()
    try:
        found = pipeline.load_disclosures(
            path, base=how.base, jurisdiction=how.jurisdiction, profile_name=how.profile, register=how.register
        )
        first, *further = [_checked(path, loaded, started) for loaded in found]
        return replace(first, further=tuple(further))
    except LoadError as error:
        return Read(path, error=str(error))
    except OSError as error:
        return Read(path, error=f"{path}: the file cannot be read: {error.strerror or error}")
    except MemoryError:
        raise
    except Exception as error:  # a defect of ours must not stop the other files, nor pass in silence
        if os.environ.get("MINGZHANG_DEBUG"):
            raise
        kind = type(error).__name__
        return Read(path, error=f"{path}: an unexpected error while reading ({kind}: {error}). Please report it.")


def _checked(path: Path, loaded: pipeline.Loaded, started: datetime) -> Read:
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


def read_all(paths: Sequence[Path], how: How, jobs: int, reader: Callable[[Path, How], Read] = read) -> Iterator[Read]:
    """Read files in `jobs` processes, in the order of `paths`; a file that kills its process is refused like any other."""
    for path, found in each(reader, paths, how, jobs):
        yield Read(path, error=found.why) if isinstance(found, Refused) else found


@dataclass(frozen=True)
class Refused:
    """What becomes of a file that goes beyond the bounds of time and memory, and why."""

    why: str


T = TypeVar("T")
Action = Callable[[Path, How], T]
"""What is done with a file in a process of its own: a function of a module, so that it can be named there."""


def each(action: Action[T], paths: Sequence[Path], how: How, jobs: int) -> Iterator[tuple[Path, T | Refused]]:
    """Do something with each file, within the bounds of `how`, in `jobs` processes; results come in the order of `paths`."""
    waiting: dict[Path, T | Refused] = {}
    order = iter(paths)
    current = next(order, None)
    for path, found in _unordered(action, paths, how, jobs):
        waiting[path] = found
        while current is not None and current in waiting:
            yield current, waiting.pop(current)
            current = next(order, None)


def _unordered(action: Action[T], paths: Sequence[Path], how: How, jobs: int) -> Iterator[tuple[Path, T | Refused]]:
    queue = deque(paths)
    while queue:
        suspects = yield from _pooled(action, queue, how, min(jobs, len(queue)))
        for path in suspects:  # one of them ended its process; alone, each answers for itself
            yield path, _alone(action, path, how)


def _pooled(
    action: Action[T], queue: deque[Path], how: How, jobs: int
) -> Generator[tuple[Path, T | Refused], None, list[Path]]:
    """Take from the queue until it is empty, or until a process ends; return the files that were in hand then."""
    running: dict[Future[T | Refused], Path] = {}
    with _pool(jobs, how) as pool:
        while queue or running:
            # Only a few files ahead: what they gave waits in memory until it is taken.
            while queue and len(running) < 2 * jobs:
                path = queue.popleft()
                try:
                    running[pool.submit(_bounded, action, path, how)] = path
                except BrokenProcessPool:
                    return [*running.values(), path]
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    found = future.result()
                except BrokenProcessPool:
                    return list(running.values())
                yield running.pop(future), found
    return []


def _alone(action: Action[T], path: Path, how: How) -> T | Refused:
    with _pool(1, how) as pool:
        try:
            return pool.submit(_bounded, action, path, how).result()
        except BrokenProcessPool:
            why = f"The process that read it ended before it was done; it has {how.memory >> 20:,} MiB of memory and {how.seconds} seconds."
            return _refused(path, "the file cannot be read safely", why)


def _refused(path: Path, what: str, why: str) -> Refused:
    remedy = "It may be damaged or hostile: open it in an office program and save the tables of the disclosure alone."
    return Refused(str(LoadError(what, where=path.name, why=why, remedy=remedy)))


class _OvertimeError(BaseException):
    """Time is up. No `Exception`, so that a library which catches those does not swallow it."""


def _bounded(action: Action[T], path: Path, how: How) -> T | Refused:
    """Do something with one file in bounded time; runs in a process of the pool."""

    def stop(_signal: int, _frame: object) -> None:
        raise _OvertimeError

    signal.signal(signal.SIGALRM, stop)
    # Code in C heeds no alarm; the limit of processor time ends its process.
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + how.seconds + _GRACE, most))
    try:
        signal.setitimer(signal.ITIMER_REAL, how.seconds, 1)
        found = action(path, how)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return found
    except _OvertimeError:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return _refused(path, "reading takes too long", f"It was not done after {how.seconds} seconds.")
    except MemoryError:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return _refused(path, "reading takes too much memory", f"It needs more than {how.memory >> 20:,} MiB.")


def _start(memory: int) -> None:
    """Prepare a process of the pool: bound its memory, and let it end with the command, even when that is killed."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _pool(jobs: int, how: How) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max(1, jobs), mp_context=context, initializer=_start, initargs=(how.memory,))
