"""Which payment paid which row, and which line of a statement brought it. The module's verb is `settle_payments`.

What is said outright comes first: by a person, by the row's own payment reference, by the lines of a paystub. The other
payments take the oldest validated rows of their program or network (the cohort), payment by payment in the order of
days; where that does not come out even in a small cohort, the one set of rows that does. Then payments meet receipts.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from partnercli.reconcile.subsets import Doubt, only_subset
from partnercli.store.store import Row, Store

HERE = Path(__file__).parent / "payments"
SMALL = 15
"""The most rows, or payments, among which one set that makes up a sum is looked for."""


def settle_payments(store: Store, entry: int) -> None:
    """Bring `payment_link` and `receipt_link` up to date with the facts and the links of rows.

    Runs inside the change `entry`, between the tiers and the outcomes; the cost is that of what changed since the last
    run. Leaves the TEMP table `paid_anew(row_id)`: the rows of which something else is paid now.
    """
    row = store.one(
        "select max(entry), (select count(*) > 0 from entry where id > (select max(entry) from reconciled)"
        " and id < $entry and command like 'program %') from reconciled",
        entry=entry,
    )
    since = 0 if row is None or row[1] else int(row[0])
    store.run(HERE / "10_touched.sql", since=since)
    if since == 0:
        for table in ("payment_link", "payment_doubt", "payment_idle"):
            store.query(f"delete from {table}")
    store.run(HERE / "20_stated.sql")
    _attribute(store, since)
    store.run(HERE / "60_anew.sql")
    if _receipts_moved(store, since):
        _receive(store)


def _attribute(store: Store, since: int) -> None:
    """Cohorts: every turn is one payment of each program and network there is something new about."""
    turns = int(store.run(HERE / "30_scopes.sql", since=since)[0][0])
    for turn in range(1, turns + 1):
        small = store.run(HERE / "40_turn.sql", turn=turn, small=SMALL)
        _choose(store, small)
        store.run(HERE / "50_pay.sql", turn=turn)


def _choose(store: Store, small: Iterable[Row]) -> None:
    """Fill `chosen` and `doubted` from small cohorts: rows of (scope, money, row, amount), scope by scope."""
    chosen: list[tuple[int, int]] = []
    doubted: list[int] = []
    for scope, members in groupby(small, key=itemgetter(0)):
        cohort = list(members)
        money: Decimal = cohort[0][1]
        found = only_subset([row[3] for row in cohort], money)
        if isinstance(found, Doubt):
            doubted.append(int(scope))
        else:
            chosen += [(int(scope), int(cohort[place][2])) for place in found]
    _fill(store, "chosen", ("scope", "row_id"), chosen)
    _fill(store, "doubted", ("scope",), [(scope,) for scope in doubted])


def _receipts_moved(store: Store, since: int) -> bool:
    """Whether a receipt or payment, or a word of a person about one, is new."""
    row = store.one(
        "select exists (select 1 from receipt where entry > $since) or exists (select 1 from anew_payout)"
        " or exists (select 1 from decided_payment)",
        since=since,
    )
    return since == 0 or bool(row and row[0])


def _receive(store: Store) -> None:
    """Payments and lines of statements: each tier on what earlier ones left."""
    store.query("delete from receipt_link")
    for tier in ("70_person.sql", "72_reference.sql", "74_amount.sql"):
        store.run(HERE / tier)
    _group(store)
    store.run(HERE / "78_fee.sql")


def _group(store: Store) -> None:
    """Fill `grouped`: payments of one network that one receipt brought together; then `76_group.sql` links them."""
    links: list[tuple[int, int, bool]] = []
    for receipt, members in groupby(store.run(HERE / "75_together.sql", small=SMALL), key=itemgetter(0)):
        payments = list(members)
        found = only_subset([row[3] for row in payments], payments[0][1])
        sure = not isinstance(found, Doubt)
        links += [(int(receipt), int(payments[place][2]), sure) for place in found]
    _fill(store, "grouped", ("receipt", "payout", "sure"), links)
    store.run(HERE / "76_group.sql")


def _fill(store: Store, table: str, names: tuple[str, ...], rows: Iterable[tuple[int | bool, ...]]) -> None:
    """A TEMP table of these rows. Columns are whole numbers, `sure` is a flag."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    values = {name: list(column) for name, column in zip(names, columns, strict=True)}
    types = {name: "boolean[]" if name == "sure" else "bigint[]" for name in names}
    spelled = ", ".join(f"unnest(cast(${name} as {types[name]})) as {name}" for name in names)
    store.query(f"create or replace temp table {table} as select {spelled}", **values)
