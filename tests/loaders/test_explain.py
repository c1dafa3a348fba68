"""Explaining: what was recognised and why, and drafts of profile entries that really explain what was not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import samples
from loaders.explain import Explanation, TableExplained, explain_file
from loaders.explain_report import FORMATS, remedy, render, to_dict
from loaders.pipeline import load_file

HENAN = next(path for path in samples.paths() if path.suffix == ".md")
HEBEI = next(path for path in samples.paths() if path.stem == "hebei-lingshou-2021-budget")
TEXT = HENAN.read_text(encoding="utf-8")
TITLE = "2022 年一般公共预算支出预算表"


def explain(folder: Path, text: str) -> Explanation:
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    return explain_file(path)


def own_profile(folder: Path, parent: str, entries: str) -> str:
    path = folder / "own.toml"
    path.write_text(f'name = "own"\nlabel = "own"\ninherits = "{parent}"\n{entries}\n', encoding="utf-8")
    return str(path)


def table(told: Explanation, kind: str) -> TableExplained:
    return next(table for table in told.tables if table.kind == kind)


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: path.stem)
def test_an_explanation_says_what_a_load_does(path: Path) -> None:
    told, loaded = explain_file(path), load_file(path).report
    assert not told.refusal
    assert [(t.kind, t.place, t.mapped, t.held, t.failed) for t in told.tables] == [
        (t.kind, t.place, t.cells, t.sums_held, t.sums_failed) for t in loaded.tables
    ]
    assert {s.what: s.value for s in told.identity}["year"] == str(loaded.year)
    assert [(t.title, t.printed) for t in told.tables if t.printed != t.mapped + t.ignored + t.unmapped] == []


def test_the_identity_is_shown_with_its_texts() -> None:
    said = {s.what: s for s in explain_file(HENAN).identity}
    assert said.keys() == {"jurisdiction", "office", "year", "phase", "scope"}
    assert said["jurisdiction"].value.startswith("410702 ")
    lines = TEXT.splitlines()
    for what in ("jurisdiction", "office", "year"):
        printed, line = said[what].text, said[what].place.line
        assert line is not None
        assert "".join(printed.split()) in "".join("".join(lines[line - 1 : line + 6]).split()), what
    given = {s.what: s.rule for s in explain_file(HENAN, jurisdiction="410702").identity}
    assert given["jurisdiction"] == "given with --jurisdiction"


def test_the_runner_up_is_shown_where_the_arithmetic_chose() -> None:
    expenditure = table(explain_file(HENAN), "expenditure")
    best, second = expenditure.candidates[:2]
    assert (expenditure.reading, best.name, second.name) == (best.name, best.name, "header")
    assert (best.refused, best.held, best.failed) == (0, 25, 0)
    assert second.refused > 0
    assert "runner-up: header" in render(explain_file(HENAN), "text")


def test_the_reasons_of_a_recognised_table(tmp_path: Path) -> None:
    public = table(explain_file(HENAN), "general-public")
    assert "profile national" in public.title_rule
    assert "found: 科目" in public.header_rule
    assert public.unit.startswith("万元: “")
    assert public.rows_by == {"label": 1, "unit": 1, "account code": 5}
    own = "[[table]]\nkind = 'general-public'\ntitle = '一般公共预算支出预算表'\nrows = 'accounts'\nheader = '科目'"
    told = explain_file(HENAN, profile_name=own_profile(tmp_path, "henan", own))
    assert told.lineage == ["own", "henan", "national"]
    assert "profile own" in table(told, "general-public").title_rule


def test_a_draft_for_an_unknown_title_makes_the_table_known(tmp_path: Path) -> None:
    told = explain(tmp_path, TEXT.replace(TITLE, "2022 年本级财力安排一览"))
    (unknown,) = told.unknown
    assert unknown.above == "2022 年本级财力安排一览"
    assert unknown.header[0][0] == "科目编码"
    assert unknown.suggestion is not None
    assert "general-public" in unknown.suggestion.why
    profile = tmp_path / "own.toml"
    profile.write_text(
        f'name = "own"\nlabel = "own"\ninherits = "henan"\n{unknown.suggestion.toml}\n', encoding="utf-8"
    )
    known = explain_file(tmp_path / "document.md", profile_name=str(profile))
    assert known.unknown == []
    assert sum(t.mapped for t in known.tables) == 195


@pytest.mark.parametrize(
    ("path", "label", "entry", "meaning"),
    [
        (HENAN, "公务接待费", "{ leaf = '^宾客往来费$', dims = { lineItem = \"…\" } },", 'lineItem = "reception"'),
        (HEBEI, "公务接待费", "{ label = '^宾客往来费$', dims = { lineItem = \"…\" } },", 'lineItem = "reception"'),
    ],
    ids=["column", "row"],
)
def test_a_draft_explains_when_it_is_filled_in(
    tmp_path: Path, path: Path, label: str, entry: str, meaning: str
) -> None:
    told = explain(tmp_path, path.read_text(encoding="utf-8").replace(label, "宾客往来费"))
    public = table(told, "three-public")
    assert public.unmapped > 0
    assert public.header
    (draft,) = public.suggestions
    assert entry in draft.toml
    whole = draft.toml.replace('lineItem = "…"', meaning)
    known = explain_file(tmp_path / "document.md", profile_name=own_profile(tmp_path, told.profile, whole))
    assert table(known, "three-public").unmapped == 0
    assert table(known, "three-public").mapped == public.printed


def test_a_table_whose_title_fits_but_not_its_header(tmp_path: Path) -> None:
    start = TEXT.rindex(f"{TITLE}\n")
    header = TEXT[start : start + 200]
    told = explain(tmp_path, TEXT.replace(header, header[:30] + re.sub("科目|编码|项目", "甲", header[30:])))
    assert [unknown.reason for unknown in told.unknown if "its header has none of these words" in unknown.reason]


def test_a_file_that_would_be_refused_is_explained(tmp_path: Path) -> None:
    told = explain(tmp_path, TEXT.replace("新乡市红旗区", ""))
    assert "jurisdiction was not found" in told.refusal
    assert len(told.tables) == 10
    assert "would be refused" in render(told, "text")


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_says_the_same(form: str, tmp_path: Path) -> None:
    told = explain(tmp_path, TEXT.replace(TITLE, "2022 年<本级>财力安排一览"))
    text = render(told, form)
    assert "财力安排一览" in text
    assert "新乡市红旗区人民政府办公室" in text
    if form == "json":
        content = json.loads(text)
        assert content == json.loads(json.dumps(to_dict(told)))
        assert content["unknown"][0]["suggestion"]["toml"].startswith("[[table]]")
    if form == "html":
        assert "<本级>" not in text
        assert "<script" not in text


def test_every_refusal_of_a_value_has_a_remedy(tmp_path: Path) -> None:
    text = TEXT.replace("公务接待费", "宾客往来费").replace("462.78\t337.21", "462.78\t337.2l").replace(TITLE, "一览")
    told = explain(tmp_path, text)
    refused = [s for t in told.tables for s in t.signals if s.level == "refused"] + told.signals
    assert refused
    assert [s.message for s in refused if s.level == "refused" and not remedy(s.message)] == []
