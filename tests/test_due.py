"""`report due`: what to do within the next days, the most urgent and the largest first; and the screen of the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from books import Books, Row, new_books
from delay_books import as_of, due
from partnercli.domain.period import parse_period
from partnercli.reconcile import refresh
from partnercli.reports import report
from partnercli.store.programs import Terms
from payments_books import paid, statement

CLAIMS = Terms(percent=Decimal(10), claim_days=60)
PAY_DAY = Terms(percent=Decimal(10), pay_day=10)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def test_a_claim_window_that_ends(books: Books) -> None:
    """Sixty days from 1 September end on 31 October: shown in the seven days before and on the day, not after."""
    books.terms("shop", CLAIMS)
    books.sale("A")
    assert due(books, date(2026, 10, 23)) == []
    assert due(books, date(2026, 10, 24)) == [("claim", "S1", 7, 1, "100.0000", "admitad")]
    assert due(books, date(2026, 10, 31)) == [("claim", "S1", 0, 1, "100.0000", "admitad")]
    assert due(books, date(2026, 11, 1)) == []


def test_what_is_short_can_be_claimed_too_and_what_is_right_cannot(books: Books) -> None:
    books.terms("shop", CLAIMS)
    books.sales("A", "B")
    books.rows(
        Row(transaction="1", order="A", commission="70", date="2026-10-20"),
        Row(transaction="2", order="B", date="2026-10-20"),
    )
    assert [line for line in due(books, date(2026, 10, 30)) if line[0] == "claim"] == [
        ("claim", "S1", 1, 1, "30.0000", "admitad")
    ]


def test_what_was_declined_or_fits_several_rows_is_claimed_too(books: Books) -> None:
    """A declined sale at all it should have brought, one that two rows fit as well."""
    books.terms("shop", CLAIMS)
    books.sales("A", "B", "C")
    books.rows(
        Row(transaction="1", order="A", status="declined", date="2026-10-20"),
        Row(transaction="2", order="B", amount="400", commission="40", date="2026-10-20"),
        Row(transaction="3", order="B", amount="300", commission="30", date="2026-10-20"),
        Row(transaction="4", order="C", date="2026-10-20"),
    )
    claims = sorted(line[1:2] + line[4:5] for line in due(books, date(2026, 10, 30)) if line[0] == "claim")
    assert claims == [("S1", "100.0000"), ("S2", "100.0000")]


def test_pending_money_comes_to_its_decision(books: Books) -> None:
    """The hold of both ends on 3 November; the short one is to be contested before."""
    books.sales("A", "B", on="2026-10-04")
    books.rows(
        Row(transaction="1", order="A", status="pending", date="2026-10-04", commission="70"),
        Row(transaction="2", order="B", status="pending", date="2026-10-04"),
    )
    assert due(books) == [
        ("validation", "shop", 2, 2, "170.0000", "partnercli import FILE"),
        ("contest", "S1", 2, 1, "30.0000", "admitad"),
    ]


def test_the_network_s_own_day_of_decision_comes_first(books: Books) -> None:
    books.sale("A", on="2026-10-20")
    books.rows(
        Row(transaction="1", order="A", status="pending", date="2026-10-20", commission="70", validated="2026-11-05")
    )
    assert due(books) == [("contest", "S1", 4, 1, "30.0000", "admitad")]


def test_payouts_to_come_are_summed_by_program_and_day(books: Books) -> None:
    for program in ("shop", "other"):
        books.terms(program, PAY_DAY)
    books.sales("A", "B", on="2026-09-20")
    books.sale("C", on="2026-09-20", program="other")
    books.rows(
        *(Row(transaction=name, order=name, date="2026-09-20", validated="2026-10-25") for name in "AB"),
        Row(transaction="C", order="C", program="other", date="2026-09-20", validated="2026-10-25"),
    )
    assert due(books, date(2026, 11, 2)) == []
    assert due(books, date(2026, 11, 3)) == [
        ("payout", "shop", 7, 2, "200.0000", "partnercli import FILE"),
        ("payout", "other", 7, 1, "100.0000", "partnercli import FILE"),
    ]


def test_late_money_is_asked_for_and_the_later_stands_first(books: Books) -> None:
    books.terms("shop", PAY_DAY)
    with books.open() as store, store.change("program edit", "shop"):
        store.query("update program set contact = 'boss@shop.example' where code = 'shop'")
    books.sale("A", on="2026-08-01")
    books.sale("B", on="2026-09-20", program="other")
    books.rows(
        Row(transaction="A", order="A", date="2026-08-01", validated="2026-09-15"),
        Row(transaction="B", order="B", program="other", date="2026-09-20", status="pending"),
    )
    assert due(books) == [
        ("late", "shop", -22, 1, "100.0000", "boss@shop.example"),
        ("stuck", "other", -12, 1, "100.0000", "admitad"),
    ]


def test_the_larger_sum_of_a_day_stands_first(books: Books) -> None:
    books.terms("shop", CLAIMS)
    books.sale("small", amount="500")
    books.sale("large", amount="9000")
    assert [line[1] for line in due(books, date(2026, 10, 28))] == ["S2", "S1"]


def test_a_minimum_that_is_reached_or_near(books: Books) -> None:
    """Paid on request above 1000: at 800 it is near, at 1000 the payout can be asked for; 799.99 is not worth a line."""
    books.terms("shop", Terms(percent=Decimal(10), minimum=Decimal(1000)))

    def minimum() -> list[tuple[object, ...]]:
        return [line for line in due(books) if str(line[0]).startswith("minimum")]

    books.rows(Row(transaction="1", date="2026-10-01", validated="2026-10-20", commission="799.99"))
    assert minimum() == []
    books.rows(Row(transaction="2", date="2026-10-01", validated="2026-10-20", commission="0.01"))
    assert minimum() == [("minimum_near", "shop", None, 2, "800.0000", "partnercli program show shop")]
    books.rows(Row(transaction="3", date="2026-10-01", validated="2026-10-20", commission="200"))
    assert minimum() == [("minimum_reached", "shop", None, 3, "1000.0000", "admitad")]
    books.terms("shop", Terms(percent=Decimal(10), minimum=Decimal(1000), pay_day=10))
    assert minimum() == []


@pytest.mark.parametrize(("period", "shown"), [("30d", 1), ("..2026-11-09", 0), ("..2026-11-10", 1), (None, 0)])
def test_a_period_looks_ahead(books: Books, period: str | None, shown: int) -> None:
    """The claim window ends on 10 November, nine days from today."""
    today = date(2026, 11, 1)
    books.terms("shop", CLAIMS)
    books.sale("A", on="2026-09-11")
    limits: dict[str, Any] = {}
    if period:
        span = parse_period(period, today)
        limits = {"start": span.start, "stop": span.end}
    assert len(due(books, today, **limits)) == shown


def test_it_can_be_narrowed(books: Books) -> None:
    for program in ("shop", "other"):
        books.terms(program, CLAIMS)
        books.sale(program, program=program, channel=program)
    today = date(2026, 10, 28)
    assert len(due(books, today)) == 2
    for limit in ({"program": "shop"}, {"channel": "shop"}):
        assert [line[1] for line in due(books, today, **limit)] == ["S1"]
    assert due(books, today, currency="EUR") == []


def test_an_empty_store_has_nothing_due(books: Books) -> None:
    assert due(books) == []


def test_the_screen_of_the_day_measures_by_the_norm_and_points_to_what_to_do(books: Books) -> None:
    """Nine rows were paid 60 days after validation: the tenth is late by its terms, and not by what is normal here."""
    books.sale("A", on="2026-08-01")
    books.rows(
        *(
            Row(
                transaction=f"p{n}",
                status="paid",
                date="2026-03-01",
                validated="2026-03-02",
                paid="2026-05-01",
                order=f"P{n}",
            )
            for n in range(9)
        ),
        Row(transaction="A", order="A", date="2026-08-01", validated="2026-09-10"),
    )

    def screen(today: date) -> dict[object, object]:
        with as_of(books, today) as store:
            refresh(store)
            return {row[0]: row[4] for row in report(store, "today").rows}

    assert screen(date(2026, 11, 1)) == {"unknown": "partnercli findings list"}
    assert screen(date(2026, 11, 10)) == {"unknown": "partnercli findings list", "late": "partnercli report due"}


def test_the_screen_of_the_day_names_payments_that_never_arrived(books: Books) -> None:
    paid(books, "2026-10-01,shop,1000,RUB,INV-991")
    statement(books, "2026-09-25", "2026-10-20")
    books.reconcile()
    with as_of(books, date(2026, 11, 1)) as store:
        rows = report(store, "today").rows
    assert ("not_received", 1, Decimal(1000), "RUB", "partnercli report payments") in [tuple(row) for row in rows]
