"""What one change writes: each record is noted as it was before it is first written, and as it is in the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from partnercli.domain.names import LETTERS
from partnercli.store import journal, seals
from partnercli.store.seals import TABLES, Sums

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_Record = tuple[dict[str, Any], int]
"""A record's columns by name, and its digest."""
_Traced = tuple[str, str, str | None, str | None]
"""Table, what tells the record in it, its columns as JSON before and after."""
_SUBJECTS = ("lead", "sale", "payout", "decision")
"""Records whose ids are the subject of a change that names none."""


class Change:
    """One change on its way: the number of its `entry`, and what it wrote.

    The Store's verbs tell it of each record; statements over many rows say with `bulk` which rows they are about to
    write.
    """

    def __init__(self, connection: Connection) -> None:
        _newest, self._before = journal.head(connection)
        self.entry = journal.next_number(connection)
        self._connection = connection
        self._was: dict[str, dict[tuple[Any, ...], _Record | None]] = {}
        self._bulk: list[tuple[str, str]] = []
        self._sums: list[Sums] = []
        self._anew: list[str] = []

    def inserting(self, table: str, values: Mapping[str, Any]) -> None:
        """A record that is not there is about to be written."""
        if table in TABLES:
            self._was.setdefault(table, {}).setdefault(tuple(values[name] for name in TABLES[table].key), None)

    def writing(self, table: str, where: Mapping[str, Any]) -> None:
        """The records with these values are about to be changed or deleted."""
        if table in TABLES:
            known = self._was.setdefault(table, {})
            for key, record in self._read(table, f"where {alike(where)}", where).items():
                known.setdefault(key, record)

    def bulk(self, table: str, condition: str) -> None:
        """Rows of the table that the condition holds for, now or in the end, are about to be written by statements.

        They are sealed and leave no trace. The rows of several conditions on a table must not overlap.
        """
        self._sums.append(seals.minus(seals.added_up(self._connection, table, condition)))
        self._bulk.append((table, condition))

    def reseal(self, tables: Iterable[str]) -> None:
        """Seal these tables as they are in the end, whatever they were: edits made past the tool count from then on."""
        self._anew.extend(tables)

    def finish(self, made_at: datetime, command: str, subject: str, undoes: int | None) -> None:
        """Write the trace, the seals and the journal's line. `subject` '' is the ids of the records written."""
        traced = list(self._traced())
        self._keep(traced)
        sums = seals.plus(*self._sums, *(seals.added_up(self._connection, *each) for each in self._bulk))
        if self._anew:
            kept = {where: what for where, what in sums.items() if where[0] not in self._anew}
            sums = seals.plus(kept, seals.apart(self._connection, self._anew))
        who, host = journal.whoever()
        line = journal.Line(self.entry, made_at, command, subject or _subject(traced), who, host, undoes)
        journal.write(self._connection, line, sums, self._before)

    def _traced(self) -> Iterator[_Traced]:
        """The records written, those that are as they were left out; their sums are added up on the way."""
        for table, known in self._was.items():
            now = self._read_keys(table, list(known))
            for key, was in known.items():
                found = now.get(key)
                if was == found:
                    continue
                for record, sign in ((was, -1), (found, 1)):
                    if record:
                        self._sums.append({(table, seals.part_of(table, record[0])): (sign, sign * record[1])})
                yield table, "/".join(map(str, key)), _text(was), _text(found)

    def _read_keys(self, table: str, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], _Record]:
        names = TABLES[table].key
        if len(keys) == 1:
            return self._read(table, f"where {alike(dict.fromkeys(names))}", dict(zip(names, keys[0], strict=True)))
        wanted = ", ".join(f"unnest(${name}) as w_{name}" for name in names)
        same = " and ".join(f't."{name}" = w.w_{name}' for name in names)
        columns = {name: [key[place] for key in keys] for place, name in enumerate(names)}
        found = f"join (select distinct * from (select {wanted})) w on {same}"
        return self._read(table, found, columns) if keys else {}

    def _read(self, table: str, rest: str, values: Mapping[str, Any]) -> dict[tuple[Any, ...], _Record]:
        """Records by key, each with its digest."""
        names = list(seals.columns(self._connection, table))
        rows = self._connection.execute(
            f"select t.*, {seals.digest(self._connection, table)} from {table} t {rest}", dict(values)
        ).fetchall()
        records = ((dict(zip(names, row, strict=True)), int(digest)) for *row, digest in rows)
        return {tuple(record[0][name] for name in TABLES[table].key): record for record in records}

    def _keep(self, traced: Sequence[_Traced]) -> None:
        """Write the trace, and add it up."""
        if not traced:
            return
        rows = [(self.entry, number, *line) for number, line in enumerate(traced, start=1)]
        self._connection.execute(
            f"insert into trace values {seals.marks(rows)}", [cell for row in rows for cell in row]
        )
        self._sums.append({("trace", 0): (len(rows), sum(seals.digest_of(row) for row in rows))})


def alike(where: Mapping[str, Any]) -> str:
    """The SQL of `these columns have these values`, each bound by its name."""
    return " and ".join(f'"{name}" = ${name}' for name in where)


def spelled(value: Any) -> str | None:
    """A column's value as the engine reads it back: amounts with their decimals, dates and times ISO."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _text(record: _Record | None) -> str | None:
    if record is None:
        return None
    return json.dumps({name: spelled(value) for name, value in record[0].items()}, ensure_ascii=False)


def _subject(traced: Iterable[_Traced]) -> str:
    """`L7 S8`: the ids of what was written, few enough to be read."""
    ids = [f"{LETTERS[table]}{record.split('/')[0]}" for table, record, _before, _after in traced if table in _SUBJECTS]
    return " ".join(ids[:5]) + (" …" if len(ids) > 5 else "")
