"""`check`: from a graph to a report, with either engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pyoxigraph as ox
from rdflib import Dataset, Graph, URIRef

import ontology
from shapes import reference
from shapes.catalogue import MONEY
from shapes.classification import add_classification
from shapes.excerpt import excerpts
from shapes.facts import AxisFacts, DisclosureFacts, Facts
from shapes.hints import Hint, hints
from shapes.ledger import Instance, ledger
from shapes.memory import without_collector
from shapes.names import Names
from shapes.records import STRUCTURE, Check, Operand, Place
from shapes.report import Report
from shapes.source import graph_of_store, store_of_graph, store_of_nquads
from shapes.structure import StructureResult, focus_nodes, structure_results
from shapes.wording import COUNT

Engine = Literal["sets", "pyshacl"]

UNKNOWN = DisclosureFacts("", "?", "", None, "", None, None, "")
"""Stands where a node with a structure error belongs to no disclosure of the graph."""


def check(
    data: Graph | Dataset,
    *,
    disclosures: Collection[str] | None = None,
    engine: Engine = "sets",
    structure: bool = True,
) -> Report:
    """Check every disclosure in a graph.

    Args:
        data: One or more disclosures' graphs; with the graph of organisations, reports name departments by their labels.
        disclosures: Addresses of the disclosures to report on; all when None.
        engine: ``sets`` is fast and lists passes too; ``pyshacl`` is the reference SHACL engine and lists findings only.
        structure: Whether the structure shapes are checked too.
    """
    with without_collector():
        return _check(store_of_graph(data), disclosures, engine, structure=structure)


def check_nquads(
    data: bytes, disclosures: Collection[str] | None = None, *, engine: Engine = "sets", structure: bool = True
) -> Report:
    """Check every disclosure in N-Quads; see `check`.

    Raises:
        SyntaxError: The data are not N-Quads.
    """
    with without_collector():
        return _check(store_of_nquads(data), disclosures, engine, structure=structure)


def _check(store: ox.Store, disclosures: Collection[str] | None, engine: Engine, *, structure: bool) -> Report:
    if engine not in ("sets", "pyshacl"):
        raise ValueError(f"no engine {engine!r}: there are “sets” (fast) and “pyshacl” (the reference)")
    add_classification(store)
    facts = Facts(store)
    instances: Iterable[Instance]
    results: Iterable[StructureResult]
    if engine == "pyshacl":
        found = reference.validate(graph_of_store(store))
        instances, results = found.instances, found.structure
    else:
        instances, results = ledger(store), structure_results(store)
    assembler = _Assembler(facts)
    checks = [assembler.identity_check(one) for one in instances]
    if structure:
        checks += [assembler.structure_check(result) for result in results]
    known = facts.disclosures
    if disclosures is not None:
        wanted = {iri: known[iri] for iri in sorted(disclosures) if iri in known}
    else:
        wanted = known | ({UNKNOWN.iri: UNKNOWN} if any(one.disclosure is UNKNOWN for one in checks) else {})
    chosen = sorted(_unique(one for one in checks if one.disclosure.iri in wanted), key=_order)
    # The reference engine does not say what holds, so that nobody can know what another reading would break.
    hinted = hints(chosen, facts) if engine == "sets" else {}
    return Report(
        checks=tuple(_explained(one, hinted.get((one.disclosure.iri, one.id)), facts) for one in chosen),
        disclosures=tuple(wanted.values()),
        nodes=assembler.nodes(focus_nodes(store), wanted) if structure else {},
    )


def _explained(one: Check, hint: Hint | None, facts: Facts) -> Check:
    """Return a finding with its hint and the printed rows around it; what holds needs neither."""
    return replace(one, hint=hint, excerpts=excerpts(one, facts)) if one.is_finding else one


def _unique(checks: Iterable[Check]) -> Iterable[Check]:
    return {(one.disclosure.iri, one.id): one for one in checks}.values()


def _order(one: Check) -> tuple[str, bool, str, int, str, int, int, int, int, str]:
    table, row, column = one.place.table, one.place.row, one.place.column
    number = int(one.identity[1:]) if one.identity != STRUCTURE else 0
    return (
        one.disclosure.iri,
        one.identity == STRUCTURE,
        one.identity[0],
        number,
        table.iri if table else "",
        (row[0] or 0) if row else 0,
        (column[0] or 0) if column else 0,
        one.place.page or 0,
        one.place.line or 0,
        one.id,
    )


class _Assembler:
    """Turns rows of SELECTs into checks with words: labels, places, printed figures."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._names = Names(facts)
        self._operands: dict[str, Operand] = {}

    def identity_check(self, one: Instance) -> Check:
        """Return the check of an instance of an identity."""
        identity = one.identity
        left, right = (
            tuple(sorted(map(self._operand, side), key=lambda figure: figure.sort_key))
            for side in (one.left_operands, one.right_operands)
        )
        # A side of money without figures is blank; what is counted or asked for is known all the same.
        counted = identity.unit != MONEY
        if identity.unit == COUNT:
            left, right = (tuple(figure.uncounted for figure in side) for side in (left, right))
        known = counted or (bool(left) and bool(right))
        incomplete = one.outcome == "incomplete"
        unread = tuple(self._facts.tables[iri] for iri in one.unread if incomplete and iri in self._facts.tables)
        return Check(
            id=self._names.finding(identity.id, one.disclosure, one.table, one.total, one.across),
            identity=identity.id,
            label=identity.label,
            meaning=identity.message,
            severity=identity.severity,
            outcome=one.outcome,
            disclosure=self._facts.disclosures.get(one.disclosure, UNKNOWN),
            place=self._place(one, left),
            value=URIRef(one.value),
            shape=identity.iri,
            component=identity.component,
            focus=one.disclosure,
            relation=one.relation,
            left=one.left if left or counted else None,
            right=one.right if right or counted else None,
            difference=one.difference if known else None,
            tolerance=one.tolerance,
            left_operands=left,
            right_operands=right,
            unit=identity.unit,
            unread=unread,
            blanks=self._blanks(one.blanks) if incomplete and not unread else (),
        )

    def structure_check(self, result: StructureResult) -> Check:
        """Return the check of a structure result."""
        table = next((self._facts.tables[iri] for iri in _prefixes_of(result.focus) if iri in self._facts.tables), None)
        axis = self._facts.axes.get(result.focus)
        cell = self._facts.cells.get(result.focus)
        row = (cell.row_number, "") if cell else _numbered(axis, row=True)
        column = (cell.column_number, "") if cell else _numbered(axis, row=False)
        rule = result.rule
        return Check(
            id=self._names.finding(STRUCTURE, rule.shape, rule.component, result.focus, str(result.value or "")),
            identity=STRUCTURE,
            label=rule.label,
            meaning=rule.meaning,
            severity=rule.severity,
            outcome="failed",
            disclosure=self._disclosure_of(result.focus),
            place=Place(table, row, column).at(cell or axis),
            value=result.value,
            shape=rule.shape,
            component=rule.component,
            focus=result.focus,
        )

    def nodes(self, focuses: Iterable[str], wanted: Collection[str]) -> dict[str, int]:
        """Return how many of some nodes belong to each of the disclosures that are wanted."""
        counted = Counter(self._disclosure_of(focus).iri for focus in focuses)
        return {iri: counted[iri] for iri in wanted if counted[iri]}

    def _disclosure_of(self, focus: str) -> DisclosureFacts:
        """Return the disclosure whose address a node's address begins with; else the only one there is; else none known."""
        known = self._facts.disclosures
        above = next((known[iri] for iri in _prefixes_of(focus) if iri in known), None)
        return above or (next(iter(known.values())) if len(known) == 1 else UNKNOWN)

    def _operand(self, iri: str) -> Operand:
        found = self._operands.get(iri)
        if found is None:
            cell, statement = self._facts.cells.get(iri), self._facts.statements.get(iri)
            if iri in self._facts.tables:
                found = Operand(iri, Decimal(0), self._facts.tables[iri])
            elif statement is not None:
                found = Operand(iri, statement.amount, None, statement.label, statement=statement)
            elif cell is None:
                found = Operand(iri, None, None)
            else:
                row, column = self._facts.axes.get(cell.row), self._facts.axes.get(cell.column)
                found = Operand(
                    iri,
                    cell.amount,
                    self._facts.tables[cell.table],
                    row.label if row else "",
                    column.label if column else "",
                    cell,
                )
            self._operands[iri] = found
        return found

    def _blanks(self, cells: Iterable[str]) -> tuple[Place, ...]:
        """Return the places of blank cells, each ``row|column`` in any order, or one of them; as printed."""
        found = []
        for cell in cells:
            axes = [axis for iri in cell.split("|") if (axis := self._facts.axes.get(iri)) is not None]
            row = next((axis for axis in axes if axis.row is not None), None)
            column = next((axis for axis in axes if axis.column is not None), None)
            if axes:
                table = self._facts.tables.get(axes[0].table)
                place = Place(table, _numbered(row, row=True), _numbered(column, row=False))
                found.append(place.at(row))
        return tuple(sorted(found, key=_printed))

    def _place(self, one: Instance, left: tuple[Operand, ...]) -> Place:
        table = self._facts.tables.get(one.table)
        axes = [axis for iri in (one.total, one.across) if (axis := self._facts.axes.get(iri)) is not None]
        row = next((axis for axis in axes if axis.row is not None), None)
        column = next((axis for axis in axes if axis.column is not None), None)
        statement = self._facts.statements.get(one.total)
        if statement is not None and not axes:
            title = statement.label or statement.printed
            told = {"zh": title, "en": title} if statement.kind != "Disclosure" else {}
            return Place(table, member=told).at(statement)
        member = {} if one.across in self._facts.axes or one.across == one.table else _label(one.across)
        if row is None and (of_account := self._facts.account_rows.get((one.table, one.across))) is not None:
            row, member = of_account, {}
        cell = left[0].cell if len(left) == 1 else None
        if cell is not None and row is None and column is None:
            row, column = self._facts.axes.get(cell.row), self._facts.axes.get(cell.column)
        place = Place(table, _numbered(row, row=True), _numbered(column, row=False), member)
        return place.at(cell or row or table)


def _printed(place: Place) -> tuple[str, int, int]:
    """Return the order in which places are listed: as printed."""
    row, column = place.row or (0, ""), place.column or (0, "")
    return (place.table.iri if place.table else "", row[0] or 0, column[0] or 0)


def _numbered(axis: AxisFacts | None, *, row: bool) -> tuple[int | None, str] | None:
    if axis is None:
        return None
    number = axis.row if row else axis.column
    return None if number is None else (number, axis.label)


def _label(iri: str) -> dict[str, str]:
    """Return the words for an account, a source or a type: its code and name, or its total; none for what is no code."""
    scheme, _, notation = iri.rpartition("/code/")[2].rpartition("/")
    names = ontology.labels().get(iri, {})
    if not names and "/code/" not in iri:
        return {}
    if notation.isdigit():
        return {language: f"{notation} {names.get(language, names.get('zh', ''))}".strip() for language in ("zh", "en")}
    return {language: names.get(language) or f"{scheme} {notation}" for language in ("zh", "en")}


def _prefixes_of(iri: str) -> Iterable[str]:
    """Yield an address and every address above it, longest first."""
    while "/" in iri:
        yield iri
        iri = iri.rpartition("/")[0]
