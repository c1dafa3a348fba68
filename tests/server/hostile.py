"""Documents made to exhaust whoever reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

_CELL = '<c r="A{0}" t="inlineStr"><is><t>收支总表</t></is></c>'


def _pdf(objects: list[bytes]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    )


def pdf_with_a_million_pages() -> bytes:
    """One page, listed a million times."""
    kids = b"3 0 R " * 1_000_000
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1000000 /Kids [%s] >>" % kids, page])


def pdf_that_goes_in_circles() -> bytes:
    """Page nodes that are their own grandchildren."""
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 2000000000 /Kids [3 0 R 3 0 R] >>",
            b"<< /Type /Pages /Parent 2 0 R /Count 1000000000 /Kids [2 0 R 2 0 R] >>",
        ]
    )


def pdf_nested_deeply() -> bytes:
    """An array in an array, two hundred thousand times."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /X %s%s >>" % (b"[" * 200_000, b"]" * 200_000)
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page])


def _zip(members: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def zip_bomb() -> bytes:
    """Two hundred million zeros in two hundred thousand bytes."""
    return _zip({"预算.txt": b"0" * 200_000_000})


def zip_in_zip() -> bytes:
    """Archives in archives, forty deep."""
    data = _zip({"预算.txt": "收支总表"})
    for _ in range(40):
        data = _zip({"inner.zip": data})
    return data


def _workbook(sheet: str) -> bytes:
    main, rels = "http://schemas.openxmlformats.org", "http://schemas.openxmlformats.org/package/2006/relationships"
    office = f"{main}/officeDocument/2006/relationships"
    types = (
        f'<Types xmlns="{main}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/s.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )
    related = f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{office}/%s" Target="%s"/></Relationships>'
    listed = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
    return _zip(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": related % ("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": related % ("worksheet", "worksheets/s.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}/spreadsheetml/2006/main" xmlns:r="{office}">{listed}</workbook>',
            "xl/worksheets/s.xml": f'<worksheet xmlns="{main}/spreadsheetml/2006/main">{sheet}</worksheet>',
        }
    )


def workbook_of_a_billion_rows() -> bytes:
    """A sheet that states a billion rows and has a cell in the last."""
    rows = "".join(f'<row r="{n}">{_CELL.format(n)}</row>' for n in (1, 1_000_000_000))
    return _workbook(f'<dimension ref="A1:XFD1000000000"/><sheetData>{rows}</sheetData>')


def workbook_with_one_merged_cell() -> bytes:
    """A merged cell over seventeen thousand million places."""
    rows = f'<row r="1">{_CELL.format(1)}</row>'
    return _workbook(f'<sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')


def page_of_entities() -> bytes:
    """Ten entities, each ten times the one before: ten thousand million laughs."""
    declared = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "笑">{declared}]><html><body><p>&e10;</p></body></html>'.encode()


def page_nested_deeply() -> bytes:
    """A table in a table, fifty thousand times."""
    return ("<html><body>" + "<table><tr><td>" * 50_000 + "收支总表" + "</td></tr></table>" * 50_000).encode()


def page_that_spans() -> bytes:
    """A cell that covers a million rows and columns."""
    return '<html><body><p>收支总表</p><table><tr><td rowspan="1000000" colspan="1000000">收入</td></tr></table></body></html>'.encode()


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "pages.pdf": pdf_with_a_million_pages,
    "circles.pdf": pdf_that_goes_in_circles,
    "nested.pdf": pdf_nested_deeply,
    "bomb.zip": zip_bomb,
    "matryoshka.zip": zip_in_zip,
    "rows.xlsx": workbook_of_a_billion_rows,
    "merged.xlsx": workbook_with_one_merged_cell,
    "entities.html": page_of_entities,
    "nested.html": page_nested_deeply,
    "spans.html": page_that_spans,
}
