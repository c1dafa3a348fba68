"""The two text layouts: how the grid is rebuilt."""

from __future__ import annotations

from loaders.document import Paragraph, Table
from loaders.header import body_start, column_paths
from loaders.profile import load
from loaders.readers import markdown, tabbed

NATIONAL = load("national")


def tables(lines: list[str]) -> list[Table]:
    return list(tabbed.read("x.txt", lines).tables())


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def cells(*values: str) -> list[str]:
    return [f"\t{value}" for value in values]


def test_rows_are_cut_by_the_column_count_of_the_stated_row() -> None:
    lines = [
        *cells("序号", "收入", "支出"),
        "",
        *cells("", "项目", "金额", "项目", "金额"),
        "",
        *cells("栏次", "1", "2", "3", "4"),
        "",
    ]
    lines += [*cells("1", "一、收入", "5.00", "一、支出"), *cells("5.00"), "", *cells("2", "", "", "合计", "")]
    (table,) = tables(lines)
    assert table.width == 5
    assert texts(table)[3:] == [["1", "一、收入", "5.00", "一、支出", "5.00"], ["2", "", "", "合计", ""]]


def test_a_cell_of_several_paragraphs_stays_one_cell() -> None:
    lines = [*cells("栏次", "1", "2", "3"), "", *cells("1", "本年收入"), "", "合计", *cells("7.00", "本年支出"), ""]
    lines += [*cells("2", "", "", "")]
    (table,) = tables(lines)
    assert texts(table)[1] == ["1", "本年收入\n合计", "7.00", "本年支出"]


def test_a_row_broken_by_blank_lines_inside_cells_is_joined() -> None:
    lines = [
        *cells("一级指标", "二级指标", "三级指标", "指标值"),
        "",
        *cells("", "质量指标", "发放率\t"),
        "",
        *cells("≥95%"),
        "",
    ]
    lines += cells("", "时效指标", "及时率", "100%")
    (table,) = tables(lines)
    assert texts(table)[1:] == [["", "质量指标", "发放率", "≥95%"], ["", "时效指标", "及时率", "100%"]]


def test_a_heading_glued_to_the_last_cell_is_no_part_of_the_table() -> None:
    lines = [
        *cells("项目", "数量", "价值"),
        "",
        *cells("其他固定资产", "1875", "673.22"),
        " 八、名词解释",
        "1、说明文字。",
    ]
    document = tabbed.read("x.txt", lines)
    (table,) = document.tables()
    assert texts(table)[-1] == ["其他固定资产", "1875", "673.22"]
    assert [p.text for p in document.paragraphs()] == ["八、名词解释", "1、说明文字。"]


def test_places_and_noise() -> None:
    document = tabbed.read("x.txt", ["page number", "标题", *cells("项目", "[bookmark: _GoBack]4.25")])
    (table,) = document.tables()
    assert (table.rows[0][1].text, table.rows[0][1].place.line) == ("4.25", 4)
    assert [signal.level for signal in document.signals] == ["ignored"]


def test_a_row_that_fits_no_columns_is_kept_whole() -> None:
    lines = [
        *cells("栏次", "1", "2"),
        "",
        *cells("1", "甲", "2.00"),
        "",
        *cells("2", "乙", "多", "3.00"),
        "",
        *cells("3", "丙", "4.00"),
    ]
    (table,) = tables(lines)
    assert texts(table)[1:] == [["1", "甲", "2.00"], ["2", "乙", "多", "3.00"], ["3", "丙", "4.00"]]


def test_markdown_pads_rows_and_reads_headings() -> None:
    document = markdown.read("x.md", ["# 标题", "", "**甲**：乙", "", "a\tb\tc", "1.00\t2.00", "注"])
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["标题", "甲：乙", "注"]
    (table,) = document.tables()
    assert texts(table) == [["a", "b", "c"], ["1.00", "2.00", ""]]
    assert not table.ragged


def test_merged_header_cells_are_spread_over_their_columns() -> None:
    lines = [*cells("序号", "功能分类科目", "合计", "本年收入", "上年结转"), ""]
    lines += [
        *cells("", "科目 编码", "科目名称", "", "小计", "财政拨款收入", ""),
        "",
        *cells("栏次", "1", "2", "3", "4", "5", "6"),
    ]
    (table,) = tables(lines)
    start = body_start(table, NATIONAL, "revenue")
    assert column_paths(table, start) == [
        ("序号",),
        ("功能分类科目", "科目编码"),
        ("功能分类科目", "科目名称"),
        ("合计",),
        ("本年收入", "小计"),
        ("本年收入", "财政拨款收入"),
        ("上年结转",),
    ]


def test_the_two_halves_of_a_balance_are_told_apart() -> None:
    lines = [
        *cells("序号", "收入", "支出"),
        "",
        *cells("", "项目", "金额", "项目", "合计"),
        "",
        *cells("栏次", "1", "2", "3", "4"),
    ]
    (table,) = tables(lines)
    paths = column_paths(table, 3)
    assert paths[1] == ("收入", "项目")
    assert paths[4] == ("支出", "合计")


def test_names_end_where_figures_begin() -> None:
    lines = [*cells("序号", "支出部门经济分类科目", "一般公共预算基本支出"), ""]
    lines += [*cells("", "科目编码", "科目名称", "合计", "人员经费"), "", *cells("栏次", "1", "2", "3", "4")]
    (table,) = tables(lines)
    assert column_paths(table, 3)[3] == ("一般公共预算基本支出", "合计")
    assert column_paths(table, 3)[0] == ("序号",)


def test_a_row_that_lost_a_blank_inside_is_never_shifted() -> None:
    """Other rows kept their trailing blanks, so this one lost a blank before its figure: it stays short and is refused."""
    lines = ["# 表", "", "科目\t合计\t基本\t项目\t备注", "201\t5.00\t5.00\t\t", "204\t46.00\t46.00\t", "注"]
    (table,) = markdown.read("x.md", lines).tables()
    assert [len(row) for row in table.rows] == [5, 5, 4]


def test_a_title_with_a_year_in_brackets_is_no_part_of_a_cell() -> None:
    row = [*cells("甲", "1.00", "2.00"), ""]
    lines = [*row, *row, "整体绩效目标表 (2024年度)", *cells("部门名称", "某局", "万元"), ""]
    assert [block.text for block in tabbed.read("x.txt", lines).blocks if isinstance(block, Paragraph)] == [
        "整体绩效目标表 (2024年度)"
    ]
