"""The interval semantics against plain arithmetic, on generated tables."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tables import Disclosure

from shapes.catalogue import constraints
from shapes.ledger import ledger
from shapes.source import store_of_graph

ROW_SUMS = [constraint for constraint in constraints() if constraint.identity.id == "C1"]
UNITS = {"元": 0, "万元": 4}


@st.composite
def tables(draw):
    """Draw the unit, the printed total and the printed addends of one column; a blank is None."""
    unit = draw(st.sampled_from(list(UNITS)))
    decimals = draw(st.integers(0, 2))
    addends = draw(st.lists(st.none() | st.integers(-3, 300), min_size=1, max_size=5))
    total = sum(one for one in addends if one is not None) + draw(st.integers(-5, 5))
    figures = [
        None if one is None else f"{Decimal(one).scaleb(-decimals):.{decimals}f}"
        for one in [draw(st.sampled_from([total, None])), *addends]
    ]
    return unit, figures


def expected(unit: str, figures: list[str | None]) -> str | None:
    """Return the outcome that the definition gives: sums as integers of the last printed digit."""
    total, *addends = [None if one is None else Decimal(one).scaleb(UNITS[unit]) for one in figures]
    printed = [one for one in addends if one is not None]
    if total is None and not printed:
        return None
    difference = (total or 0) - sum(printed)
    if difference == 0:
        return "passed"
    if total is None or not printed:
        return "incomplete"
    decimals = len(next(one for one in figures if one is not None).partition(".")[2])
    tolerance = Decimal("0.5").scaleb(UNITS[unit] - decimals) * (len(printed) + 1)
    return "passed" if abs(difference) <= tolerance else "failed"


@given(tables())
@settings(max_examples=200, deadline=None)
def test_a_sum_holds_when_its_intervals_meet(drawn):
    unit, figures = drawn
    labels = ["合计", *(str(201 + number) for number in range(len(figures) - 1))]
    lines = "\n".join(f"{label} | {figure or ''} |  |" for label, figure in zip(labels, figures, strict=True))
    store = store_of_graph(Disclosure().table("expenditure", lines, unit=unit).graph)
    outcomes = [one.outcome for one in ledger(store, ROW_SUMS)]
    assert outcomes == ([] if expected(unit, figures) is None else [expected(unit, figures)])
