"""`partnercli report NAME`: the figures. `report` alone lists what there is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnercli.cli import complete
from partnercli.cli.options import ChannelCode, Period, ProgramCode, ReportCurrency
from partnercli.cli.run import Run, checked, number
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.domain.table import Table
    from partnercli.store.store import Store


@command(
    "",
    "report",
    _("Print a report; without a name, list them."),
    lists=True,
    example="report income --period 2026-Q3 --by network",
)
def report_(
    run: Run, name: Annotated[str | None, typer.Argument(metavar="[NAME]", autocompletion=complete.reports)] = None,
    period: Period = None,
    by: Annotated[list[str] | None, typer.Option("--by", metavar="COLUMN", help=_("Group by this column; may be given again."))] = None,
    program: ProgramCode = None,
    channel: ChannelCode = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="RUB", help=_("This currency alone."))] = None,
    import_: Annotated[str | None, typer.Option("--import", metavar="ID", help=_("changes: the newer import. [default: the last one]"))] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="ID", help=_("changes: the older import. [default: the one before it]"))] = None,
    into: ReportCurrency = None,
    rate_on: Annotated[str | None, typer.Option("--rate-on", metavar="DAY", help=_("Whose day's rate: event, payment or report. [default: event; what is open, report]"))] = None,
) -> None:  # fmt: skip
    from partnercli import reports

    if name is None:
        run.show(reports.listing())
        return
    reports.check_name(name)
    if name != "changes" and (import_ or since):
        raise UsageError("flag_of_changes", where="--import" if import_ else "--since")
    narrowing = {"--by": by, "--period": period, "--channel": channel, "--currency": currency}
    if name == "changes" and any(narrowing.values()):
        raise UsageError("flag_not_of_changes", where=next(flag for flag, said in narrowing.items() if said))
    target = currency_wanted(run, name, into, rate_on)
    with run.store() as store:
        limits = narrowed(run, store, period=period, program=program, channel=channel, currency=currency)
        run.hint_if_behind(store)
        groups = [word for words in by or () for word in words.split(",")]
        if name == "changes":
            newer, older = (number(store, said, "entry") if said else None for said in (import_, since))
            if reports.compared(store, newer, older) is None:
                run.hint(_("There are no two imports of network rows to compare."))
                if not run.structured:
                    return
            table = reports.changes(store, newer, older, limits["program"])
        else:
            table = figures(run, store, name, limits, groups, target, rate_on)
    run.show(table)


def figures(
    run: Run, store: Store, name: str, limits: dict[str, Any], groups: list[str], target: str | None = None,
    rate_on: str | None = None,
) -> Table:  # fmt: skip
    """Any report but `changes`, within `limits` (see `narrowed`), grouped by these columns ([] = as it is by itself).

    `target`: the currency to convert into, by the rate of the day `rate_on` names.
    """
    from partnercli import reports
    from partnercli.reports import closing

    if name == "movements":
        return closing.movements(store, **limits)
    if target:
        table = in_one_currency(run, store, name, target, rate_on=rate_on, by=groups or None, **limits)
    else:
        table = reports.report(store, name, **limits, by=groups or None)
    return closing.told(store, table, limits["start"], limits["stop"]) if name == "income" else table


def in_one_currency(run: Run, store: Store, name: str, target: str, **wishes: Any) -> Table:
    """The report converted; what lacks a rate is told on stderr too where the notes do not reach."""
    from partnercli.reports.conversion import converted, unconverted

    table = converted(store, name, target, **wishes)
    if run.structured or not sys.stdout.isatty():
        for line in unconverted(table):
            run.hint(line)
    return table


def currency_wanted(run: Run, name: str, into: str | None, rate_on: str | None = None) -> str | None:
    """The currency to convert into: the one asked for, else that of the settings where the report can be converted."""
    from partnercli.domain.money import currency_code
    from partnercli.reports import conversion, header

    if rate_on and rate_on not in conversion.RATE_ON:
        raise UsageError("unknown_rate_day", where="--rate-on", text=rate_on, known=", ".join(conversion.RATE_ON))
    if into or rate_on:
        conversion.check(name, rate_on)
    target = checked(currency_code, into, flag="--in") if into else run.settings.report_currency
    if rate_on and not target:
        raise UsageError("rate_day_alone", where="--rate-on")
    return target if header(name).convert else None


def narrowed(
    run: Run, store: Store, *, period: str | None, program: str | None, channel: str | None, currency: str | None = None
) -> dict[str, Any]:
    """The parameters every report understands, from the flags; names are looked up, so a typo is told, not empty."""
    from partnercli.domain.money import currency_code
    from partnercli.domain.period import Period, parse_period
    from partnercli.store.programs import find_channel, find_program

    span = checked(parse_period, period, run.today, flag="--period") if period else Period()
    return {
        "start": span.start,
        "stop": span.end,
        "program": find_program(store, program).code if program else None,
        "channel": find_channel(store, channel).code if channel else None,
        "currency": checked(currency_code, currency, flag="--currency") if currency else None,
    }
