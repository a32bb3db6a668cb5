"""What a table adds up to: the number of its rows and the sum of their digests, whatever order they lie in.

A change seals what it added to these sums; `check` adds the tables up again. Each row is spelled as text, column by
column, so that the digest depends neither on the engine's version nor on its `hash`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Sums = dict[tuple[str, int], tuple[int, int]]
"""(table, part) -> (rows, sum of their digests)."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table of facts or decisions: what tells its records apart, the column with the entry its rows came with where
    they come in bulk (its parts), and the columns that are only derived from others."""

    key: tuple[str, ...]
    part: str = "0"
    derived: tuple[str, ...] = ()


TABLES: dict[str, Sealed] = {
    "channel": Sealed(("code",)),
    "close": Sealed(("entry",)),
    "close_case": Sealed(("close", "id"), "close"),
    "close_money": Sealed(("close", "kind", "program", "network", "currency"), "close"),
    "decision": Sealed(("id",)),
    "forgotten": Sealed(("kind", "source", "account", "key", "entry")),
    "import_file": Sealed(("entry",)),
    "kept_link": Sealed(("sale", "row_id")),
    "lead": Sealed(("id",)),
    "lead_event": Sealed(("lead", "entry", "field")),
    "network_row": Sealed(("id", "version"), "entry", ("current", "program", "network")),
    "payout": Sealed(("id", "version"), "entry", ("current",)),
    "payout_line": Sealed(("id", "version"), "entry", ("current", "program", "network")),
    "program": Sealed(("code",)),
    "program_term": Sealed(("id",)),
    "rate": Sealed(("source", "currency", "base", "on_day", "entry"), "entry"),
    "receipt": Sealed(("id", "version"), "entry", ("current",)),
    "reject": Sealed(("entry", "line"), "entry"),
    "retired": Sealed(("kind", "id")),
    "sale": Sealed(("id",)),
    "sighting": Sealed(("kind", "entry", "id", "line"), "entry"),
    "spend": Sealed(("id", "version"), "entry", ("current",)),
    "term_rate": Sealed(("term", "kind", "word", "reach")),
    "tolerance": Sealed(("program", "currency")),
    "trace": Sealed(("entry", "n")),
}
UNSEALED = frozenset(
    {
        "entry", "seal",  # the chain itself
        "migration", "reconciled", "finding_seen",  # the tool's own marks
        "link", "outcome", "payment_link", "receipt_link", "payment_doubt", "payment_idle", "sale_key",
        "row_key",  # made anew by `reconcile`
    }
)  # fmt: skip
"""Every table stands in one of the two: a new one has to be thought about."""
_SPELLED = {"refs": "array_to_string(refs, chr(29))"}
"""Columns that are no single value."""


def columns(connection: Connection, table: str) -> dict[str, str]:
    """The table's columns in their order, each with its type."""
    return {
        str(name): str(kind)
        for name, kind, *_ in connection.execute(f'select * from "{table}" limit 0').description or []
    }


def digest(connection: Connection, table: str) -> str:
    """The SQL of a row's digest: 64 bits of the md5 over its columns, derived ones left out."""
    return _digest(table, tuple(columns(connection, table)))


@cache
def _digest(table: str, names: tuple[str, ...]) -> str:
    spelled = (
        f"coalesce({_SPELLED.get(name) or f'cast({name} as varchar)'}, chr(30))"
        for name in names
        if name not in TABLES[table].derived
    )
    return f"cast(md5_number_lower(concat_ws(chr(31), {', '.join(spelled)})) as hugeint)"


def digest_of(row: Iterable[object]) -> int:
    """The same digest of a row whose columns are all whole numbers, text, or missing."""
    text = "\x1f".join("\x1e" if cell is None else str(cell) for cell in row)
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little")


def marks(rows: Sequence[Sequence[object]]) -> str:
    """The places of the rows' values in an insert: `(?, ?), (?, ?)`."""
    return ", ".join(f"({', '.join('?' for _cell in row)})" for row in rows)


def added_up(connection: Connection, table: str, condition: str = "true") -> Sums:
    """The sums of the table's rows that the condition holds for, by part."""
    part = TABLES[table].part
    rows = connection.execute(
        f'select {part} as part, count(*), sum({digest(connection, table)}) from "{table}"'
        f" where {condition} group by part"
    ).fetchall()
    return {(table, int(number)): (int(count), int(total)) for number, count, total in rows}


def sealed(connection: Connection) -> Sums:
    """What the journal says the tables add up to; parts without rows are left out."""
    rows = connection.execute(
        "select tbl, part, sum(n), sum(digest) from seal group by tbl, part having sum(n) <> 0 or sum(digest) <> 0"
    ).fetchall()
    return {(str(table), int(part)): (int(count), int(total)) for table, part, count, total in rows}


def plus(*several: Sums) -> Sums:
    """The sums of sums; what comes to nothing is left out."""
    total: Sums = {}
    for sums in several:
        for where, (count, value) in sums.items():
            before = total.get(where, (0, 0))
            total[where] = (before[0] + count, before[1] + value)
    return {where: what for where, what in total.items() if what != (0, 0)}


def minus(sums: Sums) -> Sums:
    """Their opposite."""
    return {where: (-count, -value) for where, (count, value) in sums.items()}


def apart(connection: Connection, tables: Iterable[str] = TABLES) -> Sums:
    """By how much the tables differ from what the journal says of them; nothing where nobody edited them."""
    wanted = list(tables)
    known = {where: what for where, what in sealed(connection).items() if where[0] in wanted}
    return plus(*(added_up(connection, table) for table in wanted), minus(known))


def part_of(table: str, values: Mapping[str, Any]) -> int:
    """The part a row belongs to."""
    part = TABLES[table].part
    return 0 if part == "0" else int(values[part])
