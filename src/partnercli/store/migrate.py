"""Migrations: numbered SQL files. Those a store lacks are applied in one transaction, each with its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from partnercli.errors import UsageError
from partnercli.store import engine, journal, sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

FILES = Path(__file__).parent / "migrations"
_JOURNAL = 12
"""The migration since which the journal is chained."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done to an older store: its schema before and after, and the copy of it as it was."""

    have: int
    want: int
    kept: Path


def bring_up_to_date(
    connection: Connection,
    path: Path,
    *,
    write: bool,
    now: datetime | None = None,
    keep: Callable[[int], Path] | None = None,
) -> Migrated | None:
    """Apply what is missing, all of it or nothing. None when nothing was, or the store is new.

    `keep` is called with the schema of an older store before anything changes, and says where it kept it. The journal
    has the upgrade at `now` (naive UTC; None = by the clock).
    A reader of an older store, or anybody at a newer one, is told what to do (UsageError).
    """
    have, wanted, want = schema(connection, path), _shipped(), newest()
    if have > want:
        raise UsageError("store_newer", path=path, have=have, want=want)
    missing = [number for number in sorted(wanted) if number > have]
    if not missing:
        return None
    if not write:
        raise UsageError("store_older", path=path, have=have, want=want)
    kept = keep(have) if keep and have else None
    with engine.translated(path), engine.transaction(connection):
        edited = journal.edited(connection) if have >= _JOURNAL else set()
        for number in missing:
            if number == 1:
                connection.execute("create table migration (number integer, name varchar)")
            sql.run(connection, wanted[number])
            record = {"number": number, "name": wanted[number].stem}
            connection.execute("insert into migration values ($number, $name)", record)
        if have and want >= _JOURNAL:
            journal.upgraded(connection, wanted[want].stem, now or journal.moment(), but=edited)
    return Migrated(have, want, kept) if kept else None


def _shipped() -> dict[int, Path]:
    return {int(file.name[:4]): file for file in FILES.glob("[0-9]*.sql")}


def newest() -> int:
    """The schema this partnercli writes."""
    return max(_shipped())


def schema(connection: Connection, path: Path) -> int:
    """The newest applied number, 0 in an empty file. A database of somebody else's is refused."""
    try:
        row = connection.execute("select max(number) from migration").fetchone()
    except engine.engine().Error as error:
        tables = connection.execute("select count(*) from duckdb_tables()").fetchone()
        if tables and tables[0]:
            raise UsageError("not_a_store", path=path) from error
        return 0
    return int(row[0]) if row and row[0] is not None else 0
