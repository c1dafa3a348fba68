"""Text with separated cells: bars, tabs, CSV, one cell per line with a bar."""

from __future__ import annotations

import pytest

from loaders.document import Document, Paragraph, Table
from loaders.errors import LoadError
from loaders.readers import read_bytes
from loaders.readers.regrid import regrid

CHINESE = "的一年度预算部门支出收入表公共财政单位合计科目元万项"


def read(text: str, name: str = "x.txt", encoding: str = "utf-8") -> Document:
    return read_bytes(name, text.encode(encoding))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_rows_between_bars() -> None:
    text = "# 支出总表\n\n单位：万元\n\n| 科目 | **金额** |\n| :--- | ---: |\n| 甲\\|乙 | 1.00 |\n|  | 2<br>3 |\n\n> 注：说明\n"
    document = read(text)
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["支出总表", "单位：万元", "注：说明"]
    (table,) = document.tables()
    assert texts(table) == [["科目", "金额"], ["甲|乙", "1.00"], ["", "2\n3"]]
    assert table.rows[1][1].place.line == 7


def test_rows_without_outer_bars() -> None:
    (table,) = read("支出总表\n科目 | 金额 | 备注\n甲 | 1.00 |\n乙 | 2.00 | 丙\n").tables()
    assert texts(table) == [["科目", "金额", "备注"], ["甲", "1.00", ""], ["乙", "2.00", "丙"]]


def test_tabs_without_headings() -> None:
    document = read("收支总表\n单位：元\n项目\t金额\n甲\t1\n乙\t\n\n说明一段。\n")
    assert [p.text for p in document.paragraphs()] == ["收支总表", "单位：元", "说明一段。"]
    assert [texts(t) for t in document.tables()] == [[["项目", "金额"], ["甲", "1"], ["乙", ""]]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_comma_separated_values(encoding: str) -> None:
    text = f'{CHINESE},,\n收支总表,,\n"单位：元",,\n项目,金额,备注\n甲,"1,234.50",\n乙,2,"三,四"\n'
    document = read(text, "x.csv", encoding)
    assert document.format == "csv"
    assert [p.text for p in document.paragraphs()][1:] == ["收支总表", "单位：元"]
    (table,) = document.tables()
    assert texts(table) == [["项目", "金额", "备注"], ["甲", "1,234.50", ""], ["乙", "2", "三,四"]]


def test_one_cell_per_line_with_a_bar() -> None:
    rows = [["科目", "金额", "备注"], *[[f"甲{n}", f"{n}.00", ""] for n in range(8)]]
    text = "支出总表\n\n" + "\n\n".join("\n".join(f"{cell} |".strip() for cell in row) for row in rows) + "\n"
    document = read(text)
    assert document.format == "barred"
    (table,) = document.tables()
    assert texts(table) == rows


def test_text_that_ends_inside_a_row_is_refused() -> None:
    with pytest.raises(LoadError, match="middle of a table"):
        read("支出总表\n科目 | 金额 | 备注\n甲 | 1.00 | 乙\n丙 | 2.00 | 丁\n戊 | 3.0")


def test_text_without_any_table_is_refused_with_a_remedy() -> None:
    with pytest.raises(LoadError, match="no table layout") as caught:
        read("第一部分 概况\n一、主要职能\n")
    assert caught.value.remedy


def test_a_run_of_cells_is_cut_where_figures_and_names_agree() -> None:
    labels = ["收入", "支出", "项目", "金额", "项目", "金额"]
    body = ["一、拨款", "5.00", "一、服务", "3.00", "", "", "二、教育", "2.00", "合计", "5.00", "合计", "5.00"]
    cells = [c for row in read("\t".join([*labels, *body]) + "\na\tb\nc\td\n").tables() for c in row.rows[0]]
    table = regrid(list(cells))
    assert table is not None
    grids = {(grid.width, len(grid.rows)) for grid in (table, *table.alternatives)}
    assert (4, 4) in grids  # the arithmetic chooses between it and the others


def test_a_run_of_names_is_no_table() -> None:
    cells = next(read("a\tb\tc\nd\te\tf\ng\th\ti\n").tables()).rows[0]
    assert regrid(list(cells)) is None
