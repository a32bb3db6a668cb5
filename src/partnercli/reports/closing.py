"""What closed periods mean for the other reports, and their movements with the sums that explain them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from partnercli.domain.table import Table
from partnercli.i18n import _
from partnercli.reports import report
from partnercli.store.closes import touched
from partnercli.store.store import Store


def movements(store: Store, **limits: Any) -> Table:
    """Every case that is not as it was frozen; the summary adds up frozen, moved and now per class and currency."""
    return replace(report(store, "movements", **limits), summary=report(store, "movement_sums", **limits))


def told(store: Store, table: Table, start: date | None, stop: date | None) -> Table:
    """The table of a report with a note on the closed periods its days touch: its own figures are live."""
    closed = touched(store, start, stop)
    if not closed:
        return table
    note = _("Closed: {periods}. These figures are live; movements since: {count} (partnercli report movements).")
    periods, count = ", ".join(name for name, _count in closed), sum(moved for _name, moved in closed)
    return replace(table, notes=[*table.notes, note.format(periods=periods, count=count)])
