"""One query over many identities gives the rows that a query for each of them gives."""

from pathlib import Path

import pytest
from rdflib import Graph
from tables import Fixture

from shapes.catalogue import constraints
from shapes.ledger import Instance, ledger
from shapes.sets import over_values, queries
from shapes.source import store_of_graph, store_of_nquads

FOLDER = Path(__file__).parent / "fixtures"


def test_identities_of_one_form_are_one_query():
    every = queries(constraints())
    assert len(every) == len({constraint.select for constraint in constraints()})
    asked = [identity.id for query in every for whose in query.identities.values() for identity in whose]
    assert sorted(asked) == sorted(constraint.identity.id for constraint in constraints())


def test_rows_are_those_of_each_identity_alone():
    graph = Graph()
    for number, path in enumerate(sorted(FOLDER.glob("*.txt"))):
        if number % 4 == 0:
            name = path.stem.lower().replace(".", "-")
            graph += Fixture.parse(path.read_text(encoding="utf-8"), name=name).disclosure.graph
    store = store_of_graph(graph)

    def in_order(instances: list[Instance]) -> list[Instance]:
        return sorted(instances, key=repr)

    alone = [one for constraint in constraints() for one in ledger(store, [constraint])]
    assert in_order(list(ledger(store))) == in_order(alone)
    assert {one.outcome for one in alone} == {"passed", "failed", "incomplete"}
    assert len({one.identity.id for one in alone}) > 50


DATA = b"""
<http://e/a> <http://e/is> <http://e/red> .
<http://e/a> <http://e/has> "1" .
<http://e/a> <http://e/has> "2" .
<http://e/b> <http://e/is> <http://e/blue> .
<http://e/b> <http://e/has> "2" .
<http://e/b> <http://e/had> "3" .
"""

SELECTS = {
    "a pattern": "SELECT $this WHERE { $this <http://e/is> $kind ; <http://e/has> $number }",
    "a sub-SELECT that needs one": """SELECT $this ?n WHERE { $this <http://e/is> $kind .
        { SELECT $this ?kind ?number (COUNT(?one) AS ?n) WHERE { $this <http://e/has> ?one . FILTER (?one = $number) }
          GROUP BY $this ?kind ?number } }""",
    "alternatives that need none, or one": """SELECT $this (COUNT(?any) AS ?n) WHERE {
        { $this <http://e/has> ?any } UNION { $this <http://e/had> ?any . FILTER ($number = "1") } UNION { $this <http://e/is> $kind, ?any }
      } GROUP BY $this ?kind ?number""",
    "EXISTS": 'SELECT $this WHERE { $this <http://e/has> ?one . FILTER (?one != $number || EXISTS { $this <http://e/is> $kind }) }',
    "a default": 'SELECT $this WHERE { $this <http://e/has> ?one . FILTER (COALESCE($number, "any") = ?one) OPTIONAL { $this <http://e/is> $kind } }',
    "words in texts and comments": """SELECT $this WHERE { # { SELECT $kind
        $this <http://e/is> $kind ; <http://e/has> ?one . FILTER (CONCAT("} UNION {", ?one) = CONCAT("} UNION {", $number)) }""",
}  # fmt: skip
ROWS = [("<http://e/blue>", '"2"'), ("<http://e/red>", '"1"'), ("<http://e/red>", '"2"'), ("<http://e/red>", '"3"')]


@pytest.mark.parametrize("name", SELECTS)
def test_values_of_parameters_may_stand_anywhere(name):
    store, select = store_of_nquads(DATA), SELECTS[name]
    expected = []
    for kind, number in ROWS:
        text = select.replace("$kind", kind).replace("$number", number)
        expected += [(kind, number, *(str(term) for term in row)) for row in store.query(text)]
    together = [tuple(map(str, row)) for row in store.query(over_values(select, ("kind", "number"), ROWS))]
    assert sorted(together) == sorted(expected)
    assert together
