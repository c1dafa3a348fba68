"""The reference page of identities, written from their definitions: ``python -m shapes.documentation``."""

from __future__ import annotations

import sys
from itertools import groupby

from shapes.catalogue import identities

_HEAD = """\
# Identities

<!-- Written by `python -m shapes.documentation` from shapes/identities/*.ttl; a test keeps it so. -->

What `mingzhang check` asks of the figures of a disclosure. Each identity is defined once, in Turtle, as a SHACL shape that any
SHACL-SPARQL processor runs unmodified ([how to add one](../how-to/add-an-identity.md)). Ids are stable.

**When an identity holds.** A printed figure stands for an interval: 221.52万元 is anything that rounds to it, 2,215,150 to
2,215,250 元. An identity holds when the two sides may be the same number: when they differ by no more than the sum of the rounding
errors of all figures used. There is no other tolerance.

**Outcomes.** *Passed*: it holds. *Failed*: it does not. *Incomplete*: a figure that should be printed is not, so that nothing
can be said: a total is printed and none of its parts, parts are printed and their total is blank, a part is blank although
the figures below it are printed, or the other table is missing. A blank counts as nothing, a printed zero as zero, a table declared empty
as zero. Where neither side is printed there is nothing to check. Only failures of severity *violation* make a disclosure non-conforming.

**What could not be read.** A figure that the loader refused is no omission of the publisher. An identity that uses a table with such
figures (`mz:unreadFigures`) and does not hold is incomplete, and its message says how many figures could not be read (未能读出), never
that something is blank. A table that may be printed and was not recognised (`mz:unreadTable`) is not missing: what needs it is not checked.

**What is compared.** Figures of the disclosure's own year and phase; a column for the year before is summed by itself and compared
with nothing. Where two tables of one kind are printed, it is not clear which is meant, and nothing is compared.

| component | says | identities |
|---|---|---|
"""

_FAMILIES = {
    "A": "收支总表 · Budget summary",
    "B": "收入总表 · Revenue table",
    "C": "支出总表 · Expenditure table",
    "D": "财政拨款收支总表 · Fiscal appropriation summary",
    "E": "一般公共预算支出表 · General public budget table",
    "F": "一般公共预算基本支出表 · Basic expenditure table",
    "G": "政府性基金预算支出表 · Government fund table",
    "H": "国有资本经营预算支出表 · State capital table",
    "I": "“三公”经费支出表 · Three public expenses",
    "J": "表间关系 · Between tables",
    "K": "“三公”经费与经济科目 · Three public expenses and economic subjects",
    "L": "功能科目与经济科目 · Functions and economic subjects",
    "M": "文字说明 · Prose",
    "N": "项目 · Projects",
    "O": "政府采购 · Procurement",
    "P": "国有资产 · Assets",
    "Q": "编码与名称 · Codes and names",
    "R": "文件的完整与写法 · What a disclosure holds",
    "S": "绩效指标 · Performance indicators",
}

_COMPONENTS = {
    "AddsUp": "rows, or columns, that add into another sum to it, in every column (row)",
    "PartOfWhole": "a part (其中) does not exceed its whole, and never enters a sum",
    "Balanced": "the grand total of revenue equals that of expenditure",
    "RowBalanced": "in every row, what is carried in and received equals what is spent and carried out",
    "ClassTotal": "a column of the 合计 row equals the economic classes that belong to it",
    "SameByAccount": "two tables give the same amount in total and for each account",
    "FunctionAndSubject": "what is spent under a function equals the economic subjects it consists of",
    "NoRemark": "the prose holds no passage of a kind that the loader remarks on",
}


def render_catalogue() -> str:
    """Return the page as Markdown."""
    lines = [_HEAD.rstrip("\n")]
    for component, says in _COMPONENTS.items():
        used = [identity.id for identity in identities() if identity.component.endswith(f"#{component}")]
        lines.append(f"| `shape:{component}` | {says} | {', '.join(used)} |")
    for family, members in groupby(identities(), key=lambda identity: identity.family):
        lines += ["", f"## {family} · {_FAMILIES[family]}"]
        for identity in members:
            severity = "" if identity.severity == "violation" else f" ({identity.severity})"
            lines += [
                "",
                f"### {identity.id}{severity}",
                "",
                f"**{identity.label['zh']}** · {identity.label['en']}",
                "",
                f"> {identity.formula}",
                "",
                identity.explanation["zh"],
                "",
                identity.explanation["en"],
                "",
                f"Source · 依据: {identity.source['zh']} · {identity.source['en']}",
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render_catalogue())
