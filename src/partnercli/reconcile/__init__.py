"""Journal ─▶ links: which network row speaks of which sale. The package's verb is `refresh`.

The way of matching is a list of SQL files run in order, each a tier: `tiers/10_order.sql`, `20_click.sql`, … A tier
sees only what earlier ones left without a link. What the links mean (the class of a sale) is a view: `store/views.sql`.
"""

from __future__ import annotations

from pathlib import Path

from partnercli.store.store import Store

HERE = Path(__file__).parent
SETTLED = {"20_click.sql", "30_contact.sql"}
"""Tiers that propose pairs; `settle.sql` accepts the unique ones. The others write their links themselves."""


def refresh(store: Store) -> bool:
    """Bring the links up to date with the facts; True when there was anything to do.

    The cost is that of what changed since the last run, except after a change of programs. The result depends on the
    facts alone, not on the order in which they came.
    """
    row = store.one(
        "select max(entry), (select coalesce(max(id), 0) from entry), (select count(*) > 0 from entry"
        " where id > (select max(entry) from reconciled) and command like 'program %') from reconciled"
    )
    since, newest, programs_changed = row if row else (0, 0, True)
    if newest <= since:
        return False
    with store.change("reconcile") as entry:
        everything = since == 0 or programs_changed
        store.run(HERE / ("scope_all.sql" if everything else "scope_changed.sql"), since=since)
        by_order, *others = sorted((HERE / "tiers").glob("*.sql"))
        store.run(by_order)
        store.run(HERE / "open.sql")
        for tier in others:
            store.run(tier)
            if tier.name in SETTLED:
                store.run(HERE / "settle.sql", tier=tier.stem.split("_", 1)[1])
        store.query("update reconciled set entry = $entry", entry=entry)
    return True
