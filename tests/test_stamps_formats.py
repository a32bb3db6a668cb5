"""Every format that a source is known to use, by example and by models: spelled moments read back, digits changed."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.problem import Refused
from partnercli.domain.stamps import parse_stamp

days = st.dates(date(1990, 1, 2), date(2100, 12, 30))

# Every format in which a network, a bank or an ad system of ours is known to spell a moment, with a sample in Moscow's
# zone, and its moment and day. Where a source has the time in a column of its own, the two are joined by a blank.
KNOWN = [
    ("%Y-%m-%d", "2026-05-15", "2026-05-15 00:00:00", "2026-05-15"),
    ("%Y-%m-%d %H:%M:%S", "2026-05-15 01:02:03", "2026-05-14 22:02:03", "2026-05-15"),
    ("%Y-%m-%d %H:%M:%S.%f", "2026-05-15 01:02:03.043", "2026-05-14 22:02:03.043000", "2026-05-15"),
    ("%Y-%m-%dT%H:%M:%S", "2026-05-15T01:02:03", "2026-05-14 22:02:03", "2026-05-15"),
    ("%Y-%m-%dT%H:%M:%SZ", "2026-05-15T01:02:03Z", "2026-05-15 01:02:03", "2026-05-15"),
    ("%Y-%m-%dT%H:%M:%S.%fZ", "2026-05-15T01:02:03.5Z", "2026-05-15 01:02:03.500000", "2026-05-15"),
    ("%Y-%m-%dT%H:%M:%S%z", "2026-05-15T01:02:03-07:00", "2026-05-15 08:02:03", "2026-05-15"),
    ("%d-%b-%Y %H:%M:%S", "15-May-2026 01:02:03", "2026-05-14 22:02:03", "2026-05-15"),
    ("%d-%b-%Y %H:%M PST", "15-May-2026 01:02 PST", "2026-05-15 09:02:00", "2026-05-15"),
    ("%d-%b-%Y %H:%M PDT", "15-May-2026 01:02 PDT", "2026-05-15 08:02:00", "2026-05-15"),
    ("%d-%B-%Y %H:%M PDT", "4-January-2015 10:01 PDT", "2015-01-04 17:01:00", "2015-01-04"),
    ("%d-%B-%Y %H:%M PST", "4-January-2015 10:01 PST", "2015-01-04 18:01:00", "2015-01-04"),
    ("%b %d, %Y", "May 15, 2026", "2026-05-15 00:00:00", "2026-05-15"),
    ("%B %d %Y", "September 5 2026", "2026-09-05 00:00:00", "2026-09-05"),
    ("%m/%d/%Y", "5/3/2026", "2026-05-03 00:00:00", "2026-05-03"),
    ("%m/%d/%Y %H:%M:%S", "12/31/2026 07:45:51", "2026-12-31 04:45:51", "2026-12-31"),
    ("%m/%d/%Y %I:%M:%S %p", "05/03/2026 12:02:03 AM", "2026-05-02 21:02:03", "2026-05-03"),
    ("%m/%d/%y", "5/3/26", "2026-05-03 00:00:00", "2026-05-03"),
    ("%m/%d/%y %H:%M:%S", "5/3/26 13:02:03", "2026-05-03 10:02:03", "2026-05-03"),
    ("%m-%d-%Y %H:%M:%S", "05-03-2026 13:02:03", "2026-05-03 10:02:03", "2026-05-03"),
    ("%d/%m/%Y", "15/05/2026", "2026-05-15 00:00:00", "2026-05-15"),
    ("%d/%m/%Y %H:%M", "15/05/2026 13:02", "2026-05-15 10:02:00", "2026-05-15"),
    ("%d/%m/%Y %H:%M:%S", "15/05/2026 13:02:03", "2026-05-15 10:02:03", "2026-05-15"),
    ("%d-%m-%Y", "24-08-2020", "2020-08-24 00:00:00", "2020-08-24"),
    ("%d-%m-%Y %H:%M:%S.%f", "24-08-2020 13:43:54.496", "2020-08-24 10:43:54.496000", "2020-08-24"),
    ("%d.%m.%Y", "15.05.2026", "2026-05-15 00:00:00", "2026-05-15"),
    ("%d.%m.%y", "31.05.17", "2017-05-31 00:00:00", "2017-05-31"),
    ("%d.%m.%Y %H:%M", "15.05.2026 00:00", "2026-05-14 21:00:00", "2026-05-15"),
    ("%d.%m.%Y %H:%M:%S", "13.10.2025 13:09:04", "2025-10-13 10:09:04", "2025-10-13"),
    ("%d.%m.%Y %I:%M:%S %p", "13.10.2025 01:09:04 PM", "2025-10-13 10:09:04", "2025-10-13"),
    ("%d.%m.%Y %H:%M:%S %Z", "13.10.2025 13:09:04 MSK", "2025-10-13 10:09:04", "2025-10-13"),
    ("%d.%m.%Y %H:%M:%S %z", "13.10.2025 13:09:04 +0500", "2025-10-13 08:09:04", "2025-10-13"),
    ("%d%b%y", "17ИЮН18", "2018-06-17 00:00:00", "2018-06-17"),
    ("%y%m%d", "171011", "2017-10-11 00:00:00", "2017-10-11"),
    ("%Y%m%d", "20260515", "2026-05-15 00:00:00", "2026-05-15"),
    ("%Y%m%d%H%M%S", "20260515010203", "2026-05-14 22:02:03", "2026-05-15"),
    ("epoch", "1778796123", "2026-05-14 22:02:03", "2026-05-15"),
    ("epoch_ms", "1778796123043", "2026-05-14 22:02:03.043000", "2026-05-15"),
]


@pytest.mark.parametrize(("form", "text", "at", "on"), KNOWN, ids=[form for form, *_ in KNOWN])
def test_every_format_a_source_is_known_to_use(form: str, text: str, at: str, on: str) -> None:
    found = parse_stamp(text, [form], "Europe/Moscow")
    assert (str(found.at), str(found.on)) == (at, on)


MONTHS = (
    "январь января январю январём январе янв янв. Jan JANUARY", "февраль февраля февралём фев февр. feb February",
    "март марта марту мартом марте мар. Mar march", "апрель апреля апрелем апр. apr April", "май мая маю маем мае MAY",
    "июнь июня июнем июн. Jun June", "июль июля июлем июл. jul July", "август августа августом авг. Aug August",
    "сентябрь сентября сентябрём сен сент. Sep sept September", "октябрь октября октябрём окт. Oct October",
    "ноябрь ноября ноябрём ноя нояб. Nov November", "декабрь декабря декабрём дек. Dec December",
)  # fmt: skip


@pytest.mark.parametrize(("number", "names"), list(enumerate(MONTHS, start=1)))
def test_month_names_in_every_form_and_case(number: int, names: str) -> None:
    for name in names.split():
        for spelled in (name, name.lower(), name.upper(), name.title(), name.replace("ё", "е")):
            assert parse_stamp(f"7 {spelled} 2026", ["%d %b %Y"], "UTC").on == date(2026, number, 7)
            assert parse_stamp(f"{spelled} 7, 2026", ["%B %d, %Y"], "UTC").on == date(2026, number, 7)


seconds = st.datetimes(datetime(1990, 1, 2), datetime(2089, 12, 30), timezones=st.timezones()).map(
    lambda moment: moment.replace(microsecond=0, fold=0)
)
LOCAL = [form for form, *_ in KNOWN if "%S" in form and not form.endswith(("z", "Z"))]


@given(seconds, st.sampled_from(LOCAL))
def test_a_moment_in_any_format_is_read_back(moment: datetime, form: str) -> None:
    if moment.astimezone(UTC).astimezone(moment.tzinfo) != moment:
        return  # a time the clock skips
    found = parse_stamp(moment.strftime(form), [form], str(moment.tzinfo))
    assert (found.at, found.on) == (moment.astimezone(UTC).replace(tzinfo=None), moment.date())


@given(days, st.sampled_from([form for form, *_ in KNOWN if "%Y" in form]), st.data())
def test_another_digit_is_another_moment_or_none(day: date, form: str, data: st.DataObject) -> None:
    text = datetime(day.year, day.month, day.day, 10, 20, 30, 400_000, tzinfo=UTC).strftime(form)
    place = data.draw(st.sampled_from([place for place, character in enumerate(text) if character.isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    with contextlib.suppress(Refused):
        assert parse_stamp(text[:place] + digit + text[place + 1 :], [form], "UTC") != parse_stamp(text, [form], "UTC")


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
