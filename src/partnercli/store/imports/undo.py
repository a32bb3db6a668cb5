"""An import taken back: rows and totals are as if the file had never been read. One journalled change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from partnercli.domain.records import RecordKind
from partnercli.errors import UsageError
from partnercli.store.imports.tables import TABLES, settle
from partnercli.store.programs import resolve_rows
from partnercli.store.store import Store

HERE = Path(__file__).parent
LINKS = HERE.parent / "undo_links.sql"


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did: the number of records that are `gone`, since nobody else saw them, and of those
    `restored` to what was known without it. `entry` is the undoing change, `file` the name of what was read."""

    entry: int
    file: str
    gone: int
    restored: int


def undo_import(store: Store, entry: int, *, dry_run: bool = False) -> Undone:
    """Take the import `entry` back. What another import saw too stays, as that one's. Ids stay, and those of
    records that are gone wait for them (`retired`).

    UsageError: no_such_record; already_undone; undo_touched, where a lead it made or changed was changed since, by hand
    or by another import; undo_unsure, where it and a later import stem from a version of partnercli that did not
    keep what each of them saw.
    """
    kind, file = _read(store, entry)
    with store.change("undo", f"I{entry}", undoes=entry, dry_run=dry_run) as undoing:
        _will_write(store, kind, entry)
        gone, restored = _undo_leads(store, entry) if kind == "leads" else _undo_versions(store, kind, entry)
        store.query("delete from sighting where entry = $entry", entry=entry)
        store.run(LINKS)
        store.update("import_file", {"entry": entry}, {"undone_by": undoing})
        store.query("update reconciled set entry = 0")  # what was matched stands on facts that are gone: all anew
    return Undone(undoing, file, gone, restored)


def newest(store: Store) -> int:
    """The newest import that was not taken back. UsageError where there is none."""
    row = store.one("select max(entry) from import_file where undone_by is null")
    if row is None or row[0] is None:
        raise UsageError("no_such_record", id="last")
    return int(row[0])


def _read(store: Store, entry: int) -> tuple[RecordKind, str]:
    """What kind of records was read, from which file. UsageError where the import cannot be taken back at all."""
    row = store.one("select kind, file, undone_by from import_file where entry = $entry", entry=entry)
    if row is None:
        raise UsageError("no_such_record", id=f"I{entry}")
    kind, file, undone_by = row
    if undone_by is not None:
        raise UsageError("already_undone", entry=f"I{entry}", by=f"I{undone_by}")
    unsure = store.one(
        "select min(o.entry) from import_file f join import_file o on o.kind = f.kind and o.source = f.source"
        " and o.account = f.account and o.entry > f.entry and o.same_n > 0 and o.undone_by is null and not o.sighted"
        " where f.entry = $entry and not f.sighted",
        entry=entry,
    )
    if unsure and unsure[0] is not None:
        raise UsageError("undo_unsure", entry=f"I{entry}", other=f"I{unsure[0]}")
    return kind, str(file)


def _will_write(store: Store, kind: RecordKind, entry: int) -> None:
    """The records the import brought, changed or saw, with all that hangs on them."""
    table = "lead" if kind == "leads" else TABLES[kind].name
    store.query(
        f"create or replace temp table undoing as select id from {table} where entry = $entry"
        " union select id from sighting where kind = $kind and entry = $entry"
        + (
            " union select id from lead where touched = $entry union select lead from lead_event where entry = $entry"
            " union select lead from sale where entry = $entry or touched = $entry"
            if kind == "leads"
            else ""
        ),
        entry=entry,
        kind=kind,
    )
    store.bulk(table, "id in (select id from undoing)")
    store.bulk("sighting", f"kind = '{kind}' and id in (select id from undoing)")
    store.bulk("retired", f"kind in ('{table}', '{'sale' if kind == 'leads' else table}')")
    if kind == "leads":
        store.bulk("sale", "lead in (select id from undoing)")
        store.bulk("lead_event", "lead in (select id from undoing)")


def _undo_versions(store: Store, kind: RecordKind, entry: int) -> tuple[int, int]:
    """Versions nobody else saw go; the others become those of the import that saw them first."""
    table = TABLES[kind]
    own = f"id, version, current, entry, line, source, account, key{table.derived}"
    store.query(
        f"create or replace temp view record as select id, version, entry, line, {table.updated_at} as updated_at,"
        f" {table.vanished} as vanished, row(*columns(* exclude ({own}))) as says from {table.name}"
    )
    counts = store.run(HERE / "undo_versions.sql", kind=kind, entry=entry)[0]
    store.query(
        f"insert into retired by name select distinct '{table.name}' as kind, id, source, account, key"
        f" from {table.name} where id in (select id from gone)"
    )
    store.query(
        f"delete from {table.name} where id in (select id from touched) and not exists"
        f" (select 1 from placed p where p.id = {table.name}.id and p.old = {table.name}.version and p.first)"
    )
    store.query(
        f"update {table.name} set version = p.version, entry = p.entry, line = p.line"
        f" from placed p where p.first and p.id = {table.name}.id and p.old = {table.name}.version"
    )
    settle(store, kind, "select id from touched")
    resolve_rows(store)
    return int(counts[0]), int(counts[1])


def _undo_leads(store: Store, entry: int) -> tuple[int, int]:
    """Leads and sales it made go, fields it changed go back to what their history says."""
    touched = store.run(HERE / "undo_leads.sql", entry=entry)
    if touched:
        lead, by = touched[0]
        raise UsageError("undo_touched", lead=f"L{lead}", entry=f"I{by}")
    counts = store.run(HERE / "undo_lead_changes.sql", entry=entry)[0]
    return int(counts[0]), int(counts[1])
