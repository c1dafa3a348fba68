"""Kills writers of a store. ``python faults.py steps|moments FOLDER`` prints how often the store was old and new.

Every write runs in a fork of a process that has never opened a store: the engine's threads do not survive a fork.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from server.content import content_hash
from server.embedded import EmbeddedStore
from server.store import replace_graphs

A, B, SHARED = "http://example.org/a", "http://example.org/b", "http://example.org/graph/organizations"


def state(number: int) -> dict[str, bytes]:
    def quads(graph: str, count: int) -> bytes:
        return b"".join(
            b'<http://e/s%d> <http://e/p> "%d" <%s> .\n' % (i, number, graph.encode()) for i in range(count)
        )

    return {A: quads(A, 40), B: quads(B, 200 + number)}


def write(folder: Path, number: int) -> None:
    replace_graphs(EmbeddedStore(folder), state(number))


def child(action: object) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        action()  # type: ignore[operator]
        os._exit(0)
    except BaseException:
        os._exit(70)


def holds(folder: Path, number: int) -> bool:
    """Whether the store holds exactly this state, by its manifest and by its content."""
    store = EmbeddedStore(folder)
    expected = state(number)
    if store.hashes() != {graph: content_hash(nquads) for graph, nquads in expected.items()}:
        return False
    for graph, nquads in expected.items():
        assert content_hash(store.graph(graph)) == content_hash(nquads), "manifest and content differ"
    return True


def which(folder: Path, old: int, new: int, *, closely: bool = True) -> int:
    """0 when the store holds the old state, 1 when it holds the new one; anything else is an error."""
    if not closely:  # by the manifest alone, which needs no engine
        hashes = EmbeddedStore(folder).hashes()
        found = [
            number
            for number in (old, new)
            if hashes == {graph: content_hash(quads) for graph, quads in state(number).items()}
        ]
        assert found, "the store is neither old nor new"
        return int(found[0] == new)

    def look() -> None:
        os._exit(10 if holds(folder, old) else 11 if holds(folder, new) else 12)

    code = os.waitstatus_to_exitcode(os.waitpid(child(look), 0)[1])
    assert code in {10, 11}, f"the store is neither old nor new ({code})"
    return code - 10


def die_at_step(step: int) -> None:
    """Kill this process at its n-th file operation after now."""
    seen = 0
    watched = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}

    def hook(event: str, _arguments: object) -> None:
        nonlocal seen
        if event in watched:
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def steps(folder: Path) -> list[int]:
    """Kill at every file operation in turn, until a write ends by itself."""
    counts, number = [0, 0], 0
    os.waitpid(child(lambda: write(folder, 0)), 0)
    for step in range(1, 1000):

        def attempt(step: int = step, number: int = number) -> None:
            die_at_step(step)
            write(folder, number + 1)

        _, status = os.waitpid(child(attempt), 0)
        outcome = which(folder, number, number + 1, closely=step % 8 == 0)
        counts[outcome] += 1
        number += outcome
        if os.waitstatus_to_exitcode(status) == 0:
            return counts
    raise AssertionError("the write never ended")


def moments(folder: Path) -> list[int]:
    """Kill at random moments, spread over the time that one write takes on this machine."""
    counts, number = [0, 0], 0
    os.waitpid(child(lambda: write(folder, 0)), 0)
    started = time.monotonic()
    os.waitpid(child(lambda: write(folder, 1)), 0)
    number, span = 1, 1.2 * (time.monotonic() - started)
    dice = random.Random(20220501)  # noqa: S311
    for _ in range(40):
        pid = child(lambda number=number: write(folder, number + 1))  # type: ignore[misc]
        time.sleep(dice.random() * span)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        outcome = which(folder, number, number + 1)
        counts[outcome] += 1
        number += outcome
    return counts


if __name__ == "__main__":
    print(*{"steps": steps, "moments": moments}[sys.argv[1]](Path(sys.argv[2])))
