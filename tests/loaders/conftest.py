"""Writers of small documents for the tests of the readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from benchmarks.variation.pdf import PdfPage, write_pdf
from benchmarks.variation.xls import write_xls


@pytest.fixture
def pdf() -> Callable[[Sequence[PdfPage]], bytes]:
    return write_pdf


@pytest.fixture
def page() -> Callable[[], PdfPage]:
    return PdfPage


@pytest.fixture
def xls() -> Callable[..., bytes]:
    return write_xls
