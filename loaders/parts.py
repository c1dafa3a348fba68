"""Several disclosures in one file: departments bound together, or a department and its units, each with tables of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from loaders.dealing import dealt
from loaders.disclosure import OF_A_DEPARTMENT, OF_A_UNIT, office_in_title
from loaders.document import Block, Document, Paragraph, Table
from loaders.errors import LoadError
from loaders.pieces import prints_the_same
from loaders.profile import Profile
from loaders.prose.offices import abbreviates
from loaders.recognise import RecognisedTable, Recognition, recognise
from loaders.registry import office_name, own_unit
from loaders.requirements import require_one_disclosure, require_tables
from loaders.text import one_line, squeeze
from ontology.terms import MANDATED

_FEWEST_KINDS = 3
_FEWEST_SHARED = 2
#: The tables that open a set; a second run of them is a second set.
_OPENING = ("balance", "revenue", "expenditure")
_CODE = re.compile(r"^(?:.{2,12}[:：])?(\d{3,9})(?=\D)")
_YEAR = re.compile(r"20[0-4]\d")
_MONEY = re.compile(r"\d(?:百?万|千|亿)?元")


@dataclass(frozen=True)
class _Owner:
    """Whose tables they are: a name with code and year, where they are printed; ``own`` marks the department's own unit (本级)."""

    name: str
    code: str | None
    own: bool
    year: int | None = None

    def is_same(self, other: _Owner) -> bool:
        if any(a and b and a != b for a, b in ((self.code, other.code), (self.year, other.year))):
            return False
        alike = abbreviates(self.name, other.name) or abbreviates(other.name, self.name)
        return self.own == other.own and (alike if self.code and other.code else self.name == other.name)


@dataclass(frozen=True)
class _Set:
    """A mandated table: the blocks it takes up, from its title to its last note."""

    table: RecognisedTable
    begin: int
    end: int
    owner: _Owner | None


def split(document: Document, profile: Profile) -> Iterator[tuple[Document, Recognition]]:
    """Yield the disclosures of a document, each with its recognised tables. Raises LoadError for what is no disclosure."""
    found = recognise(document, profile)
    require_tables(document, found)
    require_one_disclosure(document, found)
    whole = parts(document, found)
    if len(whole) == 1:
        yield document, found
        return
    for part in whole:
        found = recognise(part, profile)
        require_tables(part, found)
        yield part, found


def parts(document: Document, found: Recognition) -> list[Document]:
    """Return one document for each disclosure in it, in their order; the document itself where it holds one.

    Two owners have a disclosure each where captions or covers name both over several kinds of mandated tables, and some kinds of
    them stand under both names; or over fewer, where all of these stand under the other name as well, with other amounts. Nothing is cut
    by less: a name that is printed in two ways does not repeat the tables.

    Raises:
        LoadError: It holds several, and what belongs to which cannot be told.
    """
    sets = list(_sets(document, found))
    owners = _owners(sets)
    if len(owners) < 2:
        _require_one_set(document, sets)
        return [document]
    runs = list(_runs(sets, owners))
    cuts = _cuts(document, runs) if len(runs) == len(owners) else None
    owned = (
        _by_position(document, cuts) if cuts else _by_table(document, list(_sets(document, found, every=True)), owners)
    )
    return [
        replace(
            document,
            name=f"{document.name} ({owner.name}{'本级' if owner.own and not own_unit(owner.name) else ''})",
            blocks=tuple(blocks),
            signals=tuple(signals),
        )
        for owner, blocks, signals in zip(owners, owned, dealt(document, owned), strict=True)
    ]


def _sets(document: Document, found: Recognition, *, every: bool = False) -> Iterator[_Set]:
    """Yield the mandated tables, or every table, in order, each with its owner: by its caption, else by the last cover, else as the one before."""
    index = {id(block.rows[0][0]): at for at, block in enumerate(document.blocks) if isinstance(block, Table)}
    last: _Set | None = None
    for table in found.tables:
        at = index.get(id(table.table.rows[0][0]))
        if at is None or (table.rule.kind not in MANDATED and not every):
            continue
        begin = next((i for i in range(at, -1, -1) if _is_title(document.blocks[i], table)), at)
        owner = (
            _by_caption(table, last.owner if last else None)
            or _by_cover(document, last.end if last else -1, begin)
            or (last and last.owner)
        )
        last = _Set(table, begin, at + len(table.notes), owner or None)
        yield last


def _is_title(block: Block, table: RecognisedTable) -> bool:
    return isinstance(block, Paragraph) and block.place == table.title_place and one_line(block.text) == table.title


def _by_caption(table: RecognisedTable, before: _Owner | None) -> _Owner | None:
    """Return whom a caption names; a title that says neither 部门 nor 单位 (财政拨款收支总表) goes with the table before."""
    for text in table.offices:
        plain, title = squeeze(text), squeeze(table.title)
        code = _CODE.match(plain)
        unit = own_unit(plain) or OF_A_UNIT.search(title) is not None
        owner = _Owner(office_name(text), code[1] if code else None, unit, table.year)
        open_ = not unit and OF_A_DEPARTMENT.search(title) is None
        return before if open_ and before is not None and before.is_same(replace(owner, own=before.own)) else owner
    return None


def _by_cover(document: Document, after: int, before: int) -> _Owner | None:
    """Return whom the last cover between two tables names."""
    covers = [owner for _, owner in _covers(document, after + 1, before)]
    return covers[-1] if covers else None


def _covers(document: Document, begin: int, end: int) -> Iterator[tuple[int, _Owner]]:
    """Yield the lines that are the title of a disclosure, with its office; one that breaks after the office counts where it begins."""
    before = ""
    for at in range(begin, end):
        block = document.blocks[at]
        text = squeeze(block.text) if isinstance(block, Paragraph) else ""
        for first, line in ((at, text), (at - 1, before + text)):
            office = office_in_title(line)
            if office is not None:
                year = _YEAR.search(line)
                unit = OF_A_UNIT.search(line) is not None
                yield first, _Owner(office_name(office), None, unit, int(year[0]) if year else None)
                break
        before = text if 4 <= len(text) <= 30 and re.fullmatch(r"[\u4e00-\u9fff()（）]+", text) else ""


def _owners(sets: Sequence[_Set]) -> list[_Owner]:
    """Return those who have tables of their own, in the order of the document: a set of them, or some that another's set has as well."""
    tables: dict[_Owner, list[RecognisedTable]] = defaultdict(list)
    for one in sets:
        if one.owner is not None:
            tables[next((known for known in tables if known.is_same(one.owner)), one.owner)].append(one.table)
    kinds = {owner: {table.rule.kind for table in own} for owner, own in tables.items()}
    whole = [owner for owner, own in kinds.items() if len(own) >= _FEWEST_KINDS]
    sharing = [
        owner
        for owner in whole
        if any(len(kinds[owner] & kinds[other]) >= _FEWEST_SHARED for other in whole if other != owner)
    ]
    few = [
        owner
        for owner in kinds
        if owner not in sharing and any(_is_beside(owner, tables[owner], other, tables[other]) for other in whole)
    ]
    return [owner for owner in kinds if owner in (*(sharing or whole), *few)] if sharing or few else []


def _is_beside(owner: _Owner, few: Sequence[RecognisedTable], other: _Owner, whole: Sequence[RecognisedTable]) -> bool:
    """Return whether an owner's few tables are a second copy of another's, with another name and other amounts.

    One table alone says too little: its caption may have another name for the same office, or that of whoever compiled it.
    """
    names = (owner.name, other.name), (other.name, owner.name)
    if len(few) < _FEWEST_SHARED or any(one in whole_name or abbreviates(one, whole_name) for one, whole_name in names):
        return False
    same = [[mine for mine in whole if mine.rule.kind == table.rule.kind] for table in few]
    return all(same) and not any(
        prints_the_same(table, mine) for table, found in zip(few, same, strict=True) for mine in found
    )


def _require_one_set(document: Document, sets: Sequence[_Set]) -> None:
    """Refuse tables that begin again with other amounts, when no name says that they are another's."""
    runs: list[dict[str, RecognisedTable]] = [{}]
    for one in sets:
        if one.table.rule.kind == "balance" and set(_OPENING) <= set(runs[-1]):
            runs.append({})
        runs[-1].setdefault(one.table.rule.kind, one.table)
    whole = [run for run in runs if set(_OPENING) <= set(run)]
    for first, second in pairwise(whole):
        if not any(prints_the_same(first[kind], second[kind]) for kind in _OPENING):
            raise LoadError(
                "the document holds more than one disclosure",
                where=f"{document.name}, {second['balance'].title_place}",
                why="The tables of income and expenditure begin again there with other amounts, and no caption or cover says that they are "
                "another's.",
                remedy="Split the document at this place; write the right office over the tables where it is wrong or missing (部门：…).",
            )


def _runs(sets: Sequence[_Set], owners: Sequence[_Owner]) -> Iterator[tuple[_Owner, int, int]]:
    """Yield the runs of tables of one owner: the owner, where its first title stands and where its last table ends."""
    run: tuple[_Owner, int, int] | None = None
    for one in sets:
        owner = next((owner for owner in owners if one.owner is not None and owner.is_same(one.owner)), None)
        if owner is None:
            continue
        if run is not None and run[0] == owner:
            run = (owner, run[1], one.end)
        else:
            if run is not None:
                yield run
            run = (owner, one.begin, one.end)
    if run is not None:
        yield run


def _cuts(document: Document, runs: Sequence[tuple[_Owner, int, int]]) -> list[int]:
    """Return where each disclosure begins."""
    tables_first = not _has_money(document, 0, runs[0][1])
    prose_first = not _has_money(document, runs[-1][2] + 1, len(document.blocks))
    cuts = [0]
    for (last, _, end), (owner, begin, _) in pairwise(runs):
        cover = next((at for at, named in _covers(document, end + 1, begin) if _names(named, owner, last)), None)
        if cover is not None:
            cuts.append(cover)
        elif tables_first or not _has_money(document, end + 1, begin):
            cuts.append(begin)
        elif prose_first:
            cuts.append(_first_prose(document, end + 1, begin))
        else:
            raise LoadError(
                "the document holds more than one disclosure",
                where=f"{document.name}, {document.blocks[begin].place}",
                why=f"Tables of “{last.name}” and of “{owner.name}” stand in it, with text between that may belong to either.",
                remedy="Split the document where the second disclosure begins, and load the parts.",
            )
    return cuts


def _names(cover: _Owner, owner: _Owner, last: _Owner) -> bool:
    """Return whether a cover is that of an owner and not still that of the one before."""
    if cover.is_same(replace(last, code=None)):
        return False
    return cover.is_same(replace(owner, code=None)) or (
        cover.name.endswith(owner.name) and not cover.name.endswith(last.name)
    )


def _has_money(document: Document, begin: int, end: int) -> bool:
    blocks = document.blocks[begin:end]
    return any(isinstance(block, Paragraph) and _MONEY.search(squeeze(block.text)) for block in blocks)


def _first_prose(document: Document, begin: int, end: int) -> int:
    """Return where the next disclosure begins that has its text before its tables: after the last table that follows those before."""
    money = next(at for at in range(begin, end) if _has_money(document, at, at + 1))
    tables = [at for at in range(begin, money) if isinstance(document.blocks[at], Table)]
    return tables[-1] + 1 if tables else begin


def _by_position(document: Document, cuts: Sequence[int]) -> list[Sequence[Block]]:
    return [document.blocks[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(document.blocks)], strict=True)]


def _by_table(document: Document, sets: Sequence[_Set], owners: Sequence[_Owner]) -> list[Sequence[Block]]:
    """Deal out tables that stand table by table, those of all owners together; what is no table is of the first owner.

    Raises:
        LoadError: Prose with amounts stands between the tables, and may belong to any of them.
    """
    whose: dict[int, _Owner] = {}
    for one in sets:
        owner = next((owner for owner in owners if one.owner is not None and owner.is_same(one.owner)), owners[0])
        whose |= dict.fromkeys(range(one.begin, one.end + 1), owner)
    for at in range(sets[0].begin, sets[-1].begin):
        if at not in whose and _has_money(document, at, at + 1):
            raise LoadError(
                "the document holds more than one disclosure",
                where=f"{document.name}, {document.blocks[at].place}",
                why=f"Tables of {'、'.join(owner.name for owner in owners)} stand by turns, with text between that may belong to any of them.",
                remedy="Split the document by office, and load the parts.",
            )
    return [
        [block for at, block in enumerate(document.blocks) if whose.get(at, owners[0]) == owner] for owner in owners
    ]
