"""What a check of the cubes found, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class CubeFinding:
    """One thing that breaks a constraint.

    Attributes:
        node: Address of it (or a blank node ``_:…``).
        message: What is wrong and what to do, by language (``zh``, ``en``).
    """

    node: str
    message: dict[str, str]


@dataclass(frozen=True)
class CubeResult:
    """One constraint.

    Attributes:
        id: ``IC-1`` to ``IC-21``.
        title: What must hold, by language.
        checked: How many things the constraint is about; at 0 it holds because there is nothing to hold for.
        count: How many findings there are.
        findings: The first of them.
    """

    id: str
    title: dict[str, str]
    checked: int
    count: int
    findings: tuple[CubeFinding, ...]

    @property
    def passed(self) -> bool:
        """Return whether nothing breaks the constraint."""
        return self.count == 0


@dataclass(frozen=True)
class CubeReport:
    """Every constraint, in the order of their numbers, and the size of what was checked."""

    results: tuple[CubeResult, ...]
    observations: int
    data_sets: int

    @property
    def conforms(self) -> bool:
        """Return whether every constraint holds."""
        return all(result.passed for result in self.results)

    @property
    def passed(self) -> int:
        """Return the number of constraints that hold."""
        return sum(result.passed for result in self.results)

    def __getitem__(self, constraint: str) -> CubeResult:
        """Return the result of a constraint; raises KeyError for an unknown id."""
        for result in self.results:
            if result.id == constraint:
                return result
        raise KeyError(f"no constraint {constraint!r}; there are: {', '.join(result.id for result in self.results)}")


def render_text(report: CubeReport, language: str = "en") -> str:
    """Return the report for a terminal: one line per constraint, findings below the constraint they break.

    Args:
        report: The report.
        language: ``zh`` or ``en``.
    """
    if language == "zh":
        lines = [f"数据立方体：{report.observations} 个数值，{report.data_sets} 张表"]
        words = {True: "成立", False: "不成立"}
    else:
        lines = [f"Data cubes: {report.observations} observations in {report.data_sets} tables"]
        words = {True: "pass", False: "FAIL"}
    for result in report.results:
        idle = "" if result.checked else "（无此类内容）" if language == "zh" else " (nothing of the kind)"
        lines.append(f"{words[result.passed]}  {result.id:<6} {result.title[language]}{idle}")
        lines += [f"        {finding.message[language]}" for finding in result.findings]
        hidden = result.count - len(result.findings)
        if hidden:
            lines.append(f"        …… 另有 {hidden} 处" if language == "zh" else f"        … and {hidden} more")
    total = len(report.results)
    end = (
        f"{total} 条约束中 {report.passed} 条成立"
        if language == "zh"
        else f"{report.passed} of {total} constraints hold"
    )
    return "\n".join([*lines, end]) + "\n"


def render_json(report: CubeReport) -> str:
    """Return the report as JSON: ``{"conforms", "passed", "observations", "tables", "constraints": [{"id", …}]}``."""
    content = {
        "conforms": report.conforms,
        "passed": report.passed,
        "observations": report.observations,
        "tables": report.data_sets,
        "constraints": [
            {
                "id": result.id,
                "title": result.title,
                "passed": result.passed,
                "checked": result.checked,
                "count": result.count,
                "findings": [{"node": finding.node, "message": finding.message} for finding in result.findings],
            }
            for result in report.results
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
