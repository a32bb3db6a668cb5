"""A column of cells at once: text in, exact typed values out, what could not be read named by its text.

The plainest spellings are read by the column engine; every other distinct text goes through the one grammar in
`domain`. Both give the same values (a property test holds it), so the fast way is only a faster way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeVar, cast

import polars as pl

from partnercli.domain.currency import BLANKS
from partnercli.domain.dates import FIRST_YEAR, LAST_YEAR
from partnercli.domain.money import Amount, currency_code, parse_amount, parse_minor, plain
from partnercli.domain.problem import Problem, Refused
from partnercli.domain.stamps import Stamp, have_rivals, parse_days, parse_stamp

_T = TypeVar("_T")
PolarsType = pl.DataType | type[pl.DataType]
MONEY = pl.Decimal(18, 4)
SPACE = "\x1f"
"""What stands between a number of minor units and its currency."""
_PLAIN_MONEY = {
    ".": r"^-?[0-9]{1,14}(?:\.[0-9]{1,4})?$",
    ",": r"^-?[0-9]{1,14}(?:,[0-9]{1,4})?$",
    None: r"^-?[0-9]{1,14}(?:\.[0-9]{1,2})?$",
}
_LONG, _SMALLEST = r"^-?[0-9]{1,14}(?:\.[0-9]{5,40}|(?:\.[0-9]{1,40})?[eE][-+]?[0-9]{1,2})$", Decimal("0.0001")
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


def nothing(rows: int, kind: PolarsType = pl.String) -> pl.Series:
    """A column in which no row says anything."""
    return pl.repeat(None, rows, dtype=kind, eager=True)


def texts(column: pl.Series, empty: Sequence[str] = ()) -> pl.Series:
    """Blanks around taken off; an empty cell, or one of the words for it, is not known."""
    stripped = column.str.strip_chars(BLANKS + "\t\ufeff")
    return stripped.set(stripped.is_in(["", *empty]) if empty else stripped == "", None)


def telling(column: pl.Series) -> Iterator[str]:
    """What a column of amounts says about its decimal mark: one text of each form.

    All texts of one form prove the same mark, or none: which digits stand there does not matter, only where zeros lead.
    """
    for form in _TELLING_ALIKE:
        alike = column.str.contains(form)
        yield from column.filter(alike).head(1)
        column = column.filter(~alike)
    shapes = pl.DataFrame({"text": column, "shape": column.str.replace_all("[1-9]", "1")})
    yield from shapes.unique("shape", keep="first", maintain_order=True)["text"]


def amounts(column: pl.Series, mark: str | None, *, rounded: bool = False) -> Converted:
    """`value` DECIMAL(18,4), `currency` the code a cell spells beside its number.

    `rounded` says that the source computes in binary fractions: what stands behind the fourth decimal is rounded, half
    to even, where otherwise it is refused.
    """
    if rounded:
        long = column.filter(column.str.contains(_LONG)).unique().to_list()
        exact = {text: f"{Decimal(text).quantize(_SMALLEST):f}" for text in long}
        column = replaced(column, exact).fill_null(column)
    fast = column.str.contains(_PLAIN_MONEY[mark])
    read, problems = _each(column.filter(~fast), lambda text: _amount(text, mark))
    numbers = replaced(column, {text: plain(amount.value) for text, amount in read.items()})
    simple = column.str.replace(",", ".", literal=True) if mark == "," else column
    value = pl.select(pl.when(fast).then(simple).otherwise(numbers)).to_series().cast(MONEY)
    currency = replaced(column, {text: amount.currency for text, amount in read.items() if amount.currency})
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


def minor_amounts(column: pl.Series) -> Converted:
    """`value` DECIMAL(18,4) of whole numbers of minor units (cents); each text ends with SPACE and its currency."""

    def read(text: str) -> Amount:
        number, _, code = text.partition(SPACE)
        return parse_minor(number, code or None)

    found, problems = _each(column, read)
    return Converted({"value": replaced(column, {t: plain(a.value) for t, a in found.items()}).cast(MONEY)}, problems)


def counts(column: pl.Series) -> Converted:
    """`value` Int64: whole numbers, group marks allowed."""
    read, problems = _each(column, lambda text: parse_amount(text, "."))
    for text, amount in list(read.items()):
        if amount.currency or amount.value < 0 or amount.value != int(amount.value):
            problems[text] = Problem("bad_count", {"text": text})
            del read[text]
    whole = replaced(column, {text: str(int(amount.value)) for text, amount in read.items()})
    return Converted({"value": whole.cast(pl.Int64)}, problems)


def days(column: pl.Series, formats: Sequence[str], zone: str) -> Converted:
    """`on` and `until`: the first and last day of each cell, a day or a range of days."""
    read, problems = _each(column, lambda text: parse_days(text, formats, zone))
    first = replaced(column, {text: found[0].isoformat() for text, found in read.items()})
    last = replaced(column, {text: found[1].isoformat() for text, found in read.items()})
    return Converted({"on": first.str.to_date("%Y-%m-%d"), "until": last.str.to_date("%Y-%m-%d")}, problems)


def stamps(column: pl.Series, formats: Sequence[str], zone: str) -> Converted:
    """`at` naive UTC, `on` the day as the cell spells it. A bare date is midnight and never moves between zones."""
    at = nothing(len(column), pl.Datetime("us"))
    on = nothing(len(column), pl.Date)
    claimed = pl.Series([False]).new_from_index(0, len(column))
    for form in () if have_rivals(formats) else _expanded(formats):
        pattern = _fast_pattern(form)
        fits = column.str.contains(pattern).fill_null(False) & ~claimed if pattern else None
        if fits is None or not fits.any():
            continue
        claimed |= fits  # the first format that fits decides, also when the date does not exist in it
        local = column.set(~fits, None).str.to_datetime(form, strict=False, time_unit="us")
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
    return Converted({"value": replaced(filled, found)}, problems)


def currencies(column: pl.Series) -> Converted:
    """`value`: the ISO code of each spelling."""
    read, problems = _each(column, currency_code)
    return Converted({"value": replaced(column, read)}, problems)


def _each(column: pl.Series, parse: Callable[[str], _T]) -> tuple[dict[str, _T], dict[str, Problem]]:
    """The grammar applied once to every distinct text: what it read, what it refused."""
    read, problems = {}, {}
    for text in column.drop_nulls().unique().to_list():
        try:
            read[text] = parse(text)
        except Refused as refused:
            problems[text] = refused.problem
    return read, problems


def replaced(column: pl.Series, found: dict[str, str]) -> pl.Series:
    """Each text by what it stands for; null where nothing is known of it."""
    if not found:
        return nothing(len(column))
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
