"""The journal as people read it: the changes, newest first, and what one of them made of each field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from partnercli.domain.table import Table
from partnercli.errors import UsageError
from partnercli.i18n import _
from partnercli.reports import report
from partnercli.store import journal
from partnercli.store.store import Store


def changes_made(store: Store, *, since: date | None = None, who: str | None = None, most: int | None = None) -> Table:
    """The changes from the day `since` on, of a login or `login@host`, at most so many; with the head of the chain."""
    entry, chain = journal.head(store.connection)
    table = report(store, "log", since=since, who=who, most=most)
    notes = (_("Head of the journal: I{entry} {hash}").format(entry=entry, hash=chain),) if entry else ()
    return replace(table, notes=notes, extra={"head": chain})


def change_made(store: Store, entry: int) -> Table:
    """One change, with each field it wrote before and after as the summary, where it kept them: an import tells of its
    rows elsewhere (`imports show`). UsageError when there is none."""
    found = report(store, "log", entry=entry)
    if not found.rows:
        raise UsageError("no_such_record", id=f"I{entry}")
    fields = report(store, "log_fields", entry=entry)
    return replace(found, record=True, summary=fields if fields.rows else None)
