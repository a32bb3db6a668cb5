"""Frames kept aside: in memory while they are small, in a private file without a name when they are not."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from partnercli.errors import DiskError
from partnercli.intake.buffer import temporary_file

if TYPE_CHECKING:
    import polars as pl

IN_MEMORY = 64 << 20


class Frames:
    """Polars frames in the order they were appended; iterate any number of times, also while appending goes on.

    About `limit` bytes are kept in memory. What is more goes to an Arrow IPC file without a name, which only this
    process can read and which is gone with it, however it ends; frames read from there are made anew each time.
    Raises DiskError disk_refused when that file cannot be written or read.
    """

    def __init__(self, limit: int = IN_MEMORY) -> None:
        self._limit = limit
        self._held = 0
        self._frames: list[pl.DataFrame | range] = []  # a range: the bytes of the file which hold this frame
        self._file: BinaryIO | None = None
        self.height = 0
        """The number of rows in all frames."""

    def __len__(self) -> int:
        """The number of frames."""
        return len(self._frames)

    def append(self, frame: pl.DataFrame) -> None:
        """Keep `frame` behind the ones before it."""
        size = int(frame.estimated_size())
        self.height += frame.height
        if self._held + size <= self._limit:
            self._held += size
            self._frames.append(frame)
        else:
            self._frames.append(self._written(frame))

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for frame in self._frames:
            yield self._read(frame) if isinstance(frame, range) else frame

    def close(self) -> None:
        """Let go of everything now and not with the object."""
        self._frames.clear()
        self._held = self.height = 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _written(self, frame: pl.DataFrame) -> range:
        packed = io.BytesIO()
        frame.write_ipc(packed, compression="lz4")
        try:
            if self._file is None:
                self._file = temporary_file()
            start = self._file.seek(0, os.SEEK_END)
            self._file.write(packed.getbuffer())
            self._file.flush()
        except OSError as error:
            raise DiskError("disk_refused", path=tempfile.gettempdir(), detail=error.strerror or error) from error
        return range(start, self._file.tell())

    def _read(self, place: range) -> pl.DataFrame:
        import polars as pl

        assert self._file is not None
        data = os.pread(self._file.fileno(), len(place), place.start)
        if len(data) < len(place):
            raise DiskError("disk_refused", path=tempfile.gettempdir(), detail="short read")
        return pl.read_ipc(data)
