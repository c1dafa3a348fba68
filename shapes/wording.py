"""The words of a report, in Chinese and English: places, amounts, operands, messages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from shapes.money import UNITS, money, plain
from shapes.verdicts import UNREAD

if TYPE_CHECKING:
    from shapes.facts import CellFacts, StatementFacts, TableFacts
    from shapes.records import Check, Operand, Place

MEASURES: Final = {
    "%": {"zh": "%", "en": "%"},
    "个": {"zh": "", "en": ""},
    "年": {"zh": "年", "en": ""},
    "日期": {"zh": "", "en": ""},
    "元/平方米": {"zh": "元/平方米", "en": " yuan per square metre"},
}
"""Unit of an identity that is no money -> how it is written after a number."""

STATEMENTS: Final = {
    "Claim": {"zh": "文字", "en": "prose"},
    "Remark": {"zh": "文字", "en": "prose"},
    "Project": {"zh": "项目", "en": "project"},
    "PerformanceIndicator": {"zh": "绩效指标", "en": "indicator"},
    "ProcurementLine": {"zh": "采购项", "en": "procurement line"},
    "TableMention": {"zh": "所列的表", "en": "table announced"},
    "TableRow": {"zh": "行", "en": "row"},
    "Disclosure": {"zh": "文件", "en": "disclosure"},
}
"""Class of a statement -> what it is called."""

COUNT: Final = "个"
"""The unit of an identity that tells whether a thing is there."""

_LISTED: Final = 8
"""How many figures of one side a message lists; the report itself has them all."""


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number of things in English: ``1 finding``, ``2 findings``, ``2 identities``."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def measured(check: Check, number: Decimal, exponent: int, language: str) -> str:
    """Return a side of a check, its difference or tolerance, with its unit."""
    if check.unit == UNITS[0]:
        return money(number, exponent, language)
    return f"{plain(number)}{MEASURES.get(check.unit, {}).get(language, check.unit)}"


def titled(title: str) -> str:
    """Return the title of a table in 《》, which it may have been printed in."""
    return title if not title or title.startswith("《") else f"《{title}》"


def place(where: Place, language: str) -> str:
    """Return where a check stands: ``第6行「2010301 行政运行」，第7列「基本支出」，原文第248行``."""
    parts: list[str] = []
    for axis, zh, en in ((where.row, "行", "row"), (where.column, "列", "column")):
        if axis is not None:
            number, label = axis
            count = "" if number is None else str(number)
            parts.append(
                f"第{count}{zh}{_quoted(label, 'zh')}"
                if language == "zh"
                else f"{en} {count} {_quoted(label, 'en')}".strip()
            )
    if where.member:
        parts.append(where.member.get(language) or next(iter(where.member.values())))
    if source := _printed_at(where, language):
        parts.append(source)
    return ("，" if language == "zh" else ", ").join(parts)


def operand(figure: Operand, language: str, *, with_title: bool) -> str:
    """Return a figure as printed, with its row, column and line; with the title of its table when asked."""
    title = titled(figure.table.title) if with_title and figure.table else ""
    if figure.statement is not None:
        opening, closing = ("（", "）") if language == "zh" else (" (", ")")
        return statement(figure, language) + _source(figure, opening, closing, language) + _sentence(figure, language)
    if figure.table is not None and figure.cell is None and figure.amount is None:
        return f"{title}整张表" if language == "zh" else f"{title}the table as a whole"
    if figure.cell is None:
        return f"{title}空表，计0" if language == "zh" else f"{title}declared empty, counts as 0"
    unit = unit_of(figure)
    number = figure.cell.row_number
    row, column = _quoted(figure.row, language), _quoted(figure.column, language)
    if language == "zh":
        return f"{title}第{number}行{row}{column}{figure.cell.printed}{unit}{_source(figure, '（', '）', language)}"
    return (
        f"{title}row {number} {row} {column} {figure.cell.printed}{unit}{_source(figure, ' (', ')', language)}".replace(
            "  ", " "
        )
    )


def _sentence(figure: Operand, language: str) -> str:
    """Return the sentence of a remark, which may say a few words of it only."""
    told = figure.statement
    if told is None or told.kind != "Remark" or len(told.sentence) <= len(told.label):
        return ""
    return f"：“{told.sentence}”" if language == "zh" else f": “{told.sentence}”"


def unit_of(figure: Operand) -> str:
    """Return the unit in which a figure is printed: of money, or of what it counts."""
    cell = figure.cell
    if cell is None:
        return ""
    return UNITS.get(cell.unit_exponent, UNITS[0]) if cell.counted is None else cell.counted


def statement(figure: Operand, language: str) -> str:
    """Return what a statement says: its name, and its figure where the name does not have it."""
    told = figure.statement
    if told is None:
        return ""
    kind = STATEMENTS.get(told.kind, {}).get(language, told.kind)
    printed = told.printed if told.printed not in told.label else ""
    return f"{kind}{'' if language == 'zh' else ' '}{_quoted(told.label, language)}{printed}"


def title_of(figure: Operand) -> str:
    """Return where a figure stands, in Chinese as printed: the title of its table, or what kind of statement it is."""
    if figure.table is not None:
        return figure.table.title
    return STATEMENTS.get(figure.statement.kind, {}).get("zh", "") if figure.statement else ""


def printed_of(figure: Operand) -> str:
    """Return a figure as printed, with its unit; a table without figures is 空表."""
    if figure.cell is not None:
        return f"{figure.cell.printed}{unit_of(figure)}"
    return figure.statement.printed if figure.statement else "空表"


def _quoted(label: str, language: str) -> str:
    """Return a printed label in quotation marks that labels themselves do not use: they have “”, as in “三公”经费."""
    if not label:
        return ""
    return f"「{label}」" if language == "zh" else f"‘{label}’"


def _source(figure: Operand, opening: str, closing: str, language: str) -> str:
    source = _printed_at(figure.where, language) if figure.where else ""
    return f"{opening}{source}{closing}" if source else ""


def _printed_at(where: CellFacts | StatementFacts | Place, language: str) -> str:
    """Return the line of a text, the page of a PDF or the sheet of a workbook."""
    if where.line is not None:
        return f"原文第{where.line}行" if language == "zh" else f"line {where.line}"
    if where.page is not None:
        return f"第{where.page}页" if language == "zh" else f"page {where.page}"
    return where.sheet or ""


def exponent_of(check: Check) -> int:
    """Return the unit in which a check is told: that of its first printed figure."""
    for figure in (*check.left_operands, *check.right_operands):
        if figure.cell is not None:
            return figure.cell.unit_exponent
        if figure.statement is not None and figure.statement.printed.endswith(UNITS[4]):
            return 4
    return 0


def message(check: Check, language: str) -> str:
    """Return the whole story of a check in one language."""
    where = place(check.place, language)
    table = check.place.table
    title = titled(table.title) if table is not None else ""
    if language == "zh":
        head = f"{check.label['zh']}。{title}{where}"
        return f"{head}：{_told(check, 'zh')}"
    head = f"{check.label['en']}. {title}{' ' if title else ''}{where}"
    return f"{head}: {_told(check, 'en')}"


def _told(check: Check, language: str) -> str:
    """Return what a check found: both sides; where a thing is only there or not, what that means, and the thing."""
    if not check.relation:
        return check.meaning[language]
    if check.unit != COUNT or check.unread:
        return _sides(check, language)
    figures = [operand(figure, language, with_title=False) for figure in check.left_operands if figure.table is None]
    listed = ("；" if language == "zh" else "; ").join(figures[:_LISTED])
    meaning = _sides(check, language) if check.outcome == "passed" else check.meaning[language]
    return f"{meaning}{' ' if language == 'en' else ''}{listed}" if listed else meaning


_RELATIONS: Final = {
    "=": {"zh": "应相等", "en": "must be equal"},
    "≤": {"zh": "左边应不大于右边", "en": "left must not exceed right"},
    "≥": {"zh": "左边应不小于右边", "en": "left must not be less than right"},
}


def _sides(check: Check, language: str) -> str:
    """Return both sides, what separates them, what they lack, and the figures they consist of."""
    chinese = language == "zh"
    comma, stop = ("，", "。") if chinese else (", ", ".")
    if check.outcome == "incomplete":
        text = comma.join(sides(check, language)) + ("；" if chinese else "; ") + lacking(check, language)
    else:
        text = comma.join((*sides(check, language), _RELATIONS[check.relation][language]))
    figures_used = (*check.left_operands, *check.right_operands)
    with_title = len({figure.table.iri if figure.table else "" for figure in figures_used}) > 1
    for zh, en, figures in (("左边：", "Left: ", check.left_operands), ("右边：", "Right: ", check.right_operands)):
        if figures:
            listed = [operand(figure, language, with_title=with_title) for figure in figures[:_LISTED]]
            if len(figures) > _LISTED:
                listed.append(f"另{len(figures) - _LISTED}项" if chinese else f"{len(figures) - _LISTED} more")
            text += (stop if chinese else ". ") + (zh if chinese else en) + ("；" if chinese else "; ").join(listed)
    return text + stop


def sides(check: Check, language: str, *, tolerance: bool = True) -> list[str]:
    """Return the left side, the right side, their difference and the tolerance, each with its name.

    What lacks a figure has no difference: one of its sides is only what is printed of it.
    """
    chinese, exponent = language == "zh", exponent_of(check)
    told = []
    for zh, en, amount in (("左边", "left ", check.left), ("右边", "right ", check.right)):
        said = nothing(check, en, language) if amount is None else measured(check, amount, exponent, language)
        told.append((zh if chinese else en) + said)
    if check.differs and check.difference is not None and check.tolerance is not None:
        told.append(("相差" if chinese else "difference ") + measured(check, check.difference, exponent, language))
        if tolerance:
            told.append(("容差" if chinese else "tolerance ") + measured(check, check.tolerance, exponent, language))
    return told


def lacking(check: Check, language: str) -> str:
    """Return what an incomplete check lacks, and that nothing is said for it: figures not read; else blank cells, as far as known."""
    chinese = language == "zh"
    separator = "；" if chinese else "; "
    if check.unread:
        return separator.join(_unread(table, language) for table in check.unread)
    if not check.blanks:
        needed = {
            "zh": "核对所需的数没有列示，因此不作判断",
            "en": "a figure that the check needs is not printed, so nothing is said",
        }
        return needed[language]
    known = check.place.table
    listed = [
        (titled(blank.table.title) + " " * (not chinese) if blank.table and blank.table != known else "")
        + place(blank, language)
        for blank in check.blanks[:_LISTED]
    ]
    if len(check.blanks) > _LISTED:
        listed.append(f"另{len(check.blanks) - _LISTED}处" if chinese else f"{len(check.blanks) - _LISTED} more")
    told = separator.join(listed)
    return f"空白：{told}，因此不作判断" if chinese else f"blank: {told}, so nothing is said"


def _unread(table: TableFacts, language: str) -> str:
    title, count = titled(table.title), table.unread
    if language == "zh":
        return f"{title}{'可能在文件末尾被截断' if table.cut_off else f'有{count}个数字程序未能读出'}，因此不作判断"
    if table.cut_off:
        return f"{title} was probably cut off where the file ends, so nothing is said"
    return f"{counted(count, 'printed figure')} of {title} could not be read by the loader, so nothing is said"


def nothing(check: Check, side: str, language: str) -> str:
    """Return the words for a side on which nothing is printed; between two tables the right one may be missing altogether."""
    if check.unread:
        return UNREAD[language]
    if check.identity.startswith("J") and side.startswith("right"):
        return "未列示（或缺表）" if language == "zh" else "not printed, or its table is missing"
    if not check.blanks:  # there may be no cell at all, as where a row is missing
        return "未列示" if language == "zh" else "not printed"
    return "未填" if language == "zh" else "blank"
