"""What a store says of time on a day: delays, norms, findings of time and what is due, as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from books import TODAY, Books, Row
from partnercli.reconcile import refresh
from partnercli.reconcile.findings import checks
from partnercli.reports import report
from partnercli.store.store import Store

EIGHT = [10, 12, 14, 16, 18, 20, 40, 60]
"""Days from event to validation of eight rows: nine tenths of them, that is all eight, are through after sixty."""


@dataclass(frozen=True, slots=True)
class Delay:
    """A line of the view `delay`."""

    n: int
    open: int
    undated: int
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding; the amount as text, '' = none."""

    subject: str
    amount: str
    since: str
    reason: str


def day(number: int, of: date = date(2026, 3, 1)) -> str:
    """The day so many days after the first of March 2026, as a file spells it."""
    return (of + timedelta(days=number)).isoformat()


def decided(delays: Iterable[int], program: str = "shop", *, first: int = 0) -> list[Row]:
    """One row for each of these delays, its event on day `first`, validated so many days later, and paid the same day."""
    return [
        Row(
            transaction=f"{program}-{first}-{number}", program=program, status="paid", date=day(first),
            validated=day(first + delay), paid=day(first + delay),
        )
        for number, delay in enumerate(delays)
    ]  # fmt: skip


def paid(delays: Iterable[int], program: str = "shop", *, first: int = 0) -> list[Row]:
    """One row for each of these delays, validated on its day, day `first`, and paid so many days later."""
    return [
        Row(
            transaction=f"{program}-p{first}-{number}", program=program, status="paid", date=day(first),
            validated=day(first), paid=day(first + delay),
        )
        for number, delay in enumerate(delays)
    ]  # fmt: skip


def as_of(books: Books, today: date) -> Store:
    """The store on that day, for a `with`."""
    return Store(books.path, write=True, today=today)


def delays(books: Books, today: date = TODAY) -> dict[tuple[str, str], Delay]:
    """(program, step) -> delay; the whole network stands under its name in capitals."""
    with as_of(books, today) as store:
        rows = store.query("select program, network, step, n, censored, undated, median, p90 from delay")
    return {(program or network.upper(), step): Delay(*rest) for program, network, step, *rest in rows}


def norms(books: Books, today: date = TODAY) -> dict[tuple[str, str], tuple[int | None, int, str]]:
    """(program, step) -> days, sample, source."""
    with as_of(books, today) as store:
        rows = store.query("select program, step, days, n, source from norm")
    return {(program, step): (days, n, source) for program, step, days, n, source in rows}


def found(books: Books, code: str, today: date = TODAY) -> list[Found]:
    """What the check of a code finds on that day, reconciled."""
    rows = _checked(
        books, code, today,
        "subject, coalesce(cast(amount as decimal(18, 2)) || ' ' || currency, ''), cast(since as varchar), reason",
    )  # fmt: skip
    return [Found(*row) for row in rows]


def facts(books: Books, code: str, today: date = TODAY) -> dict[str, str]:
    """The facts of the one finding of a code, without what is not known."""
    ((told,),) = _checked(books, code, today, "facts")
    return {key: value for key, value in json.loads(told).items() if value is not None}


def _checked(books: Books, code: str, today: date, wanted: str) -> list[Any]:
    """These columns of what the one check finds; the others cost time and say nothing here."""
    (select,) = (check.select for check in checks() if check.code == code)
    with as_of(books, today) as store:
        refresh(store)
        return store.query(f"select {wanted} from ({select}) order by subject")


def due(books: Books, today: date = TODAY, **limits: Any) -> list[tuple[object, ...]]:
    """`report due` on that day: what, id or program, days left, count, amount, next."""
    with as_of(books, today) as store:
        refresh(store)
        table = report(store, "due", **limits)
    keys = [column.key for column in table.columns]
    lines = [dict(zip(keys, row, strict=True)) for row in table.rows]
    return [
        (
            line["what"],
            line["id"] or line["program"],
            line["days_left"],
            line["count"],
            str(line["amount"]),
            line["next"],
        )
        for line in lines
    ]


def product_limit(times: Iterable[tuple[int, bool]]) -> tuple[int | None, int | None]:
    """Median and nine tenths by Kaplan and Meier's definition, in fractions: times are (days, whether it ended there)."""
    seen, left = sorted(times), Fraction(1)
    reached: dict[Fraction, int] = {}
    for days in sorted({days for days, _ended in seen}):
        at_risk = sum(1 for other, _ended in seen if other >= days)
        ended = sum(1 for other, over in seen if other == days and over)
        left *= 1 - Fraction(ended, at_risk)
        for level in (Fraction(1, 2), Fraction(1, 10)):
            if left <= level:
                reached.setdefault(level, days)
    return reached.get(Fraction(1, 2)), reached.get(Fraction(1, 10))
