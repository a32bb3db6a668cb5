"""Which rate counts on a day, and the lines of the sources it is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from partnercli.domain.table import Column, Table
from partnercli.errors import UsageError
from partnercli.reports import report
from partnercli.store.rates import rates_for
from partnercli.store.store import Store


def traced(store: Store, currency: str, target: str, day: date) -> Table:
    """The rate money of `currency` is converted into `target` by on a day; the stated rates behind it as the summary.

    UsageError: rate_of_itself, no_rate.
    """
    if currency == target:
        raise UsageError("rate_of_itself", currency=currency)
    rate = rates_for(store, target, [(currency, day)]).get((currency, day))
    if rate is None:
        raise UsageError("no_rate", currency=currency, to=target, date=day)
    legs = {frozenset((currency, target))}
    if rate.via:
        legs = {frozenset((currency, rate.via)), frozenset((rate.via, target))}
    stated = report(store, "rates", start=rate.on_day, stop=date.fromordinal(rate.on_day.toordinal() + 1))
    place = {column.key: position for position, column in enumerate(stated.columns)}
    rows = [
        row
        for row in stated.rows
        if row[place["source"]] == rate.source
        and frozenset((str(row[place["currency"]]), str(row[place["base"]]))) in legs
    ]
    columns = [
        Column("currency", "One", "currency"), Column("rate", "Costs", "code"), Column("into", "In", "code"),
        Column("date", "On", "date"), Column("rate_date", "Rate of", "date"), Column("rate_source", "Source", "code"),
        Column("via", "Through", "code"),
    ]  # fmt: skip
    cells = (currency, str(rate), target, day, rate.on_day, rate.source, rate.via or None)
    return Table("rate", "Exchange rate", columns, [cells], summary=replace(stated, rows=rows), record=True)
