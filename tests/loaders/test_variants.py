"""Plausible variants of the samples: each must give the same figures with the same meaning, or say what it could not read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import samples
from loaders.pipeline import Loaded, load_file

HEBEI = next(path for path in samples.paths() if path.stem == "hebei-lingshou-2021-budget").read_text(encoding="utf-8")
HENAN = next(path for path in samples.paths() if path.suffix == ".md").read_text(encoding="utf-8")


def load(folder: Path, text: str) -> Loaded:
    path = folder / "document.txt"
    path.write_text(text, encoding="utf-8")
    return load_file(path)


def meaning(loaded: Loaded) -> set[tuple[str, str, str]]:
    """Return (cell, property, value) of every dimension, amount and parent link, whatever the line numbers."""
    wanted = re.compile(
        rb"<[^>]*/(table/[^>]*)> <https://w3id.org/mingzhang/ns#"
        rb"(amount|functionalAccount|economicAccount|fundingSource|spendingType|budgetUnit|lineItem|addendOf|project)> (.*) <"
    )
    return {
        (found[1].decode(), found[2].decode(), found[3].decode())
        for line in loaded.nquads.splitlines()
        if (found := wanted.match(line))
    }


@pytest.mark.parametrize(
    "caption",
    [
        "（单位：万元）",
        "(单位：万元)",
        "（金额单位：万元）",
        "单位：万元（保留两位小数）",
        "单位: 万元",
        "金额单位：人民币万元",
    ],
)
def test_ways_to_print_the_unit(tmp_path: Path, caption: str) -> None:
    plain = load(tmp_path, HENAN)
    assert meaning(load(tmp_path, HENAN.replace("单位：万元", caption))) == meaning(plain)


def test_cumulative_codes_say_the_deepest_account(tmp_path: Path) -> None:
    cumulative = re.sub(r"^(2\d\d)\t(\d\d)\t(\d\d)\t", r"\1\t\1\2\t\1\2\3\t", HENAN, flags=re.MULTILINE)
    assert cumulative != HENAN
    assert meaning(load(tmp_path, cumulative)) == meaning(load(tmp_path, HENAN))


def test_full_width_codes(tmp_path: Path) -> None:
    wide = HEBEI.replace("\t2010350\n", "\t２０１０３５０\n")
    assert wide != HEBEI
    assert meaning(load(tmp_path, wide)) == meaning(load(tmp_path, HEBEI))


def test_crlf_and_control_characters_change_nothing(tmp_path: Path) -> None:
    dirty = HEBEI.replace("大气污染防治工作经费绩效", "大气\x01污染防治工作经费绩效").replace("\n", "\r\n")
    loaded = load(tmp_path, dirty)
    assert meaning(loaded) == meaning(load(tmp_path, HEBEI))
    assert b"\\u0001" not in loaded.nquads
    assert b"\x01" not in loaded.nquads


def test_a_unit_printed_on_an_account_row_is_kept(tmp_path: Path) -> None:
    text = HENAN.replace("201\t03\t01\t\t行政运行", "201\t03\t01\t007001\t行政运行")
    text = text.replace("201\t03\t50\t\t事业运行", "201\t03\t50\t007002\t事业运行")
    units = {
        value
        for cell, name, value in meaning(load(tmp_path, text))
        if name == "budgetUnit" and "expenditure/row" in cell
    }
    assert sum("/id/unit/" in unit for unit in units) == 2


def test_projects_of_one_name_in_two_units_stay_two(tmp_path: Path) -> None:
    text = HENAN.replace("其他运转类\t信息工作业务管理费\t", "其他运转类\t工作经费\t")
    loaded = load(tmp_path, text)
    amounts = re.findall(rb'/project/(\d+)> <https://w3id.org/mingzhang/ns#amount> "(\d+)"', loaded.nquads)
    assert (b"1", b"600000") in amounts
    assert b"44200" in [amount for _, amount in amounts]


def test_a_row_that_lost_a_blank_is_refused_and_not_shifted(tmp_path: Path) -> None:
    lines = HENAN.split("\n")
    row = next(n for n, line in enumerate(lines) if line.startswith("204\t06\t12\t\t法治建设"))
    lines[row] = lines[row].replace("\t\t\t\t\t\t46.00", "\t\t\t\t\t46.00", 1)
    loaded = load(tmp_path, "\n".join(lines))
    assert any("法治建设" in s.message or "204" in s.message for s in loaded.report.signals if s.level == "refused")
    assert not any(
        name == "amount" and value.startswith('"460000"') and cell.endswith("-11")
        for cell, name, value in meaning(loaded)
    )


def test_what_is_printed_but_not_recognised_is_never_called_missing(tmp_path: Path) -> None:
    text = HEBEI.replace("部门预算一般公共预算财政拨款基本支出表", "日常运转经费安排明细").replace(
        "支出部门经济分类科目", "分项"
    )
    text = text.replace("一般公共预算基本支出\n", "安排\n")
    loaded = load(tmp_path, text)
    assert "basic" in loaded.report.unread
    assert loaded.report.missing == []
    assert b"missingTable" not in loaded.nquads
    assert any("日常运转经费安排明细" in s.message for s in loaded.report.signals)


def figures(loaded: Loaded) -> list[tuple[str, ...]]:
    """Return the table, amount and dimensions of every figure, wherever in the table it stands."""
    found: dict[str, list[str]] = {}
    for cell, name, value in meaning(loaded):
        if "/cell/" in cell and name != "addendOf":
            found.setdefault(cell, [cell.partition("/cell/")[0]]).append(f"{name} {value}")
    return sorted(tuple(sorted(parts)) for parts in found.values())


@pytest.mark.parametrize("divided", [True, False])
def test_one_cell_a_line_with_a_bar(tmp_path: Path, divided: bool) -> None:
    """Without blank lines, the numbers of the rows, the purity of the columns and the sums tell where rows end."""
    lines = [f"{line[1:].strip()} |" if line.startswith("\t") else line for line in HEBEI.splitlines()]
    text = "\n".join(line for line in lines if divided or line)
    assert figures(load(tmp_path, text)) == figures(load(tmp_path, HEBEI))


def test_indicators_whose_rows_nothing_divides(tmp_path: Path) -> None:
    def targets(loaded: Loaded) -> list[bytes]:
        return sorted(
            line.split(b" ", 2)[2].rsplit(b" <", 1)[0]
            for line in loaded.nquads.splitlines()
            if b"printedTarget" in line
        )

    lines = [f"{line[1:].strip()} |" if line.startswith("\t") else line for line in HEBEI.splitlines()]
    text = "\n".join(line for line in lines if line)
    assert targets(load(tmp_path, text)) == targets(load(tmp_path, HEBEI))


def test_a_bar_after_the_last_line_of_a_cell(tmp_path: Path) -> None:
    text = "\n".join(f"{line[1:].strip()} |" if line.startswith("\t") else line for line in HEBEI.splitlines())
    broken = text.replace("\n本年收入合计 |", "\n本年收入\n合计 |")
    assert broken != text
    assert figures(load(tmp_path, broken)) == figures(load(tmp_path, text))
