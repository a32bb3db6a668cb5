"""Helpers of the matching tests: the links of some books, in words that do not depend on the order of arrival."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from books import Books, Row
from partnercli.store import tolerances

Link = tuple[str, str, str, str]


def links(books: Books) -> list[Link]:
    """(sale, transaction of the row, tier, role) of every link, reconciled."""
    books.reconcile()
    return books.query(
        "select 'S' || l.sale, r.transaction_id, l.tier, l.role from link l join row_now r on r.id = l.row_id order by all"
    )  # type: ignore[return-value]


def shares(books: Books) -> dict[str, str]:
    """What each sale gets of the row it shares with others, reconciled."""
    books.reconcile()
    found = books.query("select 'S' || sale, amount from link where amount is not null order by sale")
    return {sale: f"{amount.normalize():f}" for sale, amount in found}


def pair(books: Books, sale: Mapping[str, str], row: Mapping[str, str]) -> list[tuple[str, str]]:
    """(tier, role) of what links a sale with a row that have this in common, and money and day unless said otherwise."""
    books.sell(sale)
    books.rows(Row(**{"transaction": "t", **row}))
    return [(tier, role) for _sale, _row, tier, role in links(books)]


def tolerate(books: Books, program: str = "", currency: str = "", **said: Decimal | int) -> None:
    """Say a tolerance, as `program tolerance` does."""
    with books.open() as store, store.change("program tolerance", program) as entry:
        tolerances.put_tolerance(store, program, currency, dict(said), entry)


def decide(books: Books, kind: str, subject: str, other: str) -> int:
    """A person's word about a pair: 'link' or 'unlink'; the number of the decision."""
    with books.open() as store, store.change(kind, subject) as entry:
        number = store.next_id("decision")
        said = {"kind": kind, "subject": subject, "object": other, "reason": ""}
        store.insert("decision", {"id": number, "entry": entry, **said})
    return number
