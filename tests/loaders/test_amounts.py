"""Printed numbers are read exactly or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.amounts import (
    Unit,
    is_blank,
    is_dash,
    parse_cell,
    parse_measured,
    parse_percent,
    rounding_error,
    to_yuan,
    unit_of,
)

FULL_WIDTH = str.maketrans("0123456789,.-()%", "０１２３４５６７８９，．－（）％")
# Sign, integer part and decimals of any length: a budget of 60 digits is absurd, but a silent rounding would be worse.
numbers = st.builds(
    lambda negative, whole, decimals: ("-" if negative else "", str(whole), decimals),
    st.booleans(),
    st.integers(0, 10**60),
    st.text("0123456789", max_size=12),
)


def plain(parts: tuple[str, str, str]) -> str:
    sign, whole, decimals = parts
    return sign + whole + ("." + decimals if decimals else "")


def grouped(parts: tuple[str, str, str]) -> str:
    sign, whole, decimals = parts
    return sign + f"{int(whole):,}" + ("." + decimals if decimals else "")


@given(numbers)
def test_every_printed_number_comes_back_exactly(parts: tuple[str, str, str]) -> None:
    text = plain(parts)
    printed = parse_cell(text)
    assert printed is not None
    assert printed.value == Decimal(text)
    assert printed.decimals == len(parts[2])
    assert printed.text == text
    assert f"{printed.value.copy_abs():f}" == text.lstrip("-")


@given(numbers, st.sampled_from(["", " ", "\t", "\u3000", "\u00a0", "[bookmark: _GoBack]", "\ufeff"]))
def test_grouping_width_and_noise_do_not_change_the_value(parts: tuple[str, str, str], noise: str) -> None:
    reference = parse_cell(plain(parts))
    assert reference is not None
    for form in (grouped(parts), plain(parts).translate(FULL_WIDTH), grouped(parts).translate(FULL_WIDTH)):
        printed = parse_cell(noise + form + noise)
        assert printed is not None
        assert (printed.value, printed.decimals) == (reference.value, reference.decimals)
        assert printed.text == form


@given(numbers, st.sampled_from("-−－﹣‐‑‒–—"))
def test_minus_signs_and_brackets_agree(parts: tuple[str, str, str], minus: str) -> None:
    positive = plain(("", *parts[1:]))
    expected = parse_cell("-" + positive)
    assert expected is not None
    for form in (minus + positive, f"({positive})", f"（{positive}）", f"( {positive} )"):
        printed = parse_cell(form)
        assert printed is not None
        assert printed.value == expected.value
        assert not printed.value.is_signed() or printed.value != 0


@given(st.integers(1, 10**12), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "\u2009", "\u202f"]))
def test_spaces_between_thousands_need_decimals(whole: int, cents: int, space: str) -> None:
    grouped = f"{whole:,}".replace(",", space)
    printed = parse_cell(f"{grouped}.{cents:02}")
    assert printed is not None
    assert (printed.value, printed.decimals) == (Decimal(f"{whole}.{cents:02}"), 2)
    if space in grouped:
        assert parse_cell(grouped) is None  # two numbers may stand beside each other
    assert parse_cell(f"12{space}34.{cents:02}") is None


@given(numbers, st.sampled_from(["▲{}", "△{}", "▲ {}", "-¥{}", "￥-{}"]))
def test_triangles_are_minus_signs_and_a_sign_of_money_is_none(parts: tuple[str, str, str], form: str) -> None:
    positive = plain(("", *parts[1:]))
    expected, printed = parse_cell("-" + positive), parse_cell(form.format(positive))
    assert expected is not None
    assert printed is not None
    assert (printed.value, printed.decimals) == (expected.value, expected.decimals)


@pytest.mark.parametrize("text", ["▲", "△", "¥", "▲甲", "¥-", "1 2345.00", "1234 567.00", "1  234.00"])
def test_marks_alone_are_no_numbers(text: str) -> None:
    assert parse_cell(text) is None


@given(numbers, st.integers(0, 80), st.sampled_from([",", ".", "-", " ", "(", ")", "0", "%", "元"]))
@example(("", "123", ""), 1, ",")
@example(("", "12345", ""), 1, ",")
def test_what_is_read_is_what_stands_there(parts: tuple[str, str, str], place: int, slip: str) -> None:
    text = plain(parts)
    text = text[:place] + slip + text[place:]
    printed = parse_cell(text)
    if printed is not None:
        # The digits and the point of the text, in order, are those of the value: nothing added, dropped or moved.
        digits = "".join(c for c in text if c.isdigit() or c == ".")
        assert f"{printed.value.copy_abs():f}" == (("0" + digits) if digits.startswith(".") else digits)


@pytest.mark.parametrize(
    "text",
    [
        *("1,23.4", "12.3.4", "1,2345", "12,34,567", "1,234,56", ",123", "1,,234", "5.", ".", "1 234", "1.2 3", "--5"),
        *(
            "007",
            "00.5",
            "(-5)",
            "(5",
            "5)",
            "()",
            "1e5",
            "1.2E+05",
            "①",
            "Ⅻ",
            "二十",
            "１２．３．４",
            "1。5",
            "12\n34",
        ),
        *("150万元", "72%", "abc", "", " ", "—", "--", "无", "nan", "Infinity", "1_000", "٣"),
    ],
)
def test_what_is_not_a_plain_number_is_refused(text: str) -> None:
    assert parse_cell(text) is None


def test_bookmark_before_a_figure() -> None:
    printed = parse_cell("[bookmark: _GoBack]4.25")
    assert printed is not None
    assert (printed.value, printed.decimals, printed.text) == (Decimal("4.25"), 2, "4.25")


@pytest.mark.parametrize("text", ["-", "—", "——", "--", "– –", "无", " － ", "/", "／"])
def test_dash_is_neither_number_nor_blank(text: str) -> None:
    assert is_dash(text)
    assert not is_blank(text)
    assert parse_cell(text) is None


@pytest.mark.parametrize("text", ["0", "0.00", "-1", "无锡", "5-6", ""])
def test_not_a_dash(text: str) -> None:
    assert not is_dash(text)


@pytest.mark.parametrize("text", ["", " ", "\t\u3000\u00a0", "[bookmark: _GoBack]", "\ufeff"])
def test_blank(text: str) -> None:
    assert is_blank(text)
    assert parse_cell(text) is None


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("72.86%", "72.86", 2), ("100％", "100", 0), (" -3.5 % ", "-3.5", 1), ("—0.10%", "-0.10", 2)],
)
def test_percent(text: str, value: str, decimals: int) -> None:
    printed = parse_percent(text)
    assert printed is not None
    assert (printed.value, printed.decimals, printed.text) == (Decimal(value), decimals, text.strip())


@pytest.mark.parametrize("text", ["72.86", "%", "1,23%", "5%以上", "%5"])
def test_not_a_percent(text: str) -> None:
    assert parse_percent(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("150万元", "150", "万元"),
        ("462.78 万元", "462.78", "万元"),
        ("4,120.28平方米", "4120.28", "平方米"),
        ("３辆", "3", "辆"),
        ("200元/本", "200", "元/本"),
        ("95%", "95", "%"),
        ("190元每人每月", "190", "元每人每月"),
    ],
)
def test_measured(text: str, value: str, unit: str) -> None:
    measured = parse_measured(text)
    assert measured is not None
    assert (measured.number.value, measured.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["150", "万元", "1,23万元", "12.3.4万元", "007人", "≥5人", ""])
def test_not_measured(text: str) -> None:
    assert parse_measured(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", Unit.TEN_THOUSAND),
        ("单位:万元", Unit.TEN_THOUSAND),
        ("金额单位：元", Unit.YUAN),
        ("（金额单位：万元）", Unit.TEN_THOUSAND),
        ("单 位： 万 元", Unit.TEN_THOUSAND),
        ("单位：人民币亿元", Unit.HUNDRED_MILLION),
        ("单位：百万元", Unit.MILLION),
        ("单位：千元", Unit.THOUSAND),
        ("编制单位：元氏县财政局    单位：万元", Unit.TEN_THOUSAND),
        ("单位：台、万元", Unit.TEN_THOUSAND),
        ("金额（万元）", Unit.TEN_THOUSAND),
        ("万元", Unit.TEN_THOUSAND),
        ("万", Unit.TEN_THOUSAND),
        ("亿", Unit.HUNDRED_MILLION),
        ("万人", None),
        ("编制单位：元氏县财政局", None),
        ("预算单位：元氏县", None),
        ("单位：元/平方米", None),
        ("单位：万元 单位：元", None),
        ("单位：平方米", None),
        ("公元", None),
        ("", None),
    ],
)
def test_unit_of(text: str, unit: Unit | None) -> None:
    assert unit_of(text) is unit


@given(numbers, st.sampled_from(Unit))
def test_scaling_is_exact(parts: tuple[str, str, str], unit: Unit) -> None:
    printed = parse_cell(plain(parts))
    assert printed is not None
    scaled = to_yuan(printed, unit)
    # Compared as fractions, which are never rounded.
    assert Fraction(scaled) == Fraction(plain(parts)) * 10**unit.exponent
    exponent = scaled.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent <= 0  # printed as 42500, not 4.25E+4


@pytest.mark.parametrize(
    ("text", "unit", "yuan", "error"),
    [
        ("4.25", Unit.TEN_THOUSAND, "42500", "50"),
        ("3492.94827", Unit.TEN_THOUSAND, "34929482.7", "0.05"),
        ("34929482.70", Unit.YUAN, "34929482.70", "0.005"),
        ("0", Unit.TEN_THOUSAND, "0", "5000"),
        ("-1.5", Unit.HUNDRED_MILLION, "-150000000", "5000000"),
        ("12", Unit.MILLION, "12000000", "500000"),
        ("7", Unit.THOUSAND, "7000", "500"),
    ],
)
def test_to_yuan_and_its_rounding_error(text: str, unit: Unit, yuan: str, error: str) -> None:
    printed = parse_cell(text)
    assert printed is not None
    assert str(to_yuan(printed, unit)) == yuan
    assert str(rounding_error(printed.decimals, unit)) == error
