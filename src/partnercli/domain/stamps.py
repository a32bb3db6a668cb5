"""The one grammar of dates in files: days and moments, read in the formats that a profile names.

Nothing is guessed. Month-first is read only where a format says so, a text that two formats of the profile read
differently is refused unless the column proves one of them, and so is a date that does not exist. Years 1990 to 2100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from partnercli.domain.dateforms import MONTHS, Form, compiled, zone_named, zone_said
from partnercli.domain.dates import FIRST_YEAR, LONGEST, calendar_day
from partnercli.domain.problem import Refused

_EXCEL_EPOCH = datetime(1899, 12, 30)  # day 0 of the 1900 system, for every serial after its false 29 February 1900
_UNIX_EPOCH = datetime(1970, 1, 1)
_SHOWN = datetime(2026, 5, 31, 14, 5, 9, tzinfo=UTC)  # how a format is shown to people
_SHOWN_OTHERWISE = {"iso": "2026-05-31", "epoch": "1780236309", "epoch_ms": "1780236309000", "excel": "46173"}
# Their fields all differ and could stand for one another: read in another order, they are another moment.
_TELLING = (datetime(2003, 2, 1, 4, 5, 6, tzinfo=UTC), datetime(2010, 11, 12, 9, 8, 7, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Stamp:
    """`at` is naive UTC; `on` is the day as the source spells it, which may differ from the day of `at`."""

    at: datetime
    on: date


def parse_stamp(text: str, formats: Sequence[str], zone: str) -> Stamp:
    """Read a date or a moment of a file in one of the profile's formats; the first that fits its form decides.

    A format is `iso`, `epoch` (seconds), `epoch_ms`, `excel` (a day number, 1900 system), or text with the directives
    %Y %y %m %d %b %B %H %I %p %M %S %f %z %Z. Blanks of any width are alike; %b and %B take every month name, English
    or Russian, in any case, with or without a dot; behind %Y may stand `г.` or `года`; %y is 1990 to 2089; %f beyond
    microseconds is cut; %z is an offset, %Z a zone as a word (PST, MSK) or an IANA name.
    `zone` is the IANA name of the zone the file is written in; a zone in the value, or one of the words of %Z or a Z
    standing in the format, wins over it. A bare date is not moved between zones: `at` is its midnight. An epoch spells
    no day, so its `on` is the day in `zone`. A local time that occurs twice means the first one; one that the clock
    skips moves forward with it. Where formats disagree (`%d/%m/%Y` and `%m/%d/%Y`), a text must be a date in one alone.

    Raises Refused: bad_stamp, ambiguous_stamp (see `decide_formats`), impossible_date, date_out_of_range,
    unknown_zone; and for the profile bad_date_format, unknown_zone.
    """
    return _read([text.strip()], _choices(tuple(formats)), zone_named(zone))[0]


def parse_days(text: str, formats: Sequence[str], zone: str) -> tuple[date, date]:
    """The first and the last day of a cell: one day, or two days of the same format joined by `/`, both included.

    Days are read as by `parse_stamp`; `2020-01-18/2020-02-18` is how Yandex Metrica spells the days of an expense.

    Raises Refused as `parse_stamp`, and reversed_period.
    """
    choices, local_zone = _choices(tuple(formats)), zone_named(zone)
    whole = text.strip()
    parts = whole.split("/")
    if len(parts) % 2 or any(_fits([whole], form) for form, _ in choices):
        day = _read([whole], choices, local_zone)[0].on
        return day, day
    middle = len(parts) // 2
    halves = ["/".join(parts[:middle]).strip(), "/".join(parts[middle:]).strip()]
    first, last = (stamp.on for stamp in _read(halves, choices, local_zone))
    if first > last:
        raise Refused("reversed_period", start=first, end=last)
    return first, last


def decide_formats(texts: Iterable[str], formats: Sequence[str]) -> tuple[str, ...]:
    """The formats without those that the column disproves: `13/02/2026` leaves of day-first and month-first one.

    Only of two formats that disagree does one go, when some text is a date in the other one alone. Where no text
    tells, both stay, and `parse_stamp` refuses what they disagree about. Raises Refused: mixed_date_formats when texts
    prove both, and bad_date_format.
    """
    left, said = list(formats), list(texts)
    for first, second in combinations([compiled(spelling) for spelling in formats], 2):
        if first.spelling not in left or second.spelling not in left or not _disagree(first, second):
            continue
        proofs: dict[str, str] = {}
        for text in said:
            known = [form.spelling for form in (first, second) if _reading(text, form)]
            if len(known) == 1:
                proofs.setdefault(known[0], text)
        if len(proofs) == 2:
            raise Refused("mixed_date_formats", first=proofs[first.spelling], second=proofs[second.spelling])
        if proofs:
            left.remove(second.spelling if first.spelling in proofs else first.spelling)
    return tuple(left)


def have_rivals(formats: Sequence[str]) -> bool:
    """Whether two of the formats disagree about some text. Raises Refused("bad_date_format")."""
    return any(rivals for _, rivals in _choices(tuple(formats)))


@lru_cache(maxsize=64)
def _choices(formats: tuple[str, ...]) -> tuple[tuple[Form, tuple[Form, ...]], ...]:
    """Each format with those after it that disagree with it. Raises Refused("bad_date_format")."""
    forms = [compiled(spelling) for spelling in formats]
    return tuple(
        (form, tuple(other for other in forms[place + 1 :] if _disagree(form, other)))
        for place, form in enumerate(forms)
    )


def _disagree(first: Form, second: Form) -> bool:
    """Whether some text is one moment in the first format and another one in the second."""
    if first.count and second.count:
        return False  # no number is within the years 1990 to 2100 as two counts
    texts = [moment.strftime(form.spelling) for moment in _TELLING for form in (first, second)]
    moments = [[_reading(text, form) for form in (first, second)] for text in texts]
    return any(one and other and one != other for one, other in moments)


def _reading(text: str, form: Form) -> Stamp | None:
    """What a text means in one format, in UTC where it names no zone; None where it is no date of it."""
    try:
        return _read([text.strip()], [(form, ())], UTC)[0]
    except Refused:
        return None


def _fits(texts: Sequence[str], form: Form) -> bool:
    return all(len(text) <= LONGEST and form.pattern.fullmatch(text) for text in texts)


def _read(texts: Sequence[str], choices: Iterable[tuple[Form, tuple[Form, ...]]], local_zone: tzinfo) -> list[Stamp]:
    """The moments of stripped texts that share a format: the first one whose form they all fit."""
    for form, rivals in choices:
        if _fits(texts, form):
            fitting = [rival for rival in rivals if _fits(texts, rival)]
            if fitting:
                return _only_reading(texts, [form, *fitting], local_zone)
            return [_moment(text, form, local_zone) for text in texts]
    examples = (_SHOWN_OTHERWISE.get(form.spelling) or _SHOWN.strftime(form.spelling) for form, _ in choices)
    raise Refused("bad_stamp", text="/".join(texts)[:LONGEST], examples=", ".join(examples))


def _only_reading(texts: Sequence[str], forms: Sequence[Form], local_zone: tzinfo) -> list[Stamp]:
    """The moments in those of the formats in which all texts are dates; Refused where they differ, or where none is."""
    found: dict[str, list[Stamp]] = {}
    for form in forms:
        with suppress(Refused):
            found[form.spelling] = [_moment(text, form, local_zone) for text in texts]
    if not found:
        return [_moment(text, forms[0], local_zone) for text in texts]
    first, *others = found
    for other in others:
        if found[other] != found[first]:
            days = {"first": found[first][0].on, "second": found[other][0].on}
            raise Refused("ambiguous_stamp", text="/".join(texts), **days, first_format=first, second_format=other)
    return found[first]


def _moment(text: str, form: Form, local_zone: tzinfo) -> Stamp:
    """The moment of a text that fits the form."""
    match = form.pattern.fullmatch(text)
    assert match is not None, form.spelling
    if form.count:
        return _from_count(form.count, Decimal(f"{match['whole']}.{match['part'] or 0}"), local_zone, text)
    return _from_fields(match.groupdict(), form.zone or local_zone, text)


def _from_fields(fields: Mapping[str, str | None], local_zone: tzinfo, text: str) -> Stamp:
    """The moment of a matched format; `local_zone` counts where the value names no zone itself."""
    on = calendar_day(_year(fields), _month(fields, text), int(fields["day"] or 0), text)
    midnight = datetime(on.year, on.month, on.day)
    if fields.get("hour") is None and fields.get("hour12") is None:
        return Stamp(midnight, on)
    word = fields.get("zone")
    named = zone_said(word) if word else local_zone
    try:
        local = midnight.replace(
            hour=_hour(fields),
            minute=int(fields.get("minute") or 0),
            second=int(fields.get("second") or 0),
            microsecond=int((fields.get("fraction") or "0")[:6].ljust(6, "0")),
            tzinfo=_offset(fields.get("offset")) or named,
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
    number = MONTHS.get(name.lower().replace("ё", "е"))
    if number is None:
        raise Refused("impossible_date", text=text)
    return number


def _hour(fields: Mapping[str, str | None]) -> int:
    """0 to 23; 12 am is midnight and 12 pm noon. Raises ValueError for 0 or 13 on a twelve-hour clock."""
    twelve = fields.get("hour12")
    if twelve is None:
        return int(fields["hour"] or 0)
    if not 1 <= int(twelve) <= 12:
        raise ValueError(twelve)
    return int(twelve) % 12 + (12 if (fields["half"] or "").lower() == "pm" else 0)


def _offset(spelled: str | None) -> tzinfo | None:
    """The offset of a value: Z, UTC, GMT, +03:00, +0300, +03. Raises ValueError for +03:75 or +24:00."""
    if spelled is None:
        return None
    if spelled[0] not in "+-":
        return UTC
    hours, minutes = int(spelled[1:3]), int(spelled[3:].lstrip(":") or 0)
    if minutes > 59:
        raise ValueError(spelled)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if spelled[0] == "+" else -offset)


def _from_count(kind: str, number: Decimal, zone: tzinfo, text: str) -> Stamp:
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
