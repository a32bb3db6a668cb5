"""The journal: one line a change, with who made it, chained by hashes.

A line's hash is taken over the hash of the line before, its own fields and its seals (seals.py), so that no line can be
changed, taken out or put in without the later hashes being wrong. It stands on hashes and sums: no personal data.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from partnercli.store import seals
from partnercli.store.digest import tables
from partnercli.store.seals import TABLES, Sums

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_FIELDS = "id, made_at, command, subject, who, host, undoes"


@dataclass(frozen=True, slots=True)
class Line:
    """A line. `made_at` is naive UTC, `who` a login, `host` a machine, `undoes` the entry it took back."""

    id: int
    made_at: datetime
    command: str
    subject: str
    who: str = ""
    host: str = ""
    undoes: int | None = None

    def chained(self, before: str, sums: Sums) -> str:
        """The line's hash after that of the line before it; `sums` is what it added to the tables."""
        fields = (*astuple(self)[:1], self.made_at.isoformat(), *astuple(self)[2:])
        added = (f"{table} {part} {count} {value}" for (table, part), (count, value) in sorted(sums.items()))
        text = "\x1e".join(("\x1f".join("" if field is None else str(field) for field in (before, *fields)), *added))
        return hashlib.sha256(text.encode()).hexdigest()


def whoever() -> tuple[str, str]:
    """The login and the machine of this process; `PARTNERCLI_BY=anna@desk` names who is behind a script."""
    said, _at, there = os.environ.get("PARTNERCLI_BY", "").partition("@")
    return said or _login(), there or os.uname().nodename


def _login() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number without a name
        return str(os.getuid())


def write(connection: Connection, line: Line, sums: Sums, before: str) -> None:
    """Append the line with its seals to the chain, whose last hash is `before`."""
    rows = [(line.id, table, part, count, str(value)) for (table, part), (count, value) in sorted(sums.items())]
    if rows:
        connection.execute(f"insert into seal values {seals.marks(rows)}", [cell for row in rows for cell in row])
    connection.execute(
        f"insert into entry ({_FIELDS}, chain) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [*astuple(line), line.chained(before, sums)],
    )


def edited(connection: Connection) -> set[str]:
    """The tables that are not what the journal says; before it says anything of a table, nobody can tell."""
    known = {table for table, _part in seals.sealed(connection)}
    return {table for table, _part in seals.apart(connection, known)}


def moment() -> datetime:
    """Now, as lines have it: naive UTC, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def upgraded(connection: Connection, migration: str, made_at: datetime, but: Iterable[str]) -> None:
    """After a migration: seal what it made of the tables, in a line of its own, so that the chain goes on over it.

    The tables `but`, edited before, are left as they are: an upgrade proves nothing.
    """
    sums = seals.apart(connection, [table for table in tables(connection) if table in TABLES and table not in but])
    if sums:
        who, host = whoever()
        _newest, before = head(connection)
        write(connection, Line(next_number(connection), made_at, "upgrade", migration, who, host), sums, before)


def next_number(connection: Connection) -> int:
    """The number of the next line: after any that seals or the last reconcile know of. So nobody takes the number of a
    line that was cut off, and the gap stays."""
    rows = connection.execute(
        "select greatest((select coalesce(max(id), 0) from entry), (select coalesce(max(entry), 0) from seal),"
        " (select coalesce(max(entry), 0) from reconciled)) + 1"
    ).fetchall()
    return int(rows[0][0])


def head(connection: Connection) -> tuple[int, str]:
    """The last line's id, and the hash the chain goes on from; (0, '') of an empty journal."""
    rows = connection.execute("select id, chain from entry order by id desc limit 1").fetchall()
    return (int(rows[0][0]), str(rows[0][1]) or _unchained(_lines(connection))) if rows else (0, "")


def _lines(connection: Connection) -> list[tuple[Line, str]]:
    """Every line with its hash, in their order."""
    rows = connection.execute(f"select {_FIELDS}, chain from entry order by id, chain").fetchall()
    return [(Line(*fields), str(chain)) for *fields, chain in rows]


def _unchained(lines: Iterable[tuple[Line, str]]) -> str:
    """The hash of the lines written before the journal was chained; '' where there are none."""
    chain = ""
    for line, said in lines:
        if said:
            break
        chain = line.chained(chain, {})
    return chain


def broken_lines(connection: Connection) -> Iterator[str]:
    """The lines that are not what the chain says: `I5` edited, put in, or gone; then the one after it too."""
    lines = _lines(connection)
    sums: dict[int, Sums] = {}
    for entry, table, part, count, digest in connection.execute("select * from seal").fetchall():
        sums.setdefault(int(entry), {})[(str(table), int(part))] = (int(count), int(digest))
    before, begun, number = "", False, 0
    for line, chain in lines:
        added = sums.pop(line.id, {})
        begun = begun or bool(chain or added)
        for gone in range(number + 1, line.id):
            if sums.pop(gone, None) is not None or begun:
                yield f"I{gone}"
        number = line.id
        expected = line.chained(before, added)
        if begun and chain != expected:
            yield f"I{line.id}"
        before = chain or expected
    yield from (f"I{gone}" for gone in range(number + 1, next_number(connection)))  # cut off at the end
