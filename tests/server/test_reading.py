"""Files that exhaust their reader harm only themselves; a load that is killed goes on where it was."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import hostile
import pytest
from click.testing import CliRunner

import samples
from ontology.terms import DEFAULT_BASE
from server import journal, load_report, loading, reading, terminal
from server.cli import main
from server.embedded import EmbeddedStore

HENAN = next(path for path in samples.paths() if "henan" in path.name)
FILES = list(samples.paths())
HOW = reading.How(DEFAULT_BASE, seconds=120)


def load(store: Path, files: Sequence[Path], how: reading.How = HOW, **options: bool) -> loading.Outcome:
    return loading.load(EmbeddedStore(store), files, how=how, jobs=2, **options)


# --- hostile files


def test_hostile_files_are_refused_and_the_others_read(tmp_path: Path) -> None:
    for name, make in hostile.DOCUMENTS.items():
        (tmp_path / name).write_bytes(make())
    names = list(hostile.DOCUMENTS)
    paths = [tmp_path / name for name in names[:5]] + [HENAN] + [tmp_path / name for name in names[5:]]
    found = list(reading.read_all(paths, reading.How(DEFAULT_BASE, seconds=120, memory=2 << 30), jobs=2))
    assert [read.path for read in found] == paths
    assert [read.path for read in found if not read.error] == [HENAN]
    unclear = {read.path.name: read.error for read in found if read.error and not read.error.startswith(read.path.name)}
    assert not unclear
    assert [read.error for read in found if "Please report" in read.error or "Traceback" in read.error] == []


def test_a_file_that_takes_too_long(tmp_path: Path) -> None:
    endless = tmp_path / "endless.txt"
    os.mkfifo(endless)
    poem = tmp_path / "poem.txt"
    poem.write_text("床前明月光\n", "utf-8")
    found = list(reading.read_all([endless, poem], reading.How(DEFAULT_BASE, seconds=5), jobs=1))
    assert "endless.txt: reading takes too long. It was not done after 5 seconds" in found[0].error
    assert "too long" not in found[1].error


def test_a_file_that_takes_too_much_memory(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(290_000_000)  # sparse: it takes no space
    (found,) = reading.read_all([huge], reading.How(DEFAULT_BASE, memory=900 << 20), jobs=1)
    assert "huge.txt: reading takes too much memory. It needs more than 900 MiB" in found.error


def test_a_file_that_ends_its_process_is_refused(tmp_path: Path) -> None:
    endless = tmp_path / "endless.txt"
    os.mkfifo(endless)
    done = threading.Event()

    def kill() -> None:
        while not done.wait(0.5):
            for child in multiprocessing.active_children():
                child.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    (found,) = reading.read_all([endless], HOW, jobs=1)
    done.set()
    killer.join()
    assert "endless.txt: the file cannot be read safely. The process that read it ended" in found.error


# --- reading nothing twice


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, loaded without a disturbance."""
    store = tmp_path_factory.mktemp("straight") / "store"
    assert len(load(store, FILES).loaded) == len(FILES)
    return store


@pytest.fixture
def loaded(straight: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(straight, tmp_path / "store"))


def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are really read, from now on."""
    seen: list[Path] = []
    inner = loading.read_all

    def watched(paths: Sequence[Path], *rest: Any) -> object:
        seen.extend(paths)
        return inner(paths, *rest)

    monkeypatch.setattr(loading, "read_all", watched)
    return seen


def test_what_is_loaded_is_not_read_again(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, seen = EmbeddedStore(loaded).version(), reads(monkeypatch)
    outcome = load(loaded, FILES)
    assert seen == []
    assert outcome.sentence.endswith("0 loaded, 5 unchanged, 0 refused; the store was not changed; not read again: 5")
    assert [read.details["cells"] for read in outcome.files]
    again = load(loaded, [HENAN], again=True)
    assert seen == [HENAN]
    assert (again.unchanged, again.remembered, EmbeddedStore(loaded).version()) == ([HENAN], 0, version)


def test_a_corrected_file_and_other_options_are_read(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / HENAN.name
    text = HENAN.read_text("utf-8")
    copy.write_text(text.replace("462.78", "462.87", 1), "utf-8")
    seen = reads(monkeypatch)
    assert load(loaded, [copy]).loaded == [copy]
    assert load(loaded, [HENAN]).loaded == [HENAN]  # the store no longer holds what it said
    assert load(loaded, [HENAN]).remembered == 1
    load(loaded, [HENAN], reading.How(DEFAULT_BASE, jurisdiction="410702"))
    assert seen == [copy, HENAN, HENAN]


def test_other_code_or_profiles_read_again(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "reader_version", lambda: "another")
    seen = reads(monkeypatch)
    load(loaded, [HENAN])
    assert seen == [HENAN]


def test_a_damaged_memory_is_no_loss(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for entry in (loaded / journal.FOLDER).glob("*.gz"):
        entry.write_bytes(entry.read_bytes()[:40])
    seen = reads(monkeypatch)
    assert load(loaded, [HENAN]).unchanged == [HENAN]
    shutil.rmtree(loaded / journal.FOLDER)
    assert load(loaded, [HENAN]).unchanged == [HENAN]
    assert seen == [HENAN, HENAN]


def test_a_file_of_several_disclosures_is_loaded_and_remembered_whole(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two = [path for path in FILES if "lingshou" in path.name or "pingxiang" in path.name]
    path = tmp_path / "both.txt"
    path.write_text("".join(one.read_text("utf-8") for one in two), "utf-8")
    graphs = len(EmbeddedStore(loaded).hashes())
    outcome = load(loaded, [path])
    assert (outcome.loaded, len(outcome.files[0].disclosures), len(outcome.replaced)) == ([path], 2, 2)
    parts = outcome.files[0].disclosures
    assert [f"loaded from {one.name}" in outcome.change(part) for one, part in zip(two, parts, strict=True)] == [
        True
    ] * 2
    assert "1 loaded, 0 unchanged, 0 refused; 2 disclosures in these files" in outcome.sentence
    assert "这些文件共有2份公开" in load_report.render(outcome, ".txt")
    terminal.say(outcome, verbose=True)
    said = capsys.readouterr().out
    assert said.index(two[0].name) < said.index(parts[1].summary[:40]) < said.index(two[1].name), (
        "each note below its part"
    )
    assert len(EmbeddedStore(loaded).hashes()) == graphs
    seen = reads(monkeypatch)
    again = load(loaded, [path])
    assert (seen, again.unchanged, len(again.files[0].disclosures)) == ([], [path], 2)
    totals = load_report.to_dict(again)["totals"]
    assert (totals["files"], totals["disclosures"], totals["unchanged"], totals["reconciled"]) == (1, 2, 1, True)
    both = load(loaded, [path, two[1]])  # one of the two, a second time
    assert "the same disclosure as" in both.refused[0].error


def test_the_same_disclosure_twice_is_refused_although_one_is_remembered(loaded: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_bytes(HENAN.read_bytes())
    outcome = load(loaded, [HENAN, copy])
    assert "the same disclosure as" in outcome.refused[0].error


def test_a_load_that_is_killed_goes_on_where_it_was(straight: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = [sys.executable, "-m", "server.cli", "load", *map(str, FILES), "--store", str(store), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory = store / journal.FOLDER
    while process.poll() is None and not (memory.exists() and len(list(memory.glob("*.gz"))) >= 2):
        time.sleep(0.01)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = [int(pid) for pid in children.read_text().split()] if children.exists() else []
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (store / "current").exists()

    result = CliRunner().invoke(main, ["load", *map(str, FILES), "--store", str(store), "--jobs", "1"])
    assert result.exit_code == 0
    count = int(result.output.rpartition("not read again: ")[2])
    assert 2 <= count <= 5
    assert f"5 loaded, 0 unchanged, 0 refused; not read again: {count}" in result.output
    assert EmbeddedStore(store).version() == EmbeddedStore(straight).version()
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists() and not ended(pid)] == []


def ended(pid: int) -> bool:
    """Whether a process ends within a minute; one that has and was not waited for counts."""
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


# --- the load report


def test_the_load_report_reconciles_in_every_form(tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("床前明月光，疑是地上霜。\n", "utf-8")
    odd = tmp_path / HENAN.name
    text = (
        HENAN.read_text("utf-8")
        .replace("公务接待费", "宾客往来费")
        .replace("2022 年部门支出预算表", "2022 年<支出>一览")
    )
    odd.write_text(text, "utf-8")
    for suffix in ("json", "html", "txt"):
        arguments = ["load", str(poem), str(odd), "--store", str(tmp_path / "s"), "--jobs", "1"]
        result = CliRunner().invoke(main, [*arguments, "--report", str(tmp_path / f"report.{suffix}")])
        assert result.exit_code == 1
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    total = report["totals"]
    assert (total["files"], total["loaded"], total["refused"], report["storeChanged"]) == (2, 1, 1, True)
    assert total["printed"] == total["mapped"] + total["ignored"] + total["unmapped"]
    assert total["reconciled"] is True
    assert total["unmapped"] > 0
    assert total["notRecognised"] > 0
    assert {file["file"]: file["status"] for file in report["files"]} == {"poem.txt": "refused", odd.name: "loaded"}
    loaded = report["files"][1]
    assert sum(table["cells"] for table in loaded["tables"]) == loaded["cells"] == total["mapped"]
    assert any("宾客往来费" in signal["message"] for signal in loaded["signals"])
    page, plain = ((tmp_path / f"report.{suffix}").read_text("utf-8") for suffix in ("html", "txt"))
    assert "<支出>" not in page
    for text in (page, plain):
        assert "poem.txt: 拒收 refused" in text
        assert "宾客往来费" in text
        assert f"{total['mapped']} mapped" in text
        assert "not read again" in text
