"""What asks for action about payments and receipts: each code with a case where it fires and one where it must not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from books import Books, Row, new_books
from partnercli.reconcile.findings import find
from partnercli.store.programs import Terms
from payments_books import Receipt, links, named_rows, paid, received, statement, told

ROW = Row(transaction="1", commission="100", validated="2026-09-01")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def found(books: Books, code: str) -> list[tuple[str, str, str, str]]:
    """(subject, amount, since, reason) of the findings of a code, reconciled."""
    books.reconcile()
    with books.open() as store:
        find(store)
        rows = store.query("select subject, amount, since, reason from finding where code = $code order by 1", code=code)
    return [(subject, f"{amount:.2f}", str(since), reason) for subject, amount, since, reason in rows]


@pytest.mark.parametrize("amount, expected", [
    ("900.00", [("P1", "100.00", "2026-10-03", "less_than_paid")]), ("985.00", []), ("1000.00", []),
])  # fmt: skip
def test_short_payment(books: Books, amount: str, expected: list[object]) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    received(books, Receipt(id="1", on="2026-10-03", amount=amount, reference="INV-991"))
    assert found(books, "SHORT_PAYMENT") == expected


@pytest.mark.parametrize("amount, expected", [
    ("88.88", [("P1", "11.12", "2026-10-01", "less_than_its_rows")]), ("95.00", []), ("100.00", []),
])  # fmt: skip
def test_a_payment_below_the_rows_that_name_it_is_short(books: Books, amount: str, expected: list[object]) -> None:
    named_rows(books, (ROW, "INV-991"))
    paid(books, f"2026-10-01,shop,{amount},RUB,INV-991")
    assert found(books, "SHORT_PAYMENT") == expected


@pytest.mark.parametrize("last, expected", [
    ("2026-10-11", [("P1", "1000.00", "2026-10-12", "not_in_statement")]), ("2026-10-10", []),
])  # fmt: skip
def test_not_received(books: Books, last: str, expected: list[object]) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    statement(books, "2026-09-30", last)
    assert found(books, "NOT_RECEIVED") == expected


@pytest.mark.parametrize("payer, expected", [
    ("Admitad", [("B1", "70.00", "2026-10-03", "names_a_payer")]), ("Grandmother", []),
])  # fmt: skip
def test_unexplained_receipt(books: Books, payer: str, expected: list[object]) -> None:
    received(books, Receipt(id="1", on="2026-10-03", amount="70.00", payer=payer))
    assert found(books, "UNEXPLAINED_RECEIPT") == expected


@pytest.mark.parametrize("amount, expected", [("150", [("P1", "50.00", "2026-10-01", "beyond_its_rows")]), ("100", [])])
def test_money_of_a_payment_that_no_row_accounts_for(books: Books, amount: str, expected: list[object]) -> None:
    books.rows(ROW)
    books.payout(amount, "2026-10-01", program="shop")
    assert found(books, "UNEXPLAINED_RECEIPT") == expected


@pytest.mark.parametrize("second, expected", [
    ("2026-11-01,shop,1000,RUB,INV-991", [("P2", "1000.00", "2026-11-01", "payment_told_twice")]),
    ("2026-11-01,shop,1000,RUB,INV-992", []), ("2026-10-01,shop,1001,RUB,INV-991", []), ("2026-10-01,other,1000,RUB,INV-991", []),
])  # fmt: skip
def test_duplicate_payment(books: Books, second: str, expected: list[object]) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    paid(books, second)
    assert found(books, "DUPLICATE_PAYMENT") == expected


def test_a_payment_by_hand_and_from_a_file_is_told_twice(books: Books) -> None:
    books.payout("1000", "2026-10-01", program="shop")
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    assert found(books, "DUPLICATE_PAYMENT") == [("P2", "1000.00", "2026-10-01", "payment_told_twice")]


def test_a_row_that_two_paystubs_pay_is_paid_twice(books: Books) -> None:
    books.rows(ROW)
    paid(books, "2026-10-01,shop,100,RUB,PAY-1", "2026-10-15,shop,60,RUB,PAY-2")
    told(books, ("PAY-1", "1", "100"), ("PAY-2", "1", "60"))
    assert found(books, "DUPLICATE_PAYMENT") == [("R1", "60.00", "2026-10-15", "row_paid_twice")]


def test_a_row_paid_in_two_parts_is_paid_once(books: Books) -> None:
    books.rows(ROW)
    paid(books, "2026-10-01,shop,40,RUB,PAY-1", "2026-10-15,shop,60,RUB,PAY-2")
    told(books, ("PAY-1", "1", "40"), ("PAY-2", "1", "60"))
    assert found(books, "DUPLICATE_PAYMENT") == []


@pytest.mark.parametrize("minimum, validated, expected", [
    ("1000", "2026-08-01", [("network admitad RUB", "100.00", "2026-10-01", "balance_below_minimum")]),
    ("100", "2026-08-01", []), ("1000", "2026-10-01", []),
])  # fmt: skip
def test_below_minimum(books: Books, minimum: str, validated: str, expected: list[object]) -> None:
    books.terms("shop", Terms(percent=Decimal(10), minimum=Decimal(minimum)))
    books.sale("A")
    books.rows(Row(transaction="1", order="A", date="2026-08-01", validated=validated))
    assert found(books, "BELOW_MINIMUM") == expected


def test_a_payment_two_receipts_fit_is_ambiguous_once(books: Books) -> None:
    paid(books, "2026-10-01,/admitad,1000,RUB,")
    received(books, Receipt(id="1", on="2026-10-02", amount="1000"))
    assert found(books, "AMBIGUOUS") == []
    received(books, Receipt(id="2", on="2026-10-03", amount="1000"))
    assert found(books, "AMBIGUOUS") == [("P1", "1000.00", "2026-10-02", "several_fit")]


def test_the_same_payment_again_is_one_finding(books: Books) -> None:
    books.rows(ROW)
    paid(books, "2026-10-01,/admitad,100,RUB,A", "2026-10-05,/admitad,100,RUB,A")
    assert found(books, "UNEXPLAINED_RECEIPT") == []
    assert [subject for subject, *_ in found(books, "DUPLICATE_PAYMENT")] == ["P2"]


SEPTEMBER = tuple(Row(transaction=str(n), commission=f"{n}00", validated=f"2026-09-0{n}") for n in (1, 2, 3))


def declined(books: Books, *which: int, updated: str = "") -> None:
    """The network declines these rows in place."""
    books.rows(*(replace(SEPTEMBER[n - 1], status="declined", updated=updated) for n in which))


@pytest.mark.parametrize("which, expected", [
    ((2,), [("R2", "200.00", "2026-10-01", "declined_after_paid")]), ((1, 2, 3), [
        ("R1", "100.00", "2026-10-01", "declined_after_paid"), ("R2", "200.00", "2026-10-01", "declined_after_paid"),
        ("R3", "300.00", "2026-10-01", "declined_after_paid"),
    ]),
])  # fmt: skip
def test_a_row_declined_after_a_payment_that_comes_out_only_with_it(
    books: Books, which: tuple[int, ...], expected: list[object]
) -> None:
    books.rows(*SEPTEMBER, Row(transaction="4", commission="550", validated="2026-10-20"))
    books.payout("600", "2026-10-01", program="shop")
    books.reconcile()
    declined(books, *which)
    assert found(books, "REVERSED_AFTER_PAID") == expected
    assert (found(books, "DECLINED"), found(books, "UNEXPLAINED_RECEIPT")) == ([], [])
    assert books.broken() == []
    known = links(books)
    books.reconcile(anew=True)
    assert links(books) == known


@pytest.mark.parametrize("updated, expected", [
    ("2026-10-02", [("R2", "200.00", "2026-10-02", "declined_after_paid")]), ("2026-10-01", []), ("", []),
])  # fmt: skip
def test_a_row_declined_before_or_after_a_payment_that_does_not_come_out(
    books: Books, updated: str, expected: list[object]
) -> None:
    books.rows(*SEPTEMBER)
    books.payout("310", "2026-10-01", program="shop")
    declined(books, 2, updated=updated)
    assert found(books, "REVERSED_AFTER_PAID") == expected


def test_what_is_left_of_a_payment_does_not_wait_for_a_declined_row(books: Books) -> None:
    books.rows(*SEPTEMBER[:2])
    books.payout("150", "2026-10-01", program="shop")
    declined(books, 2)
    books.rows(Row(transaction="4", commission="60", validated="2026-10-20"))
    books.payout("10", "2026-10-21", program="shop")
    assert links(books) == [("P1", "1", "cohort", "100.00")]


def test_what_is_paid_of_a_recurring_program_is_not_waiting_below_its_minimum(books: Books) -> None:
    """Two months are paid; the third has waited for a week."""
    books.program("club", Terms(percent=Decimal(10), recurs_months=12, minimum=Decimal(150)), network_id="12")
    books.sale("A", program="club", on="2026-08-01")
    books.rows(*(
        Row(transaction=on, program="club", order="A", date=on, validated=on)
        for on in ("2026-08-02", "2026-09-02", "2026-10-02")
    ))  # fmt: skip
    paid(books, "2026-09-30,club,200,RUB,")
    assert found(books, "BELOW_MINIMUM") == []


def test_a_payment_that_arrived_twice(books: Books) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    received(
        books,
        Receipt(id="1", on="2026-10-03", amount="980.00", reference="INV-991"),
        Receipt(id="2", on="2026-10-05", amount="980.00", reference="INV-991"),
    )
    assert found(books, "DUPLICATE_PAYMENT") == [("P1", "960.00", "2026-10-05", "more_received")]
