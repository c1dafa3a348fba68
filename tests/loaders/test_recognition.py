"""Recognition over the quirks of many publishers: titles, captions, frames, pieces, units that are not printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from loaders.amounts import Unit
from loaders.captions import caption_parts, is_caption, title_rule
from loaders.document import Block, Cell, Document, Paragraph, Table
from loaders.errors import Place
from loaders.frames import unframe
from loaders.pipeline import load_file
from loaders.profile import load
from loaders.recognise import Recognition, recognise
from loaders.registry import office_name
from loaders.text import squeeze
from loaders.units import infer_unit

NATIONAL = load("national")
ACCOUNTS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "3.00", "2.00", "1.00"],
]


def table(rows: Sequence[Sequence[str]]) -> Table:
    width = max(len(row) for row in rows)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    return Table(tuple(tuple(Cell(text, Place(line=1)) for text in row) for row in grid), width, ragged=False)


def recognised(*blocks: str | Sequence[Sequence[str]]) -> Recognition:
    found: list[Block] = [Paragraph(b, Place(line=1)) if isinstance(b, str) else table(b) for b in blocks]
    return recognise(unframe(Document("x", "plain", tuple(found)), NATIONAL), NATIONAL)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("收支总表", "balance"),
        ("01收支总表", "balance"),
        ("表1：某局2024年部门收支预算总表", "balance"),
        ("《某局2024年度收入支出决算总表》", "balance"),
        ("部门收支总体情况", "balance"),
        ("預算收支總表", "balance"),
        ("收入总体情况表", "revenue"),
        ("公开02表 收入决算表", "revenue"),
        ("部门支出总表", "expenditure"),
        ("财政拨款收支预算总表", "fiscal-balance"),
        ("财政拨款收入支出决算总表", "fiscal-balance"),
        ("一般公共预算财政拨款支出决算表", "general-public"),
        ("一般公共预算当年拨款支出表", "general-public"),
        ("公共财政预算支出表", "general-public"),
        ("一般公共预算基本支出情况表（按经济分类科目）", "basic"),
        ("一般公共预算财政拨款基本支出决算明细表", "basic"),
        ("一般公共预算“三公”经费支出表", "three-public"),
        ("财政拨款安排的行政经费及“三公”经费预算表", "three-public"),
        ("政府性基金预算财政拨款收入支出决算表", "fund"),
        ("国有资本经营预算支出表", "state-capital"),
        ("项目支出绩效目标表", "project-performance"),
        ("部门整体支出绩效目标表", "department-performance"),
        ("部门政府采购预算明细表", "procurement"),
        ("政府采购（货物、工程、政府购买服务）预算表", "procurement"),
        ("政府采购及新增资产配置预算表", "procurement"),
        ("1．收支总表 ………………… 12", "balance"),
    ],
)
def test_titles_of_many_publishers(title: str, kind: str) -> None:
    rule = title_rule(title, NATIONAL)
    assert rule is not None
    assert rule.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "一、收入支出决算总体情况说明",
        "收支总表反映部门全部收入和支出。",
        "三、支出决算情况说明",
        "详见附件收支总表",
        "名词解释",
    ],
)
def test_headings_and_sentences_are_no_titles(text: str) -> None:
    assert title_rule(text, NATIONAL) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("编制部门：某街道办事处 单位：元", ["编制部门：某街道办事处", "单位：元"]),
        ("部门：某局    2023年度    金额单位：万元", ["部门：某局", "2023年度", "金额单位：万元"]),
        ("公开01表", ["公开01表"]),
        ("部门名称：某局\t单位：万元", ["部门名称：某局", "单位：万元"]),
    ],
)
def test_captions_that_share_a_line(text: str, parts: list[str]) -> None:
    assert caption_parts(text) == parts
    assert is_caption(text, NATIONAL)


def test_title_captions_and_notes_inside_the_grid_are_taken_out() -> None:
    rows = [["2024年部门支出总表"], ["部门：某局", "", "", "", "单位：万元"], *ACCOUNTS, ["注：本表反映本年支出。"]]
    found = recognised(rows)
    (one,) = found.tables
    assert (one.rule.kind, one.unit, one.offices) == ("expenditure", Unit.TEN_THOUSAND, ["部门：某局"])
    assert [note.text for note in one.notes] == ["注：本表反映本年支出。"]
    assert len(one.table.rows) == 2


def test_a_key_and_its_value_in_two_cells_are_one_caption() -> None:
    (one,) = recognised([["支出总表"], ["单位：", "元"], *ACCOUNTS]).tables
    assert one.unit is Unit.YUAN


def test_tables_stacked_in_one_grid_are_told_apart() -> None:
    rows = [["支出总表"], ["单位：元"], *ACCOUNTS, [""], ["一般公共预算支出表"], ["单位：万元"], *ACCOUNTS]
    found = recognised(rows).tables
    assert [(one.rule.kind, one.unit) for one in found] == [
        ("expenditure", Unit.YUAN),
        ("general-public", Unit.TEN_THOUSAND),
    ]


def test_a_list_of_tables_is_no_table() -> None:
    found = recognised([["序号", "名称"], ["1", "收支总表"], ["2", "收入总表"], ["3", "支出总表"]])
    assert found.tables == []
    assert [mention.kind for mention in found.mentions] == ["balance", "revenue", "expenditure"]
    assert [s for s in found.signals if s.level == "refused"] == []


def test_a_title_over_two_lines() -> None:
    rows = [["科目编码", "科目名称", "本年支出", "本年收入"], ["212", "城乡社区支出", "1.00", "1.00"]]
    (one,) = recognised("政府性基金预算财政拨款", "收入支出决算表", "单位：万元", rows).tables
    assert one.rule.kind == "fund"


def test_pieces_with_title_and_header_again_are_one_table() -> None:
    second = [ACCOUNTS[0], ["204", "公共安全支出", "5.00", "5.00", ""]]
    (one,) = recognised("支出总表", "单位：万元", ACCOUNTS, "支出总表（续）", "单位：万元", second).tables
    assert [row[0].text for row in one.table.rows] == ["科目编码", "201", "204"]


def test_the_table_of_a_second_unit_is_no_piece() -> None:
    other = [ACCOUNTS[0], *([*row[:2], *("7.00" if text else "" for text in row[2:])] for row in ACCOUNTS[1:])]
    assert len(recognised("支出总表", "单位：万元", ACCOUNTS, "支出总表", "单位：万元", other).tables) == 2


def test_a_table_printed_again_is_one_table() -> None:
    found = recognised("支出总表", "单位：万元", ACCOUNTS, "支出总表", "单位：万元", ACCOUNTS)
    assert (len(found.tables), len(found.repeated)) == (1, 1)
    assert ["printed again" in signal.message for signal in found.signals] == [True]
    assert len(recognised("支出总表", "单位：万元", ACCOUNTS, "支出总表", "单位：元", ACCOUNTS).tables) == 2


def test_an_untitled_table_is_refused_by_name() -> None:
    found = recognised("正文一段。", ACCOUNTS)
    assert found.tables == []
    assert [signal.level for signal in found.signals] == ["refused"]


@pytest.mark.parametrize("caption", ["（2023年度）", "部门/单位：某局", "填报单位:[301]某局"])
def test_lines_between_a_title_and_its_table(caption: str) -> None:
    assert is_caption(caption, NATIONAL)
    (one,) = recognised("支出总表", caption, "单位：万元", ACCOUNTS).tables
    assert (one.year, [office_name(text) for text in one.offices]) in [(2023, []), (None, ["某局"])]


def test_a_unit_in_the_title() -> None:
    (one,) = recognised("2024年支出总表（单位：万元）", ACCOUNTS).tables
    assert one.unit is Unit.TEN_THOUSAND


@pytest.mark.parametrize(
    ("known", "unit"),
    [
        ({"30000", "20000"}, Unit.TEN_THOUSAND),
        ({"3", "2"}, Unit.YUAN),
        ({"30000"}, None),
        ({"20000", "10000"}, None),
        (set(), None),
    ],
)
def test_a_unit_that_is_not_printed_is_told_by_figures_of_other_tables(known: set[str], unit: Unit | None) -> None:
    (one,) = recognised("支出总表", ACCOUNTS).tables
    assert infer_unit(one, {Decimal(value) for value in known}) is unit


def test_a_table_without_a_unit_is_read_by_the_others_and_said_so(tmp_path: Path) -> None:
    text = "某区民政局2024年部门预算\n支出总表\n单位：万元\n{0}\n\n一般公共预算支出表\n{0}\n"
    path = tmp_path / "x.txt"
    path.write_text(text.format("\n".join("\t".join(row) for row in ACCOUNTS)), encoding="utf-8")
    report = load_file(path, jurisdiction="510104").report
    assert report.cells == 6
    assert any(s.level == "notice" and "prints no unit" in s.message for s in report.signals)


def test_traditional_characters_compare_as_simplified() -> None:
    assert squeeze("財政撥款收支預算總表") == "财政拨款收支预算总表"


@pytest.mark.parametrize(("title", "unread"), [("部门专项资金管理清单目录", 0), ("重点支出明细", 1), ("一览", 0)])
def test_a_list_of_something_else_is_not_what_seems_missing(title: str, unread: int) -> None:
    found = recognised(title, [["序号", "名称", "规模"], ["1", "甲资金", "5.00"], ["2", "乙资金", "6.00"]])
    assert len(found.unknown) == 1
    assert found.unread == unread
