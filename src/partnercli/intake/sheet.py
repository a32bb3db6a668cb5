"""A workbook as a text table: every cell is text, so ids keep their zeros and amounts their digits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import IO, Any, Literal

import polars as pl

from partnercli.errors import InputRejected, UsageError
from partnercli.intake.archive import BROKEN, open_zip
from partnercli.intake.buffer import copied
from partnercli.intake.cells import column_names
from partnercli.intake.columns import rows_only
from partnercli.intake.header import SAMPLE_RECORDS, Claims, Header, Record, choose, headers
from partnercli.intake.lines import RAW_LIMIT
from partnercli.intake.source import Source, TextChunk, TextTable

MAX_UNPACKED = 1 << 30
CHUNK_ROWS = 100_000
_HEADER_WITHIN = 1_000
_MAX_LINE = 16 << 20  # of what the reader says about a workbook; thousands of sheet names fit

_MIDNIGHT = r"^\d{4}-\d\d-\d\d 00:00:00$"
_WITH_T = r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)$"  # as ODS has it
_DAY_ZERO = "1899-12-31 "  # a time without a date, as calamine shows it


def read_sheet(
    source: Source,
    kind: Literal["xlsx", "xls", "ods"],
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    header_lines: int | None = None,
    claims: Claims | None = None,
) -> TextTable:
    """The sheet named, or the first with a header somebody claims, or the first which has a table at all; `encoding`
    and `delimiter` of the result say `kind`.

    What is not claimed has its header in the first row with at least two cells that say something, or in sheet row
    `header_row` (1-based). Dates are ISO text, a date and time `YYYY-MM-DD HH:MM:SS`; cells with an Excel error are
    empty. Raises UsageError for an unknown sheet; InputRejected: broken_workbook, locked_workbook,
    inexact_number, file_too_large(limit), no_table, no_header_row(row), too_many_columns(limit, found).
    """
    if kind != "xls":
        _check_size(source)
    found: tuple[pl.DataFrame, Header] | None = None
    with closing(_sheets(source, sheet)) as sheets:
        for cells in sheets:
            header, how = choose(_headers(cells, header_row, header_lines), claims, header_lines) or (None, "absent")
            if header and (how == "claimed" or found is None):
                found = cells, header
            if how == "claimed" or (found and claims is None):
                break
    if found:
        return _table(found[0], found[1].fitting(source.name), kind)
    if header_row is not None:
        raise InputRejected("no_header_row", where=source.name, row=header_row)
    raise InputRejected("no_table", where=source.name)


def _check_size(source: Source) -> None:
    """Every part unpacks to the size and checksum it claims, and all together within MAX_UNPACKED bytes."""
    try:
        with open_zip(source.data) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise InputRejected("file_too_large", where=source.name, limit=MAX_UNPACKED)
            if archive.testzip() is None:
                return
    except BROKEN:
        pass
    raise InputRejected("broken_workbook", where=source.name)


def _sheets(source: Source, wanted: str | None) -> Generator[pl.DataFrame, None, None]:
    """The sheet wanted or all of them, one after the other, as text columns from sheet row 1 on; null: an empty cell.

    They are read in a process of their own (see `workbook`), which ends as soon as no more are asked for.
    """
    # -P: a file in the current folder must not pass for a library.
    command = [sys.executable, "-P", "-m", "partnercli.intake.workbook", json.dumps(wanted)]
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"}
    with copied(source.data) as packed:
        reader = subprocess.Popen(
            command,
            stdin=packed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            process_group=0,  # Ctrl-C is ours to answer
        )
    with reader:
        try:
            assert reader.stdout is not None
            names = _said(reader.stdout, source.name)["sheets"]
            if wanted is not None and wanted not in names:
                raise UsageError("no_sheet", where=source.name, sheet=wanted, sheets=", ".join(names))
            for _ in [wanted] if wanted is not None else names:
                yield _frame(reader.stdout, source.name)
        finally:
            reader.kill()


def _said(output: IO[bytes], name: str) -> dict[str, Any]:
    """The next line of the reader's answer. Raises InputRejected with the reader's reason, or when it has died."""
    line = output.readline(_MAX_LINE)
    said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"refused": "broken_workbook"}
    if "refused" in said:
        raise InputRejected(said["refused"], where=name)
    return said


def _frame(output: IO[bytes], name: str) -> pl.DataFrame:
    size = _said(output, name)["bytes"]
    packed = output.read(size)
    if len(packed) < size:
        raise InputRejected("broken_workbook", where=name)
    return pl.read_ipc(packed)


def _headers(cells: pl.DataFrame, header_row: int | None, header_lines: int | None) -> Iterator[Header]:
    """What can be the header of this sheet, in the order of its rows."""
    first = 0 if header_row is None else header_row - 1
    if not 0 <= first < cells.height:
        return iter(())
    rows = cells.slice(first, _HEADER_WITHIN).fill_null("").iter_rows()
    records = (Record(list(row), first + number, 1) for number, row in enumerate(rows))
    sample = list(islice((record for record in records if record.named), SAMPLE_RECORDS))
    return headers(sample, first, exact=header_row is not None, lines=header_lines, width=cells.width)


def _table(cells: pl.DataFrame, header: Header, kind: str) -> TextTable:
    names = column_names(cells.width)
    cells = cells.rename(dict(zip(cells.columns, names, strict=True)))
    lines = pl.int_range(header.end + 1, cells.height + 1, dtype=pl.Int64, eager=True).alias("line")
    rows = cells.slice(header.end).with_columns(pl.all().fill_null(""))
    if kind == "ods":
        rows = rows.with_columns(pl.col(names).str.replace(_WITH_T, "$1 $2"))
    rows = rows_only(rows.with_columns(_iso_dates(rows[name]) for name in names).with_columns(lines), header.repeats)

    def chunks() -> Iterator[TextChunk]:
        for part in rows.iter_slices(CHUNK_ROWS):
            if part.height:
                yield TextChunk(part, [])

    def raw(numbers: Iterable[int]) -> dict[int, str]:
        known = (number for number in numbers if 0 < number <= cells.height)
        return {number: "\t".join(cell or "" for cell in cells.row(number - 1))[:RAW_LIMIT] for number in known}

    return TextTable(header.names, kind, kind, header.line, chunks, raw)


def _iso_dates(column: pl.Series) -> pl.Series:
    """Dates without the midnight Excel gives them, unless a cell of the column has a time; times without a date."""
    column = column.str.strip_prefix(_DAY_ZERO)
    timed = column.str.contains(r"^\d{4}-\d\d-\d\d \d\d:\d\d") & ~column.str.contains(_MIDNIGHT)
    return column if timed.any() else column.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
