"""ZIP archives: several attachments as one disclosure, names, bounds, bombs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

import samples
from loaders.errors import LoadError
from loaders.pipeline import load_file
from loaders.readers import archive, archive_limits, read_bytes


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def page(text: str) -> bytes:
    return f"<html><body><p>{text}</p></body></html>".encode()


def test_members_are_read_in_the_order_of_their_numbers_and_say_where_they_stand() -> None:
    table = workbook([["项目", "金额"], ["甲", 1]])
    data = zipped({"附件10.xlsx": table, "附件2.html": page("第一部分概况"), "__MACOSX/x.xlsx": b"x", "logo.png": b"x"})
    document = read_bytes("x.zip", data)
    assert [str(block.place) for block in document.blocks] == [
        "附件2.html, line 1",
        "附件10.xlsx, sheet Sheet, cell A1",
    ]
    assert document.format == "xlsx"
    assert [signal.level for signal in document.signals] == ["ignored"]


def test_names_in_gbk() -> None:
    data = bytearray(zipped({"QQ.html": page("第一部分概况")}))
    name = "表".encode("gbk")
    assert len(name) == 2
    patched = bytes(data).replace(b"QQ.html", name + b".html")
    assert str(read_bytes("x.zip", patched).blocks[0].place) == "表.html, line 1"


def test_a_sample_inside_an_archive_gives_the_same_figures(tmp_path: Path) -> None:
    sample = next(path for path in samples.paths() if path.suffix == ".txt")
    packed = tmp_path / "a.zip"
    packed.write_bytes(zipped({"公开/预算.txt": sample.read_bytes(), "公开/说明.html": page("说明")}))
    assert load_file(packed).report.cells == load_file(sample).report.cells


def test_an_archive_of_several_disclosures_is_refused(tmp_path: Path) -> None:
    first, second = [path for path in samples.paths() if path.suffix == ".txt"][:2]
    packed = tmp_path / "a.zip"
    for other in (first, second):
        packed.write_bytes(zipped({"甲/预算.txt": first.read_bytes(), "乙/预算.txt": other.read_bytes()}))
        with pytest.raises(LoadError, match="more than one disclosure") as caught:
            load_file(packed)
        assert "甲/预算.txt" in str(caught.value)
        assert "乙/预算.txt" in str(caught.value)


def test_a_member_that_cannot_be_read_is_refused_by_name() -> None:
    document = read_bytes("x.zip", zipped({"a.pdf": b"%PDF-1.7 nonsense", "b.html": page("第一部分概况")}))
    assert [(s.level, s.place.file) for s in document.signals] == [("refused", "a.pdf")]


@pytest.mark.parametrize("members", [{"a.pdf": b"%PDF-1.7 nonsense"}, {"logo.png": b"x"}, {}])
def test_an_archive_without_anything_readable_is_an_error(members: dict[str, bytes]) -> None:
    with pytest.raises(LoadError) as caught:
        read_bytes("x.zip", zipped(members))
    assert caught.value.remedy


def test_archives_in_archives_end() -> None:
    data = zipped({"a.html": page("第一部分概况")})
    assert read_bytes("x.zip", zipped({"inner.zip": data})).blocks
    for _ in range(6):
        data = zipped({"inner.zip": data})
    with pytest.raises(LoadError, match="nothing in the archive"):
        read_bytes("x.zip", data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"a.txt": bytes(30_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(LoadError, match="more than is safe"):
        read_bytes("x.zip", bomb)


def test_a_bomb_that_calls_itself_a_workbook_is_refused() -> None:
    with pytest.raises(LoadError, match="more than is safe"):
        read_bytes("x.xlsx", zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": bytes(30_000_000)}))


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(LoadError, match="too many files"):
        read_bytes("x.zip", zipped({f"{n}.html": page("甲") for n in range(5)}))
    monkeypatch.setattr(archive_limits, "MAX_MEMBERS", 3)
    with pytest.raises(LoadError, match="more than is safe"):
        read_bytes("x.zip", zipped({f"{n}.html": page("甲") for n in range(5)}))


def test_a_member_that_holds_more_than_it_states_is_refused() -> None:
    data = bytearray(zipped({"a.html": page("第一部分概况" * 50)}, zipfile.ZIP_STORED))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (5).to_bytes(4, "little")
    with pytest.raises(LoadError):
        read_bytes("x.zip", bytes(data))


@pytest.mark.parametrize(("head", "what"), [(b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z")])
def test_other_archives_are_refused_by_name(head: bytes, what: str) -> None:
    with pytest.raises(LoadError, match=what):
        read_bytes("x.rar", head + bytes(100))


def test_ofd_is_refused_by_name() -> None:
    with pytest.raises(LoadError, match="OFD"):
        read_bytes("x.ofd", zipped({"OFD.xml": b"<x/>"}))


def test_an_office_file_of_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_limits, "MAX_XML", 1000)
    with pytest.raises(LoadError, match="too large"):
        read_bytes("x.xlsx", workbook([["项目", "金额"]]))


def test_what_a_damaged_member_may_hold_is_not_called_missing(tmp_path: Path) -> None:
    sample = next(path for path in samples.paths() if path.suffix == ".txt")
    text = sample.read_text("utf-8")
    begin, end = text.index("部门预算政府基金预算财政拨款支出表"), text.index("部门预算国有资本经营预算财政拨款支出表")
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"1.txt": (text[:begin] + text[end:]).encode()}))
    assert "fund" in load_file(path).report.missing
    path.write_bytes(zipped({"1.txt": (text[:begin] + text[end:]).encode(), "2.xlsx": b"PK\x03\x04 damaged"}))
    report = load_file(path).report
    assert ("fund" in report.missing, "fund" in report.unread) == (False, True)
    assert [str(s.place) for s in report.signals if s.level == "refused"] == ["2.xlsx, the document"]
