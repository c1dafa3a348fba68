"""An archived report is the same report, whatever it says."""

import json
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import QB, RDF, XSD
from tables import Fixture

import samples
import shapes
from loaders.pipeline import load_file
from ontology.terms import MZ
from shapes import archive

FOLDER = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_a_report_comes_back_as_it_was(path: Path) -> None:
    loaded = load_file(path)
    report = shapes.check_nquads(loaded.nquads + loaded.shared)
    again = archive.loads(archive.dumps(report))
    assert again == report
    for form in ("text", "json", "html", "csv"):
        assert again.render(form) == report.render(form)
    assert again.to_nquads() == report.to_nquads()


def test_every_kind_of_finding_comes_back() -> None:
    graph = Graph()
    for path in sorted(FOLDER.glob("*.i*.txt")):
        name = path.stem.lower().replace(".", "-")
        graph += Fixture.parse(path.read_text(encoding="utf-8"), name=name).disclosure.graph
    cell = URIRef("http://example.org/cell")
    graph.add((cell, RDF.type, QB.Observation))
    graph.add((cell, MZ.amount, Literal("a lot", datatype=XSD.decimal)))
    report = shapes.check(graph)
    assert archive.loads(archive.dumps(report)) == report


def test_only_an_archive_is_read() -> None:
    report = archive.dumps(shapes.check(Fixture.parse((FOLDER / "C1.invalid.txt").read_text()).disclosure.graph))
    records = json.loads(report)
    for wrong in ("", "{}", "[]", "[[]]", '[["Path","/"]]', json.dumps(records[:-1]), json.dumps(records[1:])):
        with pytest.raises(ValueError):  # noqa: PT011 - json has messages of its own
            archive.loads(wrong)
