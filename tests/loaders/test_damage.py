"""Damaged documents that were once read wrong, or lost figures without a word; each was found by mutated documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.variation.accounts import final_accounts
from benchmarks.variation.containers import old_workbook
from benchmarks.variation.documents import Disclosure, budget, expected
from benchmarks.variation.facts import invented
from benchmarks.variation.reading import failures, figures
from benchmarks.variation.styles import Style
from benchmarks.variation.writers import WRITERS
from loaders.document import Cell
from loaders.errors import LoadError, Place
from loaders.pipeline import Loaded, load_file
from loaders.ragged import contradictions, header_candidates, lone_total
from loaders.readers import read_bytes


def only(disclosure: Disclosure, *kinds: str) -> Disclosure:
    return replace(disclosure, tables=[table for table in disclosure.tables if table.kind in kinds])


def load(folder: Path, disclosure: Disclosure, kind: str) -> Loaded:
    suffix, writer = WRITERS[kind]
    path = folder / f"disclosure{suffix}"
    path.write_bytes(writer(disclosure))
    return load_file(path, jurisdiction="510104")


def messages(loaded: Loaded, level: str = "refused") -> str:
    return "\n".join(signal.message for signal in loaded.report.signals if signal.level == level)


def test_a_fund_called_a_budget_does_not_make_accounts_a_budget(tmp_path: Path) -> None:
    """一般公共预算财政拨款支出决算表 says 预算 as often as 决算."""
    accounts = only(final_accounts(invented(3), 3), "general-public")
    assert "预算" in accounts.tables[0].title
    loaded = load(tmp_path, accounts, "tabs")
    assert loaded.report.phase == "executed"
    assert figures(loaded) == expected(accounts)


def test_a_table_with_an_unknown_title_is_not_read_as_part_of_the_one_above_it(tmp_path: Path) -> None:
    whole = only(budget(invented(2), 2, Style()), "general-public", "balance")
    whole.tables.sort(key=lambda table: table.kind, reverse=True)
    whole.tables[1].title = "Sheet1"
    path = tmp_path / "disclosure.xls"
    path.write_bytes(old_workbook(whole))
    loaded = load_file(path, jurisdiction="510104")
    assert figures(loaded) == expected(only(whole, "general-public"))
    assert "a table without a known title was not read" in messages(loaded)


def test_a_figure_on_a_line_of_its_own_is_named(tmp_path: Path) -> None:
    whole = only(budget(invented(2), 2, Style()), "general-public")
    path = tmp_path / "disclosure.tsv"
    path.write_bytes(WRITERS["tabs"][1](whole) + "\n说明\n1,234.56\n7\n".encode())
    loaded = load_file(path, jurisdiction="510104")
    assert figures(loaded) == expected(whole)
    assert "1,234.56: a number that is a line of its own" in messages(loaded)
    assert "7 is a line of its own" in messages(loaded, "ignored")


def test_a_total_heads_no_parts_but_those_that_begin_with_a_total() -> None:
    def row(*labels: str) -> tuple[Cell, ...]:
        return tuple(Cell(label, Place(line=1)) for label in labels)

    rows = [row("科目", "2024年预算数"), row("编码", "名称", "小计", "基本支出", "项目支出")]
    assert all(path[-2:] != ("小计", "基本支出") for paths in header_candidates(rows, 4) for path in paths)
    assert any(path[-1] == "小计" for paths in header_candidates(rows, 5) for path in paths)


def test_a_record_is_not_titled_by_what_is_carried_over() -> None:
    def row(*labels: str) -> tuple[Cell, ...]:
        return tuple(Cell(label, Place(line=1)) for label in labels)

    rows = [row("项目", "年初结转和结余", "本年收入"), row("编码", "名称", "小计", "基本支出")]
    found = list(header_candidates(rows, 5))
    assert all(path[-2:] != ("年初结转和结余", "名称") for paths in found for path in paths)


def test_a_table_printed_twice_in_a_pdf_is_not_counted_twice(tmp_path: Path) -> None:
    whole = only(budget(invented(2), 2, Style()), "general-public", "three-public")
    whole.tables.append(whole.tables[0])
    loaded = load(tmp_path, whole, "pdf")
    assert not set(figures(loaded)) - set(expected(whole))
    assert [line for line in failures(loaded) if not line.startswith("R1 ")] == []


def test_a_cut_through_the_last_figure_is_a_cut(tmp_path: Path) -> None:
    data = WRITERS["cells with a bar"][1](only(budget(invented(2), 2, Style()), "general-public")).rstrip()
    path = tmp_path / "disclosure.txt"
    path.write_bytes(data[: data.rindex(b" |") - 1])
    with pytest.raises(LoadError, match="ends in the middle of a table"):
        load_file(path, jurisdiction="510104")


def test_an_amount_in_a_column_of_codes_is_named(tmp_path: Path) -> None:
    whole = only(budget(invented(2), 2, Style(codes="joined")), "general-public", "three-public")
    table = next(table for table in whole.tables if table.kind == "general-public")
    places = {(row, column) for row, column, _, _ in table.meanings}
    row = max(r for r, _ in places)
    assert (row, 0) not in places
    table.rows[row][0] = "4,321.09"
    loaded = load(tmp_path, whole, "tabs")
    assert "4,321.09" in messages(loaded)


def test_an_amount_begins_the_parts_of_another_label() -> None:
    """小计 and 其中 stand below one label, 金额 and 其中 below the next."""
    below_one = [("事业收入", part) for part in ("小计", "其中", "金额", "其中")]
    below_two = [("一般公共预算", "小计"), ("一般公共预算", "其中"), ("事业收入", "金额"), ("事业收入", "其中")]
    assert contradictions(below_one) > contradictions(below_two) == 0


def test_a_total_below_a_label_has_parts_beside_it() -> None:
    assert lone_total([("本年收入", "合计"), ("本年支出", "基本支出"), ("本年支出", "项目支出")])
    assert not lone_total([("科目", "编码"), ("科目", "名称"), ("本年一般公共预算基本支出", "合计")])
    assert not lone_total([("本年收入",), ("本年支出", "合计"), ("本年支出", "基本支出"), ("本年支出", "项目支出")])


def test_cells_inside_a_broken_tag_or_a_form_are_cells_of_their_row() -> None:
    page = "<table><form><tr><td>名称</td><td>金额</td></tr></form><tr><td>甲</td><t class='x'><td>912.29</td></t></tr></table>"
    (table,) = read_bytes("x.html", f"<html><body>{page}</body></html>".encode()).tables()
    assert [[cell.text for cell in row] for row in table.rows] == [["名称", "金额"], ["甲", "912.29"]]
