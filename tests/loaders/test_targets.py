"""Targets keep what is printed and invent nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.targets import QUALITATIVE, Target, parse_target


@pytest.mark.parametrize(
    ("text", "comparator", "number", "unit"),
    [
        ("≥95%", "ge", "95", "%"),
        ("≧95％", "ge", "95", "%"),
        ("＞＝95%", "ge", "95", "%"),
        (" ≥ 95 % ", "ge", "95", "%"),
        ("<5 百分比", "lt", "5", "百分比"),
        ("100百分百", "eq", "100", "百分百"),
        ("100%", "eq", "100", "%"),
        ("≤365天", "le", "365", "天"),
        ("365天", "eq", "365", "天"),
        ("12 次", "eq", "12", "次"),
        ("12 月", "eq", "12", "月"),
        ("≤8.2 万元", "le", "8.2", "万元"),
        ("0.5 万元", "eq", "0.5", "万元"),
        ("≤46 万", "le", "46", "万"),
        ("≥4 次", "ge", "4", "次"),
        ("4 人", "eq", "4", "人"),
        ("≤200元/本", "le", "200", "元/本"),
        ("≥50万字", "ge", "50", "万字"),
        ("1年", "eq", "1", "年"),
        ("≥1年", "ge", "1", "年"),
        ("4120.28平方米", "eq", "4120.28", "平方米"),
        ("≥190元每人每月", "ge", "190", "元每人每月"),
        ("≥15,000份", "ge", "15000", "份"),
        ("1", "eq", "1", None),
        ("1.0", "eq", "1.0", None),
        ("50000", "eq", "50000", None),
        ("0", "eq", "0", None),
        ("95%以上", "ge", "95", "%"),
        ("达到95%及以上", "ge", "95", "%"),
        ("不低于95%", "ge", "95", "%"),
        ("不少于3次", "ge", "3", "次"),
        ("不超过10万元", "le", "10", "万元"),
        ("控制在10万元以内", "le", "10", "万元"),
        ("24小时内", "le", "24", "小时"),
        ("3个工作日内", "le", "3", "个工作日"),
        ("10人以下", "le", "10", "人"),
        ("小于24小时", "lt", "24", "小时"),
        ("大于等于38万字", "ge", "38", "万字"),
        ("大于5", "gt", "5", None),
        ("＜5%", "lt", "5", "%"),
        ("=100%", "eq", "100", "%"),
        ("190元每人每月", "eq", "190", "元每人每月"),
        ("满意度≥90%", "ge", "90", "%"),
    ],
)
def test_one_comparison_with_one_number(text: str, comparator: str, number: str, unit: str | None) -> None:
    target = parse_target(text)
    assert (target.comparator, target.number, target.unit) == (comparator, Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        *("按实际", "按 实际", "每月", "每月20日前", "20日前", "12月底前", "2022年", "2022年底", "2022年12月31日前"),
        *(
            "不低于上年度水平",
            "明显",
            "明显提升",
            "工作 日",
            "质量指标",
            "坐席服务费",
            "",
            "≥",
            "%",
            "95%-100%",
            "90-95%",
        ),
        *("7*24小时", "3:1", "≥90%以下", "1,23%", "12.3.4", "≥1.2.3%", "100人左右", "5A级", "第1名", "零", "二级"),
        *("1.完成日常工作", "1、完成", "≥90%，≤95%", "3次，5人", "第一季度", "2022年度", "12345热线平台"),
    ],
)
def test_everything_else_is_qualitative_without_a_number(text: str) -> None:
    assert parse_target(text) == QUALITATIVE


@given(
    st.sampled_from(
        [("≥", "ge"), ("≤", "le"), (">", "gt"), ("<", "lt"), ("", "eq"), ("不低于", "ge"), ("不超过", "le")]
    ),
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["", "%", "人次", "万元", "元/本", "平方米", "百分比"]),
    st.sampled_from(["", " ", "\u3000"]),
)
def test_printed_number_and_unit_survive(word: tuple[str, str], number: Decimal, unit: str, space: str) -> None:
    target = parse_target(f"{word[0]}{space}{number}{space}{unit}")
    assert target == Target(word[1], number, unit or None)  # type: ignore[arg-type]


@given(st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    target = parse_target(text)
    assert (target.number is None) == (target.comparator == "qualitative")
    assert target.number is not None or target.unit is None
