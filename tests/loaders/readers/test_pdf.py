"""PDF files: grids, tables over pages, what is uncertain, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loaders.document import Document, Paragraph, Table
from loaders.errors import LoadError
from loaders.readers import pdf as reader

HEADER = [["科目编码", "科目名称", "合计", "基本支出"]]
WIDTHS = [90, 150, 90, 90]

Page = Callable[[], Any]
Writer = Callable[[Any], bytes]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def read(data: bytes) -> Document:
    return reader.read("x.pdf", data)


def levels(document: Document) -> list[str]:
    return [signal.level for signal in document.signals]


def test_title_captions_and_grid_with_places(page: Page, pdf: Writer) -> None:
    first = page().text(200, 60, "支出总表", 16).text(450, 90, "单位：万元")
    first.grid(60, 110, WIDTHS, [*HEADER, ["201", "一般公共服务支出", "1,234.50", "1,234.50"]])
    document = read(pdf([first]))
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["支出总表", "单位：万元"]
    (table,) = document.tables()
    assert texts(table) == [*HEADER, ["201", "一般公共服务支出", "1,234.50", "1,234.50"]]
    assert table.rows[1][2].place.page == 1
    assert table.rows[1][2].place.box == (300.0, 130.0, 390.0, 150.0)
    assert not table.ragged


def test_merged_cells_are_told_from_blank_ones(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [["项目", None, "支出", None], *HEADER, ["201", "", "5.00", ""]])
    (table,) = read(pdf([first])).tables()
    assert table.rows[0][0].span == (1, 2)
    assert [cell.merged for cell in table.rows[0]] == [False, True, False, True]
    assert [cell.merged for cell in table.rows[2]] == [False, False, False, False]


def test_a_table_without_a_top_border_on_the_next_page_loses_no_row(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "1.00", "1.00"]])
    second = page().grid(60, 60, WIDTHS, [["202", "乙", "2.00", "2.00"], ["合计", "", "3.00", "3.00"]], border=False)
    document = read(pdf([first, second]))
    (table,) = document.tables()
    assert [row[0] for row in texts(table)] == ["科目编码", "201", "202", "合计"]
    assert table.rows[2][0].place.page == 2
    assert document.signals == ()


def test_a_repeated_header_is_left_out_and_said_so(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "1.00", "1.00"]])
    second = page().grid(60, 60, WIDTHS, [*HEADER, ["202", "乙", "2.00", "2.00"]])
    document = read(pdf([first, second]))
    (table,) = document.tables()
    assert [row[0] for row in texts(table)] == ["科目编码", "201", "202"]
    assert levels(document) == ["ignored"]


def test_a_repeated_title_with_its_header_continues_the_table(page: Page, pdf: Writer) -> None:
    pages = []
    for code in ("201", "202"):
        one = page().text(200, 60, "支出总表", 16).text(450, 90, "单位：万元")
        pages.append(one.grid(60, 110, WIDTHS, [*HEADER, [code, "甲", "1.00", "1.00"]]))
    (table,) = read(pdf(pages)).tables()
    assert [row[0] for row in texts(table)] == ["科目编码", "201", "202"]


def test_a_new_title_or_another_header_begins_a_new_table(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "1.00", "1.00"]])
    titled = page().text(200, 40, "基金支出表").grid(60, 60, WIDTHS, [*HEADER, ["212", "丁", "2.00", "2.00"]])
    other = page().grid(60, 60, WIDTHS, [["科目编码", "科目名称", "小计", "项目支出"], ["212", "丁", "2.00", "2.00"]])
    assert len(list(read(pdf([first, titled])).tables())) == 2
    assert len(list(read(pdf([first, other])).tables())) == 2


def test_a_total_row_with_fewer_cells_keeps_its_columns(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "1.00", "1.00"]])
    second = page().grid(60, 60, [240, 90, 90], [["合计", "1.00", "1.00"]])
    (table,) = read(pdf([first, second])).tables()
    assert texts(table)[-1] == ["合计", "", "1.00", "1.00"]
    assert table.rows[-1][0].span == (1, 2)


def test_rows_that_no_line_divides_are_told_apart_by_their_figures(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, HEADER).grid(60, 130, WIDTHS, [["", "", "", ""]], height=60)
    for number, (code, name, amount) in enumerate([("201", "甲", "1.00"), ("202", "乙", "2.00"), ("合计", "", "3.00")]):
        for x, text in zip((62, 152, 302, 392), (code, name, amount, amount), strict=True):
            if text:
                first.text(x, 133 + 19 * number, text)
    (table,) = read(pdf([first])).tables()
    assert texts(table)[1:] == [
        ["201", "甲", "1.00", "1.00"],
        ["202", "乙", "2.00", "2.00"],
        ["合计", "", "3.00", "3.00"],
    ]


def test_two_figures_in_one_cell_are_never_joined(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["", "", "", ""]], height=40)
    first.text(62, 152, "201").text(152, 152, "甲").text(302, 152, "1.00").text(302, 168, "2.00")
    (table,) = read(pdf([first])).tables()
    assert texts(table)[1] == ["201", "甲", "1.00\n2.00", ""]


def test_a_figure_broken_by_a_narrow_column_is_whole(page: Page, pdf: Writer) -> None:
    widths = [90, 150, 46, 90]
    first = page().grid(60, 110, widths, [["科目编码", "科目名称", "合计", "其他"], ["201", "甲", "", ""]], height=40)
    first.text(302, 152, "1,234,56").text(302, 168, "7.00")
    (table,) = read(pdf([first])).tables()
    assert texts(table)[1][2] == "1,234,567.00"


def test_a_figure_over_the_border_of_two_cells_is_refused(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "", ""]]).text(375, 135, "123.45")
    document = read(pdf([first]))
    (table,) = document.tables()
    assert texts(table)[1][2:] == ["", ""]
    assert [(s.level, "123.45" in s.message) for s in document.signals] == [("refused", True)]


def test_a_row_below_the_last_line_belongs_to_the_table(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "1.00", "1.00"]])
    for x, text in zip((62, 302, 392), ("合计", "1.00", "1.00"), strict=True):
        first.text(x, 153, text)
    document = read(pdf([first]))
    (table,) = document.tables()
    assert texts(table)[-1] == ["合计", "", "1.00", "1.00"]
    assert levels(document) == ["notice"]


def test_a_frame_around_text_is_no_table(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 60, [400], [["目录"], ["一、收支总表"], ["二、支出总表"]])
    document = read(pdf([first]))
    assert list(document.tables()) == []
    assert [p.text for p in document.paragraphs()] == ["目录", "一、收支总表", "二、支出总表"]


def test_wrapped_prose_is_joined_and_headings_are_not(page: Page, pdf: Writer) -> None:
    full = "二零二四年本部门收入预算总额与上年相比减少主要原因是项目调整并且压减一般性支出"
    first = (
        page()
        .text(60, 60, "一、收入预算情况说明")
        .text(80, 80, full[:38])
        .text(60, 95, full[38:] + "。")
        .text(60, 110, "二、支出预算情况说明")
    )
    assert [p.text for p in read(pdf([first])).paragraphs()] == [
        "一、收入预算情况说明",
        full + "。",
        "二、支出预算情况说明",
    ]


def test_figures_in_another_font_stay_in_their_line(page: Page, pdf: Writer) -> None:
    first = page().text(60, 60, "收入总计").text(100, 63, "2995.39", 8).text(135, 60, "万元。")
    assert [p.text for p in read(pdf([first])).paragraphs()] == ["收入总计2995.39万元。"]


def test_page_numbers_and_running_heads_are_left_out_and_said_so(page: Page, pdf: Writer) -> None:
    pages = [
        page().text(60, 30, "某局2024年预算").text(60, 100, f"正文{n}。").text(290, 800, f"- {n} -") for n in (1, 2, 3)
    ]
    document = read(pdf(pages))
    assert [p.text for p in document.paragraphs()] == ["正文1。", "正文2。", "正文3。"]
    assert levels(document) == ["ignored"]


def test_text_printed_twice_for_boldness_is_read_once(page: Page, pdf: Writer) -> None:
    first = page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "12.50", "12.50"]]).text(302.3, 135, "12.50")
    (table,) = read(pdf([first])).tables()
    assert texts(table)[1][2] == "12.50"


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.7\nnonsense", "not a readable PDF"), (b"%PDF-1.4\n" + bytes(range(256)) * 40, "not a readable PDF")],
)
def test_damage_is_an_error_with_a_remedy(data: bytes, what: str) -> None:
    with pytest.raises(LoadError, match=what) as caught:
        read(data)
    assert caught.value.remedy


def test_a_cut_file_is_refused_or_read_whole(page: Page, pdf: Writer) -> None:
    data = pdf([page().grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "12.50", "12.50"]])])
    for length in range(100, len(data), 97):
        try:
            document = read(data[:length])
        except LoadError:
            continue
        assert sum(len(table.rows) for table in document.tables()) == 2


def test_a_scan_is_refused_with_a_remedy(page: Page, pdf: Writer) -> None:
    with pytest.raises(LoadError, match="scan") as caught:
        read(pdf([page()]))
    assert "OCR" in caught.value.remedy


def test_too_many_pages_are_refused(page: Page, pdf: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    with pytest.raises(LoadError, match="too large"):
        read(pdf([page().text(60, 60, "甲")] * 3))


def test_a_page_of_too_many_objects_is_refused(page: Page, pdf: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_OBJECTS", 50)
    with pytest.raises(LoadError, match="too large"):
        read(pdf([page().grid(60, 60, [20] * 20, [["甲"] * 20] * 10)]))


@pytest.mark.parametrize("direction", [1, -1])
def test_a_table_printed_sideways_is_read_upright(direction: int, page: Page, pdf: Writer) -> None:
    upright = page().text(60, 60, "支出总表", 16).grid(60, 110, WIDTHS, [*HEADER, ["201", "甲", "1.00", "1.00"]])
    turned = page()
    matrix = "0 1 -1 0 595 0" if direction > 0 else "0 -1 1 0 0 595"
    turned.content = [f"q {matrix} cm 1 0 0 1 0 -247 cm", *upright.content, "Q"]
    if direction < 0:
        turned.content[0] = f"q {matrix} cm 1 0 0 1 -247 -247 cm"
    document = read(pdf([turned]))
    (table,) = document.tables()
    assert texts(table) == [*HEADER, ["201", "甲", "1.00", "1.00"]]
    assert [p.text for p in document.paragraphs()] == ["支出总表"]
