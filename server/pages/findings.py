"""What the checks of disclosures found, for several pages: failures by their severity, amounts in their unit."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, NamedTuple

from server.engine import Engine, Row, Term, iri
from server.pages.causes import Results
from server.pages.page import Page
from shapes.meant import NO_AMOUNTS
from shapes.verdicts import verdict as verdict_on

VERDICTS: Final = ("failed", "warning", "info", "incomplete", "unread", "passed", "inapplicable")
"""What a page says of a check, those that need a look first. An accounting identity fails; anything less is a warning
or a remark. What the program could not read is unread, never said to be lacking."""
_UNREAD: Final = "unread"

AMOUNTS: Final = frozenset({"left", "right", "difference", "tolerance"})

Check = dict[str, Any]
"""A row of terms, with `verdict`, `unit` (empty for money), `lefts` and `rights` (rows of operands), `messages`,
`hints` (by language, empty for most); `compares`, whether its sides are amounts."""


class Identity(NamedTuple):
    """What an identity says of its checks.

    Attributes:
        severity: violation, warning or info.
        unit: unit of both sides; empty for amounts in 元.
    """

    severity: str = "violation"
    unit: str = ""


def identities(engine: Engine) -> dict[str, Identity]:
    """Every identity by its IRI."""
    rows = engine.rows("""
        SELECT ?identity ?severity ?unit {
            ?identity a mz:Identity ; sh:severity ?severity .
            OPTIONAL { ?identity <https://w3id.org/mingzhang/shapes#unit> ?unit }
        }""")
    return {
        row["identity"].value: Identity(
            row["severity"].value.rpartition("#")[2].lower(), row["unit"].value if "unit" in row else ""
        )
        for row in rows
    }


def verdict(row: Row, known: dict[str, Identity]) -> str:
    """The verdict on a check with ?identity and ?outcome."""
    outcome = row["outcome"].value.rpartition("/")[2]
    return verdict_on(outcome, known.get(row["identity"].value, Identity()).severity)


def tally(rows: list[Row], known: dict[str, Identity], by: str) -> dict[str, Counter[str]]:
    """Counts of verdicts from rows with ?identity, ?outcome, ?number, grouped by the value of a column."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row[by].value, Counter())[verdict(row, known)] += int(row["number"].value)
    return found


def outcomes(engine: Engine, disclosure: str, known: dict[str, Identity], found: Results) -> dict[str, int]:
    """How many checks of a disclosure got which verdict, in the order of VERDICTS."""
    return verdicts(counted(engine, disclosure, found), known)


def counted(engine: Engine, disclosure: str, found: Results) -> list[Row]:
    """How many checks of a disclosure there are by identity and outcome: rows with ?identity, ?outcome and ?number."""
    rows = engine.rows(f"""
        SELECT ?identity ?outcome (COUNT(?check) AS ?number) {{
            GRAPH {iri(disclosure + "/report")} {{
                ?check a mz:IdentityCheck ; mz:identity ?identity ; mz:outcome ?outcome
            }}
        }} GROUP BY ?identity ?outcome""")
    unread: dict[tuple[str, ...], int] = {(identity,): number for identity, number in found.unread.items()}
    return apart(rows, unread, "identity")


def apart(rows: list[Row], unread: dict[tuple[str, ...], int], *by: str) -> list[Row]:
    """Rows of counts with ?outcome and ?number, with those that could not be read taken out of the incomplete ones.

    Args:
        rows: the counts.
        unread: how many could not be read, by the values of the columns `by`.
        by: names of columns.
    """
    found = []
    for row in rows:
        incomplete = row["outcome"].value.endswith("/incomplete")
        few = unread.get(tuple(row[name].value for name in by), 0) if incomplete else 0
        for number, outcome in ((few, Term(_UNREAD, "literal")), (int(row["number"].value) - few, row["outcome"])):
            if number:
                found.append({**row, "outcome": outcome, "number": Term(str(number), "literal")})
    return found


def verdicts(rows: list[Row], known: dict[str, Identity]) -> dict[str, int]:
    """How many of the checks that rows of `counted` tell got which verdict, in the order of VERDICTS."""
    counts = sum((Counter({verdict(row, known): int(row["number"].value)}) for row in rows), Counter[str]())
    return {name: counts[name] for name in VERDICTS if name in counts}


class Coverage(NamedTuple):
    """How many identities were checked, of how many there are, and how many of them fail somewhere."""

    checked: int
    known: int
    failing: int


def coverage(rows: list[Row], known: dict[str, Identity]) -> Coverage:
    """The coverage that rows with ?identity and ?outcome tell."""
    checked = {row["identity"].value for row in rows}
    failing = {row["identity"].value for row in rows if row["outcome"].value.endswith("/failed")}
    return Coverage(len(checked), len(known), len(failing))


def outcomes_of_table(engine: Engine, disclosure: str, table: str) -> list[Row]:
    """Which identities use a figure of a table or stand in it, and with which outcomes: rows with ?identity and ?outcome."""
    report = iri(disclosure + "/report")
    return engine.rows(f"""
        SELECT DISTINCT ?identity ?outcome {{
            {{ ?cell qb:dataSet {iri(table)} .
              GRAPH {report} {{
                ?check mz:leftOperand|mz:rightOperand ?cell ; mz:identity ?identity ; mz:outcome ?outcome }} }} UNION
            {{ GRAPH {report} {{ ?check mz:table {iri(table)} ; mz:identity ?identity ; mz:outcome ?outcome }} }}
        }}""")


def checks(
    engine: Engine,
    disclosure: str,
    known: dict[str, Identity],
    results: Results,
    *,
    wanted: tuple[str, ...] = VERDICTS,
    only: str = "",
) -> list[Check]:
    """The checks of a disclosure with these verdicts (or `only` one of them), those that need a look first."""
    graph = iri(disclosure + "/report")
    one = f"VALUES ?check {{ {iri(only)} }}" if only else ""
    names = {{"warning": "failed", "info": "failed", _UNREAD: "incomplete"}.get(name, name) for name in wanted}
    chosen = ", ".join(iri(f"https://w3id.org/mingzhang/code/outcome/{name}") for name in sorted(names))
    rows = engine.rows(f"""
        SELECT ?check ?identity ?outcome ?table ?left ?right ?difference ?tolerance {{
            {one} GRAPH {graph} {{
                ?check a mz:IdentityCheck ; mz:identity ?identity ; mz:outcome ?outcome . FILTER(?outcome IN ({chosen}))
                OPTIONAL {{ ?check mz:table ?table }}
                OPTIONAL {{ ?check mz:left ?left }} OPTIONAL {{ ?check mz:right ?right }}
                OPTIONAL {{ ?check mz:difference ?difference }} OPTIONAL {{ ?check mz:tolerance ?tolerance }}
            }}
        }} ORDER BY ?identity ?check""")
    found: dict[str, Check] = {}
    for row in rows:
        found[row["check"].value] = {
            **shown(row, known),
            "verdict": _UNREAD if row["check"].value in results.not_read else verdict(row, known),
            "lefts": [],
            "rights": [],
            "messages": {},
            "hints": {},
        }
    if found:
        _operands(engine, f"{one} GRAPH {graph}", chosen, found)
        _messages(engine, f"{one} GRAPH {graph}", found)
    listed = (check for check in found.values() if check["verdict"] in wanted)
    return sorted(listed, key=lambda check: VERDICTS.index(check["verdict"]))


def shown(row: Row, known: dict[str, Identity]) -> Check:
    """A row with ?identity as a page shows it: what is counted, a year or a date has no amounts, what lacks a figure no difference."""
    unit = known.get(row["identity"].value, Identity()).unit
    compares = unit not in NO_AMOUNTS
    hidden = hidden_of(row["outcome"].value, compares=compares)
    kept = {name: term for name, term in row.items() if name not in hidden}
    return {**kept, "unit": unit, "compares": compares}


def hidden_of(outcome: str, *, compares: bool) -> frozenset[str]:
    """Which amounts of a check say nothing."""
    if not compares:
        return AMOUNTS
    return frozenset({"difference", "tolerance"}) if outcome.endswith("/incomplete") else frozenset()


def _operands(engine: Engine, where: str, chosen: str, found: dict[str, Check]) -> None:
    rows = engine.rows(f"""
        SELECT ?check ?side ?cell ?printed ?target ?label ?row ?column ?line {{
            {where} {{
                {{ ?check mz:leftOperand ?cell BIND("lefts" AS ?side) }} UNION
                {{ ?check mz:rightOperand ?cell BIND("rights" AS ?side) }}
                ?check mz:outcome ?outcome . FILTER(?outcome IN ({chosen}))
            }}
            OPTIONAL {{ ?cell mz:printedValue ?printed }} OPTIONAL {{ ?cell mz:printedTarget ?target }}
            OPTIONAL {{ ?cell rdfs:label ?label }}
            OPTIONAL {{ ?cell mz:row ?row }} OPTIONAL {{ ?cell mz:column ?column }}
            OPTIONAL {{ ?cell mz:sourceLine ?line }}
        }} ORDER BY ?check ?side ?row ?column ?cell""")
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        key = row["check"].value, row["side"].value, row["cell"].value
        if row["check"].value in found and key not in seen:
            seen.add(key)
            found[row["check"].value][row["side"].value].append(row)


def _messages(engine: Engine, where: str, found: dict[str, Check]) -> None:
    for row in engine.rows(f"""
        SELECT ?check ?kind ?message {{
            VALUES (?property ?kind) {{ (sh:resultMessage "messages") (mz:repairHint "hints") }}
            {where} {{ ?result rdfs:seeAlso ?check ; ?property ?message }}
        }}"""):
        message: Term = row["message"]
        if row["check"].value in found:
            found[row["check"].value][row["kind"].value][message.language] = message.value


def name_checks(page: Page, listed: list[Check]) -> None:
    """Ask for the labels that a table of checks shows."""
    page.named.update(str(check[name]) for check in listed for name in ("identity", "table") if name in check)
