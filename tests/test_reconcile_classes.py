"""One class for each sale and each row: how every class comes about, in the smallest books that show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from books import Books, Case, Row, new_books
from partnercli.reports import report
from partnercli.store.programs import Terms

PER_LEAD = Terms(per="lead", flat=Decimal(300))


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def test_the_network_says_paid(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="paid"))
    assert books.reconcile() == {"S1": Case("paid", "100.00", "100.00", "order", "network_says_paid", 1)}


def test_a_payout_covers_it(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"))
    books.payout("100", "2026-10-15", program="shop")
    assert books.reconcile()["S1"] == Case("paid", "100.00", "100.00", "order", "covered_by_payouts", 1)


def test_validated_and_not_paid_yet(books: Books) -> None:
    books.sale("A", on="2026-10-20")
    books.rows(Row(transaction="1", order="A", date="2026-10-20", validated="2026-10-25"))
    assert books.reconcile()["S1"] == Case("awaiting", "100.00", "100.00", "order", "payment_to_come", 1)


def test_validated_and_late(books: Books) -> None:
    books.sale("A", on="2026-06-01")
    books.rows(Row(transaction="1", order="A", date="2026-06-01", validated="2026-06-20"))
    assert books.reconcile()["S1"] == Case("awaiting", "100.00", "100.00", "order", "payment_late", 1)


def test_pending(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="pending"))
    assert books.reconcile()["S1"] == Case("pending", "100.00", "100.00", "order", "waits_for_validation", 1)


@pytest.mark.parametrize("vanished", [False, True], ids=["declined", "vanished"])
def test_a_declined_row_without_a_sale_counts_no_money(books: Books, vanished: bool) -> None:
    books.rows(Row(transaction="1"), Row(transaction="2"), Row(transaction="3", status="pending"))
    again = [Row(transaction="1"), Row(transaction="3", status="pending")]
    books.rows(*again, *([] if vanished else [Row(transaction="2", status="declined")]), replaces=vanished)
    assert books.reconcile()["R2"] == Case("declined", "", "0.00", "", "network_declined", 1)
    with books.open() as store:
        classes = {row[0]: (row[2], row[5]) for row in report(store, "classes").rows}
        income = report(store, "income").rows
    assert classes == {"declined": (1, 0), "unknown": (2, 200)}
    assert [row[-4:-1] for row in income] == [(100, 100, 0)]
    assert books.broken() == []


def test_a_kopeck_makes_the_difference(books: Books) -> None:
    books.sales("A", "B", "C")
    books.rows(
        Row(transaction="1", order="A", commission="99.99"),
        Row(transaction="2", order="B", commission="100.00"),
        Row(transaction="3", order="C", commission="100.01"),
    )
    assert books.classes() == {"S1": "underpaid", "S2": "awaiting", "S3": "overpaid"}


def test_expected_is_rounded_to_the_kopeck_before_it_is_compared(books: Books) -> None:
    books.sale("A", amount="10.05")  # 10 % is 1.005: half up
    books.rows(Row(transaction="1", order="A", amount="10.05", commission="1.01"))
    assert books.reconcile()["S1"] == Case("awaiting", "1.01", "1.01", "order", "payment_to_come", 1)


def test_expected_follows_the_terms_of_the_day(books: Books) -> None:
    books.terms("shop", Terms(valid_from=date(2026, 9, 10), percent=Decimal(20)))
    books.sale("A", on="2026-09-09")
    books.sale("B", on="2026-09-10")
    assert [case.expected for case in books.reconcile().values()] == ["100.00", "200.00"]


def test_declined(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="declined"))
    assert books.reconcile()["S1"] == Case("declined", "100.00", "0.00", "order", "network_declined", 1)


def test_declined_after_it_was_paid(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="paid", updated="2026-09-10"))
    assert books.classes() == {"S1": "paid"}
    books.rows(Row(transaction="1", order="A", status="reversed", updated="2026-09-20"))
    assert books.classes() == {"S1": "declined"}
    assert books.query("select version, status, current from network_row order by version") == [
        (1, "paid", False),
        (2, "reversed", True),
    ]


def test_our_lead_was_refused(books: Books) -> None:
    books.sale("A", status="refused")
    assert books.reconcile()["S1"] == Case("declined", "100.00", "", "", "lead_refused", 0)


def test_missing_once_the_programs_normal_time_has_passed(books: Books) -> None:
    books.sale("A", on="2026-10-24")  # today is 1 November and rows come within seven days
    books.sale("B", on="2026-10-25")
    assert {name: (case.kind, case.reason) for name, case in books.reconcile().items()} == {
        "S1": ("missing", "no_row"),
        "S2": ("not_due", "row_still_to_come"),
    }


def test_a_row_with_no_sale_of_ours(books: Books) -> None:
    books.rows(Row(transaction="1", order="A"))
    assert books.reconcile() == {"R1": Case("unknown", "", "100.00", "", "no_sale", 1)}


def test_the_same_order_again_is_a_duplicate_counted_apart(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", order="A"))
    cases = books.reconcile()
    assert cases["S1"] == Case("awaiting", "100.00", "100.00", "order", "payment_to_come", 1)
    assert cases["R2"] == Case("duplicate", "", "100.00", "order", "same_order_again", 1)


def test_of_two_equal_rows_the_one_further_on_its_way_speaks_for_the_sale(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="pending"), Row(transaction="2", order="A", status="paid"))
    assert books.classes() == {"S1": "paid", "R1": "duplicate"}


def test_rows_that_add_up_to_the_order_are_its_lines(books: Books) -> None:
    books.sale("A")
    books.rows(
        Row(transaction="1", order="A", amount="600", commission="60"),
        Row(transaction="2", order="A", amount="400", commission="40"),
    )
    assert books.reconcile() == {"S1": Case("awaiting", "100.00", "100.00", "order", "payment_to_come", 2)}


def test_one_pending_line_keeps_the_order_pending(books: Books) -> None:
    books.sale("A")
    books.rows(
        Row(transaction="1", order="A", amount="600", commission="60"),
        Row(transaction="2", order="A", amount="400", commission="40", status="pending"),
    )
    assert books.reconcile() == {"S1": Case("pending", "100.00", "100.00", "order", "waits_for_validation", 2)}


def test_rows_of_one_order_that_make_no_sense_together_are_ambiguous(books: Books) -> None:
    books.sale("A")
    books.rows(
        Row(transaction="1", order="A", amount="600", commission="60"),
        Row(transaction="2", order="A", amount="500", commission="50"),
    )
    assert books.classes() == {"S1": "ambiguous", "R1": "ambiguous", "R2": "ambiguous"}


def test_rows_without_amounts_and_with_different_commissions_are_ambiguous(books: Books) -> None:
    books.program("flat", PER_LEAD)
    books.sale("A", program="flat", kind="lead")
    books.rows(
        Row(transaction="1", program="flat", order="A", amount="", commission="300"),
        Row(transaction="2", program="flat", order="A", amount="", commission="200"),
    )
    assert books.classes() == {"S1": "ambiguous", "R1": "ambiguous", "R2": "ambiguous"}


def test_one_row_and_two_sales_with_its_order_are_ambiguous(books: Books) -> None:
    books.sales("A", "A")
    books.rows(Row(transaction="1", order="A"))
    assert books.classes() == {"S1": "ambiguous", "S2": "ambiguous", "R1": "ambiguous"}


def test_a_program_that_pays_per_lead_owes_its_flat_sum(books: Books) -> None:
    books.program("flat", PER_LEAD)
    books.sale("A", program="flat", kind="lead")
    books.rows(Row(transaction="1", program="flat", order="A", amount="", commission="300"))
    assert books.reconcile() == {"S1": Case("awaiting", "300.00", "300.00", "order", "payment_to_come", 1)}


def test_every_class_at_once_leaves_a_sound_store(books: Books) -> None:
    books.sales("A", "B", "C", "D", "E", "E", "F")
    books.sale("G", on="2026-10-30")
    books.sale("H", status="refused")
    books.rows(
        Row(transaction="1", order="A", status="paid"),
        Row(transaction="2", order="A", status="paid"),
        Row(transaction="3", order="B", commission="90"),
        Row(transaction="4", order="C", commission="110"),
        Row(transaction="5", order="D", status="pending"),
        Row(transaction="6", order="E"),
        Row(transaction="7", order="X"),
    )
    kinds = set(books.classes().values())
    assert kinds == {
        "paid", "duplicate", "underpaid", "overpaid", "pending", "ambiguous", "unknown", "missing", "not_due", "declined",
    }  # fmt: skip
    assert books.broken() == []


def test_a_store_with_declined_rows_alone_is_sound(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="declined"))
    books.reconcile()
    assert books.broken() == []
