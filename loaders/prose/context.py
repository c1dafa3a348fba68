"""What a stretch of prose speaks about: subjects, the lists of their parts, and how a phrase is resolved among them."""

import re

from loaders.prose.claim import Relation
from loaders.prose.lexicon import Lexicon, Match, Measure
from loaders.prose.offices import abbreviates
from loaders.prose.passages import Passage
from loaders.prose.phrases import Phase
from loaders.prose.subjects import Comparison, Frame, Scope, Subject

# A name of a project or an economic subject, without the words around it.
_NAME = re.compile(
    r"(?:[、,和及与]|以及|由于|今年|当年|本年度?|20\d\d年度?|新增|安排)*(?P<name>.{2,40}?)(?:共计|为|约|预算)?"
)

#: Sections about one budget: what an account with its code is a part of.
_BUDGETS = frozenset(
    {"general-public-expenditure", "general-public-current", "fund-expenditure", "state-capital-expenditure"}
)


class Context:
    """The state of reading: where we are, what is spoken about, which lists are open."""

    def __init__(self, words: Lexicon, fiscal_year: int, office: str) -> None:
        self.words, self.fiscal_year, self.office = words, fiscal_year, office
        self.passage: Passage
        self.block, self.lists = -1, 0
        self.scopes: list[Scope] = []
        self.frames: list[Frame] = []
        self.subject: Subject | None = None
        self.main: Subject | None = None
        self.section_subject: Subject | None = None
        self.latest: dict[str, Subject] = {}
        self.seen: set[str] = set()
        self.compared: Comparison | None = None
        self.last_compared: Comparison | None = None
        self.reason = False
        self.divided: str | None = None  # the whole that the sentence named last for a share
        self.resumable: Scope | None = None
        self.fresh = False  # a semicolon was passed, and nothing was named since

    # ----------------------------------------------------------------------------------------- where we are

    def open_passage(self, passage: Passage) -> None:
        """Begin a passage; a heading before it ends everything that was spoken about."""
        if passage.block != self.block:
            self.block, self.scopes, self.section_subject, self.latest = passage.block, [], None, {}
        elif self.main is not None:
            self.section_subject = self.main
        self.passage = passage
        self.seen, self.main, self.last_compared = set(), None, None
        self.scopes = [scope for scope in self.scopes if scope.lasting] if passage.enumerated else []

    def open_sentence(self) -> None:
        """Begin a sentence: it speaks about the main subject of the passage until it names another."""
        self.subject, self.compared, self.reason, self.resumable, self.fresh = self.main, None, False, None, False
        self.frames, self.divided = [], None
        for scope in self.scopes:
            scope.dormant = not scope.lasting
        self.scopes = [scope for scope in self.scopes if scope.lasting or scope.relation == "of-which"]

    def cross(self, sign: str) -> None:
        """Pass a boundary: brackets nest, a semicolon ends lists that 其中 did not open."""
        if sign == "(":
            self.frames.append(Frame(self.subject, len(self.scopes), self.compared))
        elif sign == ")" and self.frames:
            frame = self.frames.pop()
            self.subject, self.compared, self.reason = frame.subject, frame.compared, False
            del self.scopes[frame.scopes :]
        elif sign == ";":
            self.reason, self.fresh = False, True
            while len(self.scopes) > self._base() and self.scopes[-1].relation != "of-which":
                self.resumable = self.scopes.pop()

    def _base(self) -> int:
        return self.frames[-1].scopes if self.frames else 0

    @property
    def top(self) -> Scope | None:
        """The innermost list that is still being read."""
        return self.scopes[-1] if self.scopes and not self.scopes[-1].dormant else None

    def open_scope(self, relation: Relation, parent: Subject) -> Scope:
        """Open a list of parts."""
        self.lists += 1
        compared = self.compared or (self.scopes[-1].compared if self.scopes else self.last_compared)
        scope = Scope(relation, parent, self.lists, compared)
        self.scopes.append(scope)
        return scope

    def compare(self, year: int | None, phase: Phase | None) -> None:
        """Note what the sentence compares with; no year is the year before."""
        self.compared = self.last_compared = (year or self.fiscal_year - 1, phase)

    def comparison(self) -> Comparison | None:
        """Return what a change in this place is against."""
        return self.compared or next((scope.compared for scope in reversed(self.scopes) if scope.compared), None)

    # ------------------------------------------------------------------------------------ what is spoken about

    def enter(self, subject: Subject) -> None:
        """Make a subject the current one, and the main one of the passage when it stands outside every list."""
        self.subject, self.fresh = subject, False
        if subject.measure in self.words.measures:
            self.resumable = None
        if subject.measure is not None:
            self.seen.add(subject.measure)
            if subject.within is not None and subject.measure.startswith("functional:"):
                subject.within.by_class = True
            self.latest[subject.measure] = subject
        if not self.frames and (subject.within is None or subject.within.lasting):
            self.main = subject

    def mere(self, words: str) -> bool:
        """Tell whether words name nothing, so that they speak of what was named before."""
        return self.words.is_neutral(words)

    def contradicts(self, words: str) -> bool:
        """Tell whether words that name nothing speak of the other side than what was named before."""
        key = (self.subject.measure if self.subject else None) or ""
        revenue = key.endswith("-revenue") or key.startswith("revenue-")
        return revenue and "支出" in words and "收" not in words

    def other_side(self) -> Subject | None:
        """Return the expenditure that belongs to the revenue spoken of, where it has a name (支出 after the revenue of the fund)."""
        measure = self._measure(self.subject)
        return self._again(measure.opposite) if measure and measure.opposite else None

    def side(self, side: str) -> Subject | None:
        """Return the revenue or the expenditure of the two amounts at once that are spoken of (收支总预算… 收入包括…)."""
        measure = self._measure(self.main)
        both = measure.told_apart if measure else ()
        return next((Subject(key) for key in both if self.words.measures[key].side == side), None)

    def named(self, words: str) -> Subject | None:
        """Return the subject of an earlier claim of the passage that words name."""
        found = self.known(words)
        return found if found and found.claims else None

    def of_section(self) -> Subject | None:
        """Return what the section is about, if it has parts of its own."""
        subject = self._section_subject()
        measure = self.words.measures.get(subject or "")
        return Subject(subject) if measure and measure.children else None

    def known(self, words: str) -> Subject | None:
        """Return the subject of earlier claims that words name."""
        for match in self.words.match(words, office=True):
            if match.measure.key in self.latest:
                return self.latest[match.measure.key]
        return None

    def named_whole(self, words: str) -> Subject | None:
        """Return what the section is about, where words name it before any claim about it."""
        subject = self._section_subject()
        named = any(
            match.measure.key == subject and match.form == "full" for match in self.words.match(words, office=True)
        )
        return Subject(subject) if named else None

    def whole(self) -> Subject | None:
        """Return what an announced list (具体情况如下) divides: what is spoken about, unless it is known to have no parts."""
        subject = self.subject or self.section_subject
        key, measure = (subject.measure if subject else None), self._measure(subject)
        if measure is None or measure.children or any(key in other.parents for other in self.words.measures.values()):
            return subject
        return self.latest.get(next(iter(measure.parents), "")) if len(measure.parents) == 1 else None

    def default(self, before: str) -> Subject | None:
        """Return what the section is about, where the words before a figure mention it without naming it."""
        if self.passage.topic is not None and self.main is None:
            return Subject(self.passage.topic)
        subject = self._section_subject()
        measure = self.words.measures.get(subject) if subject else None
        return Subject(subject) if measure and measure.mention.search(before) else None

    def section_whole(self, subject: Subject) -> str | None:
        """Return the measure that the section is about, if the subject is one of its parts."""
        key = self._section_subject()
        measure, whole = self._measure(subject), self.words.measures.get(key or "")
        if whole is None or (measure is not None and key in measure.parents):
            return key
        functional = whole.children == "functional" and (subject.measure or "").startswith("functional:")
        return key if functional else None

    def whole_of_share(self, words: str, subject: Subject) -> str | None:
        """Name the whole of a share: what the sentence says, else what the subject is part of; unknown where it named another just before."""
        parent = subject.within.parent.measure if subject.within else self.section_whole(subject)
        matches = [match for match in self.words.match(words, office=True) if match.form != "short"]
        named = [match.measure.key for match in matches if match.length == matches[0].length]
        found = named[0] if named else None
        if parent is not None and (parent in named or (not named and self.mere(words))):
            found = parent
        if named:
            self.divided = found
        return found if self.divided in {None, found} else None

    def resolve(self, words: str, *, counts: bool, named: bool = True, resume: bool = False) -> Subject | None:
        """Find what words name, in the innermost list that can hold it; closes the lists further in.

        Args:
            words: what is left of the phrase.
            counts: whether a number of things is meant.
            named: whether an unknown name may become a project or an economic subject.
            resume: whether a list that a semicolon closed may go on (减少… after 增加…).

        Returns:
            The subject; one without a measure for an unknown member of a list; ``None`` when nothing is named or known.
        """
        live = [scope for scope in self.scopes if not scope.dormant]
        matches = [
            match
            for match in self.words.match(words, office=not live and not self.frames)
            if match.measure.counts == counts and self._admissible(match)
        ]
        if (found := self._in_bracket(matches) or self._class(words, live)) is not None:
            return found
        for depth in range(len(self.scopes) - 1, -1, -1):
            scope = self.scopes[depth]
            for match in matches:
                if scope.parent.measure in match.measure.parents and match.form != "short":
                    del self.scopes[depth + 1 :]
                    return Subject(match.measure.key, within=scope)
        if live and all(scope.lasting for scope in live) and any(match.form == "full" for match in matches):
            self.scopes, live = [], []  # the enumeration goes on with something that is no part
        if free := next((match for match in matches if self._free(match, live)), None):
            if not free.measure.parents:
                del self.scopes[self._base() :]
            return self._again(free.measure.key)
        if counts:
            return None
        if functional := self._functional(words, live):
            return functional
        if resume and self.resumable is not None and not (live and live[-1].relation == "mainly"):
            self.scopes.append(self.resumable)
            live.append(self.resumable)
            self.resumable = None
        if not (named and live) or self.mere(words):
            return None
        children, name = self._children(live[-1]), _NAME.fullmatch(words)
        if children in {"project", "economic"} and name:
            return Subject(f"{children}:{name['name']}", (name["name"],), live[-1])
        return Subject(None, within=live[-1]) if self.resumable is None else None

    def _in_bracket(self, matches: list[Match]) -> Subject | None:
        """Return a part of what the words before a bracket name: 公务用车购置及运行费8万元（公务用车购置费…，…运行费…）."""
        frame = self.frames[-1] if self.frames else None
        if frame is None or frame.subject is None or len(self.scopes) > frame.scopes:
            return None
        parts = (match for match in matches if frame.subject.measure in match.measure.parents and match.form != "short")
        found = next(parts, None)
        if found is None:
            return None
        if frame.parts is None:
            self.lists += 1
            frame.parts = Scope("including", frame.subject, self.lists, frame.compared)
        return Subject(found.measure.key, within=frame.parts)

    def _class(self, words: str, live: list[Scope]) -> Subject | None:
        """Return a class in a list of classes, where 其他支出 is one of them."""
        code = self.words.class_code(words) if live and live[-1].by_class else None
        return Subject(f"functional:{code}", (words,), live[-1]) if code else None

    # --------------------------------------------------------------------------------------- rules of resolution

    def _admissible(self, match: Match) -> bool:
        """Check the conditions under which an alias may be read at all."""
        measure, section = match.measure, self.passage.section
        if measure.sections and (section is None or section.key not in measure.sections):
            return False
        if section is not None and section.key in measure.outside:
            return False
        if match.office and self.office and not abbreviates(match.office, self.office):
            return False
        subject = self._measure(self.subject)
        if match.form == "short":
            return measure.key in self.seen and (subject is None or subject.opening)
        main = self._measure(self.main)
        if measure.opening and self.fresh and main is not None and main.opening:
            return True  # …；2023年本部门支出合计: a new whole after a whole and its parts
        return not measure.opening or self.main is None or subject is None or subject.opening

    def _free(self, match: Match, live: list[Scope]) -> bool:
        """Tell whether a measure may stand outside any list of its parents.

        Inside the list of another whole it is that whole's own part (项目支出 of the fund budget), and so it is in a section
        about another whole.
        """
        subject = self._section_subject()
        if match.form == "of-parent":
            return not live and subject in match.measure.parents
        if match.measure.needs_parent:
            return False
        if not match.measure.parents or match.form == "short":
            return True
        section = self.passage.section
        if section is not None and match.measure.key in section.home and not live:
            return True
        if live or (subject is not None and subject not in {match.measure.key, *match.measure.parents}):
            return any(parent in self.seen for parent in match.measure.parents) and not live
        return True

    def _again(self, key: str) -> Subject:
        """Return the subject of this measure that the passage already speaks about, else a new one."""
        for subject in (self.subject, self.main):
            if subject is not None and subject.measure == key:
                return subject
        return Subject(key)

    def _functional(self, words: str, live: list[Scope]) -> Subject | None:
        within = next((scope for scope in reversed(live) if self._children(scope) == "functional"), None)
        if (coded := self.words.coded(words)) and (within or self._section_subject() in _BUDGETS):
            return Subject(f"functional:{coded[0]}", (coded[1],), within)
        if path := self.words.functional_path(words):
            code, names = path
            return Subject("functional:" + "/".join((code, *names[1:])), names, within)
        name = words.lstrip("、和及")
        found = self.words.class_code(name) if within else None
        return Subject(f"functional:{found}", (name,), within) if found else None

    def _children(self, scope: Scope) -> str | None:
        measure = self._measure(scope.parent)
        return measure.children if measure else None

    def _measure(self, subject: Subject | None) -> Measure | None:
        return self.words.measures.get(subject.measure or "") if subject else None

    def _section_subject(self) -> str | None:
        return self.passage.section.subject if self.passage.section else None
