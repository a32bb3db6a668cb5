"""Where the table begins in a text file: its delimiter and its header."""

from __future__ import annotations

import codecs
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from partnercli.domain.problem import Problem
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.cells import BLANKS, header_cells
from partnercli.intake.records import line_cut, read_record

# Semicolon first: where a file could be read both ways, its commas are decimal marks.
DELIMITERS = (";", "\t", ",", "|")
_SAMPLE_BYTES = 1 << 20
_SAMPLE_RECORDS = 50
_SEP_LINE = re.compile(rb'"?sep=([^\r\n"])"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`start` is the byte offset of the first record below the header and `line` its physical line."""

    delimiter: str
    header: tuple[str, ...]
    header_line: int
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """The sample as one delimiter would read it. The rank compares readings, the best is the largest."""

    delimiter: str
    header: list[str]
    header_at: int
    header_lines: int
    rank: tuple[bool, bool, bool, int, int]


def find_dialect(text: bytes, name: str, *, delimiter: str | None, header_row: int | None) -> Dialect:
    """The dialect of `text` (UTF-8); `delimiter` and `header_row` (1-based physical line) are taken as said when given.

    The header is the first record with at least two cells that say something, so a title above the table is passed
    over. A first line `sep=;` names the delimiter. Raises UsageError for an impossible delimiter; InputRejected when
    there is no table: no_table, no_header_row(row), bad_header.
    """
    if delimiter is not None and not _possible(delimiter):
        raise UsageError("bad_delimiter", delimiter=delimiter)
    mark = len(codecs.BOM_UTF8) if text.startswith(codecs.BOM_UTF8) else 0
    lines = text[mark : line_cut(text, mark, _SAMPLE_BYTES)].splitlines(keepends=True)
    first = 0
    if said := _SEP_LINE.fullmatch(lines[0] if lines else b""):
        first = 1
        said_delimiter = said[1].decode("utf-8", "replace")
        delimiter = delimiter or (said_delimiter if _possible(said_delimiter) else None)
    if header_row is not None:
        if not first < header_row <= len(lines):
            raise InputRejected("no_header_row", where=name, row=header_row)
        first = header_row - 1
    best = _best(lines, first, (delimiter,) if delimiter else DELIMITERS, name, exact=header_row is not None)
    end = best.header_at + best.header_lines
    start = mark + sum(len(line) for line in lines[:end])
    return Dialect(best.delimiter, header_cells(best.header), best.header_at + 1, start, end + 1)


def _possible(delimiter: str) -> bool:
    """One ASCII character which is no letter, digit, quote, blank or control; or the tab."""
    return delimiter == "\t" or (len(delimiter) == 1 and delimiter in string.punctuation and delimiter != '"')


def _best(lines: Sequence[bytes], first: int, delimiters: Sequence[str], name: str, *, exact: bool) -> _Reading:
    readings: list[_Reading] = []
    damaged: list[int] = []
    for delimiter in delimiters:
        found = _reading(lines, first, delimiter, exact)
        if isinstance(found, _Reading):
            readings.append(found)
        elif found is not None:
            damaged.append(found)
    if not readings:
        if damaged:
            raise InputRejected("bad_header", where=f"{name}:{damaged[0] + 1}")
        raise InputRejected("no_table", where=name)
    return max(readings, key=lambda reading: reading.rank)


def _reading(lines: Sequence[bytes], first: int, delimiter: str, exact: bool) -> _Reading | int | None:
    """The sample read with `delimiter`; the index of a damaged header line; None when this gives no columns."""
    header: tuple[list[str], int, int] | None = None
    widths: list[int] = []
    torn = 0
    at = first
    while at < len(lines) and len(widths) < _SAMPLE_RECORDS:
        record = read_record(lines, at, delimiter, None)
        if isinstance(record, Problem):
            if header is None and delimiter.encode() in lines[at]:
                return at
            at += 1
            continue
        cells, used = record
        named = sum(1 for cell in cells if cell.strip(BLANKS))
        if header is None and named >= 2:
            header = cells, at, used
        if header is None and exact:
            return None
        if named:
            widths.append(len(cells))
            torn += any(cell.count('"') % 2 for cell in cells)
        at += used
    if header is None:
        return None
    return _Reading(delimiter, *header, _rank(header[0], widths, torn))


def _rank(header: list[str], widths: list[int], torn: int) -> tuple[bool, bool, bool, int, int]:
    """Better readings are larger: the header has the usual width of a row, few rows have a quoted cell torn into
    pieces, the header reads like names, and there are more columns.

    The commas of `1,5;2,5` make more columns than its semicolons do, but no header of names.
    """
    usual, agreeing = Counter(width for width in widths if width > 1).most_common(1)[0]
    fits = abs(usual - len(header)) <= 1 and agreeing * 2 >= len(widths)
    names = not any(cell.strip(BLANKS)[:1].isdigit() for cell in header)
    return fits, torn * 2 <= len(widths), names, usual, agreeing
