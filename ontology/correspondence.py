"""How the functional classes compare with COFOG, and the sources that the terms of the vocabulary cite: both as Turtle.

The correspondence is the judgement of this project, not an official table; each comparison says why. The facts stand in
``data/cofog.csv``, ``data/cofog-divisions.csv`` and ``data/sources.csv``.
"""

from __future__ import annotations

from typing import Final

from ontology.accounts import read_facts
from ontology.turtle import Turtle, bilingual, iri, literal

COFOG: Final = "http://dd.eionet.europa.eu/vocabulary/eurostat/cofog99/"
"""The divisions of COFOG as Eurostat addresses them: ``GF01`` to ``GF10``."""

CORRESPONDENCE: Final = "id/correspondence/functional-cofog"
"""Address of the correspondence, relative to the base of the project."""


def render_cofog() -> str:
    """The correspondence of functional classes with COFOG divisions (XKOS), and the matches it is made of (SKOS)."""
    file = Turtle("Functional classes and COFOG divisions. From data/cofog.csv.", "code/functional/", cofog=COFOG)
    classes = read_facts("cofog")
    associations = [iri(f"{CORRESPONDENCE}/{row['class']}") for row in classes]
    file.add(
        iri(CORRESPONDENCE),
        [
            ("a", "xkos:Correspondence"),
            ("rdfs:label", bilingual("支出功能分类与 COFOG 的对照", "Functional classification and COFOG")),
            (
                "dct:description",
                bilingual(
                    "本项目自己的判断，不是官方对照表；每一条写明理由，没有对应的也写明原因。",
                    "The judgement of this project, not an official table; each comparison says why, also where there is no match.",
                ),
            ),
            ("dct:source", "source:cofog, source:classification"),
            ("xkos:compares", f"code:functional, <{COFOG}>"),
            ("xkos:madeOf", ", ".join(associations)),
        ],
    )
    scheme = bilingual("政府职能分类（COFOG）", "Classification of the Functions of Government (COFOG)")
    divisions = read_facts("cofog-divisions")
    file.add(
        f"<{COFOG}>",
        [
            ("a", "skos:ConceptScheme"),
            ("rdfs:label", scheme),
            ("skos:prefLabel", scheme),
            ("skos:hasTopConcept", ", ".join(f"cofog:GF{row['code']}" for row in divisions)),
        ],
    )
    for row in divisions:
        labels = bilingual(row["zh"], row["en"])
        file.add(
            f"cofog:GF{row['code']}",
            [
                ("a", "skos:Concept"),
                ("skos:notation", literal(f"GF{row['code']}")),
                ("rdfs:label", labels),
                ("skos:prefLabel", labels),
                ("skos:inScheme", f"<{COFOG}>"),
                ("skos:topConceptOf", f"<{COFOG}>"),
            ],
        )
    for row, association in zip(classes, associations, strict=True):
        matched = ", ".join(f"cofog:GF{code}" for code in row["divisions"].split(";") if code)
        if row["match"]:
            file.add(f":{row['class']}", [(f"skos:{row['match']}", matched)])
        file.add(
            association,
            [
                ("a", "xkos:ConceptAssociation"),
                ("xkos:sourceConcept", f":{row['class']}"),
                ("xkos:targetConcept", matched),
                ("skos:editorialNote", bilingual(row["zh"], row["en"])),
            ],
        )
    return file.text()


def render_sources() -> str:
    """The regulations, standards and specifications that terms cite as the source of their concept."""
    file = Turtle("The sources of the concepts of the vocabulary. From data/sources.csv.", "id/source/")
    for row in read_facts("sources"):
        file.add(
            f":{row['code']}",
            [
                ("a", "dct:BibliographicResource"),
                ("rdfs:label", bilingual(row["zh"], row["en"])),
                ("rdfs:seeAlso", f"<{row['address']}>" if row["address"] else None),
            ],
        )
    return file.text()
