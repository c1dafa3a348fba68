"""What reading costs over the bare library: the same file through both, side by side in one run, as ratios.

    python benchmarks/extraction.py [--rounds 5] [FILE…]

The bare library does what a script would do with it: pdfplumber the text and tables of every page, openpyxl every cell, lxml the text of every
cell, python-docx every cell. `read` gives the Document; `load` gives the quads: recognition, arithmetic, prose and mapping included. Processor
time, the median of the rounds, the three in turn. Without files, the first sample is written as a workbook and as a web page and measured, with
the PDFs and workbooks of the folder `corpus` in the shared folder (MINGZHANG_SHARED, or ``shared`` beside the repository) if it is there.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from html import escape
from pathlib import Path

import docx
import openpyxl
import pdfplumber
from lxml import html

import samples
from loaders.document import Document, Paragraph
from loaders.errors import LoadError
from loaders.pipeline import load_file
from loaders.readers import read

ROOT = Path(__file__).parents[1]


def bare_pdf(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()


def bare_xlsx(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(path, data_only=True)
    for sheet in workbook.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def bare_html(path: Path) -> None:
    page = html.fromstring(path.read_text("utf-8"))
    for element in page.iter("p", "td", "th"):
        element.text_content()


def bare_docx(path: Path) -> None:
    document = docx.Document(str(path))
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                cell.text  # noqa: B018


def bare_text(path: Path) -> None:
    for line in path.read_text("utf-8", errors="replace").splitlines():
        line.split("\t")


BARE: dict[str, tuple[str, Callable[[Path], None]]] = {
    ".pdf": ("pdfplumber", bare_pdf),
    ".xlsx": ("openpyxl", bare_xlsx),
    ".html": ("lxml", bare_html),
    ".docx": ("python-docx", bare_docx),
    ".txt": ("str.split", bare_text),
    ".md": ("str.split", bare_text),
}


def as_html(document: Document) -> str:
    parts = ["<html><body>"]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{escape(block.text)}</p>")
        else:
            rows = ("".join(f"<td>{escape(cell.text)}</td>" for cell in row) for row in block.rows)
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return "".join([*parts, "</body></html>"])


def as_workbook(document: Document, path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            sheet.append([block.text])
        else:
            for row in block.rows:
                sheet.append([cell.text for cell in row])
    workbook.save(path)


def defaults(folder: Path) -> list[Path]:
    document = read(next(path for path in samples.paths() if path.suffix == ".md"))
    (folder / "sample.html").write_text(as_html(document), "utf-8")
    as_workbook(document, folder / "sample.xlsx")
    shared = Path(os.environ.get("MINGZHANG_SHARED", ROOT.parent / "shared")) / "corpus"
    return [
        folder / "sample.html",
        folder / "sample.xlsx",
        *sorted(shared.glob("*.pdf")),
        *sorted(shared.glob("*.xlsx")),
    ]


def load(path: Path) -> None:
    try:
        load_file(path)
    except LoadError as error:
        print(f"  (refused: {error.what})", end="")


def seconds(action: Callable[[Path], object], path: Path) -> float:
    started = time.process_time()
    action(path)
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'document':<56}{'library':<12}{'bare ms':>9}{'read ms':>9}{'ratio':>7}{'load ms':>9}{'ratio':>7}")
        for path in options.files or defaults(Path(folder)):
            library, bare = BARE[path.suffix.lower()]
            actions = (bare, read, load)
            for action in actions:
                action(path)
            rounds = [[seconds(action, path) for action in actions] for _ in range(options.rounds)]
            alone, reading, loading = (statistics.median(times) for times in zip(*rounds, strict=True))
            print(
                f"{path.name:<56}{library:<12}{alone * 1000:>9.0f}{reading * 1000:>9.0f}{reading / alone:>7.2f}"
                f"{loading * 1000:>9.0f}{loading / alone:>7.2f}"
            )


if __name__ == "__main__":
    main()
