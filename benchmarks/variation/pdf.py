"""A writer of small PDF files: text and lines at given places, in a predefined Chinese font, so that nothing is embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

HEIGHT = 842
Grid = Sequence[Sequence[str | None]]


@dataclass
class PdfPage:
    """A page of a PDF written by hand: places count from the upper left corner, in points."""

    content: list[str] = field(default_factory=list)
    width: float = 595
    height: float = HEIGHT

    def text(self, x: float, top: float, text: str, size: float = 10) -> PdfPage:
        encoded = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {self.height - top - size:g} Tm <{encoded}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        self.content.append(f"{x0:g} {self.height - y0:g} m {x1:g} {self.height - y1:g} l S")
        return self

    def grid(
        self, left: float, top: float, widths: Sequence[float], rows: Grid, *, height: float = 20, border: bool = True
    ) -> PdfPage:
        """Draw a table. ``None`` belongs to the cell left of it; without ``border`` the first row has no line above it."""
        xs = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
        for number, row in enumerate(rows):
            y = top + number * height
            if number or border:
                self.line(xs[0], y, xs[-1], y)
            for column, cell in enumerate([*row, ""]):
                if cell is not None:
                    self.line(xs[column], y, xs[column], y + height)
                if cell:
                    self.text(xs[column] + 2, y + 5, cell)
        self.line(xs[0], top + len(rows) * height, xs[-1], top + len(rows) * height)
        return self


def write_pdf(pages: Sequence[PdfPage]) -> bytes:
    """Return a PDF of these pages; its font is a predefined Chinese one, so that nothing is embedded."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        " /FontDescriptor 5 0 R /W [1 95 500] >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880"
        " /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for number, page in enumerate(pages):
        stream = "\n".join(page.content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width:g} {page.height:g}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{trailer}startxref\n{len(out)}\n%%EOF\n".encode()
