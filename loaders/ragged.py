"""Headers of tables whose merged cells are printed once: which columns a label covers.

The number of columns is known from the body. A label of an upper row either is the only label of its column or has labels of the next
row below it; every way to share the lower labels out is a candidate, and the meaning of the columns and the sums choose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from math import comb

from loaders.document import Cell
from loaders.header import CODE_PARTS, Path, numbers_columns
from loaders.text import squeeze

_MOST = 20_000
_MOST_SORTED = 2_000
_TOTAL = re.compile("^(合计|小计|总计)$")
#: Labels of amounts, which are no titles of records with names and amounts (收入, 支出, 人员经费 are).
_AMOUNT = re.compile("结转|结余|合计|预算数|决算数")
#: Labels over columns of names; what is not one heads figures.
_NAMING = re.compile(r"编码|代码|名称|^(类|款|项|科目|项目|序号|(预算|项目)?单位|部门|备注|类型)$|科目$|分类$")

_OUTSIDE = re.compile("^(纳入)?财政专户|^单位(自有)?资金|^(事业|经营|其他)(单位)?收入")
_BUDGET = re.compile("^(一般公共预算|政府性基金|国有资本)")
_TYPE = re.compile("^(基本|项目)支出$")
_OTHER_TYPE = re.compile("^(基本|项目|.*经营|上缴上级|对附属单位补助)支出$")

#: Economic classes and types of expenditure, and what they never stand below; the second kind only where the header has their own heading.
_FOREIGN = (
    ("^(工资福利支出|对个人和家庭)", "公用|其他运转类|特定目标类", ""),
    ("^(商品和服务支出|资本性支出)", "人员|其他运转类|特定目标类", ""),
    ("^(人员|(日常)?公用)(经费|支出)$", "^(?!.*基本支出)", "基本支出"),
    ("^(其他运转类|特定目标类)$", "^(?!.*项目支出)", "项目支出"),
)

_Node = tuple[str, ...]


def header_candidates(rows: list[tuple[Cell, ...]], width: int) -> Iterator[list[Path]]:
    """Yield the header paths of each column for every way the labels can cover the columns, within a bounded number of tries."""
    levels = [
        [squeeze(cell.text) for cell in _labels(row)] for row in rows if any(c.text.strip() for c in _labels(row))
    ]
    if not levels:
        return
    if merged := _merged_downwards(levels, width):
        yield from merged
        return
    budget = iter(range(_MOST))
    for rows_of_labels in _as_rows(levels, width):
        nodes: list[_Node] = [(label,) if label else () for label in rows_of_labels[0]]
        yield from _grown(nodes, rows_of_labels[1:], width, budget)


def _merged_downwards(levels: list[list[str]], width: int) -> list[list[Path]]:
    """Return the header paths where blanks stand for cells merged with the one above them; none, when there are none or too many ways.

    A blank is as wide as the cell that it continues, so only runs of labels have to be shared out over the cells above them. The row
    above the body has all columns.
    """
    if len(levels) < 2 or len(levels[-1]) != width or not any("" in level for level in levels[1:]):
        return []
    found: list[list[Path]] = [[(label,) if label else () for label in levels[-1]]]
    spans = [[1] * width]
    for level, below in zip(levels[-2::-1], levels[:0:-1], strict=True):
        inner = [i for i in range(1, len(below)) if below[i] and below[i - 1]]
        cuts = len(level) - len(below) + len(inner)
        if cuts < 0 or cuts > len(inner) or comb(len(inner), cuts) * len(found) > _MOST_SORTED:
            return []
        grown, wider = [], []
        for chosen in combinations(inner, cuts):
            bounds = [i for i in range(len(below) + 1) if i not in inner or i in chosen]
            for paths, widths in zip(found, spans, strict=True):
                covered = [sum(widths[a:b]) for a, b in pairwise(bounds)]
                labels = [label for label, count in zip(level, covered, strict=True) for _ in range(count)]
                grown.append([(label, *path) if label else path for label, path in zip(labels, paths, strict=True)])
                wider.append(covered)
        found, spans = grown, wider
    return found


def _as_rows(levels: list[list[str]], width: int) -> Iterator[list[list[str]]]:
    """Yield the rows of a header; labels that stand in one run, longer than the table is wide, are cut in two or three in every way."""
    if len(levels) > 1 or len(levels[0]) <= width:
        if all(len(level) <= width for level in levels):
            yield levels
        return
    run = levels[0]
    cuts = [[run[:first], run[first:]] for first in range(1, len(run))]
    cuts += [[run[:one], run[one:two], run[two:]] for one, two in combinations(range(1, len(run)), 2)]
    fitting = [rows for rows in cuts if max(map(len, rows)) <= width]
    yield from sorted(
        fitting, key=lambda rows: -sum(map(_repeats, rows))
    )  # those with 小计 购置费 运行费 twice come first


def _repeats(labels: list[str]) -> bool:
    """Return whether labels are one sequence printed several times, as under 预算数 and 决算数."""
    return any(
        len(labels) % size == 0 and labels == labels[:size] * (len(labels) // size)
        for size in range(2, len(labels) // 2 + 1)
    )


def _labels(row: tuple[Cell, ...]) -> list[Cell]:
    """Return the labels of a header row; one that numbers the columns may still name 类, 款 and 项."""
    if not numbers_columns(row):
        return list(row)
    return [cell for cell in row if squeeze(cell.text) in CODE_PARTS]


def _grown(nodes: list[_Node], levels: list[list[str]], width: int, budget: Iterator[int]) -> Iterator[list[Path]]:
    """Yield the leaves after every way to hang the labels of the next rows under the nodes, until the budget of tries is spent."""
    if not levels:
        if len(nodes) == width:
            yield nodes
        return
    labels = levels[0]
    most = width if len(levels) == 1 else width - 1
    # As many parents as can have two labels each come first, then fewer, then more.
    for parents in sorted(range(1, len(nodes) + 1), key=lambda count: (count * 2 > len(labels), -count)):
        leaves = len(nodes) - parents + len(labels)
        if leaves > most or parents > len(labels) or (len(levels) == 1 and leaves != width):
            continue
        for chosen in _likely(nodes, labels, parents):
            for split in _splits(len(labels), parents):
                if next(budget, None) is None:
                    return
                grown = _hang(nodes, chosen, split, labels)
                if grown is not None:
                    yield from _grown(grown, levels[1:], width, budget)


def _likely(nodes: list[_Node], labels: list[str], parents: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to choose parents, those first whose labels have characters in common with the labels below."""
    if comb(len(nodes), parents) > _MOST_SORTED:
        yield from combinations(range(len(nodes)), parents)
        return
    below = set("".join(label for label in labels if not _TOTAL.search(label)))
    likely = [0 if not node or _TOTAL.search(node[-1]) else len(below & set(node[-1])) for node in nodes]
    yield from sorted(combinations(range(len(nodes)), parents), key=lambda chosen: -sum(likely[i] for i in chosen))


def _splits(count: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to share consecutive labels out to parents, equal shares first and one label alone under a parent last."""
    cuts = combinations(range(1, count), parts - 1)
    shares = [tuple(b - a for a, b in zip((0, *cut), (*cut, count), strict=True)) for cut in cuts]
    yield from sorted(shares, key=lambda share: (sum(size == 1 for size in share), max(share) - min(share)))


def _hang(nodes: list[_Node], chosen: tuple[int, ...], split: tuple[int, ...], labels: list[str]) -> list[_Node] | None:
    """Return the nodes with labels hung under the chosen ones, or ``None`` where names and figures would mix."""
    grown: list[_Node] = []
    at = 0
    sizes = dict(zip(chosen, split, strict=True))
    for index, node in enumerate(nodes):
        size = sizes.get(index)
        if size is None:
            grown.append(node)
            continue
        children = labels[at : at + size]
        at += size
        if not _suits(node, children):
            return None
        grown += [(*node, child) if child else node for child in children]
    return grown


def _suits(node: _Node, children: list[str]) -> bool:
    """Return whether labels may stand below another: names below names, figures below figures, a whole record below its title."""
    if not node or not node[-1]:
        return False
    label = node[-1]
    if _TOTAL.search(label) and (label == "小计" or not _TOTAL.search(children[0])):
        return False  # a total that heads its parts has its own total first among them
    if children[:1] == ["类"]:
        return _may_be_coded(label)
    names = [bool(_NAMING.search(child)) for child in children if child]
    if label == "项目":
        return not any(_TOTAL.search(child) for child in children)
    if _NAMING.search(label):
        return all(names)
    return not any(names) or (names[0] and not all(names) and _AMOUNT.search(label) is None)


def _may_be_coded(label: str) -> bool:
    return re.search("编码|代码|科目|分类|项目", label) is not None and re.search("名称|单位", label) is None


def possible(paths: list[Path]) -> bool:
    """Return whether 类, 款 and 项 stand below labels of codes alone."""
    return all(
        _may_be_coded(above) or above in CODE_PARTS
        for path in paths
        for above, below in pairwise(path)
        if below in CODE_PARTS
    )


def oddity(paths: list[Path]) -> int:
    """Return how unlikely a reading of a header is.

    A merged cell has several labels below it, so a label with a single one is odd; so is what `contradictions` counts.
    """
    lonely = sum(count == 1 for count in _labels_below(paths).values())
    return lonely + contradictions(paths)


def _labels_below(paths: list[Path]) -> Counter[Path]:
    """Return how many labels stand directly below each merged one; some of them may be merged themselves."""
    nodes = {path[:depth] for path in paths for depth in range(2, len(path) + 1)}
    return Counter(node[:-1] for node in nodes)


def lone_total(paths: list[Path]) -> bool:
    """Return whether a 合计 is the only label below another, and the parts that it totals stand below a third without a total."""
    below = _labels_below(paths)
    totals = {path[:-1] for path in paths if len(path) > 1 and _TOTAL.search(path[-1]) is not None}
    parts = {path[:-1] for path in paths if len(path) > 1 and not any(_NAMING.search(label) for label in path)}
    return any(below[node] == 1 for node in totals) and any(below[node] > 1 for node in parts - totals)


def _is_other_budget(above: str, below: str) -> bool:
    """Return whether two labels name two budgets: 政府性基金预算 below 一般公共预算."""
    one, other = _BUDGET.search(above), _BUDGET.search(below)
    return one is not None and other is not None and one[0] != other[0]


def contradictions(paths: list[Path]) -> int:
    """Count labels that cannot stand below those above them, and twice each 合计 or 金额 that is not the first part.

    Expenditure is no part of revenue or of what is carried over, nor one type of expenditure of another; nor is a budget a part of another, or of
    money that stands outside the budgets.
    """
    mixed = sum(
        re.search("收入|结转|结余", path[-2]) is not None
        and "支出" not in path[-2]
        and re.search("支出$", path[-1]) is not None
        for path in paths
        if len(path) > 1
    )
    late = sum(
        (_TOTAL.search(path[-1]) is not None or path[-1] == "金额") and before[:-1] == path[:-1]
        for before, path in pairwise(paths)
        if len(path) > 1 and before
    )
    foreign = sum(
        (_TYPE.search(above) is not None and _OTHER_TYPE.search(below) is not None)
        or (_OUTSIDE.search(above) is not None and _BUDGET.search(below) is not None)
        or _is_other_budget(above, below)
        for path in paths
        for above, below in pairwise(path)
    )
    headings = "/".join(label for path in paths for label in path)
    misplaced = sum(
        re.search(own, node[-1]) is not None and re.search(never, "/".join(node[:-1])) is not None
        for own, never, heading in _FOREIGN
        if heading in headings
        for node in {path[:depth] for path in paths for depth in range(2, len(path) + 1)}
    )
    return mixed + foreign + 2 * late + misplaced
