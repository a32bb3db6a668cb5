"""Books and what is found wrong in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from books import TEN_PERCENT, TODAY, Books, new_books
from partnercli.domain.money import plain
from partnercli.reconcile import refresh
from partnercli.reconcile.findings import find
from partnercli.store.store import Store


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as text: '' where it has no such thing."""

    amount: str
    since: str
    until: str
    reason: str
    state: str = "open"


def shop_books(folder: Path, name: str = "books.duckdb") -> Books:
    """Books whose program `shop` has a claim window of sixty days after the sale."""
    books = new_books(folder, name)
    books.terms("shop", replace(TEN_PERCENT, claim_days=60))
    return books


def found(books: Books, today: date = TODAY) -> dict[str, Found]:
    """Every finding by its id, reconciled."""
    with books.open() as store:
        refresh(store)
    with Store(books.path, today=today) as store:  # read-only, as a report opens it
        find(store)
        rows = store.query("select id, amount, since, until, reason, state from finding")
    return {
        id_: Found(_text(amount), str(since), str(until or ""), reason, state)
        for id_, amount, since, until, reason, state in rows
    }


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)
