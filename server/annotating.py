"""An annotated copy of a PDF document: every figure that a finding rests on, boxed on its page, with what was found.

The places come from the graph (`mz:sourcePage`, `mz:sourceBox`), so that the copy shows what was read, where it was read. The source is
never changed, and only the very file that was loaded is annotated: its checksum stands in the graph.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pdfplumber
import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, TextStringObject

import shapes
from loaders.readers.pdf_turn import Turn
from server.annotating_styles import STYLES, add_legend
from server.checking import disclosures
from server.errors import InputError
from server.page_text import PageText, Rect
from server.store import Store
from shapes.facts import Facts
from shapes.records import Operand, Place
from shapes.render.words import name
from shapes.review import KNOWN, Past
from shapes.source import store_of_nquads
from shapes.verdicts import outcome, verdict_of
from shapes.wording import operand, place, titled

Box = tuple[float, float, float, float]

_MARGIN: Final = 1.5
"""Points between a figure and its box."""


@dataclass(frozen=True)
class _Place:
    """Where something is printed, in the coordinates of the page as it is read.

    Attributes:
        page: Its number.
        box: The cell, or the first line of the paragraph.
        printed: What to box in it; empty for a blank cell.
        sentence: The sentence that what is printed stands in; empty for a cell.
        nth: Which of the equal figures of the sentence; None where that is not known.
    """

    page: int
    box: Box
    printed: str = ""
    sentence: str = ""
    nth: int | None = None


@dataclass
class _Boxed:
    """What is boxed at a place: the worst that was found, and all words."""

    place: _Place
    found: str
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Annotated:
    """What was boxed.

    Attributes:
        findings: How many findings the document has.
        boxed: How many figures and blank cells were boxed.
        missing: What could not be boxed, in ``zh`` and ``en``, with the findings (of checks that hold, the identities) that use it.
    """

    findings: int
    boxed: int
    missing: tuple[dict[str, str], ...]


def annotate(
    store: Store, source: Path, target: Path, *, past: Iterable[Past] | None = None, passed: bool = False
) -> Annotated:
    """Write the annotated copy of a document.

    Args:
        store: where the document was loaded.
        source: the PDF, as it was loaded.
        target: the copy.
        past: findings that are known: boxed in grey.
        passed: whether figures of checks that hold are boxed too.

    Raises:
        InputError: the source is no PDF, or not the file that was loaded; or the copy would replace it.
    """
    data = source.read_bytes()
    if not data.lstrip().startswith(b"%PDF"):
        raise InputError(f"{source}: this is not a PDF; only PDF documents have pages to annotate")
    if target.exists() and target.samefile(source):
        raise InputError(f"{target}: the copy would replace the document; name another file")
    graph = _graph_of(store, data, source)
    report = shapes.check_nquads(graph, structure=False)
    if past is not None:
        report = report.reviewed(past)
    boxes, missing = _boxes(report, Facts(store_of_nquads(graph)), passed=passed)
    try:
        copy, drawn = _drawn(data, boxes)
    except PyPdfError as error:
        raise InputError(f"{source}: the PDF cannot be copied ({error}); save it again with another program") from error
    target.write_bytes(copy)
    return Annotated(len(report.findings), drawn, tuple(missing))


def _graph_of(store: Store, data: bytes, source: Path) -> bytes:
    """Return the graph of the disclosure that was loaded from these bytes."""
    checksum = f'"{hashlib.sha256(data).hexdigest()}"'.encode()
    for disclosure in disclosures(store):
        graph = store.graph(disclosure)
        if checksum in graph:
            return graph
    raise InputError(
        f"{source}: no disclosure in {store.location} was loaded from this very file; mingzhang load {source}"
    )


def _boxes(
    report: shapes.Report, facts: Facts, *, passed: bool
) -> tuple[dict[int, list[_Boxed]], list[dict[str, str]]]:
    """Return what to box, by page, and what has no place."""
    places: dict[_Place, _Boxed] = {}
    missing: dict[tuple[str, str], dict[str, None]] = {}
    for one in sorted(report.checks, key=lambda one: list(STYLES).index(_found(one, report))):
        found = _found(one, report)
        if found == "passed" and not passed:
            continue
        for where in _places(one, facts):
            if isinstance(where, tuple):
                missing.setdefault(where, {})[one.id if one.is_finding else one.identity] = None
            else:
                boxed = places.setdefault(where, _Boxed(where, found))
                if not (found == "passed" and boxed.found != "passed"):
                    boxed.words.append(_words(one, report))
    pages: dict[int, list[_Boxed]] = defaultdict(list)
    for where, boxed in sorted(places.items(), key=lambda pair: (pair[0].page, pair[0].box, pair[0].printed)):
        pages[where.page].append(boxed)
    named = [(zh, en, ", ".join(whose)) for (zh, en), whose in missing.items()]
    return pages, [{"zh": f"{zh}（{whose}）", "en": f"{en} ({whose})"} for zh, en, whose in named]


def _found(one: shapes.Check, report: shapes.Report) -> str:
    if one.is_finding and report.status(one).name in KNOWN:
        return "known"
    return verdict_of(one)


def _words(one: shapes.Check, report: shapes.Report) -> str:
    """Return what a reader of the copy sees of a check."""
    told = outcome(one)
    lines = [f"{name(one)} {told['zh']} {told['en']} · {one.id}", one.label["zh"], one.label["en"]]
    if one.is_finding:
        lines += one.message.values()
        lines += one.hint.message.values() if one.hint else ()
        lines += [report.status(one).note] if report.status(one).note else []
    return "\n".join(lines)


def _places(one: shapes.Check, facts: Facts) -> Iterator[_Place | tuple[str, str]]:
    """Yield the place of every figure, statement and blank cell of a check; of what has none, its name in zh and en."""
    for figure in one.figures:
        said, cell = figure.where, figure.cell
        # A table that is the only thing that a check looks at is wrong by the figures that it prints.
        cells = _figures_of(figure, facts) if said is None and len(one.figures) == 1 else []
        yield from (_Place(page, box, printed) for page, box, printed in cells)
        if said is not None and said.page is not None and said.box is not None:
            if cell is not None:
                yield _Place(said.page, _four(said.box), cell.printed)
            else:
                yield _stated(figure, _four(said.box), said.page, facts)
        elif not cells:
            yield operand(figure, "zh", with_title=True), operand(figure, "en", with_title=True)
    for blank in one.blanks:
        where = _blank(blank, facts)
        title = titled(blank.table.title) if blank.table else ""
        named = f"{title}{place(blank, 'zh')}（空白）", f"{title} {place(blank, 'en')}, blank".strip()
        yield _Place(*where) if where else named


def _figures_of(table: Operand, facts: Facts) -> list[tuple[int, Box, str]]:
    """Return the figures of a table that is looked at as a whole: those that are not zero."""
    cells = [cell for cell in facts.cells.values() if cell.table == table.iri and cell.amount]
    cells.sort(key=lambda cell: (cell.row_number or 0, cell.column_number or 0))
    return [(cell.page, _four(cell.box), cell.printed) for cell in cells if cell.page and cell.box]


def _stated(figure: Operand, box: Box, page: int, facts: Facts) -> _Place:
    """Return the place of a statement: of its figure in its sentence, else of its words."""
    told = figure.statement
    if told is None or not told.sentence:
        return _Place(page, box, (told.printed if told else "") or figure.row)
    alike = [
        one
        for one in facts.statements.values()
        if (one.page, one.sentence, one.printed) == (told.page, told.sentence, told.printed)
    ]
    alike.sort(key=lambda one: (len(one.iri), one.iri))
    return _Place(page, box, told.printed or told.label, told.sentence, alike.index(told))


def _blank(blank: Place, facts: Facts) -> tuple[int, Box] | None:
    """Return where a blank cell stands: as high as the figures of its row, as wide as those of its column."""
    if blank.table is None or blank.row is None or blank.column is None:
        return None
    rows = facts.axes_by_label.get((blank.table.iri, True, *blank.row), ())
    columns = {axis.iri for axis in facts.axes_by_label.get((blank.table.iri, False, *blank.column), ())}
    row = next((c for axis in rows for c in facts.cells_by_row.get(axis.iri, ()) if c.box and c.page is not None), None)
    beside = [cell for cell in facts.cells.values() if cell.column in columns and cell.box]
    column = next((cell for cell in beside if row and cell.page == row.page), beside[0] if beside else None)
    if row is None or row.box is None or row.page is None or column is None or column.box is None:
        return None
    return row.page, (column.box[0], row.box[1], column.box[2], row.box[3])


def _four(box: tuple[float, ...]) -> Box:
    x0, top, x1, bottom = box
    return x0, top, x1, bottom


def _drawn(data: bytes, boxes: dict[int, list[_Boxed]]) -> tuple[bytes, int]:
    """Return a copy of a PDF with the boxes drawn and a page that explains them, and how many boxes there are."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        reader.decrypt("")
    writer = PdfWriter(clone_from=reader)
    drawn: Counter[str] = Counter()
    seen = pypdfium2.PdfDocument(data)
    with pdfplumber.open(BytesIO(data)) as plumber:
        for number in sorted(boxes):
            page = plumber.pages[number - 1]
            turn, text = Turn.of(page), PageText(seen[number - 1])
            for boxed in boxes[number]:
                for rect in _around(boxed.place, _on_paper(turn.back(boxed.place.box), page), text):
                    writer.add_annotation(number - 1, _annotation(boxed, rect))
                    drawn[boxed.found] += 1
            page.close()
    seen.close()
    add_legend(writer, drawn)
    out = BytesIO()
    writer.write(out)
    return out.getvalue(), drawn.total()


def _around(where: _Place, rect: Rect, text: PageText) -> list[Rect]:
    """Return the box of what is printed alone, one for each of its lines; else that of the cell or line, as high as what stands in it."""
    said = where.sentence
    found = text.sentence(rect, said, where.printed, where.nth) if said else text.figure(rect, where.printed)
    if not found:
        return [text.full(rect)]
    return [(x0 - _MARGIN, low - _MARGIN, x1 + _MARGIN, high + _MARGIN) for x0, low, x1, high in found]


def _on_paper(box: Box, page: Any) -> Box:
    """Return a box of the page as it is shown in the coordinates of the PDF: from the lower left corner, before the page is turned."""
    left, low, right, high = map(float, page.page_obj.mediabox)
    x0, top, x1, bottom = (value - float(page.mediabox[index % 2]) for index, value in enumerate(box))
    match page.rotation % 360:
        case 90:
            return left + top, low + x0, left + bottom, low + x1
        case 180:
            return right - x1, low + top, right - x0, low + bottom
        case 270:
            return right - bottom, high - x1, right - top, high - x0
    return left + x0, high - bottom, left + x1, high - top


def _annotation(boxed: _Boxed, rect: Box) -> Rectangle:
    x0, low, x1, high = (round(value, 2) for value in rect)
    style = STYLES[boxed.found]
    annotation = Rectangle(rect=(x0, low, x1, high), title_bar="明账 Mingzhang")
    annotation[NameObject("/C")] = ArrayObject(map(FloatObject, style.colour))
    annotation[NameObject("/BS")] = style.border
    annotation[NameObject("/Contents")] = TextStringObject("\n\n".join(dict.fromkeys(boxed.words)))
    annotation[NameObject("/F")] = NumberObject(4)  # printed, too
    return annotation
