"""Currencies: their ISO 4217 codes, the signs and words that stand for them, and their smallest coins."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from partnercli.domain.problem import Refused

# How the blanks of a text may look: space, no-break, figure, thin, narrow no-break.
BLANKS = " \u00a0\u2007\u2009\u202f"
SAME_BLANK = str.maketrans(dict.fromkeys(BLANKS + "\t", " "))
LONGEST = 40

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

# Marks with one reading, lower case. One that ends with a dot stands without it too; `$` alone is the US dollar, as
# every export seen has it. RUR is the code of before 1998 that Russian banks still write.
_MARKS = {
    "RUB": ("₽", "р.", "руб.", "рубль", "рубля", "рублей", "rur"),
    "USD": ("$", "us$"),
    "EUR": ("€", "евро"),
    "GBP": ("£",),
    "BYN": ("br", "бел. руб.", "бел руб."),
    "KZT": ("₸", "тг.", "тенге"),
    "UAH": ("₴", "грн."),
    "PLN": ("zł",),
    "TRY": ("₺",),
    "INR": ("₹",),
    "GEL": ("₾",),
    "AMD": ("֏",),
    "AZN": ("₼",),
    "ILS": ("₪",),
    "KRW": ("₩",),
    "VND": ("₫",),
    "THB": ("฿",),
    "CZK": ("kč",),
    "HUF": ("ft",),
    "BRL": ("r$",),
    "CAD": ("c$", "ca$"),
    "AUD": ("a$", "au$"),
    "NZD": ("nz$",),
    "HKD": ("hk$",),
    "SGD": ("s$",),
    "TWD": ("nt$",),
    "MXN": ("mx$",),
    "CNY": ("cn¥",),
    "JPY": ("jp¥",),
}  # fmt: skip
# Every code, sign and word this program reads, lower case, with the code it stands for. Read-only.
CURRENCY_MARKS: Mapping[str, str] = MappingProxyType(
    {code.lower(): code for code in CURRENCIES}
    | {mark: code for code, marks in _MARKS.items() for mark in marks}
    | {mark.removesuffix("."): code for code, marks in _MARKS.items() for mark in marks}
)
_SEVERAL = {
    "¥": "CNY, JPY", "￥": "CNY, JPY", "kr": "DKK, ISK, NOK, SEK", "kr.": "DKK, ISK, NOK, SEK",
    "₨": "INR, LKR, NPR, PKR", "rs": "INR, LKR, NPR, PKR", "rs.": "INR, LKR, NPR, PKR",
}  # fmt: skip
NO_MARKS: Mapping[str, str] = MappingProxyType({})

# ISO 4217, column "minor unit"; every other currency has two decimals.
_WHOLE = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def currency_code(text: str, marks: Mapping[str, str] = NO_MARKS) -> str:
    """The ISO 4217 code of a code, sign or word in any case, as in a cell or a header (`rub`, `₽`, `руб.`, `US$`).

    `marks` says what a mark means where the caller knows better, lower case: `{"$": "CAD", "kr": "SEK"}`.

    Raises Refused: ambiguous_currency (`¥`, `kr`, `Rs` without the caller's word), unknown_currency.
    """
    word = " ".join(filter(None, text.translate(SAME_BLANK).split(" ")))
    folded = word.lower()
    code = marks.get(folded) or CURRENCY_MARKS.get(folded)
    if code is not None:
        return code
    if folded in _SEVERAL:
        raise Refused("ambiguous_currency", text=word, known=_SEVERAL[folded])
    raise Refused("unknown_currency", text=word[:LONGEST])


def minor_unit(currency: str | None) -> Decimal:
    """The smallest coin of an ISO code: 0.01, or 1 (JPY), or 0.001 (KWD). Not known counts as 0.01."""
    if currency in _WHOLE:
        return Decimal(1)
    return Decimal("0.001") if currency in _THOUSANDTHS else Decimal("0.01")
