"""The shapes compiled to sets: one SELECT for all identities of one form, over all disclosures of a store at once.

SHACL asks for one query per shape and focus node. `$this` is left free here, and so are the parameters of a constraint component: each
group that uses some of them begins with the VALUES that the identities give them. So the 35 identities that add something up are one query,
and what does not depend on a parameter is found once for all of them. The text of the shapes remains the only definition.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from shapes.catalogue import Constraint, Identity

_TOKEN: Final = re.compile(r'#[^\n]*|<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"|[{}]|\$\w+|\w+')
_DEFAULT: Final = r'COALESCE\(\${}, ("[^"]*")\)'

Values = tuple[str, ...]
"""What an identity gives to the parameters of its component, as SPARQL terms, in the order of their names."""


@dataclass(frozen=True)
class Query:
    """The ledger of some identities: a SELECT with the parameters among its columns, and whose a row with these values is."""

    text: str
    parameters: tuple[str, ...]
    identities: dict[Values, tuple[Identity, ...]]


@dataclass(eq=False)
class _Group:
    """A group graph pattern of a SELECT: where it begins, what it stands in, and the parameters that it uses itself.

    Attributes:
        asks: It is that of an EXISTS, which takes its variables from outside.
        wraps: It holds a SELECT and nothing else.
        operand: It is one alternative of a UNION.
    """

    at: int
    above: _Group | None
    asks: bool = False
    wraps: bool = False
    operand: bool = False
    used: set[str] = field(default_factory=set)

    def around(self) -> Iterator[_Group]:
        """Yield the group and every group that it stands in, innermost first."""
        group: _Group | None = self
        while group is not None:
            yield group
            group = group.above


@cache
def queries(chosen: tuple[Constraint, ...]) -> tuple[Query, ...]:
    """Return the fewest SELECTs that give the ledger of these constraints."""
    forms: defaultdict[str, list[Constraint]] = defaultdict(list)
    for constraint in chosen:
        forms[constraint.select].append(constraint)
    return tuple(query for form in forms.values() for query in _of_form(form))


def _of_form(form: Sequence[Constraint]) -> Iterator[Query]:
    """Yield the queries of constraints with one text: one for all that say, or have a default for, every parameter; one for each other."""
    first = form[0]
    names = tuple(sorted({name for constraint in form for name, _ in constraint.parameters}))
    defaults = {name: found[1] for name in names if (found := re.search(_DEFAULT.format(name), first.select))}
    whose: defaultdict[Values, list[Identity]] = defaultdict(list)
    for constraint in form:
        given = defaults | {name: value.n3() for name, value in constraint.parameters}
        if len(form) > 1 and len(given) == len(names) > 0:
            whose[tuple(given[name] for name in names)].append(constraint.identity)
        else:
            yield Query(constraint.ledger_over_all(), (), {(): (constraint.identity,)})
    if whose:
        text = first.prologue + over_values(first.ledger, names, sorted(whose))
        yield Query(text, names, {values: tuple(found) for values, found in whose.items()})


def over_values(select: str, names: tuple[str, ...], rows: Sequence[Values]) -> str:
    """Return a SELECT with parameters as one over several values of them, with the parameters as its first columns."""
    parts, end = [], 0
    for group in sorted(_groups(select, names), key=lambda group: group.at):
        if group.used:
            kept = [number for number, name in enumerate(names) if name in group.used]
            lines = sorted({" ".join(row[number] for number in kept) for row in rows})
            columns = " ".join(f"?{names[number]}" for number in kept)
            parts += [select[end : group.at], f" VALUES ({columns}) {{ {' '.join(f'({line})' for line in lines)} }}"]
            end = group.at
    text = "".join([*parts, select[end:]])
    for name in names:
        text = re.sub(_DEFAULT.format(name), f"?{name}", text)  # each is bound now
        text = re.sub(rf"\${name}\b", f"?{name}", text)
    return text.replace("SELECT ", f"SELECT {' '.join(f'?{name}' for name in names)} ", 1)


def _groups(select: str, names: tuple[str, ...]) -> list[_Group]:
    """Return the groups of a SELECT with the parameters that each has to bind.

    A group binds what it uses; what it is joined with binds the rest. Alternatives of a UNION are not joined with one another, so each of them
    binds every parameter where any of them depends on one, and so does the outermost group.
    """
    groups = _read(select, names)
    dependent = {one for group in groups if group.used for one in group.around()}
    for group in groups:
        family = [one for one in groups if one.operand and one.above is group.above]
        if group is groups[0] or (group.operand and not dependent.isdisjoint(family)):
            group.used |= set(names)
    for group in groups:
        asking = [one for one in group.around() if one.asks]
        if asking and group.used:
            outer = asking[-1].above
            if outer is not None:
                outer.used |= group.used
            group.used = set()
    for group in groups:  # "{ SELECT … WHERE {": bound inside
        if group.above is not None and group.above.wraps:
            group.used |= group.above.used
    return [group for group in groups if not group.wraps]


def _read(select: str, names: tuple[str, ...]) -> list[_Group]:
    groups: list[_Group] = []
    stack: list[_Group] = []
    closed: _Group | None = None
    heads: set[str] | None = None  # what a SELECT uses before its WHERE
    before = ""
    for token in _TOKEN.finditer(select):
        word = token[0]
        if word.startswith("#"):
            continue
        if word == "{":
            group = _Group(
                token.end(), stack[-1] if stack else None, asks=before == "EXISTS", operand=before == "UNION"
            )
            group.used, heads = heads or set(), None
            groups.append(group)
            stack.append(group)
        elif word == "}":
            closed = stack.pop()
        elif word == "SELECT":
            heads = set()
            if stack:
                stack[-1].wraps = True
        elif word == "UNION" and closed is not None:
            closed.operand = True
        elif word[0] == "$" and word[1:] in names:
            (stack[-1].used if heads is None else heads).add(word[1:])
        before = word
    return groups
