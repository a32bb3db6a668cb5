"""Every check of the store finds the fault it is there for: the fault is planted, and nothing else is called wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from books import Books, Row, new_books
from partnercli.store.checks import FILES
from partnercli.store.programs import Channel, put_channel

FAULTS = {
    "sightings_hold": ["insert into sighting values ('rows', 99, 1, 1, 1, null)"],
    "closes_hold": ["insert into close values (1, '2026-09', date '2026-09-01', date '2026-10-01', 'x', null, '')"],
    "classes_add_up": ["delete from outcome where sale = 1", "update outcome set actual = actual + 1 where row_id is not null"],
    "outcomes_hold": ["update outcome set class = 'paid' where sale = 1", "delete from link where sale = 1"],
    "current_is_latest": ["update network_row set current = (version = 1) where id = 2"],
    "ids_are_unique": ["insert into channel select * from channel", "update lead set id = 1"],
    "imports_add_up": [
        "update import_file set same_n = same_n + 1 where entry = 6",
        "delete from reject",
        "update network_row set entry = 7 where id = 1",
    ],
    "keys_hold": ["delete from row_key where kind = 'order'", "insert into sale_key values ('click', 1, 'q')"],
    "keys_are_unique": ["update network_row set key = 'x' where id in (1, 2)", "update payout set key = 'x'"],
    "links_hold": [
        "update link set sale = 99 where sale = 1",
        "update link set row_id = 99 where sale = 1",
        "insert into link select 2, row_id, tier, role, evidence, null from link where sale = 1",
        "update link set role = 'part' where sale = 1",
    ],
    "money_is_exact": ["alter table payout alter amount type double", "alter table sale add column tax double"],
    "payments_add_up": [
        "insert into payment_link values (1, 1, 'cohort', 5, '2026-10-01')",
        "insert into payment_link values (99, 1, 'line', 5, '')",
        "insert into receipt_link values (99, 1, 'amount', 'main', '')",
    ],
    "programs_resolve": ["update network_row set program = 'other' where id = 1"],
    "records_have_owners": [
        "update sale set lead = 99 where id = 1",
        "update lead set program = 'x' where id = 1",
        "update lead set channel = 'x' where id = 1",
        "delete from entry where id = 4",
        "delete from entry where command = 'reconcile'",
    ],
    "versions_are_whole": [
        "update network_row set version = 5 where id = 2 and version = 2",
        "update network_row set current = false where id = 1",
    ],
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Entries 3 to 8: a channel, sales, an import with a reject, a newer version, two payouts; then links."""
    books = new_books(tmp_path_factory.mktemp("filled"))
    with books.open() as store, store.change("channel add", "c") as entry:
        put_channel(store, Channel("c", "C"), entry)
    books.sales("A", "B")
    rows = [Row(transaction=number, order=order) for number, order in (("1", "A"), ("2", "B"), ("3", "C"))]
    with books.open() as store:
        assert store.query("select max(id) from entry") == [(4,)]
    books.rows(*rows, Row(transaction="4", status="hmm"))
    books.rows(Row(transaction="2", order="B", status="paid", updated="2026-10-01"))
    books.payout("10", "2026-10-01", program="shop")
    books.payout("20", "2026-10-01", program="shop")
    books.reconcile()
    return books


@pytest.fixture
def books(filled: Books, tmp_path: Path) -> Books:
    """A copy to plant a fault in."""
    return Books(Path(shutil.copy(filled.path, tmp_path)))


def test_a_sound_store_passes_them_all(books: Books) -> None:
    assert books.broken() == []
    assert {path.stem for path in FILES.glob("*.sql")} == set(FAULTS)


@pytest.mark.parametrize(("check", "fault"), [(check, fault) for check, faults in FAULTS.items() for fault in faults])
def test_a_planted_fault_is_found(books: Books, check: str, fault: str) -> None:
    with books.open() as store:
        store.query(fault)
    found = {name: (count, first) for name, count, first in books.broken()}
    assert check in found, found
    count, first = found[check]
    assert count > 0
    assert first
