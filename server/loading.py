"""Loading files into a store: each file is read in a process of its own, one writer puts what was read into the store."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from loaders import pipeline, words
from ontology.terms import MZ
from server import vocabulary
from server.content import LOAD_GRAPH
from server.embedded import EmbeddedStore
from server.journal import Journal, without_quads
from server.reading import How, Read, read, read_all
from server.store import Store, Writer


@dataclass
class Outcome:
    """What a load did: files in the order given, and whether the store changed.

    Attributes:
        replaced: disclosure -> name and SHA-256 of the file that it was read from before.
    """

    files: list[Read] = field(default_factory=list)
    loaded: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    replaced: dict[str, tuple[str, str]] = field(default_factory=dict)
    published: bool = False

    @property
    def refused(self) -> list[Read]:
        """The files that were refused."""
        return [read for read in self.files if read.error]

    def change(self, one: Read) -> str:
        """What one disclosure of a file changed in the store, in one line; empty for a new one and a refused file."""
        if one.path in self.unchanged and not one.remembered:
            return words.both("the store was not changed: it says exactly this already")
        before = self.replaced.get(one.disclosure)
        return words.both(_replaces(one.path, *before)) if before else ""

    @property
    def disclosures(self) -> int:
        """How many disclosures the files hold that were not refused."""
        return sum(len(read.disclosures) for read in self.files if not read.error)

    @property
    def remembered(self) -> int:
        """How many files were not read, because they were read before."""
        return sum(read.remembered for read in self.files)

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        loaded, unchanged, refused = len(self.loaded), len(self.unchanged), len(self.refused)
        told = [f"{loaded} loaded, {unchanged} unchanged, {refused} refused"]
        told += [f"{self.disclosures} disclosures in these files"] if self.disclosures != loaded + unchanged else []
        told += [] if self.published else ["the store was not changed"]
        told += [f"not read again: {self.remembered}"] if self.remembered else []
        return f"{'；'.join(map(words.message, told))} · {'; '.join(told)}"


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


def not_tried(paths: Iterable[Path]) -> list[Path]:
    """The files in the folders named that are not read, because no disclosure has their format; hidden files and notes are no matter."""
    inside = (entry for path in paths if path.is_dir() for entry in sorted(path.rglob("*")) if entry.is_file())
    known = (entry for entry in inside if not entry.name.startswith(".") and entry.stem.upper() != "README")
    return [entry for entry in known if not pipeline.is_candidate(entry)]


def load(
    store: Store,
    paths: Sequence[Path],
    *,
    how: How,
    jobs: int | None = None,
    again: bool = False,
    progress: Callable[[Read], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
    reader: Callable[[Path, How], Read] = read,
) -> Outcome:
    """Load files into a store, all in one atomic step. A new store is not prepared before a file that can be read.

    Files that were read before, and would become the same, are not read again (`server.journal`).

    Args:
        store: where to; made when it does not exist.
        paths: files, as from `candidates`.
        how: base, jurisdiction and profile for all files.
        jobs: processes; by default one per processor.
        again: read every file, whatever is remembered of it.
        progress: called after each file.
        say: told of a step that takes its time.
        reader: reads one file, in a process of its own; a function of a module, so that it can be named there.

    Raises:
        StoreError: the store cannot be written; nothing was changed.
    """
    outcome = Outcome()
    journal = Journal(store.root, how) if isinstance(store, EmbeddedStore) else None
    with store.writing() as writer:
        prepared = False
        sources: dict[str, Path] = {}
        fresh: list[Read] = []
        recalled = None if again else journal
        for found in _each(paths, how, jobs or os.cpu_count() or 1, recalled, writer.hashes(), reader):
            if journal is not None and not found.remembered:
                journal.keep(found)
            if not (prepared or found.error):
                if not writer.hashes():
                    told = f"preparing the new store {store.location}: vocabulary, code lists, divisions (once, a few seconds) …"
                    say(words.both(told))
                vocabulary.write(writer)
                prepared = True
            taken = _put(store, writer, found, sources, outcome)
            if found.nquads and not taken.error:
                fresh.append(without_quads(taken))
            outcome.files.append(without_quads(taken))
            progress(taken)
        outcome.published = writer.commit()
        if journal is not None:
            journal.settle(fresh, writer.hashes())
    return outcome


def _each(
    paths: Sequence[Path],
    how: How,
    jobs: int,
    journal: Journal | None,
    hashes: Mapping[str, str],
    reader: Callable[[Path, How], Read],
) -> Iterator[Read]:
    """The files in order: recalled, or read."""
    known = {path for path in paths if journal is not None and journal.recall(path, hashes)}
    fresh = read_all([path for path in paths if path not in known], how, jobs, reader)
    for path in paths:
        recalled = journal.recall(path, hashes) if journal is not None and path in known else None
        yield recalled or next(fresh if path not in known else read_all([path], how, 1, reader))


def _put(store: Store, writer: Writer, found: Read, sources: dict[str, Path], outcome: Outcome) -> Read:
    if found.error:
        return found
    for one in found.disclosures:
        if one.disclosure in sources:
            other = sources[one.disclosure]
            message = (
                f"{found.path}: this is the same disclosure as {other} ({one.disclosure}). Load only the right one."
            )
            return Read(found.path, error=message)
    sources |= dict.fromkeys((one.disclosure for one in found.disclosures), found.path)
    if not found.nquads:
        outcome.unchanged.append(found.path)
        silent = tuple(replace(one, summary="") for one in found.further)
        told = words.both("unchanged since it was loaded, not read again")
        return replace(found, summary=f"{found.path.name}: {told}", further=silent)
    changed = [_written(store, writer, one, outcome) for one in found.disclosures]
    (outcome.loaded if any(changed) else outcome.unchanged).append(found.path)
    return found


def _written(store: Store, writer: Writer, found: Read, outcome: Outcome) -> bool:
    known = found.disclosure in writer.hashes()
    changed = writer.replace(found.disclosure, found.nquads, found.shared)
    changed |= writer.replace(f"{found.disclosure}/report", found.report)
    if changed:
        writer.replace(f"{found.disclosure}{LOAD_GRAPH}", found.provenance)
    if changed and known:
        outcome.replaced[found.disclosure] = _source(store.graph(found.disclosure), found.disclosure)
    return changed


def _source(nquads: bytes, disclosure: str) -> tuple[str, str]:
    """Name and SHA-256 of the file that the graph of a disclosure was read from."""
    said = {}
    for predicate in (MZ.sourceFile, MZ.sourceSha256):
        begin = f"<{disclosure}> <{predicate}> ".encode()
        line = next((line for line in nquads.splitlines() if line.startswith(begin)), b"")
        said[predicate] = next((quad.object.value for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS)), "")
    return said[MZ.sourceFile], said[MZ.sourceSha256]


def _replaces(path: Path, name: str, sha256: str) -> str:
    """What a file replaces that was read from another, or from an earlier state of it."""
    if name == path.name and sha256 == hashlib.sha256(path.read_bytes()).hexdigest():
        return "replaces what an earlier version of this program, or another option, read from the same file"
    return f"replaces what was loaded from {name} (SHA-256 {sha256})"
