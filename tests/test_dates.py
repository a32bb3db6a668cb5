"""Days as people type them on the command line and in dialogues."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.dates import parse_day
from partnercli.domain.problem import Refused

TODAY = date(2026, 5, 20)  # a Wednesday
days = st.dates(date(1990, 1, 2), date(2100, 12, 30))


def refusal(call: Callable[[], object]) -> str:
    """The code a call is refused with."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-15", "2026-05-15"),
        ("15.05.2024", "2024-05-15"),
        (" 5.6 ", "2026-06-05"),
        ("today", "2026-05-20"),
        ("Yesterday", "2026-05-19"),
        ("завтра", "2026-05-21"),
        ("СЕГОДНЯ", "2026-05-20"),
        ("+3d", "2026-05-23"),
        ("-2w", "2026-05-06"),
        ("−1д", "2026-05-19"),
        ("+1m", "2026-06-20"),
        ("-5m", "2025-12-20"),
        ("+1y", "2027-05-20"),
        ("+2г", "2028-05-20"),
        ("eom", "2026-05-31"),
    ],
)
def test_days_people_type(text: str, day: str) -> None:
    assert parse_day(text, TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("fri", "2026-05-22", "2026-05-15"),
        ("пн", "2026-05-25", "2026-05-18"),
        ("Воскресенье", "2026-05-24", "2026-05-17"),
        ("wednesday", "2026-05-27", "2026-05-13"),  # today is one: the nearest other
    ],
)
def test_weekdays_lean(text: str, after: str, before: str) -> None:
    assert parse_day(text, TODAY).isoformat() == after
    assert parse_day(text, TODAY, lean="past").isoformat() == before


def test_a_step_of_months_ends_on_the_last_day() -> None:
    assert parse_day("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert parse_day("+1m", date(2028, 1, 31)) == date(2028, 2, 29)
    assert parse_day("-1y", date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_date"),
        ("05/15/2026", "bad_date"),
        ("15/05/2026", "bad_date"),
        ("15.05.26", "bad_date"),
        ("2026-5-15", "bad_date"),
        ("20260515", "bad_date"),
        ("1500", "bad_date"),
        ("3d", "bad_date"),
        ("+3 weeks", "bad_date"),
        ("２０２６-05-15", "bad_date"),
        ("31.02.2026", "impossible_date"),
        ("2026-13-01", "impossible_date"),
        ("29.02", "impossible_date"),
        ("0.5", "impossible_date"),
        ("1989-12-31", "date_out_of_range"),
        ("2101-01-01", "date_out_of_range"),
        ("+99999y", "date_out_of_range"),
        ("-99999d", "date_out_of_range"),
        ("-99999w", "date_out_of_range"),
    ],
)
def test_refused_days(text: str, code: str) -> None:
    assert refusal(lambda: parse_day(text, TODAY)) == code


@given(days, days)
def test_every_day_reads_back_in_both_spellings(day: date, today: date) -> None:
    assert parse_day(day.isoformat(), today) == day
    assert parse_day(f"{day:%d.%m.%Y}", today) == day


@given(days, st.integers(0, 6))
def test_a_weekday_is_within_a_week_of_today(today: date, number: int) -> None:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[number]
    if not date(1990, 1, 8) <= today <= date(2100, 12, 24):
        return
    after, before = parse_day(name, today), parse_day(name, today, lean="past")
    assert after.weekday() == before.weekday() == number
    assert timedelta(1) <= after - today <= timedelta(7)
    assert timedelta(1) <= today - before <= timedelta(7)


@given(st.text(max_size=70) | st.text(alphabet="0123456789.-+−dwmyднмг", max_size=12), days)
def test_any_text_is_a_day_or_refused(text: str, today: date) -> None:
    with contextlib.suppress(Refused):
        assert 1990 <= parse_day(text, today).year <= 2100


@pytest.mark.parametrize("unit", ["1", "2026-05-15 ", ".", " 1", "я"])
def test_hostile_lengths_are_refused(unit: str) -> None:
    assert refusal(lambda: parse_day(unit * 500_000 + "x", TODAY)) == "bad_date"
