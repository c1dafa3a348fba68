"""Lines around a table: which are titles, of which kind, and which are captions (unit, year, office, number)."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from loaders.document import Document, Paragraph, Table
from loaders.profile import Profile, TableRule
from loaders.text import one_line, simplify, squeeze, strip_ordinal

TITLE_MAX = 60
_SENTENCE = re.compile("[。；;，]|详见|见下表|如下[:：]?$|(说明|分析|解释)$")
#: Dots that lead to the page number in a list of tables.
LEADER = re.compile(r"\s*(?:[.．…·•_—-]{3,}|…)[\s.．…·•_—-]*\d*\s*$")
_OFFICE_KEY = re.compile(r"(填报|申报|编制|预算|主管)*(部门|单位)(\((部门|单位)\))?(名称)?[:：]?")
#: Number in front of the name of a sheet, and how long a name is that identifies a title.
_NUMBERED = re.compile(r"^[\d\s.、_（）()-]+")
_NAME_AT_LEAST = 6
_PART = re.compile("人员经费|公用经费|工资福利|商品和服务|个人和家庭")
#: Words that tell a table from the one whose name is the end of its name.
_NAMES_ANOTHER = re.compile("收入|支出|收支|拨款|一般公共|公共预算|基金|资本|专户|基本|项目|三公")
#: Where captions that share one line begin.
_CAPTION_START = re.compile(
    r"\t+|\s{2,}|\s+\|\s*|(?=(?<!金额)(?:金额)?单位\s*[:：]\s*(?:人民币)?(?:百?万|千|亿)?元)|(?=公开\s*\d+\s*表)|(?=预算年度\s*[:：])"
    r"|(?=编制(?:部门|单位|日期)\s*[:：])|(?=(?<!预算)(?<!编制)(?:部门|单位)名称\s*[:：])"
)


def title_rules(text: str, profile: Profile) -> list[TableRule]:
    """Return the rules whose title pattern a line matches, most specific first; none for a sentence or anything else."""
    text = LEADER.sub("", text)
    squeezed = squeeze(text)
    if not squeezed or len(squeezed) > TITLE_MAX or _SENTENCE.search(text) or unplaced(text, profile):
        return []
    return [rule for rule in profile.tables if rule.title.search(squeezed)]


def unplaced(text: str, profile: Profile) -> str:
    """Return why a table of this title is left out, where it is known that no kind of the graph holds it; else nothing."""
    squeezed = squeeze(LEADER.sub("", text))
    if len(squeezed) > TITLE_MAX or _SENTENCE.search(text):
        return ""
    return next((rule.reason for rule in profile.unplaced if rule.title.search(squeezed)), "")


def title_rule(text: str, profile: Profile) -> TableRule | None:
    """Return the most specific rule whose title pattern a line matches and that needs no header, if there is one."""
    return next((rule for rule in title_rules(text, profile) if not rule.by_header), None)


def sheet_rules(document: Document, line: Paragraph, profile: Profile) -> list[TableRule]:
    """Return the rules of the name of a sheet, which may be the short form of a title (三公) or the first part of one in the list of tables."""
    if line.place.sheet is None or line.text != line.place.sheet.strip():
        return []
    name = _NUMBERED.sub("", squeeze(line.text))
    if len(name) >= _NAME_AT_LEAST:
        for other in document.paragraphs():
            if other is not line and name in squeeze(other.text) and (rules := title_rules(other.text, profile)):
                return rules
    return title_rules(f"{name}表", profile)


def caption_parts(text: str) -> list[str]:
    """Return the captions that share a line: 编制部门：某局  单位：元 are two."""
    simplified = simplify(text)  # one to one, so that places stay valid
    ends = [(match.start(), match.end()) for match in _CAPTION_START.finditer(simplified)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    parts = (text[start:stop] for start, stop in zip(starts, stops, strict=True))
    return [bare for part in parts if (bare := part.strip().rstrip("（(【[").strip("\u3000 \t"))]


def keyed_offices(table: Table) -> list[str]:
    """Return the office that a form names in a cell right of its key: 部门名称 | 某市财政局."""
    offices = []
    for row in table.rows[:6]:
        texts = [cell.text for cell in row if cell.text.strip()]
        offices += [one_line(name) for key, name in pairwise(texts) if _OFFICE_KEY.fullmatch(squeeze(key))]
    return offices


def is_caption(text: str, profile: Profile) -> bool:
    """Return whether a line or cell states the unit, year, date, office or number of a table."""
    parts = [squeeze(part) for part in caption_parts(text)]
    names = ("unit", "year", "date", "office", "label")
    if profile.captions["label"].search(squeeze(text)):  # 预算公开01表 is one
        return True
    return bool(parts) and all(any(profile.captions[name].search(part) for name in names) for part in parts)


def day(year: int, month: int, day: int) -> date | None:
    """Return a date, or ``None`` for a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_title(title: str) -> str:
    """Return a title, or nothing for one that names a part of a table: 基本支出表——人员经费（工资福利支出）."""
    return "" if _PART.search(squeeze(title)) else title


def announces(label: str, title: str) -> bool:
    """Return whether a line of a list of tables announces the table of a title: its kind may be seen only by the header.

    One of them may have an office or a year before the name of the table, but no words that make it the name of another: 一般公共预算财政拨款
    before 支出决算表.
    """
    announced, printed = strip_ordinal(label), squeeze(title)
    if min(len(announced), len(printed)) < _NAME_AT_LEAST:  # 支出表 may be the end of another
        return False
    shorter, longer = sorted((announced, strip_ordinal(printed)), key=len)
    return longer.endswith(shorter) and not _NAMES_ANOTHER.search(longer.removesuffix(shorter))
