"""Exchange rates: kept by source and day, and found for the day money needs one. Writers run inside `Store.change`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from partnercli.domain.exchange import Quote, Rate
from partnercli.errors import InputRejected, UsageError
from partnercli.store.store import Store

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of rates that were told: `new` ones, `changed` ones (with `again`), those known already (`same`)."""

    new: int
    changed: int
    same: int


def keep(
    store: Store, source: str, quotes: Sequence[Quote], entry: int, *, again: bool = False, where: str = ""
) -> Kept:
    """Append the rates the store does not have. A source that says something else of a known day is refused.

    `again` lets what is told now count from now on; the earlier word stays. Raises InputRejected(rate_differs), or
    rates_contradict where the quotes contradict each other; nothing is kept then.
    """
    _tell(store, quotes)
    twice = store.one(
        "select on_day, currency, base from told group by on_day, currency, base"
        " having count(distinct row(nominal, price)) > 1 order by on_day, currency, base"
    )
    if twice:
        raise InputRejected("rates_contradict", where=where, date=twice[0], currency=twice[1], to=twice[2])
    other = store.query(
        "select t.on_day, t.currency, t.base, n.nominal, n.price, t.nominal, t.price from told t"
        " join rate_now n on n.source = $source and n.currency = t.currency and n.base = t.base and n.on_day = t.on_day"
        " where t.price * n.nominal <> n.price * t.nominal order by t.on_day, t.currency, t.base",
        source=source,
    )
    if other and not again:
        day, currency, base, nominal, price, new_nominal, new_price = other[0]
        raise InputRejected(
            "rate_differs", where=where, source=source, date=day, known=stated(nominal, currency, price, base),
            told=stated(new_nominal, currency, new_price, base), count=len(other),
        )  # fmt: skip
    store.bulk("rate", f"entry = {entry}")
    before, distinct = _count(store, "rate"), _count(store, "(select distinct on_day, currency, base from told)")
    store.run(_HERE / "rates_kept.sql", source=source, entry=entry)
    written = _count(store, "rate") - before
    return Kept(written - len(other), len(other), distinct - written)


def stated(nominal: int, currency: str, price: Decimal, base: str) -> str:
    """A rate as its source says it: `100 JPY = 59.1234 RUB`."""
    return f"{nominal} {currency} = {price.normalize():f} {base}"


def brought(store: Store, entry: int) -> int:
    """How many rates a change brought. UsageError(no_rates_of) where it brought none."""
    row = store.one("select count(*) from rate where entry = $entry", entry=entry)
    if not row or not row[0]:
        raise UsageError("no_rates_of", id=f"I{entry}")
    return int(row[0])


def newest(store: Store) -> int:
    """The last change that brought rates. UsageError(no_rates) when there is none."""
    row = store.one("select max(entry) from rate")
    if not row or row[0] is None:
        raise UsageError("no_rates")
    return int(row[0])


def rates_for(store: Store, target: str, needs: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Rate]:
    """The rate into `target` of each (currency, day), by the rules of rates.sql; a pair without one is left out.

    Money that is in `target` already needs none: its rate is one, of no source.
    """
    wanted = sorted(set(needs))
    found = {need: Rate(1, 1, need[1], "") for need in wanted if need[0] == target}
    others = [need for need in wanted if need[0] != target]
    if others:
        currencies, days = zip(*others, strict=True)
        rows = store.run(_HERE / "rates_found.sql", target=target, currencies=list(currencies), days=list(days))
        found |= {
            (currency, day): Rate(int(times), int(parts), published, source, via)
            for currency, day, times, parts, published, source, via in rows
        }
    return found


def _tell(store: Store, quotes: Sequence[Quote]) -> None:
    """The quotes as the table `told`."""
    columns: dict[str, list[Any]] = {
        "currency": [quote.currency for quote in quotes],
        "base": [quote.base for quote in quotes],
        "on_day": [quote.on_day for quote in quotes],
        "nominal": [quote.nominal for quote in quotes],
        "price": [f"{quote.price:f}" for quote in quotes],
        "line": [quote.line for quote in quotes],
    }
    store.query(
        "create or replace temp table told as select unnest($currency) as currency, unnest($base) as base,"
        " unnest(cast($on_day as date[])) as on_day, unnest(cast($nominal as bigint[])) as nominal,"
        " unnest(cast($price as decimal(18, 8)[])) as price, unnest(cast($line as bigint[])) as line",
        **columns,
    )


def _count(store: Store, table: str) -> int:
    row = store.one(f"select count(*) from {table}")
    return int(row[0]) if row else 0
