"""How a commission is written where it may be a percentage or a sum: `12%`, `500`, and `10=12%` with what it is for.

One grammar for the command line and for declared programs. Only exact decimals.
"""

from __future__ import annotations

from decimal import Decimal

from partnercli.domain.money import parse_amount, parse_percent
from partnercli.domain.problem import Refused


def parse_rate(text: str, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """(percent points, None) of a text that ends with %, else (None, sum in `currency`).

    Raises Refused as the grammars of money and percentages do, and amount_currency, negative_amount.
    """
    if text.strip().endswith("%"):
        return parse_percent(text), None
    return None, parse_own(text, currency)


def parse_own(text: str, currency: str) -> Decimal:
    """An amount of `currency`, not below zero. Raises Refused as `parse_amount`, amount_currency, negative_amount."""
    amount = parse_amount(text)
    if amount.currency not in (None, currency):
        raise Refused("amount_currency", currency=amount.currency, own=currency)
    if amount.value < 0:
        raise Refused("negative_amount", text=text)
    return amount.value


def parse_pair(text: str) -> tuple[str, str]:
    """What stands before and after the last `=` of `10=12%`. Raises Refused(bad_rate_pair)."""
    word, equals, rate = text.rpartition("=")
    if not equals or not word.strip() or not rate.strip():
        raise Refused("bad_rate_pair", text=text[:60])
    return word.strip(), rate.strip()


def parse_reach(text: str) -> Decimal:
    """The volume a tier begins at: sales, or an amount, above zero. Raises as `parse_amount`, and bad_reach."""
    value = parse_amount(text).value
    if value <= 0:
        raise Refused("bad_reach", text=text[:60])
    return value


def parse_word(text: str) -> str:
    """The word of goods or of an action as it is compared: in lower case, single blanks. Raises Refused(bad_word)."""
    word = " ".join(text.split()).lower()
    if not word or len(word) > 60:
        raise Refused("bad_word", text=text[:60])
    return word
