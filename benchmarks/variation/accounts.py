"""The tables of final accounts (决算公开01–09表) in the national layout and its variants."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from benchmarks.variation.documents import Disclosure, headline
from benchmarks.variation.facts import FUNDS, GF, GP, SC, ZERO, Facts, name
from benchmarks.variation.grid import ABOVE, LEFT, Column, Dims, Figure, Printed
from benchmarks.variation.parts import FUND_NAMES, Entry, across_columns, balance_table, class_entries, printed_names
from benchmarks.variation.styles import Row, Style, random_style, table

TITLES = printed_names("accounts")
_SOURCES = (
    (GP, "一般公共预算财政拨款收入"),
    (GF, "政府性基金预算财政拨款收入"),
    (SC, "国有资本经营预算财政拨款收入"),
    ("superior-subsidy", "上级补助收入"),
    ("business-revenue", "事业收入"),
    ("operating-revenue", "经营收入"),
    ("subordinate-remittance", "附属单位上缴收入"),
    ("other-revenue", "其他收入"),
)


def _balance(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    left: list[Entry] = [
        (f"{mark}、{label}", [facts.received([source])], {"lineItem": "item", "fundingSource": source})
        for mark, (source, label) in zip("一二三四五六七八", _SOURCES, strict=True)
    ]
    right = class_entries(facts, style, facts.sources, every=rng.random() < 0.7, wide=False)
    height = max(len(left), len(right))
    left += [("", [None], {})] * (height - len(left))
    right += [("", [None], {})] * (height - len(right))
    over, carried = facts.spent("left"), facts.spent("carried")
    reserves = rng.choice(
        [
            "使用非财政拨款结余",
            "使用非财政拨款结余（含专用结余）",
            "使用非财政拨款结余和专用结余",
            "用事业基金弥补收支差额",
        ]
    )
    left += [
        (rng.choice(["本年收入合计", "本年收入小计"]), [facts.received()], {"lineItem": "current-year-total"}),
        (reserves, [ZERO], {"lineItem": "use-of-reserves"}),
        (rng.choice(["年初结转和结余", "上年结转和结余", "年初结转结余"]), [carried], {"lineItem": "carry-over"}),
        (rng.choice(["总计", "收入总计"]), [facts.received() + carried], {"lineItem": "grand-total"}),
    ]
    right += [
        ("本年支出合计", [facts.spent()], {"lineItem": "current-year-total"}),
        ("结余分配", [ZERO], {"lineItem": "surplus-distribution"}),
        (rng.choice(["年末结转和结余", "年末结转结余"]), [over], {"lineItem": "carry-over"}),
        (rng.choice(["总计", "支出总计"]), [facts.spent() + over], {"lineItem": "grand-total"}),
    ]
    amount = rng.choice(["金额", "决算数", f"{facts.year}年度决算数"])
    labels = ("项目", amount, rng.choice(["项目", "项目（按功能分类）"]), amount)
    return balance_table("balance", title, style, left, right, labels, numbered=rng.random() < 0.7, captions=captions)


def _fiscal(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    def spent(what: str) -> list[Decimal]:
        return [facts.spent(what, FUNDS), *(facts.spent(what, [fund]) for fund in FUNDS)]

    labels = {GP: "一般公共预算财政拨款", GF: "政府性基金预算财政拨款", SC: "国有资本经营预算财政拨款"}
    marks = [f"{mark}、" for mark in "一二三"]
    left: list[Entry] = [
        (mark + labels[f], [facts.received([f])], {"lineItem": "item", "fundingSource": f})
        for mark, f in zip(marks, FUNDS, strict=True)
    ]
    right = class_entries(facts, style, FUNDS, every=rng.random() < 0.6, wide=True)
    height = max(len(left), len(right))
    left += [("", [None], {})] * (height - len(left))
    right += [("", [None] * 4, {})] * (height - len(right))
    left.append(("本年收入合计", [facts.received(FUNDS)], {"lineItem": "current-year-total"}))
    right.append(("本年支出合计", spent("total"), {"lineItem": "current-year-total"}))
    left.append(("年初财政拨款结转和结余", [facts.spent("carried", FUNDS)], {"lineItem": "carry-over"}))
    right.append(("年末财政拨款结转和结余", spent("left"), {"lineItem": "carry-over"}))
    plain = rng.random() < 0.5
    for mark, fund in zip(marks, FUNDS, strict=True):
        label = labels[fund] if plain else mark + labels[fund]
        left.append((label, [facts.spent("carried", [fund])], {"lineItem": "carry-over", "fundingSource": fund}))
        right.append(("", [None] * 4, {}))
    left.append(("总计", [facts.received(FUNDS) + facts.spent("carried", FUNDS)], {"lineItem": "grand-total"}))
    totals = [a + b for a, b in zip(spent("total"), spent("left"), strict=True)]
    right.append(("总计", totals, {"lineItem": "grand-total"}))
    amount = rng.choice(["金额", "决算数"])
    columns: list[tuple[str, Dims]] = [
        ("合计" if rng.random() < 0.7 else "小计", {}),
        *((labels[fund], {"fundingSource": fund}) for fund in FUNDS),
    ]
    return balance_table(
        "fiscal-balance",
        title,
        style,
        left,
        right,
        ("项目", amount, "项目", ""),
        funds=columns,
        numbered=rng.random() < 0.7,
        captions=captions,
    )


def _by_account(
    kind: str, title: str, style: Style, captions: list[str], columns: Sequence[Column], codes: Sequence[str],
    amounts: Callable[[str], Sequence[Decimal | None]], rng: random.Random, notes: Sequence[str] = (),
) -> Printed:  # fmt: skip
    """Print the national form: 类款项 under the code, a row that numbers the columns, the total beside it, codes over three merged columns."""
    form = rng.choice(["three", "three", "joined"])
    code_label = rng.choice(["功能分类科目编码", "支出功能分类科目编码", "科目编码"])
    if form == "joined":
        names = [Column(("项目", code_label)), Column(("项目", "科目名称"))]
        rows = [Row(("合计", LEFT), tuple(map(Figure, amounts(""))))]
        rows += [
            Row((code, name("functional", code)), tuple(map(Figure, amounts(code))), {"functionalAccount": code})
            for code in codes
        ]
        return table(kind, title, [*names, *columns], rows, replace(style, numbered=False), captions, notes)
    names = [Column(("项目", code_label, part)) for part in "类款项"] + [Column(("项目", "科目名称"))]
    printed = table(kind, title, [*names, *columns], [], replace(style, numbered=False), captions, notes)
    marks = ["类", "款", "项", "栏次", *map(str, range(1, len(columns) + 1))]
    width = max(len(column.path) for column in columns)
    head = [row for row in printed.rows if row[0] != "类"]
    if width >= 3:  # figures reach as deep as 类款项: the numbers stand below them
        head = [*printed.rows[:2], [ABOVE, LEFT, LEFT, ABOVE, *printed.rows[2][4:]]]
    numbered = [*head, marks]
    total = Row((ABOVE, ABOVE, ABOVE, "合计"), tuple(map(Figure, amounts(""))))
    rows = [total]
    for code in codes:
        rows.append(
            Row(
                (code, LEFT, LEFT, name("functional", code)),
                tuple(map(Figure, amounts(code))),
                {"functionalAccount": code},
            )
        )
    body = table(kind, title, [*names, *columns], rows, replace(style, numbered=False), captions, notes)
    shift = len(numbered) - body.header
    body.rows = [*numbered, *body.rows[body.header :]]
    body.meanings = [(row + shift, column, amount, dims) for row, column, amount, dims in body.meanings]
    body.header = len(numbered)
    return body


def _revenue(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    sources = [("", "本年收入合计"), ("fiscal-appropriation", "财政拨款收入"), *_SOURCES[3:]]
    columns = [Column((label,), {"fundingSource": source} if source else {}) for source, label in sources]

    def amounts(code: str) -> list[Decimal]:
        return [
            facts.received(prefix=code),
            facts.received(FUNDS, code),
            *(facts.received([source], code) for source, _ in _SOURCES[3:]),
        ]

    return _by_account("revenue", title, style, captions, columns, facts.codes(), amounts, rng)


def _expenditure(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    columns = [
        Column((label,), {"spendingType": member} if member else {})
        for label, member in (("本年支出合计", ""), ("基本支出", "basic"), ("项目支出", "project"), ("上缴上级支出", "remittance-to-superior"),
                              ("经营支出", "business-operation"), ("对附属单位补助支出", "subsidy-to-subordinates"))
    ]  # fmt: skip

    def amounts(code: str) -> list[Decimal]:
        return [*(facts.spent(what, None, code) for what in ("total", "basic", "project")), ZERO, ZERO, ZERO]

    return _by_account("expenditure", title, style, captions, columns, facts.codes(), amounts, rng)


def _of_fund(facts: Facts, kind: str, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print what one fund had, received, spent and has left; the general public budget often only what it spent."""
    fund = {"general-public": GP, "fund": GF, "state-capital": SC}[kind]
    whole = "收入" in title or "收支" in title
    spent = ("本年支出",)
    columns = [Column((*spent, rng.choice(["小计", "合计"])), {})]
    if kind == "general-public" and rng.random() < 0.3:
        columns += [
            Column((*spent, "基本支出", label), {"spendingType": m})
            for label, m in (("小计", "basic"), ("人员经费", "personnel"), ("公用经费", "operating"))
        ]
    else:
        columns.append(Column((*spent, "基本支出"), {"spendingType": "basic"}))
    columns.append(Column((*spent, "项目支出"), {"spendingType": "project"}))
    attributes = [(column.dims or {}).get("spendingType", "total") for column in columns]
    if whole:
        columns = [
            Column(("年初结转和结余",), {"flow": "revenue", "lineItem": "carry-over"}),
            Column(("本年收入",), {"flow": "revenue", "lineItem": "item"}),
            *columns,
            Column(("年末结转和结余",), {"flow": "expenditure", "lineItem": "carry-over"}),
        ]  # fmt: skip
        attributes = ["carried", "received", *attributes, "left"]

    def amounts(code: str) -> list[Decimal]:
        return [
            facts.received([fund], code) if what == "received" else facts.spent(what, [fund], code)
            for what in attributes
        ]

    codes = facts.codes([fund])
    notes = (
        []
        if codes
        else [f"注：本部门没有{FUND_NAMES[fund]}收入，也没有使用{FUND_NAMES[fund]}安排的支出，故本表无数据。"]
    )
    style = style if codes else replace(style, zero="")
    return _by_account(kind, title, style, captions, columns, codes, amounts, rng, notes)


def _basic(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    """Print 人员经费 left and 公用经费 right, the latter in two records side by side."""
    amount = rng.choice(["决算数", "金额"])
    code, label = rng.choice([("科目编码", "科目名称"), ("经济分类科目编码", "科目名称"), ("科目代码", "科目名称")])
    columns = []
    for above in ("人员经费", "公用经费", "公用经费"):
        columns += [Column((above, code)), Column((above, label)), Column((above, amount), {"spendingType": "basic"})]

    def entries(*classes: str) -> list[tuple[str, str, Decimal]]:
        codes = sorted({c[:n] for c in facts.economic if c[:3] in classes for n in (3, 5)})
        return [
            (c, name("economic", c), sum((a for e, a in facts.economic.items() if e.startswith(c)), ZERO))
            for c in codes
        ]

    staff, office, capital = (
        entries("301", "303"),
        entries("302"),
        entries("307", "309", "310", "311", "312", "313", "399"),
    )
    half = max(1, (len(office) + 1) // 2) if rng.random() < 0.5 else len(office)
    blocks = [staff, office[:half], office[half:] + capital]
    rows = []
    for index in range(max(map(len, blocks))):
        names, figures = [], []
        for block in blocks:
            text, title_, value = block[index] if index < len(block) else ("", "", None)
            names += [text, title_]
            figures.append(Figure(value, {"economicAccount": text} if text else {}))
        rows.append(Row(tuple(names), tuple(figures)))
    printed = table("basic", title, columns, rows, replace(style, numbered=False), captions)
    personnel = sum((value for c, _, value in staff if len(c) == 3), ZERO)
    operating = sum((value for c, _, value in office + capital if len(c) == 3), ZERO)
    line = [
        "人员经费合计",
        LEFT,
        style.printed(personnel, "basic")[0],
        "公用经费合计",
        LEFT,
        LEFT,
        LEFT,
        LEFT,
        style.printed(operating, "basic")[0],
    ]
    for column, value, member in ((2, personnel, "personnel"), (8, operating, "operating")):
        if style.printed(value, "basic")[1]:
            printed.meanings.append((len(printed.rows), column, value, {"spendingType": member}))
    printed.rows.append(line)
    return printed


def _three_public(facts: Facts, style: Style, rng: random.Random, title: str, captions: list[str]) -> Printed:
    first = rng.random() < 0.2
    columns, figures = [], []
    for label, dims, factor in (
        (rng.choice(["预算数", f"{facts.year}年度预算数", "全年预算数"]), {"phase": "budget"}, 2),
        (rng.choice(["决算数", f"{facts.year}年度决算数"]), {}, 1),
    ):
        part, attributes = across_columns((label,), dims, reception_first=first)
        columns += part
        figures += [Figure(getattr(facts, attribute) * factor) for attribute in attributes]
    printed = table("three-public", title, columns, [], replace(style, numbered=False), captions)
    if rng.random() < 0.7:
        printed.rows.append([str(number) for number in range(1, 13)])
    body = table("three-public", title, columns, [Row((), tuple(figures))], replace(style, numbered=False), captions)
    shift = len(printed.rows) - body.header
    printed.meanings = [(row + shift, column, amount, dims) for row, column, amount, dims in body.meanings]
    printed.header = len(printed.rows)
    printed.rows.append(body.rows[-1])
    return printed


_NOTES = {
    "balance": "注：本表反映部门本年度的总收支和年末结转结余等情况。",
    "revenue": "注：本表反映部门本年度取得的各项收入情况。",
    "expenditure": "注：本表反映部门本年度各项支出情况。",
}


def final_accounts(facts: Facts, seed: int, style: Style | None = None) -> Disclosure:
    """Return final accounts in the layout that a seed chooses; some money is left over."""
    rng = random.Random(f"accounts {seed}")
    style = replace(style or random_style(rng), total="first", codes="joined", levels=(3, 5, 7))
    items = [replace(i, source="business-revenue") if i.source == "special-account" else i for i in facts.items]
    if rng.random() < 0.5:
        chosen = rng.choice([i for i in items if i.project] or items)
        items = [replace(i, left=Decimal(rng.randint(1, 90)) * 10000) if i is chosen else i for i in items]
    facts = replace(facts, items=items)
    kinds: list[tuple[str, Callable[..., Printed]]] = [
        ("balance", _balance), ("revenue", _revenue), ("expenditure", _expenditure), ("fiscal-balance", _fiscal), ("general-public", _of_fund),
        ("basic", _basic), ("three-public", _three_public), ("fund", _of_fund), ("state-capital", _of_fund),
    ]  # fmt: skip
    if rng.random() < 0.3:
        kinds = [*kinds[:6], *kinds[7:], kinds[6]]
    which, tables = rng.randrange(4), []
    for number, (kind, printer) in enumerate(kinds, 1):
        title, captions = headline(facts, style, kind, TITLES[kind][which], number)
        options = {"kind": kind} if printer is _of_fund else {}
        printed = printer(facts, style=style, rng=rng, title=title, captions=captions, **options)
        if kind in _NOTES and not printed.notes and rng.random() < 0.5:
            printed.notes.append(_NOTES[kind])
        tables.append(printed)
    cover = [
        f"{facts.office}",
        f"{facts.year}年度部门决算",
        "目录",
        "第一部分 部门概况",
        f"第二部分 {facts.year}年度部门决算表",
    ]
    return Disclosure(facts, "executed", style, cover, tables)
