"""Bad input: each gets an error that says what, where, why and what to do, and gives no quads at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import samples
from loaders import pipeline, readers
from loaders.document import Cell, Document
from loaders.errors import LoadError, Place
from loaders.pipeline import load_file
from loaders.readers import tabbed
from loaders.text import is_name

HEBEI = next(path for path in samples.paths() if path.stem == "hebei-lingshou-2021-budget")
HENAN = next(path for path in samples.paths() if path.suffix == ".md")


def write(folder: Path, data: bytes | str, name: str = "document.txt") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def refusal(path: Path, **options: str) -> LoadError:
    with pytest.raises(LoadError) as caught:
        load_file(path, **options)
    error = caught.value
    assert path.name in error.where
    assert error.what
    assert error.why
    assert error.remedy.rstrip().endswith((".", "）", ")"))
    assert str(error).startswith(error.where)
    return error


def test_empty_file(tmp_path: Path) -> None:
    assert "empty" in refusal(write(tmp_path, b" \n\n")).what


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\xd0\xcf\x11\xe0" + bytes(500), "legacy Office"), (b"\x89PNG\r\n" + bytes(range(256)), "image")],
)
def test_binary_file(tmp_path: Path, data: bytes, kind: str) -> None:
    assert kind in str(refusal(write(tmp_path, data)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_that_ends_inside_a_character_is_cut_off(tmp_path: Path, encoding: str) -> None:
    data = "某市财政局2023年部门预算，收入支出总表，单位：万元".encode(encoding)
    assert "cut off" in refusal(write(tmp_path, data[:-1])).what


def test_noise_is_not_decoded_as_chinese(tmp_path: Path) -> None:
    noise = bytes((i * 37 + i // 7) % 254 + 1 for i in range(5000))
    assert "encoding" in refusal(write(tmp_path, noise)).what


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_give_the_same_graph(tmp_path: Path, encoding: str) -> None:
    text = HENAN.read_text(encoding="utf-8")
    expected = load_file(write(tmp_path, text, "a.txt"))
    got = load_file(write(tmp_path, text.encode(encoding, errors="strict"), "b.txt"))
    assert got.report.cells == expected.report.cells == 195
    without_file = [
        line for line in got.nquads.splitlines() if b"sourceFile" not in line and b"sourceSha256" not in line
    ]
    assert without_file == [
        line for line in expected.nquads.splitlines() if b"sourceFile" not in line and b"sourceSha256" not in line
    ]


def test_damaged_utf8_with_a_mark(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + HEBEI.read_bytes()[:3000] + b"\xff\xfe\xfd"
    assert "damaged" in refusal(write(tmp_path, data)).what


def test_document_cut_off_inside_a_table(tmp_path: Path) -> None:
    lines = HEBEI.read_text(encoding="utf-8").split("\n")
    cut = next(number for number, line in enumerate(lines) if line == "\t2010301") + 2
    error = refusal(write(tmp_path, "\n".join(lines[: cut + 1])))
    assert "ends in the middle of a table" in error.what
    assert f"line {cut + 1}" in error.where


@pytest.mark.parametrize(
    ("last", "whole"),
    [
        (["2023年", "2.00", "0.00", "2.00"], True),
        (["某局", "2023年", "2.00", "0.00"], False),
        (["某站", "2023年"], False),
    ],
)
def test_a_last_row_below_a_merged_label_is_not_cut_off(last: list[str], whole: bool) -> None:
    rows = (["某局", "2022年", "3.00", "0.00", "3.00"], last)
    groups = [tabbed._Group([Cell(text, Place(line=1)) for text in row]) for row in rows]
    assert tabbed._lacks_its_beginning(groups) is whole


def test_markdown_cut_off_inside_a_row(tmp_path: Path) -> None:
    lines = HENAN.read_text(encoding="utf-8").split("\n")
    row = next(number for number, line in enumerate(lines) if line.startswith("204\t06\t12"))
    text = "\n".join([*lines[:row], "204\t06\t12\t\t法治"])
    assert "ends in the middle of a table" in refusal(write(tmp_path, text)).what


def test_two_units_for_one_table(tmp_path: Path) -> None:
    text = HEBEI.read_text(encoding="utf-8").replace("\t单位：万元\n", "\t单位：万元\n\t单位：元\n", 1)
    error = refusal(write(tmp_path, text))
    assert "two units" in error.what
    assert "万元" in error.why


def test_a_column_is_missing(tmp_path: Path) -> None:
    """Rows with fewer cells than the 栏次 row has are refused whole: no figure moves to another column."""
    lines = HEBEI.read_text(encoding="utf-8").split("\n")
    start = lines.index("部门预算支出总表")
    end = next(n for n in range(start + 1, len(lines)) if lines[n].endswith("部门预算财政拨款收支总表"))
    body = lines[start:end]
    first = next(n for n, line in enumerate(body) if line == "\t栏次") + 9
    kept, seen = [], 0
    for number, line in enumerate(body):
        seen = 0 if not line.startswith("\t") else seen + 1
        if number > first and seen == 9:
            continue
        kept.append(line)
    path = write(tmp_path, "\n".join([*lines[:start], *kept, *lines[end:]]))
    error = refusal(path)
    assert "部门预算支出总表" in error.why
    assert "cells" in error.why


def test_unknown_layout(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, "收入支出预算\n" * 40))
    assert "layout" in error.what


def test_not_a_disclosure(tmp_path: Path) -> None:
    text = "# 会议通知\n\n## 时间\n\n" + "\n".join(f"第{i}项\t内容{i}\t备注" for i in range(20))
    assert "not a budget disclosure" in refusal(write(tmp_path, text)).what


def test_unknown_jurisdiction_names_the_option(tmp_path: Path) -> None:
    text = HEBEI.read_text(encoding="utf-8").replace("灵寿县", "")
    error = refusal(write(tmp_path, text))
    assert "jurisdiction" in error.what
    assert "--jurisdiction" in error.remedy
    loaded = load_file(tmp_path / "document.txt", jurisdiction="130126")
    assert "/130126/" in loaded.disclosure


def test_ambiguous_jurisdiction_lists_the_candidates(tmp_path: Path) -> None:
    text = HEBEI.read_text(encoding="utf-8").replace("灵寿县", "鼓楼区")
    error = refusal(write(tmp_path, text))
    assert "ambiguous" in error.what
    assert len(error.candidates) >= 3
    assert all("鼓楼区" in candidate for candidate in error.candidates)


def test_wrong_code(tmp_path: Path) -> None:
    assert "999999" in refusal(write(tmp_path, HEBEI.read_text(encoding="utf-8")), jurisdiction="999999").what


def test_text_in_a_figure_column_is_reported_and_nothing_else_moves(tmp_path: Path) -> None:
    text = HEBEI.read_text(encoding="utf-8").replace("\t857.10\n", "\t八百五十七\n", 1)
    loaded = load_file(write(tmp_path, text))
    assert loaded.report.cells == 272
    assert [s.level for s in loaded.report.signals if "八百五十七" in s.message] == ["refused"]


def test_the_name_of_a_file_must_be_text(tmp_path: Path) -> None:
    """Archives made under Windows leave names in GBK, which a system of UTF-8 hands on as bytes."""
    path = tmp_path / os.fsdecode("预算.txt".encode("gbk"))
    path.write_bytes(HEBEI.read_bytes())
    with pytest.raises(LoadError, match="not UTF-8") as caught:
        load_file(path)
    assert str(caught.value).encode()


@pytest.mark.parametrize("name", ["？？", "□□", "-"])
def test_marks_are_no_name(name: str) -> None:
    assert not is_name(name)


def test_a_name_has_letters() -> None:
    assert is_name("本级")


def test_a_file_that_is_still_being_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "document.txt"
    path.write_bytes(next(p for p in samples.paths() if p.suffix == ".txt").read_bytes())

    def meanwhile(path: Path) -> Document:
        document = readers.read(path)
        path.write_bytes(path.read_bytes() + b"more\n")
        return document

    monkeypatch.setattr(pipeline, "read", meanwhile)
    with pytest.raises(LoadError, match="changed while it was read"):
        load_file(path)
