"""What becomes of findings that a reviewer knows: ids that stay, notes in a file, an earlier report as a baseline."""

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS
from tables import BASE, Fixture

import shapes
from ontology.terms import MZ
from shapes.render import RENDERERS
from shapes.review import ReviewError, earlier, entry, explained

TABLE = """table expenditure 万元
合计    | 100.00 | 60.00 | 40.00
201     | 100.00 | 60.00 | 40.00
20103   | 90.00  | 60.00 | 40.00
"""
MOVED = TABLE.replace("201     |", "204     | | |\n201     |")


def graph(text: str = TABLE) -> Graph:
    return Fixture.parse(text).disclosure.graph


def failed(data: Graph) -> dict[str, shapes.Check]:
    return {one.id: one for one in shapes.check(data, structure=False).findings}


@pytest.fixture(scope="module")
def report() -> shapes.Report:
    return shapes.check(graph(), structure=False)


def test_an_id_does_not_depend_on_the_base():
    text = graph().serialize(format="nt").replace(f"<{BASE}id/", "<https://data.example.org/x/id/")
    other = shapes.check(Graph().parse(data=text, format="nt"), structure=False)
    assert {one.id for one in other.checks} == {one.id for one in shapes.check(graph(), structure=False).checks}
    assert not {one.iri for one in other.checks} & {one.iri for one in shapes.check(graph()).checks}


def test_an_id_does_not_depend_on_rows_elsewhere_nor_on_words():
    before = failed(graph())
    assert {one.identity for one in before.values()} == {"C1", "C2"}
    assert before.keys() <= failed(graph(MOVED)).keys()
    renamed = [replace(one, label={"zh": "别名", "en": "another name"}) for one in before.values()]
    assert [one.id for one in renamed] == list(before)


def test_an_id_depends_on_the_disclosure_the_table_and_the_label():
    ids = {one.id for one in shapes.check(graph(), structure=False).checks}
    other = Fixture.parse(TABLE, name="other").disclosure.graph
    assert not ids & {one.id for one in shapes.check(other, structure=False).checks}
    data = graph()
    row = URIRef(f"{BASE}id/disclosure/130184/office/2022/budget/table/expenditure/row/5")
    data.set((row, RDFS.label, Literal("20104", lang="zh")))
    changed = {one.id for one in shapes.check(data, structure=False).checks}
    assert ids & changed
    assert ids - changed


def test_rows_of_one_label_have_ids_of_their_own():
    data = graph()
    rows = [URIRef(f"{BASE}id/disclosure/130184/office/2022/budget/table/expenditure/row/{n}") for n in (3, 4, 5)]
    for row in rows:
        data.set((row, RDFS.label, Literal("合 计", lang="zh")))
    checks = [one for one in shapes.check(data, structure=False).checks if one.identity[0] == "C"]
    assert len({one.id for one in checks}) == len(checks) == 9


def test_claims_are_known_by_their_sentence_not_by_their_number_or_figure():
    base = f"{BASE}id/disclosure/130184/office/2022/budget"
    text = """
        @prefix mz: <https://w3id.org/mingzhang/ns#> .
        <{base}/claim/{number}> a mz:Claim ; mz:sentence "本年支出{figure}万元，其中项目支出{figure}万元。"@zh ; mz:sourceLine 9 .
    """
    from shapes.facts import Facts  # noqa: PLC0415
    from shapes.names import Names  # noqa: PLC0415
    from shapes.source import store_of_graph  # noqa: PLC0415

    names = []
    for number, figure in ((3, "1.61"), (12, "161")):
        data = graph().parse(data=text.format(base=base, number=number, figure=figure), format="turtle")
        names.append(Names(Facts(store_of_graph(data))).of(f"{base}/claim/{number}"))
    assert names[0] == names[1]
    assert "本年支出万元" in names[0]


def test_what_is_explained_does_not_count(report):
    text = "".join(entry(one, "查过，系印刷错误。") for one in report.findings)
    reviewed = report.reviewed(explained(text, "known.toml"))
    assert not report.conforms
    assert reviewed.conforms
    assert {reviewed.status(one).name for one in reviewed.findings} == {"known"}
    only_one = report.reviewed(explained(entry(report.findings[0], "查过"), "known.toml"))
    assert not only_one.conforms
    assert [only_one.status(one).name for one in only_one.findings].count("new") == len(report.findings) - 1


def test_a_known_finding_with_other_figures_counts_again(report):
    text = "".join(entry(one, "查过") for one in report.findings)
    later = shapes.check(graph(TABLE.replace("90.00", "80.00")), structure=False)
    reviewed = later.reviewed(explained(text, "known.toml"))
    assert {reviewed.status(one) for one in reviewed.findings} == {shapes.review.Status("changed", "查过")}
    assert not reviewed.conforms
    short = "".join(f'[[finding]]\nid = "{one.id}"\nnote = "查过"\n' for one in report.findings)
    assert later.reviewed(explained(short, "known.toml")).conforms, "an entry without figures holds for all figures"


def test_baseline_fixed_and_gone(report):
    past = earlier(report.render("json"), "before.json")
    assert report.reviewed(past).conforms
    corrected = shapes.check(graph(TABLE.replace("90.00", "100.00")), structure=False).reviewed(past)
    assert {one.id for one in corrected.review.fixed} == set(failed(graph()))
    assert corrected.review.gone == ()
    elsewhere = shapes.check(Fixture.parse(TABLE, name="other").disclosure.graph, structure=False).reviewed(past)
    assert elsewhere.review.fixed == ()
    assert {one.id for one in elsewhere.review.gone} == set(failed(graph()))
    assert not elsewhere.conforms
    assert "样例办公室 2022" in elsewhere.review.gone[0].told


def test_every_format_shows_new_known_and_fixed(report):
    old = shapes.check(graph(TABLE.replace("40.00\n20103", "41.00\n20103").replace("90.00", "100.00")), structure=False)
    past = earlier(old.render("json"), "old.json") + explained(entry(report.findings[0], "查过|<b>"), "known.toml")
    reviewed = report.reviewed(past)
    counts = [reviewed.review.count(name) for name in ("new", "known")] + [len(reviewed.review.fixed)]
    assert min(counts) > 0
    fixed = reviewed.review.fixed[0].id
    for form in RENDERERS.keys() - {"turtle", "json", "junit"}:
        text = reviewed.render(form)
        assert fixed in text, form
        assert "查过" in text, form
        assert "<b>" not in text.replace("查过|<b>", "") or form == "html"
    document = json.loads(reviewed.render("json"))
    assert [one["id"] for one in document["fixed"]] == [one.id for one in reviewed.review.fixed]
    assert {one["status"] for one in document["findings"]} >= {"new", "known"}
    assert [one["note"] for one in document["findings"] if one["id"] == report.findings[0].id] == ["查过|<b>"]
    lines = list(csv.DictReader(io.StringIO(reviewed.render("csv"))))
    assert {line["status"] for line in lines} >= {"new", "known", "fixed"}
    turtle = Graph().parse(data=reviewed.render("turtle"), format="turtle")
    assert {str(status) for status in turtle.objects(None, MZ.reviewStatus)} >= {"new", "known", "fixed"}
    assert Literal("查过|<b>") in set(turtle.objects(None, MZ.reviewNote))


def test_what_is_explained_is_counted_apart_in_every_format(report):
    """Two sums fail: one is explained, one is new; three of the past hold now."""
    old = shapes.check(graph(TABLE.replace("40.00\n20103", "41.00\n20103").replace("90.00", "100.00")), structure=False)
    explained_one = explained(entry(report.findings[0], "查过"), "known.toml")
    reviewed = report.reviewed([*explained_one, *earlier(old.render("json"), "old.json")])
    fixed = len(reviewed.review.fixed)
    assert (len(report.findings), fixed) == (2, 3)
    told = {
        "zh": "待看1处，1个起因；已知1处",
        "en": "1 open finding (1 failed) of 1 cause, 1 known",
        "verdict_zh": "有新的不符1处；已知1处",
        "verdict_en": "Does not conform: new: 1 failed; 1 known",
        "compared": f"1 new, 0 changed since, 1 known, {fixed} fixed, 0 no longer there",
        "identities": "2 do not hold (1 of them known)",
    }
    for form in ("text", "markdown", "html"):
        page = re.sub(r"<[^>]+>", "", reviewed.render(form))
        assert [words for words in told.values() if words not in page] == [], form
    document = json.loads(reviewed.render("json"))
    assert document["counts"] == {
        **{"findings": 2, "open": 1, "causes": 1, "verdicts": {"failed": 1}},
        **{"new": 1, "changed": 0, "known": 1, "fixed": fixed, "gone": 0},
    }
    (one,) = document["disclosures"]
    assert (one["findings"], one["open"], one["verdicts"]) == (2, 1, {"failed": 1})
    (suite,) = ElementTree.fromstring(reviewed.render("junit")).iter("testsuite")  # noqa: S314
    numbers = {name.get("name"): name.get("value") for name in suite.iter("property")}
    assert {name: numbers[name] for name in ("findings", "open", "new", "changed", "known", "fixed")} == {
        **{"findings": "2", "open": "1", "new": "1", "changed": "0", "known": "1", "fixed": str(fixed)}
    }
    turtle = Graph().parse(data=reviewed.render("turtle"), format="turtle")
    assert [int(str(number)) for number in turtle.objects(None, MZ.openFindings)] == [1]
    assert not list(Graph().parse(data=report.render("turtle"), format="turtle").objects(None, MZ.openFindings))
    lines = list(csv.DictReader(io.StringIO(reviewed.render("csv"))))
    states = [line["status"] for line in lines]
    assert [states.count(name) for name in ("new", "known", "fixed")] == [1, 1, fixed]
    assert {line["verdict"] for line in lines if line["status"] == "fixed"} == {"passed"}


def test_what_is_left_to_judge_is_said_beside_what_is_known():
    lacking = shapes.check(
        graph(TABLE.replace("| 60.00 | 40.00\n20103", "| | 40.00\n20103").replace("90.00", "100.00"))
    )
    one, *rest = lacking.findings
    reviewed = lacking.reviewed(explained(entry(one, "查过"), "known.toml"))
    said = f"Conforms: nothing new is violated; left to judge: {len(rest)} incomplete; 1 known"
    assert said in reviewed.render("text")
    assert f"没有新的不符；待判断：缺数{len(rest)}处；已知1处" in reviewed.render("markdown")


def test_junit(report):
    suite = ElementTree.fromstring(report.render("junit")).find("testsuite")  # noqa: S314  (written just now)
    assert suite is not None
    cases = {case.get("name", "").split()[0]: case for case in suite.findall("testcase")}
    assert set(cases) == {one.identity for one in report.checks}
    assert suite.attrib == {
        "name": "样例办公室2022年部门预算",
        "tests": str(len(cases)),
        "failures": "2",
        "skipped": "0",
        "errors": "0",
    }
    failure = cases["C1"].find("failure")
    assert failure is not None
    assert failure.attrib == {"message": "1 of 6 instances fails", "type": "violation"}
    assert report.findings[0].message["zh"] in (failure.text or "")
    incomplete = shapes.check(
        graph(TABLE.replace("| 60.00 | 40.00\n20103", "| | 40.00\n20103").replace("90.00", "100.00"))
    )
    suite = ElementTree.fromstring(incomplete.render("junit")).find("testsuite")  # noqa: S314
    assert suite is not None
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")
    known = report.reviewed(earlier(report.render("json"), "r"))
    suite = ElementTree.fromstring(known.render("junit")).find("testsuite")  # noqa: S314
    assert suite is not None
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")


def test_junit_has_nothing_that_xml_forbids():
    data = graph()
    title = URIRef("http://purl.org/dc/terms/title")
    address = URIRef(f"{BASE}id/disclosure/130184/office/2022/budget")
    data.set((address, title, Literal("a\x0b<b>&\x1f", lang="zh")))
    suite = ElementTree.fromstring(shapes.check(data).render("junit")).find("testsuite")  # noqa: S314
    assert suite is not None
    assert suite.get("name") == "a�<b>&�"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = ", "not TOML"),
        ('[[finding]]\nid = "C1-1"', "entry 1 has no note"),
        ('[[finding]]\nnote = "x"', "entry 1 has no id"),
        ('[[finding]]\nid = "C1-1"\nnote = " "', "entry 1 has no note"),
        ('[[finding]]\nid = "C1-1"\nnote = "x"\n' * 2, "C1-1 stands there twice"),
        ("finding = 3", "begins with [[finding]]"),
    ],
)
def test_a_bad_file_of_explained_findings_is_named(text, words):
    with pytest.raises(ReviewError, match=r"known\.toml") as error:
        explained(text, "known.toml")
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": [1]}', '{"findings": [{"id": "x"}]}'])
def test_a_bad_baseline_is_named(text):
    with pytest.raises(ReviewError, match=r"old\.json: this is not a report"):
        earlier(text, "old.json")


@pytest.mark.parametrize("note", ['"quoted" \\ back', "两行\n字", "\x7f\t\x01", "[[finding]]"])
def test_any_note_comes_back(report, note):
    (one,) = explained(entry(report.findings[0], note), "k")
    assert (one.note, one.id) == (note, report.findings[0].id)
    assert one.agrees(report.findings[0])


def test_an_indicator_is_known_by_its_project_not_by_the_number_of_the_project():
    from shapes.facts import Facts  # noqa: PLC0415
    from shapes.names import Names  # noqa: PLC0415
    from shapes.source import store_of_graph  # noqa: PLC0415

    base = f"{BASE}id/disclosure/130184/office/2022/budget/project"
    text = "@prefix mz: <https://w3id.org/mingzhang/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    for number, name in ((2, "保洁款"), (7, "电费")):
        text += f'<{base}/{number}> a mz:Project ; rdfs:label "{name}"@zh . '
        text += f'<{base}/{number}/indicator/1> a mz:PerformanceIndicator ; rdfs:label "成本"@zh . '
    names = Names(Facts(store_of_graph(Graph().parse(data=text, format="turtle"))))
    moved = Names(Facts(store_of_graph(Graph().parse(data=text.replace("/7", "/8"), format="turtle"))))
    assert names.of(f"{base}/7/indicator/1") == moved.of(f"{base}/8/indicator/1")
    assert names.of(f"{base}/7/indicator/1") != names.of(f"{base}/2/indicator/1")
