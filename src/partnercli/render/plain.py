"""Off a terminal: a header, then one record a line, columns aligned by two blanks, nothing cut.

Made for `awk`, `sort` and mail: numbers have a decimal point and no grouping, dates are ISO, what is not known is `-`.
Titles are in the user's language; class words stay raw, because scripts compare them. Notes are not records: not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from partnercli.domain.table import Table
from partnercli.render.cells import RIGHT, header, padded, piped, width
from partnercli.render.view import View

GAP = "  "


def render(table: Table, view: View) -> Iterator[str]:
    """The rows, a blank line, then the summary as a block of its own. A table without rows is its header."""
    yield from block(table)
    if table.summary is not None:
        yield "\n"
        yield from block(table.summary)


def block(table: Table) -> Iterator[str]:
    """Header and rows of one table, each line with its line break and without trailing blanks."""
    kinds = [column.kind for column in table.columns]
    lines = [list(header(table))]
    lines.extend([piped(cell, kind) or "-" for cell, kind in zip(row, kinds, strict=True)] for row in table.rows)
    rooms = [max(map(width, column)) for column in zip(*lines, strict=True)]
    rights = [kind in RIGHT for kind in kinds]
    for line in lines:
        yield GAP.join(map(padded, line, rooms, rights)).rstrip(" ") + "\n"
