"""The built wheel holds everything and works with the source tree out of sight; what the README shows is true."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ontology", "loaders", "shapes", "server", "samples")
METADATA = ("pyproject.toml", "README.md", "LICENSE")
UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Max retries exceeded|Temporary failure in name|ProxyError"
)
BUILDS_HERE = (
    int(version("setuptools").split(".")[0]) >= 77
)  # pyproject.toml asks for it; else pip fetches one to build with

WHERE = f"""
import json, {", ".join(PACKAGES)}
packages = [{", ".join(PACKAGES)}]
print(json.dumps({{"packages": [p.__file__ for p in packages], "samples": [str(p) for p in samples.paths()]}}))
"""


def run(*command: str | Path, cwd: Path, ok: tuple[int, ...] = (0,)) -> str:
    """Run a command without the variables that could lead it back to the source tree; return what it printed."""
    env = {
        key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV", "MINGZHANG_STORE"}
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    if done.returncode not in ok:
        if "pip" in command and UNREACHABLE.search(done.stdout + done.stderr):
            pytest.skip(f"no package registry can be reached: {' '.join(map(str, command[:6]))} …")
        pytest.fail(f"{command} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing left over from earlier builds gets in."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for file in METADATA:
        shutil.copy(ROOT / file, source)
    isolation = ["--no-build-isolation"] if BUILDS_HERE else []
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", *isolation, "--wheel-dir", "dist", ".", cwd=source
    )
    (built,) = (source / "dist").glob("mingzhang-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel and the pinned dependencies in a fresh virtual environment; return its folder of commands."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", home / "venv", cwd=home)
    commands = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(
        commands / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--constraint",
        ROOT / "constraints.txt",
        wheel,
        cwd=home,
    )
    return commands


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {Path(file).suffix for file in expected} >= {".py", ".ttl", ".rq", ".toml", ".html", ".css"}
    assert expected - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {file.split("/")[0] for file in names if ".dist-info/" not in file} == set(PACKAGES)
    assert any(file.endswith("/licenses/LICENSE") for file in names)


def test_the_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """Load the packaged samples, check them, ask what the README asks; each from a folder that holds nothing."""
    found = json.loads(run(installed / "python", "-c", WHERE, cwd=tmp_path))
    assert all(Path(path).is_relative_to(installed.parent) for path in found["packages"] + found["samples"])
    assert len(found["samples"]) == 5

    command = installed / "mingzhang"
    run(command, "load", *found["samples"], "--store", "store", cwd=tmp_path)
    report = json.loads(run(command, "check", "--store", "store", "--format", "json", cwd=tmp_path, ok=(0, 1)))
    assert sum(identity["passed"] for identity in report["summary"].values()) > 0
    for readme in ("README.md", "README.zh-CN.md"):
        first, cells = re.findall(r"```sparql\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
        assert len(ask(command, first, tmp_path)) == 5
        printed = {row["printed"]: Decimal(row["amount"]) for row in ask(command, cells, tmp_path)}
        assert printed == {"4.25": 42500, "16.10": 161000, "26.00": 260000, "265000.00": 265000, "29.50": 295000}


def ask(command: Path, query: str, folder: Path) -> list[dict[str, str]]:
    (folder / "query.rq").write_text(query, encoding="utf-8")
    answer = run(command, "query", "--store", "store", "query.rq", "--format", "csv", cwd=folder)
    return list(csv.DictReader(answer.splitlines()))
