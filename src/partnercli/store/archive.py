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
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin."""


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


def hide(place: Path, encoding: str, alone: re.Pattern[str], beside: re.Pattern[str]) -> bool:
    """Overwrite in the kept bytes what fits `alone`, and in the same lines what fits `beside`.

    False where they are no text (workbooks): an empty file is then left in their place, so that the same bytes are not
    kept again. Nothing is done where nothing is kept there any more. Raises DiskError when the folder cannot be
    written.
    """
    try:
        kept = gzip.decompress(place.read_bytes())
    except FileNotFoundError:
        return True
    except (OSError, EOFError) as error:
        raise DiskError("disk_refused", path=place, detail=str(error)) from error
    hidden = b""
    if is_text := not kept.startswith(_BINARY) and encoding != "":
        lines = kept.decode(encoding, "surrogateescape").splitlines(keepends=True)
        shown = (beside.sub(_stars, alone.sub(_stars, line)) if alone.search(line) else line for line in lines)
        hidden = "".join(shown).encode(encoding, "surrogateescape")
    if hidden != kept:
        _pack(hidden, place)
    return is_text


def _stars(found: re.Match[str]) -> str:
    return "*" * len(found[0])
