"""What payouts cover: oldest first, by program before network, and never a row validated after the last of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import Books, Row, new_books


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """Three sales of 100.00 each, validated on three days."""
    books = new_books(tmp_path)
    books.sales("A", "B", "C")
    books.rows(
        Row(transaction="3", order="C", validated="2026-09-20"),
        Row(transaction="1", order="A", validated="2026-09-10"),
        Row(transaction="2", order="B", validated="2026-09-15"),
    )
    return books


def paid(books: Books) -> set[str]:
    """The order ids of the sales that are paid."""
    found = {name for name, kind in books.classes().items() if kind == "paid"}
    return {order for sale, order in books.query("select 'S' || id, order_id from sale") if sale in found}


def test_payouts_cover_the_oldest_rows_they_cover_whole(books: Books) -> None:
    for amount, covered in [("99.99", ""), ("0.01", "A"), ("99.99", "A"), ("0.01", "AB"), ("800", "ABC")]:
        books.payout(amount, "2026-10-15", program="shop")
        assert paid(books) == set(covered)


def test_a_payout_covers_nothing_validated_after_it(books: Books) -> None:
    books.payout("300", "2026-09-15", program="shop")
    assert paid(books) == {"A", "B"}


def test_a_payout_of_the_network_covers_its_programs(books: Books) -> None:
    books.sale("D", program="other")
    books.rows(Row(transaction="4", order="D", program="other", validated="2026-09-12"))
    books.payout("200", "2026-10-15", network="admitad")
    assert paid(books) == {"A", "D"}


def test_a_program_that_is_paid_by_itself_takes_nothing_from_the_network(books: Books) -> None:
    books.sale("D", program="other")
    books.rows(Row(transaction="4", order="D", program="other", validated="2026-09-01"))
    books.payout("100", "2026-10-15", program="shop")
    books.payout("100", "2026-10-15", network="admitad")
    assert paid(books) == {"A", "D"}


def test_a_payout_of_another_network_covers_nothing(books: Books) -> None:
    books.program("elsewhere", network="awin")
    books.payout("300", "2026-10-15", network="awin")
    assert paid(books) == set()


def test_a_payout_in_another_currency_covers_nothing(books: Books) -> None:
    books.program("dollars", currency="USD")
    books.payout("300", "2026-10-15", program="dollars")
    assert paid(books) == set()


def test_rows_the_network_calls_received_use_up_their_part(books: Books) -> None:
    books.rows(Row(transaction="3", order="C", status="paid", validated="2026-09-20", updated="2026-10-16"))
    books.payout("200", "2026-10-15", program="shop")
    assert paid(books) == {"A", "C"}  # 100 of the payout is C's, by the network's own word


def test_a_pending_row_is_not_covered(books: Books) -> None:
    books.rows(Row(transaction="1", order="A", status="pending", updated="2026-09-25"))
    books.payout("200", "2026-10-15", program="shop")
    assert paid(books) == {"B", "C"}


def test_corrections_count_so_that_an_exact_payout_covers_everything(books: Books) -> None:
    books.rows(Row(transaction="4", order="B", amount="-100", commission="-10", validated="2026-09-25"))
    books.payout("290", "2026-10-15", program="shop")
    books.reconcile()
    assert books.query("select 'S' || sale, standing from verdict order by 1") == [
        ("S1", "paid"), ("S2", "paid"), ("S3", "paid"),
    ]  # fmt: skip


def test_a_payout_that_is_still_on_its_way_covers_nothing(books: Books) -> None:
    header = "Date,Program,Amount,Currency,Reference,Status\n"
    books.read(header + "2026-10-15,shop,300,RUB,INV-1,pending\n")
    assert paid(books) == set()
    books.read(header + "2026-10-16,shop,300,RUB,INV-2,paid\n")
    assert paid(books) == {"A", "B", "C"}
