"""An XLSX workbook as a text table: every cell is text, so ids keep their zeros and amounts their digits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator

import fastexcel
import polars as pl

from partnercli.errors import InputRejected, UsageError
from partnercli.intake.cells import BLANKS, column_names, header_cells
from partnercli.intake.source import RAW_LIMIT, Source, TextChunk, TextTable

MAX_UNPACKED = 1 << 30
CHUNK_ROWS = 100_000
_HEADER_WITHIN = 200

_MIDNIGHT = r"^\d{4}-\d\d-\d\d 00:00:00$"
_DAY_ZERO = "1899-12-31 "  # a time without a date, as calamine shows it


def read_sheet(source: Source, *, sheet: str | None = None, header_row: int | None = None) -> TextTable:
    """The sheet named, or the first which has a table; `delimiter` and `encoding` of the result say "xlsx".

    The header is the first row with at least two cells that say something, or sheet row `header_row` (1-based). Dates
    are ISO text, a date and time `YYYY-MM-DD HH:MM:SS`; cells with an Excel error are empty. Raises UsageError for an
    unknown sheet; InputRejected: broken_workbook, file_too_large(limit), no_table, no_header_row(row).
    """
    _check_size(source)
    try:
        workbook = fastexcel.read_excel(source.data)
        if sheet is not None and sheet not in workbook.sheet_names:
            raise UsageError("no_sheet", where=source.name, sheet=sheet, sheets=", ".join(workbook.sheet_names))
        for name in [sheet] if sheet is not None else workbook.sheet_names:
            cells = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            at = _header_at(cells, header_row)
            if at is not None:
                return _table(cells, at)
    except fastexcel.FastExcelError:
        raise InputRejected("broken_workbook", where=source.name) from None
    if header_row is not None:
        raise InputRejected("no_header_row", where=source.name, row=header_row)
    raise InputRejected("no_table", where=source.name)


def _check_size(source: Source) -> None:
    """Every part unpacks to the size and checksum it claims, and all together within MAX_UNPACKED bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise InputRejected("file_too_large", where=source.name, limit=MAX_UNPACKED)
            if archive.testzip() is None:
                return
    except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):
        pass
    raise InputRejected("broken_workbook", where=source.name)


def _header_at(cells: pl.DataFrame, header_row: int | None) -> int | None:
    """The index of the header row, None when the sheet has none."""
    rows = range(_HEADER_WITHIN) if header_row is None else range(header_row - 1, header_row)
    for at in rows:
        if 0 <= at < cells.height and sum(1 for cell in cells.row(at) if (cell or "").strip(BLANKS)) >= 2:
            return at
    return None


def _table(cells: pl.DataFrame, at: int) -> TextTable:
    names = column_names(cells.width)
    cells = cells.rename(dict(zip(cells.columns, names, strict=True)))
    header = header_cells([cell or "" for cell in cells.row(at)])
    lines = pl.int_range(at + 2, cells.height + 1, dtype=pl.Int64, eager=True).alias("line")
    rows = cells.slice(at + 1).with_columns(pl.all().fill_null(""))
    rows = rows.with_columns(_iso_dates(rows[name]) for name in names).with_columns(lines)
    stripped = [pl.col(name).str.strip_chars(BLANKS) for name in names]
    blank = pl.all_horizontal(cell == "" for cell in stripped)
    repeated = pl.all_horizontal(cell == name for cell, name in zip(stripped, header, strict=True))
    rows = rows.filter(~(blank | repeated))

    def chunks() -> Iterator[TextChunk]:
        for part in rows.iter_slices(CHUNK_ROWS):
            if part.height:
                yield TextChunk(part, [])

    def raw(numbers: Iterable[int]) -> dict[int, str]:
        return {number: "\t".join(cell or "" for cell in cells.row(number - 1))[:RAW_LIMIT] for number in numbers}

    return TextTable(header, "xlsx", "xlsx", at + 1, chunks, raw)


def _iso_dates(column: pl.Series) -> pl.Series:
    """Dates without the midnight Excel gives them, unless a cell of the column has a time; times without a date."""
    column = column.str.strip_prefix(_DAY_ZERO)
    timed = column.str.contains(r"^\d{4}-\d\d-\d\d \d\d:\d\d") & ~column.str.contains(_MIDNIGHT)
    return column if timed.any() else column.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
