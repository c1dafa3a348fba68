"""Workbooks: the printed string of a stored value, merged cells, formulas, hidden parts, bounds."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from loaders.document import Document, Paragraph, Table
from loaders.errors import LoadError
from loaders.pipeline import load_file
from loaders.readers import read_bytes
from loaders.readers.xlsx_sheet import column_letters, printed
from shapes import check_nquads


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def read(workbook: openpyxl.Workbook) -> Document:
    return read_bytes("x.xlsx", saved(workbook))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (10891.615675, "#,##0.00", "10891.615675"),
        (1140, "General", "1140"),
        (1140, "0.00", "1140.00"),
        (0.1 + 0.2, "General", "0.3"),
        (1, "0%", "100%"),
        (0.8765, "0.00%", "87.65%"),
        (0, "#,##0.00_ ", "0.00"),
        (7, "000", "007"),
        (2010301, "General", "2010301"),
        (-12.5, "#,##0.00;[Red]-#,##0.00", "-12.50"),
        (1e20, "General", "100000000000000000000"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("01", "@", "01"),
    ],
)
def test_a_stored_value_is_printed_exactly(value: object, number_format: str, expected: str) -> None:
    assert printed(value, number_format) == expected


def test_letters_of_columns() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_merged_cells_places_and_sheet_names() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表1收支总表"
    sheet.append(["收入", None, "支出"])
    sheet.append(["项目", "预算数", "项目"])
    sheet.append(["一、财政拨款", 5, None])
    sheet.merge_cells("A1:B1")
    document = read(workbook)
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["表1收支总表"]
    (table,) = document.tables()
    assert texts(table) == [["收入", "", "支出"], ["项目", "预算数", "项目"], ["一、财政拨款", "5", ""]]
    assert (table.rows[0][0].span, table.rows[0][1].merged, table.rows[2][2].merged) == ((1, 2), True, False)
    assert str(table.rows[2][1].place) == "sheet 表1收支总表, cell B3"
    assert table.rows[2][2].place.ref == "C3"


def test_a_formula_without_a_stored_value_is_refused_not_evaluated() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["项目", "金额", "备注"])
    sheet.append(["甲", "=1+1", "乙"])
    document = read(workbook)
    (table,) = document.tables()
    assert texts(table)[1] == [
        "甲",
        "a formula without a stored value (open the file in a spreadsheet program and save it)",
        "乙",
    ]
    assert table.rows[1][1].place.ref == "B2"


def test_a_sum_whose_addend_is_not_stored_is_no_error(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["灵寿县教育局2024年部门预算"],
        ["支出总表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ):
        sheet.append(row)
    for row in (["", "合计", 9, 5, 4], ["205", "教育支出", 5, 3, 2], ["208", "社会保障和就业支出", "=2+2", 2, 2]):
        sheet.append(row)
    path = tmp_path / "x.xlsx"
    workbook.save(path)
    loaded = load_file(path, jurisdiction="130126")
    assert [s.place.ref for s in loaded.report.signals if s.level == "refused"] == ["C7"]
    assert b"unreadFigures" in loaded.nquads
    assert [
        f
        for f in check_nquads(loaded.nquads).findings
        if str(f.identity).startswith("C") and str(f.outcome) == "failed"
    ] == []


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12345678, "#,##0.00,", "12345.678"),
        (12345678, "0!.0000", "1234.5678"),
        (123450, '0"."0,', "12.345"),
        (0, "#,##0.00", "0.00"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "-1234.50"),
    ],
)
def test_a_format_that_shows_thousands_or_wan_is_followed(value: float, number_format: str, text: str) -> None:
    assert printed(value, number_format) == text


def test_hidden_sheets_rows_and_columns_are_left_out_and_said_so() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["项目", "金额", "旧数"], ["甲", 1, 9], ["乙", 2, 8], ["丙", 3, 7]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    workbook.create_sheet("草稿").sheet_state = "hidden"
    document = read(workbook)
    (table,) = document.tables()
    assert texts(table) == [["项目", "金额"], ["甲", "1"], ["丙", "3"]]
    assert table.rows[2][1].place.ref == "B4"
    assert sorted(signal.level for signal in document.signals) == ["ignored", "ignored"]
    assert any("9" in signal.message and "2" in signal.message for signal in document.signals)


def test_a_sheet_of_prose_becomes_paragraphs() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["第一部分 概况"])
    workbook.active.append(["一、主要职能\n负责全区财政工作。"])
    assert [p.text for p in read(workbook).paragraphs()] == ["第一部分 概况", "一、主要职能", "负责全区财政工作。"]


def test_a_stray_cell_far_away_costs_nothing_and_is_reported() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["项目", "金额"])
    workbook.active.append(["甲", 1])
    workbook.active["XFD1048576"] = "x"
    document = read(workbook)
    (table,) = document.tables()
    assert texts(table) == [["项目", "金额"], ["甲", "1"]]
    assert [signal.level for signal in document.signals] == ["refused"]


def test_blank_columns_inside_a_sheet_do_not_move_cells() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["B2"], workbook.active["D2"], workbook.active["B3"], workbook.active["D3"] = "项目", "金额", "甲", 1
    (table,) = read(workbook).tables()
    assert texts(table) == [["项目", "", "金额"], ["甲", "", "1"]]


def test_a_damaged_workbook_is_an_error_with_a_remedy() -> None:
    data = saved(openpyxl.Workbook())
    with pytest.raises(LoadError, match="damaged") as caught:
        read_bytes("x.xlsx", data[: len(data) // 2])
    assert caught.value.remedy


def test_the_bytes_decide_and_not_the_suffix(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["项目", "金额"])
    assert read_bytes("x.txt", saved(workbook)).format == "xlsx"


def test_an_old_workbook_gives_the_same_table(xls: Callable[..., bytes]) -> None:
    cells = {(0, 0): "项目", (0, 1): "金额", (0, 2): "", (1, 0): "甲", (1, 1): 1234.5, (1, 2): (0.5, 1)}
    document = read_bytes("x.xls", xls("收支总表", cells, [(0, 0, 1, 2)]))
    assert document.format == "xls"
    assert [p.text for p in document.paragraphs()] == ["收支总表"]
    (table,) = document.tables()
    assert texts(table) == [["项目", "金额", ""], ["甲", "1234.5", "50%"]]
    assert (table.rows[0][1].span, table.rows[0][2].merged, table.rows[1][1].place.ref) == ((1, 2), True, "B2")


def test_a_damaged_old_workbook_is_an_error_with_a_remedy(xls: Callable[..., bytes]) -> None:
    data = xls("收支总表", {(0, 0): "项目", (1, 0): "甲"})
    for length in (600, 1100, 1600):
        with pytest.raises(LoadError) as caught:
            read_bytes("x.xls", data[:length])
        assert caught.value.remedy
