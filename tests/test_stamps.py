"""Dates in files: moments and days in every format that a source is known to use, and what is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.problem import Refused
from partnercli.domain.stamps import decide_formats, have_rivals, parse_days, parse_stamp

days = st.dates(date(1990, 1, 2), date(2100, 12, 30))


def refusal(call: Callable[[], object]) -> str:
    """The code a call is refused with."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


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
        ("2026-07-05 23:00 MSK", "%Y-%m-%d %H:%M MSK", "2026-07-05T20:00:00", "2026-07-05"),
        ("2012-07-05 23:00 MSK", "%Y-%m-%d %H:%M MSK", "2012-07-05T19:00:00", "2012-07-05"),
        ("2026-07-05T23:00:00Z", "%Y-%m-%dT%H:%M:%SZ", "2026-07-05T23:00:00", "2026-07-05"),
        ("2026-07-05 23:00 (UTC)", "%Y-%m-%d %H:%M (UTC)", "2026-07-05T23:00:00", "2026-07-05"),
        ("29/12/2015 07:45:51 PST", "%d/%m/%Y %H:%M:%S %Z", "2015-12-29T15:45:51", "2015-12-29"),
        ("9/4/2018 21:15:11 America/Los_Angeles", "%m/%d/%Y %H:%M:%S %Z", "2018-09-05T04:15:11", "2018-09-04"),
        ("05.07.2026 23:00 CEST", "%d.%m.%Y %H:%M %Z", "2026-07-05T21:00:00", "2026-07-05"),
        ("5/3/2026 9:05\u202fPM", "%m/%d/%Y %I:%M %p", "2026-05-03T18:05:00", "2026-05-03"),
        ("5/3/2026 9PM", "%m/%d/%Y %I%p", "2026-05-03T18:00:00", "2026-05-03"),
        ("7июн18", "%d%b%y", "2018-06-07T00:00:00", "2018-06-07"),
        ("1 сентября 2026 г.", "%d %B %Y г.", "2026-09-01T00:00:00", "2026-09-01"),
        ("14 мая 2026 г.", "%d %B %Y", "2026-05-14T00:00:00", "2026-05-14"),
        ("14 мая 2026г", "%d %b %Y", "2026-05-14T00:00:00", "2026-05-14"),
        ("14 мая 2026\u00a0года", "%d %b %Y", "2026-05-14T00:00:00", "2026-05-14"),
        ("14 мая 2026 г. 10:00", "%d %b %Y %H:%M", "2026-05-14T07:00:00", "2026-05-14"),
        ("14 мая 2026 г., 10:00", "%d %b %Y, %H:%M", "2026-05-14T07:00:00", "2026-05-14"),
        ("01.09.2026 г.", "%d.%m.%Y", "2026-09-01T00:00:00", "2026-09-01"),
        ("45427", "excel", "2024-05-15T00:00:00", "2024-05-15"),
        ("45427.0", "excel", "2024-05-15T00:00:00", "2024-05-15"),
        ("45427.41736", "excel", "2024-05-15T07:01:00", "2024-05-15"),
        ("1715807062", "epoch", "2024-05-15T21:04:22", "2024-05-16"),
        ("1715807062.25", "epoch", "2024-05-15T21:04:22.250000", "2024-05-16"),
        ("1715807062250", "epoch_ms", "2024-05-15T21:04:22.250000", "2024-05-16"),
    ],
)
def test_moments_files_spell(text: str, form: str, at: str, on: str) -> None:
    assert stamp(text, form) == (at, on)


def test_the_first_format_that_fits_the_form_decides() -> None:
    assert stamp("05.03.2026", "iso", "%d.%m.%Y", "%d.%m.%Y %H:%M")[1] == "2026-03-05"
    # No day of the first format, and a day of the second: a date that does not exist is not read another way.
    assert refusal(lambda: stamp("20112010", "%Y%m%d", "%d%m%Y")) == "impossible_date"


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("05/03/2026", "%d/%m/%Y", "%m/%d/%Y"),
        ("01-02-03", "%y-%m-%d", "%d-%m-%y"),
        ("05.03.26 10:00", "%d.%m.%y %H:%M", "%m.%d.%y %H:%M"),
        ("2026-05-03", "iso", "%Y-%d-%m"),
        ("20101112", "%Y%m%d", "%y%m%d%H"),
        ("2011120908", "epoch", "%y%m%d%H%M"),
    ],
)
def test_a_text_that_two_formats_read_differently_is_refused(text: str, first: str, second: str) -> None:
    """Else `05/03/2026` would be the day of whichever format stands first."""
    assert refusal(lambda: stamp(text, first, second)) == "ambiguous_stamp"
    assert refusal(lambda: stamp(text, second, "%d %B %Y", first)) == "ambiguous_stamp"
    assert have_rivals((first, "%d %B %Y", second))


def test_of_two_formats_that_disagree_the_one_with_a_date_is_read() -> None:
    both = ("iso", "%m/%d/%Y", "%d/%m/%Y")
    assert [stamp(text, *both)[1] for text in ("13/03/2026", "03/13/2026", "03/03/2026", "2026-03-02")] == [
        "2026-03-13", "2026-03-13", "2026-03-03", "2026-03-02",
    ]  # fmt: skip
    assert refusal(lambda: stamp("13/13/2026", *both)) == "impossible_date"
    assert refusal(lambda: parse_days("13/03/2026/04/14/2026", both, "UTC")) == "impossible_date"  # one format for both
    assert [str(day) for day in parse_days("03/04/2026/13/04/2026", both, "UTC")] == ["2026-04-03", "2026-04-13"]


def test_formats_that_agree_or_never_meet_stand_side_by_side() -> None:
    formats = ("%Y-%m-%d", "iso", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y", "%m/%d/%y", "epoch", "epoch_ms", "excel")
    assert not have_rivals(formats)
    assert stamp("2026-05-15", *formats)[1] == "2026-05-15"


def test_a_column_proves_its_order_of_day_and_month() -> None:
    both = ("iso", "%m/%d/%Y", "%d/%m/%Y")
    assert decide_formats(["05/03/2026", "13/03/2026", ""], both) == ("iso", "%d/%m/%Y")
    assert decide_formats(["05/03/2026", "3/13/2026", "2026-01-02"], both) == ("iso", "%m/%d/%Y")
    assert decide_formats([], ("iso", "%d.%m.%Y")) == ("iso", "%d.%m.%Y")
    # A date in neither proves nothing, also for the only format there is.
    assert decide_formats(["05/03/2026", "31/31/2026"], both) == both
    assert decide_formats(["31.02.2026", "x"], ("%d.%m.%Y",)) == ("%d.%m.%Y",)
    assert refusal(lambda: decide_formats(["13/03/2026", "03/13/2026"], both)) == "mixed_date_formats"
    assert refusal(lambda: decide_formats([], ("%Q",))) == "bad_date_format"


@given(st.lists(days, min_size=1, max_size=8), st.booleans())
def test_the_order_a_column_proves_is_the_one_it_was_written_in(written: list[date], day_first: bool) -> None:
    orders = ("%d/%m/%Y", "%m/%d/%Y")
    own = orders[not day_first]
    told = any(day.day > 12 for day in written)
    assert decide_formats([day.strftime(own) for day in written], orders) == ((own,) if told else orders)


@pytest.mark.parametrize(
    ("text", "form", "first", "last"),
    [
        ("2020-01-18/2020-02-18", "%Y-%m-%d", "2020-01-18", "2020-02-18"),
        (" 2020-01-18 / 2020-01-18 ", "iso", "2020-01-18", "2020-01-18"),
        ("2020-01-18", "iso", "2020-01-18", "2020-01-18"),
        ("18.01.2020/01.02.2020", "%d.%m.%Y", "2020-01-18", "2020-02-01"),
        ("1/18/2020/2/18/2020", "%m/%d/%Y", "2020-01-18", "2020-02-18"),
        ("1/18/2020", "%m/%d/%Y", "2020-01-18", "2020-01-18"),
    ],
)
def test_days_and_ranges_of_days(text: str, form: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in parse_days(text, [form], "UTC")] == [first, last]


@given(days, days, st.sampled_from(["%Y-%m-%d", "iso", "%d.%m.%Y", "%m/%d/%Y", "%d %B %Y"]))
def test_two_days_joined_are_the_range_between_them(one: date, other: date, form: str) -> None:
    first, last = sorted((one, other))
    spelled = [day.isoformat() if form == "iso" else day.strftime(form) for day in (first, last)]
    assert parse_days("/".join(spelled), [form], "Asia/Tokyo") == (first, last)
    assert parse_days(spelled[0], [form], "Asia/Tokyo") == (first, first)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2020-02-18/2020-01-18", "reversed_period"),
        ("2020-02-30/2020-03-18", "impossible_date"),
        ("2020-02-18/1989-01-01", "date_out_of_range"),
        ("2020-02-18/", "bad_stamp"),
        ("/", "bad_stamp"),
        ("", "bad_stamp"),
        ("2020-02-18/18.03.2020", "bad_stamp"),  # two formats
        ("2020-01-01/2020-02-01/2020-03-01", "bad_stamp"),
        ("2020-01-01/2020-02-01/2020-03-01/2020-04-01", "bad_stamp"),
        ("2020-01-18-2020-02-18", "bad_stamp"),
    ],
)
def test_refused_ranges_of_days(text: str, code: str) -> None:
    assert refusal(lambda: parse_days(text, ["iso", "%d.%m.%Y"], "UTC")) == code


def test_a_refused_day_is_named_as_it_stands() -> None:
    for text in ("soon", "2020-02-18/soon"):
        with pytest.raises(Refused) as caught:
            parse_days(text, ["iso", "epoch"], "UTC")
        assert caught.value.problem.facts == {"text": text, "examples": "2026-05-31, 1780236309"}


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
        ("2024-05-15 г.", "iso", "bad_stamp"),
        ("14 мая 2026 гг.", "%d %B %Y", "bad_stamp"),
        ("14 мая 2026 гол", "%d %B %Y", "bad_stamp"),
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
        ("2026-02-01T10:00:00z", "iso", "bad_stamp"),
        ("2026-W05-1", "iso", "bad_stamp"),
        ("1st May 2026", "%d %B %Y", "bad_stamp"),
        ("1 May 2026", "%d.%m.%Y", "bad_stamp"),
        ("45427,5", "excel", "bad_stamp"),
        ("1715807062", "epoch_ms", "date_out_of_range"),
        ("1715807062250", "epoch", "bad_stamp"),
        ("2026-02-01 10:00 CST", "%Y-%m-%d %H:%M %Z", "unknown_zone"),
        ("2026-02-01 10:00 Mars/Base", "%Y-%m-%d %H:%M %Z", "unknown_zone"),
        ("2026-02-01 10:00 PDT", "%Y-%m-%d %H:%M PST", "bad_stamp"),
        ("1 мартобря 2026", "%d %B %Y", "impossible_date"),
        ("01.01.2026 13:00 PM", "%d.%m.%Y %I:%M %p", "impossible_date"),
        ("01.01.2026 0:30 AM", "%d.%m.%Y %I:%M %p", "impossible_date"),
        ("1989-12-31", "iso", "date_out_of_range"),
        ("0", "excel", "date_out_of_range"),
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
        "%d.%m.%Y %I:%M", "%d.%m.%Y %p", "%d.%m.%Y %H %I %p", "%d.%m.%Y :%M", "%d.%m.%Y %H::%S", "%Y%m%d %H:%M.%f",  # half a clock
        "%d.%m.%Y %H:%M %z %Z", "%d.%m.%Y %H:%M PST PDT", "%Y-%m-%dT%H:%M:%SZ %z",  # two zones
    ],
)  # fmt: skip
def test_refused_formats(form: str) -> None:
    assert refusal(lambda: stamp("2026", form)) == "bad_date_format"


BAD_ZONES = ["", "Mars/Base", "Europe", "../etc/passwd", "/etc/passwd", "\x00", "\ud800", "x" * 5000]


@pytest.mark.parametrize("zone", BAD_ZONES, ids=range(len(BAD_ZONES)))
def test_unknown_zones(zone: str) -> None:
    assert refusal(lambda: stamp("2026-01-01", "iso", zone=zone)) == "unknown_zone"


any_format = st.sampled_from(["iso", "epoch", "epoch_ms", "excel", "%d.%m.%Y %H:%M", "%d %b %y %I%p"]) | st.text(
    alphabet="%YymdbBHIpMSfzZ ./", max_size=20
)


@given(st.text(max_size=70) | st.text(alphabet="0123456789.-:T Z+/", max_size=30), st.lists(any_format, max_size=3))
def test_any_text_in_any_format_is_a_moment_or_refused(text: str, formats: list[str]) -> None:
    with contextlib.suppress(Refused):
        first, last = parse_days(text, formats, "America/New_York")
        assert first <= last
    try:
        found = parse_stamp(text, formats, "America/New_York")
    except Refused:
        return
    assert 1990 <= found.on.year <= 2100
    assert found.at.tzinfo is None


@pytest.mark.parametrize("unit", ["1", "2026-05-15 ", ".", " 1", "я", "/", "2026-05-15/"])
def test_hostile_lengths_are_refused(unit: str) -> None:
    text = unit * 500_000 + "x"
    formats = ["iso", "epoch", "excel", "%d %B %Y", "%Y%m%d%H%M%S"]
    assert refusal(lambda: parse_stamp(text, formats, "UTC")) == "bad_stamp"
    assert refusal(lambda: parse_days(text, formats, "UTC")) == "bad_stamp"
