"""The fast record reader: polars reads a stretch of the file, and the reading is believed only when it proves itself.

The proof: written out again, the frame gives exactly the bytes it was read from. A stretch without that proof (damage,
odd quoting, lines joined by quotes) goes through the careful reader, whose records are the same wherever both can read.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from partnercli.domain.problem import Problem, Reject
from partnercli.intake.buffer import Data
from partnercli.intake.cells import BLANKS, Headers, column_names
from partnercli.intake.dialect import Dialect
from partnercli.intake.lines import MAX_LINE_BYTES, first_line, line_cut
from partnercli.intake.proof import proves
from partnercli.intake.records import MAX_FIELD_BYTES, read_rows
from partnercli.intake.source import TextChunk

CHUNK_BYTES = 8 << 20
# A stretch that fails is quartered, down to this part of a chunk, before it is read slowly: one bad row costs little.
_SMALLEST_PART = 32


def read_chunks(text: Data, dialect: Dialect, chunk_bytes: int = CHUNK_BYTES) -> Iterator[TextChunk]:
    """The records of `text` (UTF-8) below the header, about `chunk_bytes` at a time. Memory: two chunks."""
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


def _stretches(text: Data, dialect: Dialect, largest: int) -> Iterator[tuple[pl.DataFrame, list[Reject], int]]:
    """Rows, rejects and end of one stretch after the other: large ones read fast, small ones around damage slowly."""
    smallest, width = max(1, largest // _SMALLEST_PART), len(dialect.header)
    start, line, size = dialect.start, dialect.line, largest
    while start < len(text):
        end = line_cut(text, start, size)
        if end - start > max(MAX_LINE_BYTES, largest + 1):
            rejected = Reject(line, first_line(text, start), Problem("line_too_long", {"limit": MAX_LINE_BYTES}))
            start, line = end, line + 1
            yield _frame_of([], [], width), [rejected], start
            continue
        proven = _read_proven(text[start:end], dialect, line)
        if proven is not None:
            frame, lines = proven
            start, line, size = end, line + lines, min(size * 2, largest)
            yield frame, [], start
        elif size > smallest:
            size = max(size // 4, smallest)
        else:
            rows = read_rows(text, start, end, line, width, dialect.delimiter, dialect.repeats)
            start, line = rows.end, rows.next_line
            yield _frame_of(rows.cells, rows.lines, width), rows.rejects, start


def _frame_of(cells: list[list[str]], lines: list[int], width: int) -> pl.DataFrame:
    """Rows of `width` cells and their line numbers as a frame of text columns."""
    frame = pl.DataFrame(cells, schema=dict.fromkeys(column_names(width), pl.String), orient="row")
    return frame.with_columns(pl.Series("line", lines, dtype=pl.Int64))


def _read_proven(data: bytes, dialect: Dialect, first_line: int) -> tuple[pl.DataFrame, int] | None:
    """The frame of these whole lines and how many lines they are; None when the fast reading is not proven right."""
    data = _with_plain_ends(data)
    # A single byte is found twenty times faster than two.
    if b"\r" in data or b"\0" in data or (b"\\" in data and b'\\"' in data):
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
    return rows_only(frame, dialect.repeats), lines


def _with_plain_ends(data: bytes) -> bytes:
    """These lines ended by LF, where all are ended by CR LF or all by CR; the last may have no end."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n") if b"\n" in data else data.replace(b"\r", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def rows_only(frame: pl.DataFrame, repeats: Headers) -> pl.DataFrame:
    """`frame` (text columns c0 … cN-1 without nulls, and `line`) without blank records and repeated headers.

    Both show in the first cell: most stretches need no second look.
    """
    first = pl.col("c0").str.strip_chars(BLANKS)
    if frame.select((first.is_in(["", *(header[0] for header in repeats)])).any()).item():
        stripped = [pl.col(name).str.strip_chars(BLANKS) for name in column_names(frame.width - 1)]
        out = pl.all_horizontal(cell == "" for cell in stripped)
        for header in repeats:
            out |= pl.all_horizontal(cell == name for cell, name in zip(stripped, header, strict=True))
        frame = frame.filter(~out)
    return frame
