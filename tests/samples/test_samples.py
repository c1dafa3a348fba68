"""The samples carry every figure of the documents they were made from, and none of their prose."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import samples

# Sample -> (document it was made from, numeric cells in its standard tables).
SAMPLES = {
    "hebei-xinle-2022-budget.txt": ("000_*.txt", 273),
    "henan-xinxiang-hongqi-2022-budget.md": ("001_*.txt", 195),
    "hebei-pingxiang-2023-budget.txt": ("002_*.txt", 161),
    "hebei-lingshou-2021-budget.txt": ("003_*.txt", 273),
    "hebei-beidaihe-2022-budget.txt": ("004_*.txt", 253),
}
MAX_COMMON_CHARACTERS = 25

CASES = [pytest.param(name, pattern, id=name) for name, (pattern, _) in SAMPLES.items()]

DECIMAL = re.compile(r"\d[\d,]*\.\d+")
INTEGER = re.compile(r"\d+")
BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
AMOUNT = re.compile(r"(\d[\d,.]*)\s*(万元|元|%|％)")
NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]")


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def sample_text(name: str) -> str:
    return next(read(path) for path in samples.paths() if path.name == name)


def original_text(pattern: str) -> str:
    root = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[3] / "shared"))
    found = sorted((root / "seeds").glob(pattern))
    if not found:
        pytest.skip(f"no {pattern} under {root}/seeds: set MINGZHANG_SHARED to the folder of the original documents")
    return read(found[0])


def cells(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if "\t" in line:
            yield from (BOOKMARK.sub("", cell).strip() for cell in line.split("\t"))


def numeric_cells(text: str) -> list[str]:
    """Figures of the standard tables: every decimal, and the whole numbers of the procurement and asset tables.

    Elsewhere a whole number alone in its cell is a serial number, a column number or a code.
    """
    before, _, after = text.partition("部门政府采购预算\n")
    found = [cell for cell in cells(before) if DECIMAL.fullmatch(cell)]
    return found + [cell for cell in cells(after) if DECIMAL.fullmatch(cell) or INTEGER.fullmatch(cell)]


def prose(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip() and "\t" not in line]


def prose_amounts(text: str) -> Counter[tuple[str, str]]:
    return Counter(match for line in prose(text) for match in AMOUNT.findall(line))


def runs(text: str, length: int) -> dict[str, str]:
    """Every run of `length` Chinese characters between two figures, cells or lines, with the line it stands on."""
    found = {}
    for line in text.split("\n"):
        for piece in re.split(r"\d[\d,.]*|\t", line):
            characters = NOT_CHINESE.sub("", piece)
            for start in range(len(characters) - length + 1):
                found[characters[start : start + length]] = line
    return found


def test_paths_lists_the_disclosures_and_nothing_else() -> None:
    assert [path.name for path in samples.paths()] == sorted(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_number_of_numeric_cells(name: str) -> None:
    assert len(numeric_cells(sample_text(name))) == SAMPLES[name][1]


@pytest.mark.parametrize(("name", "pattern"), CASES)
def test_numeric_cells_are_those_of_the_original_in_the_same_order(name: str, pattern: str) -> None:
    assert numeric_cells(sample_text(name)) == numeric_cells(original_text(pattern))


@pytest.mark.parametrize(("name", "pattern"), CASES)
def test_tables_keep_their_layout(name: str, pattern: str) -> None:
    sample, original = sample_text(name), original_text(pattern)

    def rows(text: str) -> list[str]:
        return [line for line in text.split("\n") if "\t" in line]

    assert [row.count("\t") for row in rows(sample)] == [row.count("\t") for row in rows(original)]
    if name.startswith("hebei"):  # the budget tables stand before the narrative: nothing in them was touched
        assert sample.partition("信息公开情况说明")[0] == original.partition("信息公开情况说明")[0]
    # A cell that differs is free text that was shortened: it holds no amount that the original did not print there.
    for ours, theirs in zip(cells(sample), cells(original), strict=True):
        if ours != theirs:
            assert len(ours) < len(theirs)
            assert set(INTEGER.findall(ours)) <= set(INTEGER.findall(theirs))


@pytest.mark.parametrize(("name", "pattern"), CASES)
def test_every_amount_in_prose_is_kept_and_none_is_added(name: str, pattern: str) -> None:
    ours, theirs = prose_amounts(sample_text(name)), prose_amounts(original_text(pattern))
    assert ours == theirs, f"missing {theirs - ours}, added {ours - theirs}"


@pytest.mark.parametrize(("name", "pattern"), CASES)
def test_no_sentence_is_copied(name: str, pattern: str) -> None:
    length = MAX_COMMON_CHARACTERS + 1
    ours, theirs = runs(sample_text(name), length), runs(original_text(pattern), length)
    copied = {ours[run] for run in ours.keys() & theirs.keys()}
    assert not copied


def test_the_copy_check_sees_a_copy() -> None:
    sentence = "一二三四五六七八九十" * 3
    assert runs(f"前，{sentence}", 26).keys() & runs(f"{sentence}后", 26).keys()
    assert not runs(sentence[:25], 26)


def test_known_oddities_are_kept() -> None:
    """The documents contradict themselves here; a sample that mended them would hide what checks must find."""
    beidaihe = sample_text("hebei-beidaihe-2022-budget.txt")
    assert "人员经费433.32万元" in beidaihe
    assert "433.22" in beidaihe
    assert "1.61元" in beidaihe
    assert "[bookmark: _GoBack]4.25" in beidaihe
    xinle = sample_text("hebei-xinle-2022-budget.txt")
    assert "因公出国（境）费0万元" in xinle
    hongqi = sample_text("henan-xinxiang-hongqi-2022-budget.md")
    for quirk in ("46 万元，占 9.94%", "72.86%", "27.14%", "2022年期末", "2022 年部门收入预算表"):
        assert quirk in hongqi
    pingxiang = sample_text("hebei-pingxiang-2023-budget.txt").split("\n")
    assert ("page number", "page number") in pairwise(pingxiang)
