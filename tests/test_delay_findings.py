"""Findings of time: late money, pending that got stuck, programs that fell silent or stopped paying, each beside its opposite."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from books import Books, Row, new_books
from delay_books import EIGHT, Found, day, decided, facts, found, paid
from partnercli.store.programs import Terms


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


# ── late and stuck ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_payment_is_late_after_thirty_days_where_nothing_else_is_known(books: Books) -> None:
    books.rows(Row(transaction="1", date=day(0), validated=day(40)))
    assert found(books, "LATE", date.fromisoformat(day(70))) == []
    assert found(books, "LATE", date.fromisoformat(day(71))) == [Found("R1", "", day(71), "beyond_default")]


def test_a_program_that_takes_sixty_days_is_not_late_on_day_31(books: Books) -> None:
    books.rows(*paid([20, 30, 30, 40, 40, 50, 50, 60, 60, 60]), Row(transaction="x", date=day(70), validated=day(110)))
    assert found(books, "LATE", date.fromisoformat(day(110 + 60))) == []
    late = date.fromisoformat(day(110 + 61))
    assert found(books, "LATE", late) == [Found("R11", "", day(171), "beyond_usual")]
    assert facts(books, "LATE", late) == {
        "waits since": day(110), "due": day(140), "median": "50", "nine tenths": "60", "longest": "60",
        "norm": "60", "sample": "10", "still open": "1",
    }  # fmt: skip


def test_a_quick_program_is_not_late_before_its_pay_day(books: Books) -> None:
    """It always paid within five days of validation, but has until the 25th."""
    books.terms("shop", Terms(percent=Decimal(10), pay_day=25))
    books.rows(*paid([5] * 10), Row(transaction="x", date="2026-09-01", validated="2026-10-02"))
    assert found(books, "LATE", date(2026, 10, 25)) == []
    assert found(books, "LATE", date(2026, 10, 26)) == [Found("R11", "", "2026-10-26", "beyond_usual")]


def test_late_by_the_pay_day_of_the_terms(books: Books) -> None:
    books.terms("shop", Terms(percent=Decimal(10), pay_day=10))
    books.sale("A", on="2026-08-01")
    books.rows(Row(transaction="1", order="A", date="2026-08-01", validated="2026-09-05"))
    assert found(books, "LATE", date(2026, 9, 10)) == []
    assert found(books, "LATE", date(2026, 9, 11)) == [Found("S1", "100.00 RUB", "2026-09-11", "beyond_pay_day")]


def test_what_is_paid_is_not_late(books: Books) -> None:
    books.sale("A", on="2026-06-01")
    books.rows(Row(transaction="1", order="A", date="2026-06-01", validated="2026-06-20"))
    assert [late.subject for late in found(books, "LATE")] == ["S1"]
    books.payout("100", "2026-10-30", program="shop")
    assert found(books, "LATE") == []


def test_pending_beyond_the_hold_of_the_terms(books: Books) -> None:
    books.rows(Row(transaction="1", date=day(0), status="pending"))
    assert found(books, "STUCK_PENDING", date.fromisoformat(day(30))) == []
    assert found(books, "STUCK_PENDING", date.fromisoformat(day(31))) == [
        Found("R1", "", day(31), "beyond_hold")
    ]


def test_pending_in_a_program_that_takes_its_time(books: Books) -> None:
    books.rows(*decided(EIGHT), Row(transaction="x", date=day(100), status="pending"))
    assert found(books, "STUCK_PENDING", date.fromisoformat(day(160))) == []
    assert found(books, "STUCK_PENDING", date.fromisoformat(day(161))) == [
        Found("R9", "", day(161), "beyond_usual")
    ]


def test_the_day_a_network_means_to_decide_is_waited_for(books: Books) -> None:
    books.rows(Row(transaction="1", date=day(0), status="pending", validated=day(45)))
    assert found(books, "STUCK_PENDING", date.fromisoformat(day(45))) == []
    assert [stuck.since for stuck in found(books, "STUCK_PENDING", date.fromisoformat(day(46)))] == [day(46)]


def test_rows_of_no_program_of_ours_wait_for_nobody(books: Books) -> None:
    books.rows(
        Row(transaction="1", date=day(0), status="pending"), Row(transaction="2", date=day(0), status="declined")
    )
    with books.open() as store:
        store.query("update network_row set program = null")
    assert found(books, "STUCK_PENDING") == []


def test_a_renewal_is_late_by_its_own_day(books: Books) -> None:
    """Twenty, then ten for each of the two months after: by 10 December those of September and October are late."""
    books.program("club", Terms(percent=Decimal(20), recurs_months=3, renewal=Decimal(10)), network_id="12")
    books.sale("A", amount="100", program="club", on="2026-09-05")
    months = [("1", "2026-09-05", "20"), ("2", "2026-10-05", "10"), ("3", "2026-11-05", "10")]
    books.rows(
        *(Row(transaction=n, order="A", program="club", amount="100", commission=money, date=on, validated=on) for n, on, money in months)
    )  # fmt: skip
    assert found(books, "LATE", date(2026, 11, 4)) == []
    assert found(books, "LATE", date(2026, 11, 5)) == [Found("S1", "20.00 RUB", "2026-11-05", "beyond_default")]
    assert found(books, "LATE", date(2026, 12, 10)) == [Found("S1", "30.00 RUB", "2026-11-05", "beyond_default")]
    assert found(books, "LATE", date(2027, 1, 5)) == [Found("S1", "40.00 RUB", "2026-11-05", "beyond_default")]


def test_a_paid_month_and_a_pending_one_leave_the_other_late(books: Books) -> None:
    """Of three months the first is paid and the last pending: the second is late, the third not stuck yet."""
    books.program("club", Terms(percent=Decimal(10), recurs_months=3), network_id="12")
    books.sale("A", program="club", on="2026-08-05")
    rows = [("1", "2026-08-05", "paid"), ("2", "2026-09-05", "approved"), ("3", "2026-10-05", "pending")]
    books.rows(
        *(Row(transaction=n, order="A", program="club", date=on, status=status, validated="" if status == "pending" else on)
          for n, on, status in rows)
    )  # fmt: skip
    assert found(books, "LATE") == []
    assert found(books, "STUCK_PENDING") == []
    later = date(2026, 11, 5)
    assert found(books, "LATE", later) == [Found("S1", "100.00 RUB", "2026-11-05", "beyond_default")]
    assert found(books, "STUCK_PENDING", later) == [Found("S1", "100.00 RUB", "2026-11-05", "beyond_hold")]


def test_below_its_minimum_a_network_is_not_late_and_above_it_from_that_day(books: Books) -> None:
    """A hundred in May, a hundred in July of another program of the network: the minimum of 150 is reached on 20 July."""
    books.terms("shop", Terms(percent=Decimal(10), minimum=Decimal(150)))
    books.rows(Row(transaction="1", date="2026-05-01", validated="2026-05-20"))
    assert found(books, "LATE") == []
    books.rows(Row(transaction="2", program="other", date="2026-07-01", validated="2026-07-20"))
    assert found(books, "LATE", date(2026, 8, 19)) == []
    assert found(books, "LATE", date(2026, 8, 31)) == [
        Found("R1", "", "2026-08-20", "beyond_default"),
        Found("R2", "", "2026-08-31", "beyond_default"),
    ]


def test_the_money_of_a_row_without_a_sale_is_told_once_and_that_of_a_sale_when_it_is_late(books: Books) -> None:
    """UNKNOWN_ROW tells it on every day; LATE asks for it, and has the sum where a sale takes the row."""
    books.rows(Row(transaction="1", order="A", date=day(0), validated=day(40)))
    late = date.fromisoformat(day(71))
    assert [row.amount for row in found(books, "UNKNOWN_ROW", late)] == ["100.00 RUB"]
    assert [(row.subject, row.amount) for row in found(books, "LATE", late)] == [("R1", "")]
    books.sale("A", on=day(0))
    assert found(books, "UNKNOWN_ROW", late) == []
    assert [(row.subject, row.amount) for row in found(books, "LATE", late)] == [("S1", "100.00 RUB")]


# ── silent ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def weekly(weeks: int, program: str = "shop") -> list[Row]:
    """A row a week from day 0 on."""
    return [Row(transaction=f"{program}-w{n}", program=program, date=day(7 * n)) for n in range(weeks)]


def test_a_program_falls_silent(books: Books) -> None:
    """Thirteen days with rows in 90: after 32 silent days 4.62 were to come, and none has a chance below 1 %."""
    books.rows(*weekly(20))
    last = 7 * 19
    assert found(books, "SILENT", date.fromisoformat(day(last + 32))) == []
    silent = date.fromisoformat(day(last + 33))
    assert found(books, "SILENT", silent) == [Found("program shop", "", day(last + 33), "rows_stopped")]
    assert facts(books, "SILENT", silent) == {
        "last row": day(last), "silent days": "32", "days with rows": "13", "expected": "4.6",
        "last row of the network": day(last),
    }  # fmt: skip
    assert [one.since for one in found(books, "SILENT", silent + timedelta(days=50))] == [day(last + 33)]


def test_one_busy_day_is_no_regular_program(books: Books) -> None:
    books.rows(*(Row(transaction=str(n), date=day(0)) for n in range(50)))
    assert found(books, "SILENT", date.fromisoformat(day(200))) == []


def test_a_daily_program_is_not_silent_while_rows_may_still_show_up(books: Books) -> None:
    """A row a day makes five days suspicious; but sales take up to seven to show up."""
    books.rows(*(Row(transaction=str(n), date=day(n)) for n in range(90)))
    assert found(books, "SILENT", date.fromisoformat(day(89 + 7))) == []
    assert [one.since for one in found(books, "SILENT", date.fromisoformat(day(89 + 8)))] == [day(97)]


def test_an_archived_program_is_never_silent(books: Books) -> None:
    books.rows(*weekly(20))
    with books.open() as store, store.change("program archive", "shop"):
        store.query("update program set archived = true where code = 'shop'")
    assert found(books, "SILENT") == []


def test_three_sales_that_do_not_show_up_are_a_silence_too(books: Books) -> None:
    """Two days with rows would allow 208 silent ones; our own sales say more."""
    books.rows(Row(transaction="1", date=day(0)), Row(transaction="2", date=day(9)))
    books.sales("A", "B", on=day(12))
    books.sale("C", on=day(20))
    assert found(books, "SILENT", date.fromisoformat(day(27))) == []
    assert found(books, "SILENT", date.fromisoformat(day(28))) == [
        Found("program shop", "", day(28), "sales_not_shown")
    ]
    books.rows(Row(transaction="3", date=day(20), order="C"))
    assert found(books, "SILENT", date.fromisoformat(day(28))) == []


# ── stopped paying ──────────────────────────────────────────────────────────────────────────────────────────────────


def monthly(*months: int) -> list[Row]:
    """A row validated on the first of each of these months and paid on the 20th."""
    return [
        Row(transaction=f"m{month}", status="paid", date=f"2026-{month:02}-01", validated=f"2026-{month:02}-01", paid=f"2026-{month:02}-20")
        for month in months
    ]  # fmt: skip


OWED = Row(transaction="owed", date="2026-04-25", validated="2026-05-25", commission="700")


def test_a_program_stops_paying(books: Books) -> None:
    """Payments on the 20th of January to May, 28 to 31 days apart; what was validated on 25 May waits.

    It is late on 25 June, after thirty days; its longest pause is over after that.
    """
    books.rows(*monthly(1, 2, 3, 4, 5), OWED)
    assert found(books, "STOPPED_PAYING", date(2026, 6, 25)) == []
    stopped = date(2026, 6, 26)
    assert found(books, "STOPPED_PAYING", stopped) == [
        Found("program shop", "700.00 RUB", "2026-06-26", "beyond_its_pauses")
    ]
    assert facts(books, "STOPPED_PAYING", stopped) == {
        "last payment": "2026-05-20", "waits since": "2026-05-25", "commissions": "1",
        "nine tenths of its pauses": "31", "pauses": "4",
    }  # fmt: skip


def test_who_goes_on_paying_has_not_stopped(books: Books) -> None:
    """One commission is late, but money keeps coming."""
    books.rows(*monthly(1, 2, 3, 4, 5, 6, 7), OWED)
    assert [late.subject for late in found(books, "LATE", date(2026, 7, 22))] == ["R8"]
    assert found(books, "STOPPED_PAYING", date(2026, 7, 22)) == []


def test_who_owes_nothing_has_not_stopped(books: Books) -> None:
    books.rows(*monthly(1, 2, 3, 4, 5))
    assert found(books, "STOPPED_PAYING") == []


def test_a_pause_without_debts_is_not_held_against_a_program(books: Books) -> None:
    """Nothing was owed for months; the new debt is young."""
    books.rows(*monthly(1, 2, 3, 4, 5), Row(transaction="new", date="2026-09-01", validated="2026-10-20"))
    assert found(books, "STOPPED_PAYING") == []


def test_two_pay_days_without_money_where_its_pauses_are_not_known(books: Books) -> None:
    books.terms("shop", Terms(percent=Decimal(10), pay_day=10, hold_days=0))
    books.rows(Row(transaction="1", date="2026-07-01", validated="2026-07-15"))
    assert found(books, "STOPPED_PAYING", date(2026, 9, 10)) == []
    assert found(books, "STOPPED_PAYING", date(2026, 9, 11)) == [
        Found("program shop", "100.00 RUB", "2026-09-11", "two_pay_days_passed")
    ]


def test_below_the_minimum_nothing_is_owed_yet(books: Books) -> None:
    books.terms("shop", Terms(percent=Decimal(10), pay_day=10, hold_days=0, minimum=Decimal(200)))
    books.rows(Row(transaction="1", date="2026-07-01", validated="2026-07-15"))
    assert found(books, "STOPPED_PAYING") == []
    books.rows(Row(transaction="2", date="2026-07-01", validated="2026-07-15"))
    assert [one.amount for one in found(books, "STOPPED_PAYING")] == ["200.00 RUB"]
