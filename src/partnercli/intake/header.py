"""Which record is the header: the one somebody knows, alone or joined with the one below it, whatever stands above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from partnercli.errors import InputRejected
from partnercli.intake.cells import BLANKS, Headers, header_cells

MAX_COLUMNS = 2_000
SAMPLE_RECORDS = 100
"""The header is sought among so many records that say something."""

Claims = Callable[[tuple[str, ...], int], bool]
"""Whether somebody knows the table with this header (as names), made of 0, 1 or 2 lines; two are joined per column."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the sample: its cells, the index of its first line, how many lines it has."""

    cells: list[str]
    at: int
    lines: int

    @property
    def end(self) -> int:
        """The index of the line below it."""
        return self.at + self.lines

    @property
    def named(self) -> int:
        """How many of its cells say something."""
        return sum(1 for cell in self.cells if cell.strip(BLANKS))


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, and the lines of the file they stand on: indices `at` … `end` - 1.

    `repeats` are the records (none, one or two) they were made of, as wide as the table, to be known when they come
    again.
    """

    names: tuple[str, ...]
    repeats: Headers
    at: int
    end: int

    @property
    def line(self) -> int:
        """The 1-based line on which it begins; 0 where there is none."""
        return self.at + 1 if self.repeats else 0

    def fitting(self, name: str) -> Header:
        """Itself. Raises InputRejected too_many_columns(limit, found) when it has more than MAX_COLUMNS."""
        if len(self.names) > MAX_COLUMNS:
            raise InputRejected("too_many_columns", where=name, limit=MAX_COLUMNS, found=len(self.names))
        return self


def headers(records: Sequence[Record], first: int, *, exact: bool, lines: int | None, width: int) -> Iterator[Header]:
    """What can be a header, in the order of the file; with `exact` only what begins on the line of index `first`.

    `lines` (0, 1 or 2) is how many records a header is made of, None is 1 or 2. Without a header (0) there are `width`
    columns "#1" … "#N", and the first record begins at `first`.
    """
    if lines == 0:
        if records:
            yield Header(tuple(f"#{position + 1}" for position in range(width)), (), first, first)
        return
    for number, record in enumerate(records):
        if exact and record.at != first:
            return
        if lines != 2 and record.named >= 2:
            names = header_cells(record.cells)
            yield Header(names, (names,), record.at, record.end)
        below = records[number + 1] if number + 1 < len(records) else None
        if lines != 1 and below is not None and below.at == record.end:
            pair = _joined(record, below)
            if sum(map(bool, pair.names)) >= 2:
                yield pair


def choose(
    found: Iterable[Header], claims: Claims | None, lines: int | None
) -> tuple[Header, Literal["claimed", "guessed"]] | None:
    """The first of these headers that is claimed, else the first of the usual one line, or of as many as `lines`."""
    guess: Header | None = None
    for header in found:
        if claims is not None and claims(header.names, len(header.repeats)):
            return header, "claimed"
        if guess is None and len(header.repeats) == (1 if lines is None else lines):
            guess = header
    return None if guess is None else (guess, "guessed")


def _joined(upper: Record, lower: Record) -> Header:
    """Two records as one header, joined per column with a space.

    A title that is merged over several columns stands above the first of them only, and is not carried to the others.
    """
    pairs = list(zip_longest(header_cells(upper.cells), header_cells(lower.cells), fillvalue=""))
    names = tuple(" ".join(filter(None, pair)) for pair in pairs)
    above, below = zip(*pairs, strict=True)
    return Header(names, (above, below), upper.at, lower.end)
