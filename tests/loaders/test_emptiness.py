"""Notes that say of a table that it is empty, told from notes about something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.pipeline import load_file
from loaders.profile import load
from loaders.text import squeeze

PROFILE = load("national")

EMPTY = [
    ("fund", "注：本单位无政府性基金预算支出。"),
    ("fund", "说明：我局2023年未安排政府性基金预算，此表无内容。"),
    ("fund", "本部门2024年没有使用政府性基金预算拨款安排的支出"),
    ("fund", "备注：本年度无此项支出，故列空。"),
    ("fund", "注：2024年政府性基金预算支出为0"),
    ("fund", "政府性基金预算：无"),
    ("fund", "本单位不涉及政府性基金收支，因此不填列。"),
    ("state-capital", "本部门2023年没有国有资本经营预算拨款安排的支出，故此表为空"),
    ("state-capital", "本单位无国有资本经营预算收入，也没有国有资本经营预算支出。"),
    ("state-capital", "注：我单位未发生国有资本经营支出。"),
    ("three-public", "注：本单位没有一般公共预算“三公”经费支出。"),
    ("three-public", "本单位2024年未安排“三公”经费。"),
    ("projects", "我单位今年无项目支出。"),
    ("project-performance", "注：本单位没有项目绩效目标"),
    ("procurement", "本部门本年度无政府采购预算。"),
    ("procurement", "说明：未编制政府采购计划"),
    ("general-public", "注：本表无数据"),
    ("general-public", "备注：此表无数据。"),
    ("general-public", "说明：由于机构新设，本表无相关数据。"),
    ("general-public", "（空表）"),
    ("revenue", "此表为空。"),
    ("expenditure", "本单位无相关支出，本表为零。"),
]
NOT_EMPTY = [
    ("general-public", "注：本单位无政府性基金预算支出。"),
    ("state-capital", "注：本单位无政府性基金预算支出。"),
    ("three-public", "注：本单位无因公出国（境）费支出。"),
    ("three-public", "注：“三公”经费与上年相比无变化。"),
    ("three-public", "本年“三公”经费没有超过上年。"),
    ("fund", "注：本表反映政府性基金预算收入和支出情况。"),
    ("fund", "注：政府性基金预算没有增减变化。"),
    ("fund", "注：无政府性基金预算结转资金。"),
    ("fund", "注：不含未纳入预算管理的政府性基金。"),
    ("projects", "注：本表不含上年结转的项目。"),
    ("projects", "注：无项目编码的，按名称填列。"),
    ("procurement", "注：采购目录以外的未列入本表。"),
    ("basic", "注：本部门没有下属单位。"),
    ("revenue", "注：本单位无上级补助收入。"),
    ("assets", "注：本单位无单价100万元以上的设备。"),
    ("general-public", "注：一般公共预算支出按功能分类列示，无四舍五入。"),
]


@pytest.mark.parametrize(("kind", "note"), EMPTY)
def test_a_note_that_there_is_nothing_declares_a_table_empty(kind: str, note: str) -> None:
    assert PROFILE.declares_empty(squeeze(note), kind)


@pytest.mark.parametrize(("kind", "note"), NOT_EMPTY)
def test_a_note_about_something_else_does_not(kind: str, note: str) -> None:
    assert not PROFILE.declares_empty(squeeze(note), kind)


def document(tmp_path: Path, note: str, *, above: bool) -> bytes:
    blank = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t\t\t\t\n"
    balance = "项目\t预算数\t项目\t预算数\n一、一般公共预算拨款收入\t5.00\t一、教育支出\t5.00\n收入总计\t5.00\t支出总计\t5.00\n"
    fund = (
        f"政府性基金预算支出表\n{note}\n单位：万元\n{blank}"
        if above
        else f"政府性基金预算支出表\n单位：万元\n{blank}{note}\n"
    )
    path = tmp_path / "document.tsv"
    path.write_text(f"灵寿县教育局2024年部门预算\n收支总表\n单位：万元\n{balance}\n{fund}", encoding="utf-8")
    return load_file(path, jurisdiction="130126").nquads


@pytest.mark.parametrize("above", [True, False])
def test_the_table_says_so_in_the_graph(tmp_path: Path, above: bool) -> None:
    def declared(note: str) -> list[bytes]:
        return [
            line
            for line in document(tmp_path, note, above=above).splitlines()
            if b"declaredEmpty" in line and b"/fund>" in line
        ]

    assert b"true" in declared("本单位没有政府性基金预算安排的支出。")[0]
    assert b"false" in declared("注：本单位没有国有资本经营预算安排的支出。")[0]


def test_what_an_empty_table_would_mean_says_nothing_of_one_with_figures(tmp_path: Path) -> None:
    head = "三公经费支出表\n单位：万元\n单位名称\t合计\t因公出国（境）费\t公务接待费\n"
    note = "注：若为空表，则为该部门无“三公”经费支出。\n"

    def declared(row: str) -> bool:
        path = tmp_path / "document.tsv"
        balance = "项目\t预算数\t项目\t预算数\n一、其他收入\t5.00\t一、教育支出\t5.00\n收入总计\t5.00\t支出总计\t5.00\n"
        text = f"灵寿县教育局2024年部门预算\n收支总表\n单位：万元\n{balance}\n{head}{row}\n{note}"
        path.write_text(text, encoding="utf-8")
        _, table = load_file(path, jurisdiction="130126").report.tables
        return table.declared_empty

    assert declared("合计\t\t\t")
    assert not declared("合计\t5.00\t\t5.00")
