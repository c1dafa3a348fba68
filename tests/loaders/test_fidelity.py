"""Fidelity: the second count confirms every figure, and names each that a loader would lose."""

from __future__ import annotations

import dataclasses
import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import samples
from loaders import fidelity
from loaders.fidelity import Fidelity, measure
from loaders.fidelity_report import FORMATS, is_faithful, render
from loaders.pipeline import Loaded, load_file
from loaders.second_count import numbers, worth

HENAN = next(path for path in samples.paths() if path.suffix == ".md")
HEBEI = next(path for path in samples.paths() if path.stem == "hebei-lingshou-2021-budget")


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_every_number_of_the_samples_is_mapped_or_a_label(path: Path) -> None:
    found = measure(path)
    assert (found.unmapped, found.unconfirmed, found.share) == ([], [], Decimal(1))
    assert found.numbers == found.mapped + sum(found.labels.values()) + found.ignored
    assert found.mapped == found.observations == sum(table.confirmed for table in found.tables)
    assert [table for table in found.tables if table.printed != table.observations + table.ignored] == []


def test_no_number_with_decimals_is_called_a_label() -> None:
    for path in (HENAN, HEBEI):
        printed = [token for token in numbers(path) or [] if not token.plain]
        lines = load_file(path).nquads.decode().splitlines()
        values = [m[1] for line in lines if (m := re.search(r'#printedValue> "([^"]+)"', line))]
        assert sorted(t.value for t in printed) == sorted(
            value for text in values if "." in text or "," in text for value in [worth(text)] if value is not None
        )


@pytest.mark.parametrize("path", [HENAN, HEBEI], ids=["henan", "hebei"])
def test_a_lost_figure_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_file(path)
    lines = loaded.nquads.decode().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if re.search(r'#printedValue> "\d+\.\d\d"', line))
    lost = re.search(r'> "([^"]+)"', lines[at])
    assert lost is not None
    del lines[at]

    def lossy(*_: object, **__: object) -> list[Loaded]:
        return [dataclasses.replace(loaded, nquads="".join(lines).encode())]

    monkeypatch.setattr(fidelity, "load_disclosures", lossy)
    found = measure(path)
    assert [(unmapped.text, unmapped.place[:5]) for unmapped in found.unmapped] == [(lost[1], "line ")]
    assert sum(table.observations - table.confirmed for table in found.tables) == 0
    assert not is_faithful([dataclasses.replace(found, mapped=50)])


def test_an_invented_figure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_file(HENAN)
    text = loaded.nquads.decode()
    printed = re.search(r'#printedValue> "(462\.78)"', text)
    assert printed is not None
    changed = text[: printed.start(1)] + "462.87" + text[printed.end(1) :]
    monkeypatch.setattr(
        fidelity, "load_disclosures", lambda *_, **__: [dataclasses.replace(loaded, nquads=changed.encode())]
    )
    found = measure(HENAN)
    assert [unmapped.text for unmapped in found.unmapped] == ["462.78"]
    assert len(found.unconfirmed) == 1
    assert found.unconfirmed[0].startswith("462.87 (")


def test_figures_of_an_unknown_table_are_named_with_the_table(tmp_path: Path) -> None:
    path = tmp_path / HENAN.name
    path.write_text(HENAN.read_text("utf-8").replace("2022 年一般公共预算支出预算表", "2022 年一览"), "utf-8")
    found = measure(path)
    assert len(found.unmapped) == 33
    assert all("under “2022 年一览”" in unmapped.reason for unmapped in found.unmapped)
    assert found.share < fidelity.LEAST


def test_a_refused_document_is_not_faithful(tmp_path: Path) -> None:
    path = tmp_path / "poem.txt"
    path.write_text("床前明月光\n", "utf-8")
    assert "poem.txt" in measure(path).refusal
    assert not is_faithful([measure(path)])


@pytest.mark.parametrize("form", FORMATS)
def test_forms(form: str, tmp_path: Path) -> None:
    found: list[Fidelity] = [measure(HENAN), Fidelity("<poem>.txt", refusal="<poem>.txt: refused")]
    text = render(found, form)
    assert "195" in text
    if form == "json":
        assert json.loads(text)["totals"]["mapped"] == 195
    if form == "html":
        assert "<poem>" not in text


def test_worth() -> None:
    assert worth("1,234.50") == worth("1234.5") == worth(" (1234.50) ") == Decimal("1234.5")
    assert [worth(text) for text in ("", "—", "1,23", "12.3.4", "150万元", "72%", "2024年")] == [None] * 7


def test_a_table_that_a_workbook_prints_again_is_left_out_by_value(tmp_path: Path) -> None:
    """The workbook holds 177.8 and shows 177.80."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in ("收入", "收入 (2)"):
        sheet = book.create_sheet(name)
        for row in (
            ["2024年部门收入总表"],
            ["部门：鼓楼区民政局"],
            ["单位：万元"],
            ["科目编码", "科目名称", "合计", "财政拨款收入"],
            [None, "合计", 180.05, 180.05],
            ["208", "社会保障和就业支出", 177.8, 177.8],
            ["210", "卫生健康支出", 2.25, 2.25],
        ):
            sheet.append(row)
        for cell in (cell for row in sheet["C5:D7"] for cell in row):
            cell.number_format = "0.00"
    book.save(tmp_path / "twice.xlsx")
    found = measure(tmp_path / "twice.xlsx", jurisdiction="320106")
    assert (found.refusal, found.mapped, found.ignored, found.unmapped) == ("", 6, 8, [])  # two of the eight are codes
