"""Renderings of a report: text, JSON, Turtle, CSV, HTML, Markdown and JUnit XML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapes.render.csv import render_csv
from shapes.render.html import render_html
from shapes.render.json import render_json
from shapes.render.junit import render_junit
from shapes.render.markdown import render_markdown
from shapes.render.rdf import render_turtle
from shapes.render.text import render_text
from shapes.report import Report

RENDERERS: Final[dict[str, Callable[[Report], str]]] = {
    "text": render_text,
    "json": render_json,
    "turtle": render_turtle,
    "csv": render_csv,
    "html": render_html,
    "markdown": render_markdown,
    "junit": render_junit,
}
"""Format -> renderer."""

WITH_PASSES: Final = frozenset({"junit", "turtle"})
"""The formats that list what holds; the others say how much of it there is, so that a condensed report is enough."""

__all__ = [
    "RENDERERS",
    "WITH_PASSES",
    "render_csv",
    "render_html",
    "render_json",
    "render_junit",
    "render_markdown",
    "render_text",
    "render_turtle",
]
