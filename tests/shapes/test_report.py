"""What a report says and how it is rendered."""

import csv
import io
import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from cases import CASES
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from tables import Disclosure, Fixture

import shapes
from ontology.terms import MZ, code
from shapes import wording
from shapes.money import money, plain
from shapes.records import Place
from shapes.render import RENDERERS

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(name: str, office: str = "office") -> Graph:
    return Fixture.parse((FIXTURES / f"{name}.txt").read_text(encoding="utf-8"), name=office).disclosure.graph


@pytest.fixture(scope="module")
def report() -> shapes.Report:
    return shapes.check(fixture("C1.invalid") + fixture("I1.incomplete", "other"))


def test_summary_counts_passes_too(report):
    assert report.summary["C1"] == shapes.Tally(checked=7, passed=5, failed=2, incomplete=0)
    assert report.summary["I1"] == shapes.Tally(checked=4, passed=2, failed=0, incomplete=2)
    assert report.summary["J13"] == shapes.Tally()
    assert report.structure.checked == report.structure.passed > 20
    assert not report.conforms
    assert report.of(report.disclosures[1].iri).conforms, "an incomplete check is no violation"


def test_a_warning_is_a_finding_but_no_violation():
    report = shapes.check(fixture("J13.invalid"))
    assert {one.severity for one in report.findings} == {"warning"}
    assert report.conforms
    number = len(report.findings)
    text = RENDERERS["text"](report)
    assert f"没有不符；待判断：疑点{number}处" in text
    assert f"Conforms; left to judge: {number} warning" in text
    assert "未发现不符" in RENDERERS["text"](shapes.check(fixture("C1.valid")))


def test_a_table_looked_at_as_a_whole_is_not_said_to_count_as_zero():
    report = shapes.check(CASES["R4"]["invalid"]())
    assert any(figure.table and figure.amount is None for one in report.findings for figure in one.figures)
    for form in ("text", "html", "markdown", "json", "csv"):
        assert "counts as 0" not in RENDERERS[form](report)


def test_check_tells_both_sides(report):
    one = report.findings[0]
    assert (one.identity, one.outcome, one.severity, one.relation) == ("C1", "failed", "violation", "=")
    assert (one.left, one.right, one.difference, one.tolerance) == (
        Decimal(600000),
        Decimal(500000),
        Decimal(100000),
        Decimal(100),
    )
    assert [figure.cell.printed for figure in one.left_operands + one.right_operands] == ["60.00", "50.00"]
    assert one.right_operands[0].row == "2010301"
    assert one.right_operands[0].column == "合计"
    assert one.disclosure.department_label == "样例办公室"
    assert one.disclosure.jurisdiction_label == "新乐市"
    assert (one.disclosure.fiscal_year, one.disclosure.phase) == (2022, "budget")
    assert one.describe_place("zh") == "第5行「20103」，第3列「合计」，原文第5行"


def test_blank_side_is_none_not_zero():
    report = shapes.check(fixture("I1.incomplete"))
    blank = next(one for one in report.findings if not one.left_operands)
    assert blank.left is None
    assert blank.difference is None
    assert blank.right == Decimal(200000)
    assert "左边未填" in blank.message["zh"]
    assert "left blank" in blank.message["en"]


def test_a_blank_cell_is_named(report):
    """In messages, JSON and HTML: which row and column, and on which line."""
    one = next(one for one in report.findings if one.identity == "I1" and one.left_operands)
    assert [(blank.row, blank.column, blank.line) for blank in one.blanks] == [
        ((6, "official-vehicles"), (4, "一般公共预算"), 6)
    ]
    assert "空白：第6行「official-vehicles」，第4列「一般公共预算」，原文第6行" in one.message["zh"]
    assert "blank: row 6 ‘official-vehicles’, column 4 ‘一般公共预算’, line 6" in one.message["en"]
    told = next(told for told in json.loads(report.render("json"))["findings"] if told["id"] == one.id)
    assert told["blank"] == [
        {
            "table": "样例表 three-public",
            "row": "official-vehicles",
            "column": "一般公共预算",
            "rowNumber": 6,
            "columnNumber": 4,
            "line": 6,
            "page": None,
            "sheet": None,
        }
    ]
    assert told["unread"] == []
    row = '<tr><td class="n">6</td><th>official-vehicles <small>6</small></th>'
    assert row in report.render("html")
    assert '<td class="n gap"> <small>空 blank</small></td>' in report.render("html")


@pytest.mark.parametrize(
    ("name", "identity", "blank"),
    [
        ("A5.incomplete", "A5", ("支 grand-total", None)),
        ("A7.incomplete", "A7", ("收 general-public", "预算数")),
        ("F3.blank.incomplete", "F3", ("301", None)),
        ("J2.incomplete", "J2", ("收 other-revenue", None)),
        ("J3.blank.incomplete", "J3", ("支 208", None)),
        ("J9.incomplete", "J9", ("2010301", "基本支出/小计")),
    ],
)
def test_every_component_names_the_blank_cell(name, identity, blank):
    found = [one for one in shapes.check(fixture(name)).findings if one.identity == identity]
    named = [(place.row and place.row[1], place.column and place.column[1]) for one in found for place in one.blanks]
    assert blank in named


def test_what_could_not_be_read_is_never_said_to_be_blank():
    report = shapes.check(fixture("A2.unread.incomplete"))
    one = next(one for one in report.findings)
    assert (one.outcome, one.blanks, [(table.kind, table.unread) for table in one.unread]) == (
        "incomplete",
        (),
        [("balance", 1)],
    )
    assert report.conforms
    assert "《样例表 balance》有1个数字程序未能读出，因此不作判断" in one.message["zh"]
    assert (
        "1 printed figure of 《样例表 balance》 could not be read by the loader, so nothing is said"
        in one.message["en"]
    )
    told = json.loads(report.render("json"))["findings"][0]
    assert told["unread"] == [{"table": "样例表 balance", "kind": "balance", "figures": 1}]
    for form in ("text", "html", "csv", "markdown", "junit"):
        page = report.render(form)
        assert "未能读出" in page
        assert not any(words in page for words in ("空白", "未填", "blank", "not printed"))


def test_a_side_that_could_not_be_read_is_not_called_blank():
    graph = Fixture.parse("table expenditure 万元\n合计 | 100.00 | |\nunread expenditure 2").disclosure.graph
    one = shapes.check(graph, structure=False).findings[0]
    assert (one.identity, one.outcome, one.right) == ("C2", "incomplete", None)
    assert "右边未能读出" in one.message["zh"]
    assert "right not read" in one.message["en"]
    assert "2 printed figures of" in one.message["en"]


def test_quotation_marks_are_never_doubled():
    disclosure = Disclosure().table("three-public", "three-public-total | 9.00 | 6.00 | |")
    label, title = URIRef("http://www.w3.org/2000/01/rdf-schema#label"), URIRef("http://purl.org/dc/terms/title")
    table = f"{disclosure.address}/table/three-public"
    disclosure.graph.set((URIRef(f"{table}/row/3"), label, Literal("“三公”经费小计", lang="zh")))
    disclosure.graph.set((URIRef(table), title, Literal("《“三公”经费支出表》", lang="zh")))
    report = shapes.check(disclosure.graph)
    assert "「“三公”经费小计」" in report.findings[0].message["zh"]
    assert "‘“三公”经费小计’" in report.findings[0].message["en"]
    for text in (*report.findings[0].message.values(), report.render("text")):
        assert not any(doubled in text for doubled in ("““", "””", "《《", "》》", "「「"))


def test_table_declared_empty_is_an_operand_of_zero():
    one = shapes.check(fixture("J6.invalid")).findings[0]
    assert (one.right, one.right_operands[0].cell) == (Decimal(0), None)
    assert "空表" in one.message["zh"]
    assert "declared empty" in one.message["en"]


def test_ids_are_unique_and_do_not_depend_on_the_figures():
    before, after = shapes.check(fixture("C1.invalid")), shapes.check(fixture("C1.valid"))
    assert len({one.id for one in before.checks}) == len(before.checks)
    assert [one.id for one in before.checks] == [one.id for one in after.checks]


def test_only_the_disclosures_asked_for():
    graph = fixture("C1.invalid") + fixture("I1.incomplete", "other")
    wanted = str(Disclosure(name="other").address)
    report = shapes.check(graph, disclosures=[wanted, "http://example.org/none"])
    assert [one.iri for one in report.disclosures] == [wanted]
    assert {one.disclosure.iri for one in report.checks} == {wanted}


def test_without_structure_shapes():
    graph = fixture("C1.valid")
    graph.remove((None, MZ.sourceFile, None))
    assert [one.identity for one in shapes.check(graph).findings] == ["structure"]
    assert not shapes.check(graph, structure=False).findings


def test_nothing_to_check():
    report = shapes.check(Graph())
    assert (report.checks, report.disclosures, report.conforms) == ((), (), True)
    for form in RENDERERS:
        assert report.render(form)


def test_unknown_format_is_named(report):
    with pytest.raises(
        ValueError, match="no report format 'pdf'; there are: text, json, turtle, csv, html, markdown, junit"
    ):
        report.render("pdf")


def test_json(report):
    document = json.loads(report.render("json"))
    assert list(document) == ["summary", "counts", "disclosures", "findings"]
    assert document["counts"] == {
        **{"findings": 5, "open": 5, "causes": 3, "verdicts": {"failed": 2, "incomplete": 3}},
        **dict.fromkeys(("new", "changed", "known", "fixed", "gone")),
    }
    assert document["summary"]["C1"] == {"checked": 7, "passed": 5, "failed": 2, "incomplete": 0}
    assert list(document["summary"]) == [identity.id for identity in shapes.identities()]
    first = document["findings"][0]
    assert list(first) == [
        *(
            "identity",
            "verdict",
            "severity",
            "outcome",
            "jurisdiction",
            "department",
            "fiscalYear",
            "phase",
            "table",
            "place",
        ),
        *("left", "right", "difference", "tolerance", "unit", "operands", "blank", "unread", "message", "id"),
        *("hint", "status", "note", "cause"),
    ]
    assert (first["left"], first["right"], first["difference"], first["tolerance"]) == (
        "600000",
        "500000",
        "100000",
        "100",
    )
    assert (first["jurisdiction"], first["department"], first["table"]) == ("新乐市", "样例办公室", "expenditure")
    assert set(first["message"]) == {"zh", "en"}
    assert [(one["side"], one["printed"], one["unit"], one["amount"]) for one in first["operands"]] == [
        ("left", "60.00", "万元", "600000"),
        ("right", "50.00", "万元", "500000"),
    ]
    assert len(document["findings"]) == len(report.findings)


def test_csv_is_one_line_per_finding_and_runs_no_formula(report):
    lines = list(csv.DictReader(io.StringIO(report.render("csv"))))
    assert [line["id"] for line in lines] == [one.id for one in report.findings]
    assert lines[0]["leftFigures"] == "20103 合计 60.00万元"
    graph = Fixture.parse("table expenditure 万元\n合计 | 100.00 | 60.00 | 30.00").disclosure.graph
    graph.remove((None, MZ.department, None))
    department = URIRef("http://example.org/department")
    graph.add((Disclosure().address, MZ.department, department))
    graph.add((department, URIRef("http://www.w3.org/2000/01/rdf-schema#label"), Literal("=HYPERLINK(1)", lang="zh")))
    line = next(csv.DictReader(io.StringIO(shapes.check(graph, structure=False).render("csv"))))
    assert line["department"] == "'=HYPERLINK(1)"
    assert line["difference"] == "100000"


class Text(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not {"src", "onload"} & {name for name, _ in attrs}, "the page must not need anything else"
        assert all(value.startswith("#") for name, value in attrs if name == "href")

    def handle_data(self, data):
        self.text += data


def test_html_escapes_what_is_printed(report):
    page = Text()
    page.feed(report.render("html"))
    assert page.tags.count("article") == len(report.findings)
    assert "C1 支出总表：合计等于各科目逐级之和" in page.text
    graph = fixture("C1.invalid")
    title = URIRef("http://purl.org/dc/terms/title")
    graph.set((Disclosure().address, title, Literal("<script>alert(1)</script>", lang="zh")))
    page = Text()
    page.feed(shapes.check(graph).render("html"))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text


def test_turtle_is_a_shacl_report_and_a_ledger(report):
    graph = Graph().parse(data=report.render("turtle"), format="turtle")
    results = set(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(report.findings)
    assert set(graph.objects(None, SH.result)) == results
    assert len(set(graph.subjects(RDF.type, MZ.IdentityCheck))) == len(report.checks)
    one = report.findings[0]
    result = URIRef(f"{one.disclosure.iri}/report/result/{one.id}")
    assert graph.value(result, SH.sourceShape) == code("identity", "C1")
    assert graph.value(result, SH.value) == URIRef(one.left_operands[0].iri)
    assert graph.value(result, SH.focusNode) == URIRef(one.disclosure.iri)
    assert graph.value(result, SH.resultSeverity) == SH.Violation
    assert {message.language for message in graph.objects(result, SH.resultMessage)} == {"zh", "en"}
    check = URIRef(one.iri)
    assert graph.value(check, MZ.outcome) == code("outcome", "failed")
    assert graph.value(check, MZ.left).value == Decimal(600000)
    assert graph.value(check, MZ.leftOperand) == URIRef(one.left_operands[0].iri)


def test_report_graph_is_the_same_every_time(report):
    first, second = (
        report.to_nquads(),
        shapes.check(fixture("C1.invalid") + fixture("I1.incomplete", "other")).to_nquads(),
    )
    assert first == second
    assert sorted(first) == sorted(f"{one.iri}/report" for one in report.disclosures)
    for name, data in first.items():
        assert {quad.graph_name.value for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS)} == {name}


def test_text_names_findings_and_identities(report):
    text = report.render("text")
    for one in report.findings:
        assert one.id in text
        assert one.label["zh"] in text
        assert one.label["en"] in text
    assert (
        f"""
  C1 不符 · 支出总表：合计等于各科目逐级之和 · 第5行「20103」，第3列「合计」，原文第5行 · 左边60万元，右边50万元，相差10万元
     fails · Expenditure table: every total is the sum of the rows below it · row 5 ‘20103’, column 3 ‘合计’, line 5 · \
left CNY 600,000, right CNY 500,000, difference CNY 100,000
      《样例表 expenditure》 · {report.findings[0].id}
      左：第5行「20103」「合计」60.00万元（原文第5行）
      left: row 5 ‘20103’ ‘合计’ 60.00万元 (line 5)
      右：第6行「2010301」「合计」50.00万元（原文第6行）
      right: row 6 ‘2010301’ ‘合计’ 50.00万元 (line 6)
"""
        in text
    )
    assert "支出总表：合计等于各科目逐级之和 · Expenditure table: every total is the sum of the rows below it" in text
    assert text.endswith("不符2处；待判断：缺数3处 · Does not conform: 2 failed; left to judge: 3 incomplete\n")


@pytest.mark.parametrize(
    ("amount", "exponent", "zh", "en"),
    [
        ("2215200", 4, "221.52万元", "CNY 2,215,200"),
        ("0.015", 0, "0.015元", "CNY 0.015"),
        ("-100", 4, "-0.01万元", "CNY -100"),
        ("1000000.00", 4, "100万元", "CNY 1,000,000"),
        ("34929482.70", 0, "34929482.7元", "CNY 34,929,482.7"),
    ],
)
def test_money(amount, exponent, zh, en):
    assert money(Decimal(amount), exponent, "zh") == zh
    assert money(Decimal(amount), exponent, "en") == en


def test_plain_has_no_exponent():
    assert plain(Decimal("1E+6")) == "1000000"
    assert plain(Decimal("0.50")) == "0.5"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"line": 7, "page": None}, "第1行「收入」，原文第7行"),
        ({"page": 21}, "第1行「收入」，第21页"),
        ({"sheet": "表一"}, "第1行「收入」，表一"),
    ],
)
def test_a_place_says_the_line_the_page_or_the_sheet(where, told):
    assert wording.place(Place(None, (1, "收入"), **where), "zh") == told
