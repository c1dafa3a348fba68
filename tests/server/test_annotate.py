"""Annotated copies: every box lies on the figure that a finding used, on pages of any turn, and says what was found."""

import hashlib
import os
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from rdflib import Graph

import shapes
from loaders.pipeline import load_file
from loaders.readers.pdf_turn import Turn
from server.annotating import annotate
from server.annotating_styles import STYLES
from server.cli import main
from server.embedded import EmbeddedStore
from server.errors import InputError
from server.page_text import PageText, compact
from shapes.review import explained

SHARED = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared"))
DISCLOSURE = "https://w3id.org/mingzhang/id/disclosure/130184/office/2022/budget"
# Page, row and column of a figure, and where its text begins on the sheet of paper: before the page is turned.
SHEETS = {1: (0, (0, 0, 400, 300)), 2: (90, (0, 0, 400, 300)), 3: (180, (20, 30, 420, 330)), 4: (270, (0, 0, 400, 300))}


@dataclass(frozen=True)
class Printed:
    text: str
    page: int
    row: int
    column: int

    @property
    def start(self) -> tuple[float, float]:
        left, low, _, _ = SHEETS[self.page][1]
        return left + 60 + 90 * (self.column - 3), low + 250 - 30 * self.row


# On every page: 合计 = 基本 + 项目. It holds on page 1 alone; the last row of page 4 lacks a figure.
FIGURES = [
    *(Printed(text, page, page, column) for page in SHEETS for column, text in ((4, "60.00"), (5, "40.00"))),
    *(Printed(text, page, page, 3) for page, text in ((1, "100.00"), (2, "190.00"), (3, "700.00"), (4, "300.00"))),
    Printed("77.00", 4, 5, 3),
]


def pdf() -> bytes:
    """Return a PDF that prints the figures, on pages that are turned and one that does not begin at the origin."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    pages, contents = [], []
    for page, (turn, box) in SHEETS.items():
        drawn = "".join(
            f"BT /F 12 Tf {x} {y} Td ({figure.text}) Tj ET\n"
            for figure in FIGURES
            if figure.page == page
            for x, y in [figure.start]
        )
        number = 4 + 2 * (page - 1)
        pages.append(f"{number} 0 R")
        contents.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, box))}] /Rotate {turn} "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {number + 1} 0 R >>"
        )
        contents.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    objects.append(f"<< /Type /Pages /Kids [{' '.join(pages)}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
    text, offsets = "%PDF-1.4\n", []
    for number, item in enumerate(objects + contents, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    text += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}"
    text += f"trailer << /Size {len(offsets) + 1} /Root 1 0 R >>\nstartxref\n{len(text.split('xref')[0])}\n%%EOF\n"
    return text.encode("ascii")


def read_boxes(data: bytes) -> dict[tuple[int, str, int], str]:
    """Return where the figures stand on the pages as they are shown: the cell around each, as a reader gives it."""
    found = {}
    with pdfplumber.open(BytesIO(data)) as document:
        for page in document.pages:
            turn = Turn.of(page)
            chars = iter(page.chars)
            for figure in [figure for figure in FIGURES if figure.page == page.page_number]:
                own = [next(chars) for _ in figure.text]
                assert "".join(char["text"] for char in own) == figure.text
                x0, top = (min(char[side] for char in own) - 6 for side in ("x0", "top"))
                x1, bottom = (max(char[side] for char in own) + 6 for side in ("x1", "bottom"))
                box = turn.box((x0, top, x1, bottom))
                found[figure.page, figure.text, figure.column] = " ".join(f"{value:.1f}" for value in box)
    return found


def graph(data: bytes) -> Graph:
    boxes = read_boxes(data)
    assert len(boxes) == len(FIGURES)
    text = f"""
        @prefix mz: <https://w3id.org/mingzhang/ns#> . @prefix code: <https://w3id.org/mingzhang/code/> .
        @prefix qb: <http://purl.org/linked-data/cube#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix attr: <http://purl.org/linked-data/sdmx/2009/attribute#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix t: <{DISCLOSURE}/table/expenditure/> .
        <{DISCLOSURE}> a mz:Disclosure ; dct:title "样例"@zh ; mz:hasTable <{DISCLOSURE}/table/expenditure> ;
            mz:fiscalYear 2022 ; mz:phase code:phase\\/budget ; mz:sourceSha256 "{hashlib.sha256(data).hexdigest()}" .
        <{DISCLOSURE}/table/expenditure> a mz:Table ; mz:tableKind code:table-kind\\/expenditure ; dct:title "支出总表"@zh .
    """
    for column, label, kind in ((3, "合计", "total"), (4, "基本支出", "basic"), (5, "项目支出", "project")):
        adds = "" if column == 3 else "mz:addendOf t:column\\/3 ;"
        text += f"""t:column\\/{column} a mz:TableColumn ; mz:inTable <{DISCLOSURE}/table/expenditure> ; mz:columnNumber {column} ;
            {adds} rdfs:label "{label}"@zh ; mz:spendingType code:spending-type\\/{kind} . """
    for row in sorted({figure.row for figure in FIGURES}):
        text += f"""t:row\\/{row} a mz:TableRow ; mz:inTable <{DISCLOSURE}/table/expenditure> ; mz:rowNumber {row} ;
            rdfs:label "第{row}行"@zh . """
    for figure in FIGURES:
        text += f"""t:cell\\/{figure.row}-{figure.column} a qb:Observation ; qb:dataSet <{DISCLOSURE}/table/expenditure> ;
            mz:inRow t:row\\/{figure.row} ; mz:inColumn t:column\\/{figure.column} ; mz:row {figure.row} ; mz:column {figure.column} ;
            mz:amount {figure.text} ; mz:roundingError 0.005 ; mz:printedValue "{figure.text}" ; attr:unitMult 0 ;
            mz:sourcePage {figure.page} ; mz:sourceBox "{boxes[figure.page, figure.text, figure.column]}" . """
    return Graph().parse(data=text, format="turtle")


def fill(store: EmbeddedStore, disclosure: str, nquads: bytes) -> None:
    report = shapes.check_nquads(nquads).to_nquads()
    with store.writing() as writer:
        writer.replace(disclosure, nquads)
        writer.replace(f"{disclosure}/report", report[f"{disclosure}/report"])
        writer.commit()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[EmbeddedStore, Path]:
    folder = tmp_path_factory.mktemp("annotate")
    source = folder / "source.pdf"
    source.write_bytes(pdf())
    store = EmbeddedStore(folder / "store")
    triples = graph(source.read_bytes()).serialize(format="nt").splitlines()
    nquads = "".join(f"{line.rstrip().removesuffix('.')}<{DISCLOSURE}> .\n" for line in triples if line).encode()
    fill(store, DISCLOSURE, nquads)
    return store, source


def annotations(path: Path) -> list[tuple[int, tuple[float, ...], str, tuple[float, ...], str]]:
    """Return page, rectangle, words, colour and line style of every annotation, before pages are turned."""
    return [
        (
            number,
            tuple(map(float, found["/Rect"])),
            str(found["/Contents"]),
            tuple(round(float(value), 2) for value in found["/C"]),
            str(found["/BS"]["/S"]),
        )
        for number, page in enumerate(PdfReader(path).pages, 1)
        for found in (reference.get_object() for reference in page.get("/Annots", ()))
    ]


def covers(rect: tuple[float, ...], figure: Printed) -> bool:
    """Whether a rectangle lies on a figure: it holds all of its text (12 points of Courier) and little else."""
    x, y = figure.start
    width = 7.2 * len(figure.text)
    inside = rect[0] <= x and rect[1] <= y and rect[2] >= x + width and rect[3] >= y + 7
    return inside and rect[2] - rect[0] <= width + 8 and rect[3] - rect[1] <= 24


def test_every_figure_of_a_finding_is_boxed_where_it_is_printed(loaded, tmp_path):
    store, source = loaded
    before = source.read_bytes()
    done = annotate(store, source, tmp_path / "copy.pdf")
    assert source.read_bytes() == before
    found = annotations(tmp_path / "copy.pdf")
    figures = [figure for figure in FIGURES if figure.page > 1]
    assert len(found) == len(figures) == 10
    for figure in figures:
        (one,) = [one for one in found if one[0] == figure.page and covers(one[1], figure)]
        incomplete = figure.row == 5
        assert one[3] == STYLES["incomplete" if incomplete else "failed"].colour
        assert one[2].startswith("C2 缺数 incomplete" if incomplete else "C2 不符 fails")
    assert (done.findings, done.missing) == (4, ())
    assert done.boxed == len(found)


def test_verdicts_differ_in_colour_and_in_line():
    """On paper without colour, too: no two have the same dashes and weight, and colours differ enough to be told apart."""
    lines = [(style.dashes, style.width) for style in STYLES.values()]
    assert len(set(lines)) == len(STYLES) == 7
    colours = [style.colour for style in STYLES.values()]
    assert len(set(colours)) == len(colours)
    for number, one in enumerate(colours):
        for other in colours[:number]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.3
        assert 1.05 / (0.2126 * one[0] + 0.7152 * one[1] + 0.0722 * one[2] + 0.05) > 1.9, "legible on white"


@pytest.mark.parametrize(
    ("outcome", "severity", "found"),
    [
        ("failed", "violation", "failed"),
        ("failed", "warning", "warning"),
        ("failed", "info", "info"),
        ("incomplete", "violation", "incomplete"),
    ],
)
def test_a_warning_or_a_remark_is_not_boxed_as_a_failure(loaded, tmp_path, monkeypatch, outcome, severity, found):
    store, source = loaded
    real = shapes.check_nquads

    def softer(*arguments, **options):
        report = real(*arguments, **options)
        changed = [
            replace(one, severity=severity, outcome=outcome) if one.outcome == "failed" else one
            for one in report.checks
        ]
        return replace(report, checks=tuple(changed))

    monkeypatch.setattr(shapes, "check_nquads", softer)
    annotate(store, source, tmp_path / "copy.pdf")
    boxes = [one for one in annotations(tmp_path / "copy.pdf") if one[0] in (2, 3)]
    assert {one[3] for one in boxes} == {STYLES[found].colour}
    assert {one[4] for one in boxes} == {"/D" if STYLES[found].dashes else "/S"}


def test_the_legend_is_the_last_page(loaded, tmp_path):
    store, source = loaded
    annotate(store, source, tmp_path / "copy.pdf")
    copy = PdfReader(tmp_path / "copy.pdf")
    assert len(copy.pages) == len(PdfReader(source).pages) + 1
    page = pypdfium2.PdfDocument(tmp_path / "copy.pdf")[len(copy.pages) - 1]
    text = page.get_textpage().get_text_bounded()
    assert "fails (9): the printed figures contradict" in text
    assert "incomplete (1): a figure is not printed, so nothing is said" in text
    for style in STYLES.values():
        assert style.means["zh"] in text
    colours = {tuple(round(value, 2) for value in one["stroking_color"]) for one in legend(tmp_path / "copy.pdf")}
    assert colours == {style.colour for style in STYLES.values()}


def legend(path: Path) -> list[dict]:
    with pdfplumber.open(path) as document:
        return document.pages[-1].rects


def test_the_box_shows_on_the_page(loaded, tmp_path):
    store, source = loaded
    annotate(store, source, tmp_path / "copy.pdf")

    def red(path: Path, number: int) -> int:
        image = pypdfium2.PdfDocument(path)[number].render(scale=1).to_pil().convert("RGB")
        return sum(r > 150 and g < 100 and b < 100 for r, g, b in image.get_flattened_data())

    assert [red(source, number) for number in range(4)] == [0, 0, 0, 0]
    shown = [red(tmp_path / "copy.pdf", number) for number in range(4)]
    assert shown[0] == 0
    assert min(shown[1:]) > 100


def test_text_under_every_box_is_the_figure(loaded, tmp_path):
    store, source = loaded
    annotate(store, source, tmp_path / "copy.pdf", passed=True)
    with pdfplumber.open(tmp_path / "copy.pdf") as document:
        under = [
            page.crop((one["x0"], one["top"], one["x1"], one["bottom"]), strict=False).extract_text().replace(" ", "")
            for page in document.pages[:1]
            for one in page.annots
        ]
    assert sorted(under) == ["100.00", "40.00", "60.00"], "with --passed, what holds is boxed too"
    assert {one[3] for one in annotations(tmp_path / "copy.pdf") if one[0] == 1} == {STYLES["passed"].colour}


def test_known_findings_are_grey(loaded, tmp_path):
    store, source = loaded
    report = shapes.check_nquads(store.graph(DISCLOSURE), structure=False)
    known = explained(f'[[finding]]\nid = "{report.findings[0].id}"\nnote = "查过"\n', "known.toml")
    annotate(store, source, tmp_path / "copy.pdf", past=known)
    grey = [one for one in annotations(tmp_path / "copy.pdf") if one[3] == STYLES["known"].colour]
    assert len(grey) == 3
    assert all("查过" in one[2] for one in grey)


def test_only_the_file_that_was_loaded_and_never_over_it(loaded, tmp_path):
    store, source = loaded
    other = tmp_path / "other.pdf"
    other.write_bytes(source.read_bytes() + b"\n")
    with pytest.raises(InputError, match="was loaded from this very file"):
        annotate(store, other, tmp_path / "copy.pdf")
    text = tmp_path / "text.pdf"
    text.write_text("no PDF", "utf-8")
    with pytest.raises(InputError, match="this is not a PDF"):
        annotate(store, text, tmp_path / "copy.pdf")
    with pytest.raises(InputError, match="would replace the document"):
        annotate(store, source, source)
    assert not (tmp_path / "copy.pdf").exists()


def test_the_command(loaded, tmp_path):
    store, source = loaded
    arguments = ["annotate", str(source), "--store", str(store.root), "--output", str(tmp_path / "copy.pdf")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "4 findings, " in result.output
    assert len(annotations(tmp_path / "copy.pdf")) >= 10


@pytest.mark.parametrize("quarter", [0, 1, -1])
def test_a_turned_box_comes_back(quarter):
    turn = Turn(quarter, 400.0, 300.0)
    assert turn.back(turn.box((10.0, 20.0, 50.0, 80.0))) == (10.0, 20.0, 50.0, 80.0)


def drawn(*lines: str) -> bytes:
    """Return a PDF of one page with lines of Courier below one another, 14 points apart, the first 50 points from the top."""
    text = "".join(f"BT /F 12 Tf 40 {238 - 14 * number} Td ({line}) Tj ET\n" for number, line in enumerate(lines))
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Resources << /Font << /F 3 0 R >> >> /Contents 5 0 R >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>"]
    objects += ["<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>", page]
    objects += [f"<< /Length {len(text)} >>\nstream\n{text}endstream"]
    data, offsets = "%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(data)
    data += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}"
    return f"{data}trailer << /Size {len(offsets) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")


# The first line of a paragraph, as a reader gives it: too high by a third of a line.
FIRST_LINE = (40.0, 239.0, 360.0, 251.0)


@pytest.fixture(scope="module")
def prose() -> PageText:
    page = pypdfium2.PdfDocument(
        drawn("Spent: 12.50 yuan, of which 2.50", "for A and 12.50 for B. Then 7.00", "is left.")
    )[0]
    return PageText(page)


@pytest.mark.parametrize(
    ("part", "nth", "starts"),
    [
        ("12.50", 0, [(40 + 7 * 7.2, 238)]),
        ("12.50", 1, [(40 + 10 * 7.2, 224)]),
        ("2.50", 0, [(40 + 28 * 7.2, 238)]),
        ("2.50forA", 0, [(40 + 28 * 7.2, 238), (40, 224)]),
        ("12.50", None, [(40, 238), (40, 224)]),
        ("nowhere", 0, [(40, 238), (40, 224)]),
    ],
)
def test_a_figure_of_a_sentence_is_found_on_its_own_line(prose, part, nth, starts):
    """The second of two, not inside a longer number, over a line break; of what is not clear the whole sentence, line by line."""
    found = prose.sentence(FIRST_LINE, "Spent: 12.50 yuan, of which 2.50 for A and 12.50 for B.", part, nth)
    assert len(found) == len(starts)
    for (left, low, _, high), (x, y) in zip(found, starts, strict=True):
        assert abs(left - x) < 2
        assert low >= y - 4
        assert y + 6 < high < y + 11, "as high as its digits are seen"


def test_what_is_not_on_the_page_has_no_place(prose):
    assert prose.sentence(FIRST_LINE, "Nothing of it.", "12.50") == []
    assert prose.figure(FIRST_LINE, "99.00") == []
    assert prose.full(FIRST_LINE)[1] < 239


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="needs the original documents")
def test_on_an_original_document_every_box_holds_one_figure(tmp_path):
    source = next((SHARED / "corpus").glob("*final-accounts.pdf"))
    found = load_file(source)
    store = EmbeddedStore(tmp_path / "store")
    fill(store, found.disclosure, found.nquads)
    done = annotate(store, source, tmp_path / "copy.pdf", passed=True)
    assert done.boxed > 150
    report = shapes.check_nquads(found.nquads)
    printed = {figure.cell.printed for one in report.checks for figure in one.left_operands if figure.cell}
    printed |= {figure.cell.printed for one in report.checks for figure in one.right_operands if figure.cell}
    document = pypdfium2.PdfDocument(tmp_path / "copy.pdf")
    seen = [page.get_textpage() for page in document]
    under = []
    for number, (left, low, right, high), *_ in annotations(tmp_path / "copy.pdf"):
        under.append("".join(seen[number - 1].get_text_bounded(left + 2, low + 2, right - 2, high - 2).split()))
    assert len(under) == done.boxed
    assert sum(text in printed for text in under) > 150
    # What is no printed figure is one of the prose, or the words of a statement, line by line.
    said = [figure.statement for one in report.checks for figure in one.figures if figure.statement]
    figures = {compact(one.printed) for one in said if one.printed}
    words = {compact(one.sentence + " " + one.label) for one in said}
    rest = [compact(text) for text in under if text not in printed]
    boxed = compact("".join(under))  # a figure may be broken over two lines
    assert [one.printed for one in said if one.kind == "Claim" and compact(one.printed) not in boxed] == []
    assert [text for text in rest if text not in figures and not any(text in one for one in words)] == []
