"""The division that a text names: never a guess, never a word that only looks like a name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.placenames import short_forms
from ontology.regions import AmbiguousJurisdictionError, Region, UnknownJurisdictionError, regions, resolve

IN_USE = [region for region in regions() if region.valid_until is None]
OFFICES = [
    "",
    "人民政府办公室",
    "人民政府办公室（汇总）",
    "财政局2022年部门预算",
    "市场监督管理局",
    "委组织部",
    "教育局本级",
]


def fitting(text: str) -> list[Region]:
    """What a text may name: one division, several candidates, or none."""
    try:
        return [resolve(text)]
    except AmbiguousJurisdictionError as error:
        return list(error.candidates)
    except UnknownJurisdictionError:
        return []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("新乐市人民政府办公室2022年部门预算", "130184"),
        ("新乡市红旗区人民政府办公室（汇总）", "410702"),
        ("434平乡县人民政府办公室", "130532"),
        ("灵寿县人民政府办公室2021年部门预算", "130126"),
        ("秦皇岛市北戴河区人民政府办公室(本级）", "130304"),
        ("上海市普陀区人民政府万里街道办事处", "310107"),
        ("上海市普陀区财政局", "310107"),
        ("湛江市人力资源和社会保障局", "440800"),
        ("河北新乐市财政局", "130184"),
        ("上海普陀区", "310107"),
        ("新乐", "130184"),
        ("新乐财政局", "130184"),
        ("中共新乐市委办公室", "130184"),
        ("新乐市\n人民政府 办公室", "130184"),
        ("新乡市红旗\n区政府", "410702"),
        ("反映北戴河区年度部门预算", "130304"),
        ("威县财政局", "130533"),
        ("玉林市容县财政局", "450921"),
        ("枣庄市市中区财政局", "370402"),
        ("枣庄市中区财政局", "370402"),
        ("青岛市北区人民政府", "370203"),
        ("晋城市城区人民政府", "140502"),
        ("吉林省吉林市财政局", "220200"),
        ("恩施州财政局", "422800"),
        ("孟村县财政局", "130930"),
        ("内蒙古财政厅", "150000"),
        ("海南藏族自治州财政局", "632500"),
        ("重庆市城口县财政局", "500229"),
        ("济源市财政局", "419001"),
    ],
)
def test_offices_resolve_to_their_division(text: str, code: str) -> None:
    assert resolve(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("新乐市场监督管理局", "130184"),  # 新乐, not 新乐市 and a field
        ("上海市普陀区长寿路街道办事处", "310107"),  # 长寿 is a district of Chongqing
        ("上海市静安区南京西路街道办事处", "310106"),
        ("石家庄市长安区中山街道", "130102"),
        ("辽宁省大连市中山区中山路小学", "210202"),
        ("上海市普陀区人民政府驻北京办事处", "310107"),
    ],
)
def test_names_inside_other_words_do_not_fool(text: str, code: str) -> None:
    assert resolve(text).code == code


@pytest.mark.parametrize(
    "text", ["", "无", "新华书店", "北京路街道办事处", "城区街道", "简易县道", "和平鸽", "434政府办", "海城市场管理"]
)
def test_texts_without_a_division(text: str) -> None:
    with pytest.raises(UnknownJurisdictionError, match="--jurisdiction"):
        resolve(text)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("普陀区", {"310107", "330903"}),
        ("鼓楼区人民政府", {"320106", "320302", "350102", "410204"}),
        ("新华区", {"130105", "130902", "410402"}),
        ("吉林财政厅", {"220000", "220200"}),
        ("关于新乐市与平乡县的通知", {"130184", "130532"}),
    ],
)
def test_ambiguity_lists_the_candidates(text: str, candidates: set[str]) -> None:
    with pytest.raises(AmbiguousJurisdictionError) as caught:
        resolve(text)
    assert {region.code for region in caught.value.candidates} == candidates
    assert all(code in str(caught.value) for code in candidates)


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("上海市崇明县财政局", 2014, "310230"),
        ("上海市崇明县财政局", 2020, "310151"),  # became a district in 2016
        ("上海市闸北区财政局", 2020, "310106"),  # merged into 静安区
        ("上海市闸北区财政局", 2014, "310108"),
        ("邢台市桥东区", 2019, "130502"),
        ("襄都区", 2022, "130502"),  # the new name of the same code
        ("邢台市任县财政局", 2017, "130526"),
        ("邢台市任县财政局", 2022, "130505"),
        ("藁城市财政局", 2012, "130182"),
        ("藁城市财政局", 2022, "130109"),
        ("儋州市", 2015, "460400"),
        ("儋州市", 2012, "469003"),
        ("莱芜市", 2017, "371200"),
    ],
)
def test_names_of_another_time_give_the_code_valid_then(text: str, year: int, code: str) -> None:
    assert resolve(text, year).code == code


def test_a_division_that_was_split_is_ambiguous_afterwards() -> None:
    assert resolve("邢台市邢台县财政局", 2018).code == "130521"
    with pytest.raises(AmbiguousJurisdictionError) as caught:
        resolve("邢台市邢台县财政局", 2022)
    assert [region.code for region in caught.value.candidates] == ["130502", "130503"]


def test_every_division_in_use_is_found_by_its_full_name() -> None:
    assert len(IN_USE) == 3213
    for region in IN_USE:
        assert resolve(region.full_name) is region
        assert resolve(region.full_name + "人民政府", 2023) is region


@settings(deadline=None)
@given(st.sampled_from(IN_USE), st.sampled_from(OFFICES), st.sampled_from(["", "434", " ", "关于", "附件1："]))
def test_offices_before_and_after_do_not_matter(region: Region, office: str, before: str) -> None:
    # 市 + 市场监督管理局 is written with both; the text is a real form of the name.
    assert resolve(before + region.full_name + office) is region


@settings(deadline=None)
@given(st.sampled_from([region for region in IN_USE if region.level == "county"]), st.sampled_from(OFFICES))
def test_without_the_province_the_answer_is_right_or_a_list_with_the_right_one(region: Region, office: str) -> None:
    above = regions().by_code(region.parent_code or "")
    assert region in fitting(above.name + region.name + office)


@settings(deadline=None)
@given(st.text(alphabet="新乐市北戴河区平乡县人民政府办公室城中路 1（）", max_size=20))
def test_any_text_gives_a_division_or_a_clear_error(text: str) -> None:
    assert len(fitting(text)) != 1 or resolve(text) is fitting(text)[0]


def test_by_code_names_and_ancestors() -> None:
    xinle = regions().by_code("130184")
    assert (xinle.name, xinle.level, xinle.full_name) == ("新乐市", "county", "河北省石家庄市新乐市")
    assert [region.code for region in regions().ancestors(xinle)] == ["130100", "130000"]
    assert regions().named("北戴河区") == regions().named("北戴河") == [regions().by_code("130304")]
    assert {region.code for region in regions().named("新乐")} >= {"130184"}
    assert regions().named("乌有市") == []
    with pytest.raises(UnknownJurisdictionError, match="six digits"):
        regions().by_code("999999")


def test_districts_of_municipalities_hang_on_the_municipality() -> None:
    assert regions().by_code("310107").parent_code == "310000"
    assert regions().by_code("500229").parent_code == "500000"


def test_valid_in_follows_successors() -> None:
    zhabei = regions().by_code("310108")
    assert regions().valid_in(zhabei, 2010) is zhabei
    assert regions().valid_in(zhabei, 2022).code == "310106"
    with pytest.raises(AmbiguousJurisdictionError):
        regions().valid_in(regions().by_code("130521"), 2022)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("新乐市", ("新乐",)),
        ("浦东新区", ("浦东",)),
        ("赵县", ()),
        ("内蒙古自治区", ("内蒙古",)),
        ("新疆维吾尔自治区", ("新疆",)),
        ("孟村回族自治县", ("孟村县", "孟村")),
        ("恩施土家族苗族自治州", ("恩施州", "恩施")),
        ("东乡族自治县", ("东乡县", "东乡")),
        ("龙胜各族自治县", ("龙胜县", "龙胜")),
        ("神农架林区", ("神农架",)),
    ],
)
def test_short_forms(name: str, forms: tuple[str, ...]) -> None:
    assert short_forms(name) == forms


def test_every_chain_of_successors_ends() -> None:
    codes = {region.code for region in regions()}
    for region in regions():
        assert set(region.successor) <= codes
        seen, frontier = set[str](), set(region.successor)
        while frontier:
            seen |= frontier
            assert region.code not in seen
            frontier = {code for heir in frontier for code in regions().by_code(heir).successor} - seen


@pytest.mark.parametrize(
    ("code", "name", "since"), [("511400", "眉山市", 2000), ("429004", "仙桃市", 1994), ("419001", "济源市", 1996)]
)
def test_a_code_that_went_to_another_place_is_no_change_of_name(code: str, name: str, since: int) -> None:
    region = next(region for region in regions() if region.code == code)
    assert (region.name, region.valid_from) == (name, since)
    assert [former.name for former in region.names[:-1]] == []


def test_no_place_is_followed_by_one_that_came_later() -> None:
    by_code = {region.code: region for region in regions()}
    assert by_code["512301"].name == "涪陵市"
    assert by_code["512301"].successor == ()
    for region in by_code.values():
        for code in region.successor:
            assert region.valid_until is None or by_code[code].valid_from <= region.valid_until + 1
