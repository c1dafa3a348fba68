"""Writes the files that follow from ``data/*.csv`` and from `terms.DIMENSIONS`: ``python -m ontology.build``.

`render` is pure: a test compares what it returns with the files in the repository.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Final

from ontology.accounts import ACCOUNT_SCHEMES, AccountName, accounts, read_facts
from ontology.context import render as render_context
from ontology.correspondence import render_cofog, render_sources
from ontology.declarations import render as render_declarations
from ontology.reference import render as render_reference
from ontology.regions import Region, regions
from ontology.terms import DEFAULT_BASE, DIMENSIONS, FLOWS, MEASURES, MZ
from ontology.turtle import Turtle, bilingual, iri, literal
from ontology.versions import render as render_versions

PERIODS: Final = range(2010, 2036)
_LICENSE: Final = "<https://creativecommons.org/licenses/by/4.0/>"
_PUBLIC_DOMAIN: Final = "<https://creativecommons.org/publicdomain/zero/1.0/>"
_LEVELS: Final = {3: ("class", "类", "Class"), 5: ("section", "款", "Section"), 7: ("item", "项", "Item")}
# The component attributes of every cube, and whether each observation must have them.
_ATTRIBUTES: Final = (
    ("printedValue", "mz:printedValue", True),
    ("unitMult", "attr:unitMult", False),
    ("decimals", "attr:decimals", False),
    ("roundingError", "mz:roundingError", False),
    ("aggregation", "mz:aggregation", False),
    ("row", "mz:row", False),
    ("column", "mz:column", False),
)


def render() -> dict[str, str]:
    """All generated files: path relative to this package -> text. One is a page of the documentation."""
    files = {f"codes/{scheme}.ttl": text for scheme, text in _code_lists().items()}
    files |= {f"codes/{scheme}.ttl": _classification(scheme) for scheme in ACCOUNT_SCHEMES}
    files |= {
        "declarations.ttl": render_declarations(),
        "cofog.ttl": render_cofog(),
        "sources.ttl": render_sources(),
        "context.jsonld": render_context(),
    }
    files["versions.ttl"] = render_versions()
    files["../docs/reference/terms.md"] = render_reference()
    return files | {"cubes.ttl": _cubes(), "periods.ttl": _periods(), "regions.ttl": _regions()}


def main() -> None:
    """Write the files into this package."""
    package = Path(__file__).parent
    for path, text in render().items():
        (package / path).write_text(text, encoding="utf-8")


def _schemes() -> dict[str, dict[str, str]]:
    return {row["scheme"]: row for row in read_facts("schemes")}


def _scheme(file: Turtle, scheme: str, top: list[str], *more: tuple[str, str]) -> None:
    facts = _schemes()[scheme]
    labels = bilingual(facts["zh"], facts["en"])
    file.add(
        f"code:{scheme}",
        [
            ("a", "skos:ConceptScheme"),
            ("rdfs:label", labels),
            ("skos:prefLabel", labels),
            ("skos:definition", bilingual(facts["zh_definition"], facts["en_definition"])),
            ("dct:license", _LICENSE),
            *more,
            ("skos:hasTopConcept", ", ".join(f":{code}" for code in top)),
        ],
    )


def _code_lists() -> dict[str, str]:
    files = {}
    for scheme, members in groupby(read_facts("codes"), key=lambda row: row["scheme"]):
        rows = list(members)
        file = Turtle(f"Code list: {_schemes()[scheme]['en'].lower()}. From data/codes.csv.", f"code/{scheme}/")
        _scheme(file, scheme, [row["code"] for row in rows if not row["broader"]])
        for row in rows:
            labels = bilingual(row["zh"], row["en"])
            match, _, target = row["match"].partition(" ")
            file.add(
                f":{row['code']}",
                [
                    ("a", "skos:Concept"),
                    ("skos:notation", literal(row["code"])),
                    ("rdfs:label", labels),
                    ("skos:prefLabel", labels),
                    ("skos:definition", bilingual(row["zh_definition"], row["en_definition"])),
                    ("skos:inScheme", f"code:{scheme}"),
                    ("skos:broader", f":{row['broader']}" if row["broader"] else None),
                    ("skos:topConceptOf", None if row["broader"] else f"code:{scheme}"),
                    (f"skos:{match}", target),
                ],
            )
        files[scheme] = file.text()
    return files


def _classification(scheme: str) -> str:
    members = accounts(scheme)
    at_level = {length: [code for code in members if _level_length(code) == length] for length in _LEVELS}
    used = [length for length, codes in at_level.items() if codes]
    file = Turtle(f"Classification: {_schemes()[scheme]['en'].lower()}. From data/{scheme}.csv.", f"code/{scheme}/")
    _scheme(
        file,
        scheme,
        ["total", *at_level[3]],
        ("dct:source", "source:classification" + (", source:economic-reform" if scheme != "functional" else "")),
        ("xkos:numberOfLevels", str(len(used))),
        ("xkos:levels", iri(f"code/{scheme}#levels-1")),
    )
    for depth, length in enumerate(used, 1):
        name, zh, en = _LEVELS[length]
        level = iri(f"code/{scheme}#{name}")
        rest = iri(f"code/{scheme}#levels-{depth + 1}") if depth < len(used) else "rdf:nil"
        file.add(iri(f"code/{scheme}#levels-{depth}"), [("a", "rdf:List"), ("rdf:first", level), ("rdf:rest", rest)])
        file.add(
            level,
            [
                ("a", "xkos:ClassificationLevel"),
                ("rdfs:label", bilingual(zh, en)),
                ("skos:prefLabel", bilingual(zh, en)),
                ("xkos:depth", str(depth)),
                ("xkos:notationPattern", literal(f"[0-9]{{{length}}}")),
                ("skos:member", ", ".join(f":{code}" for code in at_level[length])),
            ],
        )
    for code, names in members.items():
        _account(file, scheme, code, names)
    return file.text()


def _level_length(code: str) -> int:
    """The length that tells the level of a code; a class without a number counts as a class, the total as none."""
    if code == "total":
        return 0
    return len(code) if code.isdigit() else 3


def _account(file: Turtle, scheme: str, code: str, names: tuple[AccountName, ...]) -> None:
    *former, current = names
    broader = code[:-2] if code.isdigit() and len(code) > 3 else ""
    labels = bilingual(current.zh, current.en)
    file.add(
        f":{code}",
        [
            ("a", "mz:Account, skos:Concept"),
            ("skos:notation", literal(code) if code.isdigit() else None),
            ("rdfs:label", labels),
            ("skos:prefLabel", labels),
            ("skos:inScheme", f"code:{scheme}"),
            ("skos:broader", f":{broader}" if broader else None),
            ("skos:topConceptOf", None if broader else f"code:{scheme}"),
            # A known year of the oldest name is the beginning of the code; that of a later name only of the name.
            ("mz:validFrom", _number(names[0].since)),
            ("mz:validUntil", _number(current.until)),
            ("mz:formerName", ", ".join(iri(f"code/{scheme}/{code}#former-{n}") for n in range(1, len(former) + 1))),
        ],
    )
    for number, name in enumerate(former, 1):
        file.add(
            iri(f"code/{scheme}/{code}#former-{number}"),
            [
                ("a", "mz:FormerName"),
                ("rdfs:label", bilingual(name.zh, name.en)),
                ("mz:validFrom", _number(name.since)),
                ("mz:validUntil", _number(name.until)),
            ],
        )


def _cubes() -> str:
    kinds = {row["code"]: row for row in read_facts("codes") if row["scheme"] == "table-kind"}
    file = Turtle("One data structure definition per table kind. From terms.DIMENSIONS.", "cube/")
    for kind, dimensions in DIMENSIONS.items():
        names = [_local(dimension) for dimension in dimensions]
        measure = _local(MEASURES[kind])
        # What is the same for a whole table, the table says once.
        attached = [("flow", ("qb:dimension", "mz:flow"))] if kind in FLOWS else []
        attached.append(("currency", ("qb:attribute", "obeu-attribute:currency")))
        parts = [*names, measure, *(name for name, _, _ in _ATTRIBUTES), *(name for name, _ in attached)]
        file.add(
            f":{kind}",
            [
                ("a", "qb:DataStructureDefinition"),
                ("rdfs:label", bilingual(f"{kinds[kind]['zh']}的结构", f"Structure of tables: {kinds[kind]['en']}")),
                ("qb:component", ", ".join(iri(f"cube/{kind}#{part}") for part in parts)),
            ],
        )
        for order, name in enumerate(names, 1):
            _component(file, kind, name, ("qb:dimension", f"mz:{name}"), ("qb:order", str(order)))
        _component(file, kind, measure, ("qb:measure", f"mz:{measure}"))
        for name, attribute, required in _ATTRIBUTES:
            _component(
                file, kind, name, ("qb:attribute", attribute), ("qb:componentRequired", "true" if required else None)
            )
        for name, pair in attached:
            _component(file, kind, name, pair, ("qb:componentAttachment", "qb:DataSet"))
    return file.text()


def _component(file: Turtle, kind: str, part: str, *pairs: tuple[str, str | None]) -> None:
    file.compact(iri(f"cube/{kind}#{part}"), [("a", "qb:ComponentSpecification"), *pairs])


def _local(term: str) -> str:
    return term.removeprefix(MZ._NS)


def _regions() -> str:
    file = Turtle(
        "Administrative divisions of China by GB/T 2260, abolished ones included. From data/regions.csv (public domain).",
        "id/jurisdiction/",
        level=DEFAULT_BASE + "code/division-level/",
    )
    file.add(iri("graph/regions"), [("dct:license", _PUBLIC_DOMAIN), ("dct:title", bilingual("行政区划", "Divisions"))])
    for region in regions():
        _region(file, region)
    return file.text()


def _region(file: Turtle, region: Region) -> None:
    former = region.names[:-1]
    file.compact(
        f":{region.code}",
        [
            ("a", "mz:Jurisdiction"),
            ("mz:divisionCode", literal(region.code)),
            ("rdfs:label", literal(region.name, "zh")),
            ("mz:divisionLevel", f"level:{region.level}"),
            ("mz:within", f":{region.parent_code}" if region.parent_code else None),
            ("mz:validFrom", str(region.valid_from)),
            ("mz:validUntil", _number(region.valid_until)),
            ("mz:successor", ", ".join(f":{code}" for code in region.successor)),
            ("mz:formerName", ", ".join(iri(f"id/jurisdiction/{region.code}#{name.since}") for name in former)),
        ],
    )
    for name in former:
        file.compact(
            iri(f"id/jurisdiction/{region.code}#{name.since}"),
            [
                ("a", "mz:FormerName"),
                ("rdfs:label", literal(name.name, "zh")),
                ("mz:validFrom", str(name.since)),
                ("mz:validUntil", _number(name.until)),
            ],
        )


def _periods() -> str:
    file = Turtle(f"Fiscal years {PERIODS[0]} to {PERIODS[-1]}: each is a calendar year.", "id/period/")
    for year in PERIODS:
        begin, end = iri(f"id/period/{year}#begin"), iri(f"id/period/{year}#end")
        file.add(
            f":{year}",
            [
                ("a", "time:Interval"),
                ("rdfs:label", bilingual(f"{year}年", str(year))),
                ("time:hasBeginning", begin),
                ("time:hasEnd", end),
            ],
        )
        file.compact(begin, [("a", "time:Instant"), ("time:inXSDDate", f'"{year}-01-01"^^xsd:date')])
        file.compact(end, [("a", "time:Instant"), ("time:inXSDDate", f'"{year}-12-31"^^xsd:date')])
    return file.text()


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


if __name__ == "__main__":
    main()
