"""What reading starts from, the bytes of a file or of standard input, and what it yields: text cells in chunks.

Nothing is interpreted here. A cell is the text of the file; money, dates and words are the profile's business.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from partnercli.domain.problem import Reject
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.archive import unpack

if TYPE_CHECKING:
    import polars as pl

MAX_BYTES = 4 << 30
RAW_LIMIT = 2_000
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is what the user typed, or "stdin". `data` is never empty.

    `sha256` is of `data`, that is of the unpacked export: the same report zipped, gzipped or plain is the same import.
    """

    name: str
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class TextChunk:
    """Rows of one stretch of the file, in file order.

    `frame` has String columns c0 … cN-1 (an empty cell is "", there is no null) and an Int64 column `line`: the 1-based
    physical line, or sheet row, on which the record starts.
    """

    frame: pl.DataFrame
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file read as a table. Each call of `chunks()` reads its rows anew; a file without data rows has no chunk.

    `raw` gives physical lines (or sheet rows, tabs between the cells) as they stand in the file, by number.
    """

    header: tuple[str, ...]
    encoding: str
    delimiter: str
    header_line: int
    read: Callable[[], Iterator[TextChunk]]
    raw: Callable[[Iterable[int]], dict[int, str]]

    def chunks(self) -> Iterator[TextChunk]:
        """The rows below the header, a few megabytes at a time."""
        return self.read()


def read_source(argument: str, stdin: BinaryIO, *, limit: int = MAX_BYTES) -> Source:
    """The bytes behind a command-line argument: a path, or "-" for standard input.

    Raises UsageError when the file cannot be opened or read, InputRejected when it is empty, larger than `limit` bytes
    (packed or unpacked) or an archive which cannot be taken as one file.
    """
    name = "stdin" if argument == "-" else argument
    data = _read(stdin, name, limit) if argument == "-" else _read_file(argument, limit)
    data = unpack(data, name, limit)
    if not data:
        raise InputRejected("empty_file", where=name)
    return Source(name, data, hashlib.sha256(data).hexdigest())


def _read_file(name: str, limit: int) -> bytes:
    try:
        with Path(name).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A whole file at once stands in memory once; pipes and devices have no size, and maybe no end.
            return file.read() if 0 < size <= limit else _read(file, name, limit)
    except FileNotFoundError:
        raise UsageError("file_missing", where=name) from None
    except IsADirectoryError:
        raise UsageError("file_is_directory", where=name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise UsageError("file_unreadable", where=name, reason=getattr(error, "strerror", None) or error) from None


def _read(file: BinaryIO, name: str, limit: int) -> bytes:
    """Everything up to `limit`, in pieces."""
    data = io.BytesIO()
    while piece := file.read(_PIECE):
        data.write(piece)
        if data.tell() > limit:
            raise InputRejected("file_too_large", where=name, limit=limit)
    return data.getvalue()
