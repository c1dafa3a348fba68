"""One arithmetic, one verdict: what the load report says of the sums of a table is what the check says of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import samples
import shapes
from loaders.pipeline import load_file
from loaders.report import SumPlace, TableReport
from server.cli import main

PINGXIANG = next(path for path in samples.paths() if "pingxiang" in path.name)
HENAN = next(path for path in samples.paths() if path.suffix == ".md")


def told(table: TableReport) -> dict[str, set[tuple[str, int, int]]]:
    """Return the kind, row and column of the totals that a load report names, by verdict."""

    def places(found: tuple[SumPlace, ...]) -> set[tuple[str, int, int]]:
        return {(table.kind, one.row, one.column) for one in found}

    return {"failed": places(table.failing), "incomplete": places(table.incomplete)}


def both(path: Path) -> tuple[dict[str, set[tuple[str, int, int]]], dict[str, set[tuple[str, int, int]]]]:
    """Return the totals that the load report and the check call failed and incomplete."""
    loaded = load_file(path)
    report: dict[str, set[tuple[str, int, int]]] = {"failed": set(), "incomplete": set()}
    for table in loaded.report.tables:
        for verdict, places in told(table).items():
            report[verdict] |= places
    check: dict[str, set[tuple[str, int, int]]] = {"failed": set(), "incomplete": set()}
    for one in shapes.check_nquads(loaded.nquads + loaded.shared, structure=False).findings:
        if "AddsUp" in one.component and one.place.table and one.place.row and one.place.column:
            check[one.outcome].add((one.place.table.kind, one.place.row[0] or 0, one.place.column[0] or 0))
    return report, check


def spoilt(path: Path, folder: Path, every: int, how: str) -> Path:
    """Write a copy of a sample with every so-many-th figure of its tables blank, or with another first digit."""
    lines = path.read_text("utf-8").split("\n")
    figures = [
        (number, part)
        for number, line in enumerate(lines)
        for part, cell in enumerate(line.split("\t"))
        if cell.strip().replace(".", "", 1).isdigit() and "." in cell
    ]
    assert len(figures) > 100
    for number, part in figures[every // 2 :: every]:
        cells = lines[number].split("\t")
        digit = cells[part].strip()[0]
        cells[part] = "" if how == "blank" else cells[part].replace(digit, str((int(digit) + 1) % 10), 1)
        lines[number] = "\t".join(cells)
    copy = folder / path.name
    copy.write_text("\n".join(lines), "utf-8")
    return copy


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_of_the_samples(path: Path) -> None:
    report, check = both(path)
    assert report == check


@pytest.mark.parametrize("how", ["blank", "digit"])
@pytest.mark.parametrize("path", [PINGXIANG, HENAN], ids=lambda path: path.stem)
def test_of_copies_with_figures_blank_or_wrong(path: Path, how: str, tmp_path: Path) -> None:
    report, check = both(spoilt(path, tmp_path, 17, how))
    assert report == check
    assert len(report["failed" if how == "digit" else "incomplete"]) > 5


def test_a_blank_addend_is_no_wrong_sum(tmp_path: Path) -> None:
    """The subtotal of the vehicles is blank beside a printed part of it: the total of the three public expenses lacks it."""
    result = CliRunner().invoke(
        main,
        ["load", str(PINGXIANG), "--store", str(tmp_path / "s"), "--jobs", "1", "--report", str(tmp_path / "r.json")],
    )
    assert result.exit_code == 0, result.output
    assert "不符" not in result.output
    assert "do not hold" not in result.output
    assert "加总缺数，不作判断：" in result.output
    assert "第5行「“三公”经费小计」第4列「资金性质/一般公共预算财政拨款」" in result.output
    (file,) = json.loads((tmp_path / "r.json").read_text("utf-8"))["files"]
    (table,) = [table for table in file["tables"] if table["kind"] == "three-public"]
    assert (table["sums_failed"], table["failing"]) == (0, [])
    assert table["sums_incomplete"] == len(table["incomplete"]) > 0
    assert {"row": 5, "label": "“三公”经费小计", "column": 4, "column_label": "资金性质/一般公共预算财政拨款"} in table[
        "incomplete"
    ]
