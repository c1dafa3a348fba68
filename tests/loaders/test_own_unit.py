"""Rows that bear the department's plain name: the whole of a table, or the one of its units that the department itself is."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapes
from loaders.pipeline import Loaded, load_file

OFFICE, STATION = "样例县民政局", "样例县救助站"


def load(folder: Path, *tables: str, before: str = "") -> Loaded:
    path = folder / "document.txt"
    text = "\n".join([f"{OFFICE}2023年部门预算", before, *tables, "说明：以上。"])
    path.write_text(text.replace("|", "\t"), encoding="utf-8")
    return load_file(path, jurisdiction="360121")


def failed(loaded: Loaded) -> list[str]:
    return [f.identity for f in shapes.check_nquads(loaded.nquads).findings if str(f.outcome) == "failed"]


def three_public(own: str, total: str = "10.00") -> str:
    return f"""一般公共预算“三公”经费支出表
单位：万元
单位代码|单位名称|合计|因公出国（境）费|公务用车购置及运行费|公务接待费
|合计|{total}||6.00|4.00
{own}
301002|{STATION}|3.00||2.00|1.00"""


@pytest.mark.parametrize("own", [f"301001|{OFFICE}|7.00||4.00|3.00", f"|{OFFICE}|7.00||4.00|3.00"])
def test_a_unit_that_is_called_as_the_department_is_an_addend(tmp_path: Path, own: str) -> None:
    loaded = load(tmp_path, three_public(own))
    assert (loaded.report.tables[0].sums_failed, failed(loaded)) == (0, [])
    assert b"minzhengjubenji" in loaded.nquads  # the slug of 民政局本级


def test_an_error_beside_it_is_still_found_once(tmp_path: Path) -> None:
    loaded = load(tmp_path, three_public(f"301001|{OFFICE}|7.00||4.00|3.00", total="11.00"))
    assert set(failed(loaded)) == {"I1", "I2"}
    assert len(failed(loaded)) == 2


def test_the_department_over_its_units_stays_their_sum(tmp_path: Path) -> None:
    table = f"""部门收入总表
单位：万元
单位代码|单位名称|合计|一般公共预算拨款收入|其他收入
|合计|100.00|90.00|10.00
301|{OFFICE}|100.00|90.00|10.00
301001|{OFFICE}|70.00|60.00|10.00
301002|{STATION}|30.00|30.00|"""
    loaded = load(tmp_path, table)
    (report,) = loaded.report.tables
    assert (report.sums_held, report.sums_failed, failed(loaded)) == (10, 0, [])


def test_without_a_row_of_the_total_the_department_is_the_whole(tmp_path: Path) -> None:
    table = f"""部门收入总表
单位：万元
预算单位|收入总计|一般公共预算拨款|其他收入
{OFFICE}|100.00|90.00|10.00
{OFFICE}本级|70.00|60.00|10.00
{STATION}|30.00|30.00|"""
    loaded = load(tmp_path, table)
    assert loaded.report.tables[0].sums_failed == 0
    assert b'totalRevenue> "1000000' in loaded.nquads


def test_rows_of_two_years_are_told_apart(tmp_path: Path) -> None:
    table = f"""“三公”经费财政拨款预算情况表
单位：万元
预算单位|年度|“三公”经费财政拨款预算总额|因公出国（境）费用|公务接待费|公务用车购置和运行维护费
{OFFICE}|2022年|11.10|0.00|3.10|8.00
|2023年|10.10|0.00|2.10|8.00"""
    loaded = load(tmp_path, table)
    assert b'threePublicTotal> "101000' in loaded.nquads
    assert b"period/2022" in loaded.nquads
    assert failed(loaded) == []


def test_what_stands_below_the_total_of_the_year_is_no_part_of_it(tmp_path: Path) -> None:
    """其他资金 may be money of the year, or stand beside it: in a balance its place says which, in a row the sums."""
    balance = """部门收支总表
单位：万元
收入||支出|
项目|预算数|项目|预算数
一、一般公共预算拨款收入|100.00|一、一般公共服务支出|110.00
本年收入合计|100.00|本年支出合计|110.00
其他资金|10.00||
收入总计|110.00|支出总计|110.00"""
    revenue = """部门收入总表
单位：万元
科目编码|科目名称|合计|本年收入|本年收入|本年收入|其他资金|上年结转
科目编码|科目名称|合计|小计|一般公共预算|政府性基金|其他资金|上年结转
|合计|110.00|100.00|100.00||10.00|
201|一般公共服务支出|110.00|100.00|100.00||10.00|"""
    loaded = load(tmp_path, balance, revenue)
    assert [table.sums_failed for table in loaded.report.tables] == [0, 0]
    assert [name for name in failed(loaded) if name[0] in "AB"] == []


@pytest.mark.parametrize("years", [("2022", "2023"), ("2023-2025", "2023")])
def test_the_year_of_a_project_is_not_that_of_its_figures(tmp_path: Path, years: tuple[str, str]) -> None:
    table = f"""项目支出表
单位：万元
年度|项目名称|合计|一般公共预算
|合计|30.00|30.00
{years[0]}|道路维修|20.00|20.00
{years[1]}|设备购置|10.00|10.00"""
    (report,) = load(tmp_path, table).report.tables
    assert (report.cells, report.sums_failed, report.unmapped) == (6, 0, 0)


def test_rows_of_the_year_before_and_of_another_phase(tmp_path: Path) -> None:
    table = """一般公共预算“三公”经费支出表
单位：万元
年度|合计|因公出国（境）费|公务用车购置及运行费|公务接待费
上年预算数|4.00|0|3.00|1.00
本年预算数|3.00|0|2.00|1.00
上年决算数|2.00|0|1.00|1.00"""
    loaded = load(tmp_path, table)
    (report,) = loaded.report.tables
    assert (report.cells, report.unmapped) == (8, 4)  # what was spent is no budget
    assert b"/id/period/2022" in loaded.nquads
