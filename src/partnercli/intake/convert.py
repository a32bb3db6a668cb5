"""A column of cells at once: text in, exact typed values out, what could not be read named by its text.

The plainest spellings are read by the column engine; every other distinct text goes through the one grammar in
`domain`. Both give the same values (a property test holds it), so the fast way is only a faster way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar, cast

import polars as pl

from partnercli.domain.dates import FIRST_YEAR, LAST_YEAR, Stamp, parse_stamp
from partnercli.domain.money import Amount, currency_code, parse_amount, plain
from partnercli.domain.problem import Problem, Refused

_T = TypeVar("_T")
MONEY = pl.Decimal(18, 4)
_PLAIN_MONEY = {
    ".": r"^-?[0-9]{1,14}(?:\.[0-9]{1,4})?$",
    ",": r"^-?[0-9]{1,14}(?:,[0-9]{1,4})?$",
    None: r"^-?[0-9]{1,14}(?:\.[0-9]{1,2})?$",
}
_TELLING_ALIKE = (r"^-?[0-9]{1,14}$", r"^-?[0-9]{1,14}\.[0-9]{1,2}$", r"^-?[0-9]{1,14},[0-9]{1,2}$")
_DIGITS = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}", "%H": "[0-9]{2}", "%M": "[0-9]{2}", "%S": "[0-5][0-9]"}
_ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")
_FAST_MONTH = (
    "%d-%b-%Y %H:%M:%S",
    r"^[0-9]{2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{4} [0-9]{2}:[0-9]{2}:[0-5][0-9]$",
)


@dataclass(frozen=True, slots=True)
class Converted:
    """`values` by name (one column, or two for stamps); `problems` by the text that was refused."""

    values: dict[str, pl.Series]
    problems: dict[str, Problem] = field(default_factory=dict)


def texts(column: pl.Series) -> pl.Series:
    """Blanks around taken off; an empty cell is not known."""
    stripped = column.str.strip_chars(" \t\u00a0\u202f\ufeff")
    return stripped.set(stripped == "", None)


def telling(column: pl.Series) -> Iterator[str]:
    """What a column of amounts says about its decimal mark: one text of each plain form, and every other text once.

    All texts of a plain form prove the same mark, or none.
    """
    for form in _TELLING_ALIKE:
        alike = column.str.contains(form)
        yield from column.filter(alike).head(1)
        column = column.filter(~alike)
    yield from column.unique()


def amounts(column: pl.Series, mark: str | None) -> Converted:
    """`value` DECIMAL(18,4), `currency` the code a cell spells beside its number."""
    fast = column.str.contains(_PLAIN_MONEY[mark])
    read, problems = _each(column.filter(~fast), lambda text: _amount(text, mark))
    numbers = _replaced(column, {text: plain(amount.value) for text, amount in read.items()})
    simple = column.str.replace(",", ".", literal=True) if mark == "," else column
    value = pl.select(pl.when(fast).then(simple).otherwise(numbers)).to_series().cast(MONEY)
    currency = _replaced(column, {text: amount.currency for text, amount in read.items() if amount.currency})
    return Converted({"value": value, "currency": currency}, problems)


def _amount(text: str, mark: str | None) -> Amount:
    """The one grammar, told the mark; a number that is right with the other mark is told apart from what is none."""
    try:
        return parse_amount(text, cast('Literal[".", ","] | None', mark))
    except Refused:
        if mark is not None and _is_amount(text):
            raise Refused("other_mark", text=text, mark=mark) from None
        raise


def _is_amount(text: str) -> bool:
    try:
        parse_amount(text)
    except Refused:
        return False
    return True


def stamps(column: pl.Series, formats: Sequence[str], zone: str) -> Converted:
    """`at` naive UTC, `on` the day as the cell spells it. A bare date is midnight and never moves between zones."""
    at = pl.Series(column.name, [None] * len(column), dtype=pl.Datetime("us"))
    on = pl.Series(column.name, [None] * len(column), dtype=pl.Date)
    for form in _expanded(formats):
        pattern = _fast_pattern(form)
        if pattern is None or not column.str.contains(pattern).any():
            continue
        local = column.set(~column.str.contains(pattern), None).str.to_datetime(form, strict=False, time_unit="us")
        local = local.set((local.dt.year() < FIRST_YEAR) | (local.dt.year() >= LAST_YEAR - 1), None)
        moved = local if "%H" not in form or form.endswith("Z") else _to_utc(local, zone)
        known = moved.is_not_null() & at.is_null()
        at = pl.select(pl.when(known).then(moved).otherwise(at)).to_series()
        on = pl.select(pl.when(known).then(local.dt.date()).otherwise(on)).to_series()
    slow = column.filter(column.is_not_null() & at.is_null())
    read, problems = _each(slow, lambda text: parse_stamp(text, formats, zone))
    if read:
        at = at.fill_null(_mapped(column, read, lambda stamp: stamp.at, pl.Datetime("us")))
        on = on.fill_null(_mapped(column, read, lambda stamp: stamp.on, pl.Date()))
    return Converted({"at": at, "on": on}, problems)


def words(column: pl.Series, meaning: dict[str, str], fold: Callable[[str], str], code: str) -> Converted:
    """`value`: what the profile says each word means. The empty cell means what the profile says of `""`."""
    filled = column.fill_null("")
    found, problems = {}, {}
    for text in filled.unique().to_list():
        if fold(text) in meaning:
            found[text] = meaning[fold(text)]
        else:
            problems[text] = Problem(code, {"text": text, "known": ", ".join(sorted(filter(None, meaning)))})
    return Converted({"value": _replaced(filled, found)}, problems)


def currencies(column: pl.Series) -> Converted:
    """`value`: the ISO code of each spelling."""
    read, problems = _each(column, currency_code)
    return Converted({"value": _replaced(column, read)}, problems)


def _each(column: pl.Series, parse: Callable[[str], _T]) -> tuple[dict[str, _T], dict[str, Problem]]:
    """The grammar applied once to every distinct text: what it read, what it refused."""
    read, problems = {}, {}
    for text in column.drop_nulls().unique().to_list():
        try:
            read[text] = parse(text)
        except Refused as refused:
            problems[text] = refused.problem
    return read, problems


def _replaced(column: pl.Series, found: dict[str, str]) -> pl.Series:
    if not found:
        return pl.Series(column.name, [None] * len(column), dtype=pl.String)
    return column.replace_strict(found, default=None, return_dtype=pl.String)


def _mapped(column: pl.Series, read: dict[str, Stamp], take: Callable[[Stamp], object], kind: pl.DataType) -> pl.Series:
    values = pl.Series([take(stamp) for stamp in read.values()], dtype=kind)
    return column.replace_strict(pl.Series(list(read)), values, default=None, return_dtype=kind)


def _expanded(formats: Sequence[str]) -> Iterable[str]:
    for form in formats:
        yield from _ISO if form == "iso" else (form,)


def _fast_pattern(form: str) -> str | None:
    """The shape of texts the column engine reads exactly as the grammar does; None when it does not."""
    if form == _FAST_MONTH[0]:
        return _FAST_MONTH[1]
    pattern, rest = "^", form
    while rest:
        if rest[:2] in _DIGITS:
            pattern, rest = pattern + _DIGITS[rest[:2]], rest[2:]
        elif rest[0] in " .:/-TZ":
            pattern, rest = pattern + ("\\" + rest[0] if rest[0] in "." else rest[0]), rest[1:]
        else:
            return None
    return pattern + "$"


def _to_utc(local: pl.Series, zone: str) -> pl.Series:
    if zone == "UTC":
        return local
    placed = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return placed.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
