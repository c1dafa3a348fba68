"""Findings on pages: those of one cause together, what could not be read apart, and what only several documents show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from small_graph import BASE, OFFICE, A, Document, document_a, organizations, quads

from server import create_app, ledgers, vocabulary
from server.app import close
from server.embedded import EmbeddedStore
from server.pages.causes import Results, grouped

LOCAL = A.partition("disclosure/")[2]
LATER = A.replace("/budget", "/executed")
CELL = f"{A}/table/expenditure/cell"


def _finding(name: str, outcome: str, cell: str, cause: str, verdict: str, hint: str = "") -> str:
    identity = name.partition("-")[0]
    return f"""
        <{A}/report/check/{name}> a mz:IdentityCheck ; mz:disclosure <{A}> ; mz:identity <{BASE}code/identity/{identity}> ;
            mz:outcome <{BASE}code/outcome/{outcome}> ; mz:left 300.0 ; mz:right 100.0 ; mz:difference 200.0 ; mz:tolerance 0.01 ;
            mz:leftOperand <{CELL}/{cell}> .
        <{A}/report/result/{name}> a sh:ValidationResult ; rdfs:seeAlso <{A}/report/check/{name}> ; mz:verdict "{verdict}" ;
            mz:cause <{A}/report/result/{cause}> {f'; mz:repairHint "{hint}"@zh, "{hint}"@en' if hint else ""} ."""


REPORT = f"""
    <{A}/report> a sh:ValidationReport ; mz:disclosure <{A}> ; mz:findings 5 ; mz:causes 3 .
    {_finding("C2-7", "failed", "7-4", "C2-7", "failed", "READ OTHERWISE")}
    {_finding("C1-4", "failed", "4-4", "C2-7", "failed")}
    {_finding("J2-7", "incomplete", "7-4", "C2-7", "incomplete")}
    {_finding("J9-1", "incomplete", "6-4", "J9-1", "unread")}
    {_finding("Q5-1", "failed", "6-4", "Q5-1", "warning")}
    <{A}/report/result/C2-7> mz:sharedCause "第7行的300.00"@zh, "row 7 300.00"@en .
"""


def _later() -> Document:
    """Final accounts of the same year, whose table says that the budget of the three public expenses was 90: it was 100."""
    later = Document(LATER, OFFICE, "130184", 2022, "executed", "department", "新乐市财政局2022年部门决算", 1)
    later.table(
        "three-public",
        "“三公”经费支出决算表",
        {3: ("预算数", {"phase": "budget"}, None), 4: ("决算数", {}, None)},
        {"4": ("合计", {"lineItem": "three-public-total"}, None), "9": ("公务接待费", {"lineItem": "official-reception"}, "4")},
        {("4", 3): "90.00", ("4", 4): "80.00", ("9", 3): "40.00", ("9", 4): "30.00"},
    )  # fmt: skip
    return later


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("findings") / "store")
    with store.writing() as writer:
        vocabulary.write(writer)
        office = organizations((OFFICE, "新乐市财政局", "130184"))
        writer.replace(A, document_a().nquads(), office)
        writer.replace(f"{A}/report", quads(f"{A}/report", REPORT))
        writer.replace(LATER, _later().nquads(), office)
        writer.replace(f"{LATER}/report", quads(f"{LATER}/report", f"<{LATER}/report> a sh:ValidationReport ."))
        writer.commit()
    return store


@pytest.fixture(scope="module")
def client(store: EmbeddedStore) -> Iterator[FlaskClient]:
    app = create_app({"STORE": str(store.root), "QUERY_WORKERS": 1, "HOUSE_WORKERS": 1})
    client = app.test_client()
    client.environ_base.update({"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_LANGUAGE": "zh-CN"})
    yield client
    close(app)


def rows(page: str) -> list[str]:
    """The checks and causes of a page in their order."""
    found = []
    for part in page.split("<tr>")[1:]:
        if 'scope="rowgroup"' in part:
            found.append("cause")
        elif "/code/identity/" in part:
            found.append(part.partition("/code/identity/")[2].partition('"')[0].partition("?")[0])
    return found


def test_findings_of_one_cause_stand_together(client: FlaskClient) -> None:
    page = client.get(f"/reports/{LOCAL}").text
    assert rows(page) == ["cause", "C1", "C2", "J2", "Q5", "J9"]
    assert "起因相同，共 3 处：第7行的300.00" in page
    assert page.count("READ OTHERWISE") == 1, "a hint that they share is told once"


def test_in_lists_by_verdict_a_cause_says_what_stands_elsewhere(client: FlaskClient) -> None:
    page = client.get(f"/id/disclosure/{LOCAL}", follow_redirects=True).text
    page = page[page.index('id="findings"') :]
    assert rows(page)[:4] == ["cause", "C1", "C2", "Q5"]
    assert "起因相同，共 3 处，另有 1 处判断不同，列在别处：第7行的300.00" in page
    assert "起因相同，共 3 处，另有 2 处判断不同，列在别处" in page
    assert "共 5 处没有对上或缺数，归为 3 个起因" in page
    english = client.get(f"/id/disclosure/{LOCAL}", query_string={"lang": "en"}, follow_redirects=True).text
    assert "One cause, 3 findings; 1 of them judged otherwise and listed apart: row 7 300.00" in english


def test_a_check_leads_to_what_shares_its_cause(client: FlaskClient) -> None:
    page = client.get(f"/id/disclosure/{LOCAL}/report/check/J2-7", follow_redirects=True).text
    assert "这处发现与另外 2 处起因相同：第7行的300.00" in page


def test_what_could_not_be_read_is_not_said_to_be_lacking(client: FlaskClient) -> None:
    page = client.get(f"/reports/{LOCAL}").text
    assert "未能读出 1" in page
    assert "缺数 1" in page
    assert rows(client.get(f"/reports/{LOCAL}", query_string={"outcome": "unread"}).text) == ["J9"]
    assert rows(client.get(f"/reports/{LOCAL}", query_string={"outcome": "incomplete"}).text) == ["cause", "J2"]
    assert "这不是文件的问题" in client.get(f"/id/disclosure/{LOCAL}", follow_redirects=True).text
    listing = client.get("/reports/").text
    assert "outcome=unread" in listing


def test_years_and_dates_are_no_amounts(client: FlaskClient) -> None:
    page = client.get(f"/id/disclosure/{LOCAL}/report/check/Q5-1", follow_redirects=True).text
    assert "300" not in page.partition("<h2>")[0]
    assert "差额" not in page


def test_groups_keep_the_order_of_their_first_check() -> None:
    results = Results(
        causes={"ra": "rx", "rb": "rb", "rc": "rx"},
        checks={"a": "ra", "b": "rb", "c": "rc"},
        shared={"rx": {"zh": "某格"}},
    )
    groups = grouped([{"check": name, "hints": {}} for name in "abcd"], results)
    assert [[one["check"] for one in group.checks] for group in groups] == [["a", "c"], ["b"], ["d"]]
    assert [(group.kin, group.shared) for group in groups] == [(2, {"zh": "某格"}), (1, {}), (1, {})]


def test_checks_between_documents_are_those_that_mingzhang_check_kept(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    address = f"/reports/{LATER.partition('disclosure/')[2]}"
    assert "没有列出不等于相符" in client.get(address).text, "nothing was checked yet"
    ledgers.check(store, [A, LATER], whole=False)
    page = client.get(address).text
    page = page[page.index('id="across"') :]
    assert "与这个部门和所属单位的另外 1 份文件：核对 2 处，1 处相符" in page
    assert "M14" in page
    assert f"/id/disclosure/{LOCAL}/table/three-public/cell/4-3" in page, "the figure of the other document is a link"
    assert "https://" not in page.partition("M14")[2].partition("</li>")[0], "no address in the words"
    assert "核对 2 处" not in client.get(f"/reports/{LOCAL}").text, "the budget names no figure of another document"
    assert "2 checks; holding: 1" in client.get(address, query_string={"lang": "en"}).text
    with store.writing() as writer:
        corrected = _later()
        corrected.say(f"<{LATER}> mz:threePublicTotal 80.0 .")
        writer.replace(LATER, corrected.nquads(), organizations((OFFICE, "新乐市财政局", "130184")))
        writer.commit()
    assert "没有列出不等于相符" in client.get(address).text, "what was kept is of other data"


def test_the_identities_that_compare_documents_are_named(store: EmbeddedStore) -> None:
    both = ledgers.check(store, [A, LATER], keep=False).report
    alone = [ledgers.check(store, [one], keep=False).report for one in (A, LATER)]
    more = {
        name
        for name, tally in both.summary.items()
        if tally.checked != sum(report.summary[name].checked for report in alone)
    }
    assert more == {"M14"}
    assert more < ledgers.ACROSS
