"""The raw bytes of imported files, kept beside the store when the settings say so: one private gzip a content."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Protocol

from partnercli import files
from partnercli.errors import DiskError

_KEPT = re.compile(r"[0-9a-f]{64}\.gz")
_PIECE = 1 << 20
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
"""How workbooks and packed files begin."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
"""A letter as JSON may spell it."""


class Bytes(Protocol):
    """Bytes that may lie on disk: a length, and parts of it."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> bytes: ...


def place(folder: Path, sha256: str) -> Path:
    """Where the bytes with this checksum are kept. The name says nothing of what is in them."""
    return folder.absolute() / f"{sha256}.gz"


def is_kept(name: str) -> bool:
    """Whether a file of this name in the archive's folder holds what was imported."""
    return bool(_KEPT.fullmatch(name))


def keep(data: Bytes, target: Path) -> None:
    """Write the bytes to `target` unless they are there already: whole or not at all, readable by the owner alone.

    Raises DiskError when the folder cannot be written.
    """
    if not target.exists():
        _pack(data, target)


def _pack(data: Bytes, target: Path) -> None:
    try:
        files.folder(target.parent)
        with files.draft(target) as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            for start in range(0, len(data), _PIECE):
                packed.write(data[start : start + _PIECE])
    except OSError as error:
        raise DiskError("disk_refused", path=target.parent, detail=error.strerror or str(error)) from error


def may_name(place: Path, encoding: str, person: re.Pattern[str], *, unread: bool) -> bool:
    """Whether the kept bytes hold what fits `person`, as it is or as CSV and JSON spell it.

    `unread` is the answer for bytes that are no text (workbooks). What is kept no more, or emptied, names nobody.
    Raises DiskError when the file cannot be read.
    """
    try:
        kept = gzip.decompress(place.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, EOFError) as error:
        raise DiskError("disk_refused", path=place, detail=str(error)) from error
    if not kept:
        return False
    if kept.startswith(_BINARY) or encoding == "":
        return unread
    text = kept.decode(encoding, "surrogateescape")
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace('\\"', '"').replace('""', '"')
    return bool(person.search(text) or person.search(plain))


def empty(place: Path) -> None:
    """Leave an empty file in place of the kept bytes: the same bytes are not kept again. Nothing is done where nothing
    is kept any more. Raises DiskError when the folder cannot be written.
    """
    if place.exists():
        _pack(b"", place)
