"""Closing a period: its figures are frozen with their hash, and what changes afterwards shows as movements.

Writers run inside `Store.change`. Frozen figures are never changed: reopening takes the close back, closing again
freezes anew, and both stay in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from partnercli.domain.period import Period
from partnercli.errors import UsageError
from partnercli.store.store import Store

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Closed:
    """A close as it was made: the sha256 of its figures, and how many cases it holds."""

    entry: int
    hash: str
    cases: int


def check(store: Store, period: Period) -> None:
    """UsageError unless the period can be closed: it has both ends and is over, no day of it is closed already, and
    the links are up to date (period_open, period_not_over, period_closed, not_reconciled)."""
    if period.start is None or period.end is None:
        raise UsageError("period_open", period=period)
    if period.end > store.today:
        raise UsageError("period_not_over", period=period, date=period.end)
    row = store.one(
        "select period, entry from closed_period where first_on < $stop and stop_on > $start order by first_on",
        start=period.start, stop=period.end,
    )  # fmt: skip
    if row:
        raise UsageError("period_closed", period=row[0], id=f"I{row[1]}")
    behind = store.behind()
    if behind:
        raise UsageError("not_reconciled", count=behind)


def close(store: Store, period: Period, entry: int) -> Closed:
    """Freeze the period's figures. UsageError as `check`."""
    check(store, period)
    for table, column in (("close", "entry"), ("close_case", "close"), ("close_money", "close")):
        store.bulk(table, f"{column} = {entry}")
    frozen = store.run(_HERE / "close_freeze.sql", entry=entry, period=str(period), start=period.start, stop=period.end)
    return Closed(entry, *frozen[0])


def reopen(store: Store, period: Period, reason: str, entry: int) -> int:
    """Take the close of exactly this period back; the entry that had closed it. UsageError(period_not_closed)."""
    row = store.one("select entry from closed_period where period = $period", period=str(period))
    if row is None:
        known = ", ".join(name for (name,) in store.query("select period from closed_period order by first_on"))
        raise UsageError("period_not_closed", period=period, known=known or "–")
    store.update("close", {"entry": row[0]}, {"reopened": entry, "reason": reason})
    return int(row[0])


def touched(store: Store, start: date | None, stop: date | None) -> list[tuple[str, int]]:
    """The closed periods with a day in the span, each with its number of movements; None is open on that side."""
    rows = store.query(
        "select p.period, coalesce(m.n, 0) from closed_period p"
        " left join (select close, count(*) as n from post_close group by close) m on m.close = p.entry"
        " where ($start is null or p.stop_on > $start) and ($stop is null or p.first_on < $stop) order by p.first_on",
        start=start, stop=stop,
    )  # fmt: skip
    return [(period, int(count)) for period, count in rows]
