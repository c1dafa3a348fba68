"""Every identity against its fixtures: the exact findings, with the exact figures on both sides, and no others."""

from pathlib import Path

import pytest
from rdflib import Graph
from tables import Expected, Fixture

import shapes

FOLDER = Path(__file__).parent / "fixtures"
FIXTURES = sorted(FOLDER.glob("*.txt"))
#: Accounting identities inside and between tables; those of other families have their cases in cases.py.
IDENTITIES = [identity.id for identity in shapes.identities() if identity.family <= "J"]


def found_in(report: shapes.Report, fixture: Fixture) -> list[Expected]:
    prefix = f"{fixture.disclosure.address}/table/"

    def short(operands: tuple[shapes.Operand, ...]) -> tuple[str, ...]:
        return tuple(sorted(operand.iri.removeprefix(prefix).replace("/cell/", "/") for operand in operands))

    findings = [
        Expected(one.identity, one.outcome, short(one.left_operands), short(one.right_operands))
        for one in report.findings
        if one.identity in IDENTITIES
    ]
    return sorted(findings, key=repr)


def expected_of(fixture: Fixture) -> list[Expected]:
    return sorted(
        (
            Expected(one.identity, one.outcome, tuple(sorted(one.left)), tuple(sorted(one.right)))
            for one in fixture.expected
        ),
        key=repr,
    )


@pytest.fixture(scope="module")
def checked() -> dict[str, tuple[Fixture, shapes.Report]]:
    """Return every fixture with its report. All are checked in one run, as disclosures of one graph: none may see another."""
    fixtures = {path.stem: Fixture.parse(path.read_text(encoding="utf-8"), name=path.stem.lower()) for path in FIXTURES}
    graph = Graph()
    for fixture in fixtures.values():
        graph += fixture.disclosure.graph
    report = shapes.check(graph)
    return {name: (fixture, report.of(str(fixture.disclosure.address))) for name, fixture in fixtures.items()}


@pytest.mark.parametrize("name", [path.stem for path in FIXTURES])
def test_fixture_gives_its_findings_and_no_others(name, checked):
    fixture, report = checked[name]
    assert found_in(report, fixture) == expected_of(fixture)
    *names, outcome = name.split(".")
    if outcome == "valid":
        assert not fixture.expected
        assert report.conforms
    else:
        wanted = {"invalid": "failed", "incomplete": "incomplete"}[outcome]
        assert wanted in {one.outcome for one in fixture.expected}
    if names[0] in IDENTITIES:
        tally = report.summary[names[0]]
        assert tally.checked > 0, "the fixture does not exercise its identity"
        if outcome != "valid":
            assert getattr(tally, wanted) > 0, "the fixture does not break its identity"


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("outcome", ["valid", "invalid"])
def test_every_identity_has_fixtures(identity, outcome):
    assert list(FOLDER.glob(f"{identity}.*{outcome}.txt"))
