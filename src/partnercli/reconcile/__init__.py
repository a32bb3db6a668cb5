"""Journal ─▶ links and what they came to. The package's verb is `refresh`.

Three steps, each a set of SQL files: which network row speaks of which sale (`tiers/*.sql`, in order, each on what
earlier ones left), which payment paid which row and which receipt brought it (`payments/*.sql`), and what became of
each sale and row (`store/outcome.sql`, kept in the table `outcome`). What asks for action is found by `findings.py`.
"""

from __future__ import annotations

from pathlib import Path

from partnercli.reconcile.assign import settle
from partnercli.reconcile.payments import settle_payments
from partnercli.reconcile.scope import TIERS, Changed, Everything
from partnercli.store.store import Store

HERE = Path(__file__).parent


def refresh(store: Store) -> bool:
    """Bring links and outcomes up to date with the facts; True when there was anything to do.

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
        anew = since == 0 or programs_changed
        _match(store, Everything(store) if anew else Changed(store, since))
        settle_payments(store, entry)
        store.run(HERE / "outcomes_anew.sql") if anew else _renew_outcomes(store)
        store.query("update reconciled set entry = $entry", entry=entry)
    store.outcomes_kept()
    return True


def _match(store: Store, scope: Everything | Changed) -> None:
    """Each tier on what is open to it. One that leaves a table `pair` proposes; the others have written their links."""
    for tier in TIERS:
        scope.open(tier)
        store.run(tier.path)
        if store.one("select 1 from duckdb_tables() where temporary and table_name = 'pair'"):
            settle(store, tier.name)
            store.query("drop table pair")


def _renew_outcomes(store: Store) -> None:
    """The outcomes of what was touched, by whole cases: everything that hangs on it is looked at too."""
    store.run(HERE / "touched.sql")
    while store.run(HERE / "touched_more.sql")[0][0]:
        pass
    store.run(HERE / "outcomes_renewed.sql")
