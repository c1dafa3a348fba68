"""A pool of query workers: hard time-out, memory limit, bounded queue; a crash costs one worker and one answer."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from typing import Final

from server.errors import QueryError
from server.worker import Job

STARTUP: Final = 30.0
"""Seconds that a new worker may take to report; it takes a tenth of one on an idle machine."""

_SOURCES: Final = str(Path(__file__).resolve().parent.parent)
_DEATHS: Final[dict[int, tuple[str, str]]] = {
    signal.SIGABRT: ("memory", "the query needs more memory than it may use; ask for less at a time"),
    signal.SIGSEGV: ("too-complex", "the query is too complex for the engine; write it shorter or less deeply nested"),
    signal.SIGBUS: ("too-complex", "the query is too complex for the engine; write it shorter or less deeply nested"),
    signal.SIGALRM: ("timeout", "the query took too long; ask for less, for example one year or one jurisdiction"),
}


@dataclass(frozen=True)
class Limits:
    """What one query may use, and how many may wait.

    Attributes:
        seconds: time for one query.
        memory: address space of a worker in bytes, 0 for no limit; about half a gigabyte is there before any query.
        max_bytes: size of one serialised result.
        workers: queries that run at the same time.
        waiting: queries that may wait for a worker; more are refused.
    """

    seconds: float = 30.0
    memory: int = 3_000_000_000
    max_bytes: int = 32_000_000
    workers: int = 2
    waiting: int = 8


@dataclass(frozen=True)
class Result:
    """A serialised answer and the dataset version it was read from."""

    body: bytes
    version: str


class _Worker:
    """One process and its pipe."""

    def __init__(self, root: Path, memory: int) -> None:
        self._pipe, theirs = Pipe()
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([_SOURCES, *filter(None, [os.environ.get("PYTHONPATH")])]),
            "RUST_BACKTRACE": "0",
            "MALLOC_ARENA_MAX": "2",
        }
        arguments = [sys.executable, "-P", "-m", "server.worker", str(theirs.fileno()), str(root), str(memory)]
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            arguments,
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        self._ready = False

    def run(self, job: Job) -> Result:
        """Run one query; raises QueryError. After a time-out or a death, `alive` is False."""
        try:
            self._await_start()
            self._pipe.send(job)
            if not self._pipe.poll(job.seconds):
                self.end()
                raise _death(signal.SIGALRM)
            answer = self._pipe.recv()
            if answer[0] == "error":
                raise answer[1]
            return Result(self._pipe.recv_bytes(), answer[1])
        except (EOFError, ConnectionError) as error:
            self.end(patience=5)  # it is dying by itself: learn of what
            raise _death(-self._process.returncode) from error

    def _await_start(self) -> None:
        if not self._ready:
            if not self._pipe.poll(STARTUP):
                self.end()
                raise QueryError("failed", f"a query worker did not start within {STARTUP:g} seconds")
            self._pipe.recv()
            self._ready = True

    @property
    def alive(self) -> bool:
        """Whether the worker can take another query."""
        return self._process.returncode is None

    def end(self, patience: float = 0) -> None:
        """End the process, which has nothing to save; first wait `patience` seconds for it to end by itself."""
        self._pipe.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _death(signal_number: int) -> QueryError:
    return QueryError(*_DEATHS.get(signal_number, ("failed", "the query worker ended unexpectedly")))


class Pool:
    """Workers for one store folder.

    Processes start with the first query, in the process that asks it, and end when the pipe to them closes.
    """

    def __init__(self, root: Path, limits: Limits | None = None) -> None:
        self.root = root
        self.limits = limits or Limits()
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self.limits.workers):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._waiting = 0
        self._closed = False

    def run(self, job: Job) -> Result:
        """Run a query in a free worker.

        Raises:
            QueryError: busy (too many wait already), timeout, memory, too-complex, too-large, syntax, refused, failed.
        """
        worker = self._take()
        try:
            if worker is None or not worker.alive:
                worker = self._start()
            return worker.run(job)
        finally:
            self._give_back(worker)

    def start(self) -> None:
        """Start all processes now, so that the first query need not wait."""
        workers = [self._take() or self._start() for _ in range(self.limits.workers)]
        for worker in workers:
            self._give_back(worker)

    def close(self) -> None:
        """End all idle processes; running queries end with theirs."""
        self._closed = True
        with contextlib.suppress(queue.Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker is not None:
                    worker.end()

    def _start(self) -> _Worker:
        return _Worker(self.root, self.limits.memory)

    def _take(self) -> _Worker | None:
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._lock:
            if self._waiting >= self.limits.waiting:
                raise QueryError("busy", "too many queries are waiting; try again in a few seconds")
            self._waiting += 1
        try:
            return self._idle.get(timeout=self.limits.seconds)
        except queue.Empty:
            raise QueryError("busy", "no query worker became free in time; try again in a few seconds") from None
        finally:
            with self._lock:
                self._waiting -= 1

    def _give_back(self, worker: _Worker | None) -> None:
        if self._closed and worker is not None:
            worker.end()
            worker = None
        if worker is not None and not worker.alive:
            worker = self._start()  # in the background: the next query need not wait for it
        self._idle.put(worker)
