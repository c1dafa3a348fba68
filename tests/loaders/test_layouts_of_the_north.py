"""Habits of northern provinces: codes before classes, circled ordinals, zeros beside no label, carry-over as rows."""

from __future__ import annotations

from pathlib import Path

import shapes
from loaders.pipeline import Loaded, load_file
from loaders.text import strip_ordinal

BALANCE = """部门收支总体情况表
单位：万元
收入||支出|
项目|预算数|功能分类|预算数
财政拨款（补助）|90.00|201 一般公共服务支出|60.00
一般公共预算|90.00|202 外交支出|
政府性基金预算||203 国防支出|
||204 公共安全支出|
||205 教育支出|
||208 社会保障和就业支出|30.00
|0.00|221 住房保障支出|
收入总计|90.00|支出总计|90.00
"""


def load(tmp_path: Path, text: str) -> Loaded:
    path = tmp_path / "disclosure.txt"
    body = "样例县人民政府办公室2024年部门预算\n" + text.replace("|", "\t")
    path.write_text(body, encoding="utf-8")
    return load_file(path, jurisdiction="650102")


def left_out(loaded: Loaded, level: str) -> list[str]:
    return [signal.message for signal in loaded.report.signals if signal.level == level]


def test_classes_with_their_code_are_classes_and_divide_no_table(tmp_path: Path) -> None:
    loaded = load(tmp_path, BALANCE)
    (table,) = loaded.report.tables
    assert (table.cells, table.unmapped, table.sums_failed) == (6, 0, 0)
    assert left_out(loaded, "refused") == []
    assert left_out(loaded, "ignored") == ["0.00: a zero beside no label"]


def test_a_code_that_is_not_that_of_the_class_is_refused(tmp_path: Path) -> None:
    loaded = load(tmp_path, BALANCE.replace("208 社会保障", "210 社会保障"))
    assert any("210 社会保障和就业支出" in message for message in left_out(loaded, "refused"))


def test_circled_ordinals_are_no_digits_of_a_label(tmp_path: Path) -> None:
    assert strip_ordinal("②公务用车运行维护费") == "公务用车运行维护费"
    rows = "公务接待费|3.00\n公务用车费|5.00\n①公务用车购置费|0.00\n②公务用车运行维护费|5.00\n合计|8.00\n"
    loaded = load(tmp_path, f"“三公”经费预算财政拨款情况统计表\n单位：万元\n项目|2024年预算数\n{rows}")
    assert (loaded.report.tables[0].cells, left_out(loaded, "refused")) == (5, [])


def test_what_is_carried_over_may_be_rows_by_fund(tmp_path: Path) -> None:
    rows = """一般公共预算拨款收入|90.00
本年收入合计|90.00
上年结转|7.00
（一）一般公共预算拨款结转|5.00
（二）政府性基金预算拨款结转|2.00
收入总计|97.00
"""
    loaded = load(tmp_path, f"部门收入总体情况表\n单位：万元\n项目|预算数\n{rows}")
    (table,) = loaded.report.tables
    assert (table.cells, table.unmapped, table.sums_failed) == (6, 0, 0)


def test_projects_by_economic_class_keep_their_total_alone(tmp_path: Path) -> None:
    head = "科目编码|||科目名称|项目名称|项目支出合计|商品和服务支出|资本性支出\n类|款|项|||||\n"
    loaded = load(
        tmp_path,
        f"项目支出情况表\n单位：万元\n{head}201|03|02|一般行政管理事务|档案整理|9.00|5.00|4.00\n合计|||||9.00|5.00|4.00\n",
    )
    assert left_out(loaded, "refused") == []
    assert any("by economic class" in message for message in left_out(loaded, "ignored"))


def test_this_years_appropriation_is_without_what_was_carried_over(tmp_path: Path) -> None:
    text = """五、一般公共预算支出情况说明
样例县人民政府办公室2024年一般公共预算当年拨款{}万元。
财政拨款收支总表
单位：万元
收入||支出|||
项目|预算数|项目|合计|一般公共预算|政府性基金预算
一、本年收入|90.00|一、本年支出|97.00|97.00|
（一）一般公共预算拨款|90.00|（一）一般公共服务支出|97.00|97.00|
二、上年结转|7.00|二、年终结转结余|||
（一）一般公共预算拨款|7.00||||
收入总计|97.00|支出总计|97.00|97.00|
"""
    for stated, found in (("90.00", 0), ("97.00", 0), ("95.00", 1)):
        report = shapes.check_nquads(load(tmp_path, text.format(stated)).nquads)
        failed = [one for one in report.findings if one.identity == "M1" and one.outcome == "failed"]
        assert (len(failed) > 0) == bool(found), stated


def found(loaded: Loaded, identity: str) -> list[str]:
    report = shapes.check_nquads(loaded.nquads)
    return [one.message["zh"] for one in report.findings if one.identity == identity and one.outcome == "failed"]


def test_the_sentence_that_opens_a_disclosure_names_its_year(tmp_path: Path) -> None:
    for year, count in ((2024, 0), (2022, 1)):
        opening = f"按照有关规定，现将样例县人民政府办公室{year}年部门预算公开如下：\n"
        assert len(found(load(tmp_path, opening + BALANCE), "R13")) == count
    both = "现将2023年部门决算和2024年部门预算公开如下：\n"
    assert found(load(tmp_path, both + BALANCE), "R13") == []


def test_a_share_behind_a_broken_figure_is_of_nothing_else(tmp_path: Path) -> None:
    text = "三、支出预算情况说明\n2024年支出合计90.00万元，其中：基本支出60.00万元，占66.67%；项目支出30.0\n0万元，占33.33%。\n"
    assert found(load(tmp_path, text + BALANCE), "M7") == []
    wrong = text.replace("66.67%", "67.66%")
    assert len(found(load(tmp_path, wrong + BALANCE), "M7")) == 1


def test_the_office_and_the_reason_are_filled_in(tmp_path: Path) -> None:
    text = "二、收入预算说明\n{}2024年收入合计90.00万元，比上年增加1.00万元，主要原因：{}。\n"
    own = load(tmp_path, text.format("样例县人民政府办公室", "人员增加") + BALANCE)
    assert found(own, "R12") == found(own, "R7") == []
    other = load(tmp_path, text.format("样例县财政局", "×××") + BALANCE)
    assert (len(found(other, "R12")), len(found(other, "R7"))) == (1, 1)
