"""Any change taken back: the store is as it was before it. One journalled change itself.

What was entered by hand goes back by its trace, rates and closes by the entry their rows name. Decisions stay and
do not count any more. Imports have rules of their own (imports/undo.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from partnercli.domain.names import LETTERS
from partnercli.errors import UsageError
from partnercli.store import seals
from partnercli.store.change import spelled
from partnercli.store.decisions import take_back
from partnercli.store.programs import resolve_rows
from partnercli.store.store import Store
from partnercli.store.sweep import HIDDEN

_HERE = Path(__file__).parent
_BULK = {"rate": "entry", "close": "entry", "close_case": "close", "close_money": "close"}
"""Tables that changes fill without a trace, and the column that names the change."""
_OF_OTHERS = ("decision", "import_file")
"""Records that stay when their change is taken back, and say so themselves."""
_MATCHED = {"lead", "sale", "payout", "program", "program_term", "term_rate", "channel", "tolerance"}
"""Tables `reconcile` stands on: after an undo in one of them it looks at everything anew."""
_BOOKKEEPING = "touched"
"""Says who wrote the record last, and nothing of the record."""
_READ: dict[str, Callable[[str], Any]] = {
    "BOOLEAN": lambda text: text == "true", "DATE": date.fromisoformat, "TIMESTAMP": datetime.fromisoformat,
    "BIGINT": int, "INTEGER": int, "UBIGINT": int, "DECIMAL": Decimal, "VARCHAR": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A change that can be taken back: what it was, how many records it wrote, and the numbers of its decisions."""

    entry: int
    command: str
    subject: str
    records: int
    is_import: bool
    decisions: list[int]


@dataclass(frozen=True, slots=True)
class _Written:
    """A record as the trace of a change has it: its columns before and after, None where it was not there."""

    table: str
    record: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def key(self) -> dict[str, Any]:
        known = self.before or self.after or {}
        return {name: known[name] for name in seals.TABLES[self.table].key}


def newest(store: Store) -> int:
    """The newest change that stands. UsageError(nothing_to_undo) where there is none."""
    row = store.one("select max(id) from entry_standing")
    if row is None or row[0] is None:
        raise UsageError("nothing_to_undo")
    return int(row[0])


def standing(store: Store, entry: int) -> Standing:
    """The change, where it can be taken back at all.

    UsageError: no_such_record; undo_of_undo; already_undone; undo_nothing, where it changed no facts; undo_untraced,
    where it is from before changes kept their trace.
    """
    row = store.one(
        "select e.command, e.subject, e.chain, u.undoing, e.id in (select id from entry_standing)"
        " from entry e left join entry_undone u on u.entry = e.id where e.id = $entry",
        entry=entry,
    )
    name = f"I{entry}"
    if row is None:
        raise UsageError("no_such_record", id=name)
    command, subject, chain, undone_by, stands = row
    if command in ("undo", "imports undo", "rates undo") or subject.startswith("undo D"):
        raise UsageError("undo_of_undo", entry=name)
    if undone_by is not None:
        raise UsageError("already_undone", entry=name, by=f"I{undone_by}")
    _refuse_what_was_forgotten(store, entry, command)
    if not stands:
        raise UsageError("undo_nothing", entry=name, command=command)
    is_import = store.one("select 1 from import_file where entry = $entry", entry=entry) is not None
    decided = store.query(
        "select id from decision where entry = $entry and taken_back is null order by id", entry=entry
    )
    traced = store.one("select count(*) from trace where entry = $entry", entry=entry)
    bulk = sum(_count(store, table, entry) for table in ("rate", "close"))
    if not chain and not (is_import or decided or bulk):
        raise UsageError("undo_untraced", entry=name, command=command)
    records = (int(traced[0]) if traced else 0) + bulk
    return Standing(entry, command, subject, records, is_import, [int(number) for (number,) in decided])


def _refuse_what_was_forgotten(store: Store, entry: int, command: str) -> None:
    """UsageError: undo_forget; undo_forgotten, where the change was of a lead whose trace is erased; undo_starred,
    where words of somebody forgotten were taken out of its trace."""
    if command == "lead forget":
        raise UsageError("undo_forget", entry=f"I{entry}")
    row = store.one(
        "select min(f.id) from trace t join forgotten f on f.kind = 'lead' and f.entry > t.entry"
        " and t.tbl in ('lead', 'lead_event') and split_part(t.record, '/', 1) = cast(f.id as varchar)"
        " where t.entry = $entry",
        entry=entry,
    )
    if row and row[0] is not None:
        raise UsageError("undo_forgotten", entry=f"I{entry}", lead=f"L{row[0]}")
    starred = "select 1 from trace where entry = $entry and contains(concat(before, after), $hidden) limit 1"
    if store.query(starred, entry=entry, hidden=HIDDEN):
        raise UsageError("undo_starred", entry=f"I{entry}")


def undo_change(store: Store, change: Standing, *, dry_run: bool = False) -> bool:
    """Take back a change that is no import; True when the figures are behind until `reconcile` runs.

    UsageError: undo_stands, where a later change stands on it; undo_edited, where a record is not as the change left it
    and no other change says why.
    """
    entry = change.entry
    with store.change("undo", f"I{entry}", undoes=entry, dry_run=dry_run) as undoing:
        for number in change.decisions:
            take_back(store, number, undoing)
        written = _written(store, entry)
        _refuse_what_others_stand_on(store, entry, written)
        for each in written:
            _put_back(store, entry, each)
        for table, column in _BULK.items():
            store.bulk(table, f"{column} = {entry}")
            store.query(f"delete from {table} where {column} = $entry", entry=entry)
        tables = {each.table for each in written}
        if {"program", "channel"} & tables:
            resolve_rows(store)
        if tables & _MATCHED:
            store.run(_HERE / "undo_links.sql")
            store.query("update reconciled set entry = 0")
    return bool(tables & _MATCHED) or change.command in ("link", "unlink")


def _written(store: Store, entry: int) -> list[_Written]:
    """What the change wrote, the last record first."""
    kinds: dict[str, dict[str, str]] = {}
    found = []
    for table, record, before, after in store.query(
        "select tbl, record, before, after from trace where entry = $entry order by n desc", entry=entry
    ):
        if table in _OF_OTHERS:
            continue
        if table not in kinds:
            kinds[table] = seals.columns(store.connection, table)
        found.append(_Written(table, record, _values(before, kinds[table]), _values(after, kinds[table])))
    return found


def _values(text: str | None, kinds: Mapping[str, str]) -> dict[str, Any] | None:
    """The columns of a traced record as the engine takes them."""
    if text is None:
        return None
    said = json.loads(text)
    return {
        name: None if value is None else _READ[kinds[name].partition("(")[0]](value)
        for name, value in said.items()
        if name in kinds
    }


def _refuse_what_others_stand_on(store: Store, entry: int, written: list[_Written]) -> None:
    made = [each for each in written if each.before is None]
    store.query(
        "create or replace temp table leaving as select unnest(cast($tables as varchar[])) as tbl,"
        " unnest(cast($records as varchar[])) as record",
        tables=[each.table for each in made],
        records=[each.record for each in made],
    )
    stands = store.run(_HERE / "undo_stands.sql", entry=entry)
    if not stands:
        stands = store.query(
            "select 'I' || reopened from close where entry = $entry and reopened is not null", entry=entry
        )
    if stands:
        raise UsageError("undo_stands", entry=f"I{entry}", other=stands[0][0])


def _put_back(store: Store, entry: int, each: _Written) -> None:
    """The record as it was before the change, if it still is as the change left it."""
    held = _held(store, each)
    if each.before is not None and each.after is not None and held is not None:
        moved = {name for name, value in each.after.items() if each.before[name] != value}
        if any(held[name] != each.after[name] for name in moved - {_BOOKKEEPING}):
            raise _touched(store, entry, each)
        moved -= {_BOOKKEEPING} if held.get(_BOOKKEEPING) != each.after.get(_BOOKKEEPING) else set()
        if moved:
            store.update(each.table, each.key, {name: each.before[name] for name in moved})
        return
    if not _alike(each.table, held, each.after):
        raise _touched(store, entry, each)
    if each.before is not None:
        store.insert(each.table, each.before)
        return
    store.delete(each.table, each.key)
    if "id" in each.key and each.table != "retired":
        key = f"{LETTERS.get(each.table, each.table)}{each.key['id']}"
        store.insert("retired", {"kind": each.table, "id": each.key["id"], "source": "", "account": "", "key": key})


def _held(store: Store, each: _Written) -> dict[str, Any] | None:
    """The record as it is now."""
    names = list(each.before or each.after or {})
    where = " and ".join(f'"{name}" = ${name}' for name in each.key)
    row = store.one(f"select {', '.join(names)} from {each.table} where {where}", **each.key)
    return None if row is None else dict(zip(names, row, strict=True))


def _alike(table: str, one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether the record is the same, whoever wrote it last and whatever is derived from it."""
    if one is None or other is None:
        return one is other
    without = {_BOOKKEEPING, *seals.TABLES[table].derived}
    return all(spelled(one[name]) == spelled(value) for name, value in other.items() if name not in without)


def _touched(store: Store, entry: int, each: _Written) -> UsageError:
    """The error that names the later change of the record, or says that none did it."""
    row = store.one(
        "select min(t.entry) from trace t join entry_standing s on s.id = t.entry"
        " where t.entry > $entry and t.tbl = $table and t.record = $record",
        entry=entry, table=each.table, record=each.record,
    )  # fmt: skip
    if row and row[0] is not None:
        return UsageError("undo_stands", entry=f"I{entry}", other=f"I{row[0]}")
    held = _held(store, each) or {}
    if held.get(_BOOKKEEPING, 0) > entry:  # an import
        return UsageError("undo_stands", entry=f"I{entry}", other=f"I{held[_BOOKKEEPING]}")
    return UsageError("undo_edited", entry=f"I{entry}", record=f"{each.table} {each.record}")


def _count(store: Store, table: str, entry: int) -> int:
    row = store.one(f"select count(*) from {table} where {_BULK[table]} = $entry", entry=entry)
    return int(row[0]) if row else 0
