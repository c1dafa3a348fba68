"""Several disclosures in one file: each gets its own tables, figures and prose, or the file is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import samples
from benchmarks.variation.accounts import final_accounts
from benchmarks.variation.documents import Disclosure, budget, expected
from benchmarks.variation.facts import invented
from benchmarks.variation.reading import figures
from benchmarks.variation.trial import WRITERS
from loaders import dealing
from loaders.document import Document, Paragraph
from loaders.errors import LoadError, Place, Signal
from loaders.explain import explain_file
from loaders.fidelity import measure
from loaders.pipeline import Loaded, load_disclosures, load_file

LINGSHOU = next(path for path in samples.paths() if "lingshou" in path.name).read_text("utf-8")
PINGXIANG = next(path for path in samples.paths() if "pingxiang" in path.name).read_text("utf-8")
OFFICE = "灵寿县人民政府办公室"
OFFICES = ["锦江区财政局", "锦江区教育局", "锦江区卫生健康局"]


def written(folder: Path, text: str) -> Path:
    path = folder / "several.txt"
    path.write_text(text, "utf-8")
    return path


def whose(loaded: list[Loaded]) -> list[tuple[str, int, str, int, int]]:
    return [
        (r.office, r.year, "unit" if one.disclosure.endswith("/unit") else "department", r.cells, r.claims)
        for one in loaded
        for r in [one.report]
    ]


def as_unit(text: str, caption: str, name: str = OFFICE) -> str:
    """Return a disclosure as one of a unit, with its own caption over every table."""
    return (
        text.replace("部门预算", "单位预算").replace(f"434{OFFICE}", "CAPTION").replace(OFFICE, name)
    ).replace("CAPTION", caption)  # fmt: skip


def several(seed: int) -> list[Disclosure]:
    """Return made-up disclosures of three departments in one style."""
    make = budget if seed % 2 == 0 else final_accounts
    first = make(replace(invented(seed), office=OFFICES[0], division="510104"), seed)
    others = [
        make(
            replace(invented(seed * 7 + k), office=office, year=first.facts.year, division="510104"), seed, first.style
        )
        for k, office in enumerate(OFFICES[1:])
    ]
    return [first, *others]


def bound(disclosures: list[Disclosure]) -> Disclosure:
    """Return one document: each cover stands after the last table of the one before."""
    tables = [replace(table, notes=list(table.notes)) for one in disclosures for table in one.tables]
    last = -1
    for one, following in pairwise(disclosures):
        last += len(one.tables)
        tables[last].notes.extend(following.cover)
    return replace(disclosures[0], tables=tables)


def dealt(disclosures: list[Disclosure]) -> Disclosure:
    """Return one document: each kind of table of all departments before the next kind."""
    return replace(
        disclosures[0], tables=[table for kind in zip(*(d.tables for d in disclosures), strict=True) for table in kind]
    )


def assert_exact(path: Path, disclosures: list[Disclosure]) -> None:
    loaded = {one.report.office: one for one in load_disclosures(path, jurisdiction="510104")}
    assert list(loaded) == OFFICES
    for one in disclosures:
        assert Counter(figures(loaded[one.facts.office])) == Counter(expected(one))


@pytest.mark.parametrize(
    ("kind", "seed"), [("tabs", 3), ("web page", 4), ("workbook", 8), ("workbook, one sheet", 2), ("word", 7)]
)
def test_departments_bound_together(tmp_path: Path, kind: str, seed: int) -> None:
    suffix, writer = WRITERS[kind]
    disclosures = several(seed)
    path = tmp_path / f"several{suffix}"
    path.write_bytes(writer(bound(disclosures)))
    assert_exact(path, disclosures)


def test_tables_of_departments_table_by_table(tmp_path: Path) -> None:
    disclosures = several(10)
    disclosures = [replace(one, tables=[t for t in one.tables if t.kind != "state-capital"]) for one in disclosures]
    path = tmp_path / "several.tsv"
    path.write_bytes(WRITERS["tabs"][1](dealt(disclosures)))
    assert_exact(path, disclosures)


def test_two_counties_and_years_stay_apart(tmp_path: Path) -> None:
    """Both offices have the code 434, which means something within one county only."""
    alone = [load_file(written(tmp_path, text)) for text in (LINGSHOU, PINGXIANG)]
    path = written(tmp_path, LINGSHOU + PINGXIANG)
    assert whose(load_disclosures(path)) == whose(alone)
    with pytest.raises(LoadError, match="more than one disclosure"):
        load_file(path)


@pytest.mark.parametrize("caption", [f"434001{OFFICE}本级", f"434001{OFFICE}"])
def test_a_department_and_its_units(tmp_path: Path, caption: str) -> None:
    """The department's own unit is told by its code, its name or the titles (单位预算), and a unit without a county's name is of the same."""
    centre = as_unit(LINGSHOU, "434002大数据中心", "大数据中心")
    path = written(tmp_path, LINGSHOU + as_unit(LINGSHOU, caption) + centre)
    found = load_disclosures(path)
    assert [(scope, cells, claims) for _, _, scope, cells, claims in whose(found)] == [
        ("department", 273, 39), ("unit", 273, 39), ("unit", 273, 39),
    ]  # fmt: skip
    assert [one.report.office for one in found] == [OFFICE, caption.removeprefix("434001"), "大数据中心"]
    assert {one.report.jurisdiction for one in found} == {"130126 河北省石家庄市灵寿县"}
    assert not any(one.report.missing for one in found)


def test_the_second_count_and_the_explanation_know_all_parts(tmp_path: Path) -> None:
    path = written(tmp_path, LINGSHOU + PINGXIANG)
    found = measure(path)
    assert (found.mapped, found.observations, found.unmapped) == (434, 434, [])
    told = explain_file(path)
    assert [one.identity[1].value for one in (told, *told.others)] == [OFFICE, "平乡县人民政府办公室"]
    assert all(len(one.tables) == len({t.place for t in one.tables}) for one in (told, *told.others))


def test_one_name_printed_in_two_ways_cuts_nothing(tmp_path: Path) -> None:
    head, tail = LINGSHOU.split("部门预算财政拨款收支总表", 1)
    path = written(tmp_path, head + "部门预算财政拨款收支总表" + tail.replace(f"434{OFFICE}", "434001灵寿县政府办本级"))
    assert len(load_disclosures(path)) == 1


def test_the_same_disclosure_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    other = as_unit(LINGSHOU, "434009大数据中心", "大数据中心")
    again = other.replace("434009", "434010")
    with pytest.raises(LoadError, match="the same disclosure"):
        load_disclosures(written(tmp_path, LINGSHOU + other + again))


def test_a_second_set_of_tables_without_a_name_is_refused(tmp_path: Path) -> None:
    """Its figures would stand under the name of the first."""
    nameless = "".join(line for line in PINGXIANG.splitlines(keepends=True) if "434平乡县" not in line)
    with pytest.raises(LoadError, match="no caption or cover says") as refusal:
        load_disclosures(
            written(tmp_path, LINGSHOU.replace(f"434{OFFICE}", f"部门：{OFFICE}") + nameless.replace("平乡县", "该县"))
        )
    assert "line 2337" in refusal.value.where


def page(caption: str, word: str, *, scale: int = 1, unit: str = "万元", one_line: bool = False) -> str:
    """Return the tables of a made-up office as a web page; titles after the first three say neither 部门 nor 单位."""

    def table(title: str, *rows: str) -> str:
        cells = "".join(
            "<tr>"
            + "".join(f"<td>{text}</td>" for text in row.format(a=60 * scale, b=40 * scale, t=100 * scale).split("|"))
            + "</tr>"
            for row in rows
        )
        return f"\n<p>2024年{title}</p>\n<p>{caption}</p>\n<p>单位：{unit}</p>\n<table>{cells}</table>"

    balance = [
        "项目|预算数|项目|预算数",
        "一般公共预算拨款收入|{t}|一般公共服务支出|{a}",
        "||教育支出|{b}",
        "收入总计|{t}|支出总计|{t}",
    ]
    spending = [
        "科目编码|科目名称|合计|基本支出|项目支出",
        "|合计|{t}|{a}|{b}",
        "201|一般公共服务支出|{a}|{a}|",
        "205|教育支出|{b}||{b}",
    ]
    basic = ["科目编码|科目名称|合计|人员经费|公用经费", "|合计|{a}|{a}|", "301|工资福利支出|{a}|{a}|"]
    text = table(f"{word}收支总表", "收入||支出|", *balance)
    text += table(
        f"{word}收入总表",
        "科目编码|科目名称|合计|一般公共预算|事业收入",
        "|合计|{t}|{t}|",
        "201|一般公共服务支出|{a}|{a}|",
        "205|教育支出|{b}|{b}|",
    )
    text += table(f"{word}支出总表", *spending)
    text += table("财政拨款收支总表", "收入||支出|", *balance) + table("一般公共预算支出表", *spending)
    text += table("一般公共预算基本支出表", *basic)
    return text.replace("\n", "") if one_line else text


def loaded_page(folder: Path, *bodies: str) -> list[Loaded]:
    path = folder / "page.html"
    path.write_text(f"<html><head><meta charset='utf-8'></head><body>{''.join(bodies)}</body></html>", "utf-8")
    return load_disclosures(path, jurisdiction="350102")


def kinds(one: Loaded) -> list[str]:
    return [table.kind for table in one.report.tables]


ALL_KINDS = ["balance", "revenue", "expenditure", "fiscal-balance", "general-public", "basic"]


def test_titles_that_say_neither_department_nor_unit_stay_with_the_tables_before(tmp_path: Path) -> None:
    found = loaded_page(tmp_path, page("部门：鼓楼区民政局", "部门"), page("单位：鼓楼区民政局", "单位"))
    assert [kinds(one) for one in found] == [ALL_KINDS, ALL_KINDS]
    assert [one.disclosure.endswith("/unit") for one in found] == [False, True]
    found = loaded_page(tmp_path, page("部门：鼓楼区民政局", "部门"), page("单位：鼓楼区救助管理站", "单位", scale=2))
    assert [(one.report.office, kinds(one)) for one in found] == [
        ("鼓楼区民政局", ALL_KINDS),
        ("鼓楼区救助管理站", ALL_KINDS),
    ]


def test_a_page_written_on_one_line_is_cut_above_the_title(tmp_path: Path) -> None:
    first, second = (page(f"部门：鼓楼区{name}", "部门", one_line=True) for name in ("民政局", "教育局"))
    assert [kinds(one) for one in loaded_page(tmp_path, first, second)] == [ALL_KINDS, ALL_KINDS]


def test_a_table_after_those_of_the_next_office_is_of_the_office_that_it_names(tmp_path: Path) -> None:
    late = "<p>2024年项目支出表</p><p>部门：鼓楼区教育局</p><p>单位：万元</p><table><tr><td>项目名称</td><td>合计</td></tr>"
    late += "<tr><td>校舍维修</td><td>40</td></tr></table><p>2024年政府性基金预算支出表</p><p>部门：鼓楼区民政局</p><p>单位：万元</p><table>"
    late += "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>212</td><td>城乡社区支出</td><td>5</td></tr></table>"
    found = loaded_page(tmp_path, page("部门：鼓楼区民政局", "部门"), page("部门：鼓楼区教育局", "部门"), late)
    assert [(one.report.office, one.report.projects, "fund" in kinds(one)) for one in found] == [
        ("鼓楼区民政局", 0, True),
        ("鼓楼区教育局", 1, False),
    ]


@pytest.mark.parametrize("order", ["whole, few, other", "whole, few", "few, whole", "whole, other, few"])
def test_few_tables_of_another_office_are_its_own(tmp_path: Path, order: str) -> None:
    """Its figures would stand under the name of the office before."""
    offices = {"whole": "鼓楼区民政局", "other": "鼓楼区教育局", "few": "鼓楼区司法局"}
    pages = {name: page(f"部门：{office}", "部门", scale=n) for n, (name, office) in enumerate(offices.items(), 1)}
    pages["few"] = "</table>".join(pages["few"].split("</table>")[:2]) + "</table>"
    parts = order.split(", ")
    found = loaded_page(tmp_path, *(pages[name] for name in parts))
    wanted = [(offices[name], ALL_KINDS[:2] if name == "few" else ALL_KINDS) for name in parts]
    assert [(one.report.office, kinds(one)) for one in found] == wanted


def test_a_table_that_names_another_office_is_no_other_disclosure_by_that(tmp_path: Path) -> None:
    """A name left over from another document; a table printed twice, once under a wrong name."""
    one = page("部门：鼓楼区民政局", "部门")
    first, rest = one.split("</table>", 1)
    slip = first.replace("民政局", "司法局") + "</table>"
    (found,) = loaded_page(tmp_path, slip + rest)
    assert (found.report.office, kinds(found)) == ("鼓楼区民政局", ALL_KINDS)
    other = page("部门：鼓楼区财政局", "部门", scale=2).split("</table>", 1)[0] + "</table>"
    for again in (slip, other):
        (found,) = loaded_page(tmp_path, one + again)
        assert (found.report.office, kinds(found)) == ("鼓楼区民政局", [*ALL_KINDS, "balance"])


def test_another_name_of_an_office_is_no_other_office(tmp_path: Path) -> None:
    first = page("部门：鼓楼区民政局", "部门")
    again = "</table>".join(page("部门：鼓楼区民政局汇总", "部门", scale=2).split("</table>")[:2]) + "</table>"
    (found,) = loaded_page(tmp_path, first + again)
    assert (found.report.office, len(kinds(found))) == ("鼓楼区民政局", 8)


def test_tables_printed_again_in_another_unit_are_no_other_disclosure(tmp_path: Path) -> None:
    again = page("部门：鼓楼区民政局", "部门", scale=10_000, unit="元")
    (found,) = loaded_page(tmp_path, page("部门：鼓楼区民政局", "部门"), again)
    assert kinds(found)[:6] == ALL_KINDS
    with pytest.raises(LoadError, match="more than one disclosure"):
        loaded_page(tmp_path, page("部门：鼓楼区民政局", "部门"), page("部门：鼓楼区民政局", "部门", scale=3))


def test_the_same_tables_printed_again_are_counted_once(tmp_path: Path) -> None:
    (once,) = load_disclosures(written(tmp_path, LINGSHOU))
    path = written(tmp_path, LINGSHOU + LINGSHOU)
    (found,) = load_disclosures(path)
    assert (found.report.cells, found.report.projects, found.report.indicators) == (273, 7, 49)
    assert sum(table.cells > 0 for table in found.report.tables) == sum(t.cells > 0 for t in once.report.tables)
    assert sum("printed again" in signal.message for signal in found.report.signals) >= 9
    counted = measure(path)
    assert (counted.mapped, counted.unmapped) == (273, [])


def test_two_years_of_an_office_are_two_disclosures(tmp_path: Path) -> None:
    later = LINGSHOU.replace("2021", "2022").replace("2020", "2021")
    found = load_disclosures(written(tmp_path, LINGSHOU + later))
    assert [(one.report.office, one.report.year, one.report.cells) for one in found] == [
        (OFFICE, 2021, 273),
        (OFFICE, 2022, 273),
    ]


def test_a_part_that_states_neither_year_nor_phase_has_those_of_the_part_before(tmp_path: Path) -> None:
    first = "<p>鼓楼区民政局2023年度部门决算</p>" + page("部门：鼓楼区民政局", "部门").replace("2024年", "2023年度决算")
    second = page("部门：鼓楼区教育局", "部门", scale=2).replace("2024年", "")
    found = loaded_page(tmp_path, first, second)
    assert [(one.report.office, one.report.year, one.report.phase) for one in found] == [
        ("鼓楼区民政局", 2023, "executed"),
        ("鼓楼区教育局", 2023, "executed"),
    ]


def test_what_a_reader_found_is_told_of_the_disclosure_in_which_it_stands() -> None:
    def box(top: float) -> tuple[float, float, float, float]:
        return (0.0, top, 10.0, top + 10)

    places = [
        Place(page=1, box=box(50)),
        Place(page=2, box=box(50)),
        Place(page=2, box=box(300)),
        Place(page=3, box=box(50)),
    ]
    blocks = tuple(Paragraph(f"段{number}", place) for number, place in enumerate(places))
    signals = {
        "whole": Place(),
        "above the second": Place(page=2, box=box(200)),
        "below it": Place(page=2, box=box(400)),
        "page 3": Place(page=3),
        "page 1": Place(page=1),
    }
    document = Document("d.pdf", "pdf", blocks, tuple(Signal("notice", name, place) for name, place in signals.items()))
    owned = [blocks[:2], blocks[2:]]
    assert [[one.message for one in part] for part in dealing.dealt(document, owned)] == [
        ["whole", "above the second", "page 1"],
        ["below it", "page 3"],
    ]


@pytest.mark.parametrize("scheme", ["sheets", "files"])
def test_sheets_and_members_of_an_archive_stand_in_the_order_of_the_document(scheme: str) -> None:
    def place(name: str, row: int) -> Place:
        return Place(sheet=name, ref=f"A{row}") if scheme == "sheets" else Place(file=name, line=row)

    blocks = tuple(Paragraph("段", place(name, row)) for name in ("乙", "甲") for row in (1, 9))
    signals = tuple(
        Signal("notice", f"{name}{row}", place(name, row)) for name, row in (("甲", 2), ("乙", 10), ("甲", 9))
    )
    found = dealing.dealt(Document("d", scheme, blocks, signals), [blocks[:2], blocks[2:]])
    assert [[one.message for one in part] for part in found] == [["乙10"], ["甲2", "甲9"]]
