"""Repair hints: one slip put into a sound document is named, with its cell and the right figure; what is not clear is not said."""

import json
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import Fixture

import shapes
from shapes.readings import KINDS, readings
from shapes.review import compare

# Every figure stands in a sum across and in a sum down, and most in another table too: as in the documents.
SOUND = {
    "expenditure": {
        "合计": ("1627.35", "1204.18", "423.17"),
        "201": ("1299.02", "918.65", "380.37"),
        "20103": ("1299.02", "918.65", "380.37"),
        "2010301": ("918.65", "918.65", ""),
        "2010302": ("380.37", "", "380.37"),
        "208": ("328.33", "285.53", "42.80"),
        "20805": ("328.33", "285.53", "42.80"),
        "2080505": ("285.53", "285.53", ""),
        "2080506": ("42.80", "", "42.80"),
    },
}
SOUND["general-public"] = SOUND["expenditure"]
FIGURES = [
    (kind, row, column)
    for kind, rows in SOUND.items()
    for row, figures in rows.items()
    for column, figure in enumerate(figures)
    if figure
]


def printed(tables: dict[str, dict[str, tuple[str, ...]]]) -> shapes.Report:
    text = "\n".join(
        f"table {kind} 万元\n" + "\n".join(f"{row} | {' | '.join(figures)}" for row, figures in rows.items())
        for kind, rows in tables.items()
    )
    return shapes.check(Fixture.parse(text).disclosure.graph, structure=False)


def with_figure(place: tuple[str, str, int], figure: str) -> shapes.Report:
    kind, row, column = place
    figures = list(SOUND[kind][row])
    figures[column] = figure
    return printed({**SOUND, kind: {**SOUND[kind], row: tuple(figures)}})


def figure_at(place: tuple[str, str, int]) -> str:
    kind, row, column = place
    return SOUND[kind][row][column]


def slips(figure: str) -> list[tuple[str, str]]:
    """Every slip of a figure in 万元, as it would be printed."""
    found = [("unit", f"{Decimal(figure) * 10000:f}".removesuffix(".00")), ("point", figure.replace(".", ""))]
    places = [index for index, character in enumerate(figure) if character != "."]
    for left, right in pairwise(places):
        swapped = list(figure)
        swapped[left], swapped[right] = figure[right], figure[left]
        found.append(("transposed", "".join(swapped)))
    found += [("digit", figure[:index] + digit + figure[index + 1 :]) for index in places for digit in "123456789"]
    # A slip of the last digit may be no more than rounding explains.
    return [(kind, slip) for kind, slip in found if abs(Decimal(slip) - Decimal(figure)) > Decimal("0.03")]


@cache
def sound() -> shapes.Report:
    return printed(SOUND)


def test_the_document_is_sound_and_has_no_hints():
    assert len(sound().checks) > 60
    assert not sound().findings
    assert sound().hints == {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(place=st.sampled_from(FIGURES), data=st.data())
def test_one_slip_is_named_with_its_cell_and_the_right_figure(place, data):
    figure = figure_at(place)
    kind, slip = data.draw(st.sampled_from(slips(figure)))
    report = with_figure(place, slip)
    assert report.findings, f"{place} printed {slip} for {figure} goes unseen"
    amount = Decimal(figure) * 10000
    told = [hint for one in report.findings if (hint := one.hint) is not None]
    assert told, f"{place}: {slip} for {figure} ({kind}) gets no hint"
    for hint in told:
        assert hint.figure is not None
        assert (hint.figure.table.kind, hint.figure.row, hint.figure.cell.column_number - 3) == place
        assert (hint.amount, hint.figure.cell.printed) == (amount, slip)
        assert set(hint.repairs) == {one.id for one in report.findings}
    assert not compare(sound().findings, (), ()).statuses


@pytest.mark.parametrize("place", [place for place in FIGURES if place[1] in {"201", "20805", "合计"}], ids=str)
def test_a_blank_that_must_be_a_sum_is_named(place):
    report = with_figure(place, "")
    hints = [hint for one in report.findings if (hint := one.hint) is not None]
    assert hints
    for hint in hints:
        assert (hint.kind, hint.amount) == ("blank", Decimal(figure_at(place)) * 10000)
        assert hint.place is not None
        assert (hint.place.table.kind, hint.place.row[1], hint.place.column[0] - 3) == place


@pytest.mark.parametrize("place", FIGURES[::3], ids=str)
def test_a_figure_that_no_slip_explains_is_named_where_two_sums_make_it_alike(place):
    """Copied from elsewhere, or with a minus: down and across the same amount is lacking."""
    for printed_instead, kind in (("777.13", "value"), (f"-{figure_at(place)}", "sign")):
        report = with_figure(place, printed_instead)
        hints = [hint for one in report.findings if (hint := one.hint) is not None]
        assert hints, printed_instead
        for hint in hints:
            assert (hint.kind, hint.amount) == (kind, Decimal(figure_at(place)) * 10000)
            assert (hint.figure.table.kind, hint.figure.row, hint.figure.cell.column_number - 3) == place
            assert set(hint.repairs) == {one.id for one in report.findings}


def test_a_total_copied_from_its_first_part_is_named():
    """What it lacks is the second part, which its own column speaks for."""
    report = with_figure(("expenditure", "合计", 0), SOUND["expenditure"]["合计"][1])
    hints = [hint for one in report.findings if (hint := one.hint) is not None]
    assert hints
    assert {(hint.figure.row, hint.amount) for hint in hints} == {("合计", Decimal(16273500))}


def test_a_figure_that_slipped_a_row_is_not_put_down_to_the_total_between():
    """The fund stands in the row of what is carried over: 本年收入 alone could mend both totals, and is right."""
    text = """table fiscal-balance 万元
收 current-year-total | 17407.77
收 general-public | 17051.58
收 state-capital |
收 carry-over | 356.19
收 grand-total | 17407.77
"""
    report = shapes.check(Fixture.parse(text).disclosure.graph, structure=False)
    assert {one.identity for one in report.findings if one.outcome == "failed"} >= {"D1", "D3"}
    assert not [hint for hint in report.hints.values() if hint.kind == "value"]


def test_one_sum_alone_says_of_no_figure_what_it_should_be():
    text = "合计 | 777.13 | 777.13 |\n201 | 100.00 | 100.00 |\n208 | 200.00 | 200.00 |"
    report = shapes.check(Fixture.parse(f"table expenditure 万元\n{text}").disclosure.graph, structure=False)
    assert report.findings
    assert not [hint for hint in report.hints.values() if hint.kind == "value"]


@pytest.mark.parametrize(
    ("text", "place", "amount"),
    [
        # the row prints its total alone
        (
            "合计 | 100.00 | 90.00 | 10.00\n201 | 60.00 | 50.00 | 10.00\n208 | 30.00 | |\n210 | 10.00 | 10.00 |",
            (5, 4),
            300000,
        ),
        (
            "合计 | 105.00 | 90.00 | 15.00\n201 | 60.00 | 50.00 | 10.00\n208 | 35.00 | | 5.00\n210 | 10.00 | 10.00 |",
            (5, 4),
            300000,
        ),
        # here the sum down lacks it and the row does not: something else is wrong
        ("合计 | 100.00 | 90.00 | 10.00\n201 | 60.00 | 50.00 | 10.00\n208 | 40.00 | | 40.00", None, None),
        # here two rows lack the same
        ("合计 | 90.00 | 90.00 |\n201 | 30.00 | |\n208 | 30.00 | |\n210 | 30.00 | 30.00 |", None, None),
    ],
)
def test_a_blank_below_all_sums_is_named_where_a_row_and_a_column_lack_the_same(text, place, amount):
    report = shapes.check(Fixture.parse(f"table expenditure 万元\n{text}").disclosure.graph, structure=False)
    assert report.findings
    for one in report.findings:
        if place is None:
            assert one.hint is None
        else:
            assert (one.hint.place.row[0], one.hint.place.column[0], one.hint.amount) == (*place, amount)
            assert set(one.hint.repairs) == {other.id for other in report.findings}


def test_every_hint_is_confirmed_by_checking_again():
    """What a hint foresees by arithmetic is what the identities say when the figure is changed."""
    for place in FIGURES[::4]:
        report = with_figure(place, slips(figure_at(place))[3][1])
        for one in report.findings:
            hint = one.hint
            if hint is not None:
                meant = f"{hint.amount / 10000:.2f}"
                again = {check.id: check.outcome for check in with_figure(place, meant).checks}
                assert {again[name] for name in hint.repairs} == {"passed"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("合计 | 90.00 | |\n201 | 60.00 | |\n202 | 20.00 | |", "any of three figures may be wrong by one digit"),
        ("合计 | 91.37 | |\n201 | 60.00 | |\n202 | 20.00 | |", "no single slip explains it"),
        ("合计 | 100.00 | 60.00 | 30.00\n201 | 100.00 | 60.00 | 30.00", "two rows are wrong alike"),
    ],
)
def test_what_is_not_clear_gets_no_hint(text, why):
    report = shapes.check(Fixture.parse(f"table expenditure 万元\n{text}").disclosure.graph, structure=False)
    assert report.findings
    assert [one.hint for one in report.findings] == [None] * len(report.findings), why


def test_two_slips_get_no_hint_that_repairs_what_it_cannot():
    kind = SOUND["expenditure"]
    wrong = {**kind, "2010301": ("928.65", "918.65", ""), "20805": ("328.33", "286.53", "42.80")}
    report = printed({**SOUND, "expenditure": wrong})
    for one in report.findings:
        hint = one.hint
        if hint is not None:
            assert hint.amount / 10000 in {Decimal("918.65"), Decimal("285.53")}


def test_a_figure_that_could_not_be_read_gets_no_hint():
    text = "table expenditure 万元\n合计 | 100.00 | 60.00 |\nunread expenditure 1"
    report = shapes.check(Fixture.parse(text).disclosure.graph, structure=False)
    assert [one.outcome for one in report.findings] == ["incomplete"]
    assert report.hints == {}


def test_a_blank_in_a_sum_that_holds_without_it_gets_no_hint():
    # Across, the blank must be 5; down, everything adds up without it.
    text = "合计 | 100.00 | 95.00 | 5.00\n201 | 95.00 | 95.00 |\n202 | 5.00 | | 5.00"
    sound = shapes.check(Fixture.parse(f"table expenditure 万元\n{text}").disclosure.graph, structure=False)
    assert not sound.findings
    text = "合计 | 100.00 | 100.00 |\n201 | 60.00 | 60.00 |\n202 | 40.00 | 40.00 |\n203 | 5.00 | |"
    report = shapes.check(Fixture.parse(f"table expenditure 万元\n{text}").disclosure.graph, structure=False)
    assert report.findings
    assert not [hint for hint in report.hints.values() if hint.kind == "blank"]


def test_a_hint_is_in_every_format():
    place = ("expenditure", "2010301", 0)
    report = with_figure(place, "981.65")
    hint = next(iter(report.hints.values()))
    assert hint.kind == "transposed"
    assert "「2010301」「合计」981.65万元" in hint.message["zh"]
    assert "读作918.65万元（相邻两位数字颠倒）" in hint.message["zh"]
    assert "were read as 918.65万元 (two neighbouring digits swapped)" in hint.message["en"]
    for form in ("text", "html", "csv", "markdown", "junit", "turtle"):
        assert "读作918.65万元" in report.render(form), form
    told = [finding["hint"] for finding in json.loads(report.render("json"))["findings"]]
    assert {one["kind"] for one in told} == {"transposed"}
    assert (told[0]["printed"], told[0]["reading"], told[0]["amount"]) == ("981.65", "918.65万元", "9186500")
    assert (told[0]["row"], told[0]["column"], told[0]["rowNumber"]) == ("2010301", "合计", 6)


@pytest.mark.parametrize(
    ("figure", "amount", "exponent", "kind", "expected"),
    [
        ("60.00", "600000", 4, "unit", {"60.00元"}),
        ("600000", "600000", 0, "unit", {"600000万元"}),
        ("6000", "60000000", 4, "point", {"60万元", "600万元", "60000万元", "600000万元"}),
        ("12", "12", 0, "transposed", {"21元"}),
        ("1,234", "1234", 0, "transposed", {"2,134元", "1,324元", "1,243元"}),
        ("10", "10", 0, "transposed", set()),
        ("-12", "-12", 0, "transposed", {"-21元"}),
        ("12", "12", 0, "sign", {"-12元"}),
        ("-12", "-12", 0, "sign", {"12元"}),
        ("0", "0", 0, "sign", set()),
        ("９５．４１", "954100", 4, "unit", {"95.41元"}),
        ("３", "3", 0, "sign", {"-3元"}),
        ("3", "3", 0, "digit", {f"{digit}元" for digit in "012456789"}),
    ],
)
def test_readings(figure, amount, exponent, kind, expected):
    found = list(readings(figure, Decimal(amount), Decimal("0.5"), exponent))
    assert {reading.printed for reading in found if reading.kind == kind} == expected
    assert {reading.kind for reading in found} <= KINDS.keys()


@pytest.mark.parametrize("figure", ["", "无", "1至2", "约3"])
def test_what_is_no_single_figure_has_no_readings(figure):
    assert list(readings(figure, Decimal(7), Decimal(0), 0)) == []
