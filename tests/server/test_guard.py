from __future__ import annotations

import pytest

from server.errors import QueryError
from server.guard import MAX_LENGTH, MAX_NESTING, inspect, tokens


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("# 查询 INSERT\nPREFIX a: <http://a#> BASE <http://b> ask {}", "ASK"),
        ("PREFIX 预算: <http://e/> CONSTRUCT WHERE { ?s 预算:部门 ?o }", "CONSTRUCT"),
        ("DESCRIBE <http://e/新乐>", "DESCRIBE"),
    ],
)
def test_form(query: str, form: str) -> None:
    assert inspect(query).form == form


SERVICE_NOWHERE = [
    'SELECT * { ?s ?p "SERVICE <http://x> {}" }',
    "SELECT * { ?s ?p 'it is a SERVICE' }",
    'SELECT * { ?s ?p """a "SERVICE" \\""" """ }',
    "SELECT * { ?s ?p '''SERVICE\n' ''' }",
    "SELECT * { ?s <http://e/SERVICE> ?o } # SERVICE",
    "PREFIX a: <http://e/> SELECT * { ?s a:SERVICE ?service . ?s a:b $SERVICE }",
    "PREFIX SERVICE: <http://e/> SELECT * { ?s SERVICE:a _:SERVICE }",
    'SELECT * { ?s ?p "x"@service }',
    "PREFIX a: <http://e/> SELECT * { ?s a:it\\'s ?o . ?s a:service ?x }",
    "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?p != <http://e/its#SERVICE>) }",
]


@pytest.mark.parametrize("query", SERVICE_NOWHERE)
def test_the_word_service_is_not_a_call(query: str) -> None:
    assert inspect(query).form == "SELECT"


SERVICE_SOMEWHERE = [
    "SELECT * { SERVICE <http://x> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT*{SeRvIcE<http://x>{?s ?p ?o}}",
    "SELECT * { #\nSERVICE#\n<http://x> {} }",
    'SELECT * { ?s ?p "\\"" SERVICE <http://x> {} # " }',
    "SELECT * { ?s ?p '\\\\' SERVICE <http://x> {} # ' }",
    'SELECT * { ?s ?p """x""" SERVICE <http://x> {} } # """',
    "SELECT * { \\u0053ERVICE <http://x> {} }",
    "SELECT * { { SELECT * { SERVICE <http://x> {} } } }",
    # "less than" that looks like the start of an IRI, so that quotes or comments are read out of step
    "SELECT * { ?a ?p ?b FILTER(?a<?b&&'>'!='')SERVICE <http://x> {?s ?p ?o} #'\n}",
    "SELECT * { ?a ?p ?b FILTER(?a<?b#>'''\n)SERVICE <http://x> {?s ?p ?o} #'''\n}",
    "PREFIX b: <http://b> SELECT * { ?a ?p ?b FILTER(?a<b:c&&'>'!='')SERVICE <http://x> {?s ?p ?o} #'\n}",
    "SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<?b&&'x://>'!='y') SERVICE <http://x> {?s ?p ?o} FILTER('x'='x') } #'",
    "PREFIX b: <http://b> SELECT * { ?a ?p ?b FILTER(?a<b:c#>'''\n)SERVICE <http://x> {?s ?p ?o} #'''\n}",
]


@pytest.mark.parametrize("query", SERVICE_SOMEWHERE)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(query)
    assert caught.value.kind in {"refused", "syntax"}


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:b> <a:b> 1 }",
        "PREFIX a: <http://a> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://x>",
        "WITH <a:b> DELETE {} WHERE {}",
        "clear all",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(QueryError, match="only answers queries") as caught:
        inspect(update)
    assert caught.value.status == 403


def test_nesting_is_bounded_and_located() -> None:
    inspect("SELECT * {" * 1 + "{" * (MAX_NESTING - 2) + "}" * (MAX_NESTING - 1))
    with pytest.raises(QueryError) as caught:
        inspect("SELECT * {\n" + "(" * 5000 + ")" * 5000 + "}")
    assert (caught.value.kind, caught.value.line, caught.value.column) == ("too-complex", 2, MAX_NESTING)


def test_brackets_in_strings_do_not_nest() -> None:
    assert inspect(f'SELECT * {{ ?s ?p "{"(" * 1000}" }}').form == "SELECT"


def test_a_long_query_is_refused() -> None:
    with pytest.raises(QueryError, match="characters"):
        inspect("SELECT * {}" + " " * MAX_LENGTH)


@pytest.mark.parametrize(("query", "place"), [('SELECT * {\n ?s ?p "abc\n}', (2, 8)), ("SELECT \\ {}", (1, 8))])
def test_what_cannot_be_read_is_located(query: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(query)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize("query", ["", "   # nothing\n", "hello", "}{"])
def test_no_query(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(query)
    assert caught.value.kind == "syntax"


def test_graphs_of_from_clauses() -> None:
    seen = inspect(
        "BASE <http://b/> PREFIX g: <graph/> SELECT * FROM <http://a> FROM g:x FROM NAMED <c> from named g:y {}"
    )
    assert seen.default_graphs == ["http://a", "http://b/graph/x"]
    assert seen.named_graphs == ["http://b/c", "http://b/graph/y"]


def test_missing_prefixes() -> None:
    seen = inspect("PREFIX a: <http://a> SELECT * { ?s a:x b:y ; c: 1 ; b:z <http://b:80/> }")
    assert set(seen.missing_prefixes) == {"b", "c"}


def test_tokens_cover_the_whole_text() -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s mz:a/^mz:b* \"x\"^^xsd:string, 1.5e3, 'y'@zh-CN . FILTER(?n<=3||?n>7) }"
    assert "".join(token.text for token in tokens(text)) == text.replace(" ", "")
