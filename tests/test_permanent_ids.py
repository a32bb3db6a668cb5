"""An id is given once: a record that comes back after its import was taken back is itself again, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from books import TEN_PERCENT, Books, Row, new_books

LEADS = "id,date,name,email,program,status,order,amount\n"
PAYOUTS = "Date,Program,Amount,Currency,Reference\n"


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def ids(books: Books, table: str, named: str) -> dict[str, int]:
    """The id of each record by its `named` column."""
    return {str(name): int(id_) for name, id_ in books.query(f"select {named}, id from {table} order by id")}


def test_a_row_read_again_has_its_old_id_and_a_new_one_has_none_of_the_old(books: Books) -> None:
    first = books.rows(Row(transaction="a"), Row(transaction="b"))
    books.undo(first)
    books.rows(Row(transaction="c"))
    assert ids(books, "network_row", "transaction_id") == {"c": 3}
    books.rows(Row(transaction="d"), Row(transaction="b"), Row(transaction="a"))
    assert ids(books, "network_row", "transaction_id") == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert books.query("select count(*) from retired") == [(0,)]
    assert books.broken() == []


def test_a_row_of_another_account_is_another_row(books: Books) -> None:
    books.undo(books.rows(Row(transaction="a"), account="one"))
    books.rows(Row(transaction="a"), account="two")
    assert ids(books, "network_row", "account") == {"two": 2}


def test_versions_that_come_back_belong_to_the_old_id(books: Books) -> None:
    first = books.rows(Row(transaction="a"))
    books.undo(first)
    books.rows(Row(transaction="a"), Row(transaction="a", status="declined"))
    assert books.query("select id, version, validation from network_row order by version") == [
        (1, 1, "validated"), (1, 2, "declined"),
    ]  # fmt: skip
    assert books.broken() == []


def test_an_import_taken_back_twice_keeps_the_ids(books: Books) -> None:
    for _time in range(3):
        done = books.rows(Row(transaction="a"), Row(transaction="b"))
        assert ids(books, "network_row", "transaction_id") == {"a": 1, "b": 2}
        books.undo(done)


def test_what_another_import_saw_keeps_its_id_all_the_time(books: Books) -> None:
    first = books.rows(Row(transaction="a"))
    books.rows(Row(transaction="a"), Row(transaction="b"))
    books.undo(first)
    assert ids(books, "network_row", "transaction_id") == {"a": 1, "b": 2}
    assert books.query("select count(*) from retired") == [(0,)]


def test_payouts_keep_their_ids_and_one_by_hand_gets_a_new_one(books: Books) -> None:
    done = books.read(PAYOUTS + "2026-09-10,shop,870.00,RUB,4711\n")
    books.undo(done)
    books.payout("10", "2026-09-11", program="shop")
    books.read(PAYOUTS + "2026-09-12,shop,5.00,RUB,4712\n2026-09-10,shop,870.00,RUB,4711\n")
    assert ids(books, "payout", "amount") == {"870.0000": 1, "10.0000": 2, "5.0000": 3}


def test_leads_and_their_sales_keep_their_ids(books: Books) -> None:
    done = books.read(
        LEADS
        + "x,2026-09-01,Ann,ann@example.com,shop,customer,A-1,100\n"
        + "x,2026-09-01,Ann,ann@example.com,shop,customer,A-2,100\n"
        + "y,2026-09-02,Bob,bob@example.com,shop,customer,,50\n"
    )
    before = ids(books, "lead", "key"), ids(books, "sale", "order_id || amount")
    assert (len(before[0]), len(before[1])) == (2, 3)
    books.undo(done)
    own = books.sale("H-1")
    assert own == "S4"
    books.read(
        LEADS
        + "z,2026-09-03,Eve,eve@example.com,shop,customer,Z-1,10\n"
        + "y,2026-09-02,Bob,bob@example.com,shop,customer,,50\n"
        + "x,2026-09-01,Ann,ann@example.com,shop,customer,A-2,100\n"
        + "x,2026-09-01,Ann,ann@example.com,shop,customer,A-1,100\n"
    )
    leads, sales = ids(books, "lead", "key"), ids(books, "sale", "order_id || amount")
    assert {key: leads[key] for key in before[0]} == before[0]
    assert {key: sales[key] for key in before[1]} == before[1]
    assert sales["Z-110.0000"] == 5
    assert books.query("select count(*) from retired") == [(0,)]
    assert books.broken() == []


def test_the_sale_of_a_lead_that_is_paid_for_as_such_keeps_its_id(books: Books) -> None:
    books.terms("shop", replace(TEN_PERCENT, percent=None, flat=Decimal(500), per="lead"))
    text = LEADS + "x,2026-09-01,Ann,ann@example.com,shop,new,,\n"
    books.undo(books.read(text))
    books.read(LEADS + "y,2026-09-01,Bob,bob@example.com,shop,new,,\n")
    books.read(text)
    assert books.query("select s.id, l.name from sale s join lead l on l.id = s.lead order by 1") == [
        (1, "Ann"), (2, "Bob"),
    ]  # fmt: skip
