"""The columns of the tables that fixtures print, and which line item adds into which."""

from __future__ import annotations

_SPENDING = [("合计", "", {"spendingType": "total"}), ("基本支出", "合计", {"spendingType": "basic"})]
_SPENDING += [("项目支出", "合计", {"spendingType": "project"})]
_FUNDS = [
    ("合计", "", {"fundingSource": "total"}),
    ("一般公共预算", "合计", {"fundingSource": "general-public"}),
    ("政府性基金", "合计", {"fundingSource": "government-fund"}),
    ("国有资本经营", "合计", {"fundingSource": "state-capital"}),
]
_REVENUE = ("金额", "", {"fundingSource": "total"}, "revenue")
#: Kind -> its columns: label, label of the column it adds into ("<" before: is part of), dimensions, side.
COLUMNS: dict[str, list[tuple]] = {
    "balance": [("预算数", "", {}, "revenue"), ("预算数", "", {}, "expenditure")],
    "revenue": [
        ("合计", "", {"fundingSource": "total"}),
        ("小计", "合计", {"fundingSource": "current-year"}),
        ("财政拨款收入", "小计", {"fundingSource": "fiscal-appropriation"}),
        ("其他收入", "小计", {"fundingSource": "other-revenue"}),
        ("上年结转", "合计", {"fundingSource": "carry-over"}),
    ],
    "expenditure": _SPENDING,
    "fiscal-expenditure": _SPENDING,
    "general-public": _SPENDING,
    "fund": _SPENDING,
    "state-capital": _SPENDING,
    "fiscal-balance": [("金额", "", {}, "revenue"), *((*column, "expenditure") for column in _FUNDS)],
    "basic": [
        ("合计", "", {"spendingType": "basic"}),
        ("人员经费", "合计", {"spendingType": "personnel"}),
        ("公用经费", "合计", {"spendingType": "operating"}),
    ],
    "basic-total": [("合计", "", {"spendingType": "basic"})],
    "operating-costs": [("机关运行经费", "", {})],
    "economic-summary": _FUNDS,
    "three-public": _FUNDS,
    # Other ways to print them:
    "detailed": [
        ("合计", "", {"spendingType": "total"}),
        ("基本支出/小计", "合计", {"spendingType": "basic"}),
        ("工资福利支出", "基本支出/小计", {"spendingType": "wages-and-welfare"}),
        ("对个人和家庭的补助", "基本支出/小计", {"spendingType": "individuals-and-families"}),
        ("商品和服务支出", "基本支出/小计", {"spendingType": "goods-and-services"}),
        ("项目支出", "合计", {"spendingType": "project"}),
    ],
    "spending-sources": [
        *_SPENDING,
        ("当年财政拨款", "合计", {"fundingSource": "fiscal-appropriation"}),
        ("上年结转", "合计", {"fundingSource": "carry-over"}),
        ("基本支出/当年财政拨款", "基本支出", {"spendingType": "basic", "fundingSource": "fiscal-appropriation"}),
        ("基本支出/上年结转", "基本支出", {"spendingType": "basic", "fundingSource": "carry-over"}),
    ],
    "of-which": [*_SPENDING, ("其中：工资", "<基本支出", {"spendingType": "wages-and-welfare"})],
    "two-years": [
        ("合计", "", {"spendingType": "total"}),
        ("基本支出", "合计", {"spendingType": "basic"}),
        ("项目支出", "合计", {"spendingType": "project"}),
        ("上年合计", "", {"spendingType": "total", "fiscalPeriod": "2021"}),
    ],
    "balance-two-years": [
        ("预算数", "", {}, "revenue"),
        ("上年预算数", "", {"fiscalPeriod": "2021"}, "revenue"),
        ("预算数", "", {}, "expenditure"),
        ("上年预算数", "", {"fiscalPeriod": "2021"}, "expenditure"),
    ],
    "sources-only": [
        ("合计", "", {"fundingSource": "total"}),
        ("财政拨款收入", "合计", {"fundingSource": "fiscal-appropriation"}),
        ("其他收入", "合计", {"fundingSource": "other-revenue"}),
    ],
    "carry-over-by-fund": [
        ("合计", "", {"fundingSource": "total"}),
        ("本年收入/小计", "合计", {"fundingSource": "current-year"}),
        ("本年收入/一般公共预算", "本年收入/小计", {"fundingSource": "general-public"}),
        ("上年结转/一般公共预算", "合计", {"fundingSource": "carry-over-general-public"}),
    ],
    "revenue-of-which": [
        ("合计", "", {"fundingSource": "total"}),
        ("一般公共预算", "合计", {"fundingSource": "general-public"}),
        ("其中：财政拨款", "<一般公共预算", {"fundingSource": "general-public-appropriation"}),
    ],
    "final-accounts": [
        ("年初结转和结余", "", {"flow": "revenue", "lineItem": "carry-over"}, "any"),
        ("本年收入", "", {"flow": "revenue", "lineItem": "item"}, "any"),
        ("本年支出/小计", "", {"spendingType": "total"}, "any"),
        ("本年支出/基本支出", "本年支出/小计", {"spendingType": "basic"}, "any"),
        ("本年支出/项目支出", "本年支出/小计", {"spendingType": "project"}, "any"),
        ("年末结转和结余", "", {"flow": "expenditure", "lineItem": "carry-over"}, "any"),
    ],
    "across": [
        ("“三公”经费合计", "", {"lineItem": "three-public-total"}),
        ("因公出国（境）费", "“三公”经费合计", {"lineItem": "overseas-travel"}),
        ("公务用车/小计", "“三公”经费合计", {"lineItem": "official-vehicles"}),
        ("公务用车/购置费", "公务用车/小计", {"lineItem": "vehicle-purchase"}),
        ("公务用车/运行费", "公务用车/小计", {"lineItem": "vehicle-running"}),
        ("公务接待费", "“三公”经费合计", {"lineItem": "official-reception"}),
    ],
}
#: Line item (or fund) -> the line item it adds into.
PARENTS = {
    "item": ("current-year-total", "grand-total"),
    "current-year-total": ("grand-total",),
    "carry-over": ("grand-total",),
    "use-of-reserves": ("grand-total",),
    "surplus-distribution": ("grand-total",),
    "three-public-total": ("three-public-grand-total",),
    "overseas-travel": ("three-public-total",),
    "official-vehicles": ("three-public-total",),
    "official-reception": ("three-public-total",),
    "vehicle-purchase": ("official-vehicles",),
    "vehicle-running": ("official-vehicles",),
}
