"""The interval semantics against another program: Arelle's Calculations 1.1, round to nearest, on thousands of generated sums.

Every case is one column of one table for us, and one context of one XBRL report for Arelle: a total T, its addends A to D, and A1 and
A2, which add into A. Each figure has a unit (元 or 万元) and decimals of its own.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from shapes.catalogue import constraints
from shapes.ledger import ledger
from shapes.source import store_of_nquads

CASES = 4000
SUMS = {"T": ("A", "B", "C", "D"), "A": ("A1", "A2")}
NAMES = ("T", "A", "A1", "A2", "B", "C", "D")
TABLE = "http://example.org/d/table/expenditure"


@dataclass(frozen=True)
class Figure:
    """A printed figure: its digits as an integer, how many of them are decimals, and the power of ten of its unit."""

    digits: int
    decimals: int
    exponent: int

    @property
    def amount(self) -> Decimal:
        return Decimal(self.digits).scaleb(self.exponent - self.decimals)

    @property
    def half_a_unit(self) -> Decimal:
        return Decimal("0.5").scaleb(self.exponent - self.decimals)


Case = dict[str, Figure]


def generated(rng: random.Random) -> Case:
    """Return figures around a sum that holds: off by nothing, by about the rounding, or by much; any of them may be blank."""
    units = rng.choice([(0,), (4,), (0, 4)])
    case: Case = {}

    def printed(value: Decimal) -> Figure:
        exponent, decimals = rng.choice(units), rng.choice([0, 2, 2, 4])
        return Figure(round(value.scaleb(decimals - exponent)), decimals, exponent)

    def some() -> Decimal:
        return Decimal(rng.choice([0, 0, 1, -1, 1, 1]) * rng.randint(0, 10 ** rng.randint(1, 9))).scaleb(-2)

    values = {name: some() for name in NAMES}
    parts = [name for name in ("A1", "A2") if rng.random() < 0.6]
    if parts:
        values["A"] = sum((values[name] for name in parts), Decimal(0))
    shown = ["A", "B", *rng.choice([(), ("C",), ("C", "D")])]
    values["T"] = sum((values[name] for name in shown), Decimal(0))
    for name in ("T", *shown, *parts):
        figure = printed(values[name])
        slip = rng.choice([0, 0, 0, 1, -1, 2, -3, 10, -100]) if name in SUMS else 0
        if rng.random() > 0.12:
            case[name] = Figure(figure.digits + slip, figure.decimals, figure.exponent)
    return case


def cases() -> list[Case]:
    rng = random.Random(20220101)  # noqa: S311 - the same cases every time
    return [generated(rng) for _ in range(CASES)]


def ours(generated_cases: list[Case]) -> dict[tuple[int, str], str]:
    """Return the outcome of each instance: case and total -> passed, failed or incomplete."""
    mz, cube = "https://w3id.org/mingzhang/ns#", "http://purl.org/linked-data/cube#"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    lines = [
        f"<http://example.org/d> <{rdf}type> <{mz}Disclosure> .",
        f"<http://example.org/d> <{mz}hasTable> <{TABLE}> .",
        f"<{TABLE}> <{mz}tableKind> <https://w3id.org/mingzhang/code/table-kind/expenditure> .",
    ]
    for name in NAMES:
        lines.append(f"<{TABLE}/row/{name}> <{mz}inTable> <{TABLE}> .")
        account = f"<https://w3id.org/mingzhang/code/functional/{name}>"
        lines.append(f"<{TABLE}/row/{name}> <{mz}functionalAccount> {account} .")
        lines.append(f'<{TABLE}/row/{name}> <{mz}rowNumber> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    for total, addends in SUMS.items():
        lines += [f"<{TABLE}/row/{one}> <{mz}addendOf> <{TABLE}/row/{total}> ." for one in addends]
    for number, case in enumerate(generated_cases):
        lines.append(f"<{TABLE}/column/{number}> <{mz}inTable> <{TABLE}> .")
        for name, figure in case.items():
            cell = f"<{TABLE}/cell/{name}-{number}>"
            lines += [
                f"{cell} <{cube}dataSet> <{TABLE}> .",
                f"{cell} <{mz}inRow> <{TABLE}/row/{name}> .",
                f"{cell} <{mz}inColumn> <{TABLE}/column/{number}> .",
                f'{cell} <{mz}amount> "{figure.amount:f}"^^<{decimal}> .',
                f'{cell} <{mz}roundingError> "{figure.half_a_unit:f}"^^<{decimal}> .',
            ]
    rows = [constraint for constraint in constraints() if constraint.identity.id == "C1"]
    store = store_of_nquads("\n".join(lines).encode())
    return {(int(_last(one.across)), _last(one.total)): one.outcome for one in ledger(store, rows)}


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


def report(generated_cases: list[Case], folder: Path) -> Path:
    """Write the same cases as an XBRL report: a schema, a calculation linkbase and an instance with a context per case."""
    (folder / "s.xsd").write_text(
        """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" targetNamespace="urn:s">
<xs:annotation><xs:appinfo><link:linkbaseRef xlink:type="simple" xlink:href="c.xml"
 xlink:role="http://www.xbrl.org/2003/role/calculationLinkbaseRef"
 xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/></xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
"""
        + "".join(
            f'<xs:element name="{name}" id="{name}" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"'
            ' nillable="true" xbrli:periodType="instant"/>\n'
            for name in NAMES
        )
        + "</xs:schema>"
    )
    arcs = "".join(
        f'<link:calculationArc xlink:type="arc" xlink:from="{total}" xlink:to="{one}" weight="1" order="{order}"'
        ' xlink:arcrole="https://xbrl.org/2023/arcrole/summation-item"/>\n'
        for total, addends in SUMS.items()
        for order, one in enumerate(addends, 1)
    )
    (folder / "c.xml").write_text(
        """<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<link:arcroleRef arcroleURI="https://xbrl.org/2023/arcrole/summation-item" xlink:type="simple"
 xlink:href="http://www.xbrl.org/2023/calculation-1.1.xsd#summation-item"/>
<link:calculationLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
"""
        + "".join(
            f'<link:loc xlink:type="locator" xlink:href="s.xsd#{name}" xlink:label="{name}"/>\n' for name in NAMES
        )
        + f"{arcs}</link:calculationLink></link:linkbase>"
    )
    contexts, facts = [], []
    for number, case in enumerate(generated_cases):
        contexts.append(
            f'<context id="c{number}"><entity><identifier scheme="urn:s">{number}</identifier></entity>'
            "<period><instant>2022-12-31</instant></period></context>"
        )
        facts += [
            f'<s:{name} contextRef="c{number}" unitRef="u" decimals="{figure.decimals - figure.exponent}">{figure.amount:f}</s:{name}>'
            for name, figure in case.items()
        ]
    path = folder / "i.xbrl"
    path.write_text(
        """<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:s="urn:s" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217">
<link:schemaRef xlink:type="simple" xlink:href="s.xsd"/>
"""
        + "\n".join([*contexts, '<unit id="u"><measure>iso4217:CNY</measure></unit>', *facts])
        + "</xbrl>"
    )
    return path


def arelle(path: Path) -> set[tuple[int, str]]:
    """Return the case and the total of every sum that Arelle calls inconsistent. It runs in a process of its own, without a network."""
    log = path.with_name("log.json")
    environment = os.environ | {"HOME": str(path.parent), "XDG_CONFIG_HOME": str(path.parent)}
    command = [sys.executable, "-m", "arelle.CntlrCmdLine", "--file", str(path), "--validate", "--calc", "c11r"]
    command += ["--internetConnectivity", "offline", "--disablePersistentConfig", "--logFile", str(log)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    entries = json.loads(log.read_text(encoding="utf-8"))["log"]
    wrong = [entry for entry in entries if entry["level"] in ("error", "warning") and "calc11e" not in entry["code"]]
    assert not wrong, wrong
    assert any(entry["code"] == "info" and "validated" in entry["message"]["text"] for entry in entries)
    found = set()
    for entry in entries:
        if entry["code"].startswith("calc11e:"):
            assert entry["code"] == "calc11e:inconsistentCalculationUsingRounding", entry
            said = entry["message"]["args"]
            found.add((int(said["contextID"][1:]), said["concept"]))
    return found


def test_sums_hold_exactly_where_arelle_calls_them_consistent(tmp_path: Path) -> None:
    pytest.importorskip("arelle", reason="pip install arelle-release: the program that the sums are compared with")
    generated_cases = cases()
    found, inconsistent = ours(generated_cases), arelle(report(generated_cases, tmp_path))
    wrong, seen = [], Counter[str]()
    for number, case in enumerate(generated_cases):
        for total, addends in SUMS.items():
            outcome = found.get((number, total), "nothing printed")
            expected, why = _expected(case, total, addends, (number, total) in inconsistent)
            seen.update([f"{expected}, {why}", *_traits(case, total, addends)])
            if outcome != expected:
                wrong.append((number, total, outcome, expected, case))
    assert not wrong, f"{len(wrong)} differ: {wrong[:3]}"
    assert seen.keys() == TRAITS
    assert min(seen.values()) >= 10, seen


TRAITS = {
    "passed, sums meet",
    "failed, sums do not meet",
    "incomplete, an addend is missing",
    "incomplete, one side only",
    "passed, zero and nothing",
    "nothing printed, ",
    "元 and 万元 in one sum",
    "intervals touch",
    "negative total",
    "total zero",
}
"""What the generated cases must contain, each ten times or more."""


def _traits(case: Case, total: str, addends: tuple[str, ...]) -> list[str]:
    used = [case[one] for one in addends if one in case]
    if total not in case or not used:
        return []
    left = case[total]
    error = left.half_a_unit + sum((one.half_a_unit for one in used), Decimal(0))
    difference = abs(left.amount - sum((one.amount for one in used), Decimal(0)))
    traits = {
        "元 and 万元 in one sum": len({one.exponent for one in [left, *used]}) > 1,
        "intervals touch": difference == error,
        "negative total": left.digits < 0,
        "total zero": left.digits == 0,
    }
    return [name for name, has in traits.items() if has]


def _expected(case: Case, total: str, addends: tuple[str, ...], inconsistent: bool) -> tuple[str, str]:
    """Return what we must say and why, given what Arelle says of a sum with a total and an addend; it says nothing of any other."""
    printed = [case[one] for one in addends if one in case]
    if total not in case and not printed:
        return "nothing printed", ""
    if total not in case or not printed:
        assert not inconsistent
        one_side = sum((one.amount for one in [*printed, *([case[total]] if total in case else [])]), Decimal(0))
        return ("incomplete", "one side only") if one_side else ("passed", "zero and nothing")
    if not inconsistent:
        return "passed", "sums meet"
    # An addend that is left blank although what it sums is printed is missing: the sum is not called wrong for it.
    missing = any(
        one not in case and any(case[part].digits for part in SUMS.get(one, ()) if part in case) for one in addends
    )
    return ("incomplete", "an addend is missing") if missing else ("failed", "sums do not meet")
