"""The tables of a budget, each in the forms that provinces print."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from benchmarks.variation.facts import FUNDS, GF, GP, SC, ZERO, Facts
from benchmarks.variation.grid import Column, Figure, Printed
from benchmarks.variation.parts import (
    FUND_NAMES,
    REVENUE_NAMES,
    SOURCES,
    THREE_PUBLIC,
    Entry,
    account_table,
    across_columns,
    balance_table,
    class_entries,
    printed_names,
)  # fmt: skip
from benchmarks.variation.styles import Row, Style, table

TITLES = printed_names("budget")
_AMOUNTS = ("预算数", "{year}年预算数", "{year}年预算", "金额", "本年预算数", "{year}年度预算数", "预算金额")


def _amount_label(facts: Facts, rng: random.Random) -> str:
    return rng.choice(_AMOUNTS).format(year=facts.year)


def _revenue_entries(facts: Facts, rng: random.Random, style: Style, sources: tuple[str, ...]) -> list[Entry]:
    which = rng.randrange(3)
    entries: list[Entry] = []
    for source in sources:
        names = REVENUE_NAMES[source]
        label = names[min(which, len(names) - 1)]
        mark = f"{'一二三四五六七八九'[len(entries)]}、" if style.ordinals else ""
        entries.append((mark + label, [facts.received([source])], {"lineItem": "item", "fundingSource": source}))
    return entries


def balance(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print 收支总表: sources against functional classes, with what is carried over."""
    extra = [source for source in SOURCES if source in facts.sources or rng.random() < 0.7 or source in FUNDS]
    left = _revenue_entries(facts, rng, style, tuple(extra))
    right = class_entries(facts, style, facts.sources, every=rng.random() < 0.5, wide=False)
    total, carried = facts.spent(), facts.spent("carried")
    left.append((rng.choice(["本年收入合计", "本年收入小计"]), [facts.received()], {"lineItem": "current-year-total"}))
    right.append((rng.choice(["本年支出合计", "本年支出小计"]), [total], {"lineItem": "current-year-total"}))
    left.append(
        (
            rng.choice(["上年结转", "上年结转结余", "年初结转结余", "上年结转收入"]),
            [carried],
            {"lineItem": "carry-over"},
        )
    )
    right.append((rng.choice(["结转下年", "年终结转结余", "年末结转结余"]), [ZERO], {"lineItem": "carry-over"}))
    left.append((rng.choice(["收入总计", "总计"]), [facts.received() + carried], {"lineItem": "grand-total"}))
    right.append((rng.choice(["支出总计", "总计"]), [total], {"lineItem": "grand-total"}))
    height = max(len(left), len(right))
    if rng.random() < 0.7:  # the totals of both sides stand in one row
        for side in (left, right):
            blank: list[Entry] = [("", [None], {})] * (height - len(side))
            side[-3:-3] = blank
    item = rng.choice(["项目", "项目名称"])
    amount = _amount_label(facts, rng)
    labels = (item, amount, rng.choice([item, "项目（按功能分类）", "支出功能分类科目（按大类）"]), amount)
    return balance_table("balance", title, style, left, right, labels, captions=captions)


def fiscal_balance(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print 财政拨款收支总表: fiscal appropriation against classes, by fund."""
    wide = rng.random() < 0.75
    total, carried = facts.spent("total", FUNDS), facts.spent("carried", FUNDS)
    spent = [total] + [facts.spent("total", [fund]) for fund in FUNDS] if wide else [total]
    nothing = [ZERO] * len(spent)
    funds = [(FUND_NAMES[fund] + rng.choice(["", "财政拨款", "拨款"]), {"fundingSource": fund}) for fund in FUNDS]
    columns = [("合计", {}), *funds] if wide else []
    left: list[Entry]
    if rng.random() < 0.5:
        left = [("一、本年收入", [facts.received(FUNDS)], {"lineItem": "current-year-total"})]
        left += [
            (f"（{mark}）{REVENUE_NAMES[f][2]}", [facts.received([f])], {"lineItem": "item", "fundingSource": f})
            for mark, f in zip("一二三", FUNDS, strict=True)
        ]
        left.append(("二、上年结转", [carried], {"lineItem": "carry-over"}))
        left += [
            (
                f"（{mark}）{REVENUE_NAMES[f][2]}",
                [facts.spent("carried", [f])],
                {"lineItem": "carry-over", "fundingSource": f},
            )
            for mark, f in zip("一二三", FUNDS, strict=True)
        ]
        right = [("一、本年支出", spent, {"lineItem": "current-year-total"})]
        right += class_entries(facts, style, FUNDS, every=rng.random() < 0.3, wide=wide, mark="（{}）{}")
        right.append(("二、结转下年", nothing, {"lineItem": "carry-over"}))
    else:
        left = _revenue_entries(facts, rng, style, FUNDS)
        left.append(("本年收入合计", [facts.received(FUNDS)], {"lineItem": "current-year-total"}))
        left.append(("上年结转", [carried], {"lineItem": "carry-over"}))
        right = class_entries(facts, style, FUNDS, every=rng.random() < 0.3, wide=wide)
        right.append(("本年支出合计", spent, {"lineItem": "current-year-total"}))
        right.append(("年终结转结余", nothing, {"lineItem": "carry-over"}))
    height = max(len(left), len(right)) + 1
    left += [("", [None], {})] * (height - 1 - len(left))
    right += [("", [None] * len(spent), {})] * (height - 1 - len(right))
    left.append(("收入总计", [facts.received(FUNDS) + carried], {"lineItem": "grand-total"}))
    right.append(("支出总计", spent, {"lineItem": "grand-total"}))
    amount = _amount_label(facts, rng)
    return balance_table(
        "fiscal-balance", title, style, left, right, ("项目", amount, "项目", amount), funds=columns, captions=captions
    )


def revenue(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print 收入总表: by account and source, by unit and source, or as a list of sources."""
    sources = [s for s in SOURCES if s in facts.sources or s in FUNDS or rng.random() < 0.5]
    total, carried = facts.spent(), facts.spent("carried")
    form = rng.choice(["accounts", "accounts", "units", "list"])
    which = rng.randrange(3)
    names = {s: REVENUE_NAMES[s][min(which, len(REVENUE_NAMES[s]) - 1)] for s in sources}
    if form == "list":
        amount = _amount_label(facts, rng)
        rows = [
            Row(
                (f"{mark}、{names[s]}" if style.ordinals else names[s],),
                (Figure(facts.received([s]), {"fundingSource": s}),),
            )
            for mark, s in zip("一二三四五六七八九", sources, strict=False)
        ]
        rows.append(Row(("本年收入合计",), (Figure(facts.received(), {"fundingSource": "current-year"}),)))
        rows.append(Row(("上年结转",), (Figure(carried, {"fundingSource": "carry-over"}),)))
        rows.append(Row(("收入总计",), (Figure(total),)))
        return table("revenue", title, [Column(("项目",)), Column((amount,), {})], rows, style, captions)
    grouped = rng.random() < 0.5
    columns = [Column(("合计",), {})]
    carry = Column((rng.choice(["上年结转", "上年结转结余"]),), {"fundingSource": "carry-over"})
    above = ("本年收入",) if grouped else ()
    if grouped:
        columns.append(Column(("本年收入", "小计"), {"fundingSource": "current-year"}))
    columns += [Column((*above, names[s]), {"fundingSource": s}) for s in sources]
    columns = [columns[0], carry, *columns[1:]] if rng.random() < 0.4 else [*columns, carry]

    def amounts(code: str) -> list[Decimal]:
        found = {
            "carry-over": facts.spent("carried", prefix=code),
            "current-year": facts.spent("total", prefix=code) - facts.spent("carried", prefix=code),
        }
        found |= {s: facts.spent("total", [s], code) - facts.spent("carried", [s], code) for s in sources}
        return [found.get((c.dims or {}).get("fundingSource", ""), facts.spent("total", prefix=code)) for c in columns]

    if form == "accounts":
        return account_table("revenue", title, style, rng, columns, facts.codes(), amounts, captions=captions)
    labels = rng.choice(
        [("单位代码", "单位名称"), ("部门（单位）代码", "部门（单位）名称"), ("预算单位代码", "预算单位名称")]
    )
    rows = [
        Row(("", "合计"), tuple(map(Figure, amounts("")))),
        Row(("301001", facts.office), tuple(map(Figure, amounts(""))), {"budgetUnit": "department"}),
    ]
    return table("revenue", title, [*(Column((label,)) for label in labels), *columns], rows, style, captions)


def spending_columns(rng: random.Random, kind: str, above: tuple[str, ...] = ()) -> list[Column]:
    """Return columns by spending type: the total, basic (perhaps divided) and project expenditure."""
    total = rng.choice(["合计", "总计", "小计"] if not above else ["合计", "小计"])
    columns = [Column((*above, total), {})]
    if kind == "general-public" and rng.random() < 0.6:
        columns += [Column((*above, "基本支出", label), {"spendingType": member}) for label, member in
                    (("小计", "basic"), ("人员经费", "personnel"), (rng.choice(["公用经费", "日常公用经费"]), "operating"))]  # fmt: skip
    else:
        columns.append(Column((*above, "基本支出"), {"spendingType": "basic"}))
    columns.append(Column((*above, "项目支出"), {"spendingType": "project"}))
    if kind == "expenditure" and rng.random() < 0.6:
        more = (
            ("事业单位经营支出", "business-operation"),
            ("上缴上级支出", "remittance-to-superior"),
            ("对附属单位补助支出", "subsidy-to-subordinates"),
        )
        columns += [Column((*above, label), {"spendingType": member}) for label, member in more]
    return columns


def spending(facts: Facts, kind: str, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print a table of expenditure by account: 支出总表, 一般公共预算, 政府性基金, 国有资本经营."""
    sources = {"general-public": [GP], "fund": [GF], "state-capital": [SC]}.get(kind)
    above: tuple[str, ...] = ()
    if kind in {"fund", "state-capital"} and rng.random() < 0.5:
        above = (f"本年{FUND_NAMES[sources[0]] if sources else ''}支出",)
    elif kind == "general-public" and rng.random() < 0.3:
        above = (f"{facts.year}年预算数",)
    columns = spending_columns(rng, kind, above)

    def amounts(code: str) -> list[Decimal]:
        return [
            ZERO
            if what in {"business-operation", "remittance-to-superior", "subsidy-to-subordinates"}
            else facts.spent(what, sources, code)
            for what in ((column.dims or {}).get("spendingType", "total") for column in columns)
        ]

    codes = facts.codes(sources)
    notes = []
    if kind in {"fund", "state-capital"} and not codes:
        notes = [
            rng.choice(
                ["注：本表无数据。", "注：本部门无此项预算，本表为空表。", "空表说明：本部门无此项安排，故本表无数据。"]
            )
        ]
        style = replace(style, zero="")
    return account_table(kind, title, style, rng, columns, codes, amounts, captions=captions, notes=notes)


def basic(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print 基本支出表: economic accounts, in total or divided into 人员经费 and 公用经费."""
    above = rng.choice([(), (), ("一般公共预算基本支出",), ("本年一般公共预算基本支出",)])
    divided = rng.random() < 0.7
    labels = (
        [("合计", "basic")] if divided else [(rng.choice(["预算数", "金额", "合计", f"{facts.year}年预算数"]), "basic")]
    )
    labels += [("人员经费", "personnel"), (rng.choice(["公用经费", "日常公用经费"]), "operating")] if divided else []
    columns = [Column((*above, label), {"spendingType": member}) for label, member in labels]
    codes = sorted({code[:length] for code in facts.economic for length in (3, 5)})

    def amounts(code: str) -> list[Decimal | None]:
        found = {c: a for c, a in facts.economic.items() if c.startswith(code)}
        personnel = sum((a for c, a in found.items() if c[:3] in {"301", "303"}), ZERO)
        total = sum(found.values(), ZERO)
        amounts = {"basic": total, "personnel": personnel, "operating": total - personnel}
        return [amounts[(column.dims or {})["spendingType"]] for column in columns]

    return account_table("basic", title, style, rng, columns, codes, amounts, scheme="economic", captions=captions)


def three_public(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print the “三公” table: its items as rows or as columns, one year or two, perhaps with 会议费 and 培训费."""
    form = rng.choice(["rows", "rows", "funds", "columns", "columns", "years", "years across"])
    if form in {"rows", "funds", "years"}:
        labels = [
            "合计",
            "因公出国（境）费用",
            "公务用车购置及运行维护费",
            "其中：公务用车购置费",
            "公务用车运行维护费",
            "公务接待费",
        ]
        marks = ["", "一、", "二、", "", "", "三、"] if style.ordinals else [""] * 6
        labels[3] = labels[3] if rng.random() < 0.5 else "公务用车购置费"
        if "“三公”" in title and rng.random() < 0.3:
            labels[0] = "“三公”经费合计"
        columns = [Column((_amount_label(facts, rng),), {})]
        if form == "funds":
            columns = [Column(("合计",), {}), *(Column((FUND_NAMES[f] + "拨款",), {"fundingSource": f}) for f in FUNDS)]
        if form == "years":
            columns = [
                Column((f"{facts.year - 1}年预算数",), {"fiscalPeriod": str(facts.year - 1)}),
                Column((f"{facts.year}年预算数",), {}),
            ]
        rows = []
        for (item, attribute, _), label, mark in zip(THREE_PUBLIC, labels, marks, strict=True):
            amount = getattr(facts, attribute)
            figures = {1: [amount], 2: [amount * 2, amount], 4: [amount, amount, ZERO, ZERO]}[len(columns)]
            rows.append(Row((mark + label,), tuple(Figure(a, {"lineItem": item}) for a in figures)))
        return table(
            "three-public", title, [Column((rng.choice(["项目", "项目名称"]),)), *columns], rows, style, captions
        )
    first = rng.random() < 0.4
    names = [Column(("单位编码",)), Column(("单位名称",))] if rng.random() < 0.5 else [Column(("单位名称",))]
    years = [(f"{facts.year - 1}年预算数", {"fiscalPeriod": str(facts.year - 1)}, 2), (f"{facts.year}年预算数", {}, 1)]
    columns, figures = [], []
    for label, dims, factor in years if form == "years across" else [("", {}, 1)]:
        words = ("“三公”经费合计",) if rng.random() < 0.4 else ()
        part, attributes = across_columns((label,) if label else (), dims, reception_first=first, words=words)
        columns += part
        figures += [Figure(getattr(facts, attribute) * factor) for attribute in attributes]
    if form == "columns" and rng.random() < 0.4:
        columns += [Column(("会议费",), {"lineItem": "conference"}), Column(("培训费",), {"lineItem": "training"})]
        figures += [Figure(facts.conference), Figure(facts.training)]
        title = title.replace("“三公”经费", "“三公”经费、会议费和培训费")
    texts = ("301001", facts.office)[-len(names) :]
    rows = [Row(texts, tuple(figures))]
    if rng.random() < 0.4:
        rows.insert(0, Row(("", "合计")[-len(names) :], tuple(figures)))
        rows[1] = Row(texts, tuple(figures), {"budgetUnit": "department"})
    return table("three-public", title, [*names, *columns], rows, style, captions)
