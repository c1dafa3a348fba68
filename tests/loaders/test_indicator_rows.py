"""Rows of indicators in sources that print a merged level once, and leave its cell out of the rows below."""

from __future__ import annotations

import pytest

from loaders.document import Cell
from loaders.errors import Place
from loaders.performance import indicator_rows
from loaders.profile import load

LEVELS = load("national").indicator_levels
HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
ROWS = [["产出指标", "数量指标", "救助人数", "≥10人"], ["质量指标", "达标率", "≥95%"], ["及时率", "100%"]]


@pytest.mark.parametrize("before", [[], ["绩效指标"]])
def test_a_row_without_the_cells_of_a_merged_level_is_read_in_its_columns(before: list[str]) -> None:
    rows = [[*before, *HEAD], *ROWS]
    found = indicator_rows([tuple(Cell(text, Place(line=1)) for text in row) for row in rows], LEVELS)
    assert [(one.level1, one.level2, one.name, one.target) for one in found] == [
        ("产出指标", "数量指标", "救助人数", "≥10人"),
        ("产出指标", "质量指标", "达标率", "≥95%"),
        ("产出指标", "质量指标", "及时率", "100%"),
    ]
