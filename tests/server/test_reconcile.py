"""Reconciliation: names and codes find what they mean, certain only when they mean one thing, in both versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_graph import BASE, OFFICE, ORGANIZATIONS, OTHER_OFFICE, organizations, quads

from server import create_app, vocabulary
from server.app import close
from server.embedded import EmbeddedStore
from server.reconciling import messages, names, terms
from server.reconciling.entities import Entity, Name, Reference
from server.reconciling.lexicon import Lexicon, likeness
from server.reconciling.matching import Condition, Index, Query
from server.store import replace_graphs

ROOT = Path(__file__).parents[2]
PLACE = f"{BASE}id/jurisdiction/"
FUNCTIONAL = f"{BASE}code/functional/"
NOBODY = f"{BASE}id/department/130184/nobody"


def ask(client: FlaskClient, query: object, **more: object) -> list[dict[str, Any]]:
    """The candidates of one query of version 0.2."""
    batch = {"q": {"query": query, **more} if query is not None else more}
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["q"]["result"]
    return found


def ask_v1(client: FlaskClient, *conditions: dict[str, object], **more: object) -> list[dict[str, Any]]:
    """The candidates of one query of the draft of 1.0."""
    answer = client.post("/reconcile/v1/match", json={"queries": [{"conditions": list(conditions), **more}]})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["results"][0]["candidates"]
    return found


def named(value: object) -> dict[str, object]:
    return {"matchType": "name", "propertyValue": value}


def having(name: str, value: object, **more: object) -> dict[str, object]:
    return {"matchType": "property", "propertyId": name, "propertyValue": value, **more}


def best(found: list[dict[str, Any]]) -> tuple[str, float, bool]:
    return found[0]["id"], found[0]["score"], found[0]["match"]


# --- what is found, and what is certain


@pytest.mark.parametrize(
    ("text", "iri", "score"),
    [
        ("新乐市", PLACE + "130184", 100),
        (" 新 乐 市 ", PLACE + "130184", 100),
        ("河北省新乐市", PLACE + "130184", 100),
        ("河北新乐市", PLACE + "130184", 100),
        ("上海市普陀区", PLACE + "310107", 100),
        ("枣庄市中区", PLACE + "370402", 100),
        ("130184", PLACE + "130184", 100),
        ("１３０１８４", PLACE + "130184", 100),
        ("130184.0", PLACE + "130184", 100),
        ("130184 新乐市", PLACE + "130184", 100),
        (PLACE + "130184", PLACE + "130184", 100),
        ("泰州市", PLACE + "321200", 100),  # four that bore the name before 1997 do not count
        ("密云县", PLACE + "110228", 95),  # abolished
        ("东郊区", PLACE + "120110", 95),  # now 东丽区
        ("新乐市财政局", OFFICE, 100),
        ("130 新乐市财政局", OFFICE, 100),
        ("河北省石家庄市新乐市财政局（汇总）", OFFICE, 100),
        ("上海市普陀区财政局", OTHER_OFFICE, 100),
        ("2010301", FUNCTIONAL + "2010301", 100),
        ("201|03|01", FUNCTIONAL + "2010301", 100),
        ("201 03 01 行政运行", FUNCTIONAL + "2010301", 100),
        ("行政运行（2010301）", FUNCTIONAL + "2010301", 100),
        ("一、一般公共服务支出", FUNCTIONAL + "201", 100),
        ("20805 行政事业单位离退休", FUNCTIONAL + "20805", 100),  # its name until 2019
        ("行政事业单位离退休", FUNCTIONAL + "20805", 95),
        ("Pensions of government and public institutions", FUNCTIONAL + "20805", 100),
    ],
)
def test_certain(client: FlaskClient, text: str, iri: str, score: float) -> None:
    found = ask(client, text)
    assert best(found) == (iri, score, True)
    assert [it["match"] for it in found[1:]] == [False] * (len(found) - 1)


@pytest.mark.parametrize(
    ("text", "iri", "score"),
    [
        ("新乐", PLACE + "130184", 90),  # a short form may mean the town, too
        ("吉林", PLACE + "220000", 70),  # province and city
        ("普陀区", PLACE + "310107", 80),  # another one in Zhejiang
        ("郊区", PLACE + "140311", 80),
        ("130184 普陀区", PLACE + "130184", 60),  # the code of one, the name of another
        ("2010301 人大事务", FUNCTIONAL + "2010301", 60),
        ("财政局", OFFICE, 70),  # of which place?
        ("普陀区财政局", OTHER_OFFICE, 90),  # of Shanghai or of Zhejiang?
        ("新乐财政局", OFFICE, 90),
        ("社会保障和就业", FUNCTIONAL + "208", 90),
        ("行政运行", FUNCTIONAL + "2010101", 80),
    ],
)
def test_doubtful(client: FlaskClient, text: str, iri: str, score: float) -> None:
    found = ask(client, text)
    assert best(found) == (iri, score, False)
    assert not any(it["match"] for it in found)


def test_likeness_is_asked_among_what_is_allowed(client: FlaskClient) -> None:
    found = ask(client, "新乐市", type="mz:Department")
    assert [(it["id"], it["match"]) for it in found][:1] == [(OFFICE, False)]
    there = [{"pid": "mz:jurisdiction", "v": "130184"}]
    assert [it["id"] for it in ask(client, "普陀区财政局", properties=there)] == [OFFICE]


def test_likeness_never_decides(client: FlaskClient) -> None:
    found = ask(client, "新乐市财政局本级", limit=50)
    assert found[0]["id"] == OFFICE
    assert all(it["score"] < 70 and not it["match"] for it in found)


@pytest.mark.parametrize("text", ["", " ", "…", "x" * 5000, "中华人民共和国财政部" * 40])
def test_nothing_found(client: FlaskClient, text: str) -> None:
    assert ask(client, text) == []


def test_namesakes_are_told_apart(client: FlaskClient) -> None:
    found = ask(client, "普陀区")
    assert [it["name"] for it in found] == ["普陀区", "普陀区"]
    assert ["上海市" in found[0]["description"], "浙江省舟山市" in found[1]["description"]] == [True, True]
    features = {it["id"]: it["value"] for it in found[0]["features"]}
    assert features["exact_name"] is True
    assert features["namesakes"] == 1
    assert features.keys() == terms.features().keys()


def test_a_name_that_ended_lately_keeps_others_uncertain(client: FlaskClient) -> None:
    found = ask(client, "住房公积金", type="code:economic")  # 30113; until 2017 also the name of 30311
    assert [it["id"].rpartition("/")[2] for it in found[:2]] == ["30113", "30311"]
    assert not any(it["match"] for it in found)


def test_types_restrict(client: FlaskClient) -> None:
    assert {it["type"][0]["id"] for it in ask(client, "财政局", limit=50)} >= {"mz:Department", "mz:Account"}
    for spelling in ("mz:Department", "Department", f"{BASE}ns#Department", ["mz:Department"]):
        found = ask(client, "新乐市财政", type=spelling)
        assert {it["type"][0]["id"] for it in found} == {"mz:Department"}
    assert best(ask(client, "住房公积金", type="code:functional")) == (FUNCTIONAL + "2210201", 100, True)


@pytest.mark.parametrize(
    "place", ["310107", 310107, 310107.0, "上海市普陀区", PLACE + "310107", {"id": PLACE + "310107"}]
)
def test_a_department_of_a_place(client: FlaskClient, place: object) -> None:
    for text in ("财政局", "普陀区财政局", "434财政局"):
        found = ask(client, text, type="mz:Department", properties=[{"pid": "mz:jurisdiction", "v": place}])
        assert best(found) == (OTHER_OFFICE, 100, True)
        assert len(found) == 1


def test_a_place_above_restricts_but_does_not_decide(client: FlaskClient) -> None:
    found = ask(client, "财政局", properties=[{"pid": "mz:jurisdiction", "v": "河北省"}])
    assert best(found) == (OFFICE, 90, False)
    assert len(found) == 1
    assert ask(client, "财政局", properties=[{"pid": "mz:jurisdiction", "v": "440000"}]) == []
    assert ask(client, "财政局", properties=[{"pid": "mz:jurisdiction", "v": "乌有县"}]) == []
    assert len(ask(client, "财政局", properties=[{"pid": "mz:jurisdiction", "v": ""}])) > 1  # an empty cell


def test_an_account_below_another(client: FlaskClient) -> None:
    for value in ("20103", "政府办公厅（室）及相关机构事务", FUNCTIONAL + "20103"):
        found = ask(client, "行政运行", properties=[{"pid": "skos:broader", "v": value}])
        assert best(found) == (FUNCTIONAL + "2010301", 100, True)
    assert len(ask(client, "行政运行", properties=[{"pid": "broader", "v": "201"}], limit=50)) > 10


def test_conditions_alone(client: FlaskClient) -> None:
    found = ask(client, None, type="mz:Department", properties=[{"pid": "mz:fiscalYear", "v": 2023}])
    assert [(it["id"], it["score"], it["match"]) for it in found] == [(OTHER_OFFICE, 50, False)]


def test_the_index_knows_what_only_some_documents_print() -> None:
    def office(iri: str, place: str, *others: str) -> Entity:
        values = {"mz:jurisdiction": (Reference(PLACE + place),), "mz:departmentCode": ("434",)}
        name = (Name("人民政府办公室"),)
        return Entity(iri, (terms.DEPARTMENT,), "某人民政府办公室", name, "434", values, others, place)

    index = Index([office("a:1", "130184"), office("a:2", "130126", "政府办")])

    def find(text: str, *conditions: Condition) -> list[tuple[str, float, bool]]:
        found = index.candidates(Query((text,), types=frozenset({terms.DEPARTMENT}), conditions=conditions))
        return [(it.entity.iri, it.score, it.match) for it in found]

    assert find("434政府办")[0] == ("a:2", 90, False)
    assert find("434") == []  # the code of every such office of the province
    assert find("434 新乐市人民政府办公室")[0] == ("a:1", 100, True)
    there = Condition("mz:jurisdiction", ("130126",))
    assert find("人民政府办公室", there) == [("a:2", 100, True)]
    elsewhere = Condition("mz:jurisdiction", ("130126",), "none")
    assert find("人民政府办公室", elsewhere) == [("a:1", 90, False)]


# --- the draft of 1.0


def test_wished_conditions_rank_and_required_ones_exclude(client: FlaskClient) -> None:
    wished = ask_v1(client, named("财政局"), having("mz:jurisdiction", "310107"), type="mz:Department")
    assert [(it["id"], it["score"], it["match"]) for it in wished] == [(OTHER_OFFICE, 100, True), (OFFICE, 45, False)]
    required = ask_v1(client, named("财政局"), having("mz:jurisdiction", "310107", required=True))
    assert [it["id"] for it in required] == [OTHER_OFFICE]


def test_quantifiers(client: FlaskClient) -> None:
    def found(quantifier: str, *values: str) -> set[str]:
        condition = having("mz:jurisdiction", list(values), required=True, matchQuantifier=quantifier)
        return {it["id"] for it in ask_v1(client, named("财政局"), condition, type="mz:Department")}

    assert found("any", "310107", "130184") == {OFFICE, OTHER_OFFICE}
    assert found("all", "130000", "130184") == {OFFICE}
    assert found("all", "310107", "130184") == set()
    assert found("none", "310107") == {OFFICE}


def test_identifiers_and_several_names(client: FlaskClient) -> None:
    by_id = ask_v1(client, {"matchType": "id", "propertyValue": OFFICE})
    assert [(it["id"], it["score"], it["match"]) for it in by_id] == [(OFFICE, 100, True)]
    several = ask_v1(client, named(["新乐市", "普陀区"]), limit=5)
    assert {it["id"] for it in several} >= {PLACE + "130184", PLACE + "310107"}


def test_both_versions_agree(client: FlaskClient) -> None:
    for text in ("新乐市", "普陀区", "行政运行", "新乐市政府"):
        assert ask(client, text) == ask_v1(client, named(text))


# --- manifests, suggestions, property values, previews


def test_manifest_of_0_2(client: FlaskClient) -> None:
    manifest = client.get("/reconcile").json
    assert manifest is not None
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == BASE
    assert manifest["schemaSpace"] == f"{BASE}ns#"
    assert manifest["batchSize"] == messages.BATCH
    assert [it["id"] for it in manifest["defaultTypes"]] == [terms.JURISDICTION, terms.DEPARTMENT, terms.ACCOUNT]
    places = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    addresses = [place["service_url"] + place["service_path"] for place in places]
    addresses += [manifest[key]["url"].replace("{{id}}", quote(OFFICE, safe="")) for key in ("view", "preview")]
    for address in addresses:
        assert address.startswith("http://localhost/reconcile/")
        assert client.get(address).status_code in {200, 303}, address


def test_manifest_of_1_0(client: FlaskClient) -> None:
    manifest = client.get("/reconcile/v1").json
    assert manifest is not None
    assert manifest["versions"] == ["1.0-draft"]
    assert manifest["standardizedScore"] is True
    assert manifest["suggest"] == {"entity": True, "property": True, "type": True}
    assert not manifest.keys() & {"identifierSpace", "schemaSpace"}
    view = manifest["view"]["url"].replace("{id}", quote(OFFICE, safe=""))
    assert client.get(view).headers["Location"] == "/id/department/130184/caizhengju-aaaa"
    for path in (
        "suggest/entity?prefix=x",
        "suggest/property?prefix=",
        "suggest/type?prefix=",
        "extend/propose?type=x",
    ):
        assert client.get(f"/reconcile/v1/{path}").status_code == 200


def test_words_are_in_the_language_of_the_reader(client: FlaskClient) -> None:
    for language, word in (("zh", "部门"), ("en", "Department")):
        answer = client.get("/reconcile", headers={"Accept-Language": language})
        assert answer.json is not None
        assert answer.json["defaultTypes"][1]["name"] == word
        assert "Accept-Language" in answer.headers["Vary"]


def suggested(client: FlaskClient, kind: str, **parameters: object) -> list[dict[str, Any]]:
    answer = client.get(f"/reconcile/suggest/{kind}", query_string=parameters)
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["result"]
    return found


def test_suggestions(client: FlaskClient) -> None:
    assert suggested(client, "entity", prefix="新乐市")[0]["id"] == PLACE + "130184"
    assert suggested(client, "entity", prefix="河北省石家庄市新乐市财")[0]["id"] == OFFICE
    assert suggested(client, "entity", prefix=OFFICE)[0]["id"] == OFFICE
    assert suggested(client, "entity", prefix="20103")[0]["id"] == FUNCTIONAL + "20103"
    assert {it["id"] for it in suggested(client, "entity", prefix="财政局", type="mz:Department")} == {
        OFFICE,
        OTHER_OFFICE,
    }
    assert suggested(client, "entity", prefix="新乐市的财政局")[0]["id"] == OFFICE  # no beginning, but like it
    assert [it["id"] for it in suggested(client, "type", prefix="")] == list(terms.types())
    assert [it["id"] for it in suggested(client, "type", prefix="depart")] == ["mz:Department"]
    assert [it["id"] for it in suggested(client, "property", prefix="所属地区")] == ["mz:jurisdiction"]
    assert suggested(client, "type", prefix="code:func")[0]["broader"][0]["id"] == "mz:Account"


@pytest.mark.parametrize("skip", ["cursor", "offset"])
def test_suggestions_go_on(client: FlaskClient, skip: str) -> None:
    everything = suggested(client, "entity", prefix="新", limit=20)
    assert len({it["id"] for it in everything}) == 20
    assert suggested(client, "entity", prefix="新", limit=5, **{skip: 5}) == everything[5:10]


def test_property_values(client: FlaskClient) -> None:
    ids = [PLACE + "110228", PLACE + "120110", OFFICE, FUNCTIONAL + "20805", NOBODY]
    of_places = ("mz:divisionCode", "mz:within", "mz:successor", "mz:jurisdiction", "mz:fiscalYear")
    of_accounts = ("skos:notation", "skos:broader", "rdfs:label@en", "mz:formerName")
    wanted = [{"id": name} for name in (*of_places, *of_accounts)]
    query = {"ids": ids, "properties": wanted}
    answer = client.post("/reconcile", data={"extend": json.dumps(query)}).json
    assert answer is not None
    assert [it["id"] for it in answer["meta"]] == [it["id"] for it in wanted]
    assert answer["meta"][1]["type"]["id"] == terms.JURISDICTION
    rows = answer["rows"]
    assert rows[ids[0]]["mz:divisionCode"] == [{"str": "110228"}]
    assert rows[ids[0]]["mz:within"] == [{"id": PLACE + "110000", "name": "北京市"}]
    assert rows[ids[0]]["mz:successor"] == [{"id": PLACE + "110118", "name": "密云区"}]
    assert rows[ids[1]]["mz:formerName"] == [{"str": "东郊区"}]
    assert rows[OFFICE]["mz:jurisdiction"] == [{"id": PLACE + "130184", "name": "新乐市"}]
    assert rows[OFFICE]["mz:fiscalYear"] == [{"int": 2022}]
    assert rows[ids[3]]["skos:notation"] == [{"str": "20805"}]
    assert rows[ids[3]]["skos:broader"] == [{"id": FUNCTIONAL + "208", "name": "社会保障和就业支出"}]
    assert rows[ids[3]]["rdfs:label@en"] == [{"str": "Pensions of government and public institutions"}]
    assert rows[ids[3]]["mz:formerName"] == [{"str": "行政事业单位离退休"}]
    assert rows[NOBODY] == {it["id"]: [] for it in wanted}
    draft = client.post("/reconcile/v1/extend", json=query).json
    assert draft is not None
    assert draft["meta"] == answer["meta"]
    assert {row["id"]: {it["id"]: it["values"] for it in row["properties"]} for row in draft["rows"]} == rows


def test_proposed_properties(client: FlaskClient) -> None:
    def proposed(**parameters: object) -> list[str]:
        answer = client.get("/reconcile/extend/propose", query_string=parameters).json
        assert answer is not None
        return [it["id"] for it in answer["properties"]]

    assert {"skos:notation", "skos:broader", "rdfs:label@en"} <= set(proposed(type="code:functional"))
    assert "mz:divisionCode" not in proposed(type="mz:Account")
    assert proposed(type=f"{BASE}ns#") == list(terms.properties())  # what OpenRefine sends when it knows no type
    assert len(proposed(type="mz:Department", limit=2)) == 2


def test_preview_may_be_framed(client: FlaskClient) -> None:
    answer = client.get("/reconcile/preview", query_string={"id": OFFICE, "lang": "zh"})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors" not in policy
    assert "script" not in policy
    assert "default-src 'none'" in policy
    for text in ("新乐市财政局", "河北省石家庄市", "130184", "2022"):
        assert text in answer.text
    assert client.get("/").headers["Content-Security-Policy"] != policy


def test_a_preview_in_chinese_names_the_level_of_a_division(client: FlaskClient) -> None:
    division = OFFICE.partition("/id/")[0] + "/id/jurisdiction/130184"
    page = client.get("/reconcile/preview", query_string={"id": division, "lang": "zh"}).text
    assert "<dd>县级</dd>" in page
    assert "county" not in page


@pytest.mark.parametrize("what", ["preview", "view"])
@pytest.mark.parametrize("iri", ["", "https://example.org/", "//example.org", NOBODY, "javascript:alert(1)"])
def test_what_is_not_ours_is_not_found(client: FlaskClient, what: str, iri: str) -> None:
    assert client.get(f"/reconcile/{what}", query_string={"id": iri}).status_code == 404


# --- requests that do not fit


def form(name: str, value: object) -> dict[str, object]:
    return {"data": {name: value if isinstance(value, str) else json.dumps(value)}}


def conditions(**condition: object) -> dict[str, object]:
    return {"path": "/reconcile/v1/match", "json": {"queries": [{"conditions": [condition]}]}}


@pytest.mark.parametrize(
    ("request_", "status", "says"),
    [
        (form("queries", "{"), 400, "not JSON"),
        (form("queries", "[" * 50_000), 400, "not JSON"),
        (form("queries", []), 400, "object"),
        (form("queries", {"a": 7}), 400, "query 'a'"),
        (form("queries", {"a": {"query": None, "properties": 7}}), 400, "list"),
        (form("queries", {"a": {"query": ["x", None]}}), 400, "query 'a'"),
        (form("queries", {"a": {"query": "x", "type": "mz:Nothing"}}), 400, "mz:Department"),
        (form("queries", {"a": {"query": "x", "type": "\ud800"}}), 400, "mz:Department"),
        (form("queries", {"a": {"query": "x", "limit": 0}}), 400, "from 1 to 50"),
        (form("queries", {"a": {"query": "x", "limit": True}}), 400, "limit"),
        (form("queries", '{"a": {"query": "x", "limit": NaN}}'), 400, "limit"),
        (form("queries", {"a": {"query": "x", "properties": [{"pid": "p", "v": 1}]}}), 400, "mz:jurisdiction"),
        (form("queries", {"a": {"query": "x", "properties": [{"v": 1}]}}), 400, "pid"),
        (form("queries", {str(n): {"query": "x"} for n in range(51)}), 413, "at most 50"),
        (form("queries", {"a": {"properties": [{"pid": "mz:within", "v": ["1"] * 21}]}}), 413, "at most 20"),
        (form("queries", {"a": {"properties": [{"pid": "mz:within", "v": "1"}] * 11}}), 413, "at most 10"),
        (form("extend", {"ids": ["a"] * 501, "properties": []}), 413, "at most 500"),
        (form("extend", {"ids": [1], "properties": []}), 400, "id"),
        (form("extend", {"ids": ["a"], "properties": [{"id": "nothing"}]}), 400, "skos:notation"),
        (form("other", "x"), 400, "neither"),
        ({"json": {}}, 415, "/reconcile/v1/match"),
        ({"path": "/reconcile/v1/match", "data": {"queries": "{}"}}, 415, "application/json"),
        ({"path": "/reconcile/v1/extend", "data": "{}"}, 415, "application/json"),
        ({"path": "/reconcile/v1/match", "json": {"queries": {}}}, 400, "list"),
        ({"path": "/reconcile/v1/match", "json": {"queries": [{"query": "x"}]}}, 400, "conditions"),
        ({"path": "/reconcile/v1/match", "json": {"queries": [{"conditions": []}] * 51}}, 413, "at most 50"),
        (conditions(propertyValue="x"), 400, "name, id or property"),
        (conditions(matchType="name", propertyValue="x", matchQualifier="Exact"), 400, "matchQualifier"),
        (conditions(matchType="name", propertyValue="x", matchQuantifier="some"), 400, "any, all or none"),
        (conditions(matchType="name", propertyValue="x", matchQuantifier="none"), 400, "names"),
        (conditions(**having("mz:within", "1", required="yes")), 400, "true or false"),
        ({"path": "/reconcile/v1/match", "method": "GET"}, 405, ""),
        ({"path": "/reconcile/suggest/entity?prefix=x&limit=-1", "method": "GET"}, 400, "limit"),
        ({"path": "/reconcile/suggest/nothing?prefix=x", "method": "GET"}, 404, ""),
        ({"path": "/reconcile?callback=f", "method": "GET"}, 400, "CORS"),
        ({"path": "/reconcile?queries={}&callback=f", "method": "GET"}, 400, "CORS"),
    ],
)
def test_refusals_say_what_to_do(client: FlaskClient, request_: dict[str, Any], status: int, says: str) -> None:
    answer = client.open(**{"path": "/reconcile", "method": "POST"} | request_)
    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert len(answer.text) < 700


def test_get_asks_as_post_does(client: FlaskClient) -> None:
    batch = json.dumps({"a": {"query": "新乐市"}, "b": {"query": ""}})
    by_get = client.get("/reconcile", query_string={"queries": batch})
    assert by_get.json == client.post("/reconcile", data={"queries": batch}).json
    assert by_get.headers["ETag"]


def test_half_a_character_is_answered(client: FlaskClient) -> None:
    answer = client.post("/reconcile", data={"queries": json.dumps({"\ud800": {"query": "\ud800"}})})
    assert answer.json == {"?": {"result": []}}


@pytest.mark.parametrize(
    "path", ["/reconcile", "/reconcile/v1", "/reconcile/v1/match", "/reconcile/suggest/type", "/reconcile/preview"]
)
def test_other_sites_may_ask(client: FlaskClient, path: str) -> None:
    preflight = client.options(path, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    allowed = preflight.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"Content-Type", "If-None-Match", "Range"} <= set(allowed)


def test_a_new_dataset_version_is_a_new_index(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    replace_graphs(store, vocabulary_graphs() | {ORGANIZATIONS: organizations((OFFICE, "新乐市财政局", "130184"))})
    app = create_app({"STORE": str(store.root), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1})
    client = app.test_client()
    try:
        assert best(ask(client, "新乐市财政局")) == (OFFICE, 100, True)
        before = client.get("/reconcile").headers["Mingzhang-Dataset-Version"]
        seen = "<b>2019999</b>"
        account = (
            f'<{BASE}code/functional/2019998> a mz:Account ; skos:notation "2019998" ; skos:prefLabel "{seen}"@zh .'
        )
        changed = organizations((OFFICE, "新乐市审计局", "130184")), quads(f"{BASE}graph/accounts", account)
        replace_graphs(store, {ORGANIZATIONS: changed[0], f"{BASE}graph/accounts": changed[1]})
        assert best(ask(client, "新乐市审计局")) == (OFFICE, 100, True)
        assert best(ask(client, "2019998")) == (FUNCTIONAL + "2019998", 100, True)  # first seen in a document
        page = client.get("/reconcile/preview", query_string={"id": FUNCTIONAL + "2019998"}).text
        assert "&lt;b&gt;" in page
        assert "<b>" not in page
        assert client.get("/reconcile").headers["Mingzhang-Dataset-Version"] != before
    finally:
        close(app)


def vocabulary_graphs() -> dict[str, bytes | None]:
    import ontology  # noqa: PLC0415 - only here

    return dict(vocabulary.split_graphs(ontology.nquads()))


# --- whatever is asked


@pytest.fixture(scope="module")
def index(app: Flask) -> Iterator[Index]:
    from server.views import reconcile  # noqa: PLC0415 - beside its use

    with app.test_request_context():
        yield reconcile.index()


TEXTS = st.text(max_size=30) | st.lists(
    st.sampled_from(
        [
            "新乐市",
            "普陀区",
            "河北省",
            "财政局",
            "434",
            "20103",
            "01",
            "行政运行",
            "、",
            "（",
            "）",
            " ",
            "市",
            "Health",
        ]
    ),
    max_size=6,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, limit=st.integers(1, 50))
def test_any_text_has_a_sound_answer(index: Index, text: str, limit: int) -> None:
    found = index.candidates(Query((text,), limit=limit))
    scores = [it.score for it in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert sum(it.match for it in found) <= 1
    assert all(it.score >= 95 for it in found if it.match)
    assert len({it.entity.iri for it in found}) == len(found) <= limit


# --- names and likeness


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("434政府办", "434", "政府办"),
        ("201|03|01行政运行", "2010301", "行政运行"),
        ("201-03-01:行政运行", "2010301", "行政运行"),
        ("行政运行(2010301)", "2010301", "行政运行"),
        ("新乐市", "", "新乐市"),
        ("13社区", "", "13社区"),
        ("130184", "130184", ""),
        ("", "", ""),
    ],
)
def test_codes_are_split_off(text: str, code: str, rest: str) -> None:
    assert names.split_code(text) == (code, rest)


def test_ordinals_are_stripped_where_they_are_ordinals() -> None:
    for text in ("八、社会保障", "(八)社会保障", "8.社会保障", "二十一、社会保障"):
        assert names.strip_ordinal(text) == "社会保障"
    assert names.strip_ordinal("一般公共服务") == "一般公共服务"
    assert names.strip_ordinal("1.61元") == "1.61元"


def test_divisions_in_front() -> None:
    found = {(lead.name, lead.rest) for lead in names.leads("秦皇岛市北戴河区政府办")}
    assert {("秦皇岛市", "北戴河区政府办"), ("北戴河区", "政府办")} <= found
    inner = [lead for lead in names.leads("上海市普陀区") if lead.name == "普陀区"]
    assert [lead.codes for lead in inner] == [frozenset({"310107"})]
    assert names.leads("财政局") == []


def test_lexicon() -> None:
    lexicon = Lexicon([("新乐市", 1), ("新乐县", 2), ("普陀区", 3), ("新", 4)])
    assert [thing for _, thing in lexicon.beginning("新乐")] == [2, 1]
    assert set(lexicon.alike("新乐市", 0.5)) == {1, 2}
    assert lexicon.alike("新乐市", 0.3)[1] == 1.0
    assert likeness("新乐市", "新乐县") == 0.5
    assert likeness("新乐市", "普陀") == 0.0


# --- documentation


def test_every_type_property_and_limit_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    section = page.partition("\n## Reconciliation\n")[2].partition("\n## ")[0]
    assert [name for name in (*terms.types(), *terms.properties()) if f"`{name}`" not in section] == []
    for limit in (
        messages.BATCH,
        messages.MAX_CANDIDATES,
        messages.MAX_CONDITIONS,
        messages.MAX_VALUES,
        messages.MAX_IDS,
    ):
        assert f" {limit} " in section
    for term in (*terms.types().values(), *terms.properties().values()):
        assert all(term.label.values())
        assert all(term.about.values())
