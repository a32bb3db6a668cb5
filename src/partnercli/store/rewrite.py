"""The store written anew, whole: what was deleted is in no block of it any more. Used where deleting is not enough.

DuckDB leaves deleted values in free blocks. So a change that must leave nothing works on a draft in a folder beside the
store, the draft is copied table by table into a new file, and that takes the place of the store with one rename: there
is the store of before, or the one after.
"""

from __future__ import annotations

import contextlib
import glob
import shutil
from collections.abc import Iterator
from pathlib import Path

from partnercli import files, interrupts
from partnercli.errors import DiskError
from partnercli.store import backup, checkpoint, engine
from partnercli.store.digest import state_hash


@contextlib.contextmanager
def rewritten(store: Path, *, wait: float, done: contextlib.ExitStack, memory: str = "") -> Iterator[Path]:
    """A copy of the store to change; when the block ends well, what is in it then is the store.

    The store is held for writing meanwhile. From the exchange on Ctrl-C is ignored until `done` is closed. Raises
    BusyError, DiskError, PartnerError copy_differs.
    """
    folder = files.draft_of(store)
    draft, fresh = folder / "draft.duckdb", folder / "fresh.duckdb"
    try:
        with (
            engine.private_files(),
            contextlib.ExitStack() as held,
            contextlib.closing(engine.connect(store, write=True, wait=wait, memory=memory)) as connection,
            engine.translated(store),
        ):
            files.sweep(store.parent, glob.escape(store.name))
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            checkpoint.fold(connection, store, held)
            backup.copy_bytes(held.enter_context(store.open("rb")), draft)
            yield draft
            engine.write_anew(draft, fresh, memory)
            with contextlib.closing(engine.connect(draft, write=False, wait=0, memory=memory)) as changed:
                backup.verify(fresh, state_hash(changed), memory)
            done.enter_context(interrupts.ignored())
            fresh.replace(store)
            files.settle(store.parent)
    except OSError as error:
        raise DiskError("disk_refused", path=store.parent, detail=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
