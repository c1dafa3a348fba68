"""Word files: order of paragraphs and tables, merged cells, what is not part of the text."""

from __future__ import annotations

import io
import shutil
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from loaders.document import Document, Paragraph, Table
from loaders.errors import LoadError
from loaders.readers import docx as reader
from loaders.readers import read_bytes


def read(document: Any) -> Document:
    stream = io.BytesIO()
    document.save(stream)
    return read_bytes("x.docx", stream.getvalue())


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def filled(document: Any, rows: list[list[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    return table


def test_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("收支总表")
    document.add_paragraph("单位：万元")
    filled(document, [["项目", "金额"], ["甲", "1.00"]])
    document.add_paragraph("注：说明。")
    blocks = read(document).blocks
    assert [b.text if isinstance(b, Paragraph) else texts(b) for b in blocks] == [
        "收支总表",
        "单位：万元",
        [["项目", "金额"], ["甲", "1.00"]],
        "注：说明。",
    ]
    assert [b.place.line for b in blocks] == [1, 2, 3, 5]


def test_merged_cells_over_columns_and_rows() -> None:
    document = docx.Document()
    table = filled(document, [["科目", "", "合计"], ["编码", "名称", ""], ["201", "甲", "1.00"]])
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 2).merge(table.cell(1, 2))
    (read_table,) = read(document).tables()
    assert [[cell.text.strip() for cell in row] for row in read_table.rows] == [
        ["科目", "", "合计"],
        ["编码", "名称", ""],
        ["201", "甲", "1.00"],
    ]
    assert (read_table.rows[0][0].span, read_table.rows[0][2].span) == ((1, 2), (2, 1))
    assert [cell.merged for cell in read_table.rows[1]] == [False, False, True]


def test_rows_that_begin_later_keep_their_columns() -> None:
    document = docx.Document()
    table = filled(document, [["甲", "乙", "丙"], ["1", "2", "3"]])
    row = table.rows[1]._tr
    row.remove(row.findall(qn("w:tc"))[0])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    row.get_or_add_trPr().append(before)
    (read_table,) = read(document).tables()
    assert texts(read_table)[1] == ["", "2", "3"]


def test_deleted_text_of_tracked_changes_is_no_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收入12万元")
    deleted = OxmlElement("w:del")
    deleted.append(paragraph.add_run("错误13万元")._r)
    paragraph._p.append(deleted)
    assert [p.text for p in read(document).paragraphs()] == ["收入12万元"]


def test_a_table_in_a_cell_is_read_after_its_table() -> None:
    document = docx.Document()
    outer = filled(document, [["说明", "甲"], ["附表", ""]])
    inner = outer.cell(1, 1).add_table(2, 2)
    for cell, text in zip((c for row in inner.rows for c in row.cells), ("项目", "金额", "乙", "2.00"), strict=True):
        cell.text = text
    first, second = read(document).tables()
    assert texts(first) == [["说明", "甲"], ["附表", ""]]
    assert texts(second) == [["项目", "金额"], ["乙", "2.00"]]


def test_the_text_of_a_text_box_counts_once() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("上")
    run = paragraph.add_run()._r
    for wrapper in ("w:pict", "w:object"):
        outer, box, inner = OxmlElement(wrapper), OxmlElement("w:txbxContent"), OxmlElement("w:p")
        inner_run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = f"支出总表{wrapper[-1]}"
        inner_run.append(text)
        inner.append(inner_run)
        box.append(inner)
        outer.append(box)
        run.append(outer)
    assert [p.text for p in read(document).paragraphs()] == ["上", "支出总表t", "支出总表t"]


def test_damage_is_an_error_with_a_remedy() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    with pytest.raises(LoadError) as caught:
        read_bytes("x.docx", stream.getvalue()[:2000])
    assert caught.value.remedy


def test_old_word_files_need_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(LoadError, match="LibreOffice is not installed") as caught:
        reader.read_doc("x.doc", b"\xd0\xcf\x11\xe0")
    assert "DOCX" in caught.value.remedy


def test_a_failing_conversion_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/false")
    with pytest.raises(LoadError, match="could not convert"):
        reader.read_doc("x.doc", b"\xd0\xcf\x11\xe0")


def test_a_frame_around_tables_keeps_their_titles() -> None:
    document = docx.Document()
    frame = document.add_table(2, 1)
    frame.cell(0, 0).text = "收支总表"
    frame.cell(1, 0).text = "单位：万元"
    inner = frame.cell(1, 0).add_table(2, 2)
    for cell, text in zip(
        (cell for row in inner.rows for cell in row.cells), ("项目", "金额", "甲", "1.00"), strict=True
    ):
        cell.text = text
    blocks = read(document).blocks
    assert [b.text if isinstance(b, Paragraph) else texts(b) for b in blocks] == [
        "收支总表",
        "单位：万元",
        [["项目", "金额"], ["甲", "1.00"]],
    ]


def test_hidden_text_and_deleted_cells_are_not_part_of_the_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收支")
    paragraph.add_run("草稿").font.hidden = True
    paragraph.add_run("总表")
    table = filled(document, [["项目", "旧", "金额"], ["甲", "9.00", "1.00"]])
    for row in table.rows:
        row.cells[1]._tc.get_or_add_tcPr().append(OxmlElement("w:cellDel"))
    found = read(document)
    assert [b.text for b in found.blocks if isinstance(b, Paragraph)] == ["收支总表"]
    assert texts(next(found.tables())) == [["项目", "金额"], ["甲", "1.00"]]
