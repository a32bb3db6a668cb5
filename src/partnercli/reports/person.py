"""All that the store holds of a person, in one table: for whoever asks what is kept of them."""

from __future__ import annotations

from dataclasses import replace

from partnercli.domain.table import Table
from partnercli.reports import report
from partnercli.store.store import Store


def person(store: Store, lead: int) -> Table:
    """The lead with its history, files and findings, then the evidence of each of its sales.

    Rows are those of `explain`, money in the currency beside it. `reconcile.findings.find` has run on the store.
    """
    found = report(store, "person", lead=lead)
    sales = store.query("select id from sale where lead = $lead order by id", lead=lead)
    return replace(
        found, rows=[*found.rows, *(row for (sale,) in sales for row in report(store, "explain", sale=int(sale)).rows)]
    )
