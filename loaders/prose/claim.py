"""What a sentence states: the records that the reading of the prose gives."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from loaders.prose.phrases import Direction, Phase

Kind = Literal["level", "change", "share", "quantity"]
Relation = Literal["of-which", "including", "mainly"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure, or a comparison without one, that a sentence states.

    Attributes:
        kind: ``level`` (an amount), ``change`` (against ``compared_year``), ``share`` (a percentage of ``whole``) or
            ``quantity`` (a number of things).
        measure: key of ``measures.toml``, ``functional:<code>[/<name>…]``, ``project:<name>``, ``economic:<name>``, or
            ``None`` when what the figure is about was not recognised.
        names: the names in such a key, as printed without spaces.
        printed: the literal figure, ``4.25万元``; the word of comparison (``持平``) when there is none.
        value: 元 for money, the printed number for percentages and quantities, ``None`` without a figure. The sign is the
            printed one: a decrease of 5 元 is 5 with the direction ``decrease``.
        unit: as printed, in half-width form: ``万元``, ``%``, ``台(套)``; empty without a figure.
        rounding_error: half a unit of the last printed digit, in the unit of ``value``; 0 for quantities.
        year: the fiscal year that the figure speaks of.
        phase: ``budget`` or ``executed`` where the words say so; ``None`` is the phase of the document.
        compared_year: what a change is against, with ``compared_phase``; the year itself with ``budget`` in final accounts.
        whole: of a share: the measure it is a share of; ``initial-budget`` for 完成年初预算的…%.
        part_of: index of the claim that this one is part of, and ``relation`` how the sentence says so: ``of-which`` (其中),
            ``including`` (包括) or ``mainly`` (主要为: not exhaustive; nor is a 其中 with a single part). Part and whole have
            the same kind; a part of the list without a figure (持平) adds nothing.
        part_list: number of the list it stands in: one whole may be divided twice (by 基本/项目 and by class).
        within: measure of the list it stands in where no claim was made about that (工资福利支出 of basic expenditure).
        companion_of: index of the claim that a percentage restates.
        line: number of the line on which the figure begins; ``offset`` counts characters in that line as handed in.
    """

    kind: Kind
    measure: str | None
    names: tuple[str, ...]
    printed: str
    value: Decimal | None
    unit: str
    decimals: int
    rounding_error: Decimal
    direction: Direction | None
    year: int
    phase: Phase | None
    compared_year: int | None
    compared_phase: Phase | None
    whole: str | None
    part_of: int | None
    relation: Relation | None
    part_list: int | None
    within: str | None
    companion_of: int | None
    sentence: str
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure with a unit of money or a per cent sign that is no claim, and why."""

    reason: str
    printed: str
    line: int
    offset: int
