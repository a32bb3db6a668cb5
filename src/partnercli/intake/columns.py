"""The fast record reader: polars reads a stretch of the file, and the reading is believed only when it proves itself.

The proof: written out again, the frame gives exactly the bytes it was read from. A stretch without that proof (damage,
odd quoting, lines joined by quotes) goes through the careful reader, whose records are the same wherever both can read.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from partnercli.domain.problem import Reject
from partnercli.intake.cells import BLANKS, column_names
from partnercli.intake.dialect import Dialect
from partnercli.intake.proof import proves
from partnercli.intake.records import MAX_FIELD_BYTES, line_cut, read_rows
from partnercli.intake.source import TextChunk

CHUNK_BYTES = 8 << 20
# A stretch that fails is quartered, down to this part of a chunk, before it is read slowly: one bad row costs little.
_SMALLEST_PART = 32


def read_chunks(text: bytes, dialect: Dialect, chunk_bytes: int = CHUNK_BYTES) -> Iterator[TextChunk]:
    """The records of `text` (UTF-8) below the header, about `chunk_bytes` at a time. Memory: `text` and two chunks."""
    frames: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    begun = dialect.start
    for frame, rejected, end in _stretches(text, dialect, chunk_bytes):
        frames.append(frame)
        rejects += rejected
        if end - begun > chunk_bytes // 2 or end >= len(text):
            if rejects or any(frame.height for frame in frames):
                yield TextChunk(pl.concat(frames), rejects)
            frames, rejects, begun = [], [], end


def _stretches(text: bytes, dialect: Dialect, largest: int) -> Iterator[tuple[pl.DataFrame, list[Reject], int]]:
    """Rows, rejects and end of one stretch after the other: large ones read fast, small ones around damage slowly."""
    smallest = max(1, largest // _SMALLEST_PART)
    start, line, size = dialect.start, dialect.line, largest
    while start < len(text):
        end = line_cut(text, start, size)
        proven = _read_proven(text[start:end], dialect, line)
        if proven is not None:
            frame, lines = proven
            start, line, size = end, line + lines, min(size * 2, largest)
            yield frame, [], start
        elif size > smallest:
            size = max(size // 4, smallest)
        else:
            rows = read_rows(text, start, end, line, dialect.header, dialect.delimiter)
            start, line = rows.end, rows.next_line
            yield _frame_of(rows.cells, rows.lines, len(dialect.header)), rows.rejects, start


def _frame_of(cells: list[list[str]], lines: list[int], width: int) -> pl.DataFrame:
    """Rows of `width` cells and their line numbers as a frame of text columns."""
    frame = pl.DataFrame(cells, schema=dict.fromkeys(column_names(width), pl.String), orient="row")
    return frame.with_columns(pl.Series("line", lines, dtype=pl.Int64))


def _read_proven(data: bytes, dialect: Dialect, first_line: int) -> tuple[pl.DataFrame, int] | None:
    """The frame of these whole lines and how many lines they are; None when the fast reading is not proven right."""
    data = data if data.endswith(b"\n") else data + b"\n"
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    if b"\r" in data or b"\0" in data:
        return None
    names = column_names(len(dialect.header))
    try:
        frame = pl.read_csv(
            data, has_header=False, separator=dialect.delimiter, schema=dict.fromkeys(names, pl.String), eol_char="\n"
        )
    except pl.exceptions.PolarsError:
        return None
    lines = frame.height
    if not proves(frame, data, dialect.delimiter):
        return None
    frame = frame.with_columns(pl.all().fill_null(""))
    if max(frame.select(pl.all().str.len_bytes().max()).row(0), default=0) > MAX_FIELD_BYTES:
        return None
    frame = frame.with_columns(pl.int_range(first_line, first_line + lines, dtype=pl.Int64).alias("line"))
    return _without_empty_records(frame, dialect.header), lines


def _without_empty_records(frame: pl.DataFrame, header: tuple[str, ...]) -> pl.DataFrame:
    """Without blank records and repeated headers. Both show in the first cell: most stretches need no second look."""
    first = pl.col("c0").str.strip_chars(BLANKS)
    if frame.select((first.is_in(["", header[0]])).any()).item():
        stripped = [pl.col(name).str.strip_chars(BLANKS) for name in column_names(len(header))]
        blank = pl.all_horizontal(cell == "" for cell in stripped)
        repeated = pl.all_horizontal(cell == name for cell, name in zip(stripped, header, strict=True))
        frame = frame.filter(~(blank | repeated))
    return frame
