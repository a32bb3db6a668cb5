"""Packed files: what is inside a gzip, or a zip with one file, with limits against archives made to fill the memory."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import Protocol

from partnercli.errors import InputRejected

# An honest export packs 5 to 50 times. Beyond this ratio an archive is only accepted while it stays small.
MAX_RATIO = 300
SMALL_BYTES = 64 << 20
_PIECE = 1 << 20
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, ValueError)


def unpack(data: bytes, name: str, limit: int) -> bytes:
    """`data` itself, or what it holds when it is a gzip or a zip with exactly one file. Workbooks are left as they are.

    Raises InputRejected: broken_archive, locked_archive, archive_files(count), file_too_large(limit).
    """
    try:
        if data.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                return _read(file, name, len(data), limit)
        if data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not is_workbook(data):
            return _only_file(data, name, limit)
    except _BROKEN:
        raise InputRejected("broken_archive", where=name) from None
    return data


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are an XLSX workbook, or a damaged zip which began as one."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(member.startswith("xl/workbook.") for member in archive.namelist())
    except _BROKEN:
        return b"[Content_Types].xml" in data[:4096] or b"xl/" in data[:4096]


def _only_file(data: bytes, name: str, limit: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # macOS adds a shadow of every file; folders are entries too.
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise InputRejected("archive_files", where=name, count=len(members))
        if members[0].flag_bits & 1:
            raise InputRejected("locked_archive", where=name)
        with archive.open(members[0]) as file:
            return _read(file, name, len(data), limit)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read(file: _Readable, name: str, packed: int, limit: int) -> bytes:
    data = io.BytesIO()
    while piece := file.read(_PIECE):
        data.write(piece)
        if data.tell() > min(limit, max(SMALL_BYTES, packed * MAX_RATIO)):
            raise InputRejected("file_too_large", where=name, limit=limit)
    return data.getvalue()
