"""Findings ─▶ Table. `reconcile.findings.find` has run on the store: it made the TEMP tables these reports read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from partnercli.domain.names import LETTERS
from partnercli.domain.table import Table
from partnercli.errors import UsageError
from partnercli.reports import FILES, explain, report
from partnercli.store import sql
from partnercli.store.store import Store

PEOPLE = ("id", "program", "amount", "currency", "since", "until", "reason", "state", "amount_in", "rate")
"""The columns of the list that people see; programs get all of them."""
EXPLAINED = ("sale", "network_row", "payout")
"""Subjects whose evidence can be shown."""


def findings(
    store: Store, *, codes: Sequence[str] | None = None, everything: bool = False, since: date | None = None,
    unseen: str | None = None, **limits: Any,
) -> Table:  # fmt: skip
    """The open findings, `everything` the accepted and snoozed ones too, narrowed by code and first day.

    `unseen` leaves out what that target was told before ('' is `reconcile --only-new`); `limits` are those of every
    report.
    """
    return report(
        store, "findings", codes=list(codes) if codes else None, everything=everything, since=since, unseen=unseen,
        **limits,
    )  # fmt: skip


def counted(store: Store, *, unseen: str | None = None, **limits: Any) -> dict[str, int]:
    """How many findings of each code `findings` would list: without fetching them, for there may be many."""
    (text,) = sql.statements(FILES / "findings.sql")
    narrowing = {name: limits.get(name) for name in ("program", "start", "stop", "codes", "since")}
    rows = store.query(
        f"select code, count(*) from ({text}) group by code", **narrowing, unseen=unseen, everything=False
    )
    return {str(code): int(count) for code, count in rows}


def for_people(table: Table) -> Table:
    """The list without what its ids say already."""
    keep = [place for place, column in enumerate(table.columns) if column.key in PEOPLE]
    return replace(
        table,
        columns=[table.columns[place] for place in keep],
        rows=[tuple(row[place] for place in keep) for row in table.rows],
    )


def finding(store: Store, id_: str) -> Table:
    """One finding, the evidence of its subject as the summary. UsageError(no_such_finding)."""
    row = store.one("select id, subject from finding where lower(id) = lower($id)", id=id_)
    if row is None:
        raise UsageError("no_such_finding", id=id_)
    found = report(store, "finding", finding=row[0])
    kinds = {LETTERS[table]: table for table in EXPLAINED}
    subject = str(row[1])
    if subject[0] in kinds and subject[1:].isdecimal():
        return replace(found, record=True, summary=explain(store, kinds[subject[0]], int(subject[1:])))
    return replace(found, record=True)


def codes(store: Store) -> Table:
    """The codes there are, what each means and what to do about it."""
    return report(store, "finding_codes")


def decisions(store: Store, *, everything: bool = False) -> Table:
    """What a person decided and stands by; `everything` shows what was taken back too."""
    return report(store, "decisions", everything=everything)
