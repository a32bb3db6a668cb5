"""Backups: a copy of the store's file, proved to hold the same, moved into its folder whole or not at all.

DuckDB locks the file with POSIX locks, which a process loses when it closes *any* descriptor of that file. So a copy is
read at the very end of the time the store is open, or its descriptor is held for as long as the store is.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from partnercli import files
from partnercli.errors import DiskError, PartnerError, UsageError
from partnercli.store import age, checkpoint, engine, journal, migrate, seals
from partnercli.store.backup_name import ENCRYPTED, BackupName, asked_for, name_for, parse_name
from partnercli.store.digest import state_hash

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: its file, the bytes of it, the hash of the state in it, whether journal and tables hold."""

    file: Path
    size: int
    state: str
    holds: bool = True


def back_up(
    store: Path,
    folder: Path,
    *,
    wait: float,
    memory: str = "",
    recipients: Sequence[str] = (),
    dry_run: bool = False,
) -> Backup:
    """Copy the store into the folder, which is made when it is not there. The copy is its owner's alone.

    Others may read meanwhile. The copy is opened and has to have the state hash of the store before it gets its name,
    which no other file has. A store that can be read but was edited past the tool is copied too, and said not to hold.
    With `recipients` (age public keys) it is encrypted after that; the folder never sees it
    plain. A dry run reads the store and writes nothing; its size is that of the store.
    Raises BusyError after `wait` seconds, DiskError, PartnerError store_damaged: damage is not backed up.
    """
    public = age.recipients(recipients)
    if not public and "\\" in str(folder.absolute()):  # an encrypted copy is proved beside the store
        raise UsageError("backslash_in_folder", path=folder)
    suffix = ENCRYPTED if public else ""
    with _disk(folder), contextlib.ExitStack() as drafts:
        with _reading(store, wait, memory) as connection:
            schema = migrate.schema(connection, store)
            state, holds = state_hash(connection), _holds(connection, schema)
            name = name_for(store, _now(), state)
            if dry_run:
                return Backup(folder / name.file(suffix=suffix), store.stat().st_size, state, holds)
            files.folder(folder)
            _sweep(folder, name)
            copy = drafts.enter_context(_draft((store.parent if public else folder) / name.file()))
            with store.open("rb") as source:
                copy_bytes(source, copy)
        verify(copy, state, memory)
        if public:
            plain, copy = copy, drafts.enter_context(_draft(folder / name.file(suffix=suffix)))
            with plain.open("rb") as source:
                write_new(copy, lambda target: age.encrypt(source, target, public))
        return replace(_placed(copy, folder, name, state, suffix), holds=holds)


def _holds(connection: Connection, schema: int) -> bool:
    """Whether the journal is whole and the tables are what it says; of another schema nobody can tell."""
    if schema != migrate.newest():
        return True
    try:
        return not any(journal.broken_lines(connection)) and not seals.apart(connection)
    except engine.engine().ProgrammingError:  # a table or a column is gone
        return False


def keep_before_migration(connection: Connection, store: Path, schema: int, held: contextlib.ExitStack) -> Path:
    """The store as it is, beside itself, before its schema changes; the file of it. `held` outlives the connection.

    A migration that fails is tried again with the next command: the copy there is of this very state is taken.
    """
    with _disk(store.parent):
        checkpoint.fold(connection, store, held)
        state = state_hash(connection)
        name = name_for(store, _now(), state, f"schema-{schema}")
        _sweep(store.parent, name)
        for known in store.parent.glob("*.duckdb"):
            parsed = parse_name(known.name)
            if parsed and (parsed.place, parsed.hash, parsed.why) == (name.place, name.hash, name.why):
                with contextlib.suppress(PartnerError):
                    verify(known, state)
                    return known
        with _draft(store.parent / name.file()) as copy:
            copy_bytes(held.enter_context(store.open("rb")), copy)
            verify(copy, state)
            return _placed(copy, store.parent, name, state).file


def _sweep(folder: Path, name: BackupName) -> None:
    """Remove what killed processes left of copies of the same store."""
    files.sweep(folder, f"{glob.escape(name.stem)}.{name.place}.*")


def prune(store: Path, newest: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of the store beside `newest`, so that it and `keep` - 1 others are left.

    Only what was asked for with `backup`. `newest` stays even where the clock went backwards. Returns what was removed.
    DiskError says that `newest` is made all the same.
    """
    try:
        doomed = [file for file in asked_for(newest.parent, store) if file != newest][keep - 1 :]
        for file in doomed:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise DiskError("backup_not_pruned", path=newest, detail=error.strerror or str(error)) from error
    files.settle(newest.parent)
    return doomed


def copies(store: Path, folder: Path) -> list[Path]:
    """Every copy of this store in the folder and beside it, whoever asked for it: backups, stores kept aside by a
    migration or a restore, with their logs. By name."""
    own = name_for(store, _now(), "")
    found = []
    for file in {*folder.glob("*.duckdb*"), *store.parent.glob("*.duckdb*")}:
        parsed = parse_name(file.name.partition(".wal")[0])
        if parsed and (parsed.stem, parsed.place) == (own.stem, own.place):
            found.append(file)
    return sorted(found)


def verify(copy: Path, state: str, memory: str = "") -> None:
    """PartnerError unless the copy opens and has this state hash."""
    with (
        contextlib.closing(engine.connect(copy, write=False, wait=0, memory=memory)) as connection,
        engine.translated(copy),
    ):
        if state_hash(connection) != state:
            raise PartnerError("copy_differs", path=copy)


def copy_bytes(source: BinaryIO, target: Path) -> None:
    """A new private file with the bytes of the source, durable. Raises OSError as the system does."""
    write_new(target, lambda file: shutil.copyfileobj(source, file, _PIECE))


def write_new(place: Path, fill: Callable[[BinaryIO], object]) -> None:
    """A new private file with what `fill` writes into it, durable. Raises OSError as the system does."""
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def fold_log(store: Path, wait: float, memory: str = "") -> None:
    """Let the engine take into the file what a killed process left in its log."""
    with (
        contextlib.ExitStack() as held,
        contextlib.closing(engine.connect(store, write=True, wait=wait, memory=memory)) as connection,
        engine.translated(store),
    ):
        checkpoint.fold(connection, store, held)


@contextlib.contextmanager
def _reading(store: Path, wait: float, memory: str) -> Iterator[Connection]:
    """The store open for reading, its file the whole of it. Writers wait until the block ends."""
    while True:
        with contextlib.closing(engine.connect(store, write=False, wait=wait, memory=memory)) as connection:
            if not checkpoint.logs(store):
                with engine.translated(store):
                    yield connection
                return
        fold_log(store, wait, memory)


@contextlib.contextmanager
def _draft(place: Path) -> Iterator[Path]:
    """Where to write what shall stand at `place`; nothing is there when the block is left."""
    path = files.draft_of(place)
    path.unlink(missing_ok=True)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _placed(copy: Path, folder: Path, name: BackupName, state: str, suffix: str = "") -> Backup:
    """The finished copy under the first name that is free."""
    turn, size = 1, copy.stat().st_size
    while not files.move_in(copy, folder / name.file(turn, suffix)):
        turn += 1
    files.settle(folder)
    return Backup(folder / name.file(turn, suffix), size, state)


@contextlib.contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskError("disk_refused", path=folder, detail=error.strerror or str(error)) from error


def _now() -> datetime:
    """The moment in UTC: of the clock even where `--today` fixes the day, since it tells backups apart."""
    return datetime.now(UTC)
