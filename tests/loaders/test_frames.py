"""Tables that an editor of pages cut: joined where nothing but a repeated header stands between the pieces."""

from __future__ import annotations

from pathlib import Path

from loaders.pipeline import Loaded, load_file

HEAD = "<tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td><td>项目支出</td></tr>"
ROWS = [
    "<tr><td></td><td>合计</td><td>9.00</td><td>5.00</td><td>4.00</td></tr>",
    "<tr><td>205</td><td>&nbsp;&nbsp;教育支出</td><td>5.00</td><td>3.00</td><td>2.00</td></tr>",
    "<tr><td>208</td><td>&nbsp;&nbsp;社会保障和就业支出</td><td>4.00</td><td>2.00</td><td>2.00</td></tr>",
]


def load(tmp_path: Path, *tables: str) -> Loaded:
    page = "<html><body><div class='nav'><a href='/'>首页</a> &gt; 预决算公开</div><p>灵寿县教育局2024年部门预算</p><p>支出总表</p><p>单位：万元</p>"
    path = tmp_path / "page.html"
    path.write_text(page + "".join(f"<table>{table}</table>" for table in tables) + "</body></html>", encoding="utf-8")
    return load_file(path, jurisdiction="130126")


def figures(loaded: Loaded) -> tuple[int, int, int]:
    (table,) = loaded.report.tables
    return table.cells, table.sums_held, table.sums_failed


def test_pieces_with_and_without_their_header_are_one_table(tmp_path: Path) -> None:
    whole = figures(load(tmp_path, HEAD + "".join(ROWS)))
    assert whole == (9, 6, 0)
    assert figures(load(tmp_path, HEAD + ROWS[0] + ROWS[1], ROWS[2])) == whole
    assert figures(load(tmp_path, HEAD + ROWS[0] + ROWS[1], HEAD + ROWS[2])) == whole


def test_the_same_rows_again_are_another_table(tmp_path: Path) -> None:
    loaded = load(tmp_path, HEAD + "".join(ROWS), HEAD + "".join(ROWS))
    assert loaded.report.tables[0].cells == 9
    assert any(signal.level == "refused" for signal in loaded.report.signals)


def test_an_unknown_title_in_the_grid_ends_the_table_above_it(tmp_path: Path) -> None:
    other = "<tr><td colspan=5>附加信息一览</td></tr><tr><td colspan=4>部门：某局</td><td>单位：万元</td></tr>"
    row = "<tr><td>210</td><td>卫生健康支出</td><td>7.00</td><td>7.00</td><td></td></tr>"
    loaded = load(tmp_path, HEAD + "".join(ROWS) + other + HEAD + row)
    assert figures(loaded) == (9, 6, 0)
    assert any(
        signal.level == "refused" and "without a known title" in signal.message for signal in loaded.report.signals
    )


def test_a_title_in_the_first_row_of_the_grid_need_not_end_with_table(tmp_path: Path) -> None:
    title = "<tr><td colspan=4>部门政府采购预算</td></tr><tr><td colspan=4>单位：万元</td></tr>"
    head = "<tr><td>采购物品名称</td><td>数量</td><td>单价</td><td>采购金额</td></tr>"
    rows = "<tr><td>合计</td><td></td><td></td><td>3.00</td></tr><tr><td>复印纸</td><td>6</td><td>0.50</td><td>3.00</td></tr>"
    loaded = load(tmp_path, title + head + rows)
    assert [(table.kind, table.unmapped) for table in loaded.report.tables] == [("procurement", 0)]
