"""Reader for a ZIP of attachments that form one disclosure: prose in one file, tables in another."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from loaders.document import Block, Cell, Document, Paragraph, Table
from loaders.errors import LoadError, Place, Signal
from loaders.readers.archive_limits import open_zip, unpack

MAX_FILES = 60
MAX_DEPTH = 2

Reader = Callable[[str, bytes, int], Document]


def read(name: str, data: bytes, depth: int, reader: Reader, suffixes: frozenset[str]) -> Document:
    """Read every attachment of an archive and join them in the order of their names.

    Args:
        name: Base name of the archive.
        data: Its bytes.
        depth: How many archives this one lies in.
        reader: Reads one file by name, bytes and depth.
        suffixes: Suffixes of files that are read; others are listed.

    Raises:
        LoadError: The archive is damaged, encrypted, beyond the bounds, or holds nothing that can be read.
    """
    if depth >= MAX_DEPTH:
        raise LoadError(
            "archives lie too deep in each other",
            where=name,
            why=f"Up to {MAX_DEPTH} are unpacked.",
            remedy="Unpack them by hand.",
        )
    signals: list[Signal] = []
    documents: list[tuple[str, Document]] = []
    refused: list[str] = []
    with open_zip(name, data) as archive:
        members = sorted(
            ((_file_name(m), m) for m in archive.infolist() if not m.is_dir()), key=lambda pair: _natural(pair[0])
        )
        wanted = [(path, member) for path, member in members if _is_candidate(path, suffixes)]
        if len(wanted) > MAX_FILES:
            raise LoadError(
                "the archive holds too many files", where=name, why=f"It holds {len(wanted)}; a disclosure has up to {MAX_FILES}.",
                remedy="Unpack it and load the disclosures one by one.",
            )  # fmt: skip
        left_out = [path for path, member in members if (path, member) not in wanted]
        if left_out:
            signals.append(Signal("ignored", f"files that are no documents: {', '.join(left_out[:10])}", Place()))
        for path, member in wanted:
            try:
                documents.append(
                    (path, reader(PurePosixPath(path).name, unpack(archive, member, f"{name}, {path}"), depth + 1))
                )
            except LoadError as error:
                refused.append(f"{path}: {error.what}. {error.why}")
                signals.append(Signal("refused", f"{error.what}. {error.why}", Place(file=path)))
    if not documents:
        raise LoadError(
            "nothing in the archive can be read", where=name, why=" ".join(refused) or "It holds no document.",
            remedy="Unpack it and see what it holds.",
        )  # fmt: skip
    blocks: list[Block] = []
    for path, document in documents:
        blocks += [_placed(block, path) for block in document.blocks]
        signals += [replace(signal, place=_inside(signal.place, path)) for signal in document.signals]
    formats = {
        document.format for _, document in documents if any(isinstance(block, Table) for block in document.blocks)
    }
    return Document(name, formats.pop() if len(formats) == 1 else "archive", tuple(blocks), tuple(signals))


def _is_candidate(path: str, suffixes: frozenset[str]) -> bool:
    parts = PurePosixPath(path).parts
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return not hidden and PurePosixPath(path).suffix.lower() in suffixes


def _file_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member: archives made on Chinese Windows store it in GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _natural(path: str) -> list[tuple[int, str]]:
    """Return a sort key under which 附件2 stands before 附件10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path)]


def _inside(place: Place, path: str) -> Place:
    return replace(place, file=f"{path}/{place.file}" if place.file else path)


def _placed(block: Block, path: str) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, place=_inside(block.place, path))
    places: dict[Place, Place] = {}

    def moved(cell: Cell) -> Cell:
        if cell.place not in places:
            places[cell.place] = _inside(cell.place, path)
        return replace(cell, place=places[cell.place])

    return replace(block, rows=tuple(tuple(moved(cell) for cell in row) for row in block.rows))
