"""The report on one file for a terminal: every line in Chinese, then in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loaders import words

if TYPE_CHECKING:
    from loaders.report import FileReport, SumPlace, TableReport

_LISTED = 5
"""How many sums of a table a line names."""


def text(report: FileReport) -> str:
    """Return the lines of a report."""
    lines = [
        f"{report.file}: {report.office} ({report.jurisdiction}), {report.year}年{words.phase(report.phase)} · "
        f"{report.year} {report.phase}, profile {report.profile}"
    ]
    lines += [line for table in report.tables for line in _table(table)]
    lines.append(
        f"  共{report.cells}个数、{report.projects}个项目、{report.indicators}条绩效指标、文字中{report.claims}个数 · "
        f"{report.cells} figures, {report.projects} projects, {report.indicators} indicators, {report.claims} figures in prose"
    )
    if report.missing:
        zh, en = kinds(report.missing)
        lines.append(f"  文件中没有：{zh} · not in the document: {en}")
    if report.unread:
        lines.append(f"  {not_found(report)}")
    for one in report.signals:
        if one.level != "ignored":
            lines += signal_lines(one.level, one.message, str(one.place))
    for rule, signals in report.ignored.items():
        first, count = signals[0], len(signals)
        if count == 1:
            lines += signal_lines("ignored", first.message, str(first.place))
        else:
            zh, en = words.LEVELS["ignored"]
            where = str(first.place)
            said = f"{count}次，{words.message(rule) or rule}（首见{words.place(where)}）"
            lines.append(f"  {zh} {en}: {said} · {count} times, {rule} (first: {where})")
    return "\n".join(lines)


def signal_lines(level: str, message: str, where: str) -> list[str]:
    """Return what a signal says: its level, its message in Chinese where there is one, and in English, with its place."""
    zh, en = words.LEVELS.get(level, (level, level))
    chinese = words.message(message)
    told = f"{chinese}（{words.place(where)}） · " if chinese else ""
    return [f"  {zh} {en}: {told}{message} ({where})"]


def kinds(names: Sequence[str]) -> tuple[str, str]:
    """Return kinds of tables in Chinese and English."""
    told = [words.kind(name) for name in names]
    return "、".join(zh for zh, _ in told), ", ".join(en for _, en in told)


def not_found(report: FileReport) -> str:
    """Return which kinds of tables were not found, and where they may be."""
    zh, en = kinds(report.unread)
    number = report.unread_tables
    if number:
        return (
            f"没有找到：{zh}；可能在没有认出的{number}张表中 · "
            f"not found: {en}; they may be among the {number} tables that were not recognised"
        )
    return f"没有找到：{zh}；可能在文件末尾之后 · not found: {en}; they may have stood after the end of the file"


def sums_of(failing: Sequence[SumPlace], incomplete: Sequence[SumPlace]) -> list[tuple[str, str, str]]:
    """Return where sums of a table fail (``bad``), and where they lack a figure (``open``): the tone, in Chinese, in English."""
    told = []
    for tone, zh, en, places in (
        ("bad", "加总不符", "sums that do not hold", failing),
        ("open", "加总缺数，不作判断", "sums that lack a figure, so nothing is said of them", incomplete),
    ):
        if places:
            where_zh, where_en = _places(places)
            told.append((tone, f"{zh}：{where_zh}", f"{en}: {where_en}"))
    return told


def _places(sums: Sequence[SumPlace]) -> tuple[str, str]:
    """Return where sums stand, in Chinese and English: the first of them, and how many more."""
    zh = [f"第{one.row}行「{one.label}」第{one.column}列「{one.column_label}」" for one in sums[:_LISTED]]
    en = [f"row {one.row} ‘{one.label}’, column {one.column} ‘{one.column_label}’" for one in sums[:_LISTED]]
    more = len(sums) - _LISTED
    return "；".join(zh + [f"另{more}处"] * (more > 0)), "; ".join(en + [f"{more} more"] * (more > 0))


def _table(table: TableReport) -> list[str]:
    zh_kind, en_kind = words.kind(table.kind)
    empty = table.declared_empty and not table.cells
    zh = ["注明为空表" if empty else f"{table.cells}个数"]
    en = ["declared empty" if empty else f"{table.cells} figures"]
    for number, chinese, english in (
        (table.sums_held, "{}处加总相符", "{} sums hold" if table.sums_held > 1 else "{} sum holds"),
        (table.sums_failed, "{}处加总不符", "{} sums do not hold" if table.sums_failed > 1 else "{} sum does not hold"),
        (
            table.sums_incomplete,
            "{}处加总缺数",
            "{} sums lack a figure" if table.sums_incomplete > 1 else "{} sum lacks a figure",
        ),
        (table.ignored, "按规则略去{}个", "{} left out by a rule"),
        (table.unmapped, "{}个未能安放", "{} not placed"),
    ):
        zh += [chinese.format(number)] * (number > 0)
        en += [english.format(number)] * (number > 0)
    where = f"{words.place(table.place)} {table.place}"
    lines = [f"  {where}  {zh_kind} {en_kind}  {table.title}: {'，'.join(zh)} · {', '.join(en)}"]
    return [
        *lines,
        *(f"      {chinese} · {english}" for _, chinese, english in sums_of(table.failing, table.incomplete)),
    ]
