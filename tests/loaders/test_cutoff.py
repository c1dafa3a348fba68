"""A text cut off between two rows: the load report says so, and neither the rows nor the tables that are gone are held against it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import samples
import shapes
from loaders.explain import explain_file
from loaders.explain_report import render
from loaders.pipeline import Loaded, load_file

SAMPLES = {path.stem: path for path in samples.paths()}
XINLE = SAMPLES["hebei-xinle-2022-budget"]
HENAN = SAMPLES["henan-xinxiang-hongqi-2022-budget"]


def cut(folder: Path, source: Path, lines: int) -> Loaded:
    path = folder / source.name
    path.write_text("\n".join(source.read_text("utf-8").split("\n")[:lines]) + "\n", "utf-8")
    return load_file(path)


def failed(loaded: Loaded) -> list[str]:
    report = json.loads(shapes.check_nquads(loaded.nquads + loaded.shared).render("json"))
    return [finding["identity"] for finding in report["findings"] if finding["outcome"] == "failed"]


def notices(loaded: Loaded) -> list[str]:
    return [signal.message for signal in loaded.report.signals if "cut off" in signal.message]


@pytest.mark.parametrize("path", SAMPLES.values(), ids=SAMPLES)
def test_a_whole_document_shows_no_cut(path: Path) -> None:
    loaded = load_file(path)
    assert notices(loaded) == []
    assert b"ns#cutOff" not in loaded.nquads


# Lines where a row of a table ends: 支出总表 and 一般公共预算支出表, before the end; 基本支出表 of the other layout.
@pytest.mark.parametrize(
    ("source", "lines", "kind"),
    [(XINLE, 677, "expenditure"), (XINLE, 1232, "general-public"), (HENAN, 313, "basic")],
    ids=lambda value: value.stem if isinstance(value, Path) else str(value),
)
def test_a_cut_inside_a_table_is_held_against_nobody(tmp_path: Path, source: Path, lines: int, kind: str) -> None:
    loaded = cut(tmp_path, source, lines)
    assert loaded.report.tables[-1].kind == kind
    assert loaded.report.tables[-1].sums_failed == 0
    assert loaded.report.tables[-1].sums_incomplete > 0
    (notice,) = notices(loaded)
    assert "probably cut off" in notice
    assert f"table/{kind}> <https://w3id.org/mingzhang/ns#cutOff> ".encode() in loaded.nquads
    assert Counter(failed(loaded)) <= Counter(failed(load_file(source))), (
        "nothing fails that holds in the whole document"
    )
    assert {"three-public", "fund"} <= set(loaded.report.unread)
    assert not {"three-public", "fund"} & set(loaded.report.missing)
    assert "they may have stood after the end of the file" in loaded.report.to_text()
    report = shapes.check_nquads(loaded.nquads + loaded.shared).render("text")
    assert "可能在文件末尾被截断" in report
    assert "was probably cut off where the file ends" in report


def test_the_explanation_says_so_too(tmp_path: Path) -> None:
    cut(tmp_path, XINLE, 677)
    assert "probably cut off" in render(explain_file(tmp_path / XINLE.name), "text")


def test_what_was_announced_before_the_cut_is_still_missing(tmp_path: Path) -> None:
    assert cut(tmp_path, HENAN, 313).report.missing == ["revenue"]


def test_a_cut_between_tables_is_only_noticed(tmp_path: Path) -> None:
    lines = XINLE.read_text("utf-8").split("\n")
    after = next(number for number, line in enumerate(lines) if line.endswith("部门预算财政拨款收支总表"))
    loaded = cut(tmp_path, XINLE, after)
    (notice,) = notices(loaded)
    assert "it may have been cut off; compare it with the original" in notice
    assert b"ns#cutOff" not in loaded.nquads
    assert "basic" in loaded.report.missing


def test_an_error_that_a_cut_does_not_explain_is_still_found(tmp_path: Path) -> None:
    """The class of the first block does not add up, and that block is whole: the rows below it are not those that are gone."""
    path = tmp_path / XINLE.name
    lines = XINLE.read_text("utf-8").split("\n")[:1343]
    item = next(number for number in range(1186, 1343) if lines[number] == "\t2010301") + 3
    assert lines[item] == "\t10965150.42"
    wrong = "\n".join([*lines[:item], "\t10965151.42", *lines[item + 1 :], ""])
    path.write_text(wrong, "utf-8")
    loaded = load_file(path)
    assert b"ns#cutOff" not in loaded.nquads
    assert "E1" in failed(loaded)


def test_a_document_that_goes_on_was_not_cut(tmp_path: Path) -> None:
    path = tmp_path / XINLE.name
    lines = XINLE.read_text("utf-8").split("\n")[:677]
    path.write_text("\n".join([*lines, "注：以上为部门预算支出情况。", ""]), "utf-8")
    loaded = load_file(path)
    assert notices(loaded) == []
    assert "C1" in failed(loaded)
