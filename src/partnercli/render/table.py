"""The table on a terminal: aligned, coloured, localised, and never cut. The only module that imports rich.

Rich draws; what fits where is decided in `layout`. Cells are `Text`, never markup.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from rich import box
from rich.align import Align
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from partnercli.domain.table import Cell, Column, Table
from partnercli.i18n import _
from partnercli.render import layout, plain
from partnercli.render.cells import RIGHT, clean_cell, header, shown_rows, tone
from partnercli.render.view import View

FAST_ABOVE = 500
"""Rich takes about half a millisecond a row: longer tables are drawn as `plain` draws them."""

BAR = 6
TONES = {"good": "green", "wait": "yellow", "bad": "red", "": ""}


def render(table: Table, view: View) -> Iterator[str]:
    """Title, rows, the summary (below, next to the prompt), notes."""
    yield _text(clean_cell(_(table.title)), "bold", view)
    if not table.rows:
        yield _text(_("Nothing to show."), "", view)
    elif len(table.rows) > FAST_ABOVE:
        yield from plain.block(table)
    else:
        yield from _grids(table, view)
    if table.summary is not None and table.summary.rows:
        yield "\n" + _text(clean_cell(_(table.summary.title)), "bold", view)
        yield from _grids(table.summary, view)
    for position, note in enumerate(table.notes):
        yield ("" if position else "\n") + _text(clean_cell(_(note)), "dim", view)


def _grids(table: Table, view: View) -> Iterator[str]:
    """The rows as one grid, or as several where the terminal is too narrow for all columns."""
    titles = header(table)
    rows = shown_rows(table, view.language)
    for position, column in enumerate(table.columns):
        if column.kind == "percent":
            for cells, texts in zip(table.rows, rows, strict=True):
                texts[position] = _with_bar(cells[position], texts[position])
    asked = layout.needs(table.columns, titles, rows)
    for number, band in enumerate(layout.bands(asked, _currency_of(table), view.width)):
        yield "\n" if number else ""
        yield _drawn(_grid(table, titles, rows, band), sum(band.values()) + layout.GAP * len(band), view)


def _currency_of(table: Table) -> dict[int, int]:
    """Position of each amount -> position of its currency: one is not read without the other."""
    kinds = [column.kind for column in table.columns]
    if "currency" not in kinds:
        return {}
    return {position: kinds.index("currency") for position, kind in enumerate(kinds) if kind == "money"}


def _grid(table: Table, titles: Sequence[str], rows: list[list[str]], band: dict[int, int]) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for position, room in band.items():
        side: Literal["left", "right"] = "right" if table.columns[position].kind in RIGHT else "left"
        title = Align(Text(titles[position], justify=side), side, vertical="bottom")
        grid.add_column(title, justify=side, width=room, overflow="fold")
    for cells, texts in zip(table.rows, rows, strict=True):
        grid.add_row(*(Text(texts[i] or "-", _style(cells[i], table.columns[i])) for i in band))
    return grid


def _style(cell: Cell, column: Column) -> str:
    if cell is None or column.kind in ("id", "currency"):
        return "dim"
    return TONES[tone(cell, column.kind)]


def _with_bar(cell: Cell, text: str) -> str:
    """`████░░ 62.5 %`: full blocks of a sixth each, none below 0 and no more than all above 100."""
    if not isinstance(cell, int | Decimal):
        return text
    full = int(max(0, min(BAR, round(cell * BAR / 100))))
    return f"{'█' * full}{'░' * (BAR - full)} {text:>7}"


def _text(text: str, style: str, view: View) -> str:
    return _drawn(Text(text, style), view.width or len(text) * 2, view)


def _drawn(what: Grid | Text, needed: int, view: View) -> str:
    """Rich's output as text, as wide as `needed` even where the terminal is narrower: rich would cut."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(needed, view.width or 0, 1),
        height=100,  # rich ignores a width without a height when TERM=dumb
        force_terminal=view.colour,
        color_system="standard" if view.colour else None,
        no_color=not view.colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    console.print(what)
    return "".join(line.rstrip(" ") + "\n" for line in out.getvalue().splitlines())
