"""Which date formats a column of texts has: proved by every text, or one of two orders where no day is above 12."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from partnercli.domain.dateforms import compiled
from partnercli.domain.problem import Refused
from partnercli.domain.stamps import have_rivals, parse_stamp

ENOUGH = 0.75
"""The share of a column's distinct texts that must be of a type for the column to be: exports have a `-`, an `n/a` and
a slip in them, and small files few texts. What is not of the type is refused row by row later, never read as it."""
_DAYS = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y", "%d/%m/%y",
    "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%b %d, %Y", "%b %d %Y",
)  # fmt: skip
_CLOCKS = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S", ", %H:%M", ", %H:%M:%S", " %I:%M %p", " %I:%M:%S %p",
    ", %I:%M %p", ", %I:%M:%S %p", " %H:%M %z", " %H:%M:%S %z", " %H:%M:%S %Z",
)  # fmt: skip
_FAMILIES: dict[str, tuple[str, ...]] = {
    "iso": ("iso",),
    **{day: tuple(day + clock for clock in _CLOCKS) for day in _DAYS},
}
_COUNTS = {"epoch": r"1[0-9]{9}", "epoch_ms": r"1[0-9]{12}", "%Y%m%d": r"(?:19|20)[0-9]{6}"}
_ISO_LOCAL_TIME = re.compile(r"[0-9-]{10}[T ][0-9:.]+")


@dataclass(frozen=True, slots=True)
class Dates:
    """`formats` read the column; where `rival` is not empty, it reads every text too, as other days.

    `timed`: a clock without a zone stands in it. `counted`: digits that may as well be an id (`1768000000`,
    `20260515`), so the column's name must say that they are a date.
    """

    formats: tuple[str, ...]
    rival: tuple[str, ...] = ()
    timed: bool = False
    counted: bool = False


def find_dates(texts: Sequence[str]) -> Dates | None:
    """What dates a column's distinct texts are; None for no dates, and for texts that prove two orders at once."""
    for form, pattern in _COUNTS.items():
        if texts and all(re.fullmatch(pattern, text) for text in texts):
            return Dates((form,), counted=True)
    read = {family: found for family in _FAMILIES if (found := _read(texts, _FAMILIES[family]))}
    if not read:
        return None
    best = max(read, key=lambda family: len(read[family]))
    if len(read[best]) < ENOUGH * len(texts):
        return None
    formats = tuple(dict.fromkeys(read[best].values()))
    rival: tuple[str, ...] = ()
    for family, texts_read in read.items():
        others = tuple(dict.fromkeys(texts_read.values()))
        if family == best or not have_rivals((*formats, *others)):
            continue
        if texts_read.keys() - read[best].keys():
            return None
        if len(texts_read) == len(read[best]):
            rival = others
    return Dates(formats, rival, any(_timed(text, form) for text, form in read[best].items()))


def _read(texts: Iterable[str], formats: Sequence[str]) -> dict[str, str]:
    """The texts that are dates in one of the formats, each with the first such format."""
    found: dict[str, str] = {}
    by_shape: dict[str, list[str]] = {}
    for text in texts:
        shape = re.sub(r"[^\W\d_]", "a", re.sub(r"[0-9]", "9", text))  # whether a pattern fits depends on it alone …
        if shape not in by_shape:
            by_shape[shape] = [form for form in formats if compiled(form).pattern.fullmatch(text)]
        for form in by_shape[shape]:
            if _is_date(text, form):  # … whether the day exists does not
                found[text] = form
                break
    return found


def _is_date(text: str, form: str) -> bool:
    try:
        parse_stamp(text, (form,), "UTC")
    except Refused:
        return False
    return True


def _timed(text: str, form: str) -> bool:
    if form == "iso":
        return _ISO_LOCAL_TIME.fullmatch(text) is not None
    return ("%H" in form or "%I" in form) and not form.endswith(("%z", "%Z"))
