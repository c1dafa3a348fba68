"""Reader for saved web pages.

Publishers lay pages out with tables, so a table that holds tables is layout and its cells are read one after another; a table
without tables inside is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from loaders.document import Block, Document, Paragraph
from loaders.errors import LoadError, Place, Signal
from loaders.readers.encoding import decode
from loaders.readers.spans import MAX_COLUMNS, MAX_ROWS, Spanned, table

_SKIPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "del",
        "head",
        "template",
        "select",
        "option",
        "button",
        "nav",
        "iframe",
        "svg",
        "object",
    }
)
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
    }
    | {"span", "strong", "sub", "sup", "time", "tt", "u", "var", "o:p", "st1:chsdate"}
)
_ATTACHMENT = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|zip|rar|7z|ofd|csv)(?:$|[?#])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_DEPTH = 200


def looks_like_html(text: str) -> bool:
    """Return whether a text is a web page (also one that calls itself a Word or Excel file)."""
    start = text[:4000].lower()
    return "<html" in start or "<!doctype html" in start or "<table" in start or "<body" in start


def read(name: str, data: bytes) -> Document:
    """Read a saved web page. Attachments that it links to are listed as notices.

    Raises:
        LoadError: The file holds no readable page.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data, name))
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(remove_comments=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise LoadError(
            "the page cannot be read",
            where=name,
            why=f"Opening it failed: {type(error).__name__} {error}.",
            remedy="Save the page again from the browser.",
        ) from error
    reader = _Reader()
    reader.walk(root, 0)
    reader.flush()
    return Document(name, "html", tuple(reader.blocks), tuple(reader.signals))


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.signals: list[Signal] = []
        self.parts: list[str] = []
        self.place = Place(line=1)

    def flush(self) -> None:
        """End the paragraph."""
        for line in "".join(self.parts).split("\n"):
            text = " ".join(line.split())
            if text:
                self.blocks.append(Paragraph(text, self.place))
        self.parts = []

    def walk(self, element: Any, depth: int) -> None:
        """Read an element: inline text joins the paragraph, everything else ends it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or not tag or depth > _MAX_DEPTH or _HIDDEN.search(element.get("style") or ""):
            self._add(element.tail if depth else None)
            return
        self._attachment(element, tag)
        if tag == "table":
            self._table(element, depth)
        elif tag == "br":
            self.parts.append("\n")
        else:
            inline = tag in _INLINE
            if not inline:
                self.flush()
                self.place = Place(line=element.sourceline or self.place.line)
            self._add(element.text)
            for child in element:
                self.walk(child, depth + 1)
            if not inline:
                self.flush()
        if depth:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.parts.append(re.sub(r"\s+", " ", text))

    def _attachment(self, element: Any, tag: str) -> None:
        target = element.get("href") or ""
        if tag == "a" and _ATTACHMENT.search(target):
            label = " ".join("".join(element.itertext()).split()) or "without a name"
            message = f"the page links to an attachment that is not part of this file: {label} ({target[:200]})"
            self.signals.append(Signal("notice", message, Place(line=element.sourceline)))

    def _table(self, element: Any, depth: int) -> None:
        self.flush()
        rows = list(_rows(element))
        if element.find(".//table") is not None or sum(1 for row in rows for _ in _cells(row)) < 2:
            for row in rows:
                for cell in _cells(row):
                    self.place = Place(line=cell.sourceline or self.place.line)
                    self._add(cell.text)
                    for child in cell:
                        self.walk(child, depth + 1)
                    self.flush()
            return
        for caption in element.iter("caption"):
            self.parts.append("".join(caption.itertext()))
            self.place = Place(line=caption.sourceline)
            self.flush()
        found = table(_spanned(rows))
        for link in element.iter("a"):
            self._attachment(link, "a")
        if found is None:
            return
        if found.width == 1:
            texts = [(line, cell.place) for row in found.rows for cell in row for line in cell.text.split("\n")]
            self.blocks += [Paragraph(line.strip(), place) for line, place in texts if line.strip()]
        else:
            self.blocks.append(found)


def _rows(element: Any) -> Iterator[Any]:
    """Yield the rows of a table, those inside elements that have no place there (a form, a broken tag) too, as browsers show them."""
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag not in {"table", "caption"}:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag in {"td", "th"}:
            yield child
        elif child.tag not in {"table", "tr"}:
            yield from _cells(child)


def _spanned(rows: list[Any]) -> list[Spanned]:
    """Place the cells of a table in its grid as browsers do: a cell takes the next place that no span from above covers."""
    cells: list[Spanned] = []
    covered: dict[int, int] = {}  # column → first row below the span that covers it
    for number, row in enumerate(rows[:MAX_ROWS]):
        column = 0
        for cell in _cells(row):
            while covered.get(column, 0) > number:
                column += 1
            if column >= MAX_COLUMNS:
                break
            width, height = _span(cell, "colspan", MAX_COLUMNS), _span(cell, "rowspan", len(rows) - number)
            if not _HIDDEN.search(cell.get("style") or ""):
                cells.append(Spanned(number, column, height, width, _text(cell), Place(line=cell.sourceline)))
            for at in range(column, min(column + width, MAX_COLUMNS)):
                covered[at] = number + height
            column += width
    return cells


def _span(cell: Any, name: str, most: int) -> int:
    value = (cell.get(name) or "").strip()
    if not value.isdigit() or len(value) > 6:
        return 1
    return min(int(value), most) if int(value) else most


def _text(cell: Any) -> str:
    parts: list[str] = []

    def walk(element: Any, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or not tag or depth > _MAX_DEPTH or (depth and _HIDDEN.search(element.get("style") or "")):
            return
        block = depth > 0 and tag not in _INLINE
        if block:
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            walk(child, depth + 1)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))
        if block and tag != "br":
            parts.append("\n")

    walk(cell, 0)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
