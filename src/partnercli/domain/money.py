"""The one grammar of money, for files and for command-line arguments alike, and the way money is written.

It takes what people and exports write (`1 500,00 ₽`, `1.234,56`, `(12.50)`, `-$5`) and refuses what has two readings
(`1,234`) unless the caller knows which mark is decimal. Only exact decimals, never a float.
An amount is what the store can hold, DECIMAL(18,4): up to 14 digits before the mark and 4 after it.

Refused on purpose: CR and DR (whose side they name depends on the bank), Indian groups (`1,23,456`: not to be told
from a slip), exponents, `1_000`, digits of other scripts. A dash or a word for "nothing" (`-`, `n/a`, `нет`) is no
amount and never 0: only the caller knows whether a cell may be empty, and leaves such cells out before asking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from partnercli.domain.currency import BLANKS, CURRENCIES, LONGEST, NO_MARKS, SAME_BLANK, currency_code, minor_unit
from partnercli.domain.problem import Refused

__all__ = [
    "CURRENCIES", "Amount", "DecimalMark", "currency_code", "decide_decimal", "format_amount", "minor_unit",
    "parse_amount", "parse_minor", "parse_percent", "plain", "round_money",
]  # fmt: skip

DecimalMark = Literal[".", ","]

MAX_INTEGER_DIGITS, MAX_DECIMALS = 14, 4
MAX_PERCENT = Decimal(1000)

_PADDING = BLANKS + "\t"
_SIGNS = "+-\u2212\u2013"  # the minus of typography, and the dash that stands in for it
_OTHER_MARK: dict[str, DecimalMark] = {".": ",", ",": "."}
_ONE_KIND = SAME_BLANK | str.maketrans("’", "'")

_DIGITS = re.compile("[0-9]+")
_WORD = rf"[^(){re.escape(_SIGNS + _PADDING)}]+"
_AFFIX = re.compile(rf"[()]|[{re.escape(_SIGNS)}]|{_WORD}(?:[{_PADDING}]+{_WORD})*")
_NUMBER = re.compile("[0-9.,' ]+")
# 1-3 digits, not only zeros, then groups of three, all behind the same mark: nobody writes `0 500` for 500.
_GROUPED = re.compile(r"(?!0+[ '.,])[0-9]{1,3}([ '.,])[0-9]{3}(?:\1[0-9]{3})*")
_MINOR = re.compile(rf"([{re.escape(_SIGNS)}]?)([0-9]+)")
_PERCENT = re.compile(rf"([0-9]{{1,4}})(?:[.,]([0-9]{{1,{MAX_DECIMALS}}}))?[{BLANKS}]?%?")


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact value of at most 14 + 4 digits, and its ISO 4217 code when the text named one."""

    value: Decimal
    currency: str | None = None


def parse_amount(text: str, decimal: DecimalMark | None = None, marks: Mapping[str, str] = NO_MARKS) -> Amount:
    """Read one amount, in major units (roubles, not kopecks).

    One sign (`-`, `+`, U+2212, en dash) or one pair of parentheses, on either side; one currency, on either side;
    groups of three behind one kind of mark (a blank of any width, an apostrophe, a dot or a comma).
    `decimal` is the mark known to be decimal (a profile or the whole column says so); the other one is then a group
    mark, and a text at odds with that is refused. Without it: of two marks the last is decimal, a mark occurring
    several times groups, a blank or apostrophe as group mark makes the other mark decimal, and one mark before
    exactly three digits (`1,234`) is ambiguous. `.5` is taken, `5.` is not.
    `marks` is what a currency sign means here, as for `currency_code`.

    Raises Refused: empty_amount, bad_amount, ambiguous_amount, too_many_digits, too_many_decimals, unknown_currency,
    ambiguous_currency.
    """
    stripped = text.strip(_PADDING)
    if not stripped:
        raise Refused("empty_amount")
    if len(stripped) > LONGEST:
        raise Refused("bad_amount", text=stripped[:LONGEST] + "…")
    number, negative, word = _take_apart(stripped)
    currency = _currency_beside(word, marks, stripped) if word else None
    magnitude = _magnitude(number, decimal, stripped)
    return Amount(-magnitude if negative else magnitude, currency)


def parse_minor(text: str, currency: str | None) -> Amount:
    """Read a count of a currency's smallest coins, as APIs write it: `12345` of USD is 123.45, of JPY 12345.

    Digits with at most one sign before them: a mark (`12345.0`, `1,234`) says that it is no such count. `currency` is
    an ISO code or one of its marks; the size of its coin is ISO 4217's. None is refused: 12345 may be 123.45 or 12345.

    Raises Refused: empty_amount, bad_minor, minor_without_currency, too_many_digits, unknown_currency,
    ambiguous_currency.
    """
    stripped = text.strip(_PADDING)
    if currency is None:
        raise Refused("minor_without_currency", text=stripped[:LONGEST])
    code = currency_code(currency)
    if not stripped:
        raise Refused("empty_amount")
    match = _MINOR.fullmatch(stripped) if len(stripped) <= LONGEST else None
    if match is None:
        raise Refused("bad_minor", text=stripped[:LONGEST], currency=code)
    value = int(match[2]) * minor_unit(code)
    if value >= 10**MAX_INTEGER_DIGITS:
        raise Refused("too_many_digits", text=stripped, limit=MAX_INTEGER_DIGITS)
    return Amount(-value if match[1] not in ("", "+") else value, code)


def decide_decimal(texts: Iterable[str], marks: Mapping[str, str] = NO_MARKS) -> DecimalMark | None:
    """The decimal mark that a column of amounts proves, None when no value proves one. `marks` as for `parse_amount`.

    Values that are empty, ambiguous or no amounts prove nothing. Raises Refused("mixed_decimal_marks") when two
    values prove different marks: such a column has no single reading.
    """
    proofs: dict[DecimalMark, str] = {}
    for text in texts:
        try:
            parse_amount(text, marks=marks)
        except Refused:
            continue
        mark = _mark_by_form(_take_apart(text.strip(_PADDING))[0])
        if mark:
            proofs.setdefault(mark, text)
        if len(proofs) == 2:
            raise Refused("mixed_decimal_marks", point=proofs["."], comma=proofs[","])
    return next(iter(proofs), None)


def parse_percent(text: str) -> Decimal:
    """Percent points from `10%`, `7,5 %` or `10`: 0 to 1000, at most 4 decimals, no sign, no groups.

    Without groups a mark can only be decimal, so nothing is ambiguous here. Raises Refused("bad_percent").
    """
    match = _PERCENT.fullmatch(text.strip(_PADDING))
    value = Decimal(f"{match[1]}.{match[2] or ''}") if match else None
    if value is None or value > MAX_PERCENT:
        raise Refused("bad_percent", text=text[:LONGEST])
    return value


def round_money(value: Decimal, currency: str | None) -> Decimal:
    """A finite value rounded to the currency's smallest coin, half away from zero; never negative zero."""
    # The default context's 28 digits would make a long product of amounts and rates an error.
    rounded = value.quantize(minor_unit(currency), ROUND_HALF_UP, Context(prec=100))
    return rounded if rounded else abs(rounded)


def format_amount(value: Decimal, currency: str | None, language: str, grouping: bool = True) -> str:
    """A finite value for people, without its currency: `1 234,56` with no-break blanks in ru, `1,234.56` elsewhere.

    At least the currency's decimals, more where the value has more: writing never rounds.
    """
    decimals = -int(minor_unit(currency).as_tuple().exponent)
    sign, integer, fraction = _digits(value, decimals)
    group, mark = ("\u00a0", ",") if language == "ru" else (",", ".")
    if grouping:
        integer = f"{int(integer):,}".replace(",", group)
    return f"{sign}{integer}{mark}{fraction}" if fraction else sign + integer


def plain(value: Decimal) -> str:
    """A finite value for programs: a decimal point, at least two decimals, no exponent, no groups, no negative zero."""
    sign, integer, fraction = _digits(value, 2)
    return f"{sign}{integer}.{fraction}"


def _digits(value: Decimal, decimals: int) -> tuple[str, str, str]:
    """Sign (`-` or nothing), integer digits, fraction: its trailing zeros dropped, but at least `decimals` digits."""
    integer, _, fraction = f"{abs(value):f}".partition(".")
    return "-" if value < 0 else "", integer, fraction.rstrip("0").ljust(decimals, "0")


def _take_apart(text: str) -> tuple[str, bool, str]:
    """The digits and marks of a stripped text, whether it is negative, and the word or sign beside it, if any.

    The number runs from the first digit to the last; what stands around it may hold one sign or one pair of
    parentheses, and one currency, in any order.
    """
    first = _DIGITS.search(text)
    if first is None:
        raise Refused("bad_amount", text=text)
    start, end = first.start(), len(text)
    # A mark right before the first digit is the number's (`.5`), but the dot of `руб.5` belongs to the word.
    if start and text[start - 1] in ".," and not text[start - 2 : start - 1].isalpha():
        start -= 1
    while not _DIGITS.match(text, end - 1):
        end -= 1
    before, after = _AFFIX.findall(text[:start]), _AFFIX.findall(text[end:])
    around = before + after
    signs = [affix for affix in around if affix in _SIGNS]
    words = [affix for affix in around if affix not in _SIGNS and affix not in "()"]
    in_parentheses = "(" in before and ")" in after
    parentheses = len(around) - len(signs) - len(words)
    if parentheses != 2 * in_parentheses or len(signs) + in_parentheses > 1 or len(words) > 1:
        raise Refused("bad_amount", text=text)
    negative = in_parentheses or signs not in ([], ["+"])
    return text[start:end].translate(_ONE_KIND), negative, words[0] if words else ""


def _currency_beside(word: str, marks: Mapping[str, str], text: str) -> str:
    """The code of what stands beside a number. A word of letters may be a currency we do not know; `%` is not."""
    try:
        return currency_code(word, marks)
    except Refused as refused:
        letters = all(part.removesuffix(".").isalpha() for part in word.translate(SAME_BLANK).split(" ") if part)
        if letters or refused.problem.code != "unknown_currency":
            raise
        raise Refused("bad_amount", text=text) from None


def _mark_by_form(number: str) -> DecimalMark | None:
    """The decimal mark that the form of one number proves; None when it has neither mark or two readings."""
    marks = [mark for mark in number if mark in _OTHER_MARK]
    if not marks:
        return None
    last: DecimalMark = "." if marks[-1] == "." else ","
    if _OTHER_MARK[last] in marks:
        return last
    if len(marks) > 1:
        return _OTHER_MARK[last]
    return None if _GROUPED.fullmatch(number) else last


def _magnitude(number: str, decimal: DecimalMark | None, text: str) -> Decimal:
    """The value of digits and marks, without sign."""
    mark = decimal or _mark_by_form(number)
    if not _NUMBER.fullmatch(number):
        raise Refused("bad_amount", text=text)
    if mark is None and ("." in number or "," in number):
        digits = number.replace(",", ".")
        raise Refused("ambiguous_amount", text=text, grouped=digits.replace(".", "").lstrip("0"), decimal=digits)
    integer, found, fraction = number.partition(mark) if mark else (number, "", "")
    if not (_DIGITS.fullmatch(integer) or _GROUPED.fullmatch(integer) or (found and not integer)):
        raise Refused("bad_amount", text=text)
    if found and not _DIGITS.fullmatch(fraction):
        raise Refused("bad_amount", text=text)
    integer = "".join(_DIGITS.findall(integer)).lstrip("0")
    fraction = fraction[:MAX_DECIMALS] + fraction[MAX_DECIMALS:].rstrip("0")
    if len(integer) > MAX_INTEGER_DIGITS:
        raise Refused("too_many_digits", text=text, limit=MAX_INTEGER_DIGITS)
    if len(fraction) > MAX_DECIMALS:
        raise Refused("too_many_decimals", text=text, limit=MAX_DECIMALS)
    return Decimal(f"{integer or 0}.{fraction}")
