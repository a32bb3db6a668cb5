"""One self-contained HTML page, light or dark as the reader's system is: title, summary, rows, notes.

Written for people: titles and class words are translated, amounts grouped. Nothing is loaded, nothing can run, also
where a spreadsheet opens the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from partnercli.domain.table import WORDY, Cell, Column, Table
from partnercli.i18n import _
from partnercli.render.cells import RIGHT, clean_cell, header, no_formula, shown_rows, tone
from partnercli.render.view import View

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
:root { color-scheme: light dark; --good: #187a3c; --wait: #8a6100; --bad: #b3261e; --line: #8885; }
@media (prefers-color-scheme: dark) { :root { --good: #6fd08c; --wait: #e3b341; --bad: #ff8a80; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; margin: 0 0 2rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { vertical-align: bottom; }
.number { text-align: right; white-space: nowrap; }
.whole { white-space: nowrap; }
.good { color: var(--good); } .wait { color: var(--wait); } .bad { color: var(--bad); }
"""


def render(table: Table, view: View) -> Iterator[str]:
    """The page, piece by piece."""
    title = _text(table.title)
    yield f'<!DOCTYPE html>\n<html lang="{escape(view.language)}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    if table.summary is not None:
        yield f"<h2>{_text(table.summary.title)}</h2>\n"
        yield from _grid(table.summary, view)
    yield from _grid(table, view)
    for note in table.notes:
        yield f"<p>{_text(note)}</p>\n"
    yield "</body>\n</html>\n"


def _grid(table: Table, view: View) -> Iterator[str]:
    heads = (_cell("th", title, _base(c)) for title, c in zip(header(table), table.columns, strict=True))
    yield f"<table>\n<thead>\n<tr>{''.join(heads)}</tr>\n</thead>\n<tbody>\n"
    for cells, texts in zip(table.rows, shown_rows(table, view.language), strict=True):
        line = zip(cells, texts, table.columns, strict=True)
        drawn = (_cell("td", no_formula(cell, text) or "-", _classes(cell, column)) for cell, text, column in line)
        yield f"<tr>{''.join(drawn)}</tr>\n"
    yield "</tbody>\n</table>\n"


def _cell(tag: str, text: str, classes: str) -> str:
    named = f' class="{classes}"' if classes else ""
    return f"<{tag}{named}>{escape(text)}</{tag}>"


def _classes(cell: Cell, column: Column) -> str:
    return f"{_base(column)} {tone(cell, column.kind)}".strip()


def _base(column: Column) -> str:
    if column.kind in RIGHT:
        return "number"
    return "" if column.kind in WORDY else "whole"


def _text(sentence: str) -> str:
    return escape(clean_cell(_(sentence)))
