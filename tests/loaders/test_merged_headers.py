"""Headers of three rows printed one cell per line: which figure stands under which label."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapes
from loaders.document import Cell
from loaders.errors import LoadError, Place
from loaders.header import Path as Labels
from loaders.pipeline import Loaded, load_file
from loaders.ragged import header_candidates, oddity, possible

#: ^ belongs to the cell above it, < to the one left of it.
HEADER = """科目编码|<|<|单位代码|单位（科目名称）|合计|基本支出|<|<|<|<|项目支出|<|<
类|款|项|^|^|^|小计|人员经费|<|公用经费|<|小计|其他运转类|特定目标类
^|^|^|^|^|^|^|工资福利支出|对个人和家庭的补助|商品和服务支出|资本性支出|^|^|^"""
ROWS = """||||合计|60.00|40.00|25.00|5.00|8.00|2.00|20.00|12.00|8.00
|||007|样例县人民政府办公室|60.00|40.00|25.00|5.00|8.00|2.00|20.00|12.00|8.00
201|03|01||行政运行|30.00|30.00|20.00||8.00|2.00|||
201|03|02||一般行政管理事务|20.00||||||20.00|12.00|8.00
208|05|01||行政单位离退休|5.00|5.00||5.00|||||
221|02|01||住房公积金|5.00|5.00|5.00||||||"""
WANTED: list[Labels] = [
    *(("科目编码", part) for part in "类款项"),
    ("单位代码",),
    ("单位(科目名称)",),
    ("合计",),
    ("基本支出", "小计"),
    ("基本支出", "人员经费", "工资福利支出"),
    ("基本支出", "人员经费", "对个人和家庭的补助"),
    ("基本支出", "公用经费", "商品和服务支出"),
    ("基本支出", "公用经费", "资本性支出"),
    ("项目支出", "小计"),
    ("项目支出", "其他运转类"),
    ("项目支出", "特定目标类"),
]


def printed(line: str, *, blanks: bool) -> list[str]:
    """Return the cells of a row; a cell merged with the one above it is printed blank, or not at all."""
    cells = [text for text in line.split("|") if text != "<" and (blanks or text != "^")]
    return ["" if text == "^" else text for text in cells]


def candidates(*, blanks: bool) -> list[list[Labels]]:
    rows = [tuple(Cell(text, Place(line=1)) for text in printed(line, blanks=blanks)) for line in HEADER.split("\n")]
    return [paths for paths in header_candidates(rows, len(WANTED)) if possible(paths)]


def load(tmp_path: Path, *, blanks: bool) -> Loaded:
    lines = ["样例县人民政府办公室2024年部门预算", "支出总体情况表", "单位：万元", ""]
    for line in f"{HEADER}\n{ROWS}".split("\n"):
        lines += [*(f"\t{text}" for text in printed(line, blanks=blanks)), ""]
    path = tmp_path / "disclosure.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return load_file(path, jurisdiction="410702")


def test_blanks_for_cells_merged_with_the_one_above_leave_few_ways() -> None:
    found = candidates(blanks=True)
    assert WANTED in found
    assert len(found) <= 21


@pytest.mark.parametrize("blanks", [True, False])
def test_the_right_reading_of_three_rows_is_the_least_odd(blanks: bool) -> None:
    assert oddity(WANTED) == min(map(oddity, candidates(blanks=blanks))) == 0


@pytest.mark.parametrize("blanks", [True, False])
def test_every_figure_stands_under_its_label(blanks: bool, tmp_path: Path) -> None:
    loaded = load(tmp_path, blanks=blanks)
    (table,) = loaded.report.tables
    assert (table.cells, table.unmapped, table.sums_failed) == (33, 0, 0)
    report = shapes.check_nquads(loaded.nquads)
    assert [one.identity for one in report.findings if one.identity.startswith("C")] == []


def test_figures_that_no_sharing_of_the_labels_adds_up_are_refused(tmp_path: Path) -> None:
    lines = ["样例县人民政府办公室2024年部门预算", "支出总体情况表", "单位：万元", ""]
    for line in f"{HEADER}\n{ROWS}".split("\n"):
        cells = printed(line, blanks=False)
        if len(cells) == len(WANTED) and "." in cells[-9]:
            cells[-9] = f"1{cells[-9]}"  # all totals are wrong, or the labels stand over other columns
        lines += [*(f"\t{text}" for text in cells), ""]
    path = tmp_path / "disclosure.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LoadError, match="no way to share the labels"):
        load_file(path, jurisdiction="410702")
