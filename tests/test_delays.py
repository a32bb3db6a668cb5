"""How long programs take, learned from their rows: the curve with its open rows, and what is normal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import TODAY, Books, Row, new_books
from delay_books import EIGHT, Delay, day, decided, delays, found, norms, paid, product_limit
from partnercli.reports import report
from partnercli.store.programs import Terms
from partnercli.store.store import Store


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


# ── the curve ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_curve_of_a_textbook(books: Books) -> None:
    """Ten rows, by hand. Through after 2, 4, 4, 5, 7, 9 days; open since 3, 6, 8, 9 days.

    After 2: 9/10 wait. After 4: of 8 at risk 2 end, 27/40. After 5: of 6 one, 9/16. After 7: of 4 one, 27/64, below a
    half. After 9: of 2 one (the open one is still at risk on its last day), 27/128: a tenth is never reached.
    """
    today = date(2026, 3, 31)
    open_rows = [
        Row(transaction=f"open-{days}", status="pending", date=(today - timedelta(days=days)).isoformat())
        for days in (3, 6, 8, 9)
    ]
    books.rows(*decided([2, 4, 4, 5, 7, 9]), *open_rows)
    assert delays(books, today)["shop", "validation"] == Delay(n=6, open=4, undated=0, median=7, p90=None)


def test_open_rows_make_it_longer(books: Books) -> None:
    """Without the open ones the median would be 2 days: those that are through are the fast ones."""
    waiting = [Row(transaction=f"w{n}", status="pending", date=day(0)) for n in range(4)]
    books.rows(*decided([1, 2, 2, 30]))
    assert delays(books, date(2026, 3, 29))["shop", "validation"].median == 2
    books.rows(*waiting)
    assert delays(books, date(2026, 3, 29))["shop", "validation"] == Delay(
        n=3, open=5, undated=0, median=None, p90=None
    )
    assert delays(books, date(2026, 3, 31))["shop", "validation"] == Delay(n=4, open=4, undated=0, median=30, p90=None)


def test_a_half_is_reached_when_exactly_half_are_through(books: Books) -> None:
    books.rows(*decided([3, 5, 7, 9, 11, 13, 15, 17, 19, 21]))
    assert delays(books)["shop", "validation"] == Delay(n=10, open=0, undated=0, median=11, p90=19)


def test_the_future_is_not_known_yet(books: Books) -> None:
    """On a day before a row was validated it was open; on a day before its event it was not there."""
    books.rows(*decided([4, 10]), *decided([1], first=40))
    assert delays(books, date(2026, 3, 6))["shop", "validation"] == Delay(n=1, open=1, undated=0, median=4, p90=None)


def test_a_decision_without_a_day_teaches_nothing(books: Books) -> None:
    """Neither the day of the import nor the event stands in for it; a decline has its last update."""
    books.rows(
        Row(transaction="1", date=day(0)),
        Row(transaction="2", date=day(0), status="declined"),
        Row(transaction="3", date=day(0), status="declined", updated=day(6)),
    )
    assert delays(books)["shop", "validation"] == Delay(n=1, open=0, undated=2, median=6, p90=6)


def test_a_payment_without_the_day_of_validation_teaches_nothing(books: Books) -> None:
    books.rows(Row(transaction="1", status="paid", paid=day(9)), *paid([5]))
    assert delays(books)["shop", "payment"] == Delay(n=1, open=0, undated=1, median=5, p90=5)


def test_corrections_and_vanished_rows_are_no_decisions(books: Books) -> None:
    books.rows(*decided([5]), Row(transaction="gone", date=day(1), status="pending"))
    books.rows(*decided([5]), Row(transaction="minus", date=day(2), validated=day(30), commission="-5"), replaces=True)
    books.rows(Row(transaction="last", date=day(3), status="pending"), *decided([5]), replaces=True)
    assert delays(books)["shop", "validation"].n == 1


def test_payment_counts_from_validation_to_the_row_s_own_day(books: Books) -> None:
    books.rows(*paid([10, 20, 30]), Row(transaction="open", date=day(0), validated=day(5)))
    assert delays(books)["shop", "payment"] == Delay(n=3, open=1, undated=0, median=20, p90=None)


def test_payment_is_learned_from_the_payouts_that_cover_the_rows(books: Books) -> None:
    books.rows(*(Row(transaction=str(n), date=day(0), validated=day(n)) for n in range(4)))
    books.payout("200", day(10), program="shop")
    books.payout("100", day(42), program="shop")
    books.reconcile()
    assert delays(books, date(2026, 3, 21))["shop", "payment"] == Delay(n=2, open=2, undated=0, median=10, p90=None)
    assert delays(books)["shop", "payment"] == Delay(n=3, open=1, undated=0, median=10, p90=None)


def test_a_network_learns_from_all_its_programs(books: Books) -> None:
    books.rows(*decided([1, 2, 3]), *decided([11, 12, 13], "other"))
    learned = delays(books)
    assert learned["ADMITAD", "validation"] == Delay(n=6, open=0, undated=0, median=3, p90=13)
    assert learned["other", "validation"].median == 12


def test_an_empty_store_has_learned_nothing(books: Books) -> None:
    assert delays(books) == {}
    with books.open() as store:
        assert report(store, "delays").rows == []
        assert report(store, "today").rows == []
    assert [found(books, code) for code in ("LATE", "STUCK_PENDING", "SILENT", "STOPPED_PAYING")] == [[], [], [], []]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with one row, which the property below multiplies."""
    books = new_books(tmp_path_factory.mktemp("bare"))
    books.rows(Row(transaction="first"))
    with books.open() as store:
        store.query("update network_row set current = false")
        yield store


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30))
def test_the_curve_is_that_of_the_definition(bare: Store, times: list[tuple[int, bool]]) -> None:
    """Any mixture of ended and open rows, against the definition in fractions."""
    bare.query("delete from network_row where current")
    bare.query(
        "insert into network_row select r.* replace (true as current, $today - t.days as event_on,"
        " case when t.ended then 'validated' else 'pending' end as validation,"
        " case when t.ended then $today end as validated_on)"
        " from network_row r cross join (select unnest($days) as days, unnest($ended) as ended) t",
        today=TODAY, days=[days for days, _ended in times], ended=[ended for _days, ended in times],
    )  # fmt: skip
    told = bare.one("select median, p90 from delay where program = 'shop' and step = 'validation'")
    assert told == product_limit(times)


# ── what is normal ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_eight_rows_make_a_norm_and_seven_do_not(books: Books) -> None:
    books.rows(*decided(EIGHT[:-1]))
    assert norms(books)["shop", "validation"] == (30, 7, "terms")
    books.rows(*decided(EIGHT))
    assert norms(books)["shop", "validation"] == (60, 8, "learned")


def test_a_curve_that_does_not_get_there_leaves_the_longest_yet(books: Books) -> None:
    """Eight are through, as many wait for long: how long nine tenths take is not known, but it is no less than sixty."""
    books.rows(*decided(EIGHT), *(Row(transaction=f"w{n}", status="pending", date=day(0)) for n in range(8)))
    assert delays(books)["shop", "validation"].p90 is None
    assert norms(books)["shop", "validation"] == (60, 8, "learned")


def test_without_terms_of_its_own_a_program_is_measured_by_its_network(books: Books) -> None:
    """No pay day in the terms of either. Twenty rows of the other program make the network's norm."""
    books.rows(*paid(range(1, 20), "other"))
    assert norms(books)["shop", "payment"] == (30, 0, "default")
    books.rows(*paid(range(1, 21), "other", first=1))
    assert norms(books)["shop", "payment"] == (18, 39, "network")
    books.terms("shop", Terms(percent=Decimal(10), pay_day=15))
    assert norms(books)["shop", "payment"] == (None, 0, "terms")


@pytest.mark.parametrize("network", ["", "direct"])
def test_a_direct_program_has_no_network_to_learn_from(books: Books, network: str) -> None:
    books.program("own", network=network)
    books.program("mine", network=network)
    books.rows(*paid(range(1, 31), "own"))
    assert norms(books)["mine", "payment"] == (30, 0, "default")
    assert norms(books)["own", "payment"] == (27, 30, "learned")


def test_the_report_says_what_the_norm_stands_on(books: Books) -> None:
    books.rows(*decided(EIGHT), Row(transaction="u", date=day(0)))
    with books.open() as store:
        table = report(store, "delays")
        whole = report(store, "delays", by=["network"])
        assert report(store, "delays", program="other").rows == []
    assert table.rows[0] == ("shop", "admitad", "validation", 16, 60, 8, 0, 1, 60, "learned")
    assert [column.key for column in whole.columns][:2] == ["network", "step"]
    assert whole.rows[0][:6] == ("admitad", "validation", 16, 60, 8, 0)


# ── the same whatever the order ─────────────────────────────────────────────────────────────────────────────────────


def test_the_order_of_imports_changes_nothing(tmp_path: Path) -> None:
    rows = [*decided(EIGHT), *paid([3, 5, 8], first=9), Row(transaction="p", date=day(3), status="pending")]
    answers = []
    for name, order in (("one", rows), ("two", rows[::-1])):
        books = new_books(tmp_path, f"{name}.duckdb")
        for row in order[:6]:
            books.rows(row)
        books.rows(*order[6:])
        answers.append((delays(books), norms(books)))
    assert answers[0] == answers[1]
