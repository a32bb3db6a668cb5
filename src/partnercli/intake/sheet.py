"""A workbook as a text table: every cell is text, so ids keep their zeros and amounts their digits.

Sheets with one header, a month each, are one table. Which cells are numbers and dates goes along (`TextChunk.typed`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
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

_DAY, _STAMP = r"^\d{4}-\d\d-\d\d$", r"^\d{4}-\d\d-\d\d \d\d:\d\d"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet with a header. `cells` has the columns of `workbook`, a row for each sheet row."""

    name: str
    cells: pl.DataFrame
    header: Header
    claimed: bool

    @property
    def width(self) -> int:
        return self.cells.width // 2

    @property
    def names(self) -> tuple[str, ...]:
        """The header without the empty names behind it: a sheet may be wider by a note that stands aside."""
        used = max((at for at, name in enumerate(self.header.names, start=1) if name), default=self.width)
        return self.header.names[:used]

    def better(self, other: _Sheet) -> bool:
        """Whether this sheet is the one to read: the first that is claimed; a later one that has all of its columns
        and more, where the first is a summary of it.
        """
        if self.claimed and other.claimed:
            return set(self.names) > set(other.names)
        return self.claimed

    def rows(self) -> pl.DataFrame:
        """The rows below the header: columns c0 …, t0 … and `line`; without blank ones and repeated headers."""
        texts, flags = column_names(self.width), [f"t{at}" for at in range(self.width)]
        lines = pl.int_range(self.header.end + 1, self.cells.height + 1, dtype=pl.Int64, eager=True).alias("line")
        below = self.cells.slice(self.header.end)
        dated = [_one_kind(below[text], below[flag]) for text, flag in zip(texts, flags, strict=True)]
        kept = rows_only(pl.DataFrame([*dated, lines]).with_columns(pl.col(texts).fill_null("")), self.header.repeats)
        return kept.with_columns(below[flags].filter(lines.is_in(kept["line"].implode())))

    def row(self, number: int) -> str:
        """The row of this 1-based number, tabs between its cells."""
        return "\t".join(cell or "" for cell in self.cells.row(number - 1)[::2])[:RAW_LIMIT]


def read_sheet(
    source: Source,
    kind: Literal["xlsx", "xls", "ods"],
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    header_lines: int | None = None,
    claims: Claims | None = None,
) -> TextTable:
    """The sheet named, or the visible ones that have the first header somebody claims, or the first header at all;
    `encoding` and `delimiter` of the result say `kind`, `left_out` the visible sheets with rows under another header.

    What is not claimed has its header in the first row with at least two cells that say something, or in sheet row
    `header_row` (1-based). Numbers have at most the 15 digits Excel keeps, whole ones all; dates are ISO text, a date
    and time `YYYY-MM-DD HH:MM:SS`; cells with an Excel error are empty. Raises UsageError for an unknown sheet;
    InputRejected: broken_workbook, locked_workbook, inexact_number, file_too_large(limit), no_table,
    no_header_row(row), too_many_columns(limit, found).
    """
    if kind != "xls":
        _check_size(source)
    read: list[_Sheet] = []
    left_out: list[str] = []
    with closing(_sheets(source, sheet)) as sheets:
        for name, cells in sheets:
            header, how = choose(_headers(cells, header_row, header_lines), claims, header_lines) or (None, "absent")
            if header is None:
                continue
            found = _Sheet(name, cells, header, how == "claimed")
            if not read or found.better(read[0]):
                left_out += [other.name for other in read if other.rows().height]
                read = [found]
            elif found.names == read[0].names:
                read.append(found)
            elif found.rows().height:
                left_out.append(name)
    if read:
        read[0].header.fitting(source.name)
        return _table(read, kind, tuple(left_out))
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


def _sheets(source: Source, wanted: str | None) -> Generator[tuple[str, pl.DataFrame], None, None]:
    """The sheet wanted or all visible ones, name and cells, one after the other, from sheet row 1 on.

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
            said = _said(reader.stdout, source.name)
            if wanted is not None and not said["read"]:
                raise UsageError("no_sheet", where=source.name, sheet=wanted, sheets=", ".join(said["sheets"]))
            for name in said["read"]:
                yield name, _frame(reader.stdout, source.name)
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
    width = cells.width // 2
    rows = cells.slice(first, _HEADER_WITHIN).select(column_names(width)).fill_null("").iter_rows()
    records = (Record(list(row), first + number, 1) for number, row in enumerate(rows))
    sample = list(islice((record for record in records if record.named), SAMPLE_RECORDS))
    return headers(sample, first, exact=header_row is not None, lines=header_lines, width=width)


def _table(sheets: Sequence[_Sheet], kind: str, left_out: tuple[str, ...]) -> TextTable:
    """The rows of these sheets, which have one header, as wide as the widest."""
    widest = max(sheets, key=lambda sheet: sheet.width)
    several = len(sheets) > 1

    def chunks() -> Iterator[TextChunk]:
        for sheet in sheets:
            for part in sheet.rows().iter_slices(CHUNK_ROWS):
                if part.height:
                    yield _chunk(part, sheet, widest.width, several)

    def raw(numbers: Iterable[int]) -> dict[int, str]:
        """Of several sheets the rows of this number in all of them: a number alone does not say which."""
        found: dict[int, str] = {}
        for number in numbers:
            rows = [sheet for sheet in sheets if 0 < number <= sheet.cells.height]
            if rows:
                told = (f"{sheet.name}: {sheet.row(number)}" if several else sheet.row(number) for sheet in rows)
                found[number] = " | ".join(told)[:RAW_LIMIT]
        return found

    return TextTable(widest.header.names, kind, kind, sheets[0].header.line, chunks, raw, left_out)


def _chunk(rows: pl.DataFrame, sheet: _Sheet, width: int, several: bool) -> TextChunk:
    missing = range(sheet.width, width)
    rows = rows.with_columns(pl.lit("").alias(f"c{at}") for at in missing)
    rows = rows.with_columns(pl.lit(False).alias(f"t{at}") for at in missing)
    names = column_names(width)
    typed = rows.select(pl.col(f"t{at}").alias(name) for at, name in enumerate(names))
    return TextChunk(rows.select(*names, "line"), [], typed, sheet.name if several else "")


def _one_kind(texts: pl.Series, typed: pl.Series) -> pl.Series:
    """Dates with a midnight where a date of the column has a time: they are stamps which fell on midnight."""
    days = typed & texts.str.contains(_DAY)
    timed = typed & texts.str.contains(_STAMP)
    if not days.any() or not timed.any():
        return texts
    return pl.select(pl.when(days).then(texts + " 00:00:00").otherwise(texts).alias(texts.name)).to_series()
