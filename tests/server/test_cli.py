"""The command line: from files to a store, its check, its dumps; every error one clear paragraph."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import samples
from server.cli import main
from server.embedded import EmbeddedStore
from server.serving import free_port

HENAN = next(path for path in samples.paths() if "henan" in path.name)
YEARS = "SELECT ?year (COUNT(*) AS ?n) { ?d mz:fiscalYear ?year } GROUP BY ?year ORDER BY ?year"


def run(*arguments: object, text: str | None = None, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=text)
    assert result.exit_code == code, (result.output, result.exception)
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one sample, loaded by the command. All five are loaded in test_documents.py and test_packaging.py."""
    store = tmp_path_factory.mktemp("cli") / "store"
    output = run("load", HENAN, "--store", store, "--jobs", 1, "--report", store.with_name("report.json"))
    assert "1 loaded, 0 unchanged, 0 refused" in output
    return store


def test_the_load_report(loaded: Path) -> None:
    report = json.loads(loaded.with_name("report.json").read_text("utf-8"))
    assert [file["cells"] for file in report["files"]] == [195]


def test_every_cell_is_there_once(loaded: Path) -> None:
    rows = run(
        "query",
        "-",
        "--store",
        loaded,
        "--format",
        "csv",
        text="SELECT (COUNT(DISTINCT ?c) AS ?n) (COUNT(*) AS ?m) { ?c a qb:Observation }",
    )
    assert rows.split() == ["n,m", "195,195"]


def test_loading_again_changes_nothing(loaded: Path) -> None:
    store = EmbeddedStore(loaded)
    generation, version = store.generations.current(), store.version()
    output = run("load", HENAN, "--store", loaded, "--jobs", 1)
    assert "0 loaded, 1 unchanged, 0 refused; the store was not changed" in output
    assert (store.generations.current(), store.version()) == (generation, version)


def test_a_corrected_file_says_what_it_replaces(tmp_path: Path) -> None:
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    text = HENAN.read_text("utf-8")
    first.write_text(text, "utf-8")
    second.write_text(text.replace("221.52", "221.53"), "utf-8")
    store, report = tmp_path / "store", tmp_path / "report.json"
    result = run("load", first, "--store", store, "--jobs", 1)
    assert result.count("preparing the new store") == 1
    assert "replaces" not in result
    checksum = hashlib.sha256(first.read_bytes()).hexdigest()
    result = run("load", second, "--store", store, "--jobs", 1, "--report", report)
    assert f"replaces what was loaded from first.md (SHA-256 {checksum})" in result
    assert "preparing" not in result
    (told,) = json.loads(report.read_text("utf-8"))["files"]
    assert told["replaces"] == {"file": "first.md", "sha256": checksum}
    assert "it says exactly this already" in run("load", second, "--store", store, "--jobs", 1, "--again")


def test_nothing_is_prepared_for_files_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("load", tmp_path / "empty.txt", "--store", tmp_path / "s", "--jobs", 1, code=1)
    assert "the file is empty" in result
    assert "preparing" not in result
    assert "does not exist" in run("load", tmp_path / "nothing.txt", "--store", tmp_path / "s", code=2)
    assert not list((tmp_path / "s").rglob("*.sst"))


def test_what_rules_left_out_is_counted(tmp_path: Path) -> None:
    """In the terminal one line per rule; every figure with its place in the report for programs."""
    report = tmp_path / "report.json"
    result = run("load", HENAN, "--store", tmp_path / "s", "--jobs", 1, "--report", report)
    assert "按规则略去 left out: 2次，略去文字中的数，是界限（首见第138行）" in result
    assert "2 times, figure in prose left out, a threshold (first: line 138)" in result
    assert result.count("left out: ") == 1
    (told,) = json.loads(report.read_text("utf-8"))["files"]
    assert told["ignored"] == {"figure in prose left out, a threshold": 2}
    assert len([signal for signal in told["signals"] if signal["level"] == "ignored"]) == 2


def test_a_refused_file_leaves_the_others(loaded: Path, tmp_path: Path) -> None:
    bad = tmp_path / "poem.txt"
    bad.write_text("床前明月光，疑是地上霜。\n", "utf-8")
    copy = tmp_path / "copy.txt"
    copy.write_bytes(HENAN.read_bytes())
    version = EmbeddedStore(loaded).version()
    output = run("load", bad, HENAN, copy, "--store", loaded, "--jobs", 1, code=1)
    assert "REFUSED" in output
    assert "poem.txt" in output
    assert "the same disclosure as" in output
    assert "0 loaded, 1 unchanged, 2 refused" in output
    assert EmbeddedStore(loaded).version() == version


def test_files_of_a_folder_that_are_not_read_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("scan.png", "README.md", ".hidden"):
        (folder / name).write_text("")
    (folder / "poem.txt").write_text("床前明月光")
    output = run("load", folder, "--store", tmp_path / "store", "--jobs", 1, code=1)
    assert "not tried, because no disclosure is published in this format: scan.png\n" in output
    assert "README" not in output


def test_a_folder_without_disclosures(tmp_path: Path) -> None:
    assert "none of these folders holds a file" in run("load", tmp_path, "--store", tmp_path / "s", code=2)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(("form", "start"), [("text", "henan-"), ("json", "{"), ("html", "<!doctype html>")])
def test_explain(tmp_path: Path, form: str, start: str) -> None:
    target = tmp_path / "explained"
    run("explain", HENAN, "--format", form, "--output", target)
    assert target.read_text("utf-8").startswith(start)
    if form == "text":
        assert run("explain", HENAN) == target.read_text("utf-8") + "\n"


def test_explain_ends_with_1_for_what_load_refuses(tmp_path: Path) -> None:
    nowhere = tmp_path / HENAN.name
    nowhere.write_text(HENAN.read_text("utf-8").replace("新乡市红旗区", ""), "utf-8")
    assert "would be refused" in run("explain", nowhere, code=1)
    assert "would be refused" not in run("explain", nowhere, "--jurisdiction", "410702")
    (tmp_path / "poem.txt").write_text("床前明月光\n", "utf-8")
    assert "Error: poem.txt" in run("explain", tmp_path / "poem.txt", code=1)
    run("explain", nowhere, "--jurisdiction", "41", code=2)


def test_check(loaded: Path, tmp_path: Path) -> None:
    report = json.loads(run("check", "--store", loaded, "--format", "json"))
    assert report["summary"]["C1"]["passed"] > 5
    for form in ("text", "turtle", "html", "csv", "markdown", "junit"):
        target = tmp_path / f"report.{form}"
        run("check", "--store", loaded, "--format", form, "--output", target)
        assert target.stat().st_size > 200
        assert target.read_bytes().startswith(b"\xef\xbb\xbf") == (form == "csv")  # spreadsheets know UTF-8 by it
    assert not run("check", "--store", loaded, "--format", "csv").startswith("\ufeff")  # in a pipe it would be text
    assert next(iter(ox.parse((tmp_path / "report.turtle").read_bytes(), format=ox.RdfFormat.TURTLE)))


def test_check_ends_with_1_when_a_sum_is_broken(tmp_path: Path) -> None:
    source = next(path for path in samples.paths() if "xinle" in path.name)
    broken = tmp_path / source.name
    broken.write_text(source.read_text("utf-8").replace("398389.82", "398489.82", 1), "utf-8")
    run("load", broken, "--store", tmp_path / "s", "--jobs", 1)
    report = json.loads(run("check", "--store", tmp_path / "s", "--format", "json", code=1))
    assert {finding["identity"] for finding in report["findings"] if finding["outcome"] == "failed"} >= {"A2"}
    run("load", source, "--store", tmp_path / "s", "--jobs", 1)  # the corrected file
    run("check", "--store", tmp_path / "s")


def test_a_reviewer_explains_a_finding(tmp_path: Path) -> None:
    source = next(path for path in samples.paths() if "xinle" in path.name)
    broken = tmp_path / source.name
    broken.write_text(source.read_text("utf-8").replace("398389.82", "398489.82", 1), "utf-8")
    store, known, before = tmp_path / "s", tmp_path / "known.toml", tmp_path / "before.json"
    run("load", broken, "--store", store, "--jobs", 1)
    run("check", "--store", store, "--format", "json", "--output", before, code=1)
    ids = [finding["id"] for finding in json.loads(before.read_text("utf-8"))["findings"]]
    assert "398489.82" in run("explain-finding", ids[0], "--store", store, "--file", known)
    assert not known.exists(), "without a note it is only shown"
    for name in ids:
        run("explain-finding", name, "--store", store, "--file", known, "--note", "已向发布单位核实")
    assert f"{len(ids)} known" in run("check", "--store", store, "--known", known)
    again = run("explain-finding", ids[0], "--store", store, "--file", known, "--note", "x", code=1)
    assert "explained there already (已向发布单位核实)" in again
    assert "no such finding" in run("explain-finding", "C1-0", "--store", store, "--file", known, code=1)
    broken.write_text(broken.read_text("utf-8").replace("398489.82", "398589.82", 1), "utf-8")
    run("load", broken, "--store", store, "--jobs", 1)
    sums = [name for name in ids if name[0] <= "J"]  # what hangs on the figure
    assert f"{len(sums)} changed since" in run("check", "--store", store, "--known", known, code=1)
    run("load", source, "--store", store, "--jobs", 1)  # the corrected file
    report = json.loads(run("check", "--store", store, "--baseline", before, "--format", "json"))
    assert sorted(one["id"] for one in report["fixed"]) == sorted(sums)
    assert "this holds" in run("explain-finding", ids[0], "--store", store, code=1)
    known.write_text("[[finding]]\nid = 1\n", "utf-8")
    assert "entry 1 has no id" in run("check", "--store", store, "--known", known, code=1)
    run("check", "--store", store, "--known", known, "--cube", code=2)


def test_check_cube(loaded: Path) -> None:
    assert "21 of 21 constraints hold" in run("check", "--cube", "--store", loaded)
    assert "ask for text or json" in run("check", "--cube", "--format", "html", "--store", loaded, code=1)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", "2022"),
        ("csv", "year,n\n2022,1"),
        ("tsv", "?year\t?n\n2022\t1"),
        ("json", '"2022"'),
        ("xml", "<sparql"),
    ],
)
def test_query_forms(loaded: Path, tmp_path: Path, form: str, expected: str) -> None:
    (tmp_path / "q.rq").write_text(YEARS, "utf-8")
    assert expected in run("query", tmp_path / "q.rq", "--store", loaded, "--format", form)


def test_query_of_a_graph_and_of_a_truth(loaded: Path) -> None:
    construct = "CONSTRUCT { ?d mz:fiscalYear ?y } WHERE { ?d mz:fiscalYear ?y }"
    assert "mz:fiscalYear 2022" in run("query", "-", "--store", loaded, text=construct)
    assert run("query", "-", "--store", loaded, "--format", "ntriples", text=construct).count("\n") == 1
    assert run("query", "-", "--store", loaded, text="ASK {}").strip() == "yes"


def test_the_store_may_come_from_the_environment(loaded: Path) -> None:
    result = CliRunner().invoke(main, ["query", "-"], input="ASK {}", env={"MINGZHANG_STORE": str(loaded)})
    assert result.output.strip() == "yes"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["query", "-", "--store", "{store}"], 1, "syntax error"),
        (["query", "/nowhere.rq", "--store", "{store}"], 2, "/nowhere.rq"),
        (["check", "--store", "{none}"], 1, "mingzhang load"),
        (["query", "-", "--store", "{none}"], 1, "there is no store"),
        (["export", "--store", "{none}", "--output", "{none}/x"], 1, "there is no store"),
        (["serve", "--store", "{none}"], 1, "there is no store"),
        (["load", "/nowhere"], 2, "does not exist"),
        (["load", "{store}/current", "--jurisdiction", "13"], 2, "six digits"),
        (["load", "{store}/current", "--base", "nonsense"], 2, "address such as"),
        (["load", "{store}/current", "--store", "{store}/current"], 1, "is a file"),
        (["load", "{store}/current", "--store", "http://localhost/sparql"], 1, "three URLs"),
        (["check", "--store", "http://127.0.0.1:9/query"], 1, "does not answer"),
        (["check", "--format", "pdf"], 2, "pdf"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_errors_are_one_paragraph(loaded: Path, tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    filled = [argument.format(store=loaded, none=tmp_path / "none") for argument in arguments]
    output = run(*filled, text="SELECT {", code=code)
    assert words in output
    assert len(output) < 700
    assert not (tmp_path / "none").exists()


def test_every_command_and_option_explains_itself() -> None:
    reviewing = {"check", "explain-finding", "annotate"}
    assert set(main.commands) - reviewing == {"load", "explain", "fidelity", "query", "serve", "export", "demo"}
    reference = Path(__file__).parents[2] / "docs/reference/cli.md"
    for name, command in main.commands.items():
        assert command.help
        text = run(name, "--help")
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[0] in text
                assert parameter.opts[0] in reference.read_text("utf-8"), (
                    f"{reference.name} lacks {name} {parameter.opts[0]}"
                )


def test_export_writes_a_folder_per_version_and_says_which_files(loaded: Path, tmp_path: Path) -> None:
    output = run("export", "--store", loaded, "--output", tmp_path / "dumps")
    folder = tmp_path / "dumps" / EmbeddedStore(loaded).version()
    assert {line.split("  ")[0] for line in output.splitlines()} == {str(path) for path in folder.iterdir()}


def test_export_and_serve_refuse_a_publisher_that_is_wrong(loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "publisher.toml"
    file.write_text('name = { zh = "某中心" }\nmail = "x@example.org"\n', "utf-8")
    output = run("export", "--store", loaded, "--output", tmp_path / "dumps", "--publisher", file, code=1)
    assert "there is no key 'mail'" in output
    assert not (tmp_path / "dumps").exists()
    assert "there is no key 'mail'" in run("serve", "--store", loaded, "--publisher", file, "--port", 0, code=1)


def test_a_free_port_is_found() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) != port


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops(loaded: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "server.cli", "serve", "--store", str(loaded), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    # A shell that runs the tests in the background has its children ignore an interruption.
    heard = {"preexec_fn": lambda: signal.signal(how, signal.SIG_DFL)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, **heard) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://localhost:(\d+)/", line)
            assert found, line
            with urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/", timeout=60) as response:
                assert "明账" in response.read().decode()
            process.send_signal(how)
            assert process.wait(60) == 0
            assert "stopped" in process.stdout.read()
        finally:
            process.kill()


def test_demo_loads_and_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "paths", lambda: (HENAN,))
    output = run("demo", "--no-serve", "--store", tmp_path / "demo")
    assert "1 loaded" in output
    assert re.search(r"\d+ checks of \d+ identities: \d+ passed, \d+ failed", output)


def test_a_load_that_is_killed_leaves_the_store_as_it_was(loaded: Path, tmp_path: Path) -> None:
    before = EmbeddedStore(loaded).version()
    changed = tmp_path / HENAN.name
    changed.write_bytes(HENAN.read_bytes() + b"\n\n")
    command = [sys.executable, "-m", "server.cli", "load", str(changed), "--store", str(loaded), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    process.kill()
    process.wait()
    assert EmbeddedStore(loaded).version() == before
    run("query", "-", "--store", loaded, text="ASK {}")


def test_fidelity(tmp_path: Path) -> None:
    folder = tmp_path / "disclosures"
    folder.mkdir()
    (folder / HENAN.name).write_bytes(HENAN.read_bytes())
    target = tmp_path / "fidelity.json"
    run("fidelity", folder, "--format", "json", "--output", target)
    assert json.loads(target.read_text("utf-8"))["totals"]["mapped"] == 195
    (folder / "poem.txt").write_text("床前明月光\n", "utf-8")
    assert "REFUSED poem.txt" in run("fidelity", folder, code=1)
