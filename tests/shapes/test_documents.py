"""Real disclosures: the findings that stand in them, each compared by eye with the text, and no others (docs/findings.md)."""

import os
from collections import Counter
from pathlib import Path

import pytest

import samples
import shapes
from loaders.pipeline import load_file
from shapes.catalogue import SHAPE, constraints
from shapes.ledger import ledger
from shapes.source import Facts, store_of_nquads

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
CHECKED = {"hongqi": 149, "pingxiang": 200, "xinle": 347, "lingshou": 330, "beidaihe": 294}
SEEDS = {"000": "xinle", "001": "hongqi", "002": "pingxiang", "003": "lingshou", "004": "beidaihe"}


def report_of(path: Path) -> shapes.Report:
    loaded = load_file(path)
    return shapes.check_nquads(loaded.nquads)


def told(report: shapes.Report) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    def printed(operands: tuple[shapes.Operand, ...]) -> tuple[str, ...]:
        return tuple(operand.cell.printed for operand in operands if operand.cell)

    return [
        (one.identity, one.outcome, printed(one.left_operands), printed(one.right_operands)) for one in report.findings
    ]


def assert_findings(report: shapes.Report, name: str) -> None:
    assert Counter(told(report)) == Counter(FINDINGS[name])
    assert len(report.checks) == CHECKED[name]
    assert report.conforms, "an incomplete check is no violation"


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_samples(path):
    assert_findings(report_of(path), next(name for name in FINDINGS if name in path.stem))


@pytest.mark.parametrize("number", SEEDS)
def test_original_documents(number):
    path = next(iter(sorted(SHARED.glob(f"seeds/{number}_*.txt"))), None)
    if path is None:
        pytest.skip("the original document is not here: set MINGZHANG_SHARED to the folder that holds seeds/")
    assert_findings(report_of(path), SEEDS[number])


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("shanghai-putuo-wanli-2025-budget.pdf", 900),
        ("shanghai-putuo-finance-2024-final-accounts.pdf", 200),
    ],
)
def test_other_provinces_and_final_accounts_raise_no_finding(name, at_least):
    path = SHARED / "corpus" / name
    if not path.exists():
        pytest.skip(f"the document is not here: set MINGZHANG_SHARED to the folder that holds corpus/{name}")
    report = report_of(path)
    assert told(report) == []
    assert len(report.checks) >= at_least


def test_message_names_identity_place_sides_and_printed_cells():
    path = next(path for path in samples.paths() if "pingxiang" in path.stem)
    one = next(one for one in report_of(path).findings if one.left_operands and one.right_operands)
    for words in ("26.00万元", "6.00万元", "「“三公”经费小计」", "相差20万元", "容差0.01万元", "一般公共预算财政拨款"):
        assert words in one.message["zh"]
    for words in ("CNY 260,000", "CNY 60,000", "difference CNY 200,000", "tolerance CNY 100", "26.00万元", "row 5"):
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
    path.write_text(text.replace(following, table + following), encoding="utf-8")
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
    }
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
        if facts.tables[cell.table].kind not in kinds:
            continue
        for axis, across in ((cell.row, cell.column), (cell.column, cell.row)):
            if axis in parent:
                found.add((parent[axis], across))
            if axis in parent.values():
                found.add((axis, across))
    return found
