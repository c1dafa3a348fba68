"""Reads passages sentence by sentence and turns their figures into claims."""

import re
from decimal import Decimal

from loaders.amounts import Unit, rounding_error, to_yuan
from loaders.prose import phrases
from loaders.prose.claim import Claim, Kind, LeftOut, Relation
from loaders.prose.context import Context
from loaders.prose.lexicon import Lexicon
from loaders.prose.passages import Passage
from loaders.prose.phrases import GAP, RELATIONS, Direction, Figure, Phase, Phrase, figures, is_conjunction, read_phrase
from loaders.prose.subjects import Comparison, Scope, Subject

_MONEY_UNITS = {unit.value: unit for unit in Unit}
_BOUNDARY = re.compile("[，,;:]")
_SENTENCE_END = re.compile("[。!?]")
# A bracket that says something of its own; any other belongs to the name it stands in.
_SPEAKING = re.compile(r"\d(?:[百千]?万|亿|千)?元|\d%|其中|持平|无增减|无变化")
_REASON = re.compile("的(?:主要)?原因$")
_WHOLE = re.compile("(?:收入|支出|预算|资金|拨款)$")
_MOVED = "figures were moved out of this sentence when the text was extracted"


class Reader:
    """Reads one document; the results stand in ``claims`` and ``left_out``."""

    def __init__(self, words: Lexicon, fiscal_year: int, office: str, phase: str | None = None) -> None:
        self.words, self.fiscal_year, self.phase = words, fiscal_year, phase
        self.context = Context(words, fiscal_year, office)
        self.claims: list[Claim] = []
        self.left_out: list[LeftOut] = []
        self.parts: dict[int, set[tuple[object, ...]]] = {}
        self.passage: Passage
        self.span = (0, 0)
        self.first = 0
        self.pending: list[tuple[Subject, Phrase, int, Comparison | None]] = []
        self.queue: dict[int, tuple[str, Phrase]] = {}

    def read(self, passage: Passage) -> None:
        """Read one passage."""
        self.passage = passage
        self.context.open_passage(passage)
        found = list(figures(passage.text))
        if not passage.reliable:
            for figure in found:
                self._leave_out(figure, _MOVED)
            self.context.section_subject = None
            return
        start = 0
        for end in [*(match.start() for match in _SENTENCE_END.finditer(passage.text)), len(passage.text)]:
            if end > start:
                self._read_sentence(start, end, [figure for figure in found if start <= figure.start < end])
            start = end + 1

    def _read_sentence(self, start: int, end: int, found: list[Figure]) -> None:
        text, position = self.passage.text, start
        self.span, self.first, self.pending = (start, end), len(self.claims), []
        self.context.open_sentence()
        self.queue = {}
        for first, last, token in self._tokens(start, end, found):
            if isinstance(token, Figure):
                self._read_figure(text[position:first], token)
            else:
                self._read_words(text[position:first], position)
                self.context.cross(token)
            position = last
        self._read_words(text[position:end], position)
        self._settle_pending()
        if text[end - 1] == ":" and self.context.scopes:
            self.context.scopes[-1].lasting = self.context.scopes[-1].relation == "of-which"

    def _phrase(self, segment: str) -> Phrase:
        phrase = read_phrase(segment, accounts=self.phase == "executed")
        if phrase.with_plan:
            phrase.compared = (self.fiscal_year, "budget")
        if phrase.last_year and phrase.year is None:
            phrase.year = self.fiscal_year - 1
        if phrase.phase == self.phase:
            phrase.phase = None
        return phrase

    def _tokens(self, start: int, end: int, found: list[Figure]) -> list[tuple[int, int, Figure | str]]:
        """List figures and boundaries in order; a threshold is part of a name, and so is a bracket that says nothing."""
        text = self.passage.text
        tokens: list[tuple[int, int, Figure | str]] = []
        for figure in found:
            if figure.refused == "a threshold":
                self._leave_out(figure, figure.refused)
            else:
                tokens.append((figure.start, figure.end, figure))
        inline: list[tuple[int, int]] = []
        opened: list[int] = []
        for position in range(start, end):
            if text[position] == "(":
                opened.append(position)
            elif text[position] == ")":
                first = opened.pop() if opened else None
                if first is not None and not _SPEAKING.search(text, first, position):
                    inline.append((first, position))
                    continue
                tokens += [(at, at + 1, text[at]) for at in (first, position) if at is not None]
        tokens += [(position, position + 1, "(") for position in opened]
        taken = [*inline, *((token[0], token[1] - 1) for token in tokens)]
        for match in _BOUNDARY.finditer(text, start, end):
            if not any(first <= match.start() <= last for first, last in taken):
                tokens.append((match.start(), match.end(), match[0]))
        return sorted(tokens, key=lambda token: token[0])

    # ------------------------------------------------------------------------------------------- words alone

    def _read_words(self, segment: str, position: int) -> None:
        """Read a segment that ends at a boundary: it may open a list, name a subject, or compare without a figure."""
        if not segment:
            return
        context, phrase = self.context, self._phrase(segment)
        self._open(phrase)
        if phrase.lists is not None:
            if parent := context.known(phrase.lists) or context.whole() or context.of_section():
                context.open_scope("of-which", parent)
            return
        if phrase.of is not None and (subject := context.known(phrase.of) or context.named_whole(phrase.of)):
            context.scopes = [scope for scope in context.scopes if scope.lasting]
            context.open_scope("of-which", subject)
            return
        if phrase.of is not None and _WHOLE.search(
            phrase.of
        ):  # 本年收入中: parts of something that no claim was made about
            context.scopes = [scope for scope in context.scopes if scope.lasting]
        if phrase.compared is not None:
            context.compare(*phrase.compared)
        if context.reason or (context.scopes and context.scopes[-1].purpose):
            return
        subject = context.resolve(phrase.rest, counts=False, named=False)
        if phrase.direction is None or phrase.direction_first:
            if subject is not None:
                context.enter(subject)
            return
        if subject is None and context.mere(phrase.rest):
            subject = context.subject or context.main
        if subject is None or subject.measure is None or self._excluded() or not self._compares(phrase):
            return
        context.enter(subject)
        against = (self.fiscal_year, "budget") if phrase.against_budget else context.comparison()
        self.pending.append((subject, phrase, position + segment.rfind(phrase.direction_word), against))
        context.reason = _REASON.search(segment) is not None

    def _compares(self, phrase: Phrase) -> bool:
        """Tell whether a direction without a figure is a comparison, not just a word."""
        if phrase.compared is not None or phrase.against_budget:
            return True
        return phrase.direction == "unchanged" and self.context.comparison() is not None

    def _open(self, phrase: Phrase) -> None:
        """Open the list that 其中, 包括 or 主要 announces."""
        word, context = phrase.opener, self.context
        if word is None:
            return
        if "原因" in word or word in {"因", "主要系"}:
            context.reason = True
        if context.fresh and context.main is not None and word == "其中":
            context.subject = context.main  # …；其中: of the whole, not of its last part
            context.subject = context.whole() or context.main
        if phrase.side is not None and (subject := context.side("revenue" if "收入" in phrase.side else "expenditure")):
            context.scopes, context.subject = [scope for scope in context.scopes if scope.lasting], subject
        if context.subject is not None:
            aspects = "方面" in word
            relation: Relation = RELATIONS.get(word, "mainly")  # type: ignore[assignment]
            scope = context.open_scope("of-which" if aspects else relation, context.subject)
            scope.purpose = "用于" in word and not aspects

    def _settle_pending(self) -> None:
        """Keep a comparison without a figure unless the sentence also gives the figure, or says it twice."""
        told = {(claim.measure, claim.names) for claim in self.claims[self.first :] if claim.kind == "change"}
        for subject, phrase, offset, compared in self.pending:
            if (subject.measure, subject.names) not in told:
                told.add((subject.measure, subject.names))
                span = (offset, offset + len(phrase.direction_word))
                self._add("change", subject, None, span, phrase, phrase.direction, compared)

    # ------------------------------------------------------------------------------------------------ figures

    def _read_figure(self, segment: str, figure: Figure) -> None:
        phrase = self._phrase(segment)
        self._open(phrase)
        if phrase.compared is not None:
            self.context.compare(*phrase.compared)
        if figure.refused or figure.number is None:
            self._leave_out(figure, figure.refused or "not a well-formed number")
            if figure.refused == GAP and not self.context.mere(phrase.rest):
                self.context.enter(Subject(None))  # a share behind it is of this figure, not of the one before
        elif phrase.open_choice:
            self._leave_out(figure, "the words leave its direction open")
        elif figure.number.unit == "%":
            self._each(phrase, figure)
            self._read_percentage(phrase, figure)
        elif figure.number.unit in _MONEY_UNITS:
            self._each(phrase, figure)
            self._read_money(phrase, figure)
        else:
            subject = self.context.resolve(phrase.rest, counts=True)
            if subject is not None and not self._excluded(subject):
                self.context.enter(subject)
                self._add("quantity", subject, figure, (figure.start, figure.end), phrase, None, None)

    def _each(self, phrase: Phrase, figure: Figure) -> None:
        """Give a figure its name where several stand in one run after their names: 基本支出和项目支出分别为7万元和4万元."""
        if phrase.each:
            run = self._run(figure)
            names = phrase.each if phrase.each != ("",) else self._named_last(len(run))
            if len(names) == len(run):
                self.queue = {other.start: (name, phrase) for other, name in zip(run, names, strict=True)}
        if figure.start in self.queue:
            phrase.rest, first = self.queue[figure.start]
            phrase.direction, phrase.share, phrase.year, phrase.phase = (
                first.direction,
                first.share,
                first.year,
                first.phase,
            )
            if figure.number is not None and figure.number.unit == "%" and (named := self.context.named(phrase.rest)):
                self.context.enter(named)
                phrase.rest = ""

    def _named_last(self, number: int) -> tuple[str, ...]:
        """Return the names of the amounts of the sentence's last list, if it has this number of them."""
        said = [claim for claim in self.claims[self.first :] if claim.kind == "level"]
        parts = [
            claim.measure for claim in said if said[-1].part_list is not None and claim.part_list == said[-1].part_list
        ]
        known = [measure.label for part in parts if (measure := self.words.measures.get(part or "")) is not None]
        return tuple(known) if len(known) == len(parts) == number else ()

    def _run(self, figure: Figure) -> list[Figure]:
        """Return the figures that follow one another with nothing but a conjunction between them, from this one on."""
        run = [figure]
        for other in figures(self.passage.text[: self.span[1]]):
            if other.start > run[-1].start and is_conjunction(self.passage.text[run[-1].end : other.start]):
                run.append(other)
        return run

    def _read_money(self, phrase: Phrase, figure: Figure) -> None:
        context, scope, direction = self.context, self.context.top, phrase.direction
        mainly = scope is not None and scope.relation == "mainly"
        mere = context.mere(phrase.rest)
        verb_first = phrase.direction_first and not mere
        if verb_first and mainly and scope is not None:
            scope.direction = direction
        elif direction is None and mainly and scope is not None:
            direction = scope.direction  # type: ignore[assignment]
        subject = context.resolve(phrase.rest, counts=False, resume=verb_first)
        if subject is None and mere:
            subject = (
                context.other_side()
                if context.contradicts(phrase.rest)
                else context.subject or context.default(self.passage.text[self.span[0] : figure.start])
            )
        if subject is None or phrase.vague:
            subject = Subject(None)
        if reason := self._excluded(subject):
            self._leave_out(figure, reason)
            return
        context.enter(subject)
        against: Comparison | None = None
        if phrase.base and phrase.compared is not None:
            phrase.year, phrase.phase = phrase.compared[0] or self.fiscal_year - 1, phrase.compared[1]
        if direction:
            against = (self.fiscal_year, "budget") if phrase.against_budget else context.comparison()
        kind: Kind = "change" if direction else "level"
        self._add(kind, subject, figure, (figure.start, figure.end), phrase, direction, against)

    def _read_percentage(self, phrase: Phrase, figure: Figure) -> None:
        context, subject, span = self.context, self.context.subject, (figure.start, figure.end)
        if reason := self._excluded():
            self._leave_out(figure, reason)
        elif subject is None or not context.mere(phrase.rest):
            self._leave_out(figure, "a percentage of something unknown")
        elif phrase.share is not None or phrase.completion is not None:
            self._add("share", subject, figure, span, phrase, None, None)
        elif phrase.direction:
            self._add("change", subject, figure, span, phrase, phrase.direction, context.comparison())
        else:
            self._leave_out(figure, "a percentage that is neither a share nor a change")

    def _leave_out(self, figure: Figure, reason: str) -> None:
        unit = figure.number.unit if figure.number else "元"
        if unit in {"%", "万"} or "元" in unit:
            printed = self.passage.printed(figure.start, figure.end)
            self.left_out.append(LeftOut(reason, printed, *self.passage.place(figure.start)))

    def _excluded(self, subject: Subject | None = None) -> str | None:
        """Say why figures of this section are no claims, unless the subject is one that the section may speak of."""
        section = self.passage.section
        if section is None or section.excluded is None:
            return None
        measure = self.words.measures.get(subject.measure or "") if subject else None
        return None if measure and section.key in measure.sections else section.excluded

    # ------------------------------------------------------------------------------------------------- claims

    def _add(
        self,
        kind: Kind,
        subject: Subject,
        figure: Figure | None,
        span: tuple[int, int],
        phrase: Phrase,
        direction: Direction | None,
        against: Comparison | None,
    ) -> None:
        number = figure.number if figure else None
        unit = number.unit if number else ""
        money = _MONEY_UNITS.get(unit)
        value = None if number is None else to_yuan(number.number, money) if money else number.number.value
        exact = number is None or kind == "quantity"
        companion = subject.last("level" if kind == "share" else "change") if unit == "%" else None
        if phrase.completion is not None:  # what was spent, not what was planned
            companion = subject.claims.get(("level", None), companion)
        if kind == "change" and companion is not None and companion < self.first:
            companion = None  # of an earlier sentence: another comparison
        year, index, (line, offset) = phrase.year or self.fiscal_year, len(self.claims), self.passage.place(span[0])
        part_of, scope = (self._whole_claim(kind, subject, year, phrase.phase) if money else None) or (None, None)
        if part_of is not None and not self._new_part(part_of, kind, subject, phrase.phase):
            part_of, scope = None, None
        whole = None
        if kind == "share":
            whole = (
                "initial-budget"
                if phrase.completion is not None
                else self.context.whole_of_share(phrase.share or "", subject)
            )
        self.claims.append(
            Claim(
                kind=kind,
                measure=None
                if self._of_two_plans(kind, phrase, year, against) or self._of_part(subject, phrase)
                else subject.measure,
                names=subject.names,
                printed=self.passage.printed(*span),
                value=value,
                unit=unit,
                decimals=number.number.decimals if number else 0,
                rounding_error=Decimal(0)
                if exact or not number
                else rounding_error(number.number.decimals, money or Unit.YUAN),
                direction=direction,
                year=year,
                phase=phrase.phase,
                compared_year=against[0] if against else None,
                compared_phase=against[1] if against else None,
                whole=whole,
                part_of=part_of,
                relation=scope.relation if scope else None,
                part_list=scope.number if scope else None,
                within=subject.within.parent.measure if subject.within and part_of is None else None,
                companion_of=companion,
                sentence=self.passage.printed(*self.span),
                line=line,
                offset=offset,
            )
        )
        if money and year == self.fiscal_year:
            subject.claims[kind, phrase.phase] = index

    def _of_part(self, subject: Subject, phrase: Phrase) -> bool:
        """Return whether a figure is a part of what the sentence has told as a whole: 其中当年收支预算, 其中：本级."""
        told = (one.measure for one in self.claims[self.first :] if one.kind == "level")
        part = phrases.OF_SOME_UNITS.search(phrase.rest) or (self.phase == "budget" and "当年" in phrase.rest)
        return bool(part) and subject.measure in told

    def _of_two_plans(self, kind: Kind, phrase: Phrase, year: int, against: Comparison | None) -> bool:
        """Return whether a figure is of the plan for the year in a sentence of final accounts that speaks of two: 年初预算, 全年预算."""
        plan = (self.fiscal_year, "budget")
        of_plan = plan in {(year, phrase.phase), against} or (kind == "share" and phrase.completion is not None)
        return self.phase == "executed" and of_plan and phrases.tells_two_plans(self.passage.text[slice(*self.span)])

    def _whole_claim(self, kind: Kind, subject: Subject, year: int, phase: Phase | None) -> tuple[int, Scope] | None:
        """Find the claim that a new one is part of: of the nearest whole about which this kind of claim was made."""
        scope = subject.within if year == self.fiscal_year else None
        while scope is not None:
            if (whole := scope.parent.claim(kind, phase)) is not None:
                return whole, scope
            scope = scope.parent.within
        return None

    def _new_part(self, whole: int, kind: Kind, subject: Subject, phase: Phase | None) -> bool:
        """Note a part below a whole and all wholes above; False when it is there already: told twice, it counts once."""
        part = (kind, subject.measure, subject.names, phase) if subject.measure else (len(self.claims),)
        if part in self.parts.get(whole, ()):
            return False
        above: int | None = whole
        while above is not None:
            self.parts.setdefault(above, set()).add(part)
            above = self.claims[above].part_of
        return True
