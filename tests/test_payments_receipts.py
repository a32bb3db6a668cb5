"""Which line of a statement brought which payment, and what the others are: every receipt and payment has one class."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import Books, Row, new_books
from partnercli.reports import report
from payments_books import Receipt, decide, paid, payouts, receipts, received, statement

ADMITAD = {"payer": "Admitad GmbH"}


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def one(books: Books, **fields: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """A payment of 1000.00 on 1 October with the reference INV-991, and one receipt: the class of either."""
    paid(books, "2026-10-01,/admitad,1000,RUB,INV-991")
    received(books, Receipt(**{"id": "1", "on": "2026-10-03", "amount": "1000.00", **fields}))
    return receipts(books)["B1"], payouts(books)["P1"]


@pytest.mark.parametrize("purpose, brought", [
    ("Payment INV-991 of 1.10", True), ("payment inv-991", True), ("INV-9910", False), ("991", False), ("XINV-991", False),
])  # fmt: skip
def test_the_reference_is_a_word_of_the_purpose(books: Books, purpose: str, brought: bool) -> None:
    receipt, payout = one(books, purpose=purpose, amount="700.00")
    assert receipt == (("payment", "by_reference") if brought else ("other", "nothing_says_so"))
    assert payout[0] == ("short" if brought else "stated")


@pytest.mark.parametrize("fields, brought", [
    ({}, True), ({"on": "2026-10-11"}, True), ({"on": "2026-10-12"}, False), ({"on": "2026-09-30"}, False),
    ({"amount": "999.99"}, False), ({"currency": "USD"}, False), ({"payer": "Other"}, True),
])  # fmt: skip
def test_equal_money_within_ten_days_is_the_payment(books: Books, fields: dict[str, str], brought: bool) -> None:
    books.program("elsewhere", network="awin")
    assert (one(books, **fields)[0][0] == "payment") is brought


def test_money_that_names_another_payer_is_his(books: Books) -> None:
    books.program("elsewhere", network="awin")
    assert one(books, payer="AWIN AG")[0] == ("unexplained", "names_a_payer")


def test_two_receipts_that_fit_are_nobodys_until_one_names_the_payer(books: Books) -> None:
    paid(books, "2026-10-01,/admitad,1000,RUB,")
    received(books, Receipt(id="1", on="2026-10-02", amount="1000"), Receipt(id="2", on="2026-10-03", amount="1000"))
    assert receipts(books) == {"B1": ("ambiguous", "several_fit"), "B2": ("ambiguous", "several_fit")}
    assert payouts(books) == {"P1": ("ambiguous", "several_fit")}
    received(books, Receipt(id="3", on="2026-10-04", amount="1000", **ADMITAD))
    assert receipts(books) == {
        "B1": ("other", "nothing_says_so"),
        "B2": ("other", "nothing_says_so"),
        "B3": ("payment", "by_amount"),
    }


@pytest.mark.parametrize("payer, amount, kind", [
    ("Admitad GmbH", "970.00", "payment"), ("Адмитад", "985.00", "payment"), ("Admitad GmbH", "969.99", "unexplained"),
    ("", "985.00", "other"), ("Admitador", "985.00", "other"),
])  # fmt: skip
def test_a_small_fee_is_taken_from_whom_the_bank_names(books: Books, payer: str, amount: str, kind: str) -> None:
    receipt, payout = one(books, payer=payer, amount=amount)
    assert receipt[0] == kind
    assert payout == (("received", "less_a_fee") if kind == "payment" else ("stated", "export_says_so"))


def test_one_receipt_may_bring_several_payments_of_a_network(books: Books) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,", "2026-10-02,other,500.50,RUB,", "2026-10-02,/admitad,9,RUB,")
    received(books, Receipt(id="1", on="2026-10-03", amount="1500.50", **ADMITAD))
    assert receipts(books) == {"B1": ("payment", "several_payments")}
    assert {name: kind for name, (kind, _) in payouts(books).items()} == {
        "P1": "received",
        "P2": "received",
        "P3": "stated",
    }


def test_a_group_that_could_be_another_is_ambiguous(books: Books) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,", "2026-10-02,other,500,RUB,", "2026-10-02,/admitad,500,RUB,")
    received(books, Receipt(id="1", on="2026-10-03", amount="1500", **ADMITAD))
    assert receipts(books) == {"B1": ("ambiguous", "several_fit")}


def test_another_currency_is_the_payment_only_by_reference_or_by_a_person(books: Books) -> None:
    paid(books, "2026-10-01,/admitad,1000,RUB,INV-991", "2026-10-01,/admitad,2000,RUB,")
    received(books, Receipt(id="1", on="2026-10-02", amount="12.30", currency="USD", reference="INV-991", **ADMITAD),
             Receipt(id="2", on="2026-10-02", amount="24.60", currency="USD", **ADMITAD))  # fmt: skip
    assert receipts(books) == {"B1": ("payment", "by_reference"), "B2": ("unexplained", "names_a_payer")}
    decide(books, "link", "B2", "P2")
    assert payouts(books) == {"P1": ("received", "other_currency"), "P2": ("received", "other_currency")}


def test_a_refused_pair_is_never_made(books: Books) -> None:
    assert one(books)[0] == ("payment", "by_amount")
    decide(books, "unlink", "B1", "P1")
    assert receipts(books)["B1"] == ("other", "nothing_says_so")


def test_every_receipt_has_a_class_and_counterparties_are_remembered(books: Books) -> None:
    paid(books, "2026-10-01,/admitad,1000,RUB,INV-991")
    received(
        books,
        Receipt(id="1", on="2026-10-02", amount="1000", payer="Payments Ltd", reference="INV-991"),
        Receipt(id="2", on="2026-10-20", amount="5", payer="Payments Ltd"),
        Receipt(id="3", on="2026-10-20", amount="5", payer="Grandmother"),
        Receipt(id="4", on="2026-10-20", amount="-5", payer="Admitad"),
    )
    assert receipts(books) == {
        "B1": ("payment", "by_reference"), "B2": ("unexplained", "payer_known"), "B3": ("other", "nothing_says_so"), "B4": ("outgoing", "money_out"),
    }  # fmt: skip
    assert books.broken() == []


@pytest.mark.parametrize("first, last, kind", [
    ("2026-10-01", "2026-10-11", "not_received"), ("2026-10-01", "2026-10-10", "in_transit"), ("2026-10-02", "2026-10-20", "stated"),
    ("2026-08-01", "2026-08-31", "in_transit"), ("2026-10-20", "2026-10-31", "stated"),
])  # fmt: skip
def test_a_payment_was_not_received_when_a_statement_of_its_days_says_nothing(
    books: Books, first: str, last: str, kind: str
) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,")
    assert payouts(books) == {"P1": ("stated", "export_says_so")}
    statement(books, first, last)
    assert payouts(books)["P1"][0] == kind


@pytest.mark.parametrize("amount, kind, reason", [
    ("1000.00", "received", "in_full"), ("1000.01", "over", "more_than_paid"), ("970.00", "received", "less_a_fee"), ("969.99", "short", "less_than_paid"),
])  # fmt: skip
def test_what_a_receipt_makes_of_its_payment(books: Books, amount: str, kind: str, reason: str) -> None:
    assert one(books, amount=amount, reference="INV-991")[1] == (kind, reason)


def test_the_same_payment_from_two_sources_is_a_duplicate(books: Books) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,INV-1", "2026-10-02,shop,1000,RUB,INV-2")
    books.payout("1000", "2026-10-01", program="shop")
    assert {name: kind for name, (kind, _) in payouts(books).items()} == {
        "P1": "duplicate",
        "P2": "stated",
        "P3": "stated",
    }


def test_what_was_not_sent_yet_waits(books: Books) -> None:
    books.read("Date,Program,Amount,Currency,Reference,Status\n2026-10-15,shop,300,RUB,INV-1,pending\n")
    assert payouts(books) == {"P1": ("waiting", "not_sent")}


@pytest.mark.parametrize("arrived, kept, why", [("985.00", "15.00", "less_a_fee"), ("1000.00", None, None), ("900.00", "100.00", None)])
def test_the_report_shows_what_was_kept_back(books: Books, arrived: str, kept: str | None, why: str | None) -> None:
    books.rows(Row(transaction="1", commission="1000", validated="2026-09-01"))
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    received(books, Receipt(id="1", on="2026-10-03", amount=arrived, reference="INV-991"))
    books.reconcile()
    with books.open() as store:
        table = report(store, "payments")
    line = dict(zip([column.key for column in table.columns], table.rows[0], strict=True))
    assert (line["kept"] and f"{line['kept']:.2f}", line["why"]) == (kept, why)
