"""The raw bytes of imported files, kept beside the store when the settings say so: one private gzip a content."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Protocol

from partnercli import files
from partnercli.errors import DiskError

_PIECE = 1 << 20


class Bytes(Protocol):
    """Bytes that may lie on disk: a length, and parts of it."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> bytes: ...


def place(folder: Path, sha256: str) -> Path:
    """Where the bytes with this checksum are kept. The name says nothing of what is in them."""
    return folder.absolute() / f"{sha256}.gz"


def keep(data: Bytes, target: Path) -> None:
    """Write the bytes to `target` unless they are there already: whole or not at all, readable by the owner alone.

    Raises DiskError when the folder cannot be written.
    """
    if target.exists():
        return
    try:
        files.folder(target.parent)
        with files.draft(target) as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            for start in range(0, len(data), _PIECE):
                packed.write(data[start : start + _PIECE])
    except OSError as error:
        raise DiskError("disk_refused", path=target.parent, detail=error.strerror or str(error)) from error
