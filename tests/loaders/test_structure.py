"""Links between rows and columns, and the sums that bear them out."""

from __future__ import annotations

from loaders.across import ancestors
from loaders.amounts import Unit, parse_cell
from loaders.errors import Place
from loaders.facts import CellFact, ColumnFact, Dimensions, RowFact, TableFacts
from loaders.profile import load
from loaders.structure import evidence, link

ADDS_INTO = load("national").adds_into
HERE = Place(line=1)


def table(kind: str, rows: list[RowFact], columns: list[ColumnFact], figures: list[tuple[int, int, str]]) -> TableFacts:
    facts = TableFacts(kind, "表", HERE, Unit.TEN_THOUSAND, "万元", rows=rows, columns=columns)
    for row, column, text in figures:
        printed = parse_cell(text)
        assert printed is not None
        facts.cells.append(CellFact(rows[row], columns[column], printed, Unit.TEN_THOUSAND, HERE))
    link(facts, ADDS_INTO)
    return facts


def row(number: int, dims: Dimensions, side: str | None = None, of_which: bool = False) -> RowFact:
    return RowFact(number, str(number), HERE, dims, side, of_which)


def account(number: int, code: str, unit: str = "") -> RowFact:
    dims = {"functionalAccount": f"functional/{code}"}
    return row(number, dims | ({"budgetUnit": unit} if unit else {}))


def parents(facts: TableFacts) -> list[int | None]:
    return [r.parent.number if r.parent else None for r in facts.rows]


def test_accounts_add_into_the_nearest_printed_ancestor() -> None:
    rows = [row(1, {}), account(2, "201"), account(3, "20103"), account(4, "2010301"), account(5, "2020101")]
    assert parents(table("expenditure", rows, [], [])) == [None, 1, 2, 3, 1]


def test_the_total_may_stand_last() -> None:
    rows = [account(1, "201"), account(2, "20103"), row(3, {})]
    assert parents(table("expenditure", rows, [], [])) == [3, 1, None]


def test_items_below_a_department_row_add_into_it_and_not_into_the_total_twice() -> None:
    rows = [row(1, {}), row(2, {"budgetUnit": "department"}), account(3, "2010301"), account(4, "2013699")]
    assert parents(table("expenditure", rows, [], [])) == [None, 1, 2, 2]


def test_accounts_of_several_units_add_into_their_unit() -> None:
    rows = [
        row(1, {}),
        row(2, {"budgetUnit": "unit:甲"}),
        account(3, "201", "unit:甲"),
        row(4, {"budgetUnit": "unit:乙"}),
    ]
    rows += [account(5, "201", "unit:乙"), account(6, "20103", "unit:乙")]
    assert parents(table("expenditure", rows, [], [])) == [None, 1, 2, 1, 4, 5]


def test_what_is_of_which_is_linked_but_never_summed() -> None:
    source = {"lineItem": "line-item/item", "fundingSource": "funding-source/general-public"}
    part = {"lineItem": "line-item/item", "fundingSource": "funding-source/general-public-appropriation"}
    rows = [
        row(1, source, "revenue"),
        row(2, part, "revenue", of_which=True),
        row(3, {"lineItem": "line-item/current-year-total"}, "revenue"),
    ]
    facts = table(
        "balance", rows, [ColumnFact(1, "金额", {}, "revenue")], [(0, 0, "5.00"), (1, 0, "4.00"), (2, 0, "5.00")]
    )
    assert parents(facts) == [3, 1, None]
    assert evidence(facts).failed == 0


def test_carry_over_by_fund_adds_into_its_own_total() -> None:
    rows = [
        row(1, {"lineItem": "line-item/carry-over"}, "revenue"),
        row(2, {"lineItem": "line-item/carry-over", "fundingSource": "funding-source/general-public"}, "revenue"),
        row(3, {"lineItem": "line-item/grand-total"}, "revenue"),
    ]
    assert parents(table("fiscal-balance", rows, [], [])) == [3, 1, None]


def test_columns_skip_levels_that_are_not_printed() -> None:
    columns = [
        ColumnFact(n, name, {"spendingType": f"spending-type/{name}"})
        for n, name in enumerate(["total", "basic", "capital"], 1)
    ]
    facts = table("expenditure", [], columns, [])
    assert [c.parent.label if c.parent else None for c in facts.columns] == [None, "total", "basic"]


def test_evidence_counts_sums_within_rounding_and_leaves_blanks_out() -> None:
    columns = [
        ColumnFact(1, "合计", {"spendingType": "spending-type/total"}),
        ColumnFact(2, "基本", {"spendingType": "spending-type/basic"}),
    ]
    rows = [row(1, {}), account(2, "201"), account(3, "202")]
    figures = [(0, 0, "3.01"), (1, 0, "1.00"), (2, 0, "2.00"), (1, 1, "1.00"), (2, 1, "9.00")]
    got = evidence(table("expenditure", rows, columns, figures))
    assert (got.held, got.failed) == (
        2,
        1,
    )  # 3.01 ≈ 1.00 + 2.00 within rounding; 1.00 = 1.00; 2.00 ≠ 9.00; no total of 基本


def test_ancestors_are_finite_and_reach_a_top() -> None:
    for scheme, members in ADDS_INTO.items():
        for member in members:
            chain = list(ancestors(f"{scheme}/{member}", ADDS_INTO))
            assert len(chain) == len(set(chain)) <= 6
