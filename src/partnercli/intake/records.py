"""The careful record reader, pure Python: the reference for what a delimited file says.

RFC 4180 with any line end and these rules for damage. A record is one physical line, unless a quoted field is open at
its end; then lines are joined until it closes. A record which is damaged is rejected alone: its first physical line is
set aside and reading goes on with the next line, so that one stray quote never swallows the good rows below it.

A quote inside a quoted field is written twice. Some exporters write a backslash before it instead, and then
`"a\\",",b"` is two other fields than it seems: a quoted field with such a quote in it is damage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from partnercli.domain.problem import Problem, Reject
from partnercli.intake.buffer import Data
from partnercli.intake.cells import BLANKS, Headers, is_blank, is_header
from partnercli.intake.lines import shown

MAX_RECORD_LINES = 200
MAX_RECORD_BYTES = 64 << 10
MAX_FIELD_BYTES = 1 << 20

_OPEN = Problem("open_quote")
_AFTER_QUOTE = Problem("after_quote")
_BACKSLASH = Problem("backslash_quote")


@dataclass(slots=True)
class Rows:
    """Records of a stretch of the file: cells and starting lines side by side; where the next record begins."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    end: int = 0
    next_line: int = 0


def read_rows(
    text: Data, start: int, end: int, first_line: int, width: int, delimiter: str, headers: Headers = ()
) -> Rows:
    """The records of `width` cells which begin in `text[start:end]`, whole lines of UTF-8; `start` begins a record and
    physical line `first_line`.

    The last one may reach beyond `end`. Blank records and repeated headers are left out.
    """
    # The last line may be cut here: a record that reaches so far is too long before it is looked at.
    lines = text[start : end + MAX_RECORD_BYTES + 2].splitlines(keepends=True)
    rows, at, position = Rows(), 0, start
    while position < end:
        found = read_record(lines, at, delimiter, width)
        used = 1
        if isinstance(found, Problem):
            raw = shown(lines[at].rstrip(b"\r\n"))
            rows.rejects.append(Reject(first_line + at, raw, found))
        else:
            cells, used = found
            if not is_blank(cells) and not is_header(cells, headers):
                rows.cells.append(cells)
                rows.lines.append(first_line + at)
        position += sum(len(line) for line in lines[at : at + used])
        at += used
    rows.end, rows.next_line = position, first_line + at
    return rows


def read_record(lines: Sequence[bytes], at: int, delimiter: str, width: int | None) -> tuple[list[str], int] | Problem:
    """The record beginning at `lines[at]` and the number of lines it takes, or what is wrong with it.

    `width` is the number of fields expected; None takes any number (the header itself, and guessing the delimiter).
    A blank record is never damaged, however many delimiters it has.
    """
    text = _text(lines[at])
    found = text if isinstance(text, Problem) else _split(text, delimiter)
    if isinstance(found, Problem):
        return found
    (cells, rest), used, size = found, 1, len(lines[at])
    while rest is not None:
        if at + used == len(lines) or used == MAX_RECORD_LINES:
            return _OPEN
        line = lines[at + used]
        used, size = used + 1, size + len(line)
        # A row that is whole by itself is a row, not the inside of somebody's open quote.
        if size > MAX_RECORD_BYTES or (width and _stands_alone(line, delimiter, width)):
            return _OPEN
        text = _text(line)
        if isinstance(text, Problem):
            return text
        found = _split(rest + text, delimiter) if '"' in text else ([], rest + text)
        if isinstance(found, Problem):
            return found
        cells, rest = cells + found[0], found[1]
    if size > MAX_FIELD_BYTES and any(len(cell.encode()) > MAX_FIELD_BYTES for cell in cells):
        return Problem("field_too_long", {"limit": MAX_FIELD_BYTES})
    return _fitted(cells, used, width)


def _fitted(cells: list[str], used: int, width: int | None) -> tuple[list[str], int] | Problem:
    """The record cut to `width`: empty fields too many at its end are a habit of exporters, anything else is damage."""
    if width is None or len(cells) == width or is_blank(cells):
        return cells, used
    if len(cells) > width and is_blank(cells[width:]):
        return cells[:width], used
    return Problem("ragged_row", {"expected": width, "found": len(cells)})


def _stands_alone(line: bytes, delimiter: str, width: int) -> bool:
    """Whether a physical line is a record of full width which no reader could doubt: no quote inside a bare field."""
    text = _text(line)
    found = text if isinstance(text, Problem) else _split(text, delimiter, bare_quotes=False)
    if isinstance(found, Problem) or found[1] is not None:
        return False
    return not is_blank(found[0]) and not isinstance(_fitted(found[0], 1, width), Problem)


def _text(line: bytes) -> str | Problem:
    if b"\0" in line:
        return Problem("nul_byte")
    try:
        return line.decode()
    except UnicodeDecodeError:
        return Problem("not_utf8")


def _split(text: str, delimiter: str, *, bare_quotes: bool = True) -> tuple[list[str], str | None] | Problem:
    """The closed fields of a record, and the text from the opening quote on when its last field is still open.

    `bare_quotes` allows a quote inside an unquoted field.
    """
    body = text.rstrip("\r\n")
    if '"' not in body:
        return body.split(delimiter), None
    cells: list[str] = []
    quoted, position = _quoted(delimiter), 0
    while True:
        if body.startswith('"', position):
            match = quoted.match(body, position)
            if match is None:
                return cells, text[position:]
            if '\\"' in match[0]:
                return _BACKSLASH
            cells.append(match[1].replace('""', '"'))
            position = match.end()
            if position < len(body) and body[position] != delimiter:
                return _AFTER_QUOTE
        else:
            end = body.find(delimiter, position)
            end = len(body) if end < 0 else end
            cells.append(body[position:end])
            if not bare_quotes and '"' in cells[-1]:
                return _AFTER_QUOTE
            position = end
        if position == len(body):
            return cells, None
        position += 1


@lru_cache(maxsize=8)
def _quoted(delimiter: str) -> re.Pattern[str]:
    """A closed quoted field and the blanks after it. Possessive, so that an open quote costs one pass, not many."""
    blanks = re.escape("".join(c for c in BLANKS if c not in delimiter + "\r\n"))
    return re.compile(rf'"((?:[^"]++|"")*+)"[{blanks}]*')
