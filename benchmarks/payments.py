"""Payments: what `settle_payments` takes for one payment of N rows, and for one more day in a store of many.

    python benchmarks/payments.py [10000] [1000000]

Prints a line of JSON for each number of rows: [wall, CPU] seconds for the first settling (one payment for all of them),
for a hundred payments over the same rows, and for one more payment and a hundred rows on top.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from partnercli.reconcile.payments import settle_payments
from partnercli.store import programs
from partnercli.store.store import Store, create

ROWS = """
insert into network_row by name
select i as id, 1 as version, true as current, $entry as entry, i as line, 'admitad' as source, '' as account,
    'k' || lpad(cast(i as varchar), 9, '0') as key, 'admitad' as network, 'shop' as program,
    'T' || i as transaction_id, day as event_on, day as validated_on, 'approved' as status, 'validated' as validation,
    'unknown' as payment, false as correction, 10 + i % 90 as commission, 'RUB' as currency
from (select i, date '2025-01-01' + cast(i * 300 // $until as integer) as day from range($first, $last) t(i))
"""
PAYMENTS = """
insert into payout by name
select $id + row_number() over (order by day) as id, 1 as version, true as current, $entry as entry, 0 as line,
    '' as source, '' as account, 'P' || day as key, 'admitad' as network, 'shop' as program, day as paid_on,
    '' as status, true as received, amount, 'RUB' as currency, 'INV-' || day as reference
from (
    select date '2025-01-01' + cast(300 // $n * (1 + (validated_on - date '2025-01-01') * $n // 300) as integer) as day,
        sum(commission) as amount
    from network_row where entry = $entry group by 1
)
"""


Seconds = tuple[float, float]


def measure(rows: int) -> dict[str, Seconds | int]:
    """Wall and CPU seconds of the three settlings in a store of that many rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        create(path)
        with Store(path, write=True, today=date(2026, 1, 1)) as store:
            with store.change("program add", "shop") as entry:
                program = programs.Program("shop", network="admitad", name="Shop")
                programs.put_program(store, program, entry)
            one = _settled(store, 1, (0, rows), 1)
            store.query("delete from payout")
            store.query("update reconciled set entry = 0")
            many = _settled(store, 1000, (rows, rows), 100, of=1)
            more = _settled(store, 2000, (rows, rows + 100), 1)
            linked = store.query("select count(distinct row_id) from payment_link")[0][0]
    return {"rows": rows, "one_payment": one, "hundred_payments": many, "one_more": more, "linked": int(linked)}


def _settled(store: Store, first_id: int, span: tuple[int, int], payments: int, of: int | None = None) -> Seconds:
    """Add rows and payments, settle, and say how long the settling took."""
    with store.change("import") as entry:
        store.query(ROWS, entry=entry, first=span[0], last=span[1], until=max(span[1], 1))
        told = store.query("select min(entry) from network_row")[0][0] if of else entry
        store.query(PAYMENTS, id=first_id, entry=told, n=payments)
    started, worked = time.perf_counter(), time.process_time()
    with store.change("reconcile") as entry:
        settle_payments(store, entry)
        store.query("update reconciled set entry = $entry", entry=entry)
    return round(time.perf_counter() - started, 2), round(time.process_time() - worked, 2)


if __name__ == "__main__":
    for count in sys.argv[1:] or ["10000"]:
        print(json.dumps(measure(int(count))))
