"""The rules of the house: what imports what, how long a module is, what no file mentions, and that docs are true."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[1]

# Package -> the packages of the house it may import besides itself.
MAY_IMPORT = {
    "ontology": set[str](),
    "samples": set[str](),
    "loaders": {"ontology"},
    "shapes": {"ontology"},
    "server": {"ontology", "loaders", "shapes", "samples"},
    # Not part of the program: it holds the program against suites that others wrote.
    "conformance": {"ontology", "shapes", "server", "samples"},
}
MAX_LINES = 400
AIM_LINES = 300
# Modules over the aim, each with the reason why it is still one subject.
LONGER_THAN_THE_AIM = {
    "loaders/fidelity.py": "what becomes of every number of a document, step by step",
    "loaders/readers/pdf_page.py": "what one page shows to two engines, and the comparison of both",
    "shapes/facts.py": "every fact that a report reads of a graph, one query each",
    "loaders/prose/context.py": "the rules by which a phrase finds what it is about, over one state",
    "loaders/prose/reader.py": "one pass that remembers what the text speaks of",
    "ontology/terms.py": "a list of names",
    "server/cli.py": "one command after the other, each a few lines",
}

LOCK_FILES = {"poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json", "yarn.lock"}
# Written in pieces, so that this file does not match itself.
MACHINE_PATH = re.compile(r"(?<![\w.}-])/(?:" + "|".join(["work/", "tmp/w", "root/", "home/\\w", "Users/\\w"]) + ")")
REGISTRY = re.compile("|".join([r"pypi\." + "org", r"files\." + "pythonhosted", r"--(extra-)?index-" + "url"]))

LINK = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)|<img[^>]*\ssrc=\"([^\"]+)\""
)
FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2 *$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
CODE = re.compile(r"^ *```(\w*)\n(.*?)^ *```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: what git tracks, and what it would if asked."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: the house rules are checked on the repository")
    return tuple(path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules() -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and name(path).split("/")[0] in MAY_IMPORT]


def markdown() -> list[Path]:
    return [path for path in files() if path.suffix == ".md" and not path.name.endswith("-budget.md")]


def imported(path: Path) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0] if node.level == 0 else name(path).split("/")[0])
    return found


def text_files() -> list[tuple[str, str]]:
    found = []
    for path in files():
        try:
            found.append((name(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


# --- code


def test_imports_go_one_way() -> None:
    wrong = [
        f"{name(path)} imports {other}"
        for path in modules()
        for package in [name(path).split("/")[0]]
        for other in imported(path)
        & (MAY_IMPORT.keys() | {"tests", "benchmarks", "conformance"}) - {package} - MAY_IMPORT[package]
    ]
    assert not wrong


def test_the_import_check_reads_imports() -> None:
    assert {"ast", "click", "server"} <= imported(Path(__file__))


def test_modules_fit_on_a_few_screens() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    too_long = {module: count for module, count in lines.items() if count > MAX_LINES}
    assert not too_long, f"split these: {too_long}"
    over_the_aim = {module for module, count in lines.items() if count > AIM_LINES}
    unexplained = over_the_aim - LONGER_THAN_THE_AIM.keys()
    assert not unexplained, f"split, or give a reason in LONGER_THAN_THE_AIM: {unexplained}"


def test_no_package_under_tests_shadows_the_code() -> None:
    assert [name(path) for path in files() if path.name == "__init__.py" and name(path).startswith("tests/")] == []


@pytest.mark.parametrize("package", sorted(MAY_IMPORT.keys() - {"samples", "conformance"}))
def test_packages_are_marked_as_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


# --- every file


def test_no_file_mentions_a_path_of_one_machine() -> None:
    assert [f"{file}: {match[0]}" for file, text in text_files() if (match := MACHINE_PATH.search(text))] == []


def test_the_path_check_sees_a_path() -> None:
    assert MACHINE_PATH.search('open("/' + 'work/main")')
    assert not MACHINE_PATH.search("example.com/work/1")


def test_no_lock_file_and_no_registry_address() -> None:
    assert [name(path) for path in files() if path.name in LOCK_FILES] == []
    assert [file for file, text in text_files() if REGISTRY.search(text)] == []


def test_constraints_are_plain_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==\d[\w.]*", line)] == []
    names = [pin.partition("==")[0].lower().replace("_", "-") for pin in pins]
    assert names == sorted(set(names))


def declared() -> dict[str, str]:
    """Return the declared dependencies: normalised name -> requirement."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    return {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-"): line for line in requirements}


def test_every_dependency_is_pinned_and_justified() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    justified = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").lower()
    assert [package for package in declared() if f"\n{package}==" not in pinned] == []
    assert [package for package in declared() if f"| `{package}` |" not in justified] == []


# --- documentation


def anchors(text: str) -> set[str]:
    """Return the addresses that headings get on the usual hosts: lower case, punctuation dropped, spaces to hyphens."""
    titles = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", re.sub(r"[*`]", "", title).lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", markdown(), ids=name)
def test_links_of_the_documentation_resolve(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for link in [first or second for first, second in LINK.findall(text)]:
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        found = path.parent / target if target else path
        if not found.exists() or (anchor and anchor not in anchors(found.read_text(encoding="utf-8"))):
            broken.append(link)
    assert not broken


def test_every_page_is_reachable_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in markdown() if name(path).startswith("docs/")]
    assert [page for page in pages if page != "README.md" and f"({page})" not in index] == []


def shown_code(path: Path) -> list[str]:
    """Return what a page shows as code for the shell: blocks, and words within a line."""
    found = CODE.findall(path.read_text(encoding="utf-8"))
    return [block or span for language, block, span in found if span or language in {"", "sh", "console"}]


def shown_commands(path: Path) -> list[list[str]]:
    """Return the `mingzhang …` commands a page shows, each as the words after `mingzhang`."""
    found = []
    for code in shown_code(path):
        for line in code.replace("\\\n", " ").splitlines():
            words = re.split(r"\s[#|<>]|&&", line.strip().removeprefix("$ "))[0].split()
            at = next((at for at, word in enumerate(words[:2]) if word.rsplit("/")[-1] == "mingzhang"), None)
            if at is not None and len(words) > at + 1:
                found.append(words[at + 1 :])
    return found


def test_commands_in_the_documentation_exist() -> None:
    from server.cli import main  # noqa: PLC0415 - the other rules hold without the command line

    assert isinstance(main, click.Group)
    unknown = []
    for path in markdown():
        for command, *words in shown_commands(path):
            if command.startswith("-"):
                continue
            if command not in main.commands:
                unknown.append(f"{name(path)}: mingzhang {command}")
                continue
            options = {option for param in [*main.commands[command].params, *main.params] for option in param.opts}
            used = {
                re.split(r"[=\]]", word.lstrip("["))[0]
                for word in words
                if word.lstrip("[").startswith("-") and word != "-"
            }
            unknown += [f"{name(path)}: mingzhang {command} {option}" for option in sorted(used - options - {"--help"})]
    assert not unknown


def test_the_readmes_show_the_commands() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert "make demo" in text
        assert "make test" in text
        assert {command[0] for command in shown_commands(ROOT / readme)} >= {
            "load",
            "check",
            "query",
            "serve",
            "export",
        }


def test_make_targets_in_the_documentation_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    shown = {
        (name(path), target)
        for path in markdown()
        for code in shown_code(path)
        for target in re.findall(r"^\s*(?:\w+=\S+ )*make ([a-z][a-z-]*)", code, re.MULTILINE)
    }
    assert {(page, target) for page, target in shown if target not in targets} == set()
