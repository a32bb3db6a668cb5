"""Files written whole or not at all: into a draft beside the place, made durable, then moved in."""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from partnercli.errors import BusyError, DiskError

_DRAFT = re.compile(r"\.(\d+)\.new(\.wal)?$")


@contextlib.contextmanager
def draft(place: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """The file to write; it stands at `place`, with these rights, when the block ends well, and nowhere when not.

    Raises OSError as the system does. Each process has a draft of its own, so that two never write into one.
    """
    sweep(place.parent, glob.escape(place.name))
    path = draft_of(place)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.replace(place)
        settle(place.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def draft_of(place: Path) -> Path:
    """Where this process writes what shall stand at `place`."""
    return place.with_name(f".{place.name}.{os.getpid()}.new")


def move_in(draft: Path, place: Path) -> bool:
    """Put the finished file in its place unless somebody was faster; False when somebody was."""
    try:
        os.link(draft, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if place.exists():
            return False
        draft.rename(place)
    return True


def settle(folder: Path) -> None:
    """Make durable what was moved into the folder or out of it, where the file system knows how."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def sweep(folder: Path, name: str) -> None:
    """Remove the drafts of files whose name matches the pattern that killed processes left; some are folders."""
    for leftover in folder.glob(f".{name}.*.new*"):
        process = _DRAFT.search(leftover.name)
        if process and not _alive(int(process[1])):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover, ignore_errors=True)
                continue
            with contextlib.suppress(OSError):
                leftover.unlink()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        return True
    return True


def folder(path: Path) -> None:
    """Make the folder and those above it that are missing, for their owner alone whatever the umask. Raises OSError."""
    for each in (*reversed(path.parents), path):
        if not each.is_dir():
            each.mkdir(mode=0o700, exist_ok=True)


def write(place: Path, text: str, mode: int = 0o600) -> None:
    """A text file, as `draft` writes it."""
    with draft(place, mode) as file:
        file.write(text.encode())


@contextlib.contextmanager
def alone(place: Path, wait: float) -> Iterator[None]:
    """The block runs in one process at a time; who comes second waits up to `wait` seconds.

    The lock is the system's (flock), which lets go of it however the process ends; the file stays and names the
    process. Raises BusyError naming it, DiskError where the file cannot be made.
    """
    try:
        lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DiskError("disk_refused", path=place, detail=error.strerror or str(error)) from error
    with os.fdopen(lock, "r+b", buffering=0) as file:
        _take(file.fileno(), place, time.monotonic() + wait)
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        yield


def _take(lock: int, place: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() < until:
                time.sleep(0.05)
                continue
            holder = os.pread(lock, 20, 0).decode(errors="replace")
            raise BusyError("job_running", path=place, pid=holder if holder.isdigit() else "?") from error
        return
