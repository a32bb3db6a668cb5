"""A Table becomes bytes: on a terminal, in a pipe, in a file. Knows formats, and nothing of the store or of reports.

A format is a module of this package with one function, `render(table, view)`, and its line in FORMATS.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from partnercli import files, i18n
from partnercli.domain.table import Table
from partnercli.errors import DiskError, UsageError
from partnercli.render.cells import upright
from partnercli.render.view import View, view_of

FORMATS: dict[str, str] = {  # name of the format and of its module: the suffix of its files, "" when it has none
    "table": "",
    "plain": ".txt",
    "csv": ".csv",
    "tsv": ".tsv",
    "json": ".json",
    "jsonl": ".jsonl",
    "md": ".md",
    "html": ".html",
    "xlsx": ".xlsx",
}
BINARY = frozenset({"xlsx"})
FOR_PEOPLE = frozenset({"table", "plain", "md", "html"})


def show(table: Table, fmt: str | None, out: IO[Any], *, language: str | None = None) -> None:
    """Write `table` to the stream `out`, always as UTF-8; text streams without a byte buffer get text.

    Without `fmt`: `table` on a terminal, `plain` off one. `language` (`en`, `ru`) groups the digits of amounts; words
    follow `i18n`. Raises UsageError `unknown_format` or `binary_to_terminal`; BrokenPipeError passes through.
    """
    view = view_of(out, language or i18n.language())
    name = fmt or ("table" if view.terminal else "plain")
    if name in BINARY and view.terminal:
        raise UsageError("binary_to_terminal", format=name)
    chunks = _encoded(_render(table, name, view))
    out.flush()  # what was printed before stays before
    raw = getattr(out, "buffer", out)
    for chunk in chunks:
        raw.write(chunk.decode() if isinstance(raw, io.TextIOBase) else chunk)
    raw.flush()


def write(table: Table, path: str | Path, fmt: str | None = None, *, language: str | None = None) -> None:
    """Write `table` to a file, whole or not at all; without `fmt` the suffix names the format.

    Raises UsageError `unknown_format`, DiskError `cannot_write`.
    """
    if Path(path).is_dir():
        raise UsageError("output_is_directory", path=path)
    name = fmt or format_of(path)
    chunks = _encoded(_render(table, name, View(language=language or i18n.language())))
    try:
        _replace(Path(path), chunks)
    except OSError as error:
        raise DiskError("cannot_write", where=str(path), reason=error.strerror or str(error)) from error


def format_of(path: str | Path) -> str:
    """The format a file's suffix names. Raises UsageError `unknown_format`."""
    suffix = Path(path).suffix.lower()
    for name, own in FORMATS.items():
        if own and own == suffix:
            return name
    raise _unknown(suffix or str(path))


def _render(table: Table, name: str, view: View) -> Iterable[str | bytes]:
    if name not in FORMATS:
        raise _unknown(name)
    if table.record and name in FOR_PEOPLE and len(table.rows) == 1:
        table = upright(table, view, raw=name == "plain")
    chunks: Iterable[str | bytes] = import_module(f"{__name__}.{name}").render(table, view)
    return chunks


def _unknown(given: str) -> UsageError:
    return UsageError("unknown_format", given=given, known=", ".join(FORMATS))


def _encoded(chunks: Iterable[str | bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk.encode() if isinstance(chunk, str) else chunk


def _replace(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a draft and move it in. A symbolic link keeps pointing to the file; one that somebody else made in a folder
    of a third, where it waits for whoever writes there, is refused as Linux does (`protected_symlinks`).

    A report has the mode the umask gives, and keeps the one it was given since.
    """
    if path.is_symlink() and path.lstat().st_uid not in (os.geteuid(), path.parent.stat().st_uid):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if path.exists() and not path.is_file():  # a pipe or a device can only be written straight
        with path.open("wb") as out:
            out.writelines(chunks)
        return
    target = Path(os.path.realpath(path))
    mode = stat.S_IMODE(target.stat().st_mode) & 0o666 if target.exists() else 0o666
    with files.draft(target, mode) as out:
        out.writelines(chunks)
