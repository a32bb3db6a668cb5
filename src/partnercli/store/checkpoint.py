"""Checkpoints that a kill cannot break.

A change is safe once it stands in the write-ahead log. A checkpoint then moves it into the store file: into free blocks
first and at the very end into the header, so that a checkpoint cut short leaves the file as it was. One thing DuckDB
rewrites where it stands: the blocks of its metadata, under a checksum. A process that dies in the middle of that write
would leave a store nobody can open. So these few blocks lie beside the store until the checkpoint is through, and
whoever finds them there after a death puts them back.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from partnercli import files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

HEADERS = 3 * 4096
"""The file begins with its main header and two that take turns; blocks follow (DuckDB's storage format, 1.0 to 2.0)."""
_SIZES = struct.Struct("<QQ")


def kept(path: Path) -> Path:
    """Where a store's metadata blocks lie while it is checkpointed."""
    return path.with_name(f".{path.name}.blocks")


def fold(connection: Connection, path: Path, held: contextlib.ExitStack) -> None:
    """Take what stands in the log into the store file. Raises OSError and the engine's errors; what is committed stays.

    `held` outlives the connection: closing any descriptor of the file lets go of the engine's lock on it.
    """
    if kept(path).exists():  # what lies there is good, and what stands in the file may not be
        raise FileExistsError(kept(path))
    store = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    held.callback(os.close, store)
    _keep(connection, store, kept(path))
    connection.execute("checkpoint")
    kept(path).unlink()


def logs(path: Path) -> list[Path]:
    """What stands beside a store that was not folded: its log, and those of a checkpoint that was cut short."""
    places = (path.with_name(f"{path.name}.wal{more}") for more in ("", ".checkpoint", ".recovery"))
    return [place for place in places if place.exists()]


def mend(path: Path) -> bool:
    """Undo a checkpoint that was cut short; called before each try to open the store. Nothing to do is the rule.

    As long as the headers are those of before, the blocks kept are what they speak of. A store that may not be written
    is left as it is. False where somebody holds it, who may be in the middle of a checkpoint: it is not to be opened.
    """
    if not kept(path).exists():
        return True
    with contextlib.suppress(OSError), path.open("r+b") as store:
        try:
            fcntl.lockf(store, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        with kept(path).open("rb") as blocks:
            if blocks.read(HEADERS) == store.read(HEADERS):
                while sizes := blocks.read(_SIZES.size):
                    place, size = _SIZES.unpack(sizes)
                    store.seek(place)
                    store.write(blocks.read(size))
                store.flush()
                os.fsync(store.fileno())
        kept(path).unlink()
    return True


def _keep(connection: Connection, store: int, place: Path) -> None:
    """The headers and the metadata blocks as they stand in the file, durable before this returns."""
    size = connection.execute("select block_size from pragma_database_size()").fetchall()[0][0]
    blocks = connection.execute("select distinct block_id from pragma_metadata_info() order by 1").fetchall()
    with files.draft(place) as copy:
        copy.write(os.pread(store, HEADERS, 0))
        for (block,) in blocks:
            content = os.pread(store, size, HEADERS + block * size)
            copy.write(_SIZES.pack(HEADERS + block * size, len(content)) + content)
