"""The one grammar of dates: days as people type them, and moments as export files spell them.

Nothing is guessed. A day without a year is this year's, month-first is read only where a format says so, and a date
that does not exist is refused. Years 1990 to 2100: anything else is a slip or another column.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

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
_MONTHS = {
    name: number
    for number, names in enumerate((
        "jan january янв январь января", "feb february фев февр февраль февраля", "mar march мар март марта",
        "apr april апр апрель апреля", "may май мая", "jun june июн июнь июня", "jul july июл июль июля",
        "aug august авг август августа", "sep sept september сен сент сентябрь сентября",
        "oct october окт октябрь октября", "nov november ноя нояб ноябрь ноября", "dec december дек декабрь декабря",
    ), start=1)
    for name in names.split()
}  # fmt: skip

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}))?")
_OFFSET = re.compile(r"([+\-\u2212])([0-9]{1,5})([dwmyднмг])")
_IN_DAYS = {"d": 1, "д": 1, "w": 7, "н": 7}
_IN_MONTHS = {"m": 1, "м": 1, "y": 12, "г": 12}

_EXCEL_EPOCH = datetime(1899, 12, 30)  # day 0 of the 1900 system, for every serial after its false 29 February 1900
_UNIX_EPOCH = datetime(1970, 1, 1)
_SHOWN = datetime(2026, 5, 31, 14, 5, 9)  # how a format is shown to people
_SERIALS = {
    "epoch": re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,9}))?"),
    "epoch_ms": re.compile(r"([0-9]{1,13})()"),
    "excel": re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,15}))?"),
}

# Each directive's group. The two-digit ones shrink to one digit where a literal stands on both sides (`5/3/2026 9:05`).
_DIRECTIVES = {
    "Y": r"(?P<year>[0-9]{4})", "y": r"(?P<short_year>[0-9]{2})",
    "m": r"(?P<month>[0-9]{WIDTH})", "d": r"(?P<day>[0-9]{WIDTH})",
    "b": r"(?P<month_name>[^\W\d_]{3,9})\.?", "B": r"(?P<month_name>[^\W\d_]{3,9})\.?",
    "H": r"(?P<hour>[0-9]{WIDTH})", "I": r"(?P<hour12>[0-9]{WIDTH})", "p": r"(?P<half>[AaPp][Mm])",
    "M": r"(?P<minute>[0-9]{2})", "S": r"(?P<second>[0-9]{2})", "f": r"(?P<fraction>[0-9]{1,9})",
    "z": r"(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)",
}  # fmt: skip
_FORMAT_PIECE = re.compile(r"(?P<directive>%.?)|(?P<blank>[ \u00a0]+)|(?P<literal>[^% \u00a0]+)", re.DOTALL)
_ZONE_SUFFIX = " ?" + _DIRECTIVES["z"]
_ISO = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    rf"(?:{_ZONE_SUFFIX})?)?"
)
# Some American networks write the zone as a word into every line; it never follows daylight saving time.
_ZONE_WORDS = {"PST": timezone(timedelta(hours=-8)), "PDT": timezone(timedelta(hours=-7))}
_ZONE_WORD = re.compile(r"\b(PST|PDT)\b")


@dataclass(frozen=True, slots=True)
class Stamp:
    """`at` is naive UTC; `on` is the day as the source spells it, which may differ from the day of `at`."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class _Form:
    """A compiled format: its pattern with one named group a field, and the zone it states as literal text."""

    pattern: re.Pattern[str]
    zone: tzinfo | None = None


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


def parse_stamp(text: str, formats: Sequence[str], zone: str) -> Stamp:
    """Read a date or a moment of a file in one of the profile's formats; the first that fits its form decides.

    A format is `iso`, `epoch` (seconds), `epoch_ms`, `excel` (a day number, 1900 system), or text with the directives
    %Y %y %m %d %b %B %H %I %p %M %S %f %z. `zone` is the IANA name of the zone the file is written in; a zone in the
    value or a literal PST or PDT in the format wins over it. A bare date is not moved between zones: `at` is its
    midnight. An epoch spells no day, so its `on` is the day in `zone`. A local time that occurs twice means the first
    one; one that the clock skips moves forward with it.

    Raises Refused: bad_stamp, impossible_date, date_out_of_range, and for the profile bad_date_format, unknown_zone.
    """
    stripped = text.strip()
    local_zone = _zone(zone)
    for spelling in formats:
        if spelling in _SERIALS:
            serial = _SERIALS[spelling].fullmatch(stripped)
            if serial:
                return _from_serial(spelling, Decimal(f"{serial[1]}.{serial[2] or 0}"), local_zone, stripped)
            continue
        form = _compile(spelling)
        match = form.pattern.fullmatch(stripped) if len(stripped) <= LONGEST else None
        if match:
            return _from_fields(match.groupdict(), form.zone or local_zone, stripped)
    shown = ", ".join("2026-05-31" if form == "iso" else _SHOWN.strftime(form) for form in formats)
    raise Refused("bad_stamp", text=text[:LONGEST], examples=shown)


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found; not a relative path; a folder such as "Europe"
        raise Refused("unknown_zone", zone=name[:LONGEST]) from None


@lru_cache(maxsize=64)
def _compile(spelling: str) -> _Form:
    """The pattern of a format. Raises Refused("bad_date_format"): an unknown or doubled directive, or no whole day."""
    if spelling == "iso":
        return _Form(_ISO)
    pieces = list(_FORMAT_PIECE.finditer(spelling))
    if any(piece["directive"] and piece["directive"][1:] not in _DIRECTIVES for piece in pieces):
        raise Refused("bad_date_format", format=spelling)
    try:
        pattern = re.compile("".join(_part(pieces, position) for position in range(len(pieces))))
    except re.error:  # a directive that stands there twice
        raise Refused("bad_date_format", format=spelling) from None
    fields = pattern.groupindex.keys()
    if (
        len(fields & {"year", "short_year"}) != 1
        or len(fields & {"month", "month_name"}) != 1
        or "day" not in fields
        or ("hour12" in fields) != ("half" in fields)
        or {"hour", "hour12"} <= fields
    ):
        raise Refused("bad_date_format", format=spelling)
    word = _ZONE_WORD.search(spelling)
    return _Form(pattern, _ZONE_WORDS[word[1]] if word else None)


def _part(pieces: Sequence[re.Match[str]], position: int) -> str:
    """The pattern of one piece of a format."""
    piece = pieces[position]
    if piece["blank"]:
        return "[ \u00a0]+"
    if piece["literal"]:
        return re.escape(piece["literal"])
    beside = [*pieces[max(position - 1, 0) : position], *pieces[position + 1 : position + 2]]
    width = "2" if any(neighbour["directive"] for neighbour in beside) else "1,2"
    return _DIRECTIVES[piece["directive"][1:]].replace("WIDTH", width)


def _from_fields(fields: Mapping[str, str | None], local_zone: tzinfo, text: str) -> Stamp:
    """The moment of a matched format; `local_zone` counts where the value names no zone itself."""
    on = calendar_day(_year(fields), _month(fields, text), int(fields["day"] or 0), text)
    midnight = datetime(on.year, on.month, on.day)
    if fields.get("hour") is None and fields.get("hour12") is None:
        return Stamp(midnight, on)
    try:
        local = midnight.replace(
            hour=_hour(fields),
            minute=int(fields.get("minute") or 0),
            second=int(fields.get("second") or 0),
            microsecond=int((fields.get("fraction") or "0")[:6].ljust(6, "0")),
            tzinfo=_offset(fields.get("zone")) or local_zone,
        )
    except ValueError:
        raise Refused("impossible_date", text=text) from None
    return Stamp(local.astimezone(UTC).replace(tzinfo=None), on)


def _year(fields: Mapping[str, str | None]) -> int:
    """A two-digit year is of the century that the range 1990 to 2100 allows: 90-99 are 1990s, the others 2000s."""
    short = fields.get("short_year")
    if short is None:
        return int(fields["year"] or 0)
    return int(short) + (1900 if int(short) >= FIRST_YEAR % 100 else 2000)


def _month(fields: Mapping[str, str | None], text: str) -> int:
    name = fields.get("month_name")
    if name is None:
        return int(fields["month"] or 0)
    if name.lower() not in _MONTHS:
        raise Refused("impossible_date", text=text)
    return _MONTHS[name.lower()]


def _hour(fields: Mapping[str, str | None]) -> int:
    """0 to 23; 12 am is midnight and 12 pm noon. Raises ValueError for 0 or 13 on a twelve-hour clock."""
    twelve = fields.get("hour12")
    if twelve is None:
        return int(fields["hour"] or 0)
    if not 1 <= int(twelve) <= 12:
        raise ValueError(twelve)
    return int(twelve) % 12 + (12 if (fields["half"] or "").lower() == "pm" else 0)


def _offset(zone: str | None) -> tzinfo | None:
    """The zone a value ends with: Z, UTC, GMT, +03:00, +0300, +03. Raises ValueError for +03:75 or +24:00."""
    if zone is None:
        return None
    if zone[0] not in "+-":
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if minutes > 59:
        raise ValueError(zone)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if zone[0] == "+" else -offset)


def _from_serial(kind: str, number: Decimal, zone: tzinfo, text: str) -> Stamp:
    """The moment of a count of seconds or milliseconds since 1970, or of days since 1900."""
    if kind == "excel":
        # A spreadsheet's fraction of a day is a float, often cut short in a CSV: whole seconds are what it can mean.
        local = _EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
        on = calendar_day(local.year, local.month, local.day, text)
        if number == int(number):
            return Stamp(local, on)
        return Stamp(local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None), on)
    microseconds = int(number * (1_000_000 if kind == "epoch" else 1_000))
    at = _UNIX_EPOCH + timedelta(microseconds=microseconds)
    local = at.replace(tzinfo=UTC).astimezone(zone)
    return Stamp(at, calendar_day(local.year, local.month, local.day, text))
