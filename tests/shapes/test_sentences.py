"""Sentences of the prose in the forms that provinces use: a sound one accuses nobody, an error planted in it is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import shapes
from loaders.pipeline import Loaded, load_file
from shapes.catalogue import constraints
from shapes.ledger import ledger
from shapes.source import store_of_nquads

FOLDER = Path(__file__).parent / "sentences"
TITLES = {"budget": "样例区司法局2024年部门预算", "accounts": "样例区水务局2023年度部门决算"}
PROSE = [
    constraint for constraint in constraints() if constraint.identity.family == "M" or constraint.identity.id == "R6"
]
_CHOICE = re.compile(r"\{([^{}|]*)\|([^{}|]*)\|(\w+)\}")
_FIGURE = re.compile(r"\d(?:万元|元|%)(?!以)")


@dataclass(frozen=True)
class Form:
    """A sentence with its places for errors, below a heading of a budget or of final accounts."""

    tables: str
    heading: str
    text: str

    @property
    def sound(self) -> str:
        return _CHOICE.sub(lambda choice: choice[1], self.text)

    def broken(self) -> Iterator[tuple[str, str]]:
        """Yield (identity, sentence) for each planted error."""
        for planted in _CHOICE.finditer(self.text):
            start, end = planted.span()
            before, after = (
                _CHOICE.sub(lambda choice: choice[1], part) for part in (self.text[:start], self.text[end:])
            )
            yield planted[3], before + planted[2] + after


def forms() -> list[Form]:
    found, tables, heading = [], "", ""
    for line in (FOLDER / "forms.txt").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\] (.+)", line):
            tables, heading = match.groups()
        elif line and not line.startswith("#"):
            found.append(Form(tables, heading, line))
    return found


def read(folder: Path, form: Form, sentence: str) -> Loaded:
    """Load the tables with one sentence of prose."""
    path = folder / f"{TITLES[form.tables]}.txt"
    tables = (FOLDER / f"{form.tables}.txt").read_text(encoding="utf-8")
    path.write_text(f"{TITLES[form.tables]}\n\n{form.heading}\n\n{sentence}\n\n{tables}", encoding="utf-8")
    return load_file(path, jurisdiction="510104")


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.text[:24])
def test_a_sound_sentence_accuses_nobody_and_each_planted_error_is_found(form: Form, tmp_path: Path) -> None:
    loaded = read(tmp_path, form, form.sound)
    claimed = re.findall(r'/claim/\d+> <\S+#measureKey> ".*?"', loaded.nquads.decode())
    printed = re.findall(r'/claim/\d+> <\S+#printedValue> ".*?[元%]"', loaded.nquads.decode())
    assert len(printed) == len(_FIGURE.findall(form.sound)), "a figure that is no claim"
    assert len(claimed) >= len(printed), "a claim about nothing known"
    assert [one.message["zh"] for one in shapes.check_nquads(loaded.nquads).findings] == []
    for identity, sentence in form.broken():
        store = store_of_nquads(read(tmp_path, form, sentence).nquads)
        assert identity in {one.identity.id for one in ledger(store, PROSE) if one.outcome == "failed"}, sentence


@pytest.mark.parametrize(
    "told",
    [
        "“三公”经费支出决算30.00万元，比年初预算40.00万元减少10.00万元，下降25%；比全年预算35.00万元减少5.00万元，下降14.29%。",
        "“三公”经费年初预算40.00万元，全年预算35.00万元，支出决算30.00万元，完成全年预算的85.71%，完成年初预算的75%。",
    ],
)
def test_two_plans_of_one_year_are_not_one_amount(told: str, tmp_path: Path) -> None:
    """The table prints one of them; what is told of the year itself is compared all the same."""
    heading = "七、“三公”经费支出决算情况说明"

    def failing(sentence: str) -> list[str]:
        report = shapes.check_nquads(read(tmp_path, Form("accounts", heading, sentence), sentence).nquads)
        return [one.identity for one in report.findings]

    assert failing(told) == []
    assert "M1" in failing(told.replace("30.00", "33.00"))


@pytest.mark.parametrize("tables", TITLES)
def test_a_table_that_is_not_there_accuses_no_figure(tables: str, tmp_path: Path) -> None:
    """Whether it is missing, or alone: what is told of it, or of what it holds beside others, is not known to be wrong."""
    told = [line for form in forms() if form.tables == tables for line in (form.heading, form.sound)]
    cover, *blocks = re.split(r"\n\n(?=[^\n]*表\n)", (FOLDER / f"{tables}.txt").read_text(encoding="utf-8"))

    def failing(printed: list[str]) -> set[tuple[str, str]]:
        path = tmp_path / f"{TITLES[tables]}.txt"
        path.write_text("\n\n".join([TITLES[tables], *told, cover, *printed]), encoding="utf-8")
        report = shapes.check_nquads(load_file(path, jurisdiction="510104").nquads)
        return {(one.identity, one.message["zh"]) for one in report.findings if one.outcome == "failed"}

    whole = failing(blocks)
    assert len(blocks) > 7
    for block in blocks:
        rest = [other for other in blocks if other != block]
        assert {identity for identity, _ in failing(rest) - whole} <= {"R1"}, block[:20]


@pytest.mark.parametrize(
    "sentence",
    [
        "收支总预算1100.00万元，其中当年收支预算1080.00万元，上年结转20.00万元。",
        "财政拨款支出预算1070.00万元，其中当年财政拨款1050.00万元，上年结转20.00万元。",
        "项目支出400.00万元，其中：当年财政拨款350.00万元，上年结转20.00万元，事业收入30.00万元。",
        "2024年财政拨款收支预算1050.00万元。",
        "基本支出700.00万元，占一般公共预算拨款的70.00%。",
        "基本支出700.00万元，其中：工资福利支出540.00万元，占基本支出的77.14%；对个人和家庭的补助40.00万元，占5.71%。",
        "机关运行经费120.00万元，其中：本级100.00万元，所属单位20.00万元。",
        "项目支出320.00万元。",
    ],
)
def test_the_part_of_a_whole_is_no_second_amount_of_it(sentence: str, tmp_path: Path) -> None:
    """Nor is what has one name with and without what is carried over, or in two budgets."""
    loaded = read(tmp_path, Form("budget", "九、其他重要事项的情况说明", sentence), sentence)
    assert [one.message["zh"] for one in shapes.check_nquads(loaded.nquads).findings] == []
