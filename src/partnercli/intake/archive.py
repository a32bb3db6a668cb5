"""Packed files: what is inside a gzip, or a zip with one file, with limits against archives made to fill the memory.

The names inside an archive are never used: nothing is written under them.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from typing import Literal, Protocol

from partnercli.errors import InputRejected
from partnercli.intake.buffer import PIECE, Data, Opened, Spool

# An honest export packs 5 to 50 times. Beyond this ratio an archive is only accepted while it stays small.
MAX_RATIO = 300
SMALL_BYTES = 64 << 20
BROKEN = (
    OSError, EOFError, ValueError, OverflowError, MemoryError, zlib.error, lzma.LZMAError, struct.error,
    LookupError,  # a file without a name
    RuntimeError,  # a password, or a way of packing that is not known
    zipfile.BadZipFile,
)  # fmt: skip
"""What the libraries raise for archives that are damaged or made to hurt."""

# The list of files is read in one piece and becomes objects ten times its size. This is some 50,000 files.
_MAX_LIST = 4 << 20
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def unpack(data: Data, name: str, limit: int) -> Data:
    """`data` itself, or what it holds when it is a gzip or a zip with exactly one file. Workbooks are left as they are.

    Raises InputRejected: broken_archive, locked_archive, archive_files(count), archive_in_archive,
    file_too_large(limit).
    """
    packed = data
    try:
        if data[:2] == _GZIP:
            with gzip.GzipFile(fileobj=io.BufferedReader(Opened(data))) as file:
                data = _read(file, name, len(data), limit)
        elif data[:4] in _ZIP:
            if workbook_kind(data) is None:
                data = _only_file(data, name, limit)
            else:
                _refuse_tight(data, name, limit)
    except BROKEN:
        raise InputRejected("broken_archive", where=name) from None
    if data is not packed and (data[:2] == _GZIP or (data[:4] in _ZIP and workbook_kind(data) is None)):
        raise InputRejected("archive_in_archive", where=name)
    return data


def workbook_kind(data: Data) -> Literal["xlsx", "xls", "ods"] | None:
    """Which kind of workbook these bytes are, by what they hold and not by a name; also when it is damaged.

    "xlsx" is every workbook of the Office Open XML family, "xls" every OLE file: also XLSX with a password is one.
    """
    if data[:8] == _OLE:
        return "xls"
    head = data[:4096]
    if not head.startswith(_ZIP[0]):
        return None
    try:
        with open_zip(data) as archive:
            if any(member.startswith("xl/workbook.") for member in archive.namelist()):
                return "xlsx"
            return "ods" if "content.xml" in archive.namelist() and _ODS in head else None
    except BROKEN:
        if _ODS in head:
            return "ods"
        return "xlsx" if b"[Content_Types].xml" in head or b"xl/" in head else None


def open_zip(data: Data) -> zipfile.ZipFile:
    """The zip in these bytes. Raises what is in BROKEN."""
    return zipfile.ZipFile(_Bounded(Opened(data)))


class _Bounded(io.BufferedReader):
    """A file that gives no piece larger than the list of files of an honest archive."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_LIST:
            raise zipfile.BadZipFile("too many files")
        return super().read(size)


def _only_file(data: Data, name: str, limit: int) -> Data:
    with open_zip(data) as archive:
        # macOS adds a shadow of every file; folders are entries too.
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise InputRejected("archive_files", where=name, count=len(members))
        if members[0].flag_bits & 1:
            raise InputRejected("locked_archive", where=name)
        with archive.open(members[0]) as file:
            return _read(file, name, len(data), limit)


def _refuse_tight(data: Data, name: str, limit: int) -> None:
    """InputRejected(file_too_large) for a workbook whose parts say they are suspiciously large. What is wrong with the
    zip itself the reader of workbooks tells."""
    with contextlib.suppress(*BROKEN), open_zip(data) as archive:
        if sum(member.file_size for member in archive.infolist()) > _most(len(data)):
            raise InputRejected("file_too_large", where=name, limit=limit)


def _most(packed: int) -> int:
    """The bytes so many packed ones may come to."""
    return max(SMALL_BYTES, packed * MAX_RATIO)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read(file: _Readable, name: str, packed: int, limit: int) -> Data:
    spool = Spool(name)
    while piece := file.read(PIECE):
        spool.write(piece)
        if spool.size > min(limit, _most(packed)):
            raise InputRejected("file_too_large", where=name, limit=limit)
    return spool.data()
