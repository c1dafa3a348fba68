"""Accounts by year, and functional classes found by their names."""

import os
import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from ontology import account_label, account_names, account_valid, class_code_by_name
from ontology.accounts import ACCOUNT_SCHEMES, accounts, changes
from ontology.graphs import turtle
from ontology.terms import CODE, DEFAULT_BASE, period_iri
from ontology.versions import YEARS, version

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MINGZHANG_SHARED", ROOT.parent / "shared"))
SAMPLES = sorted(
    path for path in (ROOT / "samples").iterdir() if path.suffix in {".txt", ".md"} and path.stem != "README"
)
SEEDS = sorted((SHARED / "seeds").glob("*.txt")) if (SHARED / "seeds").is_dir() else []

# As balances print them: in Hebei, in Henan, in Henan without 支出, before 2019, and written otherwise.
LABELS = {
    "201": "一、一般公共服务支出 （一）一般公共服务支出 一、一般公共服务",
    "202": "二、外交支出 （二）外交支出 二、外交",
    "203": "三、国防支出 三、国防",
    "204": "四、公共安全支出 四、公共安全",
    "205": "五、教育支出 五、教育",
    "206": "六、科学技术支出 六、科学技术",
    "207": "七、文化旅游体育与传媒支出 （七）文化体育旅游与传媒支出 七、文化旅游体育与传媒 七、文化体育与传媒支出",
    "208": "八、社会保障和就业支出 （八）社会保障和就业支出 八、社会保障与就业",
    "209": "九、社会保险基金支出",
    "210": "十、卫生健康支出 （九）医疗卫生与计划生育支出 （十）卫生健康支出",
    "211": "十一、节能环保支出 十一、节能环保",
    "212": "十二、城乡社区支出 （十二）城乡社区事务支出 十二、城乡社区事务",
    "213": "十三、农林水支出 （十三）农林水事务支出 十三、农林水事务",
    "214": "十四、交通运输支出 十四、交通运输",
    "215": "十五、资源勘探工业信息等支出 （十五）资源勘探信息等支出 十五、资源勘探信息等",
    "216": "十六、商业服务业等支出 十六、商业服务业等",
    "217": "十七、金融支出",
    "219": "十八、援助其他地区支出 （十九）援助其他地区支出",
    "220": "十九、自然资源海洋气象等支出 二十、自然资源海洋气象等支出 十九、国土海洋气象等支出",
    "221": "二十、住房保障支出 二十一、住房保障支出",
    "222": "二十一、粮油物资储备支出",
    "223": "二十二、国有资本经营预算支出",
    "224": "二十三、灾害防治及应急管理支出 二十四、灾害防治及应急管理",
    "227": "二十四、预备费 二十七、预备费",
    "229": "二十五、其他支出 二十九、其他支出",
    "230": "二十六、转移性支出",
    "231": "二十七、债务还本支出",
    "232": "二十八、债务付息支出",
    "233": "二十九、债务发行费用支出",
    "234": "三十、抗疫特别国债安排的支出",
    "central-bank": "三十一、人行科目",
}


@pytest.mark.parametrize(
    ("label", "code"), [(label, code) for code, labels in LABELS.items() for label in labels.split()]
)
def test_classes_are_found_by_name(label: str, code: str) -> None:
    assert class_code_by_name(label) == code
    assert class_code_by_name(f" {label[:4]}\n{label[4:]} ") == code, "line breaks and spaces within cells"


def test_every_class_is_tried() -> None:
    classes = {code for code in accounts("functional") if code != "total" and (len(code) == 3 or not code.isdigit())}
    assert classes - LABELS.keys() == {"218"}


def test_every_name_of_a_class_leads_to_it() -> None:
    for code, names in accounts("functional").items():
        if len(code) == 3:
            assert {class_code_by_name(name.zh) for name in names} == {code}


@pytest.mark.parametrize(
    "label",
    [
        "",
        "支出",
        "一、",
        "本年支出合计",
        "支出总计",
        "一、一般公共预算拨款收入",
        "其他收入",
        "年终结转结余",
        "基本支出",
        "项目支出",
        "人员经费",
    ],
)
def test_what_is_no_class_gives_none(label: str) -> None:
    assert class_code_by_name(label) is None


@pytest.mark.parametrize("path", [*SAMPLES, *SEEDS], ids=lambda path: path.name)
def test_all_class_labels_of_real_balances_are_known(path: Path) -> None:
    cells = re.split(r"[\t\n]", path.read_text(encoding="utf-8"))
    numbered = re.compile(r"^(?:（?[一二三四五六七八九十]+[）、])(?:[\u4e00-\u9fff、 ]*(?:支出|事务|预备费|人行科目))$")
    labels = {cell.strip() for cell in cells if numbered.match(cell.strip())}
    known = {label for label in labels if class_code_by_name(label)}
    assert len(known) >= 28
    # What is left are rows of other tables and headings, not classes.
    assert all(
        re.search(r"本年支出|项目支出|基本支出|采购支出|经营支出|补助支出|上级支出", label) for label in labels - known
    ), labels - known


@pytest.mark.skipif(not SEEDS, reason="the shared documents are not here (set MINGZHANG_SHARED)")
def test_observed_codes_are_in_the_lists() -> None:
    for file, scheme in (("observed_function_codes.csv", "functional"), ("observed_economic_codes.csv", "economic")):
        lines = (SHARED / "data" / file).read_text(encoding="utf-8-sig").splitlines()[1:]
        missing = [line for line in lines if not account_names(scheme, line.split(",")[0])]
        assert missing in ([], ["30210,车辆运行费(1)"]), "misread once in one document"


def test_names_by_year() -> None:
    assert account_label("functional", "20805", 2018) == "行政事业单位离退休"
    assert account_label("functional", "20805", 2021) == account_label("functional", "20805") == "行政事业单位养老支出"
    assert account_label("economic", "30311", 2016) == "住房公积金"
    assert account_label("economic", "30311", 2022) == "代缴社会保险费"
    assert account_label("functional", "210", 2018) == "医疗卫生与计划生育支出"
    assert account_label("functional", "9999999", 2022) is None


def test_validity_by_year() -> None:
    assert account_valid("functional", "2080504", 2019) is True
    assert account_valid("functional", "2080504", 2022) is False
    assert account_valid("economic", "30311", 2018) is False, "between two meanings"
    assert account_valid("functional", "20139", 2022) is False
    assert account_valid("functional", "2010301", 2022) is True
    assert account_valid("functional", "9999999", 2022) is None


def test_unknown_schemes_are_refused() -> None:
    with pytest.raises(KeyError, match="government-economic"):
        account_names("functionnal", "201")


@pytest.mark.parametrize("scheme", ["functional", "economic", "government-economic"])
def test_names_stand_in_the_order_of_time(scheme: str) -> None:
    for code, names in accounts(scheme).items():
        years = [year for name in names for year in (name.since, name.until) if year]
        assert years == sorted(years), code
        assert names[-1].en, code


def test_a_code_is_only_valid_while_what_it_belongs_to_is() -> None:
    assert account_valid("functional", "2240101", 2018) is False, "its class began in 2019"
    assert account_valid("functional", "2240101", 2019) is True
    assert account_valid("functional", "2012499", 2022) in {False, None}, "its section ended in 2018"
    assert account_valid("government-economic", "50101", 2017) is False
    assert account_valid("government-economic", "50101", 2018) is True


def test_a_renamed_section_is_the_same_section() -> None:
    """行政运行 of 农业 (2019) and of 农业农村 (2020) is one code: only codes that are new say when they began."""
    for code in ("2130101", "2130201", "2130501", "2200101", "2200150"):
        assert account_valid("functional", code, 2018) is True, code
    assert account_label("functional", "2130199", 2019) == "其他农业支出"
    assert account_label("functional", "2130199", 2020) == "其他农业农村支出"
    new = {"20706", "20708", "21015", "21016"}  # sections of classes that were renamed in the same year, and new
    for code, names in accounts("functional").items():
        above = accounts("functional").get(code[:-2], ()) if len(code) > 3 else ()
        renamed = {name.since for name in above[1:]} - {None}
        assert code in new or names[0].since not in renamed, code


def test_changes_by_year() -> None:
    assert ("renamed", "20805") in changes("functional", 2020)
    assert ("ended", "2080504") in changes("functional", 2020)
    assert ("new", "224") in changes("functional", 2019)
    assert "2240101" not in {code for _, code in changes("functional", 2019)}, "it came with its class"
    assert changes("economic", 2020) == [("new", "30311")]
    assert ("ended", "30311") in changes("economic", 2018)


@pytest.mark.parametrize("scheme", ACCOUNT_SCHEMES)
def test_every_year_has_its_version(scheme: str) -> None:
    graph = Graph().parse(data=turtle("versions.ttl"), format="turtle")
    for year in YEARS:
        this = URIRef(DEFAULT_BASE + version(scheme, year))
        assert (this, RDF.type, SKOS.ConceptScheme) in graph
        assert graph.value(this, DCTERMS.isVersionOf) == CODE[scheme]
        assert graph.value(this, DCTERMS.temporal) == period_iri(year)
        notes = [str(text) for text in graph.objects(this, SKOS.changeNote)]
        assert len(notes) == (2 * len(changes(scheme, year)) if year > YEARS[0] else 0)
    renamed = "更名：20805 行政事业单位离退休 → 行政事业单位养老支出"
    assert (URIRef(DEFAULT_BASE + version("functional", 2020)), SKOS.changeNote, Literal(renamed, lang="zh")) in graph
