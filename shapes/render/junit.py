"""A report as JUnit XML, which continuous integration shows: a disclosure is a test suite, an identity a test case.

An identity that fails somewhere is a failure, of the type of its severity. One that is incomplete is skipped: nothing was proved against
it, and `check` does not count it either. So is one whose failures are all known. Identities with nothing to check have no test case.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shapes.records import Check
from shapes.render.words import STATUSES, name
from shapes.report import Report
from shapes.review import KNOWN
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
        for what, value in told.items():
            SubElement(properties, "property", name=what, value=_text(str(value)))
        counts = dict.fromkeys(totals, 0)
        cases: dict[tuple[str, str], list[Check]] = {}
        for one in part.checks:
            cases.setdefault((name(one), one.label["zh"] + " · " + one.label["en"]), []).append(one)
        for (short, label), checks in cases.items():
            case = SubElement(suite, "testcase", classname=suite.get("name", ""), name=_text(f"{short} {label}"))
            counts["tests"] += 1
            outcome = _outcome(case, checks, part)
            if outcome:
                counts[outcome] += 1
        _count(suite, counts)
        totals = {key: totals[key] + counts[key] for key in totals}
    _count(root, totals)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _outcome(case: Element, checks: list[Check], part: Report) -> str:
    """Say what came of a test case; return what it counts as, empty for a pass."""
    findings = [one for one in checks if one.is_finding]
    failed = [one for one in findings if one.outcome == "failed" and part.status(one).name not in KNOWN]
    if not findings:
        return ""
    if failed:
        verb = "fails" if len(failed) == 1 else "fail"
        message = f"{len(failed)} of {counted(len(checks), 'instance')} {verb}"
        element = SubElement(case, "failure", message=message, type=_worst(failed))
    else:
        known = sum(part.status(one).name in KNOWN for one in findings)
        open_ = len(findings) - known
        told = ", ".join([f"{open_} incomplete"] * (open_ > 0) + [f"{known} known"] * (known > 0))
        element = SubElement(case, "skipped", message=f"{told} of {counted(len(checks), 'instance')}")
    element.text = _text("\n".join(line for one in findings for line in _lines(one, part)))
    return "failures" if failed else "skipped"


def _worst(failed: list[Check]) -> str:
    return next(
        severity for severity in ("violation", "warning", "info") if any(one.severity == severity for one in failed)
    )


def _lines(one: Check, part: Report) -> list[str]:
    status = part.status(one)
    known = f" ({STATUSES[status.name]['en']}{': ' + status.note if status.note else ''})" if part.review else ""
    hint, cause = one.hint, part.cause(one)
    if len(cause.findings) > 1:
        known += f" (起因 cause {cause.id}: {cause.what['zh']} · {cause.what['en']})"
    return [f"{one.id}{known}", one.message["zh"], one.message["en"], *(hint.message.values() if hint else ())]


def _count(element: Element, counts: dict[str, int]) -> None:
    for key, number in counts.items():
        element.set(key, str(number))
    element.set("errors", "0")


def _text(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
