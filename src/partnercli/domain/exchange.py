"""Exchange rates as exact fractions, and money converted by them. Nothing here is ever a float."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from partnercli.domain.currency import minor_unit
from partnercli.domain.problem import Refused

CBR, ECB = "cbr", "ecb"
BANKS = {CBR: "RUB", ECB: "EUR"}
"""Sources that are filled by their own files, and the currency each quotes against. Any other source is a person's."""
_PRICE = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,8})?")
_EXACT = Context(prec=100)
_SHOWN = Context(prec=10, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source says of a day: `nominal` units of `currency` cost `price` units of `base`. `line` of the file."""

    currency: str
    base: str
    on_day: date
    nominal: int
    price: Decimal
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """Money times `times` over `parts` is money of the other currency.

    `on_day` is the day the source published it for, which may lie before the day asked for; `via` the currency two
    quotes of that day were joined by, '' where one was enough.
    """

    times: int
    parts: int
    on_day: date
    source: str
    via: str = ""

    def __str__(self) -> str:
        """The rate of one unit: exact where it has up to ten digits, else rounded to them."""
        shown = _SHOWN.divide(Decimal(self.times), Decimal(self.parts)).normalize(_SHOWN)
        return f"{shown:f}"


def parse_price(text: str) -> Decimal:
    """A rate above zero. It is written without groups, so its mark is the decimal one: `1,234` is a little above one.

    Raises Refused(bad_rate).
    """
    price = Decimal(text.replace(",", ".")) if _PRICE.fullmatch(text) else Decimal(0)
    if not price:
        raise Refused("bad_rate", text=text)
    return price


def convert(amounts: Iterable[tuple[Decimal, Rate]], target: str) -> Decimal:
    """The sum of amounts, each by its own rate, in `target`: exact, and rounded once, half away from zero.

    Fractions are joined in pairs, so that a sum over years of days costs little more than its longest number.
    """
    by_parts: dict[int, int] = defaultdict(int)
    for amount, rate in amounts:
        above, below = amount.as_integer_ratio()
        by_parts[below * rate.parts] += above * rate.times
    fractions = [(above, below) for below, above in by_parts.items()] or [(0, 1)]
    while len(fractions) > 1:
        pairs = zip(fractions[::2], fractions[1::2], strict=False)
        joined = [(a * d + c * b, b * d) for (a, b), (c, d) in pairs]
        fractions = joined + fractions[len(joined) * 2 :]
    above, below = fractions[0]
    coin = minor_unit(target)
    coins = int(1 / coin)
    whole = (2 * abs(above) * coins + below) // (2 * below)
    return _EXACT.multiply(Decimal(whole if above >= 0 else -whole), coin)
