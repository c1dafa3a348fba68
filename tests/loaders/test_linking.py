"""One department over years, phases and names; one project over years: linked on evidence, and never on a weak match."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import samples
from loaders import bodies
from loaders.errors import LoadError
from loaders.facts import Place, ProjectFact
from loaders.linking import links, project_key
from loaders.pipeline import Loaded, load_file
from server.content import combine

HENAN = next(path for path in samples.paths() if path.suffix == ".md")
TEXT = HENAN.read_text(encoding="utf-8")
SHARED = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared")) / "corpus"
PREFIXES = """
PREFIX mz: <https://w3id.org/mingzhang/ns#> PREFIX dct: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


def write(folder: Path, text: str, name: str = "document.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def ask(query: str, *documents: Loaded) -> list[list[str]]:
    """The answer over several documents, their shared entities combined as a store does."""
    store = ox.Store()
    shared = combine({loaded.disclosure: loaded.shared for loaded in documents})
    for nquads in (*(loaded.nquads for loaded in documents), *shared.values()):
        store.load(nquads, format=ox.RdfFormat.N_QUADS)
    rows = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted([value.value if value is not None else "" for value in row] for row in rows)


def next_year(text: str) -> str:
    """The sample as the next year's final accounts."""
    return text.replace("2022", "2023").replace("预算", "决算").replace("一般公共决算", "一般公共预算")


# --- departments


def test_a_department_over_years_and_phases(tmp_path: Path) -> None:
    budget = load_file(HENAN)
    accounts = load_file(write(tmp_path, next_year(TEXT)))
    rows = ask("SELECT ?y ?p ?d { ?x mz:fiscalYear ?y ; mz:phase ?p ; mz:department ?d }", budget, accounts)
    assert [(row[0], row[1].rpartition("/")[2]) for row in rows] == [("2022", "budget"), ("2023", "executed")]
    assert rows[0][2] == rows[1][2]
    assert budget.disclosure != accounts.disclosure


def test_the_department_of_two_real_budgets() -> None:
    paths = [SHARED / f"shanghai-putuo-wanli-{year}-budget.pdf" for year in (2024, 2025)]
    if not all(path.exists() for path in paths):
        pytest.skip("the documents are not here: set MINGZHANG_SHARED")
    loaded = [load_file(path) for path in paths]
    assert len(ask("SELECT DISTINCT ?d { ?x a mz:Disclosure ; mz:department ?d }", *loaded)) == 1
    assert len(ask("SELECT ?x { ?x a mz:Disclosure }", *loaded)) == 2


def test_departments_of_one_name_in_two_divisions_stay_apart() -> None:
    hebei = next(path for path in samples.paths() if path.stem == "hebei-lingshou-2021-budget")
    loaded = [load_file(HENAN), load_file(hebei)]
    assert len(ask("SELECT DISTINCT ?d { ?x a mz:Disclosure ; mz:department ?d }", *loaded)) == 2


def test_the_own_unit_is_not_the_department() -> None:
    rows = ask(
        "SELECT ?u { ?u <http://www.w3.org/ns/org#unitOf> ?d ; rdfs:label ?l FILTER(STRENDS(?l, '本级')) }",
        load_file(HENAN),
    )
    assert len(rows) == 1


REGISTER = """
[[body]]
division = "410702"
name = "政府办"
former = ["人民政府办公室"]
absorbed = ["金融工作办公室"]
source = "a decision"
"""


def test_a_register_links_a_body_that_was_renamed(tmp_path: Path) -> None:
    register = str(write(tmp_path, REGISTER, "register.toml"))
    old = load_file(HENAN, register=register)
    renamed = TEXT.replace("新乡市红旗区人民政府办公室", "新乡市红旗区政府办").replace("2022", "2023")
    new = load_file(write(tmp_path, renamed), register=register)
    departments = ask("SELECT DISTINCT ?d { ?x a mz:Disclosure ; mz:department ?d }", old, new)
    assert len(departments) == 1
    labels = ask("SELECT ?l ?a { ?d a mz:Department ; rdfs:label ?l ; skos:altLabel ?a }", old, new)
    assert ["新乡市红旗区政府办", "新乡市红旗区人民政府办公室"] in labels
    apart = [load_file(HENAN), load_file(tmp_path / "document.md")]
    assert len(ask("SELECT DISTINCT ?d { ?x a mz:Disclosure ; mz:department ?d }", *apart)) == 2


def test_a_merged_body_keeps_its_address_and_points_to_its_successor(tmp_path: Path) -> None:
    register = str(write(tmp_path, REGISTER, "register.toml"))
    merged = load_file(
        write(tmp_path, TEXT.replace("新乡市红旗区人民政府办公室", "新乡市红旗区金融工作办公室")), register=register
    )
    into = load_file(HENAN, register=register)
    rows = ask(
        "SELECT ?a ?b { ?x dct:isReplacedBy ?y . ?y dct:replaces ?x . ?x rdfs:label ?a . ?y rdfs:label ?b }",
        merged,
        into,
    )
    assert rows == [["新乡市红旗区金融工作办公室", "新乡市红旗区政府办"]]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (REGISTER.replace('source = "a decision"\n', ""), "KeyError: 'source'"),
        (REGISTER + REGISTER, "is the name of two bodies"),
        ("[[body", "TOMLDecodeError"),
    ],
)
def test_a_register_that_cannot_be_used(tmp_path: Path, text: str, why: str) -> None:
    path = str(write(tmp_path, text, "register.toml"))
    with pytest.raises(LoadError, match=re.escape(why)):
        load_file(HENAN, register=path)


# --- projects


def project(number: int, name: str, code: str | None = None) -> ProjectFact:
    return ProjectFact(number, name, Place(), code=code)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("2022年本级支出-保洁款", "本级支出-保洁款"),
        ("保洁 款（2023年度）", "保洁款"),
        ("（一）2023年党建经费", "党建经费"),
        ("2021-2023年道路规划", "2021-2023年道路规划"),
        ("12345热线平台", "12345热线平台"),
    ],
)
def test_a_name_without_its_year(name: str, key: str) -> None:
    assert project_key(name) == key


def test_no_weak_link() -> None:
    known = bodies.load()
    weak = [
        project(1, "工作经费"),
        project(2, "绿化"),
        project(3, "道路养护", "4107022200012"),
        project(4, "2022年道路养护", "4107022200012"),
    ]
    assert links(weak, known) == []
    found = links([project(1, "工作经费", "410702220001"), project(2, "道路养护", "07")], known)
    assert [(link.project.number, link.evidence, link.key) for link in found] == [
        (1, "code", "410702220001"),
        (2, "name", "道路养护"),
    ]


def test_projects_over_the_years(tmp_path: Path) -> None:
    first = load_file(HENAN)
    text = (
        next_year(TEXT)
        .replace("政府辅助人员工资", "2023年政府辅助人员工资")
        .replace("410702220000000012275", "410702230000000099999")
    )
    second = load_file(write(tmp_path, text.replace("党建经费", "党的建设经费")))
    rows = ask(
        """SELECT ?a ?b ?evidence { ?x mz:recurringProject ?r ; rdfs:label ?a ; mz:disclosure ?d . ?y mz:recurringProject ?r ; rdfs:label ?b ;
           mz:disclosure ?e . ?d mz:phase <https://w3id.org/mingzhang/code/phase/budget> . FILTER(?d != ?e) ?r mz:linkEvidence ?evidence }""",
        first,
        second,
    )
    linked = {(a, b, evidence.rpartition("/")[2]) for a, b, evidence in rows}
    assert ("政府辅助人员工资", "2023年政府辅助人员工资", "name") in linked
    assert ("政府辅助人员工资", "2023年政府辅助人员工资", "code") in linked
    assert ("党建经费", "党的建设经费", "code") in linked  # renamed, with its code
    assert not [pair for pair in linked if "工作经费" in pair[0]]  # a name of many, and another code
    assert all(a.replace("2023年", "") == b.replace("2023年", "") or evidence == "code" for a, b, evidence in linked)
