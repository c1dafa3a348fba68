"""What a catalogue repeats of the vocabularies it refers to (authorities.ttl): class, list and name of each value."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pyoxigraph as ox


@cache
def _known() -> dict[str, list[ox.Triple]]:
    text = (files("server") / "publishing" / "authorities.ttl").read_text("utf-8")
    found: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
        found.setdefault(quad.subject.value, []).append(ox.Triple(quad.subject, quad.predicate, quad.object))
    return found


def with_authorities(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples, and what is known of each value that they refer to, and of the lists that those belong to."""
    known = _known()
    found = dict.fromkeys(triples)
    waiting = [triple.object for triple in found]
    while waiting:
        value = waiting.pop()
        for triple in known.get(value.value, ()) if isinstance(value, ox.NamedNode) else ():
            if triple not in found:
                found[triple] = None
                waiting.append(triple.object)
    return list(found)
