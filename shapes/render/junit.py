"""A report as JUnit XML, which continuous integration shows: a disclosure is a test suite, an identity a test case.

A test case fails where the exit code of `check` counts something: an identity is violated, or whatever `--fail-on` says. It is skipped
where nothing counts and a figure is lacking, or all that would count is known: nothing was proved against it. Else it passes. What does not
count is told in ``system-out``. Identities with nothing to check have no test case.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shapes.records import Check
from shapes.render.words import STATUSES, name
from shapes.report import Report
from shapes.totals import FAIL_ON
from shapes.verdicts import outcome, verdict_of
from shapes.wording import counted

# What XML 1.0 cannot hold at all, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_junit(report: Report) -> str:
    """Return the report as JUnit XML."""
    root = Element("testsuites", name="mingzhang")
    totals = {"tests": 0, "failures": 0, "skipped": 0}
    for disclosure in report.disclosures:
        part = report.of(disclosure.iri)
        suite = SubElement(root, "testsuite", name=_text(disclosure.title or "/".join(disclosure.iri.split("/")[-4:])))
        properties = SubElement(suite, "properties")
        told = {"disclosure": disclosure.iri, "findings": len(part.findings), "causes": len(part.causes)}
        if part.review is not None:
            told |= {name: getattr(part.totals, name) for name in ("open", "new", "changed", "known", "fixed")}
        for what, value in told.items():
            SubElement(properties, "property", name=what, value=_text(str(value)))
        counts = dict.fromkeys(totals, 0)
        cases: dict[tuple[str, str], list[Check]] = {}
        for one in part.checks:
            cases.setdefault((name(one), one.label["zh"] + " · " + one.label["en"]), []).append(one)
        for (short, label), checks in cases.items():
            case = SubElement(suite, "testcase", classname=suite.get("name", ""), name=_text(f"{short} {label}"))
            counts["tests"] += 1
            if came := _outcome(case, checks, part):
                counts[came] += 1
        _count(suite, counts)
        totals = {key: totals[key] + counts[key] for key in totals}
    _count(root, totals)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _outcome(case: Element, checks: list[Check], part: Report) -> str:
    """Say what came of a test case; return what it counts as, empty for a pass."""
    findings = [one for one in checks if one.is_finding]
    against = [one for one in findings if part.fails(one)]
    rest = [one for one in findings if one not in against]
    outcome, of = "", counted(len(checks), "instance")
    if against:
        verb = "fails" if len(against) == 1 else "fail"
        element = SubElement(case, "failure", message=f"{len(against)} of {of} {verb}", type=_worst(against))
        element.text = _told(against, part)
        outcome = "failures"
    elif told := _skipped(rest, part):
        SubElement(case, "skipped", message=f"{told} of {of}")
        outcome = "skipped"
    if rest:
        SubElement(case, "system-out").text = _told(rest, part)
    return outcome


def _skipped(rest: list[Check], part: Report) -> str:
    """Return why a test case that does not fail proves nothing: ``1 incomplete, 2 known``; empty where it does."""
    lacking = Counter(outcome(one)["en"] for one in rest if one.outcome == "incomplete" and not part.is_known(one))
    known = sum(part.is_known(one) and verdict_of(one) in FAIL_ON[part.fail_on] for one in rest)
    return ", ".join([f"{number} {words}" for words, number in lacking.items()] + [f"{known} known"] * (known > 0))


def _told(findings: list[Check], part: Report) -> str:
    return _text("\n".join(line for one in findings for line in _lines(one, part)))


def _worst(failed: list[Check]) -> str:
    return next(
        severity for severity in ("violation", "warning", "info") if any(one.severity == severity for one in failed)
    )


def _lines(one: Check, part: Report) -> list[str]:
    status, said = part.status(one), outcome(one)
    known = f" ({STATUSES[status.name]['en']}{': ' + status.note if status.note else ''})" if part.review else ""
    hint, cause = one.hint, part.cause(one)
    if len(cause.findings) > 1:
        known += f" (起因 cause {cause.id}: {cause.what['zh']} · {cause.what['en']})"
    return [
        f"{said['zh']} {said['en']} · {one.id}{known}",
        one.message["zh"],
        one.message["en"],
        *(hint.message.values() if hint else ()),
    ]


def _count(element: Element, counts: dict[str, int]) -> None:
    for key, number in counts.items():
        element.set(key, str(number))
    element.set("errors", "0")


def _text(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
