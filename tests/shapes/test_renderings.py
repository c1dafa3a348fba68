"""What a reader of a report sees around the figures: printed rows with the cells marked, intervals, counts in good words."""

import re
from html.parser import HTMLParser

import pytest
from tables import Fixture

import shapes
from shapes.excerpt import WIDEST, Mark
from shapes.intervals import interval

BROKEN = "table expenditure 万元\n合计 | 100.00 | 60.00 | 40.00\n201 | 90.00 | 50.00 | 40.00"


def check(text: str) -> shapes.Report:
    return shapes.check(Fixture.parse(text).disclosure.graph, structure=False)


class Cells(HTMLParser):
    """Collects the marked cells of a page: their class and text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._class: str | None = None

    def handle_starttag(self, tag, attrs):
        if tag == "td":
            self._class = dict(attrs).get("class", "")
            self.found.append((self._class, ""))

    def handle_endtag(self, tag):
        if tag == "td":
            self._class = None

    def handle_data(self, data):
        if self._class is not None:
            css, text = self.found[-1]
            self.found[-1] = css, text + data


def marked(page: str) -> list[tuple[str, str]]:
    cells = Cells()
    cells.feed(page)
    return [(css.split()[-1], text) for css, text in cells.found if css.split()[-1:] in (["left"], ["right"], ["gap"])]


def test_the_printed_rows_with_the_cells_of_both_sides():
    report = check(BROKEN)
    (excerpt,) = report.findings[0].excerpts
    assert (excerpt.table.kind, excerpt.unit, excerpt.hidden) == ("expenditure", "万元", 0)
    assert [row.label for row, _ in excerpt.rows] == ["合计", "201"]
    marks = [mark for _, cells in excerpt.rows for mark in cells.values() if mark.use]
    assert marks == [Mark("100.00", "left"), Mark("90.00", "right")]
    assert len(report.findings) == 2
    assert marked(report.render("html")) == [
        ("left", "100.00 左 L"),
        ("right", "90.00 右 R"),
        ("left", "60.00 左 L"),
        ("right", "50.00 右 R"),
    ]
    assert not [one for one in report.checks if one.outcome == "passed" and one.excerpts], "what holds needs none"


def test_a_blank_cell_is_marked_where_it_is():
    report = check(
        "table expenditure 万元\n合计 | 100.00 | 60.00 | 40.00\n201 | 100.00 | | 40.00\n20103 | 100.00 | 60.00 | 40.00"
    )
    assert ("gap", " 空 blank") in marked(report.render("html"))


def test_of_a_wide_table_only_the_columns_used_are_shown():
    names = [f"栏{number}" for number in range(WIDEST + 3)]
    columns = [("合计", None, {"spendingType": "total"})] + [(name, None, {"spendingType": "basic"}) for name in names]
    from tables import Disclosure  # noqa: PLC0415

    lines = "\n".join(f"{row} | {' | '.join(['100.00'] * len(columns))}" for row in ("合计", "201")).replace(
        "201 | 100.00", "201 | 90.00"
    )
    report = shapes.check(Disclosure().table("expenditure", lines, columns=columns).graph, structure=False)
    (excerpt,) = report.findings[0].excerpts
    assert [column.label for column in excerpt.columns] == ["合计"]
    assert excerpt.hidden == len(names)
    assert f"另有{len(names)}列未列出" in report.render("html")


def test_both_sides_lie_between():
    words = interval(check(BROKEN).findings[0])
    assert words == {
        "zh": "按印刷精度，左边在99.995万元至100.005万元之间，右边在89.995万元至90.005万元之间：两者不可能相等。",
        "en": "As printed, left lies between CNY 999,950 and CNY 1,000,050, right between CNY 899,950 and CNY 900,050: "
        "they cannot be equal.",
    }
    for form in ("html", "markdown"):
        assert "左边在99.995万元至100.005万元之间" in check(BROKEN).render(form)


def test_where_a_side_is_blank_nothing_lies_between():
    report = check("table expenditure 万元\n合计 | 100.00 | |\n201 | | |")
    assert [interval(one) for one in report.findings] == [None] * len(report.findings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BROKEN, r"1 does not hold; \d+ instances, 2 findings \(2 failed\)"),
        (BROKEN.replace("90.00 | 50.00", "100.00 | 60.00"), r"none fails; \d+ instances, all hold"),
        (
            "table expenditure 万元\n合计 | 100.00 | |\nunread expenditure 1",
            r"1 finding \(1 not read\) of 1 cause",
        ),
    ],
)
def test_counts_are_in_good_words(text, words):
    report = check(text)
    assert re.search(words, report.render("text"))
    assert re.search(words, report.render("markdown"))
    assert re.search(words, re.sub(r"<[^>]+>", "", report.render("html")))


def test_what_was_not_read_is_never_an_accusation():
    report = check("table expenditure 万元\n合计 | 100.00 | 60.00 |\nunread expenditure 2")
    for form in ("text", "html", "markdown", "junit"):
        page = re.sub(r"<style>.*?</style>|<[^>]+>", " ", report.render(form), flags=re.DOTALL)
        assert "未能读出" in page
        assert not re.search(r"不符 fails|空白|violation|blank", page), form
