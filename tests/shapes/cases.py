"""Small disclosures for the identities of families K to S: for each, one that holds, one that does not, and one that is incomplete
where that can be. Every broken one breaks one thing only.
"""

from __future__ import annotations

from collections.abc import Callable

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from statements import BASE, Statements

from ontology.terms import MZ, account_iri

Build = Callable[[], Graph]
CASES: dict[str, dict[str, Build]] = {}


def case(identity: str, valid: Build, invalid: Build, incomplete: Build | None = None) -> None:
    CASES[identity] = {"valid": valid, "invalid": invalid} | ({"incomplete": incomplete} if incomplete else {})


# ------------------------------------------------------------------------------------------- K: 三公 and economic subjects

_TOTAL = [({"fundingSource": "total"}, None), ({"fundingSource": "general-public"}, 0)]


def three_public(
    subject: str, item: str, *, code: str = "30217", line: str = "official-reception", project: str = ""
) -> Graph:
    d = Statements()
    d.grid("basic", [({"spendingType": "basic"}, None)], [(f"{code} 科目", {"economicAccount": code}, None, subject)])
    if item != "no table":
        rows = [
            ("一项", {"lineItem": line}, None, item, item),
            ("会议费", {"lineItem": "conference"}, None, "9.00", "9.00"),
        ]
        d.grid("three-public", _TOTAL, rows)
    if project:
        columns = [({"spendingType": "total"}, None), ({"spendingType": "project"}, 0)]
        d.grid("general-public", columns, [("合计", {}, None, project, project)])
    return d.graph


case(
    "K1",
    lambda: three_public("5.00", "6.00"),
    lambda: three_public("6.10", "6.00"),
    lambda: three_public("6.00", ""),
)
case(
    "K2",
    lambda: three_public("0.00", "1.00", code="30212", line="overseas-travel"),
    lambda: three_public("2.00", "1.00", code="30212", line="overseas-travel"),
    lambda: three_public("2.00", "", code="30212", line="overseas-travel"),
)
case(
    "K3",
    lambda: three_public("5.00", "6.00", project="1.00"),
    lambda: three_public("5.00", "6.00", project="0.50"),
)


# ------------------------------------------------------------------------------------------- L: functions and subjects


def functions(accounts: dict[str, str], subjects: dict[str, str]) -> Graph:
    d = Statements()
    columns = [({"spendingType": "total"}, None), ({"spendingType": "basic"}, 0)]
    rows = [(f"{code} 科目", {"functionalAccount": code}, None, figure, figure) for code, figure in accounts.items()]
    d.grid("general-public", columns, rows)
    rows = [(f"{code} 科目", {"economicAccount": code}, None, figure) for code, figure in subjects.items()]
    d.grid("basic", [({"spendingType": "basic"}, None)], rows)
    return d.graph


for number, accounts, subject in (
    (1, ("2080505",), "30108"),
    (2, ("2080506",), "30109"),
    (3, ("2101101",), "30110"),
    (4, ("2101103",), "30111"),
    (5, ("2210201",), "30113"),
):
    case(
        f"L{number}",
        lambda accounts=accounts, subject=subject: functions({accounts[0]: "7.00"}, {subject: "7.00"}),
        lambda accounts=accounts, subject=subject: functions({accounts[0]: "7.00"}, {subject: "7.10"}),
    )
case(
    "L6",
    lambda: functions({"2080501": "7.00"}, {"30302": "6.00"}),
    lambda: functions({"2080501": "7.00"}, {"30302": "7.10"}),
)

# ------------------------------------------------------------------------------------------- M: prose


def claim_and_cell(stated: str, printed: str, *, blank: str = "") -> Graph:
    d = Statements()
    if blank == "row":
        rows = [("公务接待费", {"lineItem": "official-reception"}, None, "", "")]
        table = d.grid("three-public", _TOTAL, [*rows, ("会议费", {"lineItem": "conference"}, None, "9.00", "9.00")])
        place = URIRef(f"{table}/row/1")
    elif blank == "empty":
        place = d.table("three-public", empty=True)
    elif blank == "missing":
        place = d.mention("three-public", missing=True, announced=False)
    else:
        d.grid("three-public", _TOTAL, [("公务接待费", {"lineItem": "official-reception"}, None, printed, printed)])
        d.claim("official-reception", stated, cell=d.cell("three-public", 1, 1))
        return d.graph
    d.claim("official-reception", stated, blank=place)
    return d.graph


case(
    "M1",
    lambda: claim_and_cell("433.2万元", "433.22"),
    lambda: claim_and_cell("433.32万元", "433.22"),
    lambda: claim_and_cell("3万元", "", blank="row"),
)


def vehicles(stated: str) -> Graph:
    d = Statements()
    columns = [({"valueKind": "quantity"}, None), ({"valueKind": "amount"}, None)]
    d.grid("assets", columns, [("车辆（辆）", {"lineItem": "vehicles"}, None, "9", "200.00")])
    d.claim("vehicle-count", stated, "quantity", cell=d.cell("assets", 1, 1))
    return d.graph


case("M2", lambda: vehicles("9辆"), lambda: vehicles("8辆"))


def operating_costs(stated: str) -> Graph:
    d = Statements()
    d.grid("basic", [({"spendingType": "operating"}, None)], [("合计", {}, None, "48.65")])
    d.claim("operating-costs", stated, bound=d.cell("basic", 1, 1))
    return d.graph


case("M3", lambda: operating_costs("48.65万元"), lambda: operating_costs("49.00万元"))


def parts(whole: str, *pairs: tuple[str, str], key: str = "basic-expenditure", relation: str = "including") -> Graph:
    d = Statements()
    above = d.claim(key, whole)
    for name, figure in pairs:
        d.claim(name, figure, part_of=above, relation=relation)
    return d.graph


case(
    "M4",
    lambda: parts("481.87万元", ("personnel", "433.22万元"), ("operating", "48.65万元")),
    lambda: parts("481.87万元", ("personnel", "433.32万元"), ("operating", "48.65万元")),
)


def changes(whole: str, basic: str, project: str) -> Graph:
    d = Statements()
    above = d.claim("total-expenditure", whole, "change", direction="decrease", against=2021)
    d.claim("basic-expenditure", basic, "change", direction="decrease", against=2021, part_of=above)
    d.claim("project-expenditure", project, "change", direction="increase", against=2021, part_of=above)
    return d.graph


case("M5", lambda: changes("4.56万元", "70.63万元", "66.07万元"), lambda: changes("4.56万元", "70.63万元", "66.70万元"))


def three_changes(total: str, reception: str, *, vehicles: str = "持平") -> Graph:
    d = Statements()
    d.claim("three-public-total", total, "change", direction="decrease", against=2021)
    d.claim("overseas-travel", "持平", "change", direction="unchanged", against=2021)
    d.claim("vehicle-purchase", vehicles, "change", direction="unchanged", against=2021)
    d.claim("vehicle-running", "2万元", "change", direction="decrease", against=2021)
    d.claim("official-reception", reception, "change", direction="decrease", against=2021)
    return d.graph


case("M6", lambda: three_changes("6.80万元", "4.80万元"), lambda: three_changes("6.80万元", "8.40万元"))


def share(percentage: str, part: str = "125.57万元", rest: str = "337.21万元", whole: str = "462.78万元") -> Graph:
    d = Statements()
    above = d.claim("total-expenditure", whole)
    d.claim("basic-expenditure", rest, part_of=above)
    one = d.claim("project-expenditure", part, part_of=above)
    d.claim("project-expenditure", percentage, "share", whole="total-expenditure", companion=one)
    return d.graph


case("M7", lambda: share("27.13%"), lambda: share("27.14%"))


def percentage_of_change(percentage: str) -> Graph:
    d = Statements()
    d.claim("total-revenue", "462.78万元")
    change = d.claim("total-revenue", "7.9万元", "change", direction="decrease", against=2021)
    d.claim("total-revenue", percentage, "change", direction="decrease", against=2021, companion=change)
    return d.graph


case("M8", lambda: percentage_of_change("1.68%"), lambda: percentage_of_change("1.86%"))


def two_levels(word: str, direction: str, *, before: str = "2993.92万元") -> Graph:
    d = Statements(phase="executed")
    d.claim("general-public-expenditure", before, phase="budget")
    d.claim("general-public-expenditure", "2940.05万元")
    claim = d.claim("general-public-expenditure", word, "change", direction=direction, against=2022)
    d.add(claim, MZ.comparedPhase, URIRef(f"{BASE}code/phase/budget"))
    return d.graph


case("M9", lambda: two_levels("小于", "decrease"), lambda: two_levels("大于", "increase"))


def twice(first: str, second: str) -> Graph:
    d = Statements()
    whole = d.claim("general-public-expenditure", "3500.00万元")
    d.claim("functional:221/住房改革支出/住房公积金", first, part_of=whole)
    d.claim("functional:221/住房改革支出/住房公积金", second, part_of=whole)
    # One may be of 当年拨款 alone: without a whole or a printed cell, nothing says that both are one amount.
    d.claim("functional:221/住房改革支出/购房补贴", first)
    d.claim("functional:221/住房改革支出/购房补贴", "300.00万元")
    return d.graph


case("M10", lambda: twice("350.35万元", "350.4万元"), lambda: twice("350.35万元", "352.67万元"))


def named_account(path: str) -> Graph:
    d = Statements()
    columns = [({"spendingType": "total"}, None)]
    d.grid("general-public", columns, [("2100717 计划生育服务", {"functionalAccount": "2100717"}, None, "20.00")])
    d.claim(path, "20.00万元")
    return d.graph


case(
    "M11",
    lambda: named_account("functional:210/计划生育事务/计划生育服务"),
    lambda: named_account("functional:210/卫生健康支出/计划生育事务"),
)


def two_years(last: str, change: str) -> Graph:
    before, now = Statements(year=2021), Statements()
    before.claim("three-public-total", last)
    now.claim("three-public-total", "37.91万元")
    now.claim("three-public-total", change, "change", direction="decrease", against=2021)
    return before.graph + now.graph


case("M12", lambda: two_years("47.91万元", "10万元"), lambda: two_years("47.91万元", "12.5万元"))


def planned_in_prose(planned: str) -> Graph:
    budget, accounts = Statements(), Statements(phase="executed")
    budget.claim("three-public-total", "0.95万元")
    accounts.claim("three-public-total", planned, phase="budget")
    return budget.graph + accounts.graph


case("M13", lambda: planned_in_prose("0.95万元"), lambda: planned_in_prose("0.59万元"))


def planned_in_table(planned: str) -> Graph:
    budget, accounts = Statements(), Statements(phase="executed")
    budget.grid("three-public", _TOTAL, [("公务接待费", {"lineItem": "official-reception"}, None, "0.95", "0.95")])
    columns = [
        ({"fundingSource": "total", "phase": "budget"}, None),
        ({"fundingSource": "total", "phase": "executed"}, None),
    ]
    accounts.grid("three-public", columns, [("公务接待费", {"lineItem": "official-reception"}, None, planned, "0.50")])
    return budget.graph + accounts.graph


case("M14", lambda: planned_in_table("0.95"), lambda: planned_in_table("0.90"))


def change_between_tables(change: str) -> Graph:
    before, now = Statements(year=2021), Statements()
    headed(before, "47.91")
    headed(now, "37.91")
    now.claim("total-expenditure", change, "change", direction="decrease", against=2021, measure=MZ.totalExpenditure)
    return before.graph + now.graph


case("M15", lambda: change_between_tables("10万元"), lambda: change_between_tables("12.5万元"))

# ------------------------------------------------------------------------------------------- N: projects

_FUNDS = [({"fundingSource": "total"}, None), ({"fundingSource": "general-public"}, 0)]


def project_table(kind: str, total: str, first: str = "60.00", second: str = "40.00") -> Graph:
    d = Statements()
    one, two = d.project("保洁", "600000"), d.project("维修", "400000")
    d.indicator(one, "面积", "≥100平方米")
    d.indicator(two, "次数", "12次")
    rows = [("合计", {}, None, total, total)]
    rows += [
        (name, {"project": project}, 0, figure, figure)
        for name, project, figure in (("保洁", one, first), ("维修", two, second))
    ]
    d.grid(kind, _FUNDS, rows)
    return d.graph


case(
    "N1",
    lambda: project_table("projects", "100.00"),
    lambda: project_table("projects", "110.00"),
    lambda: project_table("projects", ""),
)
case(
    "N2",
    lambda: project_table("project-performance", "100.00"),
    lambda: project_table("project-performance", "110.00"),
    lambda: project_table("project-performance", ""),
)


def project_expenditure(spent: str) -> Graph:
    d = Statements()
    one = d.project("保洁", "600000")
    d.grid("projects", _FUNDS, [("保洁", {"project": one}, None, "60.00", "60.00")])
    columns = [({"spendingType": "total"}, None), ({"spendingType": "project"}, 0)]
    d.grid("expenditure", columns, [("合计", {}, None, spent, spent)])
    return d.graph


case("N3", lambda: project_expenditure("60.00"), lambda: project_expenditure("66.00"))


def one_project(listed: str, aimed: str) -> Graph:
    d = Statements()
    one = d.project("保洁", "600000")
    d.indicator(one, "面积", "≥100平方米")
    d.grid("projects", _FUNDS, [("保洁", {"project": one}, None, listed, listed)])
    d.grid("project-performance", _FUNDS, [("保洁", {"project": one}, None, aimed, aimed)])
    return d.graph


case("N4", lambda: one_project("60.00", "60.00"), lambda: one_project("60.00", "6.00"))


def listed_projects(third: str, *, names: tuple[str, ...] = ("甲", "乙", "丙（专项）")) -> Graph:
    d = Statements()
    above = d.claim("project-expenditure", "26.01万元")
    for name, figure in zip(names, ("19.40万元", "5万元", third), strict=False):
        d.claim(f"project:{name.replace('（', '(').replace('）', ')')}", figure, part_of=above, relation="mainly")
        d.indicator(d.project(name), "次数", "12次")
    return d.graph


case("N5", lambda: listed_projects("1.61万元"), lambda: listed_projects("1.61元"))


def project_with_indicators(*, second: bool) -> Graph:
    d = Statements()
    d.indicator(d.project("保洁", "600000"), "面积", "≥100平方米")
    other = d.project("维修", "400000")
    if second:
        d.indicator(other, "次数", "12次")
    return d.graph


case("N6", lambda: project_with_indicators(second=True), lambda: project_with_indicators(second=False))


def indicators_of_listed(*, listed: bool) -> Graph:
    d = Statements()
    one, two = d.project("保洁", "600000"), d.project("维修")
    d.indicator(one, "面积", "≥100平方米")
    d.indicator(two, "次数", "12次")
    rows = [("保洁", {"project": one}, None, "60.00", "60.00")]
    rows += [("维修", {"project": two}, None, "", "")] if listed else []
    d.grid("projects", _FUNDS, rows)
    return d.graph


case("N7", lambda: indicators_of_listed(listed=True), lambda: indicators_of_listed(listed=False))


def targets(*indicators: tuple[str, ...], amount: str = "600000", goal: str = "") -> Graph:
    d = Statements()
    project = d.project("保洁", amount, goal=goal)
    for name, target, *more in indicators:
        d.indicator(project, name, target, *more)
    return d.graph


case(
    "N8",
    lambda: targets(("印刷成本", "≤60万元", "output-cost")),
    lambda: targets(("印刷成本", "≤66万元", "output-cost")),
)
case(
    "N9",
    lambda: targets(("印刷成本", "≤200元/本", "output-cost"), ("发行数量", "≥1000本")),
    lambda: targets(("印刷成本", "≤2000元/本", "output-cost"), ("发行数量", "≥1000本")),
)


def whole_performance(total: str, basic: str, project: str, *funds: tuple[str, str]) -> Graph:
    d = Statements()
    rows = [
        ("部门预算总额", {}, None, total),
        ("基本支出", {"spendingType": "basic"}, None, basic),
        ("项目支出", {"spendingType": "project"}, None, project),
    ]
    rows += [("资金来源", {"fundingSource": source}, None, figure) for source, figure in funds]
    d.grid("department-performance", [({}, None)], rows)
    return d.graph


case(
    "N10",
    lambda: whole_performance("10.00", "6.00", "4.00", ("government-budget-funds", "10.00"), ("unit-funds", "")),
    lambda: whole_performance("10.00", "6.00", "5.00", ("fiscal-appropriation", "9.00"), ("other-funds", "1.00")),
    lambda: whole_performance("10.00", "6.00", "", ("fiscal-appropriation", "9.00"), ("other-funds", "1.00")),
)

# ------------------------------------------------------------------------------------------- O: procurement


def procurement(
    *, total: str = "5.25", fund: str = "3.75", price: str = "0.50", budget: str = "19.40", reserved: str = "3.75"
) -> Graph:
    d = Statements()
    d.indicator(d.project("专项", "194000"), "次数", "12次")
    computers, paper = d.purchase("台式计算机", "专项"), d.purchase("复印纸", "专项")
    columns = [
        ({"valueKind": "project-budget", "fundingSource": "total"}, None),
        ({"valueKind": "quantity", "fundingSource": "total"}, None),
        ({"valueKind": "unit-price", "fundingSource": "total"}, None),
        ({"valueKind": "amount", "fundingSource": "total"}, None),
        ({"valueKind": "amount", "fundingSource": "general-public"}, 3),
        ({"valueKind": "sme-reserved", "fundingSource": "total"}, None),
    ]
    rows = [
        ("合计", {}, None, "", "", "", total, total, reserved),
        ("台式计算机", {"procurementLine": computers}, 0, budget, "3", price, "1.50", "1.50", ""),
        ("复印纸", {"procurementLine": paper}, 0, budget, "1", "3.75", "3.75", fund, reserved),
    ]
    d.grid("procurement", columns, rows)
    return d.graph


case("O1", procurement, lambda: procurement(total="6.50"), lambda: procurement(total=""))
case("O2", procurement, lambda: procurement(fund="3.57"))
case("O3", procurement, lambda: procurement(price="0.55"))


def over_budget() -> Graph:
    d = Statements()
    fuel = d.purchase("车辆加油", "运转类经费")
    columns = [
        ({"valueKind": "project-budget", "fundingSource": "total"}, None),
        ({"valueKind": "amount", "fundingSource": "total"}, None),
    ]
    d.grid("procurement", columns, [("车辆加油", {"procurementLine": fuel}, None, "1.00", "1.25")])
    return d.graph


case("O4", procurement, over_budget)
case("O5", procurement, lambda: procurement(budget="19.50"))
case("O6", procurement, lambda: procurement(reserved="3.80"))


def pair(part: str, whole: str, first: str, second: str) -> Graph:
    d = Statements()
    d.claim(part, first)
    d.claim(whole, second)
    return d.graph


case(
    "O7",
    lambda: pair("procurement-sme", "procurement-total", "246.47万元", "251.25万元"),
    lambda: pair("procurement-sme", "procurement-total", "256.47万元", "251.25万元"),
)
case(
    "O8",
    lambda: pair("asset-purchases", "procurement-total", "1.50万元", "6.50万元"),
    lambda: pair("asset-purchases", "procurement-total", "15.0万元", "6.50万元"),
)


def bought(planned: str) -> Graph:
    d = Statements()
    d.claim("asset-purchases", planned)
    d.indicator(d.project("设备更新", "90000"), "购置电脑数量（台）", "15台")
    return d.graph


case("O9", lambda: bought("9.00万元"), lambda: bought("0.00万元"))

# ------------------------------------------------------------------------------------------- P: assets


def assets(
    *,
    total: str = "808.67",
    offices: str = "40.00",
    area: str = "400",
    office_area: str = "300",
    as_of: str = "2021-12-31",
) -> Graph:
    d = Statements()
    columns = [({"valueKind": "quantity"}, None), ({"valueKind": "amount"}, None)]
    rows = [
        ("资产总额", {"lineItem": "asset-total"}, None, "", total),
        ("房屋（平方米）", {"lineItem": "buildings"}, 0, area, "135.45"),
        ("其中：办公用房（平方米）", {"lineItem": "office-buildings"}, "<1", office_area, offices),
        ("其他固定资产", {"lineItem": "other-fixed-assets"}, 0, "", "673.22"),
    ]
    d.grid("assets", columns, rows, as_of=as_of)
    return d.graph


case("P1", assets, lambda: assets(total="880.67"), lambda: assets(total=""))
case("P2", assets, lambda: assets(offices="140.00"))
case("P3", assets, lambda: assets(office_area="410"), lambda: assets(area=""))
case("P4", assets, lambda: assets(as_of="2022-12-31"))
case("P5", assets, lambda: assets(area="5", office_area="4"))

# ------------------------------------------------------------------------------------------- Q: codes


def rows_of(*labels: str) -> Graph:
    d = Statements()
    columns = [({"spendingType": "total"}, None)]
    d.grid("expenditure", columns, [(label, {"functionalAccount": label.split()[0]}, None, "1.00") for label in labels])
    return d.graph


def renamed(second: str) -> Graph:
    d = Statements()
    columns = [({"spendingType": "total"}, None)]
    for kind, name in (("expenditure", "政府办公厅（室）及相关机构事务"), ("general-public", second)):
        d.grid(kind, columns, [(f"20103 {name}", {"functionalAccount": "20103"}, None, "1.00")])
    return d.graph


def flagged(code: str, **years: int) -> Graph:
    d = Statements()
    d.grid(
        "expenditure",
        [({"spendingType": "total"}, None)],
        [(f"{code} 科目", {"functionalAccount": code}, None, "1.00")],
    )
    account = account_iri("functional", code)
    d.add(account, RDF.type, MZ.Account)
    if not years:
        d.add(account, MZ.observedOnly, Literal(True))
    for name, year in years.items():
        d.add(account, getattr(MZ, name), Literal(year))
    return d.graph


def coded(*numbers: str) -> Graph:
    d = Statements()
    for order, number in enumerate(numbers):
        d.indicator(d.project(f"项目{order}", number=number), "次数", "12次")
    return d.graph


case(
    "Q1",
    lambda: rows_of("201 一般公共服务支出", "20103 政府办公厅", "2010301 行政运行"),
    lambda: rows_of("201 一般公共服务支出", "20103 政府办公厅", "2010301 行政运行", "2080501 行政单位离退休"),
)
case("Q2", lambda: renamed("政府办公厅(室)及相关机构事务支出"), lambda: renamed("人大事务"))
case("Q3", lambda: rows_of("2010301 行政运行"), lambda: rows_of("201030 行政运行"))
case("Q4", lambda: rows_of("2010301 行政运行"), lambda: flagged("2019901"))
case("Q5", lambda: flagged("21011", validFrom=2018), lambda: flagged("21012", validFrom=2019, validUntil=2020))
case(
    "Q6",
    lambda: coded("410702220000000012275", "410702220000000012230", "410702220000000012199"),
    lambda: coded("410702220000000012275", "410702220000000012230", "41070222000000007073"),
)
case(
    "Q7",
    lambda: coded("410702220000000012275", "410702220000000012230"),
    lambda: coded("410702220000000012275", "410702220000000012275"),
)

# ------------------------------------------------------------------------------------------- R: structure

_MANDATED = ["balance", "revenue", "expenditure", "fiscal-balance", "general-public", "basic", "three-public", "fund"]


def tables(*, missing: str = "", announced: bool = False, unread: bool = False) -> Graph:
    d = Statements()
    for kind in _MANDATED:
        if kind == missing:
            d.mention(kind, missing=not unread, announced=announced, unread=unread)
        else:
            d.table(kind, empty=True)
    return d.graph


def announced(*, printed: bool) -> Graph:
    d = Statements()
    d.mention("projects", missing=not printed)
    if printed:
        d.table("projects", empty=True)
    return d.graph


def note(figure: str, *, empty: bool, unread: int = 0) -> Graph:
    d = Statements()
    d.grid(
        "three-public",
        _TOTAL,
        [("公务接待费", {"lineItem": "official-reception"}, None, figure, figure)],
        empty=empty,
        unread=unread,
    )
    return d.graph


def titled(title: str) -> Graph:
    d = Statements()
    d.table("fund", empty=True, title=title)
    return d.graph


def old_text(year: int) -> Graph:
    d = Statements()
    d.add(
        d.address, MZ.threePublicTotal, Literal("265000.0", datatype=URIRef("http://www.w3.org/2001/XMLSchema#decimal"))
    )
    d.claim("three-public-total", "26.5万元", year=year, measure=MZ.threePublicTotal)
    return d.graph


def remarked(kind: str | None) -> Graph:
    d = Statements()
    d.claim("three-public-total", "26.5万元")
    if kind:
        d.remark(kind, "有关文字")
    return d.graph


def headed(d: Statements, figure: str) -> Graph:
    """Print a headline figure, with its rounding, in an expenditure table."""
    d.grid("expenditure", [({"spendingType": "total"}, None)], [("合计", {}, None, figure)])
    d.add(d.cell("expenditure", 1, 1), MZ.headline, MZ.totalExpenditure)
    return d.graph


def units(spent: str) -> Graph:
    return headed(Statements(), "100.00") + headed(Statements(scope="unit"), spent)


def received(d: Statements, figure: str) -> Graph:
    """Print what reception costs, as a headline."""
    d.grid(
        "three-public",
        [({"fundingSource": "total"}, None)],
        [("公务接待费", {"lineItem": "official-reception"}, None, figure)],
    )
    d.add(d.cell("three-public", 1, 1), MZ.headline, MZ.officialReception)
    return d.graph


def all_units(whole: str, own: str, other: str, *, stated: int | None = 2, listed: bool = True) -> Graph:
    """A department, its own unit and another: each in a disclosure of its own."""
    d = Statements()
    d.add(d.address, MZ.statedUnits, Literal(stated) if stated else None)
    if listed:
        department = URIRef(f"{BASE}id/department/130184/office")
        d.graph.add((department, URIRef("http://www.w3.org/ns/org#hasUnit"), URIRef(f"{BASE}id/unit/130184/centre")))
    graph = received(d, whole)
    graph += received(Statements(scope="unit"), own)
    return graph + received(Statements(scope="unit", office="centre"), other) if other else graph


case("R1", tables, lambda: tables(missing="revenue"))
case("R2", lambda: announced(printed=True), lambda: announced(printed=False))
case("R3", lambda: note("", empty=True), lambda: note("1.00", empty=True))
case("R4", lambda: note("", empty=True), lambda: note("", empty=False))
case("R5", lambda: titled("2022年部门政府性基金预算支出表"), lambda: titled("2021 年部门政府性基金预算支出表"))
case("R6", lambda: old_text(2022), lambda: old_text(2021))
for number, kind in enumerate(
    (
        *("template-text", "open-choice", "blank-reason", "misplaced-reason", "contradictory-reason", "other-office"),
        *("other-year", "impossible-date", "unlisted-unit", "repeated-number", "malformed-figure"),
    ),
    7,
):
    case(f"R{number}", lambda: remarked(None), lambda kind=kind: remarked(kind))
case("R18", lambda: all_units("5.00", "3.00", "2.00"), lambda: all_units("5.00", "3.00", "1.00"))

# ------------------------------------------------------------------------------------------- S: indicators

_SAME = [(f"满意度{number}", "≥95%") for number in range(5)]
case("S1", lambda: targets(("次数", "12次"), goal="1.按时完成"), lambda: targets(("次数", "12次"), goal="1.目标内容1"))
case("S2", lambda: targets(("管理成本", "≤95%", "output-cost")), lambda: targets(("管理成本", "≥95%", "output-cost")))
case("S3", lambda: targets(("编校差错率", "≤1%")), lambda: targets(("编校差错率", "≥95%")))
case("S4", lambda: targets(("合格率", "≥95%")), lambda: targets(("合格率", "≥950%")))
case("S5", lambda: targets(("采购数量", "≥3台")), lambda: targets(("采购数量", "≥95%")))


def same_indicator(second: str) -> Graph:
    d = Statements()
    project = d.project("平台")
    d.indicator(project, "覆盖率", "≥95%", "output-quality", words="覆盖范围占应覆盖范围的比率")
    d.indicator(project, "覆盖率", second, "benefit-social", words="覆盖范围占应覆盖范围的比率")
    return d.graph


case("S6", lambda: same_indicator("≥95%"), lambda: same_indicator("≥90%"))
case("S7", lambda: targets(*_SAME, ("次数", "12次")), lambda: targets(*_SAME))


def with_basis(second: str) -> Graph:
    d = Statements()
    d.indicator(d.project("甲"), "次数", "12次", basis="合同")
    d.indicator(d.project("乙"), "次数", "12次", basis=second)
    return d.graph


case("S8", lambda: with_basis("合同"), lambda: with_basis(""))
case("S9", lambda: targets(("宣传品", "≥100份")), lambda: targets(("宣传品", "按实际")))
case(
    "S10",
    lambda: targets(("编撰完成时效", "≤1年", "output-timeliness")),
    lambda: targets(("编撰完成时效", "≥1年", "output-timeliness")),
)
case("S11", lambda: targets(("空气质量达标率", "≥90%")), lambda: targets(("空气质量达标率", "≤31微克")))
_SERVED = "satisfaction-service-recipients"
case("S12", lambda: targets(("群众满意度", "≥90%", _SERVED)), lambda: targets(("人员管理成本", "≤95%", _SERVED)))
case("S13", lambda: targets(("植树", "≥90棵")), lambda: targets(("生态效益指标", "≥90棵")))
case("S14", lambda: targets(("完成率", "100%")), lambda: targets(("完成率", "100百分百")))
case("S15", lambda: targets(("完成率", "100%")), lambda: targets(("完成率", "")), lambda: targets(("完成率", "")))
case(
    "S16",
    lambda: targets(("督导检查", "≤30天", "output-timeliness")),
    lambda: targets(("督导检查", "≤365天", "output-timeliness")),
)
case(
    "S17",
    lambda: targets(("服务对象满意度", "≥90%", _SERVED)),
    lambda: targets(("服务对象满意度", "≥90%", "output-quantity")),
)
