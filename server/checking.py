"""Checking a store from the command line: identities (SHACL) and the integrity of the cubes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import shapes
from loaders import words
from server import ledgers
from server.embedded import EmbeddedStore
from server.errors import InputError, StoreError
from server.store import Store
from shapes.review import Past, ReviewError, earlier, entry, explained


def disclosures(store: Store) -> list[str]:
    """The graphs of disclosures; raises StoreError when there are none."""
    graphs = store.hashes()
    found = sorted(graph for graph in graphs if f"{graph}/report" in graphs)
    if not found:
        raise StoreError(f"the store {store.location} holds no disclosure yet; load some with: mingzhang load FILE…")
    return found


def report(store: Store, *, engine: shapes.Engine = "sets", again: bool = False, whole: bool = False) -> shapes.Report:
    """The conformance report of all disclosures.

    Args:
        store: Where they are.
        engine: As in `shapes.check`.
        again: Whether everything is checked, also what did not change since it was last checked.
        whole: Whether it has the checks that hold; else it is condensed.
    """
    keep = engine == "sets" and not again
    return ledgers.check(store, disclosures(store), engine=engine, keep=keep, whole=whole).report


def identities(found: shapes.Report, form: str, past: Sequence[Past] | None = None) -> tuple[str, bool]:
    """A conformance report in a format of `shapes.Report.render`, and whether nothing counts against a disclosure.

    With findings known before (`past`), it is compared with them, and only what is new or changed counts.
    """
    found = found if past is None else found.reviewed(past)
    return found.render(form), found.conforms


def past(known: Path | None, baseline: Path | None) -> list[Past] | None:
    """The findings explained in a file and those of an earlier report; None when neither is asked for.

    Raises:
        InputError: one of them cannot be used.
    """
    if known is None and baseline is None:
        return None
    try:
        found = explained(_text(known), str(known)) if known else []
        return found + (earlier(_text(baseline), str(baseline)) if baseline else [])
    except ReviewError as error:
        raise InputError(str(error)) from error


def finding(store: Store, name: str) -> shapes.Check:
    """A finding of a store by its id.

    Raises:
        InputError: there is no such finding.
    """
    found = report(store)
    one = next((one for one in found.findings if one.id == name), None)
    if one is not None:
        return one
    if name in found.held:
        raise InputError(f"{name}: this holds, so there is nothing to explain")
    raise InputError(f"{name}: there is no such finding in {store.location}; mingzhang check lists them, with ids")


def explain(path: Path, one: shapes.Check, note: str) -> None:
    """Write a finding with a reviewer's note at the end of a file; made when it does not exist.

    Raises:
        InputError: the file is none of explained findings, or has the finding already.
    """
    if path.exists() and (before := past(path, None)):
        already = next((other for other in before if other.id == one.id), None)
        if already is not None:
            raise InputError(
                f"{path}: {one.id} is explained there already ({already.note}); change the note in the file"
            )
    head = "" if path.exists() else _HEAD
    with path.open("a", encoding="utf-8") as file:
        file.write(head + entry(one, note))


_HEAD = """# Findings that a reviewer has explained: mingzhang check --known takes them as known.
# With other figures than left and right (in yuan), or another outcome, a finding counts again.
"""


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ReviewError(f"{path}: this is not UTF-8 (byte {error.start + 1})") from error


def cube(store: Store, form: str) -> tuple[str, bool]:
    """The integrity of the cubes; raises StoreError for a form that it does not have."""
    from shapes.cube import check_cube, render_json, render_text  # noqa: PLC0415  (a second engine: only when asked for)

    if form not in {"text", "json"}:
        raise StoreError(f"--cube has no {form}; ask for text or json")
    if isinstance(store, EmbeddedStore):
        with store.reading() as opened:
            report = check_cube(opened)
    else:
        report = check_cube(b"".join(store.graph(graph) for graph in sorted(store.hashes())))
    return (render_json(report) if form == "json" else render_text(report)), report.conforms


def summary(store: Store) -> str:
    """One sentence on what the checks found."""
    counted = report(store).summary
    total = {
        name: sum(getattr(tally, name) for tally in counted.values())
        for name in ("checked", "passed", "failed", "incomplete")
    }
    return words.both(
        f"{total['checked']} checks of {len(counted)} identities: {total['passed']} passed, {total['failed']} failed, "
        f"{total['incomplete']} incomplete"
    )
