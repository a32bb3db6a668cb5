"""The grammar of dates: days as people type them, moments as files spell them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.dates import parse_day, parse_stamp
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


def stamp(text: str, *formats: str, zone: str = "Europe/Moscow") -> tuple[str, str]:
    """`at` and `on` in ISO."""
    found = parse_stamp(text, formats, zone)
    return found.at.isoformat(), found.on.isoformat()


@pytest.mark.parametrize(
    ("text", "form", "at", "on"),
    [
        ("2024-05-15", "iso", "2024-05-15T00:00:00", "2024-05-15"),
        ("2024-05-15 01:01", "iso", "2024-05-14T22:01:00", "2024-05-15"),
        ("2024-05-15 10:01:02.5", "iso", "2024-05-15T07:01:02.500000", "2024-05-15"),
        ("2024-05-15T10:01:02.123456789", "iso", "2024-05-15T07:01:02.123456", "2024-05-15"),
        ("2024-05-15T10:01:02Z", "iso", "2024-05-15T10:01:02", "2024-05-15"),
        ("2024-05-15 10:01:02 UTC", "iso", "2024-05-15T10:01:02", "2024-05-15"),
        ("2024-05-15T23:01:02-0330", "iso", "2024-05-16T02:31:02", "2024-05-15"),
        ("2024-05-15T01:00+03", "iso", "2024-05-14T22:00:00", "2024-05-15"),
        ("15.05.2024", "%d.%m.%Y", "2024-05-15T00:00:00", "2024-05-15"),
        ("5/3/2026 9:05 PM", "%m/%d/%Y %I:%M %p", "2026-05-03T18:05:00", "2026-05-03"),
        ("05/03/2026 12:00 am", "%d/%m/%Y %I:%M %p", "2026-03-04T21:00:00", "2026-03-05"),
        ("12:30 PM 2026-03-05", "%I:%M %p %Y-%m-%d", "2026-03-05T09:30:00", "2026-03-05"),
        ("20260305", "%Y%m%d", "2026-03-05T00:00:00", "2026-03-05"),
        ("260305", "%y%m%d", "2026-03-05T00:00:00", "2026-03-05"),
        ("99-03-05", "%y-%m-%d", "1999-03-05T00:00:00", "1999-03-05"),
        ("05-Sep-2026 10:22:31", "%d-%b-%Y %H:%M:%S", "2026-09-05T07:22:31", "2026-09-05"),
        ("1 марта 2026", "%d %B %Y", "2026-03-01T00:00:00", "2026-03-01"),
        ("1 сент. 2026", "%d %b %Y", "2026-09-01T00:00:00", "2026-09-01"),
        ("МАЙ 7, 2026", "%B %d, %Y", "2026-05-07T00:00:00", "2026-05-07"),
        ("2026-07-05 23:00 PST", "%Y-%m-%d %H:%M PST", "2026-07-06T07:00:00", "2026-07-05"),
        ("2026-07-05 23:00 PDT", "%Y-%m-%d %H:%M PDT", "2026-07-06T06:00:00", "2026-07-05"),
        ("2026-07-05 23:00 +0200", "%Y-%m-%d %H:%M %z", "2026-07-05T21:00:00", "2026-07-05"),
        ("0", "excel", "", ""),
        ("45427", "excel", "2024-05-15T00:00:00", "2024-05-15"),
        ("45427.0", "excel", "2024-05-15T00:00:00", "2024-05-15"),
        ("45427.41736", "excel", "2024-05-15T07:01:00", "2024-05-15"),
        ("1715807062", "epoch", "2024-05-15T21:04:22", "2024-05-16"),
        ("1715807062.25", "epoch", "2024-05-15T21:04:22.250000", "2024-05-16"),
        ("1715807062250", "epoch_ms", "2024-05-15T21:04:22.250000", "2024-05-16"),
    ],
)
def test_moments_files_spell(text: str, form: str, at: str, on: str) -> None:
    if not at:
        assert refusal(lambda: stamp(text, form)) == "date_out_of_range"
    else:
        assert stamp(text, form) == (at, on)


def test_the_first_format_that_fits_the_form_decides() -> None:
    assert stamp("05/03/2026", "iso", "%d/%m/%Y", "%m/%d/%Y")[1] == "2026-03-05"
    # 13 is no month: falling through to day-first would read other rows of the file the wrong way round.
    assert refusal(lambda: stamp("13/03/2026", "%m/%d/%Y", "%d/%m/%Y")) == "impossible_date"


def test_a_local_time_that_occurs_twice_is_the_first_one() -> None:
    assert stamp("2026-10-25 02:30", "iso", zone="Europe/Berlin")[0] == "2026-10-25T00:30:00"


def test_a_local_time_the_clock_skips_moves_forward_with_it() -> None:
    # 02:30 became 03:30 summer time.
    assert stamp("2026-03-29 02:30", "iso", zone="Europe/Berlin") == ("2026-03-29T01:30:00", "2026-03-29")


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("", "iso", "bad_stamp"),
        ("2024-05-15 10", "iso", "bad_stamp"),
        ("2024-05-15Z", "iso", "bad_stamp"),
        ("2024-05-15 10:01 Z x", "iso", "bad_stamp"),
        ("2024-5-15", "iso", "bad_stamp"),
        ("2026311", "%Y%m%d", "bad_stamp"),
        ("05.03.26", "%d.%m.%Y", "bad_stamp"),
        ("5.3.2026 9:5", "%d.%m.%Y %H:%M", "bad_stamp"),
        ("5" + " " * 60 + "мая 2026", "%d %B %Y", "bad_stamp"),
        ("-1", "epoch", "bad_stamp"),
        ("1e9", "epoch", "bad_stamp"),
        ("٤٥٤٢٧", "excel", "bad_stamp"),
        ("2026-02-29", "iso", "impossible_date"),
        ("2026-02-01 24:00", "iso", "impossible_date"),
        ("2026-02-01 10:60", "iso", "impossible_date"),
        ("2026-02-01 10:00:60", "iso", "impossible_date"),
        ("2026-02-01 10:00+03:75", "iso", "impossible_date"),
        ("2026-02-01 10:00+24:00", "iso", "impossible_date"),
        ("1 мартобря 2026", "%d %B %Y", "impossible_date"),
        ("01.01.2026 13:00 PM", "%d.%m.%Y %I:%M %p", "impossible_date"),
        ("01.01.2026 0:30 AM", "%d.%m.%Y %I:%M %p", "impossible_date"),
        ("1989-12-31", "iso", "date_out_of_range"),
        ("99999", "excel", "date_out_of_range"),
        ("45427", "epoch", "date_out_of_range"),
    ],
)
def test_refused_moments(text: str, form: str, code: str) -> None:
    assert refusal(lambda: stamp(text, form)) == code


@pytest.mark.parametrize(
    "form",
    [
        "", "%Q", "%", "%d.%m.%Y %%",  # not directives
        "%d.%m", "%Y", "%d %b",  # not a whole day
        "%Y-%m-%d %Y", "%Y %y-%m-%d", "%d %m %b %Y", "%d %b %B %Y",  # one field twice
        "%d.%m.%Y %I:%M", "%d.%m.%Y %p", "%d.%m.%Y %H %I %p",  # half a clock
    ],
)  # fmt: skip
def test_refused_formats(form: str) -> None:
    assert refusal(lambda: stamp("2026", form)) == "bad_date_format"


BAD_ZONES = ["", "Mars/Base", "Europe", "../etc/passwd", "/etc/passwd", "\x00", "\ud800", "x" * 5000]


@pytest.mark.parametrize("zone", BAD_ZONES, ids=range(len(BAD_ZONES)))
def test_unknown_zones(zone: str) -> None:
    assert refusal(lambda: stamp("2026-01-01", "iso", zone=zone)) == "unknown_zone"


moments = st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30), timezones=st.timezones())


@given(moments)
def test_a_moment_with_its_zone_is_the_same_instant(moment: datetime) -> None:
    offset = moment.utcoffset() or timedelta(0)
    fixed = moment.replace(tzinfo=timezone(timedelta(minutes=offset // timedelta(minutes=1))))
    found = parse_stamp(fixed.isoformat(), ["iso"], "Asia/Tokyo")
    assert found.at == (fixed - (fixed.utcoffset() or timedelta(0))).replace(tzinfo=None)
    assert found.on == moment.date()


@given(days, st.timezones())
def test_a_bare_date_stays_its_own_day_in_every_zone(day: date, zone: object) -> None:
    found = parse_stamp(f"{day:%d/%m/%y}" if day.year < 2090 else day.isoformat(), ["%d/%m/%y", "iso"], str(zone))
    assert (found.at, found.on) == (datetime(day.year, day.month, day.day), day)


any_format = st.sampled_from(["iso", "epoch", "epoch_ms", "excel", "%d.%m.%Y %H:%M", "%d %b %y %I%p"]) | st.text(
    alphabet="%YymdbBHIpMSfz .", max_size=20
)


@given(st.text(max_size=70) | st.text(alphabet="0123456789.-:T Z+", max_size=30), st.lists(any_format, max_size=3))
def test_any_text_in_any_format_is_a_moment_or_refused(text: str, formats: list[str]) -> None:
    try:
        found = parse_stamp(text, formats, "America/New_York")
    except Refused:
        return
    assert 1990 <= found.on.year <= 2100
    assert found.at.tzinfo is None


@pytest.mark.parametrize("unit", ["1", "2026-05-15 ", ".", " 1", "я"])
def test_hostile_lengths_are_refused(unit: str) -> None:
    text = unit * 500_000 + "x"
    formats = ["iso", "epoch", "excel", "%d %B %Y", "%Y%m%d%H%M%S"]
    assert refusal(lambda: parse_day(text, TODAY)) == "bad_date"
    assert refusal(lambda: parse_stamp(text, formats, "UTC")) == "bad_stamp"
