"""An annotated copy of a PDF document: every figure that a finding rests on, boxed on its page, with what was found.

The places come from the graph (`mz:sourcePage`, `mz:sourceBox`), so that the copy shows what was read, where it was read. The source is
never changed, and only the very file that was loaded is annotated: its checksum stands in the graph.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pdfplumber
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject

import shapes
from loaders.readers.pdf_turn import Turn
from server.checking import disclosures
from server.errors import InputError
from server.store import Store
from shapes.facts import Facts
from shapes.records import Place
from shapes.render.words import name
from shapes.review import KNOWN, Past
from shapes.source import store_of_nquads
from shapes.wording import outcome, place

Box = tuple[float, float, float, float]

COLOURS: Final = {
    "failed": (0.75, 0.1, 0.1),
    "incomplete": (0.8, 0.5, 0.0),
    "known": (0.45, 0.45, 0.45),
    "passed": (0.1, 0.5, 0.2),
}
"""What a figure is boxed in, by the worst that was found of it; worst first."""

_MARGIN: Final = 1.5
"""Points between a figure and its box; above, twice as many: many fonts are higher than they say."""


@dataclass
class _Boxed:
    """A box on a page, in the coordinates of the page as it is read, with what was found there."""

    box: Box
    printed: str
    found: str
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Annotated:
    """What was boxed.

    Attributes:
        findings: How many findings the document has.
        boxed: How many figures and blank cells were boxed.
        missing: What could not be boxed, in words: the graph has no place for it.
    """

    findings: int
    boxed: int
    missing: tuple[str, ...]


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
        target.write_bytes(_drawn(data, boxes))
    except PyPdfError as error:
        raise InputError(f"{source}: the PDF cannot be copied ({error}); save it again with another program") from error
    return Annotated(len(report.findings), sum(map(len, boxes.values())), tuple(missing))


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


def _boxes(report: shapes.Report, facts: Facts, *, passed: bool) -> tuple[dict[int, list[_Boxed]], list[str]]:
    """Return what to box, by page, and what has no place."""
    places: dict[tuple[int, Box], _Boxed] = {}
    missing: dict[str, None] = {}
    for one in sorted(report.checks, key=lambda one: list(COLOURS).index(_found(one, report))):
        found = _found(one, report)
        if found == "passed" and not passed:
            continue
        for where, printed in _places(one, facts):
            if isinstance(where, str):
                missing[where] = None
            else:
                boxed = places.setdefault(where, _Boxed(where[1], printed, found))
                if not (found == "passed" and boxed.found != "passed"):
                    boxed.words.append(_words(one, report))
    pages: dict[int, list[_Boxed]] = defaultdict(list)
    for (page, _), boxed in sorted(places.items()):
        pages[page].append(boxed)
    return pages, list(missing)


def _found(one: shapes.Check, report: shapes.Report) -> str:
    if one.is_finding and report.status(one).name in KNOWN:
        return "known"
    return one.outcome if one.outcome in COLOURS else "incomplete"


def _words(one: shapes.Check, report: shapes.Report) -> str:
    """Return what a reader of the copy sees of a check."""
    told = outcome(one)
    lines = [f"{name(one)} {told['zh']} {told['en']} · {one.id}", one.label["zh"], one.label["en"]]
    if one.is_finding:
        lines += one.message.values()
        lines += one.hint.message.values() if one.hint else ()
        lines += [report.status(one).note] if report.status(one).note else []
    return "\n".join(lines)


def _places(one: shapes.Check, facts: Facts) -> Iterator[tuple[tuple[int, Box] | str, str]]:
    """Yield the place of every figure and blank cell of a check, with what is printed there; words where it has none."""
    for figure in (*one.left_operands, *one.right_operands):
        said = figure.cell or figure.statement
        if said is None:
            continue  # a table declared empty
        if said.page is not None and said.box is not None:
            yield (said.page, _four(said.box)), said.printed
        else:
            yield f"{name(one)}: {figure.row} {figure.column} {said.printed}", ""
    for blank in one.blanks:
        where = _blank(blank, facts)
        yield where or f"{name(one)}: {place(blank, 'en')}", ""


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


def _char(char: dict[str, Any]) -> Box:
    return char["x0"], char["top"], char["x1"], char["bottom"]


def _four(box: tuple[float, ...]) -> Box:
    x0, top, x1, bottom = box
    return x0, top, x1, bottom


def _drawn(data: bytes, boxes: dict[int, list[_Boxed]]) -> bytes:
    """Return a copy of a PDF with the boxes drawn."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        reader.decrypt("")
    writer = PdfWriter(clone_from=reader)
    with pdfplumber.open(BytesIO(data)) as plumber:
        for number in sorted(boxes):
            page = plumber.pages[number - 1]
            turn = Turn.of(page)
            glyphs = [(char["text"], turn.box(_char(char))) for char in page.chars]
            for boxed in boxes[number]:
                box = turn.back(_around(boxed, glyphs))
                writer.add_annotation(number - 1, _annotation(boxed, _on_paper(box, page)))
            page.close()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _around(boxed: _Boxed, glyphs: list[tuple[str, Box]]) -> Box:
    """Return the box of the printed figure alone, where it is found in the box of its cell; else that of the cell."""
    x0, top, x1, bottom = boxed.box
    inside = [
        (text, box)
        for text, box in glyphs
        if text.strip() and x0 <= (box[0] + box[2]) / 2 <= x1 and top <= (box[1] + box[3]) / 2 <= bottom
    ]
    at = "".join(text for text, _ in inside).find("".join(boxed.printed.split())) if boxed.printed else -1
    if at < 0 or any(len(text) != 1 for text, _ in inside):
        return boxed.box
    found = [box for _, box in inside[at : at + len("".join(boxed.printed.split()))]]
    return (
        min(box[0] for box in found) - _MARGIN,
        min(box[1] for box in found) - 2 * _MARGIN,
        max(box[2] for box in found) + _MARGIN,
        max(box[3] for box in found) + _MARGIN,
    )


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
    annotation = Rectangle(rect=(x0, low, x1, high), title_bar="明账 Mingzhang")
    dashed = not boxed.printed
    style = {"/W": FloatObject(1.2), "/S": NameObject("/D" if dashed else "/S")}
    style |= {"/D": ArrayObject([FloatObject(3), FloatObject(2)])} if dashed else {}
    annotation[NameObject("/C")] = ArrayObject(map(FloatObject, COLOURS[boxed.found]))
    annotation[NameObject("/BS")] = DictionaryObject({NameObject(key): value for key, value in style.items()})
    annotation[NameObject("/Contents")] = TextStringObject("\n\n".join(dict.fromkeys(boxed.words)))
    annotation[NameObject("/F")] = NumberObject(4)  # printed, too
    return annotation
