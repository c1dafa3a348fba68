"""The load report for people and programs: what was read, mapped, left out by a rule, and refused, per file and table, with totals."""

from __future__ import annotations

import json
from typing import Any, Final

from loaders import words
from loaders.outline import Block, Grid, Heading, Line, to_html, to_text
from loaders.report import SumPlace
from loaders.report_text import kinds, signal_lines, sums_of
from loaders.text import shown
from server.loading import Outcome
from server.reading import Read

_NUMBERS: Final = frozenset({4, 5, 6, 7, 8, 9, 10})
_HEAD: Final = (
    "表 kind",
    "标题 title",
    "位置 place",
    "单位 unit",
    "印出 printed",
    "入图 mapped",
    "略去 left out",
    "未安放 not placed",
    "加总相符 sums hold",
    "不符 sums fail",
    "缺数 sums lack a figure",
)
_STATUSES: Final = {"loaded": "已载入", "unchanged": "未变", "refused": "拒收"}


def render(outcome: Outcome, suffix: str) -> str:
    """The report as JSON (``.json``), as a page (``.html``, ``.htm``), else as text."""
    content = to_dict(outcome)
    if suffix.lower() == ".json":
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    blocks = _blocks(content)
    return to_html(blocks) if suffix.lower() in {".html", ".htm"} else to_text(blocks) + "\n"


def to_dict(outcome: Outcome) -> dict[str, Any]:
    """Totals and files.

    A file is ``loaded``, ``unchanged`` or ``refused``; ``replaces`` names the file whose disclosure it replaced. In ``totals``, the
    figures ``printed`` in the tables that were recognised are those ``mapped``, ``ignored`` and ``unmapped`` together; ``reconciled``
    says so. The numbers ``notRecognised`` stand in other tables.
    """
    loaded, unchanged = set(outcome.loaded), set(outcome.unchanged)
    files = [
        _file(
            one,
            "loaded" if one.path in loaded else "unchanged" if one.path in unchanged else "refused",
            outcome.replaced.get(one.disclosure),
        )
        for read in outcome.files
        for one in read.disclosures
    ]
    tables = [table for file in files for table in file.get("tables", [])]
    total = {name: sum(table[key] for table in tables) for name, key in (("printed", "printed"), ("mapped", "cells"))}
    total |= {name: sum(table[name] for table in tables) for name in ("ignored", "unmapped")}
    return {
        "totals": {
            "files": len(outcome.files),
            "disclosures": sum(len(read.disclosures) for read in outcome.files if not read.error),
            "loaded": len(outcome.loaded),
            "unchanged": len(outcome.unchanged),
            "refused": len(outcome.refused),
            "notReadAgain": outcome.remembered,
            "tables": len(tables),
            **total,
            "reconciled": total["printed"] == total["mapped"] + total["ignored"] + total["unmapped"],
            "notRecognised": sum(unknown["figures"] for file in files for unknown in file.get("unknown", [])),
        },
        "storeChanged": outcome.published,
        "files": files,
    }


def _file(read: Read, status: str, replaces: tuple[str, str] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"file": shown(read.path.name), "path": shown(str(read.path)), "status": status}
    if read.error:
        return said | {"error": read.error, "error_zh": words.paragraph(read.error) or None}
    replaced = dict(zip(("file", "sha256"), replaces, strict=True)) if replaces else None
    return said | {"notReadAgain": read.remembered} | ({"replaces": replaced} if replaced else {}) | read.details


def _blocks(content: dict[str, Any]) -> list[Block]:
    total = content["totals"]
    blocks: list[Block] = [
        Heading("载入报告 · Load report", 1),
        Line(
            f"{total['files']}份文件：已载入{total['loaded']}，未变{total['unchanged']}，拒收{total['refused']} · "
            f"{total['files']} file{'' if total['files'] == 1 else 's'}: "
            f"{total['loaded']} loaded, {total['unchanged']} unchanged, {total['refused']} refused"
        ),
        Line(
            f"{total['tables']}张表：印出{total['printed']}个数＝入图{total['mapped']}＋按规则略去{total['ignored']}＋未安放{total['unmapped']} · "
            f"{total['tables']} tables: {total['printed']} figures printed = {total['mapped']} mapped + "
            f"{total['ignored']} left out by a rule + {total['unmapped']} not placed",
            "good" if total["reconciled"] and not total["unmapped"] else "open",
        ),
    ]
    if total["disclosures"] != total["loaded"] + total["unchanged"]:
        blocks.insert(2, Line(words.both(f"{total['disclosures']} disclosures in these files")))
    if number := total["notRecognised"]:
        told = f"另有{number}个数在没有认出的表中 · {number} numbers stand in tables that were not recognised"
        blocks.append(Line(told, "open"))
    if not content["storeChanged"]:
        blocks.append(Line(words.both("the store was not changed")))
    for file in content["files"]:
        blocks += _file_blocks(file)
    return blocks


def _file_blocks(file: dict[str, Any]) -> list[Block]:
    again = "，没有重读 · not read again" if file.get("notReadAgain") else ""
    blocks: list[Block] = [Heading(f"{file['file']}: {_STATUSES[file['status']]} {file['status']}{again}")]
    if "error" in file:
        return [*blocks, Line(words.in_both(file["error"]), "bad")]
    if "replaces" in file:
        before = file["replaces"]
        told = f"replaces what was loaded from {before['file']} (SHA-256 {before['sha256']})"
        blocks.append(Line(words.both(told), "open"))
    if not file.get("tables"):
        return blocks
    year, phase = file["year"], file["phase"]
    whose = f"{file['office']} ({file['jurisdiction']}), {year}年{words.phase(phase)} · {year} {phase}, profile {file['profile']}"
    blocks += [Line(whose), Grid(_HEAD, [_row(table) for table in file["tables"]], _NUMBERS)]
    for table in file["tables"]:
        failing, incomplete = ([SumPlace(**one) for one in table[key]] for key in ("failing", "incomplete"))
        for tone, zh, en in sums_of(failing, incomplete):
            told = f"《{table['title']}》{zh} · {en}".replace("《《", "《").replace("》》", "》")
            blocks.append(Line(told, tone))
    blocks += [Line(_unknown(one), "bad") for one in file["unknown"]]
    if file["missing"]:
        zh, en = kinds(file["missing"])
        blocks.append(Line(f"文件中没有：{zh} · not in the document: {en}", "open"))
    tones = {"unread": "bad", "notice": "open"}
    names = {code: level for level, code in words.CODES.items()}
    for one in file["signals"]:
        (told,) = signal_lines(names.get(one["level"], one["level"]), one["message"], one["place"])
        blocks.append(Line(told.strip(), tones.get(one["level"], "quiet")))
    return blocks


def _unknown(one: dict[str, Any]) -> str:
    above, figures, where, why = one["above"], one["figures"], one["place"], one["reason"]
    return (
        f"“{above}”之下的一张表没有认出，有{figures}个数（{words.place(where)}）：{words.message(why) or why} · "
        f"not recognised: {figures} numbers in a table under “{above}” ({where}): {why}"
    )


def _row(table: dict[str, Any]) -> list[object]:
    keys = ("printed", "cells", "ignored", "unmapped", "sums_held", "sums_failed", "sums_incomplete")
    kind, where = " ".join(words.kind(table["kind"])), table["place"]
    return [kind, table["title"], f"{words.place(where)} {where}", table["unit"] or "", *(table[key] for key in keys)]
