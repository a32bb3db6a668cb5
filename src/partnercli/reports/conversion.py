"""A report with its money in one currency beside its own: each figure by the rates of its days, and which they were.

The figures of the report are never touched. A figure that needs a rate nobody has stays empty and is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from partnercli.domain.exchange import Rate, convert
from partnercli.domain.table import Cell, Column, Table
from partnercli.errors import UsageError
from partnercli.i18n import _
from partnercli.reports import FILES, header, names, report
from partnercli.store.rates import rates_for
from partnercli.store.store import Store

RATE_ON = ("event", "payment", "report")
"""The day whose rate counts: that of the sale or row, that of its payment, or that of the report itself."""
Rates = dict[tuple[str, date], Rate]


@dataclass(slots=True)
class _Parts:
    """The money of one row of the report: per column, what each day and currency adds to it."""

    money: dict[str, list[tuple[Decimal, str, date | None]]] = field(default_factory=lambda: defaultdict(list))

    def figure(self, key: str, rates: Rates, target: str) -> Decimal | None:
        """The column in `target`; None where a rate is missing."""
        found = [(amount, _rate(rates, currency, day)) for amount, currency, day in self.money[key]]
        known = [(amount, rate) for amount, rate in found if rate]
        return convert(known, target) if len(known) == len(found) else None

    def used(self, rates: Rates) -> list[Rate]:
        """The rates of this row by day, each once."""
        said = (_rate(rates, currency, day) for parts in self.money.values() for _amount, currency, day in parts)
        return sorted({rate for rate in said if rate and rate.source}, key=lambda rate: (rate.on_day, rate.source))


def check(name: str, rate_on: str | None = None) -> None:
    """UsageError: report_not_converted; rate_day_not_here, where it is converted by other days."""
    if not header(name).convert:
        able = ", ".join(known for known in names() if header(known).convert)
        raise UsageError("report_not_converted", report=name, known=able)
    if rate_on and rate_on not in rate_days(name):
        raise UsageError("rate_day_not_here", where="--rate-on", report=name, known=", ".join(rate_days(name)))


def rate_days(name: str) -> tuple[str, ...]:
    """Those of RATE_ON a report is converted by, the first where none is asked for. What is open has today's alone; the
    day of a payment is known where the report's select asks for it.
    """
    if header(name).convert[0] == "report":
        return ("report",)
    knows_payments = "$rate_on" in (FILES / f"{name}.sql").read_text(encoding="utf-8")
    return tuple(day for day in RATE_ON if day != "payment" or knows_payments)


def converted(
    store: Store, name: str, target: str, *, rate_on: str | None = None, by: list[str] | None = None, **parameters: Any
) -> Table:
    """The report with its money in `target` (an ISO code) beside it, the rates used, and the totals as its summary.

    `rate_on` is one of `rate_days(name)`. A figure is the exact sum of its days' money, each by the rate of rates.sql,
    rounded half up once; None where a rate is missing, which the notes tell. UsageError as `report` and `check`.
    """
    check(name, rate_on)
    rate_on, money = rate_on or rate_days(name)[0], header(name).convert[1:]
    wanted = {"rate_on": rate_on, **parameters}
    shown = report(store, name, by=by, **wanted)
    rows = _parts(store, name, shown, wanted)
    told = [[key for key in money if cells[key] is not None] for cells in _cells(shown)]
    needs = [(currency, day) for row in rows for each in row.money.values() for _amount, currency, day in each]
    rates = rates_for(store, target, {(currency, day) for currency, day in needs if day})
    no_rate = [
        {"currency": currency, "into": target, "days": [day.isoformat() for day in days]}
        for currency, days in _lacking(needs, rates).items()
    ]
    beside = [_beside(row, money, there, rates, target) for row, there in zip(rows, told, strict=True)]
    return replace(
        shown,
        columns=[*shown.columns, *_columns(shown, money, target)],
        rows=[(*row, *more) for row, more in zip(shown.rows, beside, strict=True)],
        summary=_total(shown, rows, money, {key for there in told for key in there}, rates, target),
        notes=[*shown.notes, _rule(rate_on), *_told(no_rate)],
        extra={"no_rate": no_rate},
    )


def _parts(store: Store, name: str, shown: Table, wanted: dict[str, Any]) -> list[_Parts]:
    """The money of each row of `shown` with the day whose rate counts; money that is zero needs no rate."""
    day_column, *money = header(name).convert
    rows = [_Parts() for _row in shown.rows]
    for place, said in _by_day(store, name, shown, day_column, wanted):
        cell = store.today if wanted["rate_on"] == "report" else said[day_column]
        day = cell if isinstance(cell, date) else None
        for key in money:
            if said[key]:
                rows[place].money[key].append((Decimal(str(said[key])), str(said["currency"]), day))
    return rows


def _by_day(
    store: Store, name: str, shown: Table, day: str, wanted: dict[str, Any]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The report day by day: cells by column, and the place of the row of `shown` they belong to.

    A report that groups is run once more, by day too; one that lists records has a day in every row.
    """
    groups = [column.key for column in shown.columns if column.key in header(name).by]
    if not groups:
        yield from enumerate(_cells(shown))
        return
    places = {tuple(said[key] for key in groups): place for place, said in enumerate(_cells(shown))}
    for said in _cells(report(store, name, by=list(dict.fromkeys([*groups, day])), **wanted)):
        yield places[tuple(said[key] for key in groups)], said


def _cells(table: Table) -> Iterator[dict[str, Cell]]:
    keys = [column.key for column in table.columns]
    return (dict(zip(keys, row, strict=True)) for row in table.rows)


def _rate(rates: Rates, currency: str, day: date | None) -> Rate | None:
    return rates.get((currency, day)) if day else None


def _columns(shown: Table, money: Sequence[str], target: str) -> list[Column]:
    title = {column.key: column.title for column in shown.columns}
    figures = [Column(f"{key}_in", f"{_(title[key])}, {target}", "money") for key in money]
    return [
        *figures, Column("into", "Into", "code"), Column("rate", "Exchange rate", "code"),
        Column("rate_date", "Rate of", "code"),
        Column("rates", "Rates", "int"), Column("rate_source", "Rate source", "code"),
    ]  # fmt: skip


def _beside(row: _Parts, money: Sequence[str], there: Collection[str], rates: Rates, target: str) -> tuple[Cell, ...]:
    """The converted figures of a row, and the rates they stand on: the one, or the first and the last by day. Only what
    is `there` has a figure: money nobody told is not 0."""
    used = row.used(rates)
    ends = [used[0], used[-1]] if len(used) > 1 else used
    days = [rate.on_day.isoformat() for rate in ends]
    return (
        *(row.figure(key, rates, target) if key in there else None for key in money),
        target, "..".join(str(rate) for rate in ends) or None,
        "..".join(dict.fromkeys(days)) or None, len(used), ", ".join(sorted({rate.source for rate in used})) or None,
    )  # fmt: skip


def _total(
    shown: Table, rows: list[_Parts], money: Sequence[str], there: Collection[str], rates: Rates, target: str
) -> Table:
    """All rows in one currency, each figure rounded once; of a report without any there is no total."""
    total = _Parts()
    for row in rows:
        for key, each in row.money.items():
            total.money[key] += each
    title = {column.key: column.title for column in shown.columns}
    columns = [Column("currency", "Currency", "currency"), *(Column(key, title[key], "money") for key in money)]
    return Table("total", "In one currency", columns, [
        (target, *(total.figure(key, rates, target) if key in there or not rows else None for key in money))
    ])  # fmt: skip


def _rule(rate_on: str) -> str:
    """The day whose rate counts, as a sentence."""
    if rate_on == "payment":
        return _("Converted by the rate of the day of payment, and what is not paid by that of the report's day.")
    if rate_on == "report":
        return _("Converted by the rate of the report's day.")
    return _("Converted by the rate of each event's own day.")


def _lacking(needs: list[tuple[str, date | None]], rates: Rates) -> dict[str, list[date]]:
    """The days each currency lacks a rate for; no days where money was paid on a day nobody says."""
    found: dict[str, set[date]] = defaultdict(set)
    for currency, day in needs:
        if day is None or (currency, day) not in rates:
            found[currency] |= {day} if day else set()
    return {currency: sorted(days) for currency, days in sorted(found.items())}


def unconverted(table: Table) -> list[str]:
    """What a converted report could not convert, a sentence for each currency that lacks a rate."""
    return _told(cast("list[dict[str, Any]]", table.extra["no_rate"]))


def _told(no_rate: Sequence[Mapping[str, Any]]) -> list[str]:
    dated = _("No rate {currency} to {into}, {first} to {last} (days: {count}): partnercli rates import FILE")
    undated = _("Money in {currency} was paid on a day nobody says; it is not converted by the day of payment.")
    return [
        dated.format(**each, count=len(each["days"]), first=each["days"][0], last=each["days"][-1])
        if each["days"]
        else undated.format(**each)
        for each in no_rate
    ]
