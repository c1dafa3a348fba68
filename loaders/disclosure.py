"""Whose disclosure a document is: office, jurisdiction, fiscal year, phase and scope, from its captions and titles."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pypinyin import lazy_pinyin

from loaders.bodies import Bodies
from loaders.document import Document, Paragraph
from loaders.errors import LoadError, Place
from loaders.jurisdiction import local_name, resolve
from loaders.recognise import Recognition
from loaders.registry import office_name, own_unit, plain_unit
from loaders.text import squeeze
from ontology.regions import Region

_YEAR = re.compile(r"(20[0-4]\d)年?(?:度)?")
_TITLE = re.compile(
    r"^(?:关于)?(?P<office>\D{4,40}?)(?:单位)?(?P<year>20[0-4]\d)年?(?:度)?(?P<scope>部门|单位)?(?:综合)?(?:预算|决算|收支|财务)"
)
_TITLE_YEAR_FIRST = re.compile(
    r"^(?P<year>20[0-4]\d)年?(?:度)?(?P<office>\D{4,40}?)(?P<scope>部门|单位)?(?:综合)?(?:预算|决算)"
)
_GENERIC = re.compile(r"^年?度?(部门|单位|本部门|本单位|我部门|我单位|一般公共|政府|财政)")
_PART = re.compile(r"^第[一二三四五六七八九十\d]+部分")
_COLUMN_YEAR = re.compile(r"(20[0-4]\d)年.*(预算|决算|执行)")
#: Funds that are called budgets, in final accounts too: 一般公共预算财政拨款支出决算表.
_FUNDS = re.compile("(?:一般公共|公共财政|公共|政府性?基金|国有资本经营|社会保险基金)预算")
#: 434政府办, 填报单位：[301]某县民政局
_CODE = re.compile(r"(?:.*(?:部门|单位)(?:名称)?[:：][\[(]?)?(\d{3,6})(?=\D)")
#: What the title of a table says of its scope: 部门收支总表, 单位支出总表.
OF_A_UNIT, OF_A_DEPARTMENT = (
    re.compile(f"{scope}(?:收支|收入|支出|预算|决算|财务|财政)") for scope in ("单位", "部门")
)
_TITLE_MAX = 60
_OFFICE_MAX = 30


@dataclass(frozen=True)
class Stated:
    """Something known of a disclosure, and what it rests on.

    Attributes:
        what: ``year``, ``phase``, ``scope``, ``office`` or ``jurisdiction``.
        rule: Which texts say it, and how many of them.
        text: The first of these texts, as printed; empty when it was given by the user.
    """

    what: str
    value: str
    rule: str
    text: str
    place: Place


@dataclass(frozen=True)
class Identity:
    """Who publishes what.

    Attributes:
        office: Name of the department as printed, with its division.
        key: Name without divisions, by which documents of one department are linked within a jurisdiction; where a register has the
            name, the one that the register gives to the department.
        name: Name of the department for its label: as printed, or with its division by the register.
        bodies: The register of bodies.
        aliases: Other names printed for it (政府办).
        code: Department code printed before the name (434), unique only inside a jurisdiction.
        phase: ``budget`` or ``executed``.
        scope: ``department`` (consolidated) or ``unit``.
        evidence: The text that each of these was taken from.
    """

    region: Region
    office: str
    key: str
    aliases: tuple[str, ...]
    code: str | None
    year: int
    phase: str
    scope: str
    evidence: tuple[Stated, ...] = ()
    name: str = ""
    bodies: Bodies = field(default_factory=Bodies)


def office_in_title(line: str) -> str | None:
    """Return the office that the title of a disclosure names (某市财政局2024年部门预算), or None for any other line.

    Args:
        line: A line without whitespace (`loaders.text.squeeze`).
    """
    line = _PART.sub("", line)
    if len(line) > _TITLE_MAX or re.search("[。;]", line):
        return None
    match = _TITLE.search(line) or _TITLE_YEAR_FIRST.search(line)
    return match["office"] if match and not _GENERIC.search(match["office"]) else None


def slug(key: str) -> str:
    """Return an ASCII slug: the pinyin of a name plus four hex digits of its SHA-1, so homophones stay apart."""
    pinyin = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(key)).lower())[:60]
    return f"{pinyin}-{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:4]}"


def identify(
    document: Document, found: Recognition, jurisdiction: str | None, bodies: Bodies, before: Identity | None = None
) -> Identity:
    """Find out whose disclosure this is.

    Args:
        document: The document as read.
        found: Its recognised tables.
        jurisdiction: A GB/T 2260 code given by the user, which settles the question.
        bodies: Names that departments have had.
        before: Whose the part of the file before it is: where neither year nor phase is printed, it has those.

    Raises:
        LoadError: No office or year is printed, or the jurisdiction is unknown or ambiguous (with the candidates).
    """
    year, phase, scope = _year(document, found, before), _phase(document, found, before), _scope(document, found)
    offices = _offices(document, found)
    own = list(_own_units(found))
    region, office, how = resolve(document, jurisdiction, offices, own, int(year.value))
    names = Counter(name for name, _ in offices)
    local = local_name(office, region)
    key = bodies.key(region.code, local)
    name = office if key == local else office.removesuffix(local) + key
    aliases = tuple(
        sorted(name for name in names if name != office and local_name(name, region) != local_name(office, region))
    )
    printed = next((line for name, line in [*offices, *own] if name == office), Paragraph(office, Place()))
    said = Stated("office", office, f"captions and titles that name it: {names[office]}", printed.text, printed.place)
    where = Stated("jurisdiction", f"{region.code} {region.full_name}", how, printed.text, printed.place)
    return Identity(
        region=region,
        office=office,
        key=key,
        aliases=(*(alias for alias in aliases if names[alias] > 2), *([office] if name != office else [])),
        code=_code(found),
        year=int(year.value),
        phase=phase.value,
        scope=scope.value,
        evidence=(where, said, *_registered(office, local, region, bodies), year, phase, scope),
        name=name,
        bodies=bodies,
    )


def _registered(office: str, local: str, region: Region, bodies: Bodies) -> Iterator[Stated]:
    body = bodies.named(region.code, local)
    if body is not None and body.name != local:
        yield Stated("department", body.name, f"the register has this name for it: {body.source}", office, Place())


def _titles(document: Document) -> Iterator[Paragraph]:
    """Yield the lines that may be titles, and those that a cover breaks: 某市财政局 | 2024年度部门决算."""
    before = ""
    for paragraph in document.paragraphs():
        text = _PART.sub("", squeeze(paragraph.text))
        if len(text) <= _TITLE_MAX and not re.search("[。;]", text):
            yield Paragraph(text, paragraph.place)
            if before and _YEAR.match(text) and not _YEAR.search(before):
                yield Paragraph(before + text, paragraph.place)
            before = text if len(text) <= _OFFICE_MAX and not re.search("[:,、]", text) else ""
        else:
            before = ""


def _year(document: Document, found: Recognition, before: Identity | None) -> Stated:
    ways = (
        ("captions of tables", _caption_years(found)),
        ("titles of tables", _title_years(found)),
        ("titles of the document", _document_years(document)),
        ("headers of tables", _header_years(found)),
    )
    for rule, ways_found in ways:
        stated = list(ways_found)
        if stated:
            year, count = Counter(year for year, _ in stated).most_common(1)[0]
            line = next(line for said, line in stated if said == year)
            return Stated("year", str(year), f"{rule} that state it: {count} of {len(stated)}", line.text, line.place)
    if before is not None:
        return Stated("year", str(before.year), "the part of the file before it has this year", "", Place())
    raise LoadError(
        "the fiscal year was not found",
        where=document.name,
        why="No table caption (预算年度：), table title or document title states a year.",
        remedy="Check that the document is a complete departmental disclosure.",
    )


_Years = Iterator[tuple[int, Paragraph]]


def _caption_years(found: Recognition) -> _Years:
    for table in found.tables:
        if table.year is not None:
            said = (line for line in table.captions if str(table.year) in squeeze(line.text))
            yield table.year, next(said, Paragraph(table.title, table.title_place))


def _title_years(found: Recognition) -> _Years:
    for table in found.tables:
        if match := _YEAR.search(squeeze(table.title)):
            yield int(match[1]), Paragraph(table.title, table.title_place)


def _document_years(document: Document) -> _Years:
    for line in _titles(document):
        if match := _TITLE.search(line.text) or _TITLE_YEAR_FIRST.search(line.text):
            yield int(match["year"]), line


def _header_years(found: Recognition) -> _Years:
    """Yield the years that the columns of tables state, the latest of each: 2023年执行数, 2024年预算数."""
    for table in found.tables:
        cells = [(squeeze(cell.text), cell) for row in table.table.rows[:4] for cell in row]
        years = [(int(m[1]), cell) for label, cell in cells if (m := _COLUMN_YEAR.match(label))]
        if years:
            year, cell = max(years, key=lambda found: found[0])
            yield year, Paragraph(cell.text, cell.place)


def _phase(document: Document, found: Recognition, before: Identity | None) -> Stated:
    """Return the phase that the titles of tables say; where they leave it open (一般公共预算支出表), those of the document."""
    tables = [Paragraph(squeeze(table.title), table.title_place) for table in found.tables]
    for whose, lines in (("tables", tables), ("the document", list(_titles(document)))):
        texts = [_FUNDS.sub("", line.text) for line in lines]
        executed, budget = (sum(text.count(word) for text in texts) for word in ("决算", "预算"))
        rule = f"titles of {whose} say 预算 {budget} times and 决算 {executed} times, names of funds left out"
        if executed != budget:
            break
    if before is not None and executed == budget:
        return Stated("phase", before.phase, "the part of the file before it is of this phase", "", Place())
    phase, word = ("executed", "决算") if executed > budget else ("budget", "预算")
    return _first_with(word, lines, Stated("phase", phase, rule, "", Place()))


def _scope(document: Document, found: Recognition) -> Stated:
    lines = [*_titles(document), *(Paragraph(squeeze(table.title), table.title_place) for table in found.tables)]
    text = "".join(line.text for line in lines)
    unit, department = len(OF_A_UNIT.findall(text)), len(OF_A_DEPARTMENT.findall(text))
    scope, word = ("unit", "单位") if unit > department else ("department", "部门")
    rule = f"titles say 部门 {department} times and 单位 {unit} times before 预算, 收入, 支出 and the like"
    return _first_with(word, lines, Stated("scope", scope, rule, "", Place()))


def _first_with(word: str, lines: list[Paragraph], said: Stated) -> Stated:
    line = next((line for line in lines if word in line.text), None)
    return said if line is None else replace(said, text=line.text, place=line.place)


def _offices(document: Document, found: Recognition) -> list[tuple[str, Paragraph]]:
    """Return office names in captions and titles, as often as they are printed, each with its line."""
    offices = [
        (office_name(text), Paragraph(text, table.title_place)) for table in found.tables for text in table.offices
    ]
    for line in _titles(document):
        office = office_in_title(line.text)
        if office is not None:
            offices.append((office_name(office), line))
    return [(name, line) for name, line in offices if len(name) >= 2]


def _own_units(found: Recognition) -> Iterator[tuple[str, Paragraph]]:
    """Yield the department's own unit (本级) as the table of units names it: it is called as the department is."""
    for table in found.tables:
        if table.rule.kind == "institutions":
            for row in table.table.rows[1:]:
                if row and own_unit(row[0].text):
                    yield plain_unit(row[0].text).removesuffix("本级"), Paragraph(row[0].text, row[0].place)


def _code(found: Recognition) -> str | None:
    codes = Counter(
        match[1] for table in found.tables for text in table.offices if (match := _CODE.match(squeeze(text)))
    )
    return codes.most_common(1)[0][0] if codes else None
