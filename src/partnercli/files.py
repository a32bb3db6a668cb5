"""Files written whole or not at all: into a draft beside the place, made durable, then moved in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def draft(place: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """The file to write; it stands at `place`, with these rights, when the block ends well, and nowhere when not.

    Raises OSError as the system does. Each process has a draft of its own, so that two never write into one.
    """
    path = place.with_name(f".{place.name}.{os.getpid()}.new")
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def write(place: Path, text: str, mode: int = 0o600) -> None:
    """A text file, as `draft` writes it."""
    with draft(place, mode) as file:
        file.write(text.encode())
