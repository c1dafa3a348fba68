"""No file of the repository uses a term or code that does not exist: RDF tools would accept it in silence."""

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.accounts import ACCOUNT_SCHEMES, accounts
from ontology.schemes import MEMBERS
from ontology.terms import DEFAULT_BASE, DIMENSIONS, MZ

ROOT = Path(__file__).parents[2]
NS = DEFAULT_BASE + "ns#"
TERMS = {name for name in MZ.__annotations__ if not name.startswith("_")}
FOLDERS = ("ontology", "loaders", "shapes", "server", "samples", "docs", "tests", "benchmarks")
TEXTS = {".py", ".rq", ".ttl", ".trig", ".html", ".toml", ".md", ".js"}
DECLARED = re.compile(
    r"(?:@?prefix\s+([\w-]*):\s*<|sh:prefix\s+\"([\w-]*)\"\s*;\s*sh:namespace\s+\")(https://w3id\.org/mingzhang/(?:ns#|code/[\w-]*/?))",
    re.IGNORECASE,
)
# Placeholders of documentation: what a reader is to put in.
PLACEHOLDER = re.compile(r"^(?:\.\.\.|…|\{|<|$)")


def is_known(scheme: str, member: str) -> bool:
    """Whether a code list, or a member of it, exists; the identities are defined by the shapes."""
    if scheme == "identity":
        return True
    if scheme in ACCOUNT_SCHEMES:
        return not member or member in accounts(scheme)
    return scheme in MEMBERS and (not member or member in MEMBERS[scheme])


@cache
def shared_prefixes() -> dict[str, str]:
    """The prefixes that shapes declare once for all their SPARQL."""
    return {
        name_of(match): match[3]
        for path in (ROOT / "shapes").rglob("*.ttl")
        for match in DECLARED.finditer(path.read_text(encoding="utf-8"))
        if match[2]
    }


def name_of(match: re.Match[str]) -> str:
    return match[1] if match[1] is not None else match[2]


def uses(path: Path) -> set[tuple[str, str]]:
    """Everything of our namespaces that a text mentions: ("ns", term) or (code list, member)."""
    text = path.read_text(encoding="utf-8")
    prefixes = {"mz": NS, "code": DEFAULT_BASE + "code/"}
    prefixes |= shared_prefixes() if path.is_relative_to(ROOT / "shapes") else {}
    prefixes |= {name_of(match): match[3] for match in DECLARED.finditer(text)}
    found = set()
    for name, namespace in prefixes.items():
        if not name:
            continue
        # In code: a member is a second step; in mz: a slash begins the next step of a path.
        step = r"(?:\\?/[\w-]+)?" if name == "code" else ""
        for match in re.finditer(rf"(?<![\w./-]){re.escape(name)}:([A-Za-z][\w-]*{step}|\d+)", text):
            found.add(split(namespace + match[1].replace("\\", "")))
    for match in re.finditer(re.escape(NS) + r"(\w+)|" + re.escape(DEFAULT_BASE) + r"code/([\w-]+(?:/[\w-]+)?)", text):
        found.add(split(match[0]))
    return {pair for pair in found if pair}


def split(address: str) -> tuple[str, str]:
    if address.startswith(NS):
        return "ns", address.removeprefix(NS)
    scheme, _, member = address.removeprefix(DEFAULT_BASE + "code/").partition("/")
    return scheme, member


FILES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    # These tests name what does not exist, to see it refused.
    if path.suffix in TEXTS and path.parent != Path(__file__).parent and "__pycache__" not in path.parts
)
UNKNOWN_ON_PURPOSE = {
    ("ns", "a"),  # the grammar of queries
    ("ns", "b"),
    ("ns", "Nothing"),  # refused by the reconciliation service
    ("func", ""),  # the beginning of a name, as it is typed
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_terms_and_codes_exist(path: Path) -> None:
    unknown = {
        (scheme, name)
        for scheme, name in uses(path) - UNKNOWN_ON_PURPOSE
        if (name not in TERMS if scheme == "ns" else not is_known(scheme, name))
    }
    assert not unknown


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".ttl"], ids=lambda path: path.name)
def test_parsed_turtle_has_only_terms_and_codes_that_exist(path: Path) -> None:
    triples = (quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    ours = {node.value for triple in triples for node in triple if isinstance(node, ox.NamedNode)}
    for address in ours:
        if address.startswith(NS):
            assert address.removeprefix(NS) in TERMS
        elif address.startswith(DEFAULT_BASE + "code/") and "#" not in address:
            assert is_known(*split(address)), address
        elif address.startswith(DEFAULT_BASE + "cube/") and "#" not in address:
            assert address.removeprefix(DEFAULT_BASE + "cube/") in DIMENSIONS


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix == ".py"], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_python_uses_only_terms_and_codes_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {name for name in re.findall(r"\bMZ\.(\w+)", text) if not name.startswith("_")} <= TERMS
    for scheme, member in re.findall(r"\bcode\(\s*\"([\w-]+)\",\s*\"([\w-]+)\"", text):
        assert is_known(scheme, member), (scheme, member)


def test_the_scan_sees_misspelt_names(tmp_path: Path) -> None:
    file = tmp_path / "x.rq"
    file.write_text(
        "PREFIX mz: <https://w3id.org/mingzhang/ns#>\nPREFIX kind: <https://w3id.org/mingzhang/code/table-kind/>\n"
        "SELECT * { ?s a mz:Disclosur ; mz:tableKind kind:ballance , code:phase/budgett , kind:balance }",
        encoding="utf-8",
    )
    assert {("ns", "Disclosur"), ("table-kind", "ballance"), ("phase", "budgett")} <= uses(file)
