"""Which payment paid which row, and which line of a statement brought it. The module's verb is `settle_payments`.

What is said outright comes first: by a person, by the row's own payment reference, by the lines of a paystub. The other
payments take the oldest validated rows of their program or network, payment by payment in the order of days
(`cohorts.py`). Then payments meet receipts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from partnercli.reconcile.cohort_facts import SMALL, Payment, Rows
from partnercli.reconcile.cohorts import Pool
from partnercli.reconcile.subsets import Doubt, only_subset
from partnercli.store.store import Store

HERE = Path(__file__).parent / "payments"
SETTLED = dict.fromkeys(("pool", "payout", "day", "first", "last", "amount"), "bigint") | {"tier": "varchar"}
"""The columns of `settled`: a pool, and what `cohort_facts.Share` says."""


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
    """Cohorts: the payments of each pool there is something new about, from the first day on that it concerns."""
    store.run(HERE / "30_pools.sql", since=since)
    limit = int(store.query("select fee_limit()")[0][0])
    shares: list[tuple[object, ...]] = []
    doubted: list[int] = []
    for number, payments in groupby(store.run(HERE / "40_money.sql"), key=itemgetter(0)):
        pool = _pool(store, number, limit)
        shares += [
            (number, share.payout, share.day, share.first, share.last, share.amount, share.tier)
            for share in pool.settle(Payment(*payment[1:]) for payment in payments)
        ]
        doubted += pool.doubted
    _fill(store, "settled", SETTLED, shares)
    _fill(store, "doubted", {"payout": "bigint"}, ((payout,) for payout in doubted))
    store.run(HERE / "50_paid.sql")
    store.run(HERE / "55_lacking.sql")


def _pool(store: Store, number: int, fee_limit: int) -> Pool:
    """The open rows of a pool, and what a person said of them."""
    refused: dict[int, set[int]] = {}
    for payout, place in store.run(HERE / "44_refused.sql", pool=number):
        refused.setdefault(payout, set()).add(place)
    rows = store.run(HERE / "42_rows.sql", pool=number)
    days, amounts, owners, told, ends, paid = zip(*rows, strict=True) if rows else ((), (), (), (), (), ())
    ended, before = ({place: day for place, day in enumerate(column) if day is not None} for column in (ends, paid))
    return Pool(Rows(days, amounts, owners, sum(told), ended, before), refused, fee_limit)


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
    _fill(store, "grouped", {"receipt": "bigint", "payout": "bigint", "sure": "boolean"}, links)
    store.run(HERE / "76_group.sql")


def _fill(store: Store, table: str, types: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
    """A TEMP table of these rows; `types` are those of its columns."""
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    values = {name: list(column) for name, column in zip(types, columns, strict=True)}
    spelled = ", ".join(f"unnest(cast(${name} as {kind}[])) as {name}" for name, kind in types.items())
    store.query(f"create or replace temp table {table} as select {spelled}", **values)
