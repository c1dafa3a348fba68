"""Columns beside those of the printed header: as a layout of the profile assigns them; and what all of them were taken for."""

from __future__ import annotations

from loaders.columns import Column
from loaders.facts import ColumnMeaning
from loaders.profile import SCHEMES, Layout


def layout_columns(layout: Layout) -> list[Column]:
    """Return the columns as a layout of the profile assigns them."""
    columns = []
    for index, (meaning, label) in enumerate(zip(layout.columns, layout.labels, strict=True)):
        dimension, equals, member = meaning.partition("=")
        if equals and dimension in SCHEMES:
            dims = {dimension: f"{SCHEMES[dimension]}/{member}"}
            if "procurement" in layout.kinds:
                dims = {"valueKind": "value-kind/amount", "fundingSource": "funding-source/total"} | dims
            columns.append(Column(index, label, dims=dims))
        else:
            columns.append(Column(index, label, role=meaning))
    return columns


def meanings(columns: list[Column]) -> list[ColumnMeaning]:
    """Return what the columns were taken for, in words for the explanation of a reading."""
    return [
        ColumnMeaning(
            column.index + 1,
            column.label,
            column.role,
            column.dims,
            "derived" if column.derived else "foreign" if column.foreign else "" if column.understood else "unknown",
        )
        for column in columns
    ]
