"""Stored questions on budgets and final accounts of several years: each figure recomputed from the tables that were printed.

Final accounts carry money over, print budget and outturn side by side, and revenue beside expenditure: nothing of that is spending of the
year. The documents are made up (benchmarks/variation), or written by hand (small_graph).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import small_graph
from small_graph import OFFICE, Document

from benchmarks.variation import accounts
from benchmarks.variation.documents import Disclosure, budget
from benchmarks.variation.facts import invented
from benchmarks.variation.writers import html
from loaders.pipeline import load_file
from server import stored, vocabulary
from server.embedded import EmbeddedStore

QUESTIONS = stored.load()
PLACE = "510104"
Row = dict[str, str]


def documents() -> list[Disclosure]:
    """Budgets and final accounts of two offices and two years."""
    found = []
    for number, office in enumerate(("样例区水务局", "样例区民政局")):
        for year in (2022, 2023):
            for phase, make in enumerate((budget, accounts.final_accounts)):
                seed = 100 * (4 * number) + 10 * (year - 2020) + phase
                facts = replace(invented(seed, cents=bool(number)), office=office, year=year)
                found.append(make(facts, seed))
    return found


def write(folder: Path, made: list[Disclosure]) -> list[Path]:
    paths = []
    for number, one in enumerate(made):
        paths.append(folder / f"{number}.html")
        paths[-1].write_bytes(html(one))
    return paths


def filled(store: EmbeddedStore, paths: list[Path]) -> EmbeddedStore:
    with store.writing() as writer:
        vocabulary.write(writer)
        for path in paths:
            loaded = load_file(path, jurisdiction=PLACE)
            writer.replace(loaded.disclosure, loaded.nquads, loaded.shared)
        writer.commit()
    return store


class Asked:
    """A store and what its questions answer, with the disclosures by title."""

    def __init__(self, store: ox.Store, made: list[Disclosure]) -> None:
        self.store = store
        self.made = {
            f"{one.facts.office}{one.facts.year}年部门{'预算' if one.phase == 'budget' else '决算'}": one
            for one in made
        }

    def ask(self, name: str, /, **values: str) -> list[Row]:
        given = {key: [value] for key, value in values.items() if value}
        found = self.store.query(QUESTIONS[name].bind(given, 9999), use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{key: value.value for key in names if (value := one[key]) is not None} for one in found]

    def printed(self, title: str, kind: str, **dims: str) -> Decimal | None:
        """The one figure that a table prints at exactly these dimensions; flow and line item of a fund default to what is spent."""
        (found,) = self.all_printed(title, kind, **dims) or [None]
        return found

    def all_printed(self, title: str, kind: str, **dims: str) -> list[Decimal]:
        ours = {"flow": "expenditure", "lineItem": "item"} if kind in {"fund", "state-capital"} else {}
        return [
            amount
            for table in self.made[title].tables
            if table.kind == kind
            for _, _, amount, said in table.meanings
            if ours | {key: value for key, value in said.items() if value} == ours | dims
        ]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("accounts")
    made = documents()
    store = filled(EmbeddedStore(folder / "store"), write(folder, made))
    with store.reading() as opened:
        yield Asked(opened, made)


def same(found: str | None, wanted: Decimal | None) -> bool:
    return (None if found is None else Decimal(found)) == wanted


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else part / whole


def close(found: str | None, wanted: Decimal | None) -> bool:
    return (found is None) == (wanted is None) and abs(Decimal(found or 0) - (wanted or 0)) < Decimal("1e-12")


def base(asked: Asked, title: str) -> Decimal | None:
    """What was spent in the year, as the balance prints it, else the table of expenditure."""
    whole = asked.printed(title, "balance", flow="expenditure", lineItem="current-year-total")
    return asked.printed(title, "expenditure") if whole is None else whole


def test_the_documents_carry_money_over(asked: Asked) -> None:
    """Else the tests below could not fail."""
    over = [asked.printed(title, "balance", flow="expenditure", lineItem="carry-over") for title in asked.made]
    assert any(over)
    assert any(asked.all_printed(title, "fund", flow="revenue", functionalAccount="2120803") for title in asked.made)


def test_shares_are_of_what_was_spent_in_the_year(asked: Asked) -> None:
    rows = asked.ask("spending-mix")
    assert {row["disclosureLabel"] for row in rows} == set(asked.made)
    for row in rows:
        title = row["disclosureLabel"]
        whole = base(asked, title)
        parts = {
            "personnel": asked.printed(title, "basic", spendingType="personnel"),
            "operating": asked.printed(title, "basic", spendingType="operating"),
            "project": asked.printed(title, "expenditure", spendingType="project"),
        }
        assert same(row["total"], whole), title
        for name, part in parts.items():
            assert same(row.get(name), part), (title, name)
            assert close(row.get(f"{name}Share"), share(part, whole)), (title, name)
            assert (f"{name}Cell" in row) == (name in row)
        if None not in parts.values():
            rest = share(whole - sum(part or 0 for part in parts.values()) if whole else None, whole)
            assert close(row["restShare"], rest), title
        else:
            assert "restShare" not in row, "what is blank is not zero"


def test_a_class_is_one_row_of_the_balance(asked: Asked) -> None:
    rows = asked.ask("functional-classes")
    wanted = {
        (title, said["functionalAccount"]): amount
        for title, one in asked.made.items()
        for table in one.tables
        if table.kind == "balance"
        for _, _, amount, said in table.meanings
        if said.get("flow") == "expenditure" and said.get("functionalAccount")
    }
    got = {(row["disclosureLabel"], row["class"].rpartition("/")[2]): row for row in rows}
    assert len(got) == len(rows)
    assert {key: Decimal(row["amount"]) for key, row in got.items()} == wanted
    for (title, _), row in got.items():
        assert close(row["share"], share(Decimal(row["amount"]), base(asked, title)))
    for title in asked.made:
        shares = [Decimal(row["share"]) for row in rows if row["disclosureLabel"] == title]
        assert abs(sum(shares) - 1) < Decimal("1e-9"), title


def test_fund_expenditure_has_no_revenue_and_nothing_carried_over(asked: Asked) -> None:
    rows = asked.ask("government-fund")
    names = ("amount", "basic", "project")
    got = {
        (row["disclosureLabel"], row["account"].rpartition("/")[2]): {
            name: Decimal(row[name]) for name in names if name in row
        }
        for row in rows
    }
    assert len(got) == len(rows)
    wanted: dict[tuple[str, str], dict[str, Decimal]] = {}
    for title, one in asked.made.items():
        for table in (table for table in one.tables if table.kind == "fund"):
            for _, _, amount, said in table.meanings:
                account = said.get("functionalAccount", "")
                name = {None: "amount", "basic": "basic", "project": "project"}.get(said.get("spendingType"))
                if (
                    len(account) == 7
                    and said.get("flow", "expenditure") == "expenditure"
                    and "lineItem" not in said
                    and name
                ):
                    wanted.setdefault((title, account), {})[name] = amount
    assert wanted
    assert got == wanted
    for title in asked.made:
        total = asked.printed(title, "fund")
        assert sum(figures["amount"] for (whose, _), figures in got.items() if whose == title) == (total or 0)


@pytest.mark.parametrize("subject", ["30231", "302", "30101"])
def test_an_economic_subject_is_that_of_the_year_and_phase(asked: Asked, subject: str) -> None:
    rows = asked.ask("economic-subject", subject=subject)
    wanted = {}
    for title, one in asked.made.items():
        figures = [
            amount
            for table in one.tables
            if table.kind == "basic"
            for _, _, amount, said in table.meanings
            if said.get("economicAccount") == subject and said.get("spendingType", "basic") == "basic"
        ]
        if figures:
            wanted[title] = sum(figures)
    assert {row["disclosureLabel"]: Decimal(row["amount"]) for row in rows} == wanted
    assert len(rows) == len(wanted)


def test_three_public_spending_is_the_outturn_in_final_accounts(asked: Asked) -> None:
    rows = {row["disclosureLabel"]: row for row in asked.ask("three-public-by-department")}
    for title in asked.made:
        total = asked.printed(title, "three-public", lineItem="three-public-total")
        assert same(rows[title]["threePublic"] if title in rows else None, total), title
        if title in rows:
            assert close(rows[title].get("share"), share(total, base(asked, title)))
            reception = asked.printed(title, "three-public", lineItem="official-reception")
            assert same(rows[title].get("reception"), reception)


def test_three_public_of_a_place_adds_one_year_and_one_phase(asked: Asked) -> None:
    for row in asked.ask("three-public"):
        phase = "预算" if row["phase"].endswith("budget") else "决算"
        titles = [title for title in asked.made if f"{row['year']}年部门{phase}" in title]
        figures = [asked.printed(title, "three-public", lineItem="three-public-total") for title in titles]
        known = [figure for figure in figures if figure is not None]
        assert (row["departments"], row["known"]) == (str(len(known)), str(len(titles)))
        assert same(row["threePublic"], sum(known, Decimal(0)))
        whole = [base(asked, title) or 0 for title, figure in zip(titles, figures, strict=True) if figure is not None]
        assert close(row["share"], share(sum(known, Decimal(0)), sum(whole, Decimal(0))))


# Tables that repeat money, by hand: columns of another year or phase, sections below classes, units below the department


HAND = f"{OFFICE.replace('/department/', '/disclosure/')}/2024/executed"
UNIT = f"{small_graph.BASE}id/unit/130184/yi-cccc"


def by_hand() -> Document:
    it = Document(HAND, OFFICE, "130184", 2024, "executed", "department", "样例2024年部门决算", 1)
    it.headline(totalExpenditure="150.0", currentYearExpenditure="100.0", projectExpenditure="60.0")
    expenditure = {"flow": "expenditure", "lineItem": "item"}
    it.table(
        "balance",
        "收入支出决算总表",
        {
            1: ("上年决算数", {"year": "2023"}, None),
            2: ("预算数", {"phase": "budget"}, None),
            3: ("决算数", {}, None),
            4: ("其中：一般公共预算", {"fundingSource": "general-public"}, 3),
        },
        {
            "1": ("一、一般公共服务支出", expenditure | {"functionalAccount": "201"}, "3"),
            "2": ("政府办公厅及相关机构事务", expenditure | {"functionalAccount": "20103"}, "1"),
            "3": (
                "本年支出合计",
                {"flow": "expenditure", "lineItem": "current-year-total", "functionalAccount": "total"},
                None,
            ),
        },
        {
            (row, column): amount
            for row, amounts in (("1", "80 90 100 70"), ("2", "60 65 75 50"), ("3", "80 90 100 70"))
            for column, amount in enumerate(amounts.split(), 1)
        },
    )
    account = {"functionalAccount": "2120804"}
    it.table(
        "fund",
        "政府性基金预算财政拨款收入支出决算表",
        {
            1: ("年初结转和结余", {"flow": "revenue", "lineItem": "carry-over"}, None),
            2: ("本年收入", {"flow": "revenue", "lineItem": "item"}, None),
            3: ("本年支出合计", {}, None),
            4: ("项目支出", {"spendingType": "project"}, 3),
            5: ("年末结转和结余", {"flow": "expenditure", "lineItem": "carry-over"}, None),
            6: ("上年支出", {"year": "2023"}, None),
        },
        {
            "1": ("合计", {"functionalAccount": "total"}, None),
            "2": ("212 城乡社区支出", {"functionalAccount": "212"}, "1"),
            "3": ("2120804 农村基础设施建设支出", account, "2"),
            "4": ("某一项目", account, "3"),
            "5": ("某单位", {"budgetUnit": UNIT, "functionalAccount": "total"}, None),
            "6": ("2120804 农村基础设施建设支出", account | {"budgetUnit": UNIT}, "5"),
            "7": ("2120803 城市建设支出", {"functionalAccount": "2120803", "budgetUnit": UNIT}, "5"),
        },
        {("3", 1): "5", ("3", 2): "30", ("3", 3): "20", ("3", 4): "20", ("3", 5): "15", ("3", 6): "9", ("2", 3): "20", ("1", 3): "20",
         ("4", 3): "20", ("6", 3): "20", ("7", 3): "8"},
    )  # fmt: skip
    subject = {"economicAccount": "30231"}
    it.table(
        "basic",
        "一般公共预算基本支出决算表",
        {
            1: ("决算数", {"spendingType": "basic"}, None),
            2: ("上年数", {"spendingType": "basic", "year": "2023"}, None),
        },
        {
            "1": ("30231 公务用车运行维护费", subject, None),
            "2": ("其中：加油", subject, "1"),
            "3": ("30231 公务用车运行维护费", subject | {"budgetUnit": UNIT}, None),
            "4": ("30217 公务接待费", {"economicAccount": "30217", "budgetUnit": UNIT}, None),
        },
        {("1", 1): "12", ("1", 2): "11", ("2", 1): "7", ("3", 1): "12", ("4", 1): "3"},
    )
    for number in (1, 2):
        project = f"{HAND}/project/{number}"
        it.say(
            f'<{HAND}> mz:hasProject <{project}> . <{project}> a mz:Project ; rdfs:label "项目{number}"@zh ; mz:disclosure <{HAND}> .'
        )
    first, second = ({"project": f"{HAND}/project/{number}"} for number in (1, 2))
    it.table(
        "department-performance",
        "部门整体绩效目标表",
        {1: ("预算金额", {}, None), 2: ("上年", {"year": "2023"}, None)},
        {"1": ("项目1", first, None), "2": ("项目2", second, None), "3": ("项目2", second, None)},
        {("1", 1): "18", ("1", 2): "99", ("2", 1): "5", ("3", 1): "6"},
    )
    return it


def failing(identity: str, left: str, right: str) -> str:
    return f"""
        <{HAND}/report/check/{identity}> a mz:IdentityCheck ; mz:disclosure <{HAND}> ; mz:identity <{small_graph.BASE}code/identity/{identity}> ;
            mz:outcome <{small_graph.BASE}code/outcome/failed> ; mz:left {left} ; mz:right {right} ; mz:difference {left} ; mz:tolerance 0.0 ."""


CHECKS = f"""
    {failing("S2", "1.0", "0.0")} {failing("S8", "9.0", "0.0")} {failing("Q5", "2021.0", "2022.0")} {failing("P5", "200000.0", "100000.0")}
    {failing("C1", "20.0", "10.0")}
    <{HAND}/report/result/S2> a sh:ValidationResult ; rdfs:seeAlso <{HAND}/report/check/S2> ;
        sh:resultMessage "绩效指标：成本不以下限表示。某成本：成本指标用了下限（≥）。绩效指标「某成本」≥90%"@zh ,
            "An older name. 某成本: A cost indicator has a lower bound (≥). indicator ‘某成本’≥90%"@en .
"""


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    store = EmbeddedStore(tmp_path_factory.mktemp("hand") / "store")
    office = small_graph.organizations((OFFICE, "样例", "130184"))
    with store.writing() as writer:
        vocabulary.write(writer)
        writer.replace(HAND, by_hand().nquads(), office)
        writer.replace(f"{HAND}/report", small_graph.quads(f"{HAND}/report", CHECKS))
        writer.commit()
    with store.reading() as opened:
        yield Asked(opened, [])


def test_columns_of_another_year_phase_or_fund_are_no_spending(hand: Asked) -> None:
    (row,) = hand.ask("functional-classes")
    assert (Decimal(row["amount"]), row["amountCell"]) == (100, f"{HAND}/table/balance/cell/1-3")
    assert close(row["share"], Decimal(1))


def test_fund_expenditure_counts_units_and_projects_once(hand: Asked) -> None:
    rows = {row["account"].rpartition("/")[2]: row for row in hand.ask("government-fund")}
    assert {account: (Decimal(row["amount"]), row["amountCell"].rpartition("/")[2]) for account, row in rows.items()} == {
        "2120804": (20, "3-3"),
        "2120803": (8, "7-3"),
    }  # fmt: skip
    assert Decimal(rows["2120804"]["project"]) == 20
    assert "project" not in rows["2120803"]


def test_an_economic_subject_counts_units_and_parts_once(hand: Asked) -> None:
    (row,) = hand.ask("economic-subject", subject="30231")
    assert (Decimal(row["amount"]), row["rows"], row["tableLabel"]) == (12, "1", "一般公共预算基本支出决算表")
    (unit,) = hand.ask("economic-subject", subject="30217")
    assert Decimal(unit["amount"]) == 3


def test_what_is_not_printed_has_no_share(hand: Asked) -> None:
    (row,) = hand.ask("spending-mix")
    assert close(row["projectShare"], Decimal("0.6"))
    assert not {"personnel", "personnelShare", "restShare"} & row.keys()


def test_a_figure_has_the_year_and_phase_of_its_column(hand: Asked) -> None:
    rows = hand.ask("find-figures", name="一般公共服务")
    found = {row["amountCell"].rpartition("-")[2]: (row["year"], row["phase"].rpartition("/")[2]) for row in rows}
    assert found == {"1": ("2023", "executed"), "2": ("2024", "budget"), "3": ("2024", "executed"), "4": ("2024", "executed")}  # fmt: skip
    assert {row["year"] for row in hand.ask("find-figures", name="一般公共服务", year="2023")} == {"2023"}


def test_a_project_has_the_one_amount_that_tables_print_for_it(hand: Asked) -> None:
    one, two = sorted(hand.ask("projects"), key=lambda row: row["projectLabel"])
    assert (Decimal(one["amount"]), one["amountCell"].rpartition("/")[2]) == (18, "1-1")
    assert "amount" not in two, "two amounts: which one it is cannot be told"


def test_a_check_that_counts_says_what_it_found_and_has_no_amounts(hand: Asked) -> None:
    rows = {row["checkLabel"]: row for row in hand.ask("failed-checks")}
    amounts = {"left", "right", "difference", "unit"}
    assert {name: sorted(amounts & row.keys()) for name, row in rows.items()} == {
        "S2": [], "S8": [], "Q5": [], "P5": sorted(amounts), "C1": sorted(amounts),
    }  # fmt: skip
    assert (rows["P5"]["unit"], rows["C1"]["unit"], rows["C1"]["unitLabelEn"]) == ("元/平方米", "元", "yuan")
    assert rows["S2"]["found"] == "某成本：成本指标用了下限（≥）。绩效指标「某成本」≥90%"
    assert rows["S2"]["foundLabelEn"].startswith("An older name. 某成本: A cost indicator"), (
        "a name that is not that of today stays"
    )
    assert rows["S8"]["found"] == "指标没有写明确定依据。（数得 9，对照 0）", "how many, where it is not just one"
    assert rows["S8"]["foundLabelEn"].endswith("(counted 9, against 0)")


def test_a_share_of_what_is_not_printed_is_no_zero(tmp_path: Path) -> None:
    path = tmp_path / "样例区司法局2024年部门预算.txt"
    path.write_text(
        "样例区司法局2024年部门预算\n“三公”经费支出表\n单位：万元\n项目\t预算数\n合计\t5.00\n公务接待费\t5.00\n",
        "utf-8",
    )
    with filled(EmbeddedStore(tmp_path / "store"), [path]).reading() as opened:
        (row,) = Asked(opened, []).ask("three-public")
    assert (row["threePublic"], row.get("total"), row.get("share")) == ("50000", None, None)
