"""Migrations: numbered SQL files, each in one transaction with its own record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from partnercli.errors import UsageError
from partnercli.store import engine, sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

FILES = Path(__file__).parent / "migrations"


def bring_up_to_date(connection: Connection, path: Path, *, write: bool) -> None:
    """Apply what is missing. A reader of an older store, or anybody at a newer one, is told what to do (UsageError)."""
    have, want = _applied(connection, path), _shipped()
    if have > max(want):
        raise UsageError("store_newer", path=path, have=have, want=max(want))
    missing = [number for number in sorted(want) if number > have]
    if missing and not write:
        raise UsageError("store_older", path=path, have=have, want=max(want))
    for number in missing:
        with engine.translated(path), engine.transaction(connection):
            if number == 1:
                connection.execute("create table migration (number integer, name varchar)")
            sql.run(connection, want[number])
            record = {"number": number, "name": want[number].stem}
            connection.execute("insert into migration values ($number, $name)", record)


def _shipped() -> dict[int, Path]:
    return {int(file.name[:4]): file for file in FILES.glob("[0-9]*.sql")}


def _applied(connection: Connection, path: Path) -> int:
    """The newest applied number, 0 in an empty file. A database of somebody else's is refused."""
    try:
        row = connection.execute("select max(number) from migration").fetchone()
    except engine.engine().Error as error:
        tables = connection.execute("select count(*) from duckdb_tables()").fetchone()
        if tables and tables[0]:
            raise UsageError("not_a_store", path=path) from error
        return 0
    return int(row[0]) if row and row[0] is not None else 0
