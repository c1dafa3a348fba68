"""Numbers that the documentation states of this project are those of this project."""

import re
from pathlib import Path

import pytest

import samples
from loaders.pipeline import load_file
from loaders.report import FileReport
from shapes.catalogue import constraints, identities
from shapes.cube.rules import rules
from shapes.sets import queries

ROOT = Path(__file__).parents[1]


def stated(page: str, pattern: str) -> list[int]:
    """Return the numbers that a page states in a sentence, which must be there; line ends count as blanks."""
    found = re.search(pattern.replace(" ", r"\s+"), (ROOT / page).read_text("utf-8"))
    assert found, f"{page} does not say {pattern}: change the test with the page"
    return [int(number.replace(",", "")) for number in found.groups()]


@pytest.fixture(scope="module")
def reports() -> list[FileReport]:
    return [load_file(path).report for path in samples.paths()]


def test_of_queries_and_identities() -> None:
    every = queries(constraints())
    by_component = {
        component: [
            one
            for query in every
            for whose in query.identities.values()
            for one in whose
            if one.component.endswith(component)
        ]
        for component in ("#AddsUp", "#SameByAccount")
    }
    page = "docs/explanation/checking.md"
    assert stated(page, r"the planning of (\d+) queries") == [len(every)]
    assert stated(page, r"adds up \((\d+) identities\)") == [len(by_component["#AddsUp"])]
    assert stated(page, r"two tables compared by account \((\d+)\)") == [len(by_component["#SameByAccount"])]
    listed = re.findall(r"^### ([A-Z]\d+)\b", (ROOT / "docs/reference/identities.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(one.id for one in identities())


def test_of_the_samples(reports: list[FileReport]) -> None:
    figures = sum(report.cells for report in reports)
    tables = sum(len(report.tables) for report in reports)
    projects, indicators = (sum(getattr(report, name) for report in reports) for name in ("projects", "indicators"))
    said = r"(\d+) disclosures, ([\d,]+) figures, (\d+) projects, (\d+) performance indicators"
    assert stated("docs/tutorial.md", said) == [len(reports), figures, projects, indicators]
    said = r"All (\d+) hold on the five samples: (\d+) observations in (\d+) tables"
    assert stated("docs/conformance.md", said) == [len(rules()), figures, tables]
    assert stated("docs/reference/cli.md", r"check the (\d+) integrity constraints") == [len(rules())]
