"""The proof that a fast reading is right: the frame, written out again, gives exactly the bytes it was read from.

Only ways of writing that can be read in one way are used, so equal bytes mean equal cells. polars tells a missing cell
(null) from a quoted empty one (""), which makes the way back exact for both.
"""

from __future__ import annotations

import io
import re
from typing import Literal

import polars as pl

_PROBED_LINES = 50


def proves(frame: pl.DataFrame, data: bytes, delimiter: str) -> bool:
    """Whether `frame` (text columns, null = missing) is what `data` (whole lines ended by LF) says, one line a row."""
    if b'"' not in data:
        return _written(frame, delimiter, "necessary") == data
    if frame.height != data.count(b"\n"):
        return False  # a line end inside quotes: line numbers are the careful reader's business
    quoted = _quoted_columns(frame, data)
    if len(quoted) == frame.width:
        return _written(frame, delimiter, "non_numeric") == data  # quotes all but missing cells
    return _written(frame, delimiter, "necessary") == data or _proves_by_column(frame, data, delimiter, quoted)


def _proves_by_column(frame: pl.DataFrame, data: bytes, delimiter: str, quoted: set[str]) -> bool:
    """Some columns quoted and some bare, as exporters write that quote texts and leave numbers alone."""
    bare = [pl.col(name) for name in frame.columns if name not in quoted]
    marks = f'["\n{re.escape(delimiter)}]'
    if frame.select(pl.any_horizontal(cell.str.contains(marks).any() for cell in bare)).item():
        return False  # bare text with a mark in it could be read in two ways
    dressed = frame.with_columns(
        (pl.lit('"') + pl.col(name).str.replace_all('"', '""', literal=True) + pl.lit('"')).alias(name)
        for name in quoted
    )
    return _written(dressed, delimiter, "never") == data


def _written(frame: pl.DataFrame, delimiter: str, style: Literal["necessary", "non_numeric", "never"]) -> bytes:
    written = io.BytesIO()
    frame.write_csv(written, include_header=False, separator=delimiter, quote_style=style)
    return written.getvalue()


def _quoted_columns(frame: pl.DataFrame, data: bytes) -> set[str]:
    """The columns whose cells all stand in quotes in the first lines; every column when no cell stands without."""
    bare: set[str] = set()
    quoted: set[str] = set()
    for line, row in zip(data.split(b"\n", _PROBED_LINES), frame.head(_PROBED_LINES).iter_rows(), strict=False):
        position = 0
        for name, cell in zip(frame.columns, row, strict=True):
            if cell is not None:
                dressed = line[position : position + 1] == b'"'
                (quoted if dressed else bare).add(name)
                position += len(cell.encode()) + (2 + cell.count('"') if dressed else 0)
            position += 1
    return quoted - bare if bare else set(frame.columns)
