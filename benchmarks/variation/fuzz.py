"""Trials with mutated documents: what must hold however broken a document is, of its figures and of the store that it is loaded into."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox

from benchmarks.variation import accounts, documents
from benchmarks.variation.containers import FORMATS
from benchmarks.variation.documents import Disclosure
from benchmarks.variation.facts import OFFICES, invented
from benchmarks.variation.mutate import MUTATIONS, Mutation, mutated
from benchmarks.variation.oracle import problems
from benchmarks.variation.reading import failures
from loaders.errors import LoadError
from loaders.pipeline import Loaded, load_file
from ontology.terms import DEFAULT_BASE
from server import provenance
from server.content import LOAD_GRAPH, combine, content_hash, document_hash
from server.embedded import EmbeddedStore
from server.journal import Journal
from server.loading import load
from server.reading import How, Read

#: So many seeds after each other give disclosures of different offices, years and phases: they are loaded in one step.
BATCH = 256
#: Rows that nothing divides are slow to read, PDF tables without lines are refused: fewer of them. Texts are read fastest.
_RARE = ("pdf", "word", "workbook", "old", "archive", "cells with a bar, undivided")
WEIGHTS = {name: 1 if name.startswith(_RARE) else 5 for name in FORMATS}
_PLACES = ("", "城东", "城西", "高新")
_DIVISION = "510104"
_MANY_SECONDS = 20.0


@dataclass
class Trial:
    """What became of one mutated document. ``problems`` (sort and words) is empty when everything held.

    Attributes:
        outcome: loaded, refused, crashed (another error than a refusal), ended (its process), hung.
        flagged: The load report of a loaded document names figures or tables that were not read.
        seconds: Processor time of the load.
    """

    seed: int
    format: str
    mutation: str
    outcome: str = ""
    flagged: bool = False
    seconds: float = 0.0
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """The document of a seed."""

    seed: int
    kind: str
    mutation: Mutation
    name: str

    @classmethod
    def of(cls, seed: int) -> Case:
        """Choose a format, a mutation and a file name."""
        rng = random.Random(f"fuzz {seed}")
        kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        mutation = rng.choice(MUTATIONS)
        suffix = rng.choice(mutation.suffixes) if mutation.suffixes else FORMATS[kind][0]
        return cls(seed, kind, mutation, f"{seed:06d}{suffix}")

    def write(self, path: Path) -> Disclosure:
        """Write the file and return what is printed in it."""
        rng = random.Random(f"document {self.seed}")
        slot = self.seed % BATCH
        facts = invented(rng.randrange(1_000_000), cents=rng.random() < 0.2)
        facts.office, facts.year = f"样例区{_PLACES[slot // 64]}{OFFICES[slot % 8]}", 2021 + slot // 8 % 4
        facts.division = _DIVISION
        make = documents.budget if slot // 32 % 2 else accounts.final_accounts
        whole = make(facts, rng.randrange(1_000_000))
        chosen = rng.sample(range(len(whole.tables)), min(len(whole.tables), rng.choice([1, 1, 2, 2, 3])))
        left, data = mutated(
            replace(whole, tables=[whole.tables[index] for index in sorted(chosen)]), self.kind, self.mutation, rng
        )
        path.write_bytes(data)
        return left


def read(path: Path, how: How) -> Read:
    """Write the document that a path is named for, load it and hold it against what was printed; runs in a process of its own."""
    case = Case.of(int(path.stem))
    trial = Trial(case.seed, case.kind, case.mutation.name)
    try:
        left = case.write(path)
    except Exception:  # of the mutation, not of what is tried
        trial.outcome, trial.problems = "not made", [("crash", traceback.format_exc(limit=-4))]
        return Read(path, error="not made", details={"trial": asdict(trial)})
    started, began = time.process_time(), provenance.now()
    loaded, error = None, ""
    try:
        loaded = load_file(path, base=how.base, jurisdiction=how.jurisdiction)
        trial.outcome = "loaded"
    except LoadError as refusal:
        trial.outcome, error = "refused", str(refusal)
        if not (path.name in refusal.where and refusal.what and refusal.why and refusal.remedy):
            trial.problems.append(("crash", f"a refusal that says too little: {error}"))
    except Exception:
        trial.outcome, error = "crashed", "crashed"
        trial.problems.append(("crash", traceback.format_exc(limit=-4)))
    trial.seconds = round(time.process_time() - started, 3)
    if trial.seconds > _MANY_SECONDS:
        trial.problems.append(("hang", f"took {trial.seconds} s of processor time"))
    if loaded is None:
        return Read(path, error=error, details={"trial": asdict(trial)})
    trial.flagged = bool(loaded.report.not_read)
    damaged = case.mutation.on_bytes is not None
    trial.problems += problems(case.kind, left, path, loaded, keeps=case.mutation.keeps, damaged=damaged)
    if case.mutation.sound and case.seed % 4 == 0:  # checking takes longer than loading
        # Tables were left out to be quick, so that mandated ones are missing (R1).
        trial.problems += [("accused", line) for line in failures(loaded) if not line.startswith("R1 ")]
    return _as_read(path, loaded, began, {"trial": asdict(trial)})


def _as_read(path: Path, loaded: Loaded, began: datetime, details: dict[str, object]) -> Read:
    """Return a load as the store takes it; checking every document would take most of the time, so its report is empty."""
    graph = f"{loaded.disclosure}/report"
    empty = f'<{loaded.disclosure}> <http://purl.org/dc/terms/description> "not checked" <{graph}> .\n'.encode()
    how = provenance.nquads(
        loaded.disclosure,
        file=path.name,
        sha256=loaded.sha256,
        profile=loaded.report.profile,
        started=began,
        ended=provenance.now(),
    )
    return Read(path, loaded.disclosure, loaded.nquads, loaded.shared, empty, how, details=details)


class Keeper:
    """A store that documents are loaded into, and a model of what it must hold after each load."""

    def __init__(self, folder: Path, seconds: int = 120) -> None:
        self.folder = folder
        self.store = EmbeddedStore(folder / "store")
        self.how = How(DEFAULT_BASE, jurisdiction=_DIVISION, seconds=seconds)
        self.files = folder / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        self.graphs: dict[str, bytes] = {}
        self.shared: dict[str, bytes] = {}

    def load(self, seeds: Iterable[int], jobs: int = 1) -> list[Trial]:
        """Load the documents of some seeds in one step, each from a file, and return what became of them."""
        cases = [Case.of(seed) for seed in seeds]
        paths = [self.files / case.name for case in cases]
        found: dict[Path, Read] = {}
        outcome = load(
            self.store, paths, how=self.how, jobs=jobs, progress=lambda one: found.update({one.path: one}), reader=read
        )
        trials = [_trial(case, found[path]) for case, path in zip(cases, paths, strict=True)]
        wrong = self._compared(found, set(outcome.unchanged))
        for path in paths:
            path.unlink(missing_ok=True)
        if wrong:
            trials[0].problems += [("store", line) for line in wrong]
        return trials

    def _compared(self, found: dict[Path, Read], unchanged: set[Path]) -> list[str]:
        """Hold the store against the model: whole disclosures, nothing of a refused one, nothing else touched."""
        touched = set()
        for path, one in found.items():
            if one.error:
                continue
            touched |= {one.disclosure, f"{one.disclosure}/report"}
            self.graphs |= {one.disclosure: one.nquads, f"{one.disclosure}/report": one.report}
            if path not in unchanged:
                touched.add(f"{one.disclosure}{LOAD_GRAPH}")
                self.graphs[f"{one.disclosure}{LOAD_GRAPH}"] = one.provenance
            self.shared[one.disclosure] = one.shared
        if not self.graphs:
            return []
        hashes = self.store.hashes()
        shared = combine(self.shared)
        wanted = self.graphs | shared
        problems = [
            f"{graph} is in the store although nothing sound was loaded into it"
            for graph in hashes.keys() - wanted.keys()
        ]
        problems = [line for line in problems if "/id/disclosure/" in line]
        problems += [f"{graph} is not in the store" for graph in wanted.keys() - hashes.keys()]
        problems += [
            f"the hash of {graph} is not that of what was loaded"
            for graph, quads in self.graphs.items()
            if hashes.get(graph) != document_hash(quads, self.shared.get(graph, b""))
        ]
        sent = ox.Store()  # which writes 1.50 as 1.5, as the store does
        sent.load(b"".join(wanted[graph] for graph in touched | shared.keys()), format=ox.RdfFormat.N_QUADS)
        with self.store.reading() as store:
            for graph in touched | shared.keys():
                if content_hash(_dump(sent, graph)) != content_hash(_dump(store, graph)):
                    problems.append(f"{graph} holds other quads than were loaded")
        journal = Journal(self.store.root, self.how)
        for path, one in found.items():
            if not path.exists():
                continue
            recalled = journal.recall(path, hashes)
            if one.error and recalled is not None and not recalled.nquads:
                problems.append(f"the journal says that a refused file is in the store, {path.name}")
            if not one.error and (recalled is None or recalled.nquads):
                problems.append(f"the journal does not say that a file is in the store, {path.name}")
        return problems


def _dump(store: ox.Store, graph: str) -> bytes:
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def _trial(case: Case, found: Read) -> Trial:
    said = found.details.get("trial")
    if said is not None:
        return Trial(**said)
    trial = Trial(case.seed, case.kind, case.mutation.name)
    if "the same disclosure as" in found.error:
        trial.outcome = "refused"
    elif "takes too" in found.error:
        trial.outcome, trial.problems = "hung", [("hang", found.error)]
    else:
        trial.outcome, trial.problems = "ended", [("crash", found.error)]
    return trial


def summed(trials: Iterable[Trial]) -> list[tuple[str, Counter[str]]]:
    """Return for every mutation, and for all, how many documents there were, and what became of them."""
    rows: dict[str, Counter[str]] = {}
    for trial in trials:
        for name in (trial.mutation, "all"):
            counts = rows.setdefault(name, Counter())
            counts.update(["documents", trial.outcome, *(["flagged"] if trial.flagged else [])])
            counts.update({sort for sort, _ in trial.problems})
    order = [mutation.name for mutation in MUTATIONS] + ["all"]
    return [(name, rows[name]) for name in order if name in rows]
