"""Tab-separated values: as CSV, but without quotes; tabs and line breaks inside a cell become blanks."""

from __future__ import annotations

from collections.abc import Iterator

from partnercli.domain.table import Table
from partnercli.render.cells import clean_cell, no_formula, spelled
from partnercli.render.view import View


def render(table: Table, view: View) -> Iterator[str]:
    """A header of keys, then one record a line; None is an empty cell."""
    kinds = [column.kind for column in table.columns]
    yield "\t".join(column.key for column in table.columns) + "\n"
    for row in table.rows:
        cells = [no_formula(cell, clean_cell(spelled(cell, kind))) for cell, kind in zip(row, kinds, strict=True)]
        yield "\t".join(cells) + "\n"
