"""Figures that a failed check uses: wherever one is shown, a flag says so and leads to the check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ontology.terms import MZ
from server.engine import Engine, Row, iri

_BATCH: Final = 500  # disclosures in one query: keeps it well below the length that is accepted
_VERDICTS: Final = {"Violation": "failed", "Warning": "warning"}
"""Severity -> verdict. A remark (Info) accuses no figure, so it raises no flag."""


class Flag(NamedTuple):
    """A failed check.

    Attributes:
        verdict: failed (an accounting identity) or warning.
        identity: code of the identity, such as C2.
        check: IRI of the check.
    """

    verdict: str
    identity: str
    check: str


@dataclass
class Flags:
    """The flags of some disclosures: by operand (cell, claim, project …), and by disclosure and headline measure."""

    operands: dict[str, set[Flag]] = field(default_factory=dict)
    headlines: dict[tuple[str, str], set[Flag]] = field(default_factory=dict)

    def of(self, *operands: object) -> list[Flag]:
        """The flags of some operands, each once, accounting identities first."""
        return sorted({flag for operand in operands for flag in self.operands.get(str(operand), ())})

    def headline(self, disclosure: object, measure: str) -> list[Flag]:
        """The flags of a headline figure (a local name such as threePublicTotal, or the IRI of the measure)."""
        address = measure if "/" in measure else str(MZ[measure])
        return sorted(self.headlines.get((str(disclosure), address), ()))


def fetch(engine: Engine, disclosures: Iterable[str]) -> Flags:
    """The failed checks of disclosures that are violations or warnings, in one query per five hundred; raises QueryError."""
    found = Flags()
    wanted = sorted(set(disclosures))
    for start in range(0, len(wanted), _BATCH):
        values = " ".join(iri(address) for address in wanted[start : start + _BATCH])
        for row in engine.rows(f"""
            SELECT DISTINCT ?disclosure ?check ?identity ?severity ?operand ?measure {{
                VALUES ?disclosure {{ {values} }}
                ?check mz:disclosure ?disclosure ; mz:outcome <https://w3id.org/mingzhang/code/outcome/failed> ;
                    mz:identity ?identity ; mz:leftOperand|mz:rightOperand ?operand .
                ?identity sh:severity ?severity . FILTER(?severity IN (sh:Violation, sh:Warning))
                OPTIONAL {{ ?operand mz:headline ?measure }}
            }}"""):
            _add(found, row)
    return found


def _add(found: Flags, row: Row) -> None:
    verdict = _VERDICTS[row["severity"].value.rpartition("#")[2]]
    flag = Flag(verdict, row["identity"].value.rpartition("/")[2], row["check"].value)
    found.operands.setdefault(row["operand"].value, set()).add(flag)
    if "measure" in row:
        found.headlines.setdefault((row["disclosure"].value, row["measure"].value), set()).add(flag)
