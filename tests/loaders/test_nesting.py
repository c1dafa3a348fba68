"""Names over rows of a table: subtotals that no code marks are found by the sums, and never counted beside their parts."""

from __future__ import annotations

from pathlib import Path

from loaders.pipeline import Loaded, load_file

TOTAL = ["", "", "合计", "450.00", "400.00", "50.00"]
PENSION = ["2080505", "501001", "机关事业单位基本养老保险缴费支出", "100.00", "100.00", ""]
RUNNING = ["2130101", "501001", "行政运行", "300.00", "300.00", ""]
PESTS = ["2130108", "501001", "病虫害控制", "50.00", "", "50.00"]
OFFICE = ["", "", "样例区农业局机关", "450.00", "400.00", "50.00"]


def load(folder: Path, rows: list[list[str]]) -> Loaded:
    head = [["科目编码", "单位代码", "单位名称（科目）", "合计", "基本支出", "项目支出"]]
    table = "\n".join("\t".join(row) for row in head + rows)
    path = folder / "document.txt"
    path.write_text(
        f"样例区农业局\n2023年部门预算\n部门支出总表\n单位：万元\n{table}\n说明：以上。\n", encoding="utf-8"
    )
    return load_file(path, jurisdiction="510104")


def sums(loaded: Loaded) -> tuple[int, int]:
    (table,) = loaded.report.tables
    return table.sums_held, table.sums_failed


def test_a_unit_over_its_accounts(tmp_path: Path) -> None:
    held, failed = sums(load(tmp_path, [TOTAL, OFFICE, PENSION, RUNNING, PESTS]))
    assert (held, failed) == (11, 0)


def test_names_over_names(tmp_path: Path) -> None:
    over = ["", "501", "样例区农业系统各单位", *OFFICE[3:]]
    held, failed = sums(load(tmp_path, [TOTAL, over, OFFICE, PENSION, RUNNING, PESTS]))
    assert (held, failed) == (15, 0)


def test_two_units_of_which_one_says_its_code(tmp_path: Path) -> None:
    station = ["", "501002", "样例区植保站", "50.00", "", "50.00"]
    pests = [*PESTS[:1], "501002", *PESTS[2:]]
    office = ["", "501001", "样例区农业局机关", "400.00", "400.00", ""]
    over = ["", "", "样例区农业局汇总单位", *OFFICE[3:]]
    held, failed = sums(load(tmp_path, [TOTAL, over, station, pests, office, PENSION, RUNNING]))
    assert failed == 0
    assert held > 10


def test_an_error_in_a_structure_that_is_known_stays_an_error(tmp_path: Path) -> None:
    wrong = [*PESTS[:3], "60.00", "", "60.00"]
    _, failed = sums(load(tmp_path, [TOTAL, OFFICE, PENSION, RUNNING, wrong]))
    assert failed == 2


def test_rows_that_no_arrangement_explains_are_not_checked(tmp_path: Path) -> None:
    rows = [TOTAL, [*PENSION[:1], "", *PENSION[2:]], [*RUNNING[:1], "", *RUNNING[2:]]]
    rows.append(["", "", "样例区农业局甲中心", "700.00", "600.00", "100.00"])
    loaded = load(tmp_path, rows)
    assert sums(loaded)[1] == 0
    assert any("not known" in signal.message for signal in loaded.report.signals)


def listed(folder: Path, text: str) -> Loaded:
    path = folder / "list.txt"
    path.write_text(f"样例区农业局\n2023年部门预算\n{text}\n说明：以上。\n".replace("|", "\t"), encoding="utf-8")
    return load_file(path, jurisdiction="510104")


def test_rows_without_an_ordinal_are_parts_of_the_row_with_one(tmp_path: Path) -> None:
    rows = "一、预算拨款|90.00\n一般公共预算拨款|90.00\n二、其他资金|10.00\n事业收入|4.00\n其他收入|6.00\n本年收入合计|100.00\n收入总计|100.00"
    loaded = listed(tmp_path, f"收入总体情况表\n单位：万元\n项目|2023年预算\n{rows}")
    assert sums(loaded)[1] == 0


def test_staff_alone_beside_families_in_columns(tmp_path: Path) -> None:
    head = "科目编码|科目名称|支出总计|基本支出|人员支出|公用支出|对个人和家庭的补助支出|项目支出"
    rows = "|合计|100.00|80.00|50.00|20.00|10.00|20.00\n213|农林水支出|100.00|80.00|50.00|20.00|10.00|20.00"
    loaded = listed(tmp_path, f"部门支出总表\n单位：万元\n{head}\n{rows}")
    assert sums(loaded)[1] == 0
    wrong = rows.replace("|20.00|10.00|20.00", "|25.00|10.00|20.00", 1)
    assert sums(listed(tmp_path, f"部门支出总表\n单位：万元\n{head}\n{wrong}"))[1] > 0
