"""Habits of other provinces: prose about all money by class, tables that no kind holds, titles near tables that are not read."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

import shapes
from loaders.pipeline import Loaded, load_file

#: 2,000 元 of the business are no money of the budget, 5 of what the budget spends were carried over.
TABLES = """部门收支总表
单位：万元
收入||支出|
项目|预算数|项目|预算数
一般公共预算拨款收入|95.00|社会保障和就业支出|92.00
事业收入|2.00|住房保障支出|10.00
本年收入合计|97.00|本年支出合计|102.00
上年结转|5.00|结转下年|
收入总计|102.00|支出总计|102.00
部门支出总表
单位：万元
科目编码|科目名称|合计|基本支出|项目支出
合计||102.00|60.00|42.00
208|社会保障和就业支出|92.00|50.00|42.00
221|住房保障支出|10.00|10.00|
财政拨款收支总表
单位：万元
收入||支出|||
项目|预算数|项目|合计|一般公共预算|政府性基金预算
一、本年收入|95.00|一、本年支出|100.00|100.00|
一般公共预算拨款|95.00|社会保障和就业支出|90.00|90.00|
二、上年结转|5.00|住房保障支出|10.00|10.00|
一般公共预算拨款|5.00|二、结转下年|||
收入总计|100.00|支出总计|100.00|100.00|
一般公共预算支出表
单位：万元
科目编码|科目名称|合计|基本支出|项目支出
合计||100.00|60.00|40.00
208|社会保障和就业支出|90.00|50.00|40.00
221|住房保障支出|10.00|10.00|
"""


def load(folder: Path, text: str, title: str = "样例县民政局2024年部门预算") -> Loaded:
    path = folder / "disclosure.txt"
    path.write_text(f"{title}\n" + text.replace("|", "\t"), "utf-8")
    return load_file(path, jurisdiction="430122")


def failed(loaded: Loaded, *identities: str) -> list[str]:
    report = shapes.check_nquads(loaded.nquads)
    return [c.identity for c in report.findings if str(c.outcome) == "failed" and c.identity in identities]


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        ("92.00", []),  # of all money
        ("90.00", []),  # of the budget
        ("85.00", []),  # of the budget, without what was carried over
        ("84.00", ["M1", "M1"]),
        ("93.00", ["M1", "M1"]),
    ],
)
def test_a_class_that_names_no_budget_agrees_with_one_of_them(tmp_path: Path, amount: str, found: list[str]) -> None:
    prose = f"二、支出预算情况说明\n（1）社会保障和就业支出（类）支出{amount}万元，主要用于日常业务。\n"
    assert failed(load(tmp_path, prose + TABLES), "M1") == found


def test_a_class_of_the_budget_is_not_that_of_all_money(tmp_path: Path) -> None:
    prose = (
        "二、支出预算情况说明\n一般公共预算支出100.00万元，其中：社会保障和就业支出92.00万元，住房保障支出10.00万元。\n"
    )
    assert failed(load(tmp_path, prose + TABLES), "M1") == ["M1", "M1"]


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("2024年政府购买服务支出预算表", "科目编码|科目名称|支出合计|基本支出|项目支出"),
        ("2024年部门债务支出预算表", "科目编码|科目名称|合计|还本支出|付息支出"),
        ("2024年政府性基金预算收入预算表", "科目编码|科目名称|预算数"),
        ("财政专户管理资金预算支出表", "科目编码|科目名称|合计|基本支出|项目支出"),
    ],
)
def test_a_table_that_no_kind_holds_is_left_out_by_its_name(tmp_path: Path, title: str, header: str) -> None:
    rest = "|1.00" * (header.count("|") - 1)
    loaded = load(tmp_path, TABLES + f"{title}\n单位：万元\n{header}\n合计|{rest}\n208|社会保障和就业支出{rest}\n")
    assert [table.kind for table in loaded.report.tables] == [
        "balance",
        "expenditure",
        "fiscal-balance",
        "general-public",
    ]
    (signal,) = [s for s in loaded.report.signals if s.rule == "a table that the graph has no kind for"]
    assert (signal.level, signal.table) == ("ignored", title)
    assert loaded.report.unread == []


def test_a_title_above_a_table_that_is_not_read_announces_no_other(tmp_path: Path) -> None:
    table = "国有资产占用情况表\n单位：辆、台（套）\n单位|车辆|设备\n样例县民政局|3|1\n"
    loaded = load(tmp_path, TABLES + table)
    assert any(signal.level == "refused" for signal in loaded.report.signals)
    assert failed(loaded, "R2") == []
    assert "R2" in failed(load(tmp_path, "目录\n国有资产占用情况表\n\n部门概况\n" + TABLES), "R2")


def test_a_table_is_missing_though_the_name_of_another_ends_like_its(tmp_path: Path) -> None:
    contents = "目录\n一、部门支出总表\n二、财政拨款收支总表\n三、收支总表\n\n第一部分\n"
    tables = TABLES[TABLES.index("部门支出总表") :]
    loaded = load(tmp_path, contents + tables)
    assert "balance" in loaded.report.missing


def test_a_budget_after_adjustment_is_of_the_year_that_its_column_names(tmp_path: Path) -> None:
    header = "科目编码|科目名称|2023年预算数（调整后）|2024年预算数"
    table = f"政府性基金预算支出表\n单位：万元\n{header}\n合计||3.00|4.00\n229|其他支出|3.00|4.00\n"
    loaded = load(tmp_path, TABLES + table)
    assert [(t.kind, t.cells, t.unmapped) for t in loaded.report.tables][-1] == ("fund", 4, 0)


def test_a_label_that_a_converter_repeats_over_its_cells_is_no_figure(tmp_path: Path) -> None:
    table = """一般公共预算财政拨款基本支出决算表
单位：万元
人员经费|人员经费|人员经费|公用经费|公用经费|公用经费|公用经费|公用经费|公用经费
科目编码|科目名称|金额|科目编码|科目名称|金额|科目编码|科目名称|金额
301|工资福利支出|50.00|302|商品和服务支出|9.00|310|资本性支出|1.00
人员经费合计|人员经费合计|50.00|公用经费合计|公用经费合计|公用经费合计|公用经费合计|公用经费合计|10.00
"""
    loaded = load(tmp_path, TABLES.replace("预算支出表", "预算支出决算表") + table, "样例县民政局2023年度部门决算")
    assert [signal.message for signal in loaded.report.signals if signal.level == "refused"] == []
    assert [(t.kind, t.cells, t.sums_failed) for t in loaded.report.tables][-1] == ("basic", 5, 0)


@pytest.mark.parametrize(
    ("below", "items"),
    [
        ("小计|97.00|小计|102.00\n上年结转|5.00|结转下年|", ["97.00", "102.00"]),
        ("小计|95.00|小计|92.00\n事业收入|2.00|住房保障支出|10.00\n上年结转|5.00||", []),
        ("小计|97.00|小计|102.00\n其他收入|5.00||\n小计|5.00||", ["102.00"]),
    ],
)
def test_a_subtotal_is_the_total_of_the_year_only_below_all_its_items(
    tmp_path: Path, below: str, items: list[str]
) -> None:
    first = TABLES[TABLES.index("一般公共预算拨款收入") : TABLES.index("本年收入合计")]
    table = TABLES.replace(TABLES[TABLES.index("本年收入合计") : TABLES.index("收入总计")], f"{below}\n", 1)
    if "事业收入" in below:  # it stands below the subtotal
        table = table.replace(first, "一般公共预算拨款收入|95.00|社会保障和就业支出|92.00\n", 1)
    store = pyoxigraph.Store()
    store.load(load(tmp_path, table).nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    found = store.query(
        "PREFIX mz: <https://w3id.org/mingzhang/ns#> SELECT ?printed { ?cell mz:printedValue ?printed ; "
        "mz:lineItem <https://w3id.org/mingzhang/code/line-item/current-year-total> FILTER(CONTAINS(STR(?cell), '/balance/')) } ORDER BY DESC(?cell)",
        use_default_graph_as_union=True,
    )
    assert sorted(row["printed"].value for row in found) == sorted(items)
