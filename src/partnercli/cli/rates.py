"""`partnercli rates …`: what currencies cost, by day and source."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from partnercli.cli.options import Period
from partnercli.cli.run import Run, checked, day, number
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

nouns = group("rates", _("Exchange rates by day and source; reports convert by them."))
OWN = "own"
"""The source of a rate added by hand, unless one is named."""


@command(
    nouns, "import", _("Read rates of the Bank of Russia (XML) or the European Central Bank (CSV); the same file twice is read once."),
    writes=True, example="rates import XML_daily.asp eurofxref-hist.zip",
)  # fmt: skip
def import_(
    run: Run, files: Annotated[list[str], typer.Argument(metavar="FILE|-...", help=_("Files, or - for a pipe."))],
    again: Annotated[bool, typer.Option("--again", help=_("What the file says counts now, also where another rate is known."))] = False,
) -> None:  # fmt: skip
    from partnercli.intake.rates import read_rates
    from partnercli.intake.source import read_source
    from partnercli.store import rates

    read = [read_rates(read_source(file, sys.stdin.buffer)) for file in files]
    with run.store(write=True) as store:
        for file, found in zip(files, read, strict=True):
            name = os.fsencode(file).decode("utf-8", "backslashreplace")
            with store.change("rates import", name, dry_run=run.dry_run) as entry:
                kept = rates.keep(store, found.source, found.quotes, entry, again=again, where=file)
            days = sorted({quote.on_day for quote in found.quotes})
            run.say(
                _("{file}: {source}, {first} to {last}: {new} new, {changed} changed, {same} the same (I{entry}).").format(
                    file=file, source=found.source, first=days[0], last=days[-1], new=kept.new, changed=kept.changed,
                    same=kept.same, entry=entry,
                )
            )  # fmt: skip


@command(
    nouns, "add", _("Add a rate by hand; it counts on its day, before those of the banks."), writes=True,
    example="rates add USD 92.50 --date 2026-10-05 --source sberbank",
)  # fmt: skip
def add(
    run: Run, currency: Annotated[str, typer.Argument(metavar="CURRENCY", help=_("The currency that is priced."))],
    price: Annotated[str, typer.Argument(metavar="RATE", help=_("What one unit of it costs."))],
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=_("The day it holds on. [default: today]"))] = None,
    to: Annotated[str, typer.Option("--to", metavar="RUB", help=_("The currency of the price."))] = "RUB",
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", help=_("Where you have it from; from yourself unless you say so."))] = None,
    again: Annotated[bool, typer.Option("--again", help=_("It counts now, also where this source said another."))] = False,
) -> None:  # fmt: skip
    from partnercli.domain.exchange import BANKS, Quote, parse_price
    from partnercli.domain.money import currency_code
    from partnercli.domain.names import check_code
    from partnercli.store import rates

    priced, base = checked(currency_code, currency, flag="CURRENCY"), checked(currency_code, to, flag="--to")
    if priced == base:
        raise UsageError("rate_of_itself", currency=priced)
    named = checked(check_code, (source or OWN).strip().lower(), flag="--source")
    if named in BANKS:
        raise UsageError("rate_source_taken", where="--source", source=named)
    on_day = day(date, run.today, "--date") if date else run.today
    quote = Quote(priced, base, on_day, 1, checked(parse_price, price, flag="RATE"))
    with run.store(write=True) as store, store.change("rates add", named, dry_run=run.dry_run) as entry:
        kept = rates.keep(store, named, [quote], entry, again=again)
    said = rates.stated(1, priced, quote.price, base)
    line = (
        _("Known already: {rate} on {date}, {source}.")
        if kept.same
        else _("Added {rate} on {date}, {source} (I{entry}).")
    )
    run.say(line.format(rate=said, date=on_day, source=named, entry=entry))


@command(
    nouns,
    "list",
    _("List the rates that count, newest first."),
    lists=True,
    example="rates list --currency USD --period 2026-10",
)
def list_(
    run: Run, currency: Annotated[str | None, typer.Option("--currency", metavar="USD", help=_("Rates of this currency alone."))] = None,
    period: Period = None,
) -> None:  # fmt: skip
    from partnercli.cli.report import narrowed
    from partnercli.reports import report

    with run.store() as store:
        limits = narrowed(run, store, period=period, program=None, channel=None, currency=currency)
        table = report(store, "rates", **limits)
    run.show(table)


@command(
    nouns, "show", _("Show which rate counts on a day, and what it is made of."), lists=True,
    example="rates show USD --date 2026-10-05 --to RUB",
)  # fmt: skip
def show(
    run: Run, currency: Annotated[str, typer.Argument(metavar="CURRENCY", help=_("The currency that is priced."))],
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=_("The day it is needed for. [default: today]"))] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="RUB", help=_("The currency of the price. [default: that of the settings, else RUB]"))] = None,
) -> None:  # fmt: skip
    from partnercli.domain.money import currency_code
    from partnercli.reports.rates import traced

    target = checked(currency_code, to, flag="--to") if to else run.settings.report_currency or "RUB"
    on_day = day(date, run.today, "--date") if date else run.today
    with run.store() as store:
        table = traced(store, checked(currency_code, currency, flag="CURRENCY"), target, on_day)
    run.show(table)


@command(
    nouns, "undo", _("Take back the rates one change brought; earlier ones count again."), writes=True, example="rates undo last",
)  # fmt: skip
def undo(
    run: Run, id_: Annotated[str, typer.Argument(metavar="ID", help=_("The change's id, I12, or `last`."))] = "last",
) -> None:  # fmt: skip
    from partnercli.store import rates
    from partnercli.store.undo import standing, undo_change

    with run.store(write=True) as store:
        entry = rates.newest(store) if id_ == "last" else number(store, id_, "entry")
        gone = rates.brought(store, entry)
        undo_change(store, standing(store, entry), dry_run=run.dry_run)
    run.say(_("Took back I{entry}; rates gone: {count}.").format(entry=entry, count=gone))
