"""Periods of time for reports and reconciliation: half-open, as people name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from partnercli.domain.dates import LONGEST, add_days, add_months, calendar_day
from partnercli.domain.problem import Refused

_NAMED = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?|-q([1-4]))?")
_LAST_DAYS = re.compile(r"([1-9][0-9]{0,4})[dд]")
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
# Word: how many units back from the current one, and the unit.
_WORDS = {
    "today": (0, "day"), "сегодня": (0, "day"), "yesterday": (1, "day"), "вчера": (1, "day"),
    "this-week": (0, "week"), "эта-неделя": (0, "week"), "last-week": (1, "week"), "прошлая-неделя": (1, "week"),
    "this-month": (0, "month"), "этот-месяц": (0, "month"),
    "last-month": (1, "month"), "прошлый-месяц": (1, "month"),
    "this-quarter": (0, "quarter"), "этот-квартал": (0, "quarter"),
    "last-quarter": (1, "quarter"), "прошлый-квартал": (1, "quarter"),
    "this-year": (0, "year"), "этот-год": (0, "year"), "last-year": (1, "year"), "прошлый-год": (1, "year"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to but without `end`; None is open on that side. Never empty."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start >= self.end:
            raise Refused("reversed_period", start=self.start, end=self.end - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __str__(self) -> str:
        """The shortest name `parse_period` reads back to the same days: `2026`, `2026-Q3`, `2026-10..`, `all`."""
        if self.start is None and self.end is None:
            return "all"
        if self.start and self.end:
            name = _name(self.start, self.end)
            if name:
                return name
        in_months = all(bound.day == 1 for bound in (self.start, self.end) if bound)
        spell = "%Y-%m" if in_months else "%Y-%m-%d"
        first = self.start.strftime(spell) if self.start else ""
        last = (self.end - timedelta(days=1)).strftime(spell) if self.end else ""
        return f"{first}..{last}"


def parse_period(text: str, today: date) -> Period:
    """Read a period from the command line, in English or Russian, in any case.

    A year `2026`, quarter `2026-Q3`, month `2026-10` or day `2026-10-15`; today, yesterday, this- or last- with week
    (from Monday), month, quarter, year; `30d`, the last 30 days including today; `all`. Two of the named ones make a
    range with both inside it, `2026-10..2026-11` ending with November; either may be left out: `2026-10..`.

    Raises Refused: bad_period, reversed_period, impossible_date, date_out_of_range.
    """
    word = text.strip().lower()
    if word in ("all", "всё", "все"):
        return Period()
    if match := _LAST_DAYS.fullmatch(word):
        return Period(add_days(today, 1 - int(match[1]), text), today + timedelta(days=1))
    first, dots, last = word.partition("..")
    if not dots:
        return _named(word, today, text)
    if not first and not last:
        raise Refused("bad_period", text=text[:LONGEST])
    start = _named(first, today, text).start if first else None
    return Period(start, _named(last, today, text).end if last else None)


def _named(word: str, today: date, text: str) -> Period:
    """A period of the calendar: a unit by its number or relative to today. `text` is what the user wrote."""
    if word in _WORDS:
        back, unit = _WORDS[word]
        return _relative(back, unit, today, text)
    match = _NAMED.fullmatch(word)
    if match is None:
        raise Refused("bad_period", text=text[:LONGEST])
    year, month, day, quarter = match.groups()
    if day:
        start = calendar_day(int(year), int(month), int(day), text)
        return Period(start, start + timedelta(days=1))
    if month:
        return _months(calendar_day(int(year), int(month), 1, text), 1)
    if quarter:
        return _months(calendar_day(int(year), 3 * int(quarter) - 2, 1, text), 3)
    return _months(calendar_day(int(year), 1, 1, text), 12)


def _relative(back: int, unit: str, today: date, text: str) -> Period:
    """The day, week, month, quarter or year around today, or the one `back` before it."""
    if unit in ("day", "week"):
        length = 1 if unit == "day" else 7
        into = 0 if unit == "day" else today.weekday()
        start = add_days(today, -into - back * length, text)
        return Period(start, start + timedelta(days=length))
    length = _MONTHS_IN[unit]
    into = (today.month - 1) % length
    return _months(add_months(today.replace(day=1), -into - back * length, text), length)


def _months(start: date, length: int) -> Period:
    """`length` months from the first of a month. The end may be 1 January after the last year that can be named."""
    year, month = divmod(start.year * 12 + start.month - 1 + length, 12)
    return Period(start, date(year, month + 1, 1))


def _name(start: date, end: date) -> str | None:
    """The name of exactly one day, month, quarter or year; None for any other stretch."""
    if end - start == timedelta(days=1):
        return start.isoformat()
    if start.day != 1:
        return None
    names = {1: f"{start:%Y-%m}", 3: f"{start.year}-Q{start.month // 3 + 1}", 12: f"{start.year}"}
    for length, name in names.items():
        if (start.month - 1) % length == 0 and end == _months(start, length).end:
            return name
    return None
