"""The way out: every table as a Parquet or CSV file, with the SQL that makes a DuckDB database of them again.

The engine may not touch other files than the store, so it hands over frames, a stretch at a time, and polars writes
them. Rows stand in the order of all their columns: the same state gives the same files.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from partnercli import files
from partnercli.errors import DiskError, UsageError
from partnercli.store import engine
from partnercli.store.digest import tables

if TYPE_CHECKING:
    import polars as pl

    from partnercli.store.store import Store

Form = Literal["parquet", "csv"]
STRETCH = 50_000
"""Rows in memory at once: with text in fifty columns, some tens of megabytes."""
LOAD = "load.sql"
_PLAIN = ("VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "BIGINT", "UBIGINT", "INTEGER")
_READ = {
    "csv": "(format csv, header, auto_detect false, delimiter ',', quote '\"', escape '\"', nullstr '',"
    " allow_quoted_nulls false)",
    "parquet": "(format parquet)",
}


def export(store: Store, folder: Path, form: Form) -> int:
    """Write all tables into a new private folder, which appears whole or not at all; how many there are.

    CSV: comma, UTF-8, decimal point, ISO dates; text always in quotes, and what is missing is an empty cell without.
    Cells are the data as it is, also where it begins like a formula: this is for databases. Reports are for
    spreadsheets, and guard against that.
    Needs a store opened with `columns`. Raises UsageError when the folder is there, DiskError.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` would follow a link in its place
    if folder.exists() or folder.is_symlink():
        raise UsageError("folder_exists", path=folder)
    draft = files.draft_of(folder)
    try:
        with engine.private_files():
            folder.parent.mkdir(parents=True, exist_ok=True)
            draft.mkdir(mode=0o700)
            found = tables(store.connection)
            for table, columns in found.items():
                _write(store, table, columns, draft / f"{table}.{form}", form)
            files.write(draft / LOAD, _load(store, found, form))
        draft.rename(folder)
        files.settle(folder.parent)
    except OSError as error:
        raise DiskError("disk_refused", path=folder, detail=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(found)


def _write(store: Store, table: str, columns: Mapping[str, str], place: Path, form: Form) -> None:
    import polars as pl
    from polars.io.plugins import register_io_source

    names = ", ".join(f'"{name}"' for name in columns)
    cells = ", ".join(_cell(name, kind, form) for name, kind in columns.items())
    connection: Any = store.connection
    numbered = f'select row_number() over (order by {names}) as _nth, * from "{table}"'
    connection.execute(f"create temp table leaving as {numbered}")

    def read(begin: int, end: int) -> pl.DataFrame:
        rows = f"select {cells} from leaving where _nth > $begin and _nth <= $end order by _nth"
        return pl.DataFrame(connection.sql(rows, params={"begin": begin, "end": end}))

    def stretches(*_pushed_down: object) -> Iterator[pl.DataFrame]:
        begin = 0
        while len(frame := read(begin, begin + STRETCH)):
            yield frame
            begin += STRETCH

    try:
        lazy = register_io_source(stretches, schema=read(0, 0).schema)
        with place.open("wb") as file:
            if form == "csv":
                lazy.sink_csv(file, quote_style="non_numeric")
            else:
                lazy.sink_parquet(file)
            file.flush()
            os.fsync(file.fileno())
    finally:
        with contextlib.suppress(Exception):
            connection.execute("drop table leaving")


def _cell(name: str, kind: str, form: Form) -> str:
    """A list has no place in a CSV cell: its text has, which the database reads as a list again."""
    if form == "csv" and kind not in _PLAIN and not kind.startswith("DECIMAL"):
        return f'cast("{name}" as varchar) as "{name}"'
    return f'"{name}"'


def _load(store: Store, found: Mapping[str, object], form: Form) -> str:
    """Statements to run in the folder: `duckdb new.duckdb < load.sql`."""
    rows = store.query("select table_name, sql from duckdb_tables() where not temporary and schema_name = 'main'")
    made = {str(table): str(statement) for table, statement in rows}
    lines = [f"{made[table]}\ncopy \"{table}\" from '{table}.{form}' {_READ[form]};" for table in found]
    return "\n".join(lines) + "\n"
