"""The adapter to the test suite of SHACL, on a suite of three tests of our own: one passes, one fails, one does not apply."""

from pathlib import Path

import pytest

from conformance.outcome import Case, SuiteMissingError
from conformance.subject import Subject
from conformance.suites import shacl

TEST = """
@prefix ex: <http://example.org/> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sht: <http://www.w3.org/ns/shacl-test#> .
ex:a ex:p 1 . ex:b ex:p 1 , 2 .
ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:targetSubjectsOf ex:p ; sh:property ex:P .
ex:P sh:path ex:p ; sh:maxCount 1 .
<test> a sht:Validate ; mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] ; mf:result [
    sh:conforms false ; sh:result [
        a sh:ValidationResult ; sh:focusNode ex:b ; sh:sourceShape ex:P ; sh:sourceConstraintComponent sh:MaxCountConstraintComponent ] ] .
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    tests = tmp_path / "copy/data-shapes-test-suite/tests"
    (tests / "core/property").mkdir(parents=True)
    (tests / "manifest.ttl").write_text("")
    for name, text in {
        "right": TEST,
        "wrong": TEST.replace("sh:focusNode ex:b", "sh:focusNode ex:a"),
        "other": TEST.replace("sh:maxCount 1", "sh:uniqueLang true"),
    }.items():
        (tests / f"core/property/{name}.ttl").write_text(text)
    return tmp_path


def outcomes(cases: list[Case]) -> dict[str, str]:
    return {case.name.rpartition("/")[2]: case.outcome for case in cases}


def test_our_engine_passes_fails_or_is_not_asked(suite: Path) -> None:
    cases = list(shacl.run(suite, Subject([])))
    assert outcomes(cases) == {"right": "passed", "wrong": "failed", "other": "inapplicable"}
    assert "uniqueLang" in next(case.detail for case in cases if case.outcome == "inapplicable")


def test_the_reference_is_asked_everything(suite: Path) -> None:
    assert outcomes(list(shacl.reference(suite, Subject([])))) == {
        "right": "passed",
        "wrong": "failed",
        "other": "failed",
    }


def test_a_folder_without_the_suite_is_named(tmp_path: Path) -> None:
    with pytest.raises(SuiteMissingError, match="w3c/data-shapes"):
        list(shacl.run(tmp_path, Subject([])))
