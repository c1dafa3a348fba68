"""The load report in Chinese and English: every message of the samples and of damaged copies has a translation, every failing sum its place."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

import samples
from loaders import words
from loaders.errors import LoadError
from loaders.pipeline import load_file
from server.cli import main

HENAN = next(path for path in samples.paths() if path.suffix == ".md")
TEMPLATES = tomllib.loads((files("loaders") / "words.toml").read_text("utf-8"))
SLOT = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("english", TEMPLATES)
def test_a_translation_says_all_that_the_message_says(english):
    chinese = TEMPLATES[english]
    assert sorted(SLOT.findall(english)) == sorted(SLOT.findall(chinese))
    assert re.search("[\u4e00-\u9fff]", chinese)
    filled = {name[1:-1]: f"某{number}" for number, name in enumerate(SLOT.findall(english))}
    assert words.message(english.format(**filled)) == chinese.format(**filled)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("12.5: row “其他” is not understood", "12.5：认不出行「其他」"),
        ("12.5: row “小计”: the economic classes repeat the expenditure", "12.5：行「小计」：经济分类重复了支出"),
        ("3: the row has no label on the revenue side", "3：收入一侧没有行名"),
        ("export artefact “page number”", "导出的残留“页码”"),
        ("something that nobody has said before", ""),
    ],
)
def test_messages(english, chinese):
    assert words.message(english) == chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("line 24", "第24行"),
        ("page 7", "第7页"),
        ("sheet 表 1, cell C7", "工作表“表 1”C7格"),
        ("sheet 收支总表", "工作表“收支总表”"),
        ("a.zip, b.pdf, page 3", "a.zip, b.pdf，第3页"),
        ("the document", "全文"),
    ],
)
def test_places(english, chinese):
    assert words.place(english) == chinese


def test_every_message_of_the_samples_is_translated():
    said = {signal.message for path in samples.paths() for signal in load_file(path).report.signals}
    assert len(said) > 10
    assert [message for message in said if not words.message(message)] == []


def test_every_message_of_a_damaged_copy_is_translated(tmp_path):
    copy = tmp_path / HENAN.name
    text = (
        HENAN.read_text("utf-8").replace("公务接待费", "宾客往来费").replace("2022 年部门支出预算表", "2022 年支出一览")
    )
    copy.write_text(text, "utf-8")
    report = load_file(copy).report
    unread = [signal for signal in report.signals if signal.level == "refused"]
    assert unread
    assert [signal.message for signal in report.signals if not words.message(signal.message)] == []
    told = report.to_text()
    assert "未读出 not read: " in told
    assert "refused" not in told
    assert {signal["level"] for signal in report.to_dict()["signals"]} == {"unread", "ignored"}


def test_a_sum_that_fails_is_named_with_its_place(tmp_path):
    copy = tmp_path / HENAN.name
    copy.write_text(HENAN.read_text("utf-8").replace("\t79.07\t", "\t97.07\t", 1), "utf-8")
    for suffix in ("txt", "html", "json"):
        arguments = ["load", str(copy), "--store", str(tmp_path / "s"), "--jobs", "1"]
        result = CliRunner().invoke(main, [*arguments, "--report", str(tmp_path / f"report.{suffix}")])
        assert result.exit_code == 0, result.output
        if suffix == "txt":
            assert "第7行「2010399 其他政府办公厅（室）及相关机构事务支出」第6列「合计」" in result.output
    for suffix in ("txt", "html"):
        page = (tmp_path / f"report.{suffix}").read_text("utf-8")
        assert "row 7 ‘2010399 其他政府办公厅（室）及相关机构事务支出’, column 6 ‘合计’" in page
        assert "支出总表 Expenditure" in page
        assert "已载入 loaded" in page or "未变 unchanged" in page
    (file,) = json.loads((tmp_path / "report.json").read_text("utf-8"))["files"]
    (table,) = [table for table in file["tables"] if table["failing"]]
    assert {
        "row": 7,
        "label": "2010399 其他政府办公厅（室）及相关机构事务支出",
        "column": 6,
        "column_label": "合计",
    } in table["failing"]
    assert len(table["failing"]) == table["sums_failed"]


def test_why_a_file_is_refused_in_short():
    error = LoadError(
        "the file is not a readable PDF", where="a.pdf", why="No objects were found..", remedy="Download it again."
    )
    assert words.refusal(str(error)) == "a.pdf：不是可读的 PDF。"
    assert ".." not in str(error)
    assert "found. Download" in str(error)
    assert words.refusal("a.pdf: nobody knows. Why?") == ""


def test_an_empty_file_is_refused_in_both_languages(tmp_path: Path):
    empty = tmp_path / "a.txt"
    empty.write_bytes(b"")
    result = CliRunner().invoke(main, ["load", str(empty), "--store", str(tmp_path / "s"), "--jobs", "1"])
    assert "拒收 REFUSED a.txt：文件是空的。 · a.txt: the file is empty." in result.output
