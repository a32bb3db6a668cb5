"""The one place that touches DuckDB: opening, locking, waiting, and errors turned into ours."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnercli import interrupts
from partnercli.errors import BusyError, DiskError, PartnerError, UsageError
from partnercli.store import checkpoint

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_HOLDER = re.compile(r"PID (\d+)")
_LOCKED = "Could not set lock"
_DAMAGE = ("IOException", "SerializationException", "FatalException", "InternalException", "Error")
_DISK = ("No space left", "Disk quota", "Read-only file system", "Permission denied", "File too large", "Input/output")


def engine(*, columns: bool = False) -> Any:
    """The DuckDB module.

    The extension module behind the package imports in a third of its time, and a daily command needs no more than it
    has: connect, execute, fetch. It is private, so its absence falls back to the package. `columns` asks for the whole
    package, which can scan frames.
    """
    if not columns:
        with contextlib.suppress(ImportError), interrupts.held():
            import _duckdb

            return _duckdb
    with interrupts.held():
        import duckdb

    return duckdb


def connect(path: Path, *, write: bool, wait: float, columns: bool = False, memory: str = "") -> Connection:
    """Open the store file, waiting up to `wait` seconds for another process to let go of it.

    User text can never read a file or load code: no external access, no
    extensions, locked configuration. The file format stays readable by DuckDB 1.4 and later.
    `memory` bounds what the engine holds (`600MB`); what is more goes to a private folder beside the store, which is
    gone when the store is closed. '' leaves it the engine's own bound, most of the machine's memory.

    Raises BusyError naming the holder, DiskError, UsageError when the file is no store.
    """
    if "\\" in str(path.absolute()):  # DuckDB takes it for a slash, wherever it is
        raise UsageError("backslash_in_path", path=path)
    if path.exists() and not _is_database(path):
        raise UsageError("not_a_store", path=path)
    module = engine(columns=columns)
    config = _config(path, memory)
    deadline, pause = time.monotonic() + wait, 0.05
    while True:
        busy: Exception | None = None
        try:
            if checkpoint.mend(path):
                connection: Connection = module.connect(str(path), read_only=not write, config=config)
                connection.execute("pragma disable_checkpoint_on_shutdown")
                connection.execute("set lock_configuration = true")
                if write:
                    _sweep(path)
                return connection
        except module.Error as error:
            if _LOCKED not in str(error):
                raise _translated(error, path) from error
            busy = error
        if time.monotonic() >= deadline:
            holder = _HOLDER.search(str(busy))
            raise BusyError("store_busy", path=path, pid=holder.group(1) if holder else "?") from busy
        time.sleep(pause)
        pause = min(1.5 * pause, 0.25)  # each try costs milliseconds of work, and many may wait for one who works


def _config(path: Path, memory: str, *, files: bool = False) -> dict[str, str]:
    """What every connection is told; what does not fit into memory goes beside `path`. `files`: it may open others."""
    config = {
        "storage_compatibility_version": "v1.4.0",
        "enable_external_access": str(files).lower(),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
        "temp_directory": str(spill(path, os.getpid())),
        "wal_autocheckpoint": "1TB",  # only when it is closed: checkpoint.py
    }
    return {**config, "memory_limit": memory} if memory else config


def write_anew(source: Path, target: Path, memory: str = "") -> None:
    """A new store file with the tables of the source and nothing else: no free blocks with what was deleted.

    Nobody else knows either file. Raises the engine's errors, translated for `target`.
    """
    with (
        translated(target),
        contextlib.closing(engine().connect(":memory:", config=_config(target, memory, files=True))) as connection,
    ):
        for file, name, how in ((source, "old", " (read_only)"), (target, "new", "")):
            connection.execute(f"attach '{str(file).replace(chr(39), chr(39) * 2)}' as {name}{how}")
        connection.execute("copy from database old to new")
        connection.execute("checkpoint new")


def close(connection: Connection, path: Path, *, write: bool) -> None:
    """Close; a writer folds the log into the file first. What cannot be (a full disk) stays in the log, committed."""
    with contextlib.ExitStack() as held, contextlib.closing(connection):
        if write and checkpoint.logs(path):
            with contextlib.suppress(OSError, MemoryError, engine().Error):
                checkpoint.fold(connection, path, held)


def spill(path: Path, process: int | str) -> Path:
    """Where a process that has the store open puts what does not fit into memory: DuckDB makes and removes it."""
    return path.with_name(f".{path.name}.{process}.tmp")


def _sweep(path: Path) -> None:
    """Remove what killed processes left. A writer has the store to itself, so none of it can be in use."""
    left = spill(path.with_name(glob.escape(path.name)), "*").name
    for leftover in path.parent.glob(left):
        shutil.rmtree(leftover, ignore_errors=True)


def _is_database(path: Path) -> bool:
    """Whether the file begins as DuckDB's do: given anything else DuckDB would guess what it is and open that."""
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == b"DUCK"
    except PermissionError as error:
        raise DiskError("disk_refused", path=path, detail=error.strerror) from error
    except OSError as error:
        raise UsageError("not_a_store", path=path) from error


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Files made inside the block (the store, its log, what it spills) are their owner's alone; reports are written
    outside of it and keep the user's umask."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def transaction(connection: Connection, committing: contextlib.ExitStack | None = None) -> Iterator[None]:
    """All or nothing: commit when the block ends, roll back on anything else, Ctrl-C included.

    From the commit on Ctrl-C is too late and ignored until `committing` is closed: what is done is also reported.
    """
    connection.execute("begin")
    try:
        yield
        if committing is not None:
            committing.enter_context(interrupts.ignored())
        connection.execute("commit")
    except BaseException:
        with contextlib.suppress(Exception):
            connection.execute("rollback")
        raise


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Engine errors inside the block become ours; DuckDB reports Ctrl-C inside a query as a RuntimeError."""
    base = engine().Error
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise
    except base as error:
        raise _translated(error, path) from error


def _translated(error: Exception, path: Path) -> BaseException:
    text = str(error)
    kind = type(error).__name__
    if kind == "InterruptException":
        return KeyboardInterrupt()
    if kind == "OutOfMemoryException":
        return MemoryError()
    if any(mark in text for mark in _DISK):
        return DiskError("disk_refused", path=path, detail=_first_line(text))
    if "not a valid DuckDB database" in text:
        return UsageError("not_a_store", path=path)
    if kind in _DAMAGE:
        return PartnerError("store_damaged", path=path, detail=_first_line(text))
    return error


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""
