"""What reading starts from, the bytes of a file or of standard input, and what it yields: text cells in chunks.

Nothing is interpreted here. A cell is the text of the file; money, dates and words are the profile's business.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from partnercli.domain.problem import Reject
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.archive import unpack
from partnercli.intake.buffer import IN_MEMORY, PIECE, Data, FileData, Spool, pieces

if TYPE_CHECKING:
    import polars as pl

MAX_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is what the user typed, or "stdin". `data` is never empty; a large one stays on disk (see `buffer`).

    `sha256` is of `data`, that is of the unpacked export: the same report zipped, gzipped or plain is the same import.
    """

    name: str
    data: Data
    sha256: str


@dataclass(frozen=True, slots=True)
class TextChunk:
    """Rows of one stretch of the file, in file order.

    `frame` has String columns c0 … cN-1 (an empty cell is "", there is no null) and an Int64 column `line`: the 1-based
    physical line, or sheet row, on which the record starts.

    `typed` is None for text. For a workbook it has a Boolean column c0 … cN-1 for each column of `frame`: whether the
    workbook holds a number (in `frame` with a decimal point, without group marks) or a date (ISO) in that cell, which
    no profile has to explain. `sheet` is the name of the sheet where rows of several are read, else "".
    """

    frame: pl.DataFrame
    rejects: list[Reject]
    typed: pl.DataFrame | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file read as a table. Each call of `chunks()` reads its rows anew; a file without data rows has no chunk.

    `header_line` is the 1-based line on which the header begins, 0 where there is none. `raw` gives physical lines (or
    sheet rows, tabs between the cells) as they stand in the file, by number; numbers the file does not have are absent.
    `left_out` names the visible sheets of a workbook which have rows and were not read.
    """

    header: tuple[str, ...]
    encoding: str
    delimiter: str
    header_line: int
    read: Callable[[], Iterator[TextChunk]]
    raw: Callable[[Iterable[int]], dict[int, str]]
    left_out: tuple[str, ...] = ()

    def chunks(self) -> Iterator[TextChunk]:
        """The rows below the header, a few megabytes at a time."""
        return self.read()


def read_source(argument: str, stdin: BinaryIO, *, limit: int = MAX_BYTES) -> Source:
    """The bytes behind a command-line argument: a path, or "-" for standard input.

    Raises UsageError when the file cannot be opened or read, InputRejected when it is empty, larger than `limit` bytes
    (packed or unpacked), an archive which cannot be taken as one file, or written to while it is read; DiskError when
    there is no room for what must be unpacked.
    """
    name = "stdin" if argument == "-" else argument
    data = unpack(_packed(argument, stdin, name, limit), name, limit)
    if not data:
        raise InputRejected("empty_file", where=name)
    digest = hashlib.sha256()
    for piece in pieces(data):
        digest.update(piece)
    return Source(name, data, digest.hexdigest())


def _packed(argument: str, stdin: BinaryIO, name: str, limit: int) -> Data:
    """The bytes as they come: a large regular file is left where it is, anything else is read once."""
    try:
        if argument == "-":
            return _spooled(stdin, name, limit)
        file = Path(name).open("rb")  # noqa: SIM115 - a large file stays open as long as its bytes are wanted
        state = os.fstat(file.fileno())
        if stat.S_ISREG(state.st_mode) and state.st_size > limit:
            raise InputRejected("file_too_large", where=name, limit=limit)
        if stat.S_ISREG(state.st_mode) and state.st_size > IN_MEMORY:
            return FileData(file, name)
        with file:  # pipes and devices have no size, and maybe no end
            return _spooled(file, name, limit)
    except FileNotFoundError:
        raise UsageError("file_missing", where=name) from None
    except IsADirectoryError:
        raise UsageError("file_is_directory", where=name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise UsageError("file_unreadable", where=name, reason=getattr(error, "strerror", None) or error) from None


def _spooled(file: BinaryIO, name: str, limit: int) -> Data:
    """Everything up to `limit`, in pieces."""
    spool = Spool(name)
    while piece := file.read(PIECE):
        spool.write(piece)
        if spool.size > limit:
            raise InputRejected("file_too_large", where=name, limit=limit)
    return spool.data()
