"""How a publisher prints: units, zeros, separators, digits, codes, the place of the total, titles and captions."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from benchmarks.variation.grid import Column, Dims, Figure, Printed, header

_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
#: Enough traditional characters for titles, captions and headers.
_TRADITIONAL = str.maketrans(
    "预决总拨经费项单万业务购车运备编财资产国营专户补结转余终区级计额数员会议训标机关学医疗护环节农发债还对",
    "預決總撥經費項單萬業務購車運備編財資產國營專戶補結轉餘終區級計額數員會議訓標機關學醫療護環節農發債還對",
)


_EXPONENTS = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}


def _signed(negative: str, grouping: str = ",") -> Callable[[Decimal, int, str], str]:
    def form(value: Decimal, places: int, _: str) -> str:
        text = f"{abs(value):,.{places}f}".replace(",", grouping)
        return negative.format(text) if value < 0 else text

    return form


#: Ways to write amounts, by name: negative ones, thousands, and the unit in the cell.
FORMS: dict[str, Callable[[Decimal, int, str], str]] = {
    "brackets": _signed("({})"),
    "wide brackets": _signed("（{}）"),
    "minus": _signed("−{}"),
    "wide minus": _signed("－{}"),
    "triangle": _signed("▲{}"),
    "open triangle": _signed("△{}"),
    "spaces": _signed("-{}", " "),
    "thin spaces": _signed("-{}", "\u2009"),
    "wide commas": _signed("-{}", "，"),
    "unit": lambda value, places, unit: f"{value:,.{places}f}{unit}",
    "money": lambda value, places, _: f"¥{value:,.{places}f}",
    "wide digits": lambda value, places, _: f"{value:,.{places}f}".translate(_WIDE),
}


@dataclass(frozen=True)
class Style:
    """The habits of one publisher.

    Attributes:
        unit: 元 or 万元; ``units`` overrides it for single table kinds.
        zero: What stands where nothing is spent: nothing, a mark, or a printed zero, which is a figure.
        codes: ``joined`` (2010301), ``split`` (201|03|01), ``cumulative`` (201|20103|2010301), ``named`` (2010301 行政运行 in one cell).
        total: Where the total of accounts stands: ``first``, ``last`` or ``none``.
        levels: Lengths of the codes that are printed.
        form: How amounts are written, one of `FORMS`; nothing for plain ones.
    """

    unit: str = "万元"
    units: dict[str, str] = field(default_factory=dict)
    zero: str = ""
    thousands: bool = False
    wide: bool = False
    codes: str = "joined"
    total: str = "first"
    levels: tuple[int, ...] = (3, 5, 7)
    prefix: str = "{year}年"
    quoted: bool = False
    label: str = ""
    office: str = "部门：{office}"
    unit_caption: str = "单位：{unit}"
    ordinals: bool = True
    traditional: bool = False
    numbered: bool = False
    captions: bool = True
    form: str = ""

    def numbered_label(self, number: int) -> str:
        """Return the number of a table as it is printed."""
        return self.label.format(n=number, a=1 + number // 4, b=1 + number % 4, zh="一二三四五六七八九十"[number - 1])

    def number(self, amount: Decimal, kind: str) -> str:
        """Return an amount in 元 as it is printed in a table of this kind."""
        unit = self.units.get(kind, self.unit)
        scaled = amount.scaleb(-_EXPONENTS[unit])
        places = 2 if unit != "元" or scaled != scaled.to_integral_value() else (2 if self.zero == "0.00" else 0)
        if scaled != round(scaled, 2):
            places = 6 if unit == "万元" else 10
        if self.form:
            return FORMS[self.form](scaled, max(places, 2), unit)
        text = f"{scaled:,.{places}f}" if self.thousands else f"{scaled:.{places}f}"
        return text.translate(_WIDE) if self.wide else text

    def printed(self, amount: Decimal | None, kind: str) -> tuple[str, bool]:
        """Return the text of an amount, and whether it is a figure."""
        if amount is None:
            return "", False
        if amount == 0:
            return self.zero, self.zero in {"0", "0.00"}
        return self.number(amount, kind), True

    def words(self, text: str) -> str:
        return text.translate(_TRADITIONAL) if self.traditional else text


#: How tables are numbered.
_LABELS = (
    "", "", "表{n}", "附表{n}：", "表 {n}:", "公开表{a}-{b}", "公开{n:02}表", "预算公开{n:02}表", "附件{n}", "表{zh}",
)  # fmt: skip


def random_style(rng: random.Random) -> Style:
    """Return the habits of some publisher."""
    unit = rng.choice(["元", "万元", "万元"])
    return Style(
        unit=unit,
        units={"three-public": "万元"} if rng.random() < 0.15 else {},
        zero=rng.choice(["", "", "", "0", "0.00", "—", "-", "无", "——"]),
        thousands=rng.random() < 0.4,
        wide=rng.random() < 0.08,
        codes=rng.choice(["joined", "joined", "split", "split", "cumulative", "named"]),
        total=rng.choice(["first", "first", "last"]),
        levels=rng.choice([(3, 5, 7), (3, 5, 7), (3, 5, 7), (7,), (3, 7)]),
        prefix=rng.choice(["", "{year}年", "{office}{year}年", "{year}年度", "{office}", "{year}年{office}"]),
        quoted=rng.random() < 0.15,
        label=rng.choice(_LABELS),
        office=rng.choice(
            [
                "部门：{office}",
                "单位名称：{office}",
                "编制单位：{office}",
                "部门名称：{office}",
                "填报单位：{office}",
                "预算单位：{office}",
                "301{office}",
            ]
        ),
        unit_caption=rng.choice(
            [
                "单位：{unit}",
                "金额单位：{unit}",
                "（单位：{unit}）",
                "单位:{unit}",
                "金额单位：人民币{unit}",
                "单位： {unit}",
            ]
        ),
        ordinals=rng.random() < 0.7,
        traditional=rng.random() < 0.06,
        numbered=rng.random() < 0.2,
    )


@dataclass(frozen=True)
class Row:
    """A row to print: its texts for the columns of names, its amounts, the dimensions it adds."""

    names: tuple[str, ...]
    figures: tuple[Figure, ...]
    dims: Dims = field(default_factory=dict)


def table(
    kind: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    style: Style,
    captions: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Printed:
    """Print a table: names go into the columns without dimensions, figures into the others."""
    grid = header([replace(column, path=tuple(map(style.words, column.path))) for column in columns])
    if style.numbered and any(column.dims is not None for column in columns):
        names = [column.dims is None for column in columns]
        first = names.index(True) if True in names else -1
        numbers = iter(range(1, len(columns) + 1))
        grid.append(
            [("栏次" if i == first else "") if is_name else str(next(numbers)) for i, is_name in enumerate(names)]
        )
    printed = Printed(kind, style.words(title), [style.words(c) for c in captions], grid, list(notes), header=len(grid))
    for row in rows:
        line, names, figures = [], iter(row.names), iter(row.figures)
        for index, column in enumerate(columns):
            if column.dims is None:
                line.append(next(names))
                continue
            figure = next(figures)
            text, is_figure = style.printed(figure.amount, kind)
            line.append(text)
            if is_figure and figure.amount is not None:
                printed.meanings.append((len(printed.rows), index, figure.amount, column.dims | row.dims | figure.dims))
        printed.rows.append(line)
    return printed
