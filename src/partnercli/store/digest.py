"""The state hash: one SHA-256 that says whether two stores hold the same, whatever order their rows lie in.

The canonical text (`canonical.py`) is made row by row in Python and costs minutes on millions of rows, so the hash is
taken by the database: each row as text becomes a SHA-256, a table the count and the sums of the two halves of their
first 128 bits. Sums do not know an order. It finds damage and loss; it does not stop who means to forge a state.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_ROW = "concat_ws(' ', {cells})"
_CELL = "coalesce(cast(\"{name}\" as varchar), '-')"
_TEXT = "coalesce(length(\"{name}\"::varchar) || ':' || \"{name}\"::varchar, '-')"
"""Text with its length before it, so that no two rows read the same; a dash for what is missing."""
_SUMS = """select count(*), sum(cast('0x' || hash[1:16] as ubigint)), sum(cast('0x' || hash[17:32] as ubigint))
from (select sha256({row}) as hash from "{table}")"""


def tables(connection: Connection) -> dict[str, dict[str, str]]:
    """Every table of the store by name, with its columns in order and their types as the database spells them."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select t.table_name, c.column_name, c.data_type from duckdb_tables() t join duckdb_columns() c"
        " on c.table_oid = t.table_oid and c.database_oid = t.database_oid"
        " where not t.temporary and t.schema_name = 'main' and t.database_name = current_database()"
        " order by t.table_name, c.column_index"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def read_whole(connection: Connection) -> None:
    """Read every block that holds a record: the engine proves a block when it reads it, and raises for a bad one."""
    for table in tables(connection):
        connection.execute(f'select bit_xor(hash(one)) from "{table}" one').fetchall()


def state_hash(connection: Connection) -> str:
    """SHA-256 (hex) over all tables: their names, columns, and rows in any order. Reads every block of the file."""
    whole = hashlib.sha256()
    for table, columns in tables(connection).items():
        cells = ", ".join(
            (_TEXT if kind.startswith("VARCHAR") else _CELL).format(name=name) for name, kind in columns.items()
        )
        sums = connection.execute(_SUMS.format(row=_ROW.format(cells=cells), table=table)).fetchone()
        whole.update(f"{table} {','.join(columns)} {sums}\n".encode())
    return whole.hexdigest()
