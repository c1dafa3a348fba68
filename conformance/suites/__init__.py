"""The suites, one module each: where its files are, how they are run, what counts as passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance.outcome import Case
from conformance.subject import Subject
from conformance.suites import (
    catalogue,
    cube,
    cube_checker,
    description,
    openbudgets,
    owl,
    protocol,
    reconciliation,
    results,
    shacl,
)


@dataclass(frozen=True)
class Suite:
    """A suite.

    Attributes:
        name: Short name on the command line.
        title: What it is and whose.
        run: Takes the folder of copies and what is tested, gives the cases; raises SuiteMissingError.
    """

    name: str
    title: str
    run: Callable[[Path, Subject], Iterable[Case]]


SUITES: Final = (
    Suite("cube", cube.TITLE, cube.run),
    Suite("cube-checker", cube_checker.TITLE, cube_checker.run),
    Suite("dcat-ap", "DCAT-AP 3.0.1 on /catalog: what is mandatory (SEMICeu/DCAT-AP)", catalogue.mandatory),
    Suite("dcat-ap-ranges", "DCAT-AP 3.0.1: classes of values", catalogue.ranges),
    Suite("dcat-ap-recommended", "DCAT-AP 3.0.1: what is recommended", catalogue.recommended),
    Suite("dcat-ap-deprecated", "DCAT-AP 3.0.1: what is deprecated", catalogue.deprecated),
    Suite("dcat-ap-vocabularies", "DCAT-AP 3.0.1: values from vocabularies of the EU", catalogue.vocabularies),
    Suite("openbudgets", openbudgets.TITLE, openbudgets.run),
    Suite("owl", owl.TITLE, owl.run),
    Suite("protocol", protocol.TITLE, protocol.run),
    Suite("description", description.TITLE, description.run),
    Suite("results", results.TITLE, results.run),
    Suite("shacl", shacl.TITLE, shacl.run),
    Suite("shacl-pyshacl", shacl.REFERENCE_TITLE, shacl.reference),
    Suite("reconciliation", reconciliation.TITLE, reconciliation.run),
)
