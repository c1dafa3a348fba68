"""The load report in Chinese and English: every message of the samples and of damaged copies has a translation, every failing sum its place."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from itertools import product
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest
from click.testing import CliRunner

import loaders
import samples
import server
from loaders import words
from loaders.errors import LoadError
from loaders.explain import explain_file
from loaders.explain_report import render
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


def test_why_a_file_is_refused_and_what_to_do():
    error = LoadError(
        "the file is not a readable PDF", where="a.pdf", why="No objects were found..", remedy="Download it again."
    )
    assert words.paragraph(str(error)) == "a.pdf：不是可读的 PDF。No objects were found. 请重新下载。"
    assert ".." not in str(error)
    assert "found. Download" in str(error)
    assert words.paragraph("a.pdf: nobody knows. Why?") == ""
    assert words.in_both("a.pdf: nobody knows. Why?") == "a.pdf: nobody knows. Why?"


def test_possible_answers_stand_once_below_a_refusal_in_both_languages():
    error = LoadError(
        "the jurisdiction is ambiguous",
        where="a.pdf",
        why="“普陀区” fits several divisions, listed below.",
        remedy="Name the division with --jurisdiction CODE (six digits of GB/T 2260).",
        candidates=("310107 上海市普陀区", "330903 浙江省舟山市普陀区"),
    )
    told = words.in_both(str(error))
    assert told.startswith("a.pdf：所属地区有歧义。“普陀区”可能属于几个行政区划，列在下面。请以 --jurisdiction 代码")
    assert told.count("310107 上海市普陀区") == 1
    assert told.endswith("浙江省舟山市普陀区")


def test_an_empty_file_is_refused_in_both_languages(tmp_path: Path):
    empty = tmp_path / "a.txt"
    empty.write_bytes(b"")
    result = CliRunner().invoke(main, ["load", str(empty), "--store", str(tmp_path / "s"), "--jobs", "1"])
    assert (
        "拒收 REFUSED a.txt：文件是空的。其中没有文字。请重新下载公开文件。 · a.txt: the file is empty."
        in result.output
    )
    assert (
        "已载入0，未变0，拒收1；库没有改动 · 0 loaded, 0 unchanged, 1 refused; the store was not changed"
        in result.output
    )


def test_an_error_of_a_command_is_told_in_both_languages(tmp_path: Path):
    result = CliRunner().invoke(main, ["check", "--store", str(tmp_path / "none")])
    assert f"{tmp_path / 'none'}中没有库；请先载入" in result.output
    assert f"there is no store in {tmp_path / 'none'}; fill one with" in result.output
    result = CliRunner().invoke(main, ["load", str(tmp_path), "--jurisdiction", "13"])
    assert "GB/T 2260 代码为六位数字，如130184。 · a GB/T 2260 code has six digits" in result.output


def test_what_a_second_load_does_is_told_in_both_languages(tmp_path: Path):
    """Unchanged, corrected, and the same disclosure twice."""
    store, copy, other = tmp_path / "s", tmp_path / HENAN.name, tmp_path / "other.md"
    text = HENAN.read_text("utf-8")
    copy.write_text(text, "utf-8")
    load = ["load", "--store", str(store), "--jobs", "1", "--report", str(tmp_path / "r.json")]
    assert "正在准备新库" in CliRunner().invoke(main, [*load, str(copy)]).output
    assert "载入以来没有改动，没有重读 · unchanged since" in CliRunner().invoke(main, [*load, str(copy)]).output
    copy.write_text(text + "\n\n", "utf-8")
    assert "取代原先由" in CliRunner().invoke(main, [*load, str(copy)]).output
    other.write_text(text, "utf-8")
    twice = CliRunner().invoke(main, [*load, str(copy), str(other)]).output
    assert f"{other}：与{copy}是同一份公开文件" in twice
    assert f"{other}: this is the same disclosure as {copy}" in twice
    (_, refused) = json.loads((tmp_path / "r.json").read_text("utf-8"))["files"]
    assert refused["error_zh"].endswith("请只载入正确的一份。")


NAMES = {"message", "reason", "why", "what", "remedy", "rule", "sentence"}
"""Variables and arguments that hold what a person is told."""

RAISED = {"LoadError", "InputError", "StoreError", "StoreBusyError", "ReviewError", "UsageError", "BadParameter"}
"""Errors whose first argument a person is told."""

TOLD = {
    "Signal": 1,
    "refuse": 1,
    "refuse_row": 1,
    "ignore_row": 1,
    "notice": 0,
    "both": 0,
    "_line": 0,
    "_pair": 0,
    "_head": None,
}
"""Functions, and which of their arguments (None: all) a person is told."""


def texts(node: ast.AST | None, module: ModuleType) -> list[str]:
    """Return the texts that an expression may be, with 某 for what is filled in; none for what cannot be told."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name) if name.isupper():
            return [str(getattr(module, name))]
        case ast.JoinedStr(values=values):
            parts = [
                texts(part.value, module) or ["某"] if isinstance(part, ast.FormattedValue) else texts(part, module)
                for part in values
            ]
            return ["".join(chosen) for chosen in product(*parts)]
        case ast.IfExp(body=body, orelse=orelse):
            return texts(body, module) + texts(orelse, module)
    return []


def said(module: ModuleType) -> Iterator[tuple[int, str]]:
    """Yield the line and text of everything that a module says to a person, as far as the program text shows it."""
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
        found: list[str] = []
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            which = 0 if name in RAISED else TOLD.get(name, -1)
            chosen = node.args if which is None else node.args[which : which + 1] if which >= 0 else []
            chosen = chosen + [key.value for key in node.keywords if key.arg in NAMES and name in RAISED]
            found = [text for argument in chosen for text in texts(argument, module)]
        elif isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id in NAMES for one in node.targets
        ):
            found = texts(node.value, module)
        for text in found:
            for sentence in re.split(r"(?<=\.) (?=[A-Z`])", text):
                if re.search("[A-Za-z]{3}", sentence):
                    yield getattr(node, "lineno", 0), sentence.removesuffix(".某").rstrip(". ")


def modules() -> list[str]:
    packages = (("loaders", loaders), ("server", server))
    found = [one.name for name, package in packages for one in walk_packages(package.__path__, f"{name}.")]
    parts = (
        "server.views",
        "server.reconciling",
        "server.pages",
        "server.guard",
        "server.engine",
        "server.worker",
        "server.publishing",
    )
    return [name for name in (*found, "shapes.review") if not name.startswith(parts)]


@pytest.mark.parametrize("name", modules())
def test_everything_that_is_said_has_a_translation(name):
    """Whoever adds a message adds its Chinese to words.toml, in the same commit."""
    untranslated = [
        f"{name}:{line}: {text}"
        for line, text in said(import_module(name))
        # A place may stand before it, or the figure that it is about.
        if not any(map(words.message, (text, text.partition(": ")[2], f"某: {text}")))
    ]
    assert untranslated == []


def test_what_is_not_translated_is_seen():
    module = ModuleType("example")
    assert texts(ast.parse("f'a {b} c'", mode="eval").body, module) == ["a 某 c"]
    assert texts(ast.parse("'x' if y else 'z'", mode="eval").body, module) == ["x", "z"]
    assert len(list(said(import_module("loaders.requirements")))) > 10


def test_an_explanation_is_in_both_languages():
    told = render(explain_file(HENAN), "text")
    for line in told.splitlines()[1:]:
        if re.search("[a-z]{4}", line) and not re.search(r"\|", line):
            assert re.search("[\u4e00-\u9fff]", line), line
    assert "所属、年度与口径 · Whose, when and what" in told
    assert "表名合 title matches: " in told
