"""Days as people type them, and the calendar under all dates; the moments of files are read in `stamps`.

Nothing is guessed: a day without a year is this year's, a two-digit year is no year, and a date that does not exist
is refused. Years 1990 to 2100: anything else is a slip or another column.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal

from partnercli.domain.problem import Refused

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 60

_NEAR = {
    "today": 0, "yesterday": -1, "tomorrow": 1,
    "сегодня": 0, "вчера": -1, "завтра": 1,
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate((
        "mon monday пн понедельник", "tue tuesday вт вторник", "wed wednesday ср среда", "thu thursday чт четверг",
        "fri friday пт пятница", "sat saturday сб суббота", "sun sunday вс воскресенье",
    ))
    for name in names.split()
}  # fmt: skip

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}))?")
_OFFSET = re.compile(r"([+\-\u2212])([0-9]{1,5})([dwmyднмг])")
_IN_DAYS = {"d": 1, "д": 1, "w": 7, "н": 7}
_IN_MONTHS = {"m": 1, "м": 1, "y": 12, "г": 12}


def calendar_day(year: int, month: int, day: int, text: str) -> date:
    """The day, or Refused: impossible_date (31 February), date_out_of_range. `text` is what the user wrote."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise Refused("impossible_date", text=text) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("date_out_of_range", text=text, first=FIRST_YEAR, last=LAST_YEAR)
    return found


def add_months(day: date, months: int, text: str) -> date:
    """The same day of another month, or that month's last day where it is shorter. Raises as `calendar_day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("date_out_of_range", text=text, first=FIRST_YEAR, last=LAST_YEAR)
    return calendar_day(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]), text)


def add_days(day: date, days: int, text: str) -> date:
    """`days` later, or earlier when negative. Raises Refused("date_out_of_range")."""
    try:
        found = day + timedelta(days=days)
    except OverflowError:
        raise Refused("date_out_of_range", text=text, first=FIRST_YEAR, last=LAST_YEAR) from None
    return calendar_day(found.year, found.month, found.day, text)


def parse_day(text: str, today: date, lean: Literal["past", "future"] = "future") -> date:
    """Read a day from the command line or a dialogue, in English or Russian, in any case.

    ISO `2026-05-15`; `15.05.2024`; `15.05` of this year; today, yesterday, tomorrow; `+3d -2w +1m +1y` from today
    (a month's step ends on its last day: 31 January +1m is 28 February); eom, the end of this month; names of
    weekdays: `lean` says whether the nearest one after today is meant or the nearest one before (never today).

    Raises Refused: bad_date, impossible_date, date_out_of_range.
    """
    word = text.strip().lower()
    if word in _NEAR:
        return add_days(today, _NEAR[word], text)
    if word in _WEEKDAYS:
        days = (_WEEKDAYS[word] - today.weekday()) % 7
        return add_days(today, (days or 7) if lean == "future" else days - 7, text)
    if word == "eom":
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if match := _ISO_DAY.fullmatch(word):
        return calendar_day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _DOTTED_DAY.fullmatch(word):
        return calendar_day(int(match[3] or today.year), int(match[2]), int(match[1]), text)
    if match := _OFFSET.fullmatch(word):
        count = int(match[2]) if match[1] == "+" else -int(match[2])
        if match[3] in _IN_DAYS:
            return add_days(today, count * _IN_DAYS[match[3]], text)
        return add_months(today, count * _IN_MONTHS[match[3]], text)
    raise Refused("bad_date", text=text[:LONGEST])
