"""A workbook for people who go on in a spreadsheet: numbers are numbers, dates are dates, text never runs.

The rows are the first sheet; the summary and the notes are the second. The same table gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partnercli.domain.table import Cell, Column, Kind, Table
from partnercli.errors import UsageError
from partnercli.i18n import _
from partnercli.render.cells import clean_cell, clean_lines, header, spelled, width
from partnercli.render.view import View

MAX_ROWS = 1_048_575  # Excel's, less the header
MAX_TEXT = 32_767
WIDEST = 60
_FORMATS: dict[str, str] = {
    "money": "#,##0.00##;[Red]-#,##0.00##",
    "percent": '0.0##" %"',
    "int": "0",
    "days": "0",
    "date": "yyyy-mm-dd",
    "time": 'yyyy-mm-dd hh:mm"Z"',
}


def render(table: Table, view: View) -> Iterator[bytes]:
    """The whole workbook as one piece. Raises UsageError `too_many_rows` beyond what a sheet holds."""
    if len(table.rows) > MAX_ROWS:
        raise UsageError("too_many_rows", rows=len(table.rows), limit=MAX_ROWS)
    from xlsxwriter import Workbook  # heavy, and wanted here only

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(1980, 1, 1)})  # not now: the same table, the same bytes
    styles = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    styles["title"] = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
    _fill(book.add_worksheet(_sheet_name(_(table.title), table.name)), table, styles)
    if table.summary is not None or table.notes:
        sheet = book.add_worksheet(_sheet_name("2 " + _("Summary"), "2"))  # numbered: two sheets never share a name
        below = 0
        if table.summary is not None:
            _fill(sheet, table.summary, styles)
            below = len(table.summary.rows) + 2
        for row, note in enumerate(table.notes, start=below):
            sheet.write_string(row, 0, clean_cell(_(note))[:MAX_TEXT])
    book.close()
    yield out.getvalue()


def _fill(sheet: Any, table: Table, styles: dict[str, Any]) -> None:
    """A frozen header with filters, the rows, and widths that show most of the text."""
    titles = header(table)
    for position, title in enumerate(titles):
        sheet.write_string(0, position, title, styles["title"])
    for number, row in enumerate(table.rows, start=1):
        for position, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _put(sheet, number, position, cell, column.kind, styles)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(titles) - 1)
    for position, (title, column) in enumerate(zip(titles, table.columns, strict=True)):
        sheet.set_column(position, position, _room(title, column, [row[position] for row in table.rows]))


def _put(sheet: Any, row: int, position: int, cell: Cell, kind: Kind, styles: dict[str, Any]) -> None:
    style = styles.get(kind)
    if cell is None:
        return
    if isinstance(cell, int | Decimal) and kind != "id" and _fits_a_number(cell):
        sheet.write_number(row, position, float(cell), style)
    elif isinstance(cell, date) and cell.year >= 1900:  # Excel's calendar begins there
        sheet.write_datetime(row, position, cell, style)
    elif kind == "class":
        sheet.write_string(row, position, clean_cell(_(str(cell).replace("_", " "))))
    else:
        text = clean_lines(spelled(cell, kind))
        sheet.write_string(row, position, text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…")


def _fits_a_number(value: int | Decimal) -> bool:
    """Spreadsheets keep 15 significant digits: a longer number would change, so it is written as text."""
    digits = "".join(map(str, Decimal(value).as_tuple().digits))
    return len(digits.strip("0")) <= 15


def _room(title: str, column: Column, cells: Sequence[Cell]) -> int:
    longest = max((width(spelled(cell, column.kind)) for cell in cells), default=0)
    grouping = longest // 3 if column.kind == "money" else 0
    return min(WIDEST, max(longest + grouping, max(map(width, title.split()), default=1) + 3) + 2)


def _sheet_name(title: str, otherwise: str) -> str:
    """A title as Excel takes it: at most 31 characters and none of `[]:*?/\\`, no apostrophe at the ends."""
    kept = "".join(" " if c in "[]:*?/\\" else c for c in clean_cell(title))[:31].strip(" '")
    return kept or otherwise[:31]
