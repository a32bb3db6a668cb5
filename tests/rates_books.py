"""Rates as the tests make and keep them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from books import Books
from partnercli.domain.exchange import Quote
from partnercli.store import rates

FILES = Path(__file__).parent / "data" / "rates"
FRIDAY = date(2026, 10, 2)


def quote(currency: str, price: str, on: date = FRIDAY, *, base: str = "RUB", nominal: int = 1) -> Quote:
    return Quote(currency, base, on, nominal, Decimal(price))


def told(books: Books, name: str, *quotes: Quote, again: bool = False) -> rates.Kept:
    """Keep rates as a file of that source would bring them."""
    with books.open() as store, store.change("rates import", name) as entry:
        return rates.keep(store, name, quotes, entry, again=again)


def costs(books: Books, currency: str, target: str, on: date) -> str:
    """The rate that counts, with its day and source; '' = none."""
    with books.open() as store:
        found = rates.rates_for(store, target, [(currency, on)]).get((currency, on))
    return f"{found} {found.on_day:%m-%d} {found.source}{' ' + found.via if found.via else ''}" if found else ""
