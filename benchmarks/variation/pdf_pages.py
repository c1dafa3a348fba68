"""A disclosure on the pages of a PDF: with every cell ruled, or typeset with few rules or none."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.variation.documents import Disclosure
from benchmarks.variation.grid import Printed
from benchmarks.variation.pdf import PdfPage, write_pdf


def pdf(disclosure: Disclosure, *, landscape: bool = True, rows_a_page: int = 30, repeat: bool = True) -> bytes:
    """Return a PDF: a table on each page, cut after so many rows, with or without its header on the pages after the first."""
    width, height = (842.0, 595.0) if landscape else (595.0, 842.0)
    pages = [PdfPage(width=width, height=height)]
    for number, line in enumerate(disclosure.cover):
        pages[0].text(width / 2 - 100, 100 + 30 * number, line, 16)
    for table in disclosure.tables:
        start = 0
        while start < len(table.rows):
            room = rows_a_page if start == 0 or not repeat else rows_a_page - table.header
            chosen = list(range(start, min(len(table.rows), start + room)))
            lead = list(range(table.header)) if repeat and start else []
            page = PdfPage(width=width, height=height)
            y = 40.0
            if start == 0:
                page.text(width / 2 - len(table.title) * 6, 30, table.title, 12)
                y = 52
                for place, caption in enumerate(table.captions):
                    page.text(20 if place + 1 < len(table.captions) else width - 130, y if place else y - 2, caption, 8)
                    y += 12 if place + 2 < len(table.captions) else 0
                y += 14
            end = _grid(page, table, [*lead, *chosen], y)
            start = chosen[-1] + 1
            if start >= len(table.rows):
                for note in table.notes:
                    page.text(20, end + 4, note, 8)
                    end += 12
            page.text(width / 2 - 10, height - 25, f"- {len(pages)} -", 8)
            pages.append(page)
    return write_pdf(pages)


def _ems(text: str) -> float:
    return sum(1 if ord(character) > 255 else 0.55 for character in text)


def _grid(page: PdfPage, table: Printed, rows: list[int], y: float) -> float:
    """Draw rows of a table; return where they end. Columns of names are as wide as their texts need."""
    columns = len(table.rows[0])
    needs = [
        max([3.0, *(min(_ems(text), 14) for r, c, _, w, text in table.cells() if c == i and w == 1)])
        for i in range(columns)
    ]
    scale = (page.width - 40) / sum(needs)
    xs = [20 + sum(needs[:i]) * scale for i in range(columns + 1)]
    line_height = min(16.0, (page.height - y - 50) / max(len(rows), 1))
    places = {row: y + index * line_height for index, row in enumerate(rows)}
    for row, column, height, width, text in table.cells():
        if row not in places:
            continue
        x0, x1 = xs[column], xs[column + width]
        y0 = places[row]
        y1 = y0 + sum(r in places for r in range(row, row + height)) * line_height
        page.line(x0, y0, x1, y0).line(x0, y1, x1, y1).line(x0, y0, x0, y1).line(x1, y0, x1, y1)
        if text:
            size = min(8.0, (x1 - x0 - 3) / _ems(text), line_height - 3)
            page.text(x0 + 1.5, (y0 + y1) / 2 - size / 2, text, size)
    return y + len(rows) * line_height


_MARGIN = 30.0
_PAD = 3.0
_SIZE = 8.0
_LEADING = 1.2
_WIDEST_NAME = 11.0
_NARROW = str.maketrans("０１２３４５６７８９．，－—", "0123456789.,--")


def typeset(
    disclosure: Disclosure, rules: str, *, width: float = 842.0, height: float = 595.0, continued: str = ""
) -> bytes:
    """Return a PDF as office programs typeset tables without a full grid.

    Figures stand to the right of their cells, names to the left, headers in the middle; long texts go on in the next line. A page
    that goes on with a table repeats its header, below ``continued`` where that is given.

    Args:
        disclosure: What to print.
        rules: ``none``; ``across``, a rule between rows; ``three``, above and below the header and at the end; ``frame``, around the table.
        width: Of the page, in points.
        height: Of the page.
        continued: What stands over the parts after the first.
    """
    pages = [PdfPage(width=width, height=height)]
    for number, line in enumerate(disclosure.cover):
        pages[0].text(width / 2 - 100, 60 + 30 * number, line, 16)
    for table in disclosure.tables:
        plan = _Plan.of(table, width - 2 * _MARGIN)
        body = list(range(table.header, len(table.rows)))
        first = True
        while first or body:
            page, y = PdfPage(width=width, height=height), 30.0
            if first:
                page.text((width - _ems(table.title) * 14) / 2, y, table.title, 14)
                y += 22
                for place, caption in enumerate(table.captions):
                    last = place and place + 1 == len(table.captions)
                    page.text(
                        width - _MARGIN - _ems(caption) * 9 if last else _MARGIN, y - 14 if last else y, caption, 9
                    )
                    y += 0 if last else 14
                y += 4
            elif continued:
                page.text(width - _MARGIN - 40, y, continued, 9)
                y += 16
            rows = list(range(table.header))
            used = y + sum(plan.heights[row] for row in rows)
            while body and used + plan.heights[body[0]] < height - 50:
                used += plan.heights[body[0]]
                rows.append(body.pop(0))
            y = _draw(page, table, plan, rows, y, rules)
            if not body:
                for note in table.notes:
                    page.text(_MARGIN, y + 4, note, 8)
                    y += 12
            page.text(width / 2 - 10, height - 25, f"- {len(pages)} -", 8)
            pages.append(page)
            first = False
    return write_pdf(pages)


@dataclass
class _Plan:
    """Where the columns of a table stand, how high its rows are, and the lines of each cell."""

    xs: list[float]
    heights: list[float]
    lines: dict[tuple[int, int], list[str]]
    size: float

    @classmethod
    def of(cls, table: Printed, room: float) -> _Plan:
        needs = [3.0] * len(table.rows[0])
        for row, column, _, width, text in table.cells():
            if width == 1:
                cap = 5.0 if row < table.header else _WIDEST_NAME
                needs[column] = max(needs[column], min(_ems(text), cap) if not _is_amount(text) else _ems(text))
        size = min(_SIZE, (room - 2 * _PAD * len(needs)) / sum(needs))
        scale = room / sum(need * size + 2 * _PAD for need in needs)
        xs = [_MARGIN]
        for need in needs:
            xs.append(xs[-1] + (need * size + 2 * _PAD) * scale)
        lines: dict[tuple[int, int], list[str]] = {}
        heights = [size * _LEADING + 2 * _PAD] * len(table.rows)
        for row, column, height, width, text in table.cells():
            space = xs[column + width] - xs[column] - 2 * _PAD
            lines[row, column] = _wrapped(text, space / size)
            lacking = len(lines[row, column]) * size * _LEADING + 2 * _PAD - sum(heights[row : row + height])
            heights[row + height - 1] += max(0.0, lacking)
        return cls(xs, heights, lines, size)


def _is_amount(text: str) -> bool:
    return text.translate(_NARROW).isascii()


def _wrapped(text: str, ems: float) -> list[str]:
    """Return the lines of a text; no figure is broken."""
    if _is_amount(text):
        return [text]
    lines = [""]
    for character in text:
        if lines[-1] and _ems(lines[-1] + character) > ems + 0.01 and not (lines[-1] + character).isascii():
            lines.append("")
        lines[-1] += character
    return lines


def _draw(page: PdfPage, table: Printed, plan: _Plan, rows: list[int], y: float, rules: str) -> float:
    """Draw rows of a table, return where they end."""
    tops = {}
    for row in rows:
        tops[row] = y
        y += plan.heights[row]
    left, right, size = plan.xs[0], plan.xs[-1], plan.size
    figures = {(row, column) for row, column, _, _ in table.meanings}
    for row, column, height, width, text in table.cells():
        if row not in tops:
            continue
        bottom = max(tops[r] + plan.heights[r] for r in range(row, row + height) if r in tops)
        lines = plan.lines[row, column]
        at = (tops[row] + bottom - len(lines) * size * _LEADING) / 2
        for line in lines:
            x0, x1 = plan.xs[column] + _PAD, plan.xs[column + width] - _PAD
            spare = x1 - x0 - _ems(line) * size
            if row < table.header or width > 1 or text in {"合计", "总计", "小计"}:
                x0 += spare / 2
            elif (row, column) in figures:
                x0 += spare
            if line:
                page.text(round(x0, 2), round(at, 2), line, round(size, 2))
            at += size * _LEADING
        if rules == "across" and (row >= table.header or row + height >= table.header):
            page.line(left, bottom, right, bottom)
    if rules in {"across", "three", "frame"}:
        page.line(left, tops[rows[0]], right, tops[rows[0]]).line(left, y, right, y)
    if rules == "three":
        page.line(
            left,
            tops[rows[0]] + sum(plan.heights[: table.header]),
            right,
            tops[rows[0]] + sum(plan.heights[: table.header]),
        )
    if rules == "frame":
        page.line(left, tops[rows[0]], left, y).line(right, tops[rows[0]], right, y)
    return y
