"""Links that stay as they are when their evidence is erased, and the proof that no figure moved."""

from __future__ import annotations

from pathlib import Path

from partnercli.reconcile import refresh
from partnercli.store.store import Store

_HERE = Path(__file__).parent


def remember(store: Store) -> None:
    """Bring links and outcomes up to date, and keep the outcomes for `moved`."""
    refresh(store)
    store.query("create or replace temp table outcome_before as select * exclude (tier) from outcome")


def keep_links(store: Store, entry: int) -> None:
    """Inside the change that erases the evidence, before it does: `store.forget.look` ran on this connection."""
    store.bulk("kept_link", f"entry = {entry}")
    store.run(_HERE / "keep_links.sql", entry=entry)


def moved(store: Store) -> bool:
    """Match everything anew: whether any sale or row came to another end than `remember` saw."""
    store.query("update reconciled set entry = 0")
    refresh(store)
    row = store.one(
        "select exists (from (select * exclude (tier) from outcome) except all from outcome_before)"
        " or exists (from outcome_before except all from (select * exclude (tier) from outcome))"
    )
    return bool(row and row[0])
