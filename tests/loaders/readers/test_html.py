"""Saved web pages: data and layout tables, spans, hidden parts, attachments."""

from __future__ import annotations

import pytest

from loaders.document import Document, Paragraph, Table
from loaders.readers import read_bytes

CHINESE = "的一年度预算部门支出收入表公共财政单位合计科目元万项"


def read(body: str, encoding: str = "utf-8") -> Document:
    page = f"<!DOCTYPE html><html><head><title>x</title><meta charset='{encoding}'></head><body><p>{CHINESE * 4}</p>{body}</body></html>"
    return read_bytes("x.html", page.encode(encoding))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def prose(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)][1:]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_spans_as_browsers_place_them(encoding: str) -> None:
    rows = "<tr><td rowspan=2>科目</td><td colspan='2'>支出</td></tr><tr><td>基本</td><td>项目</td></tr><tr><td>201</td><td>1</td><td>2</td></tr>"
    (table,) = read(f"<table>{rows}</table>", encoding).tables()
    assert texts(table) == [["科目", "支出", ""], ["", "基本", "项目"], ["201", "1", "2"]]
    assert (table.rows[0][0].span, table.rows[0][1].span) == ((2, 1), (1, 2))
    assert [cell.merged for cell in table.rows[1]] == [True, False, False]


def test_a_table_that_holds_tables_is_layout() -> None:
    inner = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1.00</td></tr></table>"
    document = read(f"<table><tr><td>导航</td><td><p>收支总表</p>{inner}<p>注：说明</p></td></tr></table>")
    assert [b.text if isinstance(b, Paragraph) else texts(b) for b in document.blocks[1:]] == [
        "导航",
        "收支总表",
        [["项目", "金额"], ["甲", "1.00"]],
        "注：说明",
    ]


def test_scripts_and_hidden_parts_are_no_text() -> None:
    assert prose(read("<script>var a = 1</script><p style='display:none'>藏</p><p>甲<b>乙</b>丙<br>丁</p>")) == [
        "甲乙丙",
        "丁",
    ]


def test_line_breaks_inside_a_cell_are_kept() -> None:
    (table,) = read(
        "<table><tr><td>目标</td><td><p>一、甲</p><p>二、乙</p></td></tr><tr><td>a</td><td>b</td></tr></table>"
    ).tables()
    assert table.rows[0][1].text == "一、甲\n二、乙"


def test_attachments_are_listed() -> None:
    document = read("<p><a href='/files/2024.xlsx?x=1'>2024年预算表</a> <a href='/a.html'>首页</a></p>")
    assert [(s.level, "2024年预算表" in s.message) for s in document.signals] == [("notice", True)]


def test_absurd_spans_are_cut() -> None:
    (table,) = read(
        "<table><tr><td colspan=999999>a</td><td>b</td></tr><tr><td rowspan='99999999'>c</td><td>d</td></tr></table>"
    ).tables()
    assert table.width <= 400
    assert len(table.rows) == 2


def test_deep_nesting_does_not_break_the_reader() -> None:
    assert read("<div>" * 3000 + "深" + "</div>" * 3000).format == "html"


def test_a_page_that_calls_itself_a_workbook_is_a_page() -> None:
    data = f"<html><body><p>{CHINESE * 3}</p><table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1</td></tr></table></body></html>"
    document = read_bytes("x.xls", data.encode("gbk"))
    assert document.format == "html"
    assert [texts(t) for t in document.tables()] == [[["项目", "金额"], ["甲", "1"]]]
