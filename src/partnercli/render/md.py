"""A GitHub-flavoured Markdown page for an issue, a chat or a mail: title, summary, rows, notes.

Written for people: titles and class words are translated, amounts grouped. Foreign text is escaped: it stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from partnercli.domain.table import Table
from partnercli.i18n import _
from partnercli.render.cells import RIGHT, clean_cell, header, shown_rows
from partnercli.render.view import View

_MARKUP = re.compile(r"[\\`*_\[\]<>|~&#$]|^[-+]|:(?=[\w+-]+:)")  # the last one: emoji codes


def render(table: Table, view: View) -> Iterator[str]:
    """Headings, tables and a list, each after a blank line."""
    yield f"# {_escaped(clean_cell(_(table.title)))}\n"
    if table.summary is not None:
        yield f"\n## {_escaped(clean_cell(_(table.summary.title)))}\n\n"
        yield from _lines(table.summary, view)
        yield f"\n## {_escaped(clean_cell(_(table.title)))}\n"
    yield "\n"
    yield from _lines(table, view)
    for position, note in enumerate(table.notes):
        yield ("" if position else "\n") + f"- {_escaped(clean_cell(_(note)))}\n"


def _lines(table: Table, view: View) -> Iterator[str]:
    yield _line([_escaped(title) for title in header(table)])
    yield _line(["---:" if column.kind in RIGHT else "---" for column in table.columns])
    for cells, texts in zip(table.rows, shown_rows(table, view.language), strict=True):
        yield _line([(_escaped(t) if isinstance(c, str) else t) or "-" for c, t in zip(cells, texts, strict=True)])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
