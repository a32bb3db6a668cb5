"""Periods: half-open, named as people name them, and named back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.period import Period, parse_period
from partnercli.domain.problem import Refused

TODAY = date(2026, 5, 20)  # a Wednesday
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def refusal(call: Callable[[], object]) -> str:
    """The code a call is refused with."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2100", "2100-01-01", "2101-01-01"),
        ("2026-Q3", "2026-07-01", "2026-10-01"),
        ("2026-q4", "2026-10-01", "2027-01-01"),
        ("2026-10", "2026-10-01", "2026-11-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-10-15", "2026-10-15", "2026-10-16"),
        ("today", "2026-05-20", "2026-05-21"),
        ("вчера", "2026-05-19", "2026-05-20"),
        ("this-week", "2026-05-18", "2026-05-25"),
        ("last-week", "2026-05-11", "2026-05-18"),
        ("this-month", "2026-05-01", "2026-06-01"),
        ("last-month", "2026-04-01", "2026-05-01"),
        ("прошлый-месяц", "2026-04-01", "2026-05-01"),
        ("this-quarter", "2026-04-01", "2026-07-01"),
        ("last-quarter", "2026-01-01", "2026-04-01"),
        ("Last-Year", "2025-01-01", "2026-01-01"),
        ("30d", "2026-04-21", "2026-05-21"),
        ("1d", "2026-05-20", "2026-05-21"),
        ("2026-10..2026-11", "2026-10-01", "2026-12-01"),
        ("2026-10..2026-10-15", "2026-10-01", "2026-10-16"),
        ("2025-Q4..this-month", "2025-10-01", "2026-06-01"),
        ("2026-10..", "2026-10-01", ""),
        ("..2026-10", "", "2026-11-01"),
        ("all", "", ""),
        (" всё ", "", ""),
    ],
)
def test_named_periods(text: str, start: str, end: str) -> None:
    def bound(day: str) -> date | None:
        return date.fromisoformat(day) if day else None

    assert parse_period(text, TODAY) == Period(bound(start), bound(end))


def test_relative_months_cross_the_year() -> None:
    assert parse_period("last-month", date(2026, 1, 31)) == parse_period("2025-12", TODAY)
    assert parse_period("last-quarter", date(2026, 2, 1)) == parse_period("2025-Q4", TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_period"),
        ("..", "bad_period"),
        ("...", "bad_period"),
        ("2026-10...2026-11", "bad_period"),
        ("2026-10..2026-11..2026-12", "bad_period"),
        ("2026-Q5", "bad_period"),
        ("2026-1", "bad_period"),
        ("10.2026", "bad_period"),
        ("0d", "bad_period"),
        ("30d..", "bad_period"),
        ("all..", "bad_period"),
        ("next-month", "bad_period"),
        ("２０２６", "bad_period"),
        ("2026-13", "impossible_date"),
        ("2026-00", "impossible_date"),
        ("2026-02-30", "impossible_date"),
        ("2026-10-00", "impossible_date"),
        ("1989", "date_out_of_range"),
        ("99999d", "date_out_of_range"),
        ("2026-11..2026-10", "reversed_period"),
        ("2026-11-02..2026-11-01", "reversed_period"),
    ],
)
def test_refused_periods(text: str, code: str) -> None:
    assert refusal(lambda: parse_period(text, TODAY)) == code


def test_a_period_cannot_be_empty() -> None:
    assert refusal(lambda: Period(TODAY, TODAY)) == "reversed_period"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-01..2026-12", "2026"),
        ("2026-07-01..2026-09-30", "2026-Q3"),
        ("2026-08..2026-10", "2026-08..2026-10"),
        ("2026-10-01..2026-10-31", "2026-10"),
        ("2026-10-15..2026-10-15", "2026-10-15"),
        ("30d", "2026-04-21..2026-05-20"),
        ("2026-Q3..", "2026-07.."),
        ("..2026-10-15", "..2026-10-15"),
        ("all", "all"),
    ],
)
def test_a_period_has_one_name(text: str, name: str) -> None:
    assert str(parse_period(text, TODAY)) == name


@given(days | st.none(), days | st.none())
def test_the_name_of_a_period_reads_back_to_the_same_days(start: date | None, last: date | None) -> None:
    if start and last and start > last:
        start, last = last, start
    period = Period(start, last + timedelta(days=1) if last else None)
    assert parse_period(str(period), TODAY) == period


@given(days, st.integers(1, 28))
def test_the_end_is_not_inside(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert start in period
    assert start + timedelta(days=length - 1) in period
    assert start + timedelta(days=length) not in period
    assert start - timedelta(days=1) not in period
    assert start in Period() and start in Period(start=start) and start not in Period(end=start)


@given(st.text(max_size=70) | st.text(alphabet="0123456789-.qQd", max_size=22), days)
def test_any_text_is_a_period_or_refused(text: str, today: date) -> None:
    try:
        period = parse_period(text, today)
    except Refused:
        return
    assert period.start is None or period.end is None or period.start < period.end


@pytest.mark.parametrize("unit", ["1", "2026-10..", ".", "q"])
def test_hostile_lengths_are_refused(unit: str) -> None:
    assert refusal(lambda: parse_period(unit * 500_000 + "x", TODAY)) == "bad_period"
