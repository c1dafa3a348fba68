"""Performance tables: goals, indicators and the amounts printed beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from loaders.amounts import parse_cell
from loaders.body import Body
from loaders.document import Cell
from loaders.facts import IndicatorFact, RowFact
from loaders.header import numbers_columns
from loaders.text import one_line, squeeze

_HEADER = {"一级指标": "level1", "二级指标": "level2", "三级指标": "name", "绩效指标描述": "description"}
#: What heads the names of indicators where 三级指标 does not.
_NAMES = frozenset({"指标内容", "指标名称", "绩效指标", "指标"})
#: What heads the names in a list of projects: 项目名称, 单位名称（专项名称）, 单位（专项）名称.
LIST_NAME = re.compile(r"(项目|专项)名称\)?$|\((项目|专项)\)名称$")
_DEEPEST_HEADER = 4
#: A target is a figure or a word or two; what is longer is an explanation that slipped one column to the left.
_TARGET_MAX = 25


def indicator_header(rows: list[tuple[Cell, ...]]) -> int | None:
    """Return the index of the row that heads the indicators (一级指标 …), if there is one."""
    return next((i for i, row in enumerate(rows) if any(squeeze(cell.text) == "一级指标" for cell in row)), None)


def list_start(rows: list[tuple[Cell, ...]]) -> int | None:
    """Return the index of the first body row of a list of projects with a row per indicator; ``None`` for other tables."""
    header = indicator_header(rows)
    if header is None or header >= _DEEPEST_HEADER:
        return None
    first = next(i for i, cell in enumerate(rows[header]) if squeeze(cell.text) == "一级指标")
    named = (squeeze(cell.text) for row in rows[: header + 1] for cell in row[:first])
    if not any(LIST_NAME.search(label) for label in named) or any(parse_cell(c.text) for r in rows[:header] for c in r):
        return None
    return header + 2 if len(rows) > header + 1 and numbers_columns(rows[header + 1]) else header + 1


def form_or_list(family: str, rows: list[tuple[Cell, ...]]) -> tuple[bool, int | None]:
    """Return whether a table of indicators is a form, with keys and values instead of columns, and where a list of projects begins."""
    start = list_start(rows) if family == "project-performance" else None
    one = family == "project-performance" and start is None and indicator_header(rows) is not None
    return family == "performance" or one, start


def beside_indicators(rows: list[tuple[Cell, ...]]) -> Iterator[tuple[int, Cell, int]]:
    """Yield (printed row, cell, index) of the amounts that stand left of the indicators; a whole number is a code or a count."""
    header = indicator_header(rows)
    if header is None:
        return
    first = next(i for i, cell in enumerate(rows[header]) if squeeze(cell.text) == "一级指标")
    for number, row in enumerate(rows[header + 1 :], header + 2):
        for index, cell in enumerate(row[:first]):
            printed = parse_cell(cell.text)
            if printed is not None and (printed.decimals > 0 or "," in printed.text):
                yield number, cell, index


def _roles(header: tuple[Cell, ...]) -> list[str]:
    roles: list[str] = []
    labels = [squeeze(cell.text) for cell in header]
    for label in labels:
        if label in _NAMES and "三级指标" not in labels and "name" not in roles and "level2" in roles:
            roles.append("name")
        elif label in _HEADER:
            roles.append(_HEADER[label])
        elif re.search("指标值确定依据|依据|来源", label):
            roles.append("basis")
        elif re.search("说明|解释|计算", label):
            roles.append("description")
        elif re.search("^(绩效)?指标性质$|^指标值类型$|^指标符号$|^计算符号$|^比较符$", label):
            roles.append("comparator")
        elif re.search("^(度量|计量)单位$", label):
            roles.append("unit")
        elif re.search("指标值|目标值|年度指标", label) and "target" not in roles:
            roles.append("target")
        else:
            roles.append("")
    return roles


def _lost_a_blank(values: dict[str, str]) -> bool:
    """Return whether a scan lost a blank cell at the start of a row, so that an explanation stands under the target."""
    return not values.get("description") and not values.get("basis") and len(values.get("target", "")) > _TARGET_MAX


def _whole_target(values: dict[str, str]) -> str:
    """Return a target whose sign and unit stand in columns of their own: ≥ | 90 | %."""
    target = values.get("target", "")
    if parse_cell(target) is None:
        return target
    unit = values.get("unit", "")
    return values.get("comparator", "") + target + ("" if unit in {"/", "-", "无"} else unit)


def indicator_rows(rows: list[tuple[Cell, ...]], levels: Mapping[str, str]) -> list[IndicatorFact]:
    """Read indicator rows below a 一级指标 header; a level left blank is the one printed above it.

    Rows that name neither an indicator nor a target hold nothing and are skipped.

    Args:
        rows: The header and what follows it.
        levels: The names of levels, by the profile, with the members of the code list.
    """
    header = indicator_header(rows)
    if header is None:
        return []
    roles = _roles(rows[header])
    indicators: list[IndicatorFact] = []
    level1 = level2 = ""
    for printed in rows[header + 1 :]:
        row = _whole_row(printed, roles, levels)
        values = {role: one_line(cell.text) for role, cell in zip(roles, row, strict=False) if role}
        if _lost_a_blank(values):
            moved = dict(zip(roles[1:], (one_line(cell.text) for cell in row), strict=False))
            values = moved | {"level1": "", "level2": moved["level2"]}
        if values.get("level1"):
            level1, level2 = values["level1"], ""
        level2 = values.get("level2") or level2
        if not values.get("name") and not values.get("target"):
            continue
        values["target"] = _whole_target(values)
        place = next((cell.place for role, cell in zip(roles, row, strict=False) if role == "name"), row[0].place)
        indicators.append(
            IndicatorFact(
                level1, level2, values.get("name", ""), values.get("description", ""),
                values.get("target", ""), values.get("basis", ""), place,
            )
        )  # fmt: skip
    return indicators


def _whole_row(row: tuple[Cell, ...], roles: list[str], levels: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return a row in its columns where the source leaves out the cells that a merged level above covers."""
    first = squeeze(row[0].text) if row else ""
    if not first or len(row) >= len(roles):
        return row
    level = levels.get(first)
    role = "name" if level is None else "level2" if "-" in level else "level1"
    at = roles.index(role) if role in roles else 0
    fits = at + len(row) <= len(roles) if level or roles[0] == "level1" else at + len(row) == len(roles)
    return (replace(row[0], text=""),) * at + row if fits else row


def read_wide(body: Body) -> None:
    """Read the Henan form: unit rows, project rows with amounts, indicator pairs (name, target) side by side."""
    pairs = [
        (column.index, (column.role or "").removeprefix("indicator="))
        for column in body.columns
        if (column.role or "").startswith("indicator=")
    ]
    project = None
    unit = ""
    for number, row in body.rows:
        code, name = body.text(row, "project-code"), body.text(row, "project-name")
        place = row[0].place
        shift = _shift(row, pairs)
        if code and len(code) >= 15 and name:
            project = body.registry.project(name, place, unit=unit, code=code)
            project.code = project.code or code
            project.unit = project.unit or unit or None
            dims = {"project": f"project:{project.number}"} | ({"budgetUnit": unit} if unit else {})
            body.add_row(RowFact(number, project.name, place, dims), _without_indicators(row, pairs, shift))
        elif code or name:
            unit, project = body.registry.unit_dimension(name, code, place), None
            body.add_row(RowFact(number, one_line(f"{code} {name}"), place, {"budgetUnit": unit}), row)
        if project is not None:
            project.indicators += _pairs(row, pairs, shift)


def _shift(row: tuple[Cell, ...], pairs: list[tuple[int, str]]) -> int:
    """Return by how many columns the indicator cells of a row are displaced against the header (a blank lost in the scan).

    The displacement is the one under which every indicator stands in a name column with its target right of it.
    """
    first = min((index for index, _ in pairs), default=len(row))
    for shift in (0, -1, 1):
        names = {index + shift for index, _ in pairs}
        texts = [
            i
            for i, cell in enumerate(row)
            if cell.text.strip() and i >= first + min(shift, 0) and parse_cell(cell.text) is None
        ]
        if (
            texts
            and all(i in names or i - 1 in names for i in texts)
            and all(i + 1 in texts for i in texts if i in names)
        ):
            return shift
    return 0


def _without_indicators(row: tuple[Cell, ...], pairs: list[tuple[int, str]], shift: int) -> tuple[Cell, ...]:
    first = min((index for index, _ in pairs), default=len(row)) + shift
    return row[:first]


def _pairs(row: tuple[Cell, ...], pairs: list[tuple[int, str]], shift: int) -> list[IndicatorFact]:
    found = []
    for index, level in pairs:
        at = index + shift
        if 0 <= at < len(row) - 1 and (row[at].text.strip() or row[at + 1].text.strip()):
            found.append(
                IndicatorFact(level, "", one_line(row[at].text), "", one_line(row[at + 1].text), "", row[at].place)
            )
    return found
