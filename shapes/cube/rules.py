"""The constraints as data: ``rules/ic-NN.rq``.

A file begins with lines ``#+ …``, which together are TOML::

    #+ title.zh = "…"        what must hold
    #+ title.en = "…"
    #+ message.zh = "…"      what is wrong and what to do; {name} is the value of the result variable ?name
    #+ message.en = "…"
    #+ scope = "?it …"       graph pattern of what the constraint is about: tells a constraint that holds from an idle one
    #+ each = "SELECT ?each" optional: the query is run once per ?each, written in place of <urn:each>
    #+ finish = "…"          optional: the function of shapes.cube.joins that turns rows into findings

The rest is a SELECT over the normalised cubes with one row per finding; ?node is what breaks the constraint.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_EACH: Final = "<urn:each>"
_PROLOGUE: Final = """\
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@dataclass(frozen=True)
class Rule:
    """One integrity constraint.

    Attributes:
        id: ``IC-1`` to ``IC-21``, as in the specification.
        title: What must hold, by language (``zh``, ``en``).
        message: Template of the message of a finding, by language.
        query: SELECT of what breaks the constraint, over normalised cubes in the default graph.
        scope: SELECT of the number ?count of things that the constraint is about.
        each: SELECT of the values ?each that the query is run for; empty when it is run once.
        finish: Name of the join that turns rows into findings; empty when rows are findings.
    """

    id: str
    title: dict[str, str]
    message: dict[str, str]
    query: str
    scope: str
    each: str
    finish: str

    def query_for(self, each: str) -> str:
        """Return the query for one value of ?each, written as a SPARQL term."""
        return self.query.replace(_EACH, each)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the constraints in the order of their numbers."""
    folder = files("shapes").joinpath("cube", "rules")
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".rq")), key=lambda entry: entry.name)
    return tuple(_rule(entry.name, entry.read_text(encoding="utf-8")) for entry in entries)


def _rule(name: str, text: str) -> Rule:
    lines = text.splitlines()
    head: dict[str, Any] = tomllib.loads("\n".join(line[2:] for line in lines if line.startswith("#+")))
    number = re.fullmatch(r"ic-(\d\d)\.rq", name)
    if number is None:
        raise ValueError(f"shapes/cube/rules/{name}: name the file ic-NN.rq, after the number of the constraint")
    return Rule(
        id=f"IC-{int(number[1])}",
        title=head["title"],
        message=head["message"],
        query="\n".join(line for line in lines if not line.startswith("#+")) + "\n",
        scope=f"{_PROLOGUE}SELECT (COUNT(DISTINCT ?it) AS ?count) {{ {head['scope']} }}",
        each=_PROLOGUE + head["each"] if "each" in head else "",
        finish=head.get("finish", ""),
    )
