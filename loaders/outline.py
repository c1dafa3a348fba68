"""What a report says, once for every form: headings, lines, grids and code, written as text for a terminal or as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rich.cells import cell_len

_STYLE = """
:root { color-scheme: light dark; --line: #8885; --bad: #c0392b; --open: #b7791f; --good: #2f855a; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .3rem 0 1.2rem; font-size: .93rem; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .6rem; text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
p { margin: .2rem 0; } .bad { color: var(--bad); } .open { color: var(--open); } .good { color: var(--good); } .quiet { opacity: .75; }
pre { border: 1px solid var(--line); border-radius: .3rem; padding: .6rem; overflow-x: auto; }
"""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the whole."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Line:
    """A line; ``tone`` is ``good``, ``bad``, ``open``, ``quiet`` or nothing."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Grid:
    """Rows under a head; columns of ``numbers`` stand to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Code:
    """Lines to be copied."""

    text: str


Block = Heading | Line | Grid | Code


def to_text(blocks: Sequence[Block]) -> str:
    """Return a report for a terminal: headings of level 1 to the left, what they hold indented."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += ["", block.text] if lines and block.level < 4 else [block.text]
        elif isinstance(block, Line):
            lines.append(f"  {block.text}")
        elif isinstance(block, Code):
            lines += ["", *(f"    {line}" for line in block.text.splitlines()), ""]
        elif block.rows:
            lines += _grid(block)
    return "\n".join(lines)


def _grid(grid: Grid) -> list[str]:
    rows = [list(map(str, grid.head)), *([str(value) for value in row] for row in grid.rows)]
    if not any(rows[0]):
        rows = rows[1:]
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(grid.head))]
    return ["    " + "  ".join(_padded(row, widths, grid.numbers)).rstrip() for row in rows]


def _padded(row: list[str], widths: list[int], numbers: frozenset[int]) -> list[str]:
    spaces = [" " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]
    return [
        space + text if i in numbers else text + space for i, (text, space) in enumerate(zip(row, spaces, strict=True))
    ]


def to_html(blocks: Sequence[Block]) -> str:
    """Return a report as one self-contained page; it needs no network and runs no script."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        *map(_html, blocks),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Line):
        return f'<p class="{block.tone}">{escape(block.text)}</p>' if block.tone else f"<p>{escape(block.text)}</p>"
    if isinstance(block, Code):
        return f"<pre>{escape(block.text)}</pre>"
    return _html_grid(block) if block.rows else ""


def _html_grid(grid: Grid) -> str:
    def cells(row: Sequence[object], tag: str) -> str:
        shown = (
            f'<{tag} class="n">{escape(str(value))}</{tag}>'
            if i in grid.numbers
            else f"<{tag}>{escape(str(value))}</{tag}>"
            for i, value in enumerate(row)
        )
        return f"<tr>{''.join(shown)}</tr>"

    head = f"<thead>{cells(grid.head, 'th')}</thead>" if any(grid.head) else ""
    body = "".join(cells(row, "td") for row in grid.rows)
    return f'<div class="wide"><table>{head}<tbody>{body}</tbody></table></div>'
