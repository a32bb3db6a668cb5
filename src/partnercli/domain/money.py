"""The one grammar of money, for files and for command-line arguments alike, and the way money is written.

It takes what people and exports write (`1 500,00 ₽`, `1.234,56`, `(12.50)`, `-$5`) and refuses what has two readings
(`1,234`) unless the caller knows which mark is decimal. Only exact decimals, never a float.
An amount is what the store can hold, DECIMAL(18,4): up to 14 digits before the mark and 4 after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from partnercli.domain.problem import Refused

DecimalMark = Literal[".", ","]

LONGEST = 40
MAX_INTEGER_DIGITS, MAX_DECIMALS = 14, 4
MAX_PERCENT = Decimal(1000)

# ISO 4217 codes of money in use; BGN and HRK left for the euro but still stand in older exports.
# No metals, funds or test codes.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
    VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
_CURRENCY_OF = {code.lower(): code for code in CURRENCIES} | {
    "rur": "RUB", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "р": "RUB", "р.": "RUB",
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "br": "BYN",
    "₴": "UAH", "грн": "UAH", "грн.": "UAH", "zł": "PLN",
}  # fmt: skip
# ISO 4217, column "minor unit"; every other currency has two decimals.
_WHOLE = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

_BLANKS = " \u00a0\u2009\u202f"  # space, no-break, thin, narrow no-break
_PADDING = _BLANKS + "\t"
_SIGNS = "+-\u2212\u2013"  # the minus of typography, and the dash that stands in for it
_OTHER_MARK: dict[str, DecimalMark] = {".": ",", ",": "."}
_ONE_KIND = str.maketrans({**dict.fromkeys(_BLANKS, " "), "’": "'"})

_DIGITS = re.compile("[0-9]+")
_AFFIX_WORD = re.compile(rf"[()]|[{re.escape(_SIGNS)}]|[^(){re.escape(_SIGNS + _PADDING)}]+")
_NUMBER = re.compile("[0-9.,' ]+")
# 1-3 digits, not only zeros, then groups of three, all behind the same mark: nobody writes `0 500` for 500.
_GROUPED = re.compile(r"(?!0+[ '.,])[0-9]{1,3}([ '.,])[0-9]{3}(?:\1[0-9]{3})*")
_PERCENT = re.compile(rf"([0-9]{{1,4}})(?:[.,]([0-9]{{1,{MAX_DECIMALS}}}))?[{_BLANKS}]?%?")


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact value of at most 14 + 4 digits, and its ISO 4217 code when the text named one."""

    value: Decimal
    currency: str | None = None


def parse_amount(text: str, decimal: DecimalMark | None = None) -> Amount:
    """Read one amount, in major units (roubles, not kopecks).

    `decimal` is the mark known to be decimal (a profile or the whole column says so); the other one is then a group
    mark, and a text at odds with that is refused. Without it: of two marks the last is decimal, a mark occurring
    several times groups, a blank or apostrophe as group mark makes the other mark decimal, and one mark before
    exactly three digits (`1,234`) is ambiguous. `.5` is taken, `5.` is not.

    Raises Refused: empty_amount, bad_amount, ambiguous_amount, too_many_digits, too_many_decimals, unknown_currency.
    """
    stripped = text.strip(_PADDING)
    if not stripped:
        raise Refused("empty_amount")
    if len(stripped) > LONGEST:
        raise Refused("bad_amount", text=stripped[:LONGEST] + "…")
    number, negative, currency = _take_apart(stripped)
    magnitude = _magnitude(number, decimal, stripped)
    return Amount(-magnitude if negative else magnitude, currency)


def decide_decimal(texts: Iterable[str]) -> DecimalMark | None:
    """The decimal mark that a column of amounts proves, None when no value proves one.

    Values that are empty, ambiguous or no amounts prove nothing. Raises Refused("mixed_decimal_marks") when two
    values prove different marks: such a column has no single reading.
    """
    proofs: dict[DecimalMark, str] = {}
    for text in texts:
        try:
            parse_amount(text)
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


def currency_code(text: str) -> str:
    """The ISO 4217 code of a code, sign or word in any case (`rub`, `₽`, `руб.`; RUR is RUB).

    Raises Refused("unknown_currency").
    """
    word = text.strip(_PADDING)
    code = _CURRENCY_OF.get(word.lower())
    if code is None:
        raise Refused("unknown_currency", text=word[:LONGEST])
    return code


def minor_unit(currency: str | None) -> Decimal:
    """The smallest coin of an ISO code: 0.01, or 1 (JPY), or 0.001 (KWD). Not known counts as 0.01."""
    if currency in _WHOLE:
        return Decimal(1)
    return Decimal("0.001") if currency in _THOUSANDTHS else Decimal("0.01")


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


def _take_apart(text: str) -> tuple[str, bool, str | None]:
    """The digits and marks of a stripped text, whether it is negative, and its currency code.

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
    before, after = _AFFIX_WORD.findall(text[:start]), _AFFIX_WORD.findall(text[end:])
    around = before + after
    signs = [word for word in around if word in _SIGNS]
    currencies = [word for word in around if word not in _SIGNS and word not in "()"]
    in_parentheses = "(" in before and ")" in after
    parentheses = len(around) - len(signs) - len(currencies)
    if parentheses != 2 * in_parentheses or len(signs) + in_parentheses > 1 or len(currencies) > 1:
        raise Refused("bad_amount", text=text)
    negative = in_parentheses or signs not in ([], ["+"])
    return text[start:end].translate(_ONE_KIND), negative, _currency_beside(currencies, text)


def _currency_beside(words: list[str], text: str) -> str | None:
    """The code of the one word beside a number. A word of letters may be a currency we do not know; `%` is not."""
    if not words:
        return None
    try:
        return currency_code(words[0])
    except Refused:
        if words[0].isalpha():
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
