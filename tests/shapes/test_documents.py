"""Real disclosures: the findings that stand in them, each compared by eye with the text, and no others (docs/findings.md)."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

import samples
import shapes
from loaders.pipeline import load_file
from shapes.catalogue import SHAPE, constraints
from shapes.facts import Facts
from shapes.ledger import ledger
from shapes.records import STRUCTURE
from shapes.source import store_of_nquads

SHARED = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared"))

HONGQI = {
    # 基本支出/小计 is blank in the rows 2010301 and 2010350 of the expenditure table, although its parts are printed.
    ("C1", "incomplete", ("337.21",), ()),
    ("C2", "incomplete", ("221.52",), ()),
    ("C2", "incomplete", (), ("171.30", "25.07", "25.15")),
    ("C2", "incomplete", ("115.69",), ()),
    ("C2", "incomplete", (), ("107.32", "2.75", "5.62")),
    ("J9", "incomplete", (), ("221.52",)),
    ("J9", "incomplete", (), ("115.69",)),
    # 部门收入预算表 is announced and not printed.
    ("J1", "incomplete", ("462.78",), ()),
}
PINGXIANG = {
    # 公务用车购置及运维费 is blank under 一般公共预算, although its total and its part are printed.
    ("I1", "incomplete", ("26.00",), ("6.00",)),
    ("I1", "incomplete", (), ("20.00",)),
    ("I2", "incomplete", ("20.00",), ()),
}
FINDINGS = {"hongqi": HONGQI, "pingxiang": PINGXIANG, "xinle": set(), "lingshou": set(), "beidaihe": set()}
#: Instances checked, at least: what is no longer checked would not fail either.
CHECKED = {"hongqi": 790, "pingxiang": 911, "xinle": 1106, "lingshou": 977, "beidaihe": 1353}

#: Families K to S: identity -> the lines of the sample that its findings stand on. All of them are failed.
STATED: dict[str, dict[str, list[int]]] = {
    "xinle": {
        "P5": [2574, 2578],
        "R15": [1793, 1797, 1801],
        "S2": [2089],
        "S5": [2068],
        "S9": [1965, 1972, 1979, 2144, 2249, 2290, 2304, 2332, 2366, 2394, 2401],
        "S13": [1910, 2020, 2110, 2117, 2186, 2193, 2249, 2318, 2325, 2339, 2408, 2415, 2484],
        "S14": [1854, 2428],
        "S16": [1958],
        "S17": [2006],
    },
    "hongqi": {
        "M7": [86, 96],
        "Q6": [369],
        "R1": [25],
        "R2": [25, 35],
        "R14": [138],
    },
    "pingxiang": {
        "O9": [1997],
        "S6": [2176],
    },
    "lingshou": {"O9": [1954]},
    "beidaihe": {
        "M1": [1656],
        "M4": [1656],
        "N5": [1656],
        "S1": [1687, 1765, 2652],
        "S2": [1723, 1803, 1882, 1961, 2040, 2121, 2372, 2453, 2531, 2610, 2688, 2767, 2846, 2925],
        "S3": [2214, 2300],
        "S5": [1702, 1780, 1861, 1940, 2019, 2098, 2510, 2667, 2746],
        "S7": [1687, 1765, 1845, 1924, 2003, 2082, 2495, 2652, 2730, 2809],
        "S8": [2888],
        "S10": [2200, 2286],
        "S11": [2379],
        "S12": [1758, 1838],
    },
}
#: What stands in text that the samples, which are shorter than their originals, leave out.
LEFT_OUT = {"xinle": Counter({"R10": 1}), "hongqi": Counter({"R16": 1})}
#: Documents of another province, and final accounts: (identity, outcome) -> page of the statement.
OTHERS = {
    "shanghai-putuo-wanli-2024-budget.pdf": {"M1": [9], "M10": [9], "R3": [31], "R10": [7, 9], "R11": [6]},
    "shanghai-putuo-wanli-2025-budget.pdf": {"M11": [7]},
    "shanghai-putuo-finance-2024-final-accounts.pdf": {"M1": [21, 21], "M7": [21]},
    "guangdong-zhanjiang-2024-department-performance.xlsx": {},
}
#: The samples as docs/findings.md calls them.
TITLES = {
    "xinle": "新乐市 2022",
    "hongqi": "新乡市红旗区 2022",
    "pingxiang": "平乡县 2023",
    "lingshou": "灵寿县 2021",
    "beidaihe": "北戴河区 2022",
}
OUTCOMES = ("passed", "failed", "incomplete")
DOCS = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
SEEDS = {"000": "xinle", "001": "hongqi", "002": "pingxiang", "003": "lingshou", "004": "beidaihe"}


def report_of(path: Path) -> shapes.Report:
    loaded = load_file(path)
    return shapes.check_nquads(loaded.nquads)


def told(report: shapes.Report) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    def printed(operands: tuple[shapes.Operand, ...]) -> tuple[str, ...]:
        return tuple(operand.cell.printed for operand in operands if operand.cell)

    return [
        (one.identity, one.outcome, printed(one.left_operands), printed(one.right_operands))
        for one in report.findings
        if one.identity[0] <= "J"
    ]


def stated(report: shapes.Report) -> dict[str, list[int | None]]:
    """Return the findings of families K to S: identity -> line or page of what each stands on."""
    found: dict[str, list[int | None]] = {}
    for one in report.findings:
        if "K" <= one.identity[0] <= "S":
            assert one.outcome == "failed"
            where = next((figure.where for figure in one.left_operands if figure.where), None)
            table = one.place.table
            line = (where.line or where.page) if where else table.line if table else None
            found.setdefault(one.identity, []).append(line)
    return {identity: sorted(lines, key=str) for identity, lines in found.items()}


def assert_findings(report: shapes.Report, name: str) -> None:
    assert Counter(told(report)) == Counter(FINDINGS[name])
    assert len(report.checks) >= CHECKED[name]
    assert report.conforms, "an incomplete check is no violation, nor is a warning"


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_samples(path):
    name = next(name for name in FINDINGS if name in path.stem)
    loaded = load_file(path)
    report = shapes.check_nquads(loaded.nquads)
    assert_findings(report, name)
    assert stated(report) == STATED[name]
    amounts = set(re.findall(r"<([^>]+/table/[^>]+/cell/[^>]+)> <[^>]+#amount> ", loaded.nquads.decode()))
    assert amounts
    assert amounts <= report.uses.keys(), "an amount that no identity uses"
    outcomes = Counter(one.outcome for one in report.checks if one.identity != STRUCTURE)
    assert counted_in_docs()[TITLES[name]] == [sum(outcomes.values()), *(outcomes[one] for one in OUTCOMES)]


def counted_in_docs() -> dict[str, list[int]]:
    """Return the table of counts in docs/findings.md: the title of a disclosure -> instances, hold, fail, incomplete."""
    rows = re.findall(r"^\| \[(.+)\]\(#.*\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", DOCS, flags=re.MULTILINE)
    return {title: [int(number) for number in numbers] for title, *numbers in rows}


def test_the_counts_of_the_documentation_add_up():
    totals = [sum(column) for column in zip(*counted_in_docs().values(), strict=True)]
    told = re.search(
        r"(\d+) instances are checked: (\d+) hold, (\d+) fail, (\d+) are incomplete", " ".join(DOCS.split())
    )
    assert told
    assert [int(number) for number in told.groups()] == totals


@pytest.mark.parametrize("name", STATED)
def test_the_documentation_lists_each_finding(name):
    place = TITLES[name].split()[0]
    section = next(
        part for part in DOCS.split("\n## ")[1:] if part.startswith(place) or part.split("人民")[0].endswith(place)
    )
    listed: dict[str, set[int]] = {}
    for identity, lines in re.findall(r"^\| ([K-S]\d+) \| ([\d, ]+) \|", section, flags=re.MULTILINE):
        listed.setdefault(identity, set()).update(int(number) for number in lines.split(","))
    assert listed.keys() == STATED[name].keys()
    assert all(listed[identity].issuperset(lines) for identity, lines in STATED[name].items())


@pytest.mark.parametrize("number", SEEDS)
def test_original_documents(number):
    path = next(iter(sorted(SHARED.glob(f"seeds/{number}_*.txt"))), None)
    if path is None:
        pytest.skip("the original document is not here: set MINGZHANG_SHARED to the folder that holds seeds/")
    name, report = SEEDS[number], report_of(path)
    assert_findings(report, name)
    shorter = {identity: len(lines) for identity, lines in STATED[name].items()}
    assert {identity: len(lines) for identity, lines in stated(report).items()} == Counter(shorter) + LEFT_OUT.get(
        name, Counter()
    )


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("shanghai-putuo-wanli-2024-budget.pdf", 900),
        ("shanghai-putuo-wanli-2025-budget.pdf", 900),
        ("shanghai-putuo-finance-2024-final-accounts.pdf", 200),
        ("guangdong-zhanjiang-2024-department-performance.xlsx", 50),
    ],
)
def test_other_provinces_and_final_accounts(name, at_least):
    path = SHARED / "corpus" / name
    if not path.exists():
        pytest.skip(f"the document is not here: set MINGZHANG_SHARED to the folder that holds corpus/{name}")
    report = report_of(path)
    assert told(report) == []
    assert stated(report) == OTHERS[name]
    assert len(report.checks) >= at_least


def test_last_years_disclosure_bears_out_this_years_changes():
    paths = sorted(SHARED.glob("corpus/*wanli*.pdf"))
    if len(paths) != 2:
        pytest.skip("the documents are not here: set MINGZHANG_SHARED to the folder that holds corpus/")
    report = shapes.check_nquads(b"".join(load_file(path).nquads for path in paths), structure=False)
    assert Counter(one.outcome for one in report.checks if one.identity == "M12") == {"passed": 11}


def test_message_names_identity_place_sides_and_printed_cells():
    path = next(path for path in samples.paths() if "pingxiang" in path.stem)
    one = next(one for one in report_of(path).findings if one.left_operands and one.right_operands)
    for words in ("26.00万元", "6.00万元", "「“三公”经费小计」", "左边26万元，右边6万元；空白", "一般公共预算财政拨款"):
        assert words in one.message["zh"]
    for words in ("left CNY 260,000, right CNY 60,000; blank", "26.00万元", "row 5"):
        assert words in one.message["en"]
    cell = one.left_operands[0].cell
    assert cell is not None
    assert f"line {cell.line}" in one.message["en"]


def test_a_row_that_is_refused_accuses_nobody(tmp_path):
    """城乡社区支出 under a name that the loader does not know: what needs the row is not decided, and the report says why."""
    source = next(path for path in samples.paths() if "lingshou" in path.stem)
    path = tmp_path / source.name
    path.write_text(
        source.read_text(encoding="utf-8").replace("十二、城乡社区支出", "十二、农村社区支出"), encoding="utf-8"
    )
    report = report_of(path)
    accounting = [one for one in report.findings if one.identity[0] in "ABCDEFGHIJ"]
    assert {(one.identity, one.outcome) for one in accounting} == {("A2", "incomplete"), ("D2", "incomplete")}
    for one in accounting:
        assert one.unread
        assert "未能读出" in one.message["zh"]
        assert "未填" not in one.message["zh"]
        assert "could not be read" in one.message["en"]


def test_a_table_printed_twice_is_compared_with_nothing(tmp_path):
    source = next(path for path in samples.paths() if path.suffix == ".md")
    text = source.read_text(encoding="utf-8")
    title, following = "## 2022 年一般公共预算支出预算表\n", "# 一般公共预算基本支出表\n"
    table = text[text.index(title) : text.index(following)]
    path = tmp_path / source.name
    other = re.sub(r"\d+\.\d\d", "0.01", table, count=1)  # a copy that is the same is counted once
    path.write_text(text.replace(following, other + following), encoding="utf-8")
    report = report_of(path)
    assert not {one.identity for one in report.checks} & {"J5", "J8", "J9", "J10", "J11", "J12"}
    assert report.summary["E1"].checked == 2 * 14


def test_each_printed_sum_is_checked_exactly_once():
    """No link between rows or columns escapes the identities of its table, and none is counted by two."""
    sums = [constraint for constraint in constraints() if constraint.identity.component == str(SHAPE.AddsUp)]
    kinds = {
        str(value).rpartition("/")[2]
        for constraint in sums
        for name, value in constraint.parameters
        if name == "sumsIn"
    } - {"procurement"}  # whose rows are summed by a SELECT of its own: numbers and prices are not
    sums = [constraint for constraint in sums if constraint.identity.family != "O"]
    for path in samples.paths():
        store = store_of_nquads(load_file(path).nquads)
        checked = Counter((one.total, one.across) for one in ledger(store, sums))
        assert set(checked.values()) == {1}
        assert set(checked) == printed_sums(store, kinds)


def printed_sums(store, kinds: set[str]) -> set[tuple[str, str]]:
    """Return every (row or column that others add into, column or row) where it or an addend prints a figure."""
    facts = Facts(store)
    parent = {
        quad.subject.value: quad.object.value
        for quad in store.quads_for_pattern(None, None, None)
        if quad.predicate.value.endswith("ns#addendOf")
    }
    found = set()
    for cell in facts.cells.values():
        if facts.tables[cell.table].kind not in kinds or cell.counted is not None:
            continue
        for axis, across in ((cell.row, cell.column), (cell.column, cell.row)):
            if axis in parent:
                found.add((parent[axis], across))
            if axis in parent.values():
                found.add((axis, across))
    return found
