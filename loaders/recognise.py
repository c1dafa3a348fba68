"""Recognition: which blocks of a document are which mandated table, with title, unit, notes, and what is announced."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from loaders.amounts import Unit, unit_of
from loaders.captions import (
    LEADER,
    TITLE_MAX,
    caption_parts,
    day,
    is_caption,
    keyed_offices,
    sheet_rules,
    title_rule,
    title_rules,
    unplaced,
)
from loaders.document import Block, Document, Paragraph, Table
from loaders.errors import LoadError, Place, Signal
from loaders.facts import TableMention
from loaders.forms import KEYED, above_indicators, header_text
from loaders.pieces import amounts, apart_from_repeats, join_pieces, repeat_signal
from loaders.profile import Profile, TableRule
from loaders.text import one_line, squeeze, strip_ordinal
from loaders.unknown import UnknownTable

#: A line that cannot be a whole title: the next line goes on with it.
_UNFINISHED = re.compile("(财政拨款|预算|决算|经费|基金|资本经营|支出|收入)$")
_LOOK_BACK = 8
#: The day that the figures of a table describe: 截止时间：2021-12-31.
_AS_OF = re.compile(r"^截[止至](?:时间|日期)?[:：]?(20\d\d)[-年./](\d{1,2})[-月./](\d{1,2})日?$")
#: A unit that stands in a header cell, such as 价值（金额单位：万元） or 项目金额（万元）.
_HEADER_UNIT = re.compile(r"[（(](?:金额)?(?:单位[:：])?\s*((?:百?万|千|亿)?元)[）)]")


@dataclass
class RecognisedTable:
    """A table of a known kind with the printed text around it."""

    rule: TableRule
    title: str
    title_place: Place
    table: Table
    unit: Unit | None
    printed_unit: str | None
    offices: list[str] = field(default_factory=list)
    year: int | None = None
    notes: list[Paragraph] = field(default_factory=list)
    captions: list[Paragraph] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    declared_empty: bool = False
    outright: bool = False  # a note says that the table is empty, and not only what it means if it is
    as_of: date | None = None


@dataclass
class Recognition:
    """Everything recognition found: tables in order, announced tables, prose, signals, tables that nothing explains or that are printed again.

    ``left_out``: the numbers of tables that are known and that no kind of the graph holds. ``perhaps``: the kinds that tables which nothing
    explains may be of, by a title near them.
    """

    tables: list[RecognisedTable]
    mentions: list[TableMention]
    prose: list[Paragraph]
    signals: list[Signal]
    unknown: list[UnknownTable] = field(default_factory=list)
    repeated: list[RecognisedTable] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    perhaps: frozenset[str] = frozenset()

    def set_aside(self, table: Table, title: str, reason: str) -> None:
        """Leave out a table that no kind of the graph holds."""
        numbers = amounts(table)
        message = f"a table of {reason}, which the graph has no kind for: {len(numbers)} numbers left out"
        self.left_out += numbers
        self.signals.append(Signal("ignored", message, table.place, title, "a table that the graph has no kind for"))

    @property
    def unread(self) -> int:
        """Return how many tables nothing explained, and files that could not be read: what seems missing may stand there."""
        return sum(table.amounts for table in self.unknown) + sum(s.hides_tables for s in self.signals)


def _is_caption_table(table: Table, profile: Profile) -> bool:
    return len(table.rows) == 1 and all(is_caption(cell.text, profile) for cell in table.rows[0] if cell.text.strip())


def recognise(document: Document, profile: Profile) -> Recognition:
    """Recognise the tables of a document by title and header.

    The title of a table is the nearest line above it that matches a title pattern, with nothing between them but captions (unit,
    year, office). A table without a title is reported, never guessed.
    """
    result = Recognition([], [], [], list(document.signals))
    used: set[int] = set()
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Table) and not _is_caption_table(block, profile) and not _is_goal_row(block):
            above = _line_above(blocks, index, profile)
            if reason := unplaced(above, profile):
                result.set_aside(block, above, reason)
                continue
            found = _recognise_one(document, index, block, profile, used)
            if found is None:
                _, rules, captions, _ = _find_title(document, index, profile)
                result.perhaps |= _perhaps(blocks, index, profile, used)
                texts = tuple(text for _, line in captions for text in line)
                unknown = UnknownTable(block, above, tuple(rules), texts)
                result.unknown.append(unknown)
                result.signals.append(unknown.signal)
            else:
                result.tables.append(found)
    result.tables, result.repeated = apart_from_repeats(join_pieces(result.tables))
    result.signals += [repeat_signal(table) for table in result.repeated]
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and index not in used:
            rule = title_rule(block.text, profile)
            label = LEADER.sub("", block.text)
            if rule is not None and squeeze(label).endswith(("表", ")")):
                result.mentions.append(TableMention(rule.kind, one_line(label), block.place))
            else:
                result.prose.append(block)
    return result


def _recognise_one(
    document: Document, index: int, table: Table, profile: Profile, used: set[int]
) -> RecognisedTable | None:
    title_index, rules, captions, goals = _find_title(document, index, profile)
    rule = next((rule for rule in rules if rule.header.search(header_text(table, rule))), None)
    title = document.blocks[title_index] if title_index is not None else None
    if rule is None or title_index is None or not isinstance(title, Paragraph):
        return None
    used.update(range(title_index, index) if rule.rows != "institutions" else [title_index])
    found = RecognisedTable(rule, one_line(title.text), title.place, table, None, None, goals=goals)
    for caption_index, texts in captions:
        used.add(caption_index)
        for text in (part for line in texts for part in caption_parts(line)):
            place = document.blocks[caption_index].place
            found.captions.append(Paragraph(text, place))
            _read_caption(text, found, profile, document.name, place)
            _note_emptiness(text, found, profile)
    if found.unit is None and (stated_unit := unit_of(title.text)):
        found.unit, found.printed_unit = stated_unit, stated_unit.value
    if found.unit is None:
        stated = _HEADER_UNIT.search(
            "".join(cell.text for row in table.rows[: above_indicators(table)] for cell in row)
        )
        if stated:
            found.unit, found.printed_unit = unit_of(f"单位：{stated.group(1)}"), stated.group(1)
    if rule.rows in KEYED:
        found.offices += keyed_offices(table)
    _read_notes(document, index, found, profile, used)
    return found


def _find_title(
    document: Document, index: int, profile: Profile
) -> tuple[int | None, list[TableRule], list[tuple[int, list[str]]], list[str]]:
    """Return the title's index and rules, the captions between title and table, and the lines of a goal cell that stands there."""
    captions: list[tuple[int, list[str]]] = []
    goals: list[str] = []
    for back in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
        block = document.blocks[back]
        if isinstance(block, Table):
            if _is_goal_row(block):
                texts = [cell.text for row in block.rows for cell in row if cell.text.strip()]
                goals[:0] = texts[1:]
                continue
            if not _is_caption_table(block, profile):
                break
            captions.append((back, [cell.text for cell in block.rows[0]]))
            continue
        rules = title_rules(block.text, profile) or sheet_rules(document, block, profile)
        if rules:
            return back, _rules_over_two_lines(document, back, rules, profile), captions, goals
        if is_caption(block.text, profile):
            captions.append((back, [block.text]))
        elif _is_goal_line(document, back):
            goals.insert(0, block.text)
        elif profile.declares_empty(squeeze(block.text)) and len(squeeze(block.text)) <= TITLE_MAX:
            captions.append((back, [block.text]))  # a note above its table
        else:
            break
    title = _heading_of_units(document, index, profile)
    return title, [rule for rule in profile.tables if rule.rows == "institutions"] if title is not None else [], [], []


def _heading_of_units(document: Document, index: int, profile: Profile) -> int | None:
    """Return the heading over a list of units, which may have a sentence below it before the list begins."""
    for back in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
        block = document.blocks[back]
        if isinstance(block, Table):
            return None
        rule = title_rule(block.text, profile)
        if rule is not None:
            return back if rule.rows == "institutions" else None
    return None


def _rules_over_two_lines(document: Document, index: int, rules: list[TableRule], profile: Profile) -> list[TableRule]:
    """Return the rules of a title, which a narrow page may break: 政府性基金预算财政拨款 | 收入支出决算表."""
    before, title = document.blocks[index - 1] if index else None, document.blocks[index]
    if not (isinstance(before, Paragraph) and isinstance(title, Paragraph)):
        return rules
    first = squeeze(before.text)
    if (
        strip_ordinal(before.text) != first
        or not _UNFINISHED.search(first)
        or title_rule(before.text, profile)
        or len(first) > 30
    ):
        return rules
    return title_rules(before.text + title.text, profile) or rules


def _is_goal_row(block: Table) -> bool:
    """Return whether a table is only the goal cell of an indicator table, cut off by the lines inside it."""
    first = squeeze(block.rows[0][0].text)
    return first in {"绩效目标", "总体目标"} and above_indicators(block, len(block.rows)) == len(block.rows)


def _is_goal_line(document: Document, index: int) -> bool:
    """Return whether a paragraph continues the goal cell of an indicator table (its lines follow a goal row)."""
    for back in range(index, max(-1, index - _LOOK_BACK), -1):
        block = document.blocks[back]
        if isinstance(block, Table):
            return _is_goal_row(block)
    return False


def _read_caption(text: str, found: RecognisedTable, profile: Profile, name: str, place: Place) -> None:
    squeezed = squeeze(text)
    if match := profile.captions["unit"].search(squeezed):
        if found.printed_unit not in {None, match["unit"]}:
            raise LoadError(
                "a table states two units of money",
                where=f"{name}, {place}",
                why=f"“{found.title}” stands under {match['unit']} and under {found.printed_unit}.",
                remedy="Correct the caption of the table in the source, or ask the publisher which unit is meant.",
            )
        found.unit, found.printed_unit = unit_of(f"单位：{match['unit']}"), match["unit"]
    elif match := profile.captions["year"].search(squeezed):
        found.year = int(match["year"])
    elif profile.captions["office"].search(squeezed):
        found.offices.append(one_line(text))
    elif match := _AS_OF.search(squeezed):
        found.as_of = day(*map(int, match.groups()))


def _read_notes(document: Document, index: int, found: RecognisedTable, profile: Profile, used: set[int]) -> None:
    for after in range(index + 1, min(len(document.blocks), index + 5)):
        block = document.blocks[after]
        empty = isinstance(block, Paragraph) and profile.declares_empty(squeeze(block.text), found.rule.kind)
        if isinstance(block, Table) or not (empty or profile.captions["note"].search(squeeze(block.text))):
            return
        found.notes.append(block)
        used.add(after)
        _note_emptiness(block.text, found, profile)


def _note_emptiness(text: str, found: RecognisedTable, profile: Profile) -> None:
    """Take down what a line says about its table being empty; 若为空表，则… says nothing of a table that is not."""
    if profile.declares_empty(squeeze(text), found.rule.kind):
        found.declared_empty = True
        found.outright = found.outright or not profile.captions["empty-if"].search(squeeze(text))


def _perhaps(blocks: tuple[Block, ...], index: int, profile: Profile, used: set[int]) -> frozenset[str]:
    """Return the kinds of a title that stands near a table which nothing explains: that line announces no other table."""
    for back in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
        block = blocks[back]
        if isinstance(block, Table) and not _is_caption_table(block, profile):
            break
        if isinstance(block, Paragraph) and (rule := title_rule(block.text, profile)):
            used.add(back)
            return frozenset({rule.kind})
    return frozenset()


def _line_above(blocks: tuple[Block, ...], index: int, profile: Profile) -> str:
    """Return the nearest line above a table that is no caption: what its title must be."""
    for block in reversed(blocks[max(0, index - _LOOK_BACK) : index]):
        if isinstance(block, Paragraph) and not is_caption(block.text, profile):
            return one_line(block.text)[:TITLE_MAX]
        if isinstance(block, Table) and not _is_caption_table(block, profile):
            break
    return ""
