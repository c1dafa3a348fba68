"""Whole documents: a cover, a list of tables, the tables of one family under one style."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.variation import budgets
from benchmarks.variation.facts import Facts
from benchmarks.variation.grid import Printed
from benchmarks.variation.styles import Style, random_style


@dataclass
class Disclosure:
    """A document to print, and whose it is."""

    facts: Facts
    phase: str
    style: Style
    cover: list[str]
    tables: list[Printed]


def budget(facts: Facts, seed: int, style: Style | None = None) -> Disclosure:
    """Return a budget in the layout that a seed chooses."""
    rng = random.Random(f"budget {seed}")
    style = style or random_style(rng)
    kinds: list[tuple[str, Callable[..., Printed]]] = [
        ("balance", budgets.balance), ("revenue", budgets.revenue), ("expenditure", partial(budgets.spending, kind="expenditure")),
        ("fiscal-balance", budgets.fiscal_balance), ("general-public", partial(budgets.spending, kind="general-public")),
        ("basic", budgets.basic), ("three-public", budgets.three_public), ("fund", partial(budgets.spending, kind="fund")),
    ]  # fmt: skip
    if rng.random() < 0.7:
        kinds.append(("state-capital", partial(budgets.spending, kind="state-capital")))
    if rng.random() < 0.3:
        kinds = [*kinds[3:], *kinds[:3]]
    which = rng.randrange(9)
    tables = []
    for number, (kind, printer) in enumerate(kinds, 1):
        names = budgets.TITLES[kind]
        title, captions = headline(facts, style, kind, names[which % len(names)], number)
        printed = printer(facts, style=style, rng=rng, title=title, captions=captions)
        tables.append(printed)
    cover = [f"{facts.office}{facts.year}年部门预算", "目录", "第一部分 部门概况", f"第二部分 {facts.year}年部门预算表"]
    return Disclosure(facts, "budget", style, cover, tables)


def headline(facts: Facts, style: Style, kind: str, name: str, number: int) -> tuple[str, list[str]]:
    """Return title and captions of a table."""
    title = style.prefix.format(year=facts.year, office=facts.office) + name
    title = f"《{title}》" if style.quoted else title
    captions = [
        style.office.format(office=facts.office),
        style.unit_caption.format(unit=style.units.get(kind, style.unit)),
    ]
    if style.label:
        label = style.numbered_label(number)
        if label.endswith("表") or label.startswith("公开"):
            captions.insert(0, label)
        else:
            title = f"{label}{title}" if label.endswith(("：", ":")) else f"{label} {title}"
    return title, captions


def expected(disclosure: Disclosure) -> list[str]:
    """Return kind, amount and dimensions of every figure, in one line each, as `reading.figures` returns them."""
    return sorted(line for table in disclosure.tables for _, line in by_row(disclosure, table))


def by_row(disclosure: Disclosure, table: Printed) -> list[tuple[int, str]]:
    """Return the figures of a table as `expected` does, each with its row."""
    own = {"fiscalPeriod": str(disclosure.facts.year), "phase": disclosure.phase}
    sided = ("fiscal-expenditure", "general-public", "fund", "state-capital")
    always = {kind: {"flow": "expenditure", "lineItem": "item"} for kind in sided}
    lines = []
    for row, _, amount, dims in table.meanings:
        whole = own | always.get(table.kind, {}) | dims
        line = "\t".join([table.kind, f"{amount.normalize():f}", *(f"{k}={whole[k]}" for k in sorted(whole))])
        lines.append((row, line))
    return lines
