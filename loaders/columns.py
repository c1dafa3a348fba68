"""Columns: what each printed column of a table means, by its header, by the data of the profile, and by where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from loaders.amounts import Unit, unit_of
from loaders.column_rule import ColumnRule, holding, under_headings
from loaders.facts import Dimensions
from loaders.header import Path, column_paths
from loaders.profile import Profile
from loaders.recognise import RecognisedTable
from loaders.registry import Registry
from loaders.section_columns import sections
from loaders.text import squeeze
from ontology.terms import DIMENSIONS

_SIDED = frozenset({"balance", "fiscal-balance"})
#: Families whose columns may stand several times side by side, to save paper.
#: Roles that begin a record, by family. A second one after figures begins the next record of the same printed row.
_STARTS = {"accounts": frozenset({"class", "code", "name"}), "line-items": frozenset({"label"})}
#: A year or phase that a header states: 2023年预算数, 上年执行数, 决算数.
_STATED = re.compile(
    r"^(?P<year>20\d\d)?年?度?(?P<when>上年度?|上一年度?|去年|本年度?|当年)?(?P<middle>.*?)"
    r"(?P<phase>(?:年初)?预算(?:安排)?(?:数|金额|额)|预算$|决算(?:数|金额|额)|决算$|(?:预计)?(?:执行|完成)(?:数|金额|额)|执行$)(?:\(调整后?\))?"
)
_YEAR_ONLY = re.compile(r"^(?P<year>20\d\d)年?度?$|^(?P<when>上年度?|上一年度?|去年|本年度?|当年)(?:数|金额)?$")
_UNIT_IN_LABEL = re.compile(r"\((?:金额)?(?:单位[:：])?(?:人民币)?(?:百?万|千|亿)?元\)$")
_PRIOR = ("上", "去")
#: What a header adds to a year or phase without adding a meaning.
_PLAIN = frozenset({"", "全年", "调整", "部门", "财政拨款"})
#: The fund that a list of projects is limited to by its title.
_TITLE_FUNDS = (
    ("一般公共预算|公共财政预算", "general-public"),
    ("政府性基金", "government-fund"),
    ("国有资本", "state-capital"),
    ("财政拨款", "fiscal-appropriation"),
    ("财政专户", "special-account"),
)
_TITLE_TYPES = (("基本支出", "basic"), ("项目支出", "project"))
_THREE_PUBLIC = "line-item/three-public-total"
_ADJUSTED = re.compile("(全年|调整)预算")


@dataclass
class Column:
    """The meaning of one printed column under a reading: a role (text) or dimensions (figures), or nothing known.

    Attributes:
        side: ``revenue`` or ``expenditure`` in a balance.
        block: Which of several records of a printed row, standing side by side, the column belongs to.
        derived: The column restates others (a difference, a share), so its figures are left out for a ``reason``.
        foreign: What the column means is known, but has no place in a table of this kind.
    """

    index: int
    label: str
    role: str | None = None
    dims: Dimensions | None = None
    of_which: bool = False
    side: str | None = None
    unit: Unit | None = None
    block: int = 0
    derived: bool = False
    foreign: bool = False
    reason: str = "restates other columns"

    @property
    def understood(self) -> bool:
        """Return whether it is known what the column means."""
        return self.role is not None or self.dims is not None or self.derived or self.foreign


def header_columns(
    table: RecognisedTable, profile: Profile, start: int, registry: Registry, paths: list[Path] | None = None
) -> list[Column]:
    """Return the columns as the printed header says.

    Args:
        table: The table with its header.
        profile: Where the meaning of labels is found.
        start: Index of the first body row.
        registry: Knows fiscal year and phase of the disclosure, from which a column may differ.
        paths: The labels over each column, where another reading of the header is tried.
    """
    kind = table.rule.kind
    printed = column_paths(table.table, start) if paths is None else paths
    paths = [tuple(_UNIT_IN_LABEL.sub("", label) for label in path) for path in printed]
    units = [next(filter(None, map(unit_of, reversed(path))), None) for path in printed]
    rules = _rules(kind, paths, profile)
    headings = holding(profile.headings.get(kind, ()), [_without_phase(path) for path in paths])
    columns: list[Column] = []
    sides: list[str] = []
    block, figures_seen = 0, False
    for index, path in enumerate(paths):
        column = Column(index, "/".join(printed[index]), unit=units[index])
        role = _first(profile.roles, path)
        if role is not None:
            column.role = None if role.role == "derived" else role.role
            column.derived = role.role == "derived"
            if kind in _SIDED and role.role in {"label", "name", "project-name"}:
                column.role = "label"
                sides.append(_side(path, sides))
                block = sides.count(sides[-1]) - 1
            if role.role in _STARTS.get(table.rule.rows, ()) and figures_seen:
                block, figures_seen = block + 1, False
        else:
            _give_meaning(column, path, kind, rules, headings, registry)
            figures_seen = figures_seen or column.dims is not None
        column.side = sides[-1] if sides else None
        column.block = block
        columns.append(column)
    first = columns[0] if columns else None
    if first and not first.label and first.role is None and first.dims is None and _counts_up(table, start):
        first.role = "sequence"
    if kind == "three-public":
        _settle_grand_total(columns)
    if kind == "economic-summary":
        _name_sections(columns, sections(paths, table.title, registry.year))
    _drop_repetitions(columns)
    if kind in {"projects", "economic-summary"}:
        _limit_to_fund(columns, table.title)
    if kind in {"general-public", "economic-summary"}:
        _limit_to_type(columns, squeeze(table.title))
    return columns


def _name_sections(columns: list[Column], found: dict[int, Dimensions | None]) -> None:
    """Give the columns that are named like economic accounts those accounts."""
    for index, dims in found.items():
        column = columns[index]
        if column.role is None and not column.derived:
            column.dims, column.foreign = dims, False
            if dims is None:
                column.derived, column.reason = (
                    True,
                    "is the total of sections that is no account of this classification",
                )


def _settle_grand_total(columns: list[Column]) -> None:
    """Tell 合计, with 会议费 and 培训费, from the total of “三公” beside it, which its label names."""
    named = [
        column for column in columns if column.dims and _THREE_PUBLIC in column.dims.values() and "三公" in column.label
    ]
    for column in columns:
        if column.dims and column not in named and any(column.dims == other.dims for other in named):
            column.dims = column.dims | {"lineItem": "line-item/three-public-grand-total"}


def _limit_to_type(columns: list[Column], title: str) -> None:
    """Let the total be that of the one type that the title names: 基本支出明细表（按功能分类科目）, 项目支出情况表（按经济分类科目）."""
    named = [member for words, member in _TITLE_TYPES if words in title]
    for column in columns if len(named) == 1 else ():
        if column.dims and "flow" not in column.dims:
            whole = {"spendingType": "spending-type/total"} | column.dims
            if whole["spendingType"] == "spending-type/total":
                column.dims = column.dims | {"spendingType": f"spending-type/{named[0]}"}


def _limit_to_fund(columns: list[Column], title: str) -> None:
    """Let a list of projects, or a table by economic class, be of the one fund that its title names: 一般公共预算项目支出表."""
    fund = next((member for pattern, member in _TITLE_FUNDS if re.search(pattern, squeeze(title))), None)
    total = "funding-source/total"
    read = [column for column in columns if column.dims is not None]
    classes = any("Account" in name for column in read for name in column.dims or ())
    if not fund or not (classes or len(read) == 1):
        return
    if all((column.dims or {}).get("fundingSource", total) == total for column in read):
        for column in read:
            column.dims = (column.dims or {}) | {"fundingSource": f"funding-source/{fund}"}


def recogniser(kind: str, profile: Profile) -> Callable[[Path], bool]:
    """Return a function that says whether a header path means anything in a table of this kind; it remembers its answers."""
    rules = (*profile.item_columns.get(kind, ()), *profile.columns.get(kind, ()))

    @cache
    def known(path: Path) -> bool:
        plain = tuple(_UNIT_IN_LABEL.sub("", label) for label in path)
        bare = _without_phase(plain)
        return any(
            _first(found, labels) is not None
            for found, labels in (
                (profile.roles, plain),
                (rules, plain),
                (rules, bare),
                (rules, (*bare, "金额") if plain and not _without_phase(plain[-1:]) else ()),
            )
        )

    return known


def _side(path: Path, sides: list[str]) -> str:
    """Return the side of a balance that a label column opens: as its header says, else revenue first and then expenditure."""
    above = "".join(path[:-1])
    if ("收入" in above) != ("支出" in above):
        return "revenue" if "收入" in above else "expenditure"
    return "expenditure" if sides else "revenue"


def _drop_repetitions(columns: list[Column]) -> None:
    """Take the meaning from columns that mean what a column before them means: 全年预算数 beside 年初预算数 is named, others refused."""
    seen: list[tuple[str | None, int, Dimensions]] = []
    for column in columns:
        if column.dims is None:
            continue
        key = (column.side, column.block, column.dims)
        if key in seen:
            column.dims = None
            column.derived = _ADJUSTED.search(column.label) is not None
        seen.append(key)


def _rules(kind: str, paths: list[Path], profile: Profile) -> tuple[ColumnRule, ...]:
    """Return the rules for the columns of figures: those of named items where the header, and not a column of labels, names them."""
    items = profile.item_columns.get(kind, ())
    named = sum(_first(items, _without_phase(path)) is not None for path in paths)
    return items if named >= 2 else holding(profile.columns.get(kind, ()), [_without_phase(path) for path in paths])


def _give_meaning(
    column: Column,
    path: Path,
    kind: str,
    rules: tuple[ColumnRule, ...],
    headings: tuple[ColumnRule, ...],
    registry: Registry,
) -> None:
    """Give a column of figures the dimensions that its header states."""
    bare = _without_phase(path)
    # 收入 over 2023年预算数: what is left does not say that the column holds the amounts.
    for candidate in (path, bare, (*bare, "金额") if path and bare[-1:] != path[-1:] else ()):
        meaning = _first(rules, candidate)
        if meaning is not None:
            if meaning.ignore:
                column.derived, column.reason = True, meaning.ignore
                return
            dims = under_headings(meaning.dims, bare, headings) | _phase_dims(path, registry)
            # A meaning that this kind of table has no dimension for would give two figures one address.
            column.foreign = meaning.refused or not set(dims) <= _dimensions(kind)
            if not column.foreign:
                column.dims, column.of_which = dims, meaning.of_which
            return


def _dimensions(kind: str) -> set[str]:
    """Return the dimensions of a table kind; the items of a revenue or expenditure side are a dimension of balances alone."""
    return {str(term).rpartition("#")[2] for term in DIMENSIONS[kind]}


def _without_phase(path: Path) -> Path:
    """Return a header path without the labels that state nothing but a year or a phase."""
    kept = []
    for label in path:
        stated = _STATED.fullmatch(label)
        if _YEAR_ONLY.fullmatch(label) or (stated and stated["middle"] in _PLAIN):
            continue
        kept.append(stated["middle"] if stated and (stated["year"] or stated["when"]) else label)
    return tuple(kept)


def _phase_dims(path: Path, registry: Registry) -> Dimensions:
    """Return year and phase of a column where its header states others than those of the disclosure."""
    year, phase = registry.year, registry.phase
    for label in path:
        stated = _STATED.fullmatch(label)
        if stated is not None and (stated["phase"].endswith(("数", "额")) or stated["year"]):
            phase = "budget" if "预算" in stated["phase"] else "executed"
        found = stated or _YEAR_ONLY.fullmatch(label)
        if found is None:
            continue
        if found["year"]:
            year = int(found["year"])
        elif found["when"] and found["when"].startswith(_PRIOR) and registry.year is not None:
            year = registry.year - 1
    dims: Dimensions = {}
    if phase != registry.phase:
        dims["phase"] = f"phase/{phase}"
    if year != registry.year and year is not None:
        dims["fiscalPeriod"] = f"period/{year}"
    return dims


def _counts_up(table: RecognisedTable, start: int) -> bool:
    """Return whether the first column numbers the rows although its header is lost."""
    numbers = [row[0].text.strip() for row in table.table.rows[start:] if row and row[0].text.strip()]
    return bool(numbers) and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _first(rules: tuple[ColumnRule, ...], path: Path) -> ColumnRule | None:
    return next((rule for rule in rules if rule.matches(path)), None) if path else None
