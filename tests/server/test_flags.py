"""A figure that a failed check uses is marked wherever it is shown, and the mark leads to the check."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from small_graph import BASE, OFFICE, A, document_a, organizations, quads

from server import create_app, vocabulary
from server.app import close
from server.embedded import EmbeddedStore

BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN"}
THREE_PUBLIC = f"{A}/table/three-public/cell/4-3"
FAILED = f"{A}/report/check/I1-4"
WARNED = f"{A}/report/check/N5-9"
REMARK = f"{A}/report/check/J14-1"


def _report() -> bytes:
    """The three-public total and a project listed in prose fail; a remark on the vehicles accuses nobody."""
    checks = ""
    for address, identity, left, right in (
        (FAILED, "I1", THREE_PUBLIC, f"{A}/table/three-public/cell/5-3"),
        (WARNED, "X1", f"{A}/claim/7", f"{A}/claim/8"),
        (REMARK, "X2", f"{A}/table/assets/cell/4-3", f"{A}/table/three-public/cell/8-3"),
    ):
        checks += f"""<{address}> a mz:IdentityCheck ; mz:disclosure <{A}> ; mz:identity <{BASE}code/identity/{identity}> ;
            mz:outcome <{BASE}code/outcome/failed> ; mz:left 100.0 ; mz:right 0.0 ; mz:difference 100.0 ; mz:tolerance 0.01 ;
            mz:leftOperand <{left}> ; mz:rightOperand <{right}> .\n"""
    return quads(f"{A}/report", checks)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    store = EmbeddedStore(tmp_path_factory.mktemp("flags") / "store")
    document = document_a()
    document.say(
        f"""<{BASE}code/identity/X1> a mz:Identity ; sh:severity sh:Warning ; rdfs:label "试"@zh , "trial"@en .
        <{BASE}code/identity/X2> a mz:Identity ; sh:severity sh:Info .
        <{A}> mz:hasProject <{A}/project/3> . <{A}/project/3> a mz:Project ; rdfs:label "定额补助"@zh ; mz:disclosure <{A}> ; mz:amount 1.61 .
        <{A}/claim/7> a mz:Claim ; mz:disclosure <{A}> ; mz:project <{A}/project/3> ; mz:claimKind <{BASE}code/claim-kind/level> ;
            mz:partOfClaim <{A}/claim/6> ; mz:partList 1 ;
            mz:amount 1.61 ; mz:printedValue "1.61元" ; mz:sentence "定额补助1.61元。"@zh ; mz:sourceLine 77 .
        <{A}/claim/8> a mz:Claim ; mz:partOfClaim <{A}/claim/6> ; mz:partList 1 ; mz:printedValue "1.69万元" .
        <{A}/claim/9> a mz:Claim ; mz:partOfClaim <{A}/claim/6> ; mz:partList 2 ; mz:printedValue "3万元" ."""
    )
    with store.writing() as writer:
        vocabulary.write(writer)
        writer.replace(A, document.nquads(), organizations((OFFICE, "新乐市财政局", "130184")))
        writer.replace(f"{A}/report", _report())
        writer.commit()
    app: Flask = create_app({"STORE": str(store.root), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1})
    yield app.test_client()
    close(app)


def path(iri: str) -> str:
    return "/" + iri.removeprefix(BASE)


def page(client: FlaskClient, address: str, **query: str) -> str:
    answer = client.get(address, headers=BROWSER, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        path(A),
        path(OFFICE),
        path(THREE_PUBLIC),
        "/questions/three-public-by-department",
        "/questions/three-public",
    ],
)
def test_a_failed_figure_is_marked(client: FlaskClient, address: str) -> None:
    assert f'class="tag failed" href="{path(FAILED)}"' in page(client, address)


def test_a_table_marks_its_cells(client: FlaskClient) -> None:
    text = page(client, path(f"{A}/table/three-public"))
    assert text.count('class="n bad"') == 2
    assert "doubt" not in text


def test_a_project_of_the_prose_shows_its_words_and_the_contradiction(client: FlaskClient) -> None:
    text = page(client, path(f"{A}/project/3"))
    for words in (
        "1.61元",
        "定额补助1.61元。",
        "原文第 77 行",
        "引用前请看",
        "其他 1 个数额都以万元计",
        f'class="tag warning" href="{path(WARNED)}"',
    ):
        assert words in text
    assert "0.00 万元" not in text  # rounded away, it would read as nothing
    assert f'href="{path(WARNED)}"' in page(client, path(A))


@pytest.mark.parametrize(
    "address", ["/questions/vehicles", path(f"{A}/table/assets"), path(f"{A}/table/assets/cell/4-3")]
)
def test_a_remark_accuses_no_figure(client: FlaskClient, address: str) -> None:
    text = page(client, address)
    assert "引用前请" not in text
    assert "tag warning" not in text


def test_the_flags_of_an_answer_in_json_and_csv(client: FlaskClient) -> None:
    answer = client.get("/questions/projects", query_string={"format": "json"}).json
    assert answer is not None
    (number,) = [number for number, row in enumerate(answer["rows"]) if row["projectLabel"] == "定额补助"]
    assert answer["rows"][number]["printed"] == "1.61元"
    assert answer["checks"] == {str(number): [{"verdict": "warning", "identity": "X1", "check": WARNED}]}
    rows = list(csv.DictReader(io.StringIO(client.get("/questions/projects.csv").data.decode("utf-8-sig"))))
    assert {row["项目"]: row["核对"] for row in rows} == {"定额补助": "疑点 X1", "电算化项目": "", "<b>培训</b>": ""}
    assert {row["核对（网址）"] for row in rows} == {"", WARNED}
    by_place = client.get("/questions/three-public.csv", query_string={"lang": "en"}).data.decode("utf-8-sig")
    assert [row["Check"] for row in csv.DictReader(io.StringIO(by_place))] == ["fails I1"]


def test_a_check_has_a_page_with_both_sides(client: FlaskClient) -> None:
    text = page(client, path(FAILED), lang="en")
    for words in ("I1", "100.00", "“三公”经费支出表", "因公出国（境）费", "source line 104", "Tolerance 0.01 yuan"):
        assert words in text
    assert f'href="{path(THREE_PUBLIC)}?lang=en"' in text


def test_a_failed_check_is_named_in_the_language_of_the_reader(client: FlaskClient) -> None:
    for form in ("csv", "html"):
        english = page(client, "/questions/failed-checks", lang="en", format=form)
        assert "trial" in english
        assert "fails" in english
        assert "试" not in english


def test_the_figures_of_a_disclosure_come_as_csv(client: FlaskClient) -> None:
    address = f"/data/{A.partition('/id/')[2]}.csv"
    assert f'href="{address}"' in page(client, "/data/")
    assert f'href="{address}"' in page(client, path(A))
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = {row["本格（网址）"]: row for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))}
    assert len(rows) == 29  # every figure of the seven tables, each once
    row = rows[THREE_PUBLIC]
    assert (row["原表标题"], row["行"], row["列"], row["原文"], row["金额（元）"], row["核对"], row["原文行号"]) == (
        "“三公”经费支出表", "4", "3", "100.00", "100", "不符 I1", "104",
    )  # fmt: skip
    assert rows[f"{A}/table/assets/cell/4-3"]["数量"] == "3"
