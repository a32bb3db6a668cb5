"""CSV for programs and spreadsheets: RFC 4180 with LF, UTF-8 without BOM, the same in every language.

The header is the columns' keys. None is an empty cell. The summary and the notes are not here: a file is one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from partnercli.domain.table import Table
from partnercli.render.cells import clean_lines, no_formula, spelled
from partnercli.render.view import View

_SPECIAL = re.compile(r'[,"\r\n]|^\s|\s$')


def render(table: Table, view: View) -> Iterator[str]:
    """Text cells keep their line breaks; escape sequences are spelled out, and no text starts a formula."""
    yield _record([column.key for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        yield _record([no_formula(cell, clean_lines(spelled(cell, k))) for cell, k in zip(row, kinds, strict=True)])


def _record(cells: list[str]) -> str:
    """Not csv.writer: with LF as line end, the one of Python 3.11 leaves a lone CR in a cell unquoted."""
    if cells == [""]:
        return '""\n'  # an empty line would be no record at all
    return ",".join(_quoted(cell) if _SPECIAL.search(cell) else cell for cell in cells) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
