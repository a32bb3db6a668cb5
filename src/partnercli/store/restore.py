"""Restoring: a backup is read into a draft beside the store and proved there; then one rename puts it in its place."""

from __future__ import annotations

import contextlib
import fcntl
import glob
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from partnercli import files, interrupts
from partnercli.errors import BusyError, DiskError, InputRejected, PartnerError, UsageError
from partnercli.store import age, backup, checkpoint, engine, migrate
from partnercli.store.backup_name import ENCRYPTED, BackupName, name_for, parse_name
from partnercli.store.digest import state_hash

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Change = tuple[int, datetime, str, str]
_UNKNOWN = "0" * 64
"""The state hash, in a name, of what cannot be read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proved backup: its draft beside the store, its state hash, whether its name vouched for it, its changes."""

    draft: Path
    state: str
    vouched: bool
    changes: frozenset[Change]


@dataclass(frozen=True, slots=True)
class Standing:
    """The store that would be replaced: its state hash, '' where it is damaged, its changes the backup has not, and the
    leads (`L1 L2`) that were forgotten by them: with the backup they are back."""

    state: str
    lost: tuple[int, ...]
    forgotten: str = ""


@contextlib.contextmanager
def candidate(file: Path, store: Path, *, memory: str = "", identity: Path | None = None) -> Iterator[Candidate]:
    """Read the backup, decrypted with the secret keys of the file `identity`; the draft is gone when the block is left.

    Every block of it is read. An older schema is brought up to date in the draft: the backup stays what it is.
    Raises UsageError when there is no such file, or a newer partnercli wrote it; InputRejected when it is no backup, is
    damaged, or does not hold what its name says; DiskError.
    """
    if file.exists() and not file.is_file():  # a pipe would hang, a device has no end
        raise InputRejected("not_a_backup", path=file)
    try:
        source = file.open("rb")
    except OSError as error:
        raise UsageError("file_missing", where=str(file)) from error
    draft = files.draft_of(store)
    leftovers = (draft, draft.with_name(draft.name + ".wal"))
    try:
        with source:
            files.folder(store.parent)
            files.sweep(store.parent, glob.escape(store.name))
            draft.unlink(missing_ok=True)
            if file.name.endswith(ENCRYPTED):
                if identity is None:
                    raise UsageError("identity_needed", path=file)
                keys = age.identities(identity)
                backup.write_new(draft, lambda plain: age.decrypt(source, plain, keys, file))
            else:
                backup.copy_bytes(source, draft)
        yield _proved(draft, file, memory)
    except OSError as error:
        raise DiskError("disk_refused", path=store.parent, detail=error.strerror or str(error)) from error
    finally:
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)


def _proved(draft: Path, file: Path, memory: str) -> Candidate:
    try:
        with (
            engine.private_files(),
            contextlib.closing(engine.connect(draft, write=True, wait=0, memory=memory)) as connection,
            engine.translated(draft),
        ):
            state, name = state_hash(connection), parse_name(file.name)
            if name and not name.is_of(state):
                raise InputRejected("backup_differs", path=file)
            migrate.bring_up_to_date(connection, file, write=True)
            connection.execute("checkpoint")
            return Candidate(draft, state, name is not None, _changes(connection))
    except DiskError:
        raise
    except PartnerError as error:
        if error.problem.code == "store_damaged":
            raise InputRejected("backup_damaged", path=file, detail=error.problem.facts["detail"]) from error
        if error.problem.code == "not_a_store":
            raise InputRejected("not_a_backup", path=file) from error
        raise


def standing(store: Path, new: Candidate, *, wait: float, memory: str = "") -> Standing | None:
    """What stands in the place of the store, None: nothing. Raises BusyError, UsageError when it is no store at all."""
    if not store.exists():
        return None
    try:
        with (
            contextlib.closing(engine.connect(store, write=False, wait=wait, memory=memory)) as connection,
            engine.translated(store),
        ):
            migrate.schema(connection, store)
            lost = sorted(_changes(connection) - new.changes)
            forgotten = dict.fromkeys(
                id_ for *_line, command, said in lost if command == "lead forget" for id_ in said.split()
            )
            return Standing(state_hash(connection), tuple(line[0] for line in lost), " ".join(forgotten))
    except PartnerError as error:
        if error.problem.code != "store_damaged":
            raise
        return Standing("", ())


def put(
    new: Candidate, store: Path, old: Standing | None, *, wait: float, done: contextlib.ExitStack, memory: str = ""
) -> Path | None:
    """Put the proved draft in the place of the store; where the replaced one is kept now, or what a missing one left
    beside its place; None when there was nothing.

    From the exchange on Ctrl-C is ignored until `done` is closed. Raises BusyError when the store is held, or is not
    the one `old` tells of any more: somebody changed it meanwhile.
    """
    if old is None:
        return _put_into_gap(new, store)
    if not old.state:
        return _put_over_damage(new, store, wait, done)
    with (
        contextlib.ExitStack() as held,
        contextlib.closing(engine.connect(store, write=True, wait=wait, memory=memory)) as connection,
        engine.translated(store),
    ):
        checkpoint.fold(connection, store, held)  # the file alone is the store: no log of it may meet the new one
        if state_hash(connection) != old.state or any(log.stat().st_size for log in checkpoint.logs(store)):
            raise BusyError("store_changed", path=store)
        return _exchange(new.draft, store, old.state, "replaced", done)


def _put_into_gap(new: Candidate, store: Path) -> Path | None:
    """No store is there, but a killed process may have left its log: the engine would play it into the new one."""
    if store.exists():
        raise BusyError("store_changed", path=store)
    aside = _leftovers_aside(store, name_for(store, datetime.now(UTC), _UNKNOWN, "left"))
    if not files.move_in(new.draft, store):
        raise BusyError("store_changed", path=store)
    files.settle(store.parent)
    return aside


def _put_over_damage(new: Candidate, store: Path, wait: float, done: contextlib.ExitStack) -> Path:
    """A file the engine cannot open is locked as the engine would do it; its log goes aside first."""
    deadline = time.monotonic() + wait
    with store.open("rb+") as locked:
        while True:
            try:
                fcntl.lockf(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= deadline:
                    raise BusyError("store_busy", path=store, pid="?") from error
                time.sleep(0.05)
        return _exchange(new.draft, store, _UNKNOWN, "damaged", done)


def _exchange(draft: Path, store: Path, state: str, why: str, done: contextlib.ExitStack) -> Path:
    """The store gets a second name, then the draft takes its first one: there is a whole store at any moment."""
    done.enter_context(interrupts.ignored())
    name, turn = name_for(store, datetime.now(UTC), state, why), 1
    _leftovers_aside(store, name)
    while not files.move_in(store, aside := store.with_name(name.file(turn))):
        turn += 1
    draft.replace(store)
    files.settle(store.parent)
    return aside


def _leftovers_aside(store: Path, name: BackupName) -> Path | None:
    """What belongs to the old file and would be taken for the new one's: its logs, and the blocks of a checkpoint that
    was cut short. The first of them, where it is now."""
    moved = [
        log.replace(store.with_name(name.file() + log.name.removeprefix(store.name))) for log in checkpoint.logs(store)
    ]
    if (blocks := checkpoint.kept(store)).exists():
        moved.append(blocks.replace(store.with_name(f"{name.file()}.wal.blocks")))
    return moved[0] if moved else None


def _changes(connection: Connection) -> frozenset[Change]:
    """The journal: what tells a store that went on from one that did not."""
    rows = connection.execute("select id, made_at, command, subject from entry").fetchall()
    return frozenset((int(number), made_at, command, subject) for number, made_at, command, subject in rows)
