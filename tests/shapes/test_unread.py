"""What the loaders could not read is never held against the publisher; what is printed twice is compared with nothing."""

import re
from pathlib import Path

import pytest
from rdflib import Graph
from tables import Fixture

import shapes
from ontology.terms import MZ
from shapes import reference
from shapes.catalogue import constraints
from shapes.ledger import Instance, ledger
from shapes.source import store_of_graph

FOLDER = Path(__file__).parent / "fixtures"
FAMILIES = "ABCDEFGHIJ"
OURS = [constraint for constraint in constraints() if constraint.identity.family in FAMILIES]
BETWEEN = [constraint for constraint in OURS if constraint.identity.family == "J"]
FIRST = list({constraint.select: constraint for constraint in reversed(OURS)}.values())


def text_of(identity: str, outcome: str = "invalid") -> str:
    return (FOLDER / f"{identity}.{outcome}.txt").read_text(encoding="utf-8")


def kinds_in(text: str) -> list[str]:
    """Return the kinds of the tables that a fixture prints with figures."""
    return re.findall(r"^table ([\w-]+)", text, flags=re.MULTILINE)


def rows(constraint, graph: Graph) -> list[Instance]:
    return list(ledger(store_of_graph(graph), [constraint]))


def used_by(instances: list[Instance], text: str) -> list[str]:
    """Return the kinds of tables, printed with figures in a fixture, whose figures are on either side."""
    operands = {iri for one in instances for iri in (*one.left_operands, *one.right_operands)}
    return sorted({iri.partition("/table/")[2].partition("/")[0] for iri in operands} & set(kinds_in(text)))


@pytest.mark.parametrize("constraint", OURS, ids=lambda constraint: constraint.identity.id)
def test_what_could_not_be_read_fails_no_identity(constraint):
    """Whichever of its tables it is, what failed is incomplete, and what held still holds."""
    text = text_of(constraint.identity.id)
    plain = rows(constraint, Fixture.parse(text).disclosure.graph)
    assert "failed" in {one.outcome for one in plain}
    for kind in used_by(plain, text):
        disclosure = Fixture.parse(text).disclosure.unread(kind, 3)
        found = {(one.total, one.across): one for one in rows(constraint, disclosure.graph)}
        assert len(found) == len(plain)
        for one in plain:
            now = found[one.total, one.across]
            assert now.outcome == ("passed" if one.outcome == "passed" else "incomplete")
            assert now.unread == (f"{disclosure.address}/table/{kind}",)
            assert (now.left, now.right, now.left_operands) == (one.left, one.right, one.left_operands)


@pytest.mark.parametrize("constraint", FIRST, ids=lambda constraint: constraint.identity.id)
def test_pyshacl_says_the_same_of_what_could_not_be_read(constraint):
    disclosure = Fixture.parse(text_of(constraint.identity.id)).disclosure
    for kind in kinds_in(text_of(constraint.identity.id)):
        disclosure.unread(kind)
    ours = {one for one in rows(constraint, disclosure.graph) if one.outcome != "passed"}
    assert {one.outcome for one in ours} == {"incomplete"}
    assert set(reference.validate(disclosure.graph, only=(constraint.identity.iri,)).instances) == ours


@pytest.mark.parametrize("constraint", BETWEEN, ids=lambda constraint: constraint.identity.id)
@pytest.mark.parametrize("outcome", ["valid", "invalid"])
def test_a_table_printed_twice_is_compared_with_nothing(constraint, outcome):
    """On either side, and whether the second says the same or something else."""
    text = text_of(constraint.identity.id, outcome)
    used = used_by(rows(constraint, Fixture.parse(text).disclosure.graph), text)
    assert len(used) > (outcome == "valid")
    for kind in used:
        block = re.search(rf"^table {kind} .*\n(?:.*\|.*\n?)+", text, flags=re.MULTILINE)
        assert block is not None
        twice = f"{text}\n{block[0].replace(f'table {kind}', f'table {kind}+2')}"
        for second in (twice, f"{twice}\n合计 | 1.00"):
            assert not rows(constraint, Fixture.parse(second).disclosure.graph), kind


@pytest.mark.parametrize("constraint", BETWEEN, ids=lambda constraint: constraint.identity.id)
def test_a_table_that_was_not_recognised_is_not_missing(constraint):
    """Of several tables that are summed it may be any one: what needs it is not checked."""
    text = text_of(constraint.identity.id)
    for kind in used_by(rows(constraint, Fixture.parse(text).disclosure.graph), text):
        without = re.sub(rf"^table {kind} .*\n(?:.*\|.*\n?)+", f"unrecognised {kind}\n", text, flags=re.MULTILINE)
        assert without != text
        assert not rows(constraint, Fixture.parse(without).disclosure.graph), kind


def test_a_column_left_blank_from_top_to_bottom_is_blank_and_not_absent():
    """A table prints the accounts of a level where it gives them any figure: what another table has for them is then missing here."""
    text = text_of("J8", "valid").replace(
        "2010301 | 90.00 | 60.00 | 30.00\ntable fund", "2010301 | | 60.00 | 30.00\ntable fund"
    )
    text = text.replace("201 | 90.00 | 60.00 | 30.00\n2010301 | | ", "201 | | 60.00 | 30.00\n2010301 | | ")
    assert text != text_of("J8", "valid")
    (constraint,) = (one for one in BETWEEN if one.identity.id == "J8")
    found = {
        one.across.rpartition("/")[2]: one.outcome for one in rows(constraint, Fixture.parse(text).disclosure.graph)
    }
    assert found == {"total": "passed", "201": "incomplete", "2010301": "incomplete", "212": "passed"}


def test_the_balance_that_tells_what_is_carried_over_counts_as_used():
    """J13 asks the budget summary whether revenue may exceed expenditure: its row may be among what was not read."""
    text = text_of("J13")
    assert "table balance" not in text
    fixture = Fixture.parse(text + "\ntable balance 万元\n支 grand-total | 1.00\nunread balance 1")
    found = [one for one in shapes.check(fixture.disclosure.graph).findings if one.identity == "J13"]
    assert {(one.outcome, one.unread[0].kind) for one in found} == {("incomplete", "balance")}
    fixture.disclosure.graph.remove((None, MZ.unreadFigures, None))
    found = [one for one in shapes.check(fixture.disclosure.graph).findings if one.identity == "J13"]
    assert {one.outcome for one in found} == {"failed"}
