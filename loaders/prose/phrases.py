"""Figures in squeezed prose, and what the words between two figures say about the second one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from loaders.amounts import Measured, parse_cell

Direction = Literal["increase", "decrease", "unchanged"]
Phase = Literal["budget", "executed"]

#: Why the figure behind a space that parts two numbers is left out.
GAP = "a number with a gap before it"

_NUMBER = r"(?:(?<![\dA-Za-z.,%)])[-−－])?\d(?:[\d,]*\d)?(?:\.\d+)*"
_FIGURE = re.compile(
    rf"(?P<number>{_NUMBER})(?P<unit>(?:[百千]?万|亿|千)?元|万(?=[，。;、)]|$)|%|辆|台\(套\)|台|套|个)"
    r"(?P<tail>(?:\(含\)|\(不含\)|及)?以[上下内]|[/／]|(?:每|标准))?"
)
_PRICE_BEFORE = re.compile(r"(?:每[人月年户天次本]{1,2}|单价|单位价值|人均)$")

_YEAR = r"(?P<year>20\d\d)年?度?|(?P<last>上一?年度?|去年)"
_COMPARED = re.compile(
    rf"(?:较|比|与|同|和)(?:{_YEAR})(?:的|当年)?"
    r"(?P<basis>年初预算数?|预算执行数?|执行数|预算安排数?|预算数?|决算数?|实际)?(?:安排|支出)?(?:相比|比较|对比)?|(?P<same>同比)"
)
# In final accounts: what was planned for the year itself.
_COMPARED_WITH_PLAN = re.compile("(?:较|比|与|同)(?:年初|全年|当年|本年|调整后?)?预算数?(?:相比|比较|对比)?")
_FIRST_PLAN, _ADJUSTED_PLAN = re.compile("年初预算"), re.compile("(?:全年|调整后?的?)预算")
_LAST_YEAR = re.compile(r"(?:上一?年度?|去年)(?!.{0,10}(?:结转|结余|末|底|年终))")
_EACH = re.compile(r"(?P<names>.*?)(?:分别|依次)(?:各?为|是|约为|安排|达|计)?$")
_CONJUNCTION = re.compile(r"[、,，]?(?:和|及|与|以及)?")
_AGAINST_BUDGET = re.compile(
    r"(?:决算数?)?(?:(?P<sign>大于|高于|小于|低于|等于)|与)(?:年初)?预算数?(?P<even>(?:基本)?持平|一致)?"
)
_WORDS: dict[Direction, str] = {
    "unchanged": "(?:基本)?持平|无增减变化|无增减|无变化|没有变化|保持一致|保持不变|基本一致|不变",
    "increase": "增加|增长|上升|提高|上涨|增幅|增长率|增",
    "decrease": "减少|下降|降低|压减|压缩|缩减|降幅|减幅|减",
}
_DIRECTION: dict[Direction, tuple[re.Pattern[str], re.Pattern[str]]] = {
    name: (
        re.compile(rf"(?P<word>{words})了?(?:共计|约|为|达到?)?$"),
        re.compile(rf"^(?:今年|本年度?|当年|新)?(?P<word>{words})了?"),
    )
    for name, words in _WORDS.items()
}
_OPEN_CHOICE = re.compile(
    r"(?:增加|增长|上升)[(/／、或](?:减少|下降|降低)|(?:减少|下降|降低)[(/／、或](?:增加|增长|上升)"
)
_OPENER = re.compile(
    r"^(?P<conjunction>[、,，和及与]|以及)*(?P<side>(?:本年)?(?:收入|支出)(?=(?:具体|主要)?包括))?(?P<word>其中包括|其中|具体包括|主要包括|包括|主要用于以下方面|主要用于|用于|"
    r"主要原因(?:是|为)?|原因(?:是|为)?|主要(?:为|是|有|系)|因(?!公))"
)
_LIST = re.compile(
    r"(?P<what>.*?)(?:主要内容|具体情况|具体支出情况|具体|情况)?(?:如下|以下方面)$"
    r"|按(?:支出)?(?:功能|经济|用途|项目)[^,;:]{0,8}(?:划分|分类|分)$"
)
_OF = re.compile(r"(?P<what>.+)中$")
_SHARE = re.compile(r"占(?P<whole>[^占]*?)(?:的)?(?:比例|比重|比)?(?:为|是|约)?$")
#: Figures of some units of a department.
OF_SOME_UNITS = re.compile("本级|机关本部|所属|下属")
_COMPLETION = re.compile(r"完成(?P<whole>[^完]*?)(?:的)?$")
_PHASES: tuple[tuple[Phase, re.Pattern[str]], ...] = (
    ("executed", re.compile("执行数|决算")),
    (
        "budget",
        re.compile(
            "(?:年初|全年|调整后?)预算|预算数|(?<!公共)(?<!基金)(?<!经营)(?<!采购)预算(?:金额|额)?(?:安排)?为?$"
        ),
    ),
)
_YEARS = re.compile(r"(20\d\d)年")
_YEAR_RANGE = re.compile(r"20\d\d年?[-—~至到]20\d\d年")

# Word that opens a list of parts -> how the parts relate to the whole.
RELATIONS = {
    "其中": "of-which",
    "其中包括": "of-which",
    "包括": "including",
    "具体包括": "including",
    "主要包括": "including",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; ``refused`` says why it cannot be a claim whatever the words around it say."""

    start: int
    end: int
    number: Measured | None
    refused: str | None


@dataclass(slots=True)
class Phrase:
    """What the words before a figure or a boundary say.

    Attributes:
        rest: the words that are left: the name of what the sentence speaks about, or nothing but neutral words.
        opener: a word that opens a list of parts or reasons; ``side`` whose parts, where it says so (收入包括).
        base: the figure is what the sentence compares with (比2022年764万元增加).
        compared: year (``None`` for the year before) and phase that the sentence compares with.
        direction: with the offset of its word, and whether it stands before the name (增加人员经费5万元).
        share: the whole that a percentage is a share of, "" when it is not named; ``completion`` likewise of a budget.
        against_budget: the direction of final accounts against the budget.
        open_choice: both words of a template were left standing (增加（减少）).
        vague: speaks of several years at once; ``last_year`` of 上年, without a number.
        with_plan: compares with what was planned for the year itself (比预算减少).
        each: the names of a list of names whose figures follow one after the other (基本支出和项目支出分别为…); one that is
            empty for those that were named last (…，分别占…).
    """

    rest: str
    opener: str | None = None
    side: str | None = None
    lists: str | None = None
    of: str | None = None
    compared: tuple[int | None, Phase | None] | None = None
    direction: Direction | None = None
    direction_word: str = ""
    direction_first: bool = False
    share: str | None = None
    completion: str | None = None
    against_budget: bool = False
    year: int | None = None
    phase: Phase | None = None
    vague: bool = False
    last_year: bool = False
    with_plan: bool = False
    each: tuple[str, ...] = ()
    base: bool = False
    open_choice: bool = False


def figures(text: str) -> Iterator[Figure]:
    """Find the figures of a squeezed text that carry a unit of money, a per cent sign or a unit of things."""
    for match in _FIGURE.finditer(text):
        number, unit, tail = parse_cell(match["number"]), match["unit"], match["tail"]
        refused = None
        if text[match.start() - 1 : match.start()] == " ":
            refused = GAP
        elif number is None:
            refused = "not a well-formed number"
        elif tail and "以" in tail:
            refused = "a threshold"
        elif tail or (unit != "%" and _PRICE_BEFORE.search(text[: match.start()])):
            refused = "a price or a rate"
        elif unit == "万":
            refused = "a number in 万 without a unit"
        yield Figure(match.start(), match.end("unit"), Measured(number, unit) if number is not None else None, refused)


def is_conjunction(text: str) -> bool:
    """Tell whether nothing but a conjunction stands between two figures."""
    return _CONJUNCTION.fullmatch(text) is not None


def tells_two_plans(text: str) -> bool:
    """Tell whether a text speaks of the budget as first planned and as it was adjusted."""
    return _FIRST_PLAN.search(text) is not None and _ADJUSTED_PLAN.search(text) is not None


def read_phrase(text: str, *, accounts: bool = False) -> Phrase:
    """Take the words of a phrase apart; what it is about stays in ``rest``. In final ``accounts`` 预算 alone is the year's own."""
    phrase = Phrase(text, open_choice=_OPEN_CHOICE.search(text) is not None)
    if match := _OPENER.match(phrase.rest):
        phrase.opener, phrase.side = match["word"], match["side"]
        phrase.rest = phrase.rest[match.end() :]
    if match := _LIST.fullmatch(text):
        phrase.lists, phrase.rest = _OPENER.sub("", match["what"] or ""), ""
        return phrase
    if match := _OF.fullmatch(phrase.rest):
        phrase.of = match["what"]
    _read_comparison(phrase, accounts)
    _read_direction(phrase)
    phrase.base = phrase.base and phrase.direction is None
    if match := _SHARE.search(phrase.rest):
        phrase.share, phrase.rest = match["whole"], phrase.rest[: match.start()]
    elif match := _COMPLETION.search(phrase.rest):
        phrase.completion, phrase.rest = match["whole"], phrase.rest[: match.start()]
    if match := _EACH.fullmatch(phrase.rest):
        phrase.each = tuple(name for name in re.split("[、,，和与及]|以及", match["names"]) if name) or ("",)
    phrase.last_year = phrase.compared is None and _LAST_YEAR.search(phrase.rest) is not None
    years = {int(year) for year in _YEARS.findall(phrase.rest)}
    phrase.vague = len(years) > 1 or _YEAR_RANGE.search(phrase.rest) is not None
    phrase.year = years.pop() if len(years) == 1 else None
    phrase.phase = next((name for name, pattern in _PHASES if pattern.search(phrase.rest)), None)
    return phrase


def _read_comparison(phrase: Phrase, accounts: bool) -> None:
    if match := _AGAINST_BUDGET.search(phrase.rest):
        sign, even = match["sign"], match["even"]
        if sign or even:
            word = sign or even
            signs: dict[str, Direction] = {
                "大于": "increase",
                "高于": "increase",
                "小于": "decrease",
                "低于": "decrease",
            }
            phrase.direction, phrase.direction_word = signs.get(word, "unchanged"), word
            phrase.against_budget = True
            phrase.rest = phrase.rest[: match.start()]
            return
    if accounts and (match := _COMPARED_WITH_PLAN.search(phrase.rest)):
        phrase.with_plan, phrase.base = True, not match[0].endswith(("相比", "比较", "对比"))
        phrase.rest = phrase.rest[: match.start()] + phrase.rest[match.end() :]
        return
    if match := _COMPARED.search(phrase.rest):
        basis = match["basis"] or ""
        phase: Phase | None = "executed" if "执行" in basis or "决算" in basis or "实际" in basis else None
        if phase is None and "预算" in basis:
            phase = "budget"
        phrase.base = not (match["same"] or match[0].endswith(("相比", "比较", "对比")))
        phrase.compared = (int(match["year"]) if match["year"] else None, phase)
        phrase.rest = phrase.rest[: match.start()] + phrase.rest[match.end() :]


def _read_direction(phrase: Phrase) -> None:
    for name, (last, _) in _DIRECTION.items():
        if match := last.search(phrase.rest):
            phrase.direction, phrase.direction_word = name, match["word"]
            phrase.rest = phrase.rest[: match.start()]
            return
    for name, (_, first) in _DIRECTION.items():
        if match := first.search(phrase.rest):
            phrase.direction, phrase.direction_word, phrase.direction_first = name, match["word"], True
            phrase.rest = phrase.rest[match.end() :]
            return
