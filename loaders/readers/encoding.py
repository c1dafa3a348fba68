"""Bytes to text: UTF-8, UTF-16 and the GB encodings that Chinese office software writes."""

from __future__ import annotations

import codecs

from loaders.errors import LoadError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_IMAGE = "an image"
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "a legacy Office file"),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\x00", _IMAGE),
    (b"MM\x00*", _IMAGE),
)
#: Encodings in which a file that was cut off may end inside a character.
_MULTIBYTE = frozenset({"utf-8", "gb18030"})
#: Characters that nearly every disclosure contains; a wrong decoding produces almost none of them.
_FREQUENT = frozenset("的一年度预算部门支出收入表公共财政单位合计科目元万项")


def decode(data: bytes, name: str) -> str:
    """Decode a text file.

    UTF-8 is tried strictly, then GB18030 (a superset of GBK and GB2312), then UTF-16 without a mark; a decoding is accepted
    when it reads as Chinese budget text, so that noise is refused instead of loaded.

    Raises:
        LoadError: The file is empty, binary, or not text in one of these encodings.
    """
    if not data.strip():
        raise LoadError(
            "the file is empty", where=name, why="It holds no text.", remedy="Download the disclosure again."
        )
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise LoadError(
                f"this is {kind}, not a text file",
                where=name,
                why="Its first bytes say so.",
                remedy="Make a PDF with a text layer of it (OCR; ocrmypdf -l chi_sim does), compare its figures with the image, and load "
                "that; or ask the publisher for the original Word, Excel or text file."
                if kind == _IMAGE
                else "Load a text export of the document.",
            )
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data, encoding, name)
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding in _MULTIBYTE and _is_cut(data, error):
                raise LoadError(
                    "the file is cut off",
                    where=name,
                    why=f"It ends in the middle of a character of its encoding ({encoding}).",
                    remedy="Download the disclosure again.",
                ) from error
            continue
        if "\x00" not in text and (encoding == "utf-8" or _reads_as_chinese(text)):
            return text
    raise LoadError(
        "the encoding of the file was not recognised",
        where=name,
        why="It is not UTF-8, GB18030/GBK or UTF-16 text, or it is a binary file.",
        remedy="Save the document as UTF-8 text and load it again.",
    )


def _checked(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(
            f"the file claims to be {encoding} but is damaged",
            where=name,
            why=f"Byte {error.start} cannot be decoded.",
            remedy="Download the disclosure again, or save it as UTF-8.",
        ) from error


def _is_cut(data: bytes, error: UnicodeDecodeError) -> bool:
    """Return whether all but the last character can be decoded, and reads as a disclosure."""
    return error.end == len(data) and error.start > 0 and _reads_as_chinese(data[: error.start].decode(error.encoding))


def _reads_as_chinese(text: str) -> bool:
    sample = text[:20_000]
    return sum(character in _FREQUENT for character in sample) * 50 > len(sample)
