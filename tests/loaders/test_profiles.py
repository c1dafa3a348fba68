"""Profiles as data: every one that ships loads, and a new province needs a file and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import samples
from loaders import profile
from loaders.document import Document, Paragraph
from loaders.errors import LoadError, Place
from loaders.pipeline import load_file

HEBEI = next(path for path in samples.paths() if path.stem == "hebei-lingshou-2021-budget")

SOMEWHERE = r"""
name = "somewhere"
label = "A province that words its tables differently"
inherits = "hebei"

[[table]]
kind = "basic"
title = "日常运转经费安排明细"
rows = "accounts"
header = "分项"

[[role]]
role = "code"
leaf = "^分项编号$"

[[column]]
kinds = ["basic"]
entries = [
  { leaf = "^人头费$", dims = { spendingType = "personnel" } },
  { leaf = "^办公费用$", dims = { spendingType = "operating" } },
]
"""


@pytest.mark.parametrize("name", profile.names())
def test_every_profile_that_ships_is_sound(name: str) -> None:
    loaded = profile.load(name)
    assert loaded.name == name
    assert {rule.kind for rule in loaded.tables} >= {"balance", "revenue", "expenditure", "basic"}
    assert all(len(layout.columns) == len(layout.labels) for layout in loaded.layouts)


def test_a_new_province_is_one_file(tmp_path: Path) -> None:
    text = HEBEI.read_text(encoding="utf-8")
    start = text.index("部门预算一般公共预算财政拨款基本支出表")
    end = text.index("部门预算政府基金预算财政拨款支出表")
    table = text[start:end].replace("部门预算一般公共预算财政拨款基本支出表", "日常运转经费安排明细")
    for old, new in (("科目编码", "分项编号"), ("人员经费", "人头费"), ("公用经费", "办公费用")):
        table = table.replace(old, new)
    document = tmp_path / "document.txt"
    document.write_text(text[:start] + table + text[end:], encoding="utf-8")
    file = tmp_path / "somewhere.toml"
    file.write_text(SOMEWHERE, encoding="utf-8")
    before, after = load_file(document), load_file(document, profile_name=str(file))
    assert "basic" in before.report.unread
    assert after.report.profile == "somewhere"
    assert after.report.unread == after.report.missing == []
    assert after.report.cells == load_file(HEBEI).report.cells == 273


def test_the_document_chooses_by_reader_and_by_what_it_mentions() -> None:
    place = Place(line=1)
    document = Document("x", "tabbed", (Paragraph("某县预算", place),))
    assert profile.for_document(document).name == "hebei"
    assert profile.for_document(Document("x", "docx", document.blocks)).name == "national"


@pytest.mark.parametrize(
    "content",
    [
        "name = ",
        "name = 'x'\ninherits = 'nowhere'",
        "name='x'\nlabel='x'\ninherits='national'\n[[role]]\nrole='code'\nleaf='('",
    ],
)
def test_a_profile_that_cannot_be_used_says_why(tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        load_file(HEBEI, profile_name=str(file))
    assert "broken.toml" in caught.value.where
    assert "national" in caught.value.remedy
