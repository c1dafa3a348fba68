"""Tables of a PDF whose cells no ruled lines divide: grids by gaps and heights, what is left outside, pages that go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from loaders.document import Document, Paragraph
from loaders.pipeline import load_file
from loaders.readers import pdf as reader

Page = Callable[[], Any]
Writer = Callable[[Any], bytes]
COLUMNS = (40, 110, 250, 330, 410)  # where codes and names begin; where figures end
HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS = (
    ("201", "一般公共服务支出", "120.50", "100.50", "20.00"),
    ("20103", "政府办公厅及相关机构事务", "120.50", "100.50", "20.00"),
    ("208", "社会保障和就业支出", "9.50", "9.50", ""),
)


def put(page: Any, top: float, row: Sequence[str], size: float = 9) -> None:
    """Print a row: names from the left of their columns, figures to the right of theirs, labels in the middle."""
    for column, text in enumerate(row):
        width = sum(size if ord(c) > 255 else size / 2 for c in text)
        figure = text.replace(".", "").isdigit() and column > 1
        middle = COLUMNS[column] - 30 - width / 2
        x = COLUMNS[column] if column < 2 else COLUMNS[column] - width if figure else middle
        if text:
            page.text(x, top, text, size)


def table_page(page: Any, top: float = 100, rows: Sequence[Sequence[str]] = ROWS) -> Any:
    for number, row in enumerate([HEADER, *rows]):
        put(page, top + 20 * number, row)
    return page


def read(data: bytes) -> Document:
    return reader.read("x.pdf", data)


def grid(document: Document) -> list[list[str]]:
    (table,) = document.tables()
    return [[cell.text for cell in row] for row in table.rows]


def test_gaps_through_all_rows_divide_the_columns(page: Page, pdf: Writer) -> None:
    first = page().text(200, 50, "支出总表", 14).text(40, 75, "部门：某局").text(360, 75, "单位：万元")
    document = read(pdf([table_page(first).text(40, 190, "注：本表反映部门本年度各项支出情况。", 9)]))
    assert grid(document) == [list(HEADER), *map(list, ROWS)]
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == [
        "支出总表",
        "部门：某局 单位：万元",
        "注：本表反映部门本年度各项支出情况。",
    ]
    (table,) = document.tables()
    assert table.guessed  # the sums have to bear it out
    assert table.rows[1][2].place.page == 1
    assert table.rows[1][2].place.box == pytest.approx((223, 120, 250, 129), abs=12)


def test_a_name_over_two_lines_is_one_row(page: Page, pdf: Writer) -> None:
    first = table_page(page().text(200, 50, "支出总表", 14))
    put(first, 180, ("", "机关事业单位基本养老"))
    put(first, 185.5, ("2080505", "", "9.50", "9.50", ""))
    put(first, 191, ("", "保险缴费支出"))
    put(first, 215, ("合计", "", "130.00", "110.00", "20.00"))
    found = grid(read(pdf([first])))
    assert found[4] == ["2080505", "机关事业单位基本养老保险缴费支出", "9.50", "9.50", ""]
    assert found[5] == ["合计", "", "130.00", "110.00", "20.00"]


def test_a_label_over_several_columns_covers_them(page: Page, pdf: Writer) -> None:
    first = page().text(200, 50, "支出总表", 14).text(280, 84, "本年支出", 9)
    for column, label in ((0, "科目编码"), (1, "科目名称")):
        first.text(COLUMNS[column], 92, label, 9)
    put(first, 100, ("", "", *HEADER[2:]))
    for number, row in enumerate(ROWS):
        put(first, 120 + 20 * number, row)
    (table,) = read(pdf([first])).tables()
    upper = next(cell for cell in table.rows[0] if cell.text)
    assert (upper.text, upper.span) == ("本年支出", (1, 3))
    assert [cell.text for cell in table.rows[1]] == list(HEADER)


def test_dashes_in_the_middle_of_a_column_open_no_column(page: Page, pdf: Writer) -> None:
    first = page().text(200, 50, "支出总表", 14)
    for number, row in enumerate([HEADER, *ROWS]):
        put(first, 100 + 20 * number, row)
    first.text(375, 160, "—", 9)
    assert grid(read(pdf([first])))[3] == ["208", "社会保障和就业支出", "9.50", "9.50", "—"]


@pytest.mark.parametrize("head", [("支出总表", "单位：万元"), ("续表",), ()])
def test_a_table_goes_on_on_the_next_page_with_its_header(head: tuple[str, ...], page: Page, pdf: Writer) -> None:
    first = table_page(page().text(200, 50, "支出总表", 14).text(360, 75, "单位：万元")).text(200, 800, "- 1 -")
    second = page().text(200, 800, "- 2 -")
    for number, text in enumerate(head):
        second.text(200, 40 + 20 * number, text)
    found = grid(read(pdf([first, table_page(second, rows=[("221", "住房保障支出", "7.00", "7.00", "")])])))
    assert [row[0] for row in found] == ["科目编码", "201", "20103", "208", "221"]


def test_one_row_without_a_header_on_the_next_page(page: Page, pdf: Writer) -> None:
    second = page()
    put(second, 60, ("合计", "", "130.00", "110.00", "20.00"))
    found = grid(read(pdf([table_page(page().text(200, 50, "支出总表", 14)), second])))
    assert found[-1] == ["合计", "", "130.00", "110.00", "20.00"]


def test_another_title_begins_another_table(page: Page, pdf: Writer) -> None:
    second = table_page(page().text(200, 50, "收入总表", 14))
    assert len(list(read(pdf([table_page(page().text(200, 50, "支出总表", 14)), second])).tables())) == 2


def test_a_header_without_rows_is_an_empty_table(page: Page, pdf: Writer) -> None:
    first = page().text(200, 50, "支出总表", 14)
    put(first, 100, HEADER)
    put(first, 120, ("合计",))
    assert grid(read(pdf([first])))[0] == list(HEADER)


def test_prose_and_lists_of_contents_are_no_tables(page: Page, pdf: Writer) -> None:
    first = page().text(60, 60, "一、收支总表 ........ 3").text(60, 80, "二、收入总表 ........ 4")
    for number in range(4):
        first.text(
            60, 120 + 20 * number, f"（{number + 1}）基本支出 1{number}0.50 万元，占 25.00% ；项目支出 20.00 万元。", 9
        )
    document = read(pdf([first]))
    assert list(document.tables()) == []
    assert not any(signal.level == "refused" for signal in document.signals)


def test_rules_between_rows_divide_them(page: Page, pdf: Writer) -> None:
    first = page().text(200, 50, "支出总表", 14)
    for number, row in enumerate([HEADER, *ROWS]):
        put(first, 100 + 40 * number, row)
        first.line(40, 120 + 40 * number, 410, 120 + 40 * number)
    put(first, 163, ("", "（含参照管理）"))  # as far from the row above it as from the next: the rule says whose it is
    found = grid(read(pdf([first])))
    assert [row[:2] for row in found[1:]] == [
        [ROWS[0][0], ROWS[0][1]],
        ["20103", "（含参照管理）" + ROWS[1][1]],
        ["208", ROWS[2][1]],
    ]


def test_lines_that_no_gap_divides_are_refused_under_their_title(page: Page, pdf: Writer, tmp_path: Path) -> None:
    first = (
        page().text(60, 30, "灵寿县教育局2024年部门预算", 14).text(200, 50, "收支总表", 14).text(360, 75, "单位：万元")
    )
    item = ("一、一般公共预算拨款", "9.50", "一、教育支出", "9.50")
    for number, row in enumerate(
        (("项目", "预算数", "项目", "预算数"), item, ("收入总计", "9.50", "支出总计", "9.50"))
    ):
        for x, text in zip((40, 160, 230, 330), row, strict=True):
            first.text(x, 100 + 20 * number, text, 9)
    second = page().text(200, 50, "支出总表", 14).text(360, 75, "单位：万元")
    for number, shift in enumerate((0, 13, 27, 41, 55)):  # figures of all rows overlap
        for column in range(3):
            second.text(60 + 60 * column + shift, 100 + 20 * number, "1234567.50", 9)
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf([first, second]))
    loaded = load_file(path, jurisdiction="130126")
    assert [table.kind for table in loaded.report.tables if table.cells] == ["balance"]
    assert any(signal.level == "refused" for signal in loaded.report.signals)
    assert b"missingTable" not in loaded.nquads  # what was not read may be what seems missing
    assert "expenditure" in loaded.report.unread
