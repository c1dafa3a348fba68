"""How many units a disclosure says it consolidates."""

import pytest

from loaders.unit_count import stated_units


@pytest.mark.parametrize(
    ("prose", "number"),
    [
        ("部门预算是包括本部以及下属 5 家预算单位的综合收支计划。", 6),
        ("本部门中，行政单位 1 家，参公单位1家，事业单位 4 家，具体包括：", 6),
        ("部门决算由局本级决算和所属３个单位决算组成。", 4),
        ("部门预算包括本级及下属5家单位。本部门中，行政单位1家、事业单位5家。", 6),
        ("部门预算包括本级及下属5家单位。本部门中，行政单位1家、事业单位4家。", None),  # they contradict each other
        ("部门下属1家机关和1家参公事业单位的机关运行经费预算为443.18万元。", None),  # of some units only
        ("本部门3个预算单位开展了绩效目标编报工作。", None),
        ("纳入部门决算编制范围的二级预算单位共2个。", None),  # without its own, or with it
        ("", None),
    ],
)
def test_the_number_of_units_is_taken_where_it_is_stated(prose: str, number: int | None) -> None:
    assert stated_units([prose]) == number


def test_a_sentence_may_break_over_lines() -> None:
    assert stated_units(["部门预算是包括本部以及下", "属5家预算单位的综合收支计划"]) == 6
