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
from partnercli.intake.buffer import Data
from partnercli.intake.cells import BLANKS, Headers
from partnercli.intake.header import SAMPLE_RECORDS, Claims, Header, Record, choose, headers
from partnercli.intake.lines import MAX_LINE_BYTES, line_cut
from partnercli.intake.records import read_record

# Semicolon first: where a file could be read both ways, its commas are decimal marks.
DELIMITERS = (";", "\t", ",", "|")
_SAMPLE_BYTES = 1 << 20
_SEP_LINE = re.compile(rb'"?sep=([^\r\n"])"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`start` is the byte offset of the first record below the header and `line` its physical line.

    `header_line` is the header's first line, 0 where there is none; `repeats` its lines, to be known when they come
    again.
    """

    delimiter: str
    header: tuple[str, ...]
    header_line: int
    start: int
    line: int
    repeats: Headers


@dataclass(frozen=True, slots=True)
class _Reading:
    """The sample as one delimiter would read it. The rank compares readings, the best is the largest.

    `damaged` is the index of a line above the first possible header which has the delimiter and cannot be read.
    """

    delimiter: str
    records: list[Record]
    damaged: int | None
    rank: tuple[bool, bool, bool, int, int]


def find_dialect(
    text: Data,
    name: str,
    *,
    delimiter: str | None = None,
    header_row: int | None = None,
    header_lines: int | None = None,
    claims: Claims | None = None,
) -> Dialect:
    """The dialect of `text` (UTF-8); `delimiter`, `header_row` (1-based physical line) and `header_lines` (0, 1 or 2)
    are taken as said when given.

    The header is the first of the first 100 records that `claims` knows, alone or joined with the one below it, read
    with the delimiters in the order of their likelihood. Where nothing is claimed it is the first record with at least
    two cells that say something. A first line `sep=;` names the delimiter. Without a header (`header_lines=0`) the
    columns are "#1" … "#N" and the first line is a record. Raises UsageError for an impossible delimiter;
    InputRejected when there is no table: no_table, no_header_row(row), bad_header, too_many_columns(limit, found),
    line_too_long(limit).
    """
    if delimiter is not None and not _possible(delimiter):
        raise UsageError("bad_delimiter", delimiter=delimiter)
    mark = len(codecs.BOM_UTF8) if text[:3] == codecs.BOM_UTF8 else 0
    lines = _sample(text, mark, name)
    first = 0
    if said := _SEP_LINE.fullmatch(lines[0] if lines else b""):
        first = 1
        said_delimiter = said[1].decode("utf-8", "replace")
        delimiter = delimiter or (said_delimiter if _possible(said_delimiter) else None)
    if header_row is not None:
        if not first < header_row <= len(lines):
            raise InputRejected("no_header_row", where=name, row=header_row)
        first = header_row - 1
    found = [_reading(lines, first, one) for one in ((delimiter,) if delimiter else DELIMITERS)]
    readings = sorted((one for one in found if one is not None), key=lambda one: one.rank, reverse=True)
    chosen, header = _chosen(readings, first, name, header_row is not None, header_lines, claims)
    start = mark + sum(len(line) for line in lines[: header.end])
    return Dialect(chosen, header.fitting(name).names, header.line, start, header.end + 1, header.repeats)


def _possible(delimiter: str) -> bool:
    """One ASCII character which is no letter, digit, quote, blank or control; or the tab."""
    return delimiter == "\t" or (len(delimiter) == 1 and delimiter in string.punctuation and delimiter != '"')


def _sample(text: Data, start: int, name: str) -> Sequence[bytes]:
    """The first physical lines, with their ends."""
    end = line_cut(text, start, _SAMPLE_BYTES)
    if end - start > MAX_LINE_BYTES:
        raise InputRejected("line_too_long", where=f"{name}:1", limit=MAX_LINE_BYTES)
    return text[start:end].splitlines(keepends=True)


def _reading(lines: Sequence[bytes], first: int, delimiter: str) -> _Reading | None:
    """The sample read with `delimiter`; None when this gives no columns."""
    records: list[Record] = []
    header: list[str] | None = None
    damaged: int | None = None
    at = first
    while at < len(lines) and len(records) < SAMPLE_RECORDS:
        found = read_record(lines, at, delimiter, None)
        if isinstance(found, Problem):
            if header is None and damaged is None and delimiter.encode() in lines[at]:
                damaged = at
            at += 1
            continue
        record = Record(found[0], at, found[1])
        at = record.end
        if record.named:
            records.append(record)
        if header is None and record.named >= 2:
            header = record.cells
    if header is None:
        return None if damaged is None else _Reading(delimiter, [], damaged, (False, False, False, 0, 0))
    return _Reading(delimiter, records, damaged, _rank(header, records))


def _rank(header: list[str], records: list[Record]) -> tuple[bool, bool, bool, int, int]:
    """Better readings are larger: the header has the usual width of a row, few rows have a quoted cell torn into
    pieces, the header reads like names, and there are more columns.

    The commas of `1,5;2,5` make more columns than its semicolons do, but no header of names.
    """
    usual, agreeing = _usual_width(records)
    torn = sum(1 for record in records if any(cell.count('"') % 2 for cell in record.cells))
    fits = abs(usual - len(header)) <= 1 and agreeing * 2 >= len(records)
    names = not any(cell.strip(BLANKS)[:1].isdigit() for cell in header)
    return fits, torn * 2 <= len(records), names, usual, agreeing


def _usual_width(records: list[Record]) -> tuple[int, int]:
    """The width most records of two cells and more have, and how many have it."""
    return Counter(len(record.cells) for record in records if len(record.cells) > 1).most_common(1)[0]


def _chosen(
    readings: list[_Reading], first: int, name: str, exact: bool, header_lines: int | None, claims: Claims | None
) -> tuple[str, Header]:
    """The delimiter and the header that is claimed; else those of the best reading whose header is not damaged."""
    guessed: list[tuple[str, Header]] = []
    for reading in readings:
        width = _usual_width(reading.records)[0] if reading.records else 0
        found = headers(reading.records, first, exact=exact, lines=header_lines, width=width)
        header, how = choose(found, claims, header_lines) or (None, "absent")
        if header and how == "claimed":
            return reading.delimiter, header
        if header and (reading.damaged is None or header_lines == 0):
            guessed.append((reading.delimiter, header))
    if guessed:
        return guessed[0]
    damaged = [reading.damaged for reading in readings if reading.damaged is not None]
    if damaged:
        raise InputRejected("bad_header", where=f"{name}:{min(damaged) + 1}")
    raise InputRejected("no_table", where=name)
