"""What the tables of budgets and of final accounts share: columns and rows of accounts, balances, “三公” items."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from benchmarks.variation.facts import FUNDS, GF, GP, SC, ZERO, Facts, name
from benchmarks.variation.grid import LEFT, Column, Dims, Figure, Printed
from benchmarks.variation.styles import Row, Style, table


def printed_names(section: str) -> dict[str, tuple[str, ...]]:
    """Return names that publishers print, of one section of names.toml."""
    data = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    return {key: tuple(values) for key, values in data[section].items()}


ORDINALS = [
    f"{tens}{one}"
    for tens in ("", "十", "二十", "三十")
    for one in ("一二三四五六七八九" if not tens else " 一二三四五六七八九")
]
ORDINALS = [ordinal.strip() for ordinal in ORDINALS]
#: The functional classes in the order of the national tables.
CLASSES = (
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217", "219",
    "220", "221", "222", "223", "224", "227", "229", "230", "231", "232", "233",
)  # fmt: skip
FUND_NAMES = {GP: "一般公共预算", GF: "政府性基金预算", SC: "国有资本经营预算"}
REVENUE_NAMES = printed_names("revenue")
SOURCES = tuple(REVENUE_NAMES)


def account_columns(style: Style, rng: random.Random, scheme: str = "functional") -> list[Column]:
    """Return the columns of names in which a code and its account stand."""
    above = rng.choice(
        [("功能分类科目",), ("支出功能分类科目",), ("科目",), ("项目",)]
        if scheme == "functional"
        else [("部门预算支出经济分类科目",), ("支出经济分类科目",), ("经济分类科目",), ("科目",)]
    )
    if style.codes == "named":
        plain = {
            "functional": ("功能分类科目", "科目名称", "支出功能分类科目（科目）"),
            "economic": ("经济分类科目", "支出经济分类科目", "部门预算支出经济分类科目"),
        }
        return [Column((rng.choice(plain[scheme][:2]),))]
    if style.codes in {"split", "cumulative"} and scheme == "functional":
        code = [Column(("科目编码", part)) for part in "类款项"]
        return (
            [*code, Column(("科目名称",))]
            if rng.random() < 0.6
            else [*(Column((*above, *c.path)) for c in code), Column((*above, "科目名称"))]
        )
    labels = rng.choice(
        [
            ("科目编码", "科目名称"),
            ("科目代码", "科目名称"),
            ("编码", "名称"),
            ("功能科目编码", "功能科目名称") if scheme == "functional" else ("经济科目编码", "经济科目名称"),
        ]
    )
    if rng.random() < 0.5 or labels == ("编码", "名称"):
        return [Column((*above, label)) for label in labels]
    return [Column((label,)) for label in labels]


def account_names(style: Style, code: str, scheme: str = "functional", columns: int = 2) -> tuple[str, ...]:
    """Return the texts of an account in the columns of names."""
    label = name(scheme, code)
    if columns == 1:
        return (f"{code} {label}" if len(label) % 2 else f"[{code}]{label}",)
    if columns == 2:
        return (code, label)
    parts = (
        [code[:3], code[3:5], code[5:7]]
        if style.codes == "split"
        else [code[:3], code[:5] if len(code) > 3 else "", code if len(code) > 5 else ""]
    )
    return (*parts, label)


def total_names(columns: int, rng: random.Random) -> tuple[str, ...]:
    """Return the texts of the total of accounts: over all columns of names, or in the first or the last of them."""
    if columns == 1:
        return ("合计",)
    kind = rng.choice(["merged", "first", "last"])
    if kind == "merged":
        return ("合计", *[LEFT] * (columns - 1))
    return ("合计", *[""] * (columns - 1)) if kind == "first" else (*[""] * (columns - 1), "合计")


def account_table(
    kind: str, title: str, style: Style, rng: random.Random, columns: Sequence[Column], codes: Sequence[str],
    amounts: Callable[[str], Sequence[Decimal | None]], *, scheme: str = "functional", captions: Sequence[str] = (), notes: Sequence[str] = (),
) -> Printed:  # fmt: skip
    """Print a table with a row per account; ``amounts`` gives the figures under a code, of all for an empty one."""
    names = account_columns(style, rng, scheme)
    width = len(names)
    dimension = "functionalAccount" if scheme == "functional" else "economicAccount"
    rows = [
        Row(account_names(style, code, scheme, width), tuple(map(Figure, amounts(code))), {dimension: code})
        for code in codes
        if len(code) in (style.levels if scheme == "functional" else (3, 5))
    ]
    total = Row(total_names(width, rng), tuple(map(Figure, amounts(""))))
    rows = [total, *rows] if style.total == "first" else [*rows, total]
    return table(kind, title, [*names, *columns], rows, style, captions, notes)


Entry = tuple[str, Sequence[Decimal | None], Dims]


def balance_table(
    kind: str, title: str, style: Style, left: Sequence[Entry], right: Sequence[Entry], labels: tuple[str, str, str, str], *,
    funds: Sequence[tuple[str, Dims]] = (), numbered: bool = False, captions: Sequence[str] = (), notes: Sequence[str] = (),
) -> Printed:  # fmt: skip
    """Print revenue and expenditure side by side; ``labels`` are of the columns, ``funds`` are those of expenditure beyond one."""
    item, amount, other_item, other_amount = labels
    number = [Column(("收入", "行次"))] if numbered else []
    columns = [Column(("收入", item)), *number, Column(("收入", amount), {"flow": "revenue"})]
    columns += [Column(("支出", other_item)), *([Column(("支出", "行次"))] if numbered else [])]
    spent = funds or [(other_amount, {})]
    columns += [Column(("支出", label), {"flow": "expenditure"} | dims) for label, dims in spent]
    rows = []
    height = max(len(left), len(right))
    for index in range(height):
        names, figures = [], []
        for side, width in ((left, 1), (right, len(spent))):
            text, amounts, dims = side[index] if index < len(side) else ("", [None] * width, {})
            names += [text] + ([str(index + 1 + (height if side is right else 0))] if numbered else [])
            figures += [Figure(value, dims) for value in amounts]
        rows.append(Row(tuple(names), tuple(figures)))
    return table(kind, title, columns, rows, style, captions, notes)


def class_entries(
    facts: Facts, style: Style, sources: Sequence[str], *, every: bool, wide: bool, first: int = 0, mark: str = "{}、{}"
) -> list[Entry]:
    """Return the functional classes that are spent under, or all of them, with what each fund spends."""
    used = {code for code in facts.codes(sources) if len(code) == 3}
    entries: list[Entry] = []
    for place, code in enumerate(CLASSES):
        if code not in used and not every:
            continue
        label = name("functional", code)
        ordinal = ORDINALS[first + (place if every else len(entries))]
        amounts = [facts.spent("total", sources, code)]
        if wide:
            amounts += [facts.spent("total", [fund], code) for fund in FUNDS]
        if code not in used:
            amounts = [ZERO] * len(amounts)
        text = mark.format(ordinal, label) if style.ordinals else label
        entries.append((text, amounts, {"lineItem": "item", "functionalAccount": code}))
    return entries


THREE_PUBLIC: tuple[tuple[str, str, str], ...] = (
    ("three-public-total", "three_public", "合计"),
    ("overseas-travel", "overseas", "因公出国（境）费"),
    ("official-vehicles", "vehicles", "公务用车购置及运行维护费"),
    ("vehicle-purchase", "purchase", "公务用车购置费"),
    ("vehicle-running", "running", "公务用车运行维护费"),
    ("official-reception", "reception", "公务接待费"),
)
#: The items in the order of a table that prints them as columns, reception first in some provinces.
ACROSS = (
    ("合计",), ("因公出国（境）费",), ("公务用车购置及运行维护费", "小计"), ("公务用车购置及运行维护费", "公务用车购置费"),
    ("公务用车购置及运行维护费", "公务用车运行维护费"), ("公务接待费",),
)  # fmt: skip


def across_columns(
    above: tuple[str, ...] = (), dims: Dims | None = None, *, reception_first: bool = False, words: tuple[str, ...] = ()
) -> tuple[list[Column], list[str]]:
    """Return the columns of “三公” items and the attribute of the facts that each prints."""
    columns = []
    for path, (item, _, _) in zip(ACROSS, THREE_PUBLIC, strict=True):
        renamed = tuple(words[0] if label == "合计" and words else label for label in path)
        columns.append((Column((*above, *renamed), {"lineItem": item} | (dims or {})), item))
    if reception_first:
        columns.insert(2, columns.pop())
    attributes = {item: attribute for item, attribute, _ in THREE_PUBLIC}
    return [column for column, _ in columns], [attributes[item] for _, item in columns]
