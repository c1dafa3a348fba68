"""The load report for people and programs: what was read, mapped, left out by a rule, and refused, per file and table, with totals."""

from __future__ import annotations

import json
from typing import Any, Final

from loaders.outline import Block, Grid, Heading, Line, to_html, to_text
from loaders.text import shown
from server.loading import Outcome
from server.reading import Read

_NUMBERS: Final = frozenset({4, 5, 6, 7, 8, 9})
_HEAD: Final = (
    "kind",
    "title",
    "place",
    "unit",
    "printed",
    "mapped",
    "ignored",
    "not placed",
    "sums hold",
    "sums fail",
)


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
            outcome.replaced.get(one.path),
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
        return said | {"error": read.error}
    replaced = dict(zip(("file", "sha256"), replaces, strict=True)) if replaces else None
    return said | {"notReadAgain": read.remembered} | ({"replaces": replaced} if replaced else {}) | read.details


def _blocks(content: dict[str, Any]) -> list[Block]:
    total = content["totals"]
    counted = f"{total['printed']} figures printed = {total['mapped']} mapped + {total['ignored']} ignored by a rule + {total['unmapped']} not placed"
    blocks: list[Block] = [
        Heading("Load report", 1),
        Line(
            f"{total['files']} file{'' if total['files'] == 1 else 's'}: "
            f"{total['loaded']} loaded, {total['unchanged']} unchanged, {total['refused']} refused"
        ),
        Line(
            f"{total['tables']} tables: {counted}", "good" if total["reconciled"] and not total["unmapped"] else "open"
        ),
    ]
    if total["notRecognised"]:
        blocks.append(Line(f"{total['notRecognised']} numbers stand in tables that were not recognised", "open"))
    if not content["storeChanged"]:
        blocks.append(Line("the store was not changed"))
    for file in content["files"]:
        blocks += _file_blocks(file)
    return blocks


def _file_blocks(file: dict[str, Any]) -> list[Block]:
    again = ", not read again" if file.get("notReadAgain") else ""
    blocks: list[Block] = [Heading(f"{file['file']}: {file['status']}{again}")]
    if "error" in file:
        return [*blocks, Line(file["error"], "bad")]
    if "replaces" in file:
        before = file["replaces"]
        blocks.append(Line(f"replaces what was loaded from {before['file']} (SHA-256 {before['sha256']})", "open"))
    if not file.get("tables"):
        return blocks
    whose = f"{file['office']} ({file['jurisdiction']}), {file['year']} {file['phase']}, profile {file['profile']}"
    rows = [
        [
            t["kind"],
            t["title"],
            t["place"],
            t["unit"] or "",
            t["printed"],
            t["cells"],
            t["ignored"],
            t["unmapped"],
            t["sums_held"],
            t["sums_failed"],
        ]
        for t in file["tables"]
    ]
    blocks += [Line(whose), Grid(_HEAD, rows, _NUMBERS)]
    blocks += [
        Line(
            f"not recognised: {u['figures']} numbers in a table under “{u['above']}” ({u['place']}): {u['reason']}",
            "bad",
        )
        for u in file["unknown"]
    ]
    if file["missing"]:
        blocks.append(Line(f"not in the document: {', '.join(file['missing'])}", "open"))
    tones = {"refused": "bad", "notice": "open"}
    blocks += [
        Line(f"{s['level']}: {s['message']} ({s['place']})", tones.get(s["level"], "quiet")) for s in file["signals"]
    ]
    return blocks
