"""The formats in which files spell dates, made into patterns: %-directives, month names, zones said as a word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from partnercli.domain.problem import Refused

_LONGEST_NAME = 40

# In every grammatical case, so that `1 марта`, `март 1` and `в марте` name the same month.
_MONTH_WORDS = (
    ("jan january янв", "январ", "ь я ю ем е"), ("feb february фев февр", "феврал", "ь я ю ем е"),
    ("mar march мар", "март", "- а у ом е"), ("apr april апр", "апрел", "ь я ю ем е"),
    ("may", "ма", "й я ю ем е"), ("jun june июн", "июн", "ь я ю ем е"),
    ("jul july июл", "июл", "ь я ю ем е"), ("aug august авг", "август", "- а у ом е"),
    ("sep sept september сен сент", "сентябр", "ь я ю ем е"), ("oct october окт", "октябр", "ь я ю ем е"),
    ("nov november ноя нояб", "ноябр", "ь я ю ем е"), ("dec december дек", "декабр", "ь я ю ем е"),
)  # fmt: skip
# Name in lower case, ё as е -> number. Read-only.
MONTHS: Mapping[str, int] = MappingProxyType({
    name: number
    for number, (names, stem, endings) in enumerate(_MONTH_WORDS, start=1)
    for name in (*names.split(), *(stem + ending.strip("-") for ending in endings.split()))
})  # fmt: skip

# Zones said as a word. They are offsets, not places: a network that writes PST all summer means PST. Only Moscow's
# time is its place's, UTC+4 from 2011 to 2014. CST, IST and BST have two readings and are not here.
_OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "EST": -5, "EDT": -4, "CET": 1, "CEST": 2,
    "EET": 2, "EEST": 3,
}  # fmt: skip
_PLACES = {"MSK": "Europe/Moscow"}
_WORDS = "|".join([*_OFFSETS, *_PLACES])
_LITERAL_ZONE = re.compile(rf"(?<![^\W\d_])(?:{_WORDS})(?![^\W\d_])")

# Each directive's group. Those of WIDTH take one digit too where no other digits touch them (`5/3/2026 9:05`). Russian
# writes `14 мая 2026 г.`, as 1C, Excel and Word do: the word for year behind a year says nothing more.
_BLANK = "[ \u00a0\u2009\u202f]+"  # 12-hour clocks of browsers stand off by a narrow no-break blank
_DIRECTIVES = {
    "Y": rf"(?P<year>[0-9]{{4}})(?:(?:{_BLANK})?(?:г\.?|года?)(?![^\W\d_]))?", "y": r"(?P<short_year>[0-9]{2})",
    "m": r"(?P<month>[0-9]{WIDTH})", "d": r"(?P<day>[0-9]{WIDTH})",
    "b": r"(?P<month_name>[^\W\d_]{3,9})\.?", "B": r"(?P<month_name>[^\W\d_]{3,9})\.?",
    "H": r"(?P<hour>[0-9]{WIDTH})", "I": r"(?P<hour12>[0-9]{WIDTH})", "p": r"(?P<half>[AaPp][Mm])",
    "M": r"(?P<minute>[0-9]{2})", "S": r"(?P<second>[0-9]{2})", "f": r"(?P<fraction>[0-9]{1,9})",
    "z": r"(?P<offset>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)",
    "Z": r"(?P<zone>[A-Z]{1,4}|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+){1,2})",
}  # fmt: skip
_WITHOUT_DIGITS = frozenset("bBpzZ")
_PIECE = re.compile(rf"(?P<directive>%.?)|(?P<blank>{_BLANK})|(?P<literal>[^% \u00a0\u2009\u202f]+)", re.DOTALL)
_ISO = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    rf"(?: ?{_DIRECTIVES['z']})?)?"
)
_COUNTS = {
    "epoch": re.compile(r"(?P<whole>[0-9]{1,10})(?:\.(?P<part>[0-9]{1,9}))?"),
    "epoch_ms": re.compile(r"(?P<whole>[0-9]{1,13})(?P<part>)"),
    "excel": re.compile(r"(?P<whole>[0-9]{1,5})(?:\.(?P<part>[0-9]{1,15}))?"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled format: its pattern with one named group a field, and the zone it states as literal text.

    `count` is epoch, epoch_ms or excel for a format that spells no day but counts from one; empty for the others.
    """

    spelling: str
    pattern: re.Pattern[str]
    zone: tzinfo | None = None
    count: str = ""


@lru_cache(maxsize=256)
def compiled(spelling: str) -> Form:
    """The pattern of a format: `iso`, `epoch`, `epoch_ms`, `excel`, or text with %-directives.

    Raises Refused("bad_date_format"): an unknown or doubled directive, no whole day, half a clock, two zones.
    """
    if spelling == "iso":
        return Form(spelling, _ISO)
    if spelling in _COUNTS:
        return Form(spelling, _COUNTS[spelling], count=spelling)
    pieces = list(_PIECE.finditer(spelling))
    directives = [piece["directive"][1:] for piece in pieces if piece["directive"]]
    words = [word for piece in pieces for word in _LITERAL_ZONE.findall(piece["literal"] or "")]
    if not set(directives) <= _DIRECTIVES.keys() or len(words) + len({"z", "Z"} & set(directives)) > 1:
        raise Refused("bad_date_format", format=spelling)
    try:
        pattern = re.compile("".join(_part(pieces, position) for position in range(len(pieces))))
    except re.error:  # a directive that stands there twice
        raise Refused("bad_date_format", format=spelling) from None
    if not _whole(pattern.groupindex.keys()):
        raise Refused("bad_date_format", format=spelling)
    return Form(spelling, pattern, zone_said(words[0]) if words else None)


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo:
    """The zone of an IANA name. Raises Refused("unknown_zone")."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found; not a relative path; a folder such as "Europe"
        raise Refused("unknown_zone", zone=name[:_LONGEST_NAME]) from None


def zone_said(word: str) -> tzinfo:
    """The zone of a word such as PST or MSK, or of an IANA name with a `/`. Raises Refused("unknown_zone")."""
    if word in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[word]))
    if word in _PLACES or "/" in word:
        return zone_named(_PLACES.get(word, word))
    raise Refused("unknown_zone", zone=word[:_LONGEST_NAME])


def _part(pieces: Sequence[re.Match[str]], position: int) -> str:
    """The pattern of one piece of a format."""
    piece = pieces[position]
    if piece["blank"]:
        return _BLANK
    if piece["literal"]:
        return re.escape(piece["literal"])
    beside = [*pieces[max(position - 1, 0) : position], *pieces[position + 1 : position + 2]]
    touched = any(other["directive"] and other["directive"][1:] not in _WITHOUT_DIGITS for other in beside)
    return _DIRECTIVES[piece["directive"][1:]].replace("WIDTH", "2" if touched else "1,2")


def _whole(fields: Set[str]) -> bool:
    """Whether the fields are one whole day, and a clock without gaps if there is one."""
    hours = len(fields & {"hour", "hour12"})
    return (
        len(fields & {"year", "short_year"}) == 1
        and len(fields & {"month", "month_name"}) == 1
        and "day" in fields
        and hours < 2
        and ("hour12" in fields) == ("half" in fields)
        and (hours == 1 or "minute" not in fields)
        and ("minute" in fields or "second" not in fields)
        and ("second" in fields or "fraction" not in fields)
    )
