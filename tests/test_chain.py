"""The chain of a sale: which steps it has made, on which days, with which money, and what to do next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from books import Books, Row, named, new_books
from partnercli.reports import explain, report
from partnercli.store.programs import Terms
from payments_books import Receipt, decide, named_rows, paid, received, told

TERMS = Terms(percent=Decimal(10), hold_days=30, pay_day=15, claim_days=60)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    books = new_books(tmp_path)
    books.program("course", terms=TERMS, network_id="77")
    return books


def chain(books: Books, sale: str = "S1") -> dict[str, Any]:
    """The line of a sale in `report chain`, without what is empty."""
    books.reconcile()
    with books.open() as store:
        table = report(store, "chain")
    rows = [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]
    return {key: value for row in rows if row["id"] == sale for key, value in row.items() if value is not None}


def sold(books: Books, on: str = "2026-09-01", **fields: Any) -> None:
    books.sale("A", program="course", on=on, **fields)


def row(**fields: str) -> Row:
    return Row(**{"transaction": "1", "program": "course", "order": "A", **fields})


def test_agreed_and_nothing_more(books: Books) -> None:
    sold(books, on="2026-10-30")
    found = chain(books)
    assert (found["step"], found["class"], found["next"]) == ("agreed", "not_due", "wait")
    assert (found["agreed_on"], found["expected"], found["gap"]) == (date(2026, 10, 30), Decimal(100), Decimal(100))
    assert "tracked" not in found


@pytest.mark.parametrize("on, what", [("2026-10-01", "claim"), ("2026-08-01", "ask_program")])
def test_a_missing_sale_is_claimed_as_long_as_claims_are_taken(books: Books, on: str, what: str) -> None:
    sold(books, on=on)
    assert chain(books)["next"] == what


def test_tracked_late_asks_for_validation(books: Books) -> None:
    sold(books)
    books.rows(row(status="pending"))
    found = chain(books)
    assert (found["step"], found["tracked_on"], found["tracked"]) == ("tracked", date(2026, 9, 2), Decimal(100))
    assert (found["days"], found["next"]) == (60, "ask_for_validation")


def test_validated_and_unpaid_past_its_pay_day_asks_for_the_payment(books: Books) -> None:
    sold(books)
    books.rows(row(validated="2026-09-20"))
    found = chain(books)
    assert (found["step"], found["validated_on"], found["validated"]) == ("validated", date(2026, 9, 20), Decimal(100))
    assert (found["days"], found["next"], found["gap"]) == (42, "ask_for_payment", Decimal(100))


def test_a_short_commission_is_claimed_by_its_difference(books: Books) -> None:
    sold(books)
    books.rows(row(commission="70", validated="2026-09-20"))
    found = chain(books)
    assert (found["tracked"], found["gap"], found["next"]) == (Decimal(70), Decimal(100), "claim_difference")


def test_a_declined_row_says_what_it_was_worth(books: Books) -> None:
    sold(books)
    books.rows(row(status="declined"))
    found = chain(books)
    assert (found["step"], found["tracked"], found["next"]) == ("tracked", Decimal(100), "read_reason")
    assert "validated" not in found


def test_paid_is_not_received_until_the_bank_has_it(books: Books) -> None:
    sold(books)
    books.rows(row(validated="2026-09-20"))
    paid(books, "2026-10-01,/admitad,100,RUB,INV-1")
    found = chain(books)
    assert (found["step"], found["paid_on"], found["paid"], found["gap"]) == ("paid", date(2026, 10, 1), 100, 0)
    received(books, Receipt(id="1", on="2026-10-03", amount="100.00", payer="Admitad GmbH"))
    found = chain(books)
    assert (found["step"], found["received_on"], found["received"]) == ("received", date(2026, 10, 3), 100)
    assert (found["days"], found["next"]) == (29, "nothing")


def test_a_payment_the_statement_does_not_have_is_asked_for(books: Books) -> None:
    sold(books)
    books.rows(row(validated="2026-09-20"))
    paid(books, "2026-10-01,/admitad,100,RUB,INV-1")
    received(books, Receipt(id="1", on="2026-09-30", amount="7.00"), Receipt(id="2", on="2026-10-20", amount="8.00"))
    found = chain(books)
    assert (found["class"], found["step"], found["next"]) == ("paid", "paid", "ask_for_payment")
    assert (found["paid"], found["gap"]) == (100, 100)


@pytest.mark.parametrize("arrived, gaps", [("200", ["33.33", "33.34", "33.33"]), ("295", ["0.00", "0.00", "0.00"])])
def test_what_a_payment_is_short_of_is_missing_from_its_sales(books: Books, arrived: str, gaps: list[str]) -> None:
    books.sales("A", "B", "C", program="course", on="2026-09-01")
    books.rows(*(row(transaction=order, order=order, validated="2026-09-20") for order in "ABC"))
    paid(books, "2026-10-01,/admitad,300,RUB,INV-1")
    received(books, Receipt(id="1", on="2026-10-03", amount=arrived, reference="INV-1"))
    lines = [chain(books, f"S{n}") for n in (1, 2, 3)]
    assert [f"{line['gap']:.2f}" for line in lines] == gaps
    assert [line["received_on"] for line in lines] == [date(2026, 10, 3)] * 3
    if arrived == "200":
        assert [line["expected"] - line["received"] for line in lines] == [line["gap"] for line in lines]


def test_money_entered_by_hand_has_arrived(books: Books) -> None:
    sold(books)
    books.rows(row(validated="2026-09-20"))
    books.payout("100", "2026-10-15", program="course")
    found = chain(books)
    assert (found["step"], found["received_on"], found["received"]) == ("received", date(2026, 10, 15), 100)


def test_explain_tells_the_whole_chain_in_its_order(books: Books) -> None:
    sold(books)
    books.rows(row(status="pending"))
    books.rows(row(validated="2026-09-20", updated="2026-09-20"))
    paid(books, "2026-10-01,/admitad,100,RUB,INV-1")
    received(books, Receipt(id="1", on="2026-10-03", amount="100.00", payer="Admitad GmbH"))
    books.reconcile()
    with books.open() as store:
        table = explain(store, "sale", 1)
    assert [(line[0], line[1]) for line in table.rows] == [
        ("sale", "S1"), ("terms", "course"), ("older version", "R1"), ("row", "R1"), ("link", "S1-R1"), ("payment", "P1"),
        ("receipt", "B1"), ("verdict", "S1"),
    ]  # fmt: skip
    assert {line[1]: line[7] for line in table.rows}["B1"] == "file.csv:2"


def test_a_payment_that_arrived_short_is_asked_for(books: Books) -> None:
    sold(books)
    books.rows(row(validated="2026-09-20"))
    paid(books, "2026-10-01,/admitad,100,RUB,INV-1")
    received(books, Receipt(id="1", on="2026-10-03", amount="60.00", payer="Admitad GmbH", purpose="INV-1"))
    found = chain(books)
    assert (found["class"], found["next"]) == ("paid", "ask_for_payment")


def test_a_sale_paid_twice_asks_which_payment_counts(books: Books) -> None:
    sold(books)
    books.rows(row(validated="2026-09-20"))
    paid(books, "2026-10-01,/admitad,100,RUB,INV-1", "2026-10-05,/admitad,100,RUB,INV-2")
    for payout in ("P1", "P2"):
        decide(books, "link", "R1", payout)
    found = chain(books)
    assert (found["paid"], found["next"]) == (Decimal(200), "ask_which_payment_counts")


def test_a_sale_paid_twice_is_not_asked_for_although_a_payment_arrived_short(books: Books) -> None:
    sold(books)
    named_rows(books, (row(validated="2026-09-20"), "INV-1"))
    paid(books, "2026-10-01,/admitad,100,RUB,INV-1", "2026-10-05,/admitad,100,RUB,INV-2")
    told(books, ("INV-2", "1", "100"))
    received(books, Receipt(id="1", on="2026-10-03", amount="60.00", reference="INV-1"))
    assert chain(books)["next"] == "ask_which_payment_counts"
    with books.open() as store:
        due = [(line["what"], line["id"], line["amount"]) for line in named(report(store, "due"))]
    assert due == [("short", "P1", 40), ("money_back", "R1", 100)]


def in_place(books: Books) -> None:
    books.rows(row(status="declined", validated="2026-09-20", updated="2026-10-10"))


def by_a_row(books: Books) -> None:
    books.rows(row(transaction="2", commission="-100", amount="-1000", date="2026-10-10", validated="2026-10-10", corrects="1"))


@pytest.mark.parametrize("reverse", [in_place, by_a_row])
@pytest.mark.parametrize("taken_back", [False, True])
def test_a_sale_reversed_after_it_was_paid_has_one_answer(books: Books, reverse: Any, taken_back: bool) -> None:
    """Whether the row is declined in place or by a negative one: paid is what payments carried for it in sum."""
    sold(books)
    books.rows(row(validated="2026-09-20", updated="2026-09-20"))
    paid(books, "2026-10-01,course,100,RUB,INV-1")
    reverse(books)
    books.rows(row(transaction="7", order="B", commission="300", validated="2026-10-20"))
    if taken_back:
        paid(books, "2026-11-01,course,200,RUB,INV-2")
    found = chain(books)
    assert (found["paid_on"], found["class"], found["next"]) == (date(2026, 10, 1), "declined", "read_reason")
    assert (found["paid"], found["gap"], found["step"]) == ((0, 100, "tracked") if taken_back else (100, 0, "paid"))
    with books.open() as store:
        (income,) = named(report(store, "income", program="course"))
    assert (income["paid"], income["gap"]) == ((300, -200) if taken_back else (100, 0))


def test_what_the_network_said_it_had_paid_is_paid_when_it_declines_the_row(books: Books) -> None:
    sold(books)
    books.rows(row(status="paid", validated="2026-09-20", paid="2026-10-01", updated="2026-10-01"))
    books.rows(row(status="declined", updated="2026-10-10"))
    found = chain(books)
    assert (found["paid_on"], found["paid"], found["gap"], found["step"]) == (date(2026, 10, 1), 100, 0, "paid")


def test_a_granted_claim_is_validated_and_due_by_its_own_day(books: Books) -> None:
    sold(books, on="2026-07-10")
    books.rows(row(status="declined", date="2026-07-10", validated="2026-08-20"))
    books.rows(row(transaction="2", order="", corrects="1", date="2026-09-17", validated="2026-09-20"))
    found = chain(books)
    assert (found["tracked_on"], found["validated_on"], found["validated"]) == (date(2026, 7, 10), date(2026, 9, 20), 100)
    assert books.query("select due_on from verdict where id = 'S1'") == [(date(2026, 10, 15),)]


def test_explain_says_what_the_months_of_a_recurring_sale_come_to(books: Books) -> None:
    books.program("club", Terms(percent=Decimal(20), recurs_months=3, renewal=Decimal(10)), network_id="12")
    books.sale("C", program="club", on="2026-08-05")
    books.rows(*(
        row(transaction=str(month), program="club", order="C", commission="200" if month == 8 else "100", date=f"2026-{month:02}-05")
        for month in (8, 9, 10)
    ))  # fmt: skip
    books.reconcile()
    with books.open() as store:
        lines = named(explain(store, "sale", 1))
    (terms,) = (line for line in lines if line["step"] == "terms")
    assert terms["says"]["expected so far"] == "200.00 + 2 × 100.00 = 400.00"
    assert [line["state"] for line in lines if line["step"] == "link"] == ["main", "renewal", "renewal"]
