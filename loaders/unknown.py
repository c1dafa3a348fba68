"""Tables that were not recognised: what stands above them, and why nothing explains them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.amounts import parse_cell
from loaders.document import Table
from loaders.errors import Signal
from loaders.profile import TableRule
from loaders.text import one_line, squeeze

#: Labels over the columns of budget tables.
_HEADS = re.compile(
    "(功能|经济|支出|部门|预算)*(分类)?科目(编码|代码|名称)|(基本|项目|人员|公用)(支出|经费)|合计|小计|本年(收入|支出)|收入|支出|(预算|决算)数"
)
#: Words of which every title of a budget table has one; a list of something else under a title of its own is none of them.
_BUDGET = re.compile("收支|收入|支出|拨款|基本|项目|三公|基金|资本|预算|决算|经费")
_TITLE = re.compile("(表|目录|清单|名录|名单|一览)(\\(.*\\))?$")
_HEAD = 4
_ENOUGH = 3


@dataclass(frozen=True)
class UnknownTable:
    """A table that no title or header explained.

    Attributes:
        above: The nearest line above it that is no caption: what its title must be; empty when another table stands there.
        rules: The kinds whose title the line is, but whose header the table does not have.
        captions: What the lines between the title and the table state (unit, year, office).
    """

    table: Table
    above: str
    rules: tuple[TableRule, ...]
    captions: tuple[str, ...] = ()

    @property
    def figures(self) -> int:
        """Return how many cells hold a number."""
        return sum(parse_cell(cell.text) is not None for row in self.table.rows for cell in row)

    @property
    def amounts(self) -> bool:
        """Return whether it may be one of the tables of a budget: a number is printed as amounts are, or its first rows head such a table.

        Under a title that speaks of something else (专项资金管理清单目录) it is none of them.
        """
        title = squeeze(self.above)
        if _TITLE.search(title) and not _BUDGET.search(title):
            return False
        texts = [cell.text for row in self.table.rows for cell in row]
        figures = [printed for text in texts if (printed := parse_cell(text)) is not None]
        head = {squeeze(cell.text) for row in self.table.rows[:_HEAD] for cell in row}
        headed = sum(_HEADS.fullmatch(text) is not None for text in head) >= _ENOUGH
        return headed or any(printed.decimals or "," in printed.text for printed in figures)

    @property
    def reason(self) -> str:
        """Return why the table was not recognised."""
        if self.rules:
            kinds = " or ".join(f"{rule.kind} (“{rule.header.pattern}”)" for rule in self.rules)
            return f"its title is that of {kinds}, but its header has none of these words"
        if not self.above:
            return "no line stands above it that could be its title"
        return "the line above it matches no title of the profile"

    @property
    def signal(self) -> Signal:
        """Return the line for the load report."""
        first = " | ".join(one_line(cell.text) for cell in self.table.rows[0][:4])
        message = (
            f"a table without a known title was not read, under the line “{self.above}”; its first row is “{first}”"
            if self.above
            else f"a table without a known title was not read; its first row is “{first}”"
        )
        return Signal("refused", message, self.table.place)
