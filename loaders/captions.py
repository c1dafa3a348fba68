"""Lines around a table: which are titles, of which kind, and which are captions (unit, year, office, number)."""

from __future__ import annotations

import re
from datetime import date

from loaders.profile import Profile, TableRule
from loaders.text import simplify, squeeze

TITLE_MAX = 60
_SENTENCE = re.compile("[。；;，]|详见|见下表|如下[:：]?$|(说明|分析|解释)$")
#: Dots that lead to the page number in a list of tables.
LEADER = re.compile(r"\s*(?:[.．…·•_—-]{3,}|…)[\s.．…·•_—-]*\d*\s*$")
#: Where captions that share one line begin.
_CAPTION_START = re.compile(
    r"\t+|\s{2,}|\s+\|\s*|(?=(?<!金额)(?:金额)?单位\s*[:：]\s*(?:人民币)?(?:百?万|千|亿)?元)|(?=公开\s*\d+\s*表)|(?=预算年度\s*[:：])"
    r"|(?=编制(?:部门|单位|日期)\s*[:：])|(?=(?<!预算)(?<!编制)(?:部门|单位)名称\s*[:：])"
)


def title_rules(text: str, profile: Profile) -> list[TableRule]:
    """Return the rules whose title pattern a line matches, most specific first; none for a sentence or anything else."""
    text = LEADER.sub("", text)
    squeezed = squeeze(text)
    if not squeezed or len(squeezed) > TITLE_MAX or _SENTENCE.search(text):
        return []
    return [rule for rule in profile.tables if rule.title.search(squeezed)]


def title_rule(text: str, profile: Profile) -> TableRule | None:
    """Return the most specific rule whose title pattern a line matches, if there is one."""
    return next(iter(title_rules(text, profile)), None)


def caption_parts(text: str) -> list[str]:
    """Return the captions that share a line: 编制部门：某局  单位：元 are two."""
    simplified = simplify(text)  # one to one, so that places stay valid
    ends = [(match.start(), match.end()) for match in _CAPTION_START.finditer(simplified)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    parts = (text[start:stop] for start, stop in zip(starts, stops, strict=True))
    return [bare for part in parts if (bare := part.strip().rstrip("（(【[").strip("\u3000 \t"))]


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
