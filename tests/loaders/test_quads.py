"""N-Quads written as text are read back exactly by an independent parser."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from loaders.disclosure import slug
from loaders.quads import Quads, decimal, integer, text

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


def read_back(term: str) -> pyoxigraph.Literal:
    quads = Quads("https://example.org/graph")
    quads.add("https://example.org/s", "https://example.org/p", term)
    (quad,) = pyoxigraph.parse(quads.to_bytes(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert isinstance(quad.object, pyoxigraph.Literal)
    return quad.object


@given(TEXT)
def test_strings_survive(value: str) -> None:
    assert read_back(text(value)).value == value
    assert read_back(text(value, "zh")).language == "zh"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals_are_exact_and_plain(value: Decimal) -> None:
    literal = read_back(decimal(value))
    assert Decimal(literal.value) == value
    assert "E" not in literal.value


@given(st.integers())
def test_integers(value: int) -> None:
    assert int(read_back(integer(value)).value) == value


def test_a_quad_is_written_once() -> None:
    quads = Quads("https://example.org/graph")
    for _ in range(3):
        quads.add("https://example.org/s", "https://example.org/p", integer(1))
    quads.add("https://example.org/s", "https://example.org/p", None)
    assert len(quads) == 1


def test_slugs_are_stable_and_keep_homophones_apart() -> None:
    assert slug("人民政府办公室") == "renminzhengfubangongshi-8f2c"
    assert slug("市场") != slug("试场")
    assert slug("市场").partition("-")[0] == slug("试场").partition("-")[0]


@given(st.text(min_size=1))
def test_slugs_are_ascii(name: str) -> None:
    assert slug(name).isascii()
    assert slug(name).replace("-", "").isalnum()
