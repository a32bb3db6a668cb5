"""The bytes of a file without the file in memory: small ones are `bytes`, large ones stay on disk and are read in
parts.

Both answer to `Data`. Large files are read with `pread` and not mapped: a file which is cut short while it is mapped
kills the process, a short read is an error with a name.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from partnercli.errors import DiskError, InputRejected

IN_MEMORY = 32 << 20
PIECE = 1 << 20


class Data(Protocol):
    """Bytes with a length, of which parts are taken by slices (`data[a:b]`, never negative) and searched."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> bytes: ...
    def find(self, what: bytes, start: int = ..., end: int = ..., /) -> int: ...
    def rfind(self, what: bytes, start: int = ..., end: int = ..., /) -> int: ...


class FileData:
    """The bytes of an open regular file, as they are now: when the file is written to or cut later, reading refuses.

    Slicing and searching raise InputRejected file_changed. The file stays open as long as the object lives.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._number = file.fileno()
        state = os.fstat(self._number)
        self._state = state.st_size, state.st_mtime_ns

    def __len__(self) -> int:
        return self._state[0]

    def __getitem__(self, part: slice, /) -> bytes:
        start, end, _ = part.indices(len(self))
        return self._read(start, end)

    def find(self, what: bytes, start: int = 0, end: int | None = None, /) -> int:
        """As `bytes.find`."""
        start, end, _ = slice(start, end).indices(len(self))
        while start + len(what) <= end:
            at = self._read(start, min(end, start + PIECE)).find(what)
            if at >= 0:
                return start + at
            start += PIECE - len(what) + 1
        return -1

    def rfind(self, what: bytes, start: int = 0, end: int | None = None, /) -> int:
        """As `bytes.rfind`."""
        start, end, _ = slice(start, end).indices(len(self))
        while start + len(what) <= end:
            begin = max(start, end - PIECE)
            at = self._read(begin, end).rfind(what)
            if at >= 0:
                return begin + at
            end -= PIECE - len(what) + 1
        return -1

    def _read(self, start: int, end: int) -> bytes:
        read: list[bytes] = []
        while start < end and (piece := os.pread(self._number, end - start, start)):
            read.append(piece)
            start += len(piece)
        state = os.fstat(self._number)
        if start < end or (state.st_size, state.st_mtime_ns) != self._state:
            raise InputRejected("file_changed", where=self._name)
        return read[0] if len(read) == 1 else b"".join(read)


class Spool:
    """Bytes written one after the other, taken as `Data` at the end: a large amount goes to a file without a name,
    which only this process can read and which is gone with it, however it ends.

    Raises DiskError disk_refused when that file cannot be written.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        # Unlike SpooledTemporaryFile it is not copied once more to be taken.
        self._memory: io.BytesIO | None = io.BytesIO()
        self._file: BinaryIO | None = None
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Append `piece`."""
        self.size += len(piece)
        if self._memory is not None:
            self._memory.write(piece)
            if self.size <= IN_MEMORY:
                return
        try:
            if self._file is None:
                self._file = temporary_file()
            self._file.write(piece if self._memory is None else self._memory.getbuffer())
        except OSError as error:
            raise _disk_refused(error) from error
        self._memory = None

    def data(self) -> Data:
        """What was written. Nothing can be written any more."""
        if self._file is None:
            return self._memory.getvalue() if self._memory is not None else b""
        try:
            self._file.flush()
        except OSError as error:
            raise _disk_refused(error) from error
        return FileData(self._file, self._name)


def temporary_file() -> BinaryIO:
    """A new private file without a name, in the system's place for temporary files (TMPDIR)."""
    return tempfile.TemporaryFile(prefix="partnercli-")


def _disk_refused(error: OSError) -> DiskError:
    return DiskError("disk_refused", path=tempfile.gettempdir(), detail=error.strerror or error)


def pieces(data: Data) -> Iterator[bytes]:
    """All of it, PIECE bytes at a time."""
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def copied(data: Data) -> BinaryIO:
    """The bytes in a temporary file of their own, to be read by another process. Raises DiskError disk_refused."""
    try:
        file = temporary_file()
        for piece in pieces(data):
            file.write(piece)
        file.seek(0)
    except OSError as error:
        raise _disk_refused(error) from error
    return file


class Opened(io.RawIOBase):
    """The bytes as an open file, for libraries that read from one. Each has its own position."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self._data)}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: bytearray | memoryview, /) -> int:  # type: ignore[override]
        piece = self._data[self._at : self._at + len(into)]
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
